//! Changes of `apiProperties.json`: connection parameters, their sets, and policies with their expressions.

use connector_codegen::internal::source::{Node, Value};

use super::Change;
use super::places::{choose, is_full, is_object, members};
use super::values::{list, member, name, object, parsed, text, value};
use crate::random::Random;

/// The changes and their names. Their donor is the other connector's `apiProperties.json`.
pub(super) const CHANGES: &[(&str, Change)] = &[
    ("policy of another template", |node, _, random| {
        *choose(node, random, &|key, _| key == "templateId")? = text(random.one(TEMPLATES));
        Some(())
    }),
    ("policies of another connector", |node, donor, random| {
        let given = choose(&mut donor.clone(), random, &|key, _| key == "policyTemplateInstances")?.clone();
        set_property(node, "policyTemplateInstances", given)
    }),
    ("connection parameters of another connector", |node, donor, random| {
        let key = ["connectionParameters", "connectionParameterSets", "capabilities"][random.below(3)];
        let given = choose(&mut donor.clone(), random, &|it, _| it == key)?.clone();
        set_property(node, key, given)
    }),
    ("policy put together", |node, _, random| {
        let count = random.below(5);
        let mut parameters: Vec<_> = (0..count)
            .map(|_| {
                let value = if random.below(4) == 0 { value(random) } else { text(&expression(random)) };
                member(&format!("x-ms-apimTemplateParameter.{}", random.one(PARAMETERS)), value)
            })
            .collect();
        if random.below(2) == 0 {
            parameters.push(member("x-ms-apimTemplate-operationName", list(vec![text(&name(random)), value(random)])));
        }
        if random.below(2) == 0 {
            let section = ["Request", "Response", "request", "Failure", "x"][random.below(5)];
            parameters.push(member("x-ms-apimTemplate-policySection", text(section)));
        }
        let policy = object(vec![
            member("templateId", text(random.one(TEMPLATES))),
            member("title", text("t")),
            member("parameters", object(parameters)),
        ]);
        let has_policies =
            |key: &str, node: &Node| key == "policyTemplateInstances" && matches!(node.value, Value::Array(_));
        match choose(node, random, &has_policies).map(|node| &mut node.value) {
            Some(Value::Array(policies)) => policies.push(policy),
            _ => set_property(node, "policyTemplateInstances", list(vec![policy]))?,
        }
        Some(())
    }),
    ("another expression", |node, _, random| {
        let expression = expression(random);
        let is_text =
            |key: &str, node: &Node| key.starts_with("x-ms-apimTemplate") && matches!(node.value, Value::String(_));
        *choose(node, random, &is_text)? = text(&expression);
        Some(())
    }),
    ("expression cut or doubled", |node, _, random| {
        let is_text =
            |key: &str, node: &Node| key.starts_with("x-ms-apimTemplate") && matches!(node.value, Value::String(_));
        let Value::String(written) = &mut choose(node, random, &is_text)?.value else { return None };
        let at = written.char_indices().map(|(at, _)| at).nth(random.below(written.chars().count().max(1)))?;
        match random.below(3) {
            0 => written.truncate(at),
            1 => drop(written.drain(..at)),
            _ => written.insert_str(at, &written.clone()),
        }
        Some(())
    }),
    ("connection parameter of another type", |node, _, random| {
        let kind = ["string", "securestring", "oauthSetting", "gatewaySetting", "int", "bool", "", "clientSecret"]
            [random.below(8)];
        *choose(node, random, &|key, node| key == "type" && matches!(node.value, Value::String(_)))? = text(kind);
        Some(())
    }),
    ("connection parameter added", |node, _, random| {
        let json = [
            "{\"type\":\"securestring\",\"uiDefinition\":{\"displayName\":\"d\",\"constraints\":{\"required\":\"true\"}}}",
            "{\"type\":\"string\",\"defaultValue\":\"x\",\"allowedValues\":[{\"value\":\"a\"},\"b\",1]}",
            "{\"type\":\"oauthSetting\",\"oAuthSettings\":{\"identityProvider\":\"aad\",\"scopes\":[\"a\"],\"properties\":{\"AzureActiveDirectoryResourceId\":\"https://r\"}}}",
            "{\"type\":\"oauthSetting\",\"oAuthSettings\":{\"identityProvider\":\"oauth2\",\"customParameters\":{\"tokenUrl\":{\"value\":\"https://t/{a}\"},\"authorizationUrl\":{\"value\":1}}}}",
        ][random.below(4)];
        let key = name(random);
        let parameters = choose(node, random, &|key, node| {
            ["connectionParameters", "parameters"].contains(&key) && is_object(key, node)
        })?;
        members(parameters)?.push(member(&key, parsed(json)));
        Some(())
    }),
    ("connection parameters respelt", |node, _, random| {
        let is_parameters = |key: &str, node: &Node| key == "connectionParameters" && is_full(key, node);
        for member in members(choose(node, random, &is_parameters)?)? {
            member.key = match random.below(4) {
                0 => "username".to_owned(),
                1 => "api_key".to_owned(),
                2 => "token".to_owned(),
                _ => name(random),
            };
        }
        Some(())
    }),
    ("scripts of operations", |node, _, random| {
        let operations = match random.below(4) {
            0 => list(Vec::new()),
            1 => list(vec![text(&name(random)), value(random)]),
            _ => value(random),
        };
        set_property(node, "scriptOperations", operations)
    }),
];

