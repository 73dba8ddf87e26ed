//! `apiProperties.json`: connection parameters, their sets, and policies, as written.
//!
//! Settings of the designer (tooltips, tab order, clear text, OAuth redirects) are skipped without a diagnostic.

use super::definition::{ConnectionParameter, ConnectionParameterSet, PolicyInstance, Spanned, Text};
use super::object_kinds::POLICY;
use super::reader::Reader;
use crate::source::{Node, Value};

const TEMPLATE: &str = "x-ms-apimTemplate-";
const PARAMETER: &str = "x-ms-apimTemplateParameter.";

impl Reader<'_> {
    pub(super) fn connection_parameters(&mut self, node: Node) -> Vec<(Spanned<String>, ConnectionParameter)> {
        if matches!(node.value, Value::Null) {
            return Vec::new();
        }
        let entries = self.entries(node, "connectionParameters");
        entries.into_iter().map(|(name, node)| (name, self.connection_parameter(node))).collect()
    }

    pub(super) fn connection_parameter_sets(&mut self, node: Node) -> Vec<ConnectionParameterSet> {
        let values = self.entries(node, "connectionParameterSets").into_iter();
        let Some((_, values)) = values.into_iter().find(|(key, _)| key.value == "values") else { return Vec::new() };
        self.list(values, "values").into_iter().map(|node| self.connection_parameter_set(node)).collect()
    }

    fn connection_parameter_set(&mut self, node: Node) -> ConnectionParameterSet {
        let mut set = ConnectionParameterSet { span: node.span, ..ConnectionParameterSet::default() };
        for (key, node) in self.entries(node, "a set of connection parameters") {
            match key.value.as_str() {
                "name" => set.name = self.text(node, "name"),
                "parameters" => set.parameters = self.connection_parameters(node),
                "uiDefinition" => {
                    for (key, node) in self.entries(node, "uiDefinition") {
                        match key.value.as_str() {
                            "displayName" => set.title = self.text(node, "displayName"),
                            "description" => set.description = self.text(node, "description"),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        set
    }

    fn connection_parameter(&mut self, node: Node) -> ConnectionParameter {
        let mut parameter = ConnectionParameter { span: node.span, ..ConnectionParameter::default() };
        for (key, node) in self.entries(node, "a connection parameter") {
            match key.value.as_str() {
                "type" => parameter.kind = self.text(node, "type"),
                "defaultValue" if !matches!(node.value, Value::Null) => {
                    parameter.default = self.text(node, "defaultValue");
                }
                "allowedValues" => parameter.allowed = self.allowed(node),
                "uiDefinition" => self.presentation(&mut parameter, node),
                "oAuthSettings" => self.sign_in(&mut parameter, node),
                _ => {}
            }
        }
        parameter
    }

    fn presentation(&mut self, parameter: &mut ConnectionParameter, node: Node) {
        for (key, node) in self.entries(node, "uiDefinition") {
            match key.value.as_str() {
                "displayName" => parameter.title = self.text(node, "displayName"),
                "description" => parameter.description = self.text(node, "description"),
                "constraints" => {
                    for (key, node) in self.entries(node, "constraints") {
                        match key.value.as_str() {
                            // Real definitions have strings and booleans here.
                            "required" => {
                                parameter.required = match &node.value {
                                    Value::Bool(required) => *required,
                                    Value::String(text) => text.eq_ignore_ascii_case("true"),
                                    _ => false,
                                };
                            }
                            "allowedValues" if parameter.allowed.is_empty() => parameter.allowed = self.allowed(node),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Allowed values: bare, or as an object's `value` with a display name in `text`.
    fn allowed(&mut self, node: Node) -> Vec<(Spanned<String>, Text)> {
        let mut allowed = Vec::new();
        for node in self.list(node, "allowedValues") {
            let (mut value, mut title) = (None, None);
            match node.value {
                Value::Object(members) => {
                    for member in members {
                        match member.key.as_str() {
                            "value" if value.is_none() => value = self.text(member.value, "allowedValues"),
                            "text" if title.is_none() => title = self.text(member.value, "text"),
                            _ => {}
                        }
                    }
                }
                _ => value = self.text(node, "allowedValues"),
            }
            allowed.extend(value.map(|value| (value, title)));
        }
        allowed
    }

    fn sign_in(&mut self, parameter: &mut ConnectionParameter, node: Node) {
        for (key, node) in self.entries(node, "oAuthSettings") {
            match key.value.as_str() {
                "scopes" => parameter.scopes = self.texts(node, "scopes"),
                "properties" => {
                    for (key, node) in self.entries(node, "properties") {
                        if key.value == "AzureActiveDirectoryResourceId" {
                            parameter.resource = self.text(node, &key.value);
                        }
                    }
                }
                "identityProvider" if matches!(node.value, Value::String(_)) => {
                    parameter.provider = self.text(node, "identityProvider");
                }
                "customParameters" if matches!(node.value, Value::Object(_)) => {
                    for (key, node) in self.entries(node, "customParameters") {
                        self.custom_parameter(parameter, &key.value, node);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads an object with a `value`. Skips parameters that only Azure's own sign-in needs.
    fn custom_parameter(&mut self, parameter: &mut ConnectionParameter, key: &str, node: Node) {
        let place = match key.to_ascii_lowercase().as_str() {
            "resourceuri" => &mut parameter.resource,
            "authorizationurl" | "authorizationurltemplate" => &mut parameter.authorization_url,
            "tokenurl" | "tokenurltemplate" => &mut parameter.token_url,
            "refreshurl" | "refreshurltemplate" => &mut parameter.refresh_url,
            _ => return,
        };
        if place.is_none()
            && let Value::Object(members) = node.value
            && let Some(value) = members.into_iter().find(|member| member.key == "value").map(|member| member.value)
            && !matches!(value.value, Value::Null)
        {
            *place = self.text(value, key);
        }
    }

    pub(super) fn policies(&mut self, node: Node) -> Vec<PolicyInstance> {
        if matches!(node.value, Value::Null) {
            return Vec::new();
        }
        self.list(node, "policyTemplateInstances").into_iter().map(|node| self.policy(node)).collect()
    }

    fn policy(&mut self, node: Node) -> PolicyInstance {
        let mut policy = PolicyInstance { span: node.span, ..PolicyInstance::default() };
        let span = node.span;
        self.each(node, &POLICY, |reader, key, node| {
            match key {
                "templateId" => policy.template = reader.text(node, key),
                "parameters" => {
                    for (key, node) in reader.entries(node, "parameters") {
                        reader.policy_parameter(&mut policy, key, node);
                    }
                }
                _ => return Some(node),
            }
            None
        });
        self.need(span, POLICY.place, &[("templateId", policy.template.is_none())]);
        policy
    }

    fn policy_parameter(&mut self, policy: &mut PolicyInstance, key: Spanned<String>, node: Node) {
        if let Some(name) = key.value.strip_prefix(PARAMETER) {
            let name = Spanned { value: name.to_owned(), span: key.span };
            policy.parameters.push((name, node));
            return;
        }
        match key.value.strip_prefix(TEMPLATE) {
            Some("operationName") => policy.operations = self.texts(node, &key.value),
            Some("policySection") => policy.section = self.word(node, &key.value, &["Request", "Response", "Failure"]),
            _ => self.report(key.span, POLICY.problem(&key.value, |_| false)),
        }
    }
}
