//! Settles names that must differ: a [`Scope`] collects all [`Claim`]s and then settles them at once.
//!
//! A locked name is never given to another item, except to the one new item that respells it (`respelt`), and the generator's own
//! names are reserved. Then each claim asks for its plain name. A name that several claims ask for is given to none of them, nor
//! is a variant spelled like another value of its enum. A claim without a name asks for the next candidate: its alternative if it
//! has one (`id_query`, `new_operation`), its name with words for the lost characters (`filter_dollar`), or its name with a digest
//! of its wire spelling, longer each time. So no name depends on the order of files, keys or claims, and an item without a
//! collision renames nothing.

mod known;
mod remembered;

use std::collections::{HashMap, HashSet};

use self::known::Known;
use super::address::escape;
use super::identifier::{NEVER, Style, camel, digest, stem};
use super::lock::{GONE, Lock};
use super::meaning::{Meaning, Meanings, as_known};
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
    /// What it stands for, if its key does not say it.
    pub(super) meaning: Option<Meaning>,
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
            meaning: None,
            is_public: true,
            span,
        }
    }

    /// Its keys in the lock, its own first.
    fn keys(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.key).chain(&self.former)
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
    /// The key under which the lock knew it, if that is another one.
    pub(super) former: Option<String>,
    /// Whether its key stands for something else than before, so that it lost its name.
    pub(super) is_other: bool,
}

/// The last level at which several claims can ask for one name.
const LAST_LEVEL: usize = 6;

/// Old and new locked names, and the diagnostics to add to.
pub(super) struct Book<'a> {
    /// The names of earlier runs.
    pub(super) locked: Option<&'a Lock>,
    /// The names to lock from now on.
    pub(super) lock: Lock,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Book<'_> {
    /// Locks what an item stands for whose name nothing else can have, and reports a change.
    pub(super) fn keep_meaning(&mut self, scope: &str, key: &str, identifier: &str, now: &str, span: Span) {
        let before = self.locked.and_then(|lock| lock.meaning(scope, key));
        if let Some(before) = before.filter(|before| as_known(now, before) != **before) {
            self.report_meaning((scope, key), identifier, (before, now), span);
        }
        self.lock.set_meaning(scope, key, now, span);
    }

    /// The same of what the lock does not say if it is as usual.
    pub(super) fn keep_unusual(
        &mut self,
        (scope, key): (&str, &str),
        identifier: &str,
        (now, usual): (&str, &str),
        span: Span,
    ) {
        if let Some(lock) = self.locked.filter(|lock| lock.knows(scope)) {
            let before = lock.meaning(scope, key).unwrap_or(usual);
            self.report_meaning((scope, key), identifier, (before, now), span);
        }
        match now == usual {
            true => self.lock.remove_meaning(scope, key),
            false => self.lock.set_meaning(scope, key, now, span),
        }
    }

    /// Locks how a value of a call is written. A value that the lock does not know by its name was not written before.
    pub(super) fn keep_written(
        &mut self,
        homes: &[String],
        of: &Settled,
        (now, usual): (&str, &str),
        report: bool,
        span: Span,
    ) {
        let Some(home) = homes.first() else { return };
        let own = values_of(home);
        let keys = || std::iter::once(&of.key).chain(&of.former);
        let before = self.locked.filter(|_| report && !of.is_other).and_then(|lock| {
            let mut all = homes.iter().flat_map(|home| keys().map(move |key| (home, key)));
            let (home, key) = all.find(|(home, key)| lock.entry(&format!("{home}#{key}")).is_some())?;
            Some(lock.meaning(&values_of(home), key).unwrap_or(usual))
        });
        if let Some(before) = before {
            self.report_meaning((home, &of.key), &of.identifier, (before, now), span);
        }
        keys().for_each(|key| self.lock.remove_meaning(&own, key));
        if now != usual {
            self.lock.set_meaning(&own, &of.key, now, span);
        }
    }

    /// Locks what further pages have of a value of a call. A lock of an earlier version does not say it.
    pub(super) fn keep_paged(&mut self, homes: &[String], of: &Settled, now: &str, report: bool, span: Span) {
        let Some(home) = homes.first() else { return };
        let own = pages_of(home);
        let keys = || std::iter::once(&of.key).chain(&of.former);
        let before = self.locked.filter(|_| report && !of.is_other).and_then(|lock| {
            let mut all = homes.iter().flat_map(|home| keys().map(move |key| (pages_of(home), key)));
            all.find_map(|(scope, key)| lock.meaning(&scope, key))
        });
        if let Some(before) = before {
            self.report_meaning((home, &of.key), &of.identifier, (before, now), span);
        }
        keys().for_each(|key| self.lock.remove_meaning(&own, key));
        self.lock.set_meaning(&own, &of.key, now, span);
    }

    fn report_meaning(
        &mut self,
        (scope, key): (&str, &str),
        identifier: &str,
        (before, now): (&str, &str),
        span: Span,
    ) {
        if before != now {
            let (address, identifier) = (format!("{scope}#{key}"), identifier.to_owned());
            let (before, now) = (before.to_owned(), now.to_owned());
            self.diagnostics.push(span, Problem::MeaningChanged { address, identifier, before, now });
        }
    }
}

