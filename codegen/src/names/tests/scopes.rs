//! A scope and its lock, without a connector: who keeps a locked name, who takes one over, and what is reported.

use crate::diagnostic::Diagnostics;
use crate::names::Lock;
use crate::names::identifier::Style;
use crate::names::scope::{Book, Claim, Scope, Settled};
use crate::span::Span;

fn lock(entries: &[(&str, &str, &str)]) -> Lock {
    let mut lock = Lock::default();
    entries.iter().for_each(|(scope, key, name)| lock.insert(scope, key, name, Span::default()));
    lock
}

/// A scope that also knows the names of the scope `former`.
fn scope() -> Scope {
    own().known_at("former".to_owned())
}

fn own() -> Scope {
    Scope::new("own", Style::Snake, &["reserved"])
}

fn claim(wire: &str) -> Claim {
    Claim::of(wire, Span::default())
}

/// The names, the lock afterwards, and the codes of the diagnostics.
fn settle(mut scope: Scope, claims: Vec<Claim>, locked: &Lock) -> (Vec<Settled>, Lock, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::default();
    let mut book = Book { locked: Some(locked), lock: locked.clone(), diagnostics: &mut diagnostics };
    claims.into_iter().for_each(|claim| scope.claim(claim));
    let settled = scope.settle(&mut book);
    let lock = book.lock;
    (settled, lock, diagnostics.iter().map(|diagnostic| diagnostic.problem.code()).collect())
}

fn names(settled: &[Settled]) -> Vec<&str> {
    settled.iter().map(|settled| settled.identifier.as_str()).collect()
}

#[test]
fn claims_of_one_key_are_numbered() {
    let (settled, lock, _) = settle(scope(), vec![claim("a"), claim("a"), claim("a")], &Lock::default());
    let keys: Vec<&str> = settled.iter().map(|settled| settled.key.as_str()).collect();
    assert_eq!(keys, ["a", "a#2", "a#3"]);
    for settled in &settled {
        assert_eq!(lock.get(&format!("own#{}", settled.key)), Some(settled.identifier.as_str()));
    }
}

#[test]
fn a_claim_says_which_earlier_key_gave_it_its_name() {
    let with_former = |key: &str| Claim { former: vec![key.to_owned()], ..claim(&format!("new {key}")) };
    let locked = lock(&[("own", "a", "one"), ("own", "new b", "two"), ("own", "b", "three")]);
    let (settled, ..) = settle(scope(), vec![with_former("a"), with_former("b")], &locked);
    assert_eq!(names(&settled), ["one", "two"]);
    assert_eq!(settled[0].former.as_deref(), Some("a"));
    assert_eq!(settled[1].former, None);
}

#[test]
fn only_a_key_that_is_gone_leaves_its_name_to_one_that_respells_it() {
    let locked = lock(&[("own", "a", "one"), ("own", "b x", "two")]);
    let (settled, ..) = settle(scope(), vec![claim("a"), claim("bX")], &locked);
    assert_eq!(names(&settled), ["one", "two"]);
    // The first claim is known by both keys, and uses the name of its own.
    let both = Claim { former: vec!["b x".to_owned()], ..claim("a") };
    let (settled, ..) = settle(scope(), vec![both, claim("bX")], &locked);
    assert_eq!(names(&settled), ["one", "b_x"]);
}

#[test]
fn a_name_follows_a_new_public_key_only() {
    let locked = lock(&[("own", "Ticket Number", "one"), ("own", "ticket_number", "two")]);
    let (settled, ..) = settle(scope(), vec![claim("ticket_number"), claim("TicketNumber")], &locked);
    assert_eq!(names(&settled), ["two", "one"], "the key that stays has its name");
    let hidden = Claim { is_public: false, ..claim("TicketNumber") };
    let (settled, ..) = settle(scope(), vec![hidden], &lock(&[("own", "Ticket Number", "one")]));
    assert_eq!(names(&settled), ["ticket_number"]);
}

#[test]
fn a_key_of_the_generator_respells_nothing() {
    let locked = lock(&[("own", "#extra", "extra_properties")]);
    let (settled, ..) = settle(scope(), vec![claim("extra")], &locked);
    assert_eq!(names(&settled), ["extra"]);
}

#[test]
fn a_shared_name_follows_from_the_key_that_is_respelt() {
    let locked = lock(&[("own", "Another", "one"), ("own", "Ticket Number", "one")]);
    let (settled, lock, codes) = settle(scope().shared(), vec![claim("TicketNumber")], &locked);
    assert_eq!(names(&settled), ["one"]);
    assert_eq!(settled[0].former.as_deref(), Some("Ticket Number"));
    assert_eq!((lock.get("own#Another"), lock.get("own#Ticket Number")), (Some("one"), None));
    assert_eq!(codes, ["name-follows"]);
}

#[test]
fn of_two_spellings_in_two_scopes_the_one_that_stays_has_the_name() {
    let locked = lock(&[("own", "TicketNumber", "number"), ("former", "Ticket Number", "number")]);
    let (settled, lock, codes) = settle(scope(), vec![claim("TicketNumber")], &locked);
    assert_eq!((names(&settled), codes), (vec!["number"], vec!["name-follows"]));
    assert_eq!(lock.get("former#Ticket Number"), Some("number"), "it may be that of another item");
    let (_, lock, _) = settle(own().also_at("former".to_owned()), vec![claim("TicketNumber")], &locked);
    assert_eq!(lock.get("former#Ticket Number"), None);
    let (settled, _, codes) = settle(scope(), vec![claim("TicketNumber"), claim("Ticket Number")], &locked);
    assert!(!names(&settled).contains(&"number"), "both are there: {settled:?}");
    assert!(codes.contains(&"name-lost"), "{codes:?}");
    let locked = lock_of_two_keys();
    let (settled, _, codes) = settle(scope(), vec![claim("a")], &locked);
    assert_eq!((names(&settled), codes), (vec!["a"], vec!["name-lost"]), "they are two keys");
}

fn lock_of_two_keys() -> Lock {
    lock(&[("own", "a", "number"), ("former", "b", "number")])
}

#[test]
fn a_reserved_name_is_a_fault_of_the_own_scope_only() {
    let of = |scope_of_lock: &str| settle(scope(), vec![claim("a")], &lock(&[(scope_of_lock, "a", "reserved")])).2;
    assert_eq!(of("own"), ["names-lock-conflict"]);
    assert_eq!(of("former"), [""; 0]);
}
