//! An operation in, its page out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use askama::Template;
use connector_codegen::{
    ArgumentKind, ChoiceKind, FinalPlace, OperationDescription, OperationReference, OperationRole, TriggerDelivery,
    ValueLocation,
};

use super::links::Links;
use super::shell::{self, Link, Shell, title, to_operation};
use super::subject::Subject;
use super::text::{Html, blocks, cell, escaped, line};

/// The operations of the same role that the navigation shows before and after one.
const NEAR: usize = 12;
/// The most characters of a line that fits beside the request, on a page of 1,440 px.
const BESIDE: usize = 72;
/// The most links of "See also" of one kind.
const MOST_RELATED: usize = 8;
/// The most operations that a type relates to one another.
const MOST_SHARING: usize = 20;
/// The most rows of a tree of types, and its depth.
const TREE: (usize, usize) = (120, 4);

#[derive(Template)]
#[template(path = "operation.html", whitespace = "minimize")]
struct Page<'a> {
    root: &'static str,
    title: String,
    shell: &'a Shell,
    heading: String,
    id: &'a str,
    role: &'static str,
    group: &'static str,
    group_anchor: &'static str,
    near: Vec<Link>,
    others: usize,
    badges: Vec<&'static str>,
    json: String,
    deprecated: bool,
    replacement: String,
    needs_connection: bool,
    description: Html,
    statement: String,
    wire: String,
    /// Whether a line of the statement is too long for its part of the page.
    wide: bool,
    passing: String,
    rows: Vec<Row>,
    sent: Vec<(String, &'static str, &'a str, &'static str)>,
    trigger: bool,
    response_title: &'static str,
    response: String,
    example: &'a str,
    tree: String,
    delivery: String,
    hint: &'a str,
    payload: &'a str,
    paging: String,
    long_running: String,
    choices: Vec<(&'a str, &'static str, String, String)>,
    failures: Vec<(&'a str, String, Html)>,
    related: Vec<Link>,
    toc: Vec<(&'static str, &'static str)>,
}

/// A parameter or a property of the body.
struct Row {
    title: String,
    key: String,
    place: &'static str,
    rust: String,
    required: &'static str,
    ty: String,
    text: Html,
    /// Whether it is a property.
    inner: bool,
}

/// The page of an operation.
///
/// # Errors
/// The template cannot be rendered.
pub(super) fn page(
    subject: &Subject,
    links: &Links,
    shell: &Shell,
    index: usize,
    around: &Around,
) -> askama::Result<String> {
    let operation = &subject.description.operations[index];
    let reference = &subject.reference.operations[index];
    let heading = title(subject, index);
    let (role, group, group_anchor) = shell::role(operation.role);
    let (near, others) = near(subject, links, index);
    let rows = rows(subject, links, operation, reference);
    let trigger = operation.trigger.is_some();
    let wire = wire(reference);
    let is_long = |line: &str| line.chars().count() > BESIDE;
    let wide = reference.statement.lines().any(is_long);
    let mut page = Page {
        root: "../",
        title: format!("{heading} · {}", shell.title),
        shell,
        id: &operation.id,
        role,
        group,
        group_anchor,
        near,
        others,
        badges: badges(operation),
        json: format!("{}.json", links.operations[index]),
        deprecated: operation.deprecated,
        replacement: operation.replacement.as_deref().map(|id| to(subject, links, id)).unwrap_or_default(),
        needs_connection: operation.needs_connection && !subject.description.schemes.is_empty(),
        description: operation.description.as_deref().map(blocks).unwrap_or_default(),
        // A narrow page breaks a line after a module rather than within a name.
        statement: escaped(&reference.statement).replace("::", "::<wbr>"),
        wire,
        wide,
        passing: passing(operation),
        rows,
        sent: sent(operation),
        trigger,
        response_title: response_title(operation),
        response: response(subject, links, operation, reference),
        example: reference.response.as_deref().unwrap_or_default(),
        tree: reference.response_type.map(|ty| tree(subject, links, ty)).unwrap_or_default(),
        delivery: delivery(links, operation, reference),
        hint: reference.hint.as_deref().unwrap_or_default(),
        payload: reference.payload.as_deref().unwrap_or_default(),
        paging: paging(subject, links, operation),
        long_running: long_running(operation),
        choices: choices(subject, links, operation),
        failures: failures(links, operation, reference),
        related: related(subject, links, index, around),
        toc: Vec::new(),
        heading,
    };
    let toc = [
        (true, "rust", "Rust"),
        (true, "wire", "Wire"),
        (!page.rows.is_empty(), "parameters", "Parameters"),
        (!page.sent.is_empty(), "sent", "Sent without being set"),
        (true, "response", "Response"),
        (!page.delivery.is_empty(), "payload", if trigger { "Delivers" } else { "Posted later" }),
        (!page.paging.is_empty(), "paging", "Paging"),
        (!page.long_running.is_empty(), "waiting", "Long-running"),
        (!page.choices.is_empty(), "choices", "Choices"),
        (true, "errors", "Errors"),
        (!page.related.is_empty(), "related", "See also"),
    ];
    page.toc = toc.into_iter().filter(|(is_there, ..)| *is_there).map(|(_, anchor, title)| (anchor, title)).collect();
    page.render()
}

/// The operations of the same role around one, and the number of the others.
fn near(subject: &Subject, links: &Links, index: usize) -> (Vec<Link>, usize) {
    let operations = &subject.description.operations;
    let role = operations[index].role;
    let same: Vec<usize> = (0..operations.len()).filter(|&other| operations[other].role == role).collect();
    let at = same.iter().position(|&other| other == index).unwrap_or_default();
    let start = at.saturating_sub(NEAR).min(same.len().saturating_sub(2 * NEAR + 1));
    let shown = &same[start..same.len().min(start + 2 * NEAR + 1)];
    let near = shown.iter().map(|&other| Link { current: other == index, ..to_operation(subject, links, other) });
    (near.collect(), same.len() - shown.len())
}

fn badges(operation: &OperationDescription) -> Vec<&'static str> {
    let badges = [
        (operation.deprecated, "deprecated"),
        (operation.paging.is_some(), "paged"),
        (operation.long_running.is_some(), "long-running"),
    ];
    badges.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect()
}

