//! The head of the reference page, from the document, `apiProperties.json`, `connector.toml` and `intro.md`.

use crate::gateway;
use crate::lower::texts::text;
use crate::model::{Contact, Head, Origin, Product, Throttle};
use crate::spec::{self, Definition, Document};

/// Collects the head facts.
pub(super) fn head(definition: &Definition) -> Head {
    let document = &definition.document;
    let facts = definition.head.clone().unwrap_or_default();
    let mut head = Head {
        title: text(&document.title).unwrap_or_else(|| definition.folder.clone()),
        description: text(&document.description),
        version: text(&document.version),
        status: document.annotation.as_ref().and_then(|annotation| text(&annotation.status)),
        host: text(&document.host),
        is_gateway: is_gateway(document),
        base_path: text(&document.base_path),
        schemes: document.schemes.iter().map(|scheme| scheme.value.clone()).collect(),
        publisher: definition.properties.as_ref().and_then(|properties| text(&properties.publisher)),
        brand_color: definition.properties.as_ref().and_then(|properties| properties.brand_color.clone()),
        contact: contact(document, facts.contact_name, facts.contact_link_texts),
        products: facts.products.into_iter().map(product).collect(),
        throttling: facts.throttling.into_iter().map(throttle).collect(),
        intro: definition.intro.clone(),
        origin: Origin { path: definition.origin_path.clone(), sha256: definition.sha256.clone() },
        ..Head::default()
    };
    for (name, value) in &document.metadata {
        let value = value.value.clone();
        let slot = match name.value.trim().to_ascii_lowercase().as_str() {
            "website" => &mut head.website,
            "privacy policy" => &mut head.privacy_policy,
            "categories" => &mut head.categories,
            _ => {
                head.metadata.push((name.value.clone(), value));
                continue;
            }
        };
        match slot {
            // A duplicate stays in the other metadata.
            Some(_) => head.metadata.push((name.value.clone(), value)),
            None => *slot = Some(value),
        }
    }
    head
}

/// The base path of Azure's gateways; a connector's name follows.
const GATEWAY_BASE: &str = "/apim/";

/// Whether a definition states the address of Azure's gateway, as an exported definition of a managed connector does.
pub(super) fn is_gateway(document: &Document) -> bool {
    let host = text(&document.host).unwrap_or_default();
    let host = host.trim().split(':').next().unwrap_or_default();
    let base_path = text(&document.base_path).unwrap_or_default();
    gateway::domain(host).is_some() || base_path.trim().starts_with(GATEWAY_BASE)
}

fn product(product: spec::Product) -> Product {
    let spec::Product { name, class, regions, region_list } = product;
    Product { name, class, regions, region_list }
}

fn throttle(throttle: spec::Throttle) -> Throttle {
    let spec::Throttle { name, calls, renewal_seconds } = throttle;
    Throttle { name, calls, renewal_seconds }
}

fn contact(document: &Document, name: Option<String>, link_texts: Vec<String>) -> Option<Contact> {
    let contact = Contact {
        name: text(&document.contact_name).or(name),
        url: text(&document.contact_url),
        email: text(&document.contact_email),
        link_texts,
    };
    let says_something =
        contact.name.is_some() || contact.url.is_some() || contact.email.is_some() || !contact.link_texts.is_empty();
    says_something.then_some(contact)
}
