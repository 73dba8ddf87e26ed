//! Typed tables: `client.table`, the requests of rows, and the columns that queries name.

mod columns;
mod handle;
mod list;
mod values;

use proc_macro2::TokenStream;
use quote::quote;

use super::modules;
use super::printing::{Doc, RustFile};
use super::type_tokens::ident;
use crate::emit::input::Input;
use crate::emit::paths;
use crate::model::Tables;
use handle::Rows;

/// Adds the requests of rows, and the columns of each table.
pub(super) fn files(input: Input<'_>, add: &mut impl FnMut(String, RustFile)) {
    let Some(tables) = &input.connector.tables else { return };
    for rows in rows(input, tables) {
        add(paths::source(rows.module), rows.file(input));
    }
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
        add(paths::source(&module), columns::file(input, table, names));
    }
}

/// The methods of the client that reach tables.
pub(super) fn methods(input: Input<'_>) -> TokenStream {
    let methods = input.connector.tables.iter().flat_map(|tables| rows(input, tables)).map(|rows| rows.method(input));
    quote!(#(#methods)*)
}

/// The kinds of rows that the crate reaches.
fn rows<'a>(input: Input<'a>, tables: &'a Tables) -> Vec<Rows<'a>> {
    let mut doors = input.names.doors.iter();
    let rows = doors.next().map(|door| Rows {
        operations: &tables.operations,
        door,
        module: "rows",
        names: ["Rows", "ListRows"],
        words: "The rows of a table",
    });
    let files = tables.library.as_ref().zip(doors.next()).map(|(operations, door)| Rows {
        operations,
        door,
        module: "files",
        names: ["Files", "ListFiles"],
        words: "The files of a library, as rows with their columns",
    });
    rows.into_iter().chain(files).collect()
}
