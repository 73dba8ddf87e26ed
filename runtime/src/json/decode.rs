//! From JSON text to values, liberally: what a service may answer is more than its definition says. In: text that is
//! valid JSON. Out: values, or a [`Fault`] with the field's path.
//!
//! The decoder is one concrete type over the text of one value, so that what a generated crate compiles for a model is
//! a row of calls and no generic visitor.

use super::Fault;
use serde::de::{DeserializeSeed, Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap, fmt};

/// How deep values may be nested in one another. Deeper ones are a fault, so that no answer can exhaust the stack.
const MAX_DEPTH: u8 = 128;

/// A type that can be read from JSON.
pub trait Decode: Sized {
    /// Reads a value that is not null.
    ///
    /// # Errors
    /// Where the value does not fit the type, with the path of the field.
    fn decode(value: Decoder<'_>) -> Result<Self, Fault>;

    /// What null stands for in a field of this type: nothing, save for types that can say null.
    #[doc(hidden)]
    fn decode_null() -> Option<Self> {
        None
    }
}

/// One JSON value, as text.
#[derive(Clone, Copy)]
pub struct Decoder<'a> {
    text: &'a str,
    depth: u8,
    fold_case: bool,
}

impl fmt::Debug for Decoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl<'a> Decoder<'a> {
    /// The value that `text` holds. A byte order mark before it is skipped.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| Fault::new(format!("no JSON: {error}")))?;
        Ok(Self { text: raw.get(), depth: 0, fold_case: false })
    }

    /// The same value, where keys may differ in case from those that are asked for.
    pub(crate) fn folding_case(self) -> Self {
        Self { fold_case: true, ..self }
    }

    /// The source text of the value.
    pub(crate) fn source(self) -> &'a str {
        self.text
    }

    /// Whether the value is null.
    pub(crate) fn is_null(self) -> bool {
        self.text == "null"
    }

    /// Whether the value is a list.
    pub(crate) fn is_list(self) -> bool {
        self.text.starts_with('[')
    }

    /// Whether the value is an object.
    pub(crate) fn is_object(self) -> bool {
        self.text.starts_with('{')
    }

    /// Whether the value is a quoted string.
    pub(crate) fn is_string(self) -> bool {
        self.text.starts_with('"')
    }

    fn kind(self) -> &'static str {
        match self.text.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    /// A fault that says what stands here and what was promised.
    pub(crate) fn unexpected(self, promised: &str) -> Fault {
        Fault::new(format!("{} where {promised} was promised", self.kind()))
    }

    /// The text of a string, or the exact source text of a number or boolean.
    pub(crate) fn text(self) -> Result<Cow<'a, str>, Fault> {
        match self.text.as_bytes().first() {
            Some(b'{' | b'[' | b'n') => Err(self.unexpected("text")),
            Some(b'"') => self.unquoted(),
            _ => Ok(Cow::Borrowed(self.text)),
        }
    }

    fn unquoted(self) -> Result<Cow<'a, str>, Fault> {
        let inner = &self.text[1..self.text.len() - 1];
        if !inner.contains('\\') {
            return Ok(Cow::Borrowed(inner));
        }
        serde_json::Deserializer::from_str(self.text).deserialize_bytes(TextVisitor).map_err(syntax)
    }

    /// The value of a JSON document of no known shape.
    pub(crate) fn value(self) -> Result<serde_json::Value, Fault> {
        serde_json::from_str(self.text).map_err(syntax)
    }

    /// The members of an object whose known keys are `keys`.
    ///
    /// # Errors
    /// Where the value is no object, or nested too deep.
    #[doc(hidden)]
    pub fn object(self, keys: &[&'static str]) -> Result<ObjectDecoder<'a>, Fault> {
        let mut members = self.members()?;
        if self.fold_case {
            unfold(&mut members, keys);
        }
        Ok(ObjectDecoder { members, fault: None })
    }

    /// The members of an object in their order.
    pub(crate) fn members(self) -> Result<Vec<(Cow<'a, str>, Decoder<'a>)>, Fault> {
        if !self.is_object() {
            return Err(self.unexpected("an object"));
        }
        let inside = self.deeper()?;
        serde_json::Deserializer::from_str(self.text).deserialize_map(MembersVisitor(inside)).map_err(syntax)
    }

    /// The items of a list; anything else is one item.
    pub(crate) fn items(self) -> Result<Vec<Decoder<'a>>, Fault> {
        let inside = self.deeper()?;
        if !self.is_list() {
            return Ok(vec![Self { text: self.text, ..inside }]);
        }
        serde_json::Deserializer::from_str(self.text).deserialize_seq(ItemsVisitor(inside)).map_err(syntax)
    }

    fn deeper(self) -> Result<Self, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::new(format!("values nested more than {MAX_DEPTH} deep")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

fn syntax(error: serde_json::Error) -> Fault {
    Fault::new(error.to_string())
}

/// The members of an object, read one by one. The first fault is kept and comes out at the end, so that a model is a
/// row of plain calls.
#[doc(hidden)]
#[derive(Debug)]
pub struct ObjectDecoder<'a> {
    members: Vec<(Cow<'a, str>, Decoder<'a>)>,
    fault: Option<Fault>,
}

impl<'a> ObjectDecoder<'a> {
    /// The value of the last member called `key`.
    pub(crate) fn value_of(&self, key: &str) -> Option<Decoder<'a>> {
        self.members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    /// The value of the member called `key`; null and missing are `None`.
    pub fn field<T: Decode>(&mut self, key: &'static str) -> Option<T> {
        let value = self.value_of(key)?;
        if value.is_null() {
            return T::decode_null();
        }
        let decoded = T::decode(value).map_err(|fault| fault.under(key));
        self.keep(decoded)
    }

    /// The members whose keys are not among `keys`, save those that are null.
    pub fn extra<T: Decode>(&mut self, keys: &[&'static str]) -> BTreeMap<String, T> {
        let others = self.members.iter().filter(|(name, _)| !keys.iter().any(|key| name == key));
        let decoded = decode_map(others);
        self.keep(decoded).unwrap_or_default()
    }

    /// The model that was read, or the first fault.
    ///
    /// # Errors
    /// Where a member did not fit its type.
    pub fn finish<T>(self, model: T) -> Result<T, Fault> {
        self.fault.map_or(Ok(model), Err)
    }

    fn keep<T>(&mut self, decoded: Result<T, Fault>) -> Option<T> {
        match decoded {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault.get_or_insert(fault);
                None
            }
        }
    }
}

/// Null values are left out, as in a model.
fn decode_map<'m, 'a: 'm, T: Decode>(
    members: impl Iterator<Item = &'m (Cow<'a, str>, Decoder<'a>)>,
) -> Result<BTreeMap<String, T>, Fault> {
    let mut map = BTreeMap::new();
    for (name, value) in members {
        let decoded = match value.is_null() {
            true => T::decode_null(),
            false => Some(T::decode(*value).map_err(|fault| fault.under(name))?),
        };
        match decoded {
            Some(decoded) => map.insert(name.clone().into_owned(), decoded),
            None => map.remove(name.as_ref()),
        };
    }
    Ok(map)
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(value: Decoder<'_>) -> Result<Self, Fault> {
        decode_map(value.members()?.iter())
    }
}

