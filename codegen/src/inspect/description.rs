//! The description of a connector, as plain data. Strings of the definition are as written: escape them before you print them.

use serde::Serialize;

use crate::input::DefinitionForm;

/// A connector: what the definition says, and what the crate has for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConnectorDescription {
    /// The facts for a list of connectors.
    #[serde(flatten)]
    pub summary: ConnectorSummary,
    /// `info.description`.
    pub description: Option<String>,
    /// `info.version`.
    pub version: Option<String>,
    /// Status of the connector, e.g. `Preview`.
    pub status: Option<String>,
    /// Who publishes the connector.
    pub publisher: Option<String>,
    /// `host`.
    pub host: Option<String>,
    /// `basePath`.
    pub base_path: Option<String>,
    /// The ways to sign in of a direct client; none if there is no direct client.
    pub schemes: Vec<SchemeDescription>,
    /// All operations, in the definition's order.
    pub operations: Vec<OperationDescription>,
    /// The tables whose rows are typed; none if no schema of a table stands beside the definition.
    pub tables: Vec<TableDescription>,
}

/// The facts of a connector for a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConnectorSummary {
    /// The connector: its path below the searched folder, or its name if it was read from memory.
    pub connector: String,
    /// Name of the package, e.g. `connector-kaizala`.
    pub package: String,
    /// Name of the client type, e.g. `KaizalaClient`.
    pub client: String,
    /// `info.title`.
    pub title: String,
    /// What holds the definition.
    pub form: DefinitionForm,
    /// The file of the definition: tree, connector, name.
    pub file: String,
    /// Number of actions.
    pub actions: usize,
    /// Number of triggers.
    pub triggers: usize,
    /// Number of internal operations.
    pub internal: usize,
    /// Number of operations whose response is one page of several.
    pub paged: usize,
    /// Number of operations that may continue after their response.
    pub long_running: usize,
    /// Number of operations that callers should not use any more.
    pub deprecated: usize,
    /// Number of values whose choices another operation supplies.
    pub choices: usize,
    /// How the connector is called.
    pub calls: Calls,
    /// Why operations need a connection; `None` if none does.
    pub calls_reason: Option<String>,
    /// The ways to sign in of a direct client, each in a few words.
    pub sign_in: Vec<String>,
}

/// How a connector is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Calls {
    /// Directly, or through a connection.
    Direct,
    /// Most operations directly, some only through a connection.
    DirectInPart,
    /// Only through a connection.
    Connection,
}

/// A way to sign in of a direct client.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SchemeDescription {
    /// Name of the set of connection parameters; `None` if there is only one scheme.
    pub name: Option<String>,
    /// Display name.
    pub title: Option<String>,
    /// As stated.
    pub description: Option<String>,
    /// The Rust type that holds the credential, e.g. `KaizalaAuth`.
    pub rust: String,
    /// The values that the caller passes.
    pub parameters: Vec<ConnectionParameterDescription>,
    /// Where every request carries them.
    pub credentials: Vec<CredentialPlace>,
}

/// A connection parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConnectionParameterDescription {
    /// Its name.
    pub key: String,
    /// Name of the argument or setter.
    pub rust: String,
    /// Display name.
    pub title: Option<String>,
    /// As stated.
    pub description: Option<String>,
    /// `text`, `secret`, `integer`, `boolean` or `token`.
    pub kind: &'static str,
    /// Whether it is an argument; else it is a setter.
    pub required: bool,
    /// The value that is used if the caller passes none.
    pub default: Option<String>,
    /// The values that the definition lists.
    pub allowed: Vec<String>,
    /// Where tokens come from, if the value is a token.
    pub token: Option<TokenDescription>,
}

/// Where OAuth 2 tokens come from, as far as the definition states it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TokenDescription {
    /// Scopes of the tokens.
    pub scopes: Vec<String>,
    /// Whether Microsoft Entra issues them.
    pub of_entra: bool,
    /// URL of the user's sign-in.
    pub authorization_url: Option<String>,
    /// URL of token requests.
    pub token_url: Option<String>,
}

