//! A received request compared with the facts typed by hand. In: the request and an [`Expected`]. Out: the differences, one per line;
//! none if the request is exactly as expected.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    loopback::{CONNECTION_PATH, TOKEN},
    wire::{self, ExampleRequest, Part, Trigger},
};

/// Headers that a request may have; anything else is a difference.
const ALLOWED: [&str; 9] = [
    "authorization",
    "host",
    "content-length",
    "content-type",
    "accept",
    "accept-encoding",
    "user-agent",
    "x-ms-client-request-id",
    "traceparent",
];

/// A request as a server received it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The HTTP method.
    pub method: String,
    /// The path, still encoded.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// Names, in lower case, and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a request should be.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The HTTP method.
    pub method: String,
    /// The path after the connection's own, encoded.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: BTreeMap<String, String>,
    /// The body.
    pub body: Body,
}

/// What a body should be.
#[derive(Clone, Debug)]
pub enum Body {
    /// None at all.
    Empty,
    /// This JSON.
    Json(Value),
    /// A multipart form of these parts.
    Multipart(Vec<Part>),
}

impl Sent {
    /// The values of a header.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl From<&wiremock::Request> for Sent {
    fn from(request: &wiremock::Request) -> Self {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        Self {
            method: request.method.to_string(),
            path: request.url.path().to_owned(),
            query: request.url.query_pairs().into_owned().collect(),
            headers: request.headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect(),
            body: request.body.clone(),
        }
    }
}

impl Expected {
    /// A request without query or body.
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), query: BTreeMap::new(), body: Body::Empty }
    }

    /// The request with this pair in its query.
    pub fn with_query(mut self, key: &str, value: &str) -> Self {
        self.query.insert(key.to_owned(), value.to_owned());
        self
    }

    /// What a call of an action sends.
    pub fn of_call(method: &str, call: &ExampleRequest) -> Self {
        let body = match call.body() {
            Some(json) => Body::Json(json),
            None if call.parts.is_empty() => Body::Empty,
            None => Body::Multipart(call.parts.clone()),
        };
        Self { method: method.to_owned(), path: call.sent_path.clone(), query: call.query.clone(), body }
    }

    /// What the registration of a trigger sends.
    pub fn of_registration(trigger: &Trigger) -> Self {
        let body = Body::Json(wire::json(&trigger.call.json));
        Self { method: "POST".to_owned(), path: trigger.path.clone(), query: trigger.call.query.clone(), body }
    }

    /// Where a received request is something else.
    pub fn differences(&self, sent: &Sent) -> Vec<String> {
        let mut differences = Differences(Vec::new());
        differences.compare("method", self.method.as_str(), sent.method.as_str());
        differences.compare("path", format!("{CONNECTION_PATH}{}", self.path).as_str(), sent.path.as_str());
        let expected_query: Vec<_> = self.query.clone().into_iter().collect();
        let mut query = sent.query.clone();
        query.sort();
        differences.compare("query", &expected_query, &query);
        self.compare_headers(sent, &mut differences);
        self.compare_body(sent, &mut differences);
        differences.0
    }

    fn compare_headers(&self, sent: &Sent, differences: &mut Differences) {
        for (name, _) in &sent.headers {
            if !ALLOWED.contains(&name.as_str()) {
                differences.add(format!("a header {name} that nobody asked for"));
            }
            if sent.header(name).count() > 1 {
                differences.add(format!("more than one header {name}"));
            }
        }
        differences.compare(
            "Authorization",
            Some(format!("Bearer {TOKEN}").as_str()),
            sent.header("authorization").next(),
        );
        differences.compare("Accept", Some("application/json"), sent.header("accept").next());
        let agent = sent.header("user-agent").next().unwrap_or_default();
        if !agent.starts_with("azsdk-rust-kaizala/") {
            differences.add(format!("User-Agent: {agent:?}"));
        }
        let id = sent.header("x-ms-client-request-id").next().unwrap_or_default();
        if id.parse::<azure_core::Uuid>().is_err() {
            differences.add(format!("x-ms-client-request-id: {id:?} is no UUID"));
        }
        let content_type = sent.header("content-type").next();
        match self.body {
            Body::Empty => differences.compare("Content-Type", None, content_type),
            Body::Json(_) => differences.compare("Content-Type", Some("application/json"), content_type),
            Body::Multipart(_) => {
                let media_type = content_type.and_then(|text| text.split(';').next());
                differences.compare("Content-Type", Some("multipart/form-data"), media_type);
            }
        }
    }

    fn compare_body(&self, sent: &Sent, differences: &mut Differences) {
        match &self.body {
            Body::Empty => differences.compare("length of the body", 0, sent.body.len()),
            Body::Json(expected) => match serde_json::from_slice::<Value>(&sent.body) {
                Ok(body) => {
                    differences.compare("body", expected, &body);
                    // The request's JSON is compact, so that a key written twice shows in its length.
                    differences.compare("length of the body", expected.to_string().len(), sent.body.len());
                }
                Err(error) => differences.add(format!("the body is no JSON: {error}")),
            },
            Body::Multipart(expected) => {
                let content_type = sent.header("content-type").next().unwrap_or_default();
                match multipart(content_type, &sent.body) {
                    Some(parts) => differences.compare("parts", expected, &parts),
                    None => differences.add("the body is no multipart form".to_owned()),
                }
            }
        }
    }
}

struct Differences(Vec<String>);

impl Differences {
    fn add(&mut self, difference: String) {
        self.0.push(difference);
    }

    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: T, sent: T) {
        if expected != sent {
            self.add(format!("{what}: expected {expected:?}, received {sent:?}"));
        }
    }
}

