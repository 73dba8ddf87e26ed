//! What pages about a connector show beside its description, as plain data. Strings of the definition are as written: escape them
//! before you print them.

use serde::Serialize;

use super::description::OptionDescription;

/// What pages about a connector show beside its [description](super::ConnectorDescription).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConnectorReference {
    /// The head of the reference page.
    pub head: ConnectorHead,
    /// Name of the library, e.g. `connector_kaizala`.
    pub library: String,
    /// `src/main.rs` of a program that calls a typical action through a connection; `None` without actions. It needs the crates
    /// `azure_identity` and `tokio`.
    pub program: Option<String>,
    /// How a direct client is created: one for each scheme of the description.
    pub direct: Vec<DirectStart>,
    /// One for each operation of the description.
    pub operations: Vec<OperationReference>,
    /// All named types of the crate. Other parts name them by their index.
    pub types: Vec<TypeDescription>,
}

/// Facts for the head of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConnectorHead {
    /// `iconBrandColor`, as written.
    pub brand_color: Option<String>,
    /// `Website` of the metadata.
    pub website: Option<String>,
    /// `Privacy policy` of the metadata.
    pub privacy_policy: Option<String>,
    /// The categories.
    pub categories: Vec<String>,
    /// Remaining metadata, in order.
    pub metadata: Vec<(String, String)>,
    /// Contact for questions.
    pub contact: Option<ContactDescription>,
    /// The products that offer the connector.
    pub products: Vec<ProductDescription>,
    /// Throttling limits that the connector states.
    pub throttling: Vec<ThrottleDescription>,
    /// Text of `intro.md`.
    pub intro: Option<String>,
    /// SHA-256 of the definition's bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// Contact for questions about a connector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ContactDescription {
    /// A person or a team.
    pub name: Option<String>,
    /// As written.
    pub url: Option<String>,
    /// As written.
    pub email: Option<String>,
}

/// A product that offers a connector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ProductDescription {
    /// E.g. `Logic Apps`.
    pub name: String,
    /// E.g. `Standard` or `Premium`.
    pub class: String,
    /// A sentence.
    pub regions: String,
    /// The regions that the sentence lists.
    pub region_list: Vec<String>,
}

/// A throttling limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ThrottleDescription {
    /// The counted unit.
    pub name: String,
    /// Allowed number of calls.
    pub calls: u64,
    /// Length of the window in seconds.
    pub renewal_seconds: u64,
}

/// How a direct client is created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DirectStart {
    /// A statement that creates the client, with sample values. Types of several schemes are in the crate's module `direct`.
    pub statement: String,
    /// Names of connection parameters that no request uses: only the sign-in that issues tokens uses them.
    pub sign_in_only: Vec<String>,
}

/// An operation beside its description.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OperationReference {
    /// A statement that calls the operation on `client`, with sample values.
    pub statement: String,
    /// The request of this statement on the wire, without credentials.
    pub request: RequestDescription,
    /// JSON of a successful response, with sample values; `None` if it is not JSON.
    pub response: Option<String>,
    /// JSON of what a trigger delivers or a service posts, with sample values.
    pub payload: Option<String>,
    /// Whether a request or a response carries bytes: a file of a form, a body or a response that is not JSON or text.
    pub carries_bytes: bool,
    /// `x-ms-trigger-hint`.
    pub hint: Option<String>,
    /// The named type of each argument of the description.
    pub argument_types: Vec<Option<usize>>,
    /// The named type of the response.
    pub response_type: Option<usize>,
    /// The named type of each failure of the description.
    pub failure_types: Vec<Option<usize>>,
    /// The named type of the payload.
    pub payload_type: Option<usize>,
}

/// A request on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestDescription {
    /// Upper case, e.g. `POST`.
    pub method: String,
    /// Path and query. The path has its placeholders; a required value of the query is `{key}`.
    pub target: String,
    /// The headers of parameters, and `Content-Type`.
    pub headers: Vec<HeaderDescription>,
    /// The body; `None` without a body, or if the caller passes bytes.
    pub body: Option<String>,
}

/// A header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HeaderDescription {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A named type of the crate.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TypeDescription {
    /// Its path below the crate's root, e.g. `models::Group`.
    pub rust: String,
    /// Name of the definition, if it is one.
    pub definition: Option<String>,
    /// Display name.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Its form.
    pub form: TypeForm,
    /// The fields of an object.
    pub fields: Vec<FieldDescription>,
    /// The type of further properties of an object.
    pub extra: Option<String>,
    /// The values of an enumeration.
    pub values: Vec<OptionDescription>,
    /// The type that an alias stands for.
    pub target: Option<String>,
    /// The named types of the alias, of the variants of an object, and of the responses by status.
    pub others: Vec<usize>,
}

/// The form of a named type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TypeForm {
    /// A struct.
    Object,
    /// An open enumeration.
    Enumeration,
    /// Another name of a type.
    Alias,
    /// Different responses, one per status.
    Responses,
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldDescription {
    /// Name of the field.
    pub rust: String,
    /// Wire name.
    pub key: String,
    /// Rust type.
    #[serde(rename = "type")]
    pub ty: String,
    /// The named type in it.
    pub named: Option<usize>,
    /// Whether the definition requires it.
    pub required: bool,
    /// Only the service sets it.
    pub read_only: bool,
    /// Display name.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The default that the definition states, as JSON.
    pub default: Option<String>,
}
