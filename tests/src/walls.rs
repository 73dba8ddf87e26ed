//! The modules of a crate and the arrows between them, read from its source files.
//!
//! In: a crate's `src`. Out: [`Crate`], which maps each arrow to the place that draws it. An arrow goes from the module that
//! names an item to the module that *defines* it: a re-export on the way is looked through. Only code that is compiled
//! without tests counts. What `quote!` writes is the text of another crate and is passed over.
//!
//! A method is called without a path. So an inherent impl of a type that another module at the root defines would hide an arrow:
//! [`Crate::foreign_impls`] lists such impls. A type alias in a third module hides an arrow too; nothing here sees that.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::Path,
};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, UseTree, visit::Visit};

/// A module's path below the crate's root; empty for the root itself.
pub type ModulePath = Vec<String>;

/// The arrows of a crate: from a module to a module, with one item for which the arrow is drawn.
pub struct Crate {
    arrows: BTreeMap<(ModulePath, ModulePath), String>,
    foreign_impls: Vec<String>,
}

/// One folder of modules: its children, and the arrows between them.
///
/// The folder's own file (`mod.rs`, `lib.rs`) is the child `(folder file)`.
#[derive(Debug, Default)]
pub struct Folder {
    /// From a child to the children it uses, each with `module → module::item` as an example.
    pub arrows: BTreeMap<String, BTreeMap<String, String>>,
}

/// The name under which a folder's own file takes part in its graph.
const FOLDER_FILE: &str = "(folder file)";

#[derive(Default)]
struct Module {
    children: HashSet<String>,
    items: HashSet<String>,
    /// Its macros that are called by their name at the crate's root.
    exported_macros: Vec<String>,
    /// Names that a `use` brings into the module, and the path that each stands for.
    imports: HashMap<String, Vec<String>>,
    /// Paths that the module's code names: absolute, below the root.
    paths: BTreeSet<Vec<String>>,
    /// The types of its inherent impls.
    impls: BTreeSet<Vec<String>>,
}

impl Crate {
    /// Reads the crate whose root file is `src/lib.rs` or `src/main.rs`.
    ///
    /// # Panics
    /// Where a file cannot be read or is not Rust.
    pub fn read(src: &Path) -> Self {
        let mut modules = HashMap::new();
        let root = ["lib.rs", "main.rs"].map(|name| src.join(name)).into_iter().find(|path| path.is_file());
        read_file(&root.expect("a crate has a root file"), src, Vec::new(), &mut modules);
        let exported: Vec<(String, Vec<String>)> = modules
            .iter()
            .flat_map(|(path, module)| {
                module
                    .exported_macros
                    .iter()
                    .map(|name| (name.clone(), [path.as_slice(), std::slice::from_ref(name)].concat()))
            })
            .collect();
        modules.entry(Vec::new()).or_default().imports.extend(exported);
        let mut arrows = BTreeMap::new();
        for (from, module) in &modules {
            for path in &module.paths {
                if let Some((to, item)) = resolve(&modules, path, 0) {
                    arrows.entry((from.clone(), to)).or_insert(item);
                }
            }
        }
        let mut foreign_impls = Vec::new();
        for (path, module) in &modules {
            for ty in &module.impls {
                let Some((home, item)) = resolve(&modules, ty, 0) else { continue };
                if home.first() != path.first() {
                    foreign_impls.push(format!("{} has an impl of {}::{item}", path.join("::"), home.join("::")));
                }
            }
        }
        foreign_impls.sort();
        Self { arrows, foreign_impls }
    }

    /// Inherent impls of types that another module at the root defines.
    pub fn foreign_impls(&self) -> &[String] {
        &self.foreign_impls
    }

    /// Every folder of the crate by its path, `""` for the root.
    pub fn folders(&self) -> BTreeMap<String, Folder> {
        let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
        for ((from, to), item) in &self.arrows {
            let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
            let child = |path: &ModulePath| path.get(common).cloned().unwrap_or_else(|| FOLDER_FILE.to_owned());
            let (tail, head) = (child(from), child(to));
            if tail != head {
                let example = format!("{} → {}::{item}", from.join("::"), to.join("::"));
                let folder = folders.entry(from[..common].join("::")).or_default();
                folder.arrows.entry(tail).or_default().entry(head).or_insert(example);
            }
        }
        folders
    }
}

