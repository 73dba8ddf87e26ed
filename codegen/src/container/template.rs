//! An Azure Resource Manager template: each resource of type `Microsoft.Web/customApis` is a connector.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::form::Inside;
use super::skim::{self, Member, value};

const CUSTOM_CONNECTOR: &str = "Microsoft.Web/customApis";

/// A template inside a template inside …: deployments nest, and no real one nests deeper.
const DEEPEST: usize = 8;

/// The custom connectors of a template; `None` if it has none, or if this is not a template.
pub(super) fn connectors(text: &str, members: &[Member]) -> Option<Vec<Inside>> {
    let mut found = Vec::new();
    collect(text, members, DEEPEST, &mut found);
    (!found.is_empty()).then_some(found)
}

fn collect(text: &str, template: &[Member], depth: usize, found: &mut Vec<Inside>) {
    let defaults = Defaults { text, template, places: OnceCell::new() };
    let (Some(resources), Some(depth)) = (value(template, "resources"), depth.checked_sub(1)) else { return };
    // The resources are a list, or an object by symbolic name.
    let at = resources.value.start;
    let symbolic = skim::members(text, at).into_iter().map(|member| member.value);
    for resource in skim::items(text, at).into_iter().chain(symbolic) {
        let resource = skim::members(text, resource.start);
        let stated = |key: &str| skim::string(text, value(&resource, key)?.value.clone());
        let properties = value(&resource, "properties").map(|member| member.value.start);
        let inner = properties.map(|at| skim::members(text, at)).unwrap_or_default();
        if stated("type").is_some_and(|kind| kind.eq_ignore_ascii_case(CUSTOM_CONNECTOR)) {
            let title = || skim::string(text, value(&inner, "displayName")?.value.clone());
            let name = stated("name").and_then(|name| defaults.resolved(name));
            found.push(Inside {
                name: name.or_else(|| title().and_then(|title| defaults.resolved(title))),
                definition: value(&inner, "swagger").map(|member| member.value.start as u32),
                properties: properties.map(|at| at as u32),
            });
        }
        if let Some(nested) = value(&inner, "template") {
            collect(text, &skim::members(text, nested.value.start), depth, found);
        }
    }
}

/// The defaults of a template's parameters.
struct Defaults<'t> {
    text: &'t str,
    template: &'t [Member],
    /// Where each parameter's declaration starts; found on first use, because thousands of resources may each name one.
    places: OnceCell<HashMap<String, usize>>,
}

impl Defaults<'_> {
    /// The text that an expression stands for; `None` if only a deployment knows it. `[parameters('x')]` stands for its default.
    fn resolved(&self, expression: String) -> Option<String> {
        let plain = |value: String| Some(value).filter(|value| !value.trim().is_empty());
        let Some(inner) = expression.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            return plain(expression);
        };
        if inner.starts_with('[') {
            // Two brackets stand for one, and the rest is not an expression.
            return plain(expression[1..].to_owned());
        }
        let declared = skim::members(self.text, *self.places().get(parameter(inner)?)?);
        let default = skim::string(self.text, value(&declared, "defaultValue")?.value.clone())?;
        plain(default).filter(|default| !default.starts_with('['))
    }

    /// Of a parameter that is declared twice, the last place.
    fn places(&self) -> &HashMap<String, usize> {
        self.places.get_or_init(|| {
            let parameters = value(self.template, "parameters").map(|it| skim::members(self.text, it.value.start));
            parameters.into_iter().flatten().map(|member| (member.key, member.value.start)).collect()
        })
    }
}

/// The name in `parameters('name')`.
pub(super) fn parameter(expression: &str) -> Option<&str> {
    let call = expression.trim().strip_prefix("parameters")?.trim_start().strip_prefix('(')?.strip_suffix(')')?;
    call.trim().strip_prefix('\'')?.strip_suffix('\'')
}