/// The parts of a multipart form by RFC 7578; `None` for anything else.
pub fn multipart(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let text = std::str::from_utf8(body).ok()?;
    let inside = text.strip_prefix(&format!("--{boundary}\r\n"))?.strip_suffix(&format!("\r\n--{boundary}--\r\n"))?;
    inside.split(&format!("\r\n--{boundary}\r\n")).map(part).collect()
}

fn part(text: &str) -> Option<Part> {
    let (head, content) = text.split_once("\r\n\r\n")?;
    let [disposition, content_type] = head.split("\r\n").collect::<Vec<_>>()[..] else { return None };
    let names = disposition.strip_prefix("Content-Disposition: form-data; name=\"")?.strip_suffix('"')?;
    let (name, file_name) = names.split_once("\"; filename=\"")?;
    Some(Part {
        name: name.to_owned(),
        file_name: file_name.to_owned(),
        content_type: content_type.strip_prefix("Content-Type: ")?.to_owned(),
        text: content.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least call of SendMessage and a request that is exactly that.
    fn exchange() -> (Expected, Sent) {
        let expected = Expected {
            query: [("sendToAll".to_owned(), "Yes".to_owned())].into(),
            body: Body::Json(serde_json::json!({ "Message": "Hello" })),
            ..Expected::new("POST", "/v1/groups/g-1/messages")
        };
        let headers = [
            ("authorization", "Bearer token-for-tests"),
            ("accept", "application/json"),
            ("content-type", "application/json"),
            ("user-agent", "azsdk-rust-kaizala/0.1.0 (1.88; linux; x86_64)"),
            ("x-ms-client-request-id", "01234567-89ab-cdef-0123-456789abcdef"),
        ];
        let sent = Sent {
            method: "POST".to_owned(),
            path: format!("{CONNECTION_PATH}/v1/groups/g-1/messages"),
            query: vec![("sendToAll".to_owned(), "Yes".to_owned())],
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            body: br#"{"Message":"Hello"}"#.to_vec(),
        };
        (expected, sent)
    }

    /// The one difference that a change makes.
    fn difference(change: impl FnOnce(&mut Sent)) -> String {
        let (expected, mut sent) = exchange();
        change(&mut sent);
        let [difference] = <[String; 1]>::try_from(expected.differences(&sent)).expect("one difference");
        difference
    }

    fn set(sent: &mut Sent, name: &str, value: &str) {
        sent.headers.retain(|(other, _)| other != name);
        sent.headers.push((name.to_owned(), value.to_owned()));
    }

    #[test]
    fn the_expected_request_has_no_differences() {
        let (expected, sent) = exchange();
        assert_eq!(expected.differences(&sent), [""; 0]);
    }

    #[test]
    fn a_wrong_line_is_one_difference() {
        assert!(difference(|sent| sent.method = "PUT".to_owned()).starts_with("method"));
        assert!(difference(|sent| sent.path.push('/')).starts_with("path"));
        assert!(difference(|sent| sent.path = "/v1/groups/g-1/messages".to_owned()).starts_with("path"));
    }

    #[test]
    fn a_wrong_swapped_missing_or_doubled_query_key_is_a_difference() {
        assert!(difference(|sent| sent.query[0].0 = "sendtoall".to_owned()).starts_with("query"));
        assert!(difference(|sent| sent.query[0] = ("Yes".to_owned(), "sendToAll".to_owned())).starts_with("query"));
        assert!(difference(|sent| sent.query.clear()).starts_with("query"));
        assert!(difference(|sent| sent.query.push(sent.query[0].clone())).starts_with("query"));
    }

    #[test]
    fn a_wrong_missing_or_additional_header_is_a_difference() {
        assert!(difference(|sent| set(sent, "authorization", "Bearer other")).starts_with("Authorization"));
        assert!(difference(|sent| sent.headers.retain(|(name, _)| name != "accept")).starts_with("Accept"));
        assert!(difference(|sent| set(sent, "content-type", "text/plain")).starts_with("Content-Type"));
        assert!(difference(|sent| set(sent, "user-agent", "curl")).starts_with("User-Agent"));
        assert!(difference(|sent| set(sent, "x-ms-client-request-id", "7")).starts_with("x-ms-client-request-id"));
        assert_eq!(difference(|sent| set(sent, "x-secret", "1")), "a header x-secret that nobody asked for");
    }

    #[test]
    fn a_wrong_missing_or_doubled_field_is_a_difference() {
        assert!(difference(|sent| sent.body = br#"{"message":"Hello"}"#.to_vec()).starts_with("body"));
        assert!(difference(|sent| sent.body = br#"{"Message":"H","Message":"Hello"}"#.to_vec()).contains("length"));
        assert!(difference(|sent| sent.body.clear()).starts_with("the body is no JSON"));
        let (_, sent) = exchange();
        assert!(!Expected::new("POST", "/v1/groups/g-1/messages").differences(&sent).is_empty());
    }

    #[test]
    fn a_multipart_form_is_read() {
        let body = b"--b\r\nContent-Disposition: form-data; name=\"n\"; filename=\"f\"\r\nContent-Type: t/t\r\n\r\nHi\r\n\r\n--b--\r\n";
        let parts = multipart("multipart/form-data; boundary=b", body).expect("a form");
        let [part] = &parts[..] else { panic!("{parts:?}") };
        assert_eq!((part.name.as_str(), part.file_name.as_str()), ("n", "f"));
        assert_eq!((part.content_type.as_str(), part.text.as_str()), ("t/t", "Hi\r\n"));
        assert!(multipart("multipart/form-data; boundary=c", body).is_none());
        assert!(multipart("application/json", body).is_none());
    }
}