/// A link to an operation by its id, or the id.
fn to(subject: &Subject, links: &Links, id: &str) -> String {
    match links.by_id(id) {
        Some(index) => {
            format!("<a href=\"{}\">{}</a>", escaped(&links.operation(index)), escaped(&title(subject, index)))
        }
        None => format!("<code>{}</code>", escaped(id)),
    }
}

/// A Rust type, with a link to the named type in it.
pub(super) fn ty(links: &Links, ty: &str, named: Option<usize>) -> String {
    // A browser may break the line after a module.
    let code = format!("<code>{}</code>", escaped(ty).replace("::", "::<wbr>"));
    match named {
        Some(index) => format!("<a href=\"{}\">{code}</a>", escaped(&links.ty(index))),
        None => code,
    }
}

fn wire(reference: &OperationReference) -> String {
    let request = &reference.request;
    let mut wire = format!("{} {}", request.method, request.target);
    for header in &request.headers {
        wire.push_str(&format!("\n{}: {}", header.name, header.value));
    }
    if let Some(body) = request.body.as_ref().filter(|body| !body.is_empty()) {
        wire.push_str(&format!("\n\n{body}"));
    }
    wire
}

/// How a caller passes values.
fn passing(operation: &OperationDescription) -> String {
    let required = match &operation.required_values {
        Some(name) => format!("Required values are the fields of {name}."),
        None => "Required values are arguments, in this order.".to_owned(),
    };
    required
        + " Set other parameters on the request before send, and other properties of a body by the methods with_… of its type."
}

