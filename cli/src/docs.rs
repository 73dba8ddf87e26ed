//! `docs`: connectors in, a static site about them out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

use clap::Args;
use connector_codegen::{
    ConnectorFolder, Files, Generator, Severity,
    internal::{
        diagnostic::shown,
        output::{at, read_here, sweep_folder, write_whole},
    },
};
use rayon::prelude::*;
use serde::Serialize;

use crate::{
    context::{Context, Output},
    exit::{self, Exit, Failure},
    finding::Finding,
    lock,
    site::{self, Entry, Subject},
};

/// The file that lists what the command wrote, so that a later run can remove what is gone.
const LIST: &str = "files.txt";
/// Its first line.
const MARK: &str = "Written by connector-codegen: the files of this site. Do not edit.";
/// The folder below the project's, if no other is named.
const OUT: &str = "target/connector-docs";
/// Folders of the site that do not belong to a connector.
const OWN: [&str; 2] = ["assets", "search"];

/// Writes a static site about connectors: search, pages of connectors, operations and types.
///
/// The site works from disk and from any path of a web server, and requests nothing from anywhere.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// Connectors to show: a folder's name, or its path below --spec [default: all].
    #[arg(value_name = "CONNECTOR")]
    connectors: Vec<String>,
    /// A connector folder, a tree of them, or one file, in any form that `codegen` reads [default: `definitions` of the project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// The folder of the site [default: `target/connector-docs` of the project].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Open the site in the browser.
    #[arg(long)]
    open: bool,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// What was written.
#[derive(Serialize)]
struct Report {
    /// The home page.
    index: String,
    connectors: usize,
    pages: usize,
    files: usize,
    bytes: usize,
    changed: usize,
    removed: usize,
    largest: Largest,
    failed: Vec<Failed>,
}

/// The largest page.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Largest {
    bytes: usize,
    path: String,
}

/// A connector without pages.
#[derive(Clone, Serialize)]
struct Failed {
    connector: String,
    error: String,
}

/// Sizes of written files.
#[derive(Default)]
struct Written {
    paths: BTreeSet<String>,
    pages: usize,
    bytes: usize,
    changed: usize,
    largest: Largest,
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let generator = Generator::new(context.definitions(arguments.spec.as_deref())?).only(&arguments.connectors);
    let connectors = context.connectors(&generator)?;
    let out = out(arguments, context)?;
    let lock = lock::lock(&out)?;
    let earlier = earlier(&out, context)?;
    sweep_folder(&out)?;
    if earlier.is_none() {
        write_whole(&out.join(LIST), format!("{MARK}\n").as_bytes())?;
    }
    let written = Mutex::new(Written::default());
    let bar = context.bar(connectors.len());
    let slugs = slugs(&connectors);
    // Each thread takes one connector at a time: their sizes differ by a factor of a thousand.
    let made = connectors.par_iter().zip(&slugs).with_max_len(1).map(|(connector, slug)| {
        let made = make(&generator, connector, slug, &out, &written)?;
        bar.done();
        Ok(made)
    });
    let made: Vec<Result<Entry, Failed>> = made.collect::<Result<_, Failure>>()?;
    drop(bar);
    let (entries, failed): (Vec<_>, Vec<_>) = made.into_iter().partition(Result::is_ok);
    let entries: Vec<_> = entries.into_iter().filter_map(Result::ok).collect();
    let failed: Vec<_> = failed.into_iter().filter_map(Result::err).collect();
    let number = entries.len();
    let without: Vec<_> = failed.iter().map(|it| (it.connector.clone(), it.error.clone())).collect();
    write(&out, &site::pages_of_all(entries, &without).map_err(Failure::failed)?, &written)?;
    let written = written.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let removed = remove(&out, earlier.unwrap_or_default().difference(&written.paths))?;
    let list: String = written.paths.iter().map(|path| format!("{path}\n")).collect();
    write_whole(&out.join(LIST), format!("{MARK}\n{list}").as_bytes())?;
    drop(lock);

    let index = out.join("index.html");
    let report = Report {
        index: context.path(&index),
        connectors: number,
        pages: written.pages,
        files: written.paths.len(),
        bytes: written.bytes,
        changed: written.changed,
        removed,
        largest: written.largest,
        failed,
    };
    context.result(&report, || context.folded(&text(&report, arguments.open), 2))?;
    for Failed { connector, error } in &report.failed {
        context.tell(&context.error(&format!("{}: {}", shown(connector), shown(error))));
    }
    if arguments.open {
        open(&index)?;
    }
    Ok(Exit::failed_if(!report.failed.is_empty()))
}

/// The folder of the site, absolute.
fn out(arguments: &Arguments, context: &Context) -> Result<PathBuf, Failure> {
    if let Some(out) = &arguments.out {
        return Ok(context.directory.join(out));
    }
    match context.project()? {
        Some(project) => Ok(project.root.join(OUT)),
        None => Err(Failure::usage("there is no project here, so no folder for the site").help("pass `--out DIR`")),
    }
}

