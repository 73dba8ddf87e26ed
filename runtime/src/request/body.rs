//! The body of a request. In: JSON, text, bytes or form fields. Out: a payload and its content type.

use crate::{
    http::{
        payload::{Content, Payload},
        percent::encode_value,
    },
    request::upload::Upload,
};
use bytes::Bytes;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A body under construction.
#[derive(Clone, Default)]
pub(crate) enum Body {
    #[default]
    None,
    Whole {
        content_type: Cow<'static, str>,
        content: Content,
    },
    Form {
        fields: Vec<(&'static str, FormValue)>,
        multipart: bool,
    },
}

/// The value of a form field.
#[derive(Clone)]
pub(crate) enum FormValue {
    Text(String),
    File(Upload),
}

impl Body {
    /// Sets a field and replaces one of the same name. A body that was not a form becomes one.
    pub(crate) fn set_field(&mut self, name: &'static str, value: FormValue, multipart: bool) {
        self.set_fields(name, vec![value], multipart);
    }

    /// Sets the fields of one name, in the position of existing ones.
    pub(crate) fn set_fields(&mut self, name: &'static str, values: Vec<FormValue>, multipart: bool) {
        if !matches!(self, Self::Form { .. }) {
            *self = Self::Form { fields: Vec::new(), multipart: false };
        }
        if let Self::Form { fields, multipart: is_multipart } = self {
            *is_multipart |= multipart;
            let at = fields.iter().position(|(other, _)| *other == name).unwrap_or(fields.len());
            fields.retain(|(other, _)| *other != name);
            fields.splice(at..at, values.into_iter().map(|value| (name, value)));
        }
    }

    /// The JSON body with the value at the path `keys` set. Missing objects on the path are created, and so is the body.
    pub(crate) fn json_with(&self, keys: &[&str], value: Value) -> Value {
        let mut json = match self {
            Self::Whole { content: Content::Bytes(json), .. } => serde_json::from_slice(json).unwrap_or_default(),
            _ => Value::Null,
        };
        put(&mut json, keys, value);
        json
    }

    /// The payload, and its content type if there is a body.
    pub(crate) fn into_payload(self) -> (Option<Cow<'static, str>>, Payload) {
        match self {
            Self::None => (None, Payload::default()),
            Self::Whole { content_type, content } => (Some(content_type), content.into()),
            Self::Form { fields, multipart: false } => {
                (Some(Cow::Borrowed("application/x-www-form-urlencoded")), url_encoded(&fields).into())
            }
            Self::Form { fields, multipart: true } => {
                let boundary = boundary(&fields);
                let content_type = format!("multipart/form-data; boundary={boundary}");
                (Some(Cow::Owned(content_type)), multipart(fields, &boundary))
            }
        }
    }

    /// The kind of the body, for `Debug`.
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Whole { content_type, .. } => content_type,
            Self::Form { multipart: true, .. } => "multipart/form-data",
            Self::Form { multipart: false, .. } => "application/x-www-form-urlencoded",
        }
    }
}

fn put(at: &mut Value, keys: &[&str], value: Value) {
    let Some((key, rest)) = keys.split_first() else {
        *at = value;
        return;
    };
    if !at.is_object() {
        *at = Value::Object(Map::new());
    }
    if let Value::Object(members) = at {
        put(members.entry(*key).or_insert(Value::Null), rest, value);
    }
}

fn url_encoded(fields: &[(&str, FormValue)]) -> Bytes {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        encode_value(name, &mut out);
        out.push('=');
        // There is no file here: a file makes a form multipart.
        encode_value(value.bytes().unwrap_or_default(), &mut out);
    }
    Bytes::from(out)
}

/// A boundary that no value contains. The same fields give the same boundary, except if one is read while it is sent:
/// its content is unknown, so the boundary is random.
fn boundary(fields: &[(&str, FormValue)]) -> String {
    let Some(values) = fields.iter().map(|(_, value)| value.bytes()).collect::<Option<Vec<_>>>() else {
        return format!("connector-form-boundary-{}", azure_core::Uuid::new_v4().simple());
    };
    let is_free = |boundary: &String| !values.iter().any(|value| contains(value, boundary.as_bytes()));
    let mut candidates = (0..8).map(|number| format!("connector-form-boundary-{number}"));
    // Only crafted values contain all of these; nobody can guess a random boundary.
    candidates
        .find(is_free)
        .unwrap_or_else(|| format!("connector-form-boundary-{}", azure_core::Uuid::new_v4().simple()))
}

