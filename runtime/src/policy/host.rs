//! The base URL of a host template. In: the template and its values. Out: an `https` URL without user, query or
//! fragment. No value exceeds its position: a value within the host cannot end the host, a value within the path is one
//! segment.

use super::{Piece, Scope, Template};
use crate::{
    error::{Error, ErrorKind, Result},
    http::{path::is_dot_segment, percent::encode_value},
};
use url::Url;

/// The part of the URL in which the next piece stands.
enum UrlPart {
    /// At the start.
    Start,
    /// Before `://`.
    Scheme,
    /// In the host.
    Host,
    /// After the host.
    Path,
}

impl UrlPart {
    fn after(text: &str) -> Self {
        match text.split_once("://") {
            _ if text.is_empty() => Self::Start,
            None => Self::Scheme,
            Some((_, rest)) if rest.contains('/') => Self::Path,
            Some(_) => Self::Host,
        }
    }
}

/// The URL of a template. `base_path` is appended if the template has no path.
pub(crate) fn url(template: Template, base_path: &str, scope: &Scope<'_>) -> Result<Url> {
    let mut out = String::new();
    for (index, piece) in template.iter().enumerate() {
        if let Piece::Text(text) = piece {
            out.push_str(text);
            continue;
        }
        let value = scope.piece(piece).ok_or_else(|| invalid("it needs a value that is not set"))?;
        let value = value.trim();
        // The next piece decides whether the value ends the host.
        let ends = match template.get(index + 1) {
            Some(Piece::Text(text)) => text.starts_with('/'),
            Some(_) => false,
            None => true,
        };
        match UrlPart::after(&out) {
            UrlPart::Start if ends => out.push_str(https(value)?.as_str().trim_end_matches('/')),
            UrlPart::Start | UrlPart::Scheme => {
                return Err(invalid("a value stands in place of its scheme and host"));
            }
            UrlPart::Host => out.push_str(in_host(value, &out, ends)?),
            UrlPart::Path => {
                encode_value(value, &mut out);
                if is_dot_segment(out.rsplit('/').next().unwrap_or_default()) {
                    return Err(invalid("a value would change its path"));
                }
            }
        }
    }
    let mut url = https(&out)?;
    if url.path() == "/" {
        url.set_path(base_path);
    }
    Ok(url)
}

/// Parses an `https` URL that can be a base.
pub(crate) fn https(text: &str) -> Result<Url> {
    let url = Url::parse(text).map_err(|error| invalid("it is not a valid URL").with_source(error))?;
    if url.scheme() != "https" {
        return Err(invalid("it must be https"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("it must not contain a user, password, query or fragment"));
    }
    Ok(url)
}

/// A value as a part of the host. A value that ends the host may include a port and a path, and may repeat the scheme:
/// people paste whole URLs.
fn in_host<'v>(value: &'v str, before: &str, ends: bool) -> Result<&'v str> {
    let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let value = if before == "https://" { value.strip_prefix("https://").unwrap_or(value) } else { value };
    let value = if ends { value.trim_end_matches('/') } else { value };
    let (host, path) = match value.split_once('/') {
        Some((host, path)) if ends => (host, path),
        _ => (value, ""),
    };
    let (name, port) = match host.split_once(':') {
        Some((name, port)) if ends && !port.is_empty() => (name, port),
        _ => (host, ""),
    };
    let is_path = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte));
    if value.is_empty() || !is_name(name) || !port.bytes().all(|byte| byte.is_ascii_digit()) || !is_path {
        return Err(invalid("a value contains characters that a host cannot have"));
    }
    Ok(value)
}

fn invalid(problem: &str) -> Error {
    Error::new(ErrorKind::Request, format!("cannot build the service's address: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::headers::Headers,
        policy::{Expression, FixedParameters},
    };
    use serde_json::Value;

    const VALUE: Piece = Piece::Expression(Expression::ConnectionParameter("v", None));

    fn made(template: Template, value: &'static str) -> Option<String> {
        let values: &'static [(&str, &str)] = Box::leak(Box::new([("v", value)]));
        let scope = Scope {
            parameters: &FixedParameters(values),
            method: "GET",
            headers: &Headers::default(),
            query: None,
            path: &[],
            body: &Value::Null,
            item: None,
        };
        url(template, "/base/", &scope).ok().map(|url| url.to_string())
    }

    #[test]
    fn a_value_can_be_the_whole_address() {
        const WHOLE: Template = &[VALUE];
        const WITH_PATH: Template = &[VALUE, Piece::Text("/api")];
        assert_eq!(made(WHOLE, " https://a.example/ ").as_deref(), Some("https://a.example/base/"));
        assert_eq!(made(WHOLE, "https://a.example:8443/x").as_deref(), Some("https://a.example:8443/x"));
        assert_eq!(made(WITH_PATH, "https://a.example/").as_deref(), Some("https://a.example/api"));
        for bad in [
            "",
            "a.example",
            "http://a.example",
            "https://u:p@a.example",
            "https://u@a.example",
            "https://:p@a.example",
            "https://a.example/?x",
            "https://a.example/#x",
            "ftp://a",
        ] {
            assert_eq!(made(WHOLE, bad), None, "{bad}");
            assert_eq!(made(WITH_PATH, bad), None, "{bad}");
        }
        const GLUED: Template = &[VALUE, Piece::Text(".example.com")];
        assert_eq!(made(GLUED, "https://evil.test/"), None);
    }

    #[test]
    fn a_value_within_a_host_cannot_end_it() {
        const MIDDLE: Template = &[Piece::Text("https://"), VALUE, Piece::Text(".example.com/v1")];
        assert_eq!(made(MIDDLE, "team-1").as_deref(), Some("https://team-1.example.com/v1"));
        for bad in ["evil.test/", "evil.test#", "evil.test?", "a@b", "evil.test:1", "a\\b", "a b", "a\nb", "", "%2f"] {
            assert_eq!(made(MIDDLE, bad), None, "{bad}");
        }
    }

    #[test]
    fn a_value_that_ends_the_host_may_bring_port_and_path() {
        const END: Template = &[Piece::Text("https://"), VALUE];
        assert_eq!(made(END, "a.example").as_deref(), Some("https://a.example/base/"));
        assert_eq!(made(END, "https://a.example/").as_deref(), Some("https://a.example/base/"));
        assert_eq!(made(END, "a.example:81/x").as_deref(), Some("https://a.example:81/x"));
        for bad in ["user@evil.test", "a.example?x", "a.example/#", "http://a.example", "a.example:x"] {
            assert_eq!(made(END, bad), None, "{bad}");
        }
    }

    #[test]
    fn a_value_within_a_path_is_one_segment() {
        const PATH: Template = &[Piece::Text("https://a.example/o/"), VALUE, Piece::Text("/x")];
        assert_eq!(made(PATH, "a/b?c").as_deref(), Some("https://a.example/o/a%2Fb%3Fc/x"));
        assert_eq!(made(PATH, ".."), None);
    }
}
