//! URLs and bodies as the runtime builds them, read by other parsers.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use connector_runtime::{
    HttpRequest, Upload,
    codegen::{Connection, Connector, Operation, RequestBuilder},
    testing::{self, FakeTransport},
};
use url::{Url, form_urlencoded};

use super::links::climbs;

static CALL: Operation = Operation::new("Call", "POST", "/things/{first}/of/{second}?fixed=1");
static CONNECTION: LazyLock<Connection> = LazyLock::new(|| {
    let options = Some(FakeTransport::new().options());
    Connection::new(testing::CONNECTION_URL, testing::credential(), options, Connector::new("fuzz", "1.0.0"))
        .expect("the URL is fit")
});

/// The values of a call.
#[derive(Clone, Debug)]
pub struct Values {
    /// In the path.
    pub first: String,
    /// In the path, encoded twice.
    pub second: String,
    /// In the query.
    pub query: Vec<String>,
    /// In a form.
    pub form: Vec<String>,
}

impl Values {
    fn of(bytes: &[u8]) -> arbitrary::Result<Self> {
        let mut bytes = Unstructured::new(bytes);
        Ok(Self {
            first: bytes.arbitrary()?,
            second: bytes.arbitrary()?,
            query: bytes.arbitrary::<[String; 2]>()?.into(),
            form: bytes.arbitrary::<[String; 2]>()?.into(),
        })
    }
}

/// Builds the request of a call.
pub type Subject = fn(&Values) -> connector_runtime::Result<HttpRequest>;

/// The runtime's request, with a form.
///
/// # Errors
/// The runtime refuses a value.
pub fn form(values: &Values) -> connector_runtime::Result<HttpRequest> {
    let mut call = RequestBuilder::new(&CONNECTION, &CALL);
    call.path("first", &values.first);
    call.path_double("second", &values.second);
    call.query("$single", &values.query[0]);
    call.query_each("each", &values.query);
    call.form("a b&c", &values.form[0]);
    call.form_each("each", &values.form);
    call.into_request()
}

/// The property of a URL and a form.
///
/// # Errors
/// The value that another parser reads.
pub fn url(bytes: &[u8]) -> Result<(), String> {
    holds(form, bytes)
}

/// Whether the request of a subject holds the values and nothing else, or is refused because of a path's value.
///
/// # Errors
/// The value that another parser reads.
pub fn holds(subject: Subject, bytes: &[u8]) -> Result<(), String> {
    let Ok(values) = Values::of(bytes) else { return Ok(()) };
    let request = match subject(&values) {
        Ok(request) => request,
        Err(_) if [&values.first, &values.second].into_iter().any(|value| may_change_path(value)) => return Ok(()),
        Err(error) => return Err(format!("refused: {error}")),
    };
    // As it goes on the wire.
    let url = Url::parse(request.url().as_str()).map_err(|error| error.to_string())?;
    let base = Url::parse(testing::CONNECTION_URL).map_err(|error| error.to_string())?;
    let inner = url.path().strip_prefix(base.path()).filter(|_| url.origin() == base.origin());
    let segments: Vec<&str> = inner.ok_or("the URL is not below the connection")?.split('/').collect();
    let ["", "things", first, "of", second] = segments[..] else {
        return Err(format!("other segments: {}", url.path()));
    };
    let twice = decoded(second).map(|once| decoded(&once));
    if decoded(first).as_ref() != Some(&values.first) || twice != Some(Some(values.second.clone())) {
        return Err(format!("other values in the path {}", url.path()));
    }
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut expected = vec![pair("fixed", "1"), pair("$single", &values.query[0])];
    expected.extend(values.query.iter().map(|value| pair("each", value)));
    if pairs != expected {
        return Err(format!("the query is {pairs:?} in place of {expected:?}"));
    }
    let body = request.body().ok_or("the body is no bytes")?;
    let fields: Vec<_> = form_urlencoded::parse(body).into_owned().collect();
    let mut expected = vec![pair("a b&c", &values.form[0])];
    expected.extend(values.form.iter().map(|value| pair("each", value)));
    if fields != expected {
        return Err(format!("the form is {fields:?} in place of {expected:?}"));
    }
    Ok(())
}

/// Whether a value in a path may be refused: it is empty, or some server could read a part of it as dots, however it decodes.
pub(super) fn may_change_path(value: &str) -> bool {
    let is_separator = |c: char| "/\\%".contains(c) || !c.is_ascii();
    let is_bare = |part: &str| {
        let kept = part.split([';', '?', '#', '\0']).next().unwrap_or_default();
        !kept.contains(|c: char| c.is_ascii_graphic() && !matches!(c, '.' | '+'))
    };
    climbs(value) || value.to_ascii_lowercase().contains("%u") || value.split(is_separator).any(is_bare)
}