fn set_property(node: &mut Node, key: &str, value: Node) -> Option<()> {
    let properties = members(&mut members(node)?.iter_mut().find(|member| member.key == "properties")?.value)?;
    properties.retain(|member| member.key != key);
    properties.push(member(key, value));
    Some(())
}

/// An expression of a policy, put together from random parts.
fn expression(random: &mut Random) -> String {
    (0..=random.below(4)).map(|_| random.one(PIECES)).collect()
}

const PIECES: &[&str] = &[
    "@connectionParameters('a')",
    "@connectionParameters('a', 'b')",
    "@connectionParameters('token:TenantId')",
    "@queryParameters('a')",
    "@queryParameters('a',true)",
    "@headers('x-a')",
    "@body().a.b",
    "@body()?['a']",
    "@item()",
    "@triggerBody()",
    "@{connectionParameters('a')}",
    "@{encodeURIComponent(connectionParameters('a'))}",
    "@concat('a', @connectionParameters('b'))",
    "@base64(concat('a', ':', 'b'))",
    "@guid()",
    "@utcNow()",
    "@unknown(1)",
    "@",
    "@@",
    "@{",
    "}",
    "(",
    ")",
    "'",
    "''",
    "\\",
    "https://a.b/c",
    "/v1/{x}",
    "?a=b&c",
    "text",
    " ",
    "\u{202e}",
    "\n",
    "[0]",
    "-1e999",
];

const TEMPLATES: &[&str] = &[
    "setheader",
    "setHeader",
    "dynamichosturl",
    "routerequesttoendpoint",
    "setqueryparameter",
    "pollingtrigger",
    "SetProperty",
    "StringReplace",
    "updatenextlink",
    "convertobjecttoarray",
    "ConvertArrayToObject",
    "SetValueFromUrl",
    "setconnectionstatustounauthenticated",
    "moveproperties",
    "StringToArray",
    "EncodePropertyValue",
    "unheardof",
    "",
];

const PARAMETERS: &[&str] = &[
    "name",
    "value",
    "existsAction",
    "urlTemplate",
    "newPath",
    "httpMethod",
    "propertyParentPath",
    "propertySubPath",
    "newPropertyPath",
    "newPropertyParentPathTemplate",
    "newPropertySubPathTemplate",
    "propertyValuePathTemplate",
    "triggerConfig",
    "triggerDataPath",
    "sourceString",
    "replacementString",
    "nextLinkPropertyName",
    "keyName",
    "valueName",
    "parameterTemplate",
    "parameterValueUrl",
    "parameterValuePathTemplate",
    "keyWithinCollectionPath",
    "retainKey",
    "statusCode",
    "delimiterList",
    "",
];
