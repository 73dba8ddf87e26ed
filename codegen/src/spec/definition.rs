//! [`Definition`] and its parts: what the files of a connector folder hold, key by key, as plain data.
//!
//! Texts are as written, references are not followed, and each value that a later diagnostic may point at keeps its span.

use std::collections::HashSet;

use crate::input::DefinitionForm;
use crate::source::Node;
use crate::span::Span;

/// A value and its span.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// An optional text of the document.
pub(crate) type Text = Option<Spanned<String>>;

/// A connector folder.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    /// The schemas of tables beside the definition.
    pub tables: Vec<Table>,
    /// Name of the folder, e.g. `kaizala` or `Azure Monitor Logs`.
    pub folder: String,
    /// Name of the folder above, e.g. `certified-connectors`. It decides the family.
    pub tree: Option<String>,
    /// Path of the definition for the header, e.g. `spec/kaizala/apiDefinition.swagger.json`.
    pub origin_path: String,
    /// SHA-256 of the definition's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// What holds the definition.
    pub form: DefinitionForm,
    /// The definition.
    pub document: Document,
    /// `apiProperties.json`.
    pub properties: Option<Properties>,
    /// `connector.toml`.
    pub head: Option<HeadFacts>,
    /// `intro.md`.
    pub intro: Option<String>,
    /// The file with code that Azure runs, without its folder.
    pub script: Option<String>,
}

/// `apiDefinition.swagger.json`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    /// The whole object.
    pub span: Span,
    /// `info.title`.
    pub title: Text,
    /// `info.description`.
    pub description: Text,
    /// `info.version`.
    pub version: Text,
    /// `info.contact.name`.
    pub contact_name: Text,
    /// `info.contact.url`.
    pub contact_url: Text,
    /// `info.contact.email`.
    pub contact_email: Text,
    /// `x-ms-api-annotation` of `info` or of the root.
    pub annotation: Option<Annotation>,
    /// `host`.
    pub host: Text,
    /// `basePath`.
    pub base_path: Text,
    /// `schemes`.
    pub schemes: Vec<Spanned<String>>,
    /// `consumes`, for operations without their own.
    pub consumes: Option<Vec<Spanned<String>>>,
    /// `produces`, for operations without their own.
    pub produces: Option<Vec<Spanned<String>>>,
    /// `paths`.
    pub paths: Vec<PathItem>,
    /// `definitions`: name and schema.
    pub definitions: Vec<(Spanned<String>, Schema)>,
    /// `parameters`: name and parameter.
    pub parameters: Vec<(Spanned<String>, Parameter)>,
    /// `responses`: name and response.
    pub responses: Vec<(Spanned<String>, Response)>,
    /// `x-ms-connector-metadata`: (name, value).
    pub metadata: Vec<(Spanned<String>, Spanned<String>)>,
    /// `securityDefinitions`, as JSON.
    pub security_definitions: Option<Node>,
    /// `security`, as JSON.
    pub security: Option<Node>,
}

/// `x-ms-api-annotation`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Annotation {
    /// E.g. `Preview`.
    pub status: Text,
    /// The family that all revisions of an operation share.
    pub family: Text,
    /// The revision: a number's digits, or a string.
    pub revision: Option<Spanned<String>>,
    /// `replacement.operationId`, or `replacement` itself if it is a string.
    pub replacement: Text,
}

/// A path and its operations.
#[derive(Clone, Debug)]
pub(crate) struct PathItem {
    /// The path with its placeholders, as written.
    pub path: Spanned<String>,
    /// Parameters that all its operations have.
    pub parameters: Vec<ParameterOrRef>,
    /// One operation per method.
    pub operations: Vec<Operation>,
    /// `x-ms-notification-content`: description and schema.
    pub notification_content: Option<NotificationContent>,
}

/// `x-ms-notification-content`.
#[derive(Clone, Debug)]
pub(crate) struct NotificationContent {
    /// The whole object.
    pub span: Span,
    /// Description of the notification.
    pub description: Text,
    /// Schema of the notification's body.
    pub schema: Option<Schema>,
    /// `parameters`: the managed connectors repeat the path's parameters here.
    pub parameters: Vec<ParameterOrRef>,
}

