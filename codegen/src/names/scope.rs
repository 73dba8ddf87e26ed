//! Settles names that must differ: a [`Scope`] collects all [`Claim`]s and then settles them at once.
//!
//! A locked name is never given to another item, and the generator's own names are reserved. Then each claim asks for its plain
//! name, in an order that depends only on wire spellings: exact spelling first, then the name that loses the fewest characters, then
//! byte order. A claim whose name is taken asks for the next candidate: its alternative if it has one (`id_query`,
//! `new_operation`), its name with words for the lost characters (`filter_dollar`), or its name with a digest of its wire spelling,
//! longer each time. So no name depends on the order of files, keys or claims, and an item without a collision renames nothing.

use std::collections::{HashMap, HashSet};

use super::address::escape;
use super::identifier::{NEVER, Style, camel, digest, stem};
use super::lock::Lock;
use super::words::Spelling;
use crate::diagnostic::{Diagnostics, Holder, Problem};
use crate::span::Span;

/// The forms of an identifier that no other one in its scope may share.
#[derive(Clone, Copy, Debug)]
pub(super) enum Forms {
    /// The identifier alone.
    Own,
    /// It and its file stem.
    WithStem,
    /// It and its upper camel case.
    WithCamel,
}

/// An item that needs a name.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Its key within the scope, escaped: the second part of its address.
    pub(super) key: String,
    /// Other keys under which the lock may know it.
    pub(super) former: Vec<String>,
    /// Its wire spelling, from which the digest is made.
    pub(super) wire: String,
    /// The identifier that its name begins with, e.g. that of its operation.
    pub(super) prefix: String,
    pub(super) words: Vec<String>,
    pub(super) lost: Vec<String>,
    /// A readable candidate for a collision.
    pub(super) alternative: Option<Alternative>,
    /// Whether callers see the name. Then the lock keeps it, and a collision is reported.
    pub(super) is_public: bool,
    pub(super) span: Span,
}

impl Claim {
    /// A public claim of a wire name without a prefix.
    pub(super) fn of(wire: &str, span: Span) -> Self {
        Self::spelled(wire, Spelling::of(wire), span)
    }

    /// A public claim of a wire name whose words are these.
    pub(super) fn spelled(wire: &str, Spelling { words, lost }: Spelling, span: Span) -> Self {
        let (key, wire) = (escape(wire), wire.to_owned());
        Self {
            key,
            former: Vec::new(),
            wire,
            prefix: String::new(),
            words,
            lost,
            alternative: None,
            is_public: true,
            span,
        }
    }
}

/// A readable candidate for a collision.
#[derive(Clone, Debug)]
pub(super) enum Alternative {
    /// The plain name and this word, if the generator reserves the plain name.
    OfReserved(&'static str),
    /// The plain name and this word, whatever has the plain name.
    Word(&'static str),
    /// A different name.
    Name(String),
}

/// The name that a claim got.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    /// Without `r#`.
    pub(super) identifier: String,
    /// The key of its claim, with a number if several claims have the same key.
    pub(super) key: String,
}

/// Old and new locked names, and the diagnostics to add to.
pub(super) struct Book<'a> {
    /// The names of earlier runs.
    pub(super) locked: Option<&'a Lock>,
    /// The names to lock from now on.
    pub(super) lock: Lock,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// A set of names that must differ.
pub(super) struct Scope {
    /// Its address: the first part of the addresses of its names.
    address: String,
    /// The address under which the lock knows its names.
    known_at: String,
    style: Style,
    forms: Forms,
    /// The word before a digit at the start of a name.
    number: &'static str,
    reserved: Vec<&'static [&'static str]>,
    claims: Vec<Claim>,
    /// Number of claims per key.
    keys: HashMap<String, usize>,
    /// The key of the item that has each form of a name.
    taken: HashMap<String, String>,
    /// Whether several keys may have the same locked name: those of the locations of one shared type.
    is_shared: bool,
    /// Whether the lock has been read.
    knows_lock: bool,
    /// The usable locked names, by key.
    remembered: HashMap<String, String>,
    /// The locked names that a claim has taken.
    used: HashSet<String>,
}

