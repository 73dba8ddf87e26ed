//! Lenient decoding: the rows of the decoding table, and models through serde.

use connector_runtime::{
    Base64, Date, DateTime, Decode, Deep, Encode, Nullable, Secret, Unlisted, UnlistedInteger, UnlistedNumber,
    UnlistedUnsigned,
    codegen::{Decoder, Encoder, JsonError, Keys, TriggerItem, write_text},
    serde_json,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    text: Option<String>,
    integer: Option<i64>,
    number: Option<f64>,
    boolean: Option<bool>,
    time: Option<DateTime>,
    date: Option<Date>,
    file: Option<Base64>,
    key: Option<Secret>,
    list: Option<Vec<i64>>,
    map: Option<BTreeMap<String, String>>,
    nullable: Option<Nullable<i64>>,
    free: Option<Value>,
    color: Option<Color>,
    level: Option<Level>,
    inner: Option<Box<Model>>,
    models: Option<Vec<Model>>,
    r#type: Option<String>,
}

connector_runtime::codegen::model! {
    Model {
        optional text = "text",
        optional integer = "integer",
        optional number = "number",
        optional boolean = "boolean",
        optional time = "time",
        optional date = "date",
        optional file = "file",
        optional key = "key",
        optional list = "list",
        optional map = "map",
        optional nullable = "nullable",
        optional free = "free",
        optional color = "color",
        optional level = "level",
        optional inner = "inner",
        optional models = "models",
        optional r#type = "@type",
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Open {
    id: Option<i64>,
    extra: BTreeMap<String, String>,
}

connector_runtime::codegen::model! {
    Open {
        optional id = "id",
        extra extra,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Color {
    Red,
    Unknown,
    UnlistedValue(Unlisted),
}

connector_runtime::codegen::open_enum! { Color { Red = "red", Unknown = "Unknown" } UnlistedValue }

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Level {
    Low,
    Value1,
    UnlistedValue(UnlistedInteger),
}

connector_runtime::codegen::open_integer_enum! { Level { Low = -1, "Low", Value1 = 1 } UnlistedValue }

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Share {
    None,
    Minus05,
    Third,
    UnlistedValue(UnlistedNumber),
}

connector_runtime::codegen::open_number_enum! { Share { None = 0.0, Minus05 = -0.5, Third = 0.333 } UnlistedValue }

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Mask {
    Value0,
    All,
    UnlistedValue(UnlistedUnsigned),
}

connector_runtime::codegen::open_unsigned_enum! { Mask { Value0 = 0, All = 18446744073709551615 } UnlistedValue }

fn decode<T: connector_runtime::Decode>(json: &str) -> Result<T, String> {
    let item = TriggerItem::direct("T", json.as_bytes()).expect("it is not empty");
    item.json().map_err(|error| error.to_string().strip_prefix("T: ").unwrap_or("no operation").to_owned())
}

fn model(json: &str) -> Model {
    decode(json).expect("it fits")
}

fn error(json: &str) -> String {
    decode::<Model>(json).expect_err("it does not fit")
}

#[test]
fn an_enumeration_without_a_sign_has_all_its_64_bits() {
    assert_eq!(decode::<Mask>("18446744073709551615"), Ok(Mask::All));
    assert_eq!(decode::<Mask>(r#""0""#), Ok(Mask::Value0));
    let large = decode::<Mask>("9223372036854775808").unwrap();
    assert_eq!((large.as_u64(), large == Mask::from(1 << 63)), (1 << 63, true));
    assert!(decode::<Mask>("-1").is_err());
}

#[test]
fn null_and_missing_are_none() {
    assert_eq!(model("{}"), Model::default());
    assert_eq!(model(r#"{"text":null,"list":null,"inner":null,"free":null,"color":null}"#), Model::default());
}

#[test]
fn extra_keys_are_dropped_unless_the_model_keeps_them() {
    assert_eq!(model(r#"{"other":{"deep":[1]},"text":"a"}"#).text.as_deref(), Some("a"));
    let open: Open = decode(r#"{"a":"x","id":1,"b":2.50,"c":null}"#).unwrap();
    assert_eq!(open.id, Some(1));
    assert_eq!(open.extra, BTreeMap::from([("a".to_owned(), "x".to_owned()), ("b".to_owned(), "2.50".to_owned())]));
    for json in [r#"{"a":[]}"#, r#"{"a":[],"b":"x"}"#, r#"{"a":[],"a":"x"}"#] {
        assert_eq!(decode::<Open>(json).unwrap_err(), "`[…]`: expected text, found a list", "{json}");
    }
}

#[test]
fn a_listed_integer_may_be_sent_by_its_name() {
    for text in ["Low", "low", "LOW", "-1"] {
        assert_eq!(model(&format!(r#"{{"level":"{text}"}}"#)).level, Some(Level::Low), "{text}");
    }
    assert_eq!(error(r#"{"level":"High"}"#), "`level`: expected an integer, found a string");
    assert_eq!(decode::<Vec<Level>>(r#"["Low",7]"#).unwrap(), [Level::Low, Level::from(7)]);
}

#[test]
fn an_integer_may_be_a_whole_number_or_text() {
    for (json, integer) in [("7", 7), ("-7", -7), ("1.0", 1), ("\"1\"", 1), ("\" 12 \"", 12), ("1e3", 1000)] {
        assert_eq!(model(&format!(r#"{{"integer":{json}}}"#)).integer, Some(integer), "{json}");
    }
    assert_eq!(model(r#"{"integer":9223372036854775807}"#).integer, Some(i64::MAX));
    assert_eq!(error(r#"{"integer":1.5}"#), "`integer`: expected an integer, found a number with a fraction");
    assert_eq!(error(r#"{"integer":15e-1}"#), "`integer`: expected an integer, found a number with a fraction");
    for json in ["9223372036854775808", "-9223372036854775809"] {
        assert_eq!(error(&format!(r#"{{"integer":{json}}}"#)), "`integer`: an integer beyond 64 bits", "{json}");
    }
    assert_eq!(error(r#"{"integer":"one"}"#), "`integer`: expected an integer, found a string");
    assert_eq!(error(r#"{"integer":true}"#), "`integer`: expected an integer, found a boolean");
}

#[test]
fn a_number_may_be_text() {
    assert_eq!(model(r#"{"number":2}"#).number, Some(2.0));
    assert_eq!(model(r#"{"number":"2.5"}"#).number, Some(2.5));
    for json in ["\"NaN\"", "\"inf\"", "\" \"", "1e999"] {
        assert!(error(&format!(r#"{{"number":{json}}}"#)).starts_with("`number`: "), "{json}");
    }
}

#[test]
fn a_boolean_may_be_text() {
    for (json, boolean) in [("true", true), ("\"true\"", true), ("\"False\"", false), ("false", false)] {
        assert_eq!(model(&format!(r#"{{"boolean":{json}}}"#)).boolean, Some(boolean), "{json}");
    }
    assert_eq!(error(r#"{"boolean":1}"#), "`boolean`: expected a boolean, found a number");
}

#[test]
fn text_from_a_number_or_boolean_is_its_source() {
    for (json, text) in
        [("1.10", "1.10"), ("123456789012345678901234567890", "123456789012345678901234567890"), ("true", "true")]
    {
        assert_eq!(model(&format!(r#"{{"text":{json}}}"#)).text.as_deref(), Some(text));
    }
    assert_eq!(model(r#"{"text":"a\"\u00e9\n\ud83d\ude00"}"#).text.as_deref(), Some("a\"é\n😀"));
    assert_eq!(model(r#"{"text":"\ud800"}"#).text.map(|text| text.starts_with('\u{fffd}')), Some(true));
}

#[test]
fn one_item_is_a_list_of_one() {
    assert_eq!(model(r#"{"list":7}"#).list, Some(vec![7]));
    assert_eq!(model(r#"{"list":[]}"#).list, Some(vec![]));
    assert_eq!(model(r#"{"list":[1,null,"2"]}"#).list, Some(vec![1, 2]));
    assert_eq!(model(r#"{"models":{"text":"a"}}"#).models.map(|models| models.len()), Some(1));
    assert_eq!(decode::<Vec<Model>>(r#"[{"text":1},{}]"#).unwrap().len(), 2);
}

#[test]
fn an_object_or_list_in_place_of_a_scalar_is_an_error_with_the_path() {
    assert_eq!(error(r#"{"text":{}}"#), "`text`: expected text, found an object");
    assert_eq!(
        error(r#"{"models":[{},{"inner":{"@type":[]}}]}"#),
        "`models[1].inner.@type`: expected text, found a list"
    );
    assert_eq!(error(r#"{"list":[1,{}]}"#), "`list[1]`: expected an integer, found an object");
    assert_eq!(error(r#"{"list":{"a":1}}"#), "`list`: expected an integer, found an object");
    assert_eq!(error(r#"{"map":{"a b":[]}}"#), "`map[…]`: expected text, found a list");
    assert_eq!(error(r#"{"inner":"x"}"#), "`inner`: expected an object, found a string");
    assert_eq!(error("[]"), "expected an object, found a list");
    assert_eq!(error("null"), "expected an object, found null");
    assert_eq!(decode::<i64>("null").unwrap_err(), "expected an integer, found null");
}

#[test]
fn an_empty_value_of_another_type_is_absent() {
    for value in ["[]", "\"\"", "{}", "false", "[ \n]", "{\t}"] {
        let absent = model(&format!(r#"{{"integer":{value},"number":{value},"level":{value},"nullable":{value}}}"#));
        assert_eq!(absent, Model::default(), "{value}");
    }
    for value in ["[]", "\"\"", "false"] {
        assert_eq!(model(&format!(r#"{{"inner":{value},"map":{value}}}"#)), Model::default(), "{value}");
    }
    for value in ["\"\"", "{}", "false"] {
        assert_eq!(model(&format!(r#"{{"list":{value},"models":{value}}}"#)), Model::default(), "{value}");
        assert_eq!(decode::<Vec<String>>(value).unwrap(), [""; 0], "{value}");
    }
    assert_eq!(decode::<Vec<bool>>("false").unwrap(), [false]);
    assert_eq!(decode::<BTreeMap<String, i64>>(r#"{"a":"","b":1}"#).unwrap(), [("b".to_owned(), 1)].into());
    // What is not whole is not JSON, whatever it begins with.
    for broken in [r#"{"integer":[}"#, r#"{"integer":"}"#, r#"{"integer":falsey}"#, r#"{"integer":[],}"#] {
        assert!(error(broken).contains("not JSON"), "{broken}");
    }
}

#[test]
fn an_unsigned_integer_has_all_values_of_64_bits() {
    for (json, integer) in
        [("18446744073709551615", u64::MAX), ("\"7\"", 7), ("1e3", 1000), ("0.0", 0), ("-0", 0), ("-0.0", 0)]
    {
        assert_eq!(decode::<u64>(json), Ok(integer), "{json}");
    }
    assert_eq!(decode::<u64>("18446744073709551616").unwrap_err(), "an integer beyond 64 bits");
    for json in ["-1", "-1.0", "-18446744073709551616"] {
        assert_eq!(decode::<u64>(json).unwrap_err(), "an integer below zero", "{json}");
    }
    assert_eq!(decode::<u64>("0.5").unwrap_err(), "expected an integer, found a number with a fraction");
    assert_eq!(decode::<u64>("\"x\"").unwrap_err(), "expected an integer, found a string");
}

#[test]
fn the_digits_of_a_number_that_does_not_fit_are_at_hand_and_not_in_the_text() {
    for (json, problem) in [
        ("1.5", "T: `integer`: expected an integer, found a number with a fraction"),
        ("9223372036854775808", "T: `integer`: an integer beyond 64 bits"),
    ] {
        let item = TriggerItem::direct("T", format!(r#"{{"integer":{json}}}"#).as_bytes()).expect("it is not empty");
        let error = item.json::<Model>().expect_err("it does not fit");
        assert_eq!((error.field(), error.digits(), error.to_string().as_str()), (Some("integer"), Some(json), problem));
    }
}

#[test]
fn dates_are_never_an_error() {
    let model = model(r#"{"time":"soon","date":20240501,"file":"no base64!"}"#);
    assert_eq!(model.time.as_ref().map(|time| (time.as_str(), time.to_system_time())), Some(("soon", None)));
    assert_eq!(model.date.as_ref().map(Date::as_str), Some("20240501"));
    assert_eq!(model.file.and_then(|file| file.to_bytes()), None);
}

#[test]
fn enumerations_are_open() {
    assert_eq!(model(r#"{"color":"red"}"#).color, Some(Color::Red));
    assert_eq!(model(r#"{"color":"Unknown"}"#).color, Some(Color::Unknown));
    let mauve = model(r#"{"color":"mauve"}"#).color.unwrap();
    assert!(matches!(mauve, Color::UnlistedValue(_)));
    assert_eq!((mauve.as_str(), mauve == Color::from("mauve"), mauve.to_string().as_str()), ("mauve", true, "mauve"));
    assert_eq!(Color::from("red".to_owned()), Color::Red);

    assert_eq!(model(r#"{"level":"-1"}"#).level, Some(Level::Low));
    let nine = model(r#"{"level":9.0}"#).level.unwrap();
    assert_eq!((nine.as_i64(), nine == Level::from(9), nine.to_string().as_str()), (9, true, "9"));
    assert_eq!(error(r#"{"level":"high"}"#), "`level`: expected an integer, found a string");
}

#[test]
fn an_enumeration_of_numbers_is_open() {
    for (json, share) in [("0", Share::None), ("-0.5", Share::Minus05), ("\"0.333\"", Share::Third)] {
        assert_eq!(decode::<Share>(json), Ok(share), "{json}");
    }
    let half: Share = decode("0.5").unwrap();
    assert_eq!((half.as_f64(), half == Share::from(0.5), half.to_string().as_str()), (0.5, true, "0.5"));
    assert_eq!(serde_json::to_string(&Share::None).unwrap(), "0");
    assert_ne!(half, Share::from(0.25));
    assert_eq!(decode::<Share>("\"much\"").unwrap_err(), "expected a number, found a string");
}

#[test]
fn null_is_a_value_where_the_type_can_say_it() {
    assert_eq!(model("{}").nullable, None);
    assert_eq!(model(r#"{"nullable":null}"#).nullable, Some(Nullable::Null));
    assert_eq!(model(r#"{"nullable":"3"}"#).nullable, Some(Nullable::Value(3)));
}

#[test]
fn a_box_changes_nothing_about_null() {
    type Map<T> = BTreeMap<String, T>;
    let json = r#"{"a":null,"b":1}"#;
    let boxed = decode::<Map<Box<Nullable<i64>>>>(json).unwrap();
    assert_eq!(boxed.into_values().map(|value| *value).collect::<Vec<_>>(), [Nullable::Null, Nullable::Value(1)]);
    let deep = decode::<Map<Deep<Nullable<i64>>>>(json).unwrap();
    assert_eq!(deep.into_values().map(Deep::into_inner).collect::<Vec<_>>(), [Nullable::Null, Nullable::Value(1)]);
    assert_eq!(decode::<Map<Box<i64>>>(json).unwrap().len(), 1);
    assert_eq!(decode::<Map<Deep<i64>>>(json).unwrap().len(), 1);
}

#[test]
fn the_last_of_equal_keys_counts() {
    assert_eq!(model(r#"{"text":"a","text":"b"}"#).text.as_deref(), Some("b"));
}

#[test]
fn keys_may_be_escaped() {
    assert_eq!(model(r#"{"\u0074ext":"a"}"#).text.as_deref(), Some("a"));
}

#[test]
fn hostile_nesting_is_an_error() {
    let objects = format!("{}{}", r#"{"inner":"#.repeat(10_000), "{}".to_owned() + &"}".repeat(10_000));
    assert!(error(&objects).ends_with("values nested more than 128 deep"));
    let lists = format!(r#"{{"free":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    assert!(error(&lists).starts_with("`free`: recursion limit exceeded"), "{}", error(&lists));
    let ignored = format!(r#"{{"other":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(model(&ignored), Model::default());
    // Values beside one another are not nested.
    let maps = decode::<Vec<BTreeMap<String, i64>>>(&format!("[{}]", [r#"{"a":1}"#; 300].join(",")));
    assert_eq!(maps.unwrap().len(), 300);
    for list in ["[1]", "1"] {
        let models = decode::<Vec<Model>>(&format!("[{}]", vec![format!(r#"{{"list":{list}}}"#); 300].join(",")));
        assert_eq!(models.unwrap().len(), 300, "{list}");
    }
}

#[test]
fn text_that_is_no_json_is_an_error() {
    for text in ["{", "{\"a\":}", "nul", "{} {}", "[1,]"] {
        assert!(error(text).starts_with("not JSON: "), "{text}: {}", error(text));
    }
}

#[test]
fn a_model_goes_through_serde_and_back() {
    let json = json!({
        "text": "a", "integer": 1, "number": 2.5, "boolean": true, "time": "t", "date": "d", "file": "SGk=",
        "key": "k", "list": [1], "map": {"a": "b"}, "nullable": null, "free": {"x": [null]}, "color": "mauve",
        "level": 1, "inner": {"@type": "t"}, "models": [{}],
    });
    let model: Model = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(model.level, Some(Level::Value1));
    assert_eq!(serde_json::to_value(&model).unwrap(), json);
    assert_eq!(serde_json::from_str::<Model>(&serde_json::to_string(&model).unwrap()).unwrap(), model);

    let error = serde_json::from_value::<Model>(json!({"inner": {"text": []}})).unwrap_err();
    assert_eq!(error.to_string(), "`inner.text`: expected text, found a list");
}

#[test]
fn a_secret_is_hidden_from_debug() {
    let model = model(r#"{"key":"hunter2","text":"seen"}"#);
    assert_eq!(model.key.as_ref().map(Secret::as_str), Some("hunter2"));
    let debug = format!("{model:?}");
    assert!(debug.contains("seen") && !debug.contains("hunter2"));
}

/// A value as the `Debug` of what reads and writes it.
#[derive(Debug)]
struct Shown(String);

impl Decode for Shown {
    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        static KEYS: Keys = Keys::new(&[]);
        let shown = format!("{value:?}");
        value.object(&KEYS, &mut []).map(|()| Self(shown))
    }
}

impl Encode for Shown {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        let shown = format!("{out:?}");
        write_text(out, &shown)
    }
}

#[test]
fn what_reads_and_writes_prints_no_text() {
    let item = TriggerItem::direct("T", br#"{"key":"hush"}"#).unwrap();
    let shown: Shown = item.json().unwrap();
    assert_eq!(shown.0, "Decoder { depth: 0, .. }");
    assert_eq!(connector_runtime::convert::<String>(&shown).unwrap(), "Encoder { strict: true, .. }");
}

#[test]
fn a_json_error_is_an_error() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<JsonError>();
}
