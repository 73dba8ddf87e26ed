//! The project's README shows a call, a trigger and the two commands. That its Rust compiles is the doctests' to say
//! (`Readme` in `src/lib.rs`), as long as its blocks are such.

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
    assert!(rust.iter().any(|(_, text)| text.contains("TriggerPayload::decode")));
}

#[test]
fn the_two_commands_are_named() {
    let blocks = blocks(&connector_tests::read("README.md"));
    let commands = |command: &str| blocks.iter().any(|(words, text)| words == "sh" && text.contains(command));
    assert!(commands("cargo xtask codegen") && commands("cargo test --workspace"));
}