/// Where every request carries a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "place", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CredentialPlace {
    /// A header.
    Header {
        /// Name of the header.
        name: String,
        /// The connection parameter that it holds.
        parameter: String,
    },
    /// A query parameter.
    Query {
        /// Name of the query parameter.
        name: String,
        /// The connection parameter that it holds.
        parameter: String,
    },
    /// `Authorization: Basic …`.
    Basic {
        /// The connection parameter with the user name.
        user: String,
        /// The connection parameter with the password.
        password: String,
    },
    /// `Authorization: Bearer …`.
    Bearer,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OperationDescription {
    /// `operationId`.
    pub id: String,
    /// Its role.
    pub role: OperationRole,
    /// Its title.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Upper case, e.g. `POST`.
    pub method: String,
    /// With its placeholders, without `basePath`.
    pub path: String,
    /// The expression that starts a request, e.g. `client.send_message` or `client.internal().list_groups`.
    pub rust: String,
    /// The request's type, e.g. `requests::SendMessage`.
    pub request: String,
    /// Whether callers should use another operation.
    pub deprecated: bool,
    /// `operationId` of the replacement of a deprecated operation.
    pub replacement: Option<String>,
    /// Whether a direct client cannot call it.
    pub needs_connection: bool,
    /// The struct that holds the required values, if they are not passed one by one.
    pub required_values: Option<String>,
    /// The parameters in the definition's order, and the body.
    pub arguments: Vec<ArgumentDescription>,
    /// What a request holds although the caller does not set it.
    pub sent: Vec<SentDescription>,
    /// Values and schemas that other operations supply.
    pub choices: Vec<ChoiceDescription>,
    /// Present if the response is one page of several.
    pub paging: Option<PagingDescription>,
    /// Present if the operation may continue after its response.
    pub long_running: Option<LongRunningDescription>,
    /// The type that `send` returns.
    pub response: String,
    /// The responses that are failures.
    pub failures: Vec<FailureDescription>,
    /// Present exactly for triggers.
    pub trigger: Option<TriggerDescription>,
    /// The type of what the service posts to the callback URL of an operation that is not a trigger.
    pub notification: Option<String>,
}

/// The role of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum OperationRole {
    /// A method of the client.
    Action,
    /// A variant of `TriggerPayload`, and a method that registers the trigger.
    Trigger,
    /// A helper of the designer: a method of `client.internal()`.
    Internal,
}

/// A parameter or the body of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ArgumentDescription {
    /// Name of the argument or setter.
    pub rust: String,
    /// How a caller gives it.
    pub kind: ArgumentKind,
    /// Where a request carries it.
    pub location: ValueLocation,
    /// Wire name.
    pub key: String,
    /// Rust type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether the definition requires it.
    pub required: bool,
    /// Display name.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The default that the definition states, as it would be sent.
    pub default: Option<String>,
    /// The values that the definition lists.
    pub values: Vec<String>,
    /// The properties of a body that is an object, or a list of objects.
    pub properties: Vec<PropertyDescription>,
}

/// How a caller gives a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ArgumentKind {
    /// An argument.
    Positional,
    /// A setter.
    Setter,
    /// A setter that the designer normally fills in.
    InternalSetter,
    /// Not at all.
    Hidden,
}

/// Where a request carries a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ValueLocation {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A field of a form.
    Form,
    /// The body.
    Body,
}

/// A property of a body.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PropertyDescription {
    /// Name of the field.
    pub rust: String,
    /// How a caller gives it.
    pub kind: ArgumentKind,
    /// Wire name.
    pub key: String,
    /// Rust type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether the definition requires it.
    pub required: bool,
    /// Display name.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The default that the definition states, as JSON.
    pub default: Option<String>,
    /// The values that the definition lists.
    pub values: Vec<String>,
}

/// A value that a request holds although the caller does not set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SentDescription {
    /// Where the request carries it.
    pub location: ValueLocation,
    /// The parameter's wire name, or the wire names from the body to the property; empty for the whole body.
    pub path: Vec<String>,
    /// The value: text of a parameter, JSON of a body.
    pub value: String,
    /// Whether the caller can set another value.
    pub can_be_set: bool,
}

