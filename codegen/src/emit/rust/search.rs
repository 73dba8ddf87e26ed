//! Words to search for: `#[doc(alias)]` of items that a search for another name should find.

use proc_macro2::TokenStream;
use quote::quote;

use super::printing::spoken;
use crate::emit::text;
use crate::model::Operation;

/// The longest alias of a value, in characters. A longer title is a sentence, and nobody types it.
const LONGEST: usize = 60;

/// What finds the method of an operation: its title as the designer shows it, its operationId, and its HTTP method and path.
pub(super) fn of_operation(operation: &Operation, item: &str) -> TokenStream {
    let title = operation.summary.as_deref().map(typed);
    let wire = format!("{} {}", operation.method, operation.path);
    let mut aliases: Vec<String> = Vec::new();
    for alias in title.into_iter().chain([typed(&operation.id), typed(&wire)]) {
        // A search ignores case.
        let is_new = |other: &String| other.to_lowercase() != alias.to_lowercase();
        if !alias.is_empty() && alias != spoken(item) && aliases.iter().all(is_new) {
            aliases.push(alias);
        }
    }
    quote!(#(#[doc(alias = #aliases)])*)
}

/// A text as a user types it into rustdoc's search, without what that search cannot find: quotes, which no alias can have; commas,
/// which separate two searches; angle brackets, which a browser would take for HTML.
fn typed(text: &str) -> String {
    let text = text::shown(text).replace(['"', '\'', '’'], "").replace([',', '<', '>'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An earlier or alternative name to search for, if rustdoc accepts it and it differs from the item's own.
pub(super) fn alias(id: &str, item: &str) -> Option<TokenStream> {
    let legal = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "_-.:/$".contains(c));
    (legal && id != spoken(item)).then(|| quote!(#[doc(alias = #id)]))
}

/// The title of a value whose wire key says nothing of it, such as `text_1`: no word of one is in the other.
pub(super) fn title_alias(title: Option<&str>, key: &str) -> Option<TokenStream> {
    let title = plain(title?);
    if title.is_empty() || title.chars().count() > LONGEST || says_the_same(&title, key) {
        return None;
    }
    Some(quote!(#[doc(alias = #title)]))
}

/// Letters and digits of a title, with single spaces between its words: rustdoc accepts no quotes and no other space.
fn plain(title: &str) -> String {
    let is_kept = |c: char| c.is_alphanumeric() || "_-.:/$".contains(c);
    let title = title.replace(['\'', '’'], "");
    let words = title.split(|c: char| !is_kept(c));
    words.filter(|word| word.contains(char::is_alphanumeric)).collect::<Vec<_>>().join(" ")
}

/// Whether a search for one name finds the other: a word of one is in the other.
fn says_the_same(title: &str, key: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let has_word_of = |name: &str, other: &str| {
        let other = letters(other);
        words(name).iter().any(|word| other.contains(word.as_str()))
    };
    has_word_of(title, key) || has_word_of(key, title)
}

/// The words of a name in lower case, without numbers and words of a letter or two, unless it has no others.
fn words(name: &str) -> Vec<String> {
    let snake = heck::ToSnakeCase::to_snake_case(name);
    let words = || snake.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let long: Vec<String> =
        words().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2).map(str::to_owned).collect();
    if long.is_empty() { words().map(str::to_owned).collect() } else { long }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_searched_for_where_its_key_says_nothing() {
        for (title, key, alias) in [
            ("Approver's \"comment\"\n(optional)", "text_1", Some("Approvers comment optional")),
            ("Action Package", "id", Some("Action Package")),
            ("\u{202e}Größe", "x2", Some("Größe")),
            // The key says it, in another spelling, with more or fewer words, or in part.
            ("Group", "groupId", None),
            ("Send to all subscribers", "SendToAll", None),
            ("Organization", "org", None),
            ("ID", "item/id", None),
            ("…", "text_1", None),
            (&"very ".repeat(20), "text_1", None),
        ] {
            let expected = alias.map(|alias| quote!(#[doc(alias = #alias)]).to_string());
            assert_eq!(title_alias(Some(title), key).map(|alias| alias.to_string()), expected, "{title:?}");
        }
    }

    #[test]
    fn a_text_is_searched_for_as_a_user_types_it() {
        for (text, expected) in [
            ("Send an email (V2)", "Send an email (V2)"),
            ("Get row, by\nID & more…", "Get row by ID & more…"),
            ("List the user's \"items\"", "List the users items"),
            ("GET /v1/{id}/sub-groups", "GET /v1/{id}/sub-groups"),
            ("<img onerror=x>\u{a0}\u{202e}y", "img onerror=x U+202Ey"),
            ("'\"", ""),
        ] {
            assert_eq!(typed(text), expected, "{text:?}");
        }
    }
}
