//! Methods that take values by position: the order of the values, and another name where an old call would mean something else.
//!
//! A caller's program states values without their names, so their order is as much a promise as a name. The lock keeps the
//! signatures that a method has had. Values that stay keep their order, and new ones come after them. If a call of an earlier
//! signature would still compile and put a value elsewhere, the method gets another name, and nothing gets the old one.

use std::collections::{HashMap, HashSet};

use super::identifier::{NEVER, Style, digest, raw};
use super::lock::{Entry, GONE, METHODS};
use super::respelt::{folded, pairs};
use super::scope::{self, Book};
use super::signature::{Form, Signature, Value};
use super::words::Spelling;
use crate::diagnostic::{NameLoss, Problem, Quoted};
use crate::span::Span;

/// The name of a method and the order of its values.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) method: String,
    /// Indexes into the values, in the order in which the method takes them.
    pub(super) order: Vec<usize>,
}

/// A method that takes values by position.
pub(super) struct Call<'a> {
    /// The scopes of the items that it belongs to. The first is its own; the lock remembers it at each.
    pub(super) homes: Vec<String>,
    /// Other scopes at which the lock may know it.
    pub(super) former: Vec<String>,
    /// Scopes of other items by whose names callers may have called it: the lock knows their calls, but their name is not its own.
    pub(super) references: Vec<String>,
    /// Those of its homes whose item stands for something else than before: their methods were another one's.
    pub(super) others: Vec<String>,
    /// Its usual name.
    pub(super) usual: &'a str,
    /// The most values that it takes by position. A struct holds more of them.
    pub(super) most: usize,
    /// Its values in the definition's order.
    pub(super) values: Vec<Argument>,
    pub(super) span: Span,
}

/// A value of a call, and what the lock knows of its place.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub(super) value: Value,
    /// The place that it had, if its key was respelt.
    pub(super) former: Option<String>,
    /// Whether its place stands for something else than before: earlier calls had another value there.
    pub(super) is_other: bool,
}

impl Argument {
    /// The value that goes to the place of a named item.
    pub(super) fn of(settled: &scope::Settled, form: Form) -> Self {
        let value = Value { place: settled.key.clone(), form };
        Self { value, former: settled.former.clone(), is_other: settled.is_other }
    }
}

