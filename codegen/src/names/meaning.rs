//! What a name stands for on the wire where its key does not say it: the request of an operation, the position of a path parameter,
//! the call behind a choice, a column in queries, where a credential goes.
//!
//! The lock keeps it beside the name (`means/scope#key`). A definition may give a key another meaning: two operations swap their
//! ids, or a path its placeholders. Then the name would move to that meaning, and a caller's program would compile and send
//! something else. So the name is lost if the new meaning was that of another key, if the old one is that of another key now, or if
//! the way to send it changes (the HTTP method, a header that becomes a query parameter). Otherwise the item itself has changed, as
//! `/v1/items` to `/v2/items`: its name stays, and a diagnostic reports it.

use std::collections::{HashMap, HashSet};

use super::address::{escape, key, unescape};
use super::aspects;
use super::constants::Bodies;
use super::lock::Lock;
use super::places::{AND, FILLS, PICKS, SHOWS, WRAPS, bare, is_aspect, nameless, pieces, request};
use super::policies::{self, in_rule};
use super::respelt::{folded, pairs};
use crate::model::direct::{AuthenticationScheme, Credential, Direct, Expression, ParameterKind};
use crate::model::{Connector, DynamicSource, Operation, Parameter, ParameterLocation, Taker, Type};

/// Between the text before a placeholder and its number.
const NUMBER: &str = " no. ";

/// How a value is written that is not encoded.
pub(super) const AS_IT_IS: &str = "writes as it is";

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// Its places on the wire, each with a first word that says how it is sent, e.g. `GET /users/{}` or `header X-Key`.
    text: String,
    /// The same as the lock would say it, if no other item had come or gone.
    in_lock: Option<String>,
    /// What it stands for if the lock does not say it.
    usual: Option<&'static str>,
    /// Whether each change makes it another one.
    is_fixed: bool,
    /// Whether a change that keeps the name is reported. That of a path parameter is one of its operation.
    pub(super) is_reported: bool,
}

/// How a meaning differs from the locked one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The item has changed. It is still the same.
    Own { before: String },
    /// The key stands for another item.
    Other { before: String },
}

impl Meaning {
    fn of(text: String) -> Self {
        Self { text, in_lock: None, usual: None, is_fixed: false, is_reported: true }
    }

    /// The request of an operation. The names of placeholders do not count.
    pub(super) fn of_request(bodies: &Bodies<'_>, connector: &Connector, operation: &Operation) -> Self {
        Self::of(request(operation)).with(bodies.of(operation)).with(aspects::of_operation(connector, operation))
    }

    /// Where policies put the value of a parameter, beside its own place.
    pub(super) fn of_parameter(direct: &Direct, operation: &Operation, parameter: &Parameter) -> Self {
        let aspects = policies::of_parameter(direct, operation, parameter);
        Self { usual: Some(policies::NOWHERE_ELSE), ..Self::of(aspects.join(AND)) }
    }

    /// How a value is written. A caller's expression may be one of numbers and of bytes.
    pub(super) fn of_value(connector: &Connector, ty: &Type) -> Self {
        let is_base64 = || matches!(connector.resolve_value(ty), Type::Base64);
        let text = if is_base64() { "writes Base64" } else { AS_IT_IS };
        Self { usual: Some(AS_IT_IS), ..Self::of(text.to_owned()) }
    }

    /// The address of a service, and what requests to it have whatever they are.
    pub(super) fn of_service(direct: &Direct, operations: &[Operation]) -> Self {
        Self::of(direct.base.clone()).with(policies::of_all(direct, operations))
    }

    /// Where a choice sends a value of its caller.
    pub(super) fn of_taker(taker: Taker<'_>, operations: &[Operation]) -> Self {
        let (operation, at) = match taker {
            Taker::Parameter(operation, at) => (operation, at),
            Taker::Body(path) => return Self::of(format!("body {}", key(path.iter().map(String::as_str)))),
        };
        let operation = operations.get(operation.0);
        let parameter = operation.and_then(|operation| operation.parameters.get(at));
        let (Some(operation), Some(parameter)) = (operation, parameter) else { return Self::of(String::new()) };
        let word = parameter.location.word();
        let key = escape(&parameter.key);
        let place = || Self::of_placeholders(&operation.path, &Placeholders::default()).remove(parameter.key.as_str());
        match parameter.location {
            ParameterLocation::Path { .. } => Self::of(format!("{word} {}", place().map_or(key, |place| place.text))),
            _ => Self::of(format!("{word} {key}")),
        }
    }

