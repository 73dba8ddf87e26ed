//! The whole line, as a library: where from, where to, options; files and diagnostics out, nothing written unless asked.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    counts::Counts,
    diagnostic::{Diagnostics, Problem},
    emit,
    files::Files,
    folder::{self, ConnectorFolder, DiscoverError, LOCK, NoDefinition},
    input::InputFile,
    lower,
    model::Family,
    names::{self, Lock},
    narrow,
    output::{self, Change, ChangeKind},
    shapes::Shapes,
    span::{Sources, Span},
    spec::Definition,
};

/// Turns connector folders into crates.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let generator = connector_codegen::Generator::new("spec").out("generated");
/// for connector in generator.connectors()? {
///     let generated = generator.generate(&connector)?;
///     eprint!("{}", generated.diagnostics.render(&generated.sources));
///     generator.write(&generated)?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    spec: PathBuf,
    out: PathBuf,
    only: Vec<String>,
    operations: Vec<String>,
    calls: bool,
}

/// One connector's outcome.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Where it came from.
    pub connector: ConnectorFolder,
    /// Name of the crate's folder, e.g. `kaizala` for the package `connector-kaizala`.
    pub folder: String,
    /// The crate's files; `None` where the definition has an error.
    pub files: Option<Files>,
    /// A library that calls each operation with values it is handed, where [`Generator::calls`] asked for it.
    pub calls: Option<String>,
    /// What `names.lock` should hold, where the connector's folder has one.
    pub lock: Option<LockFile>,
    /// `operationId`s that the crate has, in the definition's order.
    pub operations: Vec<String>,
    /// How much the crate holds; zeros where there is none.
    pub counts: Counts,
    /// How long each stop took, in the order of the line; those after an error are missing.
    pub times: Vec<(&'static str, Duration)>,
    /// Everything that is wrong with the definition.
    pub diagnostics: Diagnostics,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
}

/// A connector's `names.lock`.
#[derive(Clone, Debug)]
pub struct LockFile {
    /// Where it stands.
    pub path: PathBuf,
    /// What it should hold.
    pub text: String,
    /// Whether it holds something else.
    pub stale: bool,
}

/// A crate in the output folder whose definition is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanCrate {
    /// Name of the crate's folder.
    pub folder: String,
    /// The definition that it was made from.
    pub origin: String,
}

