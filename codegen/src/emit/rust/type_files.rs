//! The files of [`Layout`]: requests and types, each in the private module of the layout.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::{Layout, TypeFile};
use super::printing::{Members, RustFile};
use super::type_tokens::{TypeTokens, ident};
use super::{requests, types};
use crate::emit::input::Input;
use crate::emit::paths;
use crate::model::TypeKind;

/// Adds the files.
pub(super) fn files(input: Input<'_>, layout: &Layout, add: &mut impl FnMut(String, RustFile)) {
    let before_sending = requests::before_sending();
    let mut members = Members::default();
    for file in layout.all() {
        let tokens = tokens(input, file);
        let mut rust = RustFile::new(opening(input, file));
        if let Some(operation) = file.operation {
            rust = requests::add(rust, &tokens, operation, &before_sending);
        }
        for id in &file.types {
            rust = types::add(rust, &tokens, *id, &mut members);
        }
        add(paths::source(&file.module), rust);
    }
}

/// What writes types inside the file.
fn tokens<'a>(input: Input<'a>, file: &TypeFile) -> TypeTokens<'a> {
    let requests = file.operation.into_iter().flat_map(|id| input.request_names(id));
    let declared = requests.chain(file.types.iter().flat_map(|id| input.declared(*id)));
    match uses_runtime(input, file) {
        true => TypeTokens::new(input, declared),
        false => TypeTokens::without_imports(input, declared),
    }
}

/// The modules below the file, and its import.
fn opening(input: Input<'_>, file: &TypeFile) -> TokenStream {
    let modules = file.below.iter().map(|below| {
        let name = ident(below.name());
        quote!(pub(crate) mod #name;)
    });
    let import = uses_runtime(input, file).then(|| {
        quote!(
            use crate::runtime;
        )
    });
    quote!(#(#modules)* #import)
}

/// Whether the file imports `crate::runtime`: one that holds aliases alone writes the path out.
fn uses_runtime(input: Input<'_>, file: &TypeFile) -> bool {
    let is_alias = |kind: &TypeKind| matches!(kind, TypeKind::Alias(_));
    file.operation.is_some() || file.types.iter().any(|id| !is_alias(&input.type_def(*id).kind))
}
