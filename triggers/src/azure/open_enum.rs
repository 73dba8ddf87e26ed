//! Enumerations of a service that may send a value that is not listed here.

/// A value that its enumeration does not list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unlisted(Box<str>);

impl Unlisted {
    /// The value on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn new(value: &str) -> Self {
        Self(value.into())
    }
}

/// An enumeration of texts. The case of a received text does not matter.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $( $(#[$variant_doc:meta])* $variant:ident ),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Deserialize)]
        #[serde(from = "String")]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_doc])* $variant, )*
            /// A value that is not listed here.
            Unlisted($crate::azure::open_enum::Unlisted),
        }

        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => stringify!($variant), )*
                    Self::Unlisted(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                $( if value.eq_ignore_ascii_case(stringify!($variant)) {
                    return Self::$variant;
                } )*
                Self::Unlisted($crate::azure::open_enum::Unlisted::new(value))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                value.as_str().into()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use open_enum;
