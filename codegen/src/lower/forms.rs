//! Bodies that are sent as forms: their properties become form fields.

use std::collections::HashMap;

use crate::diagnostic::{DefaultPlace, Problem};
use crate::lower::all_of;
use crate::lower::context::Context;
use crate::lower::json_pointer::{self, Target};
use crate::lower::kinds::{self, Kind};
use crate::lower::media::{self, Media};
use crate::lower::parameters::{is_file, is_list, is_text, without_null};
use crate::lower::{defaults, dynamic, fields, scalars, schema_reports, schemas};
use crate::model::{Exposure, Field, Parameter, ParameterLocation, SchemaLocation, Style, Type, TypeKind};
use crate::spec::{self, Additional, Schema, Spanned};

/// The form fields of a body; `None` if it is not sent as a form, or lists no properties.
pub(super) fn fields<'a>(
    context: &mut Context<'a>,
    operation: &str,
    written: &'a spec::Parameter,
    media_types: &[&str],
) -> Option<Vec<Parameter>> {
    // As for other bodies, JSON is preferred; otherwise the first media type decides.
    let is_json = media_types.iter().any(|it| media::sort(it) == Media::Json);
    let is_form = matches!(media::sort(media_types.first()?), Media::Multipart | Media::UrlEncoded);
    let schema = json_pointer::resolve(context, &written.schema);
    if is_json || !is_form || kinds::kind(schema) != Kind::Object {
        return None;
    }
    let flat = all_of::flatten(context, schema);
    if flat.properties.is_empty() {
        return None;
    }
    let definition = definition(context, &written.schema);
    if definition.is_none() {
        all_of::report_mismatches(context, schema, &flat);
    }
    let is_open = matches!(flat.additional, Some(Additional::Schema(_) | Additional::Allowed(true)));
    if is_open || dynamic::is_dynamic(schema) || written.dynamic.schema.is_some() {
        context.report(written.span, Problem::OpenForm);
    }
    defaults::report_unsent(context, &written.schema, DefaultPlace::FormBody);
    if definition.is_none() && !std::ptr::eq(schema, &raw const written.schema) {
        defaults::report_unsent(context, schema, DefaultPlace::FormBody);
    }
    let known: HashMap<&str, &Field> = definition.iter().flatten().map(|field| (field.key.as_str(), field)).collect();
    let mut parameters = Vec::new();
    for (name, schema) in flat.properties {
        let known = known.get(name.value.as_str()).copied();
        let required = flat.required.contains(name.value.as_str());
        parameters.push(field(context, operation, name, schema, required, known));
    }
    Some(parameters)
}

/// The fields of the definition that a schema refers to: their types are known and their faults are reported.
fn definition(context: &Context<'_>, schema: &Schema) -> Option<Vec<Field>> {
    let mut schema = schema;
    let mut id = None;
    for _ in 0..=context.types.len() {
        let Some(Target::Definition(next)) =
            json_pointer::reference(schema).and_then(|text| json_pointer::target(context, text))
        else {
            break;
        };
        id = Some(next);
        schema = context.definition(next)?;
    }
    match &context.types.get(id?.0)?.kind {
        TypeKind::Struct(structure) => Some(structure.fields.clone()),
        _ => None,
    }
}

fn field<'a>(
    context: &mut Context<'a>,
    operation: &str,
    name: &Spanned<String>,
    schema: &'a Schema,
    required: bool,
    known: Option<&Field>,
) -> Parameter {
    let ty = match file(context, schema) {
        Some(file) => file,
        None => known.map(|field| field.ty.clone()).unwrap_or_else(|| {
            let (operation, key) = (operation.to_owned(), name.value.clone());
            schemas::ty(context, schema, &SchemaLocation::Parameter { operation, key, at: None, path: Vec::new() })
        }),
    };
    let mut field = match known {
        Some(field) => field.clone(),
        None => fields::field(context, name, schema, required, ty.clone()),
    };
    let ty = without_null(ty);
    if (is_file(&ty) || field.exposure == Exposure::Positional) && field.default.take().is_some() {
        defaults::report_unsent(context, json_pointer::resolve(context, schema), DefaultPlace::RequiredArgument);
        field.sent = None;
        if field.exposure != Exposure::Positional {
            field.exposure = if required { Exposure::Positional } else { Exposure::Setter };
        }
    }
    let style = match &ty {
        Type::File => Style::Joined(','),
        ty if is_file(ty) => Style::Repeated,
        ty if is_text(context, ty) && !is_list(context, ty) => Style::Joined(','),
        _ => Style::Json,
    };
    Parameter {
        key: field.key,
        location: ParameterLocation::Form,
        title: field.title,
        description: field.description,
        required,
        read_only: field.read_only,
        visibility: field.visibility,
        send_default: field.sent.is_some(),
        default: field.sent.or(field.default),
        ty,
        style,
        exposure: field.exposure,
        documented_type: field.documented_type,
        remarks: field.remarks,
        span: field.span,
    }
}

/// The type of a property that is a file, or a list of files.
fn file<'a>(context: &mut Context<'a>, schema: &'a Schema) -> Option<Type> {
    let target = json_pointer::resolve(context, schema);
    let item = target.items.as_deref().filter(|_| kinds::kind(target) == Kind::Array);
    if scalars::is_binary(context, schema) {
        schema_reports::report_plain(context, schema);
        Some(Type::File)
    } else if item.is_some_and(|item| scalars::is_binary(context, item)) {
        item.into_iter().for_each(|item| schema_reports::report_plain(context, item));
        Some(Type::List(Box::new(Type::File)))
    } else {
        None
    }
}