    /// The same, with further places.
    fn with(mut self, aspects: Vec<String>) -> Self {
        for aspect in &aspects {
            for text in std::iter::once(&mut self.text).chain(&mut self.in_lock) {
                text.push_str(AND);
                text.push_str(aspect);
            }
        }
        self
    }

    /// The positions of the placeholders of a path, by their names: the last text before each. Empty if the path never had more than
    /// one placeholder.
    pub(super) fn of_placeholders<'p>(path: &'p str, lock: &Placeholders<'_>) -> HashMap<&'p str, Self> {
        let mut groups: HashMap<String, Vec<&str>> = HashMap::new();
        let positions = positions(path);
        if positions.len() < 2 && lock.known.is_empty() {
            return HashMap::new();
        }
        let nameless = nameless(path);
        let is_same_path = lock.path == Some(nameless.as_str());
        let known = &with_respelt(&lock.present(), &positions);
        let mut seen = HashSet::new();
        for (name, text) in positions {
            if seen.insert((name, text.clone())) {
                groups.entry(text).or_default().push(name);
            }
        }
        let mut places: HashMap<&str, Vec<[String; 2]>> = HashMap::new();
        let mut crowded = HashSet::new();
        for (text, names) in groups {
            if names.len() > 1 {
                crowded.extend(names.iter().copied());
            }
            let in_lock = match is_same_path {
                // None came and none went without another one in its place.
                true => (1..=names.len()).collect(),
                false => numbers_in_lock(&text, &names, known),
            };
            for ((name, number), in_lock) in names.iter().zip(1..).zip(in_lock) {
                places.entry(name).or_default().push([number, in_lock].map(|number| format!("{text}{NUMBER}{number}")));
            }
        }
        let meanings = places.into_iter().map(|(name, mut places)| {
            places.sort_unstable();
            let [text, in_lock] =
                [0, 1].map(|at| places.iter().map(|it| it[at].as_str()).collect::<Vec<_>>().join(AND));
            // One that comes back to others is what it was in the same path only.
            let before = lock.known.get(name).filter(|before| match crowded.contains(name) {
                true => **before == once(&nameless, &text),
                false => way(before) == ONCE && before.ends_with(&format!(" {text}")),
            });
            let in_lock = before.map_or(in_lock, |before| (*before).to_owned());
            (name, Self { in_lock: Some(in_lock), is_reported: false, ..Self::of(text) })
        });
        meanings.collect()
    }

    /// The call behind a choice and where its response has the value. `names` are the identifiers of the operations.
    pub(super) fn of_choice(source: &DynamicSource, operations: &[Operation], names: &[String]) -> Self {
        let called = source.calls().map(|id| names.get(id.0).map_or("", String::as_str));
        let value = key(source.value.iter().map(String::as_str));
        let words: Vec<&str> = called.chain([value.as_str()]).filter(|word| !word.is_empty()).collect();
        let meaning = Self::of(words.join(" ")).with(aspects::of_choice(source, operations));
        Self { is_fixed: true, ..meaning }
    }

    /// A column in queries.
    pub(super) fn of_column(query: &str) -> Self {
        Self::of(format!("column {query}"))
    }

    /// A table.
    pub(super) fn of_table(name: &str) -> Self {
        Self::of(format!("table {name}"))
    }

