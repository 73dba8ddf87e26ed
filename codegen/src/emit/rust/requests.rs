//! The request type of an operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{self, Argument, Source};
use super::bodies;
use super::lints;
use super::methods::link;
use super::notifications;
use super::paging;
use super::printing::{Doc, Methods, RustFile, code, inline};
use super::registrations;
use super::responses;
use super::type_tokens::{TypeTokens, ident};
use crate::emit::input::Input;
use crate::model::{Exposure, Operation, OperationId, Role};

/// Adds the request type of an operation to its file.
pub(super) fn add(
    file: RustFile,
    tokens: &TypeTokens<'_>,
    id: OperationId,
    before_sending: &BeforeSending,
) -> RustFile {
    let input = tokens.input();
    let (operation, names) = (input.operation(id), input.operation_names(id));
    let request = ident(&names.request);
    let constant = constant(input, operation);
    let doc = doc(input, id).outer();
    let required = required(tokens, id);
    let new = new(tokens, id);
    let setters = arguments::settable(input, id);
    let setters = setters.iter().map(|argument| setter(tokens, argument));
    let into_call = into_call(input, id);
    let call_without_body = call_without_body(tokens, id);
    let send = send(tokens, operation);
    let pages_and_poller = paging::methods(tokens, operation);
    let further_pages = paging::continuation(operation);
    let decode_notification = notifications::decoder(tokens, operation);
    let items = quote! {
        #constant

        #further_pages

        #doc
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #request {
            call: runtime::codegen::RequestBuilder,
        }
    };
    let made = Methods::parsed(quote!(#new #call_without_body #(#setters)* #into_call));
    let methods = match registrations::subscribe(tokens, id) {
        Some(subscribe) => {
            [made, before_sending.options.clone(), Methods::parsed(quote!(#subscribe #decode_notification))]
        }
        None => {
            let poll = registrations::poll(tokens, operation);
            let sending = Methods::parsed(quote!(#poll #send #pages_and_poller #decode_notification));
            [made, before_sending.all.clone(), sending]
        }
    };
    file.items(items).methods(&request, methods).items(quote!(#required))
}

/// The methods that are the same in every request: parsed once and copied.
pub(super) struct BeforeSending {
    options: Methods,
    /// The same, and `into_request`.
    all: Methods,
}

/// The methods that come before `send`.
pub(super) fn before_sending() -> BeforeSending {
    let options = Doc::of("Sets headers, query parameters and limits for this call.").outer();
    let into_request = Doc::of("Builds the HTTP request without sending it.")
        .section(
            "Errors",
            "A value cannot be sent, for example the path segment `..` or a required field that is `None`.",
        )
        .outer();
    let options = quote! {
            #options
            pub fn with_call_options(mut self, options: runtime::CallOptions) -> Self {
                self.call.options(options);
                self
            }
    };
    let into_request = quote! {
            #into_request
            pub fn into_request(self) -> runtime::Result<runtime::HttpRequest> {
                self.call.into_request()
            }
    };
    let all = Methods::parsed(quote!(#options #into_request));
    BeforeSending { options: Methods::parsed(options), all }
}

fn constant(input: Input<'_>, operation: &Operation) -> TokenStream {
    let Operation { id, method, path, success, body, .. } = operation;
    let accept = responses::accept(input, operation).map(|accept| quote!(.accept(#accept)));
    let json_type = body.as_ref().and_then(bodies::json_type).map(|json_type| quote!(.json_type(#json_type)));
    let redirects = responses::has_redirects(operation).then(|| quote!(.redirects()));
    let binary = responses::is_binary(success).then(|| quote!(.binary()));
    quote! {
        const OPERATION: runtime::codegen::Operation =
            runtime::codegen::Operation::new(#id, #method, #path) #accept #json_type #binary #redirects;
    }
}

fn doc(input: Input<'_>, id: OperationId) -> Doc {
    let operation = input.operation(id);
    let link = link(input, id);
    let title = operation.summary.as_deref().map(inline).filter(|title| !title.is_empty()).unwrap_or_default();
    let purpose = match (operation.role, title.as_str()) {
        (Role::Trigger, "") => "a trigger, ".to_owned(),
        (Role::Trigger, title) => format!("the trigger “{title}”, "),
        (_, "") => String::new(),
        (_, title) => format!("{title}, "),
    };
    Doc::of(format!("Request of {link}: {purpose}{}.", code(&format!("{} {}", operation.method, operation.path))))
}

/// The struct of the required values, if they are too many for arguments.
fn required(tokens: &TypeTokens<'_>, id: OperationId) -> Option<TokenStream> {
    let input = tokens.input();
    let names = input.operation_names(id);
    let required = ident(names.required.as_ref()?);
    let doc = Doc::of(format!("Required values of {}.", link(input, id))).outer();
    let fields = arguments::positional(input, id);
    let fields = fields.iter().map(|argument| {
        let (doc, alias) = (argument.field_doc().outer(), argument.alias());
        let (field, ty) = (argument.ident(), tokens.value(argument.value()));
        quote!(#doc #alias pub #field: #ty,)
    });
    Some(quote! {
        #doc
        #[derive(Clone, Debug)]
        pub struct #required {
            #(#fields)*
        }
    })
}

fn new(tokens: &TypeTokens<'_>, id: OperationId) -> TokenStream {
    let input = tokens.input();
    let positional = arguments::positional(input, id);
    let fields: Vec<_> = positional.iter().map(Argument::ident).collect();
    let (accepted, opened) = match input.operation_names(id).required.as_deref().map(ident) {
        Some(required) => (quote!(required: #required), Some(quote!(let #required { #(#fields),* } = required;))),
        None => {
            let types = positional.iter().map(|argument| tokens.value(argument.value()));
            (quote!(#(#fields: #types),*), None)
        }
    };
    let call = quote!(call);
    let statements: Vec<_> = arguments::all(input, id)
        .iter()
        .filter_map(|argument| match positional.iter().any(|positional| positional.name == argument.name) {
            true => {
                let value = argument.ident();
                Some(argument.put(&call, quote!(#value)))
            }
            false => argument.put_default(&call),
        })
        .collect();
    let made = if statements.is_empty() {
        quote!(Self { call: runtime::codegen::RequestBuilder::new(connection, &OPERATION) })
    } else {
        quote! {
            let mut call = runtime::codegen::RequestBuilder::new(connection, &OPERATION);
            #(#statements)*
            Self { call }
        }
    };
    quote! {
        pub(crate) fn new(connection: &runtime::codegen::Connection, #accepted) -> Self {
            #opened
            #made
        }
    }
}

fn setter(tokens: &TypeTokens<'_>, argument: &Argument<'_>) -> TokenStream {
    let (doc, alias) = (argument.setter_doc().outer(), argument.alias());
    let name = argument.ident();
    let accepted = tokens.accepted(argument.value());
    let value = tokens.converted(argument.value(), &ident("value"));
    let put = argument.put(&quote!(self.call), value);
    quote! {
        #doc
        #alias
        pub fn #name(mut self, value: #accepted) -> Self {
            #put
            self
        }
    }
}

fn into_call(input: Input<'_>, id: OperationId) -> Option<TokenStream> {
    (input.is_called_by_choice(id, false) || input.is_called_by_table(id)).then(|| {
        quote! {
            pub(crate) fn into_call(self) -> runtime::codegen::RequestBuilder {
                self.call
            }
        }
    })
}

/// The request without its body, for choices that build the body themselves.
fn call_without_body(tokens: &TypeTokens<'_>, id: OperationId) -> Option<TokenStream> {
    let input = tokens.input();
    if !input.is_called_by_choice(id, true) {
        return None;
    }
    let is_parameter = |argument: &&Argument<'_>| matches!(argument.source, Source::Parameter(_));
    let all = arguments::all(input, id);
    let positional = arguments::positional(input, id);
    let accepted = positional.iter().filter(is_parameter).map(|argument| {
        let (name, ty) = (argument.ident(), tokens.value(argument.value()));
        quote!(#name: #ty)
    });
    let (call, accepted) = (quote!(call), accepted.collect::<Vec<_>>());
    let statements: Vec<_> = all
        .iter()
        .filter(is_parameter)
        .filter_map(|argument| match argument.exposure() {
            Exposure::Positional => {
                let name = argument.ident();
                Some(argument.put(&call, quote!(#name)))
            }
            _ => argument.put_default(&call),
        })
        .collect();
    let many = lints::many_arguments(accepted.len() + 1, "the operation has that many required values");
    let mutable = (!statements.is_empty()).then(|| quote!(mut));
    let made = match mutable {
        Some(mutable) => {
            quote!(let #mutable call = runtime::codegen::RequestBuilder::new(connection, &OPERATION); #(#statements)* call)
        }
        None => quote!(runtime::codegen::RequestBuilder::new(connection, &OPERATION)),
    };
    Some(quote! {
        #many
        pub(crate) fn call_without_body(connection: &runtime::codegen::Connection, #(#accepted),*) -> runtime::codegen::RequestBuilder {
            #made
        }
    })
}

fn send(tokens: &TypeTokens<'_>, operation: &Operation) -> TokenStream {
    let response = responses::ty(tokens, &operation.success);
    let reader = responses::reader(tokens, &operation.success);
    let send = Doc::of(format!("Sends the request and returns {}.", responses::words(&operation.success)))
        .section(
            "Errors",
            "The request cannot be built or sent, the service reports a failure, or the response cannot be decoded.",
        )
        .paragraph(responses::failures(tokens.input(), operation))
        .outer();
    let send_streaming = responses::is_binary(&operation.success).then(|| {
        let doc = Doc::of("Sends the request and streams the response body, without a size limit.")
            .section("Errors", "The request cannot be built or sent, or the service reports a failure.")
            .outer();
        quote! {
            #doc
            pub async fn send_streaming(self) -> runtime::Result<runtime::ByteStream> {
                self.call.send_streaming().await
            }
        }
    });
    let with_response = Doc::of("Like `send`, but also returns the status, headers and raw body.")
        .section("Errors", "See `send`.")
        .outer();
    quote! {
        #send
        pub fn send(self) -> runtime::Sending<#response> {
            self.call.sending(#reader)
        }

        #with_response
        pub fn send_with_response(self) -> runtime::Sending<runtime::Response<#response>> {
            self.call.sending(|response| response.into_response(#reader))
        }

        #send_streaming
    }
}
