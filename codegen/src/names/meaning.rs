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
use super::lock::Lock;
use super::respelt::{folded, pairs};
use crate::model::direct::{
    AuthenticationScheme, Credential, Direct, Expression, ParameterKind, Piece, Rule, Template,
};
use crate::model::{DynamicSource, Operation};

/// Between the places of one meaning.
const AND: &str = ", ";

/// Between the text before a placeholder and its number.
const NUMBER: &str = " no. ";

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// Its places on the wire, each with a first word that says how it is sent, e.g. `GET /users/{}` or `header X-Key`.
    text: String,
    /// The same as the lock would say it, if no other item had come or gone.
    in_lock: Option<String>,
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
        Self { text, in_lock: None, is_fixed: false, is_reported: true }
    }

    /// The request of an operation. The names of placeholders do not count.
    pub(super) fn of_request(operation: &Operation) -> Self {
        let path: String =
            pieces(&operation.path).map(|(text, name)| text.to_owned() + name.map_or("", |_| "{}")).collect();
        Self::of(format!("{} {path}", operation.method))
    }

    /// The positions of the placeholders of a path, by their names: the last text before each. `known` are the positions that the lock
    /// has. Empty if the path never had more than one placeholder.
    pub(super) fn of_placeholders<'p>(path: &'p str, known: &HashMap<String, &str>) -> HashMap<&'p str, Self> {
        let mut groups: HashMap<String, Vec<&str>> = HashMap::new();
        let positions = positions(path);
        if positions.len() < 2 && known.is_empty() {
            return HashMap::new();
        }
        let known = &with_respelt(known, &positions);
        let mut seen = HashSet::new();
        for (name, text) in positions {
            if seen.insert((name, text.clone())) {
                groups.entry(text).or_default().push(name);
            }
        }
        let mut places: HashMap<&str, Vec<[String; 2]>> = HashMap::new();
        for (text, names) in groups {
            let in_lock = numbers_in_lock(&text, &names, known);
            for ((name, number), in_lock) in names.iter().zip(1..).zip(in_lock) {
                places.entry(name).or_default().push([number, in_lock].map(|number| format!("{text}{NUMBER}{number}")));
            }
        }
        let meanings = places.into_iter().map(|(name, mut places)| {
            places.sort_unstable();
            let [text, in_lock] =
                [0, 1].map(|at| places.iter().map(|it| it[at].as_str()).collect::<Vec<_>>().join(AND));
            (name, Self { in_lock: Some(in_lock), is_reported: false, ..Self::of(text) })
        });
        meanings.collect()
    }

    /// The call behind a choice and where its response has the value. `called` is the identifier of the operation.
    pub(super) fn of_choice(source: &DynamicSource, operations: &[String]) -> Self {
        let called = source.calls().map(|id| operations.get(id.0).map_or("", String::as_str));
        let value = key(source.value.iter().map(String::as_str));
        let words: Vec<&str> = called.chain([value.as_str()]).filter(|word| !word.is_empty()).collect();
        Self { is_fixed: true, ..Self::of(words.join(" ")) }
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
        places.extend(direct.policies.iter().flat_map(|policy| in_rule(&policy.rule, key)));
        places.sort_unstable();
        places.dedup();
        if places.is_empty() {
            places.push("sign-in".to_owned());
        }
        Self::of(places.join(AND))
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What is compared with the lock.
    fn compared(&self) -> &str {
        self.in_lock.as_deref().unwrap_or(&self.text)
    }
}

/// The locked positions of the placeholders in the scope of an operation's arguments, by their names.
pub(super) fn known_placeholders<'l>(lock: &'l Lock, scopes: &[String]) -> HashMap<String, &'l str> {
    let mut known = HashMap::new();
    for (key, text) in scopes.iter().flat_map(|scope| lock.meanings(scope)) {
        if let Some(name) = key.strip_prefix("path/") {
            known.entry(unescape(name)).or_insert(text);
        }
    }
    known
}

