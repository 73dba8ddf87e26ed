//! `cargo xtask shapes`: prints a table of the features that connectors use.

use std::{io, path::PathBuf, process::ExitCode};

use clap::Args;
use connector_codegen::{
    Generator,
    internal::{self, shapes::Shapes},
};

use crate::project::project;

/// Prints the features of definitions, their Rust form and their frequency: the page `docs/shapes.md`.
///
/// Exit code 0: success. 2: the folder is missing or contains no definition.
#[derive(Args)]
pub(crate) struct Arguments {
    /// A connector folder, a tree of them, or one definition file [default: ../shared/corpus beside this project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let spec = arguments.spec.clone().unwrap_or_else(|| project().join("../shared/corpus"));
    match page(&Generator::new(&spec), arguments.spec.is_none()) {
        Ok(page) => {
            print!("{page}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            if arguments.spec.is_none() {
                eprintln!(
                    "help: name connectors with `--spec DIR`, or put a checkout of the public ones there (CONTRIBUTING.md)"
                );
            }
            ExitCode::from(2)
        }
    }
}

fn page(generator: &Generator, is_projects: bool) -> io::Result<String> {
    let connectors = generator.connectors().map_err(io::Error::other)?;
    let mut sum = Shapes::default();
    for connector in &connectors {
        sum.add(&internal::shapes(connector)?);
    }
    let number = connectors.len();
    let which = if is_projects { "public" } else { "given" };
    let mut page = format!(
        "<!-- Printed by `cargo xtask shapes`. Do not edit: the texts are in `codegen/src/shapes/table.rs`. -->\n\n\
         # Shapes\n\n\
         Features of definitions, their Rust form, and how often the {number} {which} connectors use them.\n\n\
         * *places*: number of uses. Operations, parameters, bodies and responses are counted in the generated crate. Schemas are\n\
         \x20 counted in the definition, each once, without following references.\n\
         * *connectors*: number of connectors with at least one use.\n\n\
         `cargo xtask shapes` prints this page. `--spec DIR` selects other connectors. [diagnostics.md](diagnostics.md) lists the\n\
         problems that a definition can have.\n"
    );
    let mut group = "";
    for (shape, places, holders) in sum.rows() {
        if shape.group() != group {
            group = shape.group();
            page.push_str(&format!("\n## {group}\n\n| shape | in Rust | places | connectors |\n|---|---|---:|---:|\n"));
        }
        page.push_str(&format!("| {} | {} | {places} | {holders} |\n", shape.text(), shape.rust()));
    }
    Ok(page)
}
