//! Every definition of the catalogue's corpus goes through `source`, `spec` and `lower`.
//!
//! `cargo test -p connector-codegen --lib the_corpus_lowers -- --nocapture` prints the counts; with the environment variable
//! `SHOW_CODE` set to the code of a diagnostic, each of its kind too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostics;
use crate::input::{Input, InputFile};
use crate::lower::lower;
use crate::model::{CallbackPlace, Connector, Exposure, Role, SchemaLocation, Type, TypeKind};
use crate::span::Sources;
use crate::spec::Definition;

/// Connector folders of the corpus, sorted; `None` if the corpus is missing.
fn folders() -> Option<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let list = |dir: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let mut folders: Vec<PathBuf> = root.is_dir().then(|| list(&root))?.iter().flat_map(|tree| list(tree)).collect();
    folders.sort();
    Some(folders)
}

/// The definition in a folder; `None` if it has none.
fn input(folder: &Path) -> Option<Input> {
    let files: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    let file_name =
        |path: &Path| path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let named = |wanted: &str| files.iter().find(|path| file_name(path) == wanted);
    let path = named("apidefinition.swagger.json")
        .or_else(|| files.iter().find(|path| file_name(path).ends_with(".swagger.json")))?;
    let read = |path: &Path| Some(InputFile { path: path.display().to_string(), bytes: std::fs::read(path).ok()? });
    Some(Input {
        folder: folder.file_name()?.to_string_lossy().into_owned(),
        tree: Some(folder.parent()?.file_name()?.to_string_lossy().into_owned()),
        definition: read(path)?,
        properties: named("apiproperties.json").and_then(|path| read(path)),
        ..Input::default()
    })
}

/// What became of a folder.
struct Lowered {
    definition: Definition,
    diagnostics: Diagnostics,
    connector: Connector,
}

/// The connector in a folder; `None` if it has none.
fn lowered(folder: &Path) -> Option<Lowered> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = Definition::read(input(folder)?, &mut sources, &mut diagnostics)?;
    let connector = lower(&definition, &mut diagnostics)?;
    Some(Lowered { definition, diagnostics, connector })
}

#[derive(Default)]
struct Counts {
    made: usize,
    failed: usize,
    operations: usize,
    triggers: usize,
    types: usize,
    shared: usize,
    aliases: usize,
    choices: usize,
    places: usize,
    codes: BTreeMap<&'static str, usize>,
    reasons: BTreeMap<String, usize>,
    lowering: Duration,
}

#[test]
fn the_corpus_lowers() {
    let Some(folders) = folders() else {
        println!("skipped: ../shared/corpus is not there");
        return;
    };
    let mut counts = Counts::default();
    let shown = std::env::var("SHOW_CODE").unwrap_or_default();
    for folder in &folders {
        let Some(input) = input(folder) else { continue };
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let definition = Definition::read(input, &mut sources, &mut diagnostics);
        let start = Instant::now();
        let connector = definition.as_ref().and_then(|definition| lower(definition, &mut diagnostics));
        counts.lowering += start.elapsed();
        for diagnostic in diagnostics.iter() {
            *counts.codes.entry(diagnostic.problem.code()).or_default() += 1;
            if shown.split(',').any(|code| code == diagnostic.problem.code()) {
                let line = sources.get(diagnostic.span.file).map(|it| it.position(diagnostic.span.start).0);
                let line = line.unwrap_or_default();
                println!("{}:{line}: {}", folder.display(), diagnostic.problem.message());
            }
            if diagnostic.problem.code() == "operation-left-out" || diagnostic.problem.code() == "choice-left-out" {
                let message = diagnostic.problem.message();
                let reason = message.split(": ").nth(1).unwrap_or_default();
                let general = reason.split('`').step_by(2).collect::<Vec<_>>().join("…");
                *counts.reasons.entry(format!("{}: {general}", diagnostic.problem.code())).or_default() += 1;
            }
        }
        match connector.filter(|_| !diagnostics.has_errors()) {
            Some(connector) => {
                counts.made += 1;
                counts.add(&connector);
                assert_sound(&connector, folder);
            }
            None => {
                assert!(diagnostics.has_errors(), "{}: refused without a reason", folder.display());
                counts.failed += 1;
            }
        }
    }
    counts.print();
    assert!(counts.made >= 500, "only {} connectors lower", counts.made);
}

