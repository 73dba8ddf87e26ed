//! The client side of dynamic values: requests for the choices of a parameter, for trees of choices and for dynamic
//! schemas.

#[cfg(feature = "jsonschema")]
mod bounds;
pub(crate) mod choice;
#[cfg(feature = "jsonschema")]
mod misfit;
#[cfg(feature = "jsonschema")]
mod patterns;
pub(crate) mod schema;
pub(crate) mod tree;
