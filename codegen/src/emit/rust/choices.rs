//! `src/choices.rs`: one private function a choice, one public method a place that offers it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::arguments::{self, Argument, Source};
use super::docs::{Doc, code, inline, spoken};
use super::file::RustFile;
use super::input::Input;
use super::literals;
use super::methods::link;
use super::type_tokens::{TypeTokens, Value, ident};
use crate::emit::words;
use crate::model::{
    ArgumentValue, Branch, DynamicArgument, DynamicBody, DynamicKind, DynamicLocation, DynamicPart, DynamicSource,
    EnumBase, Exposure, Literal, OperationId, Parameter, ParentTest, Scalar, TreeEnd, Type, TypeId, TypeKind,
};
use crate::names::ChoiceNames;

/// The struct whose methods fetch the values behind drop-downs.
pub(super) fn file(input: Input<'_>) -> RustFile {
    let tokens = TypeTokens::new(input, ["Choices"]);
    let choices = || input.connector.dynamic_sources.iter().zip(&input.names.choices);
    let methods = choices().flat_map(|(choice, names)| methods(&tokens, choice, names));
    let functions = choices().filter(|(choice, _)| !choice.locations.is_empty());
    let functions = functions.map(|(choice, names)| function(&tokens, choice, names));
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

/// A value that a choice asks of its caller.
struct Asked<'a> {
    name: Ident,
    /// Wire key in the choice's own operation.
    key: &'a str,
    ty: Type,
}

fn asked<'a>(input: Input<'a>, choice: &'a DynamicSource, names: &'a ChoiceNames) -> Vec<Asked<'a>> {
    let callers = choice.callers(&input.connector.operations).into_iter();
    callers.zip(&names.arguments).map(|((key, ty), name)| Asked { name: ident(name), key, ty }).collect()
}

fn methods(tokens: &TypeTokens<'_>, choice: &DynamicSource, names: &ChoiceNames) -> Vec<TokenStream> {
    let input = tokens.input();
    let asked = asked(input, choice, names);
    let (function, many) = (ident(&names.function), many_arguments(&asked));
    let answer = answer(choice);
    let places = choice.locations.iter().zip(&names.methods).map(|(location, method)| {
        let doc = doc(input, choice, location, &asked).outer();
        let method = ident(method);
        let arguments = asked.iter().map(|Asked { name, ty, .. }| {
            let accepted = tokens.accepted(Value::Typed(ty));
            quote!(#name: #accepted)
        });
        let given = asked.iter().map(|Asked { name, ty, .. }| tokens.converted(Value::Typed(ty), name));
        quote! {
            #doc
            #many
            pub fn #method(&self, #(#arguments),*) -> #answer {
                self.#function(#(#given),*)
            }
        }
    });
    places.collect()
}

/// What the methods of a choice return.
fn answer(choice: &DynamicSource) -> TokenStream {
    match &choice.kind {
        DynamicKind::Values(Scalar::Integer) => quote!(runtime::ChoiceRequest<i64>),
        DynamicKind::Values(Scalar::Number) => quote!(runtime::ChoiceRequest<f64>),
        DynamicKind::Values(Scalar::Boolean) => quote!(runtime::ChoiceRequest<bool>),
        DynamicKind::Values(Scalar::Text | Scalar::Json) => quote!(runtime::ChoiceRequest),
        DynamicKind::Tree(_) => quote!(runtime::Tree),
        DynamicKind::Schema => quote!(runtime::SchemaRequest),
    }
}