    /// Where requests carry a connection parameter.
    pub(super) fn of_credential(direct: &Direct, scheme: &AuthenticationScheme, key: &str) -> Self {
        let mut places: Vec<String> = scheme.credentials.iter().flat_map(|it| in_credential(scheme, it, key)).collect();
        for policy in &direct.policies {
            let operations: String = policy.operations.iter().map(|id| format!(" {id}")).collect();
            let operations = if operations.is_empty() { operations } else { format!(" of{operations}") };
            let is_it =
                |expression: &Expression| matches!(expression, Expression::ConnectionParameter(name, _) if name == key);
            places.extend(in_rule(&policy.rule, &is_it).into_iter().map(|place| place + &operations));
        }
        places.sort_unstable();
        places.dedup();
        if places.is_empty() {
            places.push("sign-in".to_owned());
        }
        let parameter = scheme.parameters.iter().find(|parameter| parameter.key == key);
        Self::of(places.join(AND)).with(parameter.map(aspects::of_credential).unwrap_or_default())
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the lock says it.
    pub(super) fn is_in_lock(&self) -> bool {
        self.usual != Some(self.text.as_str())
    }

    /// What is compared with the lock.
    fn compared(&self) -> &str {
        self.in_lock.as_deref().unwrap_or(&self.text)
    }
}

/// What the lock knows of the placeholders of a path.
#[derive(Default)]
pub(super) struct Placeholders<'l> {
    /// Their positions, by their names; of those that were gone already also the path that they were in.
    known: HashMap<String, &'l str>,
    /// The path of the last time, without the names of its placeholders.
    path: Option<&'l str>,
}

impl<'l> Placeholders<'l> {
    /// Reads those of an operation with these keys, in the scopes of its arguments.
    pub(super) fn read<'k>(lock: &'l Lock, operation: impl IntoIterator<Item = &'k String>, scopes: &[String]) -> Self {
        let mut known = HashMap::new();
        for (key, text) in scopes.iter().flat_map(|scope| lock.meanings(scope)) {
            if let Some(name) = key.strip_prefix("path/") {
                known.entry(unescape(name)).or_insert(text);
            }
        }
        let request = operation.into_iter().find_map(|key| lock.meaning("operations", key));
        let request = request.and_then(|text| text.split(AND).next());
        Self { known, path: request.and_then(|text| Some(text.split_once(' ')?.1)) }
    }

    /// The positions of those that were not gone.
    fn present(&self) -> HashMap<String, &'l str> {
        let present = self.known.iter().filter(|(_, text)| way(text) != ONCE);
        present.map(|(name, text)| (name.clone(), *text)).collect()
    }

    /// Those that are gone now, by their keys in the lock, and what the lock is to know of them.
    pub(super) fn gone(&self, path: &str) -> Vec<(String, String)> {
        // Where the id was another one's, the lock does not say in which path they were.
        let before = self.path.unwrap_or("?");
        let names: HashSet<&str> = pieces(path).filter_map(|(_, name)| name).collect();
        let gone = self.present().into_iter().filter(|(name, _)| !names.contains(name.as_str()));
        gone.map(|(name, text)| (key(["path", &name]), once(before, text))).collect()
    }
}

/// Begins what the lock knows of a placeholder that is gone.
const ONCE: &str = "once";

/// The position of a placeholder that is gone from a path.
fn once(path: &str, position: &str) -> String {
    format!("{ONCE} in {path} {position}")
}

/// The meanings in a scope: the locked ones, and the places of those that are now.
#[derive(Default)]
pub(super) struct Meanings<'l> {
    by_key: HashMap<&'l str, &'l str>,
    /// The keys that have each place.
    keys: HashMap<&'l str, HashSet<&'l str>>,
    /// The keys that have each place now.
    now: HashMap<String, HashSet<String>>,
    /// Of each place, the keys that have it now and did not have it.
    takers: HashMap<String, Vec<String>>,
    /// The places that a key has lost.
    lost: HashSet<&'l str>,
}

