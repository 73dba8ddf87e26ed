//! Hostile names in every position that takes one.

use std::collections::HashSet;

use super::super::identifier::Style;
use super::build::*;
use super::name;
use crate::model::{Connector, Exposure, ParameterLocation};
use crate::names::Module;

/// Names as documents have them, and worse ones.
pub(super) const HOSTILE: &[&str] = &[
    // keywords
    "type",
    "Type",
    "self",
    "Self",
    "super",
    "crate",
    "async",
    "gen",
    "try",
    "mod",
    "fn",
    "match",
    "move",
    "_",
    "__",
    // prelude
    "Option",
    "option",
    "None",
    "Some",
    "Ok",
    "Err",
    "Result",
    "String",
    "Vec",
    "Box",
    "Default",
    "Into",
    "Drop",
    // the generator's own
    "new",
    "New",
    "direct",
    "internal",
    "choices",
    "clone",
    "send",
    "Send",
    "into_request",
    "intoRequest",
    "body",
    "Body",
    "call",
    "connection",
    "required",
    "extra",
    "Extra",
    "Unknown",
    "UnlistedValue",
    "unlisted value",
    "runtime",
    "models",
    "parts",
    "shared",
    "Request",
    "Response",
    "with_extra",
    "fmt",
    "add",
    "cmp",
    // colliding in case and punctuation
    "filter",
    "$filter",
    "Filter",
    "FILTER",
    "fil.ter",
    "fil-ter",
    "fil_ter",
    "filTer",
    "filter_dollar",
    "A1B",
    "A1b",
    "foo_1bar",
    "foo1bar",
    "updated:gte",
    "updated_gte",
    "4.1",
    "41",
    "4_1",
    // symbols, digits, empty
    "",
    " ",
    "  ",
    "+1",
    "-1",
    "1",
    "<=",
    ">=",
    "<",
    "%",
    "#",
    "@",
    "*",
    "16x16",
    "500-1k",
    "C++",
    "C#",
    "a/b",
    "a#b",
    "a~b",
    "[]",
    "{}",
    "{Name}",
    "'",
    "\"",
    "`",
    "\\",
    "*/",
    "//",
    "\n",
    "\0",
    "r#type",
    // Unicode
    "é",
    "e\u{301}",
    "E",
    "Ελληνικά",
    "日本語",
    "日本",
    "Привет",
    "а",
    "a",
    "👍",
    "👎",
    "👍 Like",
    "👎 Like",
    "\u{202e}",
    "\u{200b}",
    "\u{202e}evil",
    "evil",
    "ﬁ",
    "fi",
    "ß",
    "ss",
    "İ",
    "ı",
    "i",
    "Ǆ",
    "₂",
    "ａ",
    "u65e5",
    "é1",
    // the systems' own files
    "con",
    "CON",
    "prn",
    "aux",
    "nul",
    "com1",
    "lpt9",
    "lib",
    "main",
    // long
    LONG,
    LONGER,
    "word word word word word word word word word word word word word word word word word word word word",
];

const LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const LONGER: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";

/// A connector in which each of `names` stands wherever a name can stand.
pub(super) fn course(names: &[&str]) -> Connector {
    let mut operations = Vec::new();
    let mut types = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let operation = if index % 2 == 0 { action(name) } else { trigger(name) };
        operations.push(operation.with_body());
        types.extend([
            object(definition(name), &["id"]),
            object(part("Holder", &[name]), &["id"]),
            object(part(name, &["id"]), &["id"]),
            object(body("Everything", &[name]), &["id"]),
            object(body(name, &[]), &["id"]),
            object(response("Everything", &[name, "[]"]), &["id"]),
            object(status("Everything", "404", &[name]), &["id"]),
            object(status("Everything", name, &[]), &["id"]),
            required_object(payload("Everything", &[name, "{}"]), &["a", "b", "c", "d", "e", "f"]),
            shared(
                name,
                vec![parameter("Everything", name, &[]), parameter(name, "key", &[])],
                texts(definition(""), &["id"]),
            ),
        ]);
    }
    let mut everything = action("Everything").with_body();
    for name in names {
        for place in [ParameterLocation::Path { double: false }, ParameterLocation::Query, ParameterLocation::Header] {
            everything = everything.with(place, name, Exposure::Positional);
        }
    }
    operations.push(everything);
    types.push(open_object(definition("Holder of all fields"), names));
    types.push(texts(definition("Holder of all values"), names));
    let last = operations.len() - 1;
    let places: Vec<(usize, &str)> = names.iter().map(|name| (last, *name)).collect();
    let mut connector = connector(operations, types);
    connector.dynamic_sources = vec![choice(last, &places, names)];
    connector.dynamic_sources.extend((0..last).map(|index| choice(last, &[(index, "key")], &[])));
    connector
}

