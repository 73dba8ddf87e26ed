//! The types of a connector in, the pages about them out.

use askama::Template;
use connector_codegen::{TypeDescription, TypeForm};

use super::links::{Links, page_of_types};
use super::operation::{self, Around, name};
use super::shell::{Link, Shell, counted, to_operation};
use super::subject::Subject;
use super::text::{Html, cell, escaped};

/// The most fields of a type that are listed.
const MOST_FIELDS: usize = 400;
/// The most values of an enumeration that are listed.
const MOST_VALUES: usize = 400;
/// The most operations that a type names.
const MOST_USERS: usize = 6;

#[derive(Template)]
#[template(path = "types.html", whitespace = "minimize")]
struct Page<'a> {
    root: &'static str,
    title: String,
    shell: &'a Shell,
    page: usize,
    pages: Vec<Link>,
    types: Vec<Shown<'a>>,
}

struct Shown<'a> {
    anchor: &'a str,
    name: &'a str,
    rust: &'a str,
    form: String,
    wire: &'a str,
    text: Html,
    used_by: Vec<Link>,
    used_more: usize,
    rows: Vec<Row<'a>>,
    more: usize,
    values: Vec<(&'a str, &'a str)>,
    more_values: String,
}

struct Row<'a> {
    title: String,
    key: &'a str,
    rust: &'a str,
    ty: String,
    required: &'static str,
    text: Html,
}

/// The pages about types, by their name.
///
/// # Errors
/// A template cannot be rendered.
pub(super) fn pages(
    subject: &Subject,
    links: &Links,
    shell: &Shell,
    around: &Around,
) -> askama::Result<Vec<(String, String)>> {
    let groups = links.types();
    let pages = groups.iter().map(|(&page, types)| {
        let pages = groups
            .keys()
            .map(|&other| Link { current: other == page, ..Link::new(page_of_types(other), (other + 1).to_string()) });
        let types = types.iter().map(|&index| {
            let users = around.sharing.get(&index).map(Vec::as_slice).unwrap_or_default();
            shown(subject, links, index, users)
        });
        let page = Page {
            root: "../",
            title: format!("Types · {}", shell.title),
            shell,
            page: page + 1,
            pages: pages.collect(),
            types: types.collect(),
        };
        Ok((page_of_types(page.page - 1), page.render()?))
    });
    pages.collect()
}

fn shown<'a>(subject: &'a Subject, links: &'a Links, index: usize, users: &[usize]) -> Shown<'a> {
    let ty: &TypeDescription = &subject.reference.types[index];
    let to = |index: usize| {
        let other = &subject.reference.types[index];
        format!("<a href=\"{}\"><code>{}</code></a>", escaped(&links.ty(index)), escaped(&other.rust))
    };
    let others: Vec<_> = ty.others.iter().map(|&other| to(other)).collect();
    let others = others.join(", ");
    let form = match (ty.form, &ty.target) {
        (TypeForm::Alias, Some(target)) => {
            format!("another name of {}", operation::ty(links, target, ty.others.first().copied()))
        }
        (TypeForm::Enumeration, _) => "open enumeration".to_owned(),
        (TypeForm::Responses, _) => format!("one of several responses, by status: {others}"),
        _ => match (&ty.extra, others.is_empty()) {
            (Some(extra), _) => format!("object; further properties are <code>{}</code>", escaped(extra)),
            (None, false) => format!("object, or one of {others}"),
            (None, true) => "object".to_owned(),
        },
    };
    let rows = ty.fields.iter().take(MOST_FIELDS).map(|field| {
        let Html(mut text) = field.description.as_deref().map(cell).unwrap_or_default();
        if let Some(default) = &field.default {
            text.push_str(&format!(" <span class=\"default\">Default: <code>{}</code></span>", escaped(default)));
        }
        Row {
            title: name(field.title.as_deref(), &field.key),
            key: &field.key,
            rust: &field.rust,
            ty: operation::ty(links, &field.ty, field.named),
            required: match (field.required, field.read_only) {
                (_, true) => "Read-only",
                (true, _) => "Required",
                _ => "",
            },
            text: Html(text),
        }
    });
    Shown {
        anchor: links.anchor(index),
        name: ty.rust.rsplit("::").next().unwrap_or_default(),
        rust: &ty.rust,
        form,
        wire: ty.definition.as_deref().unwrap_or_default(),
        text: ty.description.as_deref().map(cell).unwrap_or_default(),
        used_by: users.iter().take(MOST_USERS).map(|&user| to_operation(subject, links, user)).collect(),
        used_more: users.len().saturating_sub(MOST_USERS),
        rows: rows.collect(),
        more: ty.fields.len().saturating_sub(MOST_FIELDS),
        values: ty
            .values
            .iter()
            .take(MOST_VALUES)
            .map(|value| (value.value.as_str(), value.label.as_deref().unwrap_or_default()))
            .collect(),
        more_values: match ty.values.len().saturating_sub(MOST_VALUES) {
            0 => String::new(),
            more => counted(more, "more value", "more values"),
        },
    }
}
