//! Checks on the result for a broken connector. They hold for every change: the result is a whole crate or an error, positions are
//! valid, the Rust parses, and names are unique.

use std::collections::BTreeSet;

use connector_codegen::{Files, Generated, Severity};
use syn::{Fields, ImplItem, Item, Type};

/// The most bytes of a crate per byte of its definition. A short definition with a large crate is an attack. A definition counts as
/// at least [`SHORTEST`] bytes.
const LARGEST: usize = 400;
const SHORTEST: usize = 1_000;

/// The bytes of the result, diagnostics included, per byte of its definition.
pub fn growth(bytes: usize, generated: &Generated) -> usize {
    let written: usize = generated.files.iter().flatten().map(|(_, text)| text.len()).sum();
    (written + generated.diagnostics.render(&generated.sources).len()) / bytes.max(SHORTEST)
}

/// The faults of the result for a definition of so many bytes, one per line. The Rust is checked on request only, because reading it takes
/// as long as generating it.
pub fn faults(bytes: usize, generated: &Generated, rust: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let has_error = generated.diagnostics.has_errors();
    if generated.files.is_some() == has_error {
        faults.push(format!("crate: {}, error: {has_error}", generated.files.is_some()));
    }
    if growth(bytes, generated) > LARGEST {
        faults.push(format!("it grew to the {}-fold", growth(bytes, generated)));
    }
    in_diagnostics(generated, &mut faults);
    if let Some(files) = &generated.files {
        in_paths(files, &mut faults);
        in_manifest(files, &mut faults);
        if rust {
            in_rust(files, &mut faults);
        }
    }
    faults
}

/// Each diagnostic has a line and a column that exist, a message and a next step. A terminal can show all its characters.
fn in_diagnostics(generated: &Generated, faults: &mut Vec<String>) {
    for diagnostic in generated.diagnostics.iter() {
        let (problem, span) = (&diagnostic.problem, diagnostic.span);
        let Some(source) = generated.sources.get(span.file) else {
            faults.push(format!("{} is in no file", problem.code()));
            continue;
        };
        if source.text.get(span.start as usize..span.end as usize).is_none() {
            faults.push(format!("{} has no place: {span:?}", problem.code()));
        } else if problem.severity() == Severity::Error {
            let (line, column) = source.position(span.start);
            // A line ends with LF, CR LF or CR.
            let text = source.text.replace("\r\n", "\n").replace('\r', "\n");
            let columns = text.split('\n').nth(line - 1).map(|line| line.chars().count() + 2);
            if columns.is_none_or(|columns| column > columns) {
                faults.push(format!("{} is at {line}:{column}, which is not there", problem.code()));
            }
        }
        if problem.message().trim().is_empty() || problem.help().trim().is_empty() {
            faults.push(format!("{} says nothing", problem.code()));
        }
    }
    let shown = generated.diagnostics.render(&generated.sources);
    if let Some(strange) =
        shown.chars().find(|it| it.is_control() && *it != '\n' || ('\u{202a}'..='\u{202e}').contains(it))
    {
        faults.push(format!("a diagnostic shows {strange:?}"));
    }
}

/// Each path is valid on every system. No two paths differ only in case.
fn in_paths(files: &Files, faults: &mut Vec<String>) {
    let mut folded = BTreeSet::new();
    for path in files.keys() {
        let is_plain = |part: &str| {
            !part.is_empty()
                && part.len() < 200
                && (!part.starts_with('.') || path == ".gitattributes")
                && part.bytes().all(|it| it.is_ascii_graphic())
        };
        if !path.split('/').all(is_plain) {
            faults.push(format!("a file's path is {path:?}"));
        }
        if !folded.insert(path.to_lowercase()) {
            faults.push(format!("{path} differs from another file's path in case alone"));
        }
    }
}

fn in_manifest(files: &Files, faults: &mut Vec<String>) {
    let manifest = files.get("Cargo.toml").map(|text| text.parse::<toml::Table>());
    match manifest {
        Some(Ok(manifest)) if manifest.get("package").is_some_and(|package| package.get("name").is_some()) => {}
        other => faults.push(format!("the manifest is {other:?}")),
    }
}

fn in_rust(files: &Files, faults: &mut Vec<String>) {
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        match syn::parse_file(text) {
            Ok(file) => twice_in(path, &file.items, faults),
            Err(error) => faults.push(format!("{path} is no Rust: {error}")),
        }
    }
}

/// The names that occur twice in a module, in one of its types or in one of its impls.
fn twice_in(path: &str, items: &[Item], faults: &mut Vec<String>) {
    let (mut types, mut values, mut methods) = (Names::default(), Names::default(), Names::default());
    for item in items {
        match item {
            Item::Struct(item) => {
                types.add(&item.ident);
                if let Fields::Named(fields) = &item.fields {
                    let mut names = Names::default();
                    fields.named.iter().filter_map(|field| field.ident.as_ref()).for_each(|name| names.add(name));
                    names.report(&format!("{path}: {}", item.ident), faults);
                }
            }
            Item::Enum(item) => {
                types.add(&item.ident);
                let mut names = Names::default();
                item.variants.iter().for_each(|variant| names.add(&variant.ident));
                names.report(&format!("{path}: {}", item.ident), faults);
            }
            Item::Type(item) => types.add(&item.ident),
            Item::Trait(item) => types.add(&item.ident),
            Item::Mod(item) => {
                types.add(&item.ident);
                if let Some((_, items)) = &item.content {
                    twice_in(&format!("{path}: {}", item.ident), items, faults);
                }
            }
            Item::Fn(item) => values.add(&item.sig.ident),
            Item::Const(item) if item.ident != "_" => values.add(&item.ident),
            Item::Static(item) => values.add(&item.ident),
            Item::Impl(item) if item.trait_.is_none() => {
                let Type::Path(subject) = item.self_ty.as_ref() else { continue };
                let Some(subject) = subject.path.segments.last().map(|segment| &segment.ident) else { continue };
                for inner in &item.items {
                    if let ImplItem::Fn(function) = inner {
                        methods.add_named(format!("{subject}::{}", function.sig.ident));
                    }
                }
            }
            _ => {}
        }
    }
    for names in [types, values, methods] {
        names.report(path, faults);
    }
}

#[derive(Default)]
struct Names {
    seen: BTreeSet<String>,
    twice: BTreeSet<String>,
}

impl Names {
    fn add(&mut self, name: &syn::Ident) {
        self.add_named(name.to_string());
    }

    fn add_named(&mut self, name: String) {
        if self.seen.contains(&name) {
            self.twice.insert(name);
        } else {
            self.seen.insert(name);
        }
    }

    fn report(self, place: &str, faults: &mut Vec<String>) {
        faults.extend(self.twice.into_iter().map(|name| format!("{place}: `{name}` is there twice")));
    }
}
