//! From JSON text to values, leniently: services send more than their definitions describe. In: text. Out: values, or a
//! [`JsonError`] with the path of the field.
//!
//! The text is read once, front to back, to any depth; members that no model knows are skipped. The decoder is one
//! concrete type, and a model is filled through [`Slot`]s. So a generated crate compiles an array of references for
//! each model and no visitor.
//!
//! Invariant of the functions here: after reading a value, the decoder is positioned behind it, even if the value does
//! not fit. So an object continues after a member that does not fit: the same key may occur again with a value that
//! fits, and invalid JSON is reported before anything else.

use super::{
    JsonError,
    key_case::{Claim, Claims, Keys, Match},
    lexer::{Lexer, NotJson},
    stand_ins::StandIns,
};
use serde::de::IgnoredAny;
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// The maximum depth of nested values. Deeper values are an error, so that no response can exhaust the stack.
const MAX_DEPTH: u8 = 128;

/// A type that can be read from JSON: every model, and the types of its fields. Generated code implements it.
pub trait Decode: Sized {
    /// The empty values that a service may send in place of a missing value of this type.
    #[doc(hidden)]
    const STAND_INS: StandIns = StandIns::NONE;

    /// Reads a value that is not null.
    ///
    /// # Errors
    /// The value does not fit the type; the error contains the path of the field.
    #[doc(hidden)]
    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError>;

    /// The value of a field of this type that is null: `None`, except for types with a null of their own.
    #[doc(hidden)]
    fn decode_null() -> Option<Self> {
        None
    }

    /// The keys of an object that has these members only; `None` if the type may hold any member, or is not an object.
    #[doc(hidden)]
    fn named_keys() -> Option<&'static [&'static str]> {
        None
    }
}

/// JSON text, positioned before a value.
pub struct Decoder<'a> {
    pub(super) tokens: Lexer<'a>,
    depth: u8,
    /// Whether keys may differ in case from the known ones.
    fold_case: bool,
    /// Whether a member that does not fit is left out. By default it is an error.
    skips_misfits: bool,
}

/// How JSON text is read.
#[derive(Clone, Copy, Default)]
pub(super) struct Leniency {
    /// Keys may differ in case from the known ones.
    pub(super) fold_case: bool,
    /// A member that does not fit is left out.
    pub(super) skips_misfits: bool,
}

/// Reads the value of the member with this key.
type MemberReader<'r, 'a> = dyn FnMut(&Cow<'a, str>, &mut Decoder<'a>) -> Result<(), JsonError> + 'r;

/// The destination of a member's value: a field of a model.
#[doc(hidden)]
pub trait Slot {
    /// Reads the value of the member `key`.
    ///
    /// # Errors
    /// The value does not fit.
    fn fill(&mut self, key: &str, value: &mut Decoder<'_>) -> Result<(), JsonError>;

    /// Takes the value back. Only a field loses one: what takes all other members keeps each.
    fn clear(&mut self) {}
}

/// Null, missing, and an empty value of another type are `None`.
impl<T: Decode> Slot for Option<T> {
    fn fill(&mut self, _: &str, value: &mut Decoder<'_>) -> Result<(), JsonError> {
        *self = value.member()?;
        Ok(())
    }

    fn clear(&mut self) {
        *self = None;
    }
}

/// Null members are left out, as in a model.
impl<T: Decode> Slot for BTreeMap<String, T> {
    fn fill(&mut self, key: &str, value: &mut Decoder<'_>) -> Result<(), JsonError> {
        match value.member()? {
            Some(decoded) => self.insert(key.to_owned(), decoded),
            None => self.remove(key),
        };
        Ok(())
    }
}

/// Reads the one JSON value in `text` with `value`. A byte order mark before it is skipped.
///
/// # Errors
/// The text is not JSON ([`JsonError::is_not_json`]), or the value does not fit.
pub(super) fn read<'a, T>(
    text: &'a str,
    leniency: Leniency,
    value: impl FnOnce(&mut Decoder<'a>) -> Result<T, JsonError>,
) -> Result<T, JsonError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Leniency { fold_case, skips_misfits } = leniency;
    let mut decoder = Decoder { tokens: Lexer::new(text), depth: 0, fold_case, skips_misfits };
    let outcome = value(&mut decoder);
    decoder.end(text, outcome.is_err())?;
    outcome
}

