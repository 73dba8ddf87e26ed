//! The files of one folder in, its connectors out: which files belong together.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::connector::{ConnectorFolder, NoDefinition, name_of};
use super::files::Files;
use super::shared::SharedFile;
use crate::container::{Contents, Form, Inside, SolutionHead, decoded};
use crate::input::{PropertyPart, Remark};

/// How the name of a definition ends if it is not the catalogue's.
const DEFINITION_SUFFIX: &str = ".swagger.json";

/// How a solution names the definition of a connector.
const SOLUTION_SUFFIX: &str = "_openapidefinition";

/// Names of a definition that say nothing about its connector.
const NAMELESS: [&str; 4] = ["apidefinition", "swagger", "openapi", "definition"];

/// A folder in which connectors are looked for.
pub(super) struct Place {
    pub(super) folder: PathBuf,
    /// Its path below the searched folder, `/` between the parts; empty for the searched folder itself.
    pub(super) path: String,
}

/// The connectors of one folder.
pub(super) struct Group {
    pub(super) connectors: Vec<ConnectorFolder>,
    /// Whether the folder is a connector's own, so that its folders belong to it.
    pub(super) is_closed: bool,
}

/// Marks the connectors that would start a lock anew while the folder has a lock that no connector uses. Files were added, removed or
/// renamed since it was written, so it may be theirs.
pub(super) fn mark_strays(connectors: &mut [ConnectorFolder], locks: &[PathBuf]) {
    let own: Vec<Option<PathBuf>> = connectors.iter().map(ConnectorFolder::lock).collect();
    let used: HashSet<&PathBuf> = own.iter().flatten().collect();
    let strays: Vec<String> = locks.iter().filter(|lock| !used.contains(lock)).map(|lock| name_of(lock)).collect();
    if strays.is_empty() {
        return;
    }
    let locks: HashSet<&PathBuf> = locks.iter().collect();
    let mut reported = strays.len();
    for (connector, own) in connectors.iter_mut().zip(&own) {
        if let Some(own) = own.as_ref().filter(|own| connector.may_have_crate() && !locks.contains(own)) {
            let strays = strays.iter().take(reported).cloned().collect();
            connector.remarks.push(Remark::StrayLocks { strays, own: name_of(own) });
            // The others name one lock only: many connectors and many locks would take the product of their numbers.
            reported = 1;
        }
    }
}

/// The connectors in a folder.
pub(super) fn group(place: &Place, mut files: Files) -> Group {
    if let Some(exact) = files.exact.clone() {
        let mut connector = place.owner(name_of(&place.folder), Ok(exact));
        connector.remarks.extend(files.definition_names().into_iter().map(Remark::OtherDefinition));
        files.give_all(&mut connector);
        return Group { connectors: vec![connector], is_closed: true };
    }
    let mut connectors: Vec<_> =
        std::mem::take(&mut files.heads).into_iter().map(|(path, head)| place.solution(path, head)).collect();
    let stated: HashSet<&Path> =
        connectors.iter().filter_map(|connector| connector.definition.as_deref().ok()).collect();
    files.definitions.retain(|(file, _)| !stated.contains(file.as_path()));
    let definitions = std::mem::take(&mut files.definitions);
    let count = connectors.len() + definitions.iter().map(|(_, contents)| contents.connectors.len()).sum::<usize>();
    if count > 1 && files.has_marks {
        let solutions = connectors.iter().filter_map(|connector| connector.definition.as_deref().ok()).map(name_of);
        let several = solutions.chain(definitions.iter().map(|(path, _)| name_of(path))).collect();
        let connector = place.owner(name_of(&place.folder), Err(NoDefinition::Ambiguous(several)));
        return Group { connectors: vec![connector], is_closed: false };
    }
    let is_own = |path: &Path| files.has_marks || name_of(path).to_ascii_lowercase().ends_with(DEFINITION_SUFFIX);
    let is_closed = count == 1 && definitions.iter().any(|(path, _)| is_own(path));
    for (path, contents) in &definitions {
        let shared = SharedFile::default();
        for (index, inside) in contents.connectors.iter().enumerate() {
            let name = match &inside.name {
                None if count == 1 && is_own(path) => name_of(&place.folder),
                _ => place.name(path, inside),
            };
            let mut connector = place.one(name, path);
            connector.index = Some(index).filter(|_| contents.connectors.len() > 1);
            connector.shared = shared.clone();
            connectors.push(connector);
        }
    }
    connectors.iter_mut().for_each(find_parts);
    let parts: HashSet<&PathBuf> = connectors.iter().flat_map(|it| it.parts.iter().map(|(_, part)| part)).collect();
    files.parameters.retain(|file| !parts.contains(file));
    if let [only] = connectors.as_mut_slice() {
        place.give_folder(only);
        if is_closed && definitions.iter().all(|(_, contents)| contents.form == Form::Definition) {
            only.remarks.extend(only.definition.as_deref().ok().and_then(other_name));
        }
        files.give_all(only);
    } else {
        files.give_by_name(&mut connectors);
        connectors.extend(files.alone(place, connectors.is_empty()));
    }
    if !is_closed {
        connectors.extend(files.foreign.iter().map(|path| {
            let mut connector = place.one(stem(path), path);
            connector.is_foreign = true;
            connector
        }));
    }
    Group { connectors, is_closed }
}

