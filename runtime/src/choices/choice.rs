//! Values that the service offers for a parameter, as a drop-down would show them.

use crate::{
    error::Result,
    http::request::HttpRequest,
    json::{Decode, JsonError, Raw, decode},
    options::CallOptions,
    request::builder::RequestBuilder,
};
use std::{fmt, marker::PhantomData};

/// A value and its display name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice<T = String> {
    /// The value to send.
    pub value: T,
    /// The display name; the value itself if the service sends no name.
    pub title: String,
}

/// Asks the service which values a parameter may take. The values have the type of the parameter: text, an integer, a
/// number or a boolean.
#[must_use = "a request does nothing until it is sent"]
pub struct ChoiceRequest<T = String> {
    request: RequestBuilder,
    collection: &'static [&'static str],
    value: &'static [&'static str],
    title: &'static [&'static str],
    ty: PhantomData<fn() -> T>,
}

impl<T: Decode> ChoiceRequest<T> {
    /// The request for the values, the path from its response to the list, and the paths from an item to its value and
    /// its title. An empty path stands for the response or the item itself.
    #[doc(hidden)]
    pub fn new(
        request: RequestBuilder,
        collection: &'static [&'static str],
        value: &'static [&'static str],
        title: &'static [&'static str],
    ) -> Self {
        Self { request, collection, value, title, ty: PhantomData }
    }

    /// The request, for the setters of optional values.
    #[doc(hidden)]
    pub fn call(&mut self) -> &mut RequestBuilder {
        &mut self.request
    }

    /// Sets headers, query parameters and limits for this call.
    pub fn with_call_options(mut self, options: CallOptions) -> Self {
        self.request.options(options);
        self
    }

    /// Builds the HTTP request without sending it.
    ///
    /// # Errors
    /// A value cannot be sent.
    pub fn into_request(self) -> Result<HttpRequest> {
        self.request.into_request()
    }

    /// Sends the request and returns the values in the service's order. Items without a value are left out. The result
    /// is empty if the response has no list where the definition expects it.
    ///
    /// # Errors
    /// The call fails, or a value does not fit the parameter.
    pub async fn send(self) -> Result<Vec<Choice<T>>> {
        let Self { request, collection, value, title, .. } = self;
        request.send().await?.read(|response| choices(response, collection, value, title))
    }
}

impl<T> Clone for ChoiceRequest<T> {
    fn clone(&self) -> Self {
        Self { request: self.request.clone(), ..*self }
    }
}

impl<T> fmt::Debug for ChoiceRequest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChoiceRequest").field("request", &self.request).finish_non_exhaustive()
    }
}

fn choices<T: Decode>(
    response: Raw<'_>,
    collection: &[&str],
    value: &[&str],
    title: &[&str],
) -> Result<Vec<Choice<T>>, JsonError> {
    let mut choices = Vec::new();
    for (index, item) in items(response, collection)?.into_iter().enumerate() {
        if let Some(choice) = choice(item, value, title).map_err(|error| error.at(index))? {
            choices.push(choice);
        }
    }
    Ok(choices)
}

/// The items of the list at the path `collection`; empty if there is no list.
pub(crate) fn items<'a>(response: Raw<'a>, collection: &[&str]) -> Result<Vec<Raw<'a>>, JsonError> {
    // A list in place of the object that should contain it is the list itself.
    let list = if response.is_list() { Some(response) } else { response.follow(collection)? };
    list.filter(|list| !list.is_null()).map_or_else(|| Ok(Vec::new()), Raw::items)
}

fn choice<T: Decode>(item: Raw<'_>, value: &[&str], title: &[&str]) -> Result<Option<Choice<T>>, JsonError> {
    let Some(value) = at(item, value)? else { return Ok(None) };
    let title = match words(item, title)? {
        Some(title) => title,
        None => value.text()?.into_owned(),
    };
    Ok(Some(Choice { value: decode(value.source())?, title }))
}

/// The display name of an item; `None` if the definition names no path to one.
pub(crate) fn words(item: Raw<'_>, keys: &[&str]) -> Result<Option<String>, JsonError> {
    if keys.is_empty() { Ok(None) } else { text(item, keys) }
}

/// The text at the path `keys`.
pub(crate) fn text(item: Raw<'_>, keys: &[&str]) -> Result<Option<String>, JsonError> {
    at(item, keys)?.map(|value| Ok(value.text()?.into_owned())).transpose()
}

/// The value at the path `keys`; `None` if it is null. A value that is not an object stands for itself.
pub(crate) fn at<'a>(item: Raw<'a>, keys: &[&str]) -> Result<Option<Raw<'a>>, JsonError> {
    let found = if item.is_object() { item.follow(keys)? } else { Some(item) };
    Ok(found.filter(|value| !value.is_null()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, collection: &[&str], value: &[&str], title: &[&str]) -> Vec<(String, String)> {
        let choices = choices::<String>(Raw::parse(json).unwrap(), collection, value, title).unwrap();
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
    fn the_response_may_be_the_list_and_the_items_the_values() {
        assert_eq!(read(r#"["a","b"]"#, &[], &[], &[]), [pair("a", "a"), pair("b", "b")]);
        assert_eq!(read(r#"["a"]"#, &["value"], &["id"], &["name"]), [pair("a", "a")]);
    }

    #[test]
    fn values_are_of_the_type_that_the_parameter_takes() {
        let response = Raw::parse(r#"[{"id":1},{"id":"2","name":"Two"},{"id":3.0}]"#).unwrap();
        let numbers = choices::<i64>(response, &[], &["id"], &["name"]).unwrap();
        let numbers: Vec<_> = numbers.iter().map(|choice| (choice.value, choice.title.as_str())).collect();
        assert_eq!(numbers, [(1, "1"), (2, "Two"), (3, "3.0")]);
        let response = Raw::parse(r#"[{"id":"one"}]"#).unwrap();
        assert!(choices::<i64>(response, &[], &["id"], &[]).unwrap_err().to_string().starts_with("`[0]`: "));
    }

    #[test]
    fn a_response_without_the_list_has_no_choices() {
        for response in
            [r#"{"b":1}"#, r#"{"a":null}"#, r#"{"a":[]}"#, r#"{"a":{"b":null}}"#, r#"{"a":{"b":[]}}"#, "null", "7"]
        {
            assert_eq!(read(response, &["a", "b"], &[], &[]), [], "{response}");
        }
    }

    #[test]
    fn a_key_may_differ_in_case_where_it_is_the_only_one() {
        assert_eq!(read(r#"{"Items":[{"ID":"a","name":"A"}]}"#, &["items"], &["Id"], &["Name"]), [pair("a", "A")]);
        assert_eq!(read(r#"[{"ID":"a","id":"b"}]"#, &[], &["id"], &[]), [pair("b", "b")]);
        assert_eq!(read(r#"[{"ID":"a","id":"b"}]"#, &[], &["Id"], &[]), []);
    }

    #[test]
    fn without_a_path_to_its_title_an_item_is_shown_as_its_value() {
        assert_eq!(read(r#"[{"id":"a"}]"#, &[], &["id"], &[]), [pair("a", "a")]);
    }

    #[test]
    fn an_object_as_value_is_an_error() {
        let error = choices::<String>(Raw::parse(r#"[{"a":{}}]"#).unwrap(), &[], &["a"], &[]).unwrap_err();
        assert_eq!(error.to_string(), "`[0]`: expected text, found an object");
    }
}
