//! The values that reach a table: those that its operations need besides the table itself and the key of a row.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::input::Input;
use crate::emit::rust::arguments::{self, Argument, Source};
use crate::emit::rust::type_tokens::ident;
use crate::model::{OperationId, Parameter, ParameterLocation, TableOperations};

/// Where an operation has a value. Paths of one table may call their parameters differently, so these count by position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place<'a> {
    Path(usize),
    Other(ParameterLocation, &'a str),
}

/// A value that the caller gives once for all requests of a table.
pub(super) struct Value<'a> {
    pub(super) argument: Argument<'a>,
    parameter: &'a Parameter,
    place: Place<'a>,
}

/// What a required value of an operation is.
enum Needed<'a> {
    Key,
    Table,
    Body,
    Given(&'a Parameter, Place<'a>),
}

/// The values that a table's operations need: those of the list, then those that only others need.
pub(super) fn values<'a>(input: Input<'a>, operations: &TableOperations) -> Vec<Value<'a>> {
    let mut values: Vec<Value<'a>> = Vec::new();
    for id in operations.all() {
        for argument in arguments::positional(input, id) {
            let Needed::Given(parameter, place) = needed(input, operations, id, argument) else { continue };
            if !values.iter().any(|value| value.place == place || value.argument.name == argument.name) {
                values.push(Value { argument, parameter, place });
            }
        }
    }
    values
}

/// Whether an operation is for one row.
fn has_key(operations: &TableOperations, id: OperationId) -> bool {
    [operations.get, operations.update, operations.delete].contains(&Some(id))
}

fn needed<'a>(input: Input<'a>, operations: &TableOperations, id: OperationId, argument: Argument<'a>) -> Needed<'a> {
    let Source::Parameter(parameter) = argument.source else { return Needed::Body };
    if !matches!(parameter.location, ParameterLocation::Path { .. }) {
        return Needed::Given(parameter, Place::Other(parameter.location, &parameter.key));
    }
    let names: Vec<&str> = placeholders(&input.operation(id).path).collect();
    let has_key = has_key(operations, id);
    let table = names.len().checked_sub(if has_key { 2 } else { 1 });
    match names.iter().position(|name| *name == parameter.key) {
        at if at == table => Needed::Table,
        Some(at) if has_key && at + 1 == names.len() => Needed::Key,
        at => Needed::Given(parameter, Place::Path(at.unwrap_or_default())),
    }
}

/// The names of a path's placeholders.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// The parameter that is the key of a row.
pub(super) fn key<'a>(input: Input<'a>, id: OperationId) -> Option<&'a Parameter> {
    let operation = input.operation(id);
    let name = placeholders(&operation.path).last()?;
    operation.parameters.iter().find(|it| it.key == name && matches!(it.location, ParameterLocation::Path { .. }))
}

/// The constructor of an operation's request with the table, the values and the key. `None` if it needs another value.
pub(super) fn call(
    input: Input<'_>,
    operations: &TableOperations,
    id: OperationId,
    key: &TokenStream,
) -> Option<TokenStream> {
    let values = values(input, operations);
    let mut given = Vec::new();
    for argument in arguments::positional(input, id) {
        let value = match needed(input, operations, id, argument) {
            Needed::Key => key.clone(),
            Needed::Table => quote!(T::NAME.to_owned()),
            Needed::Body => quote!(::std::default::Default::default()),
            Needed::Given(parameter, place) => {
                let value = values.iter().find(|value| value.place == place)?;
                if value.parameter.ty != parameter.ty {
                    return None;
                }
                let field = value.argument.ident();
                quote!(self.#field.clone())
            }
        };
        given.push((argument.ident(), value));
    }
    let names = input.operation_names(id);
    let request = ident(&names.request);
    let given = match names.required.as_deref().map(ident) {
        Some(required) => {
            let fields = given.iter().map(|(name, value)| quote!(#name: #value));
            quote!(crate::requests::#required { #(#fields),* })
        }
        None => {
            let values = given.iter().map(|(_, value)| value);
            quote!(#(#values),*)
        }
    };
    Some(quote!(crate::requests::#request::new(&self.connection, #given)))
}