/// The meanings in a scope: the locked ones, and the places of those that are now.
#[derive(Default)]
pub(super) struct Meanings<'l> {
    by_key: HashMap<&'l str, &'l str>,
    /// The keys that have each place.
    keys: HashMap<&'l str, Vec<&'l str>>,
    now: HashSet<String>,
}

impl<'l> Meanings<'l> {
    /// Reads those of some scopes. If two of them know a key, the first one counts.
    pub(super) fn read<'m>(lock: &'l Lock, scopes: &[String], now: impl Iterator<Item = &'m Meaning>) -> Self {
        let now = now.flat_map(|meaning| meaning.compared().split(AND)).map(str::to_owned).collect();
        let mut all = Self { now, ..Self::default() };
        for scope in scopes {
            for (key, text) in lock.meanings(scope) {
                if *all.by_key.entry(key).or_insert(text) == text {
                    text.split(AND).for_each(|place| all.keys.entry(place).or_default().push(key));
                }
            }
        }
        all
    }

    /// What has changed in the meaning of a key. `known_as` is the key under which the lock knows it.
    pub(super) fn change(&self, known_as: &str, now: &Meaning) -> Option<Change> {
        let before = *self.by_key.get(known_as)?;
        let text = now.compared();
        if before == text || folded(before) == folded(text) && now.is_fixed {
            return None;
        }
        let (old, new) = (|| before.split(AND), || text.split(AND));
        let is_new = |place: &str| old().all(|known| known != place);
        let was_of_another =
            |place: &str| self.keys.get(place).is_some_and(|keys| keys.iter().any(|key| *key != known_as));
        let is_other = now.is_fixed
            || !old().any(|old| new().any(|new| way(old) == way(new)))
            || new().any(|place| is_new(place) && was_of_another(place))
            || old()
                .any(|place| new().all(|known| known != place) && self.now.contains(place) && !was_of_another(place));
        let before = before.to_owned();
        Some(if is_other { Change::Other { before } } else { Change::Own { before } })
    }
}

/// How a place is sent.
fn way(place: &str) -> &str {
    place.split_once(' ').map_or("", |(way, _)| way)
}

/// The texts of a path, each with the placeholder behind it.
fn pieces(path: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let placeholder = text.find('{').and_then(|from| Some((from, from + text.get(from..)?.find('}')?)));
        let Some((from, to)) = placeholder else { return Some((text, None)) };
        rest = text.get(to + 1..);
        Some((&text[..from], text.get(from + 1..to)))
    })
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
        positions.push((name, format!("after {segment}")));
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

/// Where a policy puts a connection parameter.
fn in_rule(rule: &Rule, key: &str) -> Vec<String> {
    let target = match rule {
        Rule::HostUrl(_) => "host".to_owned(),
        Rule::Header(name, ..) => format!("header {name}"),
        Rule::Query(name, ..) => format!("query {name}"),
        Rule::Route(..) | Rule::FromUrl { .. } => "path".to_owned(),
        Rule::Reshape { .. } => "body".to_owned(),
        Rule::Polling { .. } => "state".to_owned(),
    };
    let templates = rule.templates().into_iter().filter_map(|template| in_template(template, key));
    templates.map(|around| if around == "{}" { target.clone() } else { format!("{target} {around}") }).collect()
}

/// A template with this connection parameter as `{}` and other values as `{*}`; `None` if the template does not have it.
fn in_template(template: &Template, key: &str) -> Option<String> {
    let mut has = false;
    let pieces = template.iter().map(|piece| match piece {
        Piece::Text(text) => text.replace(AND, ","),
        Piece::Expression(Expression::ConnectionParameter(name, _)) if name == key => {
            has = true;
            "{}".to_owned()
        }
        Piece::Expression(_) | Piece::Path(_) => "{*}".to_owned(),
    });
    let text: String = pieces.collect();
    has.then_some(text)
}
