//! Header parameters: headers that the client sets itself, and invalid names.

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::lower::parameter_location::is_in;
use crate::lower::{defaults, enums};
use crate::model::Literal;
use crate::spec::{In, Parameter};

/// The headers that the client sets itself.
const CLIENT_HEADERS: &[&str] =
    &["accept", "accept-encoding", "content-type", "user-agent", "content-length", "authorization"];

/// The name of a header; `None`, with a diagnostic, if it is not an argument. `upload_states_type`: see
/// [`Body`](crate::model::Body).
pub(super) fn name(
    context: &mut Context<'_>,
    parameter: &Parameter,
    written: &str,
    upload_states_type: bool,
) -> Option<String> {
    let name = written.trim().trim_end_matches(':').trim_end();
    if upload_states_type && name.eq_ignore_ascii_case("content-type") {
        context.report(parameter.span, Problem::UploadStatesType { name: name.to_owned() });
        return None;
    }
    if is_client_header(name) {
        context.report(parameter.span, Problem::ClientHeader { name: name.to_owned() });
        return None;
    }
    if name.is_empty() || !name.bytes().all(is_token_byte) {
        context.report(parameter.span, Problem::InvalidHeaderName { name: written.to_owned() });
        return None;
    }
    if name != written {
        let (written, name) = (written.to_owned(), name.to_owned());
        context.report(parameter.span, Problem::HeaderNameRepaired { written, name });
    }
    Some(name.to_owned())
}

/// The parameter `Content-Type`.
fn content_type_parameter<'a>(parameters: &[&'a Parameter]) -> Option<&'a Parameter> {
    let mut parameters = parameters.iter().copied().filter(|parameter| is_in(parameter, In::Header));
    parameters.find(|parameter| {
        let name = parameter.name.as_ref().map(|name| name.value.trim().trim_end_matches(':').trim_end());
        name.is_some_and(|name| name.eq_ignore_ascii_case("content-type"))
    })
}

/// Whether a declared `Content-Type` may have any value, or one of several; `None` if none is declared.
pub(super) fn leaves_content_type_open<'a>(context: &Context<'a>, parameters: &[&'a Parameter]) -> Option<bool> {
    let header = content_type_parameter(parameters)?;
    Some(enums::only_value(context, &header.schema).is_none())
}

/// The default or only value of a declared `Content-Type`.
pub(super) fn content_type<'a>(context: &Context<'a>, parameters: &[&'a Parameter]) -> Option<String> {
    let header = content_type_parameter(parameters)?;
    let stated = header.schema.default.as_ref().map(defaults::literal);
    match stated.or_else(|| enums::only_value(context, &header.schema))? {
        // Some definitions have `true` or a sentence here.
        Literal::Text(text) if is_media_type(&text) => Some(text.trim().to_owned()),
        _ => None,
    }
}

fn is_client_header(name: &str) -> bool {
    CLIENT_HEADERS.iter().any(|header| header.eq_ignore_ascii_case(name))
}

/// Whether a string can be sent as a `Content-Type`.
pub(super) fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let is_token = |part: &str| !part.is_empty() && part.bytes().all(is_token_byte);
    let printable = text.trim().bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    // A range such as `*/*` can be accepted, but not sent.
    printable
        && !essence.contains('*')
        && essence.split_once('/').is_some_and(|(left, right)| is_token(left) && is_token(right))
}

/// Whether RFC 9110 allows a byte in a header's name.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::is_media_type;

    #[test]
    fn a_media_type_is_printable_and_no_range() {
        for sent in ["text/plain", " application/problem+json ", "text/plain; charset=utf-8"] {
            assert!(is_media_type(sent), "{sent}");
        }
        for odd in
            ["", "true", "text", "/plain", "text/", "text/*", "te xt/plain", "text/plain; a=\u{1}", "text/plain; a=é"]
        {
            assert!(!is_media_type(odd), "{odd:?}");
        }
    }
}
