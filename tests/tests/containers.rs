//! Definitions in whatever they are wrapped in: recognised by content, read in place, and written to `spec` by `add`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use connector_codegen::{AddError, Generated, Generator, Input, Severity, add};
use connector_tests::{firstparty, random::Random};
use tempfile::TempDir;

/// A Swagger document with one operation and a key in a header.
fn swagger(operation: &str) -> String {
    format!(
        r#"{{"swagger": "2.0", "info": {{"title": "Small", "version": "1"}}, "host": "small.example.com", "schemes": ["https"],
            "securityDefinitions": {{"api_key": {{"type": "apiKey", "in": "header", "name": "X-Key"}}}},
            "paths": {{"/x": {{"get": {{"operationId": "{operation}", "responses": {{"200": {{"description": "ok"}}}}}}}}}}}}"#
    )
}

/// A connection parameter that supplies the key.
const SIGN_IN: &str = r#"{"api_key": {"type": "securestring", "uiDefinition": {"displayName": "Key", "constraints": {"required": "true"}}}}"#;

/// A connector as a code app or an export of Azure has it.
fn wrapped(name: &str, operation: &str) -> String {
    let (swagger, parameters) = (swagger(operation), SIGN_IN);
    format!(
        "{{\"name\": \"{name}\", \"type\": \"Microsoft.PowerApps/apis\",\n\"properties\": {{\"displayName\": \"A\",\n\
         \"connectionParameters\": {parameters},\n\"primaryRuntimeUrl\": \"https://a.01.common.x.azure-apihub.net/apim/a\",\n\
         \"swagger\": {swagger}}}}}"
    )
}

/// A template with a connector inline, and one whose definition is a parameter.
fn template() -> String {
    let (swagger, parameters) = (swagger("GetTicket"), SIGN_IN);
    format!(
        "{{\"parameters\": {{\"api\": {{\"type\": \"string\", \"defaultValue\": \"tickets\"}}}},\n\"resources\": [\n\
         {{\"type\": \"Microsoft.Web/connections\", \"name\": \"c\", \"properties\": {{}}}},\n\
         {{\"type\": \"microsoft.web/customapis\", \"name\": \"[parameters('api')]\",\n\
         \"properties\": {{\"connectionParameters\": {parameters}, \"swagger\": {swagger}}}}},\n\
         {{\"type\": \"Microsoft.Web/customApis\", \"name\": \"other\",\n\
         \"properties\": {{\"swagger\": \"[parameters('definition')]\"}}}}]}}"
    )
}

/// A table of a list, as its connector answers.
const TABLE: &str = r#"{"name": "Bookings", "title": "Bookings", "x-ms-permission": "read-write", "webUrl": "https://site.example.com",
    "schema": {"type": "array", "items": {"type": "object", "properties": {"ID": {"type": "integer", "x-ms-keyType": "primary"}}}}}"#;

