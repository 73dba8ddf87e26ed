//! The reader of emitted Rust: the files of a generated crate in, its items, public paths and wire facts out.
//!
//! [`Contents`] holds typed facts for tests; [`facts`] lists every fact as a line of text for comparisons, which the program
//! `connector-emitted` prints for an output folder. This crate reads syntax only and knows nothing of the generator. Its results do not
//! depend on which file holds an item, or on which module of the runtime holds a type.

mod contents;
mod facts;
mod folders;
mod names;
mod normal;
mod print;
pub mod promises;
mod renames;
mod source;

pub use contents::{Contents, Location, Lookups, Request, Row, Send, TypeItem, TypeKind};
pub use facts::facts;
pub use folders::{Inventory, inventories};
pub use names::{Names, Target};
pub use source::{Files, Module, Source};
