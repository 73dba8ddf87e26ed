//! Nothing is rebound in silence: a definition changes, the crate is made again with its `names.lock`, and each public path of the
//! old crate is gone or means the same. An old call does not compile, or passes each value to the same place.
//!
//! The meanings are read from the emitted Rust (`connector_tests::promises`). The changes are real ones (`../shared/changes`) and
//! random ones of real definitions. `REBOUND=N` tries N real ones and N connectors; `CORPUS_SEED` decides which.
//! `rebound_programs.rs` compiles a caller's program for a few of the real ones.

use std::{collections::BTreeSet, fs, path::Path};

use connector_codegen::{
    Files, Generated, Problem,
    internal::{
        folder::discover,
        source::{Member, Node, Value},
    },
};
use connector_tests::{
    cases, changes, corpus, generate,
    mutate::text,
    parallel::in_parallel,
    promises::{Promise, Promises, broken, promises},
    random::{Random, seed},
};

use crate::names_last::document;

/// How many real changes, and how many connectors for random ones, are tried.
const TRIED: usize = 12;
/// The versions that a random change makes of a connector, one after another.
const VERSIONS: usize = 3;
/// One of so many items is changed.
const ONE_OF: usize = 10;

fn tried() -> usize {
    count("REBOUND").unwrap_or(TRIED)
}

pub(crate) fn count(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().and_then(|count| count.parse().ok())
}

/// A version of a crate.
pub(crate) struct Version {
    pub(crate) files: Files,
    promises: Promises,
    pub(crate) lock: String,
    /// Names that a diagnostic reports: they follow a new spelling, or have a new request. Without case and underscores.
    pub(crate) follows: BTreeSet<String>,
    codes: Vec<&'static str>,
}

impl Version {
    /// `None` if no crate is made.
    pub(crate) fn of(generated: &Generated) -> Option<Self> {
        let files = generated.files.as_ref()?;
        let problems = || generated.diagnostics.iter().map(|it| &it.problem);
        let follows = problems().filter_map(|problem| match problem {
            Problem::NameFollows { identifier, .. } | Problem::MeaningChanged { identifier, .. } => {
                Some(plain(identifier))
            }
            _ => None,
        });
        Some(Self {
            files: files.clone(),
            promises: promises(files),
            lock: generated.lock.as_ref().map(|lock| lock.text.clone()).unwrap_or_default(),
            follows: follows.collect(),
            codes: problems().map(Problem::code).collect(),
        })
    }

    /// The paths that mean something else in a later version.
    fn broken(&self, later: &Self, follows: &BTreeSet<String>) -> Vec<String> {
        broken(&self.promises, &later.promises, |name| follows.contains(&plain(name)))
    }
}

fn plain(name: &str) -> String {
    name.trim_end_matches("()").replace('_', "").to_lowercase()
}

/// The crate of a connector's folder, with a `names.lock`.
pub(crate) fn folder(path: &Path, lock: &str) -> Generated {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in fs::read_dir(path).expect("a connector has a folder") {
        let entry = entry.expect("a folder can be read");
        if entry.path().is_file() && entry.file_name() != "names.lock" {
            let name = entry.file_name().to_string_lossy().into_owned();
            files.push((name, fs::read(entry.path()).expect("a file can be read")));
        }
    }
    files.push(("names.lock".to_owned(), lock.as_bytes().to_vec()));
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    generate::folder("changed", &files)
}

/// The only folder in a folder.
pub(crate) fn only(path: &Path) -> std::path::PathBuf {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    assert_eq!(folders.len(), 1, "{}", path.display());
    folders.remove(0)
}

/// The real changes, in an order that the seed decides.
pub(crate) fn real_changes() -> Option<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(changes()?).expect("the changes can be read").flatten().map(|entry| entry.path());
    let mut pairs: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    pairs.sort();
    Random::new(seed()).shuffle(&mut pairs);
    Some(pairs)
}

