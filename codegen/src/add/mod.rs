//! A path with connectors in any form in, connector folders of the catalogue's form out.
//!
//! `portable` replaces what belongs to the environment that a definition was exported from. It knows a fixed list of fields, and
//! changes no other text.

mod convert;
mod folder;
mod json;
mod portable;

pub use folder::{AddError, Added, add};
pub use portable::Replacement;