fn contains(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).any(|window| window == needle)
}

impl FormValue {
    /// The value, if it is in memory.
    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            Self::File(upload) => upload.content().map(|content| &content[..]),
        }
    }

    fn into_content(self) -> Content {
        match self {
            Self::Text(text) => Content::Bytes(text.into()),
            Self::File(upload) => upload.into_content(),
        }
    }
}

/// A form according to RFC 7578. Names are escaped as browsers do.
fn multipart(fields: Vec<(&'static str, FormValue)>, boundary: &str) -> Payload {
    let mut contents = Vec::new();
    let mut head = String::new();
    for (name, value) in fields {
        head.push_str(&format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", escape(name)));
        if let FormValue::File(upload) = &value {
            let (name, content_type) = (escape(upload.file_name()), upload.content_type());
            head.push_str(&format!("; filename=\"{name}\"\r\nContent-Type: {content_type}"));
        }
        head.push_str("\r\n\r\n");
        contents.push(Content::Bytes(std::mem::take(&mut head).into()));
        contents.push(value.into_content());
        head.push_str("\r\n");
    }
    head.push_str(&format!("--{boundary}--\r\n"));
    contents.push(Content::Bytes(head.into()));
    Payload::new(contents)
}

/// A name for use in quotes. A quote and control characters are percent-encoded; everything else, such as letters of
/// any script, stays. The percent-encoding library cannot do this: it encodes all that is not ASCII.
fn escape(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '"' => out.push_str("%22"),
            c if c.is_ascii_control() => out.push_str(&format!("%{:02X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> FormValue {
        FormValue::Text(value.to_owned())
    }

    fn bytes(body: Body) -> (Option<Cow<'static, str>>, Bytes) {
        match body.into_payload() {
            (content_type, Payload::Bytes(bytes)) => (content_type, bytes),
            (_, Payload::Pieces(_)) => panic!("all of it is in memory"),
        }
    }

    #[test]
    fn a_form_is_url_encoded() {
        let mut body = Body::default();
        body.set_field("a b", text("1&2"), false);
        body.set_field("c", text("x"), false);
        body.set_field("c", text("ü"), false);
        let (content_type, content) = bytes(body);
        assert_eq!(content_type.as_deref(), Some("application/x-www-form-urlencoded"));
        assert_eq!(content, "a%20b=1%262&c=%C3%BC");
    }

    #[test]
    fn a_file_makes_the_form_multipart() {
        let mut body = Body::default();
        body.set_field("note", text("hello"), false);
        let upload = Upload::new("a,b").with_file_name("x\"\r\n.csv").with_content_type("text/csv");
        body.set_field("file", FormValue::File(upload), true);
        let (content_type, content) = bytes(body);
        assert_eq!(content_type.as_deref(), Some("multipart/form-data; boundary=connector-form-boundary-0"));
        let expected = "--connector-form-boundary-0\r\n\
            Content-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
            --connector-form-boundary-0\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"x%22%0D%0A.csv\"\r\nContent-Type: text/csv\r\n\r\n\
            a,b\r\n--connector-form-boundary-0--\r\n";
        assert_eq!(content, expected);
    }

    #[test]
    fn content_cannot_use_up_the_boundaries() {
        let lines: String = (0..100).map(|number| format!("connector-form-boundary-{number}\n")).collect();
        let boundary = boundary(&[("a", text(&lines))]);
        assert!(boundary.len() > 40 && !lines.contains(&boundary), "{boundary}");
    }

    #[test]
    fn the_boundary_is_in_no_value() {
        let mut body = Body::default();
        body.set_field("a", text("--connector-form-boundary-0"), true);
        let (content_type, _) = bytes(body);
        assert_eq!(content_type.as_deref(), Some("multipart/form-data; boundary=connector-form-boundary-1"));
    }
}
