//! Managed connectors: the connection in paths, Azure's gateway as the host, keys and controls of designers.

use super::support::{document, lowered};
use crate::diagnostic::NoDirectReason;
use crate::model::Remark;

/// The codes of what is reported, in order.
fn codes(document: &str) -> Vec<&'static str> {
    lowered(document).1.iter().map(|it| it.problem.code()).collect()
}

/// Method, path and parameter keys of each operation.
fn operations(document: &str) -> Vec<String> {
    let operations = lowered(document).0.unwrap().operations;
    let line = |it: &crate::model::Operation| {
        let keys: Vec<_> = it.parameters.iter().map(|parameter| parameter.key.as_str()).collect();
        format!("{} {} [{}]", it.method, it.path, keys.join(", "))
    };
    operations.iter().map(line).collect()
}

const CONNECTION: &str = r#"{"name": "connectionId", "in": "path", "required": true, "type": "string"}"#;
const SET: &str = r#"{"name": "set", "in": "path", "required": true, "type": "string"}"#;

#[test]
fn the_connection_leaves_the_path_of_each_operation_that_begins_with_it() {
    let document = document(
        &format!(
            r#""/{{connectionId}}/sets": {{"get": {{"operationId": "Declared", "parameters": [{CONNECTION}], "responses": {{}}}}}},
            "/{{connectionId}}/sets/{{set}}": {{"parameters": [{CONNECTION}], "get": {{"operationId": "OfPath", "parameters": [{SET}], "responses": {{}}}}}},
            "/{{connectionId}}/undeclared": {{"get": {{"operationId": "Undeclared", "responses": {{}}}}}},
            "/{{connectionId}}": {{"get": {{"operationId": "Root", "responses": {{}}}}}},
            "/connections/{{connectionId}}": {{"get": {{"operationId": "Inside", "parameters": [{CONNECTION}], "responses": {{}}}}}},
            "/{{connectionId}}.json": {{"get": {{"operationId": "Segment", "parameters": [{CONNECTION}], "responses": {{}}}}}},
            "/{{connectionId}}/of/{{connectionId}}": {{"get": {{"operationId": "Twice", "parameters": [{CONNECTION}], "responses": {{}}}}}}"#
        ),
        "",
    );
    assert_eq!(
        operations(&document),
        [
            "GET /sets []",
            "GET /sets/{set} [set]",
            "GET /undeclared []",
            "GET  []",
            "GET /connections/{connectionId} [connectionId]",
            "GET /{connectionId}.json [connectionId]",
            "GET /of/{connectionId} [connectionId]",
        ]
    );
    assert_eq!(codes(&document), ["connection-in-path"]);
}

#[test]
fn the_connection_leaves_choices_and_notifications() {
    let document = document(
        &format!(
            r#""/{{connectionId}}/sets": {{"get": {{"operationId": "Sets", "x-ms-visibility": "internal", "parameters": [{CONNECTION}],
                "responses": {{"200": {{"schema": {{"type": "array", "items": {{"type": "string"}}}}}}}}}}}},
            "/{{connectionId}}/hooks": {{
                "x-ms-notification-content": {{"schema": {{"type": "object", "properties": {{"id": {{"type": "string"}}}}}}, "parameters": [{CONNECTION}, {SET}]}},
                "post": {{"operationId": "OnNew", "x-ms-trigger": "single", "parameters": [{CONNECTION},
                    {{"name": "set", "in": "query", "required": true, "type": "string", "x-ms-dynamic-values":
                        {{"operationId": "Sets", "parameters": {{"connectionId": {{"parameter": "connectionId"}}}}}}}},
                    {{"name": "body", "in": "body", "schema": {{"type": "object", "properties":
                        {{"url": {{"type": "string", "x-ms-notification-url": true}}}}}}}}
                ], "responses": {{}}}}}}"#
        ),
        "",
    );
    // The other parameter of the notification is reported.
    assert_eq!(codes(&document), ["notification-parameter", "connection-in-path"]);
    let connector = lowered(&document).0.unwrap();
    assert_eq!(connector.dynamic_sources.len(), 1);
    assert!(connector.dynamic_sources[0].arguments.is_empty());
}