/// Microsoft's own REST description of Kaizala, with its control characters and names such as `Request - X[y]`.
#[test]
fn the_rest_description_of_kaizala_lowers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/kaizala-rest-api.swagger.json");
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: ../shared/reference is not there");
        return;
    };
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = InputFile { path: "kaizala-rest-api.swagger.json".to_owned(), bytes };
    let input = Input { folder: "kaizala-rest-api".to_owned(), definition, ..Input::default() };
    let definition = Definition::read(input, &mut sources, &mut diagnostics).expect("it can be read");
    let connector = lower(&definition, &mut diagnostics).expect("it lowers");
    assert!(!diagnostics.has_errors());
    assert_sound(&connector, &path);
    let written: usize = definition.document.paths.iter().map(|item| item.operations.len()).sum();
    assert_eq!(connector.operations.len(), written);
    for diagnostic in diagnostics.iter() {
        println!("{}: {}", diagnostic.problem.code(), diagnostic.problem.message());
    }
}

impl Counts {
    fn add(&mut self, connector: &Connector) {
        self.operations += connector.operations.len();
        self.triggers += connector.operations.iter().filter(|operation| operation.role == Role::Trigger).count();
        self.types += connector.types.len();
        self.shared += connector.types.iter().filter(|def| !def.aliases.is_empty()).count();
        self.aliases += connector.types.iter().map(|def| def.aliases.len()).sum::<usize>();
        self.choices += connector.dynamic_sources.len();
        self.places += connector.dynamic_sources.iter().map(|choice| choice.locations.len()).sum::<usize>();
    }

    fn print(&self) {
        println!("{} lower, {} fail, in {:?}", self.made, self.failed, self.lowering);
        println!("{} operations, {} of them triggers", self.operations, self.triggers);
        println!("{} types, {} of them shared by {} places", self.types, self.shared, self.aliases);
        println!("{} choices for {} places", self.choices, self.places);
        for (code, count) in &self.codes {
            println!("{count:>7} {code}");
        }
        for (reason, count) in &self.reasons {
            println!("{count:>7} {reason}");
        }
    }
}

/// What the parts after `lower` rely on.
fn assert_sound(connector: &Connector, folder: &Path) {
    let in_bounds = |ty: &Type| named(ty).is_none_or(|index| index < connector.types.len());
    for def in &connector.types {
        match &def.kind {
            TypeKind::Struct(structure) => {
                assert!(structure.fields.iter().all(|field| in_bounds(&field.ty)), "{}", folder.display());
                let keys: std::collections::BTreeSet<_> = structure.fields.iter().map(|field| &field.key).collect();
                assert_eq!(keys.len(), structure.fields.len(), "keys of {:?} in {}", def.location, folder.display());
            }
            TypeKind::Alias(ty) => {
                assert!(in_bounds(ty), "{}", folder.display());
                assert!(
                    matches!(def.location, SchemaLocation::Definition { .. }),
                    "{:?} in {}",
                    def.location,
                    folder.display()
                );
            }
            TypeKind::Enum(enumeration) => assert!(!enumeration.values.is_empty()),
            TypeKind::Responses(responses) => assert!(responses.len() > 1),
        }
    }
    let mut places: Vec<&SchemaLocation> =
        connector.types.iter().filter(|def| def.aliases.is_empty()).map(|def| &def.location).collect();
    places.extend(connector.types.iter().flat_map(|def| &def.aliases));
    places.sort();
    for pair in places.windows(2) {
        assert_ne!(pair.first(), pair.get(1), "two types at one location in {}", folder.display());
    }
    for operation in &connector.operations {
        assert!(operation.body_position <= operation.parameters.len());
        for parameter in &operation.parameters {
            assert!(in_bounds(&parameter.ty));
            assert!(!parameter.send_default || parameter.default.is_some());
        }
    }
    for choice in &connector.dynamic_sources {
        assert!(choice.calls.0 < connector.operations.len());
    }
}

fn named(ty: &Type) -> Option<usize> {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
            named(inner)
        }
        Type::Named(id) => Some(id.0),
        _ => None,
    }
}

