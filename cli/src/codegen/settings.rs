//! The settings of one connector: what `connectors.toml` and the arguments say, for the generator.

use connector_codegen::{ConnectorFolder, Generated, Generator, Locks, Package, Problem, reasons::ProjectReason};

use super::arguments::Arguments;
use crate::{
    context::Context,
    exit::Failure,
    project::{self, Placed, Project, Settings, suggestion},
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

/// Checks that each table of settings is that of a connector, if the run is over all of the project's.
///
/// # Errors
/// There is no such connector.
pub(super) fn check_names(context: &Context) -> Result<(), Failure> {
    let Some(project) = context.project()?.filter(|project| !project.connectors.is_empty()) else { return Ok(()) };
    let all = Generator::new(&project.definitions).connectors()?;
    let is_known = |settings: &&Settings| {
        all.iter().any(|it| project.settings(&it.name, &it.path).is_some_and(|own| std::ptr::eq(own, *settings)))
    };
    let Some(unknown) = project.connectors.iter().find(|settings| !is_known(settings)) else { return Ok(()) };
    let Placed { text, span } = &unknown.name;
    let meant = suggestion(text, all.iter().map(|connector| connector.path.as_str()));
    Err(project.rejected(*span, Problem::ProjectConnector { name: text.clone(), meant }))
}

/// The job of making a connector.
///
/// # Errors
/// Its settings name an operation or a feature that it does not have.
pub(super) fn job(
    generator: &Generator,
    connector: &ConnectorFolder,
    locks: Locks,
    arguments: &Arguments,
    context: &Context,
) -> Result<Job, Failure> {
    let project = context.project()?;
    let own = project.and_then(|project| Some((project, project.settings(&connector.name, &connector.path)?)));
    let package = package(project, own.map(|(_, settings)| settings));
    let mut operations = arguments.operations.clone();
    let mut locks = locks;
    if let Some((_, settings)) = own {
        if operations.is_empty() {
            operations = settings.operations.iter().map(|operation| operation.text.clone()).collect();
        }
        if let Some(lock) = settings.lock.filter(|_| !arguments.lock && !arguments.no_lock) {
            locks = if lock { Locks::All } else { Locks::Unwritten };
        }
    }
    let settings = format!("{operations:?} {locks:?} {package:?}");
    let generator = generator.clone().operations(operations).locks(locks).package(package);
    let mut job = Job { connector: connector.clone(), generator, settings, generated: None };
    if let Some((project, settings)) = own.filter(|(_, own)| own.features.is_some() || !own.operations.is_empty()) {
        // What the settings name can be checked only with the crate.
        let generated = job.generator.generate(connector)?;
        check_parts(project, settings, &job, &generated, arguments.operations.is_empty())?;
        job.generated = Some(generated);
    }
    Ok(job)
}

/// What the manifest of a crate states.
fn package(project: Option<&Project>, own: Option<&Settings>) -> Package {
    let mut package = project.map_or_else(project::no_package, |project| project.package.clone());
    let Some(own) = own else { return package };
    if let Some(version) = &own.version {
        package.version.clone_from(version);
    }
    if let Some(features) = &own.features {
        package.features = features.iter().map(|feature| feature.text.clone()).collect();
    }
    package
}

fn check_parts(
    project: &Project,
    settings: &Settings,
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
