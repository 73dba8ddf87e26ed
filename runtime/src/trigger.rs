//! Payloads of triggers. In: the body of a callback, as the service posts it or in Azure's envelope. Out: items that
//! decode themselves. Nothing is guessed: the caller states which of the two it has.
//!
//! Which of the two arrives depends on who registered the callback URL. A service posts the payload itself to the URL of
//! `subscribe`. Azure posts its envelope to the URL of a trigger configuration, and delivers the same envelope by pull.

use crate::{
    error::{Error, Result},
    json::{self, Decode, Decoder, JsonError, Raw},
    values::from_base64,
};
use bytes::Bytes;
use std::{borrow::Cow, fmt, ops::Range, sync::Arc};

/// The payload enum of a generated crate, `TriggerPayload`: for code that receives the triggers of any connector.
pub trait DecodePayload: Sized {
    /// Decodes the body that a service posts itself. `trigger` is an operation id.
    ///
    /// # Errors
    /// The body does not match the payload.
    fn decode_payload(trigger: &str, body: &[u8]) -> Result<Self>;

    /// Decodes Azure's envelope: one payload or a batch. `trigger` is an operation id.
    ///
    /// # Errors
    /// The body is not an envelope, or a payload does not match.
    fn decode_payloads(trigger: &str, envelope: &[u8]) -> Result<Vec<Self>>;
}

/// One payload of a trigger, not decoded yet.
#[derive(Clone)]
pub struct TriggerItem {
    callback: Arc<Callback>,
    /// Where the payload stands in an envelope; `None` if it is the whole body.
    place: Option<Place>,
}

/// What its items share.
struct Callback {
    trigger: Box<str>,
    body: Body,
}

enum Body {
    /// As the service posts it.
    Payload(Bytes),
    Envelope(Box<str>),
}

/// The JSON text of a payload.
#[derive(Clone)]
struct Place {
    range: Range<usize>,
    /// The index in a batch; `None` if it is the `body` itself.
    index: Option<usize>,
}

impl TriggerItem {
    /// The payload that a service posts itself.
    ///
    /// # Errors
    /// The body is empty.
    pub fn direct(trigger: &str, body: &[u8]) -> Result<Self> {
        let body = Body::Payload(Bytes::copy_from_slice(body));
        let item = Self { callback: Arc::new(Callback { trigger: trigger.into(), body }), place: None };
        match &item.callback.body {
            Body::Payload(body) if body.is_empty() => Err(item.error(JsonError::new("the notification is empty"))),
            _ => Ok(item),
        }
    }

    /// The payloads in Azure's envelope: `{"body": {"value": [item, …]}}`, `{"body": item}`, or Base64 text in place of
    /// an item. Keys may differ in case from the definition's.
    ///
    /// # Errors
    /// The body is not such an envelope.
    pub fn envelope(trigger: &str, body: &[u8]) -> Result<Vec<Self>> {
        let opened = str::from_utf8(body).map_err(|_| JsonError::new("not UTF-8"));
        let opened = opened.and_then(|text| Ok((text, open(text)?)));
        let (text, content) =
            opened.map_err(|error| Error::from_json(error, Bytes::copy_from_slice(body)).of_operation(trigger))?;
        let callback = Arc::new(Callback { trigger: trigger.into(), body: Body::Envelope(text.into()) });
        let item = |source: &str, index| {
            let start = source.as_ptr().addr() - text.as_ptr().addr();
            Self { callback: callback.clone(), place: Some(Place { range: start..start + source.len(), index }) }
        };
        Ok(match content {
            Content::One(source) => vec![item(source, None)],
            Content::Batch(items) => {
                let items = items.into_iter().enumerate().filter(|(_, source)| *source != "null");
                items.map(|(index, source)| item(source, Some(index))).collect()
            }
        })
    }

    /// The payload, decoded from JSON.
    ///
    /// # Errors
    /// The payload is not JSON, or does not fit the type; the error contains the path of the field. An object as the service
    /// posts it has `body` and no property of the type: that is Azure's envelope.
    pub fn json<T: Decode>(self) -> Result<T> {
        let decoded = match (&self.callback.body, &self.place) {
            (Body::Envelope(text), Some(place)) => {
                json::decode_folding_case(&text[place.range.clone()]).map_err(|error| place.around(text, error))
            }
            (body, _) => str::from_utf8(body.bytes()).map_err(|_| JsonError::new("not UTF-8")).and_then(|text| {
                refuse_envelope(text, T::named_keys())?;
                json::decode(text)
            }),
        };
        decoded.map_err(|error| self.error(error))
    }

