use connector_codegen::{Generator, Package};

#[test]
fn the_crates_are_what_the_generator_writes() -> Result<(), Box<dyn std::error::Error>> {
    // What `[package]` of connectors.toml states.
    let mut package = Package::default();
    (package.license, package.publish) = (None, false);
    let generator = Generator::new("../connectors").out("../generated").package(package);
    for connector in generator.connectors()? {
        let generated = generator.generate(&connector)?;
        assert!(generated.files.is_some(), "{}", generated.diagnostics.render(&generated.sources));
        assert_eq!(generator.compare(&generated)?, [], "{}", connector.path);
    }
    Ok(())
}