fn rows(
    subject: &Subject,
    links: &Links,
    operation: &OperationDescription,
    reference: &OperationReference,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (argument, named) in operation.arguments.iter().zip(&reference.argument_types) {
        if argument.kind == ArgumentKind::Hidden {
            continue;
        }
        rows.push(Row {
            title: name(argument.title.as_deref(), &argument.key),
            key: argument.key.clone(),
            place: place(argument.location),
            rust: rust(argument.kind, &argument.rust),
            required: required(argument.kind, argument.required),
            ty: ty(links, &argument.ty, *named),
            text: text(argument.description.as_deref(), argument.default.as_deref(), &argument.values),
            inner: false,
        });
        let fields = named.map(|index| subject.reference.types[index].fields.as_slice()).unwrap_or_default();
        let fields: HashMap<_, _> = fields.iter().map(|field| (field.key.as_str(), field.named)).collect();
        for property in argument.properties.iter().filter(|property| property.kind != ArgumentKind::Hidden) {
            let named = fields.get(property.key.as_str()).copied().flatten();
            rows.push(Row {
                title: name(property.title.as_deref(), &property.key),
                key: property.key.clone(),
                place: "in the body",
                rust: property.rust.clone(),
                required: required(property.kind, property.required),
                ty: ty(links, &property.ty, named),
                text: text(property.description.as_deref(), property.default.as_deref(), &property.values),
                inner: true,
            });
        }
    }
    rows
}

/// A title, or the wire key.
pub(super) fn name(title: Option<&str>, key: &str) -> String {
    title.map(line).filter(|title| !title.is_empty()).unwrap_or_else(|| key.to_owned())
}

fn rust(kind: ArgumentKind, name: &str) -> String {
    if kind == ArgumentKind::Positional { name.to_owned() } else { format!(".{name}(…)") }
}

fn required(kind: ArgumentKind, required: bool) -> &'static str {
    match (kind, required) {
        (ArgumentKind::InternalSetter, _) => "Internal",
        (ArgumentKind::Positional, _) => "Required",
        (_, true) => "Has a default",
        (_, false) => "Optional",
    }
}

fn text(description: Option<&str>, default: Option<&str>, values: &[String]) -> Html {
    let Html(mut html) = description.map(cell).unwrap_or_default();
    if let Some(default) = default {
        html.push_str(&format!(" <span class=\"default\">Default: <code>{}</code></span>", escaped(default)));
    }
    if !values.is_empty() {
        const MOST: usize = 24;
        let codes = values.iter().take(MOST).map(|value| format!("<code>{}</code>", escaped(value)));
        let more = values.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        html.push_str(&format!(" <span class=\"values\">One of {}{more}</span>", codes.collect::<Vec<_>>().join(", ")));
    }
    Html(html)
}

fn place(location: ValueLocation) -> &'static str {
    match location {
        ValueLocation::Path => "path",
        ValueLocation::Query => "query",
        ValueLocation::Header => "header",
        ValueLocation::Form => "form",
        _ => "body",
    }
}

fn sent(operation: &OperationDescription) -> Vec<(String, &'static str, &str, &'static str)> {
    let sent = operation.sent.iter().map(|sent| {
        let key = if sent.path.is_empty() { "the whole body".to_owned() } else { sent.path.join("/") };
        (key, place(sent.location), sent.value.as_str(), if sent.can_be_set { "yes" } else { "no" })
    });
    sent.collect()
}

fn response(
    subject: &Subject,
    links: &Links,
    operation: &OperationDescription,
    reference: &OperationReference,
) -> String {
    if operation.response == "()" {
        return "No content.".to_owned();
    }
    let title = reference.response_type.and_then(|index| subject.reference.types[index].title.as_deref());
    let title = title.map(|title| format!(" {}", escaped(&line(title)))).unwrap_or_default();
    format!("{}{title}", ty(links, &operation.response, reference.response_type))
}

