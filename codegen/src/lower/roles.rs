//! The role of an operation, and its id.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::lower::texts;
use crate::model::{Deprecation, Remark, Role, Visibility};
use crate::spec::{Annotation, Operation};

/// The role of an operation. A trigger is one with any visibility, since its registration is never shown.
pub(super) fn role(operation: &Operation) -> Role {
    if operation.trigger.is_some() {
        return Role::Trigger;
    }
    match texts::visibility(&operation.visibility) {
        Visibility::Internal => Role::Internal,
        _ => Role::Action,
    }
}

/// The id of each operation, in the document's order. A missing or duplicate id is made from method and path.
pub(super) fn ids(context: &mut Context<'_>) -> Vec<String> {
    let document = context.document;
    let operations = || document.paths.iter().flat_map(|item| item.operations.iter().map(move |it| (item, it)));
    let declared: HashSet<String> = operations().filter_map(|(_, operation)| texts::text(&operation.id)).collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut numbers = HashMap::new();
    let mut ids = Vec::new();
    for (item, operation) in operations() {
        let method = &operation.method.value;
        let id = match texts::text(&operation.id) {
            Some(id) if !taken.contains(&id) => id,
            Some(id) => {
                let made = made(method, &item.path.value, &mut numbers, |made| {
                    declared.contains(made) || taken.contains(made)
                });
                let span = operation.id.as_ref().map_or(operation.span, |id| id.span);
                context.report(span, Problem::DuplicateOperationId { id, made: made.clone() });
                made
            }
            None => {
                let made = made(method, &item.path.value, &mut numbers, |made| {
                    declared.contains(made) || taken.contains(made)
                });
                let operation = format!("{method} {}", item.path.value);
                context.report(item.path.span, Problem::MissingOperationId { operation, made: made.clone() });
                made
            }
        };
        taken.insert(id.clone());
        ids.push(id);
    }
    ids
}

/// An id from method and path, e.g. `GetGroupsGroupId` for `GET /groups/{groupId}`.
///
/// `numbers` has the next number for ids that are made of the same words.
fn made(method: &str, path: &str, numbers: &mut HashMap<String, u64>, is_taken: impl Fn(&str) -> bool) -> String {
    let words = std::iter::once(method.to_ascii_lowercase())
        .chain(path.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned));
    let base: String = words.map(|word| capitalised(&word)).collect();
    if !is_taken(&base) {
        return base;
    }
    let next = numbers.entry(base.clone()).or_insert(2);
    let free = (*next..).map(|number| (number, format!("{base}{number}"))).find(|(_, id)| !is_taken(id));
    free.map_or(base, |(number, id)| {
        *next = number + 1;
        id
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The newest revision of each family of operations.
pub(super) struct Revisions<'a> {
    newest: Newest<'a>,
    /// Of those that are not deprecated.
    current: Newest<'a>,
}

/// Family to revision and id.
type Newest<'a> = HashMap<&'a str, (u64, String)>;

impl<'a> Revisions<'a> {
    /// Reads the annotations of all operations; `ids` are their ids, in order.
    pub(super) fn new(context: &Context<'a>, ids: &[String]) -> Self {
        let (mut newest, mut current) = (Newest::new(), Newest::new());
        let operations = context.document.paths.iter().flat_map(|item| &item.operations);
        for (operation, id) in operations.zip(ids) {
            let Some((family, revision)) = operation.annotation.as_ref().and_then(revision) else { continue };
            let is_current = texts::deprecation(operation).is_none();
            for all in std::iter::once(&mut newest).chain(is_current.then_some(&mut current)) {
                let slot = all.entry(family).or_insert_with(|| (revision, id.clone()));
                if revision > slot.0 {
                    *slot = (revision, id.clone());
                }
            }
        }
        Self { newest, current }
    }

    /// The deprecation of an operation. Without a stated replacement, a newer revision that is not deprecated is the replacement.
    pub(super) fn deprecation(&self, operation: &Operation) -> Option<Deprecation> {
        let mut deprecation = texts::deprecation(operation)?;
        deprecation.replacement = deprecation.replacement.or_else(|| newer(&self.current, operation));
        Some(deprecation)
    }

    /// The remark on a newer revision of an operation.
    pub(super) fn remark(&self, operation: &Operation) -> Option<Remark> {
        newer(&self.newest, operation).map(Remark::NewerRevision)
    }
}

/// The newest operation of the family of an operation, if it is newer.
fn newer(newest: &Newest<'_>, operation: &Operation) -> Option<String> {
    let (family, own) = operation.annotation.as_ref().and_then(revision)?;
    let (newest, id) = newest.get(family)?;
    (*newest > own).then(|| id.clone())
}

fn revision(annotation: &Annotation) -> Option<(&str, u64)> {
    let family = annotation.family.as_ref()?;
    let revision = annotation.revision.as_ref()?;
    Some((&family.value, revision.value.trim().parse().ok()?))
}
