//! The section *Definitions*: every named type of the document, in its order.

use super::labels;
use super::markup::{self, Markup};
use super::rows;
use crate::emit::input::Input;
use crate::emit::text;
use crate::model::{SchemaLocation, Type, TypeDef, TypeKind};
use crate::names::TypeNames;

/// Adds the definitions, if there are any.
pub(super) fn add(markup: &mut Markup, input: Input<'_>) {
    let types = input.connector.types.iter().zip(&input.names.types);
    let mut definitions = types
        .filter_map(|(def, names)| match &def.location {
            SchemaLocation::Definition { name } => Some((name, def, names)),
            _ => None,
        })
        .peekable();
    if definitions.peek().is_some() {
        markup.heading(2, "Definitions");
    }
    definitions.for_each(|(name, def, names)| section(markup, input, name, def, names));
}

fn section(markup: &mut Markup, input: Input<'_>, name: &str, def: &TypeDef, names: &TypeNames) {
    markup.anchor(&markup::definition_anchor(name));
    markup.heading(3, &text::literal(name));
    markup.block(def.description.as_deref().map(text::paragraphs).unwrap_or_default());
    markup.block(format!("Rust: `{}::{}::{}`", input.names.library, names.module.path(), names.name));
    match &def.kind {
        TypeKind::Struct(structure) => {
            rows::properties(input, structure).add_properties(markup);
            if let Some(extra) = &structure.extra {
                markup.block(format!("Additional properties: {}.", labels::word(input, extra)));
            }
            if let Some(variants) = &structure.variants {
                let types = variants.types.iter().map(|id| labels::word(input, &Type::Named(*id)));
                let types: Vec<_> = types.collect();
                markup.block(format!("Variants by {}: {}.", text::code(&variants.property), types.join(", ")));
            }
        }
        TypeKind::Enum(enumeration) => {
            markup.block("One of:");
            markup.list(enumeration.values.iter().map(labels::value));
        }
        // A definition is never one.
        TypeKind::Responses(_) => {}
        TypeKind::Alias(target) => {
            markup.block(format!("Type: {}", labels::word(input, target)));
            if let Some(structure) = rows::anonymous(input, target) {
                rows::properties(input, structure).add_properties(markup);
            }
        }
    }
}