/// A value or schema that another operation supplies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChoiceDescription {
    /// The value: a parameter's key, or the keys to a property with `/` between them.
    pub value: String,
    /// What is supplied.
    pub kind: ChoiceKind,
    /// The method of `client.choices()`.
    pub rust: String,
    /// The arguments of the method.
    pub arguments: Vec<String>,
    /// The setters of its optional values.
    pub setters: Vec<String>,
    /// The operations that it calls, by `operationId`.
    pub calls: Vec<String>,
}

/// What a choice supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ChoiceKind {
    /// A list of values.
    Values,
    /// A tree of values.
    Tree,
    /// A JSON Schema.
    Schema,
}

/// A response in pages: `pages()` and, if the list is known, `items()`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PagingDescription {
    /// Wire names from the response to the link to the next page.
    pub link: Vec<String>,
    /// Wire names from the response to the list of items; `None` if the list is not known.
    pub items: Option<Vec<String>>,
    /// `operationId` of the operation that returns further pages; `None` if the link is a URL.
    pub continuation: Option<String>,
}

/// An operation that may continue after its response: `send_and_wait()` and `poller()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LongRunningDescription {
    /// Whether the body of the response may have a status.
    pub has_status: bool,
    /// Where the result is.
    pub result: FinalPlace,
}

/// Where the result of a long-running operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FinalPlace {
    /// The definition does not say.
    Unstated,
    /// In the response that reports the end.
    Status,
    /// At the `Location` of the first response.
    Location,
    /// At the URL of the request.
    Request,
}

/// A response that is a failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FailureDescription {
    /// `404`, `default`, ….
    pub status: String,
    /// `description` of the response.
    pub description: Option<String>,
    /// Rust type of its body; `None` without a schema.
    #[serde(rename = "type")]
    pub ty: Option<String>,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TriggerDescription {
    /// Variant of `TriggerPayload`.
    pub variant: String,
    /// How its items reach the caller.
    pub delivery: TriggerDelivery,
    /// Rust type of one item or notification.
    pub payload: String,
    /// Where the registration has the callback URL: a parameter's key, or keys in the body with `/` between them.
    pub callback_url: Option<String>,
}

/// How a trigger's items reach the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TriggerDelivery {
    /// The service posts to a callback URL.
    Webhook,
    /// The caller polls; a response has one item.
    Polling,
    /// The caller polls; a response has several items.
    PollingBatch,
}

/// A table whose rows are typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableDescription {
    /// The type of a row, e.g. `tables::Bookings`.
    pub rust: String,
    /// The table on the wire.
    pub name: String,
    /// Display name.
    pub title: Option<String>,
    /// The columns of the key, in their order.
    pub key: Vec<String>,
    /// The type of the key.
    pub key_type: String,
    /// The columns, then values inside columns that filters can compare.
    pub columns: Vec<ColumnDescription>,
    /// The operations behind `client.table`.
    pub operations: TableOperationsDescription,
    /// The operations behind `client.library`, if there are any.
    pub library: Option<TableOperationsDescription>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ColumnDescription {
    /// Its wire key; for a value inside a column the keys with `/` between them.
    pub key: String,
    /// Name of the field; `None` for a value inside a column.
    pub rust: Option<String>,
    /// Display name.
    pub title: Option<String>,
    /// Rust type; for a value inside a column what filters compare it with.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether a caller can write it.
    pub writable: bool,
    /// Whether a new row needs it.
    pub required: bool,
    /// The constant that queries name, e.g. `STATUS`; `None` if no query can.
    pub constant: Option<String>,
    /// The column in queries.
    pub query: String,
    /// The functions of filters, e.g. `eq`.
    pub filters: Vec<&'static str>,
    /// Whether rows can be sorted by it.
    pub sortable: bool,
    /// Whether a list can be limited to it.
    pub selectable: bool,
    /// The values that the schema lists.
    pub options: Vec<OptionDescription>,
}

/// A value that a column's schema lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OptionDescription {
    /// The value on the wire.
    pub value: String,
    /// Its label.
    pub label: Option<String>,
}

/// The operations that reach the rows of a table, by `operationId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableOperationsDescription {
    /// Lists rows.
    pub list: String,
    /// Gets a row.
    pub get: Option<String>,
    /// Creates a row.
    pub create: Option<String>,
    /// Changes a row.
    pub update: Option<String>,
    /// Deletes a row.
    pub delete: Option<String>,
}
