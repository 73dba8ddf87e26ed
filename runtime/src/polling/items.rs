//! The items of a response, wherever a service puts them. In: a response as JSON. Out: the text of each item.

use crate::json::{JsonError, Raw};

/// Where a trigger has its items. Generated code has one for each polled trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolledItems {
    /// The response is one item.
    One,
    /// A list at these keys; without keys, the response itself.
    List(&'static [&'static str]),
}

impl PolledItems {
    /// The texts of the items. A list that is not where the definition says is the only one in the object.
    ///
    /// # Errors
    /// The response is not JSON.
    pub(super) fn of(self, response: Raw<'_>) -> Result<Vec<String>, JsonError> {
        let text = |item: Raw<'_>| item.source().to_owned();
        let all = |list: Raw<'_>| -> Result<Vec<String>, JsonError> {
            Ok(list.items()?.into_iter().filter(|item| !item.is_null()).map(text).collect())
        };
        let keys = match self {
            _ if response.is_null() => return Ok(Vec::new()),
            Self::One => return Ok(vec![text(response)]),
            Self::List(_) if response.is_list() => return all(response),
            Self::List(keys) => keys,
        };
        if !response.is_object() {
            return Ok(vec![text(response)]);
        }
        let stated = if keys.is_empty() { None } else { response.follow(keys)? };
        if let Some(stated) = stated.filter(|stated| !stated.is_null()) {
            return all(stated);
        }
        let members = response.members()?;
        let mut lists = members.iter().filter(|(_, member)| member.is_list());
        match (lists.next(), lists.next()) {
            (Some((_, only)), None) => all(*only),
            (None, _) if keys.is_empty() => Ok(vec![text(response)]),
            _ => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_in_every_form() {
        const WRAPPED: PolledItems = PolledItems::List(&["value"]);
        const BARE: PolledItems = PolledItems::List(&[]);
        for (items, response, expected) in [
            (PolledItems::One, r#"{"id":1}"#, &[r#"{"id":1}"#][..]),
            (PolledItems::One, "null", &[]),
            (WRAPPED, r#"{"value":[1, null, 2]}"#, &["1", "2"]),
            (WRAPPED, r#"{"value":null,"other":[]}"#, &[]),
            (WRAPPED, r#"{"value":null,"other":[1]}"#, &["1"]),
            (WRAPPED, r#"{"a":[1],"value":[2]}"#, &["2"]),
            (WRAPPED, r#"{"data":[{"id":1}],"count":1}"#, &[r#"{"id":1}"#]),
            (WRAPPED, r#"{"a":[1],"b":[2]}"#, &[]),
            (WRAPPED, r#"{"count":0}"#, &[]),
            (WRAPPED, "[1]", &["1"]),
            (BARE, "[1,2]", &["1", "2"]),
            (BARE, r#"{"value":[1]}"#, &["1"]),
            (BARE, r#"{"id":1}"#, &[r#"{"id":1}"#]),
            (BARE, "[]", &[]),
        ] {
            assert_eq!(items.of(Raw::parse(response).unwrap()).unwrap(), expected, "{response}");
        }
    }
}
