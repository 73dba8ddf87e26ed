//! Values that an operation of the connector offers for a parameter: what a drop-down would show.

use crate::{Call, Fault, HttpRequest, Result, json::Raw};

/// A value with the words that stand for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// What to send.
    pub value: String,
    /// What to show; the value where the service has no words for it.
    pub title: String,
}

/// Asks the connector for the values of a parameter.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct ChoiceRequest {
    call: Call,
    collection: &'static [&'static str],
    value: &'static [&'static str],
    title: &'static [&'static str],
}

impl ChoiceRequest {
    /// The call that answers with the values, the keys from its answer to the list, and those from an item to its value
    /// and title. No keys: the answer is the list, the item is the value.
    pub fn new(
        call: Call,
        collection: &'static [&'static str],
        value: &'static [&'static str],
        title: &'static [&'static str],
    ) -> Self {
        Self { call, collection, value, title }
    }

    /// The HTTP request, without sending it.
    ///
    /// # Errors
    /// Where a value cannot be sent.
    pub fn into_request(self) -> Result<HttpRequest> {
        self.call.into_request()
    }

    /// The values, in the service's order. Items without a value are left out.
    ///
    /// # Errors
    /// Where the call fails, or its answer holds no list at the place that the definition names.
    pub async fn send(self) -> Result<Vec<Choice>> {
        let Self { call, collection, value, title } = self;
        call.send().await?.read(|answer| choices(answer, collection, value, title))
    }
}

fn choices(answer: Raw<'_>, collection: &[&str], value: &[&str], title: &[&str]) -> Result<Vec<Choice>, Fault> {
    // A list in the place of the object that should hold it is the list itself.
    let list = if answer.is_list() { Some(answer) } else { follow(answer, collection)? };
    let list = list.ok_or_else(|| Fault::new(format!("the answer has no `{}`", collection.join("/"))))?;
    let mut choices = Vec::new();
    for (index, item) in list.items()?.into_iter().enumerate() {
        let value = text(item, value).map_err(|fault| fault.at(index))?;
        let title = text(item, title).map_err(|fault| fault.at(index))?;
        if let Some(value) = value {
            choices.push(Choice { title: title.unwrap_or_else(|| value.clone()), value });
        }
    }
    Ok(choices)
}

/// The text at the end of `keys`. What is no object has no keys and stands for itself.
fn text(item: Raw<'_>, keys: &[&str]) -> Result<Option<String>, Fault> {
    let found = if item.is_object() { follow(item, keys)? } else { Some(item) };
    found.filter(|value| !value.is_null()).map(|value| Ok(value.text()?.into_owned())).transpose()
}

pub(crate) fn follow<'a>(mut value: Raw<'a>, keys: &[&str]) -> Result<Option<Raw<'a>>, Fault> {
    for &key in keys {
        let member = value.members()?.into_iter().rev().find(|(name, _)| name == key);
        match member {
            Some((_, inside)) if !inside.is_null() => value = inside,
            _ => return Ok(None),
        }
    }
    Ok(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, collection: &[&str], value: &[&str], title: &[&str]) -> Vec<(String, String)> {
        let choices = choices(Raw::parse(json).unwrap(), collection, value, title).unwrap();
        choices.into_iter().map(|choice| (choice.value, choice.title)).collect()
    }

    fn pair(value: &str, title: &str) -> (String, String) {
        (value.to_owned(), title.to_owned())
    }

    #[test]
    fn values_and_titles_stand_at_their_paths() {
        let json = r#"{"a":{"b":[{"id":{"n":7},"name":"Seven"},{"id":{"n":8}},{"id":{}}]}}"#;
        assert_eq!(read(json, &["a", "b"], &["id", "n"], &["name"]), [pair("7", "Seven"), pair("8", "8")]);
    }

    #[test]
    fn the_answer_may_be_the_list_and_the_items_the_values() {
        assert_eq!(read(r#"["a","b"]"#, &[], &[], &[]), [pair("a", "a"), pair("b", "b")]);
        assert_eq!(read(r#"["a"]"#, &["value"], &["id"], &["name"]), [pair("a", "a")]);
    }

    #[test]
    fn an_answer_without_the_list_is_a_fault() {
        let fault = choices(Raw::parse(r#"{"b":1}"#).unwrap(), &["a", "b"], &[], &[]).unwrap_err();
        assert_eq!(fault.to_string(), "the answer has no `a/b`");
    }

    #[test]
    fn an_object_as_value_is_a_fault() {
        let fault = choices(Raw::parse(r#"[{"a":{}}]"#).unwrap(), &[], &["a"], &[]).unwrap_err();
        assert_eq!(fault.to_string(), "`[0]`: an object where text was promised");
    }
}
