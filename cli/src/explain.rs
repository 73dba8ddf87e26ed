//! `explain`: prints the meaning and help of a diagnostic by its code.

use clap::Args;
use connector_codegen::{Problem, ProblemEntry, internal::similar::misspelt};
use serde::Serialize;

use crate::{
    context::{Context, Output},
    exit::{self, Exit, Failure},
};

/// Explains a diagnostic: its meaning, message and help.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// The code in the brackets of `note[…]`, `warning[…]` or `error[…]` [default: print all, as the page `docs/diagnostics.md`].
    #[arg(value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// A diagnostic of any definition.
#[derive(Serialize)]
struct Explained {
    code: &'static str,
    severity: &'static str,
    meaning: &'static str,
    /// With `{…}` for the parts that differ.
    message: String,
    help: &'static str,
}

impl From<&'static ProblemEntry> for Explained {
    fn from(entry: &'static ProblemEntry) -> Self {
        Self {
            code: entry.code,
            severity: entry.severity.word(),
            meaning: entry.meaning(),
            message: entry.message.replace("{{", "{").replace("}}", "}"),
            help: entry.help,
        }
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let Some(code) = arguments.code.as_deref().map(bare) else {
        let all: Vec<_> = Problem::TABLE.iter().map(Explained::from).collect();
        context.result(&all, || context.folded(&page(&all, context), 2))?;
        return Ok(Exit::Done);
    };
    let Some(entry) = Problem::TABLE.iter().find(|entry| entry.code == code) else {
        return Err(unknown(code, context));
    };
    let one = Explained::from(entry);
    context.result(&one, || {
        let Explained { code, meaning, message, help, .. } = &one;
        let heading = context.output_drawing().heading(entry.severity, code, meaning);
        heading + &context.folded(&format!("\nmessage: {message}\nhelp:    {help}\n"), 9)
    })?;
    Ok(Exit::Done)
}

fn unknown(code: &str, context: &Context) -> Failure {
    if let Some(meant) = misspelt(code, Problem::TABLE.iter().map(|entry| entry.code)) {
        return Failure::usage(format!("no diagnostic has the code `{code}`; did you mean `{meant}`?"));
    }
    let words: Vec<&str> = code.split('-').filter(|word| word.len() > 2).collect();
    let alike = Problem::TABLE.iter().filter(|entry| entry.code.split('-').any(|word| words.contains(&word)));
    let alike: Vec<String> = alike.map(|entry| format!("`{}`", entry.code)).collect();
    Failure::usage(format!("no diagnostic has the code `{code}`")).help(match alike.as_slice() {
        [] => format!("`{} explain` lists all codes", context.program()),
        alike => format!("similar codes: {}", alike.join(", ")),
    })
}

/// The code in a diagnostic's heading, e.g. `duplicate-key` in `warning[duplicate-key]`.
fn bare(code: &str) -> &str {
    let inner = code.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inner.map_or(code, |(code, _)| code).trim()
}

/// The page of all diagnostics, in the order of the phases that report them.
fn page(all: &[Explained], context: &Context) -> String {
    let mut page = format!(
        "<!-- Printed by `{} explain`. Do not edit: the texts are in `codegen/src/diagnostic/problems.rs`. -->\n\n\
        # Diagnostics\n\n\
        Diagnostics of the generator.\n\n\
        * A *note* needs no action.\n\
        * A *warning*: the generator repaired or left out a part; the crate is made.\n\
        * An *error*: no crate is made.\n\n\
        Codes are stable; `{{…}}` marks the variable parts.\n",
        context.program()
    );
    for Explained { code, severity, meaning, message, help } in all {
        page.push_str(&format!("\n## {code}\n\n{meaning} ({severity})\n\n> {message}\n\nHelp: {help}.\n"));
    }
    page
}
