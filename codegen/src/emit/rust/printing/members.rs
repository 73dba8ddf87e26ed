//! Members that are parsed once and copied: fields with their `with_…` methods, and methods that many types have alike.
//!
//! Fields of one type differ only in names and comments, and the catalogue has two hundred thousand fields. For each type of a
//! crate one pair is parsed; the others are copies with other names.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser as _;
use syn::{Attribute, Expr, Field, ImplItem, ImplItemFn, ItemImpl, Member, Stmt};

use super::docs::{Doc, spoken};
use crate::emit::rust::type_tokens::{TypeTokens, Value, ident};
use crate::model::Type;
use crate::names::FieldNames;

/// The members parsed so far, of one crate.
#[derive(Default)]
pub(in crate::emit::rust) struct Members {
    parsed: HashMap<Key, (Field, ImplItemFn)>,
}

/// A field and the method that sets it.
pub(in crate::emit::rust) struct Pair {
    field: Field,
    setter: ImplItem,
}

impl Pair {
    pub(super) fn into_parts(self) -> (Field, ImplItem) {
        (self.field, self.setter)
    }
}

/// Methods, parsed. A copy costs less than parsing the same tokens again.
#[derive(Clone)]
pub(in crate::emit::rust) struct Methods(Vec<ImplItem>);

impl Methods {
    /// Parses quoted methods.
    pub(in crate::emit::rust) fn parsed(methods: TokenStream) -> Self {
        let block: ItemImpl = syn::parse2(quote!(impl Methods { #methods })).expect("quoted methods are methods");
        Self(block.items)
    }

    pub(super) fn into_items(self) -> Vec<ImplItem> {
        self.0
    }
}

impl From<Vec<ImplItem>> for Methods {
    fn from(items: Vec<ImplItem>) -> Self {
        Self(items)
    }
}

/// The key of a parsed member. Members with equal keys differ only in names and docs.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    ty: Type,
    is_option: bool,
    /// Prelude names that the file declares itself are written as absolute paths.
    shadowed: Vec<&'static str>,
}

impl Members {
    /// A field and the method that sets it; the field is an `Option` of `ty`, or `ty` itself. `alias` is an attribute of the
    /// field.
    pub(in crate::emit::rust) fn pair(
        &mut self,
        tokens: &TypeTokens<'_>,
        (ty, is_option): (&Type, bool),
        names: &FieldNames,
        (doc, alias): (&Doc, Option<TokenStream>),
    ) -> Pair {
        let key = Key { ty: ty.clone(), is_option, shadowed: tokens.shadowed().to_vec() };
        let (field, setter) =
            self.parsed.entry(key).or_insert_with(|| (field(tokens, ty, is_option), setter(tokens, ty, is_option)));
        let mut field = renamed_field(field, names, doc);
        if let Some(alias) = alias {
            field.attrs.extend(Attribute::parse_outer.parse2(alias).expect("a quoted attribute is one"));
        }
        Pair { field, setter: ImplItem::Fn(renamed_setter(setter, names)) }
    }
}

fn field(tokens: &TypeTokens<'_>, ty: &Type, is_option: bool) -> Field {
    let ty = tokens.ty(ty);
    let option = tokens.option();
    let ty = if is_option { quote!(#option<#ty>) } else { ty };
    Field::parse_named.parse2(quote!(#[doc = ""] pub field: #ty)).expect("a quoted field is one")
}

fn setter(tokens: &TypeTokens<'_>, ty: &Type, is_option: bool) -> ImplItemFn {
    let accepted = tokens.accepted(Value::Typed(ty));
    let value = tokens.converted(Value::Typed(ty), &ident("value"));
    let value = if is_option { quote!(Some(#value)) } else { value };
    let method = quote! {
        #[doc = ""]
        pub fn with(mut self, value: #accepted) -> Self {
            self.field = #value;
            self
        }
    };
    syn::parse2(method).expect("a quoted method is one")
}

fn renamed_field(field: &Field, names: &FieldNames, doc: &Doc) -> Field {
    let mut field = field.clone();
    field.attrs.iter_mut().for_each(|attribute| doc.replace(attribute));
    field.ident = Some(ident(&names.field));
    field
}

fn renamed_setter(setter: &ImplItemFn, names: &FieldNames) -> ImplItemFn {
    let mut setter = setter.clone();
    let doc = Doc::of(format!("Sets [`{0}`](Self::{0}).", spoken(&names.field)));
    setter.attrs.iter_mut().for_each(|attribute| doc.replace(attribute));
    setter.sig.ident = ident(&names.with);
    if let Some(Stmt::Expr(Expr::Assign(assign), _)) = setter.block.stmts.first_mut()
        && let Expr::Field(field) = assign.left.as_mut()
    {
        field.member = Member::Named(ident(&names.field));
    }
    setter
}
