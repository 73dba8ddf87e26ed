//! [`DiscoverError`]: why no connector was found at a path.

use std::{fmt, io, path::PathBuf};

use crate::input::DEFINITION;
use crate::similar;

/// Why no connector was found at a path.
#[derive(Debug)]
#[non_exhaustive]
pub enum DiscoverError {
    /// The path or something below it cannot be read.
    Io {
        /// The path that cannot be read.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// There is no definition at the path or below it.
    Nothing {
        /// The searched path.
        path: PathBuf,
    },
    /// No connector has the requested name.
    Unknown {
        /// The requested name.
        name: String,
        /// Paths of all connectors.
        known: Vec<String>,
    },
    /// Several connectors have the requested name.
    Ambiguous {
        /// The requested name.
        name: String,
        /// Paths of the connectors of that name.
        paths: Vec<String>,
    },
}

impl fmt::Display for DiscoverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, source } => write!(f, "{} cannot be read: {source}", path.display()),
            Self::Nothing { path } => write!(
                f,
                "there is no connector definition at or below {}; expected `{DEFINITION}` in a folder, or a JSON file that holds Swagger 2.0",
                path.display()
            ),
            Self::Unknown { name, known } => {
                write!(f, "no connector is called `{name}`")?;
                if let Some(closest) = similar::closest(name, known.iter().map(String::as_str)) {
                    return write!(f, "; did you mean `{closest}`?");
                }
                let shown = known.iter().take(10).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                if !shown.is_empty() {
                    write!(f, "; there are {shown}")?;
                }
                if known.len() > 10 {
                    write!(f, " and {} more", known.len() - 10)?;
                }
                Ok(())
            }
            Self::Ambiguous { name, paths } => {
                write!(f, "`{name}` names several connectors: {}; name one by its path", paths.join(", "))
            }
        }
    }
}

impl std::error::Error for DiscoverError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
