//! Complete examples for the README and the crate's docs: code outside the crate that compiles as it is.

use std::cmp::Reverse;

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments;
use super::direct;
use super::example;
use super::type_tokens::{Value, ident};
use super::types;
use crate::emit::input::Input;
use crate::model::direct::Direct;
use crate::model::{Content, OperationId, Role, SuccessResponse, Type, TypeKind, Visibility};

/// How deep the required values of models are counted.
const DEPTH: usize = 4;
/// What a value without a natural sample costs: a file, or JSON of any form.
const AWKWARD: usize = 3;

/// `src/main.rs` of a program that calls a typical action through a connection; `None` without actions. It needs the crates
/// `azure_identity` and `tokio`.
pub(super) fn call(input: Input<'_>) -> Option<String> {
    let id = typical_action(input)?;
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
            use azure_identity::DeveloperToolsCredential;
            use #library::#client;
        },
        quote! {
            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                let url = std::env::var("CONNECTION_RUNTIME_URL")?;
                let client = #client::new(&url, DeveloperToolsCredential::new(None)?, None)?;
                #statement
                #print
                Ok(())
            }
        },
    ))
}

/// A function that creates a direct client with the first scheme; `None` if there are no direct calls.
pub(super) fn direct(input: Input<'_>) -> Option<String> {
    let call = direct::call(input, 0)?;
    let (library, client, auth) = (ident(&input.names.library), ident(&input.names.client), direct::import(input));
    let (imports, arguments) = match direct::takes_token(input, 0) {
        true => (
            quote!(use std::sync::Arc; use #library::{#auth, #client, runtime::TokenCredential};),
            quote!(credential: Arc<dyn TokenCredential>),
        ),
        false => (quote!(use #library::{#auth, #client};), TokenStream::new()),
    };
    Some(printed(imports, quote!(fn connect(#arguments) -> #library::Result<#client> { #call })))
}

/// Both ways to create a client, for the crate's docs.
pub(super) fn connecting(input: Input<'_>) -> String {
    let client = ident(&input.names.client);
    let through = quote!(let client = #client::new(connection_runtime_url, credential, None)?;);
    let mut text = format!(
        "Through an Azure connection, with its runtime URL and any credential of `azure_identity`:\n\n{}",
        fenced(input, &quote!(#client), through)
    );
    if let Some(call) = direct::call(input, 0) {
        let auth = direct::import(input);
        let states_credential = input.connector.direct.as_ref().is_ok_and(Direct::states_credential);
        let how = if states_credential { "with the service's own credential" } else { "without Azure" };
        text.push_str(&format!(
            "\n\nDirectly, {how}:\n\n{}",
            fenced(input, &quote!({#auth, #client}), quote!(let client = #call?;))
        ));
    }
    text
}

/// The fenced block of a statement that creates a client, in a comment.
fn fenced(input: Input<'_>, imported: &TokenStream, statement: TokenStream) -> String {
    let library = &input.names.library;
    let name = ident(library);
    let import = prettyplease::unparse(&syn::parse2(quote!(use #name::#imported;)).expect("a quoted import is a file"));
    let credential = format!("::std::sync::Arc<dyn {library}::runtime::TokenCredential>");
    format!(
        "```no_run\n{import}\
         # fn example(connection_runtime_url: &str, credential: {credential}) -> {library}::Result<()> {{\n\
         {}\n# Ok(())\n# }}\n```",
        example::printed(statement)
    )
}

/// Decodes the payload of a typical trigger; `None` without triggers.
pub(super) fn trigger(input: Input<'_>) -> Option<String> {
    let id = typical_trigger(input)?;
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

/// An action that is current and shown at once, works with every client, returns something, and takes little.
fn typical_action(input: Input<'_>) -> Option<OperationId> {
    let direct = input.connector.direct.as_ref().ok();
    let actions = input.operations().filter(|(_, operation, _)| operation.role == Role::Action);
    let ranked = actions.min_by_key(|(id, operation, _)| {
        (
            operation.deprecated.is_some(),
            operation.visibility == Visibility::Advanced,
            direct.is_some_and(|direct| direct.through_connection.holds(&operation.id)),
            Reverse(value(input, &operation.success)),
            operation.method == "DELETE",
            arguments::positional(input, *id).iter().map(|argument| cost(input, argument.value())).sum::<usize>(),
            operation.visibility != Visibility::Important,
        )
    });
    ranked.map(|(id, ..)| id)
}

/// A trigger that is current and shown at once.
fn typical_trigger(input: Input<'_>) -> Option<OperationId> {
    let triggers =
        input.operations().filter_map(|(id, operation, _)| Some((id, operation, operation.trigger.as_ref()?)));
    let ranked = triggers.min_by_key(|(_, operation, trigger)| {
        (operation.deprecated.is_some(), trigger.twin_of.is_some(), operation.visibility == Visibility::Advanced)
    });
    ranked.map(|(id, ..)| id)
}

/// How much an example shows that prints a response: 2 for a type of its own, 1 for other content, 0 for nothing.
fn value(input: Input<'_>, response: &SuccessResponse) -> usize {
    match response {
        SuccessResponse::Empty => 0,
        SuccessResponse::ByStatus(_) => 2,
        SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty)) => {
            match input.connector.resolve_value(ty) {
                Type::Named(_) | Type::List(_) | Type::Map(_) => 2,
                _ => 1,
            }
        }
        SuccessResponse::Content(_) | SuccessResponse::Optional(_) => 1,
    }
}

/// How much a caller has to pass for a value.
fn cost(input: Input<'_>, value: Value<'_>) -> usize {
    match value {
        Value::Typed(ty) => cost_of_type(input, ty, DEPTH),
        Value::Bytes => AWKWARD,
    }
}

fn cost_of_type(input: Input<'_>, ty: &Type, depth: usize) -> usize {
    match ty {
        Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
            cost_of_type(input, inner, depth)
        }
        Type::Json | Type::Row | Type::File | Type::Map(_) => AWKWARD,
        Type::Named(_) if depth == 0 => 1,
        Type::Named(id) => match &input.type_def(*id).kind {
            TypeKind::Alias(target) => cost_of_type(input, target, depth - 1),
            TypeKind::Struct(structure) => {
                let fields = types::positional(structure, input.type_names(*id)).into_iter();
                1 + fields.map(|(field, _)| cost_of_type(input, &field.ty, depth - 1)).sum::<usize>()
            }
            TypeKind::Enum(_) | TypeKind::Responses(_) => 1,
        },
        _ => 1,
    }
}

/// Imports, a blank line, and a function.
fn printed(imports: TokenStream, function: TokenStream) -> String {
    let print = |items| prettyplease::unparse(&syn::parse2(items).expect("quoted items are a file"));
    format!("{}\n{}", print(imports), print(function))
}
