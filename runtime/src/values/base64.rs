//! Bytes as Base64 text.

use super::wire_text::wire_text;
use bytes::Bytes;
use std::fmt;

/// Bytes as Base64 text. Decoding JSON keeps the text and never fails; [`to_bytes`](Self::to_bytes) decodes it.
///
/// ```
/// use connector_runtime::{Base64, Bytes};
/// assert_eq!(Base64::from(Bytes::from_static(b"Hi")).as_str(), "SGk=");
/// assert_eq!(Base64::from("SGk=").to_bytes(), Some(Bytes::from_static(b"Hi")));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Base64(String);

wire_text!(Base64);

impl Base64 {
    /// The bytes, if the text is Base64: in the standard or the URL-safe alphabet, with or without padding.
    pub fn to_bytes(&self) -> Option<Bytes> {
        from_base64(&self.0)
    }
}

impl From<Bytes> for Base64 {
    fn from(value: Bytes) -> Self {
        Self(azure_core::base64::encode(value))
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(value: Vec<u8>) -> Self {
        Self(azure_core::base64::encode(value))
    }
}

/// The length only: the content may be long.
impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} characters)", self.0.len())
    }
}

pub(crate) fn from_base64(text: &str) -> Option<Bytes> {
    let standard: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    let bare = standard.trim_end_matches('=');
    let padding = (4 - bare.len() % 4) % 4;
    azure_core::base64::decode(format!("{bare}{}", "=".repeat(padding))).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_with_and_without_padding() {
        for text in ["+/8=", "-_8=", "-_8", "+/\r\n8="] {
            assert_eq!(Base64::from(text).to_bytes(), Some(Bytes::from_static(&[0xfb, 0xff])), "{text}");
        }
        let long = Bytes::from_static(b"a text of 25 characters .");
        for text in ["YSB0ZXh0IG9mIDI1IGNoYXJhY3RlcnMgLg==", "YSB0ZXh0IG9mIDI1IGNoYXJhY3RlcnMgLg"] {
            assert_eq!(Base64::from(text).to_bytes(), Some(long.clone()), "{text}");
        }
        assert_eq!(Base64::from("no base64!").to_bytes(), None);
        assert_eq!(Base64::from("").to_bytes(), Some(Bytes::new()));
    }

    #[test]
    fn debug_prints_no_content() {
        assert_eq!(format!("{:?}", Base64::from("SGk=")), "Base64(4 characters)");
    }
}
