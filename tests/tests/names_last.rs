//! Names last: when items of a real connector are added, removed or moved, the others keep their names. With a `names.lock` always;
//! without one, unless two names collide, which a diagnostic reports.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::{
    ConnectorFolder, Diagnostics, Generated, Problem, Sources,
    internal::{
        folder::discover,
        source::{self, Member, Node, Value},
    },
};
use connector_tests::{
    corpus,
    generate::generate,
    mutate::text,
    random::{Random, seed},
    wire_names::WireNames,
};

/// How many connectors are changed, and how often each.
const CONNECTORS: usize = 12;
const CHANGES: usize = 3;
/// A larger definition takes too long for a sample.
const LONGEST: usize = 300_000;
/// One of so many items is removed, and another one doubled under a name that is nearly its own.
const ONE_OF: usize = 12;

#[test]
fn no_change_of_a_real_connector_renames_what_stays() {
    let Some(corpus) = corpus() else { return };
    let mut connectors = discover(&corpus).expect("the corpus can be searched");
    let mut random = Random::new(seed());
    random.shuffle(&mut connectors);
    let (mut tried, mut kept, mut collided, mut regrouped, mut exported) = (Vec::new(), 0, 0, 0, 0);
    for connector in connectors {
        let Some(document) = document(&connector) else { continue };
        let Some(before) = named(&document, "") else { continue };
        for _ in 0..CHANGES {
            let mut changed = document.clone();
            change(&mut changed, "", &mut random);

            let (Some(locked), Some(free)) = (named(&changed, &before.lock), named(&changed, "")) else { continue };
            for (place, name) in &before.names {
                let now = locked.names.get(place);
                // Of a shared type or a choice that became two, one keeps the name; the places of both keep theirs.
                let is_split = locked.shared(place).any(|other| other == name);
                // A key that is respelt takes its name along.
                let scope = place.split('#').next();
                let follows = || locked.names.iter().any(|(it, of)| of == name && it.split('#').next() == scope);
                let moved = now.is_none() && follows() || locked.lost.contains(place);
                assert!(now == Some(name) || is_split || moved, "{place} of {}: {name}, now {now:?}", connector.path);
            }
            exported += still_exported(&before, &locked, &free, &connector.path);

            for (place, name) in &before.names {
                let Some(now) = free.names.get(place) else { continue };
                if now == name {
                    kept += 1;
                    continue;
                }
                if before.sharers(place) != free.sharers(place) {
                    regrouped += 1;
                    continue;
                }
                collided += 1;
                let told = before.told(place, name) || free.told(place, now);
                assert!(told, "{place} of {} was {name} and is {now}", connector.path);
            }
        }
        tried.push(connector.path);
        if tried.len() == CONNECTORS {
            break;
        }
    }
    println!("seed {}: {}: {kept} names kept, {collided} told", seed(), tried.join(", "));
    println!("with a lock, {exported} paths of types and members are in the changed crates as they were");
    println!("{regrouped} names of types that others share now; the names of their places are among those kept");
    assert!(kept > 1000, "{kept}");
    assert!(exported > 1000, "{exported}");
}

/// Looks for each type of the crate `before` in the crate made with its lock, as far as the definition still has a place of the
/// type, which the names made without a lock show; and for the identifiers of its wire names. How many were found.
fn still_exported(before: &Named, locked: &Named, free: &Named, connector: &str) -> usize {
    let mut found = 0;
    for (place, name) in &before.names {
        let (scope, key) = place.split_once('#').unwrap_or_default();
        let (room, place_of_it) = match scope {
            "models" => ("models", place.clone()),
            "parts" => ("models::parts", place.clone()),
            "shared" => ("models::shared", key.replacen('/', "#", 1)),
            "bodies" | "responses" | "payloads" | "parameters" => (scope, place.clone()),
            _ => continue,
        };
        if !free.names.contains_key(&place_of_it) {
            continue;
        }
        let path = format!("{room}::{name}");
        assert!(before.wires.paths.contains_key(&path), "{path} of {connector} is not in its first crate");
        assert!(locked.wires.paths.contains_key(&path), "{path} of {connector} is gone, and {place_of_it} is not");
        found += 1;
        let now = locked.wires.members(&path);
        for (wire, identifier) in before.wires.members(&path) {
            let Some(now) = now.get(wire) else { continue };
            assert_eq!(*now, identifier, "{wire} of {path} of {connector}");
            found += 1;
        }
    }
    found
}

/// The names of a document, by place.
struct Named {
    lock: String,
    names: BTreeMap<String, String>,
    /// Places whose name depends on another one according to a diagnostic.
    collisions: BTreeSet<String>,
    /// What names begin with whose operation or definition collides with another one, without case and underscores.
    roots: BTreeSet<String>,
    /// Places whose name is lost according to a diagnostic.
    lost: BTreeSet<String>,
    wires: WireNames,
}

impl Named {
    /// Whether a diagnostic reports that the name at a place depends on another.
    fn told(&self, address: &str, name: &str) -> bool {
        let scope = shared_scope(address);
        // The struct of required values is called as its type. A key may be `required` too.
        let of = address.strip_suffix("#required").unwrap_or(address);
        [address, of].iter().any(|it| self.collisions.contains(*it))
            || scope.is_some_and(|scope| self.collisions.contains(&format!("{scope}{name}")))
            || self.roots.iter().any(|root| plain(name).starts_with(root))
    }