impl Folder {
    /// The children on a cycle, each with an arrow that lies on it; empty if there is none.
    pub fn cycle(&self) -> Vec<String> {
        let mut left: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (from, to) in &self.arrows {
            left.insert(from, to.keys().map(String::as_str).collect());
        }
        loop {
            let ends: Vec<&str> = left
                .iter()
                .filter(|(_, to)| to.iter().all(|to| !left.contains_key(to)))
                .map(|(from, _)| *from)
                .collect();
            if ends.is_empty() {
                break;
            }
            ends.iter().for_each(|end| drop(left.remove(end)));
        }
        let on_cycle = |name: &&&str| left.contains_key(**name);
        left.iter()
            .flat_map(|(from, to)| to.iter().filter(on_cycle).map(|to| self.arrows[*from][*to].clone()))
            .collect()
    }
}

fn read_file(file: &Path, folder: &Path, path: ModulePath, modules: &mut HashMap<ModulePath, Module>) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    read_items(parsed.items, folder, path, modules);
}

fn read_items(items: Vec<Item>, folder: &Path, path: ModulePath, modules: &mut HashMap<ModulePath, Module>) {
    let mut module = Module::default();
    let items: Vec<Item> = items.into_iter().filter(|item| !is_test(attributes(item))).collect();
    module.children = items
        .iter()
        .filter_map(|item| if let Item::Mod(it) = item { Some(it.ident.to_string()) } else { None })
        .collect();
    module.items = items.iter().filter_map(name).collect();
    module.exported_macros = items.iter().filter_map(exported_macro).collect();
    for item in &items {
        if let Item::Use(item) = item {
            import(&item.tree, &mut Vec::new(), &path, &mut module);
        }
    }
    let mut visitor = Paths { path: &path, module: &mut module };
    items.iter().filter(|item| !matches!(item, Item::Use(_) | Item::Mod(_))).for_each(|item| visitor.visit_item(item));
    modules.insert(path.clone(), module);
    for item in items {
        let Item::Mod(item) = item else { continue };
        let name = item.ident.to_string();
        let (below, inner) = (folder.join(&name), [path.clone(), vec![name.clone()]].concat());
        match item.content {
            Some((_, items)) => read_items(items, &below, inner, modules),
            None => {
                let files = [folder.join(format!("{name}.rs")), below.join("mod.rs")];
                let file = files.iter().find(|file| file.is_file()).unwrap_or_else(|| panic!("no file for {inner:?}"));
                read_file(file, &below, inner, modules);
            }
        }
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Mod(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Const(it) => &it.attrs,
        _ => &[],
    }
}

/// Whether an item is compiled for tests or doctests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| {
        it.path().is_ident("cfg")
            && it.parse_args::<syn::Path>().is_ok_and(|it| it.is_ident("test") || it.is_ident("doctest"))
    })
}

fn name(item: &Item) -> Option<String> {
    Some(match item {
        Item::Fn(it) => it.sig.ident.to_string(),
        Item::Struct(it) => it.ident.to_string(),
        Item::Enum(it) => it.ident.to_string(),
        Item::Union(it) => it.ident.to_string(),
        Item::Trait(it) => it.ident.to_string(),
        Item::Type(it) => it.ident.to_string(),
        Item::Const(it) => it.ident.to_string(),
        Item::Static(it) => it.ident.to_string(),
        Item::Macro(it) => it.ident.as_ref()?.to_string(),
        _ => return None,
    })
}

fn exported_macro(item: &Item) -> Option<String> {
    let Item::Macro(item) = item else { return None };
    let is_exported = item.attrs.iter().any(|it| it.path().is_ident("macro_export"));
    item.ident.as_ref().filter(|_| is_exported).map(ToString::to_string)
}

