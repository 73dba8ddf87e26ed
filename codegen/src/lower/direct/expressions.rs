//! The only parser of expressions: strings of policies in, pieces and locations out.
//!
//! Forms: `@f('x')` within text, `@{f('x')}`, `{@body()['k']}`, and after a function that returns JSON a path of `.a`, `[0]` and
//! `['k']`. Names are read in any letter case. A word after `@` without parentheses stays text, so that `@odata.nextLink` can occur
//! anywhere. An unknown word with parentheses is reported as an unknown function.

use crate::model::direct::{Expression, Location, Piece, Root, Step, Template};

/// A template, and the unknown functions in it, which stay as text.
pub(super) struct Parsed {
    pub(super) template: Template,
    pub(super) unknown: Vec<String>,
}

/// Reads a string. With `placeholders`, `{name}` is a placeholder of the operation's path.
pub(super) fn template(text: &str, placeholders: bool) -> Parsed {
    let mut parsed = Parsed { template: Vec::new(), unknown: Vec::new() };
    let (mut literal, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        if let Some((piece, after)) = expression(rest, placeholders) {
            if !literal.is_empty() {
                parsed.template.push(Piece::Text(std::mem::take(&mut literal)));
            }
            parsed.template.push(piece);
            rest = after;
            continue;
        }
        if let Some(name) = rest.strip_prefix('@').and_then(undefined) {
            parsed.unknown.push(name.to_owned());
        }
        literal.push(first);
        rest = &rest[first.len_utf8()..];
    }
    if !literal.is_empty() {
        parsed.template.push(Piece::Text(literal));
    }
    parsed
}

/// Reads a location, such as `@body().a`; the `@` is optional.
pub(super) fn location(text: &str) -> Option<Location> {
    let text = text.trim();
    match call(text.strip_prefix('@').unwrap_or(text))? {
        (Expression::Json(location), "") => Some(location),
        _ => None,
    }
}

/// Reads a path without a function, such as `a.b` or `['@odata.id']`; `null` and an empty text give an empty path.
pub(super) fn path(text: &str) -> Option<Vec<Step>> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("null") {
        return Some(Vec::new());
    }
    let is_bare = !text.starts_with(['[', '.']);
    let dotted = if is_bare { format!(".{text}") } else { text.to_owned() };
    match steps(&dotted) {
        (steps, "") => Some(steps),
        // A single key may contain any character that does not start a step.
        _ => (is_bare && !text.contains(['.', '['])).then(|| vec![Step::Key(text.to_owned())]),
    }
}

/// Reads a string that consists of one expression.
pub(super) fn single(text: &str) -> Option<Expression> {
    match template(text.trim(), false).template.as_slice() {
        [Piece::Expression(call)] => Some(call.clone()),
        _ => None,
    }
}

/// An expression at the start of a string, and the rest.
fn expression(text: &str, placeholders: bool) -> Option<(Piece, &str)> {
    for (open, close) in [("@{", "}"), ("{@", "}"), ("@", "")] {
        let found = text.strip_prefix(open).and_then(call);
        if let Some((call, rest)) = found.and_then(|(call, rest)| Some((call, rest.strip_prefix(close)?))) {
            return Some((Piece::Expression(call), rest));
        }
    }
    let inner = text.strip_prefix('{').filter(|_| placeholders)?;
    // A name ends before any of these, so that a text with many braces is read once.
    let (name, rest) = inner.split_at(inner.find(['{', '@', '}'])?);
    let (name, rest) = (name.trim(), rest.strip_prefix('}')?);
    (!name.is_empty()).then(|| (Piece::Path(name.to_owned()), rest))
}

