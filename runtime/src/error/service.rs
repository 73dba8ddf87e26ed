//! The service's own code and message, wherever its error body contains them.

use crate::{
    http::{charset, headers::Headers},
    json::Raw,
    limits::{MAX_TEXT, line_to_search},
};
use std::borrow::Cow;

/// How much of a text is read, in characters. The error keeps less of it, without values.
const MAX_READ: usize = 4 * MAX_TEXT;

const CODES: [&str; 5] = ["code", "errorCode", "error_code", "error", "statusCode"];
const MESSAGES: [&str; 6] = ["message", "errorMessage", "error_description", "detail", "title", "description"];

/// Code and message, from `error`, from `body` or from the top of the body. `x-ms-error-code` takes precedence for the
/// code.
pub(super) fn code_and_message(headers: &Headers, body: &[u8]) -> (Option<String>, Option<String>) {
    let text = charset::text(headers.get("content-type"), body).unwrap_or_default();
    let document = Raw::parse(&text).ok();
    let top = document.map(members).unwrap_or_default();
    let inner = ["error", "body"].iter().find_map(|key| member(&top, key)).map(members).unwrap_or_default();
    let code = headers.get("x-ms-error-code").map(|code| line_to_search(code, MAX_READ));
    (
        code.or_else(|| first(&inner, &CODES)).or_else(|| first(&top, &CODES)),
        first(&inner, &MESSAGES).or_else(|| first(&top, &MESSAGES)),
    )
}

type Members<'a> = Vec<(Cow<'a, str>, Raw<'a>)>;

fn members(value: Raw<'_>) -> Members<'_> {
    value.members().unwrap_or_default()
}

fn member<'a>(members: &Members<'a>, key: &str) -> Option<Raw<'a>> {
    members.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| *value)
}

/// The first of `keys` with a text that is not empty.
fn first(members: &Members<'_>, keys: &[&str]) -> Option<String> {
    let texts = keys.iter().filter_map(|key| member(members, key)?.text().ok());
    texts.map(|text| line_to_search(&text, MAX_READ)).find(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Option<String>, Option<String>) {
        code_and_message(&Headers::default(), body.as_bytes())
    }

    fn pair(code: &str, message: &str) -> (Option<String>, Option<String>) {
        (Some(code.to_owned()), Some(message.to_owned()))
    }

    #[test]
    fn code_and_message_are_found_in_the_usual_places() {
        assert_eq!(
            read(r#"{"error":{"code":"NotFound","message":"no such group"}}"#),
            pair("NotFound", "no such group")
        );
        assert_eq!(read(r#"{"Code":17,"Message":"no such\n group"}"#), pair("17", "no such group"));
        assert_eq!(
            read(r#"{"error":"invalid_grant","error_description":"expired"}"#),
            pair("invalid_grant", "expired")
        );
    }

    #[test]
    fn a_header_names_the_code() {
        let headers = Headers::from_iter([("X-Ms-Error-Code", "Busy")]);
        assert_eq!(code_and_message(&headers, b"<html>"), (Some("Busy".to_owned()), None));
    }

    #[test]
    fn other_bodies_say_nothing() {
        for body in ["", "<html>oops</html>", "[1]", "null", r#"{"error":{}}"#] {
            assert_eq!(read(body), (None, None), "{body}");
        }
    }

    #[test]
    fn a_long_message_is_cut() {
        let (_, message) = read(&format!(r#"{{"message":"{}"}}"#, "ä".repeat(9000)));
        assert_eq!(message.unwrap().chars().count(), 2_001);
    }
}
