//! The connector as it is meant: what the emitters read.
//!
//! In: nothing (plain data, built by [`crate::lower`]). Out: [`Connector`]. It knows neither JSON nor `$ref`s nor any Rust
//! name; wire names stand here byte for byte. Everything is in the definition's order.

pub mod direct;

use std::fmt;

use crate::source::Span;

/// One connector: its head facts, its operations and the types that they use.
#[derive(Clone, Debug)]
pub struct Connector {
    /// Name of the connector's folder, e.g. `kaizala`; the crate name is made from it.
    pub folder: String,
    /// The part of the catalogue that it stands in.
    pub family: Family,
    /// What the reference page's head shows.
    pub head: Head,
    /// Actions, internal operations and triggers, in the definition's order.
    pub operations: Vec<Operation>,
    /// Every type with a name of its own; [`TypeId`] is an index into it.
    pub types: Vec<TypeDef>,
    /// The distinct choices behind drop-downs.
    pub choices: Vec<Choice>,
    /// How the service itself is called; else why it can only be called through a connection.
    pub direct: Result<direct::Direct, String>,
}

/// The part of the catalogue that a connector stands in; it keeps crate names apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `certified-connectors`, or a folder outside the catalogue's trees.
    Plain,
    /// `independent-publisher-connectors`.
    IndependentPublisher,
    /// `custom-connectors`.
    Custom,
}

impl Family {
    /// The part of the catalogue that a folder with this name is.
    pub fn of_tree(tree: &str) -> Self {
        match tree {
            "independent-publisher-connectors" => Self::IndependentPublisher,
            "custom-connectors" => Self::Custom,
            _ => Self::Plain,
        }
    }
}

/// What the head of the reference page shows, and where the definition came from.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// `info.title`, without the status.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// `info.version`.
    pub version: Option<String>,
    /// `x-ms-api-annotation.status` of `info`, e.g. `Preview`.
    pub status: Option<String>,
    /// `host`, e.g. `api.example.com`.
    pub host: Option<String>,
    /// `basePath`, as written.
    pub base_path: Option<String>,
    /// `schemes`, in order.
    pub schemes: Vec<String>,
    /// `publisher` of `apiProperties.json`.
    pub publisher: Option<String>,
    /// `Website` of `x-ms-connector-metadata`.
    pub website: Option<String>,
    /// `Privacy policy` of `x-ms-connector-metadata`.
    pub privacy_policy: Option<String>,
    /// As written: `;` or `,` between them.
    pub categories: Option<String>,
    /// `info.contact`, and link texts of `connector.toml`.
    pub contact: Option<Contact>,
    /// Remaining connector metadata (name, value), in order.
    pub metadata: Vec<(String, String)>,
    /// From `connector.toml`.
    pub products: Vec<Product>,
    /// From `connector.toml`.
    pub throttling: Vec<Throttle>,
    /// Text of `intro.md`.
    pub intro: Option<String>,
    /// Where the definition came from.
    pub origin: Origin,
}

/// Whom to ask about the connector.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    /// A person or a team.
    pub name: Option<String>,
    /// As written.
    pub url: Option<String>,
    /// As written.
    pub email: Option<String>,
    /// Link texts whose targets are not known.
    pub link_texts: Vec<String>,
}

/// A product that offers the connector.
#[derive(Clone, Debug, Default)]
pub struct Product {
    /// E.g. `Logic Apps`.
    pub name: String,
    /// E.g. `Standard` or `Premium`.
    pub class: String,
    /// A sentence, e.g. `All Logic Apps regions except the following:`.
    pub regions: String,
    /// The regions that the sentence lists.
    pub region_list: Vec<String>,
}

/// A throttling limit that the connector states.
#[derive(Clone, Debug, Default)]
pub struct Throttle {
    /// What is counted, e.g. `API calls per connection`.
    pub name: String,
    /// How many calls are allowed.
    pub calls: u64,
    /// In this many seconds.
    pub renewal_seconds: u64,
}

/// Where the definition came from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// E.g. `spec/kaizala/apiDefinition.swagger.json`: never absolute, `/` between the parts.
    pub path: String,
    /// SHA-256 of the definition's bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// Index of an operation in [`Connector::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId(pub usize);

/// Index of a type in [`Connector::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// Index of a choice in [`Connector::choices`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChoiceId(pub usize);