impl<'a> Decoder<'a> {
    /// Whether the value is null.
    pub(crate) fn is_null(&mut self) -> bool {
        self.tokens.peek() == Some(b'n')
    }

    /// Takes a null; `false` if the value is not null.
    #[inline]
    pub(crate) fn take_null(&mut self) -> Result<bool, JsonError> {
        if !self.is_null() {
            return Ok(false);
        }
        self.tokens.bare()?;
        Ok(true)
    }

    /// The value of a member; `None` if it is null or stands for a missing value.
    #[inline]
    fn member<T: Decode>(&mut self) -> Result<Option<T>, JsonError> {
        if self.take_null()? {
            return Ok(T::decode_null());
        }
        if self.take_stand_in(T::STAND_INS)? { Ok(None) } else { T::decode(self).map(Some) }
    }

    /// Takes an empty value that is in the set; `false` if the value is another one.
    #[inline]
    fn take_stand_in(&mut self, set: StandIns) -> Result<bool, JsonError> {
        if set == StandIns::NONE || !set.begins_with(self.tokens.peek()) || !set.holds(self.tokens.rest()) {
            return Ok(false);
        }
        self.tokens.skip()?;
        Ok(true)
    }

    /// Takes the value and returns an error that names the expected and the found kind.
    pub(crate) fn unexpected(&mut self, expected: &str) -> JsonError {
        let first = self.tokens.peek();
        match self.tokens.skip() {
            Ok(_) => unexpected(first, expected),
            Err(NotJson) => NotJson.into(),
        }
    }

    /// The text of a string, or the exact source text of a number or boolean.
    #[inline]
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, JsonError> {
        match self.tokens.peek() {
            Some(b'"') => Ok(self.tokens.string()?),
            _ => self.bare("text").map(Cow::Borrowed),
        }
    }