fn solution_head(definition: &str, parameters: &str) -> String {
    format!(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Connector>\n  <description></description>\n  \
         <name>new_5Fhelp-2ddesk</name>\n  <openapidefinition>/Connector/{definition}</openapidefinition>\n  \
         <connectionparameters>/Connector/{parameters}</connectionparameters>\n</Connector>"
    )
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// Every connector at or below a path, by the name of its crate.
fn generate(path: &Path) -> BTreeMap<String, Generated> {
    let generator = Generator::new(path);
    let connectors = generator.connectors().unwrap_or_else(|error| panic!("{error}"));
    let count = connectors.len();
    let all: BTreeMap<String, Generated> =
        connectors.iter().map(|it| (Generator::crate_folder(it), generator.generate(it).unwrap())).collect();
    assert_eq!(all.len(), count, "each crate has its own name");
    all
}

fn names(all: &BTreeMap<String, Generated>) -> Vec<&str> {
    all.keys().map(String::as_str).collect()
}

/// The codes of the warnings and errors, with their places.
fn found(generated: &Generated) -> Vec<String> {
    let problems = generated.diagnostics.iter().filter(|it| it.problem.severity() > Severity::Note);
    let line = |it: &connector_codegen::Diagnostic| {
        let source = generated.sources.get(it.span.file).unwrap();
        let (line, column) = source.position(it.span.start);
        let name = source.path.rsplit('/').next().unwrap();
        format!("{} {name}:{line}:{column}", it.problem.code())
    };
    problems.map(line).collect()
}

fn signs_in(generated: &Generated) -> bool {
    let files = generated.files.as_ref().unwrap_or_else(|| panic!("{}", rendered(generated)));
    files.get("src/direct.rs").is_some_and(|text| text.contains("X-Key"))
}

fn rendered(generated: &Generated) -> String {
    generated.diagnostics.render(&generated.sources)
}

#[test]
fn a_wrapped_definition_is_a_connector_named_by_its_content() {
    let files = folder(&[
        ("one/anything.json", &wrapped("shared_small", "GetOne")),
        ("two/apiDefinition.swagger.json", &wrapped("shared_other", "GetTwo")),
        ("two/apiProperties.txt", ""),
    ]);
    for path in [files.path().join("one"), files.path().join("one/anything.json")] {
        let all = generate(&path);
        assert_eq!(names(&all), ["small"]);
        assert!(signs_in(&all["small"]), "{}", rendered(&all["small"]));
        assert_eq!(all["small"].operations, ["GetOne"]);
    }
    // The catalogue's folder names its connector.
    let all = generate(files.path());
    assert_eq!(names(&all), ["small", "two"]);
    assert!(signs_in(&all["two"]));
    let memory = Generator::default().generate_from(Input::new("given", wrapped("shared_small", "GetOne")));
    assert!(signs_in(&memory));
    assert_eq!((memory.folder.as_str(), memory.operations.as_slice()), ("given", ["GetOne".to_owned()].as_slice()));
}

#[test]
fn places_are_those_of_the_wrapping_file() {
    let text = wrapped("shared_small", "GetOne").replace("\"schemes\": [\"https\"]", "\"schemes\": 7");
    let files = folder(&[("small.json", &text)]);
    let all = generate(files.path());
    let line = text.lines().position(|line| line.contains("\"schemes\": 7")).unwrap() + 1;
    let column = text.lines().nth(line - 1).unwrap().find('7').unwrap() + 1;
    let place = format!("small.json:{line}:{column}");
    assert!(found(&all["small"]).iter().any(|found| found.ends_with(&place)), "{place}: {:?}", found(&all["small"]));
}

#[test]
fn a_wrapping_without_its_definition_names_the_way_out() {
    let answer = r#"{"name": "small", "type": "Microsoft.Web/locations/managedApis", "properties": {"name": "small"}}"#;
    let files = folder(&[("small.json", answer)]);
    let all = generate(files.path());
    assert_eq!(found(&all["small"]), ["definition-left-out small.json:1:1"]);
    assert!(rendered(&all["small"]).contains("?export=true"));
}

#[test]
fn each_custom_connector_of_a_template_is_one() {
    let text = template();
    let files = folder(&[("deploy.json", &text), ("symbolic/main.json", &symbolic(&text))]);
    for path in [files.path().join("deploy.json"), files.path().join("symbolic")] {
        let all = generate(&path);
        assert_eq!(names(&all), ["other", "tickets"]);
        assert!(signs_in(&all["tickets"]));
        let line = text.lines().count();
        let problems = found(&all["other"]);
        assert!(problems[0].starts_with("definition-is-parameter"), "{problems:?}");
        assert!(problems[0].contains(&format!(":{line}:")), "{problems:?}");
        assert!(rendered(&all["other"]).contains("the template's parameter `definition`"));
    }
    let memory = Generator::default().generate_from(Input::new("given", text));
    assert_eq!(found(&memory), ["several-connectors apiDefinition.swagger.json:1:1"]);
}

/// The template with its resources by symbolic name, on as many lines.
fn symbolic(template: &str) -> String {
    let (head, resources) = template.split_once("\"resources\": [").unwrap();
    let mut names = ["a", "b", "c"].into_iter();
    let named: Vec<String> = resources
        .trim_end_matches("]}")
        .split("\n{")
        .skip(1)
        .map(|it| format!("\"{}\": {{{it}", names.next().unwrap()))
        .collect();
    format!("{head}\"resources\": {{\n{}}}}}", named.join("\n"))
}

#[test]
fn the_files_of_a_solution_are_one_connector() {
    let definition = swagger("GetDesk");
    let named = [("Connectors/a.json", definition.as_str()), ("Connectors/b.json", SIGN_IN)];
    let head = solution_head("a.json", "b.json");
    let other = swagger("GetOther");
    let by_content = folder(&[&named[..], &[("Connectors/x.xml", &head), ("Connectors/z.json", &other)]].concat());
    let all = generate(by_content.path());
    assert_eq!(names(&all), ["new-help-desk", "z"]);
    assert!(signs_in(&all["new-help-desk"]), "{}", rendered(&all["new-help-desk"]));
    let alone = generate(&by_content.path().join("Connectors/x.xml"));
    assert_eq!(names(&alone), ["new-help-desk"]);

    // Without the file that names them, their names say what belongs together.
    let by_name = folder(&[
        ("new_5Fdesk_openapidefinition.json", &definition),
        ("new_5Fdesk_connectionparameters.json", SIGN_IN),
        ("new_5Fdesk_policytemplateinstances.json", "null"),
        ("new_5Fother_openapidefinition.json", &other),
        ("new_5Fother_connectionparameters.json", "{}"),
    ]);
    let all = generate(by_name.path());
    assert_eq!(names(&all), ["new-desk", "new-other"]);
    assert!(signs_in(&all["new-desk"]), "{}", rendered(&all["new-desk"]));
    let alone = generate(&by_name.path().join("new_5Fdesk_openapidefinition.json"));
    assert!(signs_in(&alone["new-desk"]));

    let lacking = folder(&[("x.xml", &head), ("a.json", &definition)]);
    let all = generate(lacking.path());
    assert!(found(&all["new-help-desk"]).iter().any(|it| it.starts_with("solution-file-missing")));
    let headless = folder(&[("x.xml", &head)]);
    assert_eq!(found(&generate(headless.path())["new-help-desk"]), ["solution-head-alone x.xml:1:1"]);
}

#[test]
fn a_sign_in_beside_definitions_is_used_or_reported() {
    let (first, second) = (swagger("GetFirst"), swagger("GetSecond"));
    let one = folder(&[("service/first.json", &first), ("service/keys.json", SIGN_IN)]);
    let all = generate(one.path());
    assert!(signs_in(&all["first"]), "{}", rendered(&all["first"]));

    let properties = format!(r#"{{"properties": {{"connectionParameters": {SIGN_IN}}}}}"#);
    let renamed = folder(&[("service/first.json", &first), ("service/settings-of-it.json", &properties)]);
    assert!(signs_in(&generate(renamed.path())["first"]));

    let two = folder(&[("first.json", &first), ("second.json", &second), ("keys.json", SIGN_IN)]);
    for (name, generated) in generate(two.path()) {
        assert!(
            found(&generated).iter().any(|it| it.starts_with("sign-in-not-used")),
            "{name}: {:?}",
            found(&generated)
        );
    }
    let both = folder(&[("s/apiProperties.json", &properties), ("s/s.json", &wrapped("shared_s", "GetS"))]);
    let all = generate(both.path());
    assert!(signs_in(&all["s"]));
    assert!(found(&all["s"]).iter().any(|it| it.starts_with("wrapped-sign-in-not-used")), "{:?}", found(&all["s"]));
}

#[test]
fn a_folder_of_definitions_is_as_many_connectors() {
    let (first, second) = (swagger("GetFirst"), swagger("GetSecond"));
    let files = folder(&[
        ("tree/first.json", &first),
        ("tree/Second.swagger.json", &second),
        ("tree/package.json", r#"{"name": "x", "swagger": "./first.json"}"#),
        ("tree/below/apiDefinition.json", &first),
        ("tree/deep/er/swagger.json", &second),
        ("tree/node_modules/x/third.json", &first),
        ("tree/.hidden/fourth.json", &first),
    ]);
    let all = generate(&files.path().join("tree"));
    assert_eq!(names(&all), ["below", "er", "first", "second"]);
    assert!(all.values().all(|it| it.files.is_some()));

    let beside = folder(&[("own/apiDefinition.swagger.json", &first), ("own/old.json", &second)]);
    let all = generate(beside.path());
    assert_eq!(names(&all), ["own"]);
    assert_eq!(all["own"].operations, ["GetFirst"]);
    assert!(found(&all["own"]).iter().any(|it| it.starts_with("definition-not-used")));
}

#[test]
fn a_lock_that_no_connector_uses_is_not_forgotten() {
    let (first, second) = (swagger("GetFirst"), swagger("GetSecond"));
    let stray = |files: &[(&str, &str)], shown: &str| {
        let files = folder(files);
        let all = generate(&files.path().join(shown));
        let is_stray = |(name, it): (&String, &Generated)| {
            found(it).iter().any(|it| it.starts_with("stray-lock")).then(|| {
                assert!(it.files.is_none());
                name.clone()
            })
        };
        all.iter().filter_map(is_stray).collect::<Vec<_>>()
    };
    // A second definition came, a second one went, and the one with a folder's lock is called by its file.
    let (one, two) = (("s/first.json", &*first), ("s/second.json", &*second));
    assert_eq!(stray(&[one, two, ("s/names.lock", "{}")], "s"), ["first", "second"]);
    assert_eq!(stray(&[one, ("s/first.json.names.lock", "{}")], "s"), ["first"]);
    assert_eq!(stray(&[("s/own.swagger.json", &first), ("s/names.lock", "{}")], "s/own.swagger.json"), ["own"]);
    // A connector with a lock of its own may stand beside others, and one that is new beside theirs.
    assert_eq!(stray(&[one, ("s/names.lock", "{}"), ("s/old.json.names.lock", "{}")], "s"), [""; 0]);
    assert_eq!(stray(&[one, two, ("s/first.json.names.lock", "{}")], "s"), [""; 0]);
    assert_eq!(stray(&[one, two, ("s/first.json.names.lock", "{}")], "s/second.json"), [""; 0]);
}

#[test]
fn a_code_app_has_connectors_and_tables() {
    let app = folder(&[
        ("package.json", r#"{"name": "app"}"#),
        (".power/schemas/small/small.Schema.json", &wrapped("shared_small", "GetOne")),
        (".power/schemas/small/bookings.Schema.json", TABLE),
        (".power/schemas/other/other.Schema.json", &wrapped("shared_other", "GetTwo")),
        (".power/schemas/lost/lost.Schema.json", TABLE),
        (".git/small.json", &wrapped("shared_git", "GetThree")),
    ]);
    let generator = Generator::new(app.path());
    let connectors = generator.connectors().unwrap();
    let tables: Vec<(String, usize)> = connectors
        .iter()
        .filter_map(|it| Some((it.name.clone(), it.read(it.definition.as_ref().ok()?).unwrap().tables.len())))
        .collect();
    assert_eq!(tables, [("other".to_owned(), 0), ("small".to_owned(), 1)]);
    let all = generate(app.path());
    assert_eq!(names(&all), ["lost", "other", "small"]);
    let lost = &all["lost"];
    assert!(
        found(lost)[0].starts_with("tables-alone") && rendered(lost).contains("`lost.Schema.json`"),
        "{}",
        rendered(lost)
    );
}

#[test]
fn tables_of_dataverse_go_to_the_connector_with_entity_sets() {
    let entities = wrapped("shared_entities", "GetOne").replace("\"/x\"", "\"/data/v9.1/{set}({id})\"");
    let account = TABLE.replace("\"ID\": {", "\"ID\": {\"x-ms-dataverse-type\": \"IntegerType\", ");
    let small = wrapped("shared_small", "GetTwo");
    let tables_of = |files: &[(&str, &str)]| {
        let app = folder(files);
        let connectors = Generator::new(app.path()).connectors().unwrap();
        let tables = connectors.iter().map(|it| match &it.definition {
            Ok(definition) => (it.name.clone(), it.read(definition).unwrap().tables.len()),
            Err(_) => (it.name.clone(), 0),
        });
        tables.collect::<Vec<_>>()
    };
    let files = [
        (".power/schemas/entities/entities.Schema.json", entities.as_str()),
        (".power/schemas/small/small.Schema.json", &small),
        (".power/schemas/dataverse/accounts.Schema.json", &account),
    ];
    assert_eq!(tables_of(&files), [("entities".to_owned(), 1), ("small".to_owned(), 0)]);
    assert_eq!(tables_of(&files[1..]), [("dataverse".to_owned(), 0), ("small".to_owned(), 0)]);
}

#[test]
fn every_other_form_is_named_with_the_way_out() {
    let open_api = r#"{"openapi": "3.0.1", "info": {"title": "A", "version": "1"}, "paths": {}}"#;
    let wadl = "<application xmlns=\"http://wadl.dev.java.net/2009/02\"><resources/></application>";
    let cases = [
        ("a.json", open_api, "not-swagger", "is OpenAPI 3.0.1"),
        ("a.yaml", "# made by hand\nopenapi: \"3.0.0\"\ninfo:\n  title: A\n", "openapi-as-yaml", "OpenAPI 3 as YAML"),
        ("a.txt", "swagger: '2.0'\ninfo:\n  title: A\n", "swagger-as-yaml", "convert it to JSON"),
        ("a.xml", wadl, "wadl-document", "export=true"),
        ("a.json", r#"[{"Name": "A", "Type": "ConnectedDataSourceInfo"}]"#, "canvas-file", "canvas app"),
        ("a.json", TABLE, "table-alone", "beside the connector's definition"),
        ("a.msapp", "PK\u{3}\u{4}", "archive", "unpack it"),
        ("a.json", r#"{"swagger": "2.0", "info": {"title": "A""#, "text-ends-early", "cut off"),
        ("a.json", r#"{"name": "shared_a", "properties": {"swagger": "{}"}}"#, "definition-is-text", "as an object"),
        ("a.json", r#"{"name": "a"}"#, "not-swagger", "has no `swagger`"),
    ];
    for (file, text, code, words) in cases {
        let files = folder(&[(file, text)]);
        let all = generate(&files.path().join(file));
        let generated = &all["a"];
        assert!(generated.files.is_none());
        assert!(found(generated)[0].starts_with(&format!("{code} {file}:1:")), "{text}: {:?}", found(generated));
        assert!(rendered(generated).contains(words), "{}", rendered(generated));
    }
    // In a folder, each is reported beside the connectors that are there.
    let swagger = swagger("GetOne");
    let files =
        folder(&[("a.yml", "openapi: 3.1.0\n"), ("b.json", &swagger), ("ci.yml", "on: push\n"), ("c.xml", wadl)]);
    let all = generate(files.path());
    assert_eq!(names(&all), ["a", "b", "c"]);
    assert!(all["b"].files.is_some());
}

#[test]
fn added_connectors_are_what_was_there_without_its_environment() {
    let environment = wrapped("shared_small", "GetOne")
        .replace("small.example.com", "a0000001.01.common.x.azure-apihub.net")
        .replace(r#""schemes""#, r#""x-ms-connector-metadata": [{"propertyName": "Website", "propertyValue":
            "https://make.example.com/environments/a0000001/home"}, {"propertyName": "Categories", "propertyValue": "Data"}], "schemes""#)
        .replace(r#""description": "ok""#, r#""description": "e.g. https://x.azure-apihub.net/apim""#);
    let files = folder(&[
        ("app/.power/schemas/small/small.Schema.json", &environment),
        ("app/.power/schemas/small/bookings.Schema.json", TABLE),
        ("deploy.json", &template()),
        ("s/x.xml", &solution_head("a.json", "b.json")),
        ("s/a.json", &swagger("GetDesk")),
        ("s/b.json", SIGN_IN),
        ("plain.json", &swagger("GetPlain")),
    ]);
    let spec = files.path().join("spec");
    let app = add(&files.path().join("app"), &spec, None).unwrap();
    let replaced: Vec<String> =
        app[0].replaced.iter().map(|it| format!("{} {}", it.field, it.value.clone().unwrap_or_default())).collect();
    assert_eq!(
        replaced,
        [
            "host gateway.azure-apihub.net",
            "x-ms-connector-metadata.propertyValue ",
            "properties.displayName ",
            "properties.primaryRuntimeUrl ",
            "webUrl ",
        ]
    );
    assert!(app[0].replaced.iter().all(|it| it.place.starts_with("schemas/small/")), "{:?}", app[0].replaced);
    let files_of_it = ["apiDefinition.swagger.json", "apiProperties.json", "names.lock", "tables/bookings.json"];
    assert_eq!(app[0].files, files_of_it);
    let read = |path: &str| fs::read_to_string(spec.join(path)).unwrap();
    let whole: String = files_of_it.iter().map(|file| read(&format!("small/{file}"))).collect();
    assert!(!whole.contains("a0000001") && !whole.contains("site.example.com"), "{whole}");
    assert!(whole.contains("e.g. https://x.azure-apihub.net/apim") && whole.contains("Categories"), "{whole}");

    let template = add(&files.path().join("deploy.json"), &spec, Some("named")).unwrap();
    assert_eq!(template.iter().map(|it| it.files.is_empty()).collect::<Vec<_>>(), [true, false]);
    add(&files.path().join("s"), &spec, None).unwrap();
    let plain = add(&files.path().join("plain.json"), &spec, None).unwrap();
    assert!(plain[0].replaced.is_empty());
    let all = generate(&spec);
    assert_eq!(names(&all), ["named", "new-help-desk", "plain", "small"]);
    for name in ["named", "new-help-desk"] {
        assert!(signs_in(&all[name]), "{name}");
    }
    assert_eq!(all["small"].operations, ["GetOne"]);
    assert!(all.values().all(|it| it.lock.as_ref().is_some_and(|lock| lock.stale)), "an empty lock starts one");
}

#[test]
fn adding_never_overwrites_and_never_leaves_its_folder() {
    let files = folder(&[
        ("a/one.json", &swagger("GetOne")),
        ("a/two.json", &swagger("GetTwo")),
        ("hostile.json", &wrapped("../../outside/\\u0000x", "GetOne")),
        ("spec/two/mine.txt", "mine"),
    ]);
    let spec = files.path().join("spec");
    let several = add(&files.path().join("a"), &spec, Some("name"));
    let message = several.expect_err("one name for two connectors").to_string();
    assert!(message.contains("by its own name (one, two)"), "{message}");
    let exists = add(&files.path().join("a"), &spec, None);
    assert!(matches!(exists, Err(AddError::Exists { .. })), "{exists:?}");
    for name in ["../x", "a/b", "", ".", "..", ".x", "/x", "a\u{202E}b"] {
        let refused = add(&files.path().join("a/one.json"), &spec, Some(name));
        assert!(matches!(refused, Err(AddError::Name { .. })), "{name}: {refused:?}");
    }
    let hostile = add(&files.path().join("hostile.json"), &spec, None).unwrap();
    assert!(hostile[0].name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-'), "{}", hostile[0].name);
    let mut written: Vec<PathBuf> = fs::read_dir(&spec).unwrap().map(|it| it.unwrap().path()).collect();
    written.sort();
    assert_eq!(written, [spec.join(&hostile[0].name), spec.join("two")], "nothing else was written");
    assert_eq!(fs::read_to_string(spec.join("two/mine.txt")).unwrap(), "mine");

    let picked = add(&files.path().join("a"), &spec, Some("one")).unwrap();
    assert_eq!(picked.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["one"], "the name picks one of several");
    assert!(spec.join("one/apiDefinition.swagger.json").is_file());
}

/// A text with a part removed, doubled, replaced or cut off.
fn broken(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=random.below(2) {
        let at = random.below(bytes.len().max(1));
        let end = (at + 1 + random.below(40)).min(bytes.len());
        let part = bytes.get(at..end).unwrap_or_default().to_vec();
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, part)),
            3 => bytes[at] = b"{}[]\",:\\'/\x00\xFF0n"[random.below(14)],
            _ => drop(bytes.splice(at..end, *b"null")),
        }
        if bytes.is_empty() {
            bytes.push(b'{');
        }
    }
    bytes
}

#[test]
fn a_broken_wrapping_is_a_crate_or_an_error_with_a_place() {
    let mut random = Random::new(12);
    let (wrapped, template) = (wrapped("shared_small", "GetOne"), template());
    let head = solution_head("a.json", "b.json");
    let (definition, table) = (swagger("GetOne"), TABLE.to_owned());
    for round in 0..600 {
        let texts = [&wrapped, &template, &head, &definition, &table];
        let text = texts[round % texts.len()];
        let files = folder(&[]);
        let path = files.path().join("file.json");
        fs::write(&path, broken(text, &mut random)).unwrap();
        let generator = Generator::new(&path);
        for connector in generator.connectors().unwrap() {
            let generated = generator.generate(&connector).unwrap();
            let has_error = generated.diagnostics.has_errors();
            assert!(generated.files.is_some() != has_error, "round {round}: {}", rendered(&generated));
            for diagnostic in generated.diagnostics.iter() {
                let source = generated.sources.get(diagnostic.span.file).unwrap();
                assert!(diagnostic.span.end as usize <= source.text.len(), "round {round}");
            }
        }
        let spec = files.path().join("spec");
        if let Ok(added) = add(&path, &spec, None) {
            for added in added.iter().filter(|added| !added.files.is_empty()) {
                assert!(spec.join(&added.name).join("apiDefinition.swagger.json").is_file(), "round {round}");
            }
        }
    }
}

#[test]
fn the_first_party_definitions_are_found_in_every_form() {
    let Some(data) = firstparty() else { return };
    let cases: [(&str, usize, &[&str]); 6] = [
        ("definitions/powerfx", 19, &["openapi-as-yaml"]),
        ("definitions/pac", 10, &[]),
        ("containers/solution", 4, &[]),
        ("containers/paconn", 2, &[]),
        ("containers/arm", 1, &[]),
        ("containers/canvas", 0, &["canvas-file", "wadl-document"]),
    ];
    for (folder, crates, codes) in cases {
        let all = generate(&data.join(folder));
        let made = all.values().filter(|it| it.files.is_some()).count();
        let mut errors: Vec<&str> = all
            .values()
            .flat_map(|it| it.diagnostics.iter())
            .filter(|it| it.problem.severity() == Severity::Error)
            .map(|it| it.problem.code())
            .collect();
        errors.sort_unstable();
        assert_eq!((made, errors.as_slice()), (crates, codes), "{folder}");
    }
    let solutions = generate(&data.join("containers/solution"));
    assert_eq!(
        names(&solutions),
        ["archer-promptwagon", "ba-api-football", "cat-human-in-the-loop", "mcscat-azureusage"]
    );
}
