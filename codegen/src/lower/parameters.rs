//! Path, query, header and form parameters.

use std::collections::HashSet;

use crate::diagnostic::{DefaultPlace, Problem, TextlessKind};
use crate::lower::context::Context;
use crate::lower::kinds::{self, Kind};
use crate::lower::{
    defaults, documented_type, dynamic, enums, exposure, json_pointer, remarks, scalars, schema_reports, schemas, texts,
};
use crate::model::{
    self, DocumentedItem, Exposure, Literal, Parameter, ParameterLocation, Remark, SchemaLocation, Style, Type,
    TypeKind, Visibility,
};
use crate::source::Value;
use crate::spec::{self, In, Operation, ParameterOrRef, PathItem, Schema};

/// The parameters of an operation, references resolved. Those of its path come first, unless the operation replaces them.
pub(super) fn resolved<'a>(
    context: &mut Context<'a>,
    item: &'a PathItem,
    operation: &'a Operation,
) -> Vec<&'a spec::Parameter> {
    let own = resolve_all(context, &operation.parameters);
    let own_names: HashSet<_> = own.iter().filter_map(|parameter| name_and_location(parameter)).collect();
    let mut all = resolve_all(context, &item.parameters);
    all.retain(|parameter| name_and_location(parameter).is_none_or(|own| !own_names.contains(&own)));
    all.extend(own);
    let mut seen = HashSet::new();
    all.retain(|parameter| {
        let is_first = identity(parameter).is_none_or(|identity| seen.insert(identity));
        if !is_first {
            let name = parameter.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
            context.report(parameter.span, Problem::DuplicateParameter { name });
        }
        is_first
    });
    all
}

fn resolve_all<'a>(context: &mut Context<'a>, parameters: &'a [ParameterOrRef]) -> Vec<&'a spec::Parameter> {
    let mut resolved = Vec::new();
    for parameter in parameters {
        match parameter {
            ParameterOrRef::Parameter(parameter) => resolved.push(parameter.as_ref()),
            ParameterOrRef::Reference(reference) => match json_pointer::parameter(context, &reference.value) {
                Some(parameter) => resolved.push(parameter),
                None => {
                    let meant = context.meant(&reference.value);
                    let problem = Problem::DanglingParameter { reference: reference.value.clone(), meant };
                    context.report(reference.span, problem);
                }
            },
        }
    }
    resolved
}

/// Name and location identify a parameter. Bodies have no name on the wire; two bodies are reported elsewhere.
fn identity(parameter: &spec::Parameter) -> Option<(&str, In)> {
    name_and_location(parameter).filter(|(_, location)| *location != In::Body)
}

/// An operation's parameter replaces the path's parameter with the same name and location.
fn name_and_location(parameter: &spec::Parameter) -> Option<(&str, In)> {
    Some((&parameter.name.as_ref()?.value, parameter.location.as_ref()?.value))
}