    fn bare(&mut self, expected: &str) -> Result<&'a str, JsonError> {
        match self.tokens.peek() {
            Some(b'{' | b'[' | b'n') => Err(self.unexpected(expected)),
            _ => Ok(self.tokens.bare()?),
        }
    }

    /// An integer, or the text that names one: in the name's own case, or in another one if only one name fits.
    pub(super) fn named_integer(&mut self, names: &[(&str, i64)]) -> Result<i64, JsonError> {
        if self.tokens.peek() == Some(b'"') {
            let start = self.tokens.position();
            let text = self.tokens.string()?;
            let mut others = names.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&text));
            let found = match (names.iter().find(|(name, _)| *name == text), others.next(), others.next()) {
                (None, other, None) => other,
                (exact, ..) => exact,
            };
            if let Some((_, value)) = found {
                return Ok(*value);
            }
            self.tokens.go_to(start);
        }
        i64::decode(self)
    }

    /// Reads the text of a scalar with `read`. `expected` names the kind for errors.
    pub(crate) fn scalar<T>(
        &mut self,
        expected: &'static str,
        read: fn(&str) -> Result<T, Option<JsonError>>,
    ) -> Result<T, JsonError> {
        let first = self.tokens.peek();
        let outcome = match first {
            Some(b'"') => read(self.tokens.string()?.trim()),
            _ => read(self.bare(expected)?),
        };
        outcome.map_err(|error| error.unwrap_or_else(|| unexpected(first, expected)))
    }

    /// A JSON value of any shape.
    pub(crate) fn value(&mut self) -> Result<serde_json::Value, JsonError> {
        self.tokens.peek();
        let mut values = serde_json::Deserializer::from_str(self.tokens.rest()).into_iter();
        match values.next() {
            Some(Ok(value)) => {
                self.tokens.go_to(self.tokens.position() + values.byte_offset());
                Ok(value)
            }
            // The text may still be JSON: nested too deeply, or with a lone surrogate.
            Some(Err(error)) => {
                self.tokens.skip()?;
                Err(JsonError::new(error.to_string()))
            }
            None => Err(self.unexpected("JSON")),
        }
    }

    /// The source text of the value.
    pub(crate) fn source(&mut self) -> Result<&'a str, JsonError> {
        Ok(self.tokens.skip()?)
    }

    /// The source text of a value that is read later: that a list or an object is JSON is not checked here.
    pub(crate) fn source_unchecked(&mut self) -> Result<&'a str, JsonError> {
        Ok(self.tokens.pass()?)
    }

    /// The source text of the value that `read` reads.
    pub(crate) fn source_of(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), JsonError>,
    ) -> Result<&'a str, JsonError> {
        self.tokens.peek();
        let start = self.tokens.position();
        read(self)?;
        Ok(self.tokens.since(start))
    }

    /// The first byte of the value.
    pub(crate) fn first_byte(&mut self) -> Option<u8> {
        self.tokens.peek()
    }

    /// Fills the fields of a model: the value of the key `i` goes to `slots[i]`. One slot more than keys takes all other
    /// members. The last of equal keys counts.
    ///
    /// # Errors
    /// The value is not an object, is nested too deep, or a member does not fit.
    #[doc(hidden)]
    pub fn object(&mut self, keys: &'static Keys, slots: &mut [&mut dyn Slot]) -> Result<(), JsonError> {
        let mut fields = Fields { keys: keys.names, slots, errors: BTreeMap::new() };
        let skips_misfits = self.skips_misfits;
        self.enter_object()?;
        if self.fold_case {
            read_members_in_any_case(self, keys, &mut fields)?;
        } else {
            let (mut is_first, mut expected) = (true, 0);
            while let Some(key) = self.tokens.next_key(&mut is_first)? {
                let index = fields.index(&key, expected);
                fields.fill(index, &key, self)?;
                expected = index + 1;
            }
        }
        self.depth -= 1;
        if skips_misfits { Ok(()) } else { fields.finish() }
    }

    /// Calls `member` for each member of an object; it reads the value.
    pub(crate) fn members(&mut self, member: &mut MemberReader<'_, 'a>) -> Result<(), JsonError> {
        self.enter_object()?;
        let (mut is_first, mut error) = (true, None);
        while let Some(key) = self.tokens.next_key(&mut is_first)? {
            let outcome = self.attempt(|value| member(&key, value))?;
            error = error.or(outcome.err().map(|error| error.under_free(&key)));
        }
        self.depth -= 1;
        error.filter(|_| !self.skips_misfits).map_or(Ok(()), Err)
    }

    /// Calls `item` for each item of a list; it reads the item. Any other value is one item.
    pub(crate) fn items(&mut self, item: &mut dyn FnMut(&mut Self) -> Result<(), JsonError>) -> Result<(), JsonError> {
        self.deeper()?;
        if self.tokens.peek() != Some(b'[') {
            // A value that stands for a list has no index.
            let outcome = self.attempt(item)?;
            self.depth -= 1;
            return outcome;
        }
        self.tokens.take(b'[')?;
        let (mut is_first, mut error, mut index) = (true, None, 0);
        while self.tokens.next_item(&mut is_first)? {
            let outcome = self.attempt(&mut *item)?;
            error = error.or(outcome.err().map(|error| error.at(index)));
            index += 1;
        }
        self.depth -= 1;
        error.map_or(Ok(()), Err)
    }

    fn enter_object(&mut self) -> Result<(), JsonError> {
        if self.tokens.peek() != Some(b'{') {
            return Err(self.unexpected("an object"));
        }
        self.deeper()?;
        Ok(self.tokens.take(b'{')?)
    }

    fn deeper(&mut self) -> Result<(), JsonError> {
        if self.depth == MAX_DEPTH {
            self.tokens.skip()?;
            return Err(JsonError::new(format!("values nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        Ok(())
    }

    /// Reads a value and moves behind it, even if it does not fit. The outer error means that the text is not JSON.
    #[inline]
    pub(super) fn attempt<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, JsonError>,
    ) -> Result<Result<T, JsonError>, JsonError> {
        let start = self.tokens.position();
        let outcome = read(self);
        if outcome.is_err() {
            if self.tokens.is_broken() {
                return outcome.map(Ok);
            }
            // An implementation of `Decode` may reject a value without reading it.
            if self.tokens.position() == start {
                self.tokens.skip()?;
            }
        }
        Ok(outcome)
    }

    /// Checks that the text ends here.
    fn end(&mut self, text: &str, has_fault: bool) -> Result<(), JsonError> {
        // An implementation of `Decode` may reject the text without reading it.
        if has_fault && self.tokens.position() == 0 {
            drop(self.tokens.skip());
        }
        if !self.tokens.is_broken() && self.tokens.peek().is_none() {
            return Ok(());
        }
        Err(match serde_json::from_str::<IgnoredAny>(text) {
            Err(error) => JsonError::not_json(format!("not JSON: {error}")),
            Ok(_) => NotJson.into(),
        })
    }
}

impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").field("depth", &self.depth).finish_non_exhaustive()
    }
}

