//! The names of what a direct client authenticates with: connection parameters, and the sets that they come in.

use super::identifier::{Style, raw};
use super::scope::{Alternative, Book, Claim, Scope};
use super::{FieldNames, WayNames, reserved};
use crate::model::direct::{Direct, Way};

/// Names every way and its connection parameters.
pub(super) fn assign(direct: &Direct, book: &mut Book<'_>) -> Vec<WayNames> {
    let mut scope = Scope::new("connection", Style::Camel, &[]).with_number("set");
    for way in &direct.ways {
        if let Some(name) = &way.name {
            scope.claim(Claim::of(name, way.span));
        }
    }
    let mut variants = scope.settle(book).into_iter();
    let ways = direct.ways.iter().map(|way| {
        let variant = way.name.as_ref().and_then(|_| variants.next());
        let place = match &variant {
            Some(variant) => format!("connection/{}", variant.key),
            None => "connection/parameters".to_owned(),
        };
        WayNames {
            variant: variant.map(|it| (it.identifier.clone(), format!("{}Parameters", it.identifier))),
            parameters: parameters(way, place, book),
        }
    });
    ways.collect()
}

fn parameters(way: &Way, place: String, book: &mut Book<'_>) -> Vec<FieldNames> {
    let mut scope = Scope::new(place, Style::Snake, reserved::CONNECTION);
    for parameter in &way.parameters {
        let alternative = Some(Alternative::OfReserved("parameter"));
        scope.claim(Claim { alternative, ..Claim::of(&parameter.key, parameter.span) });
    }
    let settled = scope.settle(book).into_iter();
    settled.map(|it| FieldNames { field: raw(&it.identifier), with: format!("with_{}", it.identifier) }).collect()
}