/// What an operation is for; it decides where in the crate it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A method of the client.
    Action,
    /// A helper that the designer calls (`x-ms-visibility: internal`): a method of `client.internal()`.
    Internal,
    /// A variant of `TriggerPayload`; its registration request is a method of `client.internal()`.
    Trigger,
}

/// `x-ms-visibility`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Not said.
    #[default]
    None,
    /// Shown first.
    Important,
    /// Shown on request.
    Advanced,
    /// Not shown.
    Internal,
}

/// An action, an internal operation or a trigger.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId` as written.
    pub id: String,
    /// `summary`: its title.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Where in the crate it is found.
    pub role: Role,
    /// Upper case, e.g. `POST`.
    pub method: String,
    /// As written, with its placeholders, without `basePath`, e.g. `/v1/groups/{groupId}/messages`.
    pub path: String,
    /// Path, query, header and form parameters in the definition's order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// How many of `parameters` stand before the body in the definition.
    pub body_position: usize,
    /// How form parameters travel; `None` where there are none.
    pub form: Option<Form>,
    /// What a successful call returns.
    pub answer: Answer,
    /// Present where the answer is one page of several.
    pub paging: Option<Paging>,
    /// Whether an answer 202 may name a place to poll for the end.
    pub is_long_running: bool,
    /// What the definition says of its answers, every status, for the docs.
    pub returns: Vec<Return>,
    /// Present where callers should use something else.
    pub deprecated: Option<Deprecation>,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// Present exactly for [`Role::Trigger`].
    pub trigger: Option<Trigger>,
    /// What the service posts to the callback URL that the caller gives: never that of a trigger.
    pub notification: Option<Notification>,
    /// One-line remarks for the docs: revision, inferred facts, long-running and the like.
    pub notes: Vec<String>,
    /// The operation.
    pub span: Span,
}

/// Why a caller should use something else.
#[derive(Clone, Debug, Default)]
pub struct Deprecation {
    /// `operationId` of the replacement.
    pub replacement: Option<String>,
}

/// How form parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `multipart/form-data`.
    Multipart,
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
}

/// Whether and how a value is asked of the caller. Decided once, in `lower`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// An argument of the method or of `new`: required, and the caller must think it up.
    Positional,
    /// A setter; [`Parameter::default`] is sent where it is `required` and not set.
    Setter,
    /// A setter marked as internal.
    InternalSetter,
    /// Never shown; its default is sent.
    Never,
}

/// A path, query, header or form parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Wire name, byte for byte.
    pub key: String,
    /// Where it travels.
    pub place: Place,
    /// `x-ms-summary`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// As stated.
    pub required: bool,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// What its value is.
    pub ty: Type,
    /// The default that the definition states.
    pub default: Option<Literal>,
    /// Whether `default` goes on the wire when the caller sets nothing.
    pub send_default: bool,
    /// How a value that is no single text is written.
    pub style: Style,
    /// Whether and how the caller is asked for it.
    pub ask: Ask,
    /// The type in the reference page's words: `string`, `array of string`, `file`, ….
    pub label: String,
    /// One-line remarks for the docs: where the choices come from and the like.
    pub notes: Vec<String>,
    /// The parameter.
    pub span: Span,
}

/// How a parameter is written whose value is no single text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The items of a list with this character between them: `,` unless `collectionFormat` says otherwise.
    Joined(char),
    /// The key and one item, again for each item: `collectionFormat: multi`, and lists of files.
    Repeated,
    /// JSON text: an object or a list among the fields of a form.
    Json,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the path, percent-encoded once, or twice with `x-ms-url-encoding: double`.
    Path {
        /// Encoded twice.
        double: bool,
    },
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// A form field; a file where its type is [`Type::File`].
    Form,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Name of the body parameter.
    pub key: String,
    /// `x-ms-summary` or `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// As stated.
    pub required: bool,
    /// Whether and how the caller is asked for it.
    pub ask: Ask,
    /// What it holds.
    pub content: Content,
    /// `Content-Type` to send.
    pub content_type: String,
    /// Sent when the caller sets no body; it holds the internal defaults.
    pub default: Option<Literal>,
    /// The reference page's word where the body is one row: `dynamic`, `array of object`, ….
    pub label: String,
    /// One-line remarks for the docs.
    pub notes: Vec<String>,
    /// The body parameter.
    pub span: Span,
}

/// What a body or an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// JSON of this type.
    Json(Type),
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Bytes,
}