impl From<NotJson> for JsonError {
    fn from(_: NotJson) -> Self {
        Self::not_json("not JSON")
    }
}

/// An error that names the expected kind and the kind that begins with this byte.
pub(super) fn unexpected(first: Option<u8>, expected: &str) -> JsonError {
    let kind = match first {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    JsonError::new(format!("expected {expected}, found {kind}"))
}

/// The fields of a model while it is read.
pub(super) struct Fields<'m, 's> {
    pub(super) keys: &'m [&'static str],
    slots: &'m mut [&'s mut dyn Slot],
    /// The first value of each field that did not fit.
    errors: BTreeMap<usize, JsonError>,
}

impl Fields<'_, '_> {
    /// The index of a key, which is often `expected`; the number of keys if it is unknown.
    #[inline]
    pub(super) fn index(&self, key: &str, expected: usize) -> usize {
        match self.keys.get(expected) {
            Some(&likely) if likely == key => expected,
            _ => self.keys.iter().position(|&known| known == key).unwrap_or(self.keys.len()),
        }
    }

    /// Reads the value of a member into its slot. An error means that the text is not JSON.
    #[inline]
    pub(super) fn fill(&mut self, index: usize, key: &str, value: &mut Decoder<'_>) -> Result<(), JsonError> {
        let Some(slot) = self.slots.get_mut(index) else {
            value.tokens.skip()?;
            return Ok(());
        };
        let outcome = value.attempt(|value| slot.fill(key, value))?;
        if outcome.is_err() || !self.errors.is_empty() {
            self.note(index, key, outcome);
        }
        Ok(())
    }

    #[cold]
    fn note(&mut self, index: usize, key: &str, outcome: Result<(), JsonError>) {
        match (outcome, self.keys.get(index)) {
            // Each extra member counts; of a field, only the last value counts.
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => _ = self.errors.remove(&index),
            (Err(error), known) => {
                self.errors.entry(index).or_insert_with(|| match known {
                    Some(known) => error.under(known),
                    None => error.under_free(key),
                });
            }
        }
    }

    /// Whether a slot takes the members that the model does not know.
    pub(super) fn has_extra(&self) -> bool {
        self.slots.len() > self.keys.len()
    }

    /// Takes back the value of a field, or its error.
    pub(super) fn clear(&mut self, index: usize) {
        if let Some(slot) = self.slots.get_mut(index) {
            slot.clear();
        }
        self.errors.remove(&index);
    }

    /// The error of the first field that has one.
    fn finish(self) -> Result<(), JsonError> {
        self.errors.into_values().next().map_or(Ok(()), Err)
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    const STAND_INS: StandIns = StandIns::OF_OBJECT;

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        let mut map = Self::new();
        value.members(&mut |key, value| map.fill(key, value))?;
        Ok(map)
    }
}

