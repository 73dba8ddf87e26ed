//! From values to JSON text. In: models and values. Out: JSON, or a [`JsonError`] with the path of a field that
//! prevents sending.

use super::{JsonError, lexer::is_plain};
use serde::{Serialize, de::IgnoredAny};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// A type that can be written as JSON: every model, and the types of its fields. Generated code implements it.
pub trait Encode {
    /// Writes the value.
    ///
    /// # Errors
    /// The value must not be sent, such as a required field that is `None`.
    #[doc(hidden)]
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError>;

    /// Whether there is no value, so that the member is left out.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }
}

/// Large enough for most bodies, so that the text rarely grows. In bytes.
const USUAL_LENGTH: usize = 256;

/// The JSON text of a request body while it is written.
pub struct Encoder {
    text: Vec<u8>,
    strict: bool,
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("strict", &self.strict).finish_non_exhaustive()
    }
}

/// The JSON of a request body: required fields must be set, and defaults are sent.
pub(crate) fn encode_strict(value: &dyn Encode) -> Result<Vec<u8>, JsonError> {
    encode(value, true)
}

/// The JSON of a value as it is.
pub(crate) fn encode_lenient(value: &dyn Encode) -> Result<Vec<u8>, JsonError> {
    encode(value, false)
}

fn encode(value: &dyn Encode, strict: bool) -> Result<Vec<u8>, JsonError> {
    let mut out = Encoder { text: Vec::with_capacity(USUAL_LENGTH), strict };
    value.encode(&mut out)?;
    Ok(out.text)
}

impl Encoder {
    /// Writes a string.
    pub(crate) fn text(&mut self, value: &str) -> Result<(), JsonError> {
        if !is_plain(value) {
            return self.serde(value);
        }
        self.text.push(b'"');
        self.text.extend_from_slice(value.as_bytes());
        self.text.push(b'"');
        Ok(())
    }

    /// Writes a value with serde_json.
    pub(crate) fn serde<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), JsonError> {
        serde_json::to_writer(&mut self.text, value).map_err(|error| JsonError::new(error.to_string()))
    }

    /// Writes the digits of a finite number, without `.0` and without an exponent.
    pub(crate) fn number(&mut self, value: f64) -> Result<(), JsonError> {
        let start = self.text.len();
        self.serde(&value)?;
        let written = &self.text[start..];
        if written.ends_with(b".0") {
            self.text.truncate(self.text.len() - 2);
        } else if written.contains(&b'e') {
            self.text.truncate(start);
            self.raw(&value.to_string());
        }
        Ok(())
    }

    /// Writes text that is JSON.
    pub(crate) fn raw(&mut self, json: &str) {
        self.text.extend_from_slice(json.as_bytes());
    }

    /// Handles a value that JSON cannot represent: an error in a request body, otherwise null.
    pub(crate) fn unencodable(&mut self, problem: &'static str) -> Result<(), JsonError> {
        if self.strict {
            return Err(JsonError::new(problem));
        }
        self.raw("null");
        Ok(())
    }

    /// Opens an object.
    #[doc(hidden)]
    pub fn object(&mut self) -> ObjectEncoder<'_> {
        let start = self.text.len();
        self.raw("{");
        ObjectEncoder { out: self, start, is_empty: true, error: None }
    }
}

/// An object while it is written. The first error is kept and returned at the end.
#[doc(hidden)]
#[derive(Debug)]
pub struct ObjectEncoder<'e> {
    out: &'e mut Encoder,
    /// Where its text starts.
    start: usize,
    is_empty: bool,
    error: Option<JsonError>,
}

impl ObjectEncoder<'_> {
    /// A member that is left out if it has no value.
    pub fn optional(&mut self, key: &str, value: &dyn Encode) {
        let written = self.member(key, value).map_err(|error| error.under(key));
        self.keep(written);
    }

    fn member(&mut self, key: &str, value: &dyn Encode) -> Result<(), JsonError> {
        if value.is_absent() {
            return Ok(());
        }
        self.key(key)?;
        value.encode(self.out)
    }

    /// A member that a request must contain.
    pub fn required(&mut self, key: &str, value: &dyn Encode) {
        if self.out.strict && value.is_absent() {
            self.keep(Err(JsonError::new("a required field is `None`").under(key)));
        }
        self.optional(key, value);
    }

    /// A member for which a request contains `json` if it has no value.
    pub fn or_default(&mut self, key: &str, value: &dyn Encode, json: &'static str) {
        if self.out.strict && value.is_absent() {
            let written = self.key(key).map(|()| self.out.raw(json));
            self.keep(written.map_err(|error| error.under(key)));
        }
        self.optional(key, value);
    }

    /// The members that the model does not know. `keys` are those that it knows: such a member is written if its field has no value,
    /// because an earlier version of the model may not have known the key.
    pub fn extra<T: Encode>(&mut self, keys: &[&'static str], members: &BTreeMap<String, T>) {
        let is_known = |key: &String| keys.contains(&key.as_str());
        let sent = if members.keys().any(is_known) { self.keys() } else { BTreeSet::new() };
        for (key, value) in members {
            if is_known(key) && sent.contains(key) {
                if self.out.strict {
                    self.keep(Err(JsonError::new("this key has a field, whose value is sent").under(key)));
                }
                continue;
            }
            let written = self.member(key, value).map_err(|error| error.under_free(key));
            self.keep(written);
        }
    }

    /// The keys of the members that are written.
    fn keys(&self) -> BTreeSet<String> {
        let text = [&self.out.text[self.start..], b"}"].concat();
        let members = serde_json::from_slice::<BTreeMap<String, IgnoredAny>>(&text);
        members.map(|members| members.into_keys().collect()).unwrap_or_default()
    }

    /// Closes the object.
    ///
    /// # Errors
    /// A member must not be sent.
    pub fn end(self) -> Result<(), JsonError> {
        self.out.raw("}");
        self.error.map_or(Ok(()), Err)
    }

    fn keep(&mut self, written: Result<(), JsonError>) {
        if let Err(error) = written {
            self.error.get_or_insert(error);
        }
    }

    fn key(&mut self, key: &str) -> Result<(), JsonError> {
        if !std::mem::take(&mut self.is_empty) {
            self.out.text.push(b',');
        }
        self.out.text(key)?;
        self.out.text.push(b':');
        Ok(())
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        match self {
            Some(value) => value.encode(out),
            None => {
                out.raw("null");
                Ok(())
            }
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        out.raw("[");
        for (index, item) in self.iter().enumerate() {
            if index > 0 {
                out.text.push(b',');
            }
            item.encode(out).map_err(|error| error.at(index))?;
        }
        out.raw("]");
        Ok(())
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        let mut object = out.object();
        object.extra(&[], self);
        object.end()
    }
}
