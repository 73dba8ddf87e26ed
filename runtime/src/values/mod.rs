//! Types of values that plain Rust types do not cover. Each keeps its text on the wire.

mod base64;
mod date;
mod nullable;
mod secret;
mod unlisted;

pub use base64::Base64;
pub(crate) use base64::from_base64;
pub use date::{Date, DateTime};
pub use nullable::Nullable;
pub use secret::Secret;
pub use unlisted::{Unlisted, UnlistedInteger, UnlistedNumber};

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
use wire_text;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_value_in_a_parameter_is_its_wire_text() {
        let texts: [(&dyn Text, &str); 6] = [
            (&DateTime::from("2024-05-01T12:00:00Z"), "2024-05-01T12:00:00Z"),
            (&Date::from("2024-05-01"), "2024-05-01"),
            (&Base64::from(b"Hi".to_vec()), "SGk="),
            (&Secret::from("key"), "key"),
            (&Nullable::Value(7_i64), "7"),
            (&Nullable::<i64>::Null, ""),
        ];
        for (value, text) in texts {
            assert_eq!(value.text(), text);
        }
    }
}