/// The parameter with this location and wire key, which another parameter of the operation may have too.
pub(super) fn parameter<'a>(
    context: &mut Context<'a>,
    operation: &str,
    written: &'a spec::Parameter,
    key: String,
    (location, is_twin): (ParameterLocation, bool),
) -> Parameter {
    let schema = &written.schema;
    let at = is_twin.then_some(location.word());
    let schema_location =
        SchemaLocation::Parameter { operation: operation.to_owned(), key: key.clone(), at, path: Vec::new() };
    let ty = value_type(context, written, &key, location, &schema_location);
    let style = style(context, written, &ty, &key, location);
    let mut default = defaults::stated(context, schema);
    if matches!(location, ParameterLocation::Path { .. }) && default.as_ref().is_some_and(is_empty_text) {
        context.report(written.span, Problem::EmptyPathDefault { name: key.clone() });
        default = None;
    }
    if ty == Type::String && matches!(default, Some(Literal::Object(_))) {
        // Callers pass the parameter as text, and no text equals this object.
        defaults::report_other(context, schema, Kind::String);
        default = None;
    }
    let only = enums::only_value(context, schema);
    let visibility = texts::visibility(&written.visibility);
    let visibility = if visibility == Visibility::None { texts::visibility(&schema.visibility) } else { visibility };
    // A request needs every part of its path.
    let required = written.required || matches!(location, ParameterLocation::Path { .. });
    if required && !written.required {
        context.report(written.span, Problem::OptionalPathParameter { name: key.clone() });
    }
    if required {
        defaults::report_only(context, schema, default.as_ref(), only.as_ref());
    }
    let decision = exposure::decide(&exposure::Facts {
        required,
        read_only: false,
        visibility,
        callback: written.notification_url || schema.notification_url,
        default: default.as_ref().filter(|_| !is_file(&ty)),
        only: only.as_ref(),
    });
    // A path needs the value, so an internal path parameter without a default is positional.
    let exposure = match (decision.exposure, location) {
        (Exposure::InternalSetter, ParameterLocation::Path { .. }) => Exposure::Positional,
        (exposure, _) => exposure,
    };
    if exposure == Exposure::Positional && default.is_some() {
        defaults::report_unsent(context, json_pointer::resolve(context, schema), DefaultPlace::RequiredArgument);
        default = None;
    }
    let mut remarks = remarks::of_schema(schema);
    remarks.extend((written.notification_url && !schema.notification_url).then_some(Remark::CallbackUrl));
    remarks.extend(remarks::of_dynamic(&written.dynamic));
    remarks::add_new(&mut remarks, remarks::inferred(&written.inferred));
    Parameter {
        title: texts::text(&written.summary).or_else(|| texts::title(schema)),
        description: texts::text(&written.description).or_else(|| texts::text(&schema.description)),
        required,
        read_only: false,
        visibility,
        ty,
        send_default: decision.sent.is_some(),
        default: decision.sent.or(default),
        exposure,
        documented_type: documented_type::of_schema(context, schema),
        remarks,
        span: written.span,
        style,
        key,
        location,
    }
}

/// Whether the values of a type are files.
pub(super) fn is_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::List(item) => **item == Type::File,
        _ => false,
    }
}

/// How the value of a parameter is written.
fn style(
    context: &mut Context<'_>,
    written: &spec::Parameter,
    ty: &Type,
    key: &str,
    location: ParameterLocation,
) -> Style {
    if is_file(ty) {
        return if *ty == Type::File { Style::Joined(',') } else { Style::Repeated };
    }
    let Some(format) = written.collection_format.as_ref().filter(|_| is_list(context, ty)) else {
        return Style::Joined(',');
    };
    match (format.value.as_str(), location) {
        ("csv", _) => Style::Joined(','),
        ("ssv", _) => Style::Joined(' '),
        ("tsv", _) => Style::Joined('\t'),
        ("pipes", _) => Style::Joined('|'),
        ("multi", ParameterLocation::Query | ParameterLocation::Form) => Style::Repeated,
        (word, _) => {
            let (name, format_word) = (key.to_owned(), word.to_owned());
            context.report(format.span, Problem::UnknownListFormat { name, format: format_word });
            Style::Joined(',')
        }
    }
}

/// The required text parameter for a placeholder that no parameter declares.
pub(super) fn undeclared(path: &spec::Spanned<String>, key: String) -> Parameter {
    Parameter {
        key,
        location: ParameterLocation::Path { double: false },
        title: None,
        description: None,
        required: true,
        read_only: false,
        visibility: Visibility::None,
        ty: Type::String,
        default: None,
        send_default: false,
        style: Style::Joined(','),
        exposure: Exposure::Positional,
        documented_type: DocumentedItem::Text.into(),
        remarks: Vec::new(),
        span: path.span,
    }
}

