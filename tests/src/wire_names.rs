//! The wire names of a crate by position, with their identifiers, to compare with those of the obstacle course.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::Files;
use connector_emitted::{Contents, Location, Row, TypeKind};

use crate::obstacle::{Position, Wire};

/// The wire names of a crate.
#[derive(Clone, Debug, Default)]
pub struct WireNames {
    /// Every wire name, sorted; a key or a value once for each type that has it, everything else once.
    pub names: Vec<Wire>,
    /// The identifier of each wire name, by the public path of the type that it belongs to.
    pub identifiers: BTreeMap<(String, Wire), String>,
    /// The shortest public path of each public item, by each of its public paths.
    pub paths: BTreeMap<String, String>,
}

impl WireNames {
    /// Reads the files of a crate.
    ///
    /// # Panics
    /// If a file does not parse.
    pub fn of(files: &Files) -> Self {
        let contents = Contents::read(files).unwrap_or_else(|error| panic!("{error}"));
        let (mut wires, mut calls) = (Self::default(), BTreeSet::new());
        for (path, item) in &contents.types {
            match &item.kind {
                TypeKind::Model(rows) => rows.iter().for_each(|row| wires.row(path, Position::Property, row)),
                TypeKind::Values(rows) if path != "TriggerName" => {
                    rows.iter().for_each(|row| wires.row(path, Position::Value, row));
                }
                TypeKind::Values(rows) => {
                    for row in rows {
                        let wire = (Position::Trigger, String::new(), row.wire.clone().unwrap_or_default());
                        wires.identify(path, &wire, &row.name);
                        calls.insert(wire);
                    }
                }
                _ => {}
            }
        }
        for (path, request) in &contents.requests {
            let wire = (Position::Operation, String::new(), request.id.clone());
            wires.identify(path, &wire, path);
            calls.insert(wire);
            for send in &request.sends {
                let Some(position) = position(send.location) else { continue };
                let wire = (position, request.id.clone(), send.key.clone());
                if let Some(name) = &send.name {
                    wires.identify(path, &wire, name);
                }
                calls.insert(wire);
            }
        }
        let of_lookups =
            |position, names: BTreeSet<String>| names.into_iter().map(move |it| (position, String::new(), it));
        calls.extend(of_lookups(Position::Argument, contents.lookups.arguments));
        calls.extend(of_lookups(Position::Step, contents.lookups.steps));
        wires.names.extend(calls);
        wires.names.sort();
        wires.paths = contents.paths;
        wires
    }

    /// The identifiers of the type at a public path, by wire name.
    pub fn members(&self, path: &str) -> BTreeMap<&str, &str> {
        let Some(shortest) = self.paths.get(path) else { return BTreeMap::new() };
        let members = self.identifiers.iter().filter(|((of, (position, ..)), _)| {
            of == shortest && matches!(position, Position::Property | Position::Value)
        });
        members.map(|((_, (_, _, wire)), identifier)| (wire.as_str(), identifier.as_str())).collect()
    }

    fn row(&mut self, path: &str, position: Position, row: &Row) {
        let Some(wire) = &row.wire else { return };
        if let Some(json) = &row.sent {
            self.names.push((Position::Default, String::new(), json.clone()));
        }
        let wire = (position, String::new(), wire.clone());
        self.identify(path, &wire, &row.name);
        self.names.push(wire);
    }

    fn identify(&mut self, path: &str, wire: &Wire, identifier: &str) {
        self.identifiers.insert((path.to_owned(), wire.clone()), identifier.to_owned());
    }
}

const fn position(location: Location) -> Option<Position> {
    match location {
        Location::Path => Some(Position::Path),
        Location::Query => Some(Position::Query),
        Location::Header => Some(Position::Header),
        Location::Form => Some(Position::Form),
        Location::Body => None,
    }
}
