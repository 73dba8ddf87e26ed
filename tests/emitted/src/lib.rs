//! The one reader of emitted Rust: the files of a generated crate in, its items, public paths and wire facts out.
//!
//! Tests and the command `inventory` use it. It reads syntax only and knows nothing of the generator; it does not depend on
//! which file holds an item, or on the module of the runtime that holds a type.

mod contents;
mod facts;
mod folders;
mod names;
mod normal;
mod print;
mod renames;
mod source;

pub use contents::{Contents, Location, Lookups, Request, Row, Send, TypeItem, TypeKind};
pub use facts::facts;
pub use folders::{Inventory, inventories};
pub use names::{Names, Target};
pub use source::{Files, Module, Source};
