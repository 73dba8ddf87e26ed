//! Compiles emitted crates.
//!
//! In: the files of crates, in memory. Out: the warnings of rustc, clippy, rustdoc and the doctests. All crates of a [`Workspace`]
//! go through one run of each tool. All workspaces share one target folder and the project's `Cargo.lock`, so that dependencies
//! are built once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

/// The profile of everything in the shared target folder: with another one, cargo builds all dependencies again.
pub const PROFILE: &str = "[profile.dev]\ndebug = false\nincremental = false\n";

/// Held while rustdoc writes into the shared target folder.
static RUSTDOC: Mutex<()> = Mutex::new(());

/// A workspace of emitted crates below the target folder. It is kept, so that the next run builds only the changes.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    members: Vec<String>,
}

impl Workspace {
    /// An empty workspace called `name`. `target` is the tests' build folder, `env!("CARGO_TARGET_TMPDIR")`.
    pub fn new(target: &str, name: &str) -> Self {
        let target = Path::new(target);
        Self { folder: target.join("emitted").join(name), target: target.join("emitted-target"), members: Vec::new() }
    }

    /// Adds a crate: the name of its folder, and its files by path.
    ///
    /// # Panics
    /// If a file cannot be written.
    pub fn add(&mut self, member: &str, files: &BTreeMap<String, String>) {
        let folder = self.folder.join(member);
        for path in paths_below(&folder, "") {
            if !files.contains_key(&path) {
                fs::remove_file(folder.join(&path)).expect("a left over file can be removed");
            }
        }
        for (path, text) in files {
            write(&folder.join(path), text);
        }
        self.members.push(member.to_owned());
    }

    /// Runs rustc with clippy, rustdoc and the doctests over all crates. Warnings and missing documentation are errors.
    ///
    /// # Panics
    /// If one of them reports anything, with its output.
    pub fn assert_silent(&self) {
        self.write_manifest();
        let clippy = ["clippy", "--", "-D", "warnings", "-D", "missing_docs"];
        let results = [self.cargo(&clippy, None), self.rustdoc(), self.cargo(&["test", "--doc"], None)];
        let said: Vec<String> = results.into_iter().filter_map(Result::err).collect();
        assert!(said.is_empty(), "{}", said.join("\n\n"));
    }

    /// Runs clippy over all crates. Warnings are errors.
    ///
    /// # Panics
    /// If it reports anything, with its output.
    pub fn assert_checks(&self) {
        self.write_manifest();
        if let Err(said) = self.cargo(&["clippy", "--", "-D", "warnings"], None) {
            panic!("{said}");
        }
    }

    /// Builds and runs the program of a member.
    ///
    /// # Panics
    /// If it does not compile silently, or fails, with its output.
    pub fn assert_runs(&self, package: &str) {
        self.write_manifest();
        let words = ["run", "--quiet", "--offline", "--color=never", "--package", package];
        if let Err(said) = run(&self.folder, &self.target, &words, None) {
            panic!("{said}");
        }
    }

