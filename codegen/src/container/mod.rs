//! A file in, the definitions in it out, whatever the file wraps them in. The content decides, never a file's name.
//!
//! `look` skims a file without building a tree: it is for the search for connectors. `open` takes a definition out of the tree of its
//! file; all spans stay those of the file. There is one small reader per form.

mod form;
mod open;
mod recognise;
mod shared;
mod skim;
mod solution;
mod table;
mod template;
mod wrapped;
mod yaml;

pub(crate) use form::{Contents, Form, Inside, SolutionHead};
pub(crate) use recognise::look;
pub(crate) use shared::{open, share};
pub(crate) use solution::decoded;
pub(crate) use table::{has_entity_sets, is_of_entities};
