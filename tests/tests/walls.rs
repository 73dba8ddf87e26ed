//! The walls of ARCHITECTURE.md. Its tables state which module of a crate uses which; the code's `use` paths agree with them,
//! arrow by arrow. No folder, at any depth, has a cycle among its modules. There is no list of exceptions.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use connector_tests::{read, root, walls::Crate};

const CRATES: [&str; 5] = ["codegen/src", "runtime/src", "triggers/src", "cli/src", "xtask/src"];

/// Module → the modules that it uses, from the table whose first column is headed by `src`. The last column lists them.
fn stated(page: &str, src: &str) -> BTreeMap<String, BTreeSet<String>> {
    let names = |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let rows = page.lines().skip_while(|line| !line.starts_with(&format!("| `{src}` |"))).skip(2);
    let rows = rows
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim().trim_matches('|').split('|').collect::<Vec<_>>());
    let mut stated = BTreeMap::new();
    for cells in rows {
        let (Some(modules), Some(uses)) = (cells.first(), cells.last()) else { continue };
        for module in names(modules) {
            stated.insert(module, names(uses).into_iter().collect());
        }
    }
    stated
}

/// Module → the modules that it uses, from the code. The root file, with the modules written in it, strings all of them together,
/// so its own arrows do not count.
fn drawn(src: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut arrows = Crate::read(src).folders().remove("").unwrap_or_default().arrows;
    let modules = modules(src);
    arrows.retain(|module, _| modules.contains(module));
    arrows
}

/// Each difference between the table and the code.
fn differences(
    stated: &BTreeMap<String, BTreeSet<String>>,
    drawn: &BTreeMap<String, BTreeMap<String, String>>,
) -> Vec<String> {
    let mut differences = Vec::new();
    for (from, to) in drawn {
        for (to, example) in to {
            if !stated.get(from).is_some_and(|allowed| allowed.contains(to)) {
                differences.push(format!("`{from}` must not use `{to}`: {example}"));
            }
        }
    }
    for (from, to) in stated {
        for to in to {
            if !drawn.get(from).is_some_and(|drawn| drawn.contains_key(to)) {
                differences.push(format!("`{from}` no longer uses `{to}`"));
            }
        }
    }
    differences
}

/// The modules that a crate's root file declares, by the files that are there.
fn modules(src: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(src).expect("a crate has sources").map(|entry| entry.expect("an entry is readable"));
    let names = entries.map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned());
    names.filter(|name| !matches!(name.as_str(), "lib" | "main")).collect()
}

#[test]
fn the_tables_of_architecture_are_the_arrows_of_the_code() {
    let page = read("ARCHITECTURE.md");
    for src in CRATES {
        let (stated, folder) = (stated(&page, src), root().join(src));
        assert_eq!(stated.keys().cloned().collect::<BTreeSet<_>>(), modules(&folder), "the modules of {src}");
        assert_eq!(
            differences(&stated, &drawn(&folder)),
            Vec::<String>::new(),
            "{src} and its table in ARCHITECTURE.md"
        );
    }
}

#[test]
fn no_folder_has_a_cycle() {
    for src in CRATES {
        for (name, folder) in Crate::read(&root().join(src)).folders() {
            assert_eq!(folder.cycle(), Vec::<String>::new(), "a cycle in {src}, module `{name}`");
        }
    }
}

#[test]
fn no_module_adds_methods_to_a_type_of_another() {
    for src in CRATES {
        assert_eq!(Crate::read(&root().join(src)).foreign_impls(), [""; 0], "in {src}");
    }
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::Item; impl Item { fn f(&self) {} }"),
        ("b.rs", "pub struct Item;"),
    ];
    assert_eq!(Crate::read(planted(&files).path()).foreign_impls(), ["a has an impl of b::Item"]);
    let by_alias = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "type Mine = crate::b::Item; impl Mine { fn f(&self) {} }"),
        ("b.rs", "pub struct Item;"),
    ];
    assert_eq!(Crate::read(planted(&by_alias).path()).foreign_impls(), ["a has an impl of b::Item"]);
    let by_glob = [("a.rs", "use crate::b::*; impl Item { fn f(&self) {} }"), by_alias[0], by_alias[2]];
    assert_eq!(Crate::read(planted(&by_glob).path()).foreign_impls(), ["a has an impl of b::Item"]);
}

/// A crate of these files.
fn planted(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

#[test]
fn an_arrow_that_no_table_states_is_found_in_every_spelling() {
    let spellings = [
        "use crate::b::Item;",
        "use super::b::{Item as Other};",
        "fn f() -> crate::b::Item { todo!() }",
        "fn f() { println!(\"{}\", crate::b::item()); }",
        "use crate::c::Item;", // a re-export
        "use crate::b; fn f() { b::item(); }",
        "use crate::b::{self as x}; fn f() { x::item(); }",
        "use crate::b::*;",
    ];
    for spelling in spellings {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", spelling),
            ("b.rs", "pub struct Item; pub fn item() -> u8 { 1 }"),
            ("c.rs", "pub use crate::b::Item;"),
        ];
        let table = "| `x/src` | uses |\n|---|---|\n| `a` | |\n| `b` | |\n| `c` | `b` |\n";
        let found = differences(&stated(table, "x/src"), &drawn(planted(&files).path()));
        assert!(matches!(&found[..], [one] if one.contains("`a` must not use `b`")), "{spelling}: {found:?}");
    }
}