    /// Builds members, and returns the lines of `src/main.rs` that do not compile, by member.
    ///
    /// # Panics
    /// If cargo cannot be run, or rejects something else.
    pub fn rejected_lines(&self, packages: &[&str]) -> BTreeMap<String, BTreeSet<usize>> {
        self.write_manifest();
        let mut words = vec!["build", "--offline", "--keep-going", "--color=never", "--message-format=json"];
        words.extend(packages.iter().flat_map(|package| ["--package", package]));
        let output = command(&self.folder, &self.target, &words).output().expect("cargo can be run");
        let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else { continue };
            if message["message"]["level"] != "error" {
                continue;
            }
            let member = packages.iter().find(|package| message["target"]["name"] == **package);
            let spans = message["message"]["spans"].as_array().into_iter().flatten();
            let of_main =
                |span: &&serde_json::Value| span["file_name"].as_str().is_some_and(|it| it.ends_with("src/main.rs"));
            let primary = spans.filter(|span| span["is_primary"] == true).filter(of_main);
            let lines = primary.filter_map(|span| usize::try_from(span["line_start"].as_u64()?).ok());
            match member {
                Some(member) => found.entry((*member).to_owned()).or_default().extend(lines),
                None => panic!("{}", message["message"]["rendered"].as_str().unwrap_or(line)),
            }
        }
        let has_lines = found.values().any(|lines| !lines.is_empty());
        assert!(output.status.success() || has_lines, "{}", String::from_utf8_lossy(&output.stderr));
        found.retain(|_, lines| !lines.is_empty());
        found
    }

    /// Runs the program of a member that is built, and returns what it prints.
    ///
    /// # Panics
    /// If it fails.
    pub fn printed(&self, package: &str) -> String {
        let program = self.target.join("debug").join(format!("{package}{}", std::env::consts::EXE_SUFFIX));
        let output = Command::new(&program).output().unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        assert!(output.status.success(), "{package}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn write_manifest(&self) {
        let root = crate::root().canonicalize().expect("the project's folder is there");
        let manifest = format!(
            "[workspace]\nmembers = {:?}\nresolver = \"3\"\n\n[workspace.dependencies]\n\
             connector-runtime = {{ path = {:?}, default-features = false }}\n\n{PROFILE}",
            self.members,
            root.join("runtime").to_string_lossy(),
        );
        write(&self.folder.join("Cargo.toml"), &manifest);
        let lock = fs::read_to_string(root.join("Cargo.lock")).expect("the project's Cargo.lock can be read");
        // Cargo removes what these crates do not need, so the lock of an earlier run is shorter.
        fs::write(self.folder.join("Cargo.lock"), lock).expect("Cargo.lock can be written");
    }

    /// Runs rustdoc in an empty folder: it merges its indexes with those of every crate that it documented there before, which
    /// takes several times as long as the documentation itself.
    fn rustdoc(&self) -> Result<(), String> {
        let _guard = RUSTDOC.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = self.target.join("doc");
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the documentation of another workspace can be removed");
        }
        self.cargo(&["doc", "--no-deps"], Some(("RUSTDOCFLAGS", "-D warnings")))
    }

    fn cargo(&self, arguments: &[&str], variable: Option<(&str, &str)>) -> Result<(), String> {
        let mut words = arguments.to_vec();
        let at = words.iter().position(|word| *word == "--").unwrap_or(words.len());
        words.splice(at..at, ["--quiet", "--offline", "--workspace", "--no-default-features", "--color=never"]);
        run(&self.folder, &self.target, &words, variable)
    }
}

/// Runs cargo in `folder` with the target folder `target`. The error is its output.
///
/// # Errors
/// Cargo fails, or prints a warning.
///
/// # Panics
/// If cargo cannot be run.
pub fn run(folder: &Path, target: &Path, words: &[&str], variable: Option<(&str, &str)>) -> Result<(), String> {
    let mut command = command(folder, target, words);
    command.envs(variable);
    let output = command.output().expect("cargo can be run");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() && said.trim().is_empty() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    Err(format!("cargo {} in {}:\n{printed}\n{said}", words.join(" "), folder.display()))
}

fn command(folder: &Path, target: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.args(words).current_dir(folder).env("CARGO_TARGET_DIR", target);
    // Flags of an outer cargo run are not meant for these crates.
    for name in ["RUSTFLAGS", "RUSTDOCFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "RUSTC_WRAPPER"] {
        command.env_remove(name);
    }
    command
}

/// Writes a file unless it is unchanged: cargo rebuilds what has a new time.
fn write(path: &Path, text: &str) {
    if fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

fn paths_below(folder: &Path, prefix: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            paths.extend(paths_below(&entry.path(), &format!("{path}/")));
        } else {
            paths.push(path);
        }
    }
    paths
}
