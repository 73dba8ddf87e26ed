//! Everything that a definition states is in its crate, or a diagnostic gives the reason: counted in the JSON and in the Rust.

use std::{collections::BTreeMap, fs};

use connector_codegen::{Files, Generated, internal::folder::discover};
use connector_tests::{
    corpus,
    count::{self, Count, Kind, count, differences, dynamic::Dynamic},
    firstparty,
    generate::{self, files, generate, one},
    parallel::in_parallel,
    reference, root,
};
use serde_json::{Value, json};

/// One of this many connectors of the corpus is counted, unless `COUNT_ALL` is set.
const EACH: usize = 4;
/// One of this many changes to a small definition is counted, unless `COUNT_ALL` is set. A prime, so that every kind of change is.
const CHANGES: usize = 13;

/// An empty lock: the generator then lists the name of each place of the definition.
const LOCK: (&str, &str) = ("names.lock", "");

#[test]
fn kaizala_is_whole() {
    let folder = root().join("spec/kaizala");
    let bytes = fs::read(folder.join("apiDefinition.swagger.json")).expect("Kaizala's definition is there");
    let counted = count(&bytes, &one(&folder));
    println!("{counted}");
    assert_eq!(counted.unexplained, [""; 0]);
    assert_eq!(counted.stated, counted.found, "no diagnostic is needed");
    for (kind, least) in [(Kind::Operation, 32), (Kind::Trigger, 12), (Kind::Parameter, 60), (Kind::Property, 100)] {
        assert!(counted.stated[&kind] >= least, "{kind:?}");
    }
}

#[test]
fn the_other_document_of_kaizala_is_whole() {
    let Some(text) = reference("kaizala-rest-api.swagger.json") else { return };
    let counted = count(text.as_bytes(), &generate("kaizala-rest-api", &text, &[LOCK]));
    println!("{counted}");
    assert_eq!(counted.unexplained, [""; 0]);
}

/// `COUNT_SEED` selects the sample; the test prints the seed.
#[test]
fn a_real_connector_loses_nothing_without_a_diagnostic() {
    let Some(corpus) = corpus() else { return };
    let mut connectors = discover(&corpus).expect("the corpus can be searched");
    if std::env::var_os("COUNT_ALL").is_none() {
        let seed: usize = std::env::var("COUNT_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
        println!("one of {EACH}, from seed {seed}");
        connectors = connectors.into_iter().skip(seed % EACH).step_by(EACH).collect();
    }
    let counts = in_parallel(&connectors, |connector| {
        let Ok(path) = &connector.definition else { return Default::default() };
        let bytes = fs::read(path).expect("the definition can be read");
        let properties = fs::read(corpus.join(&connector.path).join("apiProperties.json")).ok();
        let mut folder = vec![("apiDefinition.swagger.json", &bytes[..]), (LOCK.0, LOCK.1.as_bytes())];
        folder.extend(properties.as_ref().map(|bytes| ("apiProperties.json", &bytes[..])));
        let generated = generate::folder(&connector.name, &folder);
        let mut counted = count(&bytes, &generated);
        let dynamic = dynamic(&bytes, &generated, &mut counted);
        counted.unexplained.iter_mut().for_each(|line| *line = format!("{}: {line}", connector.path));
        (counted, dynamic)
    });
    let (mut total, mut sources) = (Count::default(), Dynamic::default());
    for (counted, dynamic) in counts {
        total.add(counted);
        sources += dynamic;
    }
    println!("{} connectors\n{total}{sources:?}", connectors.len());
    assert!(sources.values > 0 && sources.schemas > 0);
    assert!(total.unexplained.is_empty(), "{}", total.unexplained.join("\n"));
}

/// A larger definition takes seconds.
const LONGEST: u64 = 300_000;

/// `COUNT_DEFINITIONS` is another folder of definitions, each a file of its own. Long ones are counted if `COUNT_ALL` is set.
#[test]
fn a_managed_connector_loses_nothing_without_a_diagnostic() {
    let folder = match std::env::var_os("COUNT_DEFINITIONS") {
        Some(folder) => std::path::PathBuf::from(folder),
        None => match firstparty() {
            Some(folder) => folder.join("definitions"),
            None => return,
        },
    };
    let longest = if std::env::var_os("COUNT_ALL").is_some() { u64::MAX } else { LONGEST };
    let mut definitions = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let (path, metadata) = entry.and_then(|entry| Ok((entry.path(), entry.metadata()?))).expect("it is listed");
            match metadata.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|it| it == "json") && metadata.len() <= longest => {
                    definitions.push(path);
                }
                false => {}
            }
        }
    }
    definitions.sort();
    let counts = in_parallel(&definitions, |path| {
        let bytes = fs::read(path).expect("the definition can be read");
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let counted = count(&bytes, &generate::folder(&name, &[("x.json", &bytes[..]), (LOCK.0, LOCK.1.as_bytes())]));
        assert!(counted.stated.contains_key(&Kind::Operation), "{}", path.display());
        counted
    });
    let mut total = Count::default();
    counts.into_iter().for_each(|counted| total.add(counted));
    println!("{} definitions\n{total}", definitions.len());
    assert!(total.unexplained.is_empty(), "{}", total.unexplained.join("\n"));
}

