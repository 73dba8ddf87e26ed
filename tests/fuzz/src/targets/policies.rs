//! Policies of direct calls beside an oracle that knows what each of them means: the request as the service gets it, read by other
//! parsers.

use arbitrary::Unstructured;
use connector_runtime::{
    Result as CallResult,
    codegen::{
        Connection, Connector, Operation, RequestBuilder,
        direct::{Auth, Service, Through},
        policy::{Change, Exists, Expression, Location, Piece, Policy, Reshape, Root, Rule, Step},
    },
    testing::{FakeRequest, FakeTransport},
};
use serde_json::{Value, json};
use url::Url;

use super::requests::{decoded, may_change_path};

static CALL: Operation = Operation::new("Call", "POST", "/things/{id}");
const BASE: &str = "https://api.example.com/base";

const KEY: Piece = Piece::Expression(Expression::ConnectionParameter("key", None));
const WHOLE: Location = Location { root: Root::Body, steps: &[] };
const fn at(steps: &'static [Step]) -> Location {
    Location { root: Root::Body, steps }
}
const TEXT: &[Step] = &[Step::Key("text")];

const fn policy(rule: Rule) -> Policy {
    Policy { operations: &[], of_response: false, rule }
}
const fn reshape(source: &'static [Step], change: Change, target: &'static [Step]) -> Policy {
    policy(Rule::Reshape(Reshape { parent: WHOLE, source, change, target: at(target) }))
}

static SERVICE: Service = Service {
    base: BASE,
    policies: &[
        policy(Rule::Route(&[Piece::Text("/v7/"), Piece::Path("id"), Piece::Text("/of/"), KEY], None)),
        policy(Rule::Header("X-Key", &[Piece::Text("<"), KEY, Piece::Text(">")], Exists::Override)),
        policy(Rule::Header(
            "X-Query",
            &[Piece::Text("<"), Piece::Expression(Expression::Query("q", None)), Piece::Text(">")],
            Exists::Append,
        )),
        policy(Rule::Query("key", &[KEY], Exists::Append)),
        policy(Rule::Query("text", &[Piece::Expression(Expression::Json(at(TEXT)))], Exists::Override)),
        reshape(
            &[],
            Change::Set(&[
                Piece::Text("{\"in\": \"<"),
                KEY,
                Piece::Text(">\", \"all\": "),
                Piece::Expression(Expression::Json(at(TEXT))),
                Piece::Text("}"),
            ]),
            &[Step::Key("made")],
        ),
        reshape(TEXT, Change::Split { delimiters: ",;", property: "part" }, &[Step::Key("parts")]),
        reshape(TEXT, Change::Replace { from: "a", to: "\"" }, &[Step::Key("replaced")]),
        reshape(TEXT, Change::Encode, &[Step::Key("encoded")]),
        reshape(
            &[Step::Key("items")],
            Change::ToObject { key: &[Step::Key("name")], retain: true },
            &[Step::Key("by name")],
        ),
        reshape(&[Step::Key("by name")], Change::ToList { key: "key", value: "item" }, &[Step::Key("listed")]),
    ],
    through_connection: Through::Some(&[]),
};

/// The values of a call.
#[derive(Clone, Debug)]
pub struct Values {
    /// A connection parameter.
    pub key: String,
    /// In the path.
    pub id: String,
    /// In the query.
    pub query: String,
    /// In the body.
    pub text: String,
    /// In the body.
    pub names: Vec<String>,
}

impl Values {
    fn of(bytes: &[u8]) -> arbitrary::Result<Self> {
        let mut bytes = Unstructured::new(bytes);
        Ok(Self {
            key: bytes.arbitrary()?,
            id: bytes.arbitrary()?,
            query: bytes.arbitrary()?,
            text: bytes.arbitrary()?,
            names: bytes.arbitrary::<[String; 2]>()?.into(),
        })
    }

    fn items(&self) -> Vec<Value> {
        self.names.iter().enumerate().map(|(number, name)| json!({"name": name, "number": number})).collect()
    }
}

/// Sends a call. Returns the request as the service gets it.
pub type Subject = fn(&Values) -> CallResult<FakeRequest>;

