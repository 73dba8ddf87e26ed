//! The values that reach a table: those that its operations need besides the table itself and the key of a row.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::input::Input;
use crate::emit::rust::arguments::{self, Argument, Source};
use crate::emit::rust::type_tokens::ident;
use crate::model::{OperationId, Parameter, ParameterLocation, TableNeed, TableOperations, TablePlace, placeholders};
use crate::names::DoorNames;

/// A value that the caller gives once for all requests of a table.
pub(super) struct Value<'a> {
    pub(super) argument: Argument<'a>,
    parameter: &'a Parameter,
    place: TablePlace<'a>,
}

/// The values of a method of the client that reaches the rows of tables, in its order.
pub(super) fn values<'a>(input: Input<'a>, operations: &TableOperations, door: &DoorNames) -> Vec<Value<'a>> {
    let values = door.values.iter().filter_map(|&(number, at)| {
        let id = operations.all().nth(number)?;
        let argument = arguments::all(input, id).into_iter().nth(at)?;
        let Source::Parameter(parameter) = argument.source else { return None };
        let TableNeed::Given(place) = operations.need(id, input.operation(id), parameter) else { return None };
        Some(Value { argument, parameter, place })
    });
    values.collect()
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
    (operations, door): (&TableOperations, &DoorNames),
    id: OperationId,
    key: &TokenStream,
) -> Option<TokenStream> {
    let values = values(input, operations, door);
    let mut given = Vec::new();
    for argument in arguments::positional(input, id) {
        let value = match argument.source {
            Source::Body(_) => quote!(::std::default::Default::default()),
            Source::Parameter(parameter) => match operations.need(id, input.operation(id), parameter) {
                TableNeed::Key => key.clone(),
                TableNeed::Table => quote!(T::NAME.to_owned()),
                TableNeed::Given(place) => {
                    let value = values.iter().find(|value| value.place == place)?;
                    if value.parameter.ty != parameter.ty {
                        return None;
                    }
                    let field = value.argument.ident();
                    quote!(self.#field.clone())
                }
            },
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
