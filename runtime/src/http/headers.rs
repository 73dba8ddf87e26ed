//! Header lines, in order. Names compare without case; `Debug` prints no values.
//!
//! Lines of a response keep azure_core's form, and those of a request move into azure_core's request: no text is
//! copied. A value that does not move there is wiped on drop: it may be a credential.

use crate::json::is_name;
use azure_core::http::headers::{self as azure, HeaderName, HeaderValue};
use std::{borrow::Cow, fmt, mem};
use zeroize::Zeroize as _;

#[derive(Clone, Default)]
pub(crate) struct Headers(Vec<(Name, Line)>);

#[derive(Clone)]
enum Name {
    /// As the definition or the caller writes the name.
    Written(Cow<'static, str>),
    /// azure_core's form, in lower case.
    Azure(HeaderName),
}

impl Name {
    fn as_str(&self) -> &str {
        match self {
            Self::Written(name) => name,
            Self::Azure(name) => name.as_str(),
        }
    }

    fn into_azure(self) -> HeaderName {
        match self {
            Self::Azure(name) => name,
            Self::Written(name) => match &*name {
                "Accept" => azure::ACCEPT,
                "Content-Type" => azure::CONTENT_TYPE,
                // `from` converts to lower case.
                _ => HeaderName::from(name.into_owned()),
            },
        }
    }
}

/// The value of a line.
#[derive(Clone)]
enum Line {
    Written(Written),
    Azure(HeaderValue),
}

/// A value as the definition, the caller or a policy gives it.
#[derive(Clone)]
struct Written(Cow<'static, str>);

impl Drop for Written {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl Written {
    fn wipe(&mut self) {
        if let Cow::Owned(value) = &mut self.0 {
            value.zeroize();
        }
    }
}

impl Line {
    fn as_str(&self) -> &str {
        match self {
            Self::Written(value) => &value.0,
            Self::Azure(value) => value.as_str(),
        }
    }

    fn into_azure(self) -> HeaderValue {
        match self {
            Self::Written(mut value) => HeaderValue::from_cow(mem::take(&mut value.0)),
            Self::Azure(value) => value,
        }
    }
}

impl Headers {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Sets a header. A header of the same name is replaced in its position.
    pub(crate) fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Cow<'static, str>>) {
        let (name, value) = (name.into(), Line::Written(Written(value.into())));
        match self.0.iter_mut().find(|(other, _)| other.as_str().eq_ignore_ascii_case(&name)) {
            Some((_, old)) => *old = value,
            None => self.0.push((Name::Written(name), value)),
        }
    }

    /// Removes a header.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| !other.as_str().eq_ignore_ascii_case(name));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Sorted by name: azure_core's headers have no order.
    pub(crate) fn from_azure(headers: azure::Headers) -> Self {
        let mut lines: Vec<_> =
            headers.into_iter().map(|(name, value)| (Name::Azure(name), Line::Azure(value))).collect();
        lines.sort_unstable_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
        Self(lines)
    }

    /// The lines in the form that azure_core sends.
    pub(crate) fn into_azure(self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        self.0.into_iter().map(|(name, value)| (name.into_azure(), value.into_azure()))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Headers {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(lines: I) -> Self {
        let lines = lines.into_iter().map(|(name, value)| {
            (Name::Written(Cow::Owned(name.to_owned())), Line::Written(Written(value.to_owned().into())))
        });
        Self(lines.collect())
    }
}

/// Names only.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|(name, _)| shown(name))).finish()
    }
}

/// Why a header cannot be sent; `None` if it can.
pub(crate) fn problem(name: &str, value: &str) -> Option<String> {
    if !is_token(name) {
        Some(format!("`{name}` is not a valid header name"))
    } else if value.chars().any(|c| c.is_control() && c != '\t') {
        Some(format!("the value of the header `{}` contains control characters", shown(name)))
    } else {
        None
    }
}

/// A name of the caller as errors and `Debug` print it: who mixes up name and value gives a value.
pub(crate) fn shown(name: &str) -> &str {
    if is_name(name.as_bytes()) { name } else { "[…]" }
}

/// Whether a name is a token of RFC 9110.
pub(crate) fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_line_goes_out_as_it_was_written() {
        let mut headers = Headers::default();
        headers.set("X-Key", "old".to_owned());
        headers.set("x-key", "new".to_owned());
        headers.set("Accept", "c/d");
        let sent: Vec<_> = headers.clone().into_azure().collect();
        let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(sent, [("x-key", "new"), ("accept", "c/d")]);
        assert_eq!(headers.get("X-KEY"), Some("new"));
    }

    #[test]
    fn a_value_is_wiped_before_it_is_dropped() {
        let mut value = Written("hush".to_owned().into());
        value.wipe();
        assert_eq!(value.0, "");
    }

    #[test]
    fn a_header_is_removed_whatever_the_case_of_its_name() {
        let mut headers = Headers::from_iter([("Content-Type", "a/b"), ("Accept", "c/d"), ("X-Key", "e")]);
        headers.remove("content-type");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("Accept", "c/d"), ("X-Key", "e")]);
    }
}
