//! Every definition of the catalogue goes through `source` and `spec`, if there is a copy of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use connector_codegen::{Diagnostics, Input, InputFile, Severity, Sources, internal::spec::Definition};

/// The folder with the catalogue and the reference, beside the repository.
fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared")
}

fn folders() -> Vec<PathBuf> {
    let Ok(trees) = fs::read_dir(shared().join("corpus")) else { return Vec::new() };
    let trees = trees.filter_map(|tree| fs::read_dir(tree.ok()?.path()).ok());
    let mut folders: Vec<_> = trees.flatten().filter_map(|folder| Some(folder.ok()?.path())).collect();
    folders.sort();
    folders
}

fn file(path: &Path) -> Option<InputFile> {
    let bytes = fs::read(path).ok()?;
    Some(InputFile { path: path.display().to_string(), bytes })
}

fn input(folder: &Path) -> Option<Input> {
    let mut definition = None;
    for entry in fs::read_dir(folder).ok()? {
        let path = entry.ok()?.path();
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        if name == "apidefinition.swagger.json" || name.ends_with(".swagger.json") && definition.is_none() {
            definition = file(&path);
        }
    }
    let mut input = Input::default();
    input.folder = folder.file_name()?.to_string_lossy().into_owned();
    input.definition = definition?;
    input.properties = file(&folder.join("apiProperties.json"));
    input.intro = file(&folder.join("intro.md"));
    Some(input)
}

#[test]
fn every_definition_of_the_catalogue_is_read_or_refused_with_a_reason() {
    let reference = shared().join("reference/kaizala-rest-api.swagger.json");
    let mut inputs: Vec<_> = folders().iter().filter_map(|folder| input(folder)).collect();
    inputs.extend(fs::read(&reference).map(|definition| Input::new("kaizala-rest-api", definition)));
    if inputs.is_empty() {
        println!("skipped: no catalogue beside the repository");
        return;
    }
    let total = inputs.len();
    let mut read = 0;
    let mut counts = BTreeMap::<_, (usize, usize)>::new();
    let mut took = Duration::ZERO;
    for input in inputs {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let start = Instant::now();
        let definition = Definition::read(input, &mut sources, &mut diagnostics);
        took += start.elapsed();
        assert!(definition.is_some() || diagnostics.has_errors(), "refused without a reason");
        read += usize::from(definition.is_some() && !diagnostics.has_errors());
        let mut here = BTreeMap::new();
        for diagnostic in diagnostics.iter() {
            *here.entry((diagnostic.problem.severity(), diagnostic.problem.code())).or_insert(0) += 1;
        }
        for (code, count) in here {
            let sum = counts.entry(code).or_default();
            *sum = (sum.0 + count, sum.1 + 1);
        }
        if let Some(folder) = std::env::var_os("CORPUS_FRONT_DIAGNOSTICS") {
            fs::create_dir_all(&folder).unwrap();
            let name = sources.iter().next().expect("a file was read").path.replace('/', "_");
            fs::write(Path::new(&folder).join(name), diagnostics.render(&sources)).unwrap();
        }
    }
    println!("{read} of {total} read in {took:?}");
    for ((severity, code), (count, files)) in counts {
        let severity = if severity == Severity::Error { "error" } else { "warning" };
        println!("{severity:8}{code:24}{count:6} in {files:4} connectors");
    }
}
