//! The public modules of requests and types: lists of what the private modules behind them declare.

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::{Layout, TypeFile};
use super::printing::{Doc, RustFile};
use super::type_tokens::{TypeTokens, ident};
use super::types;
use crate::emit::input::Input;
use crate::emit::paths;
use crate::names::Module;

/// The modules at the crate's root, and what stands in each.
const ROOTS: [(Module, &str); 6] = [
    (Module::Models, "Types of the schemas under `definitions`, with their names in the spelling of Rust."),
    (Module::Bodies, "Types of inline request bodies."),
    (Module::Responses, "Types of inline responses."),
    (Module::Payloads, "Types of inline trigger payloads."),
    (Module::Parameters, "Types of parameters."),
    (Module::Tables, "Tables: the types of their rows."),
];

/// The modules below `models`.
const BELOW_MODELS: [(Module, &str); 2] =
    [(Module::Parts, "Types inside a definition."), (Module::Shared, "Types that several schemas share.")];

/// The public modules at the crate's root that hold something.
pub(super) fn at_root(input: Input<'_>) -> impl Iterator<Item = Module> {
    ROOTS.into_iter().map(|(module, _)| module).filter(move |module| is_emitted(input, *module))
}

/// Adds the lists of every module that holds something, and the private list of operations.
pub(super) fn files(input: Input<'_>, layout: &Layout, add: &mut impl FnMut(String, RustFile)) {
    if input.has_operations() {
        add(paths::source("operations"), RustFile::new(declarations(layout, "operations", true)));
        add(paths::source("requests"), requests(input, layout));
    }
    for (module, doc) in ROOTS.into_iter().chain(BELOW_MODELS) {
        if is_emitted(input, module) {
            add(paths::source(module.path()), list(input, layout, module, doc));
        }
    }
}

fn is_emitted(input: Input<'_>, module: Module) -> bool {
    let below = || BELOW_MODELS.iter().any(|(below, _)| input.has_types_in(*below));
    input.has_types_in(module) || (module == Module::Models && below())
}

/// The declarations of the modules of files right below `parent`.
fn declarations(layout: &Layout, parent: &str, for_crate: bool) -> TokenStream {
    let modules = layout.files().iter().filter(|file| file.parent() == parent).map(|file| {
        let (name, visibility) = (ident(file.name()), for_crate.then(|| quote!(pub(crate))));
        let allowance = same_name(file.name(), parent);
        quote!(#allowance #visibility mod #name;)
    });
    quote!(#(#modules)*)
}

/// Clippy warns about a module with the name of its parent.
pub(super) fn same_name(name: &str, parent: &str) -> Option<TokenStream> {
    (name == parent).then(|| quote!(#[allow(clippy::module_inception, reason = "the definition names it so")]))
}

fn requests(input: Input<'_>, layout: &Layout) -> RustFile {
    let exports = layout.files().iter().filter_map(|file| {
        let names = input.request_names(file.operation?);
        Some(export("requests", file, names))
    });
    let doc = Doc::of("One request type per operation.").paragraph(
        "A request is a plain value: keep it, clone it or move it to another task. Nothing is sent before `send`.",
    );
    RustFile::with_docs(doc, quote!(#(#exports)*))
}

fn list(input: Input<'_>, layout: &Layout, module: Module, doc: &str) -> RustFile {
    let below = BELOW_MODELS.iter().map(|(below, _)| *below);
    let below = below.filter(|below| module == Module::Models && is_emitted(input, *below));
    let below = below.map(|below| {
        let name = ident(below.path().rsplit("::").next().unwrap_or_default());
        quote!(pub mod #name;)
    });
    let modules = declarations(layout, module.path(), false);
    let exports = layout.all().filter_map(|file| {
        let here = file.types.iter().filter(|id| input.type_names(**id).module == module);
        let mut names = here.flat_map(|id| input.declared(*id)).peekable();
        names.peek().is_some().then_some(())?;
        Some(export(module.path(), file, names))
    });
    let aliases = aliases(input, module);
    RustFile::with_docs(Doc::of(doc), quote!(#(#below)* #modules #(#exports)* #(#aliases)*))
}

/// The export of some names of a file from a public module.
fn export<'a>(from: &str, file: &TypeFile, names: impl Iterator<Item = &'a str>) -> TokenStream {
    let below = file.module.strip_prefix(from).and_then(|rest| rest.strip_prefix("::"));
    let (root, path) = below.map_or((quote!(crate), file.module.as_str()), |path| (quote!(self), path));
    let steps = path.split("::").map(ident);
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    let names: Vec<_> = names.into_iter().map(ident).collect();
    match names.as_slice() {
        [name] => quote!(pub use #root::#(#steps)::*::#name;),
        names => quote!(pub use #root::#(#steps)::*::{#(#names),*};),
    }
}

/// Aliases in this module for types that are declared under another module or name.
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

/// Why two aliases of one type should not be mixed.
const PLACE_OF_SEVERAL: &str = "Alias of a shared type; it may become a separate type in a minor version.";
