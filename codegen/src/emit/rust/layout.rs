//! Which file holds which type: an operation with its own types, a definition with the types inside it, a shared type with
//! the shared types inside it.
//!
//! Public modules only re-export, so a file is free to hold types of several of them. It must not know how a type is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::emit::input::Input;
use crate::model::{OperationId, SchemaLocation, TypeDef, TypeId, TypeKind};
use crate::names::Module;

/// A file with more lines than this is split: each of its types has a file of its own.
const MOST_LINES: usize = 1_500;

/// The order of types inside a file, by the module that exports them.
const ORDER: [Module; 8] = [
    Module::Tables,
    Module::Models,
    Module::Parts,
    Module::Shared,
    Module::Parameters,
    Module::Bodies,
    Module::Responses,
    Module::Payloads,
];

/// The files that hold requests and types.
pub(super) struct Layout {
    files: Vec<TypeFile>,
}

/// A file, and those below it.
pub(super) struct TypeFile {
    /// The private module that it is, e.g. `operations::send_message`.
    pub(super) module: String,
    /// The operation whose request it holds.
    pub(super) operation: Option<OperationId>,
    /// The types that it holds itself.
    pub(super) types: Vec<TypeId>,
    /// The modules below it, with files of their own; these have none.
    pub(super) below: Vec<TypeFile>,
}

impl Layout {
    /// The layout of a crate. It depends on nothing but the connector and its names.
    pub(super) fn of(input: Input<'_>) -> Self {
        let owners = Owners::of(input);
        let mut contents: BTreeMap<String, (Option<OperationId>, Vec<TypeId>)> = BTreeMap::new();
        for (id, _, names) in input.operations() {
            contents.insert(format!("operations::{}", names.file), (Some(id), Vec::new()));
        }
        for index in 0..input.connector.types.len() {
            let id = TypeId(index);
            contents.entry(owners.module(input, id)).or_default().1.push(id);
        }
        let files = contents.into_iter().map(|(module, (operation, types))| file(input, module, operation, types));
        Self { files: files.collect() }
    }

    /// The files, sorted by their modules.
    pub(super) fn files(&self) -> &[TypeFile] {
        &self.files
    }

    /// Each file, followed by those below it.
    pub(super) fn all(&self) -> impl Iterator<Item = &TypeFile> {
        self.files.iter().flat_map(|file| std::iter::once(file).chain(&file.below))
    }
}

impl TypeFile {
    /// The module's own name.
    pub(super) fn name(&self) -> &str {
        self.module.rsplit("::").next().unwrap_or_default()
    }

    /// The path of the module around it.
    pub(super) fn parent(&self) -> &str {
        self.module.rsplit_once("::").map_or("", |(parent, _)| parent)
    }
}

/// The files of owners: operations, definitions and shared types.
struct Owners<'a> {
    operations: HashMap<&'a str, &'a str>,
    definitions: HashMap<&'a str, &'a str>,
    shared: HashMap<&'a SchemaLocation, &'a str>,
    tables: HashMap<&'a str, &'a str>,
}

impl<'a> Owners<'a> {
    fn of(input: Input<'a>) -> Self {
        let operations = input.operations().map(|(_, operation, names)| (operation.id.as_str(), names.file.as_str()));
        let definitions = input.types().filter_map(|(def, names)| match &def.location {
            SchemaLocation::Definition { name } => Some((name.as_str(), names.file.as_str())),
            _ => None,
        });
        let shared = input.types().filter_map(|(def, names)| match &def.location {
            SchemaLocation::Shared { first, .. } => Some((&**first, names.file.as_str())),
            _ => None,
        });
        let tables = input.connector.tables.iter().flat_map(|tables| &tables.tables);
        let tables = tables.map(|table| (table.stem.as_str(), input.type_names(table.row).file.as_str()));
        Self {
            operations: operations.collect(),
            definitions: definitions.collect(),
            shared: shared.collect(),
            tables: tables.collect(),
        }
    }

