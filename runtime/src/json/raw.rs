//! A JSON value as source text, for code that inspects a response before it knows the type. Each access reads the text
//! again; models are decoded in one pass instead.

use super::{
    JsonError,
    decode::{self, Decoder, Leniency},
    key_case::only_but_for_case,
};
use std::borrow::Cow;

/// One JSON value, as text that was checked.
#[derive(Clone, Copy)]
pub(crate) struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    /// The value that `text` holds. A byte order mark before it is skipped.
    pub(crate) fn parse(text: &'a str) -> Result<Self, JsonError> {
        decode::read(text, Leniency::default(), Decoder::source).map(Self)
    }

    /// The source text of the value.
    pub(crate) fn source(self) -> &'a str {
        self.0
    }

    /// Whether the value is null.
    pub(crate) fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// Whether the value is a list.
    pub(crate) fn is_list(self) -> bool {
        self.0.starts_with('[')
    }

    /// Whether the value is an object.
    pub(crate) fn is_object(self) -> bool {
        self.0.starts_with('{')
    }

    /// Whether the value is a quoted string.
    pub(crate) fn is_string(self) -> bool {
        self.0.starts_with('"')
    }

    /// An error that names the expected kind and the kind found here.
    pub(crate) fn unexpected(self, expected: &str) -> JsonError {
        decode::unexpected(self.0.bytes().next(), expected)
    }

    /// The text of a string, or the exact source text of a number or boolean.
    pub(crate) fn text(self) -> Result<Cow<'a, str>, JsonError> {
        decode::read(self.0, Leniency::default(), Decoder::text)
    }

    /// The members of an object, in order.
    pub(crate) fn members(self) -> Result<Vec<(Cow<'a, str>, Self)>, JsonError> {
        let mut members = Vec::new();
        decode::read(self.0, Leniency::default(), |object| {
            object.members(&mut |key, value| {
                members.push((key.clone(), Self(value.source()?)));
                Ok(())
            })
        })?;
        Ok(members)
    }

    /// The last member `key`, or the only one that differs from it in case.
    pub(crate) fn member_but_for_case(self, key: &str) -> Result<Option<Self>, JsonError> {
        let members = self.members()?;
        let exact = members.iter().rfind(|(name, _)| name == key);
        let found = exact.or_else(|| only_but_for_case(members.iter(), key, |(name, _)| name));
        Ok(found.map(|(_, value)| *value))
    }

    /// The value at the end of `keys`; `None` if one of them is missing or null. A key may differ in case if no other key
    /// does.
    pub(crate) fn follow(self, keys: &[&str]) -> Result<Option<Self>, JsonError> {
        let mut value = self;
        for &key in keys {
            if !value.is_object() {
                return Ok(None);
            }
            match value.member_but_for_case(key)? {
                Some(inside) if !inside.is_null() => value = inside,
                _ => return Ok(None),
            }
        }
        Ok(Some(value))
    }

    /// The items of a list. Any other value is one item.
    pub(crate) fn items(self) -> Result<Vec<Self>, JsonError> {
        let mut items = Vec::new();
        decode::read(self.0, Leniency::default(), |list| {
            list.items(&mut |item| {
                items.push(Self(item.source()?));
                Ok(())
            })
        })?;
        Ok(items)
    }
}
