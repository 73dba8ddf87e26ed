//! Paths as a server may read them: some decode `%2e`, `%2f` and `%5c` before they resolve dots. In: a path or one of its
//! segments. Out: whether it leaves the position that it seems to have.

/// Whether a URL resolves a path segment away: `.` or `..`, also with the dots encoded.
pub(crate) fn is_dot_segment(segment: &str) -> bool {
    // A text longer than two encoded dots cannot be either.
    if segment.len() > "%2e%2e".len() {
        return false;
    }
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

/// Whether a server that decodes separators would go up. A parsed URL contains no plain `..` any more.
pub(crate) fn climbs(path: &str) -> bool {
    let plain = path.to_ascii_lowercase().replace("%2f", "/").replace("%5c", "/").replace("%2e", ".");
    plain.split('/').any(|segment| segment == "..")
}

/// What follows a base path; `None` if the path does not begin with it.
pub(crate) fn after<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(base.trim_end_matches('/'))?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}