/// The dynamic values, trees and schemas of a crate; a place of the definition that is neither a method nor a warning becomes
/// a line of `counted`.
fn dynamic(bytes: &[u8], generated: &Generated, counted: &mut Count) -> Dynamic {
    // A definition that is not strict JSON is not counted: its reader would be the generator's.
    let text = String::from_utf8_lossy(bytes);
    let (Some(files), Ok(definition)) = (&generated.files, serde_json::from_str(text.trim_start_matches('\u{feff}')))
    else {
        return Dynamic::default();
    };
    let (stated, emitted) = (count::dynamic::stated(definition), count::dynamic::emitted(files));
    let warned = generated.diagnostics.iter().filter(|it| it.problem.code() == "choice-left-out").count();
    if stated.sum() != emitted.sum() + warned {
        counted.unexplained.push(format!("{stated:?} in the definition, {emitted:?} in the crate, {warned} warnings"));
    }
    emitted
}

/// A small definition with items of every kind.
fn everything() -> Value {
    serde_json::from_str(include_str!("../fixtures/count/everything.swagger.json")).expect("the fixture is JSON")
}

fn generated(definition: &Value) -> (Vec<u8>, Generated) {
    let text = definition.to_string();
    let generated = generate("everything", &text, &[LOCK]);
    (text.into_bytes(), generated)
}

#[test]
fn a_small_definition_with_something_of_each_kind_is_whole_or_accounted_for() {
    let (bytes, generated) = generated(&everything());
    let counted = count(&bytes, &generated);
    assert_eq!(counted.unexplained, [""; 0]);
    assert_eq!(counted.stated.len(), 11, "every kind: {:?}", counted.stated);
    let lost: BTreeMap<_, _> =
        counted.explained.iter().map(|((kind, code), count)| (format!("{kind:?} {code}"), *count)).collect();
    let expected = [
        ("Default client-header", 1),
        ("Default property-conflict", 1),
        ("EnumValue enumeration-widened", 2),
        ("Parameter client-header", 1),
        ("Parameter unused-shared", 1),
        ("Reference property-conflict", 1),
        ("Reference reference-cycle", 1),
    ];
    assert_eq!(lost, expected.map(|(what, count)| (what.to_owned(), count)).into());
}

#[test]
fn the_documentation_names_a_failure_type_that_is_a_map_or_a_list() {
    let map = |values: Value| json!({"description": "", "schema": {"type": "object", "additionalProperties": values}});
    let mut definition = everything();
    definition["paths"] = json!({"/x": {"get": {"operationId": "Get", "responses": {
        "200": {"description": ""},
        "400": map(json!({"type": "integer"})),
        "401": map(json!({"$ref": "#/definitions/Nowhere"})),
        "402": {"description": "", "schema": {"type": "array", "items": {"type": "string"}}},
    }}}});
    let (bytes, generated) = generated(&definition);
    assert_eq!(count(&bytes, &generated).unexplained, [""; 0]);
    let request = &files(&generated)["src/operations/get.rs"];
    for line in ["- `400`: `BTreeMap<String, i64>`", "- `402`: `Vec<String>`"] {
        assert!(request.contains(line), "{line}: {request}");
    }
}

/// Replaces a text that occurs once in a file of the crate.
fn changed(files: &Files, path: &str, from: &str, to: &str) -> Files {
    let mut files = files.clone();
    let text = files.get_mut(path).unwrap_or_else(|| panic!("{path} is no file of the crate"));
    assert_eq!(text.matches(from).count(), 1, "{from:?} in {path}:\n{text}");
    *text = text.replace(from, to);
    files
}

