//! The files that every page uses: styles, scripts, the icon, and the search library with its licence.

use connector_codegen::Files;

/// The files, by their paths in the site.
pub(super) fn files() -> Files {
    let files = [
        ("site.css", include_str!("../../assets/site.css")),
        ("site.js", include_str!("../../assets/site.js")),
        ("theme.js", include_str!("../../assets/theme.js")),
        ("icon.svg", include_str!("../../assets/icon.svg")),
        ("minisearch.js", include_str!("../../assets/minisearch/minisearch.js")),
        ("minisearch-licence.txt", include_str!("../../assets/minisearch/LICENSE.txt")),
    ];
    files.into_iter().map(|(name, text)| (format!("assets/{name}"), text.to_owned())).collect()
}
