//! What the user's terminal shows: how wide text is, whether it has colours, and a bar while work takes long.

use std::{
    env,
    io::{self, IsTerminal as _, Write as _},
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use connector_codegen::internal::diagnostic::{Drawing, prose};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The least width that text is wrapped at.
const LEAST: usize = 20;
/// Work that takes less time shows no bar.
const SOON: Duration = Duration::from_secs(1);
/// The time between two pictures of a bar.
const TICK: Duration = Duration::from_millis(100);

/// A stream of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Output,
    Errors,
}

impl Stream {
    fn term(self) -> console::Term {
        match self {
            Self::Output => console::Term::stdout(),
            Self::Errors => console::Term::stderr(),
        }
    }
}

/// The number of columns of a stream: that of `COLUMNS`, else that of the terminal. `None` if there is neither: lines stay whole then.
pub(crate) fn width(stream: Stream) -> Option<usize> {
    let stated = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || stream.term().size_checked().map(|(_, columns)| columns.into());
    stated.or_else(terminal).map(|columns: usize| columns.max(LEAST))
}

/// Writes to standard error. If nobody reads it, the text is dropped: the exit code still says how the command ended.
pub(crate) fn tell(text: &str) {
    drop(io::stderr().lock().write_all(text.as_bytes()));
}

/// How messages and diagnostics are drawn on a stream. It has colours if it is a terminal, unless `NO_COLOR` is set.
/// `CLICOLOR_FORCE` gives colours to a pipe.
pub(crate) fn drawing(stream: Stream) -> Drawing {
    let is_denied = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colours = match stream {
        Stream::Output => console::colors_enabled(),
        Stream::Errors => console::colors_enabled_stderr(),
    };
    Drawing { width: width(stream), colours: colours && !is_denied }
}

/// Lines of words, wrapped at the width of a stream. What a line continues with is indented, by `indent` columns.
pub(crate) fn folded(text: &str, stream: Stream, indent: usize) -> String {
    let Some(width) = width(stream) else { return text.to_owned() };
    let newline = format!("\n{:indent$}", "");
    let lines = text.split('\n').map(|line| match line.len() <= width {
        true => line.to_owned(),
        false => prose(line, width.saturating_sub(indent).max(1)).join(&newline),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A bar on standard error, from the second second of work on. It is shown on a terminal to a person only: not in a pipe, not beside
/// JSON, not in CI.
pub(crate) struct Bar {
    bar: ProgressBar,
    late: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Bar {
    /// A bar for a number of parts. One part has no end that could be shown, so it has a sign that work goes on.
    pub(crate) fn new(parts: usize, is_json: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(parts as u64), ProgressDrawTarget::hidden());
        let is_ci = env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
        if is_json || is_ci || !io::stderr().is_terminal() {
            return Self { bar, late: None };
        }
        let template = if parts > 1 { "{wide_bar} {pos}/{len} {msg}" } else { "{spinner} {msg} {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let (end, ended) = mpsc::channel();
        let shown = bar.clone();
        let thread = thread::spawn(move || {
            if ended.recv_timeout(SOON) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Self { bar, late: Some((end, thread)) }
    }

    /// Names the part that was made, or is being made.
    pub(crate) fn name(&self, part: &str) {
        self.bar.set_message(part.to_owned());
    }

    /// Notes that a part is done.
    pub(crate) fn done(&self) {
        self.bar.inc(1);
    }

    /// Prints, and hides the bar meanwhile.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }
}

impl Drop for Bar {
    /// Removes the bar.
    fn drop(&mut self) {
        if let Some((end, thread)) = self.late.take() {
            drop(end);
            // A thread that panicked drew nothing.
            drop(thread.join());
        }
        self.bar.finish_and_clear();
    }
}