impl<'l> Meanings<'l> {
    /// Reads those of some scopes. If two of them know a key, the first one counts.
    pub(super) fn read<'m>(
        lock: &'l Lock,
        scopes: &[String],
        now: impl Iterator<Item = (&'m String, &'m Meaning)>,
    ) -> Self {
        let mut all = Self::default();
        let mut usual = HashMap::new();
        for (key, meaning) in now {
            usual.extend(meaning.usual.map(|text| (key.as_str(), text)));
            for place in meaning.compared().split(AND) {
                all.now.entry(place.to_owned()).or_default().insert(key.clone());
            }
        }
        for scope in scopes {
            for (key, text) in lock.meanings(scope) {
                all.know(key, text);
            }
        }
        for (key, _) in scopes.iter().flat_map(|scope| lock.scope(scope)) {
            if let Some(text) = usual.get(key).filter(|_| !all.by_key.contains_key(key)) {
                all.know(key, text);
            }
        }
        for (place, keys) in &all.now {
            let had = all.keys.get(place.as_str());
            let new = keys.iter().filter(|key| !had.is_some_and(|had| had.contains(key.as_str())));
            all.takers.insert(place.clone(), new.cloned().collect());
        }
        for (place, keys) in &all.keys {
            let now = all.now.get(*place);
            all.lost.extend(keys.iter().any(|key| !now.is_some_and(|now| now.contains(*key))).then_some(*place));
        }
        all
    }

    fn know(&mut self, key: &'l str, text: &'l str) {
        if *self.by_key.entry(key).or_insert(text) == text {
            text.split(AND).for_each(|place| {
                self.keys.entry(place).or_default().insert(key);
            });
        }
    }

    /// What has changed in the meaning of a key. `known_as` is the key under which the lock knows it.
    pub(super) fn change(&self, known_as: &str, now: &Meaning) -> Option<Change> {
        let before = *self.by_key.get(known_as)?;
        let mut old: Vec<&str> = before.split(AND).collect();
        // A choice has aspects, but not in a lock of an earlier version.
        let has_aspects = !now.is_fixed || old.iter().any(|old| is_aspect(way(old)));
        // A lock of an earlier version has neither what a choice shows nor what policies wrap. The first of these are taken up in silence.
        let is_shown = |place: &&str| way(place) == SHOWS;
        let has_shown = old.iter().any(is_shown);
        let has_wrapped = old.iter().any(|old| way(old) == WRAPS);
        let is_known = |place: &&str| match way(place) {
            SHOWS => has_aspects && has_shown,
            WRAPS => has_wrapped,
            way => has_aspects || !is_aspect(way),
        };
        let mut new: Vec<&str> = now.compared().split(AND).filter(is_known).collect();
        // Their order says nothing.
        old.sort_unstable();
        new.sort_unstable();
        if old == new || now.is_fixed && are_respelt(&old, &new) {
            return None;
        }
        let came: Vec<&str> = new.iter().copied().filter(|place| !old.contains(place)).collect();
        let went: Vec<&str> = old.iter().copied().filter(|place| !new.contains(place)).collect();
        // A lock of an earlier version does not have these. The first of them takes no name.
        let is_first =
            |place: &&str| matches!(way(place), FILLS | PICKS) && !old.iter().any(|old| way(old) == way(place));
        // What a choice shows is not sent.
        let is_fixed =
            now.is_fixed && !(went.iter().all(is_shown) && came.iter().all(|it| is_shown(it) || is_first(it)));
        let had = |place: &str| self.keys.get(place).into_iter().flatten().copied().filter(|key| *key != known_as);
        let is_moved = |place: &str| match is_aspect(way(place)) {
            // Constants are often equal. They say what an item is if it exchanges one with another item, or with several.
            true => {
                let given = went.iter().filter(|old| way(old) == way(place));
                let mut takers = given.filter_map(|old| self.takers.get(*old)).flatten();
                let had = self.keys.get(place);
                let has_had = |key: &String| key != known_as && had.is_some_and(|had| had.contains(key.as_str()));
                takers.any(|key| self.lost.contains(place) || has_had(key))
            }
            false => had(place).next().is_some(),
        };
        let is_taken =
            |place: &str| !is_aspect(way(place)) && self.now.contains_key(place) && had(place).next().is_none();
        let is_other = is_fixed
            || !has_way_of(&old, &new)
            || came.into_iter().any(is_moved)
            || went.iter().any(|place| is_taken(place));
        let before = before.to_owned();
        Some(if is_other { Change::Other { before } } else { Change::Own { before } })
    }
}

/// Whether places differ in the spelling of keys only. A constant has one spelling.
fn are_respelt(old: &[&str], new: &[&str]) -> bool {
    let is_same = |(old, new): (&&str, &&str)| old == new || !old.contains(" = ") && folded(old) == folded(new);
    old.len() == new.len() && old.iter().zip(new).all(is_same)
}

