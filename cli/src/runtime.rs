//! Where the crate `connector-runtime` is: from the flags of a command or from `connectors.toml` in, the line of a manifest out.

use std::{
    io,
    path::{Path, PathBuf},
};

use clap::Args;
use toml::Value;

use crate::paths;

/// Where the runtime is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A folder, by its absolute path.
    Path(PathBuf),
    /// A revision of a git repository.
    Git { url: String, rev: String },
    /// A registry.
    Version { version: String, registry: Option<String> },
}

/// The flags that state where the runtime is.
#[derive(Args)]
pub(crate) struct Flags {
    /// Where `connector-runtime` is, which each crate links to: a folder. What is written is relative.
    #[arg(long, value_name = "DIR", group = "runtime")]
    runtime_path: Option<PathBuf>,
    /// Where `connector-runtime` is: a git repository.
    #[arg(long, value_name = "URL", group = "runtime", requires = "runtime_rev")]
    runtime_git: Option<String>,
    /// The revision in the git repository.
    #[arg(long, value_name = "REV", requires = "runtime_git")]
    runtime_rev: Option<String>,
    /// Where `connector-runtime` is: this version in a registry.
    #[arg(long, value_name = "VERSION", group = "runtime")]
    runtime_version: Option<String>,
    /// The registry's name in cargo's configuration [default: crates.io].
    #[arg(long, value_name = "NAME", requires = "runtime_version")]
    runtime_registry: Option<String>,
}

/// The flags, for messages.
pub(crate) const FLAGS: &str =
    "`--runtime-path DIR`, `--runtime-git URL --runtime-rev REV` or `--runtime-version VERSION`";

impl Flags {
    /// The flags as they were given, with their values.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&'static str, String)> {
        let path = self.runtime_path.as_ref().map(|path| path.to_string_lossy().into_owned());
        let words = [
            ("--runtime-path", path),
            ("--runtime-git", self.runtime_git.clone()),
            ("--runtime-rev", self.runtime_rev.clone()),
            ("--runtime-version", self.runtime_version.clone()),
            ("--runtime-registry", self.runtime_registry.clone()),
        ];
        words.into_iter().filter_map(|(option, value)| Some((option, value?)))
    }

    /// What the flags state; `None` if there is no flag.
    ///
    /// # Errors
    /// The folder has no manifest of the runtime.
    pub(crate) fn source(&self) -> io::Result<Option<Source>> {
        if let Some(path) = &self.runtime_path {
            return folder(path).map(Some);
        }
        if let (Some(url), Some(rev)) = (&self.runtime_git, &self.runtime_rev) {
            return Ok(Some(Source::Git { url: url.clone(), rev: rev.clone() }));
        }
        let registry = self.runtime_registry.clone();
        Ok(self.runtime_version.clone().map(|version| Source::Version { version, registry }))
    }
}

/// The runtime in a folder.
///
/// # Errors
/// The folder has no manifest of the runtime.
pub(crate) fn folder(path: &Path) -> io::Result<Source> {
    let folder = paths::canonical(path).map_err(|error| {
        io::Error::new(error.kind(), format!("the folder of the crate connector-runtime cannot be read: {error}"))
    })?;
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
    let table: toml::Table = manifest.parse().unwrap_or_default();
    let name = table.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    if name == Some("connector-runtime") {
        return Ok(Source::Path(folder));
    }
    Err(io::Error::other(format!("{} is not the folder of the crate connector-runtime", path.display())))
}

impl Source {
    /// Keys and values that state the source in a file in the folder `from`, which is absolute.
    ///
    /// # Errors
    /// No relative path leads from the folder to the runtime.
    pub(crate) fn keys(&self, from: &Path) -> io::Result<Vec<(&'static str, String)>> {
        Ok(match self {
            Self::Path(path) => {
                let relative = paths::relative(from, path).ok_or_else(|| {
                    let (from, path) = (from.display(), path.display());
                    io::Error::other(format!("no relative path leads from {from} to {path}, and no other is written"))
                })?;
                vec![("path", paths::slashed(&relative))]
            }
            Self::Git { url, rev } => vec![("git", url.clone()), ("rev", rev.clone())],
            Self::Version { version, registry } => {
                let registry = registry.iter().map(|registry| ("registry", registry.clone()));
                std::iter::once(("version", version.clone())).chain(registry).collect()
            }
        })
    }

    /// The line of a manifest in the folder `from`.
    ///
    /// # Errors
    /// See [`keys`](Self::keys).
    pub(crate) fn dependency(&self, from: &Path) -> io::Result<String> {
        let keys = self.keys(from)?;
        let keys = keys.into_iter().map(|(key, value)| format!("{key} = {}, ", Value::String(value)));
        Ok(format!("connector-runtime = {{ {}default-features = false }}\n", keys.collect::<String>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_manifest_has_a_relative_path() {
        let lines = [
            (Source::Path("/a/b/runtime".into()), r#"path = "../../b/runtime""#),
            (Source::Git { url: "https://x".into(), rev: "1\"2".into() }, r#"git = "https://x", rev = '1"2'"#),
            (Source::Version { version: "0.1".into(), registry: None }, r#"version = "0.1""#),
            (
                Source::Version { version: "0.1".into(), registry: Some("mine".into()) },
                r#"version = "0.1", registry = "mine""#,
            ),
        ];
        for (source, keys) in lines {
            let line = source.dependency(Path::new("/a/c/d")).ok();
            assert_eq!(line, Some(format!("connector-runtime = {{ {keys}, default-features = false }}\n")));
        }
    }
}