impl Scope {
    /// An empty scope with this address.
    pub(super) fn new(address: impl Into<String>, style: Style, reserved: &'static [&'static str]) -> Self {
        let address = address.into();
        Self {
            known_at: address.clone(),
            address,
            style,
            forms: Forms::Own,
            number: "n",
            reserved: vec![reserved],
            claims: Vec::new(),
            keys: HashMap::new(),
            taken: HashMap::new(),
            is_shared: false,
            knows_lock: false,
            remembered: HashMap::new(),
            used: HashSet::new(),
        }
    }

    /// Reserves further names.
    pub(super) fn reserve(&mut self, names: &'static [&'static str]) {
        self.reserved.push(names);
    }

    /// Sets which forms of its identifiers must differ.
    pub(super) fn with_forms(mut self, forms: Forms) -> Self {
        self.forms = forms;
        self
    }

    /// Sets the word before a digit at the start of a name.
    pub(super) fn with_number(mut self, number: &'static str) -> Self {
        self.number = number;
        self
    }

    /// Uses the locked names of another scope, and locks them for this one.
    pub(super) fn known_at(mut self, address: String) -> Self {
        self.known_at = address;
        self
    }

    /// Allows the same locked name for several keys.
    pub(super) fn shared(mut self) -> Self {
        self.is_shared = true;
        self
    }

    /// Keeps a name from all claims, because `key` of another scope has it.
    pub(super) fn hold(&mut self, identifier: &str, key: &str) {
        self.taken.entry(identifier.to_owned()).or_insert_with(|| key.to_owned());
    }

    /// The usable locked names that [`Scope::settle`] has read, by key.
    pub(super) fn locked(&self) -> impl Iterator<Item = (&str, &str)> {
        self.remembered.iter().map(|(key, identifier)| (key.as_str(), identifier.as_str()))
    }

    /// Adds a claim; [`Scope::settle`] returns names in this order. Claims of the same key (duplicate keys of a document) are numbered.
    pub(super) fn claim(&mut self, mut claim: Claim) {
        let count = self.keys.entry(claim.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            claim.key = format!("{}#{count}", claim.key);
        }
        self.claims.push(claim);
    }

    /// Names all claims since the last call. Claim names that the generator adds after the wire names are settled, so that they never
    /// take a name from one.
    pub(super) fn settle(&mut self, book: &mut Book<'_>) -> Vec<Settled> {
        let claims = std::mem::take(&mut self.claims);
        if !self.knows_lock {
            self.knows_lock = true;
            self.take_locked(book);
        }
        let plain: Vec<String> = claims.iter().map(|claim| self.plain(claim)).collect();
        let mut order = in_order(&claims, &plain);
        let mut settled: Vec<Option<Settled>> = vec![None; claims.len()];
        for &index in &order {
            settled[index] = self.remember(&claims[index].key, &claims[index]);
        }
        for &index in &order {
            if settled[index].is_none() {
                settled[index] = claims[index].former.iter().find_map(|key| self.remember(key, &claims[index]));
            }
        }
        order.retain(|&index| settled[index].is_none());
        self.settle_rest(&claims, &plain, order, &mut settled, book);
        for (claim, settled) in claims.iter().zip(settled.iter().flatten()) {
            for key in claim.former.iter().chain([&claim.key]).filter(|_| claim.is_public) {
                let is_free = |known: &String| *known == settled.identifier || !self.used.contains(known);
                if !self.remembered.get(key).is_some_and(is_free) {
                    book.lock.insert(self.address_of(key), settled.identifier.clone(), claim.span);
                }
            }
        }
        settled.into_iter().flatten().collect()
    }

    /// The locked name of `key` for `claim`, if no claim has taken it.
    fn remember(&mut self, key: &str, claim: &Claim) -> Option<Settled> {
        self.reclaim(key).map(|identifier| Settled { identifier, key: claim.key.clone() })
    }

    /// Takes the locked name of `key`; `None` if a claim has taken it already.
    pub(super) fn reclaim(&mut self, key: &str) -> Option<String> {
        let identifier = self.remembered.get(key)?.clone();
        self.used.insert(identifier.clone()).then_some(identifier)
    }

    /// Reads the locked names of this scope, also those of items that are gone, and remembers the usable ones.
    fn take_locked(&mut self, book: &mut Book<'_>) {
        for (key, entry) in book.locked.into_iter().flat_map(|lock| lock.scope(&self.known_at)).collect::<Vec<_>>() {
            let identifier = entry.identifier.clone();
            let address = format!("{}#{key}", self.known_at);
            if !self.style.accepts(&identifier) {
                book.diagnostics.push(entry.span, Problem::NamesLockName { address, identifier });
                continue;
            }
            let is_known = self.is_shared && self.remembered.values().any(|known| *known == identifier);
            if !is_known && let Err(holder) = self.take(&identifier, key) {
                book.diagnostics.push(entry.span, Problem::NamesLockConflict { address, identifier, holder });
                continue;
            }
            if self.known_at != self.address {
                book.lock.insert(self.address_of(key), identifier.clone(), entry.span);
            }
            self.remembered.insert(key.to_owned(), identifier);
        }
    }

    /// Settles the remaining claims level by level: all plain names before any other name.
    fn settle_rest(
        &mut self,
        claims: &[Claim],
        plain: &[String],
        mut pending: Vec<usize>,
        settled: &mut [Option<Settled>],
        book: &mut Book<'_>,
    ) {
        for level in 0.. {
            if pending.is_empty() {
                break;
            }
            pending.retain(|&index| {
                let claim = &claims[index];
                let Some(identifier) = self.candidate(claim, &plain[index], level) else {
                    return true;
                };
                if self.take(&identifier, &claim.key).is_err() {
                    return true;
                }
                if claim.is_public
                    && level > 0
                    && let Some(holder) = self.holder(&forms(self.forms, &plain[index]))
                {
                    let wanted = plain[index].clone();
                    let (address, identifier) = (self.address_of(&claim.key), identifier.clone());
                    let problem = Problem::NameCollision { address, identifier, wanted, holder };
                    book.diagnostics.push(claim.span, problem);
                }
                settled[index] = Some(Settled { identifier, key: claim.key.clone() });
                false
            });
        }
    }

    /// The name of a claim without collisions.
    fn plain(&self, claim: &Claim) -> String {
        self.style.join_bounded(self.number, &claim.prefix, &claim.words, &claim.wire)
    }

    /// The candidate of a claim at a level. From level 3 on there always is one, and no two levels give the same.
    fn candidate(&self, claim: &Claim, plain: &str, level: usize) -> Option<String> {
        let and = |words: &[String]| self.style.join(self.number, plain, words);
        match level {
            0 => Some(plain.to_owned()),
            1 => match claim.alternative.as_ref()? {
                Alternative::OfReserved(word) => {
                    let is_reserved = forms(self.forms, plain).iter().any(|form| self.is_reserved(form));
                    is_reserved.then(|| and(&[(*word).to_owned()]))
                }
                Alternative::Word(word) => Some(and(&[(*word).to_owned()])),
                Alternative::Name(name) => Some(name.clone()),
            },
            2 => matches!(claim.lost.len(), 1..=3).then(|| and(&claim.lost)),
            3..=6 => Some(and(&[digest(&claim.wire, [4, 8, 16, 64][level - 3])])),
            _ => Some(and(&[digest(&format!("{}#{level}", self.address_of(&claim.key)), 16)])),
        }
    }

    fn is_reserved(&self, form: &str) -> bool {
        self.reserved.iter().any(|names: &&[&str]| names.contains(&form)) || NEVER.contains(&form)
    }

    fn address_of(&self, key: &str) -> String {
        format!("{}#{key}", self.address)
    }

    /// Takes every form of `identifier` for `key`; otherwise returns the holder of one of them.
    fn take(&mut self, identifier: &str, key: &str) -> Result<(), Holder> {
        let forms = forms(self.forms, identifier);
        if let Some(holder) = self.holder(&forms) {
            return Err(holder);
        }
        for form in forms {
            self.taken.insert(form, key.to_owned());
        }
        Ok(())
    }

    /// The holder of one of `forms`.
    fn holder(&self, forms: &[String]) -> Option<Holder> {
        if forms.iter().any(|form| self.is_reserved(form)) {
            return Some(Holder::Generator);
        }
        forms.iter().find_map(|form| self.taken.get(form)).map(|key| Holder::Address { address: self.address_of(key) })
    }
}

/// The claims in the order in which they get names.
fn in_order(claims: &[Claim], plain: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    let rank = |index: usize| (plain[index] != claims[index].wire, claims[index].lost.len(), &claims[index].key);
    order.sort_by(|&one, &other| rank(one).cmp(&rank(other)));
    order
}

/// The forms of `identifier` that must differ from those of other names.
fn forms(forms: Forms, identifier: &str) -> Vec<String> {
    let own = identifier.to_owned();
    match forms {
        Forms::Own => vec![own],
        Forms::WithStem => vec![stem(identifier), own],
        Forms::WithCamel => vec![camel(identifier), own],
    }
}
