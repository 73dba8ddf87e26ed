//! Paths as they are written to files and shown to a user.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use connector_codegen::internal::output::at;

/// The absolute path of a file or folder that exists, without links.
///
/// # Errors
/// It does not exist, or cannot be read. The error names the path.
pub(crate) fn canonical(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize().map(plain).map_err(|error| at(path, error))
}

/// The absolute path of a file or folder, of which only the first parts may exist.
///
/// # Errors
/// A folder above it cannot be read, or there is no current directory.
pub(crate) fn absolute(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path).map_err(|error| at(path, error))?;
    let existing = path.ancestors().find(|folder| folder.exists()).unwrap_or(&path);
    let rest = path.strip_prefix(existing).unwrap_or(Path::new(""));
    let mut whole = canonical(existing)?;
    for part in rest.components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            part => whole.push(part),
        }
    }
    Ok(whole)
}

/// Windows gives absolute paths a prefix that other programs do not take.
fn plain(path: PathBuf) -> PathBuf {
    if !cfg!(windows) {
        return path;
    }
    let text = path.to_string_lossy();
    match text.strip_prefix(r"\\?\").filter(|rest| rest.as_bytes().get(1) == Some(&b':')) {
        Some(rest) => PathBuf::from(rest),
        None => path,
    }
}

/// The path from a folder to a file or folder, both absolute; `None` if they have nothing in common, as on two drives.
pub(crate) fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to) = (plain(from.to_owned()), plain(to.to_owned()));
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return None;
    }
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(to.components().skip(common)).collect();
    Some(if path.as_os_str().is_empty() { PathBuf::from(".") } else { path })
}

/// A relative path with `/` between its parts, whatever the system.
pub(crate) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// An absolute path for a user in the folder `directory`: relative, unless only the root is common to both.
pub(crate) fn shown(directory: &Path, path: &Path) -> String {
    let has_common = |path: &Path| {
        let is_named = |part: &Component<'_>| matches!(part, Component::Normal(_));
        path.components().find(is_named) == directory.components().find(is_named)
    };
    let path = plain(path.to_owned());
    let relative = Some(&path).filter(|path| has_common(path)).and_then(|path| relative(directory, path));
    relative.unwrap_or(path).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_from_one_folder_to_another() {
        for (from, to, path) in [
            ("/a/b", "/a/b/c/d", "c/d"),
            ("/a/b", "/a/b", "."),
            ("/a/b/c", "/a/x/y", "../../x/y"),
            ("/a", "/b", "../b"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(to)), Some(path.into()), "{from} {to}");
        }
        assert_eq!(relative(Path::new("a"), Path::new("/b")), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_shown_is_relative_if_anything_is_common() {
        let shown = |directory, path| super::shown(Path::new(directory), Path::new(path));
        assert_eq!(shown("/a/project", "/a/project/spec/a.json"), "spec/a.json");
        assert_eq!(shown("/a/project/src", "/a/project/spec/a.json"), "../spec/a.json");
        assert_eq!(shown("/a/b", "/c/d.json"), "/c/d.json");
        assert_eq!(shown("/", "/c/d.json"), "/c/d.json");
    }
}
