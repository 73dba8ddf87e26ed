//! The text of a value in a path, a query, a header or a form, before encoding.

use std::{borrow::Cow, fmt};

/// A value of a parameter.
pub trait Text {
    /// The text of the value, not encoded.
    fn text(&self) -> Cow<'_, str>;

    /// The texts of the items of a list; the text of any other value.
    #[doc(hidden)]
    fn items(&self) -> Vec<Cow<'_, str>> {
        vec![self.text()]
    }
}

/// A list with its delimiter, if it is not a comma.
#[doc(hidden)]
pub struct Joined<'a>(pub &'a dyn Text, pub &'static str);

/// Without the value: it may be private.
impl fmt::Debug for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Joined").finish_non_exhaustive()
    }
}

impl Text for Joined<'_> {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.items().join(self.1))
    }
}

impl Text for str {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Text for &str {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Text for String {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Text for i64 {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Text for u64 {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

/// A whole number has no `.0`.
impl Text for f64 {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Text for bool {
    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

/// The texts of the items, separated by commas.
impl<T: Text> Text for Vec<T> {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.items().join(","))
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.iter().map(Text::text).collect()
    }
}

/// As for a list.
impl<T: Text, const N: usize> Text for [T; N] {
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.items().join(","))
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.iter().map(Text::text).collect()
    }
}

/// The content of a string; the JSON text of any other value.
impl Text for serde_json::Value {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::String(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_value_has_its_text() {
        let texts: [(&dyn Text, &str); 8] = [
            (&"a b", "a b"),
            (&String::from("ü"), "ü"),
            (&-7_i64, "-7"),
            (&2.0_f64, "2"),
            (&2.5_f64, "2.5"),
            (&true, "true"),
            (&vec![1_i64, 2, 3], "1,2,3"),
            (&serde_json::json!({"a": [1]}), "{\"a\":[1]}"),
        ];
        for (value, text) in texts {
            assert_eq!(value.text(), text);
        }
        assert_eq!(<str as Text>::text("a"), "a");
        let (array, list) = (["a", "b"], vec![1_i64, 2]);
        assert_eq!((array.text(), array.items().len()), (Cow::from("a,b"), 2));
        assert_eq!((Joined(&list, "|").text(), Joined(&list, "|").items()), (Cow::from("1|2"), vec![Cow::from("1|2")]));
    }
}