/// Where the lock has how the values of a scope of arguments are written. The scope itself has what the arguments stand for.
fn values_of(scope: &str) -> String {
    format!("{scope}/#values")
}

/// Where the lock has what further pages have of these values, if another operation returns them.
fn pages_of(scope: &str) -> String {
    format!("{scope}/#pages")
}

/// A set of names that must differ.
pub(super) struct Scope {
    /// Its address: the first part of the addresses of its names.
    address: String,
    /// The addresses under which the lock knows its names. If two of them know a name differently, the first one counts.
    known_at: Vec<String>,
    /// How many of these, from the first on, are its own. The others may be those of other items, and are only read.
    own: usize,
    style: Style,
    forms: Forms,
    /// The word before a digit at the start of a name.
    number: &'static str,
    reserved: Vec<&'static [&'static str]>,
    /// Names that are reserved because of what else the definition has, so that a locked one may be lost.
    reserved_now: Vec<&'static [&'static str]>,
    claims: Vec<Claim>,
    /// Number of claims per key.
    keys: HashMap<String, usize>,
    /// The key of the item that has each form of a name.
    taken: HashMap<String, String>,
    /// Whether several keys may have the same locked name: those of the locations of one shared type.
    is_shared: bool,
    /// The scopes of its items that have methods with names of their own.
    methods_at: &'static [&'static str],
    /// Whether the names are those of a type's members. The lock may know members of another kind, from when the type was one.
    is_of_type: bool,
    /// For the values of an enum: the key of each wire spelling. No other value gets a name of that spelling.
    spelled: Option<HashMap<String, String>>,
    /// Whether the lock has been read.
    knows_lock: bool,
    /// The usable locked names, by key.
    remembered: Known,
    /// The locked names that a claim has taken.
    used: HashSet<String>,
    /// The keys that stand for something else than before.
    others: HashSet<String>,
}