/// Null items are left out: there is nothing that could hold them.
impl<T: Decode> Decode for Vec<T> {
    fn decode(value: Decoder<'_>) -> Result<Self, Fault> {
        let mut list = Vec::new();
        for (index, item) in value.items()?.into_iter().enumerate() {
            match item.is_null() {
                true => list.extend(T::decode_null()),
                // An item that stands for the list has no index of its own.
                false if !value.is_list() => list.push(T::decode(item)?),
                false => list.push(T::decode(item).map_err(|fault| fault.at(index))?),
            }
        }
        Ok(list)
    }
}

/// Gives members their known key where it differs in case only: an exact match wins, then one that is the only one.
fn unfold(members: &mut [(Cow<'_, str>, Decoder<'_>)], keys: &[&'static str]) {
    for &key in keys {
        if members.iter().any(|(name, _)| name == key) {
            continue;
        }
        let mut candidates = members
            .iter_mut()
            .filter(|(name, _)| equal_but_for_case(name, key) && !keys.iter().any(|other| name == other));
        if let (Some((name, _)), None) = (candidates.next(), candidates.next()) {
            *name = Cow::Borrowed(key);
        }
    }
}

pub(crate) fn equal_but_for_case(left: &str, right: &str) -> bool {
    left.chars().flat_map(char::to_lowercase).eq(right.chars().flat_map(char::to_lowercase))
}

/// Text of a JSON string; a lone surrogate becomes the replacement character.
struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(String::from_utf8_lossy(bytes))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
    }
}

impl<'de> DeserializeSeed<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

struct MembersVisitor<'a>(Decoder<'a>);

impl<'a> Visitor<'a> for MembersVisitor<'a> {
    type Value = Vec<(Cow<'a, str>, Decoder<'a>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(access.size_hint().unwrap_or(8));
        while let Some(key) = access.next_key_seed(TextVisitor)? {
            let raw: &'a RawValue = access.next_value()?;
            members.push((key, Decoder { text: raw.get(), ..self.0 }));
        }
        Ok(members)
    }
}

struct ItemsVisitor<'a>(Decoder<'a>);

impl<'a> Visitor<'a> for ItemsVisitor<'a> {
    type Value = Vec<Decoder<'a>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::with_capacity(access.size_hint().unwrap_or(8));
        while let Some(raw) = access.next_element::<&'a RawValue>()? {
            items.push(Decoder { text: raw.get(), ..self.0 });
        }
        Ok(items)
    }
}