/// The fields of a type and of the types in it, as nested lists.
fn tree(subject: &Subject, links: &Links, index: usize) -> String {
    let mut tree = Tree { subject, links, left: TREE.0, open: Vec::new() };
    let rows = tree.rows(index);
    if rows.is_empty() { rows } else { format!("<details class=\"tree\"><summary>Fields</summary>{rows}</details>") }
}

struct Tree<'a> {
    subject: &'a Subject,
    links: &'a Links,
    left: usize,
    open: Vec<usize>,
}

impl Tree<'_> {
    fn rows(&mut self, index: usize) -> String {
        let ty = &self.subject.reference.types[index];
        if self.open.contains(&index) || self.open.len() >= TREE.1 {
            return String::new();
        }
        self.open.push(index);
        let mut rows = String::new();
        for field in &ty.fields {
            let Some(left) = self.left.checked_sub(1) else { break };
            self.left = left;
            let title = field.title.as_deref().map(line).filter(|title| !title.is_empty());
            let title = title.map(|title| format!(" {}", escaped(&title))).unwrap_or_default();
            let inner = field.named.map(|named| self.rows(named)).unwrap_or_default();
            let spelled = self::ty(self.links, &field.ty, field.named);
            rows.push_str(&format!("<li><code>{}</code>{title} {spelled}{inner}</li>", escaped(&field.key)));
        }
        if ty.fields.is_empty() {
            rows = ty.others.iter().map(|&other| self.rows(other)).collect();
            self.open.pop();
            return rows;
        }
        self.open.pop();
        if rows.is_empty() { rows } else { format!("<ul>{rows}</ul>") }
    }
}

fn response_title(operation: &OperationDescription) -> &'static str {
    match operation.trigger.as_ref().map(|trigger| trigger.delivery) {
        Some(TriggerDelivery::Webhook) => "Response to the subscription",
        Some(_) => "Response to a poll",
        None => "Response",
    }
}

fn delivery(links: &Links, operation: &OperationDescription, reference: &OperationReference) -> String {
    if let Some(trigger) = &operation.trigger {
        let how = match trigger.delivery {
            TriggerDelivery::Webhook => "The service posts it to the callback URL",
            TriggerDelivery::PollingBatch => "A poll returns several of",
            _ => "A poll returns",
        };
        let place = trigger.callback_url.as_ref();
        let place = place.map(|place| format!(", which is in <code>{}</code>", escaped(place))).unwrap_or_default();
        let payload = ty(links, &trigger.payload, reference.payload_type);
        return format!("{how}{place}: <code>TriggerPayload::{}</code> with {payload}.", escaped(&trigger.variant));
    }
    let notification = operation.notification.as_ref();
    notification.map(|notification| ty(links, notification, reference.payload_type)).unwrap_or_default()
}

fn paging(subject: &Subject, links: &Links, operation: &OperationDescription) -> String {
    let Some(paging) = &operation.paging else { return String::new() };
    let items = match &paging.items {
        Some(keys) if keys.is_empty() => " <code>items()</code> streams the items of all pages.".to_owned(),
        Some(keys) => format!(
            " <code>items()</code> streams the items of all pages, from <code>{}</code>.",
            escaped(&keys.join("/"))
        ),
        None => String::new(),
    };
    let next = paging.continuation.as_deref().map(|id| format!(" Further pages come from {}.", to(subject, links, id)));
    format!(
        "<code>pages()</code> follows the link in <code>{}</code>.{items}{}",
        escaped(&paging.link.join("/")),
        next.unwrap_or_default()
    )
}

