//! The columns of a table, and what the table allows.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::input::Input;
use crate::emit::rust::printing::{Doc, RustFile, code};
use crate::emit::rust::type_tokens::{TypeTokens, ident};
use crate::model::{FilterFunction, FilterValue, Table, TableColumn, Type};
use crate::names::TableNames;

/// The columns of a table, and what the table allows.
pub(super) fn file(input: Input<'_>, table: &Table, names: &TableNames) -> RustFile {
    let tokens = TypeTokens::new(input, names.columns.iter().map(|column| column.marker.as_str()));
    let [row, new, changes] = [table.row, table.new, table.changes].map(|id| tokens.named(id));
    let key = tokens.ty(table.key.as_ref().unwrap_or(&Type::String));
    let name = &table.name;
    let (booleans, dates) = (table.dialect.numeric_booleans, table.dialect.quoted_dates);
    let logic = ["And", "Or", "Not"].into_iter().zip(table.logic).filter(|(_, allowed)| *allowed).map(|(name, _)| {
        let name = ident(name);
        quote!(impl runtime::tables::#name for #row {})
    });
    let usable = table.columns.iter().zip(&names.columns).filter(|(column, _)| column.is_usable());
    let constants = usable.clone().map(|(column, names)| {
        let (constant, marker) = (ident(&names.constant), ident(&names.marker));
        let doc = Doc::of(format!("The column {} in queries.", code(&column.query))).outer();
        quote! {
            #doc
            pub const #constant: runtime::tables::Column<#marker> = runtime::tables::Column::new();
        }
    });
    let types = usable.clone().map(|(column, names)| self::column(&tokens, &row, column, &names.marker));
    let doc = Doc::of(format!("Columns of the table {}.", code(table.title.as_deref().unwrap_or(&table.stem))))
        .paragraph(several_keys(table).unwrap_or_default());
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

/// A key of several columns is text: how a service joins their values in a path is not known.
fn several_keys(table: &Table) -> Option<String> {
    let keys: Vec<_> = table.key_columns.iter().map(|key| code(key)).collect();
    (keys.len() > 1).then(|| {
        format!("The key has several columns: {}. It is one text, as the service writes it in paths.", keys.join(", "))
    })
}

fn column(tokens: &TypeTokens<'_>, row: &TokenStream, column: &TableColumn, marker: &str) -> TokenStream {
    let (marker, key) = (ident(marker), &column.query);
    let value = match &column.value {
        Some(FilterValue::Typed(ty)) => tokens.ty(ty),
        Some(FilterValue::Guid) => quote!(runtime::tables::Guid),
        Some(FilterValue::LocalTime) => quote!(runtime::tables::LocalTime),
        None => tokens.string(),
    };
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