/// An operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Operation {
    /// The whole object.
    pub span: Span,
    /// The method in upper case.
    pub method: Spanned<String>,
    /// `operationId`.
    pub id: Text,
    /// `summary`, or `x-ms-summary` if there is no `summary`.
    pub summary: Text,
    /// `description`.
    pub description: Text,
    /// `deprecated`.
    pub deprecated: bool,
    /// `consumes`.
    pub consumes: Option<Vec<Spanned<String>>>,
    /// `produces`.
    pub produces: Option<Vec<Spanned<String>>>,
    /// `parameters`.
    pub parameters: Vec<ParameterOrRef>,
    /// Status (or `default`) and response.
    pub responses: Vec<(Spanned<String>, ResponseOrRef)>,
    /// `x-ms-visibility`.
    pub visibility: Text,
    /// `x-ms-trigger`: `single` or `batch`.
    pub trigger: Text,
    /// `x-ms-trigger-hint`.
    pub trigger_hint: Text,
    /// `x-ms-api-annotation`.
    pub annotation: Option<Annotation>,
    /// Span of `x-ms-pageable`.
    pub pageable: Option<Span>,
    /// `x-ms-pageable.nextLinkName`.
    pub next_link: Text,
    /// `x-ms-pageable.itemName`.
    pub item_name: Text,
    /// `x-ms-pageable.operationName`.
    pub continuation: Text,
    /// `x-ms-long-running-operation`.
    pub long_running: bool,
    /// `x-ms-long-running-operation-options.final-state-via`.
    pub final_state: Text,
    /// `x-ms-notification-content` of the operation instead of the path.
    pub notification_content: Option<NotificationContent>,
    /// `x-inferred`: why a fact of this operation is an inference.
    pub inferred: Text,
    /// `x-ms-description-for-model`: the description for language models.
    pub description_for_model: Text,
    /// `x-ms-delegated-permissions.scopes`: the permissions that a user must consent to.
    pub delegated_permissions: Vec<Spanned<String>>,
}

/// A parameter, or a reference to one.
#[derive(Clone, Debug)]
pub(crate) enum ParameterOrRef {
    /// `$ref`, as written.
    Reference(Spanned<String>),
    /// The parameter itself.
    Parameter(Box<Parameter>),
}

/// A response, or a reference to one.
#[derive(Clone, Debug)]
pub(crate) enum ResponseOrRef {
    /// `$ref`, as written.
    Reference(Spanned<String>),
    /// The response itself.
    Response(Box<Response>),
}

/// `in`: where a request carries a parameter or a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum In {
    /// `query`.
    Query,
    /// `header`.
    Header,
    /// `path`.
    Path,
    /// `formData`.
    FormData,
    /// `body`.
    Body,
}

impl In {
    /// All of them.
    pub(crate) const ALL: [Self; 5] = [Self::Query, Self::Header, Self::Path, Self::FormData, Self::Body];

    /// The format's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Header => "header",
            Self::Path => "path",
            Self::FormData => "formData",
            Self::Body => "body",
        }
    }

    /// The location with this word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }
}

/// A parameter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameter {
    /// The whole object.
    pub span: Span,
    /// `name`.
    pub name: Text,
    /// `in`.
    pub location: Option<Spanned<In>>,
    /// `required`.
    pub required: bool,
    /// `collectionFormat`.
    pub collection_format: Text,
    /// `x-ms-url-encoding`.
    pub url_encoding: Text,
    /// The schema of a body. For other parameters, the keys that describe their type (`type`, `format`, `items`, `enum`, `default`),
    /// and titles, visibility and dynamic references.
    pub schema: Schema,
    /// Title of a body parameter itself.
    pub summary: Text,
    /// Description of a body parameter itself.
    pub description: Text,
    /// Visibility of a body parameter itself.
    pub visibility: Text,
    /// Dynamic references of a body parameter itself.
    pub dynamic: Dynamic,
    /// `x-ms-notification-url`, of any parameter.
    pub notification_url: bool,
    /// `x-inferred`, of any parameter.
    pub inferred: Text,
    /// `x-ms-description-for-model` of a body parameter itself.
    pub description_for_model: Text,
}

/// A response.
#[derive(Clone, Debug, Default)]
pub(crate) struct Response {
    /// The whole object.
    pub span: Span,
    /// `description`.
    pub description: Text,
    /// `schema`; it is nullable if the response has `x-nullable`.
    pub schema: Option<Schema>,
    /// Names of the declared headers.
    pub headers: Vec<Spanned<String>>,
    /// `x-inferred`.
    pub inferred: Text,
}

