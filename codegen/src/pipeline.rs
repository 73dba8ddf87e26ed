//! One connector through all stages, in memory: [`Input`] in, [`Generated`] out.
//!
//! Runs the stages one after another, and stops if an error means that there is no crate. It does not touch the disk.

use std::{
    mem,
    path::PathBuf,
    time::{Duration, Instant},
};

use crate::{
    counts::Counts,
    diagnostic::{Diagnostics, Listed, Problem, Quoted},
    emit,
    files::{Files, same_lines},
    folder::NoDefinition,
    input::{DefinitionForm, Input, InputFile, LONGEST_FILE, Remark},
    inspect::{self, ConnectorDescription, ConnectorReference},
    lower,
    model::{Connector, Family},
    names::{self, Assigned, Lock, Names},
    narrow,
    package::Package,
    shapes::Shapes,
    source,
    span::{Sources, Span},
    spec::Definition,
};

/// The result for one connector.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The connector: its path below the searched folder, or its name if it was generated from memory.
    pub connector: String,
    /// Name of the crate's folder, e.g. `kaizala` for the package `connector-kaizala`.
    pub folder: String,
    /// The crate's files; `None` if the definition has an error.
    pub files: Option<Files>,
    /// The new content of `names.lock`, if the connector has one.
    pub lock: Option<LockFile>,
    /// The `operationId`s of the crate, in the definition's order.
    pub operations: Vec<String>,
    /// Time of each stage, in order. Stages after an error are missing.
    pub times: Vec<(&'static str, Duration)>,
    /// The problems of the definition.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
    /// What the files were made from; `None` if there are none.
    made_from: Option<(Connector, Names)>,
}

/// What was understood of one connector.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Described {
    /// The connector: its path below the searched folder, or its name if it was read from memory.
    pub connector: String,
    /// The description; `None` if the definition has an error.
    pub description: Option<ConnectorDescription>,
    /// The problems of the definition.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
    /// What the description was made from; `None` if there is none.
    made_from: Option<(Connector, Names)>,
}

impl Described {
    /// What pages about the connector show beside its description; `None` if the definition has an error.
    pub fn reference(&self) -> Option<ConnectorReference> {
        let (connector, names) = self.made_from.as_ref()?;
        Some(inspect::reference(connector, names, self.description.as_ref()?))
    }
}

/// A connector whose parts have names, before anything is printed.
struct Named {
    connector: Connector,
    assigned: Assigned,
    form: DefinitionForm,
    lock: Option<InputFile>,
}

/// A connector's `names.lock`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LockFile {
    /// Where the file is on disk; `None` if the connector was generated from memory. Then the caller stores the text.
    pub path: Option<PathBuf>,
    /// The text that the file should hold.
    pub text: String,
    /// Whether the file holds another text.
    pub stale: bool,
    /// Whether the file does not exist.
    pub missing: bool,
}

/// Name of a crate's folder, e.g. `kaizala` for the package `connector-kaizala`.
pub(crate) fn crate_folder(connector: &str, tree: &str) -> String {
    let package = names::package_name(connector, Family::of_tree(tree));
    let folder = package.strip_prefix("connector-").map(str::to_owned).unwrap_or(package);
    // No package name has an underscore, so no other crate has this folder. `target` is the folder that cargo builds in.
    let is_reserved = folder == "target" || names::is_device(&folder);
    if is_reserved { format!("{folder}_") } else { folder }
}

/// Generates a crate with the operations `operations` and what they need; with all operations if the list is empty.
pub(crate) fn generate(input: Input, operations: &[String], package: &Package) -> Generated {
    let mut generated = Generated::new(&input.folder, input.tree.as_deref().unwrap_or_default());
    generated.run(input, operations, package);
    generated
}

/// Describes a connector without generating its crate.
pub(crate) fn describe(input: Input) -> Described {
    let mut generated = Generated::new(&input.folder, input.tree.as_deref().unwrap_or_default());
    let named = generated.named(input, &mut Instant::now()).filter(|_| !generated.diagnostics.has_errors());
    let mut described = Described::from(generated);
    if let Some(Named { connector, assigned, form, .. }) = named {
        described.description = Some(inspect::describe(&connector, &assigned.names, form));
        described.made_from = Some((connector, assigned.names));
    }
    described
}

/// The result for a folder without a definition. The problem's place is the folder itself, named `place`.
pub(crate) fn missing(connector: &str, tree: &str, place: String, reason: &NoDefinition) -> Generated {
    let problem = match reason {
        NoDefinition::Missing => Problem::NoDefinition,
        NoDefinition::Ambiguous(files) => Problem::SeveralDefinitions { files: Listed(files.clone()) },
        NoDefinition::Tables(files) => Problem::TablesAlone { files: Quoted(files.clone()) },
    };
    let mut generated = Generated::new(connector, tree);
    let file =
        source::add(&mut generated.sources, place, b" ".to_vec(), &mut generated.diagnostics).unwrap_or_default();
    generated.diagnostics.push(Span { file, start: 0, end: 0 }, problem);
    generated
}

fn problem_of(remark: Remark) -> Problem {
    match remark {
        Remark::OtherName(file) => Problem::DefinitionByOtherName { file },
        Remark::OtherDefinition(file) => Problem::DefinitionNotUsed { file },
        Remark::SignInNotUsed(file) => Problem::SignInNotUsed { file },
        Remark::Missing(file) => Problem::SolutionFileMissing { file },
        Remark::StrayLocks { strays, own } => Problem::StrayLock { strays: Quoted(strays), own },
    }
}

