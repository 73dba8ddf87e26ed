//! Replaces the values of the environment that a definition was exported from. The fields are a fixed list: nothing is decided by how
//! a description, a default or an enumeration's value looks.

use crate::diagnostic::is_client_secret;
use crate::gateway;
use crate::source::{Member, Node, Value};
use crate::span::{Sources, Span};

/// A value that was replaced, because it belongs to the environment that the definition was exported from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replacement {
    /// The field, its keys separated by `.`, e.g. `host`.
    pub field: String,
    /// Where it was: `file:line:column`.
    pub place: String,
    /// The new value; `None` if the field is left out.
    pub value: Option<String>,
}

/// What the catalogue has in `apiProperties.json`. An export adds facts about the environment.
const PROPERTIES: [&str; 9] = [
    "capabilities",
    "connectionParameterSets",
    "connectionParameters",
    "iconBrandColor",
    "policyTemplateInstances",
    "publisher",
    "script",
    "scriptOperations",
    "stackOwner",
];

/// Fields of a table's schema that hold an address of its site or its connection.
const TABLE_ADDRESSES: [&str; 3] = ["webUrl", "x-ms-connection-version", "x-ms-media-base-url"];

const CLIENT_ID: &str = "YOUR_CLIENT_ID";
const REDIRECT_URL: &str = "https://global.consent.azure-apim.net/redirect";
const ANY_TENANT: &str = "common";

/// Replaces values and remembers each.
pub(super) struct Portable<'s> {
    sources: &'s Sources,
    pub(super) replaced: Vec<Replacement>,
}

impl<'s> Portable<'s> {
    pub(super) fn new(sources: &'s Sources) -> Self {
        Self { sources, replaced: Vec::new() }
    }

    /// A definition: `host`, and the entries of `x-ms-connector-metadata` that hold an address in an environment.
    pub(super) fn definition(&mut self, definition: &mut Node) {
        let host = get(definition, "host").and_then(|host| match &mut host.value {
            Value::String(name) => Some((host.span, name)),
            _ => None,
        });
        if let Some((span, name)) = host
            && let Some(gateway) = portable_host(name)
        {
            self.set(span, "host", name, gateway);
        }
        if let Some(Node { value: Value::Array(entries), .. }) = get(definition, "x-ms-connector-metadata") {
            entries.retain_mut(|entry| {
                let span = entry.span;
                let is_bound = matches!(
                    get(entry, "propertyValue"),
                    Some(Node { value: Value::String(address), .. }) if names_environment(address)
                );
                if is_bound {
                    self.note(span, "x-ms-connector-metadata.propertyValue", None);
                }
                !is_bound
            });
        }
    }

    /// The object `properties` of a connector.
    pub(super) fn properties(&mut self, properties: &mut Node) {
        let Value::Object(members) = &mut properties.value else { return };
        self.leave_out(members, "properties.", |key| PROPERTIES.iter().any(|kept| kept.eq_ignore_ascii_case(key)));
        if let Some(parameters) = get(properties, "connectionParameters") {
            self.parameters(parameters, "connectionParameters");
        }
        let values = get(properties, "connectionParameterSets").and_then(|sets| get(sets, "values"));
        if let Some(Node { value: Value::Array(sets), .. }) = values {
            for set in sets {
                if let Some(parameters) = get(set, "parameters") {
                    self.parameters(parameters, "connectionParameterSets.values.parameters");
                }
            }
        }
    }

    /// Client secrets in other places than usual: ARM takes keys in any letter case, and a file may have been edited.
    pub(super) fn secrets(&mut self, node: &mut Node, field: &str) {
        match &mut node.value {
            Value::Object(members) => {
                self.leave_out(members, field, |key| !is_client_secret(key));
                for Member { key, value, .. } in members {
                    self.secrets(value, &format!("{field}{key}."));
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.secrets(item, field)),
            _ => {}
        }
    }

    /// A table's schema.
    pub(super) fn table(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Object(members) => {
                self.leave_out(members, "", |key| !TABLE_ADDRESSES.contains(&key));
                members.iter_mut().for_each(|member| self.table(&mut member.value));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.table(item)),
            _ => {}
        }
    }

    /// The sign-in of each connection parameter: which application, which tenant, which address to return to.
    fn parameters(&mut self, parameters: &mut Node, field: &str) {
        let Value::Object(members) = &mut parameters.value else { return };
        for Member { key, value, .. } in members {
            let Some(settings) = get(value, "oAuthSettings") else { continue };
            let field = format!("{field}.{key}.oAuthSettings.");
            if let Value::Object(settings) = &mut settings.value {
                self.leave_out(settings, &field, |key| !is_client_secret(key));
            }
            self.set_text(settings, "clientId", &field, CLIENT_ID);
            self.set_text(settings, "redirectUrl", &field, REDIRECT_URL);
            let Some(Node { value: Value::Object(custom), .. }) = get(settings, "customParameters") else { continue };
            for Member { key, value, .. } in custom.iter_mut().filter(|it| it.key.eq_ignore_ascii_case("tenantId")) {
                self.set_text(value, "value", &format!("{field}customParameters.{key}."), ANY_TENANT);
            }
        }
    }

    fn set_text(&mut self, object: &mut Node, key: &str, field: &str, new: &str) {
        if let Some(Node { span, value: Value::String(text) }) = get(object, key)
            && !text.is_empty()
        {
            self.set(*span, &format!("{field}{key}"), text, new.to_owned());
        }
    }

    fn set(&mut self, span: Span, field: &str, text: &mut String, new: String) {
        if *text != new {
            self.note(span, field, Some(new.clone()));
            *text = new;
        }
    }

    fn leave_out(&mut self, members: &mut Vec<Member>, field: &str, is_kept: impl Fn(&str) -> bool) {
        members.retain(|member| {
            let kept = is_kept(&member.key);
            if !kept {
                self.note(member.key_span, &format!("{field}{}", member.key), None);
            }
            kept
        });
    }

    fn note(&mut self, span: Span, field: &str, value: Option<String>) {
        let source = self.sources.get(span.file);
        let (line, column) = source.map_or((1, 1), |source| source.position(span.start));
        let path = source.map(|source| source.path.as_str()).unwrap_or_default();
        self.replaced.push(Replacement { field: field.to_owned(), place: format!("{path}:{line}:{column}"), value });
    }
}

/// A gateway's name without the environment; `None` if the host is not a gateway.
fn portable_host(host: &str) -> Option<String> {
    gateway::domain(host).map(|domain| format!("gateway.{domain}"))
}

/// Whether an address is one of an environment: on a gateway, or below `/environments/`.
fn names_environment(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    portable_host(host).is_some() || path.to_ascii_lowercase().split('/').any(|part| part == "environments")
}

/// The last member with a key, if the node is an object. Without one of this spelling, that in another letter case.
fn get<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let Value::Object(members) = &mut node.value else { return None };
    let exact = members.iter().rposition(|member| member.key == key);
    let at = exact.or_else(|| members.iter().rposition(|member| member.key.eq_ignore_ascii_case(key)))?;
    members.get_mut(at).map(|member| &mut member.value)
}
