//! Sizes of a connector: [`Connector`] in, [`Counts`] out, for reports and benchmarks.

use crate::model::{Connector, Role, SchemaLocation, TypeKind};

/// Sizes of a connector.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Methods of the client.
    pub actions: usize,
    /// Operations behind drop-downs.
    pub internal: usize,
    /// Triggers.
    pub triggers: usize,
    /// Parameters and bodies of all operations.
    pub parameters: usize,
    /// Types that the definition names.
    pub definitions: usize,
    /// All types with a name of their own, definitions among them.
    pub types: usize,
    /// Places in the definition that share a type with another place.
    pub aliases: usize,
    /// Properties of all types.
    pub properties: usize,
    /// Values of all enumerations.
    pub enum_values: usize,
    /// Distinct choices.
    pub choices: usize,
    /// Places that offer a choice.
    pub choice_places: usize,
}

impl Counts {
    /// Counts a connector.
    pub(crate) fn of(connector: &Connector) -> Self {
        let role = |role| connector.operations.iter().filter(|operation| operation.role == role).count();
        let mut counts = Self {
            actions: role(Role::Action),
            internal: role(Role::Internal),
            triggers: role(Role::Trigger),
            types: connector.types.len(),
            choices: connector.dynamic_sources.len(),
            choice_places: connector.dynamic_sources.iter().map(|source| source.locations.len()).sum(),
            ..Self::default()
        };
        for operation in &connector.operations {
            counts.parameters += operation.parameters.len() + usize::from(operation.body.is_some());
        }
        for def in &connector.types {
            counts.definitions += usize::from(matches!(def.location, SchemaLocation::Definition { .. }));
            counts.aliases += def.aliases.len();
            match &def.kind {
                TypeKind::Struct(structure) => counts.properties += structure.fields.len(),
                TypeKind::Enum(enumeration) => counts.enum_values += enumeration.values.len(),
                TypeKind::Alias(_) | TypeKind::Responses(_) => {}
            }
        }
        counts
    }

    /// Name and value of each count, for tables and reports.
    pub fn rows(&self) -> [(&'static str, usize); 11] {
        [
            ("actions", self.actions),
            ("internal", self.internal),
            ("triggers", self.triggers),
            ("parameters", self.parameters),
            ("definitions", self.definitions),
            ("types", self.types),
            ("aliases", self.aliases),
            ("properties", self.properties),
            ("enum_values", self.enum_values),
            ("choices", self.choices),
            ("choice_places", self.choice_places),
        ]
    }
}

#[cfg(test)]
mod tests {
    use crate::{Generator, Input};

    #[test]
    fn each_part_of_a_connector_is_counted_once() {
        let definition = r##"{"swagger": "2.0", "info": {"title": "Small", "version": "1"}, "host": "example.com", "paths": {
            "/x/{id}": {"post": {"operationId": "Add", "parameters": [
                {"name": "id", "in": "path", "required": true, "type": "string"},
                {"name": "body", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Item"}}
            ], "responses": {"200": {"description": "ok", "schema": {"$ref": "#/definitions/Item"}}}}},
            "/y": {"get": {"operationId": "List", "x-ms-visibility": "internal", "parameters": [
                {"name": "q", "in": "query", "type": "string"}
            ], "responses": {"200": {"description": "ok"}}}}
        }, "definitions": {"Item": {"type": "object", "properties": {
            "a": {"type": "string"}, "b": {"type": "string", "enum": ["One", "Two", "Three"]}
        }}}}"##;
        let generated = Generator::default().generate_from(Input::new("small", definition));
        let counted: Vec<_> = generated.counts().rows().into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(
            counted,
            [
                ("actions", 1),
                ("internal", 1),
                ("parameters", 3),
                ("definitions", 1),
                ("types", 2),
                ("properties", 2),
                ("enum_values", 3)
            ]
        );
    }
}
