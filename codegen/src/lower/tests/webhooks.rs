//! How registrations take the callback URL, and how they are removed.

use super::support::{document, lowered};
use crate::model::{CallbackPlace, Certainty, Connector, Exposure, Found, Operation, Registration, Type, TypeKind};

const URL: &str = r#"{"type": "string", "x-ms-visibility": "internal", "x-ms-notification-url": true}"#;

/// A registration at a path, with these parameters and responses.
fn hook(path: &str, parameters: &str, responses: &str) -> String {
    format!(
        r#""{path}": {{"x-ms-notification-content": {{"schema": {{"type": "object"}}}}, "post": {{"operationId": "OnEvent",
        "x-ms-trigger": "single", "parameters": [{parameters}], "responses": {{{responses}}}}}}}"#
    )
}

/// A body with the callback URL and other properties.
fn body(required: &str, properties: &str) -> String {
    format!(
        r#"{{"name": "body", "in": "body", "required": true, "schema": {{"type": "object", "required": [{required}],
        "properties": {{"url": {URL}{properties}}}}}}}"#
    )
}

fn delete(path: &str, id: &str, visibility: &str, parameters: &str) -> String {
    let placeholders = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let placeholders: Vec<_> = placeholders
        .map(|name| format!(r#"{{"name": "{name}", "in": "path", "required": true, "type": "string"}}"#))
        .chain((!parameters.is_empty()).then(|| parameters.to_owned()))
        .collect();
    format!(
        r#""{path}": {{"delete": {{"operationId": "{id}", "x-ms-visibility": "{visibility}", "parameters": [{}], "responses": {{"200": {{}}}}}}}}"#,
        placeholders.join(",")
    )
}

fn connector(paths: &[String]) -> Connector {
    lowered(&document(&paths.join(","), "")).0.expect("the document lowers")
}

fn event(connector: &Connector) -> &Operation {
    connector.operations.iter().find(|operation| operation.id == "OnEvent").expect("it is there")
}

fn registration(connector: &Connector) -> &Registration {
    event(connector).trigger.as_ref().and_then(|trigger| trigger.registration.as_ref()).expect("it is a webhook")
}

/// The operation that removes a registration, and the rule that finds it.
fn removal(paths: &[String]) -> Option<(String, Found)> {
    let connector = connector(paths);
    let removal = registration(&connector).removal.as_ref()?;
    Some((connector.operations[removal.operation.0].id.clone(), removal.found))
}

#[test]
fn the_operation_that_removes_is_found_by_path_and_word() {
    let hook = |path: &str| hook(path, &body("", ""), "");
    let found = |id: &str, rule: Found| Some((id.to_owned(), rule));
    for (paths, expected) in [
        (vec![hook("/teams/{t}/hooks"), delete("/teams/{team}/hooks/{id}", "D", "", "")], found("D", Found::Below)),
        (vec![hook("/hooks/"), delete("/hooks/{id}", "D", "", "")], found("D", Found::Below)),
        (
            vec![hook("/hooks"), delete("/hooks/{team}/{id}", "E", "", ""), delete("/hooks/{id}", "D", "", "")],
            found("D", Found::Below),
        ),
        (vec![hook("/hooks"), delete("/hooks/{team}/{id}", "D", "", "")], found("D", Found::Below)),
        (vec![hook("/v1/hook/group/sent"), delete("/v1/hook/{id}", "D", "internal", "")], found("D", Found::Beginning)),
        (vec![hook("/v1/hook/sent"), delete("/v1/hook/{id}", "Remove", "", "")], found("Remove", Found::Beginning)),
        (vec![hook("/a"), delete("/subscriptions/{id}", "D", "internal", "")], found("D", Found::ByWord)),
        (vec![hook("/a"), delete("/b/{id}", "DeleteWebhook", "internal", "")], found("DeleteWebhook", Found::ByWord)),
        // Something else would be deleted: what the webhook is for, an item that callers see, one of several.
        (vec![hook("/teams/{t}/hooks"), delete("/teams/{team}", "D", "internal", "")], None),
        (vec![hook("/items/sent"), delete("/items/{id}", "D", "", "")], None),
        (vec![hook("/a"), delete("/hooks/{id}", "D", "", "")], None),
        (
            vec![hook("/a"), delete("/hooks/{id}", "D", "internal", ""), delete("/triggers/{id}", "E", "internal", "")],
            None,
        ),
        (vec![hook("/a"), delete("/users/{id}", "D", "internal", "")], None),
        (vec![hook("/a/b"), delete("/{x}", "D", "internal", "")], None),
        (vec![hook("/items/{kind}"), delete("/items", "D", "", "")], None),
        (vec![hook("/hooks"), delete("/hooks/{id}.json", "D", "", "")], None),
    ] {
        assert_eq!(removal(&paths), expected, "{paths:?}");
    }
    let same = r#""/hook": {"x-ms-notification-content": {"schema": {"type": "object"}}, "post": {"operationId": "OnEvent",
        "x-ms-trigger": "single", "parameters": [BODY], "responses": {}},
        "delete": {"operationId": "D", "responses": {"200": {}}}}"#;
    assert_eq!(removal(&[same.replace("BODY", &body("", ""))]), found("D", Found::SamePath));
}

