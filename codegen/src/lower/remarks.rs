//! Facts that only the docs state.

use crate::lower::{defaults, dynamic, enums, texts};
use crate::model::Remark;
use crate::spec::{Annotation, Dynamic, Operation, Parameter, Schema, Text};

/// What a schema states beyond its type.
pub(super) fn of_schema(schema: &Schema) -> Vec<Remark> {
    let mut remarks = of_dynamic(&schema.dynamic);
    let values = schema.enumeration.as_deref().filter(|nodes| !nodes.is_empty() && enums::is_documented_only(schema));
    remarks.extend(values.map(|nodes| Remark::ListedValues(nodes.iter().map(defaults::literal).collect())));
    remarks.extend(schema.discriminator.as_ref().map(|key| Remark::Discriminator(key.value.clone())));
    remarks.extend(schema.notification_url.then_some(Remark::CallbackUrl));
    remarks.extend(for_models(&schema.description_for_model, &schema.description));
    remarks.extend(inferred(&schema.inferred));
    remarks
}

/// The description for language models, unless the description is the same.
pub(super) fn for_models(text: &Text, description: &Text) -> Option<Remark> {
    let text = texts::text(text)?;
    (Some(&text) != texts::text(description).as_ref()).then_some(Remark::ForModels(text))
}

/// The operations that the dynamic extensions name.
pub(super) fn of_dynamic(dynamic: &Dynamic) -> Vec<Remark> {
    let schema = dynamic.schema.as_ref().or(dynamic.properties.as_ref());
    let operation = |node| dynamic::text(node, "operationId").map(str::to_owned);
    let mut remarks = Vec::new();
    remarks.extend(schema.and_then(operation).map(Remark::DynamicSchema));
    // Where both stand, the list is the newer one.
    let values = dynamic.list.as_ref().or(dynamic.values.as_ref());
    remarks.extend(values.and_then(operation).map(Remark::DynamicValues));
    let tree = dynamic.tree.iter().flat_map(|tree| ["open", "browse"].map(|end| dynamic::member(tree, end)));
    let tree: Vec<String> = tree.flatten().filter_map(operation).collect();
    remarks.extend((!tree.is_empty()).then_some(Remark::DynamicTree(tree)));
    remarks
}

/// What an operation states beyond its parameters and responses.
pub(super) fn of_operation(operation: &Operation, has_pages: bool) -> Vec<Remark> {
    let mut remarks = Vec::new();
    remarks.extend(operation.annotation.iter().flat_map(of_annotation));
    remarks.extend(operation.long_running.then_some(Remark::LongRunning));
    let next_link = operation.next_link.as_ref();
    remarks.extend(next_link.map(|key| Remark::NextLink { key: key.value.clone(), is_followed: has_pages }));
    let permissions: Vec<String> = operation.delegated_permissions.iter().map(|name| name.value.clone()).collect();
    remarks.extend((!permissions.is_empty()).then_some(Remark::DelegatedPermissions(permissions)));
    remarks.extend(for_models(&operation.description_for_model, &operation.description));
    remarks.extend(inferred(&operation.inferred));
    remarks
}

/// The remarks of a body that is sent as a form. Its operation shows them: the body has no argument of its own.
pub(super) fn of_form(body: &Parameter) -> Vec<Remark> {
    let schema = &body.schema;
    let title = texts::text(&body.summary).or_else(|| texts::title(schema));
    let description = texts::text(&body.description).or_else(|| texts::text(&schema.description));
    let mut remarks: Vec<Remark> = title.into_iter().chain(description).map(Remark::FormText).collect();
    remarks.dedup();
    remarks.extend(of_schema(schema).into_iter().chain(inferred(&body.inferred)));
    remarks
}

/// Adds the remarks that are not there yet.
pub(super) fn add_new(remarks: &mut Vec<Remark>, more: impl IntoIterator<Item = Remark>) {
    for remark in more {
        if !remarks.contains(&remark) {
            remarks.push(remark);
        }
    }
}

/// `x-inferred`.
pub(super) fn inferred(text: &Text) -> Option<Remark> {
    text.as_ref().map(|text| Remark::Inferred(text.value.clone()))
}

fn of_annotation(annotation: &Annotation) -> impl Iterator<Item = Remark> {
    let status = annotation.status.as_ref().map(|status| Remark::Status(status.value.clone()));
    let revision = annotation.revision.as_ref().map(|revision| Remark::Revision {
        revision: revision.value.clone(),
        family: annotation.family.as_ref().map(|family| family.value.clone()),
    });
    status.into_iter().chain(revision)
}
