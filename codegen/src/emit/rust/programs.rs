//! Whole examples, for the README: files outside the crate that compile as they stand.

use proc_macro2::TokenStream;
use quote::quote;

use super::example;
use super::input::Input;
use super::type_tokens::ident;
use crate::model::{OperationId, SuccessResponse};

/// Makes a client and calls an operation.
pub(super) fn call(input: Input<'_>, id: OperationId) -> String {
    let (library, client) = (ident(&input.names.library), ident(&input.names.client));
    let statement = example::statement(input, id);
    let print = match input.operation(id).success {
        SuccessResponse::Empty => None,
        SuccessResponse::Content(_) | SuccessResponse::Optional(_) | SuccessResponse::ByStatus(_) => {
            Some(quote!(println!("{answer:?}");))
        }
    };
    printed(
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
    )
}

/// Decodes what a trigger delivers.
pub(super) fn trigger(input: Input<'_>, id: OperationId) -> Option<String> {
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

/// Imports, a blank line, and a function.
fn printed(imports: TokenStream, function: TokenStream) -> String {
    let print = |items| prettyplease::unparse(&syn::parse2(items).expect("quoted items are a file"));
    format!("{}\n{}", print(imports), print(function))
}
