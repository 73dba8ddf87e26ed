//! The text of a new `connectors.toml`.

use std::{io, path::Path};

use toml::Value;

use crate::{paths, runtime};

/// What `init` asks.
pub(crate) struct New<'a> {
    /// The project's folder, and the folders of definitions and crates, absolute.
    pub(crate) root: &'a Path,
    pub(crate) definitions: &'a Path,
    pub(crate) crates: &'a Path,
    pub(crate) runtime: &'a runtime::Source,
    pub(crate) license: Option<&'a str>,
}

/// The text of a new file: every key with its meaning.
///
/// # Errors
/// No relative path leads from the project to one of the folders.
pub(crate) fn text(new: &New<'_>) -> io::Result<String> {
    let folder = |path: &Path| {
        let outside = || io::Error::other(format!("no relative path leads to {}", path.display()));
        paths::relative(new.root, path).map(|path| quoted(&paths::slashed(&path))).ok_or_else(outside)
    };
    let (definitions, crates) = (folder(new.definitions)?, folder(new.crates)?);
    let runtime = new.runtime.keys(new.root)?.into_iter();
    let runtime: String = runtime.map(|(key, value)| format!("{key} = {}\n", quoted(&value))).collect();
    let license = match new.license {
        Some(license) => format!("license = {}", quoted(license)),
        None => "# license = \"MIT\"".to_owned(),
    };
    Ok(format!(
        r#"# The project of `cargo connector`. Paths are relative to the folder of this file, and never absolute. An unknown key is an
# error.

# The folder with the definitions, one folder for each connector. `cargo connector add` writes there.
definitions = {definitions}

# The folder with the generated crates. Only `cargo connector codegen` writes there.
crates = {crates}

# Where the crate `connector-runtime` is, which each generated crate links to. Exactly one of these:
#   path = "../runtime"                     a folder
#   git = "https://…" and rev = "…"         a revision of a git repository
#   version = "0.1", registry = "name"      a registry; without `registry`, crates.io
[runtime]
{runtime}
# What the manifest of each crate states.
#   license    as SPDX writes it [default: none is stated]
#   publish    whether cargo may publish the crates [default: false]
#   version    [default: "0.1.0"]
[package]
{license}
publish = false
version = "0.1.0"

# Settings of one connector, by the name of its folder, or its path below `definitions`. Each key is optional.
#   operations  only these operations, by operationId, and what they need [default: all]
#   features    the default features of its crate [default: ["reqwest_rustls"]]
#   lock        whether `names.lock` keeps its Rust names [default: true]
#   version     of its crate [default: that of `[package]`]
#
# [connectors.NAME]
# operations = ["SendMessage"]
# features = ["reqwest_rustls", "oauth2"]
# lock = true
# version = "0.2.0"
"#
    ))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
