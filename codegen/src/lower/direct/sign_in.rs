//! The sign-in that issues tokens, from a connection parameter or else from `securityDefinitions`.
//!
//! Values that the connector's deployer fills in are left out. Placeholders in braces stay: they stand for connection parameters.

use crate::lower::dynamic;
use crate::lower::texts::text;
use crate::model::direct::SignIn;
use crate::source::{Node, Value};
use crate::spec::{self, Text};

/// The sign-in of a connection parameter.
pub(super) fn of_parameter(parameter: &spec::ConnectionParameter, scheme: Option<&SignIn>) -> SignIn {
    let provider = text(&parameter.provider).unwrap_or_default().to_ascii_lowercase();
    let of_entra = matches!(provider.as_str(), "aad" | "aadcertificate");
    let stated = |url: &Text| text(url).and_then(|url| address(&url));
    let none = SignIn::default();
    // Most definitions state wrong URLs for Entra, and Entra's credentials know the right ones.
    let scheme = scheme.filter(|_| !of_entra).unwrap_or(&none);
    let scopes = scopes(parameter);
    SignIn {
        scopes: if scopes.is_empty() { scheme.scopes.clone() } else { scopes },
        of_entra,
        authorization_url: stated(&parameter.authorization_url).or_else(|| scheme.authorization_url.clone()),
        token_url: stated(&parameter.token_url).or_else(|| scheme.token_url.clone()),
        refresh_url: stated(&parameter.refresh_url),
    }
}

/// The sign-in of an item of `securityDefinitions`; `scopes` are those that `security` requires.
pub(super) fn of_scheme(scheme: &Node, scopes: &[&str]) -> SignIn {
    let stated = |key: &str| dynamic::text(scheme, key).and_then(address);
    SignIn {
        scopes: scopes.iter().flat_map(|scope| scope.split_whitespace()).filter_map(filled).collect(),
        authorization_url: stated("authorizationUrl"),
        token_url: stated("tokenUrl"),
        ..SignIn::default()
    }
}

/// The scopes that `security` requires of a scheme.
pub(super) fn required<'n>(security: Option<&'n Node>, scheme: &str) -> Vec<&'n str> {
    let Some(Value::Array(alternatives)) = security.map(|node| &node.value) else { return Vec::new() };
    let scopes = alternatives.iter().filter_map(|alternative| match &dynamic::member(alternative, scheme)?.value {
        Value::Array(scopes) => Some(scopes),
        _ => None,
    });
    let texts = scopes.flatten().filter_map(|scope| match &scope.value {
        Value::String(scope) => Some(scope.as_str()),
        _ => None,
    });
    texts.collect()
}

/// The scopes of a sign-in: the resource's `.default` if there is a resource, else as stated.
fn scopes(parameter: &spec::ConnectionParameter) -> Vec<String> {
    let resource = text(&parameter.resource);
    if let Some(resource) = resource.and_then(|resource| filled(resource.trim().trim_end_matches('/'))) {
        return vec![format!("{resource}/.default")];
    }
    parameter.scopes.iter().flat_map(|scope| scope.value.split_whitespace()).filter_map(filled).collect()
}

fn filled(text: &str) -> Option<String> {
    let is_open = text.is_empty() || text.contains(['<', '>', '{', '}', '[', ']', '@', '\'']);
    (!is_open).then(|| text.to_owned())
}

/// A URL, possibly with placeholders; `None` for a string that cannot become one.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let begins = text.starts_with("https://") || text.starts_with('{');
    let is_open = text.contains(['<', '>', '[', ']']) || text.chars().any(|c| c.is_whitespace() || c.is_control());
    (begins && !is_open).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_mark_of_what_is_to_be_filled_in() {
        for kept in ["https://a.example/t", " {site}/t ", "https://{site}.example/t"] {
            assert_eq!(address(kept).as_deref(), Some(kept.trim()), "{kept}");
        }
        for open in ["https://<a>/t", "https://[a]/t", "https://a b/t", "https://a\u{1}/t", "http://a.example/t", ""] {
            assert_eq!(address(open), None, "{open:?}");
        }
    }

    #[test]
    fn a_scope_has_no_mark_of_what_is_to_be_filled_in() {
        assert_eq!(filled("files.read").as_deref(), Some("files.read"));
        for open in ["", "<scope>", "{scope}", "[scope]", "@scope", "'scope'"] {
            assert_eq!(filled(open), None, "{open:?}");
        }
    }
}