impl Scope {
    /// An empty scope with this address.
    pub(super) fn new(address: impl Into<String>, style: Style, reserved: &'static [&'static str]) -> Self {
        let address = address.into();
        Self {
            known_at: vec![address.clone()],
            own: 1,
            address,
            style,
            forms: Forms::Own,
            number: "n",
            reserved: vec![reserved],
            reserved_now: Vec::new(),
            claims: Vec::new(),
            keys: HashMap::new(),
            taken: HashMap::new(),
            is_shared: false,
            methods_at: &[],
            is_of_type: false,
            spelled: None,
            knows_lock: false,
            remembered: Known::default(),
            used: HashSet::new(),
            others: HashSet::new(),
        }
    }

    /// Reserves further names.
    pub(super) fn reserve(&mut self, names: &'static [&'static str]) {
        self.reserved.push(names);
    }

    /// Reserves further names because of what else the definition has. A locked name among them is lost.
    pub(super) fn reserve_now(&mut self, names: &'static [&'static str]) {
        self.reserved_now.push(names);
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

    /// Adds a further address of its own, before those of [`Scope::known_at`].
    pub(super) fn also_at(mut self, address: String) -> Self {
        if !self.known_at.contains(&address) {
            self.known_at.insert(self.own, address);
            self.own += 1;
        }
        self
    }

    /// Uses the locked names of another scope too, and locks them for this one. That scope's own entries stay as they are.
    pub(super) fn known_at(mut self, address: String) -> Self {
        if !self.known_at.contains(&address) {
            self.known_at.push(address);
        }
        self
    }

    /// Marks the items as ones that have methods, which may have other names. `scopes` are those below which the lock has them.
    pub(super) fn with_methods(mut self, scopes: &'static [&'static str]) -> Self {
        self.methods_at = scopes;
        self
    }

    /// Marks the names as those of a type's members.
    pub(super) fn of_type(mut self) -> Self {
        self.is_of_type = true;
        self
    }

    /// Marks the names as those of the values of an enum.
    pub(super) fn of_values(mut self) -> Self {
        self.spelled = Some(HashMap::new());
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

    /// Takes a further name for an item of this scope; `false` if another item has it.
    pub(super) fn take_further(&mut self, identifier: &str, key: &str) -> bool {
        let forms = forms(self.forms, identifier);
        let is_free =
            forms.iter().all(|form| !self.is_reserved(form) && self.taken.get(form).is_none_or(|of| of == key));
        if is_free {
            self.taken.extend(forms.into_iter().map(|form| (form, key.to_owned())));
        }
        is_free
    }

    /// What a name has more than the plain name of its claim, if the claim lost an earlier name: nothing gets one of those that it asks for.
    pub(super) fn ending_of_lost<'n>(&self, claim: &Claim, identifier: &'n str) -> Option<&'n str> {
        let plain = self.plain(claim);
        let is_gone = |form: &String| self.taken.get(form).is_some_and(|key| key.starts_with(GONE));
        let mut asked = (0..=LAST_LEVEL).filter_map(|level| self.candidate(claim, &plain, level));
        let has_lost = asked.any(|name| forms(self.forms, &name).iter().any(is_gone));
        identifier.strip_prefix(plain.as_str()).filter(|ending| has_lost && !ending.is_empty())
    }

    /// Removes a key from its own addresses in the lock.
    fn forget(&self, key: &str, lock: &mut Lock) {
        self.known_at[..self.own].iter().for_each(|scope| lock.remove(scope, key));
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
        if let Some(spelled) = &mut self.spelled {
            spelled.insert(claim.wire.clone(), claim.key.clone());
        }
        self.claims.push(claim);
    }

    /// Names all claims since the last call. Names that begin with those of others are claimed after these are settled.
    pub(super) fn settle(&mut self, book: &mut Book<'_>) -> Vec<Settled> {
        let claims = std::mem::take(&mut self.claims);
        if !self.knows_lock {
            self.knows_lock = true;
            self.take_locked(book);
        }
        let meanings = || claims.iter().filter_map(|claim| Some((&claim.key, claim.meaning.as_ref()?)));
        let meanings = match book.locked.filter(|_| meanings().next().is_some()) {
            Some(lock) => Meanings::read(lock, &self.known_at, meanings()),
            None => Meanings::default(),
        };
        self.compare_meanings(&claims, &meanings, book);
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
        self.follow(&claims, &mut settled, &meanings, book);
        order.retain(|&index| settled[index].is_none());
        self.settle_rest(&claims, &plain, order, &mut settled, book);
        for (claim, settled) in claims.iter().zip(settled.iter().flatten()) {
            for key in claim.former.iter().chain([&claim.key]).filter(|_| claim.is_public) {
                let is_free = |known: &String| *known == settled.identifier || !self.used.contains(known);
                if !self.remembered.get(key).is_some_and(is_free) {
                    book.lock.insert(&self.address, key, &settled.identifier, claim.span);
                }
                match &claim.meaning {
                    Some(meaning) if meaning.is_in_lock() => {
                        book.lock.set_meaning(&self.address, key, meaning.text(), claim.span);
                    }
                    Some(_) => book.lock.remove_meaning(&self.address, key),
                    None => {}
                }
            }
        }
        let settled = settled.into_iter().flatten();
        settled.map(|it| Settled { is_other: self.others.contains(&it.key), ..it }).collect()
    }

    /// Settles the remaining claims level by level. At each level, a name that several claims ask for is given to none of them.
    fn settle_rest(
        &mut self,
        claims: &[Claim],
        plain: &[String],
        mut pending: Vec<usize>,
        settled: &mut [Option<Settled>],
        book: &mut Book<'_>,
    ) {
        let wanted: HashMap<String, Vec<usize>> = askers(&pending, |index| Some(forms(self.forms, &plain[index])));
        for level in 0.. {
            if pending.is_empty() {
                break;
            }
            let candidates: HashMap<usize, String> = pending
                .iter()
                .filter_map(|&index| Some((index, self.candidate(&claims[index], &plain[index], level)?)))
                .collect();
            let asked = askers(&pending, |index| Some(forms(self.forms, candidates.get(&index)?)));
            pending.retain(|&index| {
                let claim = &claims[index];
                let Some(identifier) = candidates.get(&index) else { return true };
                let is_shared = forms(self.forms, identifier).iter().any(|form| asked[form].len() > 1);
                // The last level makes its names of keys, which differ.
                if is_shared && level <= LAST_LEVEL || self.is_value_of_another(identifier, claim) {
                    return true;
                }
                if self.take(identifier, &claim.key).is_err() {
                    return true;
                }
                if claim.is_public && level > 0 {
                    let wanted_forms = forms(self.forms, &plain[index]);
                    let asker = wanted_forms.iter().flat_map(|form| &wanted[form]).find(|other| **other != index);
                    let of_asker = |other: &usize| Holder::Both { address: self.address_of(&claims[*other].key) };
                    let holder = asker.map(of_asker).or_else(|| self.value_of_another(&plain[index], claim));
                    if let Some(holder) = holder.or_else(|| self.holder(&wanted_forms)) {
                        let wanted = plain[index].clone();
                        let (address, identifier) = (self.address_of(&claim.key), identifier.clone());
                        let problem = Problem::NameCollision { address, identifier, wanted, holder };
                        book.diagnostics.push(claim.span, problem);
                    }
                }
                settled[index] = Some(Settled {
                    identifier: identifier.clone(),
                    key: claim.key.clone(),
                    former: None,
                    is_other: false,
                });
                false
            });
        }
    }

    /// Whether a name is spelled like another value of the enum.
    fn is_value_of_another(&self, identifier: &str, claim: &Claim) -> bool {
        self.value_of_another(identifier, claim).is_some()
    }

    fn value_of_another(&self, identifier: &str, claim: &Claim) -> Option<Holder> {
        let key = self.spelled.as_ref()?.get(identifier).filter(|_| claim.wire != identifier)?;
        Some(Holder::Address { address: self.address_of(key) })
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
        self.is_reserved_always(form) || self.reserved_now.iter().any(|names: &&[&str]| names.contains(&form))
    }

    fn is_reserved_always(&self, form: &str) -> bool {
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

/// The items that ask for each form of a name.
fn askers(pending: &[usize], forms: impl Fn(usize) -> Option<Vec<String>>) -> HashMap<String, Vec<usize>> {
    let mut askers: HashMap<String, Vec<usize>> = HashMap::new();
    for &index in pending {
        let mut forms = forms(index).unwrap_or_default();
        forms.sort_unstable();
        forms.dedup();
        for form in forms {
            askers.entry(form).or_default().push(index);
        }
    }
    askers
}

/// The claims in the order in which they take what the lock remembers.
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