/// Null items are left out: the item type has no null.
impl<T: Decode> Decode for Vec<T> {
    const STAND_INS: StandIns = StandIns::of_list(T::STAND_INS);

    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        let mut list = Self::new();
        if value.take_stand_in(Self::STAND_INS)? {
            return Ok(list);
        }
        value.items(&mut |item| {
            if item.take_null()? {
                list.extend(T::decode_null());
            } else {
                list.push(T::decode(item)?);
            }
            Ok(())
        })?;
        Ok(list)
    }
}

/// A member whose field the end of the object decides.
#[derive(Clone, Copy, Default)]
struct Candidate {
    /// The position before it: behind the previous member, or behind the opening brace.
    before: usize,
    /// The first of the fields that it may belong to.
    first: usize,
    /// Whether that field was filled with it.
    was_read: bool,
}

/// The candidates of an object. A few need no memory besides the stack: most objects have few members.
#[derive(Default)]
struct Candidates {
    few: [Candidate; 8],
    many: Vec<Candidate>,
    count: usize,
}

impl Candidates {
    fn push(&mut self, candidate: Candidate) {
        match self.few.get_mut(self.count) {
            Some(free) => *free = candidate,
            None => self.many.push(candidate),
        }
        self.count += 1;
    }

    fn iter(&self) -> impl Iterator<Item = Candidate> {
        self.few.iter().take(self.count).chain(&self.many).copied()
    }
}

/// Reads the members of an object whose opening brace was taken.
///
/// Only the end of the object shows whether a member is the only candidate for a field. No list or object is read twice for that:
/// each level would double the time. A field takes the first candidate at once, and loses it to another one. If the model keeps
/// that one among its extra members, or another field may claim it, a list or object is read when all keys are known.
fn read_members_in_any_case(
    object: &mut Decoder<'_>,
    keys: &Keys,
    fields: &mut Fields<'_, '_>,
) -> Result<(), JsonError> {
    let (names, folded, unknown) = (keys.names, keys.folded(), keys.names.len());
    let mut claims = Claims::new(unknown);
    let has_extra = fields.has_extra();
    let begin = object.tokens.position();
    let mut candidates = Candidates::default();
    let (mut is_first, mut expected) = (true, 0);
    loop {
        let before = object.tokens.position();
        let Some(key) = object.tokens.next_key(&mut is_first)? else { break };
        let index = match folded.find(names, &key, expected) {
            Match::Exact(index) => {
                if claims.exact(index) {
                    fields.clear(index);
                }
                index
            }
            Match::Alone(index) if !has_extra => match claims.other(index) {
                Claim::First => index,
                Claim::Second => {
                    fields.clear(index);
                    unknown
                }
                Claim::Late => unknown,
            },
            found @ (Match::Alone(first) | Match::OneOf(first)) => {
                let claim = claims.other(first);
                if let Claim::Second = claim {
                    fields.clear(first);
                }
                let is_scalar = !matches!(object.tokens.peek(), Some(b'{' | b'['));
                let was_read = matches!((claim, found), (Claim::First, Match::Alone(_))) && is_scalar;
                if was_read {
                    fields.fill(first, &key, object)?;
                } else {
                    object.tokens.skip_once()?;
                }
                candidates.push(Candidate { before, first, was_read });
                expected = first + 1;
                continue;
            }
            Match::None => unknown,
        };
        fields.fill(index, &key, object)?;
        if index != unknown {
            expected = index + 1;
        }
    }
    let end = object.tokens.position();
    for Candidate { before, first, was_read } in candidates.iter() {
        let index = claims.settled(folded, first);
        if was_read && index == Some(first) {
            continue;
        }
        object.tokens.go_to(before);
        if let Some(key) = object.tokens.next_key(&mut (before == begin))? {
            fields.fill(index.unwrap_or(unknown), &key, object)?;
        }
    }
    object.tokens.go_to(end);
    Ok(())
}
