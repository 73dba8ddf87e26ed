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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_stands_for_a_kind_of_body() {
        for (kind, media_types) in [
            (Media::Json, "*/*|application/*||JSON ; q=1|text/json|application/vnd.a+json|application/json-patch"),
            (Media::Multipart, "multipart/form-data; boundary=x"),
            (Media::UrlEncoded, "application/x-www-form-urlencoded"),
            (Media::Xml, "application/xml|text/xml|application/atom+xml"),
            (Media::Text, "application/javascript|application/graphql|text/csv"),
            (Media::Binary, "image/svg+xml|image/png|application/pdf"),
        ] {
            media_types.split('|').for_each(|it| assert_eq!(sort(it), kind, "{it}"));
        }
    }

    #[test]
    fn json_has_another_name_where_it_has_no_usual_one() {
        assert_eq!(json_type(&["text/csv", "application/vnd.a+json"]).as_deref(), Some("application/vnd.a+json"));
        assert_eq!(json_type(&["application/problem+json"]), None);
        for usual in ["application/json; v=1", "json", "*/*"] {
            assert_eq!(json_type(&["application/vnd.a+json", usual]), None, "{usual}");
        }
    }
}
