//! What all readers of `spec` share: it passes on an object's keys one by one, checks the kinds of values, and reports each key
//! that no reader takes.

use std::collections::HashSet;

use super::definition::{Spanned, Text};
use super::object_kinds::{ObjectKind, likely_key};
use crate::diagnostic::{Diagnostics, ExpectedKind, KeyPlace, Listed, ObjectPlace, Problem, ValuePlace, WordPlace};
use crate::source::{Member, Node, Value};
use crate::span::Span;

/// The most bytes of a name. The addresses of all parts below repeat it.
const LONGEST_NAME: usize = 1 << 10;

/// The most bytes of another text.
pub(super) const LONGEST_TEXT: usize = 64 << 10;

/// Reads nodes and reports their problems.
pub(super) struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
    /// The keys for the designer that have been noted.
    noted: Vec<&'static str>,
}

/// The result of reading a key: its value if the reader does not know the key, so that it is reported.
pub(super) type Untaken = Option<Node>;

impl<'d> Reader<'d> {
    pub(super) fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, noted: Vec::new() }
    }

    /// Passes each key of an object to `take`, which returns the value of a key that it does not know. A misspelt key is then
    /// passed once more in its right spelling, unless the object has that key too. Reports a value that is not an object.
    pub(super) fn each(
        &mut self,
        node: Node,
        kind: &ObjectKind,
        mut take: impl FnMut(&mut Self, &str, Node) -> Untaken,
    ) {
        let Value::Object(mut members) = node.value else {
            let (key, found) = (ValuePlace::Object { object: kind.place.clone() }, node.value.kind());
            self.report(node.span, Problem::WrongKind { key, expected: ExpectedKind::Object, found });
            return;
        };
        let mut strays = Vec::new();
        for (index, member) in members.iter_mut().enumerate() {
            let value = std::mem::take(&mut member.value);
            if let Some(value) = take(self, &member.key, value)
                && !kind.silent.contains(&member.key.as_str())
            {
                member.value = value;
                strays.push(index);
            }
        }
        let has: HashSet<String> = match strays.is_empty() {
            true => HashSet::new(),
            false => members.iter().map(|member| member.key.clone()).collect(),
        };
        for index in strays {
            let value = std::mem::take(&mut members[index].value);
            let Member { key, key_span, .. } = &members[index];
            if let Some(key) = kind.designer.iter().find(|known| *known == key) {
                self.note(*key_span, key);
                continue;
            }
            let known = likely_key(key).filter(|known| !has.contains(*known));
            let taken = known.filter(|known| take(self, known, value).is_none());
            let problem = match taken {
                Some(known) => Problem::MisspeltKey { key: key.clone(), known: known.to_owned() },
                None => kind.problem(key, |known| has.contains(known)),
            };
            self.report(*key_span, problem);
        }
    }

    /// The members of an object whose keys are names that the document chooses.
    pub(super) fn entries(&mut self, node: Node, key: &str) -> Vec<(Spanned<String>, Node)> {
        self.bounded_entries(node, key, LONGEST_NAME)
    }

    /// The members of an object whose keys are paths: a path may have many parameters, and no address repeats it.
    pub(super) fn entries_by_path(&mut self, node: Node, key: &str) -> Vec<(Spanned<String>, Node)> {
        self.bounded_entries(node, key, LONGEST_TEXT)
    }

    fn bounded_entries(&mut self, node: Node, key: &str, most: usize) -> Vec<(Spanned<String>, Node)> {
        let members = match node.value {
            Value::Object(members) => members,
            found => self.wrong_kind(node.span, key, ExpectedKind::Object, &found).unwrap_or_default(),
        };
        let mut entries = Vec::with_capacity(members.len());
        for Member { key: name, key_span: span, value } in members {
            if name.len() > most {
                self.report(span, Problem::NameTooLong { key: key.to_owned(), most: most.to_string() });
            } else {
                entries.push((Spanned { value: name, span }, value));
            }
        }
        entries
    }

    /// The elements of a list. A string or an object in place of a list is a list of one.
    pub(super) fn list(&mut self, node: Node, key: &str) -> Vec<Node> {
        match node.value {
            Value::Array(elements) => elements,
            Value::String(_) | Value::Object(_) => {
                self.loose_kind(node.span, key, ExpectedKind::List, &node.value);
                vec![node]
            }
            found => self.wrong_kind(node.span, key, ExpectedKind::List, &found).unwrap_or_default(),
        }
    }

    /// A string. Numbers and booleans are read as their source text.
    pub(super) fn text(&mut self, node: Node, key: &str) -> Text {
        self.bounded(node, key, LONGEST_TEXT)
    }

    /// A string that names a part.
    pub(super) fn name(&mut self, node: Node, key: &str) -> Text {
        self.bounded(node, key, LONGEST_NAME)
    }

    fn bounded(&mut self, node: Node, key: &str, most: usize) -> Text {
        let span = node.span;
        let value = match node.value {
            Value::String(text) => text,
            found @ (Value::Null | Value::Array(_) | Value::Object(_)) => {
                return self.wrong_kind(span, key, ExpectedKind::String, &found);
            }
            found => {
                self.loose_kind(span, key, ExpectedKind::String, &found);
                match found {
                    Value::Number(text) => text,
                    found => matches!(found, Value::Bool(true)).to_string(),
                }
            }
        };
        if value.len() > most {
            self.report(span, Problem::TextTooLong { key: key.to_owned(), most: most.to_string() });
            return None;
        }
        Some(Spanned { value, span })
    }

    /// A list of strings.
    pub(super) fn texts(&mut self, node: Node, key: &str) -> Vec<Spanned<String>> {
        let nodes = self.list(node, key);
        nodes.into_iter().filter_map(|node| self.text(node, key)).collect()
    }

    /// A boolean, also as the text `true` or `false`.
    pub(super) fn flag(&mut self, node: Node, key: &str) -> bool {
        match &node.value {
            Value::Bool(flag) => *flag,
            Value::String(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => {
                self.loose_kind(node.span, key, ExpectedKind::Boolean, &node.value);
                text.eq_ignore_ascii_case("true")
            }
            found => self.wrong_kind(node.span, key, ExpectedKind::Boolean, found).unwrap_or_default(),
        }
    }

    /// One of the `known` words, in any case. An empty text counts as missing.
    pub(super) fn word(&mut self, node: Node, key: &str, known: &[&str]) -> Text {
        let word = self.text(node, key).filter(|word| !word.value.is_empty())?;
        if known.contains(&word.value.as_str()) {
            return Some(word);
        }
        let Some(spelling) = known.iter().find(|known| known.eq_ignore_ascii_case(word.value.trim())) else {
            let known = Listed(known.iter().map(|known| (*known).to_owned()).collect());
            self.report(word.span, Problem::UnknownValue { key: key.to_owned(), found: word.value, known });
            return None;
        };
        self.letter_case(word.span, WordPlace::Key { key: key.to_owned() }, word.value, spelling);
        Some(Spanned { value: (*spelling).to_owned(), span: word.span })
    }

    /// A non-negative whole number.
    pub(super) fn count(&mut self, node: Node, key: &str) -> Option<u64> {
        let count = match &node.value {
            Value::Number(number) => number.parse().ok(),
            _ => None,
        };
        count.or_else(|| self.wrong_kind(node.span, key, ExpectedKind::Count, &node.value))
    }

    /// Reports the keys that an object lacks.
    pub(super) fn need(&mut self, span: Span, place: ObjectPlace, missing: &[(&str, bool)]) {
        for (key, _) in missing.iter().filter(|(_, missing)| *missing) {
            self.report(
                span,
                Problem::MissingKey { key: (*key).to_owned(), place: KeyPlace::Object { object: place.clone() } },
            );
        }
    }

    /// Notes a key for the designer, once for all its places.
    fn note(&mut self, span: Span, key: &'static str) {
        if !self.noted.contains(&key) {
            self.noted.push(key);
            self.report(span, Problem::DesignerKey { key: key.to_owned() });
        }
    }

    pub(super) fn report(&mut self, span: Span, problem: Problem) {
        self.diagnostics.push(span, problem);
    }

    /// Reports that a word has another letter case than the known one.
    pub(super) fn letter_case(&mut self, span: Span, word: WordPlace, found: String, known: &str) {
        self.report(span, Problem::LetterCase { word, found, known: known.to_owned() });
    }

    /// Reports that a value has the wrong kind and is left out.
    pub(super) fn wrong_kind<T>(&mut self, span: Span, key: &str, expected: ExpectedKind, found: &Value) -> Option<T> {
        let (key, found) = (ValuePlace::Key { key: key.to_owned() }, found.kind());
        self.report(span, Problem::WrongKind { key, expected, found });
        None
    }

    fn loose_kind(&mut self, span: Span, key: &str, expected: ExpectedKind, found: &Value) {
        let (key, found) = (ValuePlace::Key { key: key.to_owned() }, found.kind());
        self.report(span, Problem::LooseKind { key, expected, found });
    }
}
