//! Constants of the definition as JSON text, as a parameter's text, and as Rust expressions.

use crate::model::{Literal, Parameter, Style};

/// The JSON text of a constant; numbers keep their source text.
pub(super) fn json(literal: &Literal) -> String {
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

/// The texts that a parameter sends for a constant, each under its key; none for null.
pub(super) fn sent_texts(parameter: &Parameter, literal: &Literal) -> Vec<String> {
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

/// A constant as text: the bare text, lists with commas between; `None` for null.
pub(super) fn parameter_text(literal: &Literal) -> Option<String> {
    match literal {
        Literal::Null => None,
        Literal::Text(text) => Some(text.clone()),
        Literal::List(items) => Some(items.iter().filter_map(parameter_text).collect::<Vec<_>>().join(",")),
        other => Some(json(other)),
    }
}

/// A number as a Rust literal; `None` for what no `f64` holds.
pub(super) fn number(text: &str) -> Option<proc_macro2::Literal> {
    let number: f64 = text.parse().ok()?;
    number.is_finite().then(|| proc_macro2::Literal::f64_unsuffixed(number))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
