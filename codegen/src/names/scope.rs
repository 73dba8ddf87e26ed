//! The one place where names meet: a [`Scope`] takes every [`Claim`] first and settles them at once.
//!
//! A locked name is never given away. For the rest, the generator's own names are taken beforehand; then each claim asks for
//! its plain name, in an order that only the wire spellings decide: exact spelling first, then the name that loses least,
//! then byte order. What finds its name taken asks for the next one: its alternative where it has one (`id_query`,
//! `new_operation`), its name with the words for what got lost (`filter_dollar`), its name with a digest of its own wire
//! spelling, longer and longer. So no name depends on the order of files, keys or claims, and an item that collides with
//! nothing renames nothing.

use std::collections::{HashMap, HashSet};

use super::address::escape;
use super::identifier::{NEVER, Style, camel, digest, stem};
use super::lock::Lock;
use super::words::Spelling;
use crate::diagnostic::{Diagnostics, Problem};
use crate::span::Span;

/// The texts of an identifier that no other one of its scope may share.
#[derive(Clone, Copy, Debug)]
pub(super) enum Forms {
    /// The identifier alone.
    Own,
    /// It and its file stem.
    WithStem,
    /// It and its upper camel case.
    WithCamel,
}

/// One thing that needs a name.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    /// Its key within the scope, escaped: the second part of its wire place.
    pub(super) key: String,
    /// Other keys under which the lock knows it.
    pub(super) former: Vec<String>,
    /// Its wire spelling: what the digest is made of and what can be exact.
    pub(super) wire: String,
    /// An identifier that it stands on, e.g. that of its operation.
    pub(super) prefix: String,
    pub(super) words: Vec<String>,
    pub(super) lost: Vec<String>,
    /// A readable way out.
    pub(super) alternative: Option<Alternative>,
    /// Whether callers see the name: then the lock keeps it, and a collision is told.
    pub(super) is_public: bool,
    pub(super) span: Span,
}

