//! The macro that reads and writes a model.

/// Reads and writes a struct whose fields are `Option`s, as JSON and through serde. The struct is `Default`.
///
/// Rows, in the order of the wire:
/// * `optional field = "key"`: `None` stays off the wire;
/// * `required field = "key"`: `None` is an error in a request;
/// * `default field = "key", "json"`: `None` sends that JSON text;
/// * `extra field`, last: every other key, in a `BTreeMap<String, T>`.
#[doc(hidden)]
#[macro_export]
macro_rules! __model {
    (
        $name:ident {
            $( $row:ident $field:ident $( = $key:literal $( , $json:literal )? )? ),* $(,)?
        }
    ) => {
        const _: () = {
            static KEYS: $crate::codegen::Keys = $crate::codegen::Keys::new(&[ $( $( $key, )? )* ]);

            impl $crate::Decode for $name {
                const STAND_INS: $crate::codegen::StandIns = $crate::codegen::StandIns::OF_OBJECT;

                fn decode(value: &mut $crate::codegen::Decoder<'_>) -> ::core::result::Result<Self, $crate::codegen::JsonError> {
                    #[allow(unused_mut)]
                    let mut model = <Self as ::core::default::Default>::default();
                    value.object(&KEYS, &mut [ $( &mut model.$field ),* ])?;
                    ::core::result::Result::Ok(model)
                }

                fn named_keys() -> ::core::option::Option<&'static [&'static str]> {
                    KEYS.named(const { <[&str]>::len(&[ $( stringify!($field) ),* ]) })
                }
            }

            impl $crate::Encode for $name {
                fn encode(&self, out: &mut $crate::codegen::Encoder) -> ::core::result::Result<(), $crate::codegen::JsonError> {
                    #[allow(unused_mut)]
                    let mut object = out.object();
                    $( $crate::__encode_row!($row object KEYS (&self.$field) $( $key $( $json )? )?); )*
                    object.end()
                }
            }
        };
        $crate::__serde!($name);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __encode_row {
    (optional $object:ident $keys:ident ($value:expr) $key:literal) => {
        $object.optional($key, $value)
    };
    (required $object:ident $keys:ident ($value:expr) $key:literal) => {
        $object.required($key, $value)
    };
    (default $object:ident $keys:ident ($value:expr) $key:literal $json:literal) => {
        $object.or_default($key, $value, $json)
    };
    (extra $object:ident $keys:ident ($value:expr)) => {
        $object.extra($keys.names(), $value)
    };
}

/// Serde by way of [`Decode`](crate::Decode) and [`Encode`](crate::Encode).
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($name:ident) => {
        impl $crate::codegen::Serialize for $name {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::codegen::serialize(self, serializer)
            }
        }

        impl<'de> $crate::codegen::Deserialize<'de> for $name {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::codegen::deserialize(deserializer)
            }
        }
    };
}

pub use __model as model;
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
