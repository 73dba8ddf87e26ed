//! Files that the generator did not write, links, pipes and folders that it may not write to: what is left alone, what is reported.

use crate::support::{
    HERE, Run, codegen, command, definition, finished, generated, operations, tree, two_connectors, write,
};
use std::{
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

#[test]
fn a_crate_with_a_foreign_file_in_its_way_is_not_written_at_all() {
    for is_new in [true, false] {
        let folder = two_connectors();
        fs::write(folder.path().join("spec/small/names.lock"), "").unwrap();
        if !is_new {
            generated(folder.path());
        }
        write(folder.path(), "spec/small/apiDefinition.swagger.json", &operations(0..3, "new"));
        write(folder.path(), "out/small/src/client.rs", "//! By hand.\n");
        let before = tree(folder.path());
        let check = codegen(folder.path(), &[&HERE[..], &["--check"]].concat());
        assert_eq!(check.code, 1);
        assert!(check.out.contains("small: foreign  src/client.rs\n"), "{}", check.out);
        assert!(check.out.contains("move or remove it by hand"), "{}", check.out);

        let run = codegen(folder.path(), &[&HERE[..], &["--keep-going"]].concat());
        assert_eq!(run.code, 1);
        let path = Path::new("out/small/src/client.rs").display().to_string();
        assert!(run.err.contains(&format!("error: {path}: the generator did not write this")), "{}", run.err);
        let of_small = |tree: Vec<(std::path::PathBuf, Vec<u8>)>| {
            tree.into_iter().filter(|(path, _)| path.iter().any(|part| part == "small")).collect::<Vec<_>>()
        };
        assert_eq!(of_small(tree(folder.path())), of_small(before));
        assert!(folder.path().join("out/other/src/lib.rs").is_file(), "the other crate is written");

        fs::remove_file(folder.path().join("out/small/src/client.rs")).unwrap();
        generated(folder.path());
        assert_eq!(codegen(folder.path(), &[&HERE[..], &["--check"]].concat()).code, 0);
    }
}

#[test]
fn a_manifest_by_hand_beside_the_crates_stays() {
    let folder = two_connectors();
    let manifest = "[package]\nname = \"mine\"\nversion = \"0.1.0\"\n[lib]\npath = \"lib.rs\"\n";
    write(folder.path(), "out/Cargo.toml", manifest);
    write(folder.path(), "out/lib.rs", "");
    let run = codegen(folder.path(), &HERE);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("out/Cargo.toml")).unwrap(), manifest);
    assert!(run.out.contains("nothing was written:\n[workspace]\nmembers = [\"*\"]"), "{}", run.out);
}

/// Runs `codegen`, and kills it if it does not end soon: a pipe that nobody writes to is read for ever.
fn ends(folder: &Path) -> Run {
    let mut command = command(folder, &[&["codegen", "--keep-going"], &HERE[..]].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("the command does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_reported_wherever_a_file_is_read() {
    for pipe in [
        "spec/small/apiDefinition.swagger.json",
        "spec/small/apiProperties.json",
        "spec/small/connector.toml",
        "spec/small/intro.md",
        "spec/small/names.lock",
        "spec/small/tables/a.json",
        "spec/more/any.json",
        "out/small/src/lib.rs",
    ] {
        let folder = two_connectors();
        let path = folder.path().join(pipe);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::remove_file(&path).ok();
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let run = ends(folder.path());
        assert_ne!(run.code, 0, "{pipe}");
        assert!(run.err.contains(pipe), "{pipe}: {}", run.err);
        let why = if pipe.starts_with("out") { "the generator did not write this" } else { "it is not a regular file" };
        assert!(run.err.contains(why), "{pipe}: {}", run.err);
    }
    // A pipe that no file stands at is as any foreign file.
    let folder = two_connectors();
    generated(folder.path());
    let path = folder.path().join("out/small/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(ends(folder.path()).code, 0);
}

#[cfg(unix)]
#[test]
fn the_output_never_leaves_its_folder() {
    use std::os::unix::fs::symlink;
    for link in ["out/small", "out/small/src", "out/small/src/operations", "out/small/src/lib.rs"] {
        let folder = two_connectors();
        generated(folder.path());
        let (link, outside) = (folder.path().join(link), folder.path().join("outside"));
        fs::rename(&link, &outside).unwrap();
        symlink(&outside, &link).unwrap();
        write(folder.path(), "spec/small/apiDefinition.swagger.json", &operations(0..3, "new"));
        let before = tree(&folder.path().join("out"));
        let kept = if outside.is_dir() { tree(&outside) } else { vec![(outside.clone(), fs::read(&outside).unwrap())] };
        let shown = link.strip_prefix(folder.path()).unwrap().display().to_string();
        let check = codegen(folder.path(), &[&HERE[..], &["--check"]].concat());
        assert_eq!(check.code, 1);
        assert!(
            format!("{}{}", check.out, check.err).contains(link.file_name().unwrap().to_str().unwrap()),
            "{}",
            check.out
        );
        let run = codegen(folder.path(), &[&HERE[..], &["--keep-going"]].concat());
        assert_eq!(run.code, 1, "{}", run.out);
        assert!(run.err.contains(&format!("error: {shown}: ")), "{shown}: {}", run.err);
        let now = if outside.is_dir() { tree(&outside) } else { vec![(outside.clone(), fs::read(&outside).unwrap())] };
        assert_eq!((tree(&folder.path().join("out")), now), (before, kept));
    }
    // The output folder itself may be a link.
    let folder = two_connectors();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    symlink("elsewhere", folder.path().join("out")).unwrap();
    generated(folder.path());
    assert!(folder.path().join("elsewhere/small/src/lib.rs").is_file());
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_named_and_nothing_changes() {
    use std::os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    };
    let folder = two_connectors();
    let modes = |path: &str, mode: u32| {
        fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    generated(folder.path());
    write(folder.path(), "spec/small/apiDefinition.swagger.json", &definition("GetMore"));
    modes("", 0o755);
    let places = ["out/small/src/operations", "out/small/src", "out/small", "out"];
    let before = tree(folder.path());
    places.iter().for_each(|place| modes(place, 0o555));
    let run_as_a_user = || {
        let mut command = command(folder.path(), &[&["codegen"], &HERE[..]].concat());
        if fs::metadata(folder.path()).unwrap().uid() == 0 {
            // Nothing is read-only to root.
            command.uid(65534).gid(65534);
        }
        finished(command)
    };
    let run = run_as_a_user();
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.err.contains("out/small/") && run.err.contains("ermission denied"), "{}", run.err);
    assert_eq!(tree(folder.path()), before);
    places.iter().for_each(|place| modes(place, 0o755));
    fs::remove_dir_all(folder.path().join("out/small")).unwrap();
    modes("out", 0o555);
    let run = run_as_a_user();
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.err.contains("out/small") && run.err.contains("ermission denied"), "{}", run.err);
    modes("out", 0o755);
    generated(folder.path());
    assert!(folder.path().join("out/small/src/operations/get_more.rs").is_file());
}