impl Claim {
    /// A public claim of a wire name, which stands on nothing.
    pub(super) fn of(wire: &str, span: Span) -> Self {
        let Spelling { words, lost } = Spelling::of(wire);
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

/// A readable way out of a collision.
#[derive(Clone, Debug)]
pub(super) enum Alternative {
    /// The plain name and this word, where the generator has the plain name for itself.
    OfReserved(&'static str),
    /// The plain name and this word, whoever has the plain name.
    Word(&'static str),
    /// Another name altogether.
    Name(String),
}

/// What a claim got.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    /// Without `r#`.
    pub(super) identifier: String,
    /// The key of its claim, which numbers tell from others like it.
    pub(super) key: String,
}

/// Where names are remembered and told of.
pub(super) struct Book<'a> {
    /// What was locked before.
    pub(super) locked: Option<&'a Lock>,
    /// What is to be locked from now on.
    pub(super) lock: Lock,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// A set of names that must differ.
pub(super) struct Scope {
    place: String,
    /// Where the lock knows its names from.
    known_at: String,
    style: Style,
    forms: Forms,
    /// What stands before a digit at the start.
    number: &'static str,
    reserved: Vec<&'static [&'static str]>,
    claims: Vec<Claim>,
    /// How many claims each key has had.
    keys: HashMap<String, usize>,
    /// The key of what has each form of a name.
    taken: HashMap<String, String>,
    /// Whether one name may be locked for several keys: those of the places of one shared type.
    is_shared: bool,
    /// Whether the lock was looked at.
    knows_lock: bool,
    /// The usable locked names by key.
    remembered: HashMap<String, String>,
    /// The locked names that a claim has.
    used: HashSet<String>,
}

impl Scope {
    /// An empty scope at `place`.
    pub(super) fn new(place: impl Into<String>, style: Style, reserved: &'static [&'static str]) -> Self {
        let place = place.into();
        Self {
            known_at: place.clone(),
            place,
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

    /// Takes further names beforehand.
    pub(super) fn reserve(&mut self, names: &'static [&'static str]) {
        self.reserved.push(names);
    }

    /// Says which texts of its identifiers must differ.
    pub(super) fn with_forms(mut self, forms: Forms) -> Self {
        self.forms = forms;
        self
    }

    /// Says what stands before a digit at the start.
    pub(super) fn with_number(mut self, number: &'static str) -> Self {
        self.number = number;
        self
    }

    /// Takes the locked names of another place, and locks them for its own.
    pub(super) fn known_at(mut self, place: String) -> Self {
        self.known_at = place;
        self
    }

    /// One name may be locked for several keys.
    pub(super) fn shared(mut self) -> Self {
        self.is_shared = true;
        self
    }

    /// Adds a claim; [`Scope::settle`] answers in this order. Claims of one key (a document's duplicate keys) are numbered.
    pub(super) fn claim(&mut self, mut claim: Claim) {
        let count = self.keys.entry(claim.key.clone()).or_default();
        *count += 1;
        if *count > 1 {
            claim.key = format!("{}#{count}", claim.key);
        }
        self.claims.push(claim);
    }

    /// Gives every claim since the last settling its name. What the generator adds to wire names is claimed after those are
    /// settled, so that it never takes a name from one.
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
                    book.lock.insert(self.place_of(key), settled.identifier.clone(), claim.span);
                }
            }
        }
        settled.into_iter().flatten().collect()
    }

    /// The locked name of `key` for `claim`, if nothing has it.
    fn remember(&mut self, key: &str, claim: &Claim) -> Option<Settled> {
        self.reclaim(key).map(|identifier| Settled { identifier, key: claim.key.clone() })
    }

    /// The locked name of `key`, if nothing has it: from now on something does.
    pub(super) fn reclaim(&mut self, key: &str) -> Option<String> {
        let identifier = self.remembered.get(key)?.clone();
        self.used.insert(identifier.clone()).then_some(identifier)
    }

    /// Takes the locked names of this scope, those of places that are gone too, and remembers the ones that can be used.
    fn take_locked(&mut self, book: &mut Book<'_>) {
        for (key, entry) in book.locked.into_iter().flat_map(|lock| lock.scope(&self.known_at)).collect::<Vec<_>>() {
            let identifier = entry.identifier.clone();
            let place = format!("{}#{key}", self.known_at);
            if !self.style.accepts(&identifier) {
                book.diagnostics.push(entry.span, Problem::NamesLockName { place, identifier });
                continue;
            }
            let is_known = self.is_shared && self.remembered.values().any(|known| *known == identifier);
            if !is_known && let Err(holder) = self.take(&identifier, key) {
                book.diagnostics.push(entry.span, Problem::NamesLockConflict { place, identifier, holder });
                continue;
            }
            if self.known_at != self.place {
                book.lock.insert(self.place_of(key), identifier.clone(), entry.span);
            }
            self.remembered.insert(key.to_owned(), identifier);
        }
    }

    /// Level by level: every claim's plain name before any other name is given.
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
                if claim.is_public && level > 0 {
                    let wanted = plain[index].clone();
                    let holder = self.holder(&forms(self.forms, &wanted)).unwrap_or_default();
                    let (place, identifier) = (self.place_of(&claim.key), identifier.clone());
                    let problem = Problem::NameCollision { place, identifier, wanted, holder };
                    book.diagnostics.push(claim.span, problem);
                }
                settled[index] = Some(Settled { identifier, key: claim.key.clone() });
                false
            });
        }
    }

    /// The name that a claim would have if it were alone.
    fn plain(&self, claim: &Claim) -> String {
        self.style.join_bounded(self.number, &claim.prefix, &claim.words, &claim.wire)
    }

    /// The name that a claim asks for at the `level`th time; from some level on there is always one, and always another.
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
            _ => Some(and(&[digest(&format!("{}#{level}", self.place_of(&claim.key)), 16)])),
        }
    }

    fn is_reserved(&self, form: &str) -> bool {
        self.reserved.iter().any(|names: &&[&str]| names.contains(&form)) || NEVER.contains(&form)
    }

    fn place_of(&self, key: &str) -> String {
        format!("{}#{key}", self.place)
    }

    /// Takes every form of `identifier` for the claim of `key`, or says who has one of them.
    fn take(&mut self, identifier: &str, key: &str) -> Result<(), String> {
        let forms = forms(self.forms, identifier);
        if let Some(holder) = self.holder(&forms) {
            return Err(holder);
        }
        for form in forms {
            self.taken.insert(form, key.to_owned());
        }
        Ok(())
    }

    /// Who has one of `forms`, in words.
    fn holder(&self, forms: &[String]) -> Option<String> {
        if forms.iter().any(|form| self.is_reserved(form)) {
            return Some("the generated code".to_owned());
        }
        forms.iter().find_map(|form| self.taken.get(form)).map(|key| format!("`{}`", self.place_of(key)))
    }
}

/// The claims in the order in which they ask.
fn in_order(claims: &[Claim], plain: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    let rank = |index: usize| (plain[index] != claims[index].wire, claims[index].lost.len(), &claims[index].key);
    order.sort_by(|&one, &other| rank(one).cmp(&rank(other)));
    order
}

/// The texts of `identifier` that must differ from those of others.
fn forms(forms: Forms, identifier: &str) -> Vec<String> {
    let own = identifier.to_owned();
    match forms {
        Forms::Own => vec![own],
        Forms::WithStem => vec![stem(identifier), own],
        Forms::WithCamel => vec![camel(identifier), own],
    }
}
