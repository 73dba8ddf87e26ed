#!/usr/bin/env bash
# The first hour of a user, as a machine runs it: install, init, add, codegen, a program that compiles and runs against a fake, a
# changed definition, codegen again. Prints the seconds of each step. Nothing comes from the project's own build folder or from the
# user's home, but for the Rust toolchain. On two cores it takes at most 5 minutes cold and 20 s warm.
#
#   tests/first-hour.sh [--program PROGRAM] [--limit SECONDS] DEFINITION [FOLDER]
#
# DEFINITION is any definition that `cargo connector add` reads. FOLDER keeps cargo's home and the builds, so that a second run with
# the same FOLDER is warm. Without it, everything is in a temporary folder, and cold. The commit that is checked out is installed;
# what is not committed is not in it.
#
# --program takes a `cargo-connector` that is already built, and leaves the HTTP stack out of the program, which sends nothing. CI has no
# time for both. --limit makes a longer run fail.
set -euo pipefail

usage() {
    echo 'usage: tests/first-hour.sh [--program PROGRAM] [--limit SECONDS] DEFINITION [FOLDER]' >&2
    exit 2
}
program= limit=
while [[ ${1-} == --* ]]; do
    case $1 in
        --program) program=$(realpath "${2?}") ;;
        --limit) limit=${2?} ;;
        *) usage ;;
    esac
    shift 2