    /// The private module whose file holds a type.
    fn module(&self, input: Input<'_>, id: TypeId) -> String {
        let own = input.type_names(id).file.as_str();
        match &input.type_def(id).location {
            SchemaLocation::Definition { .. } => format!("models::{own}"),
            SchemaLocation::Part { definition, .. } => {
                format!("models::{}", self.definitions.get(definition.as_str()).unwrap_or(&own))
            }
            SchemaLocation::Shared { first, .. } => format!("models::shared::{}", self.outermost(first).unwrap_or(own)),
            SchemaLocation::Table { table, .. } => {
                format!("tables::{}", self.tables.get(table.as_str()).unwrap_or(&own))
            }
            SchemaLocation::Body { operation, .. }
            | SchemaLocation::Response { operation, .. }
            | SchemaLocation::Status { operation, .. }
            | SchemaLocation::Payload { operation, .. }
            | SchemaLocation::Parameter { operation, .. } => {
                format!("operations::{}", self.operations.get(operation.as_str()).unwrap_or(&own))
            }
        }
    }

    /// The file of the outermost shared type around the place of a shared type, which may be that type itself.
    fn outermost(&self, location: &SchemaLocation) -> Option<&'a str> {
        let mut around = location.clone();
        let path = steps(&mut around).map(std::mem::take)?;
        (0..=path.len()).find_map(|depth| {
            steps(&mut around)?.extend(depth.checked_sub(1).map(|last| path[last].clone()));
            self.shared.get(&around).copied()
        })
    }
}

/// The wire keys from the root of a schema to a place inside it.
fn steps(location: &mut SchemaLocation) -> Option<&mut Vec<String>> {
    match location {
        SchemaLocation::Definition { .. } | SchemaLocation::Shared { .. } => None,
        SchemaLocation::Part { path, .. }
        | SchemaLocation::Body { path, .. }
        | SchemaLocation::Response { path, .. }
        | SchemaLocation::Status { path, .. }
        | SchemaLocation::Payload { path, .. }
        | SchemaLocation::Table { path, .. }
        | SchemaLocation::Parameter { path, .. } => Some(path),
    }
}

/// A file with the types of one owner, split if they are too long together or share a name.
fn file(input: Input<'_>, module: String, operation: Option<OperationId>, mut types: Vec<TypeId>) -> TypeFile {
    types.sort_by_key(|id| ORDER.iter().position(|module| *module == input.type_names(*id).module));
    // The first type of a definition's file is the definition itself.
    let is_kept = |index: usize| operation.is_none() && index == 0;
    let is_long = types.iter().map(|id| lines(input.type_def(*id))).sum::<usize>() > MOST_LINES;
    let is_shared = types.iter().any(|id| input.type_names(*id).module == Module::Shared);
    let below =
        |name: &str, types| TypeFile { module: format!("{module}::{name}"), operation: None, types, below: Vec::new() };
    let (mut kept, mut files) = (Vec::new(), Vec::new());
    if is_long && !is_shared {
        let own = module.rsplit("::").next().unwrap_or_default();
        let mut taken = BTreeSet::from([own.to_owned(), "runtime".to_owned()]);
        for (index, id) in types.into_iter().enumerate() {
            if is_kept(index) {
                kept.push(id);
                continue;
            }
            let mut name = input.type_names(id).file.clone();
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            files.push(below(&name, vec![id]));
        }
        files.sort_by(|a, b| a.module.cmp(&b.module));
    } else {
        let mut taken: BTreeSet<&str> = operation.into_iter().flat_map(|id| input.request_names(id)).collect();
        for group in types.chunk_by(|a, b| input.type_names(*a).module == input.type_names(*b).module) {
            let names: Vec<&str> = group.iter().flat_map(|id| input.declared(*id)).collect();
            if names.iter().any(|name| taken.contains(name)) {
                let module = input.type_names(group[0]).module.path();
                files.push(below(module.rsplit("::").next().unwrap_or(module), group.to_vec()));
            } else {
                taken.extend(names);
                kept.extend(group);
            }
        }
    }
    TypeFile { module: module.clone(), operation, types: kept, below: files }
}

/// How many lines a type takes, about.
fn lines(def: &TypeDef) -> usize {
    match &def.kind {
        TypeKind::Struct(structure) => 20 + 12 * structure.fields.len(),
        TypeKind::Enum(enumeration) => 15 + 4 * enumeration.values.len(),
        TypeKind::Responses(responses) => 25 + 5 * responses.len(),
        TypeKind::Alias(_) => 5,
    }
}