#[test]
fn no_real_change_rebinds_a_path() {
    let Some(mut pairs) = real_changes() else { return };
    pairs.truncate(tried());
    let results = in_parallel(&pairs, |pair| {
        let old = Version::of(&folder(&only(&pair.join("old")), ""))?;
        let new = folder(&only(&pair.join("new")), &old.lock);
        let codes: Vec<&str> = new.diagnostics.iter().map(|it| it.problem.code()).collect();
        assert!(!codes.iter().any(|code| code.starts_with("names-lock")), "{}: {codes:?}", pair.display());
        let new = Version::of(&new)?;
        let broken = old.broken(&new, &new.follows);
        let kept = old.promises.keys().filter(|path| new.promises.contains_key(*path)).count();
        Some((pair.display().to_string(), broken, kept, old.promises.len() - kept))
    });
    let results: Vec<_> = results.into_iter().flatten().collect();
    let kept: usize = results.iter().map(|(_, _, kept, _)| kept).sum();
    let gone: usize = results.iter().map(|(_, _, _, gone)| gone).sum();
    println!("seed {}: {} real changes, {kept} paths stay, {gone} are gone", seed(), results.len());
    let broken: Vec<_> = results.iter().filter(|(_, broken, ..)| !broken.is_empty()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(kept > 1000, "{kept}");
}

#[test]
fn no_random_change_rebinds_a_path() {
    let Some(corpus) = corpus() else { return };
    let mut connectors = discover(&corpus).expect("the corpus can be searched");
    Random::new(seed()).shuffle(&mut connectors);
    let documents = connectors.iter().filter_map(|connector| Some((connector.path.clone(), document(connector)?)));
    let documents: Vec<_> = documents.take(tried()).enumerate().collect();
    let results = in_parallel(&documents, |(index, (path, document))| {
        let mut random = Random::new(seed().wrapping_add(*index as u64));
        let mut versions: Vec<Version> = Vec::new();
        let (mut document, mut broken, mut kept) = (document.clone(), Vec::new(), 0);
        let mut follows = BTreeSet::new();
        for number in 0..VERSIONS {
            if number > 0 {
                edit(&mut document, "", &mut random);
                move_operations(&mut document, &mut random);
            }
            let lock = versions.last().map_or("", |version| version.lock.as_str());
            let generated = generate::generate("changed", text(&document), &[("names.lock", lock)]);
            let codes: Vec<&str> = generated.diagnostics.iter().map(|it| it.problem.code()).collect();
            assert!(!codes.iter().any(|code| code.starts_with("names-lock")), "{path}: {codes:?}");
            let Some(version) = Version::of(&generated) else { break };
            follows.extend(version.follows.clone());
            for (from, earlier) in versions.iter().enumerate() {
                let of = earlier.broken(&version, &follows);
                broken.extend(of.into_iter().map(|path| format!("{from} to {number}: {path}")));
                kept += earlier.promises.keys().filter(|path| version.promises.contains_key(*path)).count();
            }
            versions.push(version);
        }
        let count = |code: &str| versions.iter().flat_map(|it| &it.codes).filter(|it| **it == code).count();
        (path.clone(), broken, kept, [count("method-renamed"), count("name-follows"), count("name-lost")])
    });
    let kept: usize = results.iter().map(|(_, _, kept, _)| kept).sum();
    let sum = |at: usize| results.iter().map(|(.., counts)| counts[at]).sum::<usize>();
    println!(
        "seed {}: {} connectors, {kept} paths stay; {} methods renamed, {} names follow, {} lost",
        seed(),
        results.len(),
        sum(0),
        sum(1),
        sum(2)
    );
    let broken: Vec<_> = results.iter().filter(|(_, broken, ..)| !broken.is_empty()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(kept > 1000, "{kept}");
    assert!(sum(0) > 0 && sum(1) > 0 && sum(2) > 0, "the edits reach the rules");
}

/// Changes a document as authors do: removes and renames keys, adds siblings that differ in case, swaps the order, and changes
/// types, listed values and what is required.
fn edit(node: &mut Node, key: &str, random: &mut Random) {
    match &mut node.value {
        Value::Object(members) => {
            if ["properties", "definitions"].contains(&key) {
                members.retain(|_| random.below(ONE_OF) > 0);
                let mut siblings = Vec::new();
                for member in members.iter_mut() {
                    let spelling = respelt(&member.key, random);
                    match random.below(2 * ONE_OF) {
                        0 => member.key = spelling,
                        1 => siblings.push(Member { key: spelling, ..member.clone() }),
                        _ => {}
                    }
                }
                members.extend(siblings);
                random.shuffle(members);
            }
            toggle_required(members, random);
            for member in members.iter_mut() {
                change_scalar(member, random);
                edit(&mut member.value, &member.key.clone(), random);
            }
        }
        Value::Array(items) => {
            match key {
                "parameters" => {
                    items.retain(|_| random.below(ONE_OF) > 0);
                    random.shuffle(items);
                }
                "enum" => {
                    items.retain(|_| random.below(ONE_OF) > 0);
                    let more = items.iter().filter_map(|item| match &item.value {
                        Value::String(value) => {
                            Some(Node { value: Value::String(value.to_uppercase()), ..item.clone() })
                        }
                        _ => None,
                    });
                    let more: Vec<Node> = more.filter(|_| random.below(ONE_OF) == 0).collect();
                    items.extend(more);
                }
                _ => {}
            }
            items.iter_mut().for_each(|item| edit(item, "", random));
        }
        _ => {}
    }
}

/// Changes paths as authors do, and as nobody should: another version, placeholders that swap, ids that operations swap, another
/// HTTP method.
fn move_operations(document: &mut Node, random: &mut Random) {
    let Value::Object(members) = &mut document.value else { return };
    let Some(paths) = members.iter_mut().find(|member| member.key == "paths") else { return };
    let Value::Object(paths) = &mut paths.value.value else { return };
    for path in paths.iter_mut() {
        match random.below(ONE_OF) {
            0 => path.key.insert_str(0, "/v9"),
            1 | 2 => path.key = swapped(&path.key),
            3 => {
                let Value::Object(operations) = &mut path.value.value else { continue };
                let of_verb = |verb: &str| operations.iter().position(|operation| operation.key == verb);
                match (of_verb("get"), of_verb("delete")) {
                    (Some(at), None) => "delete".clone_into(&mut operations[at].key),
                    (None, Some(at)) => "get".clone_into(&mut operations[at].key),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    let mut ids: Vec<&mut String> = paths.iter_mut().flat_map(ids).collect();
    random.shuffle(&mut ids);
    let swaps = ids.len() / ONE_OF;
    for pair in ids.chunks_exact_mut(2).take(swaps) {
        if let [one, other] = pair {
            std::mem::swap(*one, *other);
        }
    }
}

/// A path whose first two placeholders have changed places.
fn swapped(path: &str) -> String {
    let parts: Vec<&str> = path.split_inclusive(['{', '}']).collect();
    let names: Vec<usize> = (1..parts.len()).filter(|at| parts[at - 1].ends_with('{')).collect();
    let mut parts = parts;
    if let [one, other, ..] = names.as_slice() {
        parts.swap(*one, *other);
    }
    parts.concat()
}

/// The ids of the operations of a path.
fn ids(path: &mut Member) -> Vec<&mut String> {
    let Value::Object(operations) = &mut path.value.value else { return Vec::new() };
    let ids = operations.iter_mut().filter_map(|operation| match &mut operation.value.value {
        Value::Object(members) => members.iter_mut().find(|member| member.key == "operationId"),
        _ => None,
    });
    let ids = ids.filter_map(|id| match &mut id.value.value {
        Value::String(id) => Some(id),
        _ => None,
    });
    ids.collect()
}

/// Adds properties to those that a schema requires, or removes them.
fn toggle_required(members: &mut Vec<Member>, random: &mut Random) {
    let keys = members.iter().find_map(|member| match &member.value.value {
        Value::Object(properties) if member.key == "properties" => {
            Some(properties.iter().map(|property| property.key.clone()).collect::<Vec<_>>())
        }
        _ => None,
    });
    let Some(keys) = keys else { return };
    let at = members.iter().position(|member| member.key == "required");
    let mut required = at.map(|at| members.remove(at)).unwrap_or_else(|| Member {
        key: "required".to_owned(),
        key_span: members[0].key_span,
        value: Node { span: members[0].key_span, value: Value::Array(Vec::new()) },
    });
    if let Value::Array(items) = &mut required.value.value {
        for key in keys.iter().filter(|_| random.below(ONE_OF) == 0) {
            let is_it = |item: &Node| matches!(&item.value, Value::String(other) if other == key);
            match items.iter().position(is_it) {
                Some(at) => drop(items.remove(at)),
                None => items.push(Node { span: required.key_span, value: Value::String(key.clone()) }),
            }
        }
        random.shuffle(items);
    }
    members.push(required);
}

fn change_scalar(member: &mut Member, random: &mut Random) {
    if random.below(ONE_OF) > 0 {
        return;
    }
    match (member.key.as_str(), &mut member.value.value) {
        ("required", Value::Bool(required)) => *required = !*required,
        ("type", Value::String(ty)) if ty == "string" && random.below(3) == 0 => "integer".clone_into(ty),
        ("type", Value::String(ty)) if ty == "integer" => "string".clone_into(ty),
        ("name" | "operationId", Value::String(name)) => *name = respelt(name, random),
        _ => {}
    }
}

/// Another spelling of a name: of the same words, or of more.
fn respelt(name: &str, random: &mut Random) -> String {
    match random.below(4) {
        0 => name.to_uppercase(),
        1 => name.replace(['_', '-', ' '], ""),
        2 => {
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
            first + letters.as_str()
        }
        _ => format!("{name} more"),
    }
}

#[test]
fn the_reported_cases_keep_their_meaning() {
    let Some(cases) = cases() else { return };
    for name in ["stable-props", "stable-enum"] {
        let old = Version::of(&folder(&cases.join("regeneration/v1").join(name), "")).expect("a crate");
        let new = Version::of(&folder(&cases.join("regeneration/v2").join(name), &old.lock)).expect("a crate");
        assert_eq!(old.broken(&new, &BTreeSet::new()), [""; 0], "{name}");
        let gone: Vec<_> = old.promises.keys().filter(|path| !new.promises.contains_key(*path)).collect();
        assert!(gone.is_empty(), "{gone:?}");
    }
    let case = Version::of(&folder(&cases.join("enum-case"), "")).expect("a crate");
    let values = ["mW", "MW", "mw", "txt", "TXT", "Txt"];
    let mut found = 0;
    for (path, promise) in &case.promises {
        let Promise::Name(wire) = promise else { continue };
        let (Some(value), Some((_, variant))) = (wire.strip_prefix("value "), path.rsplit_once("::")) else { continue };
        assert!(!values.contains(&variant) || variant == value, "{path} is {value}");
        found += 1;
    }
    assert!(found >= values.len(), "{found}");
}

/// A crate in which every kind of promise occurs.
pub(crate) fn crate_of_all() -> Files {
    let definition = r##"{
        "swagger": "2.0", "info": {"title": "All", "version": "1"}, "host": "all.example.com", "schemes": ["https"],
        "securityDefinitions": {"basic": {"type": "basic"}},
        "paths": {
            "/send/{a}/{b}": {"post": {
                "operationId": "Send",
                "parameters": [
                    {"name": "a", "in": "path", "required": true, "type": "string"},
                    {"name": "b", "in": "path", "required": true, "type": "string"},
                    {"name": "kind", "in": "query", "type": "string", "enum": ["one", "two"]},
                    {"name": "c", "in": "query", "type": "string"},
                    {"name": "d", "in": "query", "type": "string", "x-ms-dynamic-values": {
                        "operationId": "List", "value-path": "id", "value-title": "id",
                        "parameters": {"x": {"parameter": "a"}, "y": {"parameter": "b"}}
                    }},
                    {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Note"}}
                ],
                "responses": {"200": {"description": "sent"}}
            }},
            "/six": {"get": {
                "operationId": "Six",
                "parameters": [
                    {"name": "r1", "in": "query", "required": true, "type": "string"},
                    {"name": "r2", "in": "query", "required": true, "type": "string"},
                    {"name": "r3", "in": "query", "required": true, "type": "string"},
                    {"name": "r4", "in": "query", "required": true, "type": "string"},
                    {"name": "r5", "in": "query", "required": true, "type": "string"},
                    {"name": "r6", "in": "query", "required": true, "type": "string"}
                ],
                "responses": {"200": {"description": "got"}}
            }},
            "/list": {"get": {
                "operationId": "List",
                "parameters": [
                    {"name": "x", "in": "query", "required": true, "type": "string"},
                    {"name": "y", "in": "query", "required": true, "type": "string"},
                    {"name": "k1", "in": "query", "required": true, "type": "string", "enum": ["p"]},
                    {"name": "k2", "in": "query", "required": true, "type": "string", "enum": ["q"]}
                ],
                "responses": {"200": {"description": "all", "schema": {"type": "array", "items": {
                    "type": "object", "properties": {"id": {"type": "string"}}
                }}}}
            }}
        },
        "definitions": {"Note": {"type": "object", "required": ["title", "text"], "properties": {
            "title": {"type": "string"}, "text": {"type": "string"}
        }}}
    }"##;
    let properties = r#"{"properties": {"connectionParameters": {
        "username": {"type": "securestring", "uiDefinition": {"constraints": {"required": "true"}}},
        "password": {"type": "securestring", "uiDefinition": {"constraints": {"required": "true"}}}
    }}}"#;
    let generated = generate::generate("all", definition, &[("apiProperties.json", properties)]);
    generate::files(&generated).clone()
}

/// A fault of a generator.
pub(crate) struct Fault {
    pub(crate) swaps: &'static str,
    /// A text of each file that has it.
    near: &'static str,
    /// The texts that change places.
    texts: [&'static str; 2],
    /// The end of a path that then means something else.
    pub(crate) path: &'static str,
    /// Whether a caller's program shows it beside the others that it shows.
    pub(crate) in_program: bool,
}

pub(crate) const FAULTS: [Fault; 14] = [
    Fault {
        swaps: "two arguments of a method",
        near: "pub struct AllClient",
        texts: ["a: impl Into<String>", "b: impl Into<String>"],
        path: "Client::send()",
        in_program: false,
    },
    Fault {
        swaps: "two values of a request",
        near: "pub struct Send",
        texts: ["path(\"a\"", "path(\"b\""],
        path: "Client::send()",
        in_program: true,
    },
    Fault {
        swaps: "two fields of required values",
        near: "pub struct Six",
        texts: ["query(\"r1\"", "query(\"r2\""],
        path: "SixRequired.r1",
        in_program: true,
    },
    Fault {
        swaps: "two setters",
        near: "pub struct Send",
        texts: ["query(\"c\"", "query(\"d\""],
        path: "Send::c()",
        in_program: true,
    },
    Fault {
        swaps: "two fields",
        near: "pub struct Note",
        texts: ["= \"title\"", "= \"text\""],
        path: "Note.title",
        in_program: true,
    },
    Fault {
        swaps: "two variants",
        near: "pub enum",
        texts: ["= \"one\"", "= \"two\""],
        path: "::One",
        in_program: true,
    },
    Fault {
        swaps: "a constructor",
        near: "pub struct Note",
        texts: ["title: impl Into<String>", "text: impl Into<String>"],
        path: "Note::new()",
        in_program: false,
    },
    Fault {
        swaps: "a setter of a model",
        near: "pub struct Note",
        texts: ["self.title", "self.text"],
        path: "Note::with_title()",
        in_program: false,
    },
    Fault {
        swaps: "two values of a choice",
        near: "pub struct Choices",
        texts: ["x: impl Into<String>", "y: impl Into<String>"],
        path: "Choices::list()",
        in_program: false,
    },
    Fault {
        swaps: "two operations",
        near: "const OPERATION",
        texts: ["\"Send\"", "\"List\""],
        path: "requests::Send",
        in_program: false,
    },
    Fault {
        swaps: "two placeholders of a path",
        near: "pub struct Send",
        texts: ["/{a}", "/{b}"],
        path: "Client::send()",
        in_program: false,
    },
    Fault {
        swaps: "the requests of two operations",
        near: "const OPERATION",
        texts: ["\"POST\"", "\"GET\""],
        path: "requests::Send",
        in_program: false,
    },
    Fault {
        swaps: "two constants",
        near: "pub struct List",
        texts: ["query(\"k1\"", "query(\"k2\""],
        path: "requests::List",
        in_program: false,
    },
    Fault {
        swaps: "two connection parameters",
        near: "pub struct AllAuth",
        texts: ["(\"username\"", "(\"password\""],
        path: "AllAuth::new()",
        in_program: false,
    },
];

impl Fault {
    pub(crate) fn plant(&self, files: &mut Files) {
        let (before, [one, other]) = (files.clone(), self.texts);
        for text in files.values_mut().filter(|text| text.contains(self.near)) {
            *text = text.replace(one, "\u{0}").replace(other, one).replace('\u{0}', other);
        }
        assert_ne!(*files, before, "{}: the crate is not altered", self.swaps);
    }
}

#[test]
fn each_planted_fault_is_found() {
    let files = crate_of_all();
    let old = promises(&files);
    assert_eq!(broken(&old, &old, |_| false), [""; 0]);
    for fault in &FAULTS {
        let mut altered = files.clone();
        fault.plant(&mut altered);
        let found = broken(&old, &promises(&altered), |_| false);
        let is_of = |found: &String| found.split(": ").next().is_some_and(|of| of.ends_with(fault.path));
        assert!(found.iter().any(is_of), "{}: {found:#?}", fault.swaps);
    }
}