/// What a successful call returns.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// No schema: `()`.
    Empty,
    /// One content, whatever the status.
    Content(Content),
    /// Several 2xx, one of them without a schema.
    Optional(Content),
    /// Several 2xx that hold different things: a named type that is [`Shape::Answers`].
    ByStatus(Type),
}

/// An answer in pages.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// Keys from the answer to the link of the next page; none where the definition names no link.
    pub link: Vec<String>,
    /// Where a page has its items; `None` where it has no list, or several.
    pub items: Option<PageItems>,
}

/// Where a page has its items.
#[derive(Clone, Debug, PartialEq)]
pub enum PageItems {
    /// The answer is the list.
    Answer,
    /// The list is the property with this wire key.
    Property(String),
}

/// One declared answer, for the docs.
#[derive(Clone, Debug)]
pub struct Return {
    /// `200`, `default`, ….
    pub status: String,
    /// `description` of the response.
    pub description: Option<String>,
    /// Name of the definition, or the reference page's word for the type; `None` without a schema, empty for a schema
    /// without properties.
    pub label: Option<String>,
    /// What the body of a failure is read as, and that of a success among different ones; `None` without a schema.
    pub ty: Option<Type>,
}

/// What makes an operation a trigger.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// How its items reach the caller.
    pub kind: TriggerKind,
    /// What one item or notification holds.
    pub payload: Type,
    /// Definition name, or the reference page's word for the type; empty for a schema without properties.
    pub label: String,
    /// `x-ms-trigger-hint`.
    pub hint: Option<String>,
    /// Where the callback URL goes in the registration.
    pub notification_url: Option<String>,
}

/// What a service posts to the callback URL of an action that waits for an answer.
#[derive(Clone, Debug)]
pub struct Notification {
    /// What it holds.
    pub payload: Type,
    /// Definition name, or the reference page's word for the type; empty for a schema without properties.
    pub label: String,
}

/// How a trigger's items reach the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerKind {
    /// The service posts to a callback URL.
    Webhook,
    /// The caller asks again and again.
    Polling {
        /// An answer holds several items.
        batch: bool,
    },
}

/// A type as a value has it on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text.
    String,
    /// `format: password` and what stands in a credential's place: hidden from `Debug`.
    Secret,
    /// A whole number of 64 bits.
    Integer,
    /// A number of 64 bits.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `format: date-time`.
    DateTime,
    /// `format: date`.
    Date,
    /// `format: byte`: bytes as Base64 text.
    Base64,
    /// A file of a form.
    File,
    /// Free or dynamic JSON.
    Json,
    /// Any number of one type.
    List(Box<Type>),
    /// Any keys, values of one type.
    Map(Box<Type>),
    /// `x-nullable`.
    Nullable(Box<Type>),
    /// A box where a struct holds itself without a list between.
    Boxed(Box<Type>),
    /// A type with a name of its own.
    Named(TypeId),
}

/// A type with a name of its own.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Where it stands in the definition.
    pub place: TypePlace,
    /// Other places where an equal anonymous type stood: each becomes an alias.
    pub aliases: Vec<TypePlace>,
    /// `title` or `x-ms-summary`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The default that a definition states; those of other types are their properties' and parameters'.
    pub default: Option<Literal>,
    /// What it is.
    pub shape: Shape,
    /// The schema; of equal ones the first.
    pub span: Span,
}

