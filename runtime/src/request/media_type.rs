//! Multipart text that a caller wrote. In: the content type of the definition and the text. Out: the content type with
//! the text's own boundary, without which no recipient can read the parts.

/// Whether a content type is multipart.
pub(crate) fn is_multipart(content_type: &str) -> bool {
    content_type.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("multipart/"))
}

/// The content type with the boundary at the start of the text; `None` if the text begins with none.
pub(crate) fn multipart(content_type: &str, text: &str) -> Option<String> {
    let essence = content_type.split(';').next().unwrap_or_default().trim_end();
    let boundary = text.trim_start_matches(['\r', '\n']).strip_prefix("--")?.lines().next()?.trim_end();
    // RFC 2046 allows few more characters; none of these ends a quoted string.
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    let is_boundary = (1..=70).contains(&boundary.len()) && boundary.bytes().all(is_fit);
    let is_token = boundary.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"'+_-.".contains(&byte));
    is_boundary.then(|| match is_token {
        true => format!("{essence}; boundary={boundary}"),
        false => format!("{essence}; boundary=\"{boundary}\""),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_own_boundary_is_stated() {
        let made = |text| multipart("multipart/form-data; charset=utf-8; boundary=other", text);
        assert_eq!(made("--x1\r\n\r\na\r\n--x1--").as_deref(), Some("multipart/form-data; boundary=x1"));
        assert_eq!(made("\r\n--a b:c \na").as_deref(), Some("multipart/form-data; boundary=\"a b:c\""));
        for text in ["", "a", "--", "--\r\na", "-- \"x\"\r\n", "--é\r\n", "a\r\n--x"] {
            assert_eq!(made(text), None, "{text:?}");
        }
        assert_eq!(made(&format!("--{}", "x".repeat(71))), None);
    }

    #[test]
    fn only_what_has_parts_needs_one() {
        assert!(is_multipart("Multipart/Related; type=x"));
        assert!(!is_multipart("text/plain") && !is_multipart("multipart") && !is_multipart("é"));
    }
}
