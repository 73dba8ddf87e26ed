//! Constants in one spelling: `1`, `1.0` and `"1"` are equal, and so are an item and a list of that item.

use std::collections::BTreeMap;

use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};

use super::text;

/// The normal form of a value of a definition.
pub(super) fn normal_form(value: &ast::Value<'_>) -> String {
    match value {
        ast::Value::NullKeyword(_) => "null".to_owned(),
        ast::Value::BooleanLit(flag) => flag.value.to_string(),
        ast::Value::NumberLit(number) => scalar(number.value),
        ast::Value::StringLit(text) => scalar(&text.value),
        ast::Value::Array(list) => list.elements.iter().map(normal_form).collect::<Vec<_>>().join(","),
        ast::Value::Object(object) => {
            let members = object.properties.iter();
            object_of(members.map(|member| (member.name.as_str().to_owned(), normal_form(&member.value))))
        }
    }
}

/// Members in one order; of one key the last.
fn object_of(members: impl Iterator<Item = (String, String)>) -> String {
    let members: BTreeMap<String, String> = members.collect();
    let members: Vec<_> = members.iter().map(|(key, value)| format!("{key:?}: {value}")).collect();
    format!("{{{}}}", members.join(", "))
}

/// A JSON text.
pub(super) fn json(json: &str) -> String {
    let parsed = parse_to_ast(json, &CollectOptions::default(), &ParseOptions::default());
    parsed.ok().and_then(|parsed| parsed.value).map_or_else(|| scalar(json), |value| normal_form(&value))
}

/// The text of a scalar.
pub(super) fn scalar(scalar: &str) -> String {
    let scalar = scalar.trim();
    if let Ok(whole) = scalar.parse::<i128>() {
        return whole.to_string();
    }
    let is_number = scalar.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.');
    match scalar.parse::<f64>() {
        Ok(number) if is_number && number.is_finite() => number.to_string(),
        _ if scalar.eq_ignore_ascii_case("true") || scalar.eq_ignore_ascii_case("false") => scalar.to_ascii_lowercase(),
        _ => text::plain(scalar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_constants_are_equal_texts() {
        for same in [
            ["1", "1.0"],
            ["1", "\"1\""],
            ["\"True\"", "true"],
            ["[\"a\"]", "\"a\""],
            ["\"a\\n b\"", "\"a b\""],
            ["{\"a\": 1e400}", "{ \"a\" : 1e400 }"],
        ] {
            assert_eq!(json(same[0]), json(same[1]));
        }
        for other in [["1", "2"], ["\"a\"", "\"A\""], ["{\"a\":1}", "{\"a\":2}"], ["null", "0"], ["\"\"", "0"]] {
            assert_ne!(json(other[0]), json(other[1]));
        }
    }
}
