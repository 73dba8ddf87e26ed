//! Which operations reach the rows of a table, by their shape. Versions in a path (`/v2`, `/v9.1`) do not count.
//!
//! | rows | list | one row |
//! |---|---|---|
//! | of a table | `…/tables/{x}/items` | `…/items/{y}` |
//! | of a library's files | `…/tables/{x}/getfileitems` | `…/items/{y}/getfileitem`, `…/patchfileitem` |
//! | of an entity set | `…/{x}` | `…/{x}({y})` |
//!
//! The first form needs a description of the table below `$metadata.json`, or an update of one row. `…/tables/{x}/rows` with the same
//! parameters inserts rows, so a `POST` to the list, which may be an upsert, is not taken then.
//!
//! Of several operations with the same shape, one that is not deprecated is better; of updates, one with `If-Match`, since it never
//! creates a row; then the one that needs fewer values, and then the newest.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::lower::context::Context;
use crate::lower::operations::Lowered;
use crate::model::{self, Content, Exposure, Operation, OperationId, ParameterLocation, Role, TableOperations, Type};

/// The operations for each kind of rows.
pub(super) struct Found {
    pub(super) rows: Option<TableOperations>,
    pub(super) library: Option<TableOperations>,
    pub(super) entities: Option<TableOperations>,
}

/// The rows that an operation reaches. The text is the path of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Group {
    Rows(String),
    Library(String),
    Entities(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Task {
    List,
    Get,
    Create,
    Update,
    Delete,
}

/// How good an operation is for its task; greater is better, and earlier members count more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_current: bool,
    is_conditional: bool,
    needed: Reverse<usize>,
    version: Vec<u64>,
    at: Reverse<usize>,
}

impl Rank {
    fn id(&self) -> OperationId {
        OperationId(self.at.0)
    }
}

type Best = HashMap<(Group, Task), Rank>;

/// The operations that reach rows.
pub(super) fn find(context: &Context<'_>, lowered: &[Lowered<'_>]) -> Found {
    let mut best: Best = HashMap::new();
    let mut described = Vec::new();
    let mut inserts: Vec<(Vec<String>, Rank)> = Vec::new();
    for (at, it) in lowered.iter().enumerate() {
        let (version, path) = unversioned(&it.operation.path);
        let rank = rank(&it.operation, version, at);
        if it.operation.method == "GET" && path.starts_with("/$metadata.json/") {
            described.extend(shape(&path).strip_prefix("/$metadata.json").map(str::to_owned));
        }
        let has_row = has_row_body(context, &it.operation);
        if it.operation.method == "POST" && has_row && shape(&path).ends_with("/tables/{}/rows") {
            inserts.push((placeholders(&path), rank.clone()));
        }
        let Some((group, is_item)) = group(&path) else { continue };
        let task = match (it.operation.method.as_str(), is_item) {
            ("GET", false) => Task::List,
            ("POST", false) if has_row => Task::Create,
            ("GET", true) => Task::Get,
            ("PATCH" | "PUT", true) if has_row => Task::Update,
            ("DELETE", true) => Task::Delete,
            _ => continue,
        };
        let place = (group, task);
        let rank = best.remove(&place).into_iter().fold(rank, Ord::max);
        best.insert(place, rank);
    }
    // A definition may have several lists, with other parameters before the table.
    let chosen = |is_of: &dyn Fn(&Group) -> bool| {
        let lists = best.iter().filter(|((group, task), _)| *task == Task::List && is_of(group));
        let better = |rank: &Rank| {
            let is_visible = lowered[rank.at.0].operation.role != Role::Internal;
            (rank.is_current, is_visible, rank.version.clone(), rank.needed, rank.at)
        };
        let ((group, _), list) = lists.max_by_key(|(_, rank)| better(rank))?;
        let of = |task| best.get(&(group.clone(), task));
        let insert = inserts.iter().filter(|(names, _)| *names == placeholders(&lowered[list.at.0].operation.path));
        let insert = insert.map(|(_, rank)| rank).max().filter(|rank| rank.is_current);
        Some(TableOperations {
            list: list.id(),
            get: of(Task::Get).map(Rank::id),
            create: insert.or_else(|| of(Task::Create)).map(Rank::id),
            update: of(Task::Update).map(Rank::id),
            delete: of(Task::Delete).map(Rank::id),
        })
    };
    let is_rows = |group: &Group| match group {
        Group::Rows(list) => {
            let table = list.strip_suffix("/items").unwrap_or(list);
            described.iter().any(|path| path == table) || best.contains_key(&(group.clone(), Task::Update))
        }
        _ => false,
    };
    // An entity set is one only with its rows.
    let is_entities =
        |group: &Group| matches!(group, Group::Entities(_)) && best.contains_key(&(group.clone(), Task::Get));
    Found {
        rows: chosen(&is_rows),
        library: chosen(&|group| matches!(group, Group::Library(_))),
        entities: chosen(&is_entities),
    }
}