/// A text without its percent-encoding.
pub(super) fn decoded(text: &str) -> Option<String> {
    // `+` is a space for a form only.
    let pair = format!("v={}", text.replace('+', "%2B"));
    form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
}

/// A field of a multipart body as it is read.
#[derive(Debug, PartialEq)]
struct Part {
    name: String,
    file: Option<String>,
    content: Vec<u8>,
}

/// The fields of a multipart call.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Fields with text.
    pub texts: Vec<String>,
    /// The name of a file.
    pub file: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// Builds the request of a multipart call.
pub type Multipart = fn(&Fields) -> connector_runtime::Result<HttpRequest>;

/// The runtime's request.
///
/// # Errors
/// The runtime refuses a value.
pub fn parts(fields: &Fields) -> connector_runtime::Result<HttpRequest> {
    let mut call = RequestBuilder::new(&CONNECTION, &CALL);
    call.path("first", &"a");
    call.path("second", &"b");
    call.form_multipart_each("te\"xt", &fields.texts);
    call.file("file", Upload::new(fields.content.clone()).with_file_name(fields.file.clone()));
    call.into_request()
}

/// The property of a multipart body.
///
/// # Errors
/// What another parser reads.
pub fn multipart(bytes: &[u8]) -> Result<(), String> {
    holds_parts(parts, bytes)
}

/// Whether a multipart body holds the values and nothing else.
///
/// # Errors
/// What another parser reads.
pub fn holds_parts(subject: Multipart, bytes: &[u8]) -> Result<(), String> {
    let mut unstructured = Unstructured::new(bytes);
    let (Ok(texts), Ok(file)) = (unstructured.arbitrary::<[String; 2]>(), unstructured.arbitrary()) else {
        return Ok(());
    };
    let fields = Fields { texts: texts.into(), file, content: unstructured.take_rest().to_vec() };
    let request = subject(&fields).map_err(|error| format!("refused: {error}"))?;
    let content_type = request.header("content-type").unwrap_or_default();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").ok_or("no boundary")?.trim_matches('"');
    let body = request.body().ok_or("the body is no bytes")?;
    let read = read_parts(body, boundary).ok_or("the body is not multipart")?;
    let text = |value: &String| Part { name: "te\"xt".to_owned(), file: None, content: value.clone().into_bytes() };
    let mut expected: Vec<Part> = fields.texts.iter().map(text).collect();
    let names = read.last().map(|last| (last.name.clone(), last.file.clone()));
    expected.push(Part { name: "file".to_owned(), file: names.and_then(|(_, file)| file), content: fields.content });
    if read != expected {
        return Err(format!("read {read:?} in place of {expected:?}"));
    }
    let is_plain = |c: char| c == ' ' || c.is_ascii_alphanumeric();
    if !fields.file.is_empty() && fields.file.chars().all(is_plain) && expected[2].file.as_ref() != Some(&fields.file) {
        return Err(format!("another file name: {:?}", expected[2].file));
    }
    Ok(())
}

/// The parts of a body, as RFC 7578 and browsers write them: `%22`, `%0D` and `%0A` for what ends a quoted name.
fn read_parts(body: &[u8], boundary: &str) -> Option<Vec<Part>> {
    let (mut rest, mut parts) = (body.strip_prefix(format!("--{boundary}").as_bytes())?, Vec::new());
    let delimiter = format!("\r\n--{boundary}");
    loop {
        if rest.strip_prefix(b"--").is_some_and(|end| end.is_empty() || end == b"\r\n") {
            return Some(parts);
        }
        let part = rest.strip_prefix(b"\r\n")?;
        let end = find(part, delimiter.as_bytes())?;
        let head = find(&part[..end], b"\r\n\r\n")?;
        let (lines, content) = (std::str::from_utf8(&part[..head]).ok()?, &part[head + 4..end]);
        let disposition = lines.split("\r\n").find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-disposition").then_some(value.trim())
        })?;
        let parameter = |name: &str| {
            let start = disposition.find(&format!("; {name}=\""))? + name.len() + 4;
            let value = &disposition[start..];
            Some(value[..value.find('"')?].replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
        };
        parts.push(Part { name: parameter("name")?, file: parameter("filename"), content: content.to_vec() });
        rest = &part[end + delimiter.len()..];
    }
}

fn find(bytes: &[u8], piece: &[u8]) -> Option<usize> {
    bytes.windows(piece.len()).position(|window| window == piece)
}
