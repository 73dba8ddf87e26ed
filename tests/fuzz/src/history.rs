//! The history of a small connector, which a text states.
//!
//! A line is a version, and a word of it an edit: its first letter says what is edited, the others what it becomes. What an edit does
//! not name stays as the line before has it. Bytes that state nothing are ignored, so any text is a history.
//!
//! | word | what it edits |
//! |---|---|
//! | `o0Ab1` | definition 0 is an object; a capital letter is a required property, and 1 makes the one before it an integer |
//! | `e0abc` | definition 0 is an enumeration |
//! | `l0`, `t0` | definition 0 is a list, a text |
//! | `r01`, `s01` | definition 0 refers to definition 1, alone or in `allOf` |
//! | `x01` | definitions 0 and 1 change places |
//! | `v0Ab` | the object in response 0, which has no name of its own |
//! | `p001` | operation 0 has path 0 and method 1 |
//! | `q0Ab1c2` | the parameters of operation 0; 1 makes the one before it a header, 2 and 3 give it a constant |
//! | `k01` | operation 0 is an action, a trigger, for internal use, or gone |
//! | `f1` | the values that a choice fills |
//! | `cAb` | the connection's parameters |

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A later version costs rounds and finds no more.
const VERSIONS: usize = 6;

const DEFINITIONS: [&str; 5] = ["A", "B", "C", "Foo", "Bar"];
const KEYS: [&str; 9] = ["a", "b", "$a", "a b", "aB", "a-b", "c", "C", "@b"];
const VALUES: [&str; 6] = ["a", "b", "a b", "aB", "a-b", "A"];
const IDS: [&str; 4] = ["A", "B", "Get It", "GetIt"];
const PATHS: [&str; 6] = ["/a", "/b", "/c/{x}", "/c/{x}/d/{y}", "/c/{y}/d/{x}", "/{x}/{y}"];
const METHODS: [&str; 3] = ["get", "post", "delete"];
const PARAMETERS: [&str; 4] = ["a", "b", "c", "x-a"];
const CONNECTION: [&str; 4] = ["user", "password", "key", "Key"];
/// What a choice fills its two values with.
const FILLED: [[&str; 2]; 4] = [
    [r#"{"parameter":"a"}"#, r#"{"parameter":"b"}"#],
    [r#"{"parameter":"b"}"#, r#"{"parameter":"a"}"#],
    [r#"{"parameter":"a"}"#, r#"{"value":"1"}"#],
    [r#"{"value":"1"}"#, r#"{"value":"2"}"#],
];
const TEXT: &str = r#"{"type":"string"}"#;

/// The files of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// `apiDefinition.swagger.json`.
    pub definition: String,
    /// `apiProperties.json`.
    pub properties: String,
}

/// The versions that a text states, without those that change nothing.
pub fn versions(text: &[u8]) -> Vec<Version> {
    let mut connector = Connector::default();
    let lines = text.split(|byte| *byte == b'\n').take(VERSIONS);
    let versions = lines.map(|line| {
        line.split(|byte| *byte == b' ').for_each(|word| connector.edit(word));
        connector.version()
    });
    let mut versions: Vec<Version> = versions.collect();
    versions.dedup();
    versions
}

/// A definition, and the one that it refers to.
#[derive(Clone)]
struct Definition {
    schema: String,
    to: Option<usize>,
}

#[derive(Clone, Default)]
struct Operation {
    path: usize,
    method: usize,
    parameters: Vec<Letter>,
    kind: usize,
}

struct Connector {
    definitions: [Definition; 5],
    responses: [String; 3],
    operations: [Operation; 4],
    filled: usize,
    connection: Vec<Letter>,
}

/// One of a list, as a letter and the digit behind it state it.
#[derive(Clone)]
struct Letter {
    index: usize,
    is_required: bool,
    digit: usize,
}

impl Default for Connector {
    fn default() -> Self {
        let text = || Definition { schema: TEXT.to_owned(), to: None };
        let operation = |path| Operation { path, ..Operation::default() };
        Self {
            definitions: [text(), text(), text(), text(), text()],
            responses: [TEXT.to_owned(), TEXT.to_owned(), TEXT.to_owned()],
            operations: [operation(0), operation(1), operation(2), operation(3)],
            filled: 0,
            connection: Vec::new(),
        }
    }
}

/// The number that a byte of a word states.
fn index(word: &[u8], at: usize, end: usize) -> usize {
    usize::from(word.get(at).map_or(0, |byte| byte.wrapping_sub(b'0'))) % end
}

/// The letters of a word, each one once.
fn letters(word: &[u8], from: usize, end: usize) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for byte in word.iter().skip(from) {
        match (byte, letters.last_mut()) {
            (b'0'..=b'9', Some(last)) => last.digit = usize::from(byte - b'0'),
            (b'a'..=b'z' | b'A'..=b'Z', _) => {
                let index = usize::from(byte.to_ascii_lowercase() - b'a') % end;
                if letters.iter().all(|letter| letter.index != index) {
                    letters.push(Letter { index, is_required: byte.is_ascii_uppercase(), digit: 0 });
                }
            }
            _ => {}
        }
    }
    letters
}

fn object(letters: &[Letter]) -> String {
    let listed = |items: Vec<String>| items.join(",");
    let properties = letters.iter().map(|letter| {
        let ty = if letter.digit == 1 { "integer" } else { "string" };
        format!(r#""{}":{{"type":"{ty}"}}"#, KEYS[letter.index])
    });
    let required =
        letters.iter().filter(|letter| letter.is_required).map(|letter| format!("\"{}\"", KEYS[letter.index]));
    let (properties, required) = (listed(properties.collect()), listed(required.collect()));
    format!(r#"{{"type":"object","required":[{required}],"properties":{{{properties}}}}}"#)
}

impl Connector {
    fn edit(&mut self, word: &[u8]) {
        let Some(first) = word.first() else { return };
        let at = index(word, 1, DEFINITIONS.len());
        match first {
            b'o' => self.define(at, object(&letters(word, 2, KEYS.len()))),
            b'e' => {
                let values = letters(word, 2, VALUES.len());
                let values: Vec<_> = values.iter().map(|letter| format!("\"{}\"", VALUES[letter.index])).collect();
                if !values.is_empty() {
                    self.define(at, format!(r#"{{"type":"string","enum":[{}]}}"#, values.join(",")));
                }
            }
            b'l' => self.define(at, format!(r#"{{"type":"array","items":{TEXT}}}"#)),
            b't' => self.define(at, TEXT.to_owned()),
            b'r' | b's' => {
                let to = index(word, 2, DEFINITIONS.len());
                let reference = format!(r##"{{"$ref":"#/definitions/{}"}}"##, DEFINITIONS[to]);
                let all_of = format!(r#"{{"allOf":[{reference}]}}"#);
                // A circle has no meaning.
                if !self.leads(to, at) {
                    let schema = if *first == b'r' { reference } else { all_of };
                    self.definitions[at] = Definition { schema, to: Some(to) };
                }
            }
            b'x' => {
                let other = index(word, 2, DEFINITIONS.len());
                self.definitions.swap(at, other);
                if (0..DEFINITIONS.len()).any(|one| self.definitions[one].to.is_some_and(|to| self.leads(to, one))) {
                    self.definitions.swap(at, other);
                }
            }
            b'v' => self.responses[index(word, 1, 3)] = object(&letters(word, 2, KEYS.len())),
            b'p' => {
                let operation = &mut self.operations[index(word, 1, IDS.len())];
                operation.path = index(word, 2, PATHS.len());
                operation.method = index(word, 3, METHODS.len());
            }
            b'q' => self.operations[index(word, 1, IDS.len())].parameters = letters(word, 2, PARAMETERS.len()),
            b'k' => self.operations[index(word, 1, IDS.len())].kind = index(word, 2, 4),
            b'f' => self.filled = index(word, 1, FILLED.len()),
            b'c' => self.connection = letters(word, 1, CONNECTION.len()),
            _ => {}
        }
    }

    fn define(&mut self, at: usize, schema: String) {
        self.definitions[at] = Definition { schema, to: None };
    }

    /// Whether a definition is another one, or refers to it.
    fn leads(&self, from: usize, to: usize) -> bool {
        let mut at = Some(from);
        // In a circle no definition is the last one.
        for _ in 0..=DEFINITIONS.len() {
            match at {
                Some(one) if one == to => return true,
                Some(one) => at = self.definitions[one].to,
                None => return false,
            }
        }
        true
    }

    fn version(&self) -> Version {
        let fields = DEFINITIONS.map(|name| format!(r##""p{name}":{{"$ref":"#/definitions/{name}"}}"##)).join(",");
        let definitions: Vec<_> =
            DEFINITIONS.iter().zip(&self.definitions).map(|(name, one)| format!("\"{name}\":{}", one.schema)).collect();
        let [x, y] = FILLED[self.filled];
        let list = r#"{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"}}}}"#;
        let [sent, one, other] =
            [0, 1, 2].map(|at| format!(r#"{{"type":"object","properties":{{"v":{}}}}}"#, self.responses[at]));
        let mut paths = format!(
            r#""/send":{{"post":{{"operationId":"Send","parameters":[{{"name":"a","in":"query","type":"string"}},{{"name":"b","in":"query","type":"string"}},{{"name":"d","in":"query","type":"string","x-ms-dynamic-values":{{"operationId":"List","value-path":"id","parameters":{{"x":{x},"y":{y}}}}}}},{{"name":"body","in":"body","required":true,"schema":{{"type":"object","properties":{{{fields}}}}}}}],"responses":{{"200":{{"description":"","schema":{sent}}}}}}}}},
"/list":{{"get":{{"operationId":"List","parameters":[{{"name":"x","in":"query","required":true,"type":"string"}},{{"name":"y","in":"query","required":true,"type":"string"}}],"responses":{{"200":{{"description":"","schema":{list}}}}}}}}},
"/one":{{"get":{{"operationId":"One","responses":{{"200":{{"description":"","schema":{one}}}}}}}}},
"/other":{{"get":{{"operationId":"Other","responses":{{"200":{{"description":"","schema":{other}}}}}}}}}"#
        );
        for (path, operations) in self.paths() {
            let operations: Vec<_> =
                operations.into_iter().map(|(method, one)| format!("\"{method}\":{one}")).collect();
            write!(paths, ",\n\"{path}\":{{{}}}", operations.join(",")).expect("a text takes text");
        }
        let definition = format!(
            r#"{{"swagger":"2.0","info":{{"title":"T","version":"1"}},"host":"t.example.com","schemes":["https"],"paths":{{
{paths}}},
"definitions":{{{}}}}}"#,
            definitions.join(",")
        );
        let connection = self.connection.iter().map(|letter| {
            let constraints = format!(r#"{{"constraints":{{"required":"{}"}}}}"#, letter.is_required);
            format!(r#""{}":{{"type":"securestring","uiDefinition":{constraints}}}"#, CONNECTION[letter.index])
        });
        let properties =
            format!(r#"{{"properties":{{"connectionParameters":{{{}}}}}}}"#, connection.collect::<Vec<_>>().join(","));
        Version { definition, properties }
    }

    /// The operations of each path, with their methods. Of two with one path and one method, the first is there.
    fn paths(&self) -> BTreeMap<&'static str, BTreeMap<&'static str, String>> {
        let mut paths: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for (id, operation) in IDS.iter().zip(&self.operations).filter(|(_, operation)| operation.kind != 3) {
            let path = PATHS[operation.path];
            // Two paths that differ in the names of their placeholders are one.
            let is_twin = |other: &&str| *other != path && other.replace('x', "y") == path.replace('x', "y");
            if paths.keys().any(is_twin) {
                continue;
            }
            paths.entry(path).or_default().entry(METHODS[operation.method]).or_insert_with(|| operation.text(id, path));
        }
        paths
    }
}

impl Operation {
    fn text(&self, id: &str, path: &str) -> String {
        let placeholders = ["x", "y"].into_iter().filter(|name| path.contains(&format!("{{{name}}}")));
        let placeholders =
            placeholders.map(|name| format!(r#"{{"name":"{name}","in":"path","required":true,"type":"string"}}"#));
        let parameters = self.parameters.iter().map(|letter| {
            let (location, constant) = match letter.digit {
                1 => ("header", ""),
                2 => ("query", r#","enum":["1"]"#),
                3 => ("query", r#","enum":["2"]"#),
                _ => ("query", ""),
            };
            let (name, required) = (PARAMETERS[letter.index], letter.is_required);
            format!(r#"{{"name":"{name}","in":"{location}","required":{required},"type":"string"{constant}}}"#)
        });
        let parameters: Vec<_> = placeholders.chain(parameters).collect();
        let mark =
            ["", r#""x-ms-trigger":"single","#, r#""x-ms-visibility":"internal","#].get(self.kind).unwrap_or(&"");
        format!(
            r#"{{"operationId":"{id}",{mark}"parameters":[{}],"responses":{{"200":{{"description":"","schema":{{"type":"object","properties":{{"z":{TEXT}}}}}}}}}}}"#,
            parameters.join(",")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_edits_what_it_names_and_the_rest_stays() {
        let of = |text: &str| versions(text.as_bytes());
        let [one, two] = &of("o0Ab1 r10\nq0A1")[..] else { panic!("two versions") };
        let [a, b] = [
            r#""A":{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"integer"}}}"#,
            r##""B":{"$ref":"#/definitions/A"}"##,
        ];
        assert!([one, two].iter().all(|version| version.definition.contains(a) && version.definition.contains(b)));
        let header = r#""operationId":"A","parameters":[{"name":"a","in":"header","required":true,"type":"string"}]"#;
        assert_eq!([one, two].map(|version| version.definition.contains(header)), [false, true]);
        // No circle, and no operation twice.
        assert_eq!(of("r01 r10"), of("r01"));
        assert_eq!(of("p000 p100"), of("p000 k13"));
        assert_eq!(of("\u{fffd} 7 \0"), of(""));
        assert_eq!(of("o0a\no0a\no0b\n\no0a").len(), 3);
        assert_eq!(of(&"o0a\no0b\n".repeat(50)).len(), VERSIONS);
    }
}