/// Where a type stands in the definition: its name and its module are made from this. Paths hold wire keys; `[]` is a
/// list's item and `{}` a map's value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypePlace {
    /// `definitions/{name}`: module `models`.
    Definition {
        /// Name of the definition.
        name: String,
    },
    /// Inside a definition: module `models::parts`.
    Part {
        /// Name of the definition.
        definition: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// Equal anonymous types of several places: module `models::shared`; `key` is the last wire key of a place, of
    /// all of them the first in byte order.
    Shared {
        /// Wire key.
        key: String,
        /// The first of its places.
        first: Box<TypePlace>,
    },
    /// The body of an operation or inside it: module `bodies`.
    Body {
        /// `operationId` as written.
        operation: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// The answer of an operation or inside it: module `responses`.
    Response {
        /// `operationId` as written.
        operation: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// The answer with one status, a failure or a success among different ones, or inside it: module `responses`.
    Status {
        /// `operationId` as written.
        operation: String,
        /// `404`, `default`, ….
        status: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// The payload of a trigger or inside it: module `payloads`.
    Payload {
        /// `operationId` as written.
        operation: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// A parameter: module `parameters`.
    Parameter {
        /// `operationId` as written.
        operation: String,
        /// Wire key.
        key: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object with known properties.
    Struct(Struct),
    /// A list of values.
    Enum(Enum),
    /// A definition that is a list, a primitive or another definition.
    Alias(Type),
    /// Different answers, told apart by their statuses.
    Answers(Vec<StatusAnswer>),
}

/// One of several different answers.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusAnswer {
    /// Its status.
    pub status: u16,
    /// `description` of the response.
    pub description: Option<String>,
    /// What it holds; never [`Answer::ByStatus`].
    pub answer: Answer,
}

/// An object with known properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct {
    /// The properties, in the definition's order.
    pub fields: Vec<Field>,
    /// What it holds beyond its properties: `additionalProperties` where given beside them; anything where a dynamic schema
    /// or a variant adds more.
    pub extra: Option<Type>,
    /// The definitions that a value may be instead.
    pub variants: Option<Variants>,
}

/// The variants of an object, told apart by one of its properties (`discriminator`).
#[derive(Clone, Debug, PartialEq)]
pub struct Variants {
    /// Wire key of the property that names the variant.
    pub property: String,
    /// The definitions, in the document's order.
    pub types: Vec<TypeId>,
}

/// A property.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Wire key, byte for byte.
    pub key: String,
    /// `x-ms-summary` or `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// What its value is.
    pub ty: Type,
    /// As stated.
    pub required: bool,
    /// Set by the service; not asked for.
    pub read_only: bool,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// The default that the definition states.
    pub default: Option<Literal>,
    /// What goes on the wire while the field is `None`: internal defaults, required defaults, a single-value enum.
    pub sent: Option<Literal>,
    /// Whether `new` asks for it.
    pub ask: Ask,
    /// The reference page's word for the type.
    pub label: String,
    /// One-line remarks for the docs.
    pub notes: Vec<String>,
    /// The property.
    pub span: Span,
}

/// An open enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// What the values are.
    pub base: EnumBase,
    /// The values, in the definition's order.
    pub values: Vec<EnumValue>,
}

/// What the values of an enumeration are on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumBase {
    /// Texts.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The text, or the shortest decimal form of the number.
    pub wire: String,
    /// From `x-ms-enum-values` and the like.
    pub title: Option<String>,
    /// From `x-ms-enum-values`.
    pub description: Option<String>,
}

/// What another operation supplies for a value: a list of values, a tree of them, or a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Each place that offers this choice: the operation and the wire key (path) of its parameter or body property. Of a
    /// schema the path ends in `schema`, and begins with `answer` or `notification` where it is of one.
    pub places: Vec<(OperationId, String)>,
    /// The operation to call.
    pub calls: OperationId,
    /// What that operation is called with.
    pub arguments: Vec<ChoiceArgument>,
    /// The body that it is called with, where it is not the operation's own default.
    pub body: Option<LookupBody>,
    /// Keys from the answer to the list, or to the schema; empty where the answer is that.
    pub collection: Vec<String>,
    /// Keys from an item to its value; empty where the item is the value.
    pub value: Vec<String>,
    /// Keys from an item to its title.
    pub title: Vec<String>,
    /// What it supplies.
    pub supply: Supply,
}

/// What a choice supplies.
#[derive(Clone, Debug, PartialEq)]
pub enum Supply {
    /// A list of values of this sort.
    Values(Scalar),
    /// A tree of texts; the choice's own call answers with the topmost items.
    Tree(Box<Tree>),
    /// A JSON Schema.
    Schema,
}

/// What sort of value something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Anything.
    Json,
}

impl Scalar {
    /// The type of such a value.
    pub fn ty(self) -> Type {
        match self {
            Self::Text => Type::String,
            Self::Integer => Type::Integer,
            Self::Number => Type::Number,
            Self::Boolean => Type::Boolean,
            Self::Json => Type::Json,
        }
    }
}

/// A tree of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// What else the topmost items say.
    pub end: TreeEnd,
    /// The call that answers with what is below an item.
    pub browse: Option<Branch>,
    /// Whether items with others below them are values.
    pub selects_parents: bool,
    /// Whether items without others below them are values.
    pub selects_leaves: bool,
}

/// What items of a tree say beside value and title.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeEnd {
    /// Keys from an item to the title that names its place too.
    pub full_title: Vec<String>,
    /// Which items have others below them.
    pub is_parent: ParentTest,
}

