//! Tests that the decoder and serde_json agree: which text is JSON, and which values it contains. They run over random
//! documents, mutations of these, and edge cases written by hand.

use crate::json::{Decode, Decoder, JsonError, Raw, decode};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, str::FromStr};

#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    text: Option<String>,
    number: Option<f64>,
    list: Option<Vec<String>>,
    inner: Option<Box<Model>>,
    free: Option<Value>,
}

mod generated {
    use super::Model;

    macro_rules! wide {
        ($( $field:ident )*) => {
            #[derive(Default)]
            pub(super) struct Wide {
                pub(super) inner: Option<Vec<Wide>>,
                $( $field: Option<String>, )*
            }
            crate::codegen::model! {
                Wide { optional inner = "inner", $( optional $field = "", )* }
            }
        };
    }
    wide! { f00 f01 f02 f03 f04 f05 f06 f07 f08 f09 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24 f25 f26 f27 f28 f29 f30 f31 f32 f33 f34 f35 f36 f37 f38 f39 f40 f41 f42 f43 f44 f45 f46 f47 f48 f49 f50 f51 f52 f53 f54 f55 f56 f57 f58 f59 f60 f61 f62 f63 f64 f65 f66 f67 f68 f69 f70 f71 f72 f73 f74 f75 f76 f77 f78 f79 f80 f81 f82 f83 f84 f85 f86 f87 f88 f89 f90 f91 f92 f93 f94 f95 f96 f97 f98 f99 }

    crate::codegen::model! {
        Model {
            optional text = "text",
            optional number = "number",
            optional list = "list",
            optional inner = "inner",
            optional free = "free",
        }
    }
}

/// Random numbers from a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }
}

const SPACES: [&str; 8] = ["", "", "", "", " ", "\n", "\r\n\t", "         "];
const NUMBERS: [&str; 12] = [
    "0",
    "-0",
    "7",
    "-12",
    "0.5",
    "1e3",
    "1E+2",
    "-2.50e-3",
    "1.0",
    "12345678901234567890",
    "9007199254740993",
    "1e-9",
];
const PIECES: [&str; 14] = [
    "a",
    "text",
    "é",
    "🚀",
    "0123456789abcdef",
    " ",
    r"\n",
    r#"\""#,
    r"\\",
    r"\/",
    r"\u00e9",
    r"\ud83d\ude80",
    r"\u0000",
    "\u{7f}",
];
const KEYS: [&str; 8] = ["text", "number", "list", "inner", "free", "other", r"\u0074ext", "Text"];

/// Appends a random document.
fn document(random: &mut Random, depth: usize, out: &mut String) {
    out.push_str(random.pick(&SPACES));
    match random.below(if depth == 0 { 5 } else { 8 }) {
        0 => out.push_str(random.pick(&["true", "false", "null"])),
        1 | 2 => out.push_str(random.pick(&NUMBERS)),
        3 | 4 => string(random, out),
        5 => {
            out.push('[');
            for index in 0..random.below(4) {
                out.push_str(if index > 0 { "," } else { "" });
                document(random, depth - 1, out);
            }
            out.push(']');
        }
        _ => {
            out.push('{');
            for index in 0..random.below(6) {
                out.push_str(if index > 0 { "," } else { "" });
                out.push_str(random.pick(&SPACES));
                match random.below(4) {
                    0 => string(random, out),
                    _ => *out += &format!("\"{}\"", random.pick(&KEYS)),
                }
                out.push_str(random.pick(&SPACES));
                out.push(':');
                document(random, depth - 1, out);
            }
            out.push('}');
        }
    }
    out.push_str(random.pick(&SPACES));
}

fn string(random: &mut Random, out: &mut String) {
    out.push('"');
    for _ in 0..random.below(5) {
        out.push_str(random.pick(&PIECES));
    }
    out.push('"');
}

fn documents() -> impl Iterator<Item = String> {
    (0..2_000).map(|seed| {
        let mut out = String::new();
        document(&mut Random(seed), 1 + seed as usize % 6, &mut out);
        out
    })
}

