//! `src/choices.rs`: one private function a choice, one public method a place that offers it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::arguments::{self, Argument, Source};
use super::docs::{Doc, code, inline, spoken};
use super::file::RustFile;
use super::input::Input;
use super::literals;
use super::methods::link;
use super::paths::{Paths, Value, ident};
use crate::model::{
    ArgumentValue, Ask, Choice, ChoiceArgument, EnumBase, Literal, OperationId, Parameter, Shape, Type, TypeId,
};
use crate::names::ChoiceNames;

/// The struct whose methods fetch the values behind drop-downs.
pub(super) fn file(input: Input<'_>) -> RustFile {
    let paths = Paths::new(input, ["Choices"]);
    let choices = || input.connector.choices.iter().zip(&input.names.choices);
    let methods = choices().flat_map(|(choice, names)| methods(&paths, choice, names));
    let functions = choices().filter(|(choice, _)| !choice.places.is_empty());
    let functions = functions.map(|(choice, names)| function(&paths, choice, names));
    let client = &input.names.client;
    let doc = Doc::of("The values that a drop-down would offer for an argument.")
        .paragraph(format!("Made by [`{client}::choices`](crate::{client}::choices)."))
        .outer();
    RustFile::with_docs(
        Doc::of("The values that drop-downs offer."),
        quote! {
            use crate::runtime;

            #doc
            #[derive(Clone, Debug)]
            pub struct Choices {
                connection: runtime::Connection,
            }

            impl Choices {
                pub(crate) fn new(connection: &runtime::Connection) -> Self {
                    Self { connection: connection.clone() }
                }

                #(#methods)*
                #(#functions)*
            }
        },
    )
}

/// The arguments that a choice asks of its caller: name and the parameter of the called operation that takes the value.
fn asked<'a>(input: Input<'a>, choice: &'a Choice, names: &'a ChoiceNames) -> Vec<(Ident, &'a str, &'a Parameter)> {
    let callers = choice.arguments.iter().filter_map(|argument| match &argument.value {
        ArgumentValue::Caller(key) => {
            Some((key.as_str(), input.operation(choice.calls).parameters.get(argument.parameter)?))
        }
        ArgumentValue::Constant(_) => None,
    });
    callers.zip(&names.arguments).map(|((key, parameter), name)| (ident(name), key, parameter)).collect()
}

fn methods(paths: &Paths<'_>, choice: &Choice, names: &ChoiceNames) -> Vec<TokenStream> {
    let input = paths.input();
    let asked = asked(input, choice, names);
    let (function, many) = (ident(&names.function), many_arguments(&asked));
    let places = choice.places.iter().zip(&names.methods).map(|((operation, key), method)| {
        let doc = doc(input, *operation, key, &asked).outer();
        let method = ident(method);
        let arguments = asked.iter().map(|(name, _, parameter)| {
            let accepted = paths.accepted(Value::Typed(&parameter.ty));
            quote!(#name: #accepted)
        });
        let given = asked.iter().map(|(name, _, parameter)| paths.converted(Value::Typed(&parameter.ty), name));
        quote! {
            #doc
            #many
            pub fn #method(&self, #(#arguments),*) -> runtime::ChoiceRequest {
                self.#function(#(#given),*)
            }
        }
    });
    places.collect()
}