#[test]
fn each_item_that_a_crate_lacks_is_reported() {
    let (bytes, generated) = generated(&everything());
    let files = files(&generated);
    let post = "src/operations/post.rs";
    let changes = [
        (
            "src/operations/post.rs",
            "        optional odd_key = \"odd key\",\n",
            "",
            "Property at POST /groups/{}/x({}) > Body  > .odd key\n",
        ),
        (
            "src/operations/post.rs",
            "odd_key = \"odd key\"",
            "odd_key = \"odd_key\"",
            "Property at POST /groups/{}/x({}) > Body  > .odd key\n",
        ),
        (
            "src/operations/post.rs",
            "\"flag\", \"true\"",
            "\"flag\", \"false\"",
            "Default at POST /groups/{}/x({}) > Body  > .flag = \"true\"",
        ),
        (
            "src/operations/post.rs",
            "pub node: Option<crate::models::Node>",
            "pub node: Option<String>",
            "Reference at POST /groups/{}/x({}) > Body  > .node = \"Node\"",
        ),
        ("src/models/node.rs", "        optional next = \"next\",\n", "", "Property at Node > .next\n"),
        ("src/models/level.rs", "        High = \"high\",\n", "", "EnumValue at Level = \"high\""),
        ("src/models/level.rs", "Default: `\"high\"`", "Default: `\"low\"`", "Default at Level = \"high\""),
        (
            post,
            "call.query(\"api-version\", &\"2016-01-01\");",
            "",
            "Parameter at POST /groups/{}/x({}) > Parameter query api-version\n",
        ),
        (
            post,
            "&\"2016-01-01\"",
            "&\"2016\"",
            "Default at POST /groups/{}/x({}) > Parameter query api-version = \"2016-01-01\"",
        ),
        (
            post,
            "self.call.query(\"list[]\"",
            "self.call.header(\"list[]\"",
            "Parameter at POST /groups/{}/x({}) > Parameter query list[]\n",
        ),
        (
            post,
            "(query). Default: `1.5`",
            "(query). Default: `2`",
            "Default at POST /groups/{}/x({}) > Parameter query count = \"1.5\"",
        ),
        (
            post,
            "\"/groups/{id}/x({other})\"",
            "\"/groups/{id}/x({else})\"",
            "Path at POST /groups/{}/x({}) = \"/groups/{id}/x({other})\"",
        ),
        ("src/models/mod.rs", "pub use self::list::List;\n", "", "Definition at List = \"List\""),
        ("src/triggers.rs", "        Hook = \"Hook\",\n", "", "Trigger at POST /hook = \"Hook\""),
        (
            "src/triggers.rs",
            "    Hook(crate::models::Derived)",
            "    Hook(runtime::serde_json::Value)",
            "Reference at POST /hook > Payload  = \"Derived\"",
        ),
        ("src/client.rs", "-> crate::requests::Form", "-> crate::requests::Raw", "Operation at PUT /form = \"Form\""),
        (
            "src/operations/form.rs",
            "pub fn send(self) -> runtime::Sending<runtime::Bytes>",
            "pub fn send(self) -> runtime::Sending<()>",
            "Response at PUT /form > Response \n",
        ),
        (
            "src/operations/differ.rs",
            "    Status201(crate::responses::Differ201),",
            "    Status201,",
            "Property at GET /differ > Response  > .made\n",
        ),
        (
            "src/operations/differ.rs",
            "(crate::models::Node)",
            "(runtime::serde_json::Value)",
            "Reference at GET /differ > Response  = \"Node\"",
        ),
        (
            "src/operations/differ.rs",
            "[`Vec<models::Level>`]",
            "[`models::Level`]",
            "Reference at GET /differ > Failure default > [] = \"Level\"",
        ),
        (
            "src/operations/get_groups.rs",
            "        optional code = \"code\",\n",
            "",
            "Property at GET /groups > Failure 404 > .code\n",
        ),
        (
            "src/operations/post.rs",
            "        extra extra,\n",
            "",
            "Additional at POST /groups/{}/x({}) > Body  > .open\n",
        ),
    ];
    for (path, from, to, named) in changes {
        let counted = differences(&bytes, &generated, &changed(files, path, from, to));
        let unexplained = counted.unexplained.join("\n") + "\n";
        assert!(unexplained.contains(&format!("not in the crate: {named}")), "{from:?} in {path}: {unexplained}");
    }
}

#[test]
fn an_item_that_only_the_crate_has_is_reported() {
    let (bytes, generated) = generated(&everything());
    let files = changed(files(&generated), "src/models/node.rs", "= \"next\"", "= \"nexT\"");
    let unexplained = differences(&bytes, &generated, &files).unexplained.join("\n");
    assert!(unexplained.contains("only in the crate: Property at Node > .nexT"), "{unexplained}");
}

