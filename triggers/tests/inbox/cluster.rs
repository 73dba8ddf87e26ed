//! A private PostgreSQL: never the system's, and gone with the process that started it.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, OnceLock},
};

/// Starts a server in a temporary folder, prints the folder, and obeys lines: `stop` crashes the server, `start` starts it
/// again. The end of the input, which also the death of the test causes, stops the server and deletes the folder.
/// `$1` is the folder of PostgreSQL's programs.
const SCRIPT: &str = r#"
set -e
umask 077
dir=$(mktemp -d "${TMPDIR:-/tmp}/connector-postgres-XXXXXX")
trap 'if [ -n "$server" ]; then kill -INT "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$dir"' EXIT
start() {
    "$1/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=200 -c shared_buffers=32MB \
        >>"$dir/log" 2>&1 </dev/null &
    server=$!
    tries=0
    until "$1/pg_isready" -q -h "$dir"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ] || ! kill -0 "$server"; then cat "$dir/log" >&2; exit 1; fi
        sleep 0.1
    done
}
"$1/initdb" -D "$dir/data" -U inbox -A trust -E UTF8 --locale=C >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
start "$1"
echo "$dir"
while read -r command; do
    case "$command" in
        stop) kill -QUIT "$server"; wait "$server" || true; server=; echo stopped ;;
        start) start "$1"; echo started ;;
    esac
done
"#;

/// A running server.
pub(crate) struct Cluster {
    folder: String,
    /// Its end stops the server.
    commands: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    _shell: Child,
}

impl Cluster {
    /// The server that the tests of this process share; `None` if PostgreSQL is not installed.
    pub(crate) fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref()
    }

    /// Starts a server of its own, or says in one line why not.
    pub(crate) fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(
                std::env::var_os("CONNECTOR_REQUIRE_STORES").is_none_or(|value| value != "1"),
                "PostgreSQL is not installed, and CONNECTOR_REQUIRE_STORES=1 requires it"
            );
            println!("PostgreSQL is not installed: its inbox is not tested");
            return None;
        };
        // PostgreSQL refuses to run as root; Debian's package makes this user.
        let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let mut command = if is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        let mut shell = command
            .args(["-c", SCRIPT, "sh"])
            .arg(programs)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell can be started");
        let mut output = BufReader::new(shell.stdout.take().unwrap());
        let input = shell.stdin.take().unwrap();
        let folder = line(&mut output);
        assert!(folder.starts_with('/'), "PostgreSQL does not start: {folder}");
        Some(Self { folder, commands: Mutex::new((input, output)), _shell: shell })
    }

    /// The URL of its database, through a socket in its folder.
    pub(crate) fn url(&self) -> String {
        format!("postgres://inbox@localhost/postgres?host={}", self.folder)
    }

    /// Stops the server as a crash does.
    pub(crate) fn crash(&self) {
        self.command("stop", "stopped");
    }

    /// Starts it again.
    pub(crate) fn start_again(&self) {
        self.command("start", "started");
    }

    fn command(&self, command: &str, answer: &str) {
        let mut commands = self.commands.lock().unwrap();
        let (input, output) = &mut *commands;
        writeln!(input, "{command}").unwrap();
        assert_eq!(line(output), answer);
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

/// The folder of PostgreSQL's programs: Debian's newest, else what `pg_config` says.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(version).map(|path| path.join("bin"));
    let configured = || {
        let output = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
    };
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).exists());
    newest.filter(complete).or_else(configured).filter(complete)
}
