//! The example in the docs of a method: a call that compiles, with sample values for its arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{self, Argument};
use super::printing::spoken;
use super::registrations;
use super::type_tokens::{TypeTokens, Value, ident};
use super::types;
use crate::emit::input::Input;
use crate::model::{Enum, EnumBase, OperationId, Role, SuccessResponse, Type, TypeId, TypeKind};

/// How deep the example builds models; below that it uses empty ones.
const DEPTH: usize = 2;

/// The fenced block of an example in a comment, of the statement as text.
pub(super) fn fenced(input: Input<'_>, lines: &str) -> String {
    let (library, client) = (&input.names.library, &input.names.client);
    format!(
        "```no_run\n# async fn example(client: {library}::{client}) -> {library}::Result<()> {{\n{lines}\n# Ok(())\n# }}\n```"
    )
}

/// The statement that calls the operation on `client` and binds its response, if it returns one.
pub(super) fn statement(input: Input<'_>, id: OperationId) -> TokenStream {
    let (operation, names) = (input.operation(id), input.operation_names(id));
    let outside = Outside { input, tokens: TypeTokens::outside(input) };
    let (receiver, method) = (receiver(operation.role), ident(&names.method));
    let arguments = outside.arguments(id);
    if let Some(statements) = registrations::example(operation, &quote!(#receiver.#method(#arguments))) {
        return statements;
    }
    let call = quote!(#receiver.#method(#arguments).send().await?);
    match operation.success {
        SuccessResponse::Empty => quote!(#call;),
        SuccessResponse::Content(_) | SuccessResponse::Optional(_) | SuccessResponse::ByStatus(_) => {
            quote!(let response = #call;)
        }
    }
}

/// What has the method of an operation with this role.
fn receiver(role: Role) -> TokenStream {
    match role {
        Role::Action => quote!(client),
        Role::Internal => quote!(client.internal()),
        Role::Trigger => quote!(client.triggers()),
    }
}

/// The method of an operation with what has it, e.g. `client.create_group`.
pub(super) fn method(input: Input<'_>, id: OperationId) -> String {
    let receiver = receiver(input.operation(id).role).to_string().replace(' ', "");
    format!("{receiver}.{}", spoken(&input.operation_names(id).method))
}

/// A statement as text, without indentation.
pub(super) fn printed(statement: TokenStream) -> String {
    let file = syn::parse2(quote!(fn example() { #statement })).expect("a quoted statement in a function is a file");
    let text = prettyplease::unparse(&file);
    let body = text.lines().filter_map(|line| line.strip_prefix("    "));
    body.collect::<Vec<_>>().join("\n")
}

/// Where a value stands: an argument may convert, any other position needs the exact type.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Argument,
    Exact,
}

/// Writes expressions for code outside the crate.
struct Outside<'a> {
    input: Input<'a>,
    tokens: TypeTokens<'a>,
}

impl Outside<'_> {
    fn arguments(&self, id: OperationId) -> TokenStream {
        let positional = arguments::positional(self.input, id);
        let Some(required) = self.input.operation_names(id).required.as_deref().map(ident) else {
            let values = positional.iter().map(|argument| self.argument(argument, Position::Argument));
            return quote!(#(#values),*);
        };
        let library = ident(&self.input.names.library);
        let fields = positional.iter().map(|argument| {
            let (name, value) = (argument.ident(), self.argument(argument, Position::Exact));
            quote!(#name: #value)
        });
        quote!(#library::requests::#required { #(#fields),* })
    }

    fn argument(&self, argument: &Argument<'_>, position: Position) -> TokenStream {
        match argument.value() {
            Value::Typed(ty) => self.value(ty, argument.name, position, DEPTH),
            Value::Bytes if position == Position::Exact => quote!(b"content".as_slice().into()),
            Value::Bytes => quote!(b"content".as_slice()),
        }
    }

    /// An expression for a value called `name`.
    fn value(&self, ty: &Type, name: &str, position: Position, depth: usize) -> TokenStream {
        let runtime = self.tokens.runtime();
        let text = |text: &str| match position {
            Position::Argument => quote!(#text),
            Position::Exact => quote!(#text.into()),
        };
        match ty {
            Type::String | Type::Secret => text(&sample(name)),
            Type::DateTime => text("2026-01-31T12:00:00Z"),
            Type::Date => text("2026-01-31"),
            Type::Base64 => text("Y29udGVudA=="),
            Type::Integer | Type::Unsigned => quote!(1),
            Type::Number => quote!(1.5),
            Type::Decimal if position == Position::Argument => quote!(1.5),
            Type::Decimal => quote!(1.5.into()),
            Type::Boolean => quote!(true),
            Type::Json => quote!(#runtime::serde_json::json!({})),
            Type::Row => quote!(#runtime::Row::new()),
            Type::File => quote!(#runtime::Upload::new("content")),
            // Lists of lists can be nested without end.
            Type::List(_) if depth == 0 => quote!(::std::vec::Vec::new()),
            Type::List(item) => {
                let item = self.value(item, name, Position::Exact, depth - 1);
                quote!(vec![#item])
            }
            Type::Map(_) => quote!(::std::collections::BTreeMap::new()),
            // A caller's argument converts from several nullable types.
            Type::Nullable(inner) if position == Position::Argument => {
                let inner = self.tokens.ty(inner);
                quote!(#runtime::Nullable::<#inner>::Null)
            }
            Type::Nullable(_) => quote!(#runtime::Nullable::Null),
            Type::Boxed(inner) if position == Position::Exact => {
                let inner = self.value(inner, name, position, depth);
                quote!(Box::new(#inner))
            }
            Type::Deep(inner) if position == Position::Exact => {
                let inner = self.value(inner, name, position, depth);
                quote!(#runtime::Deep::new(#inner))
            }
            Type::Boxed(inner) | Type::Deep(inner) => self.value(inner, name, position, depth),
            Type::Named(id) => self.named(*id, name, position, depth),
        }
    }

    fn named(&self, id: TypeId, name: &str, position: Position, depth: usize) -> TokenStream {
        let path = self.tokens.named(id);
        match &self.input.type_def(id).kind {
            TypeKind::Enum(enumeration) => self.enum_value(id, enumeration),
            // A response is never an argument.
            TypeKind::Responses(_) => quote!(::std::default::Default::default()),
            // Aliases of aliases make a chain of any length.
            TypeKind::Alias(target) => self.value(self.input.connector.resolve(target), name, position, depth),
            TypeKind::Struct(_) if depth == 0 => quote!(#path::default()),
            TypeKind::Struct(structure) => {
                let names = self.input.type_names(id);
                let new = ident(&names.constructor);
                let positional = types::positional(structure, names).into_iter();
                let Some(required) = &names.required else {
                    let values = positional
                        .map(|(field, names)| self.value(&field.ty, &names.field, Position::Argument, depth - 1));
                    return quote!(#path::#new(#(#values),*));
                };
                let required = self.tokens.in_module(names.module, required);
                let fields = positional.map(|(field, names)| {
                    let name = ident(&names.field);
                    let value = self.value(&field.ty, &names.field, Position::Exact, depth - 1);
                    quote!(#name: #value)
                });
                quote!(#path::#new(#required { #(#fields),* }))
            }
        }
    }

    /// The first value that the definition lists.
    fn enum_value(&self, id: TypeId, enumeration: &Enum) -> TokenStream {
        let path = self.tokens.named(id);
        match (self.input.type_names(id).variants.first(), enumeration.base) {
            (Some(variant), _) => {
                let variant = ident(variant);
                quote!(#path::#variant)
            }
            (None, EnumBase::Text) => quote!(#path::from("value")),
            (None, EnumBase::Integer | EnumBase::Unsigned) => quote!(#path::from(1)),
            (None, EnumBase::Number) => quote!(#path::from(1.0)),
        }
    }
}

/// A sample text: the value's name with dashes, which is plain text in comments and Markdown.
pub(super) fn sample(name: &str) -> String {
    spoken(name).trim_end_matches('_').replace('_', "-")
}
