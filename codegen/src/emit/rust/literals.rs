//! Prints constants of the definition as JSON, as parameter text, and as Rust number literals.

use crate::model::{Literal, Parameter, Style};

/// The JSON text of a constant. Numbers keep their source text.
pub(crate) fn json(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Number(text) => text.clone(),
        Literal::Text(text) => quoted(text),
        Literal::List(items) => {
            let items: Vec<_> = items.iter().map(json).collect();
            format!("[{}]", items.join(","))
        }
        Literal::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(key, value)| format!("{}:{}", quoted(key), json(value))).collect();
            format!("{{{}}}", members.join(","))
        }
    }
}

/// The values that a parameter sends for a constant. Each value is sent with the parameter's key. Null has no values.
pub(crate) fn sent_texts(parameter: &Parameter, literal: &Literal) -> Vec<String> {
    match (parameter.style, literal) {
        (Style::Repeated, Literal::List(items)) => items.iter().filter_map(parameter_text).collect(),
        (Style::Joined(between), Literal::List(items)) => {
            let items: Vec<_> = items.iter().filter_map(parameter_text).collect();
            vec![items.join(&between.to_string())]
        }
        (Style::Json, Literal::List(_)) => vec![json(literal)],
        _ => parameter_text(literal).into_iter().collect(),
    }
}

/// A constant as parameter text. A string has no quotes, and list items are separated by commas. `None` for null.
pub(super) fn parameter_text(literal: &Literal) -> Option<String> {
    match literal {
        Literal::Null => None,
        Literal::Text(text) => Some(text.clone()),
        Literal::List(items) => Some(items.iter().filter_map(parameter_text).collect::<Vec<_>>().join(",")),
        other => Some(json(other)),
    }
}

/// A number as a Rust literal; `None` if it is not a number or exceeds the range of `f64`.
pub(super) fn number(text: &str) -> Option<proc_macro2::Literal> {
    let number: f64 = text.parse().ok()?;
    number.is_finite().then(|| proc_macro2::Literal::f64_unsuffixed(number))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
