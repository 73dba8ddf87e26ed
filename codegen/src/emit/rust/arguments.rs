//! The values of an operation, and the statement that puts each one on the wire.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::bodies;
use super::literals;
use super::printing::{Doc, code, inline, spoken, telling};
use super::search;
use super::type_tokens::{Value, ident};
use crate::emit::input::Input;
use crate::model::{Body, Exposure, Form, Literal, OperationId, Parameter, ParameterLocation, Style, Type};

/// A value that the caller gives: a parameter or the body.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    Parameter(&'a Parameter),
    Body(&'a Body),
}

/// A value that the caller gives, and its name.
#[derive(Clone, Copy)]
pub(super) struct Argument<'a> {
    /// As in [`Names`](crate::names::Names).
    pub(super) name: &'a str,
    pub(super) source: Source<'a>,
    form: Option<Form>,
}

/// What a body's media type depends on, as the rest of a sentence.
fn type_of_upload(body: &Body) -> String {
    match body.upload_states_type {
        true => format!(", sent as {} unless the upload states a type", code(&body.content_type)),
        false => String::new(),
    }
}

/// Every value of an operation, also hidden ones: the parameters in the definition's order, then the body.
pub(super) fn all<'a>(input: Input<'a>, id: OperationId) -> Vec<Argument<'a>> {
    let (operation, names) = (input.operation(id), input.operation_names(id));
    let form = operation.form;
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters.map(|(parameter, name)| Argument { name, source: Source::Parameter(parameter), form });
    let body = operation.body.as_ref().zip(names.body.as_deref());
    let body = body.map(|(body, name)| Argument { name, source: Source::Body(body), form });
    parameters.chain(body).collect()
}

/// The required values without a default, in the order of the arguments.
pub(super) fn positional<'a>(input: Input<'a>, id: OperationId) -> Vec<Argument<'a>> {
    let all = all(input, id);
    input.operation_names(id).order.iter().filter_map(|&index| all.get(index).copied()).collect()
}

/// The values that have a setter.
pub(super) fn settable<'a>(input: Input<'a>, id: OperationId) -> Vec<Argument<'a>> {
    let has_setter =
        |argument: &Argument<'_>| matches!(argument.exposure(), Exposure::Setter | Exposure::InternalSetter);
    all(input, id).into_iter().filter(has_setter).collect()
}

impl<'a> Argument<'a> {
    pub(super) fn ident(&self) -> Ident {
        ident(self.name)
    }

    pub(super) fn exposure(&self) -> Exposure {
        match self.source {
            Source::Parameter(parameter) => parameter.exposure,
            Source::Body(body) => body.exposure,
        }
    }

