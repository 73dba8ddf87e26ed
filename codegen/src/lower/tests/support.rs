//! Small documents in, a summary of what lowering makes of them out.

use std::fmt::Write;

use crate::diagnostic::Diagnostics;
use crate::input::{Input, InputFile};
use crate::lower::lower;
use crate::model::{
    ArgumentValue, BodyArgument, Connector, Content, DocumentedType, DynamicKind, DynamicSource, Field, Operation,
    Parameter, Remark, Scalar, SchemaLocation, Style, SuccessResponse, Type, TypeDef, TypeKind,
};
use crate::span::Sources;
use crate::spec::Definition;

/// A document with these members of `paths` and `definitions`.
pub(crate) fn document(paths: &str, definitions: &str) -> String {
    format!(
        "{{\"swagger\": \"2.0\", \"info\": {{\"title\": \"T\", \"version\": \"1\"}}, \"host\": \"example.com\",\n\
         \"paths\": {{{paths}}},\n\"definitions\": {{{definitions}}}}}"
    )
}

/// A document with one action, `POST /do`, that takes these parameters and returns nothing.
pub(super) fn with_parameters(parameters: &str, definitions: &str) -> String {
    let operation =
        format!("\"operationId\": \"Do\", \"parameters\": [{parameters}], \"responses\": {{\"200\": {{}}}}");
    document(&format!("\"/do\": {{\"post\": {{{operation}}}}}"), definitions)
}

/// A document with one action whose body has these properties, the required ones named.
pub(super) fn with_body(properties: &str, required: &str, definitions: &str) -> String {
    let schema = format!("{{\"type\": \"object\", \"required\": [{required}], \"properties\": {{{properties}}}}}");
    with_parameters(&format!("{{\"name\": \"body\", \"in\": \"body\", \"schema\": {schema}}}"), definitions)
}

/// A document with one action that has these responses.
pub(super) fn with_responses(responses: &str, more: &str, definitions: &str) -> String {
    let operation = format!("\"operationId\": \"Do\", {more} \"responses\": {{{responses}}}");
    document(&format!("\"/do\": {{\"get\": {{{operation}}}}}"), definitions)
}

/// Reads and lowers a document.
pub(crate) fn lowered(document: &str) -> (Option<Connector>, Diagnostics, Sources) {
    lowered_by(document, lower)
}

/// Reads a document and lowers it with a function.
pub(super) fn lowered_by(
    document: &str,
    lower: impl FnOnce(&Definition, &mut Diagnostics) -> Option<Connector>,
) -> (Option<Connector>, Diagnostics, Sources) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let definition = InputFile { path: "apiDefinition.swagger.json".to_owned(), bytes: document.as_bytes().to_vec() };
    let input = Input { folder: "test".to_owned(), definition, ..Input::default() };
    let definition = Definition::read(input, &mut sources, &mut diagnostics).expect("the test's document can be read");
    let connector = lower(&definition, &mut diagnostics);
    (connector, diagnostics, sources)
}

/// The connector that a document means and what is wrong with it, one line a fact.
pub(super) fn summary(document: &str) -> String {
    let (connector, diagnostics, sources) = lowered(document);
    let mut text = String::new();
    if let Some(connector) = connector {
        let types = &connector.types;
        for operation in &connector.operations {
            write_operation(&mut text, types, operation);
        }
        for def in types {
            write_type(&mut text, types, def);
        }
        for choice in &connector.dynamic_sources {
            write_choice(&mut text, &connector, choice);
        }
    }
    for diagnostic in diagnostics.iter() {
        let source = sources.get(diagnostic.span.file).expect("a span points into a source");
        let (line, column) = source.position(diagnostic.span.start);
        let problem = &diagnostic.problem;
        line_of(
            &mut text,
            format_args!("{:?} {} {line}:{column} {}", problem.severity(), problem.code(), problem.message()),
        );
    }
    text
}

fn line_of(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a text can be written to");
}

