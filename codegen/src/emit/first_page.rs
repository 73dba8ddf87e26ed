//! The pages that a user of a crate reads first, over Kaizala, the fixtures, and a sample of the corpus by `CORPUS_SEED`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::{Calls, ConnectorDescription, Files, Generator};

/// How many connectors of the corpus are read.
const SAMPLE: usize = 12;

/// A crate, and what was understood of its definition.
struct Crate {
    name: String,
    files: Files,
    description: ConnectorDescription,
}

/// The crates; made once, since each test reads them all.
fn crates() -> &'static [Crate] {
    static CRATES: std::sync::LazyLock<Vec<Crate>> = std::sync::LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let own = ["spec", "tests/fixtures/emitted/spec", "tests/fixtures/decoding/spec"];
        let mut crates: Vec<Crate> = own.iter().flat_map(|folder| read(root.join(folder), usize::MAX)).collect();
        assert!(crates.len() > 10, "{} crates", crates.len());
        match root.join("../shared/corpus") {
            corpus if corpus.is_dir() => crates.extend(read(corpus, SAMPLE)),
            _ => println!("skipped: ../shared/corpus is not there"),
        }
        crates
    });
    &CRATES
}

/// Crates of connectors below a folder: all, or as many as `most`, by the seed.
fn read(folder: PathBuf, most: usize) -> Vec<Crate> {
    let generator = Generator::new(folder);
    let connectors = generator.connectors().expect("the folder has connectors");
    let seed = std::env::var("CORPUS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1_usize);
    let step = connectors.len().div_ceil(most).max(1);
    let chosen = connectors.iter().skip(seed % step).step_by(step);
    let made = chosen.filter_map(|connector| {
        let files = generator.generate(connector).expect("the connector can be read").files?;
        let description = generator.describe(connector).expect("the connector can be read").description?;
        Some(Crate { name: connector.path.clone(), files, description })
    });
    made.collect()
}

/// What the tests look at in a Markdown file.
#[derive(Default)]
struct Page {
    empty_headings: Vec<String>,
    anchors: BTreeSet<String>,
    links: Vec<String>,
    /// The words after the fence, and the text.
    code: Vec<(String, String)>,
    /// The rows of tables, by their cells.
    rows: Vec<Vec<String>>,
}

impl Page {
    fn of(markdown: &str) -> Self {
        let mut page = Self::default();
        // The heading whose section has nothing yet.
        let mut open: Option<(Tag<'_>, String)> = None;
        let (mut heading, mut code, mut row) = (None, None, Vec::new());
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            if let Event::Start(tag @ Tag::Heading { .. }) = event {
                if let Some((above, text)) = open.take()
                    && !is_below(&tag, &above)
                {
                    page.empty_headings.push(text);
                }
                heading = Some((tag, String::new()));
                continue;
            }
            if let Event::End(TagEnd::Heading(_)) = event {
                let (tag, text) = heading.take().expect("a heading that ends began");
                if text.trim().is_empty() {
                    page.empty_headings.push("a heading without text".to_owned());
                }
                open = Some((tag, text));
                continue;
            }
            if let (Some((_, title)), Event::Text(text) | Event::Code(text)) = (&mut heading, &event) {
                title.push_str(text);
                continue;
            }
            if let Event::Html(html) | Event::InlineHtml(html) = &event {
                // An anchor belongs to the next heading.
                if let Some(id) = html.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
                    page.anchors.insert(id.to_owned());
                }
                continue;
            }
            match event {
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => continue,
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => continue,
                Event::Start(Tag::Link { ref dest_url, .. }) => page.links.push(dest_url.to_string()),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(ref words))) => {
                    code = Some((words.to_string(), String::new()));
                }
                Event::End(TagEnd::CodeBlock) => page.code.extend(code.take()),
                Event::Start(Tag::TableRow) => row = Vec::new(),
                Event::Start(Tag::TableCell) => row.push(String::new()),
                Event::End(TagEnd::TableRow) => page.rows.push(std::mem::take(&mut row)),
                Event::Text(ref text) | Event::Code(ref text) => {
                    if let Some((_, code)) = &mut code {
                        code.push_str(text);
                    } else if let Some(cell) = row.last_mut() {
                        cell.push_str(text);
                    }
                }
                _ => {}
            }
            open = None;
        }
        page.empty_headings.extend(open.map(|(_, text)| text));
        page
    }

    /// The blocks of code in a language.
    fn code(&self, language: &str) -> impl Iterator<Item = &str> {
        let is_in = move |words: &str| words.split(',').next() == Some(language);
        self.code.iter().filter(move |(words, _)| is_in(words)).map(|(_, text)| text.as_str())
    }
}

/// Whether a heading is of a lower level than another one.
fn is_below(tag: &Tag<'_>, above: &Tag<'_>) -> bool {
    match (tag, above) {
        (Tag::Heading { level, .. }, Tag::Heading { level: above, .. }) => level > above,
        _ => false,
    }
}

