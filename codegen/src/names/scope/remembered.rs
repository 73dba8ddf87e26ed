//! What a scope does with the lock: reads its names, gives them to the claims that they belong to, and gives up those that would
//! move to something else.

use std::collections::HashSet;

use super::{Book, Claim, Scope, Settled, forms};
use crate::diagnostic::{Holder, NameLoss, Problem};
use crate::names::lock::{Entry, GONE, Lock, METHODS};
use crate::names::meaning::{Change, Meanings};
use crate::names::respelt::{folded, pairs};
use crate::span::Span;

impl Scope {
    /// Takes the names from keys that stand for something else than before, and reports those that keep them with another meaning.
    pub(super) fn compare_meanings(&mut self, claims: &[Claim], meanings: &Meanings<'_>, book: &mut Book<'_>) {
        for claim in claims {
            let Some(now) = &claim.meaning else { continue };
            for key in claim.keys() {
                let Some(change) = meanings.change(key, now) else { continue };
                let Some(identifier) = self.remembered.get(key).cloned() else { continue };
                self.report(&change, key, &identifier, claim, book);
                if let Change::Other { .. } = change {
                    self.lose(key, &identifier, book);
                }
            }
        }
    }

    /// Reports that the meaning of a claim differs from that of a key, which has this name.
    fn report(&self, change: &Change, key: &str, identifier: &str, claim: &Claim, book: &mut Book<'_>) {
        let Some(now) = &claim.meaning else { return };
        let (address, identifier, text) = (self.address_of(key), identifier.to_owned(), now.text().to_owned());
        let problem = match change.clone() {
            Change::Own { before } if now.is_reported => {
                Problem::MeaningChanged { address, identifier, before, now: text }
            }
            Change::Own { .. } => return,
            Change::Other { before } => {
                let reason = NameLoss::Meaning { before, now: text };
                Problem::NameLost { address, identifier, reason }
            }
        };
        book.diagnostics.push(claim.span, problem);
    }

    /// Takes the locked name from a key that stands for something else.
    fn lose(&mut self, key: &str, identifier: &str, book: &mut Book<'_>) {
        self.others.insert(key.to_owned());
        self.remembered.remove(key);
        self.forget(key, &mut book.lock);
        // A shared name stays with the other keys.
        if !(self.is_shared && self.remembered.keys_of(identifier).next().is_some()) {
            let gone = format!("{GONE}{identifier}");
            for form in forms(self.forms, identifier) {
                self.taken.insert(form, gone.clone());
            }
            book.lock.retire(&self.address, identifier, Span::default());
        }
    }

    /// Whether a key has lost its name, because it stands for something else than before.
    pub(in crate::names) fn is_other(&self, key: &str) -> bool {
        self.others.contains(key)
    }

    /// The locked name of `key` for `claim`, if no claim has taken it.
    pub(super) fn remember(&mut self, key: &str, claim: &Claim) -> Option<Settled> {
        let former = (key != claim.key).then(|| key.to_owned());
        self.reclaim(key).map(|identifier| Settled { identifier, key: claim.key.clone(), former, is_other: false })
    }

    /// Takes the locked name of `key`; `None` if a claim has taken it already.
    pub(in crate::names) fn reclaim(&mut self, key: &str) -> Option<String> {
        let identifier = self.remembered.get(key)?.clone();
        self.used.insert(identifier.clone()).then_some(identifier)
    }

    /// The usable locked name of a key.
    pub(in crate::names) fn remembered(&self, key: &str) -> Option<&String> {
        self.remembered.get(key)
    }

    /// Takes the locked name from a key, unless the key has another one now. Another key has it.
    pub(in crate::names) fn release(&mut self, key: &str, lock: &mut Lock) {
        let Some(known) = self.remembered.remove(key) else { return };
        if lock.get(&self.address_of(key)) == Some(known.as_str()) {
            self.forget(key, lock);
        }
    }

