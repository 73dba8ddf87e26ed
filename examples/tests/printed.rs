//! Each example runs without a network, secrets or settings, and prints this.

use std::{env, fs, path::Path, process::Command};

const PRINTED: [(&str, &str); 13] = [
    ("choices", "g-1: Sales\n"),
    (
        "connection",
        "POST /apim/connector/0123456789abcdef/v1/groups/group-id/messages\n\
         status 200, request Some(\"r-1\")\n\
         sent as m-1\n",
    ),
    ("direct", "sent as m-1\nPOST https://api.kaiza.la/v1/groups/group-id/messages\n"),
    (
        "errors",
        "sent as Some(\"m-1\")\n\
         no such group, says the service: Some(\"Gone\")\n\
         status 403, code Some(\"NoMember\")\n\
         SendMessage: `referenceId`: expected text, found an object (status 200); the response has 19 bytes\n",
    ),
    (
        "fake_transport",
        "POST /apim/connector/0123456789abcdef/v1/groups/sales/messages\n\
         POST /apim/connector/0123456789abcdef/v1/groups/sales/messages\n\
         POST /apim/connector/0123456789abcdef/v1/groups/gone/messages\n",
    ),
    ("oauth2", "sent as m-1\n"),
    ("outlook_attachment", "offer.txt: 100 EUR\n"),
    ("paging", "all: [\"a\", \"b\", \"c\"]\nfirst page: [\"a\", \"b\"]\nthe rest: [\"c\"]\n"),
    ("sharepoint_rows", "booked: Some(8)\nconfirmed: [\"Room 2\"]\n"),
    ("sql_rows", "open: [(7, 120.5)]\nby hand: [\"O'Neill\"]\n"),
    ("teams_message", "Some(\"m-1\")\n"),
    ("trigger", "Ada: Standup in 5\n"),
    ("upload", "uploaded as r-1\n"),
];

#[test]
fn every_example_runs_without_secrets() {
    let files = fs::read_dir(env!("CARGO_MANIFEST_DIR")).expect("the package has a folder");
    let files = files.map(|file| file.expect("an entry is readable").path());
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let mut names: Vec<_> = sources.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort();
    assert_eq!(names, PRINTED.map(|(name, _)| name));

    // Cargo builds the examples of a package with its tests: `deps/this-test` and `examples/NAME`.
    let this = env::current_exe().expect("a program has a path");
    let folder = this.parent().and_then(Path::parent).expect("cargo runs it in its folder").join("examples");
    for (name, printed) in PRINTED {
        let program = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
        let output = Command::new(&program).env_clear().output();
        let output = output.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout), printed, "{name}");
    }
}
