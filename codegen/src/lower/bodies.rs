//! Request bodies: their content and media type.

use crate::diagnostic::{DefaultPlace, Problem};
use crate::lower::context::Context;
use crate::lower::kinds::{self, Kind};
use crate::lower::media::{self, Media};
use crate::lower::{
    defaults, documented_type, dynamic, headers, json_pointer, parameters, remarks, scalars, schema_reports, schemas,
    texts,
};
use crate::model::{
    Body, Content, DocumentedItem, Exposure, Form, Literal, Parameter, SchemaLocation, Type, Visibility,
};
use crate::spec;

/// The content type of JSON.
const JSON: &str = "application/json";

/// The body that a parameter describes. [`implied_defaults`](super::implied_defaults) decides its exposure after all types are
/// known; until then `exposure` only states whether it is internal.
pub(super) fn body<'a>(
    context: &mut Context<'a>,
    operation: &str,
    written: &'a spec::Parameter,
    media_types: &[&str],
    upload_states_type: bool,
) -> Body {
    let schema = &written.schema;
    let (encoding, content_type) = encoding(context, written, media_types);
    let content = match encoding {
        Encoding::Bytes | Encoding::Text => {
            schema_reports::report_plain(context, schema);
            if matches!(encoding, Encoding::Bytes) { Content::Bytes } else { Content::Text }
        }
        Encoding::Json if is_dynamic(written) => {
            dynamic::report_beside(context, schema);
            Content::Json(Type::Json)
        }
        Encoding::Json => {
            let location = SchemaLocation::Body { operation: operation.to_owned(), path: Vec::new() };
            Content::Json(schemas::ty(context, schema, &location))
        }
    };
    let mut default = defaults::stated(context, schema);
    if content == Content::Bytes && default.take().is_some() {
        defaults::report_unsent(context, json_pointer::resolve(context, schema), DefaultPlace::BytesBody);
    }
    if content == Content::Text && default.take_if(|default| !matches!(default, Literal::Text(_))).is_some() {
        defaults::report_unsent(context, json_pointer::resolve(context, schema), DefaultPlace::TextBody);
    }
    let visibility = match texts::visibility(&written.visibility) {
        Visibility::None => texts::visibility(&schema.visibility),
        stated => stated,
    };
    let exposure = match (visibility, &default) {
        (Visibility::Internal, Some(_)) => Exposure::Never,
        (Visibility::Internal, None) => Exposure::InternalSetter,
        _ => Exposure::Setter,
    };
    let mut remarks = remarks::of_schema(schema);
    remarks::add_new(&mut remarks, remarks::of_dynamic(&written.dynamic));
    remarks::add_new(&mut remarks, remarks::inferred(&written.inferred));
    remarks::add_new(&mut remarks, remarks::for_models(&written.description_for_model, &written.description));
    Body {
        key: texts::text(&written.name).unwrap_or_else(|| "body".to_owned()),
        title: texts::text(&written.summary).or_else(|| texts::title(schema)),
        description: texts::text(&written.description).or_else(|| texts::text(&schema.description)),
        required: written.required,
        exposure,
        content,
        content_type,
        upload_states_type,
        default,
        documented_type: match is_dynamic(written) {
            true => DocumentedItem::Dynamic.into(),
            false => documented_type::of_schema(context, schema),
        },
        remarks,
        span: written.span,
    }
}

/// Whether another operation supplies the schema of the whole body.
fn is_dynamic(written: &spec::Parameter) -> bool {
    written.dynamic.schema.is_some() || written.dynamic.properties.is_some()
}

enum Encoding {
    Json,
    Text,
    Bytes,
}

/// Whether the media type of a body is that of the upload, if it states one: the definition has a parameter `Content-Type` that
/// leaves it open, or does not name exactly one type that can be sent.
pub(super) fn upload_states_type<'a>(
    context: &Context<'a>,
    written: &'a spec::Parameter,
    media_types: &[&str],
    leaves_content_type_open: Option<bool>,
) -> bool {
    let is_one = || {
        let mut binary = media_types.iter().filter(|it| media::sort(it) == Media::Binary);
        binary.next().is_some_and(|it| headers::is_media_type(it)) && binary.next().is_none()
    };
    bytes_type(context, written, media_types).is_some() && leaves_content_type_open.unwrap_or_else(|| !is_one())
}

/// The first media type that names content of a kind.
fn first_of(media_types: &[&str], sort: Media) -> Option<String> {
    media_types.iter().find(|it| media::sort(it) == sort).map(|it| (*it).to_owned())
}

/// The media type of a body of bytes; `None` for any other one.
fn bytes_type<'a>(context: &Context<'a>, written: &'a spec::Parameter, media_types: &[&str]) -> Option<String> {
    let schema = &written.schema;
    if scalars::is_binary(context, schema) {
        let stated = first_of(media_types, Media::Binary).filter(|it| headers::is_media_type(it));
        return Some(stated.unwrap_or_else(|| "application/octet-stream".to_owned()));
    }
    let first = media_types.first().filter(|it| media::sort(it) == Media::Binary && headers::is_media_type(it))?;
    let is_bytes = matches!(kinds::resolved(context, schema), Kind::String | Kind::Free);
    (is_bytes && first_of(media_types, Media::Json).is_none()).then(|| (*first).to_owned())
}

/// The encoding and the media type of a body: its schema and the first media type that fits it decide.
fn encoding<'a>(context: &mut Context<'a>, written: &'a spec::Parameter, media_types: &[&str]) -> (Encoding, String) {
    let schema = &written.schema;
    if let Some(media_type) = bytes_type(context, written, media_types) {
        return (Encoding::Bytes, media_type);
    }
    let Some(first) = media_types.first() else { return (Encoding::Json, JSON.to_owned()) };
    if let Some(json) = first_of(media_types, Media::Json) {
        let content_type = if headers::is_media_type(&json) { json } else { JSON.to_owned() };
        return (Encoding::Json, content_type);
    }
    let kind = kinds::resolved(context, schema);
    let first = (*first).to_owned();
    if !headers::is_media_type(&first) {
        context.report(written.span, Problem::BodySentAsJson { media_type: first });
        return (Encoding::Json, JSON.to_owned());
    }
    match (media::sort(&first), kind) {
        (Media::Text | Media::Xml | Media::UrlEncoded, Kind::String) => (Encoding::Text, first),
        // Only the media type shows that this is text.
        (Media::Text | Media::Xml, Kind::Free) if json_pointer::reference(schema).is_none() => (Encoding::Text, first),
        (Media::Multipart | Media::UrlEncoded | Media::Xml, _) => {
            context.report(written.span, Problem::BodyAsText { media_type: first.clone() });
            (Encoding::Text, first)
        }
        _ => {
            context.report(written.span, Problem::BodySentAsJson { media_type: first.clone() });
            (Encoding::Json, JSON.to_owned())
        }
    }
}

/// How form parameters are sent: multipart if there is a file, else by the first declared media type of forms.
pub(super) fn form(parameters: &[Parameter], media_types: &[&str]) -> Form {
    if parameters.iter().any(|parameter| parameters::is_file(&parameter.ty)) {
        return Form::Multipart;
    }
    let declared = media_types.iter().find_map(|media_type| match media::sort(media_type) {
        Media::Multipart => Some(Form::Multipart),
        Media::UrlEncoded => Some(Form::UrlEncoded),
        _ => None,
    });
    declared.unwrap_or(Form::UrlEncoded)
}