impl Generator {
    /// Reads from `spec`: a connector folder, a tree of them, or one definition file. Writes to `generated` unless told otherwise.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { spec: spec.into(), out: "generated".into(), only: Vec::new(), operations: Vec::new(), calls: false }
    }

    /// Writes one folder a crate below `out`.
    pub fn out(mut self, out: impl Into<PathBuf>) -> Self {
        self.out = out.into();
        self
    }

    /// Keeps to these connectors: folder names, or paths below the searched folder. All where it is empty.
    pub fn only(mut self, connectors: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.only = connectors.into_iter().map(Into::into).collect();
        self
    }

    /// Emits these operations, by `operationId`, and what they need; all where it is empty. An id that a connector does not have is
    /// passed over there: [`Generated::operations`] says what was found.
    pub fn operations(mut self, operations: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.operations = operations.into_iter().map(Into::into).collect();
        self
    }

    /// Also makes the text of a library that calls each operation of the crate with values it is handed: `cargo xtask contract`
    /// judges what those calls put on the wire. It links to the crate and to `connector-contract`.
    pub fn calls(mut self, calls: bool) -> Self {
        self.calls = calls;
        self
    }

    /// Name of the folder below `out` that a connector's crate is written to, e.g. `kaizala` for the package
    /// `connector-kaizala`.
    pub fn crate_folder(connector: &ConnectorFolder) -> String {
        let package = names::package_name(&connector.name, Family::of_tree(&connector.tree));
        package.strip_prefix("connector-").map(str::to_owned).unwrap_or(package)
    }

    /// The connectors to generate, sorted by path.
    ///
    /// # Errors
    /// Nothing is found, a path cannot be read, or a name fits none or several.
    pub fn connectors(&self) -> Result<Vec<ConnectorFolder>, DiscoverError> {
        folder::select(folder::discover(&self.spec)?, &self.only)
    }

    /// Generates one connector, in memory.
    ///
    /// # Errors
    /// A file of the connector is there and cannot be read. What is wrong inside a file is a diagnostic.
    pub fn generate(&self, connector: &ConnectorFolder) -> io::Result<Generated> {
        let mut generated = Generated {
            connector: connector.clone(),
            folder: Self::crate_folder(connector),
            files: None,
            calls: None,
            lock: None,
            operations: Vec::new(),
            counts: Counts::default(),
            times: Vec::new(),
            diagnostics: Diagnostics::default(),
            sources: Sources::default(),
        };
        generated.run(self)?;
        Ok(generated)
    }

    /// Which shapes a connector holds; none where its definition has an error.
    ///
    /// # Errors
    /// A file of the connector is there and cannot be read.
    pub fn shapes(&self, connector: &ConnectorFolder) -> io::Result<Shapes> {
        let Ok(path) = &connector.definition else { return Ok(Shapes::default()) };
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let definition = Definition::read(connector.read(path)?, &mut sources, &mut diagnostics);
        let shapes = definition.as_ref().and_then(|definition| {
            lower::lower(definition, &mut diagnostics).map(|connector| Shapes::of(definition, &connector))
        });
        Ok(shapes.filter(|_| !diagnostics.has_errors()).unwrap_or_default())
    }

    /// What [`write`](Self::write) would change, sorted by path; nothing where the definition has an error. A `names.lock` that lacks
    /// a name is a change too.
    ///
    /// # Errors
    /// The crate's folder cannot be read.
    pub fn compare(&self, generated: &Generated) -> io::Result<Vec<Change>> {
        let Some(files) = &generated.files else { return Ok(Vec::new()) };
        let mut changes = output::compare(&self.out.join(&generated.folder), files)?;
        if generated.lock.as_ref().is_some_and(|lock| lock.stale) {
            changes.push(Change { path: LOCK.into(), kind: ChangeKind::Stale });
        }
        Ok(changes)
    }

    /// Makes the crate's folder hold the generated files, and `names.lock` the names; what changed, sorted by path.
    ///
    /// # Errors
    /// A file cannot be read, written or removed; what was done until then stays, each file whole.
    pub fn write(&self, generated: &Generated) -> io::Result<Vec<Change>> {
        let changes = self.compare(generated)?;
        if let Some(files) = &generated.files {
            output::apply(&self.out.join(&generated.folder), files, &changes)?;
        }
        if let Some(lock) = generated.lock.as_ref().filter(|lock| lock.stale) {
            output::write_whole(&lock.path, lock.text.as_bytes())?;
        }
        Ok(changes)
    }

    /// The crates in the output folder that an earlier run made from a definition that is gone from the trees searched now.
    /// None where only some connectors are generated.
    ///
    /// # Errors
    /// As [`connectors`](Self::connectors), or the output folder cannot be read.
    pub fn orphans(&self) -> Result<Vec<OrphanCrate>, DiscoverError> {
        if !self.only.is_empty() || !self.spec.is_dir() {
            return Ok(Vec::new());
        }
        let connectors = folder::discover(&self.spec)?;
        if connectors.iter().any(|connector| connector.directory == self.spec.canonicalize().ok()) {
            return Ok(Vec::new());
        }
        let trees: BTreeSet<&str> = connectors.iter().map(|connector| connector.tree.as_str()).collect();
        let folders: BTreeSet<String> = connectors.iter().map(Self::crate_folder).collect();
        let failed = |source| DiscoverError::Io { path: self.out.clone(), source };
        let entries = match fs::read_dir(&self.out) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut orphans = Vec::new();
        for entry in entries {
            let entry = entry.map_err(failed)?;
            let folder = entry.file_name().to_string_lossy().into_owned();
            if folders.contains(&folder) || !entry.file_type().map_err(failed)?.is_dir() {
                continue;
            }
            let origin = output::origin_of(&self.out.join(&folder).join("Cargo.toml")).map_err(failed)?;
            if let Some(origin) =
                origin.filter(|origin| origin.split('/').next().is_some_and(|tree| trees.contains(tree)))
            {
                orphans.push(OrphanCrate { folder, origin });
            }
        }
        orphans.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(orphans)
    }

    /// Removes the files of an orphaned crate; foreign files in its folder stay.
    ///
    /// # Errors
    /// A file cannot be read or removed.
    pub fn remove(&self, orphan: &OrphanCrate) -> io::Result<()> {
        let folder = self.out.join(&orphan.folder);
        output::apply(&folder, &Files::new(), &output::compare(&folder, &Files::new())?)
    }
}

