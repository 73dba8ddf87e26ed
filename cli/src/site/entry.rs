//! A connector in, out what the home page and the search say of it.

use std::collections::BTreeSet;

use connector_codegen::{ArgumentKind, Calls, CredentialPlace, SchemeDescription};

use super::links::Links;
use super::operation::letter;
use super::shell::{Shell, title};
use super::subject::{Entry, Found, Place, Subject};
use super::text::{cut, line};

/// The most characters of the line about a connector.
const ABOUT: usize = 110;

/// The entry of a connector.
pub(super) fn entry(subject: &Subject, links: &Links, shell: &Shell) -> Entry {
    let (description, reference) = (&subject.description, &subject.reference);
    let summary = &description.summary;
    let about = description.description.as_deref().map(line).unwrap_or_default();
    let operations = description.operations.iter().enumerate().map(|(index, operation)| Found {
        title: title(subject, index),
        id: operation.id.clone(),
        method: operation.rust.rsplit('.').next().unwrap_or_default().to_owned(),
        file: links.operations[index].clone(),
        role: letter(operation.role),
    });
    Entry {
        slug: subject.slug.clone(),
        title: shell.title.clone(),
        publisher: description.publisher.as_deref().map(line).unwrap_or_default(),
        about: cut(&about, ABOUT),
        categories: reference.head.categories.clone(),
        color: shell.color.clone(),
        actions: summary.actions,
        triggers: summary.triggers,
        internal: summary.internal,
        sign_in: sign_in(&description.schemes),
        direct: !matches!(summary.calls, Calls::Connection),
        paged: summary.paged > 0,
        files: reference.operations.iter().any(|operation| operation.carries_bytes),
        operations: operations.collect(),
        fields: places(subject, links),
    }
}

/// The ways to sign in, in words.
fn sign_in(schemes: &[SchemeDescription]) -> Vec<&'static str> {
    let words = schemes.iter().flat_map(|scheme| {
        let words = scheme.credentials.iter().map(|place| match place {
            CredentialPlace::Bearer => "OAuth",
            CredentialPlace::Basic { .. } => "Basic",
            _ => "API key",
        });
        let words: Vec<_> = words.collect();
        if words.is_empty() { vec!["none"] } else { words }
    });
    let words: BTreeSet<_> = words.collect();
    if words.is_empty() { vec!["connection"] } else { words.into_iter().collect() }
}

/// The types, and the parameters and fields with their first place each.
fn places(subject: &Subject, links: &Links) -> Vec<Place> {
    let mut places = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, operation) in subject.description.operations.iter().enumerate() {
        for argument in operation.arguments.iter().filter(|argument| argument.kind != ArgumentKind::Hidden) {
            if seen.insert(&argument.key) {
                places.push(Place {
                    key: argument.key.clone(),
                    is_type: false,
                    holder: title(subject, index),
                    address: format!("{}#parameters", links.operation(index)),
                });
            }
        }
    }
    for (index, ty) in subject.reference.types.iter().enumerate() {
        let name = ty.rust.rsplit("::").next().unwrap_or_default();
        if ty.definition.is_some() {
            let key = ty.definition.clone().unwrap_or_default();
            places.push(Place { key, is_type: true, holder: ty.rust.clone(), address: links.ty(index) });
        }
        for field in &ty.fields {
            if seen.insert(&field.key) {
                let holder = name.to_owned();
                places.push(Place { key: field.key.clone(), is_type: false, holder, address: links.ty(index) });
            }
        }
    }
    places
}
