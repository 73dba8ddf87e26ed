//! The texts of a definition stay data: the structure of the Rust does not change, no tool warns, and the Markdown gains no HTML, no
//! active link, no heading and no table.

use std::collections::{BTreeMap, BTreeSet};

use connector_codegen::{Files, Generated, internal::folder::discover};
use connector_tests::{
    compile::Workspace,
    corpus,
    generate::{files, generate},
    hostile::{Folder, PLACINGS, Placing, TEXTS},
    parallel::in_parallel,
    random::{Random, seed},
    tokens,
    wire_names::WireNames,
};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

/// How many runs give each string another text, and let each text stand in several kinds of strings.
const RUNS: usize = 12;

fn emit(name: &str, folder: &Folder) -> (String, Files) {
    let generated = generated(name, folder);
    (generated.folder.clone(), files(&generated).clone())
}

fn generated(name: &str, folder: &Folder) -> Generated {
    let (definition, beside) = folder.files();
    let beside: Vec<(&str, &str)> = beside.iter().map(|(file, text)| (*file, text.as_str())).collect();
    generate(name, &definition, &beside)
}

/// The runs: a hostile text beside each text of the folder, and all of them.
fn runs() -> impl Iterator<Item = (usize, Placing)> {
    let single = [Placing::Before, Placing::After, Placing::Between];
    let rotated = (0..RUNS).map(move |run| (run * TEXTS.len() / RUNS, single[run % single.len()]));
    rotated.chain([(0, Placing::AllLines), (0, Placing::AllParagraphs)])
}

/// The shape of each Rust file.
fn shapes(files: &Files) -> BTreeMap<&str, String> {
    files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, text)| (path.as_str(), tokens::shape(text)))
        .collect()
}

#[track_caller]
fn assert_same_shape(before: &Files, after: &Files, run: &str) {
    let (before, after) = (shapes(before), shapes(after));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{run}");
    for (path, shape) in before {
        let difference = shape.split(' ').zip(after[path].split(' ')).find(|(one, other)| one != other);
        assert!(shape == after[path], "{run}: {path}: {difference:?}");
    }
}

#[test]
fn display_texts_change_no_structure_and_nothing_is_hidden_in_a_file() {
    let folder = Folder::kaizala();
    let (_, before) = emit("kaizala", &folder);
    for (from, placing) in runs() {
        let run = format!("{placing:?} from {from}");
        let (_, after) = emit("kaizala", &folder.with_hostile_texts(from, placing));
        assert_same_shape(&before, &after, &run);
        for (path, text) in &after {
            let hidden = text.chars().find(|character| is_hidden(*character));
            assert_eq!(hidden, None, "{run}: {path}");
        }
        let manifest = |files: &Files| -> Vec<String> {
            let manifest: toml::Table = files["Cargo.toml"].parse().expect("the manifest is TOML");
            let package = manifest["package"].as_table().expect("a package");
            manifest.keys().chain(package.keys()).cloned().collect()
        };
        assert_eq!(manifest(&before), manifest(&after), "{run}");
    }
}

/// Controls, and characters that turn the reading direction round or have no width.
fn is_hidden(character: char) -> bool {
    character.is_control() && character != '\n'
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0001}'..='\u{e007f}')
}

#[test]
fn display_texts_cause_no_warning() {
    let folder = Folder::kaizala();
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "texts");
    for (index, placing) in PLACINGS.into_iter().enumerate() {
        let hostile = folder.with_hostile_texts(index * TEXTS.len() / PLACINGS.len(), placing);
        let (member, files) = emit(&format!("{placing:?}"), &hostile);
        workspace.add(&member, &files);
    }
    workspace.assert_silent();
}

#[test]
fn wire_strings_change_no_structure_and_cause_no_warning() {
    let folder = Folder::kaizala().with_data();
    let (_, before) = emit("data", &folder);
    for run in 0..RUNS {
        let (_, after) = emit("data", &folder.with_hostile_data(run * TEXTS.len() / RUNS));
        assert_same_shape(&before, &after, &format!("run {run}"));
    }
    let values = folder.with_hostile_values();
    let (_, after) = emit("data", &values);
    let outside = |files: &Files| -> Files {
        // An enumeration's own file has its values.
        let is_outside = |text: &String| !text.contains("runtime::codegen::open_enum!");
        files.iter().filter(|(_, text)| is_outside(text)).map(|(path, text)| (path.clone(), text.clone())).collect()
    };
    assert_same_shape(&outside(&before), &outside(&after), "values");
    let wires: BTreeSet<String> = WireNames::of(&after).names.into_iter().map(|(_, _, name)| name).collect();
    let missing: Vec<_> = TEXTS.iter().filter(|text| !wires.contains(**text)).collect();
    assert!(missing.is_empty(), "{missing:?}");

    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "data");
    for (name, folder) in
        [("data 1", values.with_hostile_data(0)), ("data 2", folder.with_hostile_data(TEXTS.len() / 2))]
    {
        let (member, files) = emit(name, &folder);
        workspace.add(&member, &files);
    }
    workspace.assert_silent();
}

/// How many real connectors say hostile things, and how many of these are compiled.
const CONNECTORS: usize = 8;
const COMPILED: usize = 2;
/// A larger definition takes too long for a sample.
const LONGEST: usize = 200_000;

