//! The ways of docs/use-in-your-project.md: each template of docs/templates is tried outside of the workspace, with an empty home and a
//! connector that the seed chooses.

use crate::support::{definition, finished, read, root, run, tree, write};
use connector_codegen::{ConnectorFolder, Generator};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// The profile of everything in the tests' shared build folder: with another one, cargo builds all dependencies again.
const PROFILE: &str = "\n[profile.dev]\ndebug = false\nincremental = false\n";

/// A folder of its own, with an empty home in it.
struct Elsewhere(TempDir);

impl Elsewhere {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        Self(folder)
    }

    fn folder(&self, name: &str) -> PathBuf {
        let folder = self.0.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Runs cargo without a network, and returns its exit code, output and errors.
    fn cargo(&self, folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO"));
        command.args(words).current_dir(folder);
        for name in ["RUSTFLAGS", "RUSTDOCFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "RUSTC_WRAPPER"] {
            command.env_remove(name);
        }
        command
            .env("CARGO_HOME", of_home("CARGO_HOME", ".cargo"))
            .env("RUSTUP_HOME", of_home("RUSTUP_HOME", ".rustup"));
        command.env("HOME", self.0.path().join("home")).env("CARGO_NET_OFFLINE", "true");
        command.env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/emitted-target"));
        command.envs(variables.iter().copied());
        let run = finished(command);
        (run.code, run.out, run.err)
    }

    fn prints(&self, folder: &Path, words: &[&str]) -> String {
        let (code, out, err) = self.cargo(folder, words, &[]);
        assert_eq!(code, 0, "cargo {}:\n{out}{err}", words.join(" "));
        out
    }
}

/// A folder that a variable names, or that is in the home.
fn of_home(variable: &str, folder: &str) -> PathBuf {
    env::var_os(variable).map_or_else(|| env::home_dir().unwrap().join(folder), PathBuf::from)
}

/// The connector that takes the place of Kaizala in the templates.
struct Subject {
    /// Its path below the definitions.
    connector: String,
    /// The folder of its crate.
    folder: String,
    package: String,
    client: String,
}

