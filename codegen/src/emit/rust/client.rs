//! The client and `Internal`: the two structs whose methods create requests.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::direct;
use super::methods::method;
use super::printing::{Doc, RustFile, inline};
use super::tables;
use super::type_tokens::{TypeTokens, ident};
use crate::emit::input::Input;
use crate::emit::text;
use crate::model::Role;

/// The client: one method per action.
pub(super) fn client(input: Input<'_>, examples: &[String]) -> RustFile {
    let name = ident(&input.names.client);
    let options = ident(&input.names.options);
    let tokens = TypeTokens::new(input, [input.names.client.as_str()]);
    let (option, product) = (tokens.option(), product(&input.names.package));
    let methods = of_roles(&tokens, examples, |role| role == Role::Action);
    let internal = input.has_internal().then(internal_getter);
    let triggers = input.has_triggers().then(|| triggers_getter(input));
    let choices = input.has_choices().then(choices_getter);
    let limits = limits(input);
    let doc = client_doc(input).outer();
    let new_doc = new_doc(input).outer();
    let backend = backend(input);
    let direct = direct::method(input, &option);
    let table = tables::methods(input);
    let unused = input
        .connector
        .operations
        .is_empty()
        .then(|| quote!(#[allow(dead_code, reason = "the definition has no operations")]));
    RustFile::new(quote! {
        use crate::runtime;

        const CONNECTOR: runtime::codegen::Connector = runtime::codegen::Connector::new(#product, env!("CARGO_PKG_VERSION")) #backend #limits;

        #doc
        #[derive(Clone, Debug)]
        pub struct #name {
            #unused
            connection: runtime::codegen::Connection,
        }

        impl #name {
            #new_doc
            pub fn new(
                connection_runtime_url: &str,
                credential: ::std::sync::Arc<dyn runtime::TokenCredential>,
                options: #option<crate::#options>,
            ) -> runtime::Result<Self> {
                let connection = runtime::codegen::Connection::new(connection_runtime_url, credential, options, CONNECTOR)?;
                Ok(Self { connection })
            }

            #direct
            #internal
            #triggers
            #choices
            #table
            #(#methods)*
        }
    })
}

/// The product in the `User-Agent`: the package's name without what all packages begin with, so that it has no space.
fn product(package: &str) -> &str {
    package.strip_prefix("connector-").unwrap_or(package)
}

/// The service's own address, which its links use.
fn backend(input: Input<'_>) -> Option<TokenStream> {
    let head = &input.connector.head;
    let host = head.host.as_deref().filter(|host| !host.is_empty())?;
    let is_https = |scheme: &&String| scheme.eq_ignore_ascii_case("https");
    let scheme = head.schemes.iter().find(is_https).or(head.schemes.first()).map_or("https", String::as_str);
    let base_path = head.base_path.as_deref().unwrap_or_default();
    let kind = if head.is_gateway { quote!(gateway) } else { quote!(backend) };
    Some(quote!(.#kind(#scheme, #host, #base_path)))
}

/// `Internal`: internal operations.
pub(super) fn internal(input: Input<'_>, examples: &[String]) -> RustFile {
    let tokens = TypeTokens::new(input, ["Internal"]);
    let methods = of_roles(&tokens, examples, |role| role == Role::Internal);
    let client = &input.names.client;
    let doc = Doc::of("Internal operations.")
        .paragraph(
            "The designer does not show them. Some fill its drop-downs, others manage webhooks; few callers need them.",
        )
        .paragraph(format!("Created by [`{client}::internal`](crate::{client}::internal)."))
        .outer();
    RustFile::with_docs(
        Doc::of("Internal operations."),
        quote! {
            use crate::runtime;

            #doc
            #[derive(Clone, Debug)]
            pub struct Internal {
                connection: runtime::codegen::Connection,
            }

            impl Internal {
                pub(crate) fn new(connection: &runtime::codegen::Connection) -> Self {
                    Self { connection: connection.clone() }
                }

                #(#methods)*
            }
        },
    )
}

pub(super) fn of_roles(
    tokens: &TypeTokens<'_>,
    examples: &[String],
    wanted: impl Fn(Role) -> bool,
) -> Vec<TokenStream> {
    let operations = tokens.input().operations().filter(|(_, operation, _)| wanted(operation.role));
    operations.map(|(id, ..)| method(tokens, id, &examples[id.0])).collect()
}

fn internal_getter() -> TokenStream {
    let doc = Doc::of("Internal operations.").outer();
    quote! {
        #doc
        pub fn internal(&self) -> crate::internal::Internal {
            crate::internal::Internal::new(&self.connection)
        }
    }
}

fn triggers_getter(input: Input<'_>) -> TokenStream {
    let (doc, triggers) = (Doc::of(input.triggers_text()).outer(), ident(&input.names.triggers));
    quote! {
        #doc
        pub fn triggers(&self) -> crate::triggers::#triggers {
            crate::triggers::#triggers::new(&self.connection)
        }
    }
}

fn choices_getter() -> TokenStream {
    let doc = Doc::of("Requests the values that the designer offers in drop-downs.").outer();
    quote! {
        #doc
        pub fn choices(&self) -> crate::choices::Choices {
            crate::choices::Choices::new(&self.connection)
        }
    }
}

/// The connector's throttling limits, for clients that enforce them.
fn limits(input: Input<'_>) -> Option<TokenStream> {
    let limits = &input.connector.head.throttling;
    let limits: Vec<_> = limits
        .iter()
        .map(|limit| {
            let calls = Literal::u32_unsuffixed(limit.calls.try_into().unwrap_or(u32::MAX));
            let seconds = Literal::u64_unsuffixed(limit.renewal_seconds);
            quote!(runtime::RateLimit::new(#calls, #seconds))
        })
        .collect();
    (!limits.is_empty()).then(|| quote!(.limits(&[#(#limits),*])))
}

fn client_doc(input: Input<'_>) -> Doc {
    let title = inline(&input.connector.head.title);
    Doc::of(format!("Client for {title}."))
        .paragraph("Each method creates a request; its `send` sends it. The client is cheap to clone.")
}

fn new_doc(input: Input<'_>) -> Doc {
    Doc::of(format!("Creates a client for an Azure connection of {}.", text::line(&input.connector.head.title)))
        .paragraph(
            "`connection_runtime_url` is the `connectionRuntimeUrl` of the connection in Azure. `credential` provides tokens for\n\
             the scope `https://apihub.azure.com/.default`.",
        )
        .paragraph(direct::absence(input))
        .section(
            "Errors",
            "The URL is invalid or not `https`, or there is no HTTP transport: set one in the options, or enable the feature\n\
             `reqwest_rustls`.",
        )
}