/// Clippy counts arguments, `self` among them; what a choice depends on is not ours to count.
fn many_arguments(asked: &[(Ident, &str, &Parameter)]) -> Option<TokenStream> {
    const MOST: usize = 7;
    let reason = "the choice depends on as many values";
    (asked.len() + 1 > MOST).then(|| quote!(#[allow(clippy::too_many_arguments, reason = #reason)]))
}

fn doc(input: Input<'_>, operation: OperationId, key: &str, asked: &[(Ident, &str, &Parameter)]) -> Doc {
    let parameters = &input.operation(operation).parameters;
    let title =
        parameters.iter().find(|parameter| parameter.key == key).and_then(|parameter| parameter.title.as_deref());
    let title = title.map(inline).filter(|title| !title.is_empty());
    let (key, link) = (code(key), link(input, operation));
    let doc = match title {
        Some(title) => Doc::of(format!("The values for “{title}” ({key}) of {link}.")),
        None => Doc::of(format!("The values for {key} of {link}.")),
    };
    let lines = asked.iter().map(|(name, key, _)| {
        format!("* {}: the value of {} in that operation", code(spoken(&name.to_string())), code(key))
    });
    doc.section("Arguments", &lines.collect::<Vec<_>>().join("\n"))
}

fn function(paths: &Paths<'_>, choice: &Choice, names: &ChoiceNames) -> TokenStream {
    let input = paths.input();
    let function = ident(&names.function);
    let asked = asked(input, choice, names);
    let accepted = asked.iter().map(|(name, _, parameter)| {
        let ty = paths.ty(&parameter.ty);
        quote!(#name: #ty)
    });
    let request = request(paths, choice, names);
    let statements = statements(input, choice, names);
    let call = if statements.is_empty() {
        quote!(let call = #request.into_call();)
    } else {
        quote!(let mut call = #request.into_call(); #(#statements)*)
    };
    let (many, numbers) = (many_arguments(&asked), fractions(choice));
    let (collection, value, title) = (&choice.collection, &choice.value, &choice.title);
    quote! {
        #many
        #numbers
        fn #function(&self, #(#accepted),*) -> runtime::ChoiceRequest {
            #call
            runtime::ChoiceRequest::new(call, &[#(#collection),*], &[#(#value),*], &[#(#title),*])
        }
    }
}

/// Clippy takes 3.14 for π; a constant of the definition is what it is.
fn fractions(choice: &Choice) -> Option<TokenStream> {
    fn has_fraction(literal: &Literal) -> bool {
        match literal {
            Literal::Number(text) => text.parse::<i64>().is_err(),
            Literal::List(items) => items.iter().any(has_fraction),
            _ => false,
        }
    }
    let mut constants = choice.arguments.iter();
    let has_one = constants.any(|it| matches!(&it.value, ArgumentValue::Constant(literal) if has_fraction(literal)));
    has_one.then(|| quote!(#[allow(clippy::approx_constant, reason = "a number of the definition's")]))
}

/// The request of the called operation, with the values that it must have.
fn request(paths: &Paths<'_>, choice: &Choice, names: &ChoiceNames) -> TokenStream {
    let input = paths.input();
    let called = input.operation_names(choice.calls);
    let positional = arguments::positional(input, choice.calls);
    let values: Vec<_> = positional.iter().map(|argument| required_value(input, choice, names, argument)).collect();
    let request = ident(&called.request);
    match called.required.as_deref().map(ident) {
        Some(required) => {
            let fields = positional.iter().zip(&values).map(|(argument, value)| member(&argument.ident(), value));
            quote! {
                crate::requests::#request::new(&self.connection, crate::requests::#required { #(#fields),* })
            }
        }
        None => quote!(crate::requests::#request::new(&self.connection, #(#values),*)),
    }
}

/// A member of a struct literal: the name alone where the value is called so.
fn member(field: &Ident, value: &TokenStream) -> TokenStream {
    if *field == value.to_string() { quote!(#field) } else { quote!(#field: #value) }
}

fn required_value(input: Input<'_>, choice: &Choice, names: &ChoiceNames, argument: &Argument<'_>) -> TokenStream {
    let given = given(input, choice, names).into_iter().find(|(parameter, _)| match argument.source {
        Source::Parameter(wanted) => std::ptr::eq(wanted, *parameter),
        Source::Body(_) => false,
    });
    match (given, argument.value()) {
        (Some((_, Given::Asked(name))), _) => quote!(#name),
        (Some((_, Given::Constant(literal))), Value::Typed(ty)) => constant(input, ty, literal),
        // `lower` keeps no choice that leaves a required value open.
        _ => quote!(::std::default::Default::default()),
    }
}

/// The statements that put the values on the wire that the called operation does not require.
fn statements(input: Input<'_>, choice: &Choice, names: &ChoiceNames) -> Vec<TokenStream> {
    let form = input.operation(choice.calls).form;
    let call = quote!(call);
    let optional = given(input, choice, names).into_iter().filter(|(parameter, _)| parameter.ask != Ask::Positional);
    let statements = optional.filter_map(|(parameter, given)| match given {
        Given::Asked(name) => Some(arguments::put_parameter(parameter, form, &call, quote!(#name))),
        Given::Constant(literal) => arguments::put_default(parameter, form, &call, literal),
    });
    statements.collect()
}

enum Given<'a> {
    Asked(Ident),
    Constant(&'a Literal),
}

/// The parameters of the called operation that the choice gives a value for.
fn given<'a>(input: Input<'a>, choice: &'a Choice, names: &'a ChoiceNames) -> Vec<(&'a Parameter, Given<'a>)> {
    let mut asked = names.arguments.iter();
    let parameters = &input.operation(choice.calls).parameters;
    let given = choice.arguments.iter().filter_map(|ChoiceArgument { parameter, value }| {
        let given = match value {
            ArgumentValue::Caller(_) => Given::Asked(ident(asked.next()?)),
            ArgumentValue::Constant(literal) => Given::Constant(literal),
        };
        Some((parameters.get(*parameter)?, given))
    });
    given.collect()
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
        (Type::Integer | Type::Number | Type::Boolean, _) => quote!(::std::default::Default::default()),
        (_, literal) => {
            let text = literals::parameter_text(literal).unwrap_or_default();
            quote!(#text.into())
        }
    }
}

/// What the values of an enumeration are; `None` for another type.
fn enum_base(input: Input<'_>, id: TypeId) -> Option<EnumBase> {
    match &input.type_def(id).shape {
        Shape::Enum(shape) => Some(shape.base),
        _ => None,
    }
}
