//! Typed tables: `client.table`, the requests of rows, and the columns that queries name.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::arguments::{self, Argument, Source};
use super::modules;
use super::printing::{Doc, RustFile, code};
use super::responses;
use super::type_tokens::{TypeTokens, ident};
use crate::emit::input::Input;
use crate::emit::paths;
use crate::model::{
    Content, FilterFunction, OperationId, ParameterLocation, SuccessResponse, Table, TableColumn, Tables, Type,
};
use crate::names::TableNames;

/// Adds the requests of rows, and the columns of each table.
pub(super) fn files(input: Input<'_>, add: &mut impl FnMut(String, RustFile)) {
    let Some(tables) = &input.connector.tables else { return };
    add(paths::source("rows"), rows(input, tables));
    let modules = tables.tables.iter().map(|table| {
        let file = input.type_names(table.row).file.as_str();
        let (allowance, name) = (modules::same_name(file, "columns"), ident(file));
        quote!(#allowance pub mod #name;)
    });
    let doc =
        Doc::of("Columns of tables. The constants of a row's type, such as `Bookings::STATUS`, have these types.");
    add(paths::source("columns"), RustFile::with_docs(doc, quote!(#(#modules)*)));
    for (table, names) in tables.tables.iter().zip(&input.names.tables) {
        let module = format!("columns::{}", input.type_names(table.row).file);
        add(paths::source(&module), columns(input, table, names));
    }
}

/// `client.table`.
pub(super) fn method(input: Input<'_>) -> Option<TokenStream> {
    let tables = input.connector.tables.as_ref()?;
    let tokens = TypeTokens::new(input, [input.names.client.as_str()]);
    let dataset = dataset(input, tables.operations.list);
    let arguments = dataset.iter().map(|argument| {
        let (name, ty) = (argument.ident(), tokens.accepted(argument.value()));
        quote!(#name: #ty)
    });
    let fields = dataset.iter().map(|argument| {
        let name = argument.ident();
        let value = tokens.converted(argument.value(), &name);
        quote!(#name: #value)
    });
    let lines: Vec<_> = dataset.iter().map(Argument::list_line).collect();
    let doc = Doc::of("The rows of a table, by the type of its rows in [`tables`](crate::tables).")
        .paragraph(lines.join("\n"))
        .outer();
    Some(quote! {
        #doc
        pub fn table<T: runtime::tables::Table>(&self, #(#arguments),*) -> crate::rows::Rows<T> {
            crate::rows::Rows { connection: self.connection.clone(), #(#fields,)* table: ::std::marker::PhantomData }
        }
    })
}

/// The positional values of the list, but for the table itself: its path has the table before `/items`.
fn dataset(input: Input<'_>, list: OperationId) -> Vec<Argument<'_>> {
    let table = last_placeholder(&input.operation(list).path);
    let is_table = |argument: &Argument<'_>| key(argument) == table;
    arguments::positional(input, list).into_iter().filter(|argument| !is_table(argument)).collect()
}

fn key<'a>(argument: &Argument<'a>) -> Option<&'a str> {
    match argument.source {
        Source::Parameter(parameter) if matches!(parameter.location, ParameterLocation::Path { .. }) => {
            Some(parameter.key.as_str())
        }
        _ => None,
    }
}

/// The name of the last placeholder of a path.
fn last_placeholder(path: &str) -> Option<&str> {
    let (_, rest) = path.rsplit_once('{')?;
    rest.split_once('}').map(|(name, _)| name)
}

/// The call of an operation of one row or of a list: its constructor with the table, the dataset and the key. `None` if it needs
/// other values.
fn call(input: Input<'_>, id: OperationId, has_key: bool, key_value: &TokenStream) -> Option<TokenStream> {
    let names = input.operation_names(id);
    if names.required.is_some() {
        return None;
    }
    let path = &input.operation(id).path;
    let (key_name, table) = match has_key {
        true => {
            let key = last_placeholder(path)?;
            (Some(key), last_placeholder(path.split_once(&format!("{{{key}}}"))?.0))
        }
        false => (None, last_placeholder(path)),
    };
    let list = input.connector.tables.as_ref()?.operations.list;
    let mut dataset = dataset(input, list).into_iter().filter(|argument| key(argument).is_some());
    let mut values = Vec::new();
    for argument in arguments::positional(input, id) {
        values.push(match argument.source {
            Source::Body(_) => quote!(::std::default::Default::default()),
            Source::Parameter(_) => match key(&argument)? {
                name if Some(name) == key_name => key_value.clone(),
                name if Some(name) == table => quote!(T::NAME.to_owned()),
                _ => {
                    let field = dataset.next()?.ident();
                    quote!(self.#field.clone())
                }
            },
        });
    }
    let request = ident(&names.request);
    Some(quote!(crate::requests::#request::new(&self.connection, #(#values),*)))
}

/// The handle of a table, and the request of its list.
fn rows(input: Input<'_>, tables: &Tables) -> RustFile {
    let tokens = TypeTokens::new(input, ["Rows", "ListRows"]);
    let operations = &tables.operations;
    let dataset = dataset(input, operations.list);
    let names: Vec<Ident> = dataset.iter().map(Argument::ident).collect();
    let types = dataset.iter().map(|argument| tokens.value(argument.value()));
    let fields = names.iter().zip(types).map(|(name, ty)| quote!(pub(crate) #name: #ty,));
    let list = list(input, operations.list);
    let list_call = call(input, operations.list, false, &quote!());
    let list_method = list_call.map(|call| {
        let doc = Doc::of("Lists rows.").outer();
        quote! {
            #doc
            pub fn list(&self) -> ListRows<T> {
                ListRows { request: #call, query: runtime::tables::Query::new() }
            }
        }
    });
    let get = operations.get.and_then(|id| one(input, &tokens, id, "get", "Gets a row by its key.", Kind::Row));
    let create = operations.create.and_then(|id| one(input, &tokens, id, "create", "Creates a row.", Kind::New));
    let update = operations.update.and_then(|id| {
        one(
            input,
            &tokens,
            id,
            "update",
            "Changes a row. Only what is set is sent; a null clears a column.",
            Kind::Changes,
        )
    });
    let delete = operations.delete.and_then(|id| one(input, &tokens, id, "delete", "Deletes a row.", Kind::Nothing));
    let doc = Doc::of("The rows of tables whose columns are known.");
    let handle = Doc::of("The rows of one table. Cheap to clone; created by `table` of the client.").outer();
    RustFile::with_docs(
        doc,
        quote! {
            use crate::runtime;

            #handle
            pub struct Rows<T> {
                pub(crate) connection: runtime::codegen::Connection,
                #(#fields)*
                pub(crate) table: ::std::marker::PhantomData<fn() -> T>,
            }

            impl<T> Clone for Rows<T> {
                fn clone(&self) -> Self {
                    Self { connection: self.connection.clone(), #(#names: self.#names.clone(),)* table: self.table }
                }
            }

            impl<T> ::std::fmt::Debug for Rows<T> {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct("Rows").finish_non_exhaustive()
                }
            }

            impl<T: runtime::tables::Table> Rows<T> {
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

/// What a call of one row sends, and returns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Row,
    New,
    Changes,
    Nothing,
}

/// The method for one row; `None` if its operation needs values that a table does not have.
fn one(
    input: Input<'_>,
    tokens: &TypeTokens<'_>,
    id: OperationId,
    name: &str,
    summary: &str,
    kind: Kind,
) -> Option<TokenStream> {
    let operation = input.operation(id);
    let has_key = kind != Kind::New;
    let key = last_placeholder(&operation.path).filter(|_| has_key);
    let key_type = operation.parameters.iter().find(|parameter| Some(parameter.key.as_str()) == key).map(|it| &it.ty);
    // A key that the operation takes as text can be of any type; another one is converted.
    let (key_value, bound) = match key_type {
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
    let call = call(input, id, has_key, &key_value)?;
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

/// The request of a list: what its operation takes of a query.
fn list(input: Input<'_>, id: OperationId) -> TokenStream {
    let operation = input.operation(id);
    let has = |key: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|parameter| parameter.location == ParameterLocation::Query && parameter.key == key)
    };
    let request = ident(&input.operation_names(id).request);
    let filter = has("$filter").then(|| {
        let doc = Doc::of("Lists only rows that fulfil a condition.").outer();
        quote! {
            #doc
            pub fn filter(mut self, filter: runtime::tables::Filter<T>) -> Self {
                self.query.filter(filter);
                self
            }
        }
    });
    let order = has("$orderby").then(|| {
        let doc = Doc::of("Sorts the rows; a further call sorts those that are equal.").outer();
        quote! {
            #doc
            pub fn order_by(mut self, order: runtime::tables::Order<T>) -> Self {
                self.query.order_by(order);
                self
            }
        }
    });
    let select = has("$select").then(|| {
        let doc = Doc::of("Returns only these columns. The other fields of a row are `None`.").outer();
        quote! {
            #doc
            pub fn select(mut self, columns: impl IntoIterator<Item = runtime::tables::Selected<T>>) -> Self {
                self.query.select(columns);
                self
            }
        }
    });
    let top = has("$top").then(|| {
        let doc = Doc::of("Lists at most this number of rows.").outer();
        quote! {
            #doc
            pub fn top(mut self, most: i64) -> Self {
                self.query.top(most);
                self
            }
        }
    });
    let pages = operation.paging.as_ref().filter(|paging| paging.continuation.is_none()).map(|paging| {
        let link = &paging.link;
        let pages = Doc::of("Sends the request and streams the pages of rows.").outer();
        let items = Doc::of("Streams the rows of every page. Pages are fetched as needed.").outer();
        quote! {
            #pages
            pub fn pages(self) -> runtime::Pages<runtime::tables::RowPage<T>> {
                runtime::Pages::new(self.call(), &[#(#link),*], runtime::RawResponse::json)
            }

            #items
            pub fn items(self) -> runtime::Items<runtime::tables::RowPage<T>, T> {
                runtime::Items::new(self.pages(), |page| page.value)
            }
        }
    });
    let doc = Doc::of("Request of a list of rows.").paragraph(format!("Calls {}.", code(&operation.id))).outer();
    let change = Doc::of("Sets further values of the operation.")
        .paragraph("What the query sets, e.g. a filter, counts before a value that is set here.")
        .outer();
    let into_request =
        Doc::of("Builds the HTTP request without sending it.").section("Errors", "A value cannot be sent.").outer();
    let send = Doc::of("Sends the request and returns the first page of rows.")
        .section(
            "Errors",
            "The request cannot be built or sent, the service reports a failure, or the response cannot be decoded.",
        )
        .outer();
    quote! {
        #doc
        #[must_use = "a request does nothing until it is sent"]
        #[derive(Clone, Debug)]
        pub struct ListRows<T> {
            request: crate::requests::#request,
            query: runtime::tables::Query<T>,
        }

        impl<T: runtime::tables::Table> ListRows<T> {
            #filter
            #order
            #select
            #top

            #change
            pub fn with_request(
                mut self,
                change: impl FnOnce(crate::requests::#request) -> crate::requests::#request,
            ) -> Self {
                self.request = change(self.request);
                self
            }

            fn call(self) -> runtime::codegen::RequestBuilder {
                let mut call = self.request.into_call();
                self.query.apply(&mut call);
                call
            }

            #into_request
            pub fn into_request(self) -> runtime::Result<runtime::HttpRequest> {
                self.call().into_request()
            }

            #send
            pub fn send(self) -> runtime::Sending<runtime::tables::RowPage<T>> {
                self.call().sending(runtime::RawResponse::json)
            }

            #pages
        }
    }
}

/// The columns of a table, and what the table allows.
fn columns(input: Input<'_>, table: &Table, names: &TableNames) -> RustFile {
    let tokens = TypeTokens::new(input, names.columns.iter().map(|column| column.marker.as_str()));
    let [row, new, changes] = [table.row, table.new, table.changes].map(|id| tokens.named(id));
    let key = tokens.ty(table.key.as_ref().unwrap_or(&Type::String));
    let name = &table.name;
    let (booleans, dates) = (table.dialect.numeric_booleans, table.dialect.quoted_dates);
    let logic = ["And", "Or", "Not"].into_iter().zip(table.logic).filter(|(_, allowed)| *allowed).map(|(name, _)| {
        let name = ident(name);
        quote!(impl runtime::tables::#name for #row {})
    });
    let usable = table.columns.iter().zip(&names.columns).filter(|(column, _)| is_usable(column));
    let constants = usable.clone().map(|(column, names)| {
        let (constant, marker) = (ident(&names.constant), ident(&names.marker));
        let doc = Doc::of(format!("The column {} in queries.", code(&column.key))).outer();
        quote! {
            #doc
            pub const #constant: runtime::tables::Column<#marker> = runtime::tables::Column::new();
        }
    });
    let types = usable.clone().map(|(column, names)| self::column(&tokens, &row, column, &names.marker));
    let doc = Doc::of(format!("Columns of the table {}.", code(table.title.as_deref().unwrap_or(&table.stem))));
    let constants: Vec<_> = constants.collect();
    let constants = (!constants.is_empty()).then(|| quote!(impl #row { #(#constants)* }));
    RustFile::with_docs(
        doc,
        quote! {
            use crate::runtime;

            impl runtime::tables::Table for #row {
                const NAME: &'static str = #name;
                const DIALECT: runtime::tables::Dialect =
                    runtime::tables::Dialect { numeric_booleans: #booleans, quoted_dates: #dates };
                type Key = #key;
                type New = #new;
                type Changes = #changes;
            }

            #(#logic)*

            #constants

            #(#types)*
        },
    )
}

fn is_usable(column: &TableColumn) -> bool {
    !column.filters.is_empty() || column.sortable || column.selectable
}

fn column(tokens: &TypeTokens<'_>, row: &TokenStream, column: &TableColumn, marker: &str) -> TokenStream {
    let (marker, key) = (ident(marker), &column.key);
    let value = tokens.ty(column.value.as_ref().unwrap_or(&Type::String));
    let filters = column.filters.iter().map(|function| match function {
        FilterFunction::Equals => "Equals",
        FilterFunction::NotEquals => "NotEquals",
        FilterFunction::Greater => "Greater",
        FilterFunction::GreaterOrEqual => "GreaterOrEqual",
        FilterFunction::Less => "Less",
        FilterFunction::LessOrEqual => "LessOrEqual",
        FilterFunction::StartsWith => "StartsWith",
        FilterFunction::EndsWith => "EndsWith",
        FilterFunction::Contains => "Contains",
        FilterFunction::IsNull => "IsNull",
    });
    let more = [("Sortable", column.sortable), ("Selectable", column.selectable)];
    let more = more.into_iter().filter(|(_, allowed)| *allowed).map(|(name, _)| name);
    let allowed = filters.chain(more).map(|name| {
        let name = ident(name);
        quote!(impl runtime::tables::#name for #marker {})
    });
    let doc = Doc::of(format!("The column {}.", code(key))).outer();
    quote! {
        #doc
        #[derive(Clone, Copy, Debug)]
        pub struct #marker;

        impl runtime::tables::ColumnType for #marker {
            type Table = #row;
            type Value = #value;
            const PATH: &'static str = #key;
            const NAME: &'static str = #key;
        }

        #(#allowed)*
    }
}