fn long_running(operation: &OperationDescription) -> String {
    let Some(long_running) = &operation.long_running else { return String::new() };
    let status = if long_running.has_status { " The body of the response may have a status." } else { "" };
    let result = match long_running.result {
        FinalPlace::Status => " The result is in the last status.",
        FinalPlace::Location => " The result is at the URL of the header <code>Location</code>.",
        FinalPlace::Request => " The result is at the URL of the request.",
        _ => "",
    };
    format!(
        "The operation may continue after its response. <code>send_and_wait()</code> waits for the end; \
         <code>poller()</code> lets the caller wait.{status}{result}"
    )
}

fn choices<'a>(
    subject: &Subject,
    links: &Links,
    operation: &'a OperationDescription,
) -> Vec<(&'a str, &'static str, String, String)> {
    let choices = operation.choices.iter().map(|choice| {
        let kind = match choice.kind {
            ChoiceKind::Tree => "tree",
            ChoiceKind::Schema => "schema",
            _ => "list of values",
        };
        let setters: String = choice.setters.iter().map(|name| format!(".{name}(…)")).collect();
        let rust = format!("client.choices().{}({}){setters}", choice.rust, choice.arguments.join(", "));
        let calls: Vec<_> = choice.calls.iter().map(|id| to(subject, links, id)).collect();
        (choice.value.as_str(), kind, rust, calls.join(", "))
    });
    choices.collect()
}

fn failures<'a>(
    links: &Links,
    operation: &'a OperationDescription,
    reference: &OperationReference,
) -> Vec<(&'a str, String, Html)> {
    let failures = operation.failures.iter().zip(&reference.failure_types).map(|(failure, named)| {
        let ty = failure.ty.as_deref().map(|spelled| ty(links, spelled, *named)).unwrap_or_default();
        (failure.status.as_str(), ty, failure.description.as_deref().map(cell).unwrap_or_default())
    });
    failures.collect()
}

/// The operations whose choices one supplies, and those with types of their own in common.
fn related(subject: &Subject, links: &Links, index: usize, around: &Around) -> Vec<Link> {
    let users = around.users.get(&index).into_iter().flatten().take(MOST_RELATED);
    let mut related: Vec<_> = users
        .map(|&user| Link { note: "Supplies choices of ".to_owned(), ..to_operation(subject, links, user) })
        .collect();
    let types = types(&subject.reference.operations[index]);
    // A type that many operations have in common, as one for errors, relates none of them.
    let shared = types.iter().filter_map(|ty| around.sharing.get(ty)).filter(|sharing| sharing.len() <= MOST_SHARING);
    let others: BTreeSet<usize> = shared.flatten().copied().filter(|&other| other != index).collect();
    related.extend(others.into_iter().take(MOST_RELATED).map(|other| to_operation(subject, links, other)));
    related
}

/// How the operations of a connector depend on one another.
pub(super) struct Around {
    /// Operation → those whose choices it supplies.
    users: BTreeMap<usize, BTreeSet<usize>>,
    /// Type → the operations with it in a request, a response or a payload.
    pub(super) sharing: BTreeMap<usize, Vec<usize>>,
}

impl Around {
    pub(super) fn new(subject: &Subject, links: &Links) -> Self {
        let (mut users, mut sharing) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (index, operation) in subject.description.operations.iter().enumerate() {
            let supplying = operation.choices.iter().flat_map(|choice| &choice.calls);
            for other in supplying.filter_map(|id| links.by_id(id)).filter(|&other| other != index) {
                users.entry(other).or_default().insert(index);
            }
            for ty in types(&subject.reference.operations[index]) {
                sharing.entry(ty).or_default().push(index);
            }
        }
        Self { users, sharing }
    }
}

/// The named types of an operation's body, response and payload.
pub(super) fn types(reference: &OperationReference) -> BTreeSet<usize> {
    let arguments = reference.argument_types.iter().copied();
    arguments.chain([reference.response_type, reference.payload_type]).flatten().collect()
}

/// The letter of a role, in what is searched.
pub(super) fn letter(role: OperationRole) -> char {
    match role {
        OperationRole::Trigger => 't',
        OperationRole::Internal => 'i',
        _ => 'a',
    }
}
