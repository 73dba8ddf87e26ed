//! The files of a crate, and the path of each one. Nothing else states a path.
//!
//! [`source`] gives the file of a module; `rust/layout.rs` decides which module holds which item.

pub(super) use crate::files::MANIFEST;

/// Settings of rustfmt.
pub(super) const RUSTFMT: &str = "rustfmt.toml";

/// Settings of git.
pub(super) const ATTRIBUTES: &str = ".gitattributes";

/// The crate's front page.
pub(super) const README: &str = "README.md";

/// The reference page.
pub(super) const REFERENCE: &str = "docs/reference.md";

/// Modules with files below them: each is the `mod.rs` of its folder.
const FOLDERS: [&str; 3] = ["operations", "models", "models::shared"];

/// The file of a module, e.g. `src/operations/send_message.rs` of `operations::send_message`. The root's path is empty.
pub(super) fn source(module: &str) -> String {
    let path = module.replace("::", "/");
    match module {
        "" => "src/lib.rs".to_owned(),
        folder if FOLDERS.contains(&folder) => format!("src/{path}/mod.rs"),
        _ => format!("src/{path}.rs"),
    }
}