/// The values that replace each part of the document in turn.
fn replacements() -> Vec<Value> {
    vec![
        Value::Null,
        json!([]),
        json!({}),
        json!(""),
        json!(true),
        json!(12345678901234567890_u64),
        json!("x/y {z}"),
        json!(["a", 1, null, "a"]),
        json!({"$ref": "#/definitions/Node"}),
        json!({"$ref": "#/definitions/Nowhere"}),
        json!({"type": "object", "properties": {"p": {"type": "string", "enum": ["e"], "default": "d"}}, "enum": ["f"], "default": {"p": "d"}}),
        json!({"type": "array", "items": {"properties": {"q": {"enum": [1, 2]}}, "default": {"q": 1}}, "default": [1]}),
        json!({"type": "string", "properties": {"r": {}}, "items": {"enum": ["s"]}, "enum": ["t"], "default": "u"}),
        json!({"allOf": [{"$ref": "#/definitions/Level"}, {"properties": {"v": {"default": 1}}}, {"type": "array", "items": {"enum": ["w"]}}],
            "enum": ["x"], "additionalProperties": {"enum": ["y"], "default": "y"}}),
        json!({"allOf": [{"$ref": "#/definitions/Map"}], "enum": ["x"], "default": "x"}),
    ]
}

/// The members that are added to each object of the document in turn; the object may have the key already.
fn additions() -> Vec<(&'static str, Value)> {
    vec![
        ("$ref", json!("#/definitions/Level")),
        ("type", json!("string")),
        ("type", json!("integer")),
        ("type", json!(["object", "null"])),
        ("format", json!("binary")),
        ("enum", json!(["a", "b", 1])),
        ("enum", json!([true])),
        ("default", json!("a")),
        ("default", json!({"p": 1})),
        ("properties", json!({"p": {"type": "string", "default": "d"}})),
        ("items", json!({"type": "object", "properties": {"p": {"enum": ["e"]}}})),
        ("additionalProperties", json!({"enum": ["y"]})),
        ("additionalProperties", json!(true)),
        ("allOf", json!([{"$ref": "#/definitions/Level"}])),
        ("allOf", json!([{"$ref": "#/definitions/Node"}, {"additionalProperties": {"type": "string"}}])),
        ("x-ms-dynamic-schema", json!({"operationId": "GetGroups"})),
        ("x-ms-visibility", json!("internal")),
        ("x-ms-trigger", json!("batch")),
        ("x-ms-notification-url", json!(true)),
        ("x-ms-notification-content", json!({"schema": {"properties": {"p": {"type": "string"}}}})),
        ("x-nullable", json!(true)),
        ("required", json!(true)),
        ("required", json!(["p"])),
        ("readOnly", json!(true)),
        ("in", json!("header")),
        ("in", json!("body")),
        ("name", json!("X-Key")),
        ("schema", json!({"properties": {"p": {"type": "string"}}})),
        ("consumes", json!(["application/octet-stream"])),
        ("produces", json!(["application/xml"])),
        ("produces", json!(["image/png"])),
        (
            "parameters",
            json!([{"name": "id", "in": "path", "type": "string", "enum": ["z"]}, {"name": "b", "in": "body", "schema": {"properties": {"p": {}}}}]),
        ),
    ]
}

/// The pointers to all parts of a value.
fn pointers(value: &Value, at: String, into: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (step, value) in inner {
        let pointer = format!("{at}/{}", step.replace('~', "~0").replace('/', "~1"));
        pointers(value, pointer.clone(), into);
        into.push(pointer);
    }
}

#[test]
fn a_broken_definition_loses_nothing_without_a_diagnostic() {
    let whole = everything();
    let mut places = Vec::new();
    pointers(&whole, String::new(), &mut places);
    let mut changes = Vec::new();
    for place in &places {
        changes.extend(replacements().into_iter().map(|value| (place.clone(), value)));
        let Some(Value::Object(object)) = whole.pointer(place) else { continue };
        for (key, value) in additions() {
            let mut object = object.clone();
            object.insert(key.to_owned(), value);
            changes.push((place.clone(), Value::Object(object)));
        }
    }
    let every = if std::env::var_os("COUNT_ALL").is_some() { 1 } else { CHANGES };
    println!("{} of {} changes", changes.len() / every, changes.len());
    let unexplained = in_parallel(&changes.into_iter().step_by(every).collect::<Vec<_>>(), |(place, value)| {
        let mut definition = whole.clone();
        *definition.pointer_mut(place).expect("the place is there") = value.clone();
        let text = definition.to_string();
        let lost = count(text.as_bytes(), &generate("broken", &text, &[LOCK])).unexplained;
        lost.into_iter().map(|line| format!("{value} at {place}\n    {line}")).collect::<Vec<_>>()
    });
    let unexplained = unexplained.concat();
    let few = unexplained.len().min(20);
    assert!(unexplained.is_empty(), "{}, the first:\n{}", unexplained.len(), unexplained[..few].join("\n"));
}
