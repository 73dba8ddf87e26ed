use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{cell, code, line, literal, paragraphs, prose, read, write};

/// Markdown extensions that rustdoc enables.
fn rustdoc() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
}

/// The kind of the first unsafe construct in the Markdown, or `None`.
fn harm(markdown: &str, headings: bool) -> Option<String> {
    if markdown.contains(['\r', '\t', '\u{202e}', '\u{200b}', '\u{0}', '\u{7}']) {
        return Some("hidden character".to_owned());
    }
    let resolve = |link: pulldown_cmark::BrokenLink<'_>| Some((link.reference.into_string().into(), "".into()));
    let parser = Parser::new_with_broken_link_callback(markdown, rustdoc(), Some(resolve));
    if parser.reference_definitions().iter().next().is_some() {
        return Some("link definition".to_owned());
    }
    let mut no_text = 0;
    for event in parser {
        match &event {
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                return Some(format!("{event:?}"));
            }
            Event::Start(Tag::Heading { .. }) if !headings => return Some(format!("{event:?}")),
            Event::Start(Tag::FootnoteDefinition(_) | Tag::Image { .. } | Tag::HtmlBlock) => {
                return Some(format!("{event:?}"));
            }
            Event::Start(Tag::CodeBlock(kind)) if *kind != CodeBlockKind::Fenced("text".into()) => {
                return Some(format!("{event:?}"));
            }
            Event::Start(Tag::CodeBlock(_)) => no_text += 1,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                no_text += 1;
                let web = dest_url.to_ascii_lowercase().starts_with("http");
                if !web || !matches!(link_type, LinkType::Inline | LinkType::Autolink) {
                    return Some(format!("{event:?}"));
                }
            }
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => no_text -= 1,
            Event::Text(text) if no_text == 0 && bare_address(text) => return Some(format!("{event:?}")),
            _ => {}
        }
    }
    None
}

/// Whether rustdoc reports a bare address: at least two characters, a dot, at least two letters.
fn bare_address(text: &str) -> bool {
    let part = |character: char| character.is_ascii_alphanumeric() || "-@:%._+~#=".contains(character);
    text.match_indices("://").any(|(at, _)| {
        let host = &text[at + 3..];
        let host = &host[..host.find(|character| !part(character)).unwrap_or(host.len())];
        text[..at].ends_with("http") | text[..at].ends_with("https")
            && host
                .match_indices('.')
                .any(|(dot, _)| dot >= 2 && host[dot + 1..].chars().take_while(char::is_ascii_alphabetic).count() >= 2)
    })
}

#[track_caller]
fn assert_harmless(text: &str) {
    let results =
        [paragraphs(text), line(text), literal(text), code(text), format!("* {}: {}", code(text), line(text))];
    for result in &results {
        assert_eq!(harm(result, false), None, "{text:?}\n->\n{result}");
    }
    let prose = prose(text, 2);
    assert_eq!(harm(&prose, true), None, "{text:?}\n->\n{prose}");
    assert!(!line(text).contains('\n') && !cell(text).contains('\n') && !code(text).contains('\n'));
    let row = format!("| a | b |\n|---|---|\n| {} | {} |\n", cell(text), literal(text));
    let cells = Parser::new_ext(&row, rustdoc()).filter(|event| matches!(event, Event::Start(Tag::TableCell))).count();
    assert_eq!(cells, 4, "{text:?}\n->\n{row}");
    assert_eq!(harm(&row.replace("<br>", " "), false), None, "{text:?}\n->\n{row}");
}

