//! The module tree of a crate: text of files in, parsed items by module out.

use std::collections::BTreeMap;

use syn::{Item, ext::IdentExt};

/// The files of a crate, by path below its folder.
pub type Files = BTreeMap<String, String>;

/// A crate as modules of parsed items.
#[derive(Default)]
pub struct Source {
    /// Modules by their path, e.g. `models::shared`; the root's path is empty.
    pub modules: BTreeMap<String, Module>,
}

/// One module.
pub struct Module {
    /// The file that it stands in, e.g. `src/models/mod.rs`.
    pub file: String,
    /// Its items; modules inside it are entries of their own.
    pub items: Vec<Item>,
}

impl Source {
    /// Reads the module tree below `src/lib.rs`.
    ///
    /// # Errors
    /// A file does not parse, or a declared module has no file.
    pub fn read(files: &Files) -> Result<Self, String> {
        let mut source = Self::default();
        let file = "src/lib.rs";
        let items = parse(files, file)?;
        source.add(files, String::new(), "src", file, items)?;
        Ok(source)
    }

    /// Adds a module and those inside it; `folder` has their files.
    fn add(&mut self, files: &Files, path: String, folder: &str, file: &str, items: Vec<Item>) -> Result<(), String> {
        for item in &items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.unraw().to_string();
            let inner = join(&path, &name);
            let below = format!("{folder}/{name}");
            if let Some((_, items)) = &module.content {
                self.add(files, inner, &below, file, items.clone())?;
                continue;
            }
            let candidates = [format!("{below}.rs"), format!("{below}/mod.rs")];
            let Some(file) = candidates.iter().find(|file| files.contains_key(*file)) else {
                return Err(format!("{file}: the module {name} has no file"));
            };
            let items = parse(files, file)?;
            self.add(files, inner, &below, file, items)?;
        }
        self.modules.insert(path, Module { file: file.to_owned(), items });
        Ok(())
    }
}

/// A path with one more step.
pub(crate) fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") }
}

fn parse(files: &Files, file: &str) -> Result<Vec<Item>, String> {
    let text = files.get(file).ok_or_else(|| format!("{file} is missing"))?;
    Ok(syn::parse_file(text).map_err(|error| format!("{file}: {error}"))?.items)
}
