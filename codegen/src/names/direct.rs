//! The names of a direct client's credentials: authentication schemes and their connection parameters.

use super::identifier::{Style, raw};
use super::reserved;
use super::scope::{Alternative, Book, Claim, Scope};
use super::table::{FieldNames, SchemeNames};
use crate::model::direct::{AuthenticationScheme, Direct};

/// Names every authentication scheme and its connection parameters.
pub(super) fn assign(direct: &Direct, book: &mut Book<'_>) -> Vec<SchemeNames> {
    let mut scope = Scope::new("connection", Style::Camel, &[]).with_number("set");
    for scheme in &direct.schemes {
        if let Some(name) = &scheme.name {
            scope.claim(Claim::of(name, scheme.span));
        }
    }
    let mut variants = scope.settle(book).into_iter();
    let schemes = direct.schemes.iter().map(|scheme| {
        let variant = scheme.name.as_ref().and_then(|_| variants.next());
        let address = match &variant {
            Some(variant) => format!("connection/{}", variant.key),
            None => "connection/parameters".to_owned(),
        };
        SchemeNames {
            variant: variant.map(|it| (it.identifier.clone(), format!("{}Parameters", it.identifier))),
            parameters: parameters(scheme, address, book),
        }
    });
    schemes.collect()
}

fn parameters(scheme: &AuthenticationScheme, address: String, book: &mut Book<'_>) -> Vec<FieldNames> {
    let mut scope = Scope::new(address, Style::Snake, reserved::CONNECTION);
    for parameter in &scheme.parameters {
        let alternative = Some(Alternative::OfReserved("parameter"));
        scope.claim(Claim { alternative, ..Claim::of(&parameter.key, parameter.span) });
    }
    let settled = scope.settle(book).into_iter();
    settled.map(|it| FieldNames { field: raw(&it.identifier), with: format!("with_{}", it.identifier) }).collect()
}