/// Texts whose output must contain no unsafe construct.
const HOSTILE: &[&str] = &[
    "</div><script>alert(1)</script>",
    "<b>bold</b> and <img src=x onerror=alert(1)>",
    "<!-- a comment --> <?php ?> <![CDATA[x]]>",
    "Vec<String>, Option<T>, a<b>c",
    "[click](javascript:alert(1)) [mail](mailto:a@b.example) <javascript:alert(1)> <a@b.example>",
    "![pixel](https://tracker.example/p.png) [![logo](x.png)](https://a.example)",
    "[String] [`Vec`] [a][b] [a][] [crate::x](Self::y) [^1] [ ] [x] ![a]",
    "[a]: https://a.example\n[^1]: note\n\nsee [a] and [^1]",
    "[unused]: javascript:alert(1)",
    "see https://a.example/x_y_z?q=1&copy=2#f. And (http://b.example), https://{tenant}.example.com/{id}!",
    "https://--.example.com https:// http://x.example.com<b> xhttps://a.example.com https://a.example\\b https://a.b.cc|d",
    "    fn main() { panic!() }",
    "text\n\n    fn main() { panic!() }\n\n\tassert!(false);",
    "```\nassert!(false);\n```",
    "```rust\nassert!(false);",
    "~~~should_panic,{.x}\n```\nx\n```\n~~~",
    "``` ` ``",
    "`unbalanced",
    "# heading\n## two ##\nthree\n===\nfour\n---\n",
    "a\n===\nb\n---\n* * *\n___\n- - -\n+++",
    "#[derive(Debug)] #![allow(x)] //! /// */ /* \" ' { } {0} {{}} \\ \\n \\",
    "*/ pub struct Injected; /*",
    "\"] pub struct Injected; #[doc = \"",
    "\u{202e}desrever\u{202c} \u{200b}zero\u{200d}width\u{feff} \u{0}\u{7}\u{1b}[31m \u{ad}",
    "&#x202e;&#0;&#10;&lt;script&gt; &amp;lt; &copy; & &x &;",
    "a\r\nb\rc\u{2028}d\u{85}e\u{c}f",
    "| a | b |\n|---|---|\n| <i>x</i> | `a|b` \\| [x] |\n| 1 |",
    "a | b\n--- | ---\n1 | 2",
    "|---|\n:--\n--:|\n",
    "- a\n- b\n  - c\n    continued\n\n  para\n- d\nlazy\n\n1. x\n2) y\n0. z",
    "* a\n\n- b\n\n+ c\n\n1. d\n\n1) e\n\n999999999. f\n1. g",
    "- ```\n  x\n  ```\n- > quote\n  > # deep\n-\n- \n",
    "> quote\nlazy\n> > two\n>\n>     code",
    "*a* _b_ **c** __d__ ~~e~~ ~f~ ***g*** *h **i*** a*b*c a_b_c 2*3*4 _ * ~ **",
    "*&nbsp;a* *&#32;# a* **<b>x</b>** *[](javascript:x)* ~~`~`~~ ` `",
    "line \\\nbreak  \nbreak<br>break<BR/>break< br >\\",
    "<p>\n<br>\n# not a heading\n    code\n</p>\n\n<table><tr><td>x</td></tr></table>",
    "%!s(MISSING) $x$ $$y$$ :emoji: @someone #123 {% raw %} {{ x }}",
    "- [ ] todo\n- [x] done",
    "term\n: definition\n\n---\nyaml: true\n---\n",
    "",
    " ",
    "\n\n",
    "\u{a0}",
    "***",
    "_ _ _",
    "```",
    "`",
    "1.",
    "1. ",
    "-",
    "|",
    "\\|",
    "\\\\|",
    "`a\\|b|c`",
    "!",
    "hello![x](https://a.example)",
    "[(x)](https://a.example/(b)_[c]) [](https://a.example) [ ](https://a.example) [https://a.example](https://a.example)",
    "[a \"t\"](https://a.example \"a title\") [b](<https://a.example/x y>) [https://b.example](https://a.example)",
    "a ` b `` c ``` d",
];

#[test]
fn what_needs_no_parser_comes_out_as_if_it_had_been_parsed() {
    let parts =
        ["a", "B9", " ", ",", ".", ";", "'", "\"", "(", ")", "?", "/", "%", ":", "-", "--", ": -", "1.", "http"];
    let mut plain = 0;
    let mut state = 1u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..1 + state % 9 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(parts[(state >> 33) as usize % parts.len()]);
        }
        if let Some(out) = super::plain(&text) {
            plain += 1;
            let blocks = read::blocks(&text);
            assert_eq!(out, write::document(&blocks, super::Headings::Bold), "{text:?}");
            assert_eq!(out, write::line(blocks.clone()), "{text:?}");
            assert_eq!(out, write::cell(blocks), "{text:?}");
        }
    }
    assert!(plain > 500, "{plain} of the texts are plain");
}

