//! Types and identifiers as tokens.
//!
//! A prelude name is short if the file declares nothing of that name, and absolute if it does. Types of the crate
//! are written by their full path and never imported.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::emit::input::Input;
use crate::model::{Type, TypeId, TypeKind};
use crate::names::Module;

/// A name of [`Names`](crate::names::Names) as a token; `r#` marks a raw identifier there.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The prelude names that are written in files of types.
const PRELUDE: [&str; 6] = ["Option", "String", "Vec", "Box", "Into", "Default"];

/// The public module of a module as a path below the crate's root.
pub(super) fn module(module: Module) -> TokenStream {
    let parts = module.path().split("::").map(ident);
    quote!(#(#parts)::*)
}

/// What a value of the caller's is.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    Typed(&'a Type),
    /// A body of bytes, in memory or read while they are sent.
    Bytes,
}

/// Writes types for one file.
pub(super) struct TypeTokens<'a> {
    input: Input<'a>,
    /// What types of the crate begin with: `crate`, or the library's name in examples.
    root: TokenStream,
    /// What the runtime is called there.
    runtime: TokenStream,
    /// The prelude names that the file declares itself.
    shadowed: Vec<&'static str>,
}

impl<'a> TypeTokens<'a> {
    /// For a file that declares the types `declared` and imports `crate::runtime`.
    pub(super) fn new(input: Input<'a>, declared: impl IntoIterator<Item = &'a str>) -> Self {
        let shadowing = declared.into_iter().filter_map(|name| PRELUDE.into_iter().find(|known| *known == name));
        Self { input, root: quote!(crate), runtime: quote!(runtime), shadowed: shadowing.collect() }
    }

    /// For a file that declares `declared` and imports nothing.
    pub(super) fn without_imports(input: Input<'a>, declared: impl IntoIterator<Item = &'a str>) -> Self {
        Self { runtime: quote!(crate::runtime), ..Self::new(input, declared) }
    }

