//! The rows of tables: parameters, the properties of a body, the properties of a definition.

use super::labels;
use super::markup::Markup;
use crate::emit::input::Input;
use crate::emit::{text, words};
use crate::model::{
    Body, Content, DynamicPart, Field, Literal, OperationId, Parameter, ParameterLocation, Remark, SchemaLocation,
    Struct, Type, TypeDef, TypeKind, Visibility,
};

/// How deep anonymous objects are followed; they can hold themselves through a definition only.
const MAX_DEPTH: usize = 16;

/// A parameter or a property.
struct Row {
    name: String,
    path: String,
    required: bool,
    label: String,
    description: String,
    remarks: Option<String>,
}

/// The rows of a table, as on the reference page, and the remarks below it.
pub(super) struct Rows(Vec<Row>);

impl Rows {
    /// Adds the table of parameters and the remarks; nothing if there are no rows.
    pub(super) fn add_parameters(self, markup: &mut Markup) {
        let remarks = self.remarks();
        markup.table(["Name", "Key", "Required", "Type", "Description"], self.0.into_iter().map(Row::of_parameter));
        markup.list(remarks);
    }

    /// Adds the table of properties and the remarks; nothing if there are no rows.
    pub(super) fn add_properties(self, markup: &mut Markup) {
        let remarks = self.remarks();
        markup.table(["Name", "Path", "Type", "Description"], self.0.into_iter().map(Row::of_property));
        markup.list(remarks);
    }

    fn remarks(&self) -> Vec<String> {
        self.0.iter().filter_map(|row| row.remarks.clone()).collect()
    }
}

impl Row {
    /// `Name | Key | Required | Type | Description`.
    fn of_parameter(self) -> [String; 5] {
        let required = if self.required { "True".to_owned() } else { String::new() };
        [self.name, self.path, required, self.label, self.description]
    }

    /// `Name | Path | Type | Description`.
    fn of_property(self) -> [String; 4] {
        [self.name, self.path, self.label, self.description]
    }
}

/// The parameters of an operation as listed, with the body's properties in the position of the body.
pub(super) fn parameters(input: Input<'_>, id: OperationId) -> Rows {
    let operation = &input.connector.operations[id.0];
    let writer = Writer { input, operation: Some(id) };
    let mut rows = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        if index == operation.body_position {
            writer.body(operation.body.as_ref(), &mut rows);
        }
        if parameter.visibility != Visibility::Internal {
            rows.push(writer.parameter(parameter));
        }
    }
    if operation.body_position >= operation.parameters.len() {
        writer.body(operation.body.as_ref(), &mut rows);
    }
    Rows(rows)
}

/// The properties of an object, nested ones by their path.
pub(super) fn properties(input: Input<'_>, structure: &Struct) -> Rows {
    let mut rows = Vec::new();
    Writer { input, operation: None }.fields(structure, "", None, 0, &mut rows);
    Rows(rows)
}

/// The object without a section of its own that a value is, or that the items of a list are.
pub(super) fn anonymous<'a>(input: Input<'a>, ty: &'a Type) -> Option<&'a Struct> {
    match labels::named(input, ty)? {
        (_, TypeDef { location: SchemaLocation::Definition { .. }, .. }) => None,
        (_, TypeDef { kind: TypeKind::Struct(structure), .. }) => Some(structure),
        _ => None,
    }
}

