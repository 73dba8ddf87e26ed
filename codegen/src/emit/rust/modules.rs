//! The public modules of types: a list a module, and a file a type.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Doc, spoken};
use super::file::RustFile;
use super::input::Input;
use super::members::Members;
use super::type_tokens::{TypeTokens, ident};
use super::types;
use crate::model::TypeId;
use crate::names::Module;

/// The modules at the crate's root, and what stands in each.
const ROOTS: [(Module, &str); 5] = [
    (Module::Models, "The definitions, named as in the definition document."),
    (Module::Bodies, "Bodies of requests that have no definition of their own."),
    (Module::Responses, "Answers that have no definition of their own."),
    (Module::Payloads, "Payloads of triggers that have no definition of their own."),
    (Module::Parameters, "Values of parameters."),
];

/// The modules below `models`.
const BELOW_MODELS: [(Module, &str); 2] = [
    (Module::Parts, "Types that stand inside a definition."),
    (Module::Shared, "Types that several places of the definition document have in common."),
];

/// The modules at the crate's root that hold something.
pub(super) fn at_root(input: Input<'_>) -> impl Iterator<Item = Module> {
    ROOTS.into_iter().map(|(module, _)| module).filter(move |module| is_emitted(input, *module))
}

/// Adds the files of every module that holds something.
pub(super) fn files(input: Input<'_>, add: &mut impl FnMut(String, RustFile)) {
    for (module, doc) in ROOTS.into_iter().chain(BELOW_MODELS) {
        if is_emitted(input, module) {
            add(format!("src/{}/mod.rs", folder(module)), list(input, module, doc));
        }
    }
    let mut members = Members::default();
    for (index, (_, names)) in input.types().enumerate() {
        let path = format!("src/{}/{}.rs", folder(names.module), spoken(&names.file));
        add(path, types::file(input, TypeId(index), &mut members));
    }
}

/// Clippy finds it odd that a module has the name of the module around it.
pub(super) fn inception_allowance(around: &str, module: &str) -> Option<TokenStream> {
    (around == module).then(|| quote!(#[allow(clippy::module_inception, reason = "named as the definition names it")]))
}

fn is_emitted(input: Input<'_>, module: Module) -> bool {
    let below = || BELOW_MODELS.iter().any(|(below, _)| input.has_types_in(*below));
    input.has_types_in(module) || (module == Module::Models && below())
}

fn folder(module: Module) -> String {
    module.path().replace("::", "/")
}

fn list(input: Input<'_>, module: Module, doc: &str) -> RustFile {
    let below = BELOW_MODELS.iter().map(|(below, _)| *below);
    let below = below.filter(|below| module == Module::Models && is_emitted(input, *below));
    let below = below.map(|below| {
        let module = ident(last_segment(below));
        quote!(pub mod #module;)
    });
    let mut here: Vec<_> = input.types().map(|(_, names)| names).filter(|names| names.module == module).collect();
    here.sort_unstable_by_key(|names| spoken(&names.file));
    let modules = here.iter().map(|names| {
        let (module, allowance) = (ident(&names.file), inception_allowance(last_segment(module), &names.file));
        quote!(#allowance mod #module;)
    });
    let exports = here.iter().map(|names| {
        let (module, name) = (ident(&names.file), ident(&names.name));
        match names.required.as_deref().map(ident) {
            Some(required) => quote!(pub use self::#module::{#name, #required};),
            None => quote!(pub use self::#module::#name;),
        }
    });
    let aliases = aliases(input, module);
    RustFile::with_docs(Doc::of(doc), quote!(#(#below)* #(#modules)* #(#exports)* #(#aliases)*))
}

/// The names under which a type of another module, or of another name, is known in this one.
fn aliases(input: Input<'_>, module: Module) -> Vec<TokenStream> {
    let tokens = TypeTokens::without_imports(input, []);
    let mut aliases = Vec::new();
    let mut add = |doc: Doc, name: &str, target: (Module, &str)| {
        let (doc, name, target) = (doc.outer(), ident(name), tokens.in_module(target.0, target.1));
        aliases.push(quote!(#doc pub type #name = #target;));
    };
    for (def, names) in input.types() {
        let own = (names.module, names.name.as_str());
        let required = names.required.as_deref().map(|name| (names.module, name));
        for (place, alias) in def.aliases.iter().zip(&names.aliases).filter(|(_, alias)| alias.module == module) {
            let doc = Doc::of(format!("Type of {}.", types::location(place)));
            add(doc.paragraph(PLACE_OF_SEVERAL), &alias.name, own);
            if let Some((name, target)) = alias.required.as_ref().zip(required) {
                let doc = Doc::of(format!("The required values of [`{}`].", alias.name));
                add(doc.paragraph(PLACE_OF_SEVERAL), name, target);
            }
        }
        if module == Module::Shared {
            let former = names.former.iter().map(|name| (name, own));
            let former_required = names.former_required.iter().filter_map(|name| Some((name, required?)));
            for (name, target) in former.chain(former_required) {
                let doc = Doc::of(format!("Earlier name of [`{1}`](crate::{0}::{1}).", target.0.path(), target.1));
                add(doc, name, target);
            }
        }
    }
    aliases
}

/// What the docs of an alias say.
const PLACE_OF_SEVERAL: &str =
    "Other places have the same type; this one may become a type of its own in a minor version.";

fn last_segment(module: Module) -> &'static str {
    let path = module.path();
    path.rsplit("::").next().unwrap_or(path)
}
