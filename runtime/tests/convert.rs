//! An object with variants: converted to a variant, and from one.

use std::collections::BTreeMap;

use connector_runtime::{convert, serde_json::Value};

#[derive(Clone, Debug, Default, PartialEq)]
struct Animal {
    kind: Option<String>,
    extra: BTreeMap<String, Value>,
}

connector_runtime::codegen::model! { Animal { required kind = "kind", extra extra } }

#[derive(Clone, Debug, Default, PartialEq)]
struct Fish {
    kind: Option<String>,
    name: Option<String>,
    fins: Option<i64>,
}

connector_runtime::codegen::model! {
    Fish {
        default kind = "kind", "\"Fish\"",
        required name = "name",
        optional fins = "fins",
    }
}

fn fish() -> Fish {
    Fish { kind: None, name: Some("Wanda".to_owned()), fins: Some(7) }
}

#[test]
fn a_variant_becomes_the_object_with_its_defaults() {
    let animal: Animal = convert(&fish()).expect("a fish is an animal");
    assert_eq!(animal.kind.as_deref(), Some("Fish"));
    assert_eq!(animal.extra, BTreeMap::from([("name".to_owned(), "Wanda".into()), ("fins".to_owned(), 7.into())]));
}

#[test]
fn an_object_becomes_its_variant_and_loses_nothing() {
    let animal: Animal = convert(&fish()).expect("a fish is an animal");
    let back: Fish = convert(&animal).expect("it was a fish");
    assert_eq!(back, Fish { kind: Some("Fish".to_owned()), ..fish() });
}

#[test]
fn an_incomplete_value_is_taken_as_it_is() {
    let animal: Animal = convert(&Fish { fins: Some(1), ..Fish::default() }).expect("nothing contradicts it");
    assert_eq!(animal, Animal { kind: None, extra: BTreeMap::from([("fins".to_owned(), 1.into())]) });
}

#[test]
fn what_does_not_fit_is_an_error_with_its_path() {
    let animal = Animal { kind: Some("Fish".to_owned()), extra: BTreeMap::from([("fins".to_owned(), "many".into())]) };
    let error = convert::<Fish>(&animal).expect_err("many is no integer");
    assert_eq!(error.to_string(), "`fins`: expected an integer, found a string");
}
