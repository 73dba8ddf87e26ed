//! `explain`: prints the meaning and help of a diagnostic by its code.

use std::process::ExitCode;

use clap::Args;
use connector_codegen::{Problem, ProblemEntry};

use crate::context::Context;

/// Explains a diagnostic: its meaning, message and help.
#[derive(Args)]
pub struct Arguments {
    /// The code in the brackets of `note[…]`, `warning[…]` or `error[…]` [default: print all, as the page `docs/diagnostics.md`].
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> ExitCode {
    let Some(code) = arguments.code.as_deref().map(bare) else {
        print!("{}", page(context));
        return ExitCode::SUCCESS;
    };
    if let Some(entry) = Problem::TABLE.iter().find(|entry| entry.code == code) {
        let ProblemEntry { code, message, help, .. } = entry;
        println!("{}[{code}]: {}\n\nmessage: {message}\nhelp:    {help}", entry.severity.word(), entry.meaning());
        return ExitCode::SUCCESS;
    }
    eprintln!("error: no diagnostic has the code `{code}`");
    let words: Vec<&str> = code.split('-').filter(|word| word.len() > 2).collect();
    let alike = Problem::TABLE.iter().filter(|entry| entry.code.split('-').any(|word| words.contains(&word)));
    let alike: Vec<String> = alike.map(|entry| format!("`{}`", entry.code)).collect();
    if alike.is_empty() {
        eprintln!("help: `{} explain` lists all codes", context.program);
    } else {
        eprintln!("help: similar codes: {}", alike.join(", "));
    }
    ExitCode::from(2)
}

/// The code in a diagnostic's heading, e.g. `duplicate-key` in `warning[duplicate-key]`.
fn bare(code: &str) -> &str {
    let inner = code.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inner.map_or(code, |(code, _)| code).trim()
}

/// The page of all diagnostics, in the order of the phases that report them.
fn page(context: &Context) -> String {
    let mut page = format!(
        "<!-- Printed by `{} explain`. Do not edit: the texts are in `codegen/src/diagnostic/problems.rs`. -->\n\n\
        # Diagnostics\n\n\
        Diagnostics of the generator.\n\n\
        * A *note* needs no action.\n\
        * A *warning*: the generator repaired or left out a part; the crate is made.\n\
        * An *error*: no crate is made.\n\n\
        Codes are stable; `{{…}}` marks the variable parts.\n",
        context.program
    );
    for entry in Problem::TABLE {
        let ProblemEntry { code, message, help, .. } = entry;
        page.push_str(&format!(
            "\n## {code}\n\n{} ({})\n\n> {}\n\nHelp: {help}.\n",
            entry.meaning(),
            entry.severity.word(),
            message.replace("{{", "{").replace("}}", "}"),
        ));
    }
    page
}