impl Call<'_> {
    /// The name and the order. `is_free` is asked for a new name.
    pub(super) fn settle(self, book: &mut Book<'_>, mut is_free: impl FnMut(&str) -> bool) -> Settled {
        self.give_up(book);
        let history = self.history(book);
        let mut current = self.usual.to_owned();
        if let Some((address, entry)) = self.current(book) {
            if entry.identifier == self.usual || is_method(&history, &entry.identifier) {
                current.clone_from(&entry.identifier);
            } else {
                let identifier = entry.identifier.clone();
                book.diagnostics.push(entry.span, Problem::NamesLockName { address, identifier });
            }
        }
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        // The fields of a struct have names.
        if self.values.is_empty() || self.values.len() > self.most {
            self.remember(book, &history, &current, None);
            return Settled { method: current, order };
        }
        self.arrange(&history, &current, &mut order);
        let signature: Signature = order.iter().map(|&index| self.values[index].value.clone()).collect();
        let method = self.method(&history, &current, &signature, &mut is_free);
        if method != current {
            let before = confused(&history, &current, &signature);
            let place = |value: &Value| match value.place.strip_prefix(GONE) {
                Some(place) => format!("{place} (as it was)"),
                None => value.place.clone(),
            };
            let places = |signature: &[Value]| Quoted(signature.iter().map(place).collect());
            let (before, now) = (places(before.map_or(&[], Vec::as_slice)), places(&signature));
            let (address, method) = (self.homes[0].clone(), method.clone());
            book.diagnostics.push(self.span, Problem::MethodRenamed { address, former: current, method, before, now });
        }
        self.remember(book, &history, &method, Some(&signature));
        Settled { method, order }
    }

    /// The order of the values under the usual name.
    pub(super) fn settled_order(&self, book: &Book<'_>) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        self.arrange(&self.history(book), self.usual, &mut order);
        order
    }

    /// Those of some names that can still be used with the values in this order. The lock remembers it for them.
    pub(super) fn keep(&self, names: Vec<String>, book: &mut Book<'_>, order: &[usize]) -> Vec<String> {
        if names.is_empty() {
            return names;
        }
        let history: HashMap<String, Vec<Signature>> = self.history(book).into_iter().collect();
        let signature: Signature = order.iter().map(|&index| self.values[index].value.clone()).collect();
        let known = |name: &str| history.get(name).map(Vec::as_slice).unwrap_or_default();
        let kept = names.into_iter().filter(|name| confused_with(known(name), &signature).is_none());
        let kept: Vec<String> = kept.collect();
        if !signature.is_empty() && signature.len() <= self.most {
            // Only these names: `settle` has just locked what the lock knew of the others, and more.
            for (name, home) in kept.iter().flat_map(|name| self.homes.iter().map(move |home| (name, home))) {
                if book.lock.is_too_large() {
                    break;
                }
                book.lock.set_signatures(home, name, with_newest(known(name).to_vec(), &signature));
            }
        }
        kept
    }

    /// Where the lock knows it.
    fn known_at(&self) -> impl Iterator<Item = &String> {
        self.homes.iter().filter(|home| !self.others.contains(home)).chain(&self.former)
    }

    /// Gives up the names of methods that were another one's. Nothing gets these names.
    fn give_up(&self, book: &mut Book<'_>) {
        for home in &self.others {
            // Triggers share the names of operations.
            let scope =
                home.split('/').next().map_or("", |scope| if scope == "triggers" { "operations" } else { scope });
            for (method, _) in book.locked.into_iter().flat_map(|lock| lock.methods(home)) {
                book.lock.remove_signatures(home, method);
                book.lock.retire(scope, method, self.span);
            }
            let address = format!("{METHODS}#{home}");
            if let Some(entry) = book.locked.and_then(|lock| lock.entry(&address)) {
                let identifier = entry.identifier.clone();
                let reason = NameLoss::Item { item: home.clone() };
                book.diagnostics.push(self.span, Problem::NameLost { address, identifier, reason });
                book.lock.remove(METHODS, home);
            }
        }
    }

    /// The locked name that the method has had last, and its address.
    fn current<'l>(&self, book: &Book<'l>) -> Option<(String, &'l Entry)> {
        let lock = book.locked?;
        let mut addresses = self.known_at().map(|scope| format!("{METHODS}#{scope}"));
        addresses.find_map(|address| lock.entry(&address).map(|entry| (address, entry)))
    }

    /// The signatures of every name that the method has had, with the new spelling of places that were respelt.
    fn history(&self, book: &Book<'_>) -> Vec<(String, Vec<Signature>)> {
        let mut history: Vec<(String, Vec<Signature>)> = Vec::new();
        let Some(lock) = book.locked else { return history };
        let mut indexes: HashMap<&str, usize> = HashMap::new();
        let mut known = HashSet::new();
        for home in self.known_at().chain(&self.references) {
            for (method, signatures) in lock.methods(home) {
                let at = *indexes.entry(method).or_insert_with(|| {
                    history.push((method.to_owned(), Vec::new()));
                    history.len() - 1
                });
                // Its own home, which comes first, has the newest spelling.
                let new = signatures.iter().filter(|signature| known.insert((at, spelling(signature))));
                history[at].1.extend(new.cloned());
            }
        }
        let others: HashSet<&str> =
            self.values.iter().filter(|it| it.is_other).map(|it| it.value.place.as_str()).collect();
        for value in history.iter_mut().flat_map(|(_, signatures)| signatures).flatten() {
            if others.contains(value.place.as_str()) {
                value.place.insert_str(0, GONE);
            }
        }
        let old: HashSet<&str> =
            history.iter().flat_map(|(_, signatures)| signatures).flatten().map(|value| value.place.as_str()).collect();
        let now: HashSet<&str> = self.values.iter().map(|it| it.value.place.as_str()).collect();
        let mut gone: Vec<&str> = old.difference(&now).copied().collect();
        gone.sort_unstable();
        let new = self.values.iter().filter(|it| !it.is_other).map(|it| it.value.place.as_str());
        let new = new.filter(|place| !old.contains(place));
        let gone = gone.into_iter().map(|place| (place, place.to_owned()));
        let found = pairs(gone, new.map(|place| (place, place.to_owned())));
        // What a scope says of a respelt place counts first.
        let mut respelt: HashMap<String, String> =
            found.into_iter().map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
        let known = self.values.iter().rev().filter_map(|it| Some((it.former.clone()?, it.value.place.clone())));
        respelt.extend(known);
        for value in history.iter_mut().flat_map(|(_, signatures)| signatures).flatten() {
            if let Some(new) = respelt.get(&value.place) {
                value.place.clone_from(new);
            }
        }
        history
    }

    /// Sorts the values: as in the newest signature that has the same ones, else those that the method had before others.
    fn arrange(&self, history: &[(String, Vec<Signature>)], current: &str, order: &mut [usize]) {
        let (of_current, of_others): (Vec<_>, Vec<_>) = history.iter().partition(|(method, _)| method == current);
        let newest: Vec<&Signature> =
            of_current.into_iter().chain(of_others).flat_map(|(_, signatures)| signatures.iter().rev()).collect();
        let has = |signature: &Signature, value: &Value| signature.iter().any(|known| known.place == value.place);
        let same = newest.iter().find(|signature| {
            signature.len() == self.values.len() && self.values.iter().all(|it| has(signature, &it.value))
        });
        let places = same.into_iter().chain(&newest).flat_map(|signature| signature.iter());
        let places: Vec<&str> = places.map(|value| value.place.as_str()).collect();
        let rank = |index: usize| {
            let place = &self.values[index].value.place;
            (places.iter().position(|known| known == place).unwrap_or(usize::MAX), index)
        };
        order.sort_by_key(|&index| rank(index));
    }

    /// The first name with which no earlier call means something else.
    fn method(
        &self,
        history: &[(String, Vec<Signature>)],
        current: &str,
        signature: &Signature,
        is_free: &mut impl FnMut(&str) -> bool,
    ) -> String {
        // A lock may have very many of them.
        let by_name: HashMap<&str, &Vec<Signature>> =
            history.iter().map(|(method, signatures)| (method.as_str(), signatures)).collect();
        let fits = |method: &str| by_name.get(method).is_none_or(|known| confused_with(known, signature).is_none());
        if let Some(known) = [current, self.usual].into_iter().find(|method| fits(method)) {
            return known.to_owned();
        }
        let before = confused(history, current, signature);
        let is_old = |value: &Value| before.is_some_and(|before| before.iter().any(|old| old.place == value.place));
        let mut telling: Vec<&Value> = signature.iter().filter(|value| !is_old(value)).collect();
        if telling.is_empty() {
            telling = signature.iter().collect();
        }
        let words = telling.into_iter().flat_map(|value| Spelling::of(&value.key()).words);
        let words: Vec<String> = std::iter::once("with".to_owned()).chain(words).collect();
        let wire = signature.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        let readable = Style::Snake.join_bounded("n", self.usual, &words, &wire);
        let digests = [4, 8, 16, 64].map(|digits| Style::Snake.join("n", self.usual, &[digest(&wire, digits)]));
        let numbered = (2..).map(|number| Style::Snake.join("n", self.usual, &[format!("x{number}")]));
        let mut candidates = std::iter::once(readable).chain(digests).chain(numbered);
        candidates.find(|method| fits(method) && is_free(method)).unwrap_or_default()
    }

    /// Locks the name, the signature, and all earlier ones at each home.
    fn remember(
        &self,
        book: &mut Book<'_>,
        history: &[(String, Vec<Signature>)],
        method: &str,
        signature: Option<&Signature>,
    ) {
        for home in &self.homes {
            for (known, signatures) in history {
                if book.lock.is_too_large() {
                    return;
                }
                book.lock.set_signatures(home, known, signatures.clone());
            }
            if let Some(signature) = signature {
                let signatures = with_newest(book.lock.signatures(home, method).to_vec(), signature);
                book.lock.set_signatures(home, method, signatures);
            }
            book.lock.remove(METHODS, home);
            if method != self.usual {
                book.lock.insert(METHODS, home, method, self.span);
            }
        }
    }
}

