//! Text in, [`Node`] tree out: JSON is read strictly, and loosely only if that fails.
//!
//! The parser repairs without reporting. [`super::repairs`] finds each repair by comparing the tree with the text.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::node::{Member, Node, Value};
use super::repairs::{Repairs, number};
use super::size;
use crate::diagnostic::{Diagnostics, JsonReason, Problem, Severity};
use crate::span::{FileId, Span};

/// How deep objects and lists may be nested. Real definitions reach 29. Every later stage recurses to the same depth.
const MAXIMUM_DEPTH: usize = 100;

/// The most keys and values of a document. It is twenty times the number of the longest known definition. Each takes a few hundred
/// bytes of memory, even if it is one digit.
const MOST_VALUES: usize = 1_000_000;

/// Reads a text, which begins at an offset of its file, as JSON; `None` if it is not JSON.
pub(super) fn read(text: &str, file: FileId, offset: usize, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut reading = Reading { repairs: Repairs { text, file, offset, diagnostics }, depth: 0, fatal: None };
    if let Some(at) = size::offset_of_token(text, MOST_VALUES) {
        reading.repairs.report(at, at, Problem::TooManyValues { most: MOST_VALUES.to_string() });
        return None;
    }
    let value = match parse(text, false).or_else(|_| parse(text, true)) {
        Ok(value) => value,
        Err(error) => {
            let at = error.range().start;
            let whole = whole_before(text, at);
            let (start, end, problem) = match &whole {
                Some((_, rest)) if rest.contains(':') => (at, at + rest.len(), Problem::KeysAfterEnd),
                Some((_, rest)) => (at, at + rest.len(), Problem::TextAfterEnd),
                None => explain(text, &error),
            };
            let stop = problem.severity() == Severity::Error;
            reading.repairs.report(start, end, problem);
            let (value, _) = whole.filter(|_| !stop)?;
            reading.repairs.text = &text[..at];
            Some(value)
        }
    };
    let Some(value) = value else {
        reading.repairs.report(0, 0, Problem::EmptyFile);
        return None;
    };
    reading.root(value)
}

fn parse(text: &str, loose: bool) -> Result<Option<ast::Value<'_>>, ParseError> {
    let options = ParseOptions {
        allow_comments: loose,
        allow_loose_object_property_names: loose,
        allow_trailing_commas: loose,
        allow_missing_commas: loose,
        allow_single_quoted_strings: loose,
        allow_hexadecimal_numbers: loose,
        allow_unary_plus_numbers: loose,
        allow_bare_decimal_point_numbers: loose,
        // Infinity and NaN have no form in strict JSON, so later stages could not read them.
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: loose,
    };
    parse_to_ast(text, &CollectOptions::default(), &options).map(|result| result.value)
}

/// The complete value before the place of an error, if there is one, and the text after it.
fn whole_before(text: &str, at: usize) -> Option<(ast::Value<'_>, &str)> {
    let (before, rest) = text.split_at_checked(at)?;
    Some((parse(before, true).ok()??, rest.trim_end()))
}

/// The place and the problem of an error inside the value.
fn explain(text: &str, error: &ParseError) -> (usize, usize, Problem) {
    let range = error.range();
    match error.kind() {
        ParseErrorKind::NestingDepthExceeded => (range.start, range.end, Problem::NestedTooDeep),
        ParseErrorKind::UnterminatedObject | ParseErrorKind::UnterminatedArray => {
            let line = text[..range.start].matches('\n').count() + 1;
            let end = text.trim_end().len();
            (end, end, Problem::TextEndsEarly { line: line.to_string() })
        }
        kind => {
            let message = kind.to_string();
            let mut letters = message.chars();
            let lower = letters.next().map(|first| first.to_lowercase().chain(letters).collect());
            let reason = JsonReason::Parser { message: lower.unwrap_or_default() };
            (range.start, range.end, Problem::InvalidJson { reason })
        }
    }
}

struct Reading<'a> {
    repairs: Repairs<'a>,
    depth: usize,
    /// The first fault that the tree cannot represent.
    fatal: Option<(Span, Problem)>,
}

impl Reading<'_> {
    fn root(mut self, value: ast::Value<'_>) -> Option<Node> {
        let range = value.range();
        self.repairs.gap(0, range.start);
        self.repairs.gap(range.end, self.repairs.text.len());
        let node = self.node(value);
        let Some((span, problem)) = self.fatal else { return Some(node) };
        self.repairs.diagnostics.push(span, problem);
        None
    }

    fn node(&mut self, value: ast::Value<'_>) -> Node {
        let range = value.range();
        let span = self.repairs.span(range.start, range.end);
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::NumberLit(literal) => self.number(span, literal.value),
            ast::Value::StringLit(literal) => Value::String(self.string(literal)),
            ast::Value::Array(array) => self.nested(span, |reading| Value::Array(reading.array(array))),
            ast::Value::Object(object) => self.nested(span, |reading| Value::Object(reading.object(object))),
        };
        Node { span, value }
    }

    fn number(&mut self, span: Span, literal: &str) -> Value {
        let Some(number) = number(literal) else {
            self.fatal.get_or_insert((span, Problem::InvalidJson { reason: JsonReason::HexadecimalDigits }));
            return Value::Null;
        };
        if number != literal {
            self.repairs.diagnostics.push(span, Problem::JsonNumber { read_as: number.clone() });
        }
        Value::Number(number)
    }

    fn nested(&mut self, span: Span, read: impl FnOnce(&mut Self) -> Value) -> Value {
        if self.depth == MAXIMUM_DEPTH {
            self.fatal.get_or_insert((span, Problem::NestedTooDeep));
            return Value::Null;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn array(&mut self, array: ast::Array<'_>) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(array.elements.len());
        let mut end = None;
        for element in array.elements {
            let range = element.range();
            self.repairs.separator(end, array.range.start + 1, range.start);
            end = Some(range.end);
            nodes.push(self.node(element));
        }
        self.repairs.last_gap(end.unwrap_or(array.range.start + 1), array.range.end - 1);
        nodes
    }

    fn object(&mut self, object: ast::Object<'_>) -> Vec<Member> {
        let mut members = Vec::with_capacity(object.properties.len());
        let mut end = None;
        for property in object.properties {
            self.repairs.separator(end, object.range.start + 1, property.range.start);
            end = Some(property.range.end);
            let key_range = property.name.range();
            self.repairs.gap(key_range.end, property.value.range().start);
            let key = match property.name {
                ast::ObjectPropName::String(literal) => self.string(literal),
                ast::ObjectPropName::Word(word) => {
                    self.repairs.report(key_range.start, key_range.end, Problem::JsonBareKey);
                    word.value.to_owned()
                }
            };
            let key_span = self.repairs.span(key_range.start, key_range.end);
            members.push(Member { key, key_span, value: self.node(property.value) });
        }
        self.repairs.last_gap(end.unwrap_or(object.range.start + 1), object.range.end - 1);
        self.repairs.unique(members)
    }

    fn string(&mut self, literal: ast::StringLit<'_>) -> String {
        self.repairs.string(
            literal.range.start,
            literal.range.end,
            matches!(literal.value, std::borrow::Cow::Owned(_)),
        );
        literal.value.into_owned()
    }
}
