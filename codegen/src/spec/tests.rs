use super::folder::PROPERTY_KEYS;
use super::object_kinds::*;
use super::*;
use crate::diagnostic::Diagnostics;
use crate::input::{Input, InputFile};
use crate::source::Value;
use crate::span::Sources;

/// Reads a definition, and renders what was wrong with it.
fn read_input(input: Input) -> (Option<Definition>, String) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = Definition::read(input, &mut sources, &mut diagnostics);
    (definition, diagnostics.render(&sources))
}

fn file(path: &str, text: &str) -> InputFile {
    InputFile { path: path.to_owned(), bytes: text.into() }
}

fn read(text: &str) -> (Option<Definition>, String) {
    read_input(Input { definition: file("api.json", text), ..Input::default() })
}

/// A document with these paths, and with `rest` after them.
fn document(paths: &str, rest: &str) -> String {
    format!("{{\"swagger\": \"2.0\", \"paths\": {{{paths}}}{rest}}}")
}

/// The one schema of `{"definitions": {"D": schema}}`, and the codes of what was wrong with it.
fn schema(text: &str) -> (Schema, Vec<String>) {
    let (definition, log) = read(&document("", &format!(", \"definitions\": {{\"D\": {text}}}")));
    let schema = definition.unwrap().document.definitions.remove(0).1;
    (schema, headlines(&log))
}

/// The first line of each diagnostic.
fn headlines(log: &str) -> Vec<String> {
    let is_headline = |line: &&str| ["note[", "warning[", "error["].iter().any(|word| line.starts_with(word));
    log.lines().filter(is_headline).map(str::to_owned).collect()
}

fn text(text: &Text) -> &str {
    text.as_ref().map_or("", |text| &text.value)
}

#[test]
fn a_whole_document_is_read_without_a_word() {
    let (definition, log) = read_input(Input {
        folder: "tasks".to_owned(),
        tree: Some("certified-connectors".to_owned()),
        definition: file("api.json", include_str!("tests/whole.json")),
        properties: Some(file(
            "apiProperties.json",
            r#"{"properties": {"publisher": "P", "iconBrandColor": "red", "connectionParameters": {"key": {"type": "securestring"}}}}"#,
        )),
        head: Some(file("connector.toml", include_str!("tests/whole.toml"))),
        intro: Some(file("intro.md", "\u{FEFF}# Tasks\n")),
        ..Input::default()
    });
    assert_eq!(log, "");
    let definition = definition.unwrap();
    assert_eq!(definition.sha256.len(), 64);
    assert_eq!(definition.intro.as_deref(), Some("# Tasks\n"));
    let properties = definition.properties.unwrap();
    assert_eq!((text(&properties.publisher), properties.brand_color.as_deref()), ("P", Some("red")));
    assert_eq!(properties.connection_parameters.len(), 1);
    let head = definition.head.unwrap();
    assert_eq!((head.products[0].region_list.len(), head.throttling[0].calls), (2, 500));
    assert_eq!((head.contact_link_texts.len(), head.contact_name.as_deref()), (1, Some("Support")));

    let document = definition.document;
    assert_eq!((text(&document.title), text(&document.contact_email)), ("Tasks", "a@example.com"));
    assert_eq!(text(&document.annotation.unwrap().status), "Preview");
    assert_eq!(document.metadata[0].1.value, "https://example.com");
    let path = &document.paths[0];
    assert_eq!(text(&path.notification_content.as_ref().unwrap().description), "What is posted");
    let operation = &path.operations[0];
    assert_eq!((operation.method.value.as_str(), text(&operation.id)), ("POST", "CreateTask"));
    assert_eq!((text(&operation.trigger), text(&operation.next_link)), ("single", "next"));
    assert_eq!(text(&operation.annotation.as_ref().unwrap().replacement), "CreateTaskV2");
    assert_eq!(operation.annotation.as_ref().unwrap().revision.as_ref().unwrap().value, "2");
    assert_eq!(
        operation.responses.iter().map(|(status, _)| status.value.as_str()).collect::<Vec<_>>(),
        ["200", "default"]
    );

    let ParameterOrRef::Parameter(path) = &operation.parameters[0] else { panic!("a parameter") };
    assert_eq!(
        (path.location.as_ref().map(|it| it.value), path.required, text(&path.url_encoding)),
        (Some(In::Path), true, "double")
    );
    assert_eq!((text(&path.schema.summary), text(&path.summary)), ("List", ""));
    assert_eq!(path.schema.kinds[0].value, "array");
    assert!(path.schema.items.is_some() && path.schema.dynamic.values.is_some());
    let ParameterOrRef::Parameter(body) = &operation.parameters[1] else { panic!("a parameter") };
    assert_eq!(
        (text(&body.summary), text(&body.description), text(&body.visibility)),
        ("Task", "The task", "important")
    );
    assert_eq!(text(&body.schema.reference), "#/definitions/Task");
    assert!(body.dynamic.schema.is_some());
    assert!(matches!(&operation.parameters[2], ParameterOrRef::Reference(name) if name.value == "#/parameters/trace"));

    let task = &document.definitions[0].1;
    assert_eq!(task.required[0].value, "name");
    assert_eq!(task.properties[0].1.enum_titles[1].1.as_ref().unwrap().value, "Two");
    assert!(matches!(&task.additional, Some(Additional::Schema(_))));
    assert!(task.properties[1].1.nullable && task.properties[1].1.read_only);
}