/// A schema as written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    /// The whole object.
    pub span: Span,
    /// `$ref`, as written.
    pub reference: Text,
    /// `type`; several if it is a list.
    pub kinds: Vec<Spanned<String>>,
    /// `format`.
    pub format: Text,
    /// `title`.
    pub title: Text,
    /// `x-ms-summary`.
    pub summary: Text,
    /// `description`.
    pub description: Text,
    /// `x-ms-visibility`.
    pub visibility: Text,
    /// `default`, as JSON.
    pub default: Option<Node>,
    /// `enum`, as JSON.
    pub enumeration: Option<Vec<Node>>,
    /// Display names from `x-ms-enum-values`, `x-ms-enum.values`, `x-enumNames`: (value, display name, description).
    pub enum_titles: Vec<(Node, Text, Text)>,
    /// `required`: names of properties.
    pub required: Vec<Spanned<String>>,
    /// `properties`: name and schema.
    pub properties: Vec<(Spanned<String>, Schema)>,
    /// `additionalProperties`.
    pub additional: Option<Additional>,
    /// `items`.
    pub items: Option<Box<Schema>>,
    /// `allOf`.
    pub all_of: Vec<Schema>,
    /// `discriminator`: name of a property.
    pub discriminator: Text,
    /// `readOnly`.
    pub read_only: bool,
    /// `x-nullable`.
    pub nullable: bool,
    /// `x-ms-notification-url`.
    pub notification_url: bool,
    /// The dynamic extensions.
    pub dynamic: Dynamic,
    /// `x-inferred`: why a fact of this schema is an inference.
    pub inferred: Text,
    /// `x-ms-description-for-model`: the description for language models.
    pub description_for_model: Text,
}

/// `additionalProperties`.
#[derive(Clone, Debug)]
pub(crate) enum Additional {
    /// `true` or `false`.
    Allowed(bool),
    /// The schema of each additional property.
    Schema(Box<Schema>),
}

/// The dynamic extensions of a parameter or schema, as JSON.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dynamic {
    /// `x-ms-dynamic-values`.
    pub values: Option<Node>,
    /// `x-ms-dynamic-list`.
    pub list: Option<Node>,
    /// `x-ms-dynamic-schema`.
    pub schema: Option<Node>,
    /// `x-ms-dynamic-properties`.
    pub properties: Option<Node>,
    /// `x-ms-dynamic-tree`.
    pub tree: Option<Node>,
}

impl Dynamic {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        let Self { values, list, schema, properties, tree } = self;
        [values, list, schema, properties, tree].into_iter().all(Option::is_none)
    }
}

/// The parts of `apiProperties.json` that are used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Properties {
    /// `properties.publisher`.
    pub publisher: Text,
    /// `properties.iconBrandColor`, as written.
    pub brand_color: Option<String>,
    /// `properties.connectionParameters`: name and parameter.
    pub connection_parameters: Vec<(Spanned<String>, ConnectionParameter)>,
    /// `properties.connectionParameterSets.values`: the user picks one.
    pub connection_parameter_sets: Vec<ConnectionParameterSet>,
    /// `properties.policyTemplateInstances`.
    pub policies: Vec<PolicyInstance>,
    /// `properties.scriptOperations`; an empty list means all of them, and no list too if there is a script.
    pub script_operations: Option<Vec<Spanned<String>>>,
}

/// A connection parameter.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConnectionParameter {
    /// The whole object.
    pub span: Span,
    /// `type`.
    pub kind: Text,
    /// `uiDefinition.displayName`.
    pub title: Text,
    /// `uiDefinition.description`.
    pub description: Text,
    /// `uiDefinition.constraints.required`.
    pub required: bool,
    /// `defaultValue`.
    pub default: Text,
    /// `allowedValues`, or those of `uiDefinition.constraints`: the values and their display names.
    pub allowed: Vec<(Spanned<String>, Text)>,
    /// `oAuthSettings.scopes`.
    pub scopes: Vec<Spanned<String>>,
    /// `oAuthSettings.properties.AzureActiveDirectoryResourceId` or `oAuthSettings.customParameters.resourceUri.value`.
    pub resource: Text,
    /// `oAuthSettings.identityProvider`.
    pub provider: Text,
    /// `oAuthSettings.customParameters.authorizationUrl.value`, or that of `authorizationUrlTemplate`.
    pub authorization_url: Text,
    /// `oAuthSettings.customParameters.tokenUrl.value`, or that of `tokenUrlTemplate`.
    pub token_url: Text,
    /// `oAuthSettings.customParameters.refreshUrl.value`, or that of `refreshUrlTemplate`.
    pub refresh_url: Text,
}