fn check(scope: &mut HashSet<String>, style: Style, name: &str) {
    assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name} is not an identifier");
    let plain = name.strip_prefix("r#").unwrap_or(name);
    assert!(style.accepts(plain), "{name} is not {style:?}");
    assert!(plain.len() <= 200, "{name} is too long");
    assert!(scope.insert(plain.to_owned()), "{name} twice");
}

#[test]
fn every_identifier_is_legal_and_alone_in_its_scope() {
    let connector = course(HOSTILE);
    let (assigned, _) = name(&connector, None);
    let names = assigned.names;

    let (mut methods, mut requests, mut files) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (operation, of) in connector.operations.iter().zip(&names.operations) {
        check(&mut methods, Style::Snake, &of.method);
        check(&mut requests, Style::Camel, &of.request);
        check_stem(&mut files, &of.file);
        assert_eq!(of.variant.is_some(), operation.trigger.is_some());
        let mut arguments = HashSet::new();
        for name in of.parameters.iter().chain(&of.body) {
            check(&mut arguments, Style::Snake, name);
        }
    }
    for name in names.operations.iter().flat_map(|operation| &operation.required) {
        check(&mut requests, Style::Camel, name);
    }

    let mut modules: std::collections::HashMap<_, (HashSet<String>, HashSet<String>)> =
        std::collections::HashMap::new();
    for ty in &names.types {
        let (types, files) = modules.entry(ty.module).or_default();
        check(types, Style::Camel, &ty.name);
        check_stem(files, &ty.file);
        if let Some(required) = &ty.required {
            check(types, Style::Camel, required);
        }
        for alias in &ty.aliases {
            let types = &mut modules.entry(alias.module).or_default().0;
            for name in std::iter::once(&alias.name).chain(&alias.required) {
                check(types, Style::Camel, name);
            }
        }
        for former in ty.former.iter().chain(&ty.former_required) {
            check(&mut modules.entry(Module::Shared).or_default().0, Style::Camel, former);
        }
        let (mut fields, mut setters, mut variants) = (HashSet::new(), HashSet::new(), HashSet::new());
        for field in ty.fields.iter().chain(&ty.extra) {
            check(&mut fields, Style::Snake, &field.field);
            check(&mut setters, Style::Snake, &field.with);
            assert_eq!(field.with, format!("with_{}", field.field.trim_start_matches("r#")));
        }
        for variant in ty.variants.iter().chain(&ty.unlisted) {
            check(&mut variants, Style::Camel, variant);
        }
    }

    let (mut methods, mut requests) = (HashSet::new(), HashSet::new());
    for choice in &names.choices {
        check(&mut methods, Style::Snake, &choice.method);
        check(&mut requests, Style::Camel, &choice.request);
        if let Some(required) = &choice.required {
            check(&mut requests, Style::Camel, required);
        }
        let mut arguments = HashSet::new();
        for argument in &choice.arguments {
            check(&mut arguments, Style::Snake, argument);
        }
    }
}

/// A stem is a module's name, no keyword, and no other stem in any case.
fn check_stem(modules: &mut HashSet<String>, stem: &str) {
    assert!(syn::parse_str::<syn::Ident>(stem).is_ok(), "{stem} is a keyword");
    assert_eq!(stem, stem.to_ascii_lowercase());
    assert!(!["mod", "lib", "main", "con", "prn", "aux", "nul", "com1", "lpt9"].contains(&stem), "{stem}");
    assert!(modules.insert(stem.to_owned()), "{stem} twice");
}

#[test]
fn who_has_the_plain_name_and_what_the_others_are_called() {
    let keys =
        ["filter", "$filter", "FILTER", "fil-ter", "fil_ter", "filTer", "self", "type", "extra", "+1", "-1", "é"];
    let values = ["Active", "active", "ACTIVE", "A", "A-", "A+", "Self", "UnlistedValue", "4.1", "41", "<5", "", "👍"];
    let connector = connector(
        vec![
            action("new")
                .with(ParameterLocation::Path { double: false }, "id", Exposure::Setter)
                .with_queries(&["id", "send", "body"]),
            action("Clone").with_body().with_queries(&["$skip", "skip", "Body"]),
            trigger("Unknown"),
        ],
        vec![open_object(definition("$Fields"), &keys), texts(definition("Fields"), &values)],
    );
    let (assigned, warnings) = name(&connector, None);
    insta::assert_snapshot!("collisions", format!("{}{}", assigned.lock, warnings.join("\n")));
}