#[test]
fn misspelt_keys_are_read_as_the_meant_ones() {
    let (schema, log) = schema(
        r#"{"x-ms-summmary": "S", "x-ms-visbility": "Advanced", "allof": [], "x-ms  -summary": "T", "x-ms-enum-value": [], "x-nullabel": true}"#,
    );
    assert_eq!((text(&schema.summary), text(&schema.visibility), schema.nullable), ("T", "advanced", true));
    insta::assert_snapshot!(log.join("\n"), @r#"
    warning[misspelt-key]: `x-ms-summmary` is read as `x-ms-summary`
    warning[misspelt-key]: `x-ms-visbility` is read as `x-ms-visibility`
    warning[letter-case]: `x-ms-visibility` is `Advanced`; it is read as `advanced`
    warning[misspelt-key]: `allof` is read as `allOf`
    warning[misspelt-key]: `x-ms  -summary` is read as `x-ms-summary`
    warning[misspelt-key]: `x-ms-enum-value` is read as `x-ms-enum-values`
    warning[misspelt-key]: `x-nullabel` is read as `x-nullable`
    "#);
}

#[test]
fn types_in_another_case_are_read_as_the_meant_ones() {
    let (schema, log) = schema(r#"{"type": ["String ", "NULL", "money"], "items": {"type": "Integer"}}"#);
    let words: Vec<&str> = schema.kinds.iter().map(|kind| kind.value.as_str()).collect();
    assert_eq!((words, schema.items.unwrap().kinds[0].value.as_str()), (vec!["string", "null", "money"], "integer"));
    insta::assert_snapshot!(log.join("\n"), @r#"
    warning[letter-case]: `type` is `String `; it is read as `string`
    warning[letter-case]: `type` is `NULL`; it is read as `null`
    warning[letter-case]: `type` is `Integer`; it is read as `integer`
    "#);
}

#[test]
fn the_right_spelling_wins_over_a_misspelt_one() {
    for text_of in
        [r#"{"x-summary": "wrong", "x-ms-summary": "right"}"#, r#"{"x-ms-summary": "right", "x-summary": "wrong"}"#]
    {
        let (schema, log) = schema(text_of);
        assert_eq!(text(&schema.summary), "right");
        assert_eq!(
            log,
            ["note[unknown-extension]: the extension `x-summary` in a schema is not known; it is left out"]
        );
    }
}

#[test]
fn keys_that_nobody_reads_are_named_and_limits_are_not() {
    let (_, log) = schema(
        r#"{"type": "string", "pattern": ".", "maxLength": 3, "example": "x", "xml": {}, "oneOf": [], "maximun": 3, "requird": [], "x-vendor": 1, "x-ms-pageable": {}}"#,
    );
    insta::assert_snapshot!(log.join("\n"), @r#"
    warning[unsupported-key]: `oneOf` in a schema is not supported; it is left out
    warning[unknown-key]: `maximun` has no meaning in a schema; it is left out; did you mean `maximum`?
    warning[unknown-key]: `requird` has no meaning in a schema; it is left out; did you mean `required`?
    note[unknown-extension]: the extension `x-vendor` in a schema is not known; it is left out
    warning[unknown-key]: `x-ms-pageable` has no meaning in a schema; it is left out
    "#);
}

#[test]
fn a_misspelt_key_has_one_of_its_own_object_as_suggestion() {
    let (_, log) = read(&document(
        r#""/a": {"get": {"operatonId": "A", "paramters": [], "x-ms-safe-operaton": true, "x-vendor-exampel": 1, "headrs": {}},
            "x": 1}"#,
        ", \"basepath\": \"/a\", \"definition\": {}, \"securty\": [], \"security\": []",
    ));
    insta::assert_snapshot!(headlines(&log).join("\n"), @r#"
    warning[unknown-key]: `operatonId` has no meaning in an operation; it is left out; did you mean `operationId`?
    warning[unknown-key]: `paramters` has no meaning in an operation; it is left out; did you mean `parameters`?
    note[unknown-extension]: the extension `x-ms-safe-operaton` in an operation is not known; it is left out; did you mean `x-ms-safe-operation`?
    note[unknown-extension]: the extension `x-vendor-exampel` in an operation is not known; it is left out
    warning[unknown-key]: `headrs` has no meaning in an operation; it is left out
    warning[unknown-key]: `x` has no meaning in a path; it is left out
    warning[misspelt-key]: `basepath` is read as `basePath`
    warning[unknown-key]: `definition` has no meaning in the document; it is left out; did you mean `definitions`?
    warning[unknown-key]: `securty` has no meaning in the document; it is left out
    "#);
    let properties = r#"{"properties": {"scriptOperation": ["A"], "displayName": "D", "stackowner": "S"}}"#;
    let (_, log) = read_input(Input {
        definition: file("api.json", &document("", "")),
        properties: Some(file("apiProperties.json", properties)),
        ..Input::default()
    });
    insta::assert_snapshot!(headlines(&log).join("\n"), @"warning[unknown-key]: `scriptOperation` has no meaning in `apiProperties.json`; it is left out; did you mean `scriptOperations`?");
}

#[test]
fn every_key_that_may_be_suggested_is_read() {
    let operation = |inner: &str| format!("\"paths\": {{\"/a\": {{\"get\": {{{inner}}}}}}}");
    let definition = |inner: &str| format!("\"paths\": {{}}, \"definitions\": {{\"D\": {{{inner}}}}}");
    let root = |inner: &str| format!("\"paths\": {{}}, {inner}");
    let kinds = [
        (&ROOT, root("@")),
        (&INFO, root(r#""info": {@}"#)),
        (&CONTACT, root(r#""info": {"contact": {@}}"#)),
        (&METADATA, root(r#""x-ms-connector-metadata": [{@}]"#)),
        (&ANNOTATION, root(r#""x-ms-api-annotation": {@}"#)),
        (&REPLACEMENT, root(r#""x-ms-api-annotation": {"replacement": {@}}"#)),
        (&PATH_ITEM, r#""paths": {"/a": {@}}"#.to_owned()),
        (&OPERATION, operation("@")),
        (&PERMISSIONS, operation(r#""x-ms-delegated-permissions": {@}"#)),
        (&PERMISSION, operation(r#""x-ms-delegated-permissions": {"scopes": [{@}]}"#)),
        (&NOTIFICATION, operation(r#""x-ms-notification-content": {@}"#)),
        (&PAGEABLE, operation(r#""x-ms-pageable": {@}"#)),
        (&LONG_RUNNING, operation(r#""x-ms-long-running-operation-options": {@}"#)),
        (&PARAMETER, operation(r#""parameters": [{@}]"#)),
        (&RESPONSE, operation(r#""responses": {"200": {@}}"#)),
        (&SCHEMA, definition("@")),
        (&ENUM, definition(r#""x-ms-enum": {@}"#)),
        (&ENUM_VALUE, definition(r#""x-ms-enum-values": [{@}]"#)),
    ];
    let definitions = kinds.iter().flat_map(|(kind, form)| kind.keys.iter().map(move |key| (*key, form)));
    for (key, form) in definitions {
        let form = form.replace('@', &format!("\"{key}\": null"));
        let (_, log) = read(&format!("{{\"swagger\": \"2.0\", {form}}}"));
        assert!(!log.contains("[unknown-key]"), "{log}");
    }
    let (mut properties, mut head) = (Vec::new(), Vec::new());
    properties.extend(FOLDER_PROPERTIES.keys.iter().map(|key| format!("{{\"{key}\": {{}}}}")));
    properties.extend(PROPERTY_KEYS.map(|key| format!("{{\"properties\": {{\"{key}\": []}}}}")));
    properties.extend(
        POLICY
            .keys
            .iter()
            .map(|key| format!("{{\"properties\": {{\"policyTemplateInstances\": [{{\"{key}\": []}}]}}}}")),
    );
    for (table, kind) in [
        ("", &HEAD),
        ("[contact]\n", &HEAD_CONTACT),
        ("[[products]]\n", &HEAD_PRODUCT),
        ("[[throttling]]\n", &HEAD_THROTTLING),
    ] {
        head.extend(kind.keys.iter().map(|key| format!("{table}{key} = []")));
    }
    let beside =
        properties.into_iter().map(|text| (Some(text), None)).chain(head.into_iter().map(|text| (None, Some(text))));
    for (properties, head) in beside {
        let (_, log) = read_input(Input {
            definition: file("api.json", &document("", "")),
            properties: properties.map(|text| file("apiProperties.json", &text)),
            head: head.map(|text| file("connector.toml", &text)),
            ..Input::default()
        });
        assert!(!log.contains("[unknown-key]"), "{log}");
    }
}

#[test]
fn values_of_another_kind_are_read_where_their_meaning_is_plain() {
    let (schema, log) = schema(
        r#"{"title": 5, "description": {}, "readOnly": "True", "x-nullable": "perhaps", "required": "name", "enum": 3, "type": null,
            "properties": {"a": "string", "b": {"items": [{}], "required": true, "x-ms-visibility": "hidden"}}}"#,
    );
    assert_eq!((text(&schema.title), schema.read_only, schema.nullable), ("5", true, false));
    assert_eq!((schema.required[0].value.as_str(), schema.kinds[0].value.as_str()), ("name", "null"));
    assert_eq!(schema.properties.len(), 1);
    insta::assert_snapshot!(log.join("\n"), @r#"
    warning[loose-kind]: `title` takes a string, but this is a number; it is converted
    warning[wrong-kind]: `description` takes a string, but this is an object; it is left out
    warning[loose-kind]: `readOnly` takes a boolean, but this is a string; it is converted
    warning[wrong-kind]: `x-nullable` takes a boolean, but this is a string; it is left out
    warning[loose-kind]: `required` takes a list, but this is a string; it is converted
    warning[wrong-kind]: `enum` takes a list, but this is a number; it is left out
    warning[wrong-kind]: `a` takes an object, but this is a string; it is left out
    warning[wrong-kind]: `items` takes an object, but this is a list; it is left out
    warning[wrong-kind]: `required` takes a list, but this is a boolean; it is left out
    warning[unknown-value]: `x-ms-visibility` is `hidden`, but it takes only important, advanced, internal, none; it is left out
    "#);
}

#[test]
fn a_message_about_metadata_quotes_its_key_once() {
    let (_, log) = read(&document("", ", \"x-ms-connector-metadata\": 1"));
    assert_eq!(
        headlines(&log),
        ["warning[wrong-kind]: `x-ms-connector-metadata` takes a list, but this is a number; it is left out"]
    );
}

#[test]
fn enumeration_names_belong_to_the_values_wherever_they_stand() {
    let (schema, log) = schema(r#"{"x-enumNames": ["One", "Two", "Three"], "enum": [1, 2]}"#);
    let titles: Vec<_> = schema.enum_titles.iter().map(|(value, title, _)| (&value.value, text(title))).collect();
    assert!(matches!(titles[..], [(Value::Number(_), "One"), (Value::Number(_), "Two")]));
    assert_eq!(
        log,
        ["warning[enum-names]: the enumeration has 3 names for 2 values; names without a value are left out"]
    );
}

#[test]
fn a_parameter_outside_the_body_may_have_its_type_in_a_schema() {
    let (definition, log) = read(&document(
        r##""/a": {"get": {"parameters": [{"name": "q", "in": "Query", "description": "D", "schema": {"type": "integer"}},
            {"$ref": "#/parameters/p", "required": true}, "q"]}}"##,
        "",
    ));
    let parameters = &definition.unwrap().document.paths[0].operations[0].parameters;
    let ParameterOrRef::Parameter(parameter) = &parameters[0] else { panic!("a parameter") };
    assert_eq!(parameter.location.as_ref().map(|it| it.value), Some(In::Query));
    assert_eq!(parameter.schema.kinds[0].value, "integer");
    assert_eq!(text(&parameter.schema.description), "D");
    insta::assert_snapshot!(headlines(&log).join("\n"), @r#"
    warning[letter-case]: `in` is `Query`; it is read as `query`
    warning[schema-outside-body]: only a body parameter has a `schema`; this one is read as the type of the parameter
    warning[beside-reference]: `required` is next to the `$ref` of a parameter, which replaces the whole object; `required` is left out
    warning[wrong-kind]: `parameters` takes objects, but this is a string; it is left out
    "#);
}

#[test]
fn a_document_that_no_crate_can_be_made_from_is_refused() {
    let refusal = |text: &str| {
        let (definition, log) = read(text);
        assert!(definition.is_none());
        log
    };
    insta::assert_snapshot!(refusal("{\"openapi\": \"3.0.1\", \"paths\": {}}"), @r#"
    error[not-swagger]: the definition must be a Swagger 2.0 document; this one is OpenAPI 3.0.1
     --> api.json:1:13
      |
    1 | {"openapi": "3.0.1", "paths": {}}
      |             ^^^^^^^
      = help: convert it to Swagger 2.0 and set `"swagger": "2.0"`; OpenAPI 3 can be imported as a custom connector, whose export is Swagger 2.0
    "#);
    let others = [
        "[]",
        "{}",
        "{\"swagger\": \"1.2\", \"paths\": {}}",
        "{\"swagger\": {}}",
        "{\"swagger\": \"2.0\", \"paths\": []}",
    ];
    insta::assert_snapshot!(others.map(|text| headlines(&refusal(text)).join("\n")).join("\n"), @r#"
    error[not-swagger]: the definition must be a Swagger 2.0 document; this one is a list
    error[not-swagger]: the definition must be a Swagger 2.0 document; this one has no `swagger`
    error[not-swagger]: the definition must be a Swagger 2.0 document; this one is Swagger 1.2
    error[not-swagger]: the definition must be a Swagger 2.0 document; this one has an object as `swagger`
    error[no-paths]: the document has no `paths` object, so it describes no operations
    "#);
}

#[test]
fn an_introduction_is_as_long_as_another_text_at_most() {
    let read = |length: usize| {
        let (definition, log) = read_input(Input {
            definition: file("api.json", &document("", "")),
            intro: Some(file("intro.md", &"x".repeat(length))),
            ..Input::default()
        });
        (definition.unwrap().intro.map(|text| text.len()), headlines(&log).join("\n"))
    };
    assert_eq!(read(64 << 10), (Some(64 << 10), String::new()));
    let log = "warning[text-too-long]: the text of `intro.md` has more than 65536 bytes; it is left out";
    assert_eq!(read((64 << 10) + 1), (None, log.to_owned()));
}

#[test]
fn broken_properties_are_a_warning_and_a_broken_head_an_error() {
    let input = |properties: &str, head: &str| Input {
        definition: file("api.json", &document("", "")),
        properties: Some(file("apiProperties.json", properties)),
        head: Some(file("connector.toml", head)),
        ..Input::default()
    };
    let (definition, log) = read_input(input(
        "{\"properties\": {",
        "[[products]]\nname = \"A\"\ncolour = 1\n[contact]\nlink_texts = 1\n[[throttling]]\ncalls = -1",
    ));
    assert!(definition.unwrap().properties.is_none());
    insta::assert_snapshot!(headlines(&log).join("\n"), @r#"
    warning[unreadable-properties]: the connector's properties cannot be read and are left out: the text ends inside an object or list that starts on line 1
    warning[missing-key]: `[[products]]` has no `class`
    warning[unknown-key]: `colour` has no meaning in `[[products]]`; it is left out
    warning[wrong-kind]: `link_texts` takes a list, but this is a number; it is left out
    warning[missing-key]: `[[throttling]]` has no `calls`
    warning[missing-key]: `[[throttling]]` has no `name`
    warning[missing-key]: `[[throttling]]` has no `renewal_seconds`
    warning[wrong-kind]: `calls` takes a whole number that is not negative, but this is a number; it is left out
    "#);
    let (_, log) = read_input(input("{}", "[contact"));
    insta::assert_snapshot!(log, @r#"
    error[invalid-toml]: this is not TOML: unclosed table, expected `]`
     --> connector.toml:1:9
      |
    1 | [contact
      |         ^
      = help: correct the text here
    "#);
}

#[test]
fn the_deepest_schema_fits_into_a_small_stack() {
    let deep = format!("{}{{}}{}", "{\"items\": ".repeat(97), "}".repeat(97));
    let text = document("", &format!(", \"definitions\": {{\"D\": {deep}}}"));
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let definition = thread.spawn(move || read(&text).0).unwrap().join().unwrap();
    assert!(definition.is_some());
}

/// Damages the document in every way that a byte can be damaged, and expects only that reading ends.
#[test]
fn damaged_documents_are_read_or_refused() {
    let whole = include_str!("tests/whole.json").as_bytes();
    let mut seed = 1_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    const SPICE: &[&[u8]] = &[
        b"\"",
        b"'",
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"/*",
        b"//",
        b"\0",
        b"\xFF",
        b"\xC3",
        b"null",
        b"0x",
        b"-",
        b"\xE2\x80\xA8",
        b"\\u",
        b"true",
    ];
    for _ in 0..500 {
        let mut bytes = whole.to_vec();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            match random(4) {
                0 => drop(bytes.drain(at..(at + random(30)).min(bytes.len()))),
                1 => bytes[at] = random(256) as u8,
                2 => drop(bytes.splice(at..at, SPICE[random(SPICE.len())].iter().copied())),
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() {
                bytes.push(b' ');
            }
        }
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let definition = InputFile { path: "api.json".to_owned(), bytes };
        let read = Definition::read(Input { definition, ..Input::default() }, &mut sources, &mut diagnostics);
        assert!(read.is_some() || diagnostics.has_errors());
        assert!(diagnostics.iter().count() == 0 || !diagnostics.render(&sources).is_empty());
    }
}

#[test]
fn a_name_or_text_that_would_fill_the_memory_is_left_out() {
    let operation = |id: &str, description: &str, parameter: &str| {
        format!(
            r#"{{"get": {{"operationId": "{id}", "description": "{description}", "responses": {{}},
                "parameters": [{{"name": "{parameter}", "in": "query", "type": "string"}}]}}}}"#
        )
    };
    let read_with = |path: usize, id: usize, description: usize, parameter: usize| {
        let [path, id, description, parameter] = [path, id, description, parameter].map(|length| "a".repeat(length));
        let (definition, log) =
            read(&document(&format!("\"/{path}\": {}", operation(&id, &description, &parameter)), ""));
        (definition.unwrap().document.paths, headlines(&log))
    };
    let (paths, log) = read_with(65_535, 1_024, 65_536, 1_024);
    let operation = &paths[0].operations[0];
    assert_eq!((text(&operation.id).len(), text(&operation.description).len(), log), (1_024, 65_536, Vec::new()));
    let (paths, log) = read_with(1_023, 1_025, 65_537, 1_025);
    assert_eq!((&paths[0].operations[0].id.is_none(), &paths[0].operations[0].description.is_none()), (&true, &true));
    let found = |key: &str, most: usize| {
        let line = format!("warning[text-too-long]: the text of `{key}` has more than {most} bytes; it is left out");
        assert!(log.contains(&line), "{log:?}");
    };
    found("operationId", 1_024);
    found("description", 65_536);
    found("name", 1_024);
    let (paths, log) = read_with(65_536, 1, 1, 1);
    assert!(paths.is_empty());
    assert_eq!(log, ["warning[name-too-long]: a name in `paths` has more than 65536 bytes; what it names is left out"]);
}