/// What this decoder reads from a text.
fn seen(value: Raw<'_>) -> Value {
    if value.is_object() {
        let members = value.members().unwrap();
        Value::Object(members.into_iter().map(|(key, value)| (key.into_owned(), seen(value))).collect::<Map<_, _>>())
    } else if value.is_list() {
        Value::Array(value.items().unwrap().into_iter().map(seen).collect())
    } else if value.is_string() {
        Value::String(value.text().unwrap().into_owned())
    } else {
        match value.source() {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number => Value::Number(serde_json::Number::from_str(number).unwrap()),
        }
    }
}

/// Whether a text is JSON. Each way of decoding must agree on it.
fn is_json(text: &str) -> bool {
    let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
    assert_eq!(Raw::parse(text).is_ok(), is_json, "{text}");
    let not_json = [
        decode::<Model>(text).err(),
        decode::<Vec<Model>>(text).err(),
        decode::<BTreeMap<String, i64>>(text).err(),
        decode::<Value>(text).err(),
        decode::<bool>(text).err(),
        crate::json::decode_folding_case::<Model>(text).err(),
    ]
    .map(|error| error.is_some_and(|error| error.is_not_json()));
    assert_eq!(not_json, [!is_json; 6], "{text}");
    is_json
}

#[test]
fn both_see_the_same_in_a_document() {
    for text in documents() {
        assert!(is_json(&text), "{text}");
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(seen(Raw::parse(&text).unwrap()), value, "{text}");
        assert_eq!(decode::<Value>(&text).unwrap(), value, "{text}");
    }
}

#[test]
fn both_refuse_the_same_broken_documents() {
    let mut random = Random(7);
    let mut refused = 0;
    for text in documents().filter(|text| text.len() < 400).step_by(2) {
        let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for _ in 0..12 {
            let at = cuts[random.below(cuts.len())];
            let (head, tail) = text.split_at(at);
            let piece = random.pick(&[
                "", "\"", "\\", ",", ":", "{", "}", "[", "]", "-", "+", ".", "0", "e", "\u{1}", "\n", "\t", "x",
                "\\u12", "null", "\\x", "\u{a0}", "/**/",
            ]);
            let behind = tail.char_indices().nth(1).map_or("", |(next, _)| &tail[next..]);
            for broken in [head.to_owned(), format!("{head}{piece}{tail}"), format!("{head}{piece}{behind}")] {
                refused += usize::from(!is_json(&broken));
            }
        }
    }
    assert!(refused > 10_000, "only {refused} of the documents were broken");
}

#[test]
fn corners_are_the_same_for_both() {
    for text in [
        "0",
        "-0",
        "10",
        "1.5",
        "1e5",
        "1E-5",
        "1e+5",
        "-1.0e0",
        "\"\"",
        "[]",
        "{}",
        " [ ] ",
        "{ }",
        "[[],{}]",
        "null ",
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#"{"a":1,"a":2}"#,
        "1e999",
    ] {
        assert!(is_json(text), "{text}");
    }
    for text in [
        "",
        " ",
        "01",
        "-01",
        "1.",
        "+1",
        ".5",
        "-",
        "--1",
        "1e",
        "1e+",
        "1.e5",
        "0x1",
        "NaN",
        "Infinity",
        "-Infinity",
        "tru",
        "truex",
        "True",
        "nul",
        "nulll",
        "[1,]",
        "[,1]",
        "[,]",
        "[1 2]",
        "[1",
        "]",
        "[}",
        "{]",
        "{",
        "}",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        r#"{a:1}"#,
        r#"{1:1}"#,
        r#"{"a":1 "b":2}"#,
        "{}{}",
        "[] x",
        "1 2",
        "\"",
        "\"a",
        "\"\\\"",
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\u+123""#,
        "\"\u{0}\"",
        "\"\n\"",
        "'a'",
        "\u{feff}",
        "//\n1",
        "\u{a0}1",
        "[1]]",
        "{\"a\":[}]",
    ] {
        assert!(!is_json(text), "{text}");
    }
}

#[test]
fn a_lone_surrogate_is_the_replacement_character() {
    for (source, text) in [
        (r"\ud800", "\u{fffd}"),
        (r"a\udc00b", "a\u{fffd}b"),
        (r"\ud800\u0041", "\u{fffd}A"),
        (r"\ud800\ud83d\ude80", "\u{fffd}🚀"),
        (r"\ud83dx", "\u{fffd}x"),
        (r"\ud83d\n", "\u{fffd}\n"),
        (r"\u00e9\b\f\n\r\t\/\\\u0022", "é\u{8}\u{c}\n\r\t/\\\""),
    ] {
        assert_eq!(decode::<String>(&format!("\"{source}\"")).unwrap(), text, "{source}");
    }
}

