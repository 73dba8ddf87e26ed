//! The files of a crate in, its public types out: under which paths each stands, and the identifiers of its wire names.

use std::collections::BTreeMap;

use connector_codegen::Files;
use syn::{Item, UseTree};

use crate::emitted;

/// Wire names and their identifiers.
pub type Members = BTreeMap<String, String>;

/// The public types of a crate.
#[derive(Clone, Debug, Default)]
pub struct Exports {
    /// The path at which the type is declared, by each path at which it can be reached, e.g. `models::shared::Status`.
    pub types: BTreeMap<String, String>,
    /// Fields or variants of each declared type that has some.
    pub members: BTreeMap<String, Members>,
}

impl Exports {
    /// Reads the lists of types of a crate, and the tables of the types.
    ///
    /// # Panics
    /// Where a file is no Rust.
    pub fn of(files: &Files) -> Self {
        let (mut exports, mut declared, mut aliases) = (Self::default(), BTreeMap::new(), Vec::new());
        for (path, file) in emitted::rust(files) {
            let Some(folder) = path.strip_prefix("src/").and_then(|path| path.strip_suffix("/mod.rs")) else {
                continue;
            };
            let room = folder.replace('/', "::");
            for item in file.items {
                match item {
                    Item::Use(item) => {
                        let mut leaves = Vec::new();
                        add_leaves(&item.tree, &mut Vec::new(), &mut leaves);
                        for (module, name) in leaves {
                            let path = format!("{room}::{name}");
                            declared.insert((format!("src/{folder}/{module}.rs"), name), path.clone());
                            exports.types.insert(path.clone(), path);
                        }
                    }
                    Item::Type(item) => {
                        if let syn::Type::Path(target) = &*item.ty {
                            let steps = target.path.segments.iter().skip(1).map(|step| step.ident.to_string());
                            let target: Vec<String> = steps.collect();
                            aliases.push((format!("{room}::{}", item.ident), target.join("::")));
                        }
                    }
                    _ => {}
                }
            }
        }
        exports.types.extend(aliases);
        for ((file, item, (_, _, wire)), identifier) in emitted::read(files).identifiers {
            if let Some(path) = declared.get(&(file, item)) {
                exports.members.entry(path.clone()).or_default().insert(wire, identifier);
            }
        }
        exports
    }

    /// The members of the type at a path.
    pub fn members(&self, path: &str) -> Option<&Members> {
        self.members.get(self.types.get(path)?)
    }
}

/// Module and name of each thing that `use self::…` names.
fn add_leaves(tree: &UseTree, path: &mut Vec<String>, leaves: &mut Vec<(String, String)>) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            add_leaves(&step.tree, path, leaves);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| add_leaves(tree, path, leaves)),
        UseTree::Name(name) => {
            let module = path.last().cloned().unwrap_or_default();
            leaves.push((module.trim_start_matches("r#").to_owned(), name.ident.to_string()));
        }
        _ => {}
    }
}