#[test]
fn a_hostile_text_is_only_text() {
    HOSTILE.iter().for_each(|text| assert_harmless(text));
}

#[test]
fn hostile_texts_together_are_only_text() {
    for first in HOSTILE {
        for second in HOSTILE {
            assert_harmless(&format!("{first}{second}"));
            assert_harmless(&format!("{first}\n{second}"));
        }
    }
}

/// Joins pieces in random order, with fixed seeds.
#[test]
fn random_text_is_only_text() {
    const PIECES: &[&str] = &[
        "a",
        "b c",
        " ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "`",
        "```",
        "[",
        "]",
        "(",
        ")",
        "](",
        "]:",
        "<",
        ">",
        "<b>",
        "</b>",
        "<br>",
        "&",
        "&lt;",
        "&#10;",
        ";",
        "!",
        "#",
        "# ",
        "-",
        "- ",
        "---",
        "+ ",
        "1. ",
        "2) ",
        "=",
        "===",
        ":",
        "|",
        "|-|",
        "\\",
        "https://",
        "http://a.example",
        "https://a.example/x",
        ".",
        "\"",
        "'",
        "\t",
        "\r\n",
        "\u{202e}",
        "é",
        "—",
        "^",
        "[^1]",
        "$",
        "{",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).expect("31 bits") % bound
    };
    for _ in 0..20_000 {
        let length = 1 + next(14);
        let text: String = (0..length).map(|_| PIECES[next(PIECES.len())]).collect();
        assert_harmless(&text);
    }
}

#[test]
fn nesting_is_bounded() {
    for text in [
        ">".repeat(20_000),
        "- ".repeat(20_000),
        "*a ".repeat(20_000),
        "[".repeat(20_000),
        "~~".repeat(20_000) + "x",
        ")".repeat(20_000),
    ] {
        assert_harmless(&format!("{text}x\ny"));
        assert_harmless(&text);
    }
}

#[test]
fn plain_sentences_stay_as_they_are() {
    for text in [
        "List of mobile numbers (for e.g. +911234567890,+912345678901 which need to be added.)",
        "This operation allows you to post like or comment to a message in a specific Kaizala group that you’re a member of.",
        "In Kaizala, group admin(s) can add user even if he is not on Kaizala",
        "Two words: a_b, C:\\Users, 50% & more; \"quoted\" 'text' {x} a < b > c, 1.5, #1, -5, ~ 5 * 3.",
        "First line\nsecond line",
        "One paragraph.\n\nAnother one.",
        "* a\n* b\n  continued\n  * c\n* d",
        "1. a\n2. b",
        "*emphasis*, **strong**, ~~gone~~, `code`, [a link](https://a.example/x) and <https://a.example>",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "> quoted\n> text",
        "```text\ncode\n\n  more\n```",
        "a break\\\nhere",
    ] {
        assert_eq!(paragraphs(text), text);
    }
}

#[test]
fn paragraphs_shows_what_it_does_not_keep() {
    insta::assert_snapshot!(paragraphs(
        "# Before you start\r\nUse <b>List&lt;T&gt;</b>, not [List] or [this](./there):<br/>see https://a.example/x_(y), \
         [docs](https://b.example/a(b)), ![logo](https://c.example/l.png) and https://{tenant}.d.example/v1.\n\n    let x = `a`;\n\n\
         <ul>\n<li>*one*</li>\n</ul>\n\n+ a\n+ b\n\n- c"
    ));
}

#[test]
fn one_line_is_no_block() {
    assert_eq!(paragraphs("# of rows"), "\\# of rows");
    assert_eq!(line("- none"), "\\- none");
    assert_eq!(cell("- none"), "- none");
    assert_eq!(line("1. First"), "1\\. First");
    assert_eq!(line("    indented"), "indented");
    assert_eq!(line("[a]: b"), "\\[a\\]: b");
}

