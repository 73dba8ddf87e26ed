//! Decides what a file is. Each form is asked in turn.

use super::form::{Contents, Foreign, Form, Inside};
use super::skim::{self, Member, value};
use super::{solution, table, template, wrapped, yaml};
use crate::source;

/// How a ZIP archive starts.
const ARCHIVE: &str = "PK\u{3}\u{4}";

/// What a file is, and the connectors in it.
pub(crate) fn look(bytes: Vec<u8>) -> Contents {
    look_at(&source::text(bytes))
}

/// What a decoded file is, and the connectors in it.
pub(super) fn look_at(text: &str) -> Contents {
    let start = skim::start(text);
    match text.as_bytes().get(start) {
        Some(b'{') => of_object(text, start),
        Some(b'[') if is_canvas_list(text, start) => Form::Foreign(Foreign::Canvas).alone(),
        Some(b'<') if is_wadl(text) => Form::Foreign(Foreign::Wadl).alone(),
        _ if text.starts_with(ARCHIVE) => Form::Foreign(Foreign::Archive).alone(),
        Some(b'<') => solution::head(text).map_or(Form::Unknown, Form::Solution).alone(),
        Some(b'[') | None => broken(text, start),
        Some(_) => yaml::form(text).map_or_else(|| broken(text, start), Form::alone),
    }
}

fn of_object(text: &str, start: usize) -> Contents {
    let members = skim::members(text, start);
    if is_document(text, &members) {
        return definition(start);
    }
    if let Some(connectors) = template::connectors(text, &members) {
        return Contents { form: Form::Template, connectors };
    }
    if let Some(inside) = wrapped::connector(text, start, &members) {
        return Contents { form: Form::Wrapped, connectors: vec![inside] };
    }
    if table::is_table(text, &members) {
        return Form::Table.alone();
    }
    if wrapped::is_properties(text, &members) {
        return Form::Properties.alone();
    }
    if wrapped::is_connection_parameters(text, &members) {
        return Form::ConnectionParameters.alone();
    }
    if is_canvas(text, &members) {
        return Form::Foreign(Foreign::Canvas).alone();
    }
    broken(text, start)
}

/// Whether an object is a Swagger or OpenAPI document. A version alone is enough, and so are paths.
fn is_document(text: &str, members: &[Member]) -> bool {
    let version = ["swagger", "openapi"].into_iter().find_map(|key| value(members, key));
    let version = version.and_then(|member| text.get(member.value.clone())).unwrap_or_default();
    let is_version = version.trim_start_matches(['"', '\'']).starts_with(|first: char| first.is_ascii_digit());
    let paths = value(members, "paths").map(|member| skim::members(text, member.value.start)).unwrap_or_default();
    let is_nested = version.starts_with('{');
    is_version || !is_nested && paths.iter().any(|path| path.key.starts_with('/'))
}

/// JSON that breaks off before its form shows is a definition if it has the key: reading it reports the place.
fn broken(text: &str, start: usize) -> Contents {
    let may_be = text.contains("\"swagger\"") && !skim::is_whole(text);
    if may_be { definition(start) } else { Form::Unknown.alone() }
}

fn definition(start: usize) -> Contents {
    let inside = Inside { definition: Some(start as u32), ..Inside::default() };
    Contents { form: Form::Definition, connectors: vec![inside] }
}

fn is_wadl(text: &str) -> bool {
    text.contains("<application") && text.contains("http://wadl.dev.java.net/")
}

/// A list of data sources, as unpacked canvas apps have it.
fn is_canvas_list(text: &str, start: usize) -> bool {
    skim::items(text, start).first().is_some_and(|first| {
        let members = skim::members(text, first.start);
        let kind = value(&members, "Type").and_then(|kind| skim::string(text, kind.value.clone()));
        kind.is_some_and(|kind| kind.ends_with("DataSourceInfo"))
    })
}

/// The manifest of an unpacked canvas app, or its list of data sources.
fn is_canvas(text: &str, members: &[Member]) -> bool {
    let sources = value(members, "DataSources").is_some_and(|sources| is_canvas_list(text, sources.value.start));
    let header = value(members, "Header").map(|header| skim::members(text, header.value.start)).unwrap_or_default();
    sources || value(&header, "DocVersion").is_some()
}