/// A file that looks like a definition of the catalogue by its name, but for one part.
fn other_name(path: &Path) -> Option<Remark> {
    let name = name_of(path);
    name.to_ascii_lowercase().ends_with(DEFINITION_SUFFIX).then_some(Remark::OtherName(name))
}

impl Place {
    /// The connector that the folder is.
    fn owner(&self, name: String, definition: Result<PathBuf, NoDefinition>) -> ConnectorFolder {
        let mut connector = ConnectorFolder::new(name, definition);
        self.give_folder(&mut connector);
        connector
    }

    /// Makes the folder a connector's own.
    fn give_folder(&self, connector: &mut ConnectorFolder) {
        connector.tree = self.folder.parent().map(name_of).unwrap_or_default();
        connector.path = if self.path.is_empty() { connector.name.clone() } else { self.path.clone() };
        connector.directory = Some(self.folder.clone());
    }

    /// One of several connectors in the folder.
    fn one(&self, name: String, definition: &Path) -> ConnectorFolder {
        let mut connector = ConnectorFolder::new(name, Ok(definition.to_owned()));
        connector.tree = name_of(&self.folder);
        let parts = [self.path.as_str(), connector.name.as_str()];
        connector.path = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        connector
    }

    /// The connector whose files a solution's file names.
    fn solution(&self, path: PathBuf, head: SolutionHead) -> ConnectorFolder {
        let stated = head.definition.map(|file| self.folder.join(file)).filter(|file| file.is_file());
        let name = head.name.unwrap_or_else(|| self.name(stated.as_ref().unwrap_or(&path), &Inside::default()));
        let mut connector = self.one(name, stated.as_ref().unwrap_or(&path));
        for (part, file) in head.properties {
            let file = self.folder.join(file);
            if file.is_file() {
                connector.parts.push((part, file));
            } else {
                connector.remarks.push(Remark::Missing(name_of(&file)));
            }
        }
        connector
    }

    /// The name of a connector that does not own its folder.
    fn name(&self, file: &Path, inside: &Inside) -> String {
        if let Some(name) = &inside.name {
            return name.clone();
        }
        let stem = stem(file);
        if NAMELESS.iter().any(|nameless| stem.eq_ignore_ascii_case(nameless)) {
            return name_of(&self.folder);
        }
        stem.strip_suffix(SOLUTION_SUFFIX).map_or(stem.clone(), decoded)
    }
}

/// Gives a connector the files that a solution has beside its definition, by their names.
fn find_parts(connector: &mut ConnectorFolder) {
    let Some((folder, stem)) = connector.definition.as_deref().ok().and_then(|file| Some((file.parent()?, stem(file))))
    else {
        return;
    };
    let Some(prefix) = stem.strip_suffix(SOLUTION_SUFFIX).filter(|_| connector.parts.is_empty()) else { return };
    let parts =
        PropertyPart::ALL.map(|part| (part, folder.join(format!("{prefix}_{}.json", part.key().to_ascii_lowercase()))));
    connector.parts = parts.into_iter().filter(|(_, file)| file.is_file()).collect();
}

/// A file's name without its ending.
pub(super) fn stem(file: &Path) -> String {
    let name = name_of(file);
    let stem = name.strip_suffix(DEFINITION_SUFFIX).or_else(|| name.rsplit_once('.').map(|(stem, _)| stem));
    stem.filter(|stem| !stem.is_empty()).unwrap_or(&name).to_owned()
}

