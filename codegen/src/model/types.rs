//! Types, where each stands, and what it holds.

use super::{DocumentedType, Exposure, Literal, Remark, SuccessResponse, TypeId, Visibility};
use crate::span::Span;

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
    pub location: SchemaLocation,
    /// Other places where an equal anonymous type stood: each becomes an alias.
    pub aliases: Vec<SchemaLocation>,
    /// `title` or `x-ms-summary`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The default that a definition states; those of other types are their properties' and parameters'.
    pub default: Option<Literal>,
    /// What it is.
    pub kind: TypeKind,
    /// The schema; of equal ones the first.
    pub span: Span,
}

/// Where a type stands in the definition: its name and its module are made from this. Paths hold wire keys; `[]` is a
/// list's item and `{}` a map's value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaLocation {
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
        first: Box<SchemaLocation>,
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
            | Self::Parameter { path, .. } => path.push(step.to_owned()),
            Self::Definition { .. } | Self::Shared { .. } => {}
        }
        child
    }
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
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
#[derive(Clone, Debug, PartialEq)]
pub struct StatusResponse {
    /// Its status.
    pub status: u16,
    /// `description` of the response.
    pub description: Option<String>,
    /// What it holds; never [`SuccessResponse::ByStatus`].
    pub response: SuccessResponse,
}

/// An object with known properties.
#[derive(Clone, Debug, Default)]
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
#[derive(Clone, Debug)]
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
    pub exposure: Exposure,
    /// The type as the definition writes it.
    pub documented_type: DocumentedType,
    /// Facts that only the docs state.
    pub remarks: Vec<Remark>,
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