#[test]
fn line_joins() {
    assert_eq!(line("One of:\n- `a`\n- b\n\n```\nx\ny\n```\nend"), "One of: - `a` - b `x y` end");
    assert_eq!(line("a | b\n---|---\n1 | 2"), "a | b 1 | 2");
}

#[test]
fn cell_keeps_breaks_and_bars() {
    assert_eq!(cell("a|b\nc `d|e`\n\nf<br>g `h\\|i`"), "a\\|b<br>c `d\\|e`<br>f<br>g h\\\\\\|i");
    assert_eq!(cell("All regions:\n- one\n- two"), "All regions:<br>- one<br>- two");
}

#[test]
fn prose_keeps_headings_from_a_level_downwards() {
    assert_eq!(prose("# A\ntext\n## B #\n```sh\nls\n```", 2), "## A\n\ntext\n\n### B\n\n```text\nls\n```");
    assert_eq!(prose("#### A\n### `C#` #\\#", 3), "#### A\n\n### `C#` #\\#");
}

#[test]
fn a_text_has_about_as_many_cells_as_bytes() {
    let table = |columns: usize, rows: usize| {
        let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(columns));
        format!("{}{}{}", row("a"), row("-"), "b\n".repeat(rows))
    };
    let cells = |text: &str| paragraphs(text).matches('|').count();
    assert_eq!(cells(&table(3, 2)), 4 * 4, "three columns, and the line below the head");
    for (columns, rows) in [(1_000, 2_000), (20_000, 1), (2, 20_000)] {
        let text = table(columns, rows);
        assert!(cells(&text) < 4 * text.len(), "{columns}, {rows}");
        let several = [&*text, "> ", "1. "].join("\n").repeat(3);
        assert!(cells(&several) < 4 * several.len(), "{columns}, {rows}");
    }
    let quoted = format!("> |{}\n> |{}\n{}", "a|".repeat(1_000), "-|".repeat(1_000), "> b\n".repeat(2_000));
    assert!(cells(&quoted) < 4 * quoted.len());
}

#[test]
fn code_holds_anything() {
    assert_eq!(code("groupId"), "`groupId`");
    assert_eq!(code("a`b``c"), "```a`b``c```");
    assert_eq!(code("`"), "`` ` ``");
    assert_eq!(code(""), "` `");
    assert_eq!(code("a\nb\u{202e}"), "`a bU+202E`");
}

#[test]
fn a_fence_is_the_shortest_that_no_run_ends() {
    let runs = |lengths: &[usize]| lengths.iter().map(|length| "`".repeat(*length)).collect::<Vec<_>>().join("a");
    let fence = |lengths: &[usize]| {
        let span = code(&format!("x{}x", runs(lengths)));
        span.len() - span.trim_start_matches('`').len()
    };
    assert_eq!(fence(&[2, 3, 9]), 1);
    assert_eq!(fence(&[9, 3, 1, 2, 2]), 4);
    assert_eq!(fence(&(1..=300).rev().collect::<Vec<_>>()), 301);
}

#[test]
fn literal_is_not_markdown() {
    assert_eq!(literal("@odata.type"), "@odata.type");
    assert_eq!(literal("*a* [b] c_d __e"), "\\*a\\* \\[b\\] c_d \\_\\_e");
    assert_eq!(literal("# x"), "\\# x");
}

#[test]
fn a_deep_paragraph_is_one_line() {
    assert_eq!(paragraphs("1. 1. 1. a\n2\n   b  \nc"), "1. 1. 1. a\n         2\n         b\\\n         c");
    assert_eq!(paragraphs("1. 1. 1. 1. 1. a\n2\nb  \nc"), "1. 1. 1. 1. 1. a 2 b c");
    for mark in ["999999999. ", "> ", "- ", "1. > "] {
        let text = format!("{}a\n{}", mark.repeat(11), "b\n".repeat(5_000));
        let printed = paragraphs(&text);
        assert!(printed.len() < 8 * text.len(), "{mark}: {}", printed.len());
    }
}
