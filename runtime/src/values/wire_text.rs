//! What the types have in common whose value is its text on the wire.

/// Implements conversions, `Text` and JSON for a type that is its text on the wire.
macro_rules! wire_text {
    ($name:ident) => {
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self(value)
            }
        }

        impl crate::text::Text for $name {
            fn text(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed(&self.0)
            }
        }

        impl crate::json::Decode for $name {
            fn decode(value: &mut crate::json::Decoder<'_>) -> Result<Self, crate::json::JsonError> {
                Ok(Self(value.text()?.into_owned()))
            }
        }

        impl crate::json::Encode for $name {
            fn encode(&self, out: &mut crate::json::Encoder) -> Result<(), crate::json::JsonError> {
                out.text(&self.0)
            }
        }
    };
}
pub(super) use wire_text;
