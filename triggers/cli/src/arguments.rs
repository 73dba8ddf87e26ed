//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use connector_triggers::inbox::State;

/// Shows what is in an inbox of connector-triggers, repeats events and deletes them. Bodies are shown by `show ID --body`
/// alone, because they contain customers' data.
#[derive(Parser)]
#[command(
    name = "connector-inbox",
    after_help = "Times are in UTC, such as 2026-11-28 or 2026-11-28T12:30:00Z, or an age: 90s, 30m, 12h, 7d.\n\
                  Leave the password out of the URL: set the environment variable PGPASSWORD, or write it into the file .pgpass.\n\n\
                  Exit codes:\n  0  done\n  1  something failed\n  2  wrong usage, or no inbox"
)]
pub(crate) struct Arguments {
    /// The file of an inbox in SQLite, or the URL of a PostgreSQL database.
    #[arg(value_name = "FILE|URL")]
    pub(crate) store: String,
    /// The schema of the inbox in PostgreSQL [default: connector_triggers].
    #[arg(long, value_name = "NAME")]
    pub(crate) schema: Option<String>,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Table, global = true)]
    pub(crate) format: Format,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists events, the oldest first, without their bodies.
    List(List),
    /// Lists dead letters, and why each is one.
    Dead(List),
    /// Shows one event.
    Show {
        /// Its number.
        #[arg(allow_negative_numbers = true)]
        id: i64,
        /// Show its headers and its body too.
        #[arg(long)]
        body: bool,
    },
    /// Makes done and dead events wait again, with new attempts.
    Replay(Selection),
    /// Deletes done and dead events. Their duplicate keys stay until their windows end.
    Purge(Selection),
    /// Counts events by state, and shows when the last one of each route arrived.
    Stats,
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// Only events with a larger number: the last one of the page before.
    #[arg(long, value_name = "ID")]
    pub(crate) after: Option<i64>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: u32,
}

#[derive(Args)]
pub(crate) struct Filter {
    /// Only events in this state.
    #[arg(long, value_enum)]
    pub(crate) state: Option<StateName>,
    /// Only events of this route.
    #[arg(long)]
    pub(crate) route: Option<String>,
    /// Only events that arrived at this time or later.
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// Only events that arrived before this time.
    #[arg(long, value_name = "TIME")]
    pub(crate) before: Option<String>,
}

#[derive(Args)]
pub(crate) struct Selection {
    /// Numbers of events.
    #[arg(value_name = "ID")]
    pub(crate) ids: Vec<i64>,
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// All done and dead events.
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum StateName {
    /// It can be claimed, now or later.
    Waiting,
    /// A consumer has it.
    Claimed,
    /// A handler has finished it.
    Done,
    /// No consumer tries it again.
    Dead,
}

impl From<StateName> for State {
    fn from(name: StateName) -> Self {
        match name {
            StateName::Waiting => Self::Waiting,
            StateName::Claimed => Self::Claimed,
            StateName::Done => Self::Done,
            StateName::Dead => Self::Dead,
        }
    }
}
