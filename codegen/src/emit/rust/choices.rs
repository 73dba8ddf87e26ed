//! `Choices`: a public method for each dynamic source. A source with optional values of the caller has a request with their setters.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments;
use super::choice_calls::{Passed, SourceRequest, is_copy, member};
use super::lints;
use super::methods::link;
use super::printing::{Doc, RustFile, code, inline, spoken};
use super::search::alias;
use super::type_tokens::{TypeTokens, Value, ident};
use crate::emit::input::Input;
use crate::emit::words;
use crate::model::{
    ArgumentValue, Branch, DynamicKind, DynamicLocation, DynamicPart, DynamicSource, Literal, Operation, Parameter,
    ParameterLocation, ParentTest, Scalar, Taker, TreeEnd,
};
use crate::names::ChoiceNames;

/// The struct whose methods call dynamic sources, and the requests with setters.
pub(super) fn file(input: Input<'_>) -> RustFile {
    let names = &input.names.choices;
    let declared = names.iter().flat_map(|names| std::iter::once(&names.request).chain(&names.required));
    let tokens = TypeTokens::new(input, declared.map(String::as_str).chain(["Choices"]));
    let choices = input.connector.dynamic_sources.iter().zip(names);
    let choices: Vec<_> = choices.filter(|(source, _)| !source.locations.is_empty()).collect();
    let choices: Vec<_> = choices.into_iter().map(|(source, names)| Choice::new(&tokens, source, names)).collect();
    let methods = choices.iter().map(Choice::method);
    let former = choices.iter().flat_map(Choice::former);
    let requests = choices.iter().map(Choice::request);
    let required = choices.iter().map(Choice::required);
    let client = &input.names.client;
    let doc = Doc::of("Requests the values that the designer offers in drop-downs.")
        .paragraph(format!("Created by [`{client}::choices`](crate::{client}::choices)."))
        .outer();
    RustFile::with_docs(
        Doc::of("Dynamic values, trees and schemas."),
        quote! {
            use crate::runtime;

            #doc
            #[derive(Clone, Debug)]
            pub struct Choices {
                connection: runtime::codegen::Connection,
            }

            impl Choices {
                pub(crate) fn new(connection: &runtime::codegen::Connection) -> Self {
                    Self { connection: connection.clone() }
                }

                #(#methods)*
                #(#former)*
            }

            #(#requests)*
            #(#required)*
        },
    )
}

/// A dynamic source, its names, and the values that its caller passes.
struct Choice<'a> {
    tokens: &'a TypeTokens<'a>,
    source: &'a DynamicSource,
    names: &'a ChoiceNames,
    passed: Vec<Passed<'a>>,
}

impl<'a> Choice<'a> {
    fn new(tokens: &'a TypeTokens<'a>, source: &'a DynamicSource, names: &'a ChoiceNames) -> Self {
        Self { tokens, source, names, passed: Passed::all(tokens, source, names) }
    }

