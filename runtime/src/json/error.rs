//! Why JSON does not decode or encode, and at which path.

use crate::limits::{MAX_TEXT, line};
use std::{borrow::Cow, fmt};

/// Why a value could not be decoded or encoded, with the path of the field.
///
/// The text names keys of the definition and kinds of values. It names no value, and no key that the definition does not know:
/// such a key is a value too.
#[derive(Clone)]
pub struct JsonError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    /// From the inside out: the innermost step is first.
    path: Vec<Step>,
    problem: Cow<'static, str>,
    is_not_json: bool,
    is_empty: bool,
    /// The source text of a number that does not fit.
    digits: Option<String>,
}

#[derive(Clone)]
enum Step {
    Key(String),
    /// A key that the definition does not know.
    Free(String),
    Index(usize),
}

impl JsonError {
    /// An error at the value itself.
    pub(crate) fn new(problem: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            path: Vec::new(),
            problem: match problem.into() {
                Cow::Owned(problem) => Cow::Owned(line(&problem, MAX_TEXT)),
                fixed => fixed,
            },
            is_not_json: false,
            is_empty: false,
            digits: None,
        }))
    }

    /// The text to decode is not JSON.
    pub(crate) fn not_json(problem: impl Into<Cow<'static, str>>) -> Self {
        let mut error = Self::new(problem);
        error.0.is_not_json = true;
        error
    }

    /// Whether the text to decode is not JSON.
    pub(crate) fn is_not_json(&self) -> bool {
        self.0.is_not_json
    }

    /// There is no value, or only an empty one of another type.
    pub(crate) fn empty(problem: &'static str) -> Self {
        let mut error = Self::new(problem);
        error.0.is_empty = true;
        error
    }

    /// Whether there is no value.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty
    }

    /// The same error with the source text of the number that does not fit.
    pub(crate) fn with_digits(mut self, digits: &str) -> Self {
        self.0.digits = Some(digits.to_owned());
        self
    }

    /// The source text of the number that does not fit.
    pub(crate) fn digits(&self) -> Option<&str> {
        self.0.digits.as_deref()
    }

    /// The path of the value that does not fit; `None` for the whole value.
    pub(crate) fn field(&self) -> Option<String> {
        (!self.0.path.is_empty()).then(|| self.path(true, MAX_TEXT))
    }

    /// The same error, seen from the object that contains the value under `key`.
    pub(crate) fn under(mut self, key: &str) -> Self {
        self.0.path.push(Step::Key(line(key, MAX_TEXT)));
        self
    }

    /// The same error, seen from the object that contains the value under a key that the definition does not know.
    pub(crate) fn under_free(mut self, key: &str) -> Self {
        self.0.path.push(Step::Free(line(key, MAX_TEXT)));
        self
    }

    /// The same error, seen from the list that contains the value.
    pub(crate) fn at(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }
}

impl JsonError {
    /// The path as text of at most `max` characters, with or without the keys that the definition does not know.
    fn path(&self, is_whole: bool, max: usize) -> String {
        let mut text = String::new();
        for step in self.0.path.iter().rev() {
            let dot = if text.is_empty() { "" } else { "." };
            text += &match step {
                Step::Index(index) => format!("[{index}]"),
                Step::Free(_) if !is_whole => "[…]".to_owned(),
                Step::Key(key) | Step::Free(key) if is_plain(key) => format!("{dot}{key}"),
                Step::Key(key) | Step::Free(key) => format!("[{key:?}]"),
            };
            if text.len() > 4 * MAX_TEXT {
                break;
            }
        }
        line(&text, max)
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            // The problem has its place behind a long path, and a subject before it.
            let rest = MAX_TEXT.saturating_sub(self.0.problem.chars().count() + 60);
            write!(f, "`{}`: ", self.path(false, rest))?;
        }
        f.write_str(&self.0.problem)
    }
}

impl fmt::Debug for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonError").field(&self.to_string()).finish()
    }
}

impl std::error::Error for JsonError {}

/// Whether a key is readable between dots.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-@$".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_is_cut() {
        let error = (0..1000).fold(JsonError::new("no text"), |error, _| error.under(&"k".repeat(1_000_000)));
        assert!(error.to_string().len() < MAX_TEXT + 20, "{}", error.to_string().len());
        assert!(error.to_string().ends_with("…`: no text"));
    }

    #[test]
    fn a_path_that_is_cut_says_so_in_any_script() {
        let wide = "\u{1d400}".repeat(MAX_TEXT);
        let error = JsonError::new("no text").under("b").under(&wide);
        assert_eq!(error.field(), Some(format!("{wide}…")));
        assert_eq!(JsonError::new("no text").under(&wide).field(), Some(wide));
    }

    #[test]
    fn the_path_reads_from_the_outside_in() {
        let error = JsonError::new("no text").under("zip").under("address").at(3).under("value");
        assert_eq!(error.to_string(), "`value[3].address.zip`: no text");
    }

    #[test]
    fn a_key_that_the_definition_does_not_know_is_for_the_caller_alone() {
        let error = JsonError::new("no text").with_digits("12345").under("zip").under_free("hush").under("people");
        assert_eq!(error.to_string(), "`people[…].zip`: no text");
        assert_eq!(format!("{error:?}"), "JsonError(\"`people[…].zip`: no text\")");
        assert_eq!(error.field().as_deref(), Some("people.hush.zip"));
    }

    #[test]
    fn a_key_with_dots_is_quoted() {
        assert_eq!(JsonError::new("no text").under("a.b").under("c").to_string(), "`c[\"a.b\"]`: no text");
        assert_eq!(JsonError::new("no text").to_string(), "no text");
    }
}