fn write_operation(text: &mut String, types: &[TypeDef], operation: &Operation) {
    let Operation { id, role, method, path, .. } = operation;
    line_of(text, format_args!("{id}: {role:?} {method} {path}"));
    for parameter in &operation.parameters {
        write_parameter(text, types, parameter);
    }
    if let Some(form) = operation.form {
        line_of(text, format_args!("  form {form:?}"));
    }
    if let Some(body) = &operation.body {
        let content = content_name(types, &body.content);
        let default = body.default.as_ref().map(|value| format!(" sends {value}")).unwrap_or_default();
        line_of(
            text,
            format_args!(
                "  body `{}` after {} parameters: {content} as {}{}, {:?}{default}, `{}`",
                body.key,
                operation.body_position,
                body.content_type,
                if body.upload_states_type { " or the upload's type" } else { "" },
                body.exposure,
                label(&body.documented_type)
            ),
        );
        write_remarks(text, &body.remarks);
    }
    match &operation.success {
        SuccessResponse::Empty => {}
        SuccessResponse::Content(content) => line_of(text, format_args!("  response {}", content_name(types, content))),
        SuccessResponse::Optional(content) => {
            line_of(text, format_args!("  response {} or none", content_name(types, content)))
        }
        SuccessResponse::ByStatus(ty) => line_of(text, format_args!("  response {}", type_name(types, ty))),
    }
    for returned in &operation.documented_responses {
        if let Some(stated) = &returned.documented_type {
            let label = label(stated);
            let ty = returned.ty.as_ref().map(|ty| format!(" as {}", type_name(types, ty))).unwrap_or_default();
            line_of(text, format_args!("  returns {} `{label}`{ty}", returned.status));
        }
    }
    if let Some(trigger) = &operation.trigger {
        if let Some(twin) = &trigger.twin_of {
            line_of(text, format_args!("  {id} is the same as {twin}"));
        }
        let payload = type_name(types, &trigger.payload);
        let url = trigger.notification_url.as_deref().unwrap_or("nowhere");
        line_of(
            text,
            format_args!("  {:?} of {payload}, `{}`, callback in {url}", trigger.kind, label(&trigger.documented_type)),
        );
    }
    if let Some(notification) = &operation.notification {
        let payload = type_name(types, &notification.payload);
        line_of(
            text,
            format_args!("  posts {payload}, `{}`, to its callback URL", label(&notification.documented_type)),
        );
    }
    if let Some(deprecated) = &operation.deprecated {
        line_of(text, format_args!("  deprecated for {:?}", deprecated.replacement));
    }
    write_remarks(text, &operation.remarks);
}

fn write_parameter(text: &mut String, types: &[TypeDef], parameter: &Parameter) {
    let Parameter { key, location, exposure, .. } = parameter;
    let label = label(&parameter.documented_type);
    let ty = type_name(types, &parameter.ty);
    let required = if parameter.required { " required" } else { "" };
    let sends = if parameter.send_default { " sends" } else { " default" };
    let default = parameter.default.as_ref().map(|value| format!("{sends} {value:?}")).unwrap_or_default();
    let style = match parameter.style {
        Style::Joined(',') => String::new(),
        style => format!(", {style:?}"),
    };
    line_of(text, format_args!("  `{key}` {location:?}{required}: {ty}, {exposure:?}{default}, `{label}`{style}"));
    write_remarks(text, &parameter.remarks);
}

fn write_type(text: &mut String, types: &[TypeDef], def: &TypeDef) {
    let name = location_name(&def.location);
    match &def.kind {
        TypeKind::Alias(ty) => line_of(text, format_args!("{name} = {}", type_name(types, ty))),
        TypeKind::Enum(enumeration) => {
            let values: Vec<_> = enumeration
                .values
                .iter()
                .map(|value| match &value.title {
                    Some(title) => format!("{:?} ({title})", value.wire),
                    None => format!("{:?}", value.wire),
                })
                .collect();
            line_of(text, format_args!("{name}: {:?} {}", enumeration.base, values.join(" | ")));
        }
        TypeKind::Responses(responses) => {
            line_of(text, format_args!("{name}:"));
            for one in responses {
                let response = match &one.response {
                    SuccessResponse::Content(content) => content_name(types, content),
                    SuccessResponse::Optional(content) => format!("{} or none", content_name(types, content)),
                    SuccessResponse::Empty | SuccessResponse::ByStatus(_) => "nothing".to_owned(),
                };
                line_of(text, format_args!("  {}: {response}", one.status));
            }
        }
        TypeKind::Struct(structure) => {
            line_of(text, format_args!("{name}:"));
            for field in &structure.fields {
                write_field(text, types, field);
            }
            if let Some(extra) = &structure.extra {
                line_of(text, format_args!("  and more: {}", type_name(types, extra)));
            }
            if let Some(variants) = &structure.variants {
                let types: Vec<_> = variants.types.iter().map(|id| type_name(types, &Type::Named(*id))).collect();
                line_of(text, format_args!("  variants by `{}`: {}", variants.property, types.join(", ")));
            }
        }
    }
    for alias in &def.aliases {
        line_of(text, format_args!("  also {}", location_name(alias)));
    }
}