/// How webhooks are registered and removed, and where polled triggers have their items.
#[test]
fn each_registration_has_a_place_for_its_callback_url() {
    let Some(folders) = folders() else {
        println!("skipped: ../shared/corpus is not there");
        return;
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let shown = std::env::var("SHOW_CODE").unwrap_or_default();
    for folder in &folders {
        let Some(Lowered { connector, .. }) = lowered(folder) else { continue };
        for operation in &connector.operations {
            let Some(trigger) = &operation.trigger else { continue };
            let mut count = |what: String| *counts.entry(what).or_default() += 1;
            let Some(registration) = &trigger.registration else {
                count("polled".to_owned());
                let items =
                    trigger.items.as_ref().map_or("one item", |keys| if keys.is_empty() { "bare" } else { "wrapped" });
                count(format!("polled, items: {items}, {:?}, {}", trigger.kind, operation.method));
                continue;
            };
            count("webhook".to_owned());
            let callback = match &registration.callback {
                Some(CallbackPlace::Body(keys)) => format!("body, depth {}", keys.len()),
                Some(CallbackPlace::Parameter(_)) => "parameter".to_owned(),
                None => "nowhere".to_owned(),
            };
            count(format!("webhook, callback URL: {callback}"));
            let body = operation.body.as_ref().map(|body| body.exposure);
            let parameters = operation.parameters.iter().map(|parameter| parameter.exposure).chain(body);
            let needed = parameters.filter(|exposure| *exposure == Exposure::Positional).count();
            count(format!("webhook, arguments: {needed}"));
            let found = registration.removal.as_ref().map(|removal| removal.found);
            count(format!("webhook, removal: {found:?}"));
            count(format!("webhook, certainty: {:?}", registration.certainty));
            if found.is_some() {
                count("webhook, with an operation".to_owned());
                let is_certain = if registration.certainty.is_certain() { "certain" } else { "not certain" };
                count(format!("webhook, with an operation, {is_certain}"));
            }
            if shown == format!("{found:?}") {
                let called = registration.removal.as_ref().and_then(|it| connector.operations.get(it.operation.0));
                let called = called.map(|it| format!("{} {}", it.id, it.path)).unwrap_or_default();
                println!("{}: {} {} -> {called}", folder.display(), operation.id, operation.path);
            }
        }
    }
    for (what, count) in &counts {
        println!("{count:>6}  {what}");
    }
    let webhooks = counts["webhook"];
    assert!(webhooks > 400 && !counts.contains_key("webhook, callback URL: nowhere"));
    assert!(counts["webhook, with an operation"] * 10 > webhooks * 6);
}

/// How many policies, authentication schemes and reasons against direct calls there are. Each policy that a folder states is
/// read, or is named by a diagnostic; `SHOW_CODE=no-direct-calls` shows which connectors have no direct calls.
#[test]
fn every_policy_is_read_or_named() {
    let Some(folders) = folders() else {
        println!("skipped: ../shared/corpus is not there");
        return;
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let shown = std::env::var("SHOW_CODE").unwrap_or_default();
    for folder in &folders {
        let Some(Lowered { definition, diagnostics, connector }) = lowered(folder) else { continue };
        let stated = definition.properties.as_ref().map(|it| it.policies.as_slice()).unwrap_or_default();
        let without_effect = ["updatenextlink", "setconnectionstatustounauthenticated"];
        let silent = stated.iter().filter(|policy| {
            let template = policy.template.as_ref().map(|it| it.value.to_lowercase()).unwrap_or_default();
            without_effect.contains(&template.as_str())
        });
        let (expected, silent) = (stated.len(), silent.count());
        let named = |code: &&str| ["unknown-policy", "policy-left-out", "policy-unknown-operation"].contains(code);
        let told = diagnostics.iter().map(|it| it.problem.code()).filter(named).count();
        for diagnostic in diagnostics.iter().filter(|it| it.problem.code() == shown) {
            println!("{}: {}", folder.display(), diagnostic.problem.message());
        }
        for code in [
            "unknown-policy",
            "policy-left-out",
            "policy-unknown-operation",
            "unknown-function",
            "credential-unmatched",
        ] {
            let found = diagnostics.iter().filter(|it| it.problem.code() == code).count();
            *counts.entry(format!("diagnostic: {code}")).or_default() += found;
        }
        let read = match &connector.direct {
            Ok(direct) => {
                for scheme in &direct.schemes {
                    let mut kinds: Vec<_> = scheme.credentials.iter().map(kind).collect();
                    kinds.sort_unstable();
                    let kinds =
                        if kinds.is_empty() { "none, or by policies alone".to_owned() } else { kinds.join(" and ") };
                    *counts.entry(format!("direct: {kinds}")).or_default() += 1;
                }
                direct.policies.len()
            }
            Err(reason) => {
                *counts
                    .entry(format!("no direct: {}", reason.to_string().split('`').next().unwrap_or_default()))
                    .or_default() += 1;
                continue;
            }
        };
        assert!(read + silent + told >= expected, "{}: {read} of {expected} policies", folder.display());
        *counts.entry("policies read".to_owned()).or_default() += read;
        *counts.entry("policies stated".to_owned()).or_default() += expected;
    }
    for (what, count) in &counts {
        println!("{count:>6}  {what}");
    }
    assert!(counts["policies read"] > 0);
    assert!(!counts.contains_key("diagnostic: unknown-policy") || counts["diagnostic: unknown-policy"] == 0);
}

fn kind(credential: &crate::model::direct::Credential) -> &'static str {
    use crate::model::direct::Credential;
    match credential {
        Credential::Header { .. } => "a key in a header",
        Credential::Query { .. } => "a key in the query",
        Credential::Basic { .. } => "Basic",
        Credential::Bearer => "a bearer token",
    }
}
