//! `generated/kaizala/docs/reference.md` says what the reference page says.

use std::fs;

use connector_tests::{definition::Folder, page::Page, printed, reference, root};

/// The page prints no body for this trigger; `kaizala-wire.md` knows the payload.
const KNOWN_BODIES: [(&str, &str); 1] = [("TextMessageCreatedOnGroup", "TextMessageCreatedSchema")];

fn printed_reference() -> Option<String> {
    let path = root().join("generated/kaizala/docs/reference.md");
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: generated/kaizala/docs/reference.md is not there");
    }
    text
}

#[test]
fn the_reference_holds_the_facts_of_the_page() {
    let (Some(page), Some(printed)) = (reference("kaizala-connector-page.txt"), printed_reference()) else { return };
    let page = Page::parse(&page).expect("the page is read");
    assert_eq!(page.count().total(), 241);
    let differences = printed::differences(&page, &printed, &KNOWN_BODIES);
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn the_reference_holds_the_facts_of_the_definition() {
    let Some(printed) = printed_reference() else { return };
    let page = Folder::of_kaizala().page().expect("the folder is read");
    let differences = printed::differences(&page, &printed, &[]);
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}
