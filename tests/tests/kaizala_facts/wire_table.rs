//! `tests/fixtures/kaizala-wire.toml`, typed by hand, agrees with the tables of `kaizala-wire.md`.

use std::collections::BTreeMap;

use connector_tests::{
    markdown::{self, Block},
    reference,
    wire::{Key, Wire},
};

/// A row of the table of actions.
#[derive(Clone, Debug, Default, PartialEq)]
struct Row {
    method: String,
    path: String,
    path_inferred: bool,
    query: Vec<Key>,
    body_name: Option<String>,
    body: Vec<Key>,
    form: Vec<Key>,
}

fn blocks() -> Option<Vec<Block>> {
    reference("kaizala-wire.md").map(|text| markdown::blocks(&text))
}

/// The text that holds this mark.
fn paragraph<'a>(blocks: &'a [Block], mark: &str) -> &'a str {
    let found = blocks.iter().find_map(|block| match block {
        Block::Text(text) if text.contains(mark) => Some(text.as_str()),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no text with {mark:?}"))
}

/// Splits at commas that stand in no parentheses.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let split = text.split(move |character| {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        character == ',' && depth == 0
    });
    split.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `key`, `key*`, `key (object)`, `key* (array of string)`: `*` is required, the words before a comma the kind.
fn key(text: &str) -> Key {
    let (name, remark) = text.split_once(" (").unwrap_or((text, ""));
    let kind = remark.split([',', ')']).next().filter(|kind| !kind.is_empty()).unwrap_or("string");
    Key { key: name.trim_end_matches('*').to_owned(), required: name.ends_with('*'), kind: kind.to_owned() }
}

fn keys(text: &str) -> Vec<Key> {
    parts(text).into_iter().map(key).collect()
}

/// The body's cell; `earlier` rows may be meant by `as X`.
fn take_body(row: &mut Row, cell: &str, earlier: &BTreeMap<String, Row>) {
    let mut cell = cell;
    if let Some(rest) = cell.strip_prefix("dynamic request") {
        row.body_name = Some("request".to_owned());
        cell = rest.trim_start_matches([':', ',']).trim();
    }
    if let Some(form) = cell.strip_prefix("multipart/form-data, file part ") {
        row.form = vec![Key { kind: "file".to_owned(), ..key(form) }];
    } else if let Some(other) = cell.strip_prefix("as ") {
        row.body = earlier[other].body.clone();
    } else {
        row.body = keys(cell);
    }
}

#[test]
fn the_actions_are_those_of_the_table() {
    let Some(blocks) = blocks() else { return };
    let header = ["operationId", "method and path", "query", "JSON body (wire keys, * required)"];
    let table = markdown::table(&blocks, &header).expect("the table is there");
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for cells in &table.rows {
        let mut words = cells[1].split_whitespace().map(str::to_owned);
        let mut row = Row {
            method: words.next().expect("a method"),
            path: words.next().expect("a path"),
            path_inferred: cells[1].contains("path inferred"),
            query: keys(&cells[2]),
            ..Row::default()
        };
        take_body(&mut row, &cells[3], &rows);
        rows.insert(cells[0].clone(), row);
    }
    let wire = Wire::of_kaizala();
    assert_eq!((rows.len(), wire.actions.len()), (17, 17));
    for action in wire.actions {
        let typed = Row {
            method: action.method,
            path: action.path,
            path_inferred: action.path_inferred,
            query: action.query,
            body_name: action.body_name,
            body: action.body,
            form: action.form,
        };
        assert_eq!(Some(&typed), rows.get(&action.operation), "{}", action.operation);
    }
}

#[test]
fn the_triggers_are_those_of_the_table() {
    let Some(blocks) = blocks() else { return };
    let header = ["operationId", "path", "query (* required)", "payload"];
    let table = markdown::table(&blocks, &header).expect("the table is there");
    let wire = Wire::of_kaizala();
    assert_eq!(table.rows.len(), wire.triggers.len());
    for (trigger, cells) in wire.triggers.iter().zip(&table.rows) {
        let payload = cells[3].split_whitespace().next().expect("a payload");
        assert_eq!((&trigger.operation, &trigger.path), (&cells[0], &cells[1]));
        assert_eq!((&trigger.query, trigger.payload.as_str()), (&keys(&cells[2]), payload), "{}", trigger.operation);
        assert!(trigger.call.json.contains("\"CallbackUrl\""), "{}", trigger.operation);
    }
}

#[test]
fn the_operations_behind_drop_downs_are_those_of_the_text() {
    let Some(blocks) = blocks() else { return };
    let text = paragraph(&blocks, "Internal operations");
    for internal in Wire::of_kaizala().internals {
        let stands = format!("{} {} {}", internal.operation, internal.method, internal.path);
        let at = text.find(&stands).unwrap_or_else(|| panic!("no {stands:?}"));
        let sentence = text[at + stands.len()..].split([';', '.']).next().unwrap_or_default();
        assert_eq!(sentence.contains("inferred"), internal.path_inferred, "{stands}");
        for key in &internal.query {
            assert!(sentence.contains(&key.key), "{stands}: {}", key.key);
        }
    }
}

#[test]
fn host_and_enumerations_are_those_of_the_text() {
    let Some(blocks) = blocks() else { return };
    let wire = Wire::of_kaizala();
    paragraph(&blocks, &format!("host {}, scheme {}, base path {}.", wire.host, wire.scheme, wire.base_path));
    let (_, text) = paragraph(&blocks, "Enumerations").split_once(": ").expect("a list");
    let mut stated = BTreeMap::new();
    for entry in text.trim_end_matches('.').split(" · ") {
        let (key, values) = entry.split_once(" = ").expect("an enumeration");
        stated.insert(key.to_owned(), values.split(", ").map(str::to_owned).collect::<Vec<_>>());
    }
    assert_eq!(wire.enumerations, stated);
}
