//! From values to JSON text. In: models and values. Out: bytes that are JSON, or a [`JsonError`] with the field's path
//! where a request may not be sent like that.

use super::{JsonError, lexer::is_plain};
use serde::Serialize;
use std::{collections::BTreeMap, fmt};

/// A type that can be written as JSON.
pub trait Encode {
    /// Writes the value.
    ///
    /// # Errors
    /// Where the value may not go on the wire, such as a required field that is `None`.
    #[doc(hidden)]
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError>;

    /// Whether there is no value, so that a member is left out.
    #[doc(hidden)]
    fn is_absent(&self) -> bool {
        false
    }
}

/// Room for most bodies, so that the text grows once or not at all.
const USUAL_LENGTH: usize = 256;

/// The JSON text of a request body, as far as it is written.
pub struct Encoder {
    text: Vec<u8>,
    strict: bool,
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("strict", &self.strict).finish_non_exhaustive()
    }
}

/// The JSON of a request body: what is required must be there, and defaults are sent.
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

    /// Writes what serde_json makes of a value.
    pub(crate) fn serde<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), JsonError> {
        serde_json::to_writer(&mut self.text, value).map_err(|error| JsonError::new(error.to_string()))
    }

    /// Writes a finite number: its digits, without `.0` and without an exponent.
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

    /// Meets a value that JSON has no form for: an error, or null where nothing is to be sent.
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
        self.raw("{");
        ObjectEncoder { out: self, is_empty: true, error: None }
    }
}

/// An object that is being written. The first error is kept and comes out at the end.
#[doc(hidden)]
#[derive(Debug)]
pub struct ObjectEncoder<'e> {
    out: &'e mut Encoder,
    is_empty: bool,
    error: Option<JsonError>,
}

impl ObjectEncoder<'_> {
    /// A member that is left out where it has no value.
    pub fn optional(&mut self, key: &str, value: &dyn Encode) {
        if !value.is_absent() {
            let written = self.key(key).and_then(|()| value.encode(self.out));
            self.keep(key, written);
        }
    }

    /// A member that a request must hold.
    pub fn required(&mut self, key: &str, value: &dyn Encode) {
        if self.out.strict && value.is_absent() {
            self.keep(key, Err(JsonError::new("a required field is `None`")));
        }
        self.optional(key, value);
    }

    /// A member in whose place a request holds `json` where it has no value.
    pub fn or_default(&mut self, key: &str, value: &dyn Encode, json: &'static str) {
        if self.out.strict && value.is_absent() {
            let written = self.key(key).map(|()| self.out.raw(json));
            self.keep(key, written);
        }
        self.optional(key, value);
    }

    /// The members that the model does not know. A key of `keys` is the model's and is left out.
    pub fn extra<T: Encode>(&mut self, keys: &[&'static str], members: &BTreeMap<String, T>) {
        for (key, value) in members.iter().filter(|(key, _)| !keys.contains(&key.as_str())) {
            self.optional(key, value);
        }
    }

    /// Closes the object.
    ///
    /// # Errors
    /// Where a member may not go on the wire.
    pub fn end(self) -> Result<(), JsonError> {
        self.out.raw("}");
        self.error.map_or(Ok(()), Err)
    }

    fn keep(&mut self, key: &str, written: Result<(), JsonError>) {
        if let Err(error) = written {
            self.error.get_or_insert_with(|| error.under(key));
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
