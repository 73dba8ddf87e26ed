//! The modules of a crate and the arrows between them, read from its source files.
//!
//! In: a crate's `src`. Out: [`Crate`], which maps each arrow to the place that draws it. Only code that is compiled without
//! tests counts. What `quote!` writes is the text of another crate and is passed over.
//!
//! An arrow goes from the module that names an item to the module that *defines* it:
//! * A re-export on the way is looked through. A type alias counts twice: an arrow to the alias and to each item that it names.
//! * A glob import takes everything that its module offers, so it draws an arrow to each re-export and alias there.
//! * The body of a `macro_rules!` draws arrows by its paths that begin with `crate` or `$crate`. Its other paths mean
//!   something only at the call.
//!
//! All files are read before the first path is resolved, so neither the order of files nor of `use` lines matters.
//!
//! A method is called without a path. So an inherent impl of a type that another module at the root defines would hide an arrow:
//! [`Crate::foreign_impls`] lists such impls.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::Path,
};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, UseTree, Visibility, visit::Visit};

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

/// A path as code writes it, without a leading `::`.
type Written = Vec<String>;

/// One module. Its paths are as written: [`Modules`] resolves them.
#[derive(Default)]
struct Module {
    children: HashSet<String>,
    items: HashSet<String>,
    /// Its macros that are called by their name at the crate's root.
    exported_macros: Vec<String>,
    /// Names that a `use` brings into the module. Functions may each import another item under one name.
    imports: HashMap<String, Vec<Link>>,
    globs: Vec<Link>,
    aliases: HashMap<String, Alias>,
    /// Paths that the module's code names.
    paths: BTreeSet<Written>,
    /// The types of its inherent impls.
    impls: BTreeSet<Written>,
}

/// What a `use` points to.
struct Link {
    path: Written,
    is_private: bool,
}

/// A type alias: the paths that its type names, the outermost first.
struct Alias {
    paths: Vec<Written>,
    is_private: bool,
}

/// The definition that a path leads to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Module(ModulePath),
    Item(ModulePath, String),
}

/// All modules of a crate.
#[derive(Default)]
struct Modules(HashMap<ModulePath, Module>);

