//! The module `direct`: authentication without an Azure connection, and the policies of the definition as data.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::example;
use super::lints;
use super::printing::{Doc, RustFile, code, inline};
use super::sign_in;
use super::type_tokens::ident;
use crate::emit::input::Input;
use crate::emit::{text, words};
use crate::model::direct::{
    AuthenticationScheme, Change, ConnectionParameter, Credential, Direct, Exists, Expression, Location, ParameterKind,
    Piece, Policy, Root, Rule, Step, Template, Through,
};
use crate::names::{FieldNames, SchemeNames};

/// The file; `None` if the service can only be called through a connection.
pub(super) fn file(input: Input<'_>) -> Option<RustFile> {
    let (direct, names) = parts(input)?;
    let service = service(direct);
    let auth = ident(&input.names.auth);
    let title = inline(&input.connector.head.title);
    let of_scheme = |scheme: &AuthenticationScheme, names: &SchemeNames, name: &Ident, doc: Doc| {
        let (structure, constants) = (structure(name, doc), sign_in::constants(scheme));
        let (new, setters) = (new(direct, scheme, names), setters(direct, scheme, names));
        quote! {
            #structure

            impl #name {
                #constants
                #new
                #(#setters)*
            }
        }
    };
    let items = match (direct.schemes.as_slice(), names) {
        ([scheme], [names]) if names.variant.is_none() => {
            let doc = Doc::of(format!("Authentication of a direct client for {title}.")).paragraph(unused(scheme));
            let item = of_scheme(scheme, names, &auth, doc);
            quote! {
                #item

                impl ::std::convert::From<#auth> for runtime::codegen::direct::Auth {
                    fn from(value: #auth) -> Self {
                        value.auth
                    }
                }
            }
        }
        (schemes, names) => {
            let schemes =
                schemes.iter().zip(names).filter_map(|(scheme, names)| Some((scheme, names, names.variant.as_ref()?)));
            let (mut variants, mut arms, mut items) = (Vec::new(), Vec::new(), Vec::new());
            for (scheme, names, (variant, name)) in schemes {
                let (variant, name) = (ident(variant), ident(name));
                let described = || Doc::described(scheme.title.as_deref(), scheme.description.as_deref());
                let scheme_name = code(scheme.name.as_deref().unwrap_or_default());
                let doc = described().or(format!("Connection parameters of the scheme {scheme_name}.")).outer();
                variants.push(quote!(#doc #variant(#name)));
                arms.push(quote!(#auth::#variant(value) => value.auth));
                let doc =
                    Doc::of(format!("Connection parameters of the scheme {scheme_name}.")).paragraph(unused(scheme));
                let item = of_scheme(scheme, names, &name, doc);
                items.push(quote! {
                    #item

                    impl ::std::convert::From<#name> for #auth {
                        fn from(value: #name) -> Self {
                            Self::#variant(value)
                        }
                    }
                });
            }
            let doc =
                Doc::of(format!("Authentication of a direct client for {title}: one of several schemes.")).outer();
            quote! {
                #doc
                #[derive(Clone, Debug)]
                #[non_exhaustive]
                pub enum #auth {
                    #(#variants,)*
                }

                impl ::std::convert::From<#auth> for runtime::codegen::direct::Auth {
                    fn from(value: #auth) -> Self {
                        match value {
                            #(#arms,)*
                        }
                    }
                }

                #(#items)*
            }
        }
    };
    let doc = Doc::of("Direct calls: authentication without an Azure connection.");
    Some(RustFile::with_docs(doc, quote!(use crate::runtime; #service #items)))
}

/// `direct` of the client; `None` if there are no direct calls.
pub(super) fn method(input: Input<'_>, option: &TokenStream) -> Option<TokenStream> {
    let (direct, _) = parts(input)?;
    let (auth, options) = (ident(&input.names.auth), ident(&input.names.options));
    let doc = Doc::of(format!(
        "Creates a client that calls {} directly, without an Azure connection.",
        text::line(&input.connector.head.title)
    ));
    let doc = doc.paragraph(
        "The client authenticates requests and applies the definition's policies. It sends credentials only to the service's\n\
         own `https` address.",
    );
    let doc = match &direct.through_connection {
        Through::Some(ids) if !ids.is_empty() => {
            doc.paragraph("Operations marked “Needs an Azure connection” return an error.")
        }
        _ => doc,
    };
    let doc = doc
        .section("Errors", "The connection parameters do not form an `https` address, or there is no HTTP transport.")
        .outer();
    Some(quote! {
        #doc
        pub fn direct(
            auth: crate::#auth,
            options: #option<crate::#options>,
        ) -> runtime::Result<Self> {
            let connection =
                runtime::codegen::Connection::direct(&crate::direct::SERVICE, auth.into(), options, CONNECTOR)?;
            Ok(Self { connection })
        }
    })
}

/// The call that creates a direct client with a scheme and sample values; a token is the variable `credential`. It names the client
/// and what [`import`] names.
pub(super) fn call(input: Input<'_>, scheme: usize) -> Option<TokenStream> {
    let (direct, names) = parts(input)?;
    let (scheme, names) = (direct.schemes.get(scheme)?, names.get(scheme)?);
    let arguments = names.order.iter().filter_map(|&index| {
        let (parameter, names) = (scheme.parameters.get(index)?, names.parameters.get(index)?);
        Some(match parameter.kind {
            ParameterKind::Text | ParameterKind::Secret => {
                let sample = example::sample(&names.field);
                quote!(#sample)
            }
            ParameterKind::Integer => quote!(1),
            ParameterKind::Boolean => quote!(true),
            ParameterKind::Token(_) => quote!(credential),
        })
    });
    let (client, new) = (ident(&input.names.client), ident(&names.constructor));
    Some(match &names.variant {
        Some((_, structure)) => {
            let structure = ident(structure);
            quote!(#client::direct(direct::#structure::#new(#(#arguments),*).into(), None))
        }
        None => {
            let auth = ident(&input.names.auth);
            quote!(#client::direct(#auth::#new(#(#arguments),*), None))
        }
    })
}

/// What [`call`] needs of the crate beside the client: the type of the only scheme, or the module of several.
pub(super) fn import(input: Input<'_>) -> Ident {
    let is_variant = |(_, names): (&Direct, &[SchemeNames])| names.iter().any(|names| names.variant.is_some());
    ident(if parts(input).is_some_and(is_variant) { "direct" } else { &input.names.auth })
}

/// Whether [`call`] passes a token.
pub(super) fn takes_token(input: Input<'_>, scheme: usize) -> bool {
    let is_token = |it: &ConnectionParameter| it.is_positional() && matches!(it.kind, ParameterKind::Token(_));
    parts(input).and_then(|(direct, _)| direct.schemes.get(scheme)).is_some_and(|it| it.parameters.iter().any(is_token))
}

/// Why there are no direct calls; empty if there are.
pub(super) fn absence(input: Input<'_>) -> String {
    match &input.connector.direct {
        Ok(_) => String::new(),
        Err(reason) => format!("Every call needs an Azure connection: {}.", text::line(&words::no_direct(reason))),
    }
}

fn parts(input: Input<'_>) -> Option<(&Direct, &[SchemeNames])> {
    Some((input.connector.direct.as_ref().ok()?, input.names.direct.as_deref()?))
}

fn structure(name: &Ident, doc: Doc) -> TokenStream {
    let doc = doc.outer();
    quote! {
        #doc
        #[derive(Clone, Debug)]
        pub struct #name {
            auth: runtime::codegen::direct::Auth,
        }
    }
}

/// The connection parameters without an argument, and why.
fn unused(scheme: &AuthenticationScheme) -> String {
    if scheme.sign_in_only.is_empty() {
        return String::new();
    }
    let names: Vec<_> = scheme.sign_in_only.iter().map(|name| code(name)).collect();
    format!("Connection parameters used only to sign in: {}.", names.join(", "))
}

fn new(direct: &Direct, scheme: &AuthenticationScheme, names: &SchemeNames) -> TokenStream {
    let pairs: Vec<_> = scheme.parameters.iter().zip(&names.parameters).collect();
    let positional: Vec<_> = names.order.iter().filter_map(|&index| pairs.get(index)).collect();
    let arguments = positional.iter().map(|(parameter, names)| {
        let (name, ty) = (ident(&names.field), accepted(&parameter.kind));
        quote!(#name: #ty)
    });
    let puts: Vec<_> = pairs
        .iter()
        .filter_map(|(parameter, names)| {
            let name = ident(&names.field);
            match &parameter.default {
                _ if parameter.is_positional() => Some(put(parameter, &quote!(auth), quote!(#name))),
                Some(default) => {
                    let key = &parameter.key;
                    Some(quote!(auth.set(#key, String::from(#default));))
                }
                None => None,
            }
        })
        .collect();
    let lines: Vec<_> =
        positional.iter().map(|(parameter, names)| list_line(direct, scheme, parameter, names)).collect();
    let doc = Doc::of("Creates the authentication from the required connection parameters.")
        .section("Arguments", &lines.join("\n"))
        .outer();
    let new = ident(&names.constructor);
    let many = lints::many_arguments(positional.len(), "the definition requires them");
    let default = positional
        .is_empty()
        .then(|| quote!(#[allow(clippy::new_without_default, reason = "required parameters may be added")]));
    let credentials = scheme.credentials.iter().map(credential);
    let made = quote!(runtime::codegen::direct::Auth::new(&[#(#credentials),*]));
    let body = match puts.is_empty() {
        true => quote!(Self { auth: #made }),
        false => quote! {
            let mut auth = #made;
            #(#puts)*
            Self { auth }
        },
    };
    quote! {
        #doc
        #many
        #default
        pub fn #new(#(#arguments),*) -> Self {
            #body
        }
    }
}

fn setters(direct: &Direct, scheme: &AuthenticationScheme, names: &SchemeNames) -> Vec<TokenStream> {
    let mut setters = Vec::new();
    for (parameter, names) in scheme.parameters.iter().zip(&names.parameters) {
        if matches!(parameter.kind, ParameterKind::Token(_)) {
            let doc = Doc::of("Sets the OAuth scopes of the token.").outer();
            setters.push(quote! {
                #doc
                pub fn with_scopes(mut self, scopes: impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<String>>) -> Self {
                    self.auth.set_scopes(scopes.into_iter().map(::std::convert::Into::into).collect());
                    self
                }
            });
        }
        if parameter.is_positional() {
            continue;
        }
        let doc = parameter_doc(direct, scheme, parameter).outer();
        let (with, ty) = (ident(&names.with), accepted(&parameter.kind));
        let put = put(parameter, &quote!(self.auth), quote!(value));
        setters.push(quote! {
            #doc
            pub fn #with(mut self, value: #ty) -> Self {
                #put
                self
            }
        });
    }
    setters
}

fn accepted(kind: &ParameterKind) -> TokenStream {
    match kind {
        ParameterKind::Text => quote!(impl ::std::convert::Into<String>),
        ParameterKind::Secret => quote!(impl ::std::convert::Into<runtime::Secret>),
        ParameterKind::Integer => quote!(i64),
        ParameterKind::Boolean => quote!(bool),
        ParameterKind::Token(_) => quote!(::std::sync::Arc<dyn runtime::TokenCredential>),
    }
}

fn put(parameter: &ConnectionParameter, auth: &TokenStream, value: TokenStream) -> TokenStream {
    let key = &parameter.key;
    match &parameter.kind {
        ParameterKind::Text => quote!(#auth.set(#key, #value.into());),
        ParameterKind::Secret => quote!(#auth.set_secret(#key, #value.into());),
        ParameterKind::Integer | ParameterKind::Boolean => quote!(#auth.set(#key, #value.to_string());),
        ParameterKind::Token(sign_in) => {
            let scopes = sign_in::scopes(sign_in);
            quote!(#auth.set_token(#key, #value, #scopes);)
        }
    }
}

fn parameter_doc(direct: &Direct, scheme: &AuthenticationScheme, parameter: &ConnectionParameter) -> Doc {
    let sent_as = words::sent_as(direct, scheme, parameter);
    let sent_as = if sent_as.is_empty() { sent_as } else { format!(", {sent_as}") };
    let doc = Doc::described(parameter.title.as_deref(), parameter.description.as_deref())
        .or("A connection parameter.")
        .paragraph(format!("Connection parameter: {}{sent_as}.", code(&parameter.key)));
    let doc = match parameter.allowed.is_empty() {
        true => doc,
        false => doc.paragraph(format!("Listed values: {}.", listed(parameter))),
    };
    match &parameter.default {
        Some(default) => doc.paragraph(format!("Default: {}.", code(default))),
        None => doc,
    }
}

/// The listed values, each with its display name if that differs.
fn listed(parameter: &ConnectionParameter) -> String {
    let values = parameter.allowed.iter().map(|(value, title)| {
        let title = title.as_deref().filter(|title| !title.trim().eq_ignore_ascii_case(value.trim())).map(inline);
        match title.filter(|title| !title.is_empty()) {
            Some(title) => format!("{} ({title})", code(value)),
            None => code(value),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

fn list_line(
    direct: &Direct,
    scheme: &AuthenticationScheme,
    parameter: &ConnectionParameter,
    names: &FieldNames,
) -> String {
    let texts = [parameter.title.as_deref(), parameter.description.as_deref()];
    let texts: Vec<_> = texts.into_iter().flatten().map(inline).filter(|text| !text.is_empty()).collect();
    let mut line = format!("* `{}`: ", super::printing::spoken(&names.field));
    if !texts.is_empty() {
        line.push_str(&format!("{}; ", texts.join(": ")));
    }
    line.push_str(&format!("connection parameter {}", code(&parameter.key)));
    let sent_as = words::sent_as(direct, scheme, parameter);
    if !sent_as.is_empty() {
        line.push_str(&format!("; {sent_as}"));
    }
    if let ParameterKind::Token(sign_in) = &parameter.kind {
        line.push_str(&format!("; {}", sign_in::remark(sign_in)));
    }
    if !parameter.allowed.is_empty() {
        line.push_str(&format!("; listed values: {}", listed(parameter)));
    }
    line
}

fn credential(credential: &Credential) -> TokenStream {
    let credential = match credential {
        Credential::Header { name, parameter } => quote!(Header { name: #name, parameter: #parameter }),
        Credential::Query { name, parameter } => quote!(Query { name: #name, parameter: #parameter }),
        Credential::Basic { user, password } => quote!(Basic { user: #user, password: #password }),
        Credential::Bearer => quote!(Bearer),
    };
    quote!(runtime::codegen::direct::Credential::#credential)
}

fn service(direct: &Direct) -> TokenStream {
    let base = &direct.base;
    let policies = direct.policies.iter().map(policy);
    let through = match &direct.through_connection {
        Through::All => quote!(All),
        Through::Some(ids) => {
            let ids = ids.iter();
            quote!(Some(&[#(#ids),*]))
        }
    };
    let import = (!direct.policies.is_empty()).then(|| {
        quote!(
            use crate::runtime::codegen::policy;
        )
    });
    quote! {
        #import
        pub(crate) static SERVICE: runtime::codegen::direct::Service = runtime::codegen::direct::Service {
            base: #base,
            policies: &[#(#policies),*],
            through_connection: runtime::codegen::direct::Through::#through,
        };
    }
}

fn policy(data: &Policy) -> TokenStream {
    let Policy { operations, of_response, rule } = data;
    let rule = self::rule(rule);
    quote!(policy::Policy { operations: &[#(#operations),*], of_response: #of_response, rule: policy::Rule::#rule })
}

fn rule(rule: &Rule) -> TokenStream {
    match rule {
        Rule::HostUrl(url) => {
            let url = template(url);
            quote!(HostUrl(#url))
        }
        Rule::Header(name, value, exists) => {
            let (value, exists) = (template(value), self::exists(*exists));
            quote!(Header(#name, #value, #exists))
        }
        Rule::Query(name, value, exists) => {
            let (value, exists) = (template(value), self::exists(*exists));
            quote!(Query(#name, #value, #exists))
        }
        Rule::Route(path, method) => {
            let (path, method) = (template(path), option(method.as_deref()));
            quote!(Route(#path, #method))
        }
        Rule::FromUrl { target, path, value, method } => {
            let (target, path, value) = (expression(target), template(path), location(value));
            quote!(FromUrl { target: #target, path: #path, value: #value, method: #method })
        }
        Rule::Reshape { parent, source, change, target } => {
            let (parent, source, target) = (location(parent), steps(source), location(target));
            let change = self::change(change);
            quote!(Reshape(policy::Reshape {
                parent: #parent,
                source: #source,
                change: policy::Change::#change,
                target: #target,
            }))
        }
        Rule::Polling { state, items } => {
            let state = state.iter().map(|(name, value)| {
                let value = template(value);
                quote!((#name, #value))
            });
            let items = location(items);
            quote!(Polling { state: &[#(#state),*], items: #items })
        }
    }
}

fn change(change: &Change) -> TokenStream {
    match change {
        Change::Set(value) => {
            let value = template(value);
            quote!(Set(#value))
        }
        Change::Replace { from, to } => quote!(Replace { from: #from, to: #to }),
        Change::Encode => quote!(Encode),
        Change::Split { delimiters, property } => quote!(Split { delimiters: #delimiters, property: #property }),
        Change::ToList { key, value } => quote!(ToList { key: #key, value: #value }),
        Change::ToObject { key, retain } => {
            let key = steps(key);
            quote!(ToObject { key: #key, retain: #retain })
        }
        Change::Move { properties } => quote!(Move { properties: #properties }),
    }
}

fn exists(exists: Exists) -> TokenStream {
    match exists {
        Exists::Override => quote!(policy::Exists::Override),
        Exists::Append => quote!(policy::Exists::Append),
        Exists::Skip => quote!(policy::Exists::Skip),
    }
}

fn template(template: &Template) -> TokenStream {
    let pieces = template.iter().map(|piece| match piece {
        Piece::Text(text) => quote!(policy::Piece::Text(#text)),
        Piece::Path(name) => quote!(policy::Piece::Path(#name)),
        Piece::Expression(parsed) => {
            let parsed = expression(parsed);
            quote!(policy::Piece::Expression(#parsed))
        }
    });
    quote!(&[#(#pieces),*])
}

fn expression(expression: &Expression) -> TokenStream {
    let named = |function: &str, name: &str, default: &Option<String>| {
        let (function, default) = (ident(function), option(default.as_deref()));
        quote!(policy::Expression::#function(#name, #default))
    };
    match expression {
        Expression::ConnectionParameter(name, default) => named("ConnectionParameter", name, default),
        Expression::Header(name, default) => named("Header", name, default),
        Expression::Query(name, default) => named("Query", name, default),
        Expression::Method => quote!(policy::Expression::Method),
        Expression::Json(location) => {
            let location = self::location(location);
            quote!(policy::Expression::Json(#location))
        }
    }
}

fn location(location: &Location) -> TokenStream {
    let root = match location.root {
        Root::Body => quote!(Body),
        Root::Item => quote!(Item),
    };
    let steps = steps(&location.steps);
    quote!(policy::Location { root: policy::Root::#root, steps: #steps })
}

fn steps(steps: &[Step]) -> TokenStream {
    let steps = steps.iter().map(|step| match step {
        Step::Key(key) => quote!(policy::Step::Key(#key)),
        Step::Index(index) => {
            let index = Literal::usize_unsuffixed(*index);
            quote!(policy::Step::Index(#index))
        }
    });
    quote!(&[#(#steps),*])
}

fn option(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}
