//! An operation in, its request with sample values out, as it is on the wire without credentials.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::examples;
use super::reference::{HeaderDescription, RequestDescription};
use crate::emit::sent_texts;
use crate::model::{Connector, Content, Exposure, Form, Operation, OperationId, Parameter, ParameterLocation, Type};
use crate::names::Names;

/// The characters of a query's values that are encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The request of an operation.
pub(super) fn request(connector: &Connector, names: &Names, id: OperationId) -> RequestDescription {
    let operation = &connector.operations[id.0];
    let sent = |location: ParameterLocation| {
        let parameters = operation.parameters.iter().zip(&names[id].parameters);
        parameters.filter(move |(parameter, _)| parameter.location == location)
    };
    let query = sent(ParameterLocation::Query).flat_map(|(parameter, _)| {
        let key = utf8_percent_encode(&parameter.key, ENCODED).to_string();
        values(parameter, |value| utf8_percent_encode(value, ENCODED).to_string())
            .into_iter()
            .map(move |value| format!("{key}={value}"))
    });
    let query: Vec<_> = query.collect();
    let base = connector.head.base_path.as_deref().unwrap_or_default().trim_end_matches('/');
    let mark = if query.is_empty() {
        ""
    } else if operation.path.contains('?') {
        "&"
    } else {
        "?"
    };
    let mut headers = Vec::new();
    for (parameter, _) in sent(ParameterLocation::Header) {
        let of_parameter = values(parameter, str::to_owned);
        let header = |value| HeaderDescription { name: parameter.key.clone(), value };
        headers.extend(of_parameter.into_iter().map(header));
    }
    let (content_type, body) = body(connector, names, operation, id);
    headers.extend(content_type.map(|value| HeaderDescription { name: "Content-Type".to_owned(), value }));
    RequestDescription {
        method: operation.method.clone(),
        target: format!("{base}{}{mark}{}", operation.path, query.join("&")),
        headers,
        body,
    }
}

/// The values of a parameter that every request has: `{key}` for one that the caller has to pass.
fn values(parameter: &Parameter, encode: impl Fn(&str) -> String) -> Vec<String> {
    match &parameter.default {
        Some(default) if parameter.send_default => {
            sent_texts(parameter, default).iter().map(|text| encode(text)).collect()
        }
        _ if parameter.exposure == Exposure::Positional => vec![format!("{{{}}}", parameter.key)],
        _ => Vec::new(),
    }
}

fn body(
    connector: &Connector,
    names: &Names,
    operation: &Operation,
    id: OperationId,
) -> (Option<String>, Option<String>) {
    if let Some(form) = operation.form {
        let fields = operation.parameters.iter().zip(&names[id].parameters);
        let fields = fields.filter(|(parameter, _)| parameter.location == ParameterLocation::Form);
        let fields = fields.flat_map(|(parameter, name)| {
            let sample = if parameter.ty == Type::File { "@file".to_owned() } else { examples::sample(name) };
            let value = values(parameter, str::to_owned)
                .into_iter()
                .map(move |value| if value.starts_with('{') { sample.clone() } else { value });
            value.map(|value| format!("{}={value}", parameter.key)).collect::<Vec<_>>()
        });
        let (media_type, between) = match form {
            Form::Multipart => ("multipart/form-data", "\n"),
            Form::UrlEncoded => ("application/x-www-form-urlencoded", "&"),
        };
        return (Some(media_type.to_owned()), Some(fields.collect::<Vec<_>>().join(between)));
    }
    let Some(body) = &operation.body else { return (None, None) };
    let text = match &body.content {
        Content::Json(ty) => Some(examples::request(connector, names, ty)),
        Content::Text => Some("text".to_owned()),
        Content::Bytes => None,
    };
    (Some(body.content_type.clone()), text)
}