#[test]
fn text_that_is_not_json_is_reported_with_line_and_column() {
    let error = decode::<Model>("{\n  \"list\": {},\n  \"text\": 01\n}").unwrap_err();
    assert_eq!(error.to_string(), "not JSON: invalid number at line 3 column 12");
}

#[test]
fn a_misfit_is_reported_only_if_the_text_is_json() {
    assert_eq!(
        decode::<Model>(r#"{"text":{},"number":[]}"#).unwrap_err().to_string(),
        "`text`: expected text, found an object"
    );
    assert!(decode::<Model>(r#"{"text":{},"number":[}"#).unwrap_err().is_not_json());
    assert!(decode::<Model>(r#"{"text":{}} x"#).unwrap_err().is_not_json());
}

/// What refuses any value, and reads none.
#[derive(Debug)]
struct Never;

impl Decode for Never {
    fn decode(_: &mut Decoder<'_>) -> Result<Self, JsonError> {
        Err(JsonError::new("never"))
    }
}

#[test]
fn a_type_may_refuse_a_value_without_reading_it() {
    let refused = |json: &str| decode::<Vec<Never>>(json).unwrap_err().to_string();
    assert_eq!(decode::<Never>(" {\"a\":[1]} ").unwrap_err().to_string(), "never");
    assert_eq!((refused("7"), refused(r#"[{"a":[1]},2]"#)), ("never".to_owned(), "`[0]`: never".to_owned()));
    for text in ["{} x", "{", " ", "[1,]"] {
        assert!(decode::<Never>(text).unwrap_err().is_not_json(), "{text}");
    }
}

#[test]
fn the_last_of_equal_keys_counts_whatever_stood_before() {
    let last = |json: &str| decode::<Model>(json).map(|model| model.text).map_err(|error| error.to_string());
    assert_eq!(last(r#"{"text":{"a":[1]},"text":"b"}"#), Ok(Some("b".to_owned())));
    assert_eq!(last(r#"{"text":"a","text":null}"#), Ok(None));
    assert_eq!(last(r#"{"text":"a","text":[]}"#), Err("`text`: expected text, found a list".to_owned()));
    assert_eq!(
        last(r#"{"text":{},"number":{"a":1},"text":"a"}"#),
        Err("`number`: expected a number, found an object".to_owned())
    );
}

#[test]
fn reading_goes_on_behind_what_does_not_fit() {
    let text = r#"{"list":[{"a":[1]},"b"],"inner":{"text":[[]],"inner":{"list":{}}},"free":{"a":1}}"#;
    assert_eq!(decode::<Model>(text).unwrap_err().to_string(), "`list[0]`: expected text, found an object");
    let twice = format!(r#"{{"inner":{text},"inner":{{"free":[1]}}}}"#);
    assert_eq!(decode::<Model>(&twice).unwrap().inner.and_then(|inner| inner.free), Some(json!([1])));
}

/// The limit counts depth, not size.
#[test]
fn the_limit_of_depth_is_one_of_depth() {
    let nested = |levels: usize| format!("{}{}", r#"{"inner":"#.repeat(levels) + "{}", "}".repeat(levels));
    assert!(decode::<Model>(&nested(127)).is_ok());
    assert!(decode::<Model>(&nested(128)).is_err());
    let wide = format!("[{}]", vec![nested(100); 50].join(","));
    assert_eq!(decode::<Vec<Model>>(&wide).unwrap().len(), 50);
}

/// The deepest response that decodes fits the 2 MiB stack of a tokio thread, also for a model of a hundred fields and
/// without optimization.
#[test]
fn the_limit_of_depth_keeps_the_stack() {
    let nested = format!("{}{}", r#"{"inner":["#.repeat(64) + "{}", "]}".repeat(64));
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let decoding =
        thread.spawn(move || crate::json::decode::<generated::Wide>(&nested).map(|wide| wide.inner.is_some()));
    assert!(decoding.unwrap().join().unwrap().unwrap_err().to_string().ends_with("128 deep"));
}
