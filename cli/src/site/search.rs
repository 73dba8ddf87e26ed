//! The entries of all connectors in, out the shards that the search loads, as scripts: a page from disk cannot load data.

use std::collections::BTreeMap;

use connector_codegen::Files;
use serde_json::{Value, json};

use super::subject::{Entry, Found, Place};
use super::text::line;

/// The most operations of a shard.
const OPERATIONS: usize = 2_000;
/// The most places of one key that are listed.
const PLACES: usize = 40;

/// The places of each wire key, with the index of their connector.
type PlacesByKey<'a> = BTreeMap<&'a str, Vec<(usize, &'a Place)>>;

/// The shards.
pub(super) fn shards(entries: &[Entry]) -> Files {
    let mut files = Files::new();
    let mut shards: Vec<Vec<Value>> = Vec::new();
    let (mut left, mut total) = (0, 0);
    for (at, entry) in entries.iter().enumerate() {
        let operations: Vec<String> = entry.operations.iter().map(operation).collect();
        total += operations.len();
        for part in operations.chunks(OPERATIONS) {
            if left < part.len() {
                shards.push(Vec::new());
                left = OPERATIONS;
            }
            left -= part.len();
            let shard = shards.len() - 1;
            shards[shard].push(json!([at, part.join("\n")]));
        }
    }
    for (index, shard) in shards.iter().enumerate() {
        files.insert(format!("search/operations-{index}.js"), script("operations", &json!([index, shard])));
    }
    let mut keys: BTreeMap<String, PlacesByKey<'_>> = BTreeMap::new();
    for (at, place) in entries.iter().enumerate().flat_map(|(at, entry)| entry.fields.iter().map(move |it| (at, it))) {
        if let Some(shard) = shard(&place.key) {
            keys.entry(shard).or_default().entry(&place.key).or_default().push((at, place));
        }
    }
    let connectors: Vec<_> = entries.iter().map(connector).collect();
    let field_shards: Vec<_> = keys.keys().collect();
    files.insert(
        "search/connectors.js".to_owned(),
        script("connectors", &json!([connectors, shards.len(), total, field_shards])),
    );
    for (shard, keys) in keys {
        let rows: Vec<_> = keys.into_iter().map(|(key, places)| row(key, &places)).collect();
        files.insert(format!("search/fields-{shard}.js"), script("fields", &json!([shard, rows])));
    }
    files
}

/// A call of the search's function with a value.
fn script(function: &str, value: &Value) -> String {
    format!("connectorSearch.{function}({value});\n")
}

/// What the home page's filters and cards need, too.
fn connector(entry: &Entry) -> Value {
    let flags = [entry.direct, entry.triggers > 0, entry.paged, entry.files];
    let flags: u8 = flags.into_iter().enumerate().map(|(bit, is_set)| u8::from(is_set) << bit).sum();
    json!([
        entry.slug,
        entry.title,
        entry.publisher,
        entry.about,
        entry.color,
        entry.actions,
        entry.triggers,
        entry.internal,
        entry.sign_in,
        flags,
        entry.categories,
    ])
}

/// The line of an operation. The script looks through it as it is: a browser reads one long string faster than many lists.
fn operation(found: &Found) -> String {
    // A file named as its method, and an id that is the title, are not repeated.
    let file = if found.file == found.method { "" } else { &found.file };
    let id = if found.id == found.title { "" } else { &found.id };
    format!("{}\t{}\t{}\t{file}\t{}", line(&found.title), line(id), found.method, found.role)
}

/// A key, and where it is: connector, holder, address, and whether it is a type.
fn row(key: &str, places: &[(usize, &Place)]) -> Value {
    let listed = places.iter().take(PLACES);
    let listed: Vec<_> =
        listed.map(|(at, place)| json!([at, place.holder, place.address, u8::from(place.is_type)])).collect();
    json!([key, places.len(), listed])
}

/// The shard of a key: its first two letters or digits, in lower case. The script computes the same.
fn shard(key: &str) -> Option<String> {
    let letters = key.chars().filter(char::is_ascii_alphanumeric).take(2);
    let shard: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    (!shard.is_empty()).then_some(shard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_in_the_shard_of_its_first_letters() {
        assert_eq!(shard("@odata.type").as_deref(), Some("od"));
        assert_eq!(shard("_X").as_deref(), Some("x"));
        assert_eq!(shard("消息"), None);
        let place = |key: &str| Place {
            key: key.to_owned(),
            is_type: false,
            holder: "H".to_owned(),
            address: "types.html#models.H".to_owned(),
        };
        let entry = Entry { fields: vec![place("GroupId"), place("消息")], ..Entry::default() };
        let files = shards(&[entry]);
        let names: Vec<_> = files.keys().collect();
        assert_eq!(names, ["search/connectors.js", "search/fields-gr.js"]);
        assert_eq!(
            files["search/fields-gr.js"],
            "connectorSearch.fields([\"gr\",[[\"GroupId\",1,[[0,\"H\",\"types.html#models.H\",0]]]]]);\n"
        );
    }

    #[test]
    fn a_shard_has_the_lines_of_whole_connectors() {
        let found = |title: &str| Found {
            title: title.to_owned(),
            id: "Get\tIt".to_owned(),
            method: "get_it".to_owned(),
            file: "get_it".to_owned(),
            role: 'a',
        };
        let entry = |number: usize| Entry { operations: vec![found("Get it"); number], ..Entry::default() };
        let files = shards(&[entry(OPERATIONS - 1), entry(2), entry(0), entry(1)]);
        let names: Vec<_> = files.keys().collect();
        assert_eq!(names, ["search/connectors.js", "search/operations-0.js", "search/operations-1.js"]);
        let line = "Get it\\tGet It\\tget_it\\t\\ta";
        let text = format!("connectorSearch.operations([1,[[1,\"{line}\\n{line}\"],[3,\"{line}\"]]]);\n");
        assert_eq!(files["search/operations-1.js"], text);
        assert!(files["search/connectors.js"].ends_with(&format!("],2,{},[]]);\n", OPERATIONS + 2)));
    }
}
