use super::*;
use crate::span::{FileId, Source, Sources, Span};

/// Renders one problem at each of these places of a text.
fn rendered(text: &str, places: &[(usize, usize)]) -> String {
    let mut diagnostics = Diagnostics::default();
    for (start, end) in places {
        let span = Span { file: FileId(0), start: *start as u32, end: *end as u32 };
        diagnostics.push(span, Problem::JsonComment);
    }
    diagnostics.render(&kept(Source::new("spec/a/apiDefinition.swagger.json", text)))
}

#[test]
fn a_diagnostic_shows_its_line_and_place() {
    insta::assert_snapshot!(rendered("{\n  \"é\": /* x */ 1\n}", &[(10, 17)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:2:8
      |
    2 |   "é": /* x */ 1
      |        ^^^^^^^
      = help: remove the comment
    "#);
}

#[test]
fn wide_characters_take_two_columns() {
    insta::assert_snapshot!(rendered("  \"表\": /* x */ 1", &[(9, 16)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:8
      |
    1 |   "表": /* x */ 1
      |         ^^^^^^^
      = help: remove the comment
    "#);
}

#[test]
fn a_client_secret_is_not_drawn() {
    insta::assert_snapshot!(rendered(r#"{"clientSecret": "hüsh", /* x */ "b": "c"}"#, &[(25, 32)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:25
      |
    1 | {"clientSecret": "****", /* x */ "b": "c"}
      |                         ^^^^^^^
      = help: remove the comment
    "#);
    // Behind, on a line of its own, and before a place that is far from it.
    let long = format!(r#"{{"a": 1, "Client_Secret":"{}"}}"#, "hush".repeat(100));
    for (text, at) in
        [(&*long, 2), (&*long, 300), ("{\"clientSecret\":\n  \"hush\"}", 20), ("{\"clientSecret\":\"hush", 16)]
    {
        let drawn = rendered(text, &[(at, at + 1)]);
        assert!(drawn.contains("***") && !drawn.contains("hush"), "{drawn}");
    }
}

#[test]
fn places_are_sorted_whatever_order_they_were_found_in() {
    let one = rendered("ab\ncd", &[(4, 5), (0, 2), (1, 2)]);
    assert_eq!(one, rendered("ab\ncd", &[(1, 2), (4, 5), (0, 2)]));
    insta::assert_snapshot!(one, @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:1
      |
    1 | ab
      | ^^
      = help: remove the comment

    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:2
      |
    1 | ab
      |  ^
      = help: remove the comment

    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:2:2
      |
    2 | cd
      |  ^
      = help: remove the comment
    "#);
}

#[test]
fn the_same_problem_of_the_same_place_is_reported_once() {
    assert_eq!(rendered("ab", &[(0, 1), (0, 1)]), rendered("ab", &[(0, 1)]));
    assert_ne!(rendered("ab", &[(0, 1), (1, 2)]), rendered("ab", &[(0, 1)]));
}

#[test]
fn a_place_of_several_lines_is_marked_to_the_end_of_its_first_line() {
    insta::assert_snapshot!(rendered("{\r\n  \"a\": {\r\n  }\r\n}", &[(10, 17)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:2:8
      |
    2 |   "a": {
      |        ^
      = help: remove the comment
    "#);
}

#[test]
fn the_end_of_the_text_is_a_place() {
    insta::assert_snapshot!(rendered("{\n", &[(2, 2)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:2:1
      |
    2 |
      | ^
      = help: remove the comment
    "#);
    insta::assert_snapshot!(rendered("", &[(0, 0)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:1
      |
    1 |
      | ^
      = help: remove the comment
    "#);
}

#[test]
fn what_steers_a_terminal_or_turns_writing_is_escaped() {
    insta::assert_snapshot!(rendered("\t\"\u{1b}[31m\u{202E}\" x", &[(0, 11), (12, 13)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:1
      |
    1 |     "\u{1b}[31m\u{202e}" x
      | ^^^^^^^^^^^^^^^^^^^^^^^^
      = help: remove the comment

    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:11
      |
    1 |     "\u{1b}[31m\u{202e}" x
      |                          ^
      = help: remove the comment
    "#);
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Span::default(), Problem::DuplicateKey { key: "a\u{1b}\n\u{2066}".to_owned() });
    let sources = kept(Source::new("spec/\u{7}/a.json", "{}"));
    insta::assert_snapshot!(diagnostics.render(&sources), @r#"
    warning[duplicate-key]: the key `a\u{1b}\u{a}\u{2066}` occurs again further down in this object; this one is left out
     --> spec/\u{7}/a.json:1:1
      |
    1 | {}
      | ^
      = help: keep one of the two, or rename one
    "#);
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let line: String = (0..200).map(|number| format!("{number:03},")).collect();
    insta::assert_snapshot!(rendered(&line, &[(0, 3), (400, 403), (796, 800), (300, 790)]), @r#"
    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:1
      |
    1 | 000,001,002,003,004,005,006,007,008,009,010,011,012,013,014,015,016,017,018,019,020,021,022,023,024,025,026,027,028,029,030,031,032,033,034,035,036,037,038,039…
      | ^^^
      = help: remove the comment

    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:301
      |
    1 | …060,061,062,063,064,065,066,067,068,069,070,071,072,073,074,075,076,077,078,079,080,081,082,083,084,085,086,087,088,089,090,091,092,093,094,095,096,097,098,09…
      |                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = help: remove the comment

    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:401
      |
    1 | …085,086,087,088,089,090,091,092,093,094,095,096,097,098,099,100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,119,120,121,122,123,12…
      |                                                              ^^^
      = help: remove the comment

    warning[json-comment]: JSON has no comments; this one is left out
     --> spec/a/apiDefinition.swagger.json:1:797
      |
    1 | …184,185,186,187,188,189,190,191,192,193,194,195,196,197,198,199,
      |                                                              ^^^^
      = help: remove the comment
    "#);
    let widest = rendered(&line, &[(400, 403)]).lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(160 + "1 | ".len()));
}

#[test]
fn places_on_a_line_of_megabytes_are_found_in_linear_time() {
    let source = Source::new("a", "é\u{1}".repeat(1_000_000));
    let start = std::time::Instant::now();
    let columns = (0..1_000_000).map(|at| source.position(at * 3).1);
    assert!(columns.eq((0..1_000_000).map(|at| at * 2 + 1)));
    // It takes a quarter of a second. A scan of the line for each place takes half an hour.
    assert!(start.elapsed().as_secs() < 30);
}

#[test]
fn problems_beyond_a_thousand_of_a_code_are_counted() {
    let text = "a".repeat(200_000);
    let all: Vec<_> = (0..100_000).map(|at| (at * 2, at * 2 + 1)).collect();
    let out = rendered(&text, &[&all[..], &all[..50_000]].concat());
    assert_eq!(out.matches(" = help: ").count(), 1_000);
    assert!(
        out.ends_with("\n\nwarning[json-comment]: 99000 more places with this problem\n"),
        "{}",
        &out[out.len() - 200..]
    );
    assert!(!rendered(&text, &all[..1_000]).contains(" more "));
}

#[test]
fn a_problem_without_a_file_is_still_reported() {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Span::default(), Problem::EmptyFile);
    insta::assert_snapshot!(diagnostics.render(&Sources::default()), @r#"
    error[empty-file]: the file is empty
      = help: a definition is a JSON object with `swagger`, `info`, `host` and `paths`
    "#);
}

#[test]
fn codes_are_unique_and_spelt_alike() {
    let mut codes: Vec<&str> = Problem::TABLE.iter().map(|entry| entry.code).collect();
    assert!(codes.iter().all(|code| code.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-'))));
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
}

fn kept(source: Source) -> Sources {
    let mut sources = Sources::default();
    sources.keep(source);
    sources
}
