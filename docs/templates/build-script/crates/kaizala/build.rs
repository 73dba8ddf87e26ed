//! Writes the crate of a definition into `OUT_DIR`.

use std::{env, error::Error, fs, path::PathBuf};

use connector_codegen::{Generator, Locks};

const DEFINITION: &str = "../../connectors/kaizala";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DEFINITION}");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // A build script writes nothing outside of `OUT_DIR`: `names.lock` is read and never written.
    let generator = Generator::new(DEFINITION).out(&out).locks(Locks::Unwritten);
    for connector in generator.connectors()? {
        let generated = generator.generate(&connector)?;
        let Some(files) = &generated.files else {
            return Err(generated.diagnostics.render(&generated.sources).into());
        };
        generator.write(&generated)?;
        // `include!` accepts no inner doc comments, so the docs of the crate are a file of their own.
        let (docs, code): (Vec<&str>, Vec<&str>) =
            files["src/lib.rs"].lines().partition(|line| line.starts_with("//!"));
        let docs: Vec<&str> = docs.iter().map(|line| &line["//!".len()..]).collect();
        let folder = out.join(&generated.folder);
        fs::write(folder.join("docs.md"), docs.join("\n"))?;
        fs::write(folder.join("src/root.rs"), code.join("\n"))?;
    }
    Ok(())
}
