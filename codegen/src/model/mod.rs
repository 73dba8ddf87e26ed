//! The connector as the definition means it: plain data that `lower` builds and `names` and `emit` read.
//!
//! The door is [`Connector`]. It does not know JSON, `$ref` or Rust names. Wire names are byte for byte as in the definition,
//! and everything is in the definition's order.

mod connector;
pub(crate) mod direct;
mod documented_type;
mod dynamic;
mod exposure;
mod ids;
mod literal;
mod operations;
mod remarks;
mod resolve;
mod responses;
mod table;
mod types;
pub(crate) mod visit;
mod webhook;

pub(crate) use connector::{Connector, Contact, Family, Head, Origin, Product, Throttle};
pub(crate) use documented_type::{DocumentedItem, DocumentedType};
pub(crate) use dynamic::{
    ArgumentValue, BodyArgument, Branch, CallerValue, DynamicArgument, DynamicBody, DynamicKind, DynamicLocation,
    DynamicPart, DynamicSource, ParentTest, Scalar, Taker, Tree, TreeEnd,
};
pub(crate) use exposure::{Exposure, Visibility};
pub(crate) use ids::{DynamicSourceId, OperationId, TypeId};
pub(crate) use literal::Literal;
pub(crate) use operations::{
    Body, Continuation, Deprecation, Form, Operation, Paging, Parameter, ParameterLocation, Role, Style,
};
pub(crate) use remarks::Remark;
pub(crate) use resolve::{kind, resolve, resolve_value};
pub(crate) use responses::{DocumentedResponse, FinalState, LongRunning, Notification, Trigger, TriggerKind};
pub(crate) use table::{
    FilterFunction, FilterValue, Table, TableColumn, TableDialect, TableNeed, TableOperations, TablePlace, Tables,
    placeholders,
};
pub(crate) use types::{
    Content, Enum, EnumBase, EnumValue, Field, SchemaLocation, StatusResponse, Struct, SuccessResponse, TablePart,
    Type, TypeDef, TypeKind, Variants,
};
pub(crate) use webhook::{CallbackPlace, Certainty, Found, Registration, Removal};
