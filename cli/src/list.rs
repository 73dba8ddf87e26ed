//! `list`: connectors in, a line of facts for each out.

use std::path::PathBuf;

use clap::Args;
use connector_codegen::{
    Calls, ConnectorFolder, ConnectorSummary, DefinitionForm, Generator, Severity, internal::diagnostic::shown,
};
use rayon::prelude::*;
use serde::Serialize;

use crate::{
    context::{Context, Format, Output},
    exit::{self, Exit, Failure},
    table::{Table, cell},
};

/// Lists connectors and what was understood of each.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// Connectors to list: a folder's name, or its path below --spec [default: all].
    #[arg(value_name = "CONNECTOR")]
    connectors: Vec<String>,
    /// A connector folder, a tree of them, or one file, in any form that `codegen` reads [default: `definitions` of the project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    /// `--format json`, as earlier versions spelt it.
    #[arg(long, hide = true)]
    json: bool,
}

impl Arguments {
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.output.format }
    }
}

/// A connector of the list.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Described(Box<ConnectorSummary>),
    Failed { connector: String, error: String },
}

/// Runs the command. Errors of definitions go to standard error, too.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let generator = Generator::new(context.definitions(arguments.spec.as_deref())?).only(&arguments.connectors);
    let connectors = context.connectors(&generator)?;
    let bar = context.bar(connectors.len());
    let one = |connector: &ConnectorFolder| {
        let entry = entry(&generator, connector, context);
        bar.done();
        entry
    };
    let entries: Vec<Entry> = connectors.par_iter().map(one).collect();
    drop(bar);
    context.result(&entries, || page(&entries, context.columns()))?;
    let mut exit = Exit::Done;
    for entry in &entries {
        if let Entry::Failed { connector, error } = entry {
            context.tell(&context.error(&format!("{}: {}", shown(connector), shown(error))));
            exit = Exit::Failed;
        }
    }
    Ok(exit)
}

fn entry(generator: &Generator, connector: &ConnectorFolder, context: &Context) -> Entry {
    let failed = |error: String| Entry::Failed { connector: connector.path.clone(), error };
    let mut described = match generator.describe(connector) {
        Ok(described) => described,
        Err(error) => return failed(error.to_string()),
    };
    if let Some(description) = described.description {
        return Entry::Described(Box::new(description.summary));
    }
    context.place(&mut described.sources, connector);
    let error = described.diagnostics.iter().find(|it| it.problem.severity() == Severity::Error);
    failed(error.map_or_else(String::new, |error| {
        let place = described.sources.get(error.span.file).map(|source| {
            let (line, column) = source.position(error.span.start);
            format!("{}:{line}:{column} ", source.path)
        });
        format!("{}{}: {}", place.unwrap_or_default(), error.problem.code(), error.problem.message())
    }))
}

fn page(entries: &[Entry], width: usize) -> String {
    let rows = entries.iter().filter_map(|entry| match entry {
        Entry::Described(summary) => Some(row(summary)),
        Entry::Failed { .. } => None,
    });
    let headings =
        ["connector", "crate", "title", "form", "actions", "triggers", "internal", "paged", "calls", "sign-in"];
    Table::new(headings, rows).print(width)
}

fn row(summary: &ConnectorSummary) -> [String; 10] {
    let number = |number: usize| number.to_string();
    [
        cell(&summary.connector),
        summary.package.clone(),
        cell(&summary.title),
        form(summary.form).to_owned(),
        number(summary.actions),
        number(summary.triggers),
        number(summary.internal),
        number(summary.paged),
        calls(summary.calls).to_owned(),
        cell(&summary.sign_in.join(", ")),
    ]
}

fn form(form: DefinitionForm) -> &'static str {
    match form {
        DefinitionForm::Export => "export",
        DefinitionForm::Template => "template",
        DefinitionForm::Solution => "solution",
        _ => "file",
    }
}

fn calls(calls: Calls) -> &'static str {
    match calls {
        Calls::Direct => "direct",
        Calls::DirectInPart => "direct in part",
        _ => "connection",
    }
}