/// A function call at the start of a string, and the rest.
fn call(text: &str) -> Option<(Expression, &str)> {
    const METHOD: &str = "Request.OriginalHTTPMethod";
    let method = text.split_at_checked(METHOD.len()).filter(|(start, _)| start.eq_ignore_ascii_case(METHOD));
    if let Some((_, rest)) = method {
        return Some((Expression::Method, rest));
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = text.split_at(end);
    let (arguments, rest) = arguments(rest)?;
    let json = |root| {
        let (steps, rest) = steps(rest);
        Some((Expression::Json(Location { root, steps }), rest))
    };
    match name.to_ascii_lowercase().as_str() {
        "body" | "triggerbody" if arguments.is_empty() => return json(Root::Body),
        "item" if arguments.is_empty() => return json(Root::Item),
        _ => {}
    }
    let mut arguments = arguments.into_iter();
    let (key, default) = (arguments.next()?, arguments.next());
    let call = match name.to_ascii_lowercase().as_str() {
        "connectionparameters" => Expression::ConnectionParameter(key, default),
        "headers" | "header" => Expression::Header(key, default),
        "queryparameters" | "queryparamters" => Expression::Query(key, default),
        _ => return None,
    };
    Some((call, rest))
}

/// The most arguments of a function: a key, and a default.
const MOST_ARGUMENTS: usize = 2;

/// Quoted strings in parentheses, and the rest; `None` for more than a function takes.
fn arguments(text: &str) -> Option<(Vec<String>, &str)> {
    let mut rest = text.strip_prefix('(')?.trim_start();
    let mut arguments = Vec::new();
    if let Some(rest) = rest.strip_prefix(')') {
        return Some((arguments, rest));
    }
    while arguments.len() < MOST_ARGUMENTS {
        let (argument, after) = quoted(rest)?;
        arguments.push(argument);
        rest = after.trim_start();
        match rest.strip_prefix(')') {
            Some(rest) => return Some((arguments, rest)),
            None => rest = rest.strip_prefix(',')?.trim_start(),
        }
    }
    None
}

/// A string in single or double quotes; a quote inside is doubled.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let (mut out, mut rest) = (String::new(), &text[1..]);
    loop {
        let (part, after) = rest.split_once(quote)?;
        out.push_str(part);
        match after.strip_prefix(quote) {
            Some(after) => {
                out.push(quote);
                rest = after;
            }
            None => return Some((out, after)),
        }
    }
}

/// The steps at the start of a string, and the rest.
fn steps(mut text: &str) -> (Vec<Step>, &str) {
    let mut steps = Vec::new();
    while let Some((step, rest)) = step(text) {
        steps.push(step);
        text = rest;
    }
    (steps, text)
}

fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "_$".contains(c))).unwrap_or(rest.len());
        let (key, rest) = rest.split_at(end);
        return (!key.is_empty()).then(|| (Step::Key(key.to_owned()), rest));
    }
    let inner = text.strip_prefix('[')?.trim_start();
    if let Some((key, rest)) = quoted(inner) {
        return Some((Step::Key(key), rest.trim_start().strip_prefix(']')?));
    }
    let end = inner.find(|c: char| !(c.is_ascii_digit() || c == '+' || c.is_whitespace()))?;
    let (index, rest) = inner.split_at(end);
    Some((Step::Index(index.trim().parse().ok()?), rest.strip_prefix(']')?))
}

