//! The settings of one connector: what `connectors.toml` and the arguments say, for the generator.

use connector_codegen::{ConnectorFolder, Generated, Generator, Locks, Problem, reasons::ProjectReason};

use super::arguments::Arguments;
use crate::{
    exit::Failure,
    project::{self, Of, Placed, Project, suggestion},
};

/// A connector to make.
pub(super) struct Job {
    pub(super) connector: ConnectorFolder,
    /// The generator with this connector's settings.
    pub(super) generator: Generator,
    /// These settings, as a text that differs where they do.
    pub(super) settings: String,
    /// Its crate, if it is generated already.
    pub(super) generated: Option<Generated>,
}

/// Where the settings of a run come from.
pub(super) struct Settings<'a> {
    pub(super) arguments: &'a Arguments,
    /// The project around the current directory.
    pub(super) project: Option<&'a Project>,
    /// The same, if the run is over its own definitions.
    pub(super) own: Option<&'a Project>,
}

impl Settings<'_> {
    /// Checks that each table of settings is that of a connector.
    ///
    /// # Errors
    /// There is no such connector.
    pub(super) fn check_names(&self) -> Result<(), Failure> {
        let Some(project) = self.own.filter(|project| !project.connectors.is_empty()) else { return Ok(()) };
        let all =
            Generator::new(&project.definitions).connectors().map_err(|error| Failure::usage(error.to_string()))?;
        let is_known = |of: &Of| all.iter().any(|connector| of.is_of(&connector.name, &connector.path));
        let Some(unknown) = project.connectors.iter().find(|of| !is_known(of)) else { return Ok(()) };
        let Placed { text, span } = &unknown.name;
        let meant = suggestion(text, all.iter().map(|connector| connector.path.as_str()));
        Err(project.rejected(*span, Problem::ProjectConnector { name: text.clone(), meant }))
    }

    /// The job of making a connector.
    ///
    /// # Errors
    /// Its settings name an operation or a feature that it does not have.
    pub(super) fn job(&self, generator: &Generator, connector: &ConnectorFolder) -> Result<Job, Failure> {
        let arguments = self.arguments;
        let own = self.own.and_then(|project| {
            let of = project.connectors.iter().find(|of| of.is_of(&connector.name, &connector.path))?;
            Some((project, of))
        });
        let mut package = self.project.map_or_else(project::no_package, |project| project.package.clone());
        let mut operations = arguments.operations.clone();
        let mut locks = match arguments {
            Arguments { no_lock: true, .. } => Locks::Unwritten,
            Arguments { lock: true, .. } => Locks::All,
            _ if self.own.is_some() => Locks::All,
            _ => Locks::Existing,
        };
        if let Some((_, of)) = own {
            package.version = of.version.clone().unwrap_or(package.version);
            if let Some(features) = &of.features {
                package.features = features.iter().map(|feature| feature.text.clone()).collect();
            }
            if operations.is_empty() {
                operations = of.operations.iter().map(|operation| operation.text.clone()).collect();
            }
            if let Some(lock) = of.lock.filter(|_| !arguments.lock && !arguments.no_lock) {
                locks = if lock { Locks::All } else { Locks::Unwritten };
            }
        }
        let settings = format!("{operations:?} {locks:?} {package:?} {}", arguments.verbose);
        let generator = generator.clone().operations(operations).locks(locks).package(package);
        let mut job = Job { connector: connector.clone(), generator, settings, generated: None };
        if let Some((project, of)) = own.filter(|(_, of)| of.features.is_some() || !of.operations.is_empty()) {
            // What the settings name can be checked only with the crate.
            let generated = job.generator.generate(connector)?;
            check_parts(project, of, &job, &generated, arguments.operations.is_empty())?;
            job.generated = Some(generated);
        }
        Ok(job)
    }
}

fn check_parts(
    project: &Project,
    settings: &Of,
    job: &Job,
    generated: &Generated,
    has_operations: bool,
) -> Result<(), Failure> {
    let Some(files) = &generated.files else { return Ok(()) };
    let connector = &job.connector.path;
    for Placed { text, span } in settings.operations.iter().filter(|_| has_operations) {
        if !generated.operations.contains(text) {
            let all = job.generator.clone().operations([""; 0]).generate(&job.connector)?.operations;
            let meant = suggestion(text, all.iter().map(String::as_str));
            let problem = Problem::ProjectOperation { connector: connector.clone(), operation: text.clone(), meant };
            return Err(project.rejected(*span, problem));
        }
    }
    let manifest: toml::Table = files.get("Cargo.toml").and_then(|text| text.parse().ok()).unwrap_or_default();
    let has = |feature: &str| manifest.get("features").is_some_and(|features| features.get(feature).is_some());
    match settings.features.iter().flatten().find(|feature| !has(&feature.text)) {
        Some(Placed { text, span }) => {
            let reason = ProjectReason::NoFeature { feature: text.clone(), connector: connector.clone() };
            Err(project.rejected(*span, Problem::ProjectValue { key: "features".to_owned(), reason }))
        }
        None => Ok(()),
    }
}
