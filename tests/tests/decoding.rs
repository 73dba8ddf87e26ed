//! Each row of the decoding table, through generated types: `tests/fixtures/decoding` holds a definition with one property per row, and
//! its generated crate.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_rows::{
    TriggerName, TriggerPayload,
    models::{
        Part, Row,
        parts::{RowKind, RowLevel},
    },
    runtime::{self, Bytes, Nullable},
};
use serde_json::json;

fn decode(body: &str) -> runtime::Result<Row> {
    match TriggerPayload::decode(&TriggerName::OnRow, body.as_bytes())? {
        TriggerPayload::OnRow(row) => Ok(row),
        other => panic!("{other:?}"),
    }
}

fn row(body: &str) -> Row {
    let direct = decode(body).unwrap_or_else(|error| panic!("{body}: {error}"));
    let envelope = format!(r#"{{"body":{{"value":[{body}]}}}}"#);
    let enveloped = TriggerPayload::decode_envelope(&TriggerName::OnRow, envelope.as_bytes()).unwrap();
    assert_eq!(enveloped, [TriggerPayload::OnRow(direct.clone())]);
    direct
}

/// The error's text, without the trigger's name.
fn fault(body: &str) -> String {
    let error = decode(body).expect_err(body);
    assert_eq!((error.operation(), error.raw_body()), (Some("OnRow"), body.as_bytes()));
    error.to_string().trim_start_matches("OnRow: ").to_owned()
}

#[test]
fn null_and_missing_are_none() {
    assert_eq!(row("{}"), Row::new());
    for key in [
        "text", "integer", "number", "flag", "when", "day", "id", "bytes", "password", "kind", "level", "texts",
        "parts", "part", "free",
    ] {
        assert_eq!(row(&format!("{{{key:?}:null}}")), Row::new(), "{key}");
    }
}

#[test]
fn a_nullable_field_can_be_null() {
    assert_eq!(row("{}").nullable, None);
    assert_eq!(row(r#"{"nullable":null}"#).nullable, Some(Nullable::Null));
    assert_eq!(row(r#"{"nullable":"a"}"#).nullable, Some(Nullable::Value("a".to_owned())));
    let says_null: Row = serde_json::from_value(json!({ "nullable": null })).unwrap();
    assert_eq!(serde_json::to_value(says_null).unwrap(), json!({ "nullable": null }));
}

#[test]
fn an_extra_key_is_dropped_unless_the_definition_gives_it_a_type() {
    assert_eq!(row(r#"{"text":"a","TEXTURE":{},"other":[1]}"#), Row::new().with_text("a"));
    let part = row(r#"{"part":{"name":"a","one":1,"two":"2","none":null}}"#).part.unwrap();
    assert_eq!(part.name.as_deref(), Some("a"));
    assert_eq!(part.extra, [("one".to_owned(), 1), ("two".to_owned(), 2)].into());
    assert_eq!(fault(r#"{"part":{"one":{"a":1}}}"#), "`part[…]`: expected an integer, found an object");
}

#[test]
fn an_integer_may_be_integral_or_quoted() {
    for (json, integer) in
        [("7", 7), ("-7", -7), ("1.0", 1), ("1e2", 100), (r#""1""#, 1), ("9223372036854775807", i64::MAX)]
    {
        assert_eq!(row(&format!(r#"{{"integer":{json}}}"#)).integer, Some(integer), "{json}");
    }
    for json in ["1.5", "9223372036854775808", r#""one""#, r#"" ""#, "true", "[1]", r#"{"a":1}"#] {
        assert!(fault(&format!(r#"{{"integer":{json}}}"#)).starts_with("`integer`: "), "{json}");
    }
}

#[test]
fn a_whole_number_is_written_without_a_fraction() {
    for (json, number) in [("2", 2.0), ("2.50", 2.5), (r#""-2.5""#, -2.5), ("1e300", 1e300)] {
        assert_eq!(row(&format!(r#"{{"number":{json}}}"#)).number, Some(number), "{json}");
    }
    assert_eq!(serde_json::to_string(&Row::new().with_number(2.0)).unwrap(), r#"{"number":2}"#);
    assert_eq!(serde_json::to_string(&Row::new().with_number(2.5)).unwrap(), r#"{"number":2.5}"#);
    for json in [r#""NaN""#, r#""two""#, "true", "[1]"] {
        assert!(fault(&format!(r#"{{"number":{json}}}"#)).contains(": expected a number, found "), "{json}");
    }
}

#[test]
fn a_boolean_may_be_quoted() {
    for (json, flag) in [("true", true), ("false", false), (r#""true""#, true), (r#""false""#, false)] {
        assert_eq!(row(&format!(r#"{{"flag":{json}}}"#)).flag, Some(flag), "{json}");
    }
    for json in [r#""yes""#, "1", "[1]"] {
        assert!(fault(&format!(r#"{{"flag":{json}}}"#)).contains(": expected a boolean, found "), "{json}");
    }
}

#[test]
fn a_string_from_a_number_or_boolean_is_its_source_text() {
    for json in ["1.50", "1E5", "-0", "12345678901234567890.0", "true", "false"] {
        assert_eq!(row(&format!(r#"{{"text":{json}}}"#)).text.as_deref(), Some(json));
        assert_eq!(row(&format!(r#"{{"id":{json}}}"#)).id.as_deref(), Some(json));
    }
    assert_eq!(row(r#"{"text":"a\u00e9\n\ud83d\ude80"}"#).text.as_deref(), Some("aé\n🚀"));
}

#[test]
fn one_item_is_a_list_of_one() {
    assert_eq!(row(r#"{"texts":"a"}"#).texts, Some(vec!["a".to_owned()]));
    assert_eq!(row(r#"{"texts":["a",1]}"#).texts, Some(vec!["a".to_owned(), "1".to_owned()]));
    assert_eq!(row(r#"{"texts":[]}"#).texts, Some(Vec::new()), "absent is not empty");
    let part = Part::new().with_name("a");
    assert_eq!(row(r#"{"parts":{"name":"a"}}"#).parts, Some(vec![part.clone()]));
    assert_eq!(row(r#"{"parts":[{"name":"a"},{"name":"a"}]}"#).parts, Some(vec![part.clone(), part]));
}

#[test]
fn an_object_or_a_list_in_the_place_of_a_scalar_is_an_error_with_its_path() {
    for key in ["text", "integer", "number", "flag", "when", "day", "id", "bytes", "password", "kind", "level"] {
        for (json, kind) in [(r#"{"a":1}"#, "an object"), ("[1]", "a list")] {
            let fault = fault(&format!("{{{key:?}:{json}}}"));
            assert!(fault.starts_with(&format!("`{key}`: expected ")) && fault.ends_with(kind), "{fault}");
        }
    }
    assert_eq!(fault(r#"{"parts":[{},{"name":[]}]}"#), "`parts[1].name`: expected text, found a list");
    assert_eq!(fault(r#"{"part":"a"}"#), "`part`: expected an object, found a string");
}

#[test]
fn dates_and_bytes_are_never_an_error() {
    let nonsense = row(r#"{"when":"next Tuesday","day":20240501,"id":"no uuid","bytes":"no base64!"}"#);
    let (when, day, bytes) = (nonsense.when.unwrap(), nonsense.day.unwrap(), nonsense.bytes.unwrap());
    assert_eq!((when.as_str(), when.to_system_time()), ("next Tuesday", None));
    assert_eq!((day.as_str(), day.to_year_month_day()), ("20240501", None));
    assert_eq!((bytes.as_str(), bytes.to_bytes()), ("no base64!", None));
    assert_eq!(nonsense.id.as_deref(), Some("no uuid"));

    let sense = row(r#"{"when":"2024-05-01T12:00:00Z","day":"2024-05-01","bytes":"SGk="}"#);
    assert!(sense.when.unwrap().to_system_time().is_some());
    assert_eq!(sense.day.unwrap().to_year_month_day(), Some((2024, 5, 1)));
    assert_eq!(sense.bytes.unwrap().to_bytes(), Some(Bytes::from_static(b"Hi")));
}

#[test]
fn an_enumeration_is_open() {
    assert_eq!(row(r#"{"kind":"Known"}"#).kind, Some(RowKind::Known));
    assert_eq!(row(r#"{"kind":"Unknown"}"#).kind, Some(RowKind::Unknown), "an ordinary variant");
    let new = row(r#"{"kind":"New"}"#).kind.unwrap();
    assert!(matches!(new, RowKind::UnlistedValue(_)));
    assert_eq!((new.as_str(), &new), ("New", &RowKind::from("New")));
    assert_ne!(new, RowKind::from("new"));
    assert_eq!(serde_json::to_value(Row::new().with_kind("New")).unwrap(), json!({ "kind": "New" }));

    for (json, level, number) in
        [("1", RowLevel::from(1), 1), (r#""2""#, RowLevel::from(2), 2), ("7.0", RowLevel::from(7), 7)]
    {
        let read = row(&format!(r#"{{"level":{json}}}"#)).level.unwrap();
        assert_eq!((read.as_i64(), read), (number, level));
    }
    assert!(matches!(RowLevel::from(7), RowLevel::UnlistedValue(_)));
    assert!(!matches!(RowLevel::from(2), RowLevel::UnlistedValue(_)));
}

#[test]
fn free_json_is_kept_and_a_secret_is_not_printed() {
    assert_eq!(row(r#"{"free":{"a":[1.5,null]}}"#).free, Some(json!({ "a": [1.5, null] })));
    let row = row(r#"{"password":"hush"}"#);
    assert!(!format!("{row:?}").contains("hush"));
    assert_eq!(serde_json::to_value(row).unwrap(), json!({ "password": "hush" }));
}

#[test]
fn a_file_is_bytes() {
    let direct = TriggerPayload::decode(&TriggerName::OnFile, &[0, 255]).unwrap();
    assert_eq!(direct, TriggerPayload::OnFile(Bytes::from_static(&[0, 255])));
    let enveloped = TriggerPayload::decode_envelope(&TriggerName::OnFile, br#"{"body":"AP8="}"#).unwrap();
    assert_eq!(enveloped, [direct]);
}
