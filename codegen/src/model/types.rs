//! Types, their locations in the definition and their kinds.

use super::{DocumentedType, Exposure, Literal, Remark, TypeId, Visibility};
use crate::span::Span;

/// The type of a value on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// Text.
    String,
    /// `format: password`, and parameters that `securityDefinitions` name: hidden from `Debug`.
    Secret,
    /// A whole number of 64 bits.
    Integer,
    /// A whole number of 64 bits that is not negative: `format: uint64`.
    Unsigned,
    /// A number of 64 bits.
    Number,
    /// A decimal number that keeps its digits: a table's column of format `decimal` or `currency`.
    Decimal,
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
    /// An object whose properties are known at run time only.
    Row,
    /// Any number of one type.
    List(Box<Type>),
    /// Any keys, values of one type.
    Map(Box<Type>),
    /// `x-nullable`.
    Nullable(Box<Type>),
    /// A box, because a struct contains itself without a list between.
    Boxed(Box<Type>),
    /// A box that ends a chain of types: the compiler decides `Send` without a look at what it holds.
    Deep(Box<Type>),
    /// A named type.
    Named(TypeId),
}

/// A named type.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    /// Its location in the definition.
    pub location: SchemaLocation,
    /// Locations of equal anonymous types; each becomes an alias.
    pub aliases: Vec<SchemaLocation>,
    /// `title` or `x-ms-summary`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The default of a definition; other defaults belong to properties and parameters.
    pub default: Option<Literal>,
    /// Its kind.
    pub kind: TypeKind,
    /// Place of its schema in the file; of several equal schemas the first.
    pub span: Span,
}

/// The location of a type in the definition; its name and its module are made from it. Paths consist of wire keys; `[]` is a
/// list's item and `{}` a map's value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SchemaLocation {
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
    /// Equal anonymous types of several locations: module `models::shared`. `key` is the last wire key of a location; of several
    /// keys the first in byte order.
    Shared {
        /// Wire key.
        key: String,
        /// The first of its locations.
        first: Box<SchemaLocation>,
    },
    /// The body of an operation or inside it: module `bodies`.
    Body {
        /// `operationId` as written.
        operation: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// The response of an operation or inside it: module `responses`.
    Response {
        /// `operationId` as written.
        operation: String,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// The response with one status or inside it: a failure, or one of several different successes. Module `responses`.
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
    /// The rows of a table or inside them: module `tables`.
    Table {
        /// Name of the schema's file without the ending.
        table: String,
        /// The type of the table that it is or stands in.
        part: TablePart,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
    /// A parameter: module `parameters`.
    Parameter {
        /// `operationId` as written.
        operation: String,
        /// Wire key.
        key: String,
        /// The word for where it is, such as `query`, if the operation has the key at several places.
        at: Option<&'static str>,
        /// Wire keys from there to the type.
        path: Vec<String>,
    },
}

/// The types that a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TablePart {
    /// A row.
    Row,
    /// A new row.
    New,
    /// The changes of a row.
    Changes,
}

impl SchemaLocation {
    /// The location of a property, of a list's item (`[]`) or of a map's value (`{}`).
    pub(crate) fn child(&self, step: &str) -> Self {
        let mut child = match self {
            Self::Definition { name } => Self::Part { definition: name.clone(), path: Vec::new() },
            other => other.clone(),
        };
        match &mut child {
            Self::Part { path, .. }
            | Self::Body { path, .. }
            | Self::Response { path, .. }
            | Self::Status { path, .. }
            | Self::Payload { path, .. }
            | Self::Table { path, .. }
            | Self::Parameter { path, .. } => path.push(step.to_owned()),
            Self::Definition { .. } | Self::Shared { .. } => {}
        }
        child
    }
}

/// The kind of a named type.
#[derive(Clone, Debug)]
pub(crate) enum TypeKind {
    /// An object with known properties.
    Struct(Struct),
    /// A list of values.
    Enum(Enum),
    /// A definition that is a list, a primitive or another definition.
    Alias(Type),
    /// Different success responses, one per status.
    Responses(Vec<StatusResponse>),
}

/// One of several different success responses.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct StatusResponse {
    /// Its status.
    pub status: u16,
    /// `description` of the response.
    pub description: Option<String>,
    /// Its content; never [`SuccessResponse::ByStatus`].
    pub response: SuccessResponse,
}

/// An object with known properties.
#[derive(Clone, Debug, Default)]
pub(crate) struct Struct {
    /// The properties, in the definition's order.
    pub fields: Vec<Field>,
    /// The type of additional properties: that of `additionalProperties`, or any JSON if a dynamic schema or a variant adds
    /// properties. `None` if there are none.
    pub extra: Option<Type>,
    /// The variants that a value may be instead.
    pub variants: Option<Variants>,
}

/// The variants of an object; one of its properties distinguishes them (`discriminator`).
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Variants {
    /// Wire key of the property that names the variant.
    pub property: String,
    /// The definitions, in the document's order.
    pub types: Vec<TypeId>,
}

/// A property.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Wire key, byte for byte.
    pub key: String,
    /// `x-ms-summary` or `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The type of its value.
    pub ty: Type,
    /// As stated.
    pub required: bool,
    /// Only the service sets it.
    pub read_only: bool,
    /// `x-ms-visibility`.
    pub visibility: Visibility,
    /// The default that the definition states.
    pub default: Option<Literal>,
    /// The value that is sent while the field is `None`: an internal or required default, or the only value of an enum.
    pub sent: Option<Literal>,
    /// Whether and how a caller can set it.
    pub exposure: Exposure,
    /// Whether `subscribe` fills it in: the callback URL of a registration, and objects around it that need nothing else.
    pub filled: bool,
    /// The type as the definition writes it.
    pub documented_type: DocumentedType,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
    /// Its place in the file.
    pub span: Span,
}

/// An open enumeration.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Enum {
    /// The type of the values.
    pub base: EnumBase,
    /// The values, in the definition's order.
    pub values: Vec<EnumValue>,
}

/// The type of an enumeration's values on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum EnumBase {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Whole numbers of 64 bits without a sign: `format: uint64`.
    Unsigned,
    /// Numbers.
    Number,
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct EnumValue {
    /// The text, or the shortest decimal form of the number.
    pub wire: String,
    /// From `x-ms-enum-values` and the like.
    pub title: Option<String>,
    /// From `x-ms-enum-values`.
    pub description: Option<String>,
}

/// What a successful call returns.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum SuccessResponse {
    /// No content.
    Empty,
    /// The same content with every status.
    Content(Content),
    /// Several 2xx, of which one has no content.
    Optional(Content),
    /// Several 2xx with different contents: a named type whose kind is [`TypeKind::Responses`](super::TypeKind::Responses).
    ByStatus(Type),
}

/// The content of a body or a response.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum Content {
    /// JSON of this type.
    Json(Type),
    /// Plain text.
    Text,
    /// Bytes.
    Bytes,
}
