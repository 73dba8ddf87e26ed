//! The project's README shows a call, a trigger and the two main commands, and is short; the counts of `docs/support.md` are
//! those of `docs/shapes.md`. The doctests (`Readme` in `src/lib.rs`) show that its Rust compiles.

/// The fenced blocks: the words after the fence, and the text.
fn blocks(markdown: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(words), None) => open = Some((words.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, text))) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn a_call_and_a_trigger_are_compiled() {
    let blocks = blocks(&connector_tests::read("README.md"));
    let rust: Vec<_> = blocks.iter().filter(|(words, _)| words.starts_with("rust")).collect();
    assert!(rust.iter().all(|(words, _)| words == "rust" || words == "rust,no_run"), "{rust:?}");
    assert!(rust.iter().any(|(_, text)| text.contains("KaizalaClient::new") && text.contains(".send()")));
    assert!(rust.iter().any(|(_, text)| text.contains("payloads::<TriggerPayload>")));
}

#[test]
fn the_two_commands_are_named() {
    let blocks = blocks(&connector_tests::read("README.md"));
    let commands = |command: &str| blocks.iter().any(|(words, text)| words == "sh" && text.contains(command));
    assert!(commands("cargo xtask codegen") && commands("cargo test --workspace"));
}

/// The numbers at the end of a row of a table.
fn numbers(row: &str) -> impl Iterator<Item = &str> {
    let cells = row.trim_matches('|').rsplit('|').take(2);
    cells.flat_map(|cell| cell.split(|c: char| !c.is_ascii_digit())).filter(|number| !number.is_empty())
}

/// `cargo xtask shapes` prints the other page, and a test compares it with the corpus.
#[test]
fn the_counts_of_what_is_supported_are_those_of_the_page_of_shapes() {
    let page = connector_tests::read("docs/shapes.md");
    let counted: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).flat_map(numbers).collect();
    let support = connector_tests::read("docs/support.md");
    let rows: Vec<&str> = support.lines().filter(|line| line.starts_with("| ") && !line.contains("| all |")).collect();
    assert!(rows.iter().flat_map(|row| numbers(row)).count() > 30, "{rows:?}");
    for row in rows {
        let other: Vec<&str> = numbers(row).filter(|number| !counted.contains(number)).collect();
        assert!(other.is_empty(), "{other:?} of {row} in docs/support.md are not in docs/shapes.md");
    }
}

#[test]
fn a_reader_gets_through_the_readme() {
    let lines = connector_tests::read("README.md").lines().count();
    assert!(lines <= 130, "README.md has {lines} lines: move what few readers need to a page of docs/");
}
