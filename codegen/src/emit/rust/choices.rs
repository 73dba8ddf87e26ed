//! `Choices`: one public method per parameter or property with dynamic values, one private function per distinct call.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::arguments::{self, Argument, Source};
use super::lints;
use super::literals;
use super::methods::link;
use super::printing::{Doc, RustFile, code, inline, spoken};
use super::type_tokens::{TypeTokens, Value, ident};
use crate::emit::input::Input;
use crate::emit::words;
use crate::model::{
    ArgumentValue, Branch, DynamicArgument, DynamicBody, DynamicKind, DynamicLocation, DynamicPart, DynamicSource,
    EnumBase, Exposure, Literal, Operation, OperationId, Parameter, ParameterLocation, ParentTest, Scalar, TreeEnd,
    Type, TypeId, TypeKind,
};
use crate::names::ChoiceNames;

/// The struct whose methods call dynamic sources.
pub(super) fn file(input: Input<'_>) -> RustFile {
    let tokens = TypeTokens::new(input, ["Choices"]);
    let choices = || input.connector.dynamic_sources.iter().zip(&input.names.choices);
    let methods = choices().flat_map(|(choice, names)| methods(&tokens, choice, names));
    let functions = choices().filter(|(choice, _)| !choice.locations.is_empty());
    let functions = functions.map(|(choice, names)| function(&tokens, choice, names));
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
                #(#functions)*
            }
        },
    )
}

/// A value that the caller of a choice gives.
struct CallerValue<'a> {
    name: Ident,
    /// The part of the choice's own operation that has the value.
    part: &'a DynamicPart,
    ty: Type,
}

fn from_caller<'a>(input: Input<'a>, choice: &'a DynamicSource, names: &'a ChoiceNames) -> Vec<CallerValue<'a>> {
    let callers = choice.callers(&input.connector.operations).into_iter();
    callers.zip(&names.arguments).map(|((part, ty), name)| CallerValue { name: ident(name), part, ty }).collect()
}

fn methods(tokens: &TypeTokens<'_>, choice: &DynamicSource, names: &ChoiceNames) -> Vec<TokenStream> {
    let input = tokens.input();
    let from_caller = from_caller(input, choice, names);
    let (function, many) = (ident(&names.function), many_arguments(&from_caller));
    let returned = returned(choice);
    let places = choice.locations.iter().zip(&names.methods).map(|(location, method)| {
        let doc = doc(input, choice, location, &from_caller).outer();
        let method = ident(method);
        let arguments = from_caller.iter().map(|CallerValue { name, ty, .. }| {
            let accepted = tokens.accepted(Value::Typed(ty));
            quote!(#name: #accepted)
        });
        let given = from_caller.iter().map(|CallerValue { name, ty, .. }| tokens.converted(Value::Typed(ty), name));
        quote! {
            #doc
            #many
            pub fn #method(&self, #(#arguments),*) -> #returned {
                self.#function(#(#given),*)
            }
        }
    });
    places.collect()
}

/// What the methods of a choice return.
fn returned(choice: &DynamicSource) -> TokenStream {
    match &choice.kind {
        DynamicKind::Values(Scalar::Integer) => quote!(runtime::ChoiceRequest<i64>),
        DynamicKind::Values(Scalar::Unsigned) => quote!(runtime::ChoiceRequest<u64>),
        DynamicKind::Values(Scalar::Number) => quote!(runtime::ChoiceRequest<f64>),
        DynamicKind::Values(Scalar::Boolean) => quote!(runtime::ChoiceRequest<bool>),
        DynamicKind::Values(Scalar::Text | Scalar::Json) => quote!(runtime::ChoiceRequest),
        DynamicKind::Tree(_) => quote!(runtime::Tree),
        DynamicKind::Schema => quote!(runtime::SchemaRequest),
    }
}

