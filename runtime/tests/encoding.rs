//! The content of request bodies.

use crate::support::Service;
use connector_runtime::{
    Deep, Encode, Nullable, Secret,
    codegen::{Operation, RequestBuilder},
    serde_json,
};
use std::collections::BTreeMap;

const POST: Operation = Operation::new("Post", "POST", "/thing");

fn body(value: &dyn Encode) -> Result<String, String> {
    let mut call = RequestBuilder::new(&Service::default().connection(), &POST);
    call.json(value);
    let request = call.into_request().map_err(|error| error.to_string())?;
    Ok(String::from_utf8(request.body().expect("it is in memory").to_vec()).expect("JSON is UTF-8"))
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Order {
    id: Option<i64>,
    price: Option<f64>,
    note: Option<Nullable<String>>,
    lines: Option<Vec<Line>>,
    kind: Option<String>,
    extra: BTreeMap<String, i64>,
}

connector_runtime::codegen::model! {
    Order {
        required id = "id",
        optional price = "Price \"net\"",
        optional note = "note",
        optional lines = "lines",
        default kind = "kind", "{\"a\": [1]}",
        extra extra,
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Line {
    name: Option<String>,
}

connector_runtime::codegen::model! { Line { required name = "name" } }

#[derive(Clone, Debug, Default, PartialEq)]
struct Empty {}

connector_runtime::codegen::model! { Empty {} }

fn order() -> Order {
    Order { id: Some(1), ..Order::default() }
}

#[test]
fn members_stand_in_the_order_of_the_definition() {
    let order = Order {
        price: Some(2.0),
        note: Some("a\n\u{1}".into()),
        lines: Some(vec![Line { name: Some("ü".to_owned()) }]),
        kind: Some("k".to_owned()),
        extra: BTreeMap::from([("x".to_owned(), 7)]),
        ..order()
    };
    assert_eq!(
        body(&order).unwrap(),
        r#"{"id":1,"Price \"net\"":2,"note":"a\n\u0001","lines":[{"name":"ü"}],"kind":"k","x":7}"#
    );
}

#[test]
fn none_stays_off_the_wire_and_a_default_takes_its_place() {
    assert_eq!(body(&order()).unwrap(), r#"{"id":1,"kind":{"a": [1]}}"#);
    assert_eq!(body(&Order { lines: Some(vec![]), ..order() }).unwrap(), r#"{"id":1,"lines":[],"kind":{"a": [1]}}"#);
    assert_eq!(body(&Empty {}).unwrap(), "{}");
}

#[test]
fn null_is_sent_if_the_caller_sets_it() {
    let order = Order { note: Some(Nullable::Null), ..order() };
    assert_eq!(body(&order).unwrap(), r#"{"id":1,"note":null,"kind":{"a": [1]}}"#);
}

#[test]
fn a_required_field_that_is_none_is_an_error_with_its_path() {
    let order = Order { lines: Some(vec![Line { name: Some(String::new()) }, Line::default()]), ..order() };
    assert_eq!(body(&order).unwrap_err(), "Post: the body cannot be sent: `lines[1].name`: a required field is `None`");
}

#[test]
fn an_extra_member_is_sent_once_or_is_an_error() {
    let with = |key: &str, order: Order| body(&Order { extra: BTreeMap::from([(key.to_owned(), 2)]), ..order });
    // The definition may have known the key later than the caller.
    let lines = |order: Order| Order { lines: Some(Vec::new()), ..order };
    assert_eq!(with("note", lines(order())).unwrap(), r#"{"id":1,"lines":[],"kind":{"a": [1]},"note":2}"#);
    assert_eq!(with("note ", order()).unwrap(), r#"{"id":1,"kind":{"a": [1]},"note ":2}"#);
    for key in ["id", "kind"] {
        let error = with(key, order()).unwrap_err();
        assert!(error.contains(&format!("`{key}`: this key has a field, whose value is sent")), "{error}");
    }
}

#[test]
fn numbers_are_written_without_a_useless_fraction() {
    let numbers = vec![1.0, 2.5, -0.5, 1e21, 123_456_789.0];
    assert_eq!(body(&numbers).unwrap(), "[1,2.5,-0.5,1000000000000000000000,123456789]");
    assert_eq!(
        body(&vec![1.0, f64::NAN]).unwrap_err(),
        "Post: the body cannot be sent: `[1]`: a number that JSON cannot represent"
    );
}

#[test]
fn values_have_their_json() {
    assert_eq!(body(&Secret::from("k")).unwrap(), r#""k""#);
    assert_eq!(body(&serde_json::json!({"a": [1, null]})).unwrap(), r#"{"a":[1,null]}"#);
    assert_eq!(body(&BTreeMap::from([("a".to_owned(), true)])).unwrap(), r#"{"a":true}"#);
    assert_eq!(body(&"a".to_owned()).unwrap(), r#""a""#);
    assert_eq!(body(&Deep::new(vec![1_i64])).unwrap(), "[1]");
    assert_eq!(body(&vec![0, u64::MAX]).unwrap(), "[0,18446744073709551615]");
}

#[test]
fn serde_writes_the_value_as_it_is() {
    assert_eq!(serde_json::to_string(&Order::default()).unwrap(), "{}");
    assert_eq!(serde_json::to_string(&order()).unwrap(), r#"{"id":1}"#);
}
