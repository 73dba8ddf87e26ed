//! [`Generator`], the library's door: connector folders on disk in, crates out, and nothing written unless asked.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    time::Instant,
};

use crate::{
    files::{self, Files, MANIFEST},
    folder::{self, ConnectorFolder, DiscoverError},
    input::{Input, InputFile, LOCK},
    output::{self, Change, ChangeKind},
    package::Package,
    pipeline::{self, Described, Generated},
    shapes::Shapes,
};

/// Turns connector definitions into crates.
///
/// From disk: [`connectors`](Self::connectors) finds connector folders, [`generate`](Self::generate) makes the files of a crate in
/// memory, and [`write`](Self::write) stores them.
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
///
/// From memory: [`generate_from`](Self::generate_from) takes the bytes of a definition and reads nothing from disk.
///
/// ```
/// use connector_codegen::{Generator, Input};
///
/// let definition = r#"{
///   "swagger": "2.0",
///   "info": {"title": "Greeter", "version": "1"},
///   "host": "greeter.example.com",
///   "paths": {"/hello": {"get": {
///     "operationId": "SayHello",
///     "responses": {"200": {"description": "A greeting", "schema": {"type": "string"}}}
///   }}}
/// }"#;
/// let generated = Generator::default().generate_from(Input::new("greeter", definition));
/// let files = generated.files.expect("the definition has no error");
/// assert!(files["src/lib.rs"].contains("GreeterClient"));
/// assert_eq!(generated.operations, ["SayHello"]);
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    spec: PathBuf,
    out: PathBuf,
    only: Vec<String>,
    operations: Vec<String>,
    locks: Locks,
    package: Package,
}

/// Which connectors have a `names.lock`, which keeps Rust names and the order of arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Locks {
    /// Those that have one. It is kept up to date.
    #[default]
    Existing,
    /// All. A missing one is written, and counts as a change.
    All,
    /// None is written or compared. One that exists is read.
    Unwritten,
}

/// A crate in the output folder whose definition is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OrphanCrate {
    /// Name of the crate's folder.
    pub folder: String,
    /// The definition that it was made from.
    pub origin: String,
}

impl Default for Generator {
    /// Reads from `spec` and writes to `generated`.
    fn default() -> Self {
        Self::new("spec")
    }
}

