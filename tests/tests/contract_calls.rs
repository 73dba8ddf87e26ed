//! The callers that `cargo xtask contract` compiles: they contain each operation of a crate, and request each value by location and
//! wire key.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_codegen::{Generated, Generator, internal};

fn generated() -> Generated {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/kaizala");
    let generator = Generator::new(spec);
    let [connector] = <[_; 1]>::try_from(generator.connectors().unwrap()).unwrap();
    generator.generate(&connector).unwrap()
}

#[test]
fn every_operation_is_called() {
    let generated = generated();
    let text = internal::calls(&generated).unwrap();
    let file = syn::parse_file(&text).unwrap();
    let calls = file.items.iter().filter(|item| matches!(item, syn::Item::Fn(item) if item.sig.asyncness.is_some()));
    assert_eq!(calls.count(), generated.operations.len());
    for operation in &generated.operations {
        assert!(text.contains(&format!("{operation:?} =>")), "{operation}");
    }
}

#[test]
fn a_value_is_requested_by_location_and_wire_key() {
    let text: String = internal::calls(&generated()).unwrap().split_whitespace().collect();
    for asked in [
        r#".send_message(case.needed("path","groupId",::connector_contract::json::<String>"#,
        r#"case.needed("body","",::connector_contract::json::<connector_kaizala::bodies::SendMessageRequest"#,
        r#"case.given("query","sendToAll","#,
        r#"case.needed("form","fileContent",::connector_contract::file"#,
    ] {
        assert!(text.contains(asked), "{asked}");
    }
}

/// The preparations that the judge knows, a line each: `name: 'reason',`.
fn preparations() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/contract/judge/prepare.mjs");
    let text = std::fs::read_to_string(path).unwrap();
    let table = text.split_once("PREPARATIONS = {").unwrap().1.split_once("};").unwrap().0;
    let names = table.lines().filter_map(|line| line.split_once(": ").map(|(name, _)| name.trim().trim_matches('\'')));
    names.map(str::to_owned).collect()
}

#[test]
fn the_page_lists_every_preparation_of_prisms_copy() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/contract.md")).unwrap();
    let names = preparations();
    assert!(names.len() > 10);
    for name in names {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn the_page_lists_every_class_of_explained_facts() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let page = std::fs::read_to_string(format!("{root}/docs/contract.md")).unwrap();
    let table = std::fs::read_to_string(format!("{root}/xtask/src/contract/facts/explained.rs")).unwrap();
    let names: Vec<&str> =
        table.lines().filter_map(|line| line.trim().strip_prefix("name: \"")?.strip_suffix("\",")).collect();
    assert!(names.len() > 5);
    for name in names {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
}