    /// Gives the name of a key that is gone to the one new claim that respells it.
    pub(super) fn follow(
        &mut self,
        claims: &[Claim],
        settled: &mut [Option<Settled>],
        meanings: &Meanings<'_>,
        book: &mut Book<'_>,
    ) {
        if self.remembered.is_empty() || settled.iter().all(Option::is_some) {
            return;
        }
        let present: HashSet<&String> = claims.iter().flat_map(Claim::keys).collect();
        let mut gone: Vec<(String, String)> = self
            .remembered
            .iter()
            .filter(|(key, identifier)| !present.contains(key) && !self.used.contains(*identifier))
            .map(|(key, identifier)| (key.clone(), identifier.clone()))
            .collect();
        gone.sort_unstable();
        let new = claims.iter().enumerate().filter(|(index, claim)| claim.is_public && settled[*index].is_none());
        // Keys of the generator, such as `#extra`, respell nothing.
        let new = new.flat_map(|(index, claim)| {
            claim.keys().filter(|key| !key.starts_with('#')).map(move |key| (index, key.clone()))
        });
        let new: Vec<(usize, String)> = new.collect();
        let by_name = gone.iter().map(|(key, identifier)| (identifier.as_str(), key.clone()));
        for (identifier, index) in pairs(by_name, new) {
            let claim = &claims[index];
            let keys: HashSet<String> = claim.keys().map(|key| folded(key)).collect();
            let respelt = gone.iter().filter(|(key, known)| known == identifier && keys.contains(&folded(key)));
            let mut former = None;
            for (key, _) in respelt {
                let change = claim.meaning.as_ref().and_then(|now| meanings.change(key, now));
                if let Some(change) = &change {
                    self.report(change, key, identifier, claim, book);
                }
                if let Some(Change::Other { .. }) = change {
                    self.others.insert(claim.key.clone());
                    continue;
                }
                self.remembered.remove(key);
                self.forget(key, &mut book.lock);
                former.get_or_insert(key);
            }
            let Some(former) = former else { continue };
            let last = |key: &str| key.rsplit('/').next().map(str::to_owned);
            if last(former) != last(&claim.key) {
                let (address, former) = (self.address_of(&claim.key), self.address_of(former));
                let problem = Problem::NameFollows { address, identifier: identifier.to_owned(), former };
                book.diagnostics.push(claim.span, problem);
            }
            self.used.insert(identifier.to_owned());
            for form in forms(self.forms, identifier) {
                self.taken.insert(form, claim.key.clone());
            }
            settled[index] = Some(Settled {
                identifier: identifier.to_owned(),
                key: claim.key.clone(),
                former: Some(former.clone()),
                is_other: false,
            });
        }
    }

    /// Reads the locked names of this scope, also those of items that are gone, and remembers the usable ones.
    pub(super) fn take_locked(&mut self, book: &mut Book<'_>) {
        let Some(lock) = book.locked else { return };
        let known_at = self.known_at.clone();
        for (number, scope) in known_at.iter().enumerate() {
            for (key, entry) in lock.scope(scope).filter(|(key, _)| !key.starts_with(GONE)) {
                self.take_entry(scope, key, entry, book);
            }
            // What this scope has lost comes back from no other one.
            if number == 0 {
                self.take_lost(lock, scope);
            }
        }
        // Nor does what other ones have lost: a caller used it by the names of both.
        for scope in &known_at[1..] {
            for (key, entry) in lock.scope(scope).filter(|(key, _)| key.starts_with(GONE)) {
                self.lose_shared(None, entry, &format!("{scope}#{key}"), book);
                self.keep_from_all(&entry.identifier, key);
                book.lock.retire(&self.address, &entry.identifier, entry.span);
            }
        }
        for scope in self.methods_at {
            let below = format!("{scope}/");
            for (home, entry) in lock.scope(METHODS) {
                if let Some(key) = home.strip_prefix(&below) {
                    self.keep_from_all(&entry.identifier, key);
                }
            }
            for method in lock.methods_below(scope) {
                self.keep_from_all(method, &format!("{GONE}{method}"));
            }
        }
    }