/// The type of a parameter's value: a type with a text form, or a file in a form.
fn value_type<'a>(
    context: &mut Context<'a>,
    written: &'a spec::Parameter,
    key: &str,
    location: ParameterLocation,
    schema_location: &SchemaLocation,
) -> Type {
    let schema = &written.schema;
    let target = json_pointer::resolve(context, schema);
    if location == ParameterLocation::Form && scalars::is_binary(context, schema) {
        schema_reports::report_plain(context, schema);
        return Type::File;
    }
    match kinds::kind(target) {
        Kind::Array => list_type(context, written, target, key, location, schema_location),
        Kind::Object => as_text(context, written, key, TextlessKind::Object),
        Kind::File => as_text(context, written, key, TextlessKind::File),
        Kind::Free => as_text(context, written, key, TextlessKind::Untyped),
        _ if is_credential(context, key, location) => {
            schema_reports::report_plain(context, schema);
            Type::Secret
        }
        _ => match schemas::ty(context, schema, schema_location) {
            ty if is_text(context, &ty) => without_null(ty),
            _ => as_text(context, written, key, TextlessKind::Dynamic),
        },
    }
}

/// The type of a list of strings, or of files in a form.
fn list_type<'a>(
    context: &mut Context<'a>,
    written: &'a spec::Parameter,
    list: &'a Schema,
    key: &str,
    location: ParameterLocation,
    schema_location: &SchemaLocation,
) -> Type {
    let Some(item) = list.items.as_deref() else {
        as_text(context, written, key, TextlessKind::UntypedList);
        return Type::List(Box::new(Type::String));
    };
    if location == ParameterLocation::Form && scalars::is_binary(context, item) {
        schema_reports::report_plain(context, item);
        return Type::List(Box::new(Type::File));
    }
    if matches!(kinds::resolved(context, item), Kind::Object | Kind::Array | Kind::Free | Kind::File) {
        as_text(context, written, key, TextlessKind::StructuredList);
        return Type::List(Box::new(Type::String));
    }
    match schemas::ty(context, list, schema_location) {
        ty if is_text(context, &ty) => without_null(ty),
        _ => as_text(context, written, key, TextlessKind::DynamicList),
    }
}

/// Reports that callers pass a parameter as text.
fn as_text(context: &mut Context<'_>, written: &spec::Parameter, key: &str, kind: TextlessKind) -> Type {
    context.report(written.span, Problem::ParameterAsText { name: key.to_owned(), kind });
    Type::String
}

/// Whether values of a type can be written as text.
pub(super) fn is_text(context: &Context<'_>, ty: &Type) -> bool {
    match model::resolve_value(&context.types, ty) {
        Type::Json | Type::Row | Type::Map(_) | Type::File => false,
        Type::List(item) => !is_list(context, item) && is_text(context, item),
        ty @ Type::Named(_) => matches!(model::kind(&context.types, ty), Some(TypeKind::Enum(_))),
        _ => true,
    }
}

/// Whether values of a type are lists.
pub(super) fn is_list(context: &Context<'_>, ty: &Type) -> bool {
    matches!(model::resolve_value(&context.types, ty), Type::List(_))
}

/// Removes nullability: text has no null, so a parameter that is null is not sent.
pub(super) fn without_null(ty: Type) -> Type {
    match ty {
        Type::Nullable(inner) => without_null(*inner),
        Type::List(item) => Type::List(Box::new(without_null(*item))),
        ty => ty,
    }
}

/// Whether `securityDefinitions` name a parameter, so that it carries a credential.
fn is_credential(context: &Context<'_>, key: &str, location: ParameterLocation) -> bool {
    let location = match location {
        ParameterLocation::Query => In::Query,
        ParameterLocation::Header => In::Header,
        ParameterLocation::Path { .. } | ParameterLocation::Form => return false,
    };
    let Some(Value::Object(schemes)) = context.document.security_definitions.as_ref().map(|node| &node.value) else {
        return false;
    };
    schemes.iter().any(|scheme| {
        dynamic::text(&scheme.value, "name").is_some_and(|name| name.eq_ignore_ascii_case(key))
            && dynamic::text(&scheme.value, "in").and_then(In::of_word) == Some(location)
    })
}

fn is_empty_text(literal: &Literal) -> bool {
    matches!(literal, Literal::Text(text) if text.is_empty())
}