impl Crate {
    /// Reads the crate whose root file is `src/lib.rs` or `src/main.rs`.
    ///
    /// # Panics
    /// Where a file cannot be read or is not Rust.
    pub fn read(src: &Path) -> Self {
        let mut modules = Modules::default();
        let root = ["lib.rs", "main.rs"].map(|name| src.join(name)).into_iter().find(|path| path.is_file());
        read_file(&root.expect("a crate has a root file"), src, Vec::new(), &mut modules);
        modules.export_macros();
        let mut arrows = BTreeMap::new();
        let mut foreign_impls = Vec::new();
        for (from, module) in &modules.0 {
            let mut targets: BTreeSet<Target> = module.paths.iter().flat_map(|path| modules.uses(from, path)).collect();
            module.globs.iter().for_each(|glob| modules.take_all(from, from, &glob.path, &mut targets));
            for target in targets {
                let (to, item) = match target {
                    Target::Module(to) => (to, "self".to_owned()),
                    Target::Item(to, item) => (to, item),
                };
                arrows.entry((from.clone(), to)).or_insert(item);
            }
            for target in module.impls.iter().flat_map(|ty| modules.types(from, ty)) {
                if let Target::Item(home, item) = target
                    && home.first() != from.first()
                {
                    foreign_impls.push(format!("{} has an impl of {}::{item}", from.join("::"), home.join("::")));
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

impl Modules {
    /// An exported macro is an item of the crate's root.
    fn export_macros(&mut self) {
        let mut exported: HashMap<String, Vec<Link>> = HashMap::new();
        for (path, module) in &self.0 {
            for name in &module.exported_macros {
                let path = [&["crate".to_owned()], path.as_slice(), std::slice::from_ref(name)].concat();
                exported.entry(name.clone()).or_default().push(Link { path, is_private: false });
            }
        }
        let root = self.0.entry(Vec::new()).or_default();
        exported.into_iter().for_each(|(name, links)| root.imports.entry(name).or_default().extend(links));
    }

    /// The definitions that a path uses: what it leads to, and what the aliases on the way name.
    fn uses(&self, from: &[String], path: &[String]) -> BTreeSet<Target> {
        self.through_aliases(from, path, usize::MAX)
    }

    /// The types that a path leads to, without the aliases on the way.
    fn types(&self, from: &[String], path: &[String]) -> BTreeSet<Target> {
        let mut types = self.through_aliases(from, path, 1);
        types.retain(|target| self.alias(target).is_none());
        types
    }

    /// What a path leads to, each alias on the way, and what its first `count` paths lead to.
    fn through_aliases(&self, from: &[String], path: &[String], count: usize) -> BTreeSet<Target> {
        let mut left: Vec<Target> = self.resolve(from, path, &mut Vec::new()).into_iter().collect();
        let mut found = BTreeSet::new();
        while let Some(target) = left.pop() {
            if found.insert(target.clone())
                && let Some((home, alias)) = self.alias(&target)
            {
                let paths = alias.paths.iter().take(count);
                left.extend(paths.flat_map(|path| self.resolve(home, path, &mut Vec::new())));
            }
        }
        found
    }

    fn alias<'t>(&self, target: &'t Target) -> Option<(&'t ModulePath, &Alias)> {
        let Target::Item(home, name) = target else { return None };
        Some((home, self.0.get(home)?.aliases.get(name)?))
    }

    /// Adds what `user` uses by a glob import of `path`, which `from` writes.
    fn take_all(&self, user: &ModulePath, from: &[String], path: &[String], found: &mut BTreeSet<Target>) {
        for target in self.uses(from, path) {
            let is_new = found.insert(target.clone());
            let Target::Module(home) = target else { continue };
            let Some(module) = self.0.get(&home).filter(|_| is_new) else { continue };
            let is_visible = |is_private: bool| !is_private || user.starts_with(&home);
            for link in module.imports.values().flatten().filter(|link| is_visible(link.is_private)) {
                found.extend(self.uses(&home, &link.path));
            }
            for (name, _) in module.aliases.iter().filter(|(_, alias)| is_visible(alias.is_private)) {
                found.extend(self.uses(&home, &["self".to_owned(), name.clone()]));
            }
            for link in module.globs.iter().filter(|link| is_visible(link.is_private)) {
                self.take_all(user, &home, &link.path, found);
            }
        }
    }

    /// The definitions that a path leads to; none for another crate's. `open` are the names that are being looked up.
    fn resolve(&self, from: &[String], path: &[String], open: &mut Vec<(ModulePath, String)>) -> BTreeSet<Target> {
        let Some((first, rest)) = path.split_first() else { return BTreeSet::new() };
        let mut at = match first.as_str() {
            "crate" => BTreeSet::from([Target::Module(Vec::new())]),
            "self" => BTreeSet::from([Target::Module(from.to_vec())]),
            "super" => BTreeSet::from([Target::Module(parent(from))]),
            name => self.find(from, name, open),
        };
        for segment in rest {
            // A function or macro may have the name of a module. Only the module has something below it.
            if at.iter().any(|target| matches!(target, Target::Module(_))) {
                at.retain(|target| matches!(target, Target::Module(_)));
            }
            let mut next = BTreeSet::new();
            for target in at {
                match target {
                    Target::Module(module) if segment == "self" => drop(next.insert(Target::Module(module))),
                    Target::Module(module) if segment == "super" => drop(next.insert(Target::Module(parent(&module)))),
                    Target::Module(module) => match self.find(&module, segment, open) {
                        // A macro may have written the item.
                        found if found.is_empty() => drop(next.insert(Target::Item(module, segment.clone()))),
                        found => next.extend(found),
                    },
                    item @ Target::Item(..) => drop(next.insert(item)),
                }
            }
            at = next;
        }
        at
    }

    /// What a name means in a module.
    fn find(&self, at: &[String], name: &str, open: &mut Vec<(ModulePath, String)>) -> BTreeSet<Target> {
        let mut found = BTreeSet::new();
        let Some(module) = self.0.get(at) else { return found };
        let item = Target::Item(at.to_vec(), name.to_owned());
        if module.children.contains(name) {
            found.insert(Target::Module([at, &[name.to_owned()]].concat()));
        }
        if module.items.contains(name) {
            found.insert(item.clone());
        }
        let key = (at.to_vec(), name.to_owned());
        if open.contains(&key) {
            return found;
        }
        open.push(key);
        for link in module.imports.get(name).into_iter().flatten() {
            match self.resolve(at, &link.path, open) {
                // An item of another crate counts as one of the module that imports it.
                targets if targets.is_empty() => drop(found.insert(item.clone())),
                targets => found.extend(targets),
            }
        }
        if found.is_empty() {
            for target in module.globs.iter().flat_map(|link| self.resolve(at, &link.path, open)).collect::<Vec<_>>() {
                if let Target::Module(module) = target {
                    found.extend(self.find(&module, name, open));
                }
            }
        }
        open.pop();
        found
    }
}

fn parent(path: &[String]) -> ModulePath {
    path[..path.len().saturating_sub(1)].to_vec()
}

fn read_file(file: &Path, folder: &Path, path: ModulePath, modules: &mut Modules) {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    read_items(parsed.items, folder, path, modules);
}

fn read_items(items: Vec<Item>, folder: &Path, path: ModulePath, modules: &mut Modules) {
    let mut module = Module::default();
    let items: Vec<Item> = items.into_iter().filter(|item| !is_test(attributes(item))).collect();
    module.children = items
        .iter()
        .filter_map(|item| if let Item::Mod(it) = item { Some(it.ident.to_string()) } else { None })
        .collect();
    module.items = items.iter().filter_map(name).collect();
    module.exported_macros = items.iter().filter_map(exported_macro).collect();
    let mut visitor = Paths { module: &mut module };
    items.iter().filter(|item| !matches!(item, Item::Mod(_))).for_each(|item| visitor.visit_item(item));
    modules.0.insert(path.clone(), module);
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
fn import(tree: &UseTree, before: &mut Written, is_private: bool, module: &mut Module) {
    match tree {
        UseTree::Path(it) => {
            before.push(it.ident.to_string());
            import(&it.tree, before, is_private, module);
            before.pop();
        }
        UseTree::Group(it) => it.items.iter().for_each(|tree| import(tree, before, is_private, module)),
        UseTree::Name(it) => bring(&it.ident.to_string(), &it.ident.to_string(), before, is_private, module),
        UseTree::Rename(it) => bring(&it.ident.to_string(), &it.rename.to_string(), before, is_private, module),
        UseTree::Glob(_) => module.globs.push(Link { path: before.clone(), is_private }),
    }
}

fn bring(name: &str, called: &str, before: &[String], is_private: bool, module: &mut Module) {
    let called = match before.last() {
        Some(last) if name == "self" && called == "self" => last,
        _ => called,
    };
    let path = [before, &[name.to_owned()]].concat();
    module.paths.insert(path.clone());
    module.imports.entry(called.to_owned()).or_default().push(Link { path, is_private });
}

fn is_private(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Inherited)
}

/// The names of a path; `None` if it begins with `::`, so belongs to another crate.
fn written(path: &syn::Path) -> Option<Written> {
    let names = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    path.leading_colon.is_none().then_some(names)
}

/// Whether a macro's argument is the text of another crate.
fn is_quote(name: &str) -> bool {
    ["quote", "quote_spanned", "parse_quote"].contains(&name)
}

/// Collects every path of a type.
#[derive(Default)]
struct TypePaths(Vec<Written>);

impl<'ast> Visit<'ast> for TypePaths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.extend(written(path));
        syn::visit::visit_path(self, path);
    }
}

/// Collects the paths in tokens, which are no syntax tree: arguments of macros and bodies of `macro_rules!`.
#[derive(Default)]
struct TokenPaths {
    paths: Vec<Written>,
    globs: Vec<Written>,
}

impl TokenPaths {
    /// `before` is the path to which a group belongs, as in `use crate::{a, b}`.
    fn read(&mut self, tokens: TokenStream, before: &[String]) {
        let mut named = before.to_vec();
        // The colons since the last name. A group continues the path before it.
        let mut colons = if before.is_empty() { 0 } else { 2 };
        let mut is_quoted = false;
        for token in tokens {
            let is_argument_of_quote = std::mem::take(&mut is_quoted);
            let is_next = colons == 2 || (named.is_empty() && colons == 0);
            match token {
                TokenTree::Ident(ident) if is_next => {
                    // After `::` at the start stands the name of another crate, which `resolve` takes for none.
                    if named.is_empty() && colons == 2 {
                        named.push(String::new());
                    }
                    named.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && colons < 2 => colons += 1,
                other => {
                    let ended = std::mem::take(&mut named);
                    let continues = std::mem::take(&mut colons) == 2 && !ended.is_empty();
                    match other {
                        TokenTree::Group(_) if is_argument_of_quote => {}
                        TokenTree::Group(group) if continues => self.read(group.stream(), &ended),
                        TokenTree::Group(group) => {
                            self.paths.push(ended);
                            self.read(group.stream(), &[]);
                        }
                        TokenTree::Ident(ident) => {
                            self.paths.push(ended);
                            named.push(ident.to_string());
                        }
                        TokenTree::Punct(punct) if punct.as_char() == '*' && continues => self.globs.push(ended),
                        TokenTree::Punct(punct) => {
                            is_quoted = punct.as_char() == '!' && ended.last().is_some_and(|name| is_quote(name));
                            self.paths.push(ended);
                            if punct.as_char() == ',' && !before.is_empty() {
                                (named, colons) = (before.to_vec(), 2);
                            }
                        }
                        TokenTree::Literal(_) => self.paths.push(ended),
                    }
                }
            }
        }
        self.paths.push(named);
    }
}

/// Collects the paths that code names.
struct Paths<'m> {
    module: &'m mut Module,
}

impl Paths<'_> {
    /// A name alone is one of the module's own, or a `use` brings it in, which draws the arrow.
    fn note(&mut self, path: Written) {
        if path.len() > 1 {
            self.module.paths.insert(path);
        }
    }

    fn tokens(&mut self, tokens: TokenStream, is_meant: impl Fn(&Written) -> bool) {
        let mut found = TokenPaths::default();
        found.read(tokens, &[]);
        found.paths.into_iter().filter(&is_meant).for_each(|path| self.note(path));
        let globs = found.globs.into_iter().filter(&is_meant);
        self.module.globs.extend(globs.map(|path| Link { path, is_private: true }));
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        written(path).into_iter().for_each(|path| self.note(path));
        syn::visit::visit_path(self, path);
    }

    /// `pub(in crate::a)` names a module and uses nothing of it.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let (None, syn::Type::Path(ty)) = (&item.trait_, &*item.self_ty) {
            self.module.impls.extend(written(&ty.path));
        }
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        let mut paths = TypePaths::default();
        paths.visit_type(&item.ty);
        paths.visit_generics(&item.generics);
        let alias = Alias { paths: paths.0, is_private: is_private(&item.vis) };
        self.module.aliases.insert(item.ident.to_string(), alias);
        syn::visit::visit_item_type(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if item.leading_colon.is_none() {
            import(&item.tree, &mut Vec::new(), is_private(&item.vis), self.module);
        }
    }

    fn visit_macro(&mut self, it: &'ast syn::Macro) {
        if !it.path.segments.last().is_some_and(|last| is_quote(&last.ident.to_string())) {
            self.tokens(it.tokens.clone(), |_| true);
        }
        self.visit_path(&it.path);
    }

    fn visit_item_macro(&mut self, it: &'ast syn::ItemMacro) {
        if it.ident.is_some() {
            self.tokens(it.mac.tokens.clone(), |path| path.first().is_some_and(|first| first == "crate"));
        } else {
            self.visit_macro(&it.mac);
        }
    }
}