/// The definition of a connector in `../shared/corpus`, or Kaizala's.
fn chosen() -> PathBuf {
    let corpus = root().join("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("../shared/corpus is not there: the ways are tried with Kaizala alone");
        return root().join("spec/kaizala/apiDefinition.swagger.json");
    }
    let generator = Generator::new(corpus);
    let all = generator.connectors().unwrap();
    let seed: u64 = env::var("CORPUS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let first = (seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % all.len();
    // A larger one takes long to compile, and a test changes the JSON.
    let is_fit = |connector: &&ConnectorFolder| {
        let bytes = connector.definition.as_ref().map_or_else(|_| Vec::new(), |file| fs::read(file).unwrap());
        bytes.len() < 100_000
            && serde_json::from_slice::<serde_json::Value>(&bytes).is_ok()
            && generator.generate(connector).is_ok_and(|generated| generated.files.is_some())
    };
    let connector = all.iter().cycle().skip(first).take(all.len()).find(is_fit).unwrap();
    eprintln!("the ways are tried with {}, seed {seed}", connector.path);
    connector.definition.clone().unwrap()
}

/// Makes a folder a project, adds the chosen connector and generates its crate.
fn project(folder: &Path, runtime: &Path) -> Subject {
    let ok = |arguments: &[&str]| {
        let run = run(folder, arguments, &[]);
        assert_eq!(run.code, 0, "{arguments:?}: {}{}", run.out, run.err);
        run.out
    };
    let init = ok(&["init", "--runtime-path", runtime.to_str().unwrap()]);
    assert!(!init.contains("add what the crates need"), "{init}");
    ok(&["add", chosen().to_str().unwrap()]);
    ok(&["codegen"]);
    let list: serde_json::Value = serde_json::from_str(&ok(&["list", "--format", "json"])).unwrap();
    let text = |key: &str| list[0][key].as_str().unwrap().to_owned();
    let crates = fs::read_dir(folder.join("generated")).unwrap().map(|entry| entry.unwrap().file_name());
    let folder = crates.map(|name| name.into_string().unwrap()).find(|name| !name.contains('.')).unwrap();
    Subject { connector: text("connector"), folder, package: text("package"), client: text("client") }
}

/// Writes a template to a folder.
fn template(name: &str, to: &Path, change: &dyn Fn(&str) -> String) {
    let from = root().join("docs/templates").join(name);
    for (path, bytes) in tree(&from) {
        let text = String::from_utf8(bytes).unwrap();
        write(to, &change(path.to_str().unwrap()), &change(&text));
    }
}

impl Subject {
    /// A text of a template for this connector. The crates are those of this repository, and need no HTTP transport.
    fn in_place_of_kaizala(&self, text: &str) -> String {
        let root = root().canonicalize().unwrap();
        let mut text = text.replace("generated/kaizala\" }", "generated/kaizala\", default-features = false }");
        text = text.replace("features = [\"reqwest_rustls\"]", "features = []");
        text = text.replace("connectors/kaizala", &format!("connectors/{}", self.connector));
        for (package, folder) in
            [("connector-runtime", "runtime"), ("connector-codegen", "codegen"), ("cargo-connector", "cli")]
        {
            let path = toml::Value::String(root.join(folder).to_string_lossy().into_owned());
            text = text.replace(
                &format!("{package} = {{ git = \"URL\", rev = \"REV\""),
                &format!("{package} = {{ path = {path}"),
            );
        }
        text = text.replace("connector-kaizala", &self.package).replace("KaizalaClient", &self.client);
        text.replace("connector_kaizala", &self.package.replace('-', "_")).replace("kaizala", &self.folder)
    }

    fn is_printed(&self, printed: &str) {
        assert!(printed.starts_with(&self.client), "{printed}");
    }
}

/// Adds an operation to each definition of a project.
fn change_definitions(folder: &Path) {
    let definitions = tree(&folder.join("connectors")).into_iter().map(|(path, _)| path);
    let mut changed = 0;
    for path in definitions.filter(|path| path.to_string_lossy().ends_with(".swagger.json")) {
        let file = folder.join("connectors").join(path);
        let mut json: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let more: serde_json::Value = serde_json::from_str(&definition("AddedLater")).unwrap();
        json["paths"]["/added/later"] = more["paths"]["/x"].clone();
        fs::write(file, json.to_string()).unwrap();
        changed += 1;
    }
    assert_eq!(changed, 1);
}

/// Gives a project the versions that this repository was tested with; cargo takes out what it does not need.
fn lock(folder: &Path) {
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}

fn append(file: &Path, text: &str) {
    fs::write(file, fs::read_to_string(file).unwrap() + text).unwrap();
}

#[test]
#[ignore = "slow: compiles a project outside of this repository"]
fn crates_are_committed_and_an_xtask_or_a_test_keeps_them_fresh() {
    let elsewhere = Elsewhere::new();
    let folder = elsewhere.folder("mine");
    // `init` reads the manifest, so it stands there first.
    template("workspace", &folder, &str::to_owned);
    let subject = project(&folder, &root().join("runtime"));
    let fitted = |text: &str| subject.in_place_of_kaizala(text);
    for name in ["workspace", "xtask", "freshness"] {
        template(name, &folder, &fitted);
    }
    // The alias is in a hidden folder.
    write(&folder, ".cargo/config.toml", &read("docs/templates/xtask/.cargo/config.toml"));
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"app\"", "\"app\", \"xtask\", \"freshness\"") + PROFILE).unwrap();
    lock(&folder);

    subject.is_printed(&elsewhere.prints(&folder, &["run", "--quiet", "--package", "app"]));
    let ways = |is_fresh: bool| {
        assert_eq!(run(&folder, &["codegen", "--check"], &[]).code == 0, is_fresh);
        let (code, out, err) = elsewhere.cargo(&folder, &["xtask", "codegen", "--check"], &[]);
        assert_eq!(code == 0, is_fresh, "{out}{err}");
        assert!(is_fresh || out.contains("to update: cargo xtask codegen"), "{out}{err}");
        let (code, out, err) = elsewhere.cargo(&folder, &["test", "--quiet", "--package", "freshness"], &[]);
        assert_eq!(code == 0, is_fresh, "{out}{err}");
        assert!(is_fresh || out.contains("added_later.rs"), "{out}{err}");
    };
    ways(true);
    change_definitions(&folder);
    ways(false);
    elsewhere.prints(&folder, &["xtask", "codegen"]);
    ways(true);
}