/// The runtime's request.
///
/// # Errors
/// The runtime refuses a value.
pub fn runtime(values: &Values) -> CallResult<FakeRequest> {
    let transport = FakeTransport::new();
    let mut auth = Auth::new(&[]);
    auth.set("key", values.key.clone());
    let connection = Connection::direct(&SERVICE, auth, Some(transport.options()), Connector::new("fuzz", "1.0.0"))?;
    let mut call = RequestBuilder::new(&connection, &CALL);
    call.path("id", &values.id);
    call.query("q", &values.query);
    call.json(&json!({"text": values.text, "items": values.items()}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime starts");
    runtime.block_on(call.send())?;
    Ok(transport.requests().remove(0))
}

/// The property of policies.
///
/// # Errors
/// The value that another parser reads.
pub fn policies(bytes: &[u8]) -> Result<(), String> {
    holds(runtime, bytes)
}

/// Whether the request of a subject is what the policies mean, or is refused because of a value.
///
/// # Errors
/// The value that another parser reads.
pub fn holds(subject: Subject, bytes: &[u8]) -> Result<(), String> {
    let Ok(values) = Values::of(bytes) else { return Ok(()) };
    let request = match subject(&values) {
        Ok(request) => request,
        Err(_) if is_refused(&values) => return Ok(()),
        Err(error) => return Err(format!("refused: {error}")),
    };
    let (base, url) = (Url::parse(BASE).map_err(|error| error.to_string())?, request.url());
    let segments: Vec<&str> = url.path().split('/').collect();
    let ["", "base", "v7", id, "of", key] = segments[..] else { return Err(format!("other segments: {url}")) };
    if url.origin() != base.origin()
        || decoded(id).as_ref() != Some(&values.id)
        || decoded(key).as_ref() != Some(&values.key)
    {
        return Err(format!("another URL: {url}"));
    }
    let mut expected = vec![("q", &values.query), ("key", &values.key), ("text", &values.text)];
    // A policy without a value sets nothing.
    expected.retain(|(name, value)| *name == "q" || !value.is_empty());
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    if !pairs.iter().map(|(name, value)| (name.as_str(), value)).eq(expected.iter().copied()) {
        return Err(format!("the query is {pairs:?} in place of {expected:?}"));
    }
    for (name, value) in [("X-Key", &values.key), ("X-Query", &values.query)] {
        if request.header(name) != Some(&format!("<{value}>")) {
            return Err(format!("the header {name} is {:?} in place of {value:?}", request.header(name)));
        }
    }
    let body: Value = serde_json::from_slice(request.body()).map_err(|error| error.to_string())?;
    let encoded = body["encoded"].as_str().unwrap_or_default();
    if decoded(encoded).as_ref() != Some(&values.text) || !encoded.is_ascii() {
        return Err(format!("{encoded:?} is another text than {:?}", values.text));
    }
    let expected = expected_body(&values, encoded);
    if body == expected { Ok(()) } else { Err(format!("the body is {body} in place of {expected}")) }
}

fn expected_body(values: &Values, encoded: &str) -> Value {
    let parts = values.text.replace(';', ",");
    let parts = parts.split(',').map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<Value> = parts.map(|part| json!({"part": part})).collect();
    let (items, mut by_name) = (values.items(), serde_json::Map::new());
    for (name, item) in values.names.iter().zip(&items) {
        by_name.insert(name.clone(), item.clone());
    }
    let listed: Vec<Value> = by_name.iter().map(|(key, item)| json!({"key": key, "item": item})).collect();
    json!({
        "text": values.text,
        "items": items,
        "made": {"in": format!("<{}>", values.key), "all": values.text},
        "parts": parts,
        "replaced": values.text.split('a').collect::<Vec<_>>().join("\""),
        "encoded": encoded,
        "by name": by_name,
        "listed": listed,
    })
}

/// Whether a value may be refused: it is empty or leads upwards in a path, or begins another line of a header.
fn is_refused(values: &Values) -> bool {
    let in_header = |value: &String| value.chars().any(|c| c.is_control() && c != '\t');
    [&values.id, &values.key].into_iter().any(|value| may_change_path(value))
        || [&values.key, &values.query].into_iter().any(in_header)
}
