//! `{name, properties: {swagger, connectionParameters, …}}`: code apps (`.power/schemas/X/X.Schema.json`), the answer of Azure's
//! `managedApis/X?export=true`, a flow's schema.

use super::form::Inside;
use super::skim::{self, Member, value};
use super::solution::decoded;

/// The platform's names of managed and shared connectors start so.
const SHARED: &str = "shared_";

/// How the type of a resource ends that is a connector.
const CONNECTOR_TYPES: [&str; 3] = ["/apis", "/managedapis", "/customapis"];

/// The keys by which a document may show that it describes a service.
const DOCUMENT: [&str; 6] = ["swagger", "openapi", "paths", "info", "host", "definitions"];

/// The types of connection parameters that no other format has.
const PARAMETER_TYPES: [&str; 4] = ["securestring", "oauthsetting", "gatewaysetting", "connectionstring"];

/// The connector that an object wraps; `None` if it wraps none.
pub(super) fn connector(text: &str, start: usize, members: &[Member]) -> Option<Inside> {
    let properties = value(members, "properties").map(|member| member.value.start);
    let inner = properties.map(|at| skim::members(text, at)).unwrap_or_default();
    let stated = || {
        [members, &inner].into_iter().find_map(|members| {
            let name = skim::string(text, value(members, "name")?.value.clone())?;
            Some(decoded(name.strip_prefix(SHARED).unwrap_or(&name))).filter(|name| !name.trim().is_empty())
        })
    };
    let document = |members| value(members, "swagger").filter(|swagger| may_be_document(text, swagger.value.start));
    if let Some(swagger) = document(&inner) {
        let definition = Some(swagger.value.start as u32);
        return Some(Inside { name: stated(), definition, properties: properties.map(|at| at as u32) });
    }
    let is_object = |swagger: &&Member| text.as_bytes().get(swagger.value.start) == Some(&b'{');
    if let Some(swagger) = document(members).filter(is_object) {
        let (definition, properties) = (Some(swagger.value.start as u32), Some(start as u32));
        return Some(Inside { name: stated(), definition, properties });
    }
    let kind = value(members, "type").and_then(|kind| skim::string(text, kind.value.clone()))?.to_ascii_lowercase();
    let is_connector = properties.is_some() && CONNECTOR_TYPES.iter().any(|end| kind.ends_with(end));
    is_connector.then(|| Inside { name: stated(), ..Inside::default() })
}

/// Whether an object is a connector's properties without its definition, as in `apiProperties.json`.
pub(super) fn is_properties(text: &str, members: &[Member]) -> bool {
    let Some(properties) = value(members, "properties") else { return false };
    let inner = skim::members(text, properties.value.start);
    ["connectionParameters", "connectionParameterSets"]
        .into_iter()
        .any(|key| value(&inner, key).is_some_and(|member| text.as_bytes().get(member.value.start) == Some(&b'{')))
}

/// Whether an object is a map of connection parameters.
pub(super) fn is_connection_parameters(text: &str, members: &[Member]) -> bool {
    members.iter().any(|member| {
        let inner = skim::members(text, member.value.start);
        let kind = value(&inner, "type").and_then(|kind| skim::string(text, kind.value.clone()));
        let known = kind.as_ref().is_some_and(|kind| PARAMETER_TYPES.contains(&kind.to_ascii_lowercase().as_str()));
        known || kind.is_some() && ["uiDefinition", "oAuthSettings"].iter().any(|key| value(&inner, key).is_some())
    })
}

/// Whether the value at an offset may be a Swagger or OpenAPI document.
fn may_be_document(text: &str, at: usize) -> bool {
    let members = skim::members(text, at);
    text.as_bytes().get(at) != Some(&b'{') || DOCUMENT.iter().any(|key| value(&members, key).is_some())
}