#[test]
#[ignore = "slow: compiles a project outside of this repository"]
fn a_build_script_generates_the_crate() {
    let elsewhere = Elsewhere::new();
    let (made, folder) = (elsewhere.folder("made"), elsewhere.folder("mine"));
    let subject = project(&made, &root().join("runtime"));
    fs::rename(made.join("connectors"), folder.join("connectors")).unwrap();
    let fitted = |text: &str| subject.in_place_of_kaizala(text).replace("generated/", "crates/");
    template("workspace", &folder, &fitted);
    template("build-script", &folder, &fitted);
    append(&folder.join("Cargo.toml"), PROFILE);
    lock(&folder);
    let definitions = || tree(&folder.join("connectors"));
    let before = definitions();
    let app = ["run", "--quiet", "--package", "app"];
    subject.is_printed(&elsewhere.prints(&folder, &app));
    assert_eq!(definitions(), before, "a build changes no source");

    // The next build has what a definition has.
    change_definitions(&folder);
    let main = folder.join("app/src/main.rs");
    let text = fs::read_to_string(&main).unwrap();
    fs::write(&main, text.replace("println!", "let _ = client.added_later();\n    println!")).unwrap();
    subject.is_printed(&elsewhere.prints(&folder, &app));
}

/// The crates' repository has the runtime too, as this one.
#[cfg(unix)]
#[test]
#[ignore = "slow: compiles a project outside of this repository"]
fn a_crate_comes_from_git() {
    let elsewhere = Elsewhere::new();
    // Cargo names what it keeps of a repository after the last part of its URL.
    let name = format!("{}-crates", elsewhere.0.path().file_name().unwrap().to_string_lossy().trim_start_matches('.'));
    let (theirs, folder) = (elsewhere.folder(&name), elsewhere.folder("mine"));
    for (path, bytes) in tree(&root().join("runtime")) {
        write(&theirs.join("runtime"), path.to_str().unwrap(), &String::from_utf8(bytes).unwrap());
    }
    let manifest = read("Cargo.toml");
    let (_, rest) = manifest.split_once("resolver =").unwrap();
    write(&theirs, "Cargo.toml", &format!("[workspace]\nmembers = [\"runtime\", \"generated/*\"]\nresolver ={rest}"));
    let subject = project(&theirs, &theirs.join("runtime"));
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]);
        let run = finished({
            git.args(words).current_dir(&theirs);
            git
        });
        assert_eq!(run.code, 0, "{words:?}: {}", run.err);
        run.out
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "crates"]);
    let (url, revision) = (format!("file://{}", theirs.display()), git(&["rev-parse", "HEAD"]));

    template("git", &folder, &|text| {
        let source = format!("git = {url:?}, rev = {:?}, default-features = false", revision.trim());
        subject.in_place_of_kaizala(&text.replace("git = \"URL\", rev = \"REV\"", &source))
    });
    write(&folder, "src/main.rs", &subject.in_place_of_kaizala(&read("docs/templates/workspace/app/src/main.rs")));
    append(&folder.join("Cargo.toml"), PROFILE);
    lock(&folder);
    // Offline, cargo fetches from no repository, not even from this machine. A proxy that is not there shows that it asks no registry.
    let variables = [("CARGO_NET_OFFLINE", "false"), ("CARGO_HTTP_PROXY", "http://127.0.0.1:9")];
    let (code, out, err) = elsewhere.cargo(&folder, &["run", "--quiet"], &variables);
    let kept = ["db", "checkouts"].map(|of| of_home("CARGO_HOME", ".cargo").join("git").join(of));
    let kept = kept.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
    for of_this in kept.filter(|entry| entry.file_name().to_string_lossy().starts_with(&name)) {
        fs::remove_dir_all(of_this.path()).unwrap();
    }
    assert_eq!(code, 0, "{out}{err}");
    subject.is_printed(&out);
}