impl Generated {
    /// Runs the line from the first stop to the last; stops where a diagnostic says that there is no crate.
    fn run(&mut self, generator: &Generator) -> io::Result<()> {
        let path = match &self.connector.definition {
            Ok(path) => path.clone(),
            Err(reason) => {
                self.report_missing(reason.clone());
                return Ok(());
            }
        };
        let mut clock = Instant::now();
        let input = self.connector.read(&path)?;
        let lock = self.connector.read_beside(LOCK)?;
        self.record_time(&mut clock, "read");
        let definition = Definition::read(input, &mut self.sources, &mut self.diagnostics);
        self.record_time(&mut clock, "spec");
        let Some(definition) = definition else { return Ok(()) };
        if self.connector.has_other_name() {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let span = Span { end: definition.document.span.start, ..definition.document.span };
            self.diagnostics.push(span, Problem::DefinitionByOtherName { file });
        }
        let connector = lower::lower(&definition, &mut self.diagnostics);
        self.record_time(&mut clock, "lower");
        let Some(connector) = connector else { return Ok(()) };
        let locked = lock.as_ref().map(|file| self.read_lock(file));
        let assigned = names::assign(&connector, locked.as_ref(), &mut self.diagnostics);
        let (connector, names) = match generator.operations.as_slice() {
            [] => (connector, assigned.names),
            kept => narrow::narrow(connector, assigned.names, kept),
        };
        self.record_time(&mut clock, "names");
        if self.diagnostics.has_errors() {
            return Ok(());
        }
        self.counts = Counts::of(&connector);
        self.operations = connector.operations.iter().map(|operation| operation.id.clone()).collect();
        self.files = Some(emit::emit(&connector, &names));
        self.calls = generator.calls.then(|| emit::calls(&connector, &names));
        self.record_time(&mut clock, "emit");
        if let (Some(file), Some(directory)) = (lock, &self.connector.directory) {
            let text = assigned.lock.to_string();
            self.lock = Some(LockFile { path: directory.join(LOCK), stale: text.as_bytes() != file.bytes, text });
        }
        Ok(())
    }

    /// The place of the problem is the folder: there is no file to point into.
    fn report_missing(&mut self, reason: NoDefinition) {
        let problem = match reason {
            NoDefinition::Missing => Problem::NoDefinition,
            NoDefinition::Ambiguous(files) => Problem::SeveralDefinitions { files: files.join(", ") },
        };
        let place = self.connector.origin(Path::new(""));
        let file = self.sources.add(place, b" ".to_vec(), &mut self.diagnostics).unwrap_or_default();
        self.diagnostics.push(Span { file, start: 0, end: 0 }, problem);
    }

    /// Notes how long a stop took, and starts the clock for the next.
    fn record_time(&mut self, clock: &mut Instant, name: &'static str) {
        self.times.push((name, clock.elapsed()));
        *clock = Instant::now();
    }

    /// The names that the folder has given; none from a file that is empty, as a new one is.
    fn read_lock(&mut self, file: &InputFile) -> Lock {
        if file.bytes.iter().all(u8::is_ascii_whitespace) {
            return Lock::default();
        }
        let node = self
            .sources
            .add(file.path.clone(), file.bytes.clone(), &mut self.diagnostics)
            .and_then(|id| self.sources.json(id, &mut self.diagnostics));
        node.map(|node| Lock::read(&node, &mut self.diagnostics)).unwrap_or_default()
    }
}
