//! A static site about connectors: their descriptions in, its files in memory out.
//!
//! `pages_of` makes the pages of one connector, `pages_of_all` those about all of them. Nothing here knows the disk, and no page
//! requests anything from another origin. Texts of definitions are escaped by the templates, or by `text`.

mod assets;
mod connector;
mod entry;
mod home;
mod links;
mod map;
mod operation;
mod search;
mod shell;
mod subject;
mod text;
mod types;

use connector_codegen::{Files, OperationDescription, OperationReference};
use serde::Serialize;

use links::Links;
use shell::Shell;
pub(crate) use subject::{Entry, Subject};
use text::upright;

/// An operation for tools.
#[derive(Serialize)]
struct Tool<'a> {
    connector: &'a str,
    package: &'a str,
    #[serde(flatten)]
    description: &'a OperationDescription,
    reference: &'a OperationReference,
}

/// The pages of a connector by their paths in the site, and its entry for the pages about all.
///
/// # Errors
/// A page cannot be rendered.
pub(crate) fn pages_of(subject: &Subject) -> Result<(Files, Entry), String> {
    render(subject).map_err(|error| error.to_string())
}

fn render(subject: &Subject) -> Result<(Files, Entry), Box<dyn std::error::Error>> {
    let links = Links::new(&subject.description, &subject.reference);
    let shell = Shell::new(subject);
    let mut files = Files::new();
    let mut add = |name: &str, text: String| files.insert(format!("{}/{name}", subject.slug), upright(text));
    add("index.html", connector::page(subject, &links, &shell)?);
    let around = operation::Around::new(subject, &links);
    for (name, text) in types::pages(subject, &links, &shell, &around)? {
        add(&name, text);
    }
    let summary = &subject.description.summary;
    for (index, description) in subject.description.operations.iter().enumerate() {
        add(&links.operation(index), operation::page(subject, &links, &shell, index, &around)?);
        let reference = &subject.reference.operations[index];
        let (connector, package) = (summary.connector.as_str(), summary.package.as_str());
        let tool = serde_json::to_string(&Tool { connector, package, description, reference })?;
        add(&format!("{}.json", links.operations[index]), tool + "\n");
    }
    let entry = entry::entry(subject, &links, &shell);
    Ok((files, entry))
}

/// The home page, the search and the files that every page uses. The entries are sorted by title. `failed` are the connectors
/// without pages, and why.
///
/// # Errors
/// A page cannot be rendered.
pub(crate) fn pages_of_all(mut entries: Vec<Entry>, failed: &[(String, String)]) -> Result<Files, String> {
    entries.sort_by_cached_key(|entry| (entry.title.to_lowercase(), entry.slug.clone()));
    let mut files = home::pages(&entries, failed).map_err(|error| error.to_string())?;
    files.extend(search::shards(&entries));
    let mut files: Files = files.into_iter().map(|(path, text)| (path, upright(text))).collect();
    files.extend(assets::files());
    Ok(files)
}
