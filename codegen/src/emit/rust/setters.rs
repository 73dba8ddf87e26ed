//! The `with_…` methods of a struct.
//!
//! Those for one type differ in their names only, and the catalogue has two hundred thousand: for each type of a struct one is
//! parsed, and the others are copies of it with other names.

use quote::quote;
use syn::{Expr, ImplItem, ImplItemFn, Member, Stmt};

use super::docs::{Doc, spoken};
use super::paths::{Paths, Value, ident};
use crate::model::Type;
use crate::names::FieldNames;

/// The setters of one struct.
pub(super) struct Setters<'a> {
    paths: &'a Paths<'a>,
    parsed: Vec<(&'a Type, bool, ImplItemFn)>,
    made: Vec<ImplItem>,
}

impl<'a> Setters<'a> {
    pub(super) fn new(paths: &'a Paths<'a>) -> Self {
        Self { paths, parsed: Vec::new(), made: Vec::new() }
    }

    /// Adds the setter of a field; the field is an `Option` of `ty`, or `ty` itself.
    pub(super) fn add(&mut self, ty: &'a Type, is_option: bool, names: &FieldNames) {
        let known = self.parsed.iter().position(|(known, option, _)| (*known, *option) == (ty, is_option));
        let known = known.unwrap_or_else(|| {
            self.parsed.push((ty, is_option, self.parse(ty, is_option)));
            self.parsed.len() - 1
        });
        self.made.push(ImplItem::Fn(renamed(&self.parsed[known].2, names)));
    }

    /// All of them, in the order in which they were added.
    pub(super) fn finish(self) -> Vec<ImplItem> {
        self.made
    }

    fn parse(&self, ty: &Type, is_option: bool) -> ImplItemFn {
        let accepted = self.paths.accepted(Value::Typed(ty));
        let value = self.paths.converted(Value::Typed(ty), &ident("value"));
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
}

/// A copy of a setter for another field.
fn renamed(setter: &ImplItemFn, names: &FieldNames) -> ImplItemFn {
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