    pub(super) fn value(&self) -> Value<'a> {
        match self.source {
            Source::Parameter(parameter) => Value::Typed(&parameter.ty),
            Source::Body(body) => bodies::value(&body.content),
        }
    }

    /// The statement that puts `value` (an expression of the value's own type) on the wire.
    pub(super) fn put(&self, call: &TokenStream, value: TokenStream) -> TokenStream {
        match self.source {
            Source::Parameter(parameter) => put_parameter(parameter, self.form, call, value),
            Source::Body(body) => bodies::put(body, call, value),
        }
    }

    /// The statement that puts the default on the wire; `None` if an unset value is not sent.
    pub(super) fn put_default(&self, call: &TokenStream) -> Option<TokenStream> {
        match self.source {
            Source::Parameter(parameter) if parameter.send_default => {
                put_default(parameter, self.form, call, parameter.default.as_ref()?)
            }
            Source::Parameter(_) => None,
            Source::Body(body) => bodies::put_default(body, call),
        }
    }

    /// The line of the argument in a list: name, title, description, wire key.
    pub(super) fn list_line(&self) -> String {
        let (title, description) = self.texts();
        let texts = [title, description].into_iter().flatten().map(inline).filter(|text| !text.is_empty());
        let texts = texts.collect::<Vec<_>>().join(". ");
        let name = code(spoken(self.name));
        if texts.is_empty() {
            format!("* {name}: {}", self.wire())
        } else {
            format!("* {name}: {texts} ({})", self.wire())
        }
    }

    /// The comment of the setter.
    pub(super) fn setter_doc(&self) -> Doc {
        let (title, description) = self.texts();
        let doc = Doc::described(title, description).or(format!("Sets {}.", code(spoken(self.name))));
        self.add_facts(doc)
    }

    /// The title as a word to search for the setter, if the wire key says nothing of it.
    pub(super) fn alias(&self) -> Option<TokenStream> {
        match self.source {
            Source::Parameter(parameter) => search::title_alias(parameter.title.as_deref(), &parameter.key),
            Source::Body(_) => None,
        }
    }

    /// The comment of the field of the struct of required values.
    pub(super) fn field_doc(&self) -> Doc {
        let (title, description) = self.texts();
        Doc::described(title, description).paragraph(self.key_line())
    }

    fn add_facts(&self, doc: Doc) -> Doc {
        let doc = match self.exposure() {
            Exposure::InternalSetter => doc.paragraph("Internal: the designer does not show it."),
            _ => doc,
        };
        let remarks = match self.source {
            Source::Parameter(parameter) => &parameter.remarks,
            Source::Body(body) => &body.remarks,
        };
        doc.remarks(remarks).paragraph(self.key_line())
    }

    fn key_line(&self) -> String {
        let parameter = match self.source {
            Source::Parameter(parameter) => parameter,
            Source::Body(body) => return format!("Request body{}.", type_of_upload(body)),
        };
        let line = format!("Wire key: {} ({}).", code(&parameter.key), parameter.location.word());
        let texts = parameter.default.as_ref().map(|default| literals::sent_texts(parameter, default));
        match texts.filter(|texts| !texts.is_empty()).map(|texts| texts.join(",")) {
            Some(text) if parameter.send_default => format!("{line} Sent as {} unless set.", code(&text)),
            Some(text) => format!("{line} Default: {}.", code(&text)),
            None => line,
        }
    }

    fn wire(&self) -> String {
        match self.source {
            Source::Parameter(parameter) => format!("{} {}", parameter.location.word(), code(&parameter.key)),
            Source::Body(body) => format!("request body{}", type_of_upload(body)),
        }
    }

    fn texts(&self) -> (Option<&'a str>, Option<&'a str>) {
        let (title, description) = match self.source {
            Source::Parameter(parameter) => (&parameter.title, &parameter.description),
            Source::Body(body) => (&body.title, &body.description),
        };
        telling(title.as_deref(), description.as_deref())
    }
}

/// The statement that puts a constant on the wire as a parameter; `None` for null.
pub(super) fn put_default(
    parameter: &Parameter,
    form: Option<Form>,
    call: &TokenStream,
    default: &Literal,
) -> Option<TokenStream> {
    let key = &parameter.key;
    let texts = literals::sent_texts(parameter, default);
    let method = setter(parameter, form);
    match (parameter.style, texts.as_slice()) {
        (_, []) => None,
        (Style::Repeated, texts) => Some(quote!(#call.#method(#key, &[#(#texts),*]);)),
        (_, [text, ..]) => {
            let method = text_setter(parameter.location, form);
            Some(quote!(#call.#method(#key, &#text);))
        }
    }
}

/// The statement that puts `value` on the wire as a parameter.
pub(super) fn put_parameter(
    parameter: &Parameter,
    form: Option<Form>,
    call: &TokenStream,
    value: TokenStream,
) -> TokenStream {
    let key = &parameter.key;
    match &parameter.ty {
        Type::File => return quote!(#call.file(#key, #value);),
        Type::List(item) if **item == Type::File => return quote!(#call.files(#key, #value);),
        _ => {}
    }
    let method = setter(parameter, form);
    match parameter.style {
        Style::Joined(between) if between != ',' => {
            let between = between.to_string();
            quote!(#call.#method(#key, &crate::runtime::codegen::Joined(&#value, #between));)
        }
        _ => quote!(#call.#method(#key, &#value);),
    }
}

/// The runtime's method for a parameter.
fn setter(parameter: &Parameter, form: Option<Form>) -> Ident {
    let is_multipart = form == Some(Form::Multipart);
    match (parameter.style, parameter.location) {
        (Style::Repeated, ParameterLocation::Query) => ident("query_each"),
        (Style::Repeated, ParameterLocation::Form) if is_multipart => ident("form_multipart_each"),
        (Style::Repeated, ParameterLocation::Form) => ident("form_each"),
        (Style::Json, ParameterLocation::Form) if is_multipart => ident("form_multipart_json"),
        (Style::Json, ParameterLocation::Form) => ident("form_json"),
        _ => text_setter(parameter.location, form),
    }
}

/// The runtime's method for one text at a location.
fn text_setter(location: ParameterLocation, form: Option<Form>) -> Ident {
    ident(match location {
        ParameterLocation::Path { double: false } => "path",
        ParameterLocation::Path { double: true } => "path_double",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Form if form == Some(Form::Multipart) => "form_multipart",
        ParameterLocation::Form => "form",
    })
}
