//! The entries of all connectors in, the home page and its further pages out.

use std::collections::BTreeSet;

use askama::Template;
use connector_codegen::Files;

use super::connector::counts;
use super::shell::{Link, counted};
use super::subject::Entry;

/// The most cards of a page. With a script, the home page shows all.
const CARDS: usize = 240;

#[derive(Template)]
#[template(path = "home.html", whitespace = "minimize")]
struct Page<'a> {
    root: &'static str,
    title: &'static str,
    counts: String,
    first: bool,
    total: usize,
    sign_in: Vec<&'static str>,
    categories: Vec<&'a str>,
    cards: Vec<Card<'a>>,
    pages: Vec<Link>,
    failed: &'a [(String, String)],
    generator: &'static str,
}

struct Card<'a> {
    slug: &'a str,
    title: &'a str,
    color: &'a str,
    publisher: &'a str,
    about: &'a str,
    facts: String,
}

/// The pages. `failed` are the connectors whose definitions have an error, and the first error of each.
///
/// # Errors
/// The template cannot be rendered.
pub(super) fn pages(entries: &[Entry], failed: &[(String, String)]) -> askama::Result<Files> {
    let number = |of: fn(&Entry) -> usize| entries.iter().map(of).sum::<usize>();
    let words = [
        counted(entries.len(), "connector", "connectors"),
        counted(number(|entry| entry.actions), "action", "actions"),
        counted(number(|entry| entry.triggers), "trigger", "triggers"),
    ];
    let sign_in: BTreeSet<_> = entries.iter().flat_map(|entry| &entry.sign_in).copied().collect();
    let categories: BTreeSet<_> = entries.iter().flat_map(|entry| &entry.categories).map(String::as_str).collect();
    let chunks: Vec<&[Entry]> = if entries.is_empty() { vec![&[]] } else { entries.chunks(CARDS).collect() };
    let pages = chunks.iter().enumerate().map(|(index, chunk)| {
        let links = (0..chunks.len())
            .map(|other| Link { current: other == index, ..Link::new(name(other), (other + 1).to_string()) });
        let page = Page {
            root: "",
            title: "Connectors",
            counts: words.join(" · "),
            first: index == 0,
            total: entries.len(),
            sign_in: sign_in.iter().copied().collect(),
            categories: categories.iter().copied().collect(),
            cards: chunk.iter().map(card).collect(),
            pages: links.collect(),
            failed: if index == 0 { failed } else { &[] },
            generator: env!("CARGO_PKG_VERSION"),
        };
        Ok((name(index), page.render()?))
    });
    pages.collect()
}

fn name(page: usize) -> String {
    if page == 0 { "index.html".to_owned() } else { format!("page-{}.html", page + 1) }
}

fn card(entry: &Entry) -> Card<'_> {
    Card {
        slug: &entry.slug,
        title: &entry.title,
        color: &entry.color,
        publisher: &entry.publisher,
        about: &entry.about,
        facts: format!("{} · {}", counts(entry.actions, entry.triggers, 0), entry.sign_in.join(", ")),
    }
}