/// Notes what a `use` brings in.
fn import(tree: &UseTree, before: &mut Vec<String>, path: &ModulePath, module: &mut Module) {
    match tree {
        UseTree::Path(it) => {
            before.push(it.ident.to_string());
            import(&it.tree, before, path, module);
            before.pop();
        }
        UseTree::Group(it) => it.items.iter().for_each(|tree| import(tree, before, path, module)),
        UseTree::Name(it) => bring(&it.ident.to_string(), &it.ident.to_string(), before, path, module),
        UseTree::Rename(it) => bring(&it.ident.to_string(), &it.rename.to_string(), before, path, module),
        UseTree::Glob(_) => {
            module.paths.extend(absolute(before, path, module));
        }
    }
}

fn bring(name: &str, called: &str, before: &[String], path: &ModulePath, module: &mut Module) {
    let mut named = before.to_vec();
    let called =
        if name == "self" && called == "self" { named.last().cloned().unwrap_or_default() } else { called.to_owned() };
    if name != "self" {
        named.push(name.to_owned());
    }
    if let Some(absolute) = absolute(&named, path, module) {
        module.imports.insert(called, absolute.clone());
        module.paths.insert(absolute);
    }
}

/// The path below the crate's root; `None` for another crate's.
fn absolute(named: &[String], path: &ModulePath, module: &Module) -> Option<Vec<String>> {
    let (first, mut rest) = named.split_first()?;
    let mut start = match first.as_str() {
        "crate" => Vec::new(),
        "self" => path.clone(),
        "super" => path[..path.len().checked_sub(1)?].to_vec(),
        name if module.children.contains(name) => [path.clone(), vec![name.to_owned()]].concat(),
        name => module.imports.get(name)?.clone(),
    };
    while let Some((first, after)) = rest.split_first().filter(|(first, _)| *first == "super") {
        let _ = first;
        start.pop();
        rest = after;
    }
    start.extend(rest.iter().cloned());
    Some(start)
}

/// The module that defines what a path names, and the item's name.
fn resolve(modules: &HashMap<ModulePath, Module>, path: &[String], hops: usize) -> Option<(ModulePath, String)> {
    let mut at = 0;
    while at < path.len() && modules.contains_key(&path[..=at]) {
        at += 1;
    }
    let (found, rest) = (path[..at].to_vec(), &path[at..]);
    let Some(item) = rest.first() else { return Some((found, "self".to_owned())) };
    let module = modules.get(&found)?;
    match module.imports.get(item) {
        Some(target) if !module.items.contains(item) && hops < 8 => {
            resolve(modules, &[target.as_slice(), &rest[1..]].concat(), hops + 1)
        }
        _ => Some((found, item.clone())),
    }
}

/// Collects the paths that code names.
struct Paths<'m> {
    path: &'m ModulePath,
    module: &'m mut Module,
}

impl Paths<'_> {
    fn note(&mut self, named: &[String]) {
        if named.len() > 1 {
            self.module.paths.extend(absolute(named, self.path, self.module));
        }
    }

    /// The paths in the arguments of a macro, which are no syntax tree.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut named: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if named.is_empty() || colons == 2 => {
                    named.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !named.is_empty() => colons += 1,
                other => {
                    self.note(&std::mem::take(&mut named));
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Ident(ident) => named.push(ident.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.note(&named);
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let named: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&named);
        syn::visit::visit_path(self, path);
    }

    /// `pub(in crate::a)` names a module and uses nothing of it.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let (None, syn::Type::Path(ty)) = (&item.trait_, &*item.self_ty) {
            let named: Vec<String> = ty.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.module.impls.extend(absolute(&named, self.path, self.module));
        }
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        import(&item.tree, &mut Vec::new(), self.path, self.module);
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        let is_quote = |name: &syn::Ident| ["quote", "quote_spanned", "parse_quote"].iter().any(|known| name == known);
        if !it.path.segments.last().is_some_and(|last| is_quote(&last.ident)) {
            self.tokens(it.tokens.clone());
        }
        self.visit_path(&it.path);
    }

    fn visit_item_macro(&mut self, it: &'ast syn::ItemMacro) {
        // The body of a `macro_rules!` is compiled where it is called.
        if it.ident.is_none() {
            self.visit_macro(&it.mac);
        }
    }
}