#[test]
fn how_sure_a_removal_is_depends_on_what_the_definition_says() {
    let id = r#"{"type": "object", "properties": {"hook_id": {"type": "string"}, "name": {"type": "string"}}}"#;
    let nested = format!(r#"{{"type": "object", "properties": {{"data": {id}}}}}"#);
    let other = r#"{"type": "object", "properties": {"name": {"type": "string"}}}"#;
    let response = |schema: &str| format!(r#""201": {{"schema": {schema}}}"#);
    let location = r#""201": {"headers": {"location": {"type": "string"}}}"#;
    let one = || delete("/hooks/{id}", "D", "internal", "");
    let of = |responses: &str, delete: String| {
        registration(&connector(&[hook("/hooks", &body("", ""), responses), delete])).certainty
    };
    for (responses, expected) in [
        (location.to_owned(), Certainty::Location),
        (response(id), Certainty::DeclaredId),
        (response(&nested), Certainty::DeclaredId),
        (response(r#"{"type": "integer"}"#), Certainty::DeclaredId),
        (String::new(), Certainty::NoAnswer),
        (response(other), Certainty::OtherAnswer),
        (response(r#"{"type": "array", "items": {"type": "string"}}"#), Certainty::OtherAnswer),
    ] {
        assert_eq!(of(&responses, one()), expected, "{responses}");
    }
    let two = r#"{"name": "kind", "in": "query", "required": true, "type": "string"}"#;
    assert_eq!(of(&response(id), delete("/hooks/{id}", "D", "internal", two)), Certainty::Several);
    let content = r#"{"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}"#;
    let content = format!(r#"{{"name": "b", "in": "body", "required": true, "schema": {content}}}"#);
    assert_eq!(of(&response(id), delete("/hooks/{id}", "D", "internal", &content)), Certainty::Several);
    assert_eq!(of(&response(id), delete("/users/{id}", "D", "internal", "")), Certainty::NoOperation);
    let sent = r#"{"name": "team", "in": "path", "required": true, "type": "string"},"#;
    let paths = [
        hook("/teams/{team}/hook", &format!("{sent}{}", body("", "")), ""),
        delete("/hooks/{team}", "D", "internal", ""),
    ];
    assert_eq!(registration(&connector(&paths)).certainty, Certainty::Sent);
}

/// The exposure of each property of the body, and of the body.
fn asked(connector: &Connector) -> (Vec<(String, Exposure, bool)>, Exposure) {
    let bodies = connector.types.iter().filter_map(|def| match &def.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    });
    let fields = bodies.flat_map(|it| &it.fields).map(|field| (field.key.clone(), field.exposure, field.filled));
    (fields.collect(), event(connector).body.as_ref().expect("it has a body").exposure)
}

#[test]
fn a_caller_does_not_pass_the_callback_url() {
    let field = |key: &str, exposure: Exposure, filled: bool| (key.to_owned(), exposure, filled);
    let only = connector(&[hook("/hook", &body("\"url\"", ""), "")]);
    assert_eq!(asked(&only), (vec![field("url", Exposure::Never, true)], Exposure::Never));
    assert_eq!(registration(&only).callback, Some(CallbackPlace::Body(vec!["url".to_owned()])));

    let with_option = connector(&[hook("/hook", &body("\"url\"", r#", "note": {"type": "string"}"#), "")]);
    let fields = vec![field("url", Exposure::Never, true), field("note", Exposure::Setter, false)];
    assert_eq!(asked(&with_option), (fields, Exposure::Setter));

    // Other properties are for callers.
    let open =
        body("\"url\"", "").replacen(r#""type": "object","#, r#""type": "object", "additionalProperties": true,"#, 1);
    let open = connector(&[hook("/hook", &open, "")]);
    assert_eq!(asked(&open), (vec![field("url", Exposure::Never, true)], Exposure::Setter));

    let with_need = connector(&[hook("/hook", &body("\"url\", \"key\"", r#", "key": {"type": "string"}"#), "")]);
    let fields = vec![field("url", Exposure::Never, true), field("key", Exposure::Positional, false)];
    assert_eq!(asked(&with_need), (fields, Exposure::Positional));
}

#[test]
fn an_object_around_the_callback_url_is_filled_in_too() {
    let nested = |inner: &str, required: &str| {
        let body = format!(
            r#"{{"name": "body", "in": "body", "schema": {{"type": "object", "required": ["to"], "properties": {{
            "event": {{"type": "string", "default": "made", "x-ms-visibility": "internal"}},
            "to": {{"type": "object", "required": [{required}], "properties": {{{inner} "url": {URL}}}}}}}}}}}"#
        );
        connector(&[hook("/hook", &body, "")])
    };
    let plain = nested("", "\"url\"");
    assert_eq!(registration(&plain).callback, Some(CallbackPlace::Body(vec!["to".to_owned(), "url".to_owned()])));
    let exposures: Vec<_> = asked(&plain).0.into_iter().map(|(key, exposure, _)| (key, exposure)).collect();
    let never = |key: &str| (key.to_owned(), Exposure::Never);
    assert_eq!(exposures, [never("event"), never("to"), never("url")]);
    let body = event(&plain).body.clone().expect("it has a body");
    assert_eq!(
        (body.exposure, body.default.map(|it| it.to_string())),
        (Exposure::Never, Some("{event: made}".to_owned()))
    );

    let with_constant = nested(r#""kind": {"type": "string", "default": "web", "x-ms-visibility": "internal"},"#, "");
    let default = event(&with_constant).body.clone().and_then(|body| body.default).map(|it| it.to_string());
    assert_eq!(default.as_deref(), Some("{event: made, to: {kind: web}}"));

    let with_need = nested(r#""secret": {"type": "string"},"#, "\"secret\"");
    let (fields, body) = asked(&with_need);
    let positional: Vec<_> = fields.iter().filter(|it| it.1 == Exposure::Positional).map(|it| it.0.as_str()).collect();
    assert_eq!((positional, body), (vec!["to", "secret"], Exposure::Positional));
}

#[test]
fn a_callback_url_may_be_a_parameter() {
    let url = r#"{"name": "url", "in": "query", "type": "string", "required": true, "x-ms-notification-url": true}"#;
    let connector = connector(&[hook("/hook", url, "")]);
    assert_eq!(registration(&connector).callback, Some(CallbackPlace::Parameter(0)));
    assert_eq!(event(&connector).parameters[0].exposure, Exposure::Never);
}

#[test]
fn a_callback_url_is_text_whatever_else_is_stated() {
    let codes = |more: &str| {
        let url = format!(r#"{{"name": "url", "in": "query", "x-ms-notification-url": true, {more}}}"#);
        let (connector, diagnostics, _) = lowered(&document(&hook("/hooks", &url, ""), ""));
        assert_eq!(event(&connector.expect("the document lowers")).parameters[0].ty, Type::String, "{more}");
        diagnostics.iter().any(|it| it.problem.code() == "callback-type-left-out")
    };
    assert!(!codes(r#""type": "string""#));
    assert!(codes(r#""type": "string", "enum": ["one", "two"]"#));
    assert!(codes(r#""type": "integer""#));
}

#[test]
fn a_type_that_an_action_takes_too_keeps_its_callback_url() {
    let reference = r##"{"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Hook"}}"##;
    let paths = [
        hook("/hook", reference, ""),
        format!(
            r#""/do": {{"post": {{"operationId": "Do", "parameters": [{reference}], "responses": {{"200": {{}}}}}}}}"#
        ),
    ];
    let hook = format!(r#""Hook": {{"type": "object", "properties": {{"url": {URL}}}}}"#);
    let connector = lowered(&document(&paths.join(","), &hook)).0.expect("the document lowers");
    assert_eq!(asked(&connector), (vec![("url".to_owned(), Exposure::Positional, false)], Exposure::Positional));
    assert_eq!(registration(&connector).callback, Some(CallbackPlace::Body(vec!["url".to_owned()])));

    // Inside an object that callers may leave out otherwise, however many there are.
    for urls in [format!(r#""url": {URL}"#), format!(r#""url": {URL}, "other": {URL}"#)] {
        let hook = format!(
            r#""Hook": {{"type": "object", "properties": {{"to": {{"type": "object", "properties": {{{urls}}}}}}}}}"#
        );
        let connector = lowered(&document(&paths.join(","), &hook)).0.expect("the document lowers");
        assert_eq!(asked(&connector).0[0], ("to".to_owned(), Exposure::Positional, false), "{urls}");
    }
}

#[test]
fn without_a_callback_url_there_is_nothing_to_fill_in() {
    let in_list = format!(
        r#"{{"name": "body", "in": "body", "schema": {{"type": "object", "properties": {{"hooks": {{"type": "array",
        "items": {{"type": "object", "properties": {{"url": {URL}}}}}}}}}}}}}"#
    );
    for parameters in [String::new(), in_list] {
        let connector = connector(&[hook("/hook", &parameters, "")]);
        assert_eq!(registration(&connector).callback, None, "{parameters}");
    }
}
