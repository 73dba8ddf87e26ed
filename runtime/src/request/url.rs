//! The URL of a request. In: base URL, path template, values. Out: a URL whose path has the segments of the template
//! and no others, whatever the values are.

use crate::{
    error::{Error, ErrorKind, Result},
    http::{
        path::is_dot_segment,
        percent::{encode_literal, encode_name, encode_value, encode_value_without},
        request::PathValue,
    },
};
use url::Url;

/// Combines base, template and query. Path and query of the base are kept.
pub(crate) fn build<'q>(
    base: &Url,
    template: &str,
    values: &[PathValue],
    query: impl IntoIterator<Item = (&'q str, &'q str)>,
) -> Result<Url> {
    let (path, template_query) = match template.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (template, None),
    };
    let base_path = base.path().trim_end_matches('/');
    let room = values.iter().map(|value| value.value.len()).sum::<usize>();
    let mut text = String::with_capacity(base_path.len() + template.len() + room + 1);
    text.push_str(base_path);
    if !path.starts_with('/') {
        text.push('/');
    }
    substitute(path, values, &mut text, check_segment)?;
    // Scheme and host are the base's, so only the path is parsed.
    let mut url = base.clone();
    url.set_fragment(None);
    url.set_path(&text);

    text.clear();
    let mut literal = String::new();
    if let Some(query) = template_query {
        // Dots mean nothing in a query.
        substitute(query, values, &mut literal, |_, _| Ok(()))?;
    }
    for part in [base.query().unwrap_or_default(), &literal].into_iter().filter(|part| !part.is_empty()) {
        separate(&mut text);
        text.push_str(part);
    }
    for (name, value) in query {
        separate(&mut text);
        encode_name(name, &mut text);
        text.push('=');
        encode_value(value, &mut text);
    }
    url.set_query(Some(text.as_str()).filter(|query| !query.is_empty()));
    Ok(url)
}

/// Separates a query parameter from the previous one.
fn separate(query: &mut String) {
    if !query.is_empty() {
        query.push('&');
    }
}

/// Appends the template and replaces each placeholder once, from left to right. `check` gets each segment, and its last
/// placeholder.
fn substitute(
    template: &str,
    values: &[PathValue],
    out: &mut String,
    check: impl Fn(&str, Option<&str>) -> Result<()>,
) -> Result<()> {
    let mut rest = template;
    let mut segment_start = out.len();
    let mut placeholder_in_segment = None;
    let mut between = separators(rest);
    loop {
        match rest.find(['/', '{']) {
            Some(at) if rest[at..].starts_with('{') => {
                encode_literal(&rest[..at], out);
                let Some((name, after)) = rest[at + 1..].split_once('}') else {
                    encode_literal(&rest[at..], out);
                    break;
                };
                let name = name.trim();
                let value = values.iter().find(|value| value.name.trim() == name);
                let value = value.ok_or_else(|| invalid(name, "has no value"))?;
                if value.value.is_empty() {
                    return Err(invalid(name, "is empty"));
                }
                encode_path_value(value, &between, out);
                placeholder_in_segment = Some(name);
                rest = after;
            }
            Some(at) => {
                encode_literal(&rest[..at], out);
                check(&out[segment_start..], placeholder_in_segment.take())?;
                out.push('/');
                segment_start = out.len();
                rest = &rest[at + 1..];
                between = separators(rest);
            }
            None => {
                encode_literal(rest, out);
                break;
            }
        }
    }
    check(&out[segment_start..], placeholder_in_segment)
}

/// The characters that separate two placeholders of the first segment of a template. A service splits the segment at them,
/// so no value may contain one. Letters and digits separate only if there is nothing else between two placeholders.
fn separators(template: &str) -> Vec<u8> {
    let (mut found, mut rest, mut is_between) = (Vec::new(), template, false);
    while let Some(at) = rest.find(['/', '{']).filter(|at| rest[*at..].starts_with('{')) {
        let Some((_, after)) = rest[at..].split_once('}') else { break };
        if is_between {
            let literal = &rest.as_bytes()[..at];
            let has_marks = literal.iter().any(|byte| !byte.is_ascii_alphanumeric());
            found.extend(literal.iter().filter(|byte| !has_marks || !byte.is_ascii_alphanumeric()));
        }
        (rest, is_between) = (after, true);
    }
    found
}

fn encode_path_value(value: &PathValue, separators: &[u8], out: &mut String) {
    if value.double {
        let mut once = String::new();
        encode_value_without(&value.value, separators, &mut once);
        encode_value(&once, out);
    } else {
        encode_value_without(&value.value, separators, out);
    }
}

/// Rejects a segment that a server resolves upwards or away because of a value.
fn check_segment(segment: &str, placeholder: Option<&str>) -> Result<()> {
    match placeholder {
        Some(name) if is_dot_segment(segment) => Err(invalid(name, "would change the path")),
        _ => Ok(()),
    }
}