    /// For an example, which stands outside the crate.
    pub(super) fn outside(input: Input<'a>) -> Self {
        let library = ident(&input.names.library);
        Self { runtime: quote!(#library::runtime), root: quote!(#library), ..Self::new(input, []) }
    }

    pub(super) fn input(&self) -> Input<'a> {
        self.input
    }

    pub(super) fn runtime(&self) -> &TokenStream {
        &self.runtime
    }

    pub(super) fn option(&self) -> TokenStream {
        self.prelude("Option", quote!(::std::option::Option))
    }

    pub(super) fn string(&self) -> TokenStream {
        self.prelude("String", quote!(::std::string::String))
    }

    pub(super) fn vec(&self) -> TokenStream {
        self.prelude("Vec", quote!(::std::vec::Vec))
    }

    pub(super) fn boxed(&self) -> TokenStream {
        self.prelude("Box", quote!(::std::boxed::Box))
    }

    fn into(&self) -> TokenStream {
        self.prelude("Into", quote!(::std::convert::Into))
    }

    /// A call of `Self::default()`, which needs the trait by its path if the file declares a type `Default`.
    pub(super) fn self_default(&self) -> TokenStream {
        if self.declares("Default") {
            quote!(<Self as ::std::default::Default>::default())
        } else {
            quote!(Self::default())
        }
    }

    /// The prelude names that the file declares itself: types that hold one are written otherwise there.
    pub(super) fn shadowed(&self) -> &[&'static str] {
        &self.shadowed
    }

    fn prelude(&self, name: &'static str, absolute: TokenStream) -> TokenStream {
        debug_assert!(PRELUDE.contains(&name), "{name} is not in the list of names that can be shadowed");
        if self.declares(name) {
            return absolute;
        }
        let short = ident(name);
        quote!(#short)
    }

    fn declares(&self, name: &str) -> bool {
        self.shadowed.contains(&name)
    }

    /// A type of the crate by its full path.
    pub(super) fn named(&self, id: TypeId) -> TokenStream {
        let names = self.input.type_names(id);
        self.in_module(names.module, &names.name)
    }

    /// A name of a module by its full path.
    pub(super) fn in_module(&self, place: Module, name: &str) -> TokenStream {
        let (root, module, name) = (&self.root, module(place), ident(name));
        quote!(#root::#module::#name)
    }

    /// The Rust form of a type.
    pub(super) fn ty(&self, ty: &Type) -> TokenStream {
        let runtime = &self.runtime;
        match ty {
            Type::String => self.string(),
            Type::Secret => quote!(#runtime::Secret),
            Type::Integer => quote!(i64),
            Type::Unsigned => quote!(u64),
            Type::Number => quote!(f64),
            Type::Decimal => quote!(#runtime::Decimal),
            Type::Boolean => quote!(bool),
            Type::DateTime => quote!(#runtime::DateTime),
            Type::Date => quote!(#runtime::Date),
            Type::Base64 => quote!(#runtime::Base64),
            Type::File => quote!(#runtime::Upload),
            Type::Json => quote!(#runtime::serde_json::Value),
            Type::Row => quote!(#runtime::Row),
            Type::List(item) => {
                let (vec, item) = (self.vec(), self.ty(item));
                quote!(#vec<#item>)
            }
            Type::Map(value) => {
                let (string, value) = (self.string(), self.ty(value));
                quote!(::std::collections::BTreeMap<#string, #value>)
            }
            Type::Nullable(value) => {
                let value = self.ty(value);
                quote!(#runtime::Nullable<#value>)
            }
            Type::Boxed(value) => {
                let (boxed, value) = (self.boxed(), self.ty(value));
                quote!(#boxed<#value>)
            }
            Type::Deep(value) => {
                let value = self.ty(value);
                quote!(#runtime::Deep<#value>)
            }
            Type::Named(id) => self.named(*id),
        }
    }

    /// The Rust form of a value.
    pub(super) fn value(&self, value: Value<'_>) -> TokenStream {
        match value {
            Value::Typed(ty) => self.ty(ty),
            Value::Bytes => {
                let runtime = &self.runtime;
                quote!(#runtime::Upload)
            }
        }
    }

    /// What a method accepts for a value: `impl Into<T>` for strings and what is made from them, else `T`.
    pub(super) fn accepted(&self, value: Value<'_>) -> TokenStream {
        let value = without_box(value);
        let ty = self.value(value);
        if self.takes_into(value) {
            let into = self.into();
            quote!(impl #into<#ty>)
        } else {
            ty
        }
    }

    /// The argument `name`, of a type that [`TypeTokens::accepted`] gives, converted into the value.
    pub(super) fn converted(&self, value: Value<'_>, name: &Ident) -> TokenStream {
        let inner = without_box(value);
        let converted = match self.takes_into(inner) {
            false => quote!(#name),
            true if self.declares("Into") => quote!(::std::convert::Into::into(#name)),
            true => quote!(#name.into()),
        };
        match value {
            Value::Typed(Type::Boxed(_)) => {
                let boxed = self.boxed();
                quote!(#boxed::new(#converted))
            }
            Value::Typed(Type::Deep(_)) => {
                let runtime = &self.runtime;
                quote!(#runtime::Deep::new(#converted))
            }
            _ => converted,
        }
    }

    /// Whether a method accepts whatever converts into the value.
    pub(super) fn takes_into(&self, value: Value<'_>) -> bool {
        let Value::Typed(ty) = value else { return true };
        match self.input.resolve(ty) {
            Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Base64 | Type::Json => true,
            Type::Decimal => true,
            // Also a map of `serde_json`.
            Type::Row => true,
            Type::Nullable(_) => true,
            Type::Integer | Type::Unsigned | Type::Number | Type::Boolean | Type::File => false,
            Type::List(_) | Type::Map(_) | Type::Boxed(_) | Type::Deep(_) => false,
            Type::Named(id) => matches!(self.input.type_def(*id).kind, TypeKind::Enum(_)),
        }
    }
}

/// The value that a method accepts if a struct holds it in a box.
pub(super) fn without_box(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Typed(Type::Boxed(inner) | Type::Deep(inner)) => Value::Typed(inner),
        other => other,
    }
}
