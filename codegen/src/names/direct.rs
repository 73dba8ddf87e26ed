//! The names of a direct client's credentials: authentication schemes and their connection parameters.

use super::calls::{self, Call};
use super::identifier::{Style, raw};
use super::meaning::Meaning;
use super::reserved;
use super::scope::{Alternative, Book, Claim, Scope, Settled};
use super::signature::Form;
use super::table::{FieldNames, SchemeNames};
use crate::model::Operation;
use crate::model::direct::{AuthenticationScheme, Direct, ParameterKind};
use crate::span::Span;

/// Names every authentication scheme and its connection parameters.
pub(super) fn assign(direct: &Direct, operations: &[Operation], book: &mut Book<'_>) -> Vec<SchemeNames> {
    // Requests through a connection go elsewhere.
    let service = Meaning::of_service(direct, operations);
    book.keep_meaning("connection", "#service", "direct", service.text(), Span::default());
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
        let former = variant.as_ref().and_then(|it| Some(format!("connection/{}", it.former.as_ref()?)));
        let (parameters, constructor) = parameters(direct, scheme, address, former, book);
        SchemeNames {
            variant: variant.map(|it| (it.identifier.clone(), format!("{}Parameters", it.identifier))),
            parameters,
            constructor: constructor.method,
            order: constructor.order,
        }
    });
    schemes.collect()
}

/// The parameters of a scheme, and the function that takes the required ones. `former` is the address of the scheme's earlier spelling.
fn parameters(
    direct: &Direct,
    scheme: &AuthenticationScheme,
    address: String,
    former: Option<String>,
    book: &mut Book<'_>,
) -> (Vec<FieldNames>, calls::Settled) {
    let own = Scope::new(address.clone(), Style::Snake, reserved::CONNECTION);
    let mut scope = former.iter().fold(own, |scope, former| scope.known_at(former.clone()));
    for parameter in &scheme.parameters {
        let alternative = Some(Alternative::OfReserved("parameter"));
        let meaning = Some(Meaning::of_credential(direct, scheme, &parameter.key));
        scope.claim(Claim { alternative, meaning, ..Claim::of(&parameter.key, parameter.span) });
    }
    let settled = scope.settle(book);
    let parameters = scheme.parameters.iter().zip(&settled).enumerate();
    let positional: Vec<_> = parameters.filter(|(_, (parameter, _))| parameter.is_positional()).collect();
    let values = positional.iter().map(|(_, (parameter, settled))| {
        let form = match parameter.kind {
            ParameterKind::Text | ParameterKind::Secret => Form::Text,
            ParameterKind::Integer | ParameterKind::Boolean | ParameterKind::Token(_) => Form::Exact,
        };
        calls::Argument::of(settled, form)
    });
    let call = Call {
        homes: vec![address],
        former: former.into_iter().collect(),
        references: Vec::new(),
        others: Vec::new(),
        usual: "new",
        most: usize::MAX,
        values: values.collect(),
        span: scheme.span,
    };
    let mut constructor = call.settle(book, |_| true);
    constructor.order = constructor.order.into_iter().map(|at| positional[at].0).collect();
    let print = |it: &Settled| FieldNames { field: raw(&it.identifier), with: format!("with_{}", it.identifier) };
    (settled.iter().map(print).collect(), constructor)
}