fn write_field(text: &mut String, types: &[TypeDef], field: &Field) {
    let Field { key, exposure, .. } = field;
    let label = label(&field.documented_type);
    let ty = type_name(types, &field.ty);
    let required = if field.required { " required" } else { "" };
    let read_only = if field.read_only { " read-only" } else { "" };
    let sent = field.sent.as_ref().map(|value| format!(" sends {value:?}")).unwrap_or_default();
    line_of(text, format_args!("  `{key}`{required}{read_only}: {ty}, {exposure:?}{sent}, `{label}`"));
    write_remarks(text, &field.remarks);
}

fn write_remarks(text: &mut String, remarks: &[Remark]) {
    for remark in remarks {
        line_of(text, format_args!("    remark: {remark:?}"));
    }
}

/// A documented type on one line, e.g. `List(Text)`.
fn label(ty: &DocumentedType) -> String {
    (0..ty.lists).fold(format!("{:?}", ty.item), |item, _| format!("List({item})"))
}

fn write_choice(text: &mut String, connector: &Connector, choice: &DynamicSource) {
    let operation = |at: usize| connector.operations.get(at).expect("a choice names an operation");
    let called = operation(choice.calls.0);
    line_of(text, format_args!("choice from {}", called.id));
    for location in &choice.locations {
        line_of(text, format_args!("  for {:?} of {}", location.part, operation(location.operation.0).id));
        for (index, from) in location.callers.iter().enumerate() {
            line_of(text, format_args!("    value {index} is {from:?}"));
        }
    }
    for argument in &choice.arguments {
        let key = called.parameters.get(argument.parameter).map(|parameter| parameter.key.as_str()).unwrap_or_default();
        match &argument.value {
            ArgumentValue::Constant(value) => line_of(text, format_args!("  `{key}` is {value:?}")),
            ArgumentValue::Caller(index) => line_of(text, format_args!("  `{key}` is the caller's value {index}")),
            ArgumentValue::Selected(path) => line_of(text, format_args!("  `{key}` is the selected item's {path:?}")),
        }
    }
    if let Some(body) = &choice.body {
        line_of(text, format_args!("  body {}", body.constants));
        for argument in &body.values {
            let BodyArgument { path, value, ty, is_required } = argument;
            let required = if *is_required { " required" } else { "" };
            line_of(text, format_args!("  body {path:?}{required} is {value:?}, {ty:?}"));
        }
    }
    line_of(text, format_args!("  {:?} {:?} {:?}", choice.collection, choice.value, choice.title));
    if choice.kind != DynamicKind::Values(Scalar::Text) {
        line_of(text, format_args!("  {:?}", choice.kind));
    }
}

fn content_name(types: &[TypeDef], content: &Content) -> String {
    match content {
        Content::Json(ty) => type_name(types, ty),
        other => format!("{other:?}"),
    }
}

fn type_name(types: &[TypeDef], ty: &Type) -> String {
    match ty {
        Type::List(inner) => format!("List({})", type_name(types, inner)),
        Type::Map(inner) => format!("Map({})", type_name(types, inner)),
        Type::Nullable(inner) => format!("Nullable({})", type_name(types, inner)),
        Type::Boxed(inner) => format!("Boxed({})", type_name(types, inner)),
        Type::Deep(inner) => format!("Deep({})", type_name(types, inner)),
        Type::Named(id) => types.get(id.0).map(|def| location_name(&def.location)).expect("a type names a type"),
        other => format!("{other:?}"),
    }
}

fn location_name(location: &SchemaLocation) -> String {
    match location {
        SchemaLocation::Definition { name } => name.clone(),
        SchemaLocation::Part { definition, path } => format!("part {definition}/{}", path.join("/")),
        SchemaLocation::Shared { key, .. } => format!("shared {key}"),
        SchemaLocation::Body { operation, path } => format!("body {operation}/{}", path.join("/")),
        SchemaLocation::Response { operation, path } => format!("response {operation}/{}", path.join("/")),
        SchemaLocation::Status { operation, status, path } => {
            format!("response {status} of {operation}/{}", path.join("/"))
        }
        SchemaLocation::Payload { operation, path } => format!("payload {operation}/{}", path.join("/")),
        SchemaLocation::Table { table, part, path } => format!("table {table} {part:?}/{}", path.join("/")),
        SchemaLocation::Parameter { operation, key, path, .. } => {
            format!("parameter {operation} {key}/{}", path.join("/"))
        }
    }
}