/// Which items of a tree have others below them.
#[derive(Clone, Debug, PartialEq)]
pub enum ParentTest {
    /// All.
    Always,
    /// None.
    Never,
    /// Those with this text at the end of these keys.
    Equals(Vec<String>, String),
}

impl ParentTest {
    /// What `true` and `false` mean.
    pub fn of_word(value: bool) -> Self {
        if value { Self::Always } else { Self::Never }
    }
}

/// The call that answers with what is below an item of a tree; fields as of [`Choice`].
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The operation to call.
    pub calls: OperationId,
    /// What that operation is called with.
    pub arguments: Vec<ChoiceArgument>,
    /// The body that it is called with.
    pub body: Option<LookupBody>,
    /// Keys from the answer to the list.
    pub collection: Vec<String>,
    /// Keys from an item to its value.
    pub value: Vec<String>,
    /// Keys from an item to its title.
    pub title: Vec<String>,
    /// What else the items say.
    pub end: TreeEnd,
}

/// A body that is put together for a call.
#[derive(Clone, Debug, PartialEq)]
pub struct LookupBody {
    /// What the definition states: the call's constants, and what the body sends by itself.
    pub constants: Literal,
    /// What the caller or the selected item has.
    pub values: Vec<BodyArgument>,
}

/// A value of such a body.
#[derive(Clone, Debug, PartialEq)]
pub struct BodyArgument {
    /// Keys from the body to the value; none where it is the whole body.
    pub path: Vec<String>,
    /// Who has it; never a constant.
    pub value: ArgumentValue,
    /// What sort of value it is.
    pub ty: Scalar,
}

impl Choice {
    /// The operations that it calls.
    pub fn calls(&self) -> impl Iterator<Item = OperationId> {
        std::iter::once(self.calls).chain(self.branch().map(|branch| branch.calls))
    }

    /// The same, to be renumbered.
    pub fn calls_mut(&mut self) -> impl Iterator<Item = &mut OperationId> {
        let branch = match &mut self.supply {
            Supply::Tree(tree) => tree.browse.as_mut(),
            Supply::Values(_) | Supply::Schema => None,
        };
        std::iter::once(&mut self.calls).chain(branch.map(|branch| &mut branch.calls))
    }

    /// The call below an item of a tree.
    pub fn branch(&self) -> Option<&Branch> {
        match &self.supply {
            Supply::Tree(tree) => tree.browse.as_ref(),
            Supply::Values(_) | Supply::Schema => None,
        }
    }

    /// The values that it asks of its caller: the wire key in the choice's own operation, and the type. One that is used
    /// twice is asked once.
    pub fn callers(&self, operations: &[Operation]) -> Vec<(&str, Type)> {
        let mut callers: Vec<(&str, Type)> = Vec::new();
        let calls = std::iter::once((self.calls, &self.arguments, &self.body));
        let calls = calls.chain(self.branch().map(|branch| (branch.calls, &branch.arguments, &branch.body)));
        for (calls, arguments, body) in calls {
            let parameters =
                operations.get(calls.0).map(|operation| operation.parameters.as_slice()).unwrap_or_default();
            let of_parameters = arguments
                .iter()
                .filter_map(|argument| Some((&argument.value, parameters.get(argument.parameter)?.ty.clone())));
            let of_body = body.iter().flat_map(|body| &body.values).map(|argument| (&argument.value, argument.ty.ty()));
            for (value, ty) in of_parameters.chain(of_body) {
                if let ArgumentValue::Caller(key) = value
                    && !callers.iter().any(|(other, known)| other == key && *known == ty)
                {
                    callers.push((key, ty));
                }
            }
        }
        callers
    }
}

/// A value for one parameter of the operation that a choice calls.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceArgument {
    /// Index into the called operation's parameters.
    pub parameter: usize,
    /// The value, or who has it.
    pub value: ArgumentValue,
}

/// Where a choice's argument comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentValue {
    /// Stated by the definition.
    Constant(Literal),
    /// Asked of the caller: the wire key of the parameter that holds it in the choice's own operation.
    Caller(String),
    /// Taken from the item of a tree that is browsed: keys from the item to the value.
    Selected(Vec<String>),
}

/// A constant of the definition. Numbers keep their source text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// The number's source text.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Literal>),
    /// Keys and values, in order.
    Object(Vec<(String, Literal)>),
}

/// In one line, for messages and remarks: texts without quotes.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(text) | Self::Text(text) => f.write_str(text),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str("}")
            }
        }
    }
}