/// The shapes that a connector holds; none if its definition has an error.
pub(crate) fn shapes(input: Input) -> Shapes {
    let mut generated = Generated::new(&input.folder, input.tree.as_deref().unwrap_or_default());
    let lowered = generated.lower(input, &mut Instant::now());
    let lowered = lowered.filter(|_| !generated.diagnostics.has_errors());
    lowered.map(|(definition, connector)| Shapes::of(&definition, &connector)).unwrap_or_default()
}

impl Generated {
    fn new(connector: &str, tree: &str) -> Self {
        Self {
            connector: connector.to_owned(),
            folder: crate_folder(connector, tree),
            files: None,
            lock: None,
            operations: Vec::new(),
            times: Vec::new(),
            diagnostics: Diagnostics::default(),
            sources: Sources::default(),
            made_from: None,
        }
    }

    /// Sizes of the crate; zeros if there is none.
    pub(crate) fn counts(&self) -> Counts {
        self.made_from.as_ref().map(|(connector, _)| Counts::of(connector)).unwrap_or_default()
    }

    /// The text of a library that calls each operation of the crate; `None` if there is no crate.
    pub(crate) fn calls(&self) -> Option<String> {
        self.made_from.as_ref().map(|(connector, names)| emit::calls(connector, names))
    }

    fn run(&mut self, input: Input, operations: &[String], package: &Package) {
        let mut clock = Instant::now();
        let Some(Named { connector, assigned, lock, .. }) = self.named(input, &mut clock) else { return };
        let (connector, names) = match operations {
            [] => (connector, assigned.names),
            kept => narrow::narrow(connector, assigned.names, kept),
        };
        self.record_time(&mut clock, "names");
        if self.diagnostics.has_errors() {
            return;
        }
        self.operations = connector.operations.iter().map(|operation| operation.id.clone()).collect();
        self.files = Some(emit::emit(&connector, &names, package));
        self.record_time(&mut clock, "emit");
        self.made_from = Some((connector, names));
        self.lock = lock.map(|file| {
            let text = assigned.lock.to_string();
            LockFile { path: None, stale: !same_lines(&file.bytes, &text), missing: false, text }
        });
    }

    /// The stages up to the names.
    fn named(&mut self, mut input: Input, clock: &mut Instant) -> Option<Named> {
        let lock = input.lock.take();
        let (definition, connector) = self.lower(input, clock)?;
        let locked = lock.as_ref().map(|file| self.read_lock(file));
        let assigned = names::assign(&connector, locked.as_ref(), &mut self.diagnostics);
        let is_too_large = |text: String| text.len() > LONGEST_FILE;
        if assigned.lock.is_too_large() || lock.is_some() && is_too_large(assigned.lock.to_string()) {
            let span = definition.document.span;
            let span = Span { end: span.start, ..span };
            self.diagnostics.push(span, Problem::LockTooLarge { most: LONGEST_FILE.to_string() });
        }
        Some(Named { connector, assigned, form: definition.form, lock })
    }

    /// The stages up to the model, which do not depend on names.
    fn lower(&mut self, mut input: Input, clock: &mut Instant) -> Option<(Definition, Connector)> {
        let remarks = mem::take(&mut input.remarks);
        let definition = Definition::read(input, &mut self.sources, &mut self.diagnostics);
        self.record_time(clock, "spec");
        let definition = definition?;
        let span = Span { end: definition.document.span.start, ..definition.document.span };
        for remark in remarks {
            self.diagnostics.push(span, problem_of(remark));
        }
        let connector = lower::lower(&definition, &mut self.diagnostics);
        self.record_time(clock, "lower");
        Some((definition, connector?))
    }

    /// The names of a lock file. A new lock is an empty file and has none.
    fn read_lock(&mut self, file: &InputFile) -> Lock {
        if file.bytes.iter().all(u8::is_ascii_whitespace) {
            return Lock::default();
        }
        let node = source::add(&mut self.sources, file.path.clone(), file.bytes.clone(), &mut self.diagnostics)
            .and_then(|id| source::json(&self.sources, id, &mut self.diagnostics));
        let Some(node) = node else { return Lock::default() };
        let repaired = self.diagnostics.iter().filter(|diagnostic| diagnostic.span.file == node.span.file);
        let duplicates: Vec<_> = repaired
            .filter_map(|diagnostic| match &diagnostic.problem {
                Problem::DuplicateKey { key } => Some((diagnostic.span, key.clone())),
                _ => None,
            })
            .collect();
        // The repair keeps one of the names. Each is a name that a caller uses.
        for (span, address) in duplicates {
            self.diagnostics.push(span, Problem::NamesLockDuplicate { address });
        }
        Lock::read(&node, &mut self.diagnostics)
    }

    /// Records the time of a stage, and starts the clock for the next.
    fn record_time(&mut self, clock: &mut Instant, stage: &'static str) {
        self.times.push((stage, clock.elapsed()));
        *clock = Instant::now();
    }
}

/// The same connector without its crate.
impl From<Generated> for Described {
    fn from(generated: Generated) -> Self {
        let Generated { connector, diagnostics, sources, .. } = generated;
        Self { connector, description: None, diagnostics, sources, made_from: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_crate_has_the_folder_that_cargo_builds_in() {
        assert_eq!(["target", "Target"].map(|name| crate_folder(name, "spec")), ["target_", "target_"]);
        assert_eq!(crate_folder("target", "custom-connectors"), "target-custom");
        assert_eq!(crate_folder("targets", "spec"), "targets");
    }

    #[test]
    fn no_crate_has_the_folder_of_a_device() {
        for device in ["con", "AUX", "Nul", "prn", "COM1", "lpt9"] {
            let folder = crate_folder(device, "spec");
            assert!(folder.ends_with('_') && folder == folder.to_lowercase(), "{folder}");
        }
        assert_eq!(crate_folder("con", "custom-connectors"), "con-custom");
        assert_eq!(crate_folder("contacts", "spec"), "contacts");
    }
}