/// Each way around the table of a crate in which `c` and `d` may use `b`, and `a` may use `c` and `d` only.
#[test]
fn an_arrow_that_goes_around_by_another_module_is_found() {
    let ways = [
        // A glob: of a module that re-exports, by such a module, of an alias, by a glob of globs.
        ("use crate::c::*; fn f() -> Item { todo!() }", "pub use crate::b::Item;", ""),
        ("use crate::c::Item;", "pub use crate::b::*;", ""),
        ("use crate::c::*; fn f() -> T { todo!() }", "pub type T = crate::b::Item;", ""),
        ("use crate::d::*; fn f() -> Item { todo!() }", "pub use crate::b::*;", "pub use crate::c::*;"),
        ("fn f() { use crate::c::*; item(); }", "pub use crate::b::item;", ""),
        // The body of a macro.
        ("macro_rules! m { () => { $crate::b::item() } }", "", ""),
        ("macro_rules! m { ($x:ident) => { crate::b::$x() } }", "", ""),
        ("macro_rules! m { () => { fn f() { use $crate::{c::x, b::{item, Item}}; } } }", "", ""),
        ("macro_rules! m { () => { use crate::c::*; } }", "pub use crate::b::Item;", ""),
        ("macro_rules! m { () => { $crate::c::T::new() } }", "pub type T = crate::b::Item;", ""),
        // An alias: by its module, re-exported by a third, of an argument, of an alias.
        ("use crate::c::T;", "pub type T = crate::b::Item;", ""),
        ("fn f() { crate::d::U::new(); }", "pub type T = crate::b::Item;", "pub use crate::c::T as U;"),
        ("use crate::c::T;", "use crate::b; pub type T = Vec<b::Item>;", ""),
        ("use crate::c::T;", "pub type T<I = crate::b::Item> = Vec<I>;", ""),
        ("use crate::d::U;", "use crate::b::Item; pub type T = Item;", "pub type U = crate::c::T;"),
        // A `use` below the one that needs it.
        ("use x::y::Item; use z as x; use crate::c as z;", "pub use x as y; use crate::b as x;", ""),
    ];
    let mut missed = Vec::new();
    for (a, c, d) in ways {
        let files = [
            ("lib.rs", "mod a; mod b; mod c; mod d;"),
            ("a.rs", a),
            ("b.rs", "pub struct Item; pub fn item() -> u8 { 1 }"),
            ("c.rs", c),
            ("d.rs", d),
        ];
        let drawn = drawn(planted(&files).path());
        if !drawn.get("a").is_some_and(|to| to.contains_key("b")) {
            missed.push([a, c, d]);
        }
    }
    assert_eq!(missed, [[""; 3]; 0]);
}

/// A path that only looks like an arrow to `b`.
#[test]
fn what_another_crate_or_the_caller_of_a_macro_names_is_no_arrow() {
    let others = [
        "use ::b::Item;",
        "use b::Item;",
        "use ::b::*; fn f() -> ::b::Item { vec![::b::item()] }",
        "macro_rules! m { () => { b::item(); quote!(crate::b::Item) } }",
        "use crate::c::*;",
    ];
    for other in others {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", other),
            ("b.rs", "pub struct Item; pub fn item() -> u8 { 1 }"),
            ("c.rs", "use crate::b::Item; type Hidden = Item; pub struct Shown;"),
        ];
        let drawn = drawn(planted(&files).path());
        assert!(!drawn.get("a").is_some_and(|to| to.contains_key("b")), "{other}: {drawn:?}");
    }
}

#[test]
fn what_tests_and_quoted_code_name_is_no_arrow() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "#[cfg(test)] mod tests { use crate::b::Item; } fn f() -> T { quote!(crate::b::Item) }"),
        ("b.rs", "pub struct Item;"),
    ];
    assert_eq!(drawn(planted(&files).path()), BTreeMap::new());
}

#[test]
fn a_table_row_that_no_code_needs_is_found() {
    let table = "| `x/src` | uses |\n|---|---|\n| `a` | `b` |\n| `b` | |\n";
    let found = differences(&stated(table, "x/src"), &BTreeMap::new());
    assert_eq!(found, ["`a` no longer uses `b`"]);
}

#[test]
fn a_cycle_is_found_at_any_depth() {
    let files = [
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod b; mod c; pub struct Up;"),
        ("a/b.rs", "use super::c::C; pub struct B;"),
        ("a/c.rs", "use crate::a::b::B; pub struct C;"),
    ];
    let folders = Crate::read(planted(&files).path()).folders();
    assert_eq!(folders["a"].cycle(), ["a::b → a::c::C", "a::c → a::b::B"]);
    let files =
        [("lib.rs", "mod a;"), ("a/mod.rs", "mod b; pub struct Up(b::B);"), ("a/b.rs", "use super::Up; pub struct B;")];
    assert_eq!(Crate::read(planted(&files).path()).folders()["a"].cycle(), ["a → a::b::B", "a::b → a::Up"]);
}