#[test]
#[ignore = "slow: compiles crates of real connectors"]
fn texts_of_real_connectors_change_no_structure_and_cause_no_warning() {
    let Some(corpus) = corpus() else { return };
    let mut connectors = discover(&corpus).expect("the corpus can be searched");
    let mut random = Random::new(seed());
    random.shuffle(&mut connectors);
    let chosen = connectors.iter().filter_map(|connector| {
        let folder = Folder::of(connector)?;
        let is_short = folder.definition.to_string().len() <= LONGEST;
        (is_short && generated(&connector.name, &folder).files.is_some()).then_some((connector, folder))
    });
    let chosen: Vec<_> = chosen
        .take(CONNECTORS)
        .map(|(connector, folder)| (connector, folder, random.below(usize::MAX) as u64))
        .collect();
    println!("seed {}: {}", seed(), chosen.iter().map(|it| it.0.path.as_str()).collect::<Vec<_>>().join(", "));
    assert_eq!(chosen.len(), CONNECTORS);

    let mut between: Vec<_> = in_parallel(&chosen, |(connector, folder, seed)| {
        let mut random = Random::new(*seed);
        let (_, before) = emit(&connector.name, folder);
        let mut between = None;
        for placing in PLACINGS {
            let after = emit(&connector.name, &folder.with_hostile_texts(random.below(TEXTS.len()), placing));
            assert_same_shape(&before, &after.1, &format!("{}: {placing:?}", connector.path));
            if matches!(placing, Placing::Between) {
                between = Some(after);
            }
        }
        between
    });
    // The threads finish in any order; the same seed compiles the same crates.
    between.sort_unstable_by(|one, other| one.as_ref().map(|it| &it.0).cmp(&other.as_ref().map(|it| &it.0)));
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "corpus-texts");
    for (member, files) in between.iter().flatten().take(COMPILED) {
        workspace.add(member, files);
    }
    workspace.assert_silent();
}

/// What of a Markdown text a browser or rustdoc acts upon.
#[derive(Debug, Default, PartialEq)]
struct Active {
    html: BTreeSet<String>,
    links: BTreeSet<String>,
    /// What code blocks say that they are.
    code: BTreeSet<String>,
    headings: usize,
    tables: usize,
}

impl Active {
    fn of(markdown: &str) -> Self {
        let mut active = Self::default();
        for event in Parser::new_ext(
            markdown,
            Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS,
        ) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => {
                    active.html.insert(html.trim().to_owned());
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    active.links.insert(dest_url.into_string());
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    active.code.insert(match kind {
                        CodeBlockKind::Fenced(words) => words.into_string(),
                        CodeBlockKind::Indented => "indented".to_owned(),
                    });
                }
                Event::Start(Tag::Heading { .. }) => active.headings += 1,
                Event::Start(Tag::Table(_)) => active.tables += 1,
                _ => {}
            }
        }
        active
    }

    /// What this one has beyond `before`: HTML save line breaks, links save those to the web, code save plain text.
    fn beyond<'a>(&'a self, before: &'a Self) -> Vec<&'a String> {
        let html = self.html.difference(&before.html).filter(|html| *html != "<br>");
        let is_web = |link: &&String| link.starts_with("https://") || link.starts_with("http://");
        let links = self.links.difference(&before.links).filter(|link| !is_web(link));
        let code = self.code.difference(&before.code).filter(|words| *words != "text");
        html.chain(links).chain(code).collect()
    }
}

#[test]
fn markdown_gets_nothing_that_acts() {
    let folder = Folder::kaizala();
    let (_, before) = emit("kaizala", &folder);
    for (from, placing) in runs() {
        let hostile = folder.with_hostile_texts(from, placing);
        let (_, after) = emit("kaizala", &hostile);
        for path in ["README.md", "docs/reference.md"] {
            let (before, after) = (Active::of(&before[path]), Active::of(&after[path]));
            let beyond = after.beyond(&before);
            assert!(beyond.is_empty(), "{placing:?} from {from}: {path}: {beyond:#?}");
            // `intro.md` is the one text that may hold headings; a table of a text stays one.
            let (intro_before, intro_after) = (Active::of(&folder.intro), Active::of(&hostile.intro));
            assert_eq!(
                after.headings - intro_after.headings,
                before.headings - intro_before.headings,
                "{placing:?} from {from}: {path}"
            );
            if !matches!(placing, Placing::AllLines) {
                assert_eq!(after.tables, before.tables, "{placing:?} from {from}: {path}");
            }
        }
    }
}

/// The doc comments of a crate, in the order of its files.
fn comments(files: &Files) -> Vec<String> {
    let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
    rust.flat_map(|(_, text)| tokens::comments(text)).collect()
}

#[test]
fn doc_comments_get_nothing_that_acts() {
    let folder = Folder::kaizala();
    let (_, before) = emit("kaizala", &folder);
    let before = comments(&before);
    for (from, placing) in runs() {
        let (_, after) = emit("kaizala", &folder.with_hostile_texts(from, placing));
        let after = comments(&after);
        assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            let (before, found) = (Active::of(before), Active::of(after));
            let beyond = found.beyond(&before);
            assert!(beyond.is_empty(), "{placing:?} from {from}: {beyond:#?}\n{after}");
            assert_eq!(before.headings, found.headings, "{placing:?} from {from}\n{after}");
        }
    }
}