/// Whether one of the places that are not aspects is sent like one of before.
fn has_way_of(old: &[&str], new: &[&str]) -> bool {
    let ways =
        |places: &[&str]| places.iter().map(|place| way(place).to_owned()).filter(|way| !is_aspect(way)).collect();
    let (old, new): (HashSet<String>, HashSet<String>) = (ways(old), ways(new));
    old.is_empty() && new.is_empty() || !old.is_disjoint(&new)
}

/// A meaning without what a lock of an earlier version does not have.
pub(super) fn as_known(now: &str, before: &str) -> String {
    let is_new = |place: &&str| way(place) == WRAPS;
    let knows = before.split(AND).any(|place| is_new(&place));
    now.split(AND).filter(|place| knows || !is_new(place)).collect::<Vec<_>>().join(AND)
}

/// How a place is sent.
fn way(place: &str) -> &str {
    place.split_once(' ').map_or("", |(way, _)| way)
}

/// Each placeholder of a path, and its position: behind the last segment that has text of its own.
fn positions(path: &str) -> Vec<(&str, String)> {
    let mut before = String::new();
    let mut positions = Vec::new();
    for (text, name) in pieces(path) {
        before.push_str(text);
        let Some(name) = name else { break };
        // Other placeholders may come and go between the two.
        let segment = before.split_inclusive('/').rfind(|segment| *segment != "/").unwrap_or_default();
        positions.push((name, format!("after {}", bare(segment))));
    }
    positions
}

/// The positions that the lock has, also of the placeholders that respell a name that is gone.
fn with_respelt<'l>(known: &HashMap<String, &'l str>, positions: &[(&str, String)]) -> HashMap<String, &'l str> {
    let names: HashSet<&str> = positions.iter().map(|(name, _)| *name).collect();
    let gone = known.keys().map(String::as_str).filter(|name| !names.contains(name));
    let new = names.iter().copied().filter(|name| !known.contains_key(*name));
    let keyed = |name| (name, escape(name));
    let respelt = pairs(gone.map(keyed), new.map(keyed));
    let mut all = known.clone();
    all.extend(respelt.into_iter().filter_map(|(old, new)| Some((new.to_owned(), *known.get(old)?))));
    all
}

/// The numbers of placeholders behind the same text: those of the lock while their order is the same, so that others can come and go
/// between them.
fn numbers_in_lock(text: &str, names: &[&str], known: &HashMap<String, &str>) -> Vec<usize> {
    let number = |place: &str| place.strip_prefix(text)?.strip_prefix(NUMBER)?.parse::<usize>().ok();
    let locked = |name: &&str| known.get(*name)?.split(AND).find_map(number);
    let mut numbers: Vec<Option<usize>> = names.iter().map(locked).collect();
    if !numbers.iter().flatten().is_sorted() {
        numbers.fill(None);
    }
    // One that was gone may have the number of another.
    let mut used = HashSet::new();
    numbers.iter_mut().for_each(|number| *number = number.filter(|number| used.insert(*number)));
    let mut free = (1..).filter(|number| !used.contains(number));
    numbers.into_iter().map(|locked| locked.or_else(|| free.next()).unwrap_or_default()).collect()
}

/// Where a credential carries a connection parameter.
fn in_credential(scheme: &AuthenticationScheme, credential: &Credential, key: &str) -> Vec<String> {
    let is_token = || {
        let parameter = scheme.parameters.iter().find(|parameter| parameter.key == key);
        parameter.is_some_and(|parameter| matches!(parameter.kind, ParameterKind::Token(_)))
    };
    let places = match credential {
        Credential::Header { name, parameter } => [(parameter == key).then(|| format!("header {name}")), None],
        Credential::Query { name, parameter } => [(parameter == key).then(|| format!("query {name}")), None],
        Credential::Basic { user, password } => {
            [(user == key).then(|| "basic user".to_owned()), (password == key).then(|| "basic password".to_owned())]
        }
        Credential::Bearer => [is_token().then(|| "bearer token".to_owned()), None],
    };
    places.into_iter().flatten().collect()
}
