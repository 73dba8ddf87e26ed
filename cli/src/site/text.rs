//! Texts of a definition in, HTML out: escaped, without images or scripts, with links to http(s) only.

use std::fmt;

use connector_codegen::internal::text::options;
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

/// The most characters of a text in a table before it folds.
const FOLD: usize = 280;

/// HTML that is safe to print as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Html(pub(super) String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text with the characters escaped that mean something in HTML, also within quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            character => out.push(character),
        }
    }
    out
}

/// A URL if it may be linked to: absolute, of http or https.
pub(super) fn link(url: &str) -> Option<&str> {
    let url = url.trim();
    let has_scheme = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let is_plain = !url.contains(|character: char| character.is_whitespace() || character.is_control());
    (is_plain && (has_scheme("http://") || has_scheme("https://"))).then_some(url)
}

/// A link to a URL, or its text.
pub(super) fn linked(url: &str) -> Html {
    let text = escaped(url);
    Html(match link(url) {
        Some(url) => format!("<a href=\"{}\" rel=\"noopener noreferrer\">{text}</a>", escaped(url)),
        None => text,
    })
}

/// Markdown as blocks. Headings become bold paragraphs, so that the page's own headings stay in order.
pub(super) fn blocks(markdown: &str) -> Html {
    const SPECIAL: [char; 16] = ['*', '_', '`', '[', '#', '<', '>', '|', '\\', '&', '\n', '~', '!', '+', '=', '-'];
    if !markdown.contains(SPECIAL) {
        return Html(format!("<p>{}</p>", escaped(markdown.trim())));
    }
    let mut skipped = Vec::new();
    let events = Parser::new_ext(markdown, options(markdown));
    let events = events.map(move |event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Heading { .. }) => raw("<p><strong>"),
        Event::End(TagEnd::Heading(_)) => raw("</strong></p>\n"),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Table(_)) => {
            raw("<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>")
        }
        Event::End(TagEnd::Table) => raw("</tbody></table></div>\n"),
        Event::Start(Tag::Link { dest_url, .. }) => match link(&dest_url) {
            Some(url) => {
                skipped.push(false);
                raw(format!("<a href=\"{}\" rel=\"noopener noreferrer\">", escaped(url)))
            }
            None => {
                skipped.push(true);
                raw("")
            }
        },
        Event::End(TagEnd::Link) => raw(if skipped.pop() == Some(false) { "</a>" } else { "" }),
        // A page requests nothing; the text for the image remains.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => raw(""),
        Event::Start(Tag::CodeBlock(_)) => raw("<pre tabindex=\"0\"><code>"),
        Event::End(TagEnd::CodeBlock) => raw("</code></pre>\n"),
        event => event,
    });
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, events);
    Html(out)
}

fn raw<'a>(html: impl Into<CowStr<'a>>) -> Event<'a> {
    Event::InlineHtml(html.into())
}

/// A whole file without control characters, and without those that change the direction of the text after them: both could make
/// a page look as if it said something else.
pub(super) fn upright(file: String) -> String {
    let is_hidden = |character: char| {
        matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
            || character.is_control() && !matches!(character, '\n' | '\t')
    };
    if !file.contains(is_hidden) {
        return file;
    }
    file.chars().map(|character| if is_hidden(character) { '\u{FFFD}' } else { character }).collect()
}

/// A text for a table's cell: a long one folds.
pub(super) fn cell(text: &str) -> Html {
    let text = text.trim();
    let short = cut(text, FOLD);
    if short.len() == text.len() {
        return Html(escaped(text));
    }
    let rest = text.strip_prefix(short.trim_end_matches('…')).unwrap_or(text).trim_start();
    Html(format!("<details class=\"more\"><summary>{}</summary>{}</details>", escaped(&short), escaped(rest)))
}

/// A text on one line.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text cut at a word, with an ellipsis, to at most `most` characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let end = text.char_indices().nth(most.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let at = text[..end].rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", text[..at].trim_end_matches([' ', ',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_not_far_more_cells_than_bytes() {
        let cells = |rows: usize| {
            let table = format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "b\n".repeat(rows));
            blocks(&table).0.matches("<td").count()
        };
        assert_eq!((cells(3), cells(2_000)), (1_500, 0));
    }

    #[test]
    fn html_of_a_definition_stays_text() {
        for text in ["<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<b onclick='x'>\n\n# t"] {
            let Html(html) = blocks(text);
            assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<b"), "{html}");
            assert!(html.contains("&lt;"), "{html}");
        }
        assert_eq!(blocks("![alt](https://example.com/a.png)").0, "<p>alt</p>\n");
        assert_eq!(cell("<i>x\"").0, "&lt;i&gt;x&quot;");
        assert_eq!(upright("a\u{202E}b\u{7}\n\té".to_owned()), "a\u{FFFD}b\u{FFFD}\n\té");
    }

    #[test]
    fn links_lead_to_http_only() {
        let Html(html) =
            blocks("[a](javascript:alert(1)) [b](HTTPS://example.com/?a=\"&b) [c](data:text/html,x) [d](/x)");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert!(
            html.contains("<a href=\"HTTPS://example.com/?a=&quot;&amp;b\" rel=\"noopener noreferrer\">b</a>"),
            "{html}"
        );
        assert_eq!(linked("javascript:alert(1)").0, "javascript:alert(1)");
        assert_eq!(link("https://example.com/ onclick=x"), None);
    }

    #[test]
    fn headings_of_a_description_are_paragraphs() {
        assert_eq!(blocks("# One\ntext").0, "<p><strong>One</strong></p>\n<p>text</p>\n");
    }

    /// A block that scrolls can be reached with the keyboard.
    #[test]
    fn code_and_tables_of_a_description_take_the_focus() {
        for markdown in ["```sh\ncode\n```", "text\n\n    code", "- item\n\n      code", "|a|b|\n|-|-|\n|c|d|"] {
            let Html(html) = blocks(markdown);
            let scrolls = html.matches("<pre").count() + html.matches("<table").count();
            assert_eq!((scrolls, html.matches("tabindex=\"0\"").count()), (1, 1), "{html}");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_a_word_and_folds_without_loss() {
        let text = "word ".repeat(100);
        assert_eq!(cut("one two three", 9), "one two…");
        let Html(html) = cell(&text);
        assert_eq!(html.matches("word").count(), 100, "{html}");
    }
}
