//! Name resolution inside a crate: the item that a path leads to, and the public paths of each item.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syn::{Ident, Item, UseTree, Visibility, ext::IdentExt};

use crate::source::{Source, join};

/// Imports that lead to imports deeper than this are not followed.
const DEEPEST: usize = 16;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A module of the crate, by path.
    Module(String),
    /// An item, by the path of the module that declares it and its name; then the steps behind it, e.g. a variant.
    Item(String, Vec<String>),
    /// A path into another crate, whole.
    External(Vec<String>),
}

/// The names of a crate.
#[derive(Debug, Default)]
pub struct Names {
    /// Items by the path at which they are declared: whether `pub` stands before them.
    declared: HashMap<String, bool>,
    modules: BTreeMap<String, Scope>,
    /// Public paths of each declared item, the shortest first.
    public: BTreeMap<String, Vec<String>>,
    /// Public names for items of other crates.
    external: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Default)]
struct Scope {
    /// Modules inside, and whether they are public.
    modules: BTreeMap<String, bool>,
    /// Imported names: the steps of their paths, and whether they are public.
    imports: BTreeMap<String, (Vec<String>, bool)>,
    /// Modules of which everything is imported.
    globs: Vec<(Vec<String>, bool)>,
    /// Names of items.
    items: Vec<String>,
}

impl Names {
    /// The names of a crate.
    pub fn of(source: &Source) -> Self {
        let mut names = Self::default();
        for (path, module) in &source.modules {
            let mut scope = Scope::default();
            for item in &module.items {
                match item {
                    Item::Mod(item) => {
                        scope.modules.insert(item.ident.unraw().to_string(), is_public(&item.vis));
                    }
                    Item::Use(item) => {
                        let start = item.leading_colon.map(|_| String::new()).into_iter().collect();
                        scope.import(&item.tree, start, is_public(&item.vis));
                    }
                    other => {
                        let Some((name, visibility)) = declared(other) else { continue };
                        let name = name.unraw().to_string();
                        names.declared.insert(join(path, &name), is_public(visibility));
                        scope.items.push(name);
                    }
                }
            }
            names.modules.insert(path.clone(), scope);
        }
        names.publish("", "", &mut BTreeSet::new());
        for paths in names.public.values_mut() {
            paths.sort_by_key(|path| (path.matches("::").count(), path.clone()));
            paths.dedup();
        }
        names
    }

    /// What a path leads to that stands in a module; `None` for a name that the crate does not declare or import.
    pub fn resolve(&self, module: &str, steps: &[String]) -> Option<Target> {
        self.resolve_to(module, steps, 0)
    }

    /// The public paths of each item that has some, by the path at which it is declared; the shortest first.
    pub fn public(&self) -> &BTreeMap<String, Vec<String>> {
        &self.public
    }

    /// Public names for items of other crates, with the paths of these.
    pub fn external(&self) -> &BTreeMap<String, Vec<String>> {
        &self.external
    }

    /// The path by which an item is known: its shortest public one, else that of its declaration, marked as private.
    pub fn canonical(&self, declared: &str) -> String {
        match self.public.get(declared).and_then(|paths| paths.first()) {
            Some(path) => path.clone(),
            None => format!("private {declared}"),
        }
    }

    fn resolve_to(&self, module: &str, steps: &[String], depth: usize) -> Option<Target> {
        let (first, mut rest) = steps.split_first()?;
        let mut at = match first.as_str() {
            "" | "std" | "core" | "alloc" | "connector_runtime" => return Some(Target::External(steps.to_vec())),
            "crate" => Target::Module(String::new()),
            "self" => Target::Module(module.to_owned()),
            "super" => Target::Module(module.rsplit_once("::").map_or("", |(parent, _)| parent).to_owned()),
            _ => self.lookup(module, first, depth)?,
        };
        while let Some((step, behind)) = rest.split_first() {
            at = match at {
                Target::Module(path) if step == "super" => {
                    Target::Module(path.rsplit_once("::").map_or("", |(parent, _)| parent).to_owned())
                }
                Target::Module(path) => self.lookup(&path, step, depth)?,
                Target::Item(path, mut steps) => {
                    steps.push(step.clone());
                    Target::Item(path, steps)
                }
                Target::External(mut path) => {
                    path.push(step.clone());
                    Target::External(path)
                }
            };
            rest = behind;
        }
        Some(at)
    }