/// Clippy counts arguments, `self` among them; what a choice depends on is not ours to count.
fn many_arguments(asked: &[Asked<'_>]) -> Option<TokenStream> {
    const MOST: usize = 7;
    let reason = "the choice depends on as many values";
    (asked.len() + 1 > MOST).then(|| quote!(#[allow(clippy::too_many_arguments, reason = #reason)]))
}

fn doc(input: Input<'_>, choice: &DynamicSource, location: &DynamicLocation, asked: &[Asked<'_>]) -> Doc {
    let key = words::dynamic_part(&location.part);
    let parameters = &input.operation(location.operation).parameters;
    let title = match &location.part {
        DynamicPart::Parameter(_) | DynamicPart::Body { .. } => {
            parameters.iter().find(|parameter| parameter.key == key)
        }
        DynamicPart::Response(_) | DynamicPart::Notification(_) => None,
    };
    let title = title.and_then(|parameter| parameter.title.as_deref());
    let title = title.map(inline).filter(|title| !title.is_empty());
    let (key, link) = (code(&key), link(input, location.operation));
    let what = match title {
        Some(title) => format!("“{title}” ({key}) of {link}"),
        None => format!("{key} of {link}"),
    };
    let doc = match choice.kind {
        DynamicKind::Values(_) => Doc::of(format!("The values for {what}.")),
        DynamicKind::Tree(_) => Doc::of(format!("The values for {what}, which form a tree to open and browse.")),
        DynamicKind::Schema => Doc::of(format!("The JSON Schema of {what}, as the service tells it.")),
    };
    let lines = asked.iter().map(|Asked { name, key, .. }| {
        format!("* {}: the value of {} in that operation", code(spoken(&name.to_string())), code(key))
    });
    doc.section("Arguments", &lines.collect::<Vec<_>>().join("\n"))
}

fn function(tokens: &TypeTokens<'_>, choice: &DynamicSource, names: &ChoiceNames) -> TokenStream {
    let input = tokens.input();
    let function = ident(&names.function);
    let asked = asked(input, choice, names);
    let accepted = asked.iter().map(|Asked { name, ty, .. }| {
        let ty = tokens.ty(ty);
        quote!(#name: #ty)
    });
    let lookup = Lookup::of(tokens, choice, &asked);
    let call = lookup.call(&quote!(&self.connection));
    let (many, numbers) = (many_arguments(&asked), fractions(choice));
    let (answer, collection) = (answer(choice), &choice.collection);
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
    let below = choice.branch().map(|branch| below(tokens, branch, &asked));
    quote! {
        #many
        #numbers
        fn #function(&self, #(#accepted),*) -> #answer {
            #below
            #call
            #made
        }
    }
}

/// The closure that makes the call for what is below an item.
fn below(tokens: &TypeTokens<'_>, branch: &Branch, asked: &[Asked<'_>]) -> TokenStream {
    let lookup = Lookup { in_closure: true, ..Lookup::of_branch(tokens, branch, asked) };
    let call = lookup.call(&quote!(&connection));
    let item = if lookup.takes_selected() { quote!(item) } else { quote!(_item) };
    let kept = asked.iter().filter(|asked| !is_copy(&asked.ty) && lookup.uses(asked) > 0);
    let kept = kept.map(|Asked { name, .. }| quote!(let #name = #name.clone();));
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
    matches!(ty, Type::Integer | Type::Number | Type::Boolean)
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

/// Clippy takes 3.14 for π; a constant of the definition is what it is.
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
    has_one.then(|| quote!(#[allow(clippy::approx_constant, reason = "a number of the definition's")]))
}

/// A call that looks something up.
struct Lookup<'l> {
    tokens: &'l TypeTokens<'l>,
    calls: OperationId,
    arguments: &'l [DynamicArgument],
    body: Option<&'l DynamicBody>,
    asked: &'l [Asked<'l>],
    /// Whether the call is made again and again: then it keeps what it was given.
    in_closure: bool,
}

impl<'l> Lookup<'l> {
    fn of(tokens: &'l TypeTokens<'l>, choice: &'l DynamicSource, asked: &'l [Asked<'l>]) -> Self {
        let DynamicSource { calls, arguments, body, .. } = choice;
        Self { tokens, calls: *calls, arguments, body: body.as_ref(), asked, in_closure: false }
    }

    fn of_branch(tokens: &'l TypeTokens<'l>, branch: &'l Branch, asked: &'l [Asked<'l>]) -> Self {
        let Branch { calls, arguments, body, .. } = branch;
        Self { tokens, calls: *calls, arguments, body: body.as_ref(), asked, in_closure: false }
    }

    /// The statements that make `call`.
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

    /// The call of the operation, with the values that it must have.
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
            // `lower` keeps no choice that leaves a required value open.
            None => quote!(::std::default::Default::default()),
        }
    }

    /// The statements that put the values on the wire that the called operation does not require.
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

    /// The parameters of the called operation that the choice gives a value for.
    fn given(&self) -> impl Iterator<Item = (&'l Parameter, &'l ArgumentValue)> {
        let parameters: &'l [Parameter] = &self.tokens.input().operation(self.calls).parameters;
        let arguments: &'l [DynamicArgument] = self.arguments;
        arguments.iter().filter_map(|argument| Some((parameters.get(argument.parameter)?, &argument.value)))
    }

    /// A value as an expression of a type; `is_kept` where the expression takes it away.
    fn value(&self, value: &ArgumentValue, ty: &Type, is_kept: bool) -> TokenStream {
        match value {
            ArgumentValue::Constant(literal) => constant(self.tokens.input(), ty, literal),
            ArgumentValue::Selected(keys) => {
                let ty = self.tokens.ty(ty);
                quote!(item.selected::<#ty>(&[#(#keys),*])?)
            }
            ArgumentValue::Caller(key) => {
                let asked = self.asked.iter().find(|asked| asked.key == key && asked.ty == *ty);
                let asked = asked.expect("the choice asks for each value that it passes on");
                let name = &asked.name;
                let is_needed_again = self.in_closure || self.uses(asked) > 1;
                if is_kept && is_needed_again && !is_copy(ty) { quote!(#name.clone()) } else { quote!(#name) }
            }
        }
    }

    /// How often a value of the caller's is passed on.
    fn uses(&self, asked: &Asked<'_>) -> usize {
        let is_it = |value: &ArgumentValue, ty: &Type| {
            matches!(value, ArgumentValue::Caller(key) if key == asked.key) && *ty == asked.ty
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

/// A member of a struct literal: the name alone where the value is called so.
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
    match &input.type_def(id).kind {
        TypeKind::Enum(enumeration) => Some(enumeration.base),
        _ => None,
    }
}