/// An exemption for the methods of a choice, whose first argument is `self`.
fn many_arguments(from_caller: &[CallerValue<'_>]) -> Option<TokenStream> {
    lints::many_arguments(from_caller.len() + 1, "the dynamic source takes that many values")
}

fn doc(input: Input<'_>, choice: &DynamicSource, location: &DynamicLocation, from_caller: &[CallerValue<'_>]) -> Doc {
    let key = words::dynamic_part(&location.part);
    let title = parameter(input.operation(location.operation), &location.part);
    let title = title.and_then(|parameter| parameter.title.as_deref());
    let title = title.map(inline).filter(|title| !title.is_empty());
    let (key, link) = (code(&key), link(input, location.operation));
    let what = match title {
        Some(title) => format!("“{title}” ({key}) of {link}"),
        None => format!("{key} of {link}"),
    };
    let doc = match choice.kind {
        DynamicKind::Values(_) => Doc::of(format!("Values for {what}.")),
        DynamicKind::Tree(_) => Doc::of(format!("Tree of values for {what}.")),
        DynamicKind::Schema => Doc::of(format!("Dynamic JSON Schema of {what}.")),
    };
    let lines = from_caller.iter().map(|CallerValue { name, part, .. }| {
        let key = words::dynamic_part(part);
        format!("* {}: value of {}", code(spoken(&name.to_string())), code(&key))
    });
    doc.section("Arguments", &lines.collect::<Vec<_>>().join("\n"))
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

fn function(tokens: &TypeTokens<'_>, choice: &DynamicSource, names: &ChoiceNames) -> TokenStream {
    let input = tokens.input();
    let function = ident(&names.function);
    let from_caller = from_caller(input, choice, names);
    let accepted = from_caller.iter().map(|CallerValue { name, ty, .. }| {
        let ty = tokens.ty(ty);
        quote!(#name: #ty)
    });
    let request = SourceRequest::of(tokens, choice, &from_caller);
    let call = request.call(&quote!(&self.connection));
    let (many, numbers) = (many_arguments(&from_caller), fractions(choice));
    let (returned, collection) = (returned(choice), &choice.collection);
    let (value, title) = (&choice.value, &choice.title);
    let made = match &choice.kind {
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
    };
    let below = choice.branch().map(|branch| below(tokens, branch, &from_caller));
    quote! {
        #many
        #numbers
        fn #function(&self, #(#accepted),*) -> #returned {
            #below
            #call
            #made
        }
    }
}

/// The closure that requests the children of a tree item.
fn below(tokens: &TypeTokens<'_>, branch: &Branch, from_caller: &[CallerValue<'_>]) -> TokenStream {
    let request = SourceRequest { in_closure: true, ..SourceRequest::of_branch(tokens, branch, from_caller) };
    let call = request.call(&quote!(&connection));
    let item = if request.takes_selected() { quote!(item) } else { quote!(_item) };
    let kept = from_caller.iter().filter(|from_caller| !is_copy(&from_caller.ty) && request.uses(from_caller) > 0);
    let kept = kept.map(|CallerValue { name, .. }| quote!(let #name = #name.clone();));
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

fn is_copy(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Unsigned | Type::Number | Type::Boolean)
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

/// The request to a dynamic source.
struct SourceRequest<'l> {
    tokens: &'l TypeTokens<'l>,
    calls: OperationId,
    arguments: &'l [DynamicArgument],
    body: Option<&'l DynamicBody>,
    from_caller: &'l [CallerValue<'l>],
    /// Whether the request is built in a closure that may run again, so captured values are cloned.
    in_closure: bool,
}

impl<'l> SourceRequest<'l> {
    fn of(tokens: &'l TypeTokens<'l>, choice: &'l DynamicSource, from_caller: &'l [CallerValue<'l>]) -> Self {
        let DynamicSource { calls, arguments, body, .. } = choice;
        Self { tokens, calls: *calls, arguments, body: body.as_ref(), from_caller, in_closure: false }
    }

    fn of_branch(tokens: &'l TypeTokens<'l>, branch: &'l Branch, from_caller: &'l [CallerValue<'l>]) -> Self {
        let Branch { calls, arguments, body, .. } = branch;
        Self { tokens, calls: *calls, arguments, body: body.as_ref(), from_caller, in_closure: false }
    }

    /// The statements that build the request.
    fn call(&self, connection: &TokenStream) -> TokenStream {
        let request = self.request(connection);
        let mut statements = self.statements();
        if let Some(body) = self.body {
            let constants = literals::json(&body.constants);
            let values = body.values.iter().map(|argument| {
                let path = &argument.path;
                let value = self.value(&argument.value, &argument.ty.ty(), false);
                quote!(body.set(&[#(#path),*], &#value);)
            });
            let mutable = (!body.values.is_empty()).then(|| quote!(mut));
            statements.push(quote! {
                let #mutable body = runtime::codegen::JsonBody::new(#constants);
                #(#values)*
                call.json(&body);
            });
        }
        if statements.is_empty() {
            quote!(let call = #request;)
        } else {
            quote!(let mut call = #request; #(#statements)*)
        }
    }

    /// The request with its required values.
    fn request(&self, connection: &TokenStream) -> TokenStream {
        let input = self.tokens.input();
        let called = input.operation_names(self.calls);
        let request = ident(&called.request);
        let positional = arguments::positional(input, self.calls);
        let positional = positional.iter().filter(|argument| match argument.source {
            Source::Parameter(_) => true,
            Source::Body(_) => self.body.is_none(),
        });
        let values = positional.clone().map(|argument| self.required(argument));
        if self.body.is_some() {
            return quote!(crate::requests::#request::call_without_body(#connection, #(#values),*));
        }
        match called.required.as_deref().map(ident) {
            Some(required) => {
                let fields = positional.zip(values).map(|(argument, value)| member(&argument.ident(), &value));
                quote! {
                    crate::requests::#request::new(#connection, crate::requests::#required { #(#fields),* }).into_call()
                }
            }
            None => quote!(crate::requests::#request::new(#connection, #(#values),*).into_call()),
        }
    }

    fn required(&self, argument: &Argument<'_>) -> TokenStream {
        let given = self.given().find(|(parameter, _)| match argument.source {
            Source::Parameter(wanted) => std::ptr::eq(wanted, *parameter),
            Source::Body(_) => false,
        });
        match given {
            Some((parameter, value)) => self.value(value, &parameter.ty, true),
            // `lower` drops choices that leave a required value open.
            None => quote!(::std::default::Default::default()),
        }
    }

    /// The statements that set the optional values.
    fn statements(&self) -> Vec<TokenStream> {
        let form = self.tokens.input().operation(self.calls).form;
        let call = quote!(call);
        let optional = self.given().filter(|(parameter, _)| parameter.exposure != Exposure::Positional);
        let statements = optional.filter_map(|(parameter, value)| match value {
            ArgumentValue::Constant(literal) => arguments::put_default(parameter, form, &call, literal),
            value => {
                let value = self.value(value, &parameter.ty, false);
                Some(arguments::put_parameter(parameter, form, &call, value))
            }
        });
        statements.collect()
    }

    /// The parameters that the choice fills, with their values.
    fn given(&self) -> impl Iterator<Item = (&'l Parameter, &'l ArgumentValue)> {
        let parameters: &'l [Parameter] = &self.tokens.input().operation(self.calls).parameters;
        let arguments: &'l [DynamicArgument] = self.arguments;
        arguments.iter().filter_map(|argument| Some((parameters.get(argument.parameter)?, &argument.value)))
    }

    /// A value as an expression of a type; `is_kept` if the expression moves it.
    fn value(&self, value: &ArgumentValue, ty: &Type, is_kept: bool) -> TokenStream {
        match value {
            ArgumentValue::Constant(literal) => constant(self.tokens.input(), ty, literal),
            ArgumentValue::Selected(keys) => {
                let ty = self.tokens.ty(ty);
                quote!(item.selected::<#ty>(&[#(#keys),*])?)
            }
            ArgumentValue::Caller(part) => {
                let from_caller =
                    self.from_caller.iter().find(|from_caller| from_caller.part == part && from_caller.ty == *ty);
                let from_caller = from_caller.expect("`lower` lists each value that the choice takes from the caller");
                let name = &from_caller.name;
                let is_needed_again = self.in_closure || self.uses(from_caller) > 1;
                if is_kept && is_needed_again && !is_copy(ty) { quote!(#name.clone()) } else { quote!(#name) }
            }
        }
    }

    /// How often a caller's value is used.
    fn uses(&self, from_caller: &CallerValue<'_>) -> usize {
        let is_it = |value: &ArgumentValue, ty: &Type| {
            matches!(value, ArgumentValue::Caller(part) if part == from_caller.part) && *ty == from_caller.ty
        };
        let in_body = self.body.iter().flat_map(|body| &body.values);
        let in_body = in_body.filter(|argument| is_it(&argument.value, &argument.ty.ty())).count();
        self.given().filter(|(parameter, value)| is_it(value, &parameter.ty)).count() + in_body
    }

    fn takes_selected(&self) -> bool {
        let in_body = self.body.iter().flat_map(|body| &body.values).map(|argument| &argument.value);
        self.given().map(|(_, value)| value).chain(in_body).any(|value| matches!(value, ArgumentValue::Selected(_)))
    }
}

/// A field of a struct literal, in short form if the value has the name of the field.
fn member(field: &Ident, value: &TokenStream) -> TokenStream {
    if *field == value.to_string() { quote!(#field) } else { quote!(#field: #value) }
}

/// A constant as an expression of the parameter's type.
fn constant(input: Input<'_>, ty: &Type, literal: &Literal) -> TokenStream {
    match (input.resolve(ty), literal) {
        (Type::List(item), Literal::List(items)) => {
            let items = items.iter().map(|literal| constant(input, item, literal));
            quote!(::std::vec![#(#items),*])
        }
        (Type::Integer, Literal::Number(text)) => {
            let number = proc_macro2::Literal::i64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number)
        }
        (Type::Unsigned, Literal::Number(text)) => {
            let number = proc_macro2::Literal::u64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number)
        }
        (Type::Number, Literal::Number(text)) => {
            let number = literals::number(text).unwrap_or_else(|| proc_macro2::Literal::f64_unsuffixed(0.0));
            quote!(#number)
        }
        (Type::Boolean, Literal::Bool(value)) => quote!(#value),
        (Type::Named(id), Literal::Number(text)) if enum_base(input, *id) == Some(EnumBase::Number) => {
            let number = literals::number(text).unwrap_or_else(|| proc_macro2::Literal::f64_unsuffixed(0.0));
            quote!(#number.into())
        }
        (Type::Named(id), Literal::Number(text)) if enum_base(input, *id) == Some(EnumBase::Integer) => {
            let number = proc_macro2::Literal::i64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number.into())
        }
        (Type::Integer | Type::Unsigned | Type::Number | Type::Boolean, _) => {
            quote!(::std::default::Default::default())
        }
        (_, literal) => {
            let text = literals::parameter_text(literal).unwrap_or_default();
            quote!(#text.into())
        }
    }
}

/// What the values of an enumeration are; `None` for another type.
fn enum_base(input: Input<'_>, id: TypeId) -> Option<EnumBase> {
    match &input.type_def(id).kind {
        TypeKind::Enum(enumeration) => Some(enumeration.base),
        _ => None,
    }
}
