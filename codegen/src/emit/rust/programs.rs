//! Complete examples for the README: files outside the crate that compile as they are.

use proc_macro2::TokenStream;
use quote::quote;

use super::example;
use super::type_tokens::ident;
use crate::emit::input::Input;
use crate::model::{Operation, OperationId, Role, SuccessResponse, Visibility};

/// Creates a client and calls the first action that is current and shown at once; `None` without actions.
pub(super) fn call(input: Input<'_>) -> Option<String> {
    let id = first(input, Role::Action)?;
    let (library, client) = (ident(&input.names.library), ident(&input.names.client));
    let statement = example::statement(input, id);
    let print = match input.operation(id).success {
        SuccessResponse::Empty => None,
        SuccessResponse::Content(_) | SuccessResponse::Optional(_) | SuccessResponse::ByStatus(_) => {
            Some(quote!(println!("{response:?}");))
        }
    };
    Some(printed(
        quote! {
            use std::sync::Arc;
            use #library::#client;
            use #library::runtime::TokenCredential;
        },
        quote! {
            async fn call(connection_runtime_url: &str, credential: Arc<dyn TokenCredential>) -> #library::Result<()> {
                let client = #client::new(connection_runtime_url, credential, None)?;
                #statement
                #print
                Ok(())
            }
        },
    ))
}

/// Decodes the payload of the first trigger that is current; `None` without triggers.
pub(super) fn trigger(input: Input<'_>) -> Option<String> {
    let id = first(input, Role::Trigger)?;
    let (library, variant) = (ident(&input.names.library), ident(input.operation_names(id).variant.as_deref()?));
    Some(printed(
        quote! {
            use #library::{TriggerName, TriggerPayload};
        },
        quote! {
            fn received(body: &[u8]) -> #library::Result<()> {
                match TriggerPayload::decode(&TriggerName::#variant, body)? {
                    TriggerPayload::#variant(payload) => println!("{payload:?}"),
                    other => println!("{other:?}"),
                }
                Ok(())
            }
        },
    ))
}

/// The first operation of a role: one that is current and shown at once, else one that is current.
fn first(input: Input<'_>, role: Role) -> Option<OperationId> {
    let position = |test: &dyn Fn(&Operation) -> bool| {
        input.connector.operations.iter().position(|operation| operation.role == role && test(operation))
    };
    let is_current = |operation: &Operation| operation.deprecated.is_none();
    position(&|operation| is_current(operation) && operation.visibility != Visibility::Advanced)
        .or_else(|| position(&is_current))
        .or_else(|| position(&|_| true))
        .map(OperationId)
}

/// Imports, a blank line, and a function.
fn printed(imports: TokenStream, function: TokenStream) -> String {
    let print = |items| prettyplease::unparse(&syn::parse2(items).expect("quoted items are a file"));
    format!("{}\n{}", print(imports), print(function))
}
