//! A method and its lock, without a connector: the order of its values and its name.

use super::build::{connector, definition, texts};
use crate::diagnostic::Diagnostics;
use crate::model::{EnumBase, Type, TypeId, TypeKind};
use crate::names::Lock;
use crate::names::calls::{Argument, Call, Settled};
use crate::names::identifier::NEVER;
use crate::names::lock::METHODS;
use crate::names::scope::Book;
use crate::names::signature::{Form, Signature, Value};
use crate::span::Span;

const HOME: &str = "operations/Send";

fn value(place: &str) -> Value {
    Value { place: format!("query/{place}"), form: Form::Text }
}

fn signature(places: &[&str]) -> Signature {
    places.iter().map(|place| value(place)).collect()
}

/// A lock that knows these methods with their values.
fn lock(methods: &[(&str, &[&str])]) -> Lock {
    let mut lock = Lock::default();
    for (method, places) in methods {
        lock.set_signatures(HOME, method, vec![signature(places)]);
    }
    lock
}

/// The method `send`, which takes these values.
fn call(places: &[&str]) -> Call<'static> {
    let argument = |place: &&str| Argument { value: value(place), former: None, is_other: false };
    let values = places.iter().map(argument).collect();
    let (former, references, others) = Default::default();
    Call {
        homes: vec![HOME.to_owned()],
        former,
        references,
        others,
        usual: "send",
        most: 5,
        values,
        span: Span::default(),
    }
}

fn settle(places: &[&str], locked: &Lock) -> (Settled, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::default();
    let mut book = Book { locked: Some(locked), lock: locked.clone(), diagnostics: &mut diagnostics };
    let settled = call(places).settle(&mut book, |_| true);
    (settled, diagnostics.iter().map(|diagnostic| diagnostic.problem.code()).collect())
}

#[test]
fn values_whose_keys_are_respelt_keep_their_order() {
    let (settled, codes) = settle(&["a", "groupId"], &lock(&[("send", &["Group Id", "a"])]));
    assert_eq!((settled.method.as_str(), &settled.order[..]), ("send", &[1, 0][..]));
    assert_eq!(codes, [""; 0]);
    let (settled, _) = settle(&["Group Id", "groupId"], &lock(&[("send", &["Group Id", "a"])]));
    assert_eq!((settled.method.as_str(), &settled.order[..]), ("send_with_group_id", &[0, 1][..]));
}

#[test]
fn the_order_is_that_of_the_present_name() {
    let locked = lock(&[("aaa", &["b", "a"]), ("send", &["a", "b"]), ("zzz", &["b", "a"])]);
    assert_eq!(settle(&["b", "a"], &locked).0.order, [1, 0]);
    let mut diagnostics = Diagnostics::default();
    let book = Book { locked: Some(&locked), lock: Lock::default(), diagnostics: &mut diagnostics };
    assert_eq!(call(&["b", "a"]).settled_order(&book), [1, 0]);
    assert_eq!(call(&["a", "b"]).settled_order(&book), [0, 1]);
}

#[test]
fn a_locked_method_is_one_that_the_method_has_had() {
    let with_method = |name: &str, known: &str| {
        let mut locked = lock(&[(known, &["a"])]);
        locked.insert(METHODS, HOME, name, Span::default());
        settle(&["a"], &locked)
    };
    let (settled, codes) = with_method("send_with_a", "send_with_a");
    assert_eq!((settled.method.as_str(), codes), ("send_with_a", vec![]));
    let (settled, codes) = with_method("send", "unknown");
    assert_eq!((settled.method.as_str(), codes), ("send", vec![]), "the usual name needs no history");
    for (name, known) in [("sendAll", "sendAll"), ("type", "type"), (NEVER[0], NEVER[0]), ("send_with_a", "unknown")] {
        let (settled, codes) = with_method(name, known);
        assert_eq!((settled.method.as_str(), codes), ("send", vec!["names-lock-name"]), "{name}");
    }
}

#[test]
fn listed_texts_are_made_of_text_and_other_listed_values_of_more() {
    for (base, form) in [(EnumBase::Text, Form::Text), (EnumBase::Integer, Form::Any), (EnumBase::Number, Form::Any)] {
        let mut kind = texts(definition("Kind"), &["a"]);
        let TypeKind::Enum(enumeration) = &mut kind.kind else { unreachable!() };
        enumeration.base = base;
        let connector = connector(Vec::new(), vec![kind]);
        let ty = Type::Named(TypeId(0));
        assert_eq!(Form::of(&connector, &ty), form, "{base:?}");
        assert_eq!(Form::of(&connector, &Type::List(Box::new(ty))), Form::Exact);
    }
}