/// What the files of one connector in a solution have in common: the name up to its last underscore.
fn prefix(file: &Path) -> Option<String> {
    let stem = stem(file);
    stem.rsplit_once('_').map(|(prefix, _)| prefix.to_owned())
}

impl Files {
    /// Gives a folder's only connector every file that can belong to it.
    fn give_all(&mut self, connector: &mut ConnectorFolder) {
        connector.tables = std::mem::take(&mut self.tables);
        connector.script = self.scripts.first().cloned();
        let has_parts = !connector.parts.is_empty();
        let (properties, parameters) = (std::mem::take(&mut self.properties), std::mem::take(&mut self.parameters));
        match (properties.as_slice(), parameters.as_slice()) {
            ([one], []) if !self.has_properties && !has_parts => connector.properties = Some(one.clone()),
            ([], [one]) if !self.has_properties && !has_parts => give_parameters(connector, one),
            _ => connector.remarks.extend(properties.iter().chain(&parameters).map(|file| sign_in_not_used(file))),
        }
    }

    /// Gives each of several connectors the connection parameters and the code whose names begin as its definition's does. Code that
    /// belongs to none by its name may belong to each.
    fn give_by_name(&mut self, connectors: &mut [ConnectorFolder]) {
        let prefixes: Vec<_> = connectors.iter().map(|it| it.definition.as_deref().ok().and_then(prefix)).collect();
        // The connectors of each prefix, the first one last.
        let mut indexes: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, prefix) in prefixes.iter().enumerate().rev() {
            prefix.iter().for_each(|prefix| indexes.entry(prefix).or_default().push(index));
        }
        let (mut own, mut common) = (HashMap::new(), None);
        for script in &self.scripts {
            match prefix(script).and_then(|prefix| indexes.get(prefix.as_str())?.last()) {
                Some(index) => own.entry(*index).or_insert(script),
                None => common.get_or_insert(script),
            };
        }
        for (index, connector) in connectors.iter_mut().enumerate() {
            connector.script = own.get(&index).copied().or(common).cloned();
        }
        indexes.values_mut().for_each(|of| of.retain(|at| connectors.get(*at).is_some_and(|it| it.parts.is_empty())));
        let mut rest = std::mem::take(&mut self.properties);
        for file in std::mem::take(&mut self.parameters) {
            let index = prefix(&file).and_then(|prefix| indexes.get_mut(prefix.as_str())?.pop());
            match index.and_then(|index| connectors.get_mut(index)) {
                Some(connector) => give_parameters(connector, &file),
                None => rest.push(file),
            }
        }
        let mut reported = rest.len();
        for connector in connectors.iter_mut().filter(|connector| connector.parts.is_empty()) {
            connector.remarks.extend(rest.iter().take(reported).map(|file| sign_in_not_used(file)));
            // The others report one file only: many connectors and many files would take the product of their numbers.
            reported = 1;
        }
    }

    /// The error of a folder with files that belong to no connector; `None` if there are none.
    fn alone(&self, place: &Place, is_empty: bool) -> Option<ConnectorFolder> {
        let reason = if !self.tables.is_empty() {
            NoDefinition::Tables(self.tables.iter().map(|path| name_of(path)).collect())
        } else if is_empty && self.has_marks && self.foreign.is_empty() {
            NoDefinition::Missing
        } else {
            return None;
        };
        let mut connector = place.owner(name_of(&place.folder), Err(reason));
        connector.tables.clone_from(&self.tables);
        Some(connector)
    }
}

/// Gives a connector a file of connection parameters.
fn give_parameters(connector: &mut ConnectorFolder, file: &Path) {
    connector.parts.push((PropertyPart::ConnectionParameters, file.to_owned()));
}

fn sign_in_not_used(file: &Path) -> Remark {
    Remark::SignInNotUsed(name_of(file))
}

