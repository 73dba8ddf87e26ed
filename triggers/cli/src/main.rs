//! `connector-inbox`: what is in an inbox, and what an operator does with it. `cargo xtask inbox` starts it.

mod arguments;
mod output;
mod quoted;
mod times;

use arguments::{Arguments, Command, Filter, Selection};
use clap::Parser as _;
use connector_triggers::{
    EventId,
    inbox::{Inbox, InboxErrorKind, Postgres, Sqlite, State, Which},
};
use std::{io::Write as _, path::Path, process::ExitCode};

/// Why a command ended early. The exit codes are those of `cargo connector`.
enum Failure {
    Usage(String),
    Failed(String),
}

impl From<connector_triggers::inbox::InboxError> for Failure {
    fn from(error: connector_triggers::inbox::InboxError) -> Self {
        match error.kind() {
            InboxErrorKind::Invalid => Self::Usage(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    let (code, message) = match run(arguments).await {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Failed(message)) => (1, message),
        Err(Failure::Usage(message)) => (2, message),
    };
    eprintln!("error: {}", quoted::without_passwords(&message));
    ExitCode::from(code)
}

/// Prints the help, or what is wrong with the arguments. Colours are left out with a password.
fn refused(error: &clap::Error) -> ExitCode {
    let message = error.render().to_string();
    let shown = quoted::without_passwords(&message);
    if shown == message {
        error.exit();
    }
    eprint!("{shown}");
    ExitCode::from(2)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let inbox = open(&arguments.store, arguments.schema.as_deref()).await?;
    let format = arguments.format;
    let text = match arguments.command {
        Command::List(list) => {
            let entries = inbox.list(&which(&list.filter, list.after)?, list.limit).await?;
            output::entries(&entries, format)
        }
        Command::Dead(list) => {
            let mut which = which(&list.filter, list.after)?;
            which.state = Some(State::Dead);
            output::entries(&inbox.list(&which, list.limit).await?, format)
        }
        Command::Show { id, body } => {
            let missing = || Failure::Failed(format!("the inbox has no event {id}"));
            if body {
                let (entry, event) = inbox.get(EventId(id)).await?.ok_or_else(missing)?;
                output::event(&entry, Some(&event), format)
            } else {
                // A sealed event has an entry that can be read.
                let mut which = Which::default();
                which.ids = Some(vec![EventId(id)]);
                let entry = inbox.list(&which, 1).await?.pop().ok_or_else(missing)?;
                output::event(&entry, None, format)
            }
        }
        Command::Replay(selection) => output::count("replayed", inbox.replay(&selected(&selection)?).await?, format),
        Command::Purge(selection) => output::count("purged", inbox.purge(&selected(&selection)?).await?, format),
        Command::Stats => output::stats(&inbox.stats().await?, format),
    };
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

/// Opens the inbox, and makes none.
async fn open(store: &str, schema: Option<&str>) -> Result<Box<dyn Inbox>, Failure> {
    if store.starts_with("postgres://") || store.starts_with("postgresql://") {
        let mut options = Postgres::options(store)?.create(false);
        if let Some(schema) = schema {
            options = options.schema(schema);
        }
        return Ok(Box::new(options.open().await?));
    }
    if store.contains("://") {
        // The store is not repeated: it may contain a password.
        return Err(Failure::Usage("a URL begins with postgres:// or postgresql://".to_owned()));
    }
    let path = Path::new(store);
    if (store.starts_with("postgres") || quoted::may_have_password(store)) && !path.is_file() {
        let message = "the store is neither a file nor a URL of PostgreSQL, such as postgres://user@host/database";
        return Err(Failure::Usage(message.to_owned()));
    }
    if schema.is_some() {
        return Err(Failure::Usage("--schema is for PostgreSQL".to_owned()));
    }
    Ok(Box::new(Sqlite::options(path).create(false).open().await?))
}

fn which(filter: &Filter, after: Option<i64>) -> Result<Which, Failure> {
    let mut which = Which::default();
    which.state = filter.state.map(State::from);
    which.route.clone_from(&filter.route);
    which.since = filter.since.as_deref().map(times::parse).transpose().map_err(Failure::Usage)?;
    which.before = filter.before.as_deref().map(times::parse).transpose().map_err(Failure::Usage)?;
    which.after = after.map(EventId);
    Ok(which)
}

/// The events of a command that changes them. Without a condition it needs `--all`.
fn selected(selection: &Selection) -> Result<Which, Failure> {
    let Selection { ids, filter, all } = selection;
    let mut which = which(filter, None)?;
    if !ids.is_empty() {
        which.ids = Some(ids.iter().copied().map(EventId).collect());
    }
    let Filter { state, route, since, before } = filter;
    let conditions = state.is_some() || route.is_some() || since.is_some() || before.is_some() || !ids.is_empty();
    match (conditions, all) {
        (false, false) => Err(Failure::Usage("name events, a condition such as --state dead, or --all".to_owned())),
        (true, true) => Err(Failure::Usage("--all has no condition beside it".to_owned())),
        _ => Ok(which),
    }
}