    /// The required values, in the order of the arguments.
    fn positional(&self) -> impl Iterator<Item = &Passed<'a>> {
        self.names.order.iter().filter_map(|&index| self.passed.get(index))
    }

    fn settable(&self) -> impl Iterator<Item = &Passed<'a>> {
        self.passed.iter().filter(|passed| !passed.value.is_required)
    }

    fn has_setters(&self) -> bool {
        self.settable().next().is_some()
    }

    fn method(&self) -> TokenStream {
        let (doc, aliases) = (self.doc().outer(), self.aliases());
        let numbers = fractions(self.source);
        let (method, accepted, returned) = (ident(&self.names.method), self.accepted(), self.returned());
        let opened = match self.names.required.as_deref().map(ident) {
            Some(required) => {
                let fields = self.positional().map(|passed| &passed.name);
                quote!(let #required { #(#fields),* } = required;)
            }
            None => {
                let bindings = self.positional().filter_map(|passed| passed.binding(self.tokens));
                quote!(#(#bindings)*)
            }
        };
        let below = self.source.branch().map(|branch| self.below(branch));
        let call = SourceRequest::of(self.tokens, self.source, &self.passed).call(&quote!(&self.connection));
        let mut made = self.made();
        if self.has_setters() {
            made = quote!(#returned { request: #made });
        }
        quote! {
            #doc
            #(#aliases)*
            #numbers
            pub fn #method(&self, #accepted) -> #returned {
                #opened
                #below
                #call
                #made
            }
        }
    }

    /// The arguments of the method.
    fn accepted(&self) -> TokenStream {
        match self.names.required.as_deref().map(ident) {
            Some(required) => quote!(required: #required),
            None => {
                let arguments = self.positional().map(|passed| self.argument(passed));
                quote!(#(#arguments),*)
            }
        }
    }

    fn argument(&self, passed: &Passed<'_>) -> TokenStream {
        let (name, accepted) = (&passed.name, self.tokens.accepted(Value::Typed(&passed.value.ty)));
        quote!(#name: #accepted)
    }

    /// The methods whose names the lock keeps.
    fn former(&self) -> Vec<TokenStream> {
        let doc = Doc::of(format!("Former name of {}.", code(spoken(&self.names.method)))).outer();
        let method = ident(&self.names.method);
        let positional: Vec<_> = self.positional().map(|passed| &passed.name).collect();

        // Of choices that became equal.
        let (accepted, returned) = (self.accepted(), self.returned());
        let given = if self.names.required.is_some() { quote!(required) } else { quote!(#(#positional),*) };
        let merged = self.names.merged.iter().map(|name| {
            let name = ident(name);
            quote! {
                #doc
                #[doc(hidden)]
                pub fn #name(&self, #accepted) -> #returned {
                    self.#method(#given)
                }
            }
        });
        let merged: Vec<_> = merged.collect();

        // Of earlier versions, with each value as an argument.
        let returned = self.sent();
        let many = lints::many_arguments(self.passed.len() + 1, "the method has its earlier form");
        let given = match self.names.required.as_deref().map(ident) {
            Some(required) => {
                let converted =
                    |passed: &Passed<'_>| self.tokens.converted(Value::Typed(&passed.value.ty), &passed.name);
                let fields = self.positional().map(|passed| member(&passed.name, &converted(passed)));
                quote!(#required { #(#fields),* })
            }
            None => given,
        };
        let setters = self.settable().map(|passed| &passed.name);
        let request = self.has_setters().then(|| quote!(.request));
        let made = quote!(self.#method(#given) #(.#setters(#setters))* #request);
        let locked = self.names.places.iter().filter_map(|place| Some((place, place.locked.as_ref()?)));
        let locked = locked.map(|(place, order)| {
            let name = ident(&place.name);
            let accepted = order.iter().filter_map(|&index| self.passed.get(index)).map(|passed| self.argument(passed));
            quote! {
                #doc
                #[doc(hidden)]
                #many
                pub fn #name(&self, #(#accepted),*) -> #returned {
                    #made
                }
            }
        });
        locked.chain(merged).collect()
    }

    /// The request that the method returns.
    fn returned(&self) -> TokenStream {
        if !self.has_setters() {
            return self.sent();
        }
        let request = ident(&self.names.request);
        quote!(#request)
    }

    /// The request with the setters of the optional values, if there are any.
    fn request(&self) -> Option<TokenStream> {
        if !self.has_setters() {
            return None;
        }
        let (name, method, inner) = (ident(&self.names.request), spoken(&self.names.method), self.sent());
        let doc = Doc::of(format!("Request of [`Choices::{method}`].")).outer();
        let setters = self.settable().map(|passed| self.setter(passed));
        let sending = self.sending();
        let unused = match self.source.kind {
            DynamicKind::Tree(_) => "nothing is sent until the tree is opened",
            DynamicKind::Values(_) | DynamicKind::Schema => "a request does nothing until it is sent",
        };
        let options = Doc::of("Sets headers, query parameters and limits for each call.").outer();
        let into_request =
            Doc::of("Builds the HTTP request without sending it.").section("Errors", "A value cannot be sent.").outer();
        Some(quote! {
            #doc
            #[derive(Clone, Debug)]
            #[must_use = #unused]
            pub struct #name {
                request: #inner,
            }

            impl #name {
                #(#setters)*

                #options
                pub fn with_call_options(mut self, options: runtime::CallOptions) -> Self {
                    self.request = self.request.with_call_options(options);
                    self
                }

                #into_request
                pub fn into_request(self) -> runtime::Result<runtime::HttpRequest> {
                    self.request.into_request()
                }

                #sending
            }
        })
    }

    fn setter(&self, passed: &Passed<'_>) -> TokenStream {
        let (tokens, name) = (self.tokens, &passed.name);
        let doc = self.setter_doc(passed).outer();
        let value = Value::Typed(&passed.value.ty);
        let accepted = tokens.accepted(value);
        let call = SourceRequest::of(tokens, self.source, &self.passed);
        let below = self.source.branch().map(|branch| SourceRequest::of_branch(tokens, branch, &self.passed));
        let is_once = call.uses(passed) == 1 && below.as_ref().is_none_or(|below| below.uses(passed) == 0);
        let converted = tokens.converted(value, &ident("value"));
        let (binding, value) = match is_once || !tokens.takes_into(value) {
            true => (None, converted),
            false => {
                let ty = tokens.ty(&passed.value.ty);
                (Some(quote!(let value: #ty = #converted;)), quote!(value))
            }
        };
        let settings = call.settings(passed, &quote!(self.request.call()), &value);
        let browsing = below.map(|below| below.settings(passed, &quote!(call), &value));
        let browsing = browsing.filter(|settings| !settings.is_empty());
        let browsing = browsing.map(|settings| quote!(self.request.browse_with(move |call| { #(#settings)* });));
        quote! {
            #doc
            pub fn #name(mut self, value: #accepted) -> Self {
                #binding
                #(#settings)*
                #browsing
                self
            }
        }
    }

    fn setter_doc(&self, passed: &Passed<'_>) -> Doc {
        let value_of = format!("The value of {}.", self.sources_of(passed));
        match passed.value.taker {
            Taker::Parameter(operation, at) => {
                let arguments = arguments::all(self.tokens.input(), operation);
                arguments.get(at).map(|argument| argument.setter_doc()).unwrap_or_default().paragraph(value_of)
            }
            Taker::Body(path) => Doc::of(value_of).paragraph(format!("Wire key: {} (body).", code(&path.join("/")))),
        }
    }

    /// The values of the operations for which a value of the caller stands.
    fn sources_of(&self, passed: &Passed<'_>) -> String {
        let parts = self.source.locations.iter().filter_map(|location| location.callers.get(passed.value.index));
        let mut seen = HashSet::new();
        let keys = parts.map(words::dynamic_part).filter(|key| seen.insert(key.clone()));
        keys.map(|key| code(&key)).collect::<Vec<_>>().join(" or ")
    }

    /// The methods that send.
    fn sending(&self) -> TokenStream {
        let fails = "The call fails, or its response cannot be decoded.";
        match self.source.kind {
            DynamicKind::Values(scalar) => {
                let doc = Doc::of("Sends the request and returns the values in the service's order.")
                    .section("Errors", "The call fails, or a value does not fit the parameter.")
                    .outer();
                let vec = self.tokens.vec();
                let choice = value_type(scalar).map_or(quote!(runtime::Choice), |ty| quote!(runtime::Choice<#ty>));
                quote! {
                    #doc
                    pub async fn send(self) -> runtime::Result<#vec<#choice>> {
                        self.request.send().await
                    }
                }
            }
            DynamicKind::Schema => {
                let doc = Doc::of("Sends the request and returns the schema.").section("Errors", fails).outer();
                quote! {
                    #doc
                    pub async fn send(self) -> runtime::Result<runtime::DynamicSchema> {
                        self.request.send().await
                    }
                }
            }
            DynamicKind::Tree(_) => {
                let open = Doc::of("Fetches the topmost items.").section("Errors", fails).outer();
                let browse = Doc::of("Fetches the children of an item. A leaf has none and causes no request.")
                    .section("Errors", fails)
                    .outer();
                let vec = self.tokens.vec();
                quote! {
                    #open
                    pub async fn open(&self) -> runtime::Result<#vec<runtime::TreeItem>> {
                        self.request.open().await
                    }

                    #browse
                    pub async fn browse(&self, item: &runtime::TreeItem) -> runtime::Result<#vec<runtime::TreeItem>> {
                        self.request.browse(item).await
                    }
                }
            }
        }
    }

    /// The struct of the required values, if they are too many for arguments.
    fn required(&self) -> Option<TokenStream> {
        let required = ident(self.names.required.as_ref()?);
        let doc = Doc::of(format!("Required values of [`Choices::{}`].", spoken(&self.names.method))).outer();
        let fields = self.positional().map(|passed| {
            let doc = Doc::of(format!("The value of {}.", self.sources_of(passed))).outer();
            let (name, ty) = (&passed.name, self.tokens.ty(&passed.value.ty));
            quote!(#doc pub #name: #ty,)
        });
        Some(quote! {
            #doc
            #[derive(Clone, Debug)]
            pub struct #required {
                #(#fields)*
            }
        })
    }

    /// The runtime's request.
    fn sent(&self) -> TokenStream {
        match &self.source.kind {
            DynamicKind::Values(scalar) => match value_type(*scalar) {
                Some(ty) => quote!(runtime::ChoiceRequest<#ty>),
                None => quote!(runtime::ChoiceRequest),
            },
            DynamicKind::Tree(_) => quote!(runtime::Tree),
            DynamicKind::Schema => quote!(runtime::SchemaRequest),
        }
    }

    /// The expression of the runtime's request, from `call` and `below`.
    fn made(&self) -> TokenStream {
        let DynamicSource { collection, value, title, .. } = self.source;
        match &self.source.kind {
            DynamicKind::Values(_) => {
                quote!(runtime::ChoiceRequest::new(call, &[#(#collection),*], &[#(#value),*], &[#(#title),*]))
            }
            DynamicKind::Schema => quote!(runtime::SchemaRequest::new(call, &[#(#collection),*])),
            DynamicKind::Tree(tree) => {
                let items = tree_items(collection, value, title, &tree.end);
                let (parents, leaves) = (tree.selects_parents, tree.selects_leaves);
                let browsing = tree.browse.as_ref().map(|branch| {
                    let items = tree_items(&branch.collection, &branch.value, &branch.title, &branch.end);
                    quote!(.browsing(#items, below))
                });
                let selecting = (!(parents && leaves)).then(|| quote!(.selecting(#parents, #leaves)));
                quote!(runtime::Tree::new(call, #items) #browsing #selecting)
            }
        }
    }

    /// The closure that requests the children of a tree item.
    fn below(&self, branch: &Branch) -> TokenStream {
        let request = SourceRequest::of_branch(self.tokens, branch, &self.passed);
        let call = request.call(&quote!(&connection));
        let item = if request.takes_selected() { quote!(item) } else { quote!(_item) };
        let kept = self.positional().filter(|passed| !is_copy(&passed.value.ty) && request.uses(passed) > 0);
        let kept = kept.map(|Passed { name, .. }| quote!(let #name = #name.clone();));
        quote! {
            let below = {
                let connection = self.connection.clone();
                #(#kept)*
                move |#item: &runtime::TreeItem| {
                    #call
                    Ok(call)
                }
            };
        }
    }

    fn doc(&self) -> Doc {
        let input = self.tokens.input();
        let mut places = self.source.locations.iter().map(|location| place(input, location));
        let (of, what) = match self.source.kind {
            DynamicKind::Values(_) => ("for", "Values"),
            DynamicKind::Tree(_) => ("for", "Tree of values"),
            DynamicKind::Schema => ("of", "Dynamic JSON Schema"),
        };
        let doc = match (places.next(), places.next()) {
            (Some(only), None) => Doc::of(format!("{what} {of} {only}.")),
            (first, second) => {
                let lines = first.into_iter().chain(second).chain(places).map(|place| format!("* {place}"));
                Doc::of(format!("{what} {of}:")).paragraph(lines.collect::<Vec<_>>().join("\n"))
            }
        };
        let calls = self.source.calls().map(|called| link(input, called));
        let doc = doc.paragraph(format!("Supplied by {}.", calls.collect::<Vec<_>>().join(" and ")));
        if self.names.required.is_some() {
            return doc;
        }
        let arguments = self.positional().map(|passed| {
            format!("* {}: value of {}", code(spoken(&passed.name.to_string())), self.sources_of(passed))
        });
        doc.section("Arguments", &arguments.collect::<Vec<_>>().join("\n"))
    }

    /// The names of its locations and earlier names, to search for.
    fn aliases(&self) -> impl Iterator<Item = TokenStream> {
        let names = self.names.places.iter().map(|place| &place.name).chain(&self.names.merged);
        let mut seen = HashSet::new();
        let names = names.map(|name| spoken(name)).filter(move |name| seen.insert(*name));
        names.filter_map(|name| alias(name, &self.names.method))
    }
}

/// The type of values that are not text.
fn value_type(scalar: Scalar) -> Option<TokenStream> {
    match scalar {
        Scalar::Integer => Some(quote!(i64)),
        Scalar::Unsigned => Some(quote!(u64)),
        Scalar::Number => Some(quote!(f64)),
        Scalar::Boolean => Some(quote!(bool)),
        Scalar::Text | Scalar::Json => None,
    }
}

/// A value that a choice is for: its title, key and operation.
fn place(input: Input<'_>, location: &DynamicLocation) -> String {
    let title = parameter(input.operation(location.operation), &location.part);
    let title = title.and_then(|parameter| parameter.title.as_deref());
    let title = title.map(inline).filter(|title| !title.is_empty());
    let (key, link) = (code(&words::dynamic_part(&location.part)), link(input, location.operation));
    match title {
        Some(title) => format!("“{title}” ({key}) of {link}"),
        None => format!("{key} of {link}"),
    }
}

/// The parameter that is a part of an operation. A property of a body that is sent as a form is a form field.
fn parameter<'o>(operation: &'o Operation, part: &DynamicPart) -> Option<&'o Parameter> {
    let parameters = &operation.parameters;
    match (part, part.keys()) {
        (DynamicPart::Parameter(key), _) => parameters.iter().find(|it| it.key == *key),
        (DynamicPart::Body { .. }, [key]) => {
            parameters.iter().find(|it| it.location == ParameterLocation::Form && it.key == *key)
        }
        (DynamicPart::Body { .. } | DynamicPart::Response(_) | DynamicPart::Notification(_), _) => None,
    }
}

fn tree_items(collection: &[String], value: &[String], title: &[String], end: &TreeEnd) -> TokenStream {
    let full_title = &end.full_title;
    let is_parent = match &end.is_parent {
        ParentTest::Always => quote!(runtime::codegen::IsParent::Always),
        ParentTest::Never => quote!(runtime::codegen::IsParent::Never),
        ParentTest::Equals(keys, wanted) => quote!(runtime::codegen::IsParent::Equals(&[#(#keys),*], #wanted)),
    };
    quote! {
        runtime::codegen::TreeItems {
            collection: &[#(#collection),*],
            value: &[#(#value),*],
            title: &[#(#title),*],
            full_title: &[#(#full_title),*],
            is_parent: #is_parent,
        }
    }
}

/// Clippy suggests `PI` for 3.14. A constant of the definition stays as it is.
fn fractions(choice: &DynamicSource) -> Option<TokenStream> {
    fn has_fraction(literal: &Literal) -> bool {
        match literal {
            Literal::Number(text) => text.parse::<i64>().is_err(),
            Literal::List(items) => items.iter().any(has_fraction),
            _ => false,
        }
    }
    let branch = choice.branch().into_iter().flat_map(|branch| &branch.arguments);
    let mut constants = choice.arguments.iter().chain(branch);
    let has_one = constants.any(|it| matches!(&it.value, ArgumentValue::Constant(literal) if has_fraction(literal)));
    has_one.then(|| quote!(#[allow(clippy::approx_constant, reason = "a constant of the definition")]))
}
