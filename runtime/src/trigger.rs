//! Payloads of triggers. In: the body of a callback, as the service posts it or in Azure's envelope. Out: items that
//! decode themselves. Nothing is guessed: the caller states which of the two it has.

use crate::{
    error::{Error, Result},
    json::{self, Decode, Decoder, JsonError, Raw},
    values::from_base64,
};
use bytes::Bytes;
use std::{borrow::Cow, fmt};

/// One payload of a trigger, not decoded yet.
#[derive(Clone)]
pub struct TriggerItem {
    trigger: String,
    /// The whole body, for errors.
    body: Bytes,
    content: Content,
}

#[derive(Clone)]
enum Content {
    /// The body is the payload.
    Body,
    /// The payload is this JSON text, at this position in the envelope.
    Enveloped { json: String, position: EnvelopePosition },
}

#[derive(Clone, Copy)]
enum EnvelopePosition {
    Body,
    Value(usize),
}

impl TriggerItem {
    /// The payload that a service posts itself.
    ///
    /// # Errors
    /// The body is empty.
    pub fn direct(trigger: &str, body: &[u8]) -> Result<Self> {
        let item = Self { trigger: trigger.to_owned(), body: Bytes::copy_from_slice(body), content: Content::Body };
        if body.is_empty() { Err(item.error(JsonError::new("the notification is empty"))) } else { Ok(item) }
    }

    /// The payloads in Azure's envelope: `{"body": {"value": [item, …]}}`, `{"body": item}`, or Base64 text in place of
    /// an item. Keys may differ in case from the definition's.
    ///
    /// # Errors
    /// The body is not such an envelope.
    pub fn envelope(trigger: &str, body: &[u8]) -> Result<Vec<Self>> {
        let whole = Self { trigger: trigger.to_owned(), body: Bytes::copy_from_slice(body), content: Content::Body };
        let items = std::str::from_utf8(body).map_err(|_| JsonError::new("not UTF-8")).and_then(open);
        let items = items.map_err(|error| whole.error(error))?;
        Ok(items.into_iter().map(|content| Self { content, ..whole.clone() }).collect())
    }

    /// The payload, decoded from JSON.
    ///
    /// # Errors
    /// The payload is not JSON, or does not fit the type; the error contains the path of the field.
    pub fn json<T: Decode>(self) -> Result<T> {
        self.decoded().map_err(|error| self.error(error))
    }

    fn decoded<T: Decode>(&self) -> Result<T, JsonError> {
        match &self.content {
            Content::Body => {
                let text = std::str::from_utf8(&self.body).map_err(|_| JsonError::new("not UTF-8"))?;
                json::decode(text)
            }
            Content::Enveloped { json, position } => {
                json::decode_folding_case(json).map_err(|error| position.around(error))
            }
        }
    }

    /// The payload as bytes: the body itself, or the decoded Base64 text in the envelope.
    ///
    /// # Errors
    /// The envelope contains something other than Base64 text.
    pub fn bytes(self) -> Result<Bytes> {
        let Content::Enveloped { json, position } = &self.content else { return Ok(self.body) };
        let text = Raw::parse(json).and_then(|value| match value.is_string() {
            true => value.text().map(Cow::into_owned),
            false => Err(value.unexpected("Base64 text")),
        });
        let bytes = text.and_then(|text| from_base64(&text).ok_or_else(|| JsonError::new("text that is not Base64")));
        bytes.map_err(|error| self.error(position.around(error)))
    }

    fn error(&self, error: JsonError) -> Error {
        Error::from_json(error, self.body.clone()).of_operation(&self.trigger)
    }
}

impl EnvelopePosition {
    fn around(self, error: JsonError) -> JsonError {
        match self {
            Self::Body => error.under("body"),
            Self::Value(index) => error.at(index).under("value").under("body"),
        }
    }
}

/// The items of an envelope, found in one pass over its text.
fn open(text: &str) -> Result<Vec<Content>, JsonError> {
    let (mut exact, mut others) = (None, Vec::new());
    json::read(text, |envelope| {
        envelope.members(&mut |key, value| {
            if key == "body" {
                exact = Some(Body::read(value)?);
            } else if json::equal_but_for_case(key, "body") {
                others.push(Body::read(value)?);
            } else {
                value.source()?;
            }
            Ok(())
        })
    })?;
    let only = if others.len() == 1 { others.pop() } else { None };
    let body = exact.or(only).ok_or_else(|| JsonError::new("not an envelope: `body` is missing"))?;
    let enveloped = |value: &str, position| Content::Enveloped { json: value.to_owned(), position };
    match body.batch {
        _ if body.source == "null" => Err(JsonError::new("expected an item, found null").under("body")),
        Some(items) if body.other_members == 0 => {
            let items = items.into_iter().enumerate().filter(|(_, item)| *item != "null");
            Ok(items.map(|(index, item)| enveloped(item, EnvelopePosition::Value(index))).collect())
        }
        _ => Ok(vec![enveloped(body.source, EnvelopePosition::Body)]),
    }
}

/// The body in an envelope: an item, or a batch. A batch is an object with a list `value`, or with null in its place, and
/// otherwise annotations only. An item may also have a property `value`, but has others beside it.
struct Body<'a> {
    source: &'a str,
    /// The items of the list `value`.
    batch: Option<Vec<&'a str>>,
    /// The number of members that are neither that list nor annotations.
    other_members: usize,
}

impl<'a> Body<'a> {
    fn read(value: &mut Decoder<'a>) -> Result<Self, JsonError> {
        let (mut batch, mut other_members) = (None, 0);
        let source = value.source_of(|value| {
            if value.first_byte() != Some(b'{') {
                return value.source().map(drop);
            }
            value.members(&mut |key, member| {
                let is_annotation = key.starts_with('@') || key.starts_with("odata.") || key == "nextLink";
                let items = match member.first_byte() {
                    Some(b'[') if key.eq_ignore_ascii_case("value") => {
                        let mut items = Vec::new();
                        member.items(&mut |item| {
                            items.push(item.source()?);
                            Ok(())
                        })?;
                        Some(items)
                    }
                    first => {
                        member.source()?;
                        (first == Some(b'n') && key.eq_ignore_ascii_case("value")).then(Vec::new)
                    }
                };
                match items {
                    Some(items) if batch.is_none() => batch = Some(items),
                    _ => other_members += usize::from(!is_annotation),
                }
                Ok(())
            })
        })?;
        Ok(Self { source, batch, other_members })
    }
}

impl fmt::Debug for TriggerItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TriggerItem").field("trigger", &self.trigger).finish_non_exhaustive()
    }
}
