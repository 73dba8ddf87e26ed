//! The usable locked names of a scope, by key and by name.

use std::collections::{BTreeSet, HashMap};

#[derive(Default)]
pub(super) struct Known {
    names: HashMap<String, String>,
    /// The keys that have each name. A lock may have very many of both.
    keys: HashMap<String, BTreeSet<String>>,
}

impl Known {
    pub(super) fn get(&self, key: &str) -> Option<&String> {
        self.names.get(key)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.names.iter()
    }

    /// The keys that have this name, sorted.
    pub(super) fn keys_of(&self, name: &str) -> impl Iterator<Item = &String> {
        self.keys.get(name).into_iter().flatten()
    }

    pub(super) fn insert(&mut self, key: &str, name: String) {
        self.remove(key);
        self.keys.entry(name.clone()).or_default().insert(key.to_owned());
        self.names.insert(key.to_owned(), name);
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<String> {
        let name = self.names.remove(key)?;
        if let Some(keys) = self.keys.get_mut(&name) {
            keys.remove(key);
        }
        Some(name)
    }
}
