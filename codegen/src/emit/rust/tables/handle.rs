//! The handle of a table: its requests of rows.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::list;
use super::values::{self, call, values};
use crate::emit::input::Input;
use crate::emit::rust::printing::{Doc, RustFile, code};
use crate::emit::rust::responses;
use crate::emit::rust::type_tokens::{TypeTokens, ident};
use crate::model::{Content, OperationId, SuccessResponse, TableOperations, Type};
use crate::names::DoorNames;

/// The kind of rows that a handle reaches.
pub(super) struct Rows<'a> {
    /// The operations.
    pub(super) operations: &'a TableOperations,
    /// The method of the client.
    pub(super) door: &'a DoorNames,
    /// The module.
    pub(super) module: &'static str,
    /// The type of the handle, and the request of its list.
    pub(super) names: [&'static str; 2],
    /// What the method and the handle reach.
    pub(super) words: &'static str,
}

impl Rows<'_> {
    /// The method of the client.
    pub(super) fn method(&self, input: Input<'_>) -> TokenStream {
        let tokens = TypeTokens::new(input, [input.names.client.as_str()]);
        let values = values(input, self.operations, self.door);
        let arguments = values.iter().map(|value| {
            let (name, ty) = (value.argument.ident(), tokens.accepted(value.argument.value()));
            quote!(#name: #ty)
        });
        let fields = values.iter().map(|value| {
            let name = value.argument.ident();
            let converted = tokens.converted(value.argument.value(), &name);
            quote!(#name: #converted)
        });
        let lines: Vec<_> = values.iter().map(|value| value.argument.list_line()).collect();
        let doc = Doc::of(format!("{}, by the type of its rows in [`tables`](crate::tables).", self.words))
            .paragraph(lines.join("\n"))
            .outer();
        let (method, module, handle) = (ident(&self.door.method), ident(self.module), ident(self.names[0]));
        quote! {
            #doc
            pub fn #method<T: runtime::tables::Table>(&self, #(#arguments),*) -> crate::#module::#handle<T> {
                crate::#module::#handle { connection: self.connection.clone(), #(#fields,)* table: ::std::marker::PhantomData }
            }
        }
    }

    /// The file of the handle.
    pub(super) fn file(&self, input: Input<'_>) -> RustFile {
        let tokens = TypeTokens::new(input, self.names);
        let operations = self.operations;
        let [handle_name, list_name] = self.names;
        let (handle, list_type) = (ident(handle_name), ident(list_name));
        let values = values(input, operations, self.door);
        let names: Vec<Ident> = values.iter().map(|value| value.argument.ident()).collect();
        let types = values.iter().map(|value| tokens.value(value.argument.value()));
        let fields = names.iter().zip(types).map(|(name, ty)| quote!(pub(crate) #name: #ty,));
        let list = list::request(input, operations.list, &list_type);
        let list_method = call(input, (operations, self.door), operations.list, &quote!()).map(|call| {
            let doc = Doc::of("Lists rows.").outer();
            quote! {
                #doc
                pub fn list(&self) -> #list_type<T> {
                    #list_type { request: #call, query: runtime::tables::Query::new() }
                }
            }
        });
        let one = |id: Option<OperationId>, name: &str, summary: &str, kind: Kind| {
            id.and_then(|id| self.one(&tokens, id, name, summary, kind))
        };
        let get = one(operations.get, "get", "Gets a row by its key.", Kind::Row);
        let create = one(operations.create, "create", "Creates a row.", Kind::New);
        let update = one(
            operations.update,
            "update",
            "Changes a row. Only what is set is sent; a null clears a column.",
            Kind::Changes,
        );
        let delete = one(operations.delete, "delete", "Deletes a row.", Kind::Nothing);
        let file_doc = Doc::of(format!("{}, whose columns are known.", self.words));
        let doc =
            Doc::of(format!("{}. Cheap to clone; created by {} of the client.", self.words, code(&self.door.method)))
                .outer();
        RustFile::with_docs(
            file_doc,
            quote! {
                use crate::runtime;

                #doc
                pub struct #handle<T> {
                    pub(crate) connection: runtime::codegen::Connection,
                    #(#fields)*
                    pub(crate) table: ::std::marker::PhantomData<fn() -> T>,
                }

                impl<T> Clone for #handle<T> {
                    fn clone(&self) -> Self {
                        Self { connection: self.connection.clone(), #(#names: self.#names.clone(),)* table: self.table }
                    }
                }

                impl<T> ::std::fmt::Debug for #handle<T> {
                    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.debug_struct(#handle_name).finish_non_exhaustive()
                    }
                }

                impl<T: runtime::tables::Table> #handle<T> {
                    #list_method
                    #get
                    #create
                    #update
                    #delete
                }

                #list
            },
        )
    }

    /// The method for one row; `None` if its operation needs values that a table does not have.
    fn one(
        &self,
        tokens: &TypeTokens<'_>,
        id: OperationId,
        name: &str,
        summary: &str,
        kind: Kind,
    ) -> Option<TokenStream> {
        let input = tokens.input();
        let operation = input.operation(id);
        let has_key = kind != Kind::New;
        // A key that the operation takes as text can be of any type; another one is converted.
        let (key_value, bound) = match has_key.then(|| values::key(input, id)).flatten().map(|key| &key.ty) {
            None => (quote!(), None),
            Some(Type::String) => (
                quote!(runtime::codegen::Text::text(&key.into()).into_owned()),
                Some(quote!(where T::Key: runtime::codegen::Text)),
            ),
            Some(other) => {
                let ty = tokens.ty(other);
                (quote!(key.into()), Some(quote!(where T: runtime::tables::Table<Key = #ty>)))
            }
        };
        let call = call(input, (self.operations, self.door), id, &key_value)?;
        let (returned, reader) = match (&operation.success, kind) {
            (SuccessResponse::Content(Content::Json(_)), Kind::Row | Kind::New | Kind::Changes) => {
                (quote!(T), quote!(runtime::RawResponse::json))
            }
            (success, _) => (responses::ty(tokens, success), responses::reader(tokens, success)),
        };
        let method = ident(name);
        let doc = Doc::of(summary).paragraph(format!("Calls {}.", code(&operation.id))).outer();
        let key = has_key.then(|| quote!(key: impl Into<T::Key>,));
        let body = match kind {
            Kind::New => Some((quote!(row: T::New), quote!(call.json(&row);))),
            Kind::Changes => Some((quote!(changes: T::Changes), quote!(call.json(&changes);))),
            Kind::Row | Kind::Nothing => None,
        };
        let (argument, put) = body.unzip();
        let (binding, put) = match put {
            Some(put) => (quote!(let mut call), put),
            None => (quote!(let call), quote!()),
        };
        Some(quote! {
            #doc
            pub fn #method(&self, #key #argument) -> runtime::tables::RowRequest<#returned> #bound {
                #binding = #call.into_call();
                #put
                runtime::tables::RowRequest::new(call, #reader)
            }
        })
    }
}

/// What a call of one row sends, and returns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Row,
    New,
    Changes,
    Nothing,
}