    fn lookup(&self, module: &str, name: &str, depth: usize) -> Option<Target> {
        if depth > DEEPEST {
            return None;
        }
        let scope = self.modules.get(module)?;
        let path = join(module, name);
        if self.declared.contains_key(&path) {
            return Some(Target::Item(path, Vec::new()));
        }
        if scope.modules.contains_key(name) {
            return Some(Target::Module(path));
        }
        if let Some((steps, _)) = scope.imports.get(name) {
            let imported = self.resolve_to(module, steps, depth + 1);
            // An import that does not lead into the crate leads out of it.
            return imported.or_else(|| Some(Target::External(steps.clone())));
        }
        scope.globs.iter().find_map(|(steps, _)| match self.resolve_to(module, steps, depth + 1)? {
            Target::Module(inner) if inner != module => self.lookup(&inner, name, depth + 1),
            _ => None,
        })
    }

    /// Notes the public items of a module under a public path.
    fn publish(&mut self, module: &str, public: &str, open: &mut BTreeSet<String>) {
        if !open.insert(module.to_owned()) {
            return;
        }
        for (name, target) in self.exported(module) {
            let path = join(public, &name);
            match target {
                Target::Module(inner) => self.publish(&inner, &path, open),
                Target::Item(declared, _) => self.public.entry(declared).or_default().push(path),
                Target::External(steps) => {
                    self.external.insert(path, steps);
                }
            }
        }
        open.remove(module);
    }

    /// What a module exports, by name.
    fn exported(&self, module: &str) -> Vec<(String, Target)> {
        let Some(scope) = self.modules.get(module) else { return Vec::new() };
        let mut exported = Vec::new();
        for name in &scope.items {
            let path = join(module, name);
            if self.declared.get(&path).copied().unwrap_or_default() {
                exported.push((name.clone(), Target::Item(path, Vec::new())));
            }
        }
        let modules = scope.modules.iter().filter(|(_, is_public)| **is_public);
        exported.extend(modules.map(|(name, _)| (name.clone(), Target::Module(join(module, name)))));
        for (name, (_, is_public)) in &scope.imports {
            if let Some(target) = self.lookup(module, name, 0).filter(|_| *is_public) {
                exported.push((name.clone(), target));
            }
        }
        for (steps, is_public) in &scope.globs {
            if let Some(Target::Module(inner)) = self.resolve(module, steps).filter(|_| *is_public)
                && inner != module
            {
                exported.extend(self.exported(&inner));
            }
        }
        exported
    }
}

impl Scope {
    fn import(&mut self, tree: &UseTree, mut path: Vec<String>, is_public: bool) {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.unraw().to_string());
                self.import(&step.tree, path, is_public);
            }
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.import(tree, path.clone(), is_public));
            }
            UseTree::Name(name) => {
                let mut name = name.ident.unraw().to_string();
                // `use a::b::{self}` imports `b`.
                if name == "self" {
                    name = path.last().cloned().unwrap_or_default();
                } else {
                    path.push(name.clone());
                }
                self.imports.insert(name, (path, is_public));
            }
            UseTree::Rename(rename) => {
                path.push(rename.ident.unraw().to_string());
                self.imports.insert(rename.rename.unraw().to_string(), (path, is_public));
            }
            UseTree::Glob(_) => self.globs.push((path, is_public)),
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The name and the visibility of an item that has both.
fn declared(item: &Item) -> Option<(&Ident, &Visibility)> {
    match item {
        Item::Const(item) => Some((&item.ident, &item.vis)),
        Item::Enum(item) => Some((&item.ident, &item.vis)),
        Item::Fn(item) => Some((&item.sig.ident, &item.vis)),
        Item::Static(item) => Some((&item.ident, &item.vis)),
        Item::Struct(item) => Some((&item.ident, &item.vis)),
        Item::Trait(item) => Some((&item.ident, &item.vis)),
        Item::Type(item) => Some((&item.ident, &item.vis)),
        Item::Union(item) => Some((&item.ident, &item.vis)),
        _ => None,
    }
}