    /// The payload as bytes: the body itself, or the decoded Base64 text in the envelope.
    ///
    /// # Errors
    /// The envelope contains something other than Base64 text.
    pub fn bytes(self) -> Result<Bytes> {
        let (envelope, place) = match (&self.callback.body, &self.place) {
            (Body::Envelope(text), Some(place)) => (text, place),
            (body, _) => return Ok(body.to_bytes()),
        };
        let text = Raw::parse(&envelope[place.range.clone()]).and_then(|value| match value.is_string() {
            true => value.text().map(Cow::into_owned),
            false => Err(value.unexpected("Base64 text")),
        });
        let bytes = text.and_then(|text| from_base64(&text).ok_or_else(|| JsonError::new("text that is not Base64")));
        bytes.map_err(|error| self.error(place.around(envelope, error)))
    }

    fn error(&self, error: JsonError) -> Error {
        Error::from_json(error, self.callback.body.to_bytes()).of_operation(&self.callback.trigger)
    }
}

impl Body {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Payload(bytes) => bytes,
            Self::Envelope(text) => text.as_bytes(),
        }
    }

    fn to_bytes(&self) -> Bytes {
        match self {
            Self::Payload(bytes) => bytes.clone(),
            Self::Envelope(text) => Bytes::copy_from_slice(text.as_bytes()),
        }
    }
}

impl Place {
    /// The error of a payload, in terms of its envelope. That a payload is no JSON is the error of the whole text.
    fn around(&self, envelope: &str, error: JsonError) -> JsonError {
        if error.is_not_json()
            && let Err(whole) = Raw::parse(envelope)
        {
            return whole;
        }
        match self.index {
            None => error.under("body"),
            Some(index) => error.at(index).under("value").under("body"),
        }
    }
}

/// Refuses an object with `body` and none of these keys: each property of the payload would be absent. Text that is not JSON is
/// left to the decoder.
fn refuse_envelope(text: &str, keys: Option<&[&str]>) -> Result<(), JsonError> {
    let Some(keys) = keys.filter(|keys| !keys.is_empty()) else { return Ok(()) };
    let is_body = |key: &str| json::equal_but_for_case(key, "body");
    let may_be = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    if !may_be || keys.iter().any(|key| is_body(key)) {
        return Ok(());
    }
    let (mut has_body, mut has_own) = (false, false);
    let read = json::read(text, |object| {
        object.members(&mut |key, value| {
            has_body |= is_body(key);
            has_own |= keys.contains(&key.as_ref());
            value.source().map(drop)
        })
    });
    match read {
        Ok(()) if has_body && !has_own => Err(JsonError::new(
            "the object has `body` and no property of the payload: it is Azure's envelope, which `decode_envelope` decodes",
        )),
        _ => Ok(()),
    }
}

/// What the `body` of an envelope is.
enum Content<'a> {
    One(&'a str),
    /// The items of a batch.
    Batch(Vec<&'a str>),
}

/// The items of an envelope, found in one pass over its text. What an item consists of is not checked: it is when the item is read.
fn open(text: &str) -> Result<Content<'_>, JsonError> {
    let (mut exact, mut others, mut count) = (None, Vec::new(), 0);
    json::read(text, |envelope| {
        envelope.members(&mut |key, value| {
            if key == "body" {
                count += 1;
                exact = Some(EnvelopeBody::read(value)?);
            } else if json::equal_but_for_case(key, "body") {
                others.push(EnvelopeBody::read(value)?);
            } else {
                value.source()?;
            }
            Ok(())
        })
    })?;
    if count + others.len() > 1 {
        // One of them is not read.
        Raw::parse(text)?;
    }
    let only = if others.len() == 1 { others.pop() } else { None };
    let body = exact.or(only).ok_or_else(|| JsonError::new("not an envelope: `body` is missing"))?;
    match body.batch {
        _ if body.source == "null" => Err(JsonError::new("expected an item, found null").under("body")),
        Some(items) if body.other_members == 0 => Ok(Content::Batch(items)),
        _ => Ok(Content::One(body.source)),
    }
}

/// The body in an envelope: an item, or a batch. A batch is an object with a list `value`, or with null in its place, and
/// otherwise annotations only. An item may also have a property `value`, but has others beside it.
struct EnvelopeBody<'a> {
    source: &'a str,
    /// The items of the list `value`.
    batch: Option<Vec<&'a str>>,
    /// The number of members that are neither that list nor annotations.
    other_members: usize,
}

impl<'a> EnvelopeBody<'a> {
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
                            items.push(item.source_unchecked()?);
                            Ok(())
                        })?;
                        Some(items)
                    }
                    first => {
                        // A body with this member is an item, and is read whole.
                        if is_annotation {
                            member.source()?
                        } else {
                            member.source_unchecked()?
                        };
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
        f.debug_struct("TriggerItem").field("trigger", &self.callback.trigger).finish_non_exhaustive()
    }
}