/// The connectors of one file in a folder, named after the file if neither it nor its name says more.
pub(super) fn of_file(place: &Place, file: &Path, contents: &Contents) -> Vec<ConnectorFolder> {
    let shared = SharedFile::default();
    let connectors = contents.connectors.iter().enumerate().map(|(index, inside)| {
        let mut connector = place.one(inside.name.clone().unwrap_or_else(|| stem(file)), file);
        connector.index = Some(index).filter(|_| contents.connectors.len() > 1);
        connector.shared = shared.clone();
        connector
    });
    let connectors: Vec<_> = connectors.collect();
    if connectors.is_empty() { vec![place.one(stem(file), file)] } else { connectors }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use crate::folder::discover;
    use crate::input::{Remark, TABLES};

    #[test]
    fn only_the_folder_of_one_connector_is_closed_and_names_it() {
        let root = tempfile::tempdir().unwrap();
        let found = |files: &[&str]| {
            for file in files {
                let file = root.path().join(file);
                fs::create_dir_all(file.parent().unwrap_or(Path::new(""))).unwrap();
                fs::write(file, "{\"swagger\": \"2.0\"}").unwrap();
            }
            discover(root.path()).unwrap().into_iter().map(|it| it.path).collect::<Vec<_>>()
        };
        assert_eq!(found(&["greeter/one.swagger.json", "greeter/deep/three.swagger.json"]), ["greeter"]);
        assert_eq!(found(&["greeter/two.swagger.json"]), ["greeter/deep", "greeter/one", "greeter/two"]);
    }

    #[test]
    fn the_first_of_several_connectors_lists_the_locks_of_none() {
        let root = tempfile::tempdir().unwrap();
        for lock in ["a.json.names.lock", "x.json.names.lock", "y.json.names.lock", "z.json.names.lock"] {
            fs::write(root.path().join(lock), "").unwrap();
        }
        for name in ["a.json", "b.json", "c.json", "d.json"] {
            fs::write(root.path().join(name), r#"{"swagger": "2.0"}"#).unwrap();
        }
        let found = discover(root.path()).unwrap();
        let strays = found.iter().map(|it| match it.remarks.as_slice() {
            [Remark::StrayLocks { strays, own }] => (it.name.as_str(), strays.len(), own.as_str()),
            _ => (it.name.as_str(), 0, ""),
        });
        let expected =
            [("a", 0, ""), ("b", 3, "b.json.names.lock"), ("c", 1, "c.json.names.lock"), ("d", 1, "d.json.names.lock")];
        assert_eq!(strays.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_first_of_several_connectors_lists_the_files_that_belong_to_none() {
        let root = tempfile::tempdir().unwrap();
        let sign_in = r#"{"properties": {"connectionParameters": {}}}"#;
        let definition = r#"{"swagger": "2.0"}"#;
        for (name, text) in [("a", definition), ("b", definition), ("c", definition), ("x", sign_in), ("y", sign_in)] {
            fs::write(root.path().join(name).with_extension("json"), text).unwrap();
        }
        let found = discover(root.path()).unwrap();
        let remarks: Vec<_> = found.iter().map(|it| (it.name.as_str(), it.remarks.len())).collect();
        assert_eq!(remarks, [("a", 2), ("b", 1), ("c", 1)]);
    }

    #[test]
    fn a_folder_for_tables_has_only_tables_beside_a_definition() {
        let root = tempfile::tempdir().unwrap();
        let tables = root.path().join(TABLES);
        fs::create_dir_all(tables.join("folder.json")).unwrap();
        fs::write(tables.join("a.json"), r#"{"swagger": "2.0"}"#).unwrap();
        let found = discover(root.path()).unwrap();
        assert_eq!(found.iter().map(|it| (&*it.path, it.tables.len())).collect::<Vec<_>>(), [(TABLES, 0)]);

        fs::write(root.path().join("one.json"), r#"{"swagger": "2.0"}"#).unwrap();
        let found = discover(root.path()).unwrap();
        assert_eq!(found.iter().map(|it| it.tables.clone()).collect::<Vec<_>>(), [[tables.join("a.json")]]);
    }

    /// Two files would say how to sign in.
    #[test]
    fn other_settings_are_not_used_beside_those_of_a_solution() {
        let root = tempfile::tempdir().unwrap();
        let sign_in = r#"{"token": {"type": "securestring"}}"#;
        let properties = r#"{"properties": {"connectionParameters": {}}}"#;
        fs::write(root.path().join("x_openapidefinition.json"), r#"{"swagger": "2.0"}"#).unwrap();
        fs::write(root.path().join("other.json"), properties).unwrap();
        let found = || discover(root.path()).unwrap().remove(0);
        assert!(found().properties.is_some_and(|file| file.ends_with("other.json")));
        fs::write(root.path().join("x_connectionparameters.json"), sign_in).unwrap();
        let found = found();
        assert_eq!((found.parts.len(), found.properties, found.remarks.len()), (1, None, 1));
    }
}