/// The name of an unknown function: a word with parentheses.
fn undefined(text: &str) -> Option<&str> {
    let text = text.strip_prefix('{').unwrap_or(text);
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'))?;
    (end > 0 && text[end..].starts_with('(')).then_some(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn parameter(name: &str) -> Piece {
        Piece::Expression(Expression::ConnectionParameter(name.to_owned(), None))
    }

    fn json(root: Root, steps: &[Step]) -> Piece {
        Piece::Expression(Expression::Json(Location { root, steps: steps.to_vec() }))
    }

    fn key(key: &str) -> Step {
        Step::Key(key.to_owned())
    }

    fn pieces(text: &str) -> Template {
        let parsed = template(text, true);
        assert!(parsed.unknown.is_empty(), "{text}: {:?}", parsed.unknown);
        parsed.template
    }

    #[test]
    fn functions_stand_within_text_and_braces() {
        assert_eq!(pieces("Bearer @connectionParameters('token')"), [text("Bearer "), parameter("token")]);
        assert_eq!(pieces("@{ConnectionParameters( 'token:x' )}!"), [parameter("token:x"), text("!")]);
        assert_eq!(
            pieces("https://@connectionParameters('env').example.com"),
            [text("https://"), parameter("env"), text(".example.com")]
        );
        let with_default = Expression::ConnectionParameter("a".to_owned(), Some(String::new()));
        assert_eq!(pieces("@connectionParameters('a','')"), [Piece::Expression(with_default)]);
        assert_eq!(pieces("@queryParamters('a')"), [Piece::Expression(Expression::Query("a".to_owned(), None))]);
        assert_eq!(pieces("@headers(\"it''s\")"), [Piece::Expression(Expression::Header("it''s".to_owned(), None))]);
        assert_eq!(pieces("@headers('it''s')"), [Piece::Expression(Expression::Header("it's".to_owned(), None))]);
        assert_eq!(pieces("@request.originalHttpMethod"), [Piece::Expression(Expression::Method)]);
    }

    #[test]
    fn json_is_found_by_keys_and_indices() {
        assert_eq!(pieces("{@body()['@odata.id']}/x"), [json(Root::Body, &[key("@odata.id")]), text("/x")]);
        let path = [key("data"), Step::Index(0), key("created_time")];
        assert_eq!(pieces("gt @{triggerBody().data[0].created_time}"), [text("gt "), json(Root::Body, &path)]);
        assert_eq!(location("@item().a.b").map(|it| it.steps), Some(vec![key("a"), key("b")]));
        assert_eq!(location("body()").map(|it| it.root), Some(Root::Body));
        assert_eq!(location("@body().a + 1"), None);
        assert_eq!(location("value"), None);
    }

    #[test]
    fn paths_start_with_a_bare_key() {
        assert_eq!(path("null"), Some(vec![]));
        assert_eq!(path("content_type"), Some(vec![key("content_type")]));
        assert_eq!(path("a.b[1]"), Some(vec![key("a"), key("b"), Step::Index(1)]));
        assert_eq!(path("['@odata.type']"), Some(vec![key("@odata.type")]));
        assert_eq!(path("content-type"), Some(vec![key("content-type")]));
        assert_eq!(path("a[x"), None);
    }

    #[test]
    fn words_without_parentheses_stay_text() {
        for literal in
            ["@odata.nextLink", "a@b.example", "@", "@connectionParameters", "@{x}", "100% @ 5", "@(x)", "@a b"]
        {
            let parsed = template(literal, false);
            assert_eq!((parsed.template, parsed.unknown), (vec![text(literal)], vec![]), "{literal}");
        }
        assert_eq!(pieces("/%40@connectionParameters('u')"), [text("/%40"), parameter("u")]);
    }

    #[test]
    fn unknown_functions_are_reported() {
        let parsed = template("@concat('a', 'b')/@{utcNow()}/@body(1)", false);
        assert_eq!(parsed.template, [text("@concat('a', 'b')/@{utcNow()}/@body(1)")]);
        assert_eq!(parsed.unknown, ["concat", "utcNow", "body"]);
    }

    #[test]
    fn bodies_and_items_take_no_arguments() {
        for odd in ["@body('a')", "@triggerBody('a')", "@item('a')"] {
            assert_eq!(template(odd, false).template, [text(odd)], "{odd}");
            assert_eq!(location(odd), None, "{odd}");
        }
    }

    #[test]
    fn placeholders_are_read_only_on_request() {
        assert_eq!(pieces("/a/{ id }/b"), [text("/a/"), Piece::Path("id".to_owned()), text("/b")]);
        assert_eq!(template("{id}", false).template, [text("{id}")]);
        assert_eq!(pieces("{}"), [text("{}")]);
        assert_eq!(pieces("{a{b}"), [text("{a"), Piece::Path("b".to_owned())]);
        assert_eq!(pieces("{a@b}"), [text("{a@b}")]);
        assert_eq!(pieces("{ }"), [text("{ }")]);
        assert_eq!(pieces(&"{".repeat(64 << 10)), [text(&"{".repeat(64 << 10))]);
    }

    #[test]
    fn indices_are_digits_up_to_the_bracket() {
        let steps = |path: &str| location(&format!("body(){path}")).map(|it| it.steps);
        assert_eq!(steps("[ 12 ].a"), Some(vec![Step::Index(12), key("a")]));
        for odd in ["[]", "[ ]", "[1", "[1[2]]", "[-1]", "[1 2]", "[a]"] {
            assert_eq!(steps(odd), None, "{odd}");
        }
        let open = "@body()[".repeat(8 << 10);
        let parsed = template(&open, true);
        assert_eq!(parsed.template.len(), 2 * (8 << 10));
    }

    #[test]
    fn functions_take_a_key_and_a_default() {
        assert!(matches!(&*pieces("@headers('a', 'b')"), [Piece::Expression(_)]));
        for odd in ["@headers('a', 'b', 'c')", "@headers('a',)", "@headers('a' 'b')", "@headers('a', 'b'"] {
            assert_eq!(template(odd, true).template, [text(odd)], "{odd}");
        }
    }

    #[test]
    fn no_text_is_too_strange() {
        for odd in ["@body(", "@body().", "@body()[", "@body()['", "@{", "{@", "@headers('é", "é@é(", "@headers()", "{"]
        {
            template(odd, true);
            location(odd);
            path(odd);
        }
    }
}