impl Generator {
    /// Reads from `spec`: a connector folder, a tree of them, or one definition file. Writes to `generated`.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            out: "generated".into(),
            only: Vec::new(),
            operations: Vec::new(),
            locks: Locks::default(),
            package: Package::default(),
        }
    }

    /// Writes crates below `out`, one folder per crate.
    pub fn out(mut self, out: impl Into<PathBuf>) -> Self {
        self.out = out.into();
        self
    }

    /// Selects connectors by folder name, or by path below the searched folder. An empty list selects all.
    pub fn only(mut self, connectors: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.only = connectors.into_iter().map(Into::into).collect();
        self
    }

    /// Emits only these operations, by `operationId`, and what they need. An empty list emits all. An id that a connector does not
    /// have is ignored there; [`Generated::operations`] lists those that were found.
    pub fn operations(mut self, operations: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.operations = operations.into_iter().map(Into::into).collect();
        self
    }

    /// Sets which connectors have a `names.lock`.
    pub fn locks(mut self, locks: Locks) -> Self {
        self.locks = locks;
        self
    }

    /// Sets what the crates' manifests state and no definition says.
    pub fn package(mut self, package: Package) -> Self {
        self.package = package;
        self
    }

    /// Name of the folder below `out` that a connector's crate is written to, e.g. `kaizala` for the package
    /// `connector-kaizala`.
    pub fn crate_folder(connector: &ConnectorFolder) -> String {
        pipeline::crate_folder(&connector.name, &connector.tree)
    }

    /// Finds the connectors to generate, sorted by path.
    ///
    /// # Errors
    /// Nothing is found, a path cannot be read, or a selected name fits no connector or several.
    pub fn connectors(&self) -> Result<Vec<ConnectorFolder>, DiscoverError> {
        folder::select(folder::discover(&self.spec)?, &self.only)
    }

    /// Reads a connector from disk and generates its crate in memory.
    ///
    /// # Errors
    /// A file of the connector exists and cannot be read. Problems inside a file are diagnostics.
    pub fn generate(&self, connector: &ConnectorFolder) -> io::Result<Generated> {
        let clock = Instant::now();
        let mut generated = match &connector.definition {
            Ok(definition) => {
                let mut input = connector.read(definition)?;
                let (path, missing) = (connector.lock(), input.lock.is_none());
                if missing && self.locks == Locks::All {
                    input.lock =
                        path.as_ref().map(|path| InputFile { path: connector.origin(path), bytes: Vec::new() });
                }
                let read = clock.elapsed();
                let mut generated = self.generate_from(input);
                generated.times.insert(0, ("read", read));
                generated.lock = generated.lock.filter(|_| self.locks != Locks::Unwritten);
                if let Some(lock) = &mut generated.lock {
                    (lock.path, lock.missing) = (path, missing);
                }
                generated
            }
            Err(reason) => pipeline::missing(&connector.name, &connector.tree, connector.origin(Path::new("")), reason),
        };
        generated.connector.clone_from(&connector.path);
        Ok(generated)
    }

    /// Reads a connector from disk and describes it, without generating its crate. [`operations`](Self::operations) has no effect.
    ///
    /// # Errors
    /// A file of the connector exists and cannot be read. Problems inside a file are diagnostics.
    pub fn describe(&self, connector: &ConnectorFolder) -> io::Result<Described> {
        let mut described = match &connector.definition {
            Ok(definition) => pipeline::describe(connector.read(definition)?),
            Err(reason) => {
                let place = connector.origin(Path::new(""));
                pipeline::missing(&connector.name, &connector.tree, place, reason).into()
            }
        };
        described.connector.clone_from(&connector.path);
        if let Some(description) = &mut described.description {
            description.summary.connector.clone_from(&connector.path);
        }
        Ok(described)
    }

    /// Describes a connector from files in memory, without generating its crate.
    pub fn describe_from(&self, input: Input) -> Described {
        pipeline::describe(input)
    }

    /// Generates a crate from files in memory. It uses only the generator's [`operations`](Self::operations) and
    /// [`package`](Self::package), not its folders.
    pub fn generate_from(&self, input: Input) -> Generated {
        pipeline::generate(input, &self.operations, &self.package)
    }

    /// What [`write`](Self::write) would change, sorted by path; nothing if the definition has an error. A `names.lock` that is
    /// missing or lacks a name counts as a change.
    ///
    /// # Errors
    /// The crate's folder cannot be read.
    pub fn compare(&self, generated: &Generated) -> io::Result<Vec<Change>> {
        let Some(files) = &generated.files else { return Ok(Vec::new()) };
        let mut changes = output::compare(&self.out.join(&generated.folder), files)?;
        if let Some(lock) = generated.lock.as_ref().filter(|lock| lock.stale) {
            let file = lock.path.as_deref().and_then(Path::file_name);
            let path = file.map_or(LOCK.into(), |file| file.to_string_lossy().into_owned());
            changes.push(Change { path, kind: if lock.missing { ChangeKind::Missing } else { ChangeKind::Stale } });
        }
        Ok(changes)
    }

    /// Writes the generated files and `names.lock`, and removes files of earlier runs that are no longer generated. Returns what
    /// changed, sorted by path.
    ///
    /// # Errors
    /// A file that the generator did not write, or a link, stands at the path of a generated file: then nothing is written. A file
    /// cannot be read, written or removed: then earlier changes may stay, and no file is left half-written.
    pub fn write(&self, generated: &Generated) -> io::Result<Vec<Change>> {
        let changes = self.compare(generated)?;
        if let Some(files) = &generated.files {
            output::apply(&self.out.join(&generated.folder), files, &changes)?;
        }
        if let Some(lock) = generated.lock.as_ref().filter(|lock| lock.stale)
            && let Some(path) = &lock.path
        {
            output::sweep(path)?;
            output::write_whole(path, lock.text.as_bytes())?;
        }
        Ok(changes)
    }

    /// The crates in the output folder whose definitions were in the searched trees once and are gone. `connectors` is the whole
    /// result of [`connectors`](Self::connectors): the crate of a connector that is missing there counts as an orphan. Returns none for
    /// a generator that selects connectors.
    ///
    /// # Errors
    /// The output folder cannot be read.
    pub fn orphans(&self, connectors: &[ConnectorFolder]) -> io::Result<Vec<OrphanCrate>> {
        let is_whole_tree = self.only.is_empty() && self.spec.is_dir();
        let root = self.spec.canonicalize().ok();
        if !is_whole_tree || connectors.iter().any(|connector| connector.directory == root) {
            return Ok(Vec::new());
        }
        let trees: BTreeSet<&str> = connectors.iter().map(|connector| connector.tree.as_str()).collect();
        let folders: BTreeSet<String> = connectors.iter().map(Self::crate_folder).collect();
        let entries = match fs::read_dir(&self.out) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(files::at(&self.out, error)),
        };
        let mut orphans = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| files::at(&self.out, error))?;
            let folder = entry.file_name().to_string_lossy().into_owned();
            if folders.contains(&folder) || !entry.file_type().map_err(|error| files::at(&self.out, error))?.is_dir() {
                continue;
            }
            let origin = output::origin_of(&self.out.join(&folder).join(MANIFEST))?;
            if let Some(origin) =
                origin.filter(|origin| origin.split('/').next().is_some_and(|tree| trees.contains(tree)))
            {
                orphans.push(OrphanCrate { folder, origin });
            }
        }
        orphans.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(orphans)
    }

    /// Removes the generated files of an orphaned crate. Other files in its folder stay.
    ///
    /// # Errors
    /// A file cannot be read or removed.
    pub fn remove(&self, orphan: &OrphanCrate) -> io::Result<()> {
        let folder = self.out.join(&orphan.folder);
        output::apply(&folder, &Files::new(), &output::compare(&folder, &Files::new())?)
    }
}