    /// The places of a type or a choice that several places share. Its name is made from one of them, so without a lock it may change
    /// with them; the name at each of its places is the place's own.
    fn sharers(&self, place: &str) -> BTreeSet<&String> {
        let scope = shared_scope(place);
        let shared = self.names.iter().filter(|(other, _)| scope.is_some_and(|scope| other.starts_with(scope)));
        shared.filter(|(_, name)| self.names.get(place) == Some(name)).map(|(other, _)| other).collect()
    }

    /// The names in the scope of a place, if several places may share one there.
    fn shared(&self, place: &str) -> impl Iterator<Item = &String> {
        let scope = shared_scope(place);
        let names = self.names.iter().filter(move |(other, _)| scope.is_some_and(|scope| other.starts_with(scope)));
        names.map(|(_, name)| name)
    }
}

fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

/// The beginning of the addresses of a scope in which several places may share one name.
fn shared_scope(address: &str) -> Option<&'static str> {
    ["shared#", "sources#"].into_iter().find(|scope| address.starts_with(scope))
}

/// `None` if no operation is left.
fn named(document: &Node, lock: &str) -> Option<Named> {
    let Generated { diagnostics, lock, files, .. } = generate("changed", text(document), &[("names.lock", lock)]);
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.problem.code()).collect();
    if codes.contains(&"no-operations") {
        return None;
    }
    let lock = lock.unwrap_or_else(|| panic!("no crate is made: {codes:?}")).text;
    let entries: BTreeMap<String, serde_json::Value> = serde_json::from_str(&lock).expect("the lock is JSON");
    // What a name stands for may change: a constant that is removed, another list.
    let entries = entries.into_iter().filter(|(address, _)| !address.starts_with("means/"));
    let names = entries.filter_map(|(address, entry)| Some((address, entry.as_str()?.to_owned())));
    let names: BTreeMap<String, String> = names.collect();
    let (mut collisions, mut roots, mut lost) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for diagnostic in diagnostics.iter() {
        if let Problem::NameLost { address, .. } = &diagnostic.problem {
            lost.insert(address.clone());
        }
        if let Problem::NameCollision { address, identifier, wanted, .. } = &diagnostic.problem {
            collisions.insert(address.clone());
            if address.starts_with("operations#") || address.starts_with("models#") {
                roots.insert(plain(wanted));
            }
            // A shared type has one name at all its places, and one diagnostic.
            let scope = address.split('#').next().unwrap_or_default();
            collisions.insert(format!("{scope}#{identifier}"));
        }
    }
    let wires = files.as_ref().map(WireNames::of).unwrap_or_default();
    Some(Named { lock, names, collisions, roots, lost, wires })
}

/// The definition of a connector; `None` if it is too large for a sample, or if no crate can be made of it.
pub(super) fn document(connector: &ConnectorFolder) -> Option<Node> {
    let bytes = std::fs::read(connector.definition.as_ref().ok()?).ok()?;
    if bytes.len() > LONGEST {
        return None;
    }
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = source::add(&mut sources, "definition", bytes, &mut diagnostics)?;
    let document = source::json(&sources, file, &mut diagnostics)?;
    generate("whole", text(&document), &[]).files.is_some().then_some(document)
}

/// Removes items, doubles items under a name that is nearly theirs, and puts all in another order.
fn change(node: &mut Node, key: &str, random: &mut Random) {
    match &mut node.value {
        Value::Object(members) if ["paths", "properties", "definitions"].contains(&key) => {
            members.retain(|_| random.below(ONE_OF) > 0);
            let mut doubles = Vec::new();
            for member in members.iter() {
                if random.below(ONE_OF) == 0 {
                    doubles.push(double(member, random));
                }
            }
            members.extend(doubles);
            random.shuffle(members);
            members.iter_mut().for_each(|member| change(&mut member.value, "", random));
        }
        Value::Object(members) => {
            random.shuffle(members);
            members.iter_mut().for_each(|member| change(&mut member.value, &member.key, random));
        }
        Value::Array(items) => {
            if ["parameters", "enum"].contains(&key) {
                items.retain(|_| random.below(ONE_OF) > 0);
            }
            items.iter_mut().for_each(|item| change(item, "", random));
        }
        _ => {}
    }
}

/// An item like another, with another spelling of its name.
fn double(member: &Member, random: &mut Random) -> Member {
    let spelling = random.below(4);
    let respelt = |name: &str| match spelling {
        0 => format!("{name}_"),
        1 => name.to_uppercase() + "2",
        2 => name.replace(['_', '-', ' '], "") + ".x",
        _ => format!("more {name}"),
    };
    let mut double = member.clone();
    double.key = if member.key.starts_with('/') { format!("{}/more", member.key) } else { respelt(&member.key) };
    respell_ids(&mut double.value, &respelt);
    double
}

fn respell_ids(node: &mut Node, respelt: &impl Fn(&str) -> String) {
    match &mut node.value {
        Value::Object(members) => {
            for member in members {
                match &mut member.value.value {
                    Value::String(id) if member.key == "operationId" => *id = respelt(id),
                    _ => respell_ids(&mut member.value, respelt),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| respell_ids(item, respelt)),
        _ => {}
    }
}