/// What a search for a text compares: letters and digits in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The methods of the client, of `Internal` and of the triggers, by their calls: what a search finds each by.
fn searched(files: &Files) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let files_of = [("src/client.rs", ""), ("src/internal.rs", "internal()."), ("src/triggers.rs", "triggers().")];
    for (path, before) in files_of {
        let Some(text) = files.get(path) else { continue };
        let file = syn::parse_file(text).expect("emitted Rust parses");
        let implementations = file.items.iter().filter_map(|item| match item {
            syn::Item::Impl(implementation) => Some(&implementation.items),
            _ => None,
        });
        for item in implementations.flatten() {
            let syn::ImplItem::Fn(method) = item else { continue };
            let name = method.sig.ident.to_string();
            let mut names = vec![name.trim_start_matches("r#").to_owned()];
            for attribute in &method.attrs {
                let _ = attribute.parse_nested_meta(|meta| {
                    if meta.path.is_ident("alias") {
                        names.push(meta.value()?.parse::<syn::LitStr>()?.value());
                    }
                    Ok(())
                });
            }
            found.insert(format!("client.{before}{}", names[0]), names);
        }
    }
    found
}

#[test]
fn an_operation_is_found_by_title_id_and_request() {
    for Crate { name, files, description } in crates() {
        let (searched, reference) = (searched(files), Page::of(&files["docs/reference.md"]));
        for operation in &description.operations {
            let method = operation.rust.replace("r#", "");
            let names = searched.get(&method).unwrap_or_else(|| panic!("{name}: no method {method}"));
            let wire = format!("{} {}", operation.method, operation.path);
            for text in operation.title.as_deref().into_iter().chain([operation.id.as_str(), &wire]) {
                let wanted = letters(text);
                let is_found = names.iter().any(|name| letters(name) == wanted);
                assert!(is_found || wanted.is_empty(), "{name}: {text:?} is not among {names:?}");
            }
            for alias in &names[1..] {
                let is_refused = |c: char| "\"',<>".contains(c) || c.is_whitespace() && c != ' ';
                assert!(
                    !alias.contains(is_refused) && alias.trim() == alias && *alias != names[0],
                    "{name}: {alias:?}"
                );
            }
            let is_of_operation = |row: &Vec<String>| row.len() == 3 && row[1] == operation.rust.replace("r#", "");
            let row = reference.rows.iter().find(|row| is_of_operation(row));
            let row = row.unwrap_or_else(|| panic!("{name}: the index has no {}", operation.rust));
            assert_eq!(letters(&row[2]), letters(&wire), "{name}: {row:?}");
        }
    }
}

#[test]
fn pages_have_no_empty_heading_and_no_dead_link() {
    for Crate { name, files, .. } in crates() {
        let reference = Page::of(&files["docs/reference.md"]);
        let readme = Page::of(&files["README.md"]);
        for (path, page) in [("README.md", &readme), ("docs/reference.md", &reference)] {
            assert!(page.empty_headings.is_empty(), "{name}: {path}: {:?}", page.empty_headings);
        }
        let to_reference = readme.links.iter().filter_map(|link| link.strip_prefix("docs/reference.md#"));
        let inside = reference.links.iter().filter_map(|link| link.strip_prefix('#'));
        let dead: Vec<&str> = to_reference.chain(inside).filter(|link| !reference.anchors.contains(*link)).collect();
        assert!(dead.is_empty(), "{name}: {dead:?}");
    }
}

#[test]
fn a_readme_has_what_a_program_needs() {
    for Crate { name, files, description } in crates() {
        let readme = Page::of(&files["README.md"]);
        let manifest: toml::Table = readme.code("toml").next().expect("a manifest").parse().expect("it is TOML");
        for package in [description.summary.package.as_str(), "azure_identity", "tokio"] {
            assert!(manifest["dependencies"].get(package).is_some(), "{name}: {manifest}");
        }
        let programs: Vec<&str> = readme.code("rust").collect();
        assert!(programs.iter().all(|program| syn::parse_file(program).is_ok()), "{name}: {programs:?}");
        let has = |text: &str| programs.iter().any(|program| program.contains(text));
        let client = &description.summary.client;
        assert_eq!(has(&format!("{client}::new(")), description.summary.actions > 0, "{name}");
        assert_eq!(has(&format!("{client}::direct(")), description.summary.calls != Calls::Connection, "{name}");
        let constructor = |scheme: &crate::SchemeDescription| has(&format!("{}::new", scheme.rust));
        assert!(description.schemes.first().is_none_or(constructor), "{name}: {programs:?}");
    }
}

#[test]
fn docs_name_the_place_of_each_credential() {
    let mut seen = 0;
    for Crate { name, files, description } in crates() {
        for place in description.schemes.iter().flat_map(|scheme| &scheme.credentials) {
            let words = match place {
                crate::CredentialPlace::Header { name, .. } => format!("header `{name}`"),
                crate::CredentialPlace::Query { name, .. } => format!("query parameter `{name}`"),
                crate::CredentialPlace::Basic { .. } => "password of `Authorization: Basic`".to_owned(),
                crate::CredentialPlace::Bearer => "sent as `Authorization: Bearer`".to_owned(),
            };
            for path in ["README.md", "src/direct.rs"] {
                assert!(files[path].contains(&words), "{name}: {path} has no {words:?}");
            }
            seen += 1;
        }
    }
    assert!(seen > 3, "{seen} credentials");
}

#[test]
fn nothing_links_to_another_crate_and_the_user_agent_is_one_word() {
    for Crate { name, files, .. } in crates() {
        for (path, text) in files {
            for link in ["[runtime]", "[`runtime`]", "[`runtime::", "](runtime::", "](crate::runtime"] {
                assert!(!text.contains(link), "{name}: {path} has {link}");
            }
        }
        let client = &files["src/client.rs"];
        let product = client.split("Connector::new(").nth(1).and_then(|rest| rest.split('"').nth(1));
        let is_word = |product: &str| product.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        assert!(product.is_some_and(|product| !product.is_empty() && is_word(product)), "{name}: {product:?}");
    }
}