fn rank(operation: &Operation, version: Vec<u64>, at: usize) -> Rank {
    let is_conditional = operation.parameters.iter().any(|parameter| {
        parameter.location == ParameterLocation::Header && parameter.key.eq_ignore_ascii_case("If-Match")
    });
    let needed = operation.parameters.iter().filter(|parameter| parameter.exposure == Exposure::Positional).count();
    Rank {
        is_current: operation.deprecated.is_none(),
        is_conditional,
        needed: Reverse(needed),
        version,
        at: Reverse(at),
    }
}

/// The rows that a path reaches, and whether it is one of them.
fn group(path: &str) -> Option<(Group, bool)> {
    let shape = shape(path);
    let rows = |list: &str| list.ends_with("/tables/{}/items").then(|| Group::Rows(list.to_owned()));
    let library = |table: &str| table.ends_with("/tables/{}").then(|| Group::Library(table.to_owned()));
    if let Some(list) = rows(&shape) {
        return Some((list, false));
    }
    if let Some(list) = shape.strip_suffix("/{}").and_then(rows) {
        return Some((list, true));
    }
    if let Some(list) = shape.strip_suffix("/getfileitems").and_then(library) {
        return Some((list, false));
    }
    let item = ["/items/{}/getfileitem", "/items/{}/patchfileitem"].iter().find_map(|end| shape.strip_suffix(end));
    if let Some(list) = item.and_then(library) {
        return Some((list, true));
    }
    // Other paths have the shape of an entity set too, so its name counts here.
    if shape.ends_with("/{}({})") {
        let (list, _) = path.rsplit_once("({")?;
        return Some((Group::Entities(list.to_owned()), true));
    }
    shape.ends_with("/{}").then(|| (Group::Entities(path.to_owned()), false))
}

/// A path without its versions, and these as numbers.
fn unversioned(path: &str) -> (Vec<u64>, String) {
    let mut numbers = Vec::new();
    let kept = path.split('/').filter(|segment| match version(segment) {
        Some(version) => {
            numbers.extend(version);
            false
        }
        None => true,
    });
    let kept: Vec<&str> = kept.collect();
    (numbers, kept.join("/"))
}

/// The numbers of a segment such as `v9.1`.
fn version(segment: &str) -> Option<Vec<u64>> {
    segment.strip_prefix('v')?.split('.').map(|number| number.parse().ok()).collect()
}

/// A path with `{}` for each placeholder.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    shape.push_str(rest);
    shape
}

/// The names of a path's placeholders.
fn placeholders(path: &str) -> Vec<String> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// Whether an operation takes a row as its body.
fn has_row_body(context: &Context<'_>, operation: &Operation) -> bool {
    match operation.body.as_ref().map(|body| &body.content) {
        Some(Content::Json(ty)) => {
            matches!(model::resolve(&context.types, ty), Type::Row | Type::Json | Type::Map(_))
        }
        _ => false,
    }
}
