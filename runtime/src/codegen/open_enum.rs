//! Macros for open enumerations: a service may send values that its definition does not list.

/// Implements the wire values of an enumeration of texts: `as_str`, `From`, `Display`, `Text`, JSON, serde and filters.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    ($name:ident { $( $variant:ident = $wire:literal ),* $(,)? } $unlisted:ident) => {
        impl $name {
            /// The value on the wire.
            pub fn as_str(&self) -> &::core::primitive::str {
                match self {
                    $( Self::$variant => $wire, )*
                    Self::$unlisted(value) => value.as_str(),
                }
            }
        }

        impl ::core::convert::From<&::core::primitive::str> for $name {
            fn from(value: &::core::primitive::str) -> Self {
                match value {
                    $( $wire => Self::$variant, )*
                    _ => Self::$unlisted($crate::Unlisted::__new(value)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                ::core::convert::From::from(value.as_str())
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::codegen::Text for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, ::core::primitive::str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        impl $crate::Decode for $name {
            fn decode(value: &mut $crate::codegen::Decoder<'_>) -> ::core::result::Result<Self, $crate::codegen::JsonError> {
                let text = $crate::codegen::read_text(value)?;
                ::core::result::Result::Ok(::core::convert::From::from(&*text))
            }
        }

        impl $crate::Encode for $name {
            fn encode(&self, out: &mut $crate::codegen::Encoder) -> ::core::result::Result<(), $crate::codegen::JsonError> {
                $crate::codegen::write_text(out, self.as_str())
            }
        }

        impl $crate::tables::Literal for $name {
            fn literal(&self, dialect: $crate::tables::Dialect) -> ::std::string::String {
                $crate::tables::Literal::literal(self.as_str(), dialect)
            }
        }

        $crate::__serde!($name);
    };
}

/// Implements the wire values of an enumeration of integers: `as_i64`, `From`, `Display`, `Text`, JSON, serde and filters. A row
/// is `Variant = integer`, or `Variant = integer, "name"`: a service may send the name in place of the integer.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_integer_enum {
    ($name:ident { $( $variant:ident = $wire:literal $( , $title:literal )? ),* $(,)? } $unlisted:ident) => {
        $crate::__open_whole_enum! {
            (i64, as_i64, UnlistedInteger, |value| $crate::codegen::read_integer(value, &[ $( $( ($title, $wire), )? )* ]))
            $name { $( $variant = $wire, )* } $unlisted
        }
    };
}

/// The same for integers of 64 bits without a sign, with `as_u64` and without names.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_unsigned_enum {
    ($name:ident { $( $variant:ident = $wire:literal ),* $(,)? } $unlisted:ident) => {
        $crate::__open_whole_enum! {
            (u64, as_u64, UnlistedUnsigned, |value| <::core::primitive::u64 as $crate::Decode>::decode(value))
            $name { $( $variant = $wire, )* } $unlisted
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __open_whole_enum {
    (
        ($whole:ident, $as:ident, $held:ident, $read:expr)
        $name:ident { $( $variant:ident = $wire:literal, )* } $unlisted:ident
    ) => {
        impl $name {
            /// The value on the wire.
            pub fn $as(&self) -> ::core::primitive::$whole {
                match self {
                    $( Self::$variant => $wire, )*
                    Self::$unlisted(value) => value.$as(),
                }
            }
        }

        impl ::core::convert::From<::core::primitive::$whole> for $name {
            fn from(value: ::core::primitive::$whole) -> Self {
                match value {
                    $( $wire => Self::$variant, )*
                    _ => Self::$unlisted($crate::$held::__new(value)),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.$as(), f)
            }
        }

        impl $crate::codegen::Text for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, ::core::primitive::str> {
                ::std::borrow::Cow::Owned(::std::string::ToString::to_string(&self.$as()))
            }
        }

        impl $crate::Decode for $name {
            const STAND_INS: $crate::codegen::StandIns = <::core::primitive::$whole as $crate::Decode>::STAND_INS;

            fn decode(value: &mut $crate::codegen::Decoder<'_>) -> ::core::result::Result<Self, $crate::codegen::JsonError> {
                let read: fn(&mut $crate::codegen::Decoder<'_>) -> ::core::result::Result<::core::primitive::$whole, $crate::codegen::JsonError> = $read;
                read(value).map(::core::convert::From::from)
            }
        }

        impl $crate::Encode for $name {
            fn encode(&self, out: &mut $crate::codegen::Encoder) -> ::core::result::Result<(), $crate::codegen::JsonError> {
                $crate::Encode::encode(&self.$as(), out)
            }
        }

        impl $crate::tables::Literal for $name {
            fn literal(&self, dialect: $crate::tables::Dialect) -> ::std::string::String {
                $crate::tables::Literal::literal(&self.$as(), dialect)
            }
        }

        $crate::__serde!($name);
    };
}

/// Implements the wire values of an enumeration of numbers: `as_f64`, `From`, `Display`, `Text`, JSON, serde and filters.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_number_enum {
    ($name:ident { $( $variant:ident = $wire:literal ),* $(,)? } $unlisted:ident) => {
        impl $name {
            /// The value on the wire.
            pub fn as_f64(&self) -> ::core::primitive::f64 {
                match self {
                    $( Self::$variant => $wire, )*
                    Self::$unlisted(value) => value.as_f64(),
                }
            }
        }

        impl ::core::convert::From<::core::primitive::f64> for $name {
            fn from(value: ::core::primitive::f64) -> Self {
                match value {
                    $( $wire => Self::$variant, )*
                    _ => Self::$unlisted($crate::UnlistedNumber::__new(value)),
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_f64(), f)
            }
        }

        impl $crate::codegen::Text for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, ::core::primitive::str> {
                ::std::borrow::Cow::Owned(::std::string::ToString::to_string(&self.as_f64()))
            }
        }

        impl $crate::Decode for $name {
            const STAND_INS: $crate::codegen::StandIns = <::core::primitive::f64 as $crate::Decode>::STAND_INS;

            fn decode(value: &mut $crate::codegen::Decoder<'_>) -> ::core::result::Result<Self, $crate::codegen::JsonError> {
                <::core::primitive::f64 as $crate::Decode>::decode(value).map(::core::convert::From::from)
            }
        }

        impl $crate::Encode for $name {
            fn encode(&self, out: &mut $crate::codegen::Encoder) -> ::core::result::Result<(), $crate::codegen::JsonError> {
                $crate::Encode::encode(&self.as_f64(), out)
            }
        }

        impl $crate::tables::Literal for $name {
            fn literal(&self, dialect: $crate::tables::Dialect) -> ::std::string::String {
                $crate::tables::Literal::literal(&self.as_f64(), dialect)
            }
        }

        $crate::__serde!($name);
    };
}

pub use {
    __open_enum as open_enum, __open_integer_enum as open_integer_enum, __open_number_enum as open_number_enum,
    __open_unsigned_enum as open_unsigned_enum,
};