/// What an earlier run wrote; `None` if the folder is new or empty.
///
/// # Errors
/// The folder has other files.
fn earlier(out: &Path, context: &Context) -> Result<Option<BTreeSet<String>>, Failure> {
    let list = out.join(LIST);
    if list.symlink_metadata().is_ok() {
        let text = String::from_utf8_lossy(&read_here(&list)?).into_owned();
        let mut lines = text.lines();
        if lines.next() == Some(MARK) {
            return Ok(Some(lines.map(str::to_owned).collect()));
        }
    } else {
        match fs::read_dir(out) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(out, error).into()),
            Ok(mut files) => {
                if files.next().is_none() {
                    return Ok(None);
                }
            }
        }
    }
    let message = format!("{} has files that this command did not write", context.path(out));
    Err(Failure::failed(message).help("pass a new or empty folder with `--out DIR`"))
}

/// The folder of each connector in the site: that of its crate.
fn slugs(connectors: &[ConnectorFolder]) -> Vec<String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let slugs = connectors.iter().map(|connector| {
        let slug = Generator::crate_folder(connector);
        let slug = if OWN.contains(&slug.as_str()) { format!("{slug}_") } else { slug };
        let times = taken.entry(slug.clone()).or_default();
        *times += 1;
        // No crate's folder has a dot.
        if *times == 1 { slug } else { format!("{slug}.{times}") }
    });
    slugs.collect()
}

/// Writes the pages of a connector.
fn make(
    generator: &Generator,
    connector: &ConnectorFolder,
    slug: &str,
    out: &Path,
    written: &Mutex<Written>,
) -> Result<Result<Entry, Failed>, Failure> {
    let failed = |error: String| Ok(Err(Failed { connector: connector.path.clone(), error }));
    let mut described = match generator.describe(connector) {
        Ok(described) => described,
        Err(error) => return failed(error.to_string()),
    };
    let reference = described.reference();
    let (Some(description), Some(reference)) = (described.description.take(), reference) else {
        let error = described.diagnostics.iter().find(|it| it.problem.severity() == Severity::Error);
        return failed(error.map_or_else(String::new, |error| {
            let finding = Finding::new(error, &described.sources);
            format!("{} {}: {}", finding.position(), finding.code, finding.message)
        }));
    };
    let subject = Subject {
        slug: slug.to_owned(),
        description,
        reference,
        findings: described.diagnostics.iter().map(|it| Finding::new(it, &described.sources)).collect(),
        more: described.diagnostics.more().map(|more| more.count).sum(),
    };
    drop(described);
    let (files, entry) = site::pages_of(&subject).map_err(Failure::failed)?;
    write(out, &files, written)?;
    Ok(Ok(entry))
}

/// Writes files that are new or changed.
fn write(out: &Path, files: &Files, written: &Mutex<Written>) -> io::Result<()> {
    let mut changed = 0;
    for (path, text) in files {
        let target = out.join(path);
        if read_here(&target).is_ok_and(|bytes| bytes == text.as_bytes()) {
            continue;
        }
        write_whole(&target, text.as_bytes())?;
        changed += 1;
    }
    let mut written = written.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    written.changed += changed;
    for (path, text) in files {
        written.bytes += text.len();
        if path.ends_with(".html") {
            written.pages += 1;
            let page = Largest { bytes: text.len(), path: path.clone() };
            if page > written.largest {
                written.largest = page;
            }
        }
        written.paths.insert(path.clone());
    }
    Ok(())
}

/// Removes files that an earlier run wrote, and folders that are empty then. Returns how many files went.
fn remove<'a>(out: &Path, gone: impl Iterator<Item = &'a String>) -> io::Result<usize> {
    let mut removed = 0;
    for path in gone {
        let is_below = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let target = out.join(path);
        // A link on the way would lead elsewhere.
        let is_here = is_below
            && target
                .ancestors()
                .take_while(|folder| *folder != out)
                .all(|part| part.symlink_metadata().is_ok_and(|metadata| !metadata.file_type().is_symlink()));
        if !is_here {
            continue;
        }
        fs::remove_file(&target).map_err(|error| at(&target, error))?;
        removed += 1;
        // A folder that still has files stays.
        target.parent().filter(|folder| *folder != out).map(fs::remove_dir);
    }
    Ok(removed)
}

fn text(report: &Report, opens: bool) -> String {
    let Report { index, connectors, pages, files, bytes, changed, largest, failed, .. } = report;
    let mut text = format!(
        "{connectors} {}: {pages} pages, {files} files, {}; {changed} files changed\nlargest page: {}, {}\n",
        if *connectors == 1 { "connector" } else { "connectors" },
        size(*bytes),
        largest.path,
        size(largest.bytes)
    );
    if !failed.is_empty() {
        let have = if failed.len() == 1 { "connector has" } else { "connectors have" };
        text.push_str(&format!("{} {have} errors, and no pages\n", failed.len()));
    }
    text.push_str(&if opens { format!("opened: {index}\n") } else { format!("next: open {index} in a browser\n") });
    text
}

/// A size in kB or MB.
fn size(bytes: usize) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { format!("{:.1} MB", bytes as f64 / 1e6) }
}

/// Opens a file in the browser.
fn open(index: &Path) -> Result<(), Failure> {
    let program = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    match Command::new(program).arg(index).spawn() {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::failed(format!("the browser cannot be started by `{program}`: {error}"))),
    }
}
