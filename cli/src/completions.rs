//! `completions`: the script that completes the program's commands in a shell.

use clap::Args;
use clap_complete::Shell;
use serde::Serialize;

use crate::{
    context::{Context, Output},
    exit::{self, Exit, Failure},
};

/// Prints a script that completes commands and flags in a shell.
///
/// Bash: `cargo connector completions bash > ~/.local/share/bash-completion/completions/cargo-connector`.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Serialize)]
struct Script {
    shell: String,
    script: String,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut (context.caller.commands)(), context.caller.binary, &mut bytes);
    let script = String::from_utf8_lossy(&bytes).into_owned();
    let script = Script { shell: arguments.shell.to_string(), script };
    context.result(&script, || script.script.clone())?;
    Ok(Exit::Done)
}