#[test]
fn a_gateway_as_host_means_that_there_are_no_direct_calls() {
    let of = |host: &str, base: &str| {
        let paths = r#""/a": {"get": {"operationId": "A", "responses": {}}}"#;
        let document = document(paths, "").replace("\"example.com\"", &format!("\"{host}\", \"basePath\": \"{base}\""));
        let connector = lowered(&document).0.unwrap();
        (connector.direct.err() == Some(NoDirectReason::AzureGateway), connector.head.is_gateway)
    };
    for (host, base) in
        [("usa002-004.azure-apihub.net", "/apim/rows"), ("A.azure-apim.net", "/"), ("localhost:41168", "/apim/rows/")]
    {
        assert_eq!(of(host, base), (true, true), "{host}{base}");
    }
    for (host, base) in
        [("api.example.com", "/apimatic"), ("azure-apim.net.example.com", "/"), ("azure-apihub.net.a", "")]
    {
        assert_eq!(of(host, base), (false, false), "{host}{base}");
    }
}

#[test]
fn keys_and_controls_of_designers_are_noted_once() {
    let operation = |id: &str| {
        format!(
            r#""/{id}": {{"get": {{"operationId": "{id}", "x-ms-notification": {{"operationId": "Poke"}}, "x-ms-name-for-model": "{id}_model",
            "parameters": [
                {{"name": "to", "in": "query", "type": "string", "x-ms-dynamic-values": {{"capability": "people-picker"}}}},
                {{"name": "cc", "in": "query", "type": "string", "x-ms-dynamic-values": {{"builtInOperation": "AadGraph.GetUsers"}}}},
                {{"name": "bcc", "in": "query", "type": "string", "x-ms-dynamic-list": {{"operationId": "A"}},
                    "x-ms-dynamic-values": {{"capability": "people-picker"}}}}
            ], "responses": {{}}}}}}"#
        )
    };
    let document = document(&format!("{}, {}", operation("A"), operation("B")), "");
    assert_eq!(codes(&document), ["designer-key", "designer-key", "designer-control", "designer-control"]);
}

#[test]
fn permissions_and_descriptions_for_models_are_remarks() {
    let document = document(
        r#""/a": {"get": {"operationId": "A", "description": "Reads.", "x-ms-description-for-model": "Reads one. Do not guess.",
            "x-ms-delegated-permissions": {"resourceId": "r", "scopes": [{"id": "1", "value": "Team.Read"}, {"id": "2", "value": "Team.Write"}]},
            "parameters": [{"name": "p", "in": "query", "type": "string", "description": "Same.", "x-ms-description-for-model": "Same."}],
            "responses": {}}}"#,
        "",
    );
    let operations = lowered(&document).0.unwrap().operations;
    let permissions = Remark::DelegatedPermissions(vec!["Team.Read".to_owned(), "Team.Write".to_owned()]);
    assert_eq!(operations[0].remarks, [permissions, Remark::ForModels("Reads one. Do not guess.".to_owned())]);
    assert_eq!(operations[0].parameters[0].remarks, []);
    assert_eq!(codes(&document), [""; 0]);
}

#[test]
fn only_the_connection_may_be_a_parameter_of_a_notification() {
    let reported = |parameter: &str| {
        codes(&document(
            &format!(
                r#""/hooks": {{
                    "x-ms-notification-content": {{"schema": {{"type": "object"}}, "parameters": [{parameter}]}},
                    "post": {{"operationId": "OnEvent", "x-ms-trigger": "single", "responses": {{}}, "parameters": [
                        {{"name": "url", "in": "query", "required": true, "type": "string", "x-ms-notification-url": true}}]}}}}"#
            ),
            "",
        ))
    };
    assert_eq!(reported(CONNECTION), [""; 0]);
    assert_eq!(reported(SET), ["notification-parameter"]);
}
