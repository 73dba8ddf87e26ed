//! A connector in, its own page out.

use askama::Template;
use connector_codegen::{
    Calls, ConnectionParameterDescription, ConnectorHead, CredentialPlace, OperationRole, SchemeDescription,
};

use super::links::Links;
use super::map;
use super::shell::{self, Link, Shell, counted, to_operation};
use super::subject::Subject;
use super::text::{Html, blocks, cell, cut, escaped, line, linked};

/// The most operations of a list that show their descriptions.
const MOST_WITH_TEXT: usize = 300;
/// The most characters of a description in a list.
const SHORT: usize = 140;
/// The most definitions that the page lists.
const MOST_DEFINITIONS: usize = 240;
/// The most diagnostics that the page lists.
const MOST_FINDINGS: usize = 150;

#[derive(Template)]
#[template(path = "connector.html", whitespace = "minimize")]
struct Page<'a> {
    root: &'static str,
    title: String,
    shell: &'a Shell,
    status: &'a str,
    counts: String,
    package: &'a str,
    description: Html,
    products: Vec<(&'a str, &'a str, String)>,
    facts: Vec<(&'a str, Html)>,
    intro: Html,
    throttling: Vec<(&'a str, u64, u64)>,
    program: &'a str,
    direct: String,
    starts: Vec<(String, &'a str)>,
    schemes: Vec<Scheme>,
    lists: Vec<List>,
    types: usize,
    definitions: Vec<Link>,
    more_definitions: usize,
    map: String,
    findings: Vec<(&'a str, &'static str, String, &'a str)>,
    more_findings: usize,
}

/// The operations of one role.
struct List {
    anchor: &'static str,
    title: &'static str,
    with_text: bool,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    title: String,
    id: String,
    text: String,
    deprecated: bool,
}

struct Scheme {
    title: String,
    text: Html,
    rows: Vec<Value>,
}

/// A value that a caller passes to sign in.
struct Value {
    title: String,
    rust: String,
    kind: &'static str,
    required: &'static str,
    place: String,
    text: Html,
}

/// The page of a connector.
///
/// # Errors
/// The template cannot be rendered.
pub(super) fn page(subject: &Subject, links: &Links, shell: &Shell) -> askama::Result<String> {
    let (description, reference) = (&subject.description, &subject.reference);
    let (summary, head) = (&description.summary, &reference.head);
    let roles = [OperationRole::Action, OperationRole::Trigger, OperationRole::Internal];
    let lists = roles.into_iter().map(|role| list(subject, links, role)).filter(|list| !list.rows.is_empty());
    let named = (0..reference.types.len()).filter(|&index| reference.types[index].definition.is_some());
    let named: Vec<_> = named.collect();
    let definitions = named
        .iter()
        .take(MOST_DEFINITIONS)
        .map(|&index| Link::new(links.ty(index), reference.types[index].rust.rsplit("::").next().unwrap_or_default()));
    let findings =
        subject.findings.iter().take(MOST_FINDINGS).map(|finding| {
            (finding.code.as_str(), finding.severity.word(), finding.position(), finding.message.as_str())
        });
    let starts = description.schemes.iter().zip(&reference.direct).map(|(scheme, start)| {
        let several = description.schemes.len() > 1;
        (if several { scheme_title(scheme) } else { String::new() }, start.statement.as_str())
    });
    let page = Page {
        root: "../",
        title: shell.title.clone(),
        shell,
        status: description.status.as_deref().unwrap_or_default(),
        counts: counts(summary.actions, summary.triggers, summary.internal),
        package: &summary.package,
        description: description.description.as_deref().map(blocks).unwrap_or_default(),
        products: head
            .products
            .iter()
            .map(|product| {
                let regions = format!("{} {}", product.regions, product.region_list.join("; "));
                (product.name.as_str(), product.class.as_str(), regions)
            })
            .collect(),
        facts: facts(subject, head),
        intro: head.intro.as_deref().map(blocks).unwrap_or_default(),
        throttling: head
            .throttling
            .iter()
            .map(|limit| (limit.name.as_str(), limit.calls, limit.renewal_seconds))
            .collect(),
        program: reference.program.as_deref().unwrap_or_default(),
        direct: direct(subject),
        starts: starts.collect(),
        schemes: description
            .schemes
            .iter()
            .zip(&reference.direct)
            .map(|(scheme, start)| self::scheme(scheme, &start.sign_in_only))
            .collect(),
        lists: lists.collect(),
        types: reference.types.len(),
        definitions: definitions.collect(),
        more_definitions: named.len().saturating_sub(MOST_DEFINITIONS),
        map: map::section(subject, links, &shell.color),
        findings: findings.collect(),
        more_findings: (subject.findings.len() + subject.more).saturating_sub(MOST_FINDINGS),
    };
    page.render()
}

/// The numbers of a connector's operations, in words.
pub(super) fn counts(actions: usize, triggers: usize, internal: usize) -> String {
    let counts = [
        (actions, "action", "actions"),
        (triggers, "trigger", "triggers"),
        (internal, "internal operation", "internal operations"),
    ];
    let counts = counts.into_iter().filter(|(number, ..)| *number > 0);
    let counts: Vec<_> = counts.map(|(number, one, many)| counted(number, one, many)).collect();
    if counts.is_empty() { "no operations".to_owned() } else { counts.join(" · ") }
}

fn facts<'a>(subject: &'a Subject, head: &'a ConnectorHead) -> Vec<(&'a str, Html)> {
    let description = &subject.description;
    let text = |text: &str| Html(escaped(&line(text)));
    let code = |text: &str| Html(format!("<code>{}</code>", escaped(text)));
    let mut facts: Vec<(&str, Html)> = Vec::new();
    facts.extend(description.publisher.as_deref().map(|publisher| ("Publisher", text(publisher))));
    if let Some(contact) = &head.contact {
        facts.extend(contact.name.as_deref().map(|name| ("Contact", text(name))));
        facts.extend(contact.url.as_deref().map(|url| ("Contact URL", linked(url))));
        facts.extend(contact.email.as_deref().map(|email| ("Contact email", text(email))));
    }
    facts.extend(head.website.as_deref().map(|url| ("Website", linked(url))));
    facts.extend(head.privacy_policy.as_deref().map(|url| ("Privacy policy", linked(url))));
    if !head.categories.is_empty() {
        facts.push(("Categories", text(&head.categories.join(", "))));
    }
    facts.extend(head.metadata.iter().map(|(name, value)| (name.as_str(), linked(value))));
    let address = [&description.host, &description.base_path].into_iter().flatten();
    let address: String = address.map(String::as_str).collect();
    if !address.is_empty() {
        facts.push(("Address", code(&address)));
    }
    facts.push(("Client", code(&description.summary.client)));
    facts
}

/// How far the connector can be called without a connection.
fn direct(subject: &Subject) -> String {
    let summary = &subject.description.summary;
    let reason = summary.calls_reason.as_deref().map(line).unwrap_or_default();
    match summary.calls {
        Calls::Direct => "The client calls the service itself, with credentials of the service.".to_owned(),
        Calls::DirectInPart => {
            format!("The client calls the service itself. Operations marked so need a connection: {reason}.")
        }
        _ => format!("Every call needs an Azure connection: {reason}."),
    }
}

fn scheme_title(scheme: &SchemeDescription) -> String {
    let title = scheme.title.as_deref().or(scheme.name.as_deref()).map(line);
    title.unwrap_or_else(|| "Values to pass".to_owned())
}

fn scheme(scheme: &SchemeDescription, sign_in_only: &[String]) -> Scheme {
    let Html(mut text) = scheme.description.as_deref().map(cell).unwrap_or_default();
    if !sign_in_only.is_empty() {
        let codes: Vec<_> = sign_in_only.iter().map(|key| format!("<code>{}</code>", escaped(key))).collect();
        text.push_str(&format!(
            " A direct client does not need {}: the connection's own sign-in uses it.",
            codes.join(", ")
        ));
    }
    Scheme {
        title: scheme_title(scheme),
        text: Html(text),
        rows: scheme.parameters.iter().map(|parameter| value(scheme, parameter)).collect(),
    }
}

fn value(scheme: &SchemeDescription, parameter: &ConnectionParameterDescription) -> Value {
    let places = scheme.credentials.iter().filter_map(|place| place_of(place, parameter));
    let mut places: Vec<_> = places.collect();
    if places.is_empty() {
        places.push("used in the address or by a policy".to_owned());
    }
    let mut text = parameter.description.as_deref().map(cell).unwrap_or_default().0;
    if let Some(default) = &parameter.default {
        text.push_str(&format!(" <span class=\"default\">Default: <code>{}</code></span>", escaped(default)));
    }
    if let Some(token) = &parameter.token {
        if !token.scopes.is_empty() {
            let scopes: Vec<_> = token.scopes.iter().map(|scope| format!("<code>{}</code>", escaped(scope))).collect();
            text.push_str(&format!(" Scopes: {}.", scopes.join(", ")));
        }
        let urls = [("Authorization URL", &token.authorization_url), ("Token URL", &token.token_url)];
        for (name, url) in urls.into_iter().filter_map(|(name, url)| Some((name, url.as_ref()?))) {
            text.push_str(&format!(" {name}: <code>{}</code>.", escaped(url)));
        }
        if token.of_entra {
            text.push_str(" Microsoft Entra issues the tokens.");
        }
    }
    let title = parameter.title.as_deref().map(line).filter(|title| !title.is_empty());
    Value {
        title: title.unwrap_or_else(|| parameter.key.clone()),
        rust: if parameter.required { parameter.rust.clone() } else { format!(".{}(…)", parameter.rust) },
        kind: parameter.kind,
        required: if parameter.required { "Required" } else { "Optional" },
        place: places.join(", "),
        text: Html(text),
    }
}

/// Where a request carries a parameter, as a credential.
fn place_of(place: &CredentialPlace, of: &ConnectionParameterDescription) -> Option<String> {
    match place {
        CredentialPlace::Header { name, parameter } if *parameter == of.key => {
            Some(format!("header <code>{}</code>", escaped(name)))
        }
        CredentialPlace::Query { name, parameter } if *parameter == of.key => {
            Some(format!("query parameter <code>{}</code>", escaped(name)))
        }
        CredentialPlace::Basic { user, .. } if *user == of.key => {
            Some("user name of <code>Authorization: Basic</code>".to_owned())
        }
        CredentialPlace::Basic { password, .. } if *password == of.key => {
            Some("password of <code>Authorization: Basic</code>".to_owned())
        }
        CredentialPlace::Bearer if of.token.is_some() => Some("<code>Authorization: Bearer</code>".to_owned()),
        _ => None,
    }
}

fn list(subject: &Subject, links: &Links, role: OperationRole) -> List {
    let operations = &subject.description.operations;
    let (_, title, anchor) = shell::role(role);
    let with_text = operations.len() <= MOST_WITH_TEXT;
    let of_role = (0..operations.len()).filter(|&index| operations[index].role == role);
    let rows = of_role.map(|index| {
        let operation = &operations[index];
        let Link { href, title, .. } = to_operation(subject, links, index);
        let text = operation.description.as_deref().filter(|_| with_text).map(line).unwrap_or_default();
        Row { href, title, id: operation.id.clone(), text: cut(&text, SHORT), deprecated: operation.deprecated }
    });
    List { anchor, title, with_text, rows: rows.collect() }
}