done
[ $# -ge 1 ] && [ $# -le 2 ] || usage
definition=$(realpath "$1")
repository=$(cd "$(dirname "$0")/.." && pwd)
revision=$(git -C "$repository" rev-parse HEAD)
if [ $# -eq 2 ]; then
    mkdir -p "$2"
    folder=$(realpath "$2")
else
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
fi

# An empty home, and none of the settings around this run but for those that say how the network is reached.
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
toolchain=$(dirname "$(command -v cargo)")
while read -r name; do unset "$name"; done < <(compgen -e | grep -E '^(CARGO|RUSTC_|RUST(DOC)?FLAGS$)' | grep -vE '^CARGO_(HTTP|NET|REGISTR)')
export HOME=$folder/home CARGO_HOME=$folder/home/.cargo
export PATH=$folder/tools/bin:$toolchain:/usr/local/bin:/usr/bin:/bin
mkdir -p "$HOME" "$folder/tools/bin"

# The seconds between two values of EPOCHREALTIME.
seconds() { awk -v from="$1" -v to="$2" 'BEGIN { printf "%.1f", to - from }'; }

# Runs a step, and prints its seconds. The output of a step that fails is shown.
step() {
    local name=$1 start=$EPOCHREALTIME
    shift
    if ! "$@" >"$folder/log" 2>&1; then
        cat "$folder/log" >&2
        echo "failed: $name" >&2
        exit 1
    fi
    printf '%7s s  %s\n' "$(seconds "$start" "$EPOCHREALTIME")" "$name"
}
failed() {
    cat "$folder/log" >&2
    echo "failed: $1" >&2
    exit 1
}
started=$EPOCHREALTIME

install() {
    CARGO_TARGET_DIR=$folder/install cargo install --locked --git "file://$repository" --rev "$revision" \
        --root "$folder/tools" cargo-connector
}
if [ -n "$program" ]; then
    step 'a program that is already built' cp "$program" "$folder/tools/bin/cargo-connector"
else
    step 'cargo install --git URL cargo-connector' install
fi

# A package of the user's, which is made anew in each run; its builds stay.
app=$folder/app
rm -rf "$app"
export CARGO_TARGET_DIR=$folder/target
step 'cargo new app' cargo new --quiet --vcs none "$app"
cd "$app"
step 'cargo connector init' cargo connector init --runtime-git "file://$repository" --runtime-rev "$revision"
step 'cargo connector add DEFINITION' cargo connector add "$definition"
step 'cargo connector codegen' cargo connector codegen

# The program calls the first visible action whose values are texts, with a transport that sends nothing and records the request.
write_program() {
    local connector
    cargo connector list --format json >connectors.json
    connector=$(python3 -c 'import json; print(json.load(open("connectors.json"))[0]["connector"])')
    cargo connector inspect "$connector" --format json >connector.json
    python3 - "$repository" "$revision" "$program" <<'PYTHON'
import json, pathlib, sys

repository, revision, has_no_http = sys.argv[1:]
connector = json.load(open("connector.json"))


def is_callable(operation):
    values = [value for value in operation["arguments"] if value["kind"] == "positional"]
    return operation["role"] == "action" and operation["required_values"] is None and all(
        value["type"] == "String" for value in values
    )


operation = next(operation for operation in connector["operations"] if is_callable(operation))
count = sum(value["kind"] == "positional" for value in operation["arguments"])
values = ", ".join(f'"value{number}"' for number in range(count))
package = connector["package"]
folder = next(path for path in pathlib.Path("generated").iterdir() if (path / "Cargo.toml").is_file()
              and f'name = "{package}"' in (path / "Cargo.toml").read_text())
default = ", default-features = false" if has_no_http else ""
with open("Cargo.toml", "a") as manifest:
    manifest.write(f'{package} = {{ path = "{folder.as_posix()}"{default} }}\n')
    manifest.write(f'connector-runtime = {{ git = "file://{repository}", rev = "{revision}"{default}, features = ["testing"] }}\n')
    manifest.write('tokio = { version = "1", features = ["macros", "rt"] }\n')
crate = package.replace("-", "_")
pathlib.Path("src/main.rs").write_text(f"""use connector_runtime::testing::{{CONNECTION_URL, FakeTransport, credential}};

#[tokio::main(flavor = "current_thread")]
async fn main() -> {crate}::Result<()> {{
    let service = FakeTransport::new();
    let client = {crate}::{connector["client"]}::new(CONNECTION_URL, credential(), Some(service.options()))?;
    // The fake responds without a body, which some operations do not accept.
    let _ = {operation["rust"]}({values}).send().await;
    for request in service.requests() {{
        println!("{{}} {{}}", request.method(), request.url().path());
    }}
    Ok(())
}}
""")
print(operation["method"], operation["path"])
PYTHON
}
step 'a program is written' write_program
wanted=$(tail -n 1 "$folder/log")
step 'cargo build' cargo build --quiet
step 'cargo run' cargo run --quiet
sent=$(tail -n 1 "$folder/log")
[ "${sent%% *}" = "${wanted%% *}" ] || failed "sent '$sent', not '$wanted'"

# The definition gets one more operation.
change() {
    python3 - <<'PYTHON'
import json, pathlib

file = next(pathlib.Path("connectors").rglob("*.swagger.json"))
definition = json.loads(file.read_text("utf-8-sig"))
definition["paths"]["/added-in-the-first-hour"] = {
    "get": {"operationId": "AddedInTheFirstHour", "summary": "Added", "responses": {"200": {"description": "OK"}}}
}
file.write_text(json.dumps(definition, indent=2, ensure_ascii=False))
PYTHON
}
step 'the definition changes' change
if cargo connector codegen --check >"$folder/log" 2>&1; then failed '--check does not see the change'; fi
step 'cargo connector codegen, again' cargo connector codegen
grep -q 'added_in_the_first_hour' "$folder/log" || failed 'no word of the new path'
step 'cargo connector codegen --check' cargo connector codegen --check
sed -i 's/^    Ok(())/    let _ = client.added_in_the_first_hour();\n    Ok(())/' src/main.rs
step 'cargo run, again' cargo run --quiet
# But for the source of the runtime, nothing that was written names this machine.
if grep -rIn "$folder" connectors.toml connectors generated; then
    echo 'failed: these lines have an absolute path' >&2
    exit 1
fi
all=$(seconds "$started" "$EPOCHREALTIME")
printf '%7s s  in all\n' "$all"
if [ -n "$limit" ] && awk -v all="$all" -v limit="$limit" 'BEGIN { exit all <= limit }'; then
    echo "failed: the limit is $limit s" >&2
    exit 1
fi