/// One of several sets of connection parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConnectionParameterSet {
    /// The whole object.
    pub span: Span,
    /// `name`.
    pub name: Text,
    /// `uiDefinition.displayName`.
    pub title: Text,
    /// `uiDefinition.description`.
    pub description: Text,
    /// `parameters`: name and parameter.
    pub parameters: Vec<(Spanned<String>, ConnectionParameter)>,
}

/// An item of `policyTemplateInstances`.
#[derive(Clone, Debug, Default)]
pub(crate) struct PolicyInstance {
    /// The whole object.
    pub span: Span,
    /// `templateId`.
    pub template: Text,
    /// `x-ms-apimTemplate-operationName`; an empty list means all operations.
    pub operations: Vec<Spanned<String>>,
    /// `x-ms-apimTemplate-policySection`.
    pub section: Text,
    /// `x-ms-apimTemplateParameter.…`: the rest of the name, and the value.
    pub parameters: Vec<(Spanned<String>, Node)>,
}

/// `connector.toml`: facts about the connector that the catalogue's format cannot hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeadFacts {
    /// `[[products]]`.
    pub products: Vec<Product>,
    /// `[[throttling]]`.
    pub throttling: Vec<Throttle>,
    /// `contact.link_texts`.
    pub contact_link_texts: Vec<String>,
    /// `contact.name`, used if the document has no name of a contact.
    pub contact_name: Option<String>,
}

/// An item of `[[products]]` in `connector.toml`: a product that offers the connector.
#[derive(Clone, Debug, Default)]
pub(crate) struct Product {
    /// `name`, e.g. `Logic Apps`.
    pub name: String,
    /// `class`, e.g. `Standard` or `Premium`.
    pub class: String,
    /// `regions`: a sentence, e.g. `All Logic Apps regions except the following:`.
    pub regions: String,
    /// `region_list`: the regions that the sentence lists.
    pub region_list: Vec<String>,
}

/// An item of `[[throttling]]` in `connector.toml`: a limit that the connector states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Throttle {
    /// `name`: what is counted, e.g. `API calls per connection`.
    pub name: String,
    /// `calls`: how many calls are allowed.
    pub calls: u64,
    /// `renewal_seconds`: in this many seconds.
    pub renewal_seconds: u64,
}

/// A table as its schema states it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Name of the schema's file, without its endings.
    pub stem: String,
    /// The whole object.
    pub span: Span,
    /// `name`: the table on the wire.
    pub name: Spanned<String>,
    /// `title`.
    pub title: Text,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// `x-ms-capabilities`.
    pub capabilities: Capabilities,
    /// Whether the columns have Dataverse's own types (`x-ms-dataverse-type`).
    pub is_dataverse: bool,
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its wire key.
    pub key: Spanned<String>,
    /// Its wire key in rows that are sent, if that is another one.
    pub written_as: Option<String>,
    /// The type of its values.
    pub schema: Schema,
    /// Whether `required` names it.
    pub required: bool,
    /// Whether a caller can write it: `x-ms-permission`.
    pub writable: bool,
    /// Position in the key, from `x-ms-keyType: primary` and `x-ms-keyOrder`.
    pub key_order: Option<u64>,
    /// `x-ms-capabilities.filterFunctions`.
    pub filter_functions: Option<Vec<String>>,
    /// Whether the service compares it with the text of its value: `x-ms-sp.IsChoice`.
    pub is_choice: bool,
    /// Whether queries can name it.
    pub is_queried: bool,
    /// What filters can do with the values inside.
    pub parts: Vec<ColumnPart>,
}

/// A value inside a column.
#[derive(Clone, Debug)]
pub(crate) struct ColumnPart {
    /// Its wire key.
    pub key: String,
    /// `x-ms-sp.OdataQueryName`: its name in queries. With a `/` it stands for the column too.
    pub query_name: Option<String>,
    /// `x-ms-capabilities.filterFunctions`.
    pub filter_functions: Option<Vec<String>>,
}

/// What a table allows in queries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capabilities {
    /// `filterFunctionSupport`.
    pub filter_functions: HashSet<String>,
    /// `filterRestrictions.nonFilterableProperties`; `None` if `filterable` is false.
    pub not_filterable: Option<HashSet<String>>,
    /// `sortRestrictions.unsortableProperties`; `None` if `sortable` is false.
    pub not_sortable: Option<HashSet<String>>,
    /// `selectRestrictions.selectable`.
    pub selectable: bool,
    /// `odataVersion`.
    pub odata_version: Option<String>,
}