/// The signatures that a method has had, and then the one that it has.
fn with_newest(mut signatures: Vec<Signature>, newest: &Signature) -> Vec<Signature> {
    signatures.retain(|known| known != newest);
    signatures.push(newest.clone());
    signatures
}

/// The earlier values of a call of `method` that would mean something else with the new signature.
fn confused<'h>(history: &'h [(String, Vec<Signature>)], method: &str, now: &Signature) -> Option<&'h Signature> {
    history.iter().filter(|(known, _)| known == method).find_map(|(_, signatures)| confused_with(signatures, now))
}

/// The same, of the signatures of one method.
fn confused_with<'h>(signatures: &'h [Signature], now: &Signature) -> Option<&'h Signature> {
    signatures.iter().find(|before| {
        let pairs = || before.iter().zip(now);
        before.len() == now.len()
            && pairs().all(|(before, now)| before.form.meets(now.form))
            && pairs().any(|(before, now)| before.place != now.place)
    })
}

/// Whether a lock knows a method by this name, and the name is one that methods get: only a lock that was edited says otherwise.
fn is_method(history: &[(String, Vec<Signature>)], name: &str) -> bool {
    Style::Snake.accepts(name)
        && raw(name) == name
        && !NEVER.contains(&name)
        && history.iter().any(|(method, _)| method == name)
}

/// The forms and places of a signature, whatever the spelling of the places.
fn spelling(signature: &Signature) -> Vec<(Form, String)> {
    signature.iter().map(|value| (value.form, folded(&value.place))).collect()
}
