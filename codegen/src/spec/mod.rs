//! [`Node`] trees in, [`Definition`] out: the connector folder as written (Swagger 2.0 and `x-ms-*`), nothing interpreted.
//!
//! References stay references, defaults stay JSON. A key of the wrong type, an unknown key and a misspelt extension are
//! diagnostics here; [`crate::lower`] decides what they mean.

mod dataverse;
mod definition;
mod document;
mod folder;
mod object_kinds;
mod operation;
mod policies;
mod reader;
mod schema;
mod table;
mod table_node;
#[cfg(test)]
mod tests;

pub(crate) use definition::{
    Additional, Annotation, Column, ColumnPart, ConnectionParameter, Definition, Document, Dynamic, In,
    NotificationContent, Operation, Parameter, ParameterOrRef, PathItem, PolicyInstance, Product, Properties, Response,
    ResponseOrRef, Schema, Spanned, Table, Text, Throttle,
};
