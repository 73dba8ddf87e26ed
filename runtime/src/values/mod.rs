//! The types of values that plain Rust types do not cover. Each keeps what stood on the wire.

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

/// A type that is its wire text: conversions, [`Text`](crate::Text) and JSON.
macro_rules! wire_text {
    ($name:ident) => {
        impl $name {
            /// The text as it stands on the wire.
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

        impl crate::Text for $name {
            fn text(&self) -> std::borrow::Cow<'_, str> {
                std::borrow::Cow::Borrowed(&self.0)
            }
        }

        impl crate::Decode for $name {
            fn decode(value: &mut crate::Decoder<'_>) -> Result<Self, crate::JsonError> {
                Ok(Self(value.text()?.into_owned()))
            }
        }

        impl crate::Encode for $name {
            fn encode(&self, out: &mut crate::Encoder) -> Result<(), crate::JsonError> {
                out.text(&self.0)
            }
        }
    };
}
use wire_text;