fn invalid(name: &str, problem: &str) -> Error {
    Error::new(ErrorKind::Request, format!("the path parameter `{name}` {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(template: &str, values: &[(&'static str, &str)]) -> Result<String> {
        let base = Url::parse("https://host/apim/kaizala/id").unwrap();
        build(&base, template, &path_values(values, false), []).map(|url| url.as_str()[28..].to_owned())
    }

    fn path_values(values: &[(&'static str, &str)], double: bool) -> Vec<PathValue> {
        values.iter().map(|&(name, value)| PathValue { name, value: value.to_owned(), double }).collect()
    }

    #[test]
    fn values_are_one_segment_whatever_they_hold() {
        assert_eq!(url("/g/{id}/m", &[("id", "a/b?c#d%2e e\\ü")]).unwrap(), "/g/a%2Fb%3Fc%23d%252e%20e%5C%C3%BC/m");
        assert_eq!(url("/g/{id}", &[("id", "..a")]).unwrap(), "/g/..a");
        assert_eq!(url("/g/{id}", &[("id", "%2e%2e%2e")]).unwrap(), "/g/%252e%252e%252e");
    }

    #[test]
    fn values_that_climb_or_vanish_are_refused() {
        // The last ones climb on servers that decode more than once, or separators, or cut off what follows.
        for value in ["", ".", "..", "%2e%2e", "..;", "..;a=b", "..\0", ".. ", "../admin", "a/../b", "a\\..\\b", ".;"] {
            let error = url("/g/{id}/m", &[("id", value)]).unwrap_err();
            assert!(error.to_string().contains("the path parameter `id`"), "{error}");
        }
        assert!(url("/g/.{id}", &[("id", ".")]).is_err());
        assert!(url("/g/%2E{id}", &[("id", ".")]).is_err());
        assert!(url("/g/{a}{b}/m", &[("a", "."), ("b", ".")]).is_err());
        assert_eq!(url("/g/{id}.json", &[("id", ".")]).unwrap(), "/g/..json");
        assert_eq!(url("/g?path={id}", &[("id", "a/../b")]).unwrap(), "/g?path=a%2F..%2Fb");
    }

    #[test]
    fn a_value_is_no_template() {
        assert_eq!(url("/{a}/{b}", &[("a", "{b}"), ("b", "x")]).unwrap(), "/%7Bb%7D/x");
    }

    #[test]
    fn a_placeholder_may_be_part_of_a_segment_or_hold_spaces() {
        assert_eq!(url("/e({ id })/$value", &[("id", "7")]).unwrap(), "/e(7)/$value");
        assert_eq!(url("/e/{id}.json", &[(" id", "7")]).unwrap(), "/e/7.json");
    }

    #[test]
    fn a_value_does_not_contain_what_separates_two_placeholders() {
        assert_eq!(url("/p/{a},{b}", &[("a", "1,5"), ("b", "2")]).unwrap(), "/p/1%2C5,2");
        assert_eq!(
            url("/{a}-{b}.{c}/{d}", &[("a", "x-y"), ("b", "1.2"), ("c", "z"), ("d", "k-l.m")]).unwrap(),
            "/x%2Dy-1%2E2.z/k-l.m"
        );
        assert_eq!(url("/{a}~x{b}", &[("a", "~x"), ("b", "z")]).unwrap(), "/%7Ex~xz");
        assert_eq!(url("/{a}x{b}", &[("a", "1x2"), ("b", "3")]).unwrap(), "/1%782x3");
        assert_eq!(url("/{a}{b}.json", &[("a", "1-2"), ("b", "3.4")]).unwrap(), "/1-23.4.json");
        let base = Url::parse("https://host").unwrap();
        let url = build(&base, "/{a}-{b}", &path_values(&[("a", "1-2"), ("b", "3")], true), []).unwrap();
        assert_eq!(url.as_str(), "https://host/1%252D2-3");
    }

    #[test]
    fn literal_text_stays_as_it_is() {
        let literal = "/a//b/$c('d',e=f:g;h)/i@j/k%20l/";
        assert_eq!(url(literal, &[]).unwrap(), literal);
        assert_eq!(url("/a b#c\\d", &[]).unwrap(), "/a%20b%23c%5Cd");
        assert_eq!(url("/a/{b", &[]).unwrap(), "/a/%7Bb");
    }

    #[test]
    fn a_missing_value_is_named() {
        assert!(url("/g/{id}", &[]).unwrap_err().to_string().ends_with("the path parameter `id` has no value"));
    }

    #[test]
    fn double_encoding_encodes_twice() {
        let base = Url::parse("https://host").unwrap();
        let url = build(&base, "/{id}", &path_values(&[("id", "a/b")], true), []).unwrap();
        assert_eq!(url.as_str(), "https://host/a%252Fb");
    }

    #[test]
    fn path_and_query_of_the_base_are_kept() {
        let base = Url::parse("https://host/apim/x/?tenant=a%20b").unwrap();
        let query = [("$filter", "a eq 'b' & c+d"), ("x[y]", "")];
        let url = build(&base, "/v1/list?kind=all", &[], query).unwrap();
        assert_eq!(
            url.as_str(),
            "https://host/apim/x/v1/list?tenant=a%20b&kind=all&$filter=a%20eq%20%27b%27%20%26%20c%2Bd&x[y]="
        );
    }
}
