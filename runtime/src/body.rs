//! The body of a request. In: JSON, text, bytes or form fields, as the caller said them. Out: bytes and their content
//! type.

use crate::{Upload, url::encode_value};
use bytes::Bytes;
use std::borrow::Cow;

/// A body as far as the caller has said it.
#[derive(Clone, Default)]
pub(crate) enum Body {
    #[default]
    None,
    Whole {
        content_type: &'static str,
        content: Bytes,
    },
    Form {
        fields: Vec<(&'static str, FormValue)>,
        multipart: bool,
    },
}

/// A value of a form field.
#[derive(Clone)]
pub(crate) enum FormValue {
    Text(String),
    File(Upload),
}

impl Body {
    /// Sets a field; one of the same name is replaced. A body that was no form becomes one.
    pub(crate) fn set_field(&mut self, name: &'static str, value: FormValue, multipart: bool) {
        self.set_fields(name, vec![value], multipart);
    }

    /// Sets fields of one name at the place of those that there are.
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

    /// The bytes and, where there is a body, its content type.
    pub(crate) fn into_bytes(self) -> (Option<Cow<'static, str>>, Bytes) {
        match self {
            Self::None => (None, Bytes::new()),
            Self::Whole { content_type, content } => (Some(Cow::Borrowed(content_type)), content),
            Self::Form { fields, multipart: false } => {
                (Some(Cow::Borrowed("application/x-www-form-urlencoded")), url_encoded(&fields))
            }
            Self::Form { fields, multipart: true } => {
                let boundary = boundary(&fields);
                let content = multipart(&fields, &boundary);
                (Some(Cow::Owned(format!("multipart/form-data; boundary={boundary}"))), content)
            }
        }
    }

    /// What `Debug` says of the body.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Whole { content_type, .. } => content_type,
            Self::Form { multipart: true, .. } => "multipart/form-data",
            Self::Form { multipart: false, .. } => "application/x-www-form-urlencoded",
        }
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
        encode_value(value.bytes(), &mut out);
    }
    Bytes::from(out)
}

/// A boundary that no value holds. The same fields have the same boundary.
fn boundary(fields: &[(&str, FormValue)]) -> String {
    let mut number = 0_u32;
    loop {
        let boundary = format!("connector-form-boundary-{number}");
        if !fields.iter().any(|(_, value)| contains(value.bytes(), boundary.as_bytes())) {
            return boundary;
        }
        number += 1;
    }
}

fn contains(content: &[u8], needle: &[u8]) -> bool {
    content.windows(needle.len()).any(|window| window == needle)
}

impl FormValue {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::File(upload) => upload.content(),
        }
    }
}

/// A form as RFC 7578 has it; names are escaped as browsers do.
fn multipart(fields: &[(&str, FormValue)], boundary: &str) -> Bytes {
    let mut out = Vec::new();
    for (name, value) in fields {
        out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
        out.extend_from_slice(format!("Content-Disposition: form-data; name=\"{}\"", escape(name)).as_bytes());
        if let FormValue::File(upload) = value {
            let line =
                format!("; filename=\"{}\"\r\nContent-Type: {}", escape(upload.file_name()), upload.content_type());
            out.extend_from_slice(line.as_bytes());
        }
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(value.bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Bytes::from(out)
}

fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> FormValue {
        FormValue::Text(value.to_owned())
    }

    #[test]
    fn a_form_is_url_encoded() {
        let mut body = Body::default();
        body.set_field("a b", text("1&2"), false);
        body.set_field("c", text("x"), false);
        body.set_field("c", text("ü"), false);
        let (content_type, content) = body.into_bytes();
        assert_eq!(content_type.as_deref(), Some("application/x-www-form-urlencoded"));
        assert_eq!(content, "a%20b=1%262&c=%C3%BC");
    }

    #[test]
    fn a_file_makes_the_form_multipart() {
        let mut body = Body::default();
        body.set_field("note", text("hello"), false);
        let upload = Upload::new("a,b").with_file_name("x\"\r\n.csv").with_content_type("text/csv");
        body.set_field("file", FormValue::File(upload), true);
        let (content_type, content) = body.into_bytes();
        assert_eq!(content_type.as_deref(), Some("multipart/form-data; boundary=connector-form-boundary-0"));
        let expected = "--connector-form-boundary-0\r\n\
            Content-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
            --connector-form-boundary-0\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"x%22%0D%0A.csv\"\r\nContent-Type: text/csv\r\n\r\n\
            a,b\r\n--connector-form-boundary-0--\r\n";
        assert_eq!(content, expected);
    }

    #[test]
    fn the_boundary_is_in_no_value() {
        let mut body = Body::default();
        body.set_field("a", text("--connector-form-boundary-0"), true);
        let (content_type, _) = body.into_bytes();
        assert_eq!(content_type.as_deref(), Some("multipart/form-data; boundary=connector-form-boundary-1"));
    }
}
