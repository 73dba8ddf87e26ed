//! Payloads of triggers, direct and in Azure's envelope.

use connector_runtime::{Bytes, Decode, Deep, ErrorKind, Nullable, codegen::TriggerItem, serde_json};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq)]
struct Mail {
    id: Option<String>,
    upper_id: Option<String>,
    bcc: Option<Vec<String>>,
    sender: Option<Sender>,
}

connector_runtime::codegen::model! {
    Mail {
        optional id = "id",
        optional upper_id = "ID",
        optional bcc = "bccRecipients",
        optional sender = "sender",
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Sender {
    name: Option<String>,
    extra: BTreeMap<String, String>,
}

connector_runtime::codegen::model! { Sender { optional name = "displayName", extra extra } }

fn direct(body: &str) -> connector_runtime::Result<Mail> {
    TriggerItem::direct("OnMail", body.as_bytes())?.json()
}

fn enveloped(body: &str) -> connector_runtime::Result<Vec<Mail>> {
    TriggerItem::envelope("OnMail", body.as_bytes())?.into_iter().map(TriggerItem::json).collect()
}

fn mail(id: &str) -> Mail {
    Mail { id: Some(id.to_owned()), ..Mail::default() }
}

#[test]
fn direct_is_the_body_itself() {
    assert_eq!(direct(r#"{"id":"1","body":{"value":[]}}"#).unwrap(), mail("1"));
    assert_eq!(direct("\u{feff}{\"id\":1}").unwrap(), mail("1"));
    let file = TriggerItem::direct("OnFile", &[0, 255]).unwrap();
    assert_eq!(file.bytes().unwrap(), Bytes::from_static(&[0, 255]));
}

#[test]
fn an_envelope_is_not_a_payload() {
    for body in
        [r#"{"body":{"id":"1"}}"#, r#"{"headers":{},"body":{"value":[{"id":"1"}]}}"#, "\u{feff} {\"Body\":\"SGk=\"}"]
    {
        let error = direct(body).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Decode, Some("OnMail")), "{body}");
        assert!(error.to_string().contains("`decode_envelope`"), "{error}");
    }
    // Nor a payload in a box.
    fn is_refused<T: Decode>() -> bool {
        TriggerItem::direct("OnMail", br#"{"body":{"id":"1"}}"#).unwrap().json::<T>().is_err()
    }
    let refused = [is_refused::<Box<Mail>>(), is_refused::<Deep<Mail>>(), is_refused::<Nullable<Mail>>()];
    assert_eq!(refused, [true; 3]);
    assert_eq!(direct(r#"{"bodies":1}"#).unwrap(), Mail::default());
    assert_eq!(direct("{}").unwrap(), Mail::default());
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Letter {
    body: Option<String>,
}

connector_runtime::codegen::model! { Letter { optional body = "Body" } }

#[test]
fn a_payload_that_may_have_a_body_is_one() {
    fn read<T: connector_runtime::Decode>(body: &str) -> T {
        TriggerItem::direct("On", body.as_bytes()).unwrap().json().unwrap()
    }
    assert_eq!(read::<Letter>(r#"{"Body":"x"}"#).body.as_deref(), Some("x"));
    assert_eq!(read::<Letter>(r#"{"body":"x"}"#).body, None);
    assert_eq!(*read::<Box<Mail>>(r#"{"body":"x","id":"1"}"#), mail("1"));
    assert_eq!(*read::<Deep<Mail>>(r#"{"body":"x","id":"1"}"#), mail("1"));
    assert_eq!(read::<Nullable<Mail>>(r#"{"body":"x","id":"1"}"#), Nullable::Value(mail("1")));
    assert_eq!(read::<Sender>(r#"{"body":"x"}"#).extra["body"], "x");
    assert_eq!(read::<serde_json::Value>(r#"{"body":{}}"#), serde_json::json!({"body": {}}));
    assert_eq!(read::<BTreeMap<String, String>>(r#"{"body":"x"}"#).len(), 1);
    assert_eq!(read::<Vec<Mail>>(r#"[{"id":"1"}]"#), [mail("1")]);
    assert_eq!(read::<Vec<Mail>>(r#"{"body":{"value":[]}}"#).len(), 1);
}

#[test]
fn an_envelope_holds_a_batch() {
    let body = r#"{"body":{"@odata.nextLink":"x","value":[{"id":"1","bccRecipients":null},null,{"id":2}]}}"#;
    assert_eq!(enveloped(body).unwrap(), [mail("1"), mail("2")]);
    assert_eq!(enveloped(r#"{"Body":{"Value":[]}}"#).unwrap(), []);
}

#[test]
fn an_envelope_holds_one_item() {
    assert_eq!(enveloped(r#"{"headers":{},"body":{"id":"1"}}"#).unwrap(), [mail("1")]);
    let with_value = r#"{"body":{"id":"1","value":[{"id":"2"}]}}"#;
    assert_eq!(enveloped(with_value).unwrap(), [mail("1")], "an item may have a property `value` too");
}

#[test]
fn only_an_object_with_nothing_but_one_list_of_values_is_a_batch() {
    for item in [r#"{"rows":[1,2]}"#, r#"{"note":null}"#, r#"{"value":7}"#, r#"{"value":[1],"Value":[2]}"#] {
        let body = format!(r#"{{"body":{item}}}"#);
        let items = TriggerItem::envelope("On", body.as_bytes()).unwrap().into_iter();
        let items: Vec<serde_json::Value> = items.map(|item| item.json().unwrap()).collect();
        assert_eq!(items, [serde_json::from_str::<serde_json::Value>(item).unwrap()], "{body}");
    }
    assert_eq!(enveloped(r#"{"body":{"value":null}}"#).unwrap(), [], "null is a list without values");
}

#[test]
fn an_envelope_holds_bytes() {
    let item = |body: &str| TriggerItem::envelope("OnFile", body.as_bytes()).unwrap().remove(0);
    assert_eq!(item(r#"{"body":"AP8="}"#).bytes().unwrap(), Bytes::from_static(&[0, 255]));
    assert_eq!(item(r#"{"body":{"value":["AP8="]}}"#).bytes().unwrap(), Bytes::from_static(&[0, 255]));
    assert_eq!(
        item(r#"{"body":"no base64!"}"#).bytes().unwrap_err().to_string(),
        "OnFile: `body`: text that is not Base64"
    );
    assert_eq!(
        item(r#"{"body":{"a":1}}"#).bytes().unwrap_err().to_string(),
        "OnFile: `body`: expected Base64 text, found an object"
    );
}

#[test]
fn keys_in_an_envelope_may_differ_in_case() {
    let item = &enveloped(r#"{"body":{"Sender":{"DISPLAYNAME":"Ann","Other":"x"}}}"#).unwrap()[0];
    let sender = item.sender.as_ref().unwrap();
    assert_eq!(sender.name.as_deref(), Some("Ann"));
    assert_eq!(sender.extra, BTreeMap::from([("Other".to_owned(), "x".to_owned())]));
    assert_eq!(direct(r#"{"Sender":{}}"#).unwrap(), Mail::default(), "the service's own body is exact");
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Nest {
    id: Option<i64>,
    inner: Option<Box<Nest>>,
    extra: BTreeMap<String, Nest>,
}

connector_runtime::codegen::model! { Nest { optional id = "id", optional inner = "inner", extra extra } }

#[test]
fn a_member_that_no_field_can_claim_is_an_extra_one() {
    let nest = |body: &str| TriggerItem::envelope("OnNest", body.as_bytes()).unwrap().remove(0).json::<Nest>().unwrap();
    let found = nest(r#"{"body":{"INNER":{"ID":1,"Inner":{"Id":2}},"Inner":{}}}"#);
    assert_eq!(found.inner, None, "two members claim it");
    assert_eq!(found.extra["Inner"], Nest::default());
    let first = Nest { id: Some(1), inner: Some(Box::new(Nest { id: Some(2), ..Nest::default() })), ..Nest::default() };
    assert_eq!(found.extra["INNER"], first);
    // Numbers are no `Nest`, so they are errors, as in a plain body.
    let misfit = TriggerItem::envelope("OnNest", br#"{"body":{"Inner":{"Id":3,"iD":4}}}"#).unwrap().remove(0);
    assert!(misfit.json::<Nest>().is_err());
    let exact = nest(r#"{"body":{"INNER":{"Id":1},"inner":{"Id":2}}}"#);
    assert_eq!(exact.inner.unwrap().id, Some(2));
    assert_eq!(exact.extra["INNER"].id, Some(1));
}

#[test]
fn a_field_that_several_members_claim_has_no_value_and_no_error() {
    assert_eq!(enveloped(r#"{"body":{"Sender":7,"SENDER":{}}}"#).unwrap(), [Mail::default()]);
    let exact = &enveloped(r#"{"body":{"Sender":7,"SENDER":8,"sender":{"displayName":"Ann"}}}"#).unwrap()[0];
    assert_eq!(exact.sender.as_ref().unwrap().name.as_deref(), Some("Ann"));
    assert!(enveloped(r#"{"body":{"sender":7,"Sender":{}}}"#).is_err(), "the exact one counts");
    let error = enveloped(r#"{"body":{"Sender":7,"sender":"x"}}"#).unwrap_err();
    assert_eq!(error.to_string(), "OnMail: `body.sender`: expected an object, found a string", "the exact one counts");
}

#[test]
fn a_text_that_a_field_loses_is_an_extra_one() {
    let sender =
        |members: &str| enveloped(&format!(r#"{{"body":{{"sender":{{{members}}}}}}}"#)).unwrap().remove(0).sender;
    let extra =
        |members: &[(&str, &str)]| members.iter().map(|(key, text)| (key.to_string(), text.to_string())).collect();
    let lost = Sender { name: None, extra: extra(&[("DISPLAYNAME", "Ann"), ("DisplayName", "Bob")]) };
    assert_eq!(sender(r#""DISPLAYNAME":"Ann","DisplayName":"Bob""#), Some(lost));
    let exact = Sender { name: Some("Bob".to_owned()), extra: extra(&[("DISPLAYNAME", "Ann")]) };
    assert_eq!(sender(r#""DISPLAYNAME":"Ann","displayName":"Bob""#), Some(exact));
}

/// Each level has two members for `inner`, so a reader that reads a value again takes 2^120 steps, and one that skips each value
/// at each level reads the text 120 times.
#[test]
fn many_and_deep_keys_in_another_case_are_read_once() {
    let mut body = "{}".to_owned();
    for _ in 0..120 {
        body = format!(r#"{{"Inner":{body},"INNER":{{}}}}"#);
    }
    let body = format!(r#"{{"body":{body}}}"#);
    let found = TriggerItem::envelope("OnNest", body.as_bytes()).unwrap().remove(0).json::<Nest>().unwrap();
    assert_eq!((found.inner, found.extra.len()), (None, 2));

    let keys: Vec<String> = (0..100_000).map(|key| format!(r#""İd{key}":{{}},"iD":0"#)).collect();
    let body = format!(r#"{{"body":{{{}}}}}"#, keys.join(","));
    assert_eq!(enveloped(&body).unwrap(), [Mail::default()]);
}

#[test]
fn an_exact_key_wins_and_an_ambiguous_one_is_nobodys() {
    let both = &enveloped(r#"{"body":{"ID":"upper","id":"lower"}}"#).unwrap()[0];
    assert_eq!((both.id.as_deref(), both.upper_id.as_deref()), (Some("lower"), Some("upper")));
    let one = &enveloped(r#"{"body":{"ID":"upper"}}"#).unwrap()[0];
    assert_eq!((one.id.as_deref(), one.upper_id.as_deref()), (None, Some("upper")));
    let unclear = &enveloped(r#"{"body":{"BCCRECIPIENTS":["a"],"BccRecipients":["b"]}}"#).unwrap()[0];
    assert_eq!(unclear.bcc, None);
}

#[test]
fn a_payload_that_does_not_fit_is_an_error_with_path_and_body() {
    let body = r#"{"body":{"value":[{"id":"1"},{"sender":{"displayname":{}}}]}}"#;
    let error = enveloped(body).unwrap_err();
    assert_eq!(error.to_string(), "OnMail: `body.value[1].sender.displayName`: expected text, found an object");
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Decode, Some("OnMail")));
    assert_eq!(error.raw_body(), body.as_bytes());
    assert_eq!(error.body_as::<serde_json::Value>().unwrap()["body"]["value"][0]["id"], "1");
}

#[test]
fn what_is_no_envelope_is_an_error() {
    for (body, problem) in [
        (r#"{"id":"1"}"#, "OnMail: not an envelope: `body` is missing"),
        (r#"{"body":null}"#, "OnMail: `body`: expected an item, found null"),
        ("[]", "OnMail: expected an object, found a list"),
        ("", "OnMail: not JSON: EOF while parsing a value at line 1 column 0"),
    ] {
        assert_eq!(enveloped(body).unwrap_err().to_string(), problem, "{body}");
    }
    assert_eq!(direct("").unwrap_err().to_string(), "OnMail: the notification is empty");
}

/// Items are told apart by brackets and quotes alone.
#[test]
fn brackets_and_quotes_within_texts_are_not_an_items_end() {
    for text in [r"]}\\", r#"\\\"}]"#, r#"a longer text \\\\ with }, \"] and \" in it"#, r"\u0022}é\\"] {
        let id: String = serde_json::from_str(&format!("\"{text}\"")).unwrap();
        let body = format!(r#"{{"body":{{"value":[{{"id":"{text}"}},{{"id":"2","{text}":[["{text}"]]}}]}}}}"#);
        assert_eq!(enveloped(&body).unwrap(), [mail(&id), mail("2")], "{text}");
    }
}

#[test]
fn what_stands_beside_an_item_that_is_not_json_can_be_read() {
    let envelope = br#"{"body":{"value":[{"id":"1"},{"id":tru}]}}"#;
    let items = TriggerItem::envelope("OnMail", envelope).unwrap();
    let read: Vec<_> = items.into_iter().map(|item| item.json::<Mail>().map_err(|error| error.to_string())).collect();
    assert_eq!(read, [Ok(mail("1")), Err("OnMail: not JSON: expected ident at line 1 column 39".to_owned())]);
}

/// What an item consists of is read once, with the item.
#[test]
fn a_payload_that_is_not_json_is_an_error_of_the_whole_text() {
    for (body, column) in [
        (r#"{"body":{"value":[{"id":"1"},{"id":]}]}}"#, 36),
        (r#"{"body":{"id":tru}}"#, 18),
        (r#"{"body":{"sender":{"displayName":[1 2]}}}"#, 37),
        (r#"{"body":{"value":[{"id":"1"]}}"#, 28),
        (r#"{"body":{"@odata.count":[1 2],"value":[]}}"#, 28),
        (r#"{"body":{"other":[1 2]},"body":{"id":"1"}}"#, 21),
        (r#"{"body":{"value":[{"id":"1"}"#, 28),
    ] {
        let error = enveloped(body).unwrap_err().to_string();
        assert!(error.contains("not JSON") && error.ends_with(&format!("line 1 column {column}")), "{body}: {error}");
    }
}
