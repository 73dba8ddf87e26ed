//! A path in, connector folders out: the definitions below it, and the bytes of their files.
//!
//! The only module that reads a connector from disk. It decides the connector's name, and which files belong together. What a file
//! is, `container` knows: a file with the catalogue's name is not looked at.

mod adopt;
mod connector;
mod error;
mod files;
mod group;
mod search;
mod select;
mod shared;

pub use connector::{ConnectorFolder, NoDefinition};
pub use error::DiscoverError;
pub use search::discover;
pub(crate) use select::select;