/// The shapes that a connector holds; none if it has no definition, or one with an error.
pub(crate) fn shapes(connector: &ConnectorFolder) -> io::Result<Shapes> {
    let Ok(definition) = &connector.definition else { return Ok(Shapes::default()) };
    Ok(pipeline::shapes(connector.read(definition)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn resource(name: &str, end: &str) -> String {
        format!(
            r#"{{"type": "Microsoft.Web/customApis", "name": "{name}", "properties": {{"swagger": {{"swagger": "2.0",
                "info": {{"title": "{name}", "version": "1"}}, "host": "example.com", "paths": {{"/x": {{"get": {{
                "operationId": "Get-{name}", "responses": {{"200": {{"description": "ok"}}}}}}}}}}{end}}}}}}}"#
        )
    }

    fn write_template(file: &Path, resources: &[String], end: &str) {
        let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
        let resources = resources.join(",\n");
        fs::write(file, format!("{{\"$schema\": \"{schema}\", \"resources\": [{resources}]{end}")).unwrap();
    }

    /// What the JSON of the connectors' file is reported to lack, with the line.
    fn repairs(generated: &Generated) -> Vec<(&'static str, usize)> {
        let repairs = generated.diagnostics.iter().filter(|it| it.problem.code().starts_with("json-"));
        let line = |span: crate::Span| generated.sources.get(span.file).map_or(0, |file| file.position(span.start).0);
        repairs.map(|it| (it.problem.code(), line(it.span))).collect()
    }

    #[test]
    fn the_connectors_of_a_file_share_what_was_read_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("template.json");
        let generator = Generator::new(&file);
        let generated = |found: &[ConnectorFolder]| -> Vec<Generated> {
            found.iter().map(|connector| generator.generate(connector).unwrap()).collect()
        };
        write_template(&file, &[resource("a", ""), resource("b", ","), resource("c", "")], "} // done");
        let found = generator.connectors().unwrap();
        assert_eq!(found.iter().map(Generator::crate_folder).collect::<Vec<_>>(), ["a", "b", "c"]);
        let [a, b, c] = generated(&found).try_into().unwrap();
        assert_eq!([&a, &b, &c].map(|it| it.operations.clone()), [["Get-a"], ["Get-b"], ["Get-c"]]);
        // Each fault is reported once: by the connector that has it, or by the first.
        assert_eq!(repairs(&a), [("json-comment", 9)]);
        assert_eq!(repairs(&b), [("json-trailing-comma", 6)]);
        assert_eq!(repairs(&c), []);
        let text = |generated: &Generated| generated.sources.iter().next().unwrap().text.clone();
        assert!(Arc::ptr_eq(&text(&a), &text(&b)) && Arc::ptr_eq(&text(&a), &text(&c)));
        let files = |connector: &ConnectorFolder| connector.files().unwrap().remove(0).bytes;
        assert_eq!((files(&found[0]).len(), files(&found[0])), (64, files(&found[1])));

        // A connector is the same alone in its file.
        let alone = folder.path().join("alone.json");
        write_template(&alone, &[resource("b", ",")], "}");
        let alone = Generator::new(&alone);
        let alone = alone.generate(&alone.connectors().unwrap()[0]).unwrap();
        let source = |generated: &Generated| generated.files.as_ref().unwrap()["src/operations/get_b.rs"].clone();
        let code = |text: String| text.split_once('\n').unwrap().1.to_owned();
        assert_eq!(code(source(&alone)), code(source(&b)));

        // The file is read again when it has changed.
        write_template(&file, &[resource("a", ""), resource("bb", ""), resource("c", "")], "}");
        assert_eq!(generated(&found)[1].operations, ["Get-bb"]);
        write_template(&file, &[resource("a", ""), resource("b", ""), resource("c", "")], ",,");
        assert!(generated(&found).iter().all(|generated| generated.diagnostics.has_errors()));
    }
}
