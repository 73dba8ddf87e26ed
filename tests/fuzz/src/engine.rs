//! Rounds of a target. In: a corpus, a seed, the number of the round. Out: the input of the round, and whether it breaks the
//! target's property. The same three give the same input, so any round can be repeated alone.

use std::{
    cell::{Cell, RefCell},
    fs, io,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    sync::Once,
};

use fastrand::Rng;

use crate::mutate::mutate;

/// A property that must hold for any bytes. An error says how it is broken.
pub type Check = fn(&[u8]) -> Result<(), String>;

/// A parser of the project and what must hold of it.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name in the command and in the corpus.
    pub name: &'static str,
    /// What it reads, and the property.
    pub purpose: &'static str,
    /// Texts with a meaning, which mutations insert.
    pub tokens: &'static [&'static str],
    /// Whether a file of `../shared`, by its path there, is a further seed.
    pub shared: fn(&str) -> bool,
    /// The property.
    pub check: Check,
}

/// Longer inputs cost rounds and find no more.
const LONGEST: usize = 20_000;

/// The folder of this crate.
pub fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The seeds of a target.
pub struct Corpus {
    /// Its own files, in the order of their names, then those of `../shared`, if it is there.
    pub seeds: Vec<Vec<u8>>,
    /// The number of its own.
    pub own: usize,
}

/// Reads the seeds of a target.
///
/// # Errors
/// A folder cannot be read.
pub fn corpus(target: &Target) -> io::Result<Corpus> {
    let own = home().join("corpus").join(target.name);
    let mut paths = files(&own)?;
    let own = paths.len();
    let shared = home().join("../../../shared");
    if shared.is_dir() {
        let mut more = files(&shared)?;
        more.retain(|path| path.strip_prefix(&shared).is_ok_and(|path| (target.shared)(&path.to_string_lossy())));
        paths.extend(more);
    }
    let mut seeds = Vec::new();
    for (index, path) in paths.into_iter().enumerate() {
        if index < own || fs::metadata(&path)?.len() <= LONGEST as u64 {
            seeds.push(fs::read(path)?);
        }
    }
    Ok(Corpus { seeds, own })
}

/// The files below a folder, sorted.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut open, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { open.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

/// The input of a round. The first rounds are the target's own seeds.
pub fn input(target: &Target, corpus: &Corpus, seed: u64, round: u64) -> Vec<u8> {
    let Corpus { seeds, own } = corpus;
    let unchanged = usize::try_from(round).ok().and_then(|round| seeds[..*own].get(round));
    if let Some(unchanged) = unchanged {
        return unchanged.clone();
    }
    // FNV-1a, so that each target has inputs of its own.
    let named = target
        .name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut random = Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ named ^ round.rotate_left(32));
    let mut bytes = random.choice(seeds).cloned().unwrap_or_default();
    mutate(&mut bytes, seeds, target.tokens, &mut random);
    bytes.truncate(LONGEST);
    bytes
}

thread_local! {
    static IS_ATTEMPT: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps the text and the place of each panic of a property, in place of printing them.
pub fn keep_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| match IS_ATTEMPT.get() {
            true => PANIC.set(Some(info.to_string())),
            false => others(info),
        }));
    });
}

/// Runs a property. A panic breaks it.
///
/// # Errors
/// How the property is broken.
pub fn attempt(check: Check, bytes: &[u8]) -> Result<(), String> {
    IS_ATTEMPT.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| check(bytes)));
    IS_ATTEMPT.set(false);
    match outcome {
        Ok(outcome) => outcome,
        Err(_) => Err(PANIC.take().unwrap_or_else(|| "a panic".to_owned())),
    }
}

/// An input that breaks a property.
#[derive(Debug)]
pub struct Crash {
    /// The number of its round.
    pub round: u64,
    /// The input.
    pub bytes: Vec<u8>,
    /// How the property is broken.
    pub message: String,
}

/// Runs rounds while `goes_on` says so, until an input breaks the property.
pub fn run(target: &Target, corpus: &Corpus, seed: u64, goes_on: &mut dyn FnMut(u64) -> bool) -> Option<Crash> {
    let mut round = 0;
    while goes_on(round) {
        let bytes = input(target, corpus, seed, round);
        if let Err(message) = attempt(target.check, &bytes) {
            return Some(Crash { round, bytes, message });
        }
        round += 1;
    }
    None
}
