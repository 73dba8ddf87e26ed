//! The same definition gives the same bytes, whatever is around it.

use crate::support::{codegen, command, definition, finished, root, tree, write};
use std::{fs, path::Path};

/// A clock that stands in 1970, for `LD_PRELOAD`.
const CLOCK: &str = "
#include <time.h>
#include <sys/time.h>
int clock_gettime(clockid_t clock, struct timespec *at) { at->tv_sec = clock == CLOCK_REALTIME ? 86400 : 1; at->tv_nsec = 0; return 0; }
int gettimeofday(struct timeval *restrict at, void *restrict zone) { at->tv_sec = 86400; at->tv_usec = 0; return 0; }
time_t time(time_t *at) { if (at) *at = 86400; return 86400; }
";

/// The project's own connector, and a small one with a table's worth of names to lock.
fn specs(folder: &Path) {
    for (path, bytes) in tree(&root().join("spec")) {
        write(folder, Path::new("spec").join(path).to_str().unwrap(), std::str::from_utf8(&bytes).unwrap());
    }
    write(folder, "spec/small/apiDefinition.swagger.json", &definition("GetSmall"));
    write(folder, "spec/small/names.lock", "");
}

#[test]
fn place_locale_home_and_clock_change_no_byte() {
    let here = tempfile::tempdir().unwrap();
    specs(here.path());
    let run = codegen(here.path(), &["--spec", "spec", "--out", "out"]);
    assert_eq!(run.code, 0, "{}", run.err);

    let elsewhere = tempfile::tempdir().unwrap();
    let deep = elsewhere.path().join("ä b/c");
    specs(&deep);
    let spec = deep.join("spec");
    let mut other = command(elsewhere.path(), &["codegen", "--jobs", "1", "--out", "x/y z"]);
    other.arg("--spec").arg(&spec).env("HOME", &deep).env("TMPDIR", &deep).env("USER", "other").env("COLUMNS", "40");
    for (name, value) in
        [("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu"), ("SOURCE_DATE_EPOCH", "1")]
    {
        other.env(name, value);
    }
    if cfg!(target_os = "linux") {
        let (source, library) = (here.path().join("clock.c"), here.path().join("clock.so"));
        fs::write(&source, CLOCK).unwrap();
        let mut cc = std::process::Command::new("cc");
        assert!(cc.args(["-shared", "-fPIC", "-o"]).args([&library, &source]).status().unwrap().success());
        let mut date = std::process::Command::new("date");
        let date = date.args(["-u", "+%Y"]).env("LD_PRELOAD", &library).output().unwrap();
        assert_eq!(date.stdout, b"1970\n", "the clock stands in 1970");
        other.env("LD_PRELOAD", &library);
    }
    let other = finished(other);
    assert_eq!(other.code, 0, "{}", other.err);
    assert_eq!(other.err, run.err);
    for crate_folder in ["kaizala", "small"] {
        let (one, two) =
            (here.path().join("out").join(crate_folder), elsewhere.path().join("x/y z").join(crate_folder));
        assert!(one.join("src/lib.rs").is_file());
        assert_eq!(tree(&one), tree(&two));
    }
    assert_eq!(tree(&here.path().join("spec")), tree(&spec), "names.lock too");
}
