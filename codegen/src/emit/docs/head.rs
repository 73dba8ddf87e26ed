//! The head of the reference page: title, products and regions, contact, metadata, prose, throttling.

use super::markup::Markup;
use crate::emit::input::Input;
use crate::emit::text;
use crate::model::{Contact, Head, Product};

/// The title, with the status in parentheses.
pub(super) fn title(head: &Head) -> String {
    match &head.status {
        Some(status) if !head.title.trim_end().ends_with(&format!("({status})")) => {
            format!("{} ({status})", head.title)
        }
        _ => head.title.clone(),
    }
}

/// Adds the head.
pub(super) fn add(markup: &mut Markup, input: Input<'_>) {
    let head = &input.connector.head;
    markup.heading(1, &text::line(&title(head)));
    markup.block(head.description.as_deref().map(text::paragraphs).unwrap_or_default());
    if !head.products.is_empty() {
        markup.block("This connector is available in the following products and regions:");
    }
    markup.table(["Service", "Class", "Regions"], head.products.iter().map(product));
    markup.table(["Contact", ""], head.contact.iter().flat_map(contact));
    markup.table(["Connector Metadata", ""], metadata(head));
    markup.block(head.intro.as_deref().map(|intro| text::prose(intro, 2)).unwrap_or_default());
    let limits = head
        .throttling
        .iter()
        .map(|limit| [text::cell(&limit.name), limit.calls.to_string(), format!("{} seconds", limit.renewal_seconds)]);
    markup.section(2, "Throttling Limits", |markup| markup.table(["Name", "Calls", "Renewal Period"], limits));
}

fn product(product: &Product) -> [String; 3] {
    let mut regions = text::cell(&product.regions);
    for region in &product.region_list {
        regions.push_str(&format!("<br>- {}", text::cell(region)));
    }
    [text::cell(&product.name), text::cell(&product.class), regions]
}

fn contact(contact: &Contact) -> Vec<[String; 2]> {
    let links = contact.link_texts.iter().chain(&contact.url).map(|link| text::cell(link));
    let mut rows = Vec::new();
    rows.extend(contact.name.as_deref().map(|name| ["Name".to_owned(), text::cell(name)]));
    let links = links.collect::<Vec<_>>().join("<br>");
    rows.extend(Some(links).filter(|links| !links.is_empty()).map(|links| ["URL".to_owned(), links]));
    rows.extend(contact.email.as_deref().map(|email| ["Email".to_owned(), text::cell(email)]));
    rows
}

fn metadata(head: &Head) -> Vec<[String; 2]> {
    let known = [
        ("Publisher", &head.publisher),
        ("Website", &head.website),
        ("Privacy policy", &head.privacy_policy),
        ("Categories", &head.categories),
    ];
    let known = known.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let rest = head.metadata.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    known.chain(rest).map(|(name, value)| [text::cell(name), text::cell(value)]).collect()
}
