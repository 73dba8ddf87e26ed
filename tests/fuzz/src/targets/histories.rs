//! Versions of a definition, one after another with one `names.lock` → crates that a caller's program can follow.

use std::collections::BTreeSet;

use connector_codegen::{Files, Generator, Input, Problem};
use connector_emitted::promises::{Promises, broken_since, read};

use super::generator::sound;
use crate::history::{Version, versions};

/// What a generator makes of a version.
#[derive(Clone, Debug)]
pub struct Made {
    /// The crate.
    pub files: Files,
    /// The new `names.lock`.
    pub lock: String,
    /// The names of which a diagnostic says that they mean something else.
    pub reported: BTreeSet<String>,
}

/// A version that later ones are compared with.
struct Earlier {
    number: usize,
    version: Version,
    promises: Promises,
    reported: BTreeSet<String>,
}

/// The property of a history.
///
/// # Errors
/// The path that means something else than in an earlier version, or how a second run differs.
pub fn history(bytes: &[u8]) -> Result<(), String> {
    holds(made, bytes)
}

/// The generator under test. `None` if it makes no crate.
///
/// # Errors
/// What is wrong with the crate or the diagnostics.
pub fn made(version: &Version, lock: &str) -> Result<Option<Made>, String> {
    let input = Input::new("t", version.definition.as_str());
    let generated =
        Generator::new("").generate_from(input.with_properties(version.properties.as_str()).with_lock(lock));
    sound(&generated)?;
    let (Some(files), Some(lock)) = (generated.files, generated.lock) else { return Ok(None) };
    let reported = generated.diagnostics.iter().filter_map(|it| match &it.problem {
        Problem::NameFollows { identifier, .. } | Problem::MeaningChanged { identifier, .. } => Some(plain(identifier)),
        _ => None,
    });
    Ok(Some(Made { files, lock: lock.text, reported: reported.collect() }))
}

/// A name without what its kinds spell differently: a method, a type and a field.
fn plain(name: &str) -> String {
    name.trim_end_matches("()").replace('_', "").to_lowercase()
}

/// Whether a path keeps its meaning through all versions, and a second run changes nothing.
///
/// # Errors
/// As [`history`].
pub fn holds(make: impl Fn(&Version, &str) -> Result<Option<Made>, String>, bytes: &[u8]) -> Result<(), String> {
    let (mut lock, mut earlier) = (String::new(), Vec::<Earlier>::new());
    for (number, version) in versions(bytes).into_iter().enumerate() {
        let Some(made) = make(&version, &lock)? else {
            // A lock must not keep a version from becoming a crate.
            match make(&version, "")? {
                Some(_) => return Err(format!("version {number}: no crate with the lock\n{}", version.definition)),
                None => continue,
            }
        };
        match make(&version, &made.lock)? {
            Some(again) if again.lock == made.lock && again.files == made.files => {}
            _ => return Err(format!("version {number}: a second run differs\n{}", version.definition)),
        }
        let now = read(&made.files)?;
        let mut last: Option<&Earlier> = None;
        let mut reported = made.reported.clone();
        // Each path is compared with the last version that has it.
        let mut compared = BTreeSet::new();
        for before in earlier.iter().rev() {
            let of = before.promises.iter().filter(|(path, _)| compared.insert((*path).clone()));
            let of: Promises = of.map(|(path, promise)| (path.clone(), promise.clone())).collect();
            let last = &last.get_or_insert(before).promises;
            if let Some(path) = broken_since(&of, last, &now, |name| reported.contains(&plain(name))).first() {
                let (from, old, new) = (before.number, &before.version.definition, &version.definition);
                return Err(format!("version {from} to {number}: {path}\n{old}\n{new}"));
            }
            reported.extend(before.reported.iter().cloned());
        }
        earlier.push(Earlier { number, version, promises: now, reported: made.reported });
        lock = made.lock;
    }
    Ok(())
}
