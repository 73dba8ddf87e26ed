//! Names of media types and charsets that a text of an error may quote. In: what a message states. Out: the same name, if it is a
//! common one: any other may be a value that a service sends back.

/// What a media type is of.
const KINDS: [&str; 9] = ["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];

/// What follows the kind in common media types.
const SUBTYPES: [&str; 47] = [
    "atom+xml",
    "bmp",
    "calendar",
    "css",
    "csv",
    "form-data",
    "gif",
    "gzip",
    "hal+json",
    "html",
    "javascript",
    "jpeg",
    "json",
    "ld+json",
    "markdown",
    "mixed",
    "mp4",
    "mpeg",
    "msword",
    "octet-stream",
    "pdf",
    "plain",
    "png",
    "problem+json",
    "problem+xml",
    "rfc822",
    "rss+xml",
    "rtf",
    "soap+xml",
    "svg+xml",
    "tiff",
    "vnd.api+json",
    "vnd.ms-excel",
    "vnd.ms-powerpoint",
    "vnd.openxmlformats-officedocument.presentationml.presentation",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vnd.openxmlformats-officedocument.wordprocessingml.document",
    "webp",
    "x-ndjson",
    "x-www-form-urlencoded",
    "x-zip-compressed",
    "xhtml+xml",
    "xml",
    "yaml",
    "zip",
    "*",
    "x-yaml",
];

/// Charsets, as browsers and mail programs name them.
const CHARSETS: [&str; 26] = [
    "ascii",
    "big5",
    "big5-hkscs",
    "cp932",
    "euc-jp",
    "euc-kr",
    "euc-tw",
    "gb18030",
    "gb2312",
    "gbk",
    "ibm850",
    "ibm866",
    "iso-2022-jp",
    "iso-2022-kr",
    "koi8-r",
    "koi8-u",
    "ks_c_5601-1987",
    "macintosh",
    "shift-jis",
    "shift_jis",
    "sjis",
    "tis-620",
    "us-ascii",
    "utf-32",
    "utf-7",
    "windows-31j",
];

/// The same for charsets with a number.
const NUMBERED_CHARSETS: [&str; 3] = ["iso-8859-", "windows-125", "windows-874"];

/// A media type in lower case and without parameters, with `…` for each part that is not common.
pub(crate) fn media_type(essence: &str) -> String {
    let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    match (KINDS.contains(&kind), SUBTYPES.contains(&subtype)) {
        (true, true) => essence.to_owned(),
        (true, false) => format!("{kind}/…"),
        (false, _) => "…".to_owned(),
    }
}

/// Whether a charset in lower case is a common one.
pub(crate) fn is_charset(name: &str) -> bool {
    let is_number = |rest: &str| rest.len() <= 2 && rest.bytes().all(|byte| byte.is_ascii_digit());
    CHARSETS.contains(&name) || NUMBERED_CHARSETS.iter().any(|start| name.strip_prefix(start).is_some_and(is_number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_media_type_stays() {
        for (essence, expected) in [
            ("text/html", "text/html"),
            ("application/problem+json", "application/problem+json"),
            ("application/hush", "application/…"),
            ("application/vnd.hush+json", "application/…"),
            ("application", "application/…"),
            ("hush/html", "…"),
            ("bearer hush", "…"),
        ] {
            assert_eq!(media_type(essence), expected, "{essence}");
        }
    }

    #[test]
    fn a_common_charset_is_known_by_name() {
        for name in ["shift_jis", "iso-8859-2", "iso-8859-15", "windows-1251", "windows-874"] {
            assert!(is_charset(name), "{name}");
        }
        for name in ["", "hush", "iso-8859-123", "iso-8859-x1", "windows-125-hush"] {
            assert!(!is_charset(name), "{name}");
        }
    }
}
