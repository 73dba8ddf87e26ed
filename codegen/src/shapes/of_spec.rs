//! Shapes as a definition writes them. Each schema counts once, where it is written; references are not followed.

use std::collections::HashSet;

use super::table::Shape;
use crate::lower::{Kind, schema_kind};
use crate::source::Value;
use crate::spec::{Additional, Document, Dynamic, Parameter, ParameterOrRef, Response, ResponseOrRef, Schema};

/// Notes each shape that the document holds.
pub(super) fn count(document: &Document, note: &mut dyn FnMut(Shape)) {
    document.definitions.iter().for_each(|(_, it)| schema(it, note));
    document.parameters.iter().for_each(|(_, it)| parameter(it, note));
    document.responses.iter().for_each(|(_, it)| response(it, note));
    let mut ids = HashSet::new();
    for item in &document.paths {
        for stated in &item.parameters {
            note(Shape::OfPath);
            parameter_or_reference(stated, note);
        }
        let contents = item.operations.iter().map(|operation| &operation.notification_content);
        let contents = contents.chain([&item.notification_content]).flatten();
        contents.filter_map(|content| content.schema.as_ref()).for_each(|it| schema(it, note));
        for operation in &item.operations {
            if operation.id.as_ref().is_none_or(|id| !ids.insert(&id.value)) {
                note(Shape::NoId);
            }
            operation.parameters.iter().for_each(|stated| parameter_or_reference(stated, note));
            for (_, stated) in &operation.responses {
                if let ResponseOrRef::Response(stated) = stated {
                    response(stated, note);
                }
            }
        }
    }
}

fn parameter_or_reference(stated: &ParameterOrRef, note: &mut dyn FnMut(Shape)) {
    match stated {
        ParameterOrRef::Reference(_) => note(Shape::ByReference),
        ParameterOrRef::Parameter(stated) => parameter(stated, note),
    }
}

fn parameter(stated: &Parameter, note: &mut dyn FnMut(Shape)) {
    if stated.notification_url && !stated.schema.notification_url {
        note(Shape::CallbackUrl);
    }
    dynamic(&stated.dynamic, note);
    schema(&stated.schema, note);
}

fn response(stated: &Response, note: &mut dyn FnMut(Shape)) {
    stated.schema.iter().for_each(|it| schema(it, note));
}

fn dynamic(stated: &Dynamic, note: &mut dyn FnMut(Shape)) {
    let Dynamic { values, list, tree, schema, properties } = stated;
    let found = [
        (values.is_some() || list.is_some(), Shape::Choices),
        (tree.is_some(), Shape::Tree),
        (schema.is_some() || properties.is_some(), Shape::Dynamic),
    ];
    found.into_iter().filter(|(holds, _)| *holds).for_each(|(_, shape)| note(shape));
}

/// Notes the shapes of a schema and of the schemas inside it. The reader of JSON bounds the depth.
fn schema(it: &Schema, note: &mut dyn FnMut(Shape)) {
    dynamic(&it.dynamic, note);
    if it.reference.is_none() {
        own(it, note);
    }
    it.properties.iter().for_each(|(_, property)| schema(property, note));
    it.all_of.iter().for_each(|part| schema(part, note));
    it.items.iter().for_each(|item| schema(item, note));
    if let Some(Additional::Schema(values)) = &it.additional {
        schema(values, note);
    }
}

/// Notes the shapes of a schema itself.
fn own(it: &Schema, note: &mut dyn FnMut(Shape)) {
    let has_properties = !it.properties.is_empty();
    let is_dynamic = it.dynamic.schema.is_some() || it.dynamic.properties.is_some();
    let kind = schema_kind(it);
    let is_object = kind == Kind::Object;
    let additional = match &it.additional {
        Some(Additional::Schema(_)) if has_properties => Some(Shape::ExtraTyped),
        Some(Additional::Schema(_)) => Some(Shape::Map),
        Some(Additional::Allowed(true)) if has_properties => Some(Shape::ExtraFree),
        _ => None,
    };
    let format = match it.format.as_ref().filter(|_| kind == Kind::String).map(|format| format.value.as_str()) {
        Some("date-time") => Some(Shape::DateTime),
        Some("date") => Some(Shape::Date),
        Some("byte") => Some(Shape::Base64),
        Some("password") => Some(Shape::Secret),
        _ => None,
    };
    let is_empty = !has_properties && it.all_of.is_empty() && !matches!(additional, Some(Shape::Map));
    let found = [
        (is_object && has_properties, Shape::Object),
        (is_object && is_empty && !is_dynamic, Shape::FreeObject),
        (kind == Kind::Array, Shape::List),
        (!it.all_of.is_empty(), Shape::AllOf),
        (it.discriminator.is_some(), Shape::Discriminator),
        (is_dynamic && has_properties, Shape::DynamicBeside),
        (it.nullable, Shape::Nullable),
        (it.read_only, Shape::ReadOnly),
        (it.notification_url, Shape::CallbackUrl),
    ];
    found.into_iter().filter(|(holds, _)| *holds).for_each(|(_, shape)| note(shape));
    let listed = it.enumeration.as_deref().filter(|values| !values.is_empty());
    let listed = listed.and_then(|values| match kind {
        Kind::String => Some(Shape::EnumText),
        Kind::Integer => Some(Shape::EnumInteger),
        Kind::Number => Some(Shape::EnumNumber),
        Kind::Boolean => Some(Shape::EnumBoolean),
        _ => values.iter().all(|node| matches!(node.value, Value::String(_))).then_some(Shape::EnumText),
    });
    additional.into_iter().chain(format).chain(listed).for_each(note);
}
