//! The toolkit of every reader: an object's keys handed out one by one, kinds checked, and a diagnostic for each key that
//! nobody took.

use super::object_kinds::{ObjectKind, meant};
use super::{Spanned, Text};
use crate::diagnostic::{Diagnostics, KeyPlace, Problem};
use crate::source::{Member, Node, Span, Value};

/// Reads nodes; what is wrong with them goes into the diagnostics.
pub(super) struct Reader<'d> {
    pub(super) diagnostics: &'d mut Diagnostics,
}

/// What a reader of keys answers: the value that it did not take, so that its key is reported.
pub(super) type Untaken = Option<Node>;

impl Reader<'_> {
    /// Hands out the keys of an object; another kind of value has none. `take` gives back the value of a key that it
    /// does not read. A misspelt key is then handed out once more under the name that it was meant to have, unless the
    /// object has that key too.
    pub(super) fn each(
        &mut self,
        node: Node,
        kind: &ObjectKind,
        mut take: impl FnMut(&mut Self, &str, Node) -> Untaken,
    ) {
        let Value::Object(mut members) = node.value else {
            let (key, expected, found) = (kind.name.to_owned(), "an object".to_owned(), node.value.kind().to_owned());
            self.report(node.span, Problem::WrongKind { key, expected, found });
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
        for index in strays {
            let value = std::mem::take(&mut members[index].value);
            let Member { key, key_span, .. } = &members[index];
            let meant = meant(key).filter(|meant| members.iter().all(|member| member.key != *meant));
            let taken = meant.filter(|meant| take(self, meant, value).is_none());
            let problem = match taken {
                Some(meant) => Problem::MisspeltKey { key: key.clone(), meant: meant.to_owned() },
                None => kind.problem(key),
            };
            self.report(*key_span, problem);
        }
    }

    /// The members of an object in which every key is a name of the document's own.
    pub(super) fn entries(&mut self, node: Node, key: &str) -> Vec<(Spanned<String>, Node)> {
        let members = match node.value {
            Value::Object(members) => members,
            found => self.wrong_kind(node.span, key, "an object", &found).unwrap_or_default(),
        };
        members.into_iter().map(|member| (Spanned { value: member.key, span: member.key_span }, member.value)).collect()
    }

    /// The elements of a list; a text or an object that stands there alone is a list of one.
    pub(super) fn list(&mut self, node: Node, key: &str) -> Vec<Node> {
        const EXPECTED: &str = "a list";
        match node.value {
            Value::Array(elements) => elements,
            Value::String(_) | Value::Object(_) => {
                self.loose_kind(node.span, key, EXPECTED, &node.value);
                vec![node]
            }
            found => self.wrong_kind(node.span, key, EXPECTED, &found).unwrap_or_default(),
        }
    }

    /// A text; numbers and booleans are read by their source text.
    pub(super) fn text(&mut self, node: Node, key: &str) -> Text {
        const EXPECTED: &str = "a text";
        let span = node.span;
        let value = match node.value {
            Value::String(text) => text,
            found @ (Value::Null | Value::Array(_) | Value::Object(_)) => {
                return self.wrong_kind(span, key, EXPECTED, &found);
            }
            found => {
                self.loose_kind(span, key, EXPECTED, &found);
                match found {
                    Value::Number(text) => text,
                    found => matches!(found, Value::Bool(true)).to_string(),
                }
            }
        };
        Some(Spanned { value, span })
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, node: Node, key: &str) -> Vec<Spanned<String>> {
        let nodes = self.list(node, key);
        nodes.into_iter().filter_map(|node| self.text(node, key)).collect()
    }

    /// A boolean; also its name as a text.
    pub(super) fn flag(&mut self, node: Node, key: &str) -> bool {
        const EXPECTED: &str = "a boolean";
        match &node.value {
            Value::Bool(flag) => *flag,
            Value::String(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => {
                self.loose_kind(node.span, key, EXPECTED, &node.value);
                text.eq_ignore_ascii_case("true")
            }
            found => self.wrong_kind(node.span, key, EXPECTED, found).unwrap_or_default(),
        }
    }

    /// One of a few known words, in whatever case. An empty text is none of them, and is nothing.
    pub(super) fn word(&mut self, node: Node, key: &str, known: &[&str]) -> Text {
        let word = self.text(node, key).filter(|word| !word.value.is_empty())?;
        if known.contains(&word.value.as_str()) {
            return Some(word);
        }
        let Some(meant) = known.iter().find(|known| known.eq_ignore_ascii_case(word.value.trim())) else {
            let known = known.join(", ");
            self.report(word.span, Problem::UnknownValue { key: key.to_owned(), found: word.value, known });
            return None;
        };
        let problem = Problem::LetterCase { key: key.to_owned(), found: word.value, meant: (*meant).to_owned() };
        self.report(word.span, problem);
        Some(Spanned { value: (*meant).to_owned(), span: word.span })
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, node: Node, key: &str) -> Option<u64> {
        const EXPECTED: &str = "a whole number that is not negative";
        let count = match &node.value {
            Value::Number(number) => number.parse().ok(),
            _ => None,
        };
        count.or_else(|| self.wrong_kind(node.span, key, EXPECTED, &node.value))
    }

    /// Says which keys an object lacks.
    pub(super) fn need(&mut self, span: Span, place: &str, missing: &[(&str, bool)]) {
        for (key, _) in missing.iter().filter(|(_, missing)| *missing) {
            self.report(
                span,
                Problem::MissingKey { key: (*key).to_owned(), place: KeyPlace::Object { name: place.to_owned() } },
            );
        }
    }

    pub(super) fn report(&mut self, span: Span, problem: Problem) {
        self.diagnostics.push(span, problem);
    }

    /// Says that a value has the wrong kind and is left out.
    pub(super) fn wrong_kind<T>(&mut self, span: Span, key: &str, expected: &str, found: &Value) -> Option<T> {
        let (key, expected, found) = (format!("`{key}`"), expected.to_owned(), found.kind().to_owned());
        self.report(span, Problem::WrongKind { key, expected, found });
        None
    }

    fn loose_kind(&mut self, span: Span, key: &str, expected: &str, found: &Value) {
        let (key, expected, found) = (format!("`{key}`"), expected.to_owned(), found.kind().to_owned());
        self.report(span, Problem::LooseKind { key, expected, found });
    }
}