/// The place of a row's value in its operation.
enum Place<'a> {
    /// A parameter outside a body: its wire key.
    Parameter(&'a str),
    /// A field of a form: its wire key. The form may be written as a body.
    FormField(&'a str),
    /// The whole body: the name of the body parameter.
    Body(&'a str),
    /// A property of the body: its wire keys.
    BodyProperty(Vec<&'a str>),
    /// A property of a definition, or inside a map's value. No dynamic source is for it.
    Elsewhere,
}

struct Writer<'a> {
    input: Input<'a>,
    /// Whose parameters these are.
    operation: Option<OperationId>,
}

impl Writer<'_> {
    fn parameter(&self, parameter: &Parameter) -> Row {
        let place = match parameter.location {
            ParameterLocation::Form => Place::FormField(&parameter.key),
            _ => Place::Parameter(&parameter.key),
        };
        let default = parameter.default.as_ref();
        Row {
            name: name(&parameter.title, &parameter.key),
            path: text::literal(&parameter.key),
            required: parameter.required,
            label: labels::linked(self.input, &parameter.documented_type),
            description: description(&parameter.description),
            remarks: self.remarks(&parameter.ty, &parameter.remarks, default, &parameter.key, &place),
        }
    }

    /// The properties of a body; any other body is one row.
    fn body(&self, body: Option<&Body>, rows: &mut Vec<Row>) {
        let Some(body) = body else { return };
        let ty = if let Content::Json(ty) = &body.content { ty } else { &Type::String };
        let is_list = body.documented_type.lists > 0 || matches!(ty, Type::List(_));
        let structure = match labels::named(self.input, ty) {
            Some((_, TypeDef { kind: TypeKind::Struct(structure), .. }))
                if !is_list && !structure.fields.is_empty() =>
            {
                Some(structure)
            }
            _ => None,
        };
        if let Some(structure) = structure {
            return self.fields(structure, "", Some(&[]), 0, rows);
        }
        rows.push(Row {
            name: name(&body.title, &body.key),
            path: text::literal(&body.key),
            required: body.required,
            label: labels::linked(self.input, &body.documented_type),
            description: description(&body.description),
            remarks: self.remarks(ty, &body.remarks, None, &body.key, &Place::Body(&body.key)),
        });
        if let Some(structure) = anonymous(self.input, ty) {
            self.fields(structure, &format!("{}.", body.key), Some(&[]), 1, rows);
        }
    }

    /// The properties of an object, nested ones below it. `keys` are the wire keys from the body to the object; `None` outside a
    /// body.
    fn fields(&self, structure: &Struct, above: &str, keys: Option<&[&str]>, depth: usize, rows: &mut Vec<Row>) {
        for field in structure.fields.iter().filter(|field| field.visibility != Visibility::Internal) {
            let path = format!("{above}{}", field.key);
            let keys = keys.map(|keys| [keys, &[field.key.as_str()]].concat());
            let place = keys.clone().map_or(Place::Elsewhere, Place::BodyProperty);
            rows.push(self.field(field, &path, &place));
            if depth < MAX_DEPTH
                && let Some((structure, step)) = nested(self.input, &field.ty)
            {
                let keys = keys.as_deref().filter(|_| !matches!(field.ty, Type::Map(_)));
                self.fields(structure, &format!("{path}.{step}"), keys, depth + 1, rows);
            }
        }
    }

    fn field(&self, field: &Field, path: &str, place: &Place<'_>) -> Row {
        Row {
            name: name(&field.title, &field.key),
            path: text::literal(path),
            required: field.required,
            label: labels::linked(self.input, &field.documented_type),
            description: description(&field.description),
            remarks: self.remarks(&field.ty, &field.remarks, field.default.as_ref(), path, place),
        }
    }

    /// The key, the listed values, the remarks, the default and the choices.
    fn remarks(
        &self,
        ty: &Type,
        remarks: &[Remark],
        default: Option<&Literal>,
        path: &str,
        place: &Place<'_>,
    ) -> Option<String> {
        let values = labels::values(self.input, ty);
        let remarks = remarks.iter().map(|remark| text::line(&words::sentence(remark)));
        let sentences = values.into_iter().chain(remarks).chain(default.map(stated_default)).chain(self.choices(place));
        let sentences: Vec<_> = sentences.filter(|sentence| !sentence.is_empty()).collect();
        (!sentences.is_empty()).then(|| format!("{}: {}", text::code(path), sentences.join(" ")))
    }

    /// The methods that request the values, the tree or the schema of a parameter or a property.
    fn choices(&self, place: &Place<'_>) -> impl Iterator<Item = String> {
        let at = |keys: &[&str]| self.operation.map_or(&[][..], |id| self.input.offered(id, keys));
        let mut offers = match place {
            Place::Parameter(key) | Place::FormField(key) => at(&[key]).to_vec(),
            Place::Body(key) => [at(&[key]), at(&[])].concat(),
            Place::BodyProperty(keys) => at(keys).to_vec(),
            Place::Elsewhere => Vec::new(),
        };
        offers.retain(|(_, part)| is_at(part, place));
        offers.sort_by_key(|(index, _)| *index);
        offers.into_iter().map(|(index, _)| {
            let (choice, names) = (&self.input.connector.dynamic_sources[index], &self.input.names.choices[index]);
            let call = words::choice_call(&self.input.connector.operations, choice, names);
            format!("Rust: `client.choices().{call}`.")
        })
    }
}

/// Whether a part of an operation is the value at a place of the same operation.
fn is_at(part: &DynamicPart, place: &Place<'_>) -> bool {
    match (part, place) {
        (DynamicPart::Parameter(of), Place::Parameter(key) | Place::FormField(key) | Place::Body(key)) => of == key,
        (DynamicPart::Body { path, .. }, Place::FormField(key)) => path.iter().eq([key]),
        (DynamicPart::Body { path, .. }, Place::Body(_)) => path.is_empty(),
        (DynamicPart::Body { path, .. }, Place::BodyProperty(keys)) => path.iter().eq(keys),
        _ => false,
    }
}

/// The anonymous object in a property, and the step to its properties.
fn nested<'a>(input: Input<'a>, ty: &'a Type) -> Option<(&'a Struct, &'static str)> {
    match ty {
        Type::Map(value) => Some((anonymous(input, value)?, "{}.")),
        ty => Some((anonymous(input, ty)?, "")),
    }
}

fn stated_default(value: &Literal) -> String {
    match value {
        Literal::Text(text) if text.is_empty() => "Default: an empty string.".to_owned(),
        value => format!("Default: {}.", text::code(&value.to_string())),
    }
}

fn name(title: &Option<String>, key: &str) -> String {
    match title.as_deref().map(text::cell) {
        Some(title) if !title.is_empty() => title,
        _ => text::literal(key),
    }
}

fn description(description: &Option<String>) -> String {
    description.as_deref().map(text::cell).unwrap_or_default()
}
