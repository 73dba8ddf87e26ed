//! Media types of `consumes` and `produces`.

use crate::lower::headers;
use crate::spec::Spanned;

/// The kind of body that a media type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    Xml,
    Text,
    Multipart,
    UrlEncoded,
    /// Images, PDF, `application/octet-stream` and all other types.
    Binary,
}

/// The kind of a media type; parameters such as `charset` do not count.
pub(super) fn sort(media_type: &str) -> Media {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        // A range includes JSON; some definitions write only `json`.
        "*/*" | "application/*" | "" | "json" => Media::Json,
        "multipart/form-data" => Media::Multipart,
        "application/x-www-form-urlencoded" => Media::UrlEncoded,
        "application/xml" | "text/xml" => Media::Xml,
        "application/javascript" | "application/graphql" => Media::Text,
        essence
            if essence.ends_with("/json") || essence.ends_with("+json") || essence.starts_with("application/json") =>
        {
            Media::Json
        }
        "image/svg+xml" => Media::Binary,
        essence if essence.ends_with("+xml") => Media::Xml,
        essence if essence.starts_with("text/") => Media::Text,
        _ => Media::Binary,
    }
}

/// The media type of JSON responses if `application/json` is not one of them, but JSON under another name is. Problem details
/// describe failures only.
pub(super) fn json_type(produces: &[&str]) -> Option<String> {
    let essence = |media_type: &str| media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let json = || produces.iter().filter(|it| sort(it) == Media::Json);
    if json().any(|it| essence(it) == "application/json" || !essence(it).contains('/') || essence(it).contains('*')) {
        return None;
    }
    let mut others = json().filter(|it| essence(it) != "application/problem+json" && headers::is_media_type(it));
    others.next().map(|it| (*it).to_owned())
}

/// The media types of an operation: its own, or the document's if it has none.
pub(super) fn declared<'a>(
    operation: Option<&'a Vec<Spanned<String>>>,
    document: Option<&'a Vec<Spanned<String>>>,
) -> Vec<&'a str> {
    let list = operation.filter(|list| !list.is_empty()).or(document);
    list.into_iter().flatten().map(|media_type| media_type.value.trim()).filter(|text| !text.is_empty()).collect()
}