    fn take_lost(&mut self, lock: &Lock, scope: &str) {
        for (key, entry) in lock.scope(scope).filter(|(key, _)| key.starts_with(GONE)) {
            self.keep_from_all(&entry.identifier, key);
        }
    }

    fn take_entry(&mut self, scope: &str, key: &str, entry: &Entry, book: &mut Book<'_>) {
        let identifier = entry.identifier.clone();
        let address = format!("{scope}#{key}");
        if !self.style.accepts(&identifier) {
            // A struct may have been an enum, and the other way round.
            if !(self.is_of_type && self.style.other().accepts(&identifier)) {
                book.diagnostics.push(entry.span, Problem::NamesLockName { address, identifier });
            }
            return;
        }
        if self.remembered.get(key).is_some_and(|known| *known != identifier) {
            // The first scope that knows a key gives it its name.
            self.lose_shared(Some(key), entry, &address, book);
            self.keep_from_all(&identifier, &format!("{GONE}{identifier}"));
            book.lock.retire(&self.address, &identifier, entry.span);
            return;
        }
        let is_known = self.is_shared && self.remembered.keys_of(&identifier).next().is_some();
        let is_known = is_known || self.remembered.get(key).is_some();
        if !is_known && let Err(holder) = self.take(&identifier, key) {
            let of_generator = forms(self.forms, &identifier).iter().any(|form| self.is_reserved_always(form));
            if matches!(holder, Holder::Generator) && !of_generator {
                book.lock.remove(&self.address, key);
                book.lock.retire(&self.address, &identifier, entry.span);
                book.diagnostics
                    .push(entry.span, Problem::NameLost { address, identifier, reason: NameLoss::Reserved });
                return;
            }
            let other = self.remembered.keys_of(&identifier).next().cloned();
            match other.filter(|_| scope != self.known_at[0]) {
                // Two types became one, which has one of two spellings.
                Some(other) if folded(&other) == folded(key) && !self.keys.contains_key(key) => {
                    self.forget(key, &mut book.lock);
                    let other = self.address_of(&other);
                    let problem = Problem::NameFollows { address: other, identifier, former: address };
                    book.diagnostics.push(entry.span, problem);
                }
                Some(_) => self.lose_shared(Some(key), entry, &address, book),
                None if scope != self.known_at[0] => {}
                None => book.diagnostics.push(entry.span, Problem::NamesLockConflict { address, identifier, holder }),
            }
            return;
        }
        if *scope != *self.address {
            book.lock.insert(&self.address, key, &identifier, entry.span);
        }
        self.remembered.insert(key, identifier);
    }

    /// Two types became one. Their callers mean different keys by this name, so the key that has it here loses it.
    fn lose_shared(&mut self, key: Option<&str>, entry: &Entry, address: &str, book: &mut Book<'_>) {
        let identifier = &entry.identifier;
        let other = self.remembered.keys_of(identifier).find(|other| key != Some(other.as_str())).cloned();
        let Some(other) = other else { return };
        self.remembered.remove(&other);
        book.lock.remove(&self.address, &other);
        book.lock.retire(&self.address, identifier, entry.span);
        for form in forms(self.forms, identifier) {
            self.taken.insert(form, format!("{GONE}{identifier}"));
        }
        let reason = NameLoss::Shared { other: address.to_owned() };
        let (address, identifier) = (self.address_of(&other), identifier.clone());
        book.diagnostics.push(entry.span, Problem::NameLost { address, identifier, reason });
    }

    /// Keeps a name from all items but the one that has it.
    fn keep_from_all(&mut self, identifier: &str, key: &str) {
        for form in forms(self.forms, identifier) {
            self.taken.entry(form).or_insert_with(|| key.to_owned());
        }
    }
}
