//! `inspect`: a connector or one of its operations in, what was understood of it out.

use std::path::PathBuf;

use clap::Args;
use connector_codegen::{
    ArgumentDescription, ArgumentKind, Calls, ChoiceKind, ColumnDescription, ConnectorDescription, CredentialPlace,
    FinalPlace, Generator, OperationDescription, OperationRole, SchemeDescription, Severity, TableDescription,
    TableOperationsDescription, TriggerDelivery, ValueLocation,
};

use crate::{
    context::{Context, Format, Output},
    exit::{self, Exit, Failure},
    table::{Table, cell, facts, paragraph},
};

/// The most values of an enumeration in a table.
const MOST_VALUES: usize = 8;

/// Shows what was understood of a connector, or of one of its operations.
#[derive(Args)]
#[command(after_help = exit::TABLE)]
pub struct Arguments {
    /// The connector: a folder's name, or its path below --spec.
    #[arg(value_name = "CONNECTOR")]
    connector: String,
    /// One operation, by operationId or by the name of its Rust method [default: all, as a table].
    #[arg(value_name = "OPERATION")]
    operation: Option<String>,
    /// A connector folder, a tree of them, or one file, in any form that `codegen` reads [default: `definitions` of the project].
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
    /// `--format json`, as earlier versions spelt it.
    #[arg(long, hide = true)]
    json: bool,
}

impl Arguments {
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.output.format }
    }
}

/// Runs the command. Diagnostics go to standard error if there is no description.
pub(crate) fn run(arguments: &Arguments, context: &Context) -> Result<Exit, Failure> {
    let generator = Generator::new(context.definitions(arguments.spec.as_deref())?).only([&arguments.connector]);
    let connectors = context.connectors(&generator)?;
    let [connector] = connectors.as_slice() else { return Err(Failure::usage("no connector is selected")) };
    let mut described = generator.describe(connector)?;
    let Some(description) = described.description else {
        context.place(&mut described.sources, connector);
        let drawn = described.diagnostics.draw(&described.sources, Severity::Note, context.errors_drawing());
        let message = format!("`{}` has errors, so there is nothing to show", described.connector);
        return Err(Failure::failed(message).drawn(drawn));
    };
    match &arguments.operation {
        None => context.result(&description, || whole(&description, context.columns()))?,
        Some(name) => {
            let operation = description.find(name).map_err(|error| {
                let help = format!("`{} inspect {}` lists the operations", context.program(), arguments.connector);
                Failure::usage(error.to_string()).help(help)
            })?;
            context.result(operation, || one(&description, operation, context.columns()))?;
        }
    }
    Ok(Exit::Done)
}

fn optional(text: Option<&String>) -> String {
    text.map(|text| cell(text)).unwrap_or_default()
}

/// A heading and what is below it; nothing if that is empty.
fn section(heading: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("\n{heading}\n{body}") }
}

fn rows<const N: usize>(table: &Table<N>, width: usize) -> String {
    if table.is_empty() { String::new() } else { table.print(width) }
}

/// A connector: its facts, how to sign in, and a table of operations.
fn whole(description: &ConnectorDescription, width: usize) -> String {
    let summary = &description.summary;
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let counts = format!(
        "{}, {}, {} internal; {} paged, {} long-running, {} deprecated",
        counted(summary.actions, "action"),
        counted(summary.triggers, "trigger"),
        summary.internal,
        summary.paged,
        summary.long_running,
        summary.deprecated
    );
    let address = [&description.host, &description.base_path].into_iter().flatten().map(|part| cell(part));
    let head = [
        ("crate", summary.package.clone()),
        ("client", summary.client.clone()),
        ("file", cell(&summary.file)),
        ("version", optional(description.version.as_ref())),
        ("status", optional(description.status.as_ref())),
        ("publisher", optional(description.publisher.as_ref())),
        ("address", address.collect()),
        ("operations", counts),
        ("calls", calls(description)),
    ];
    let operations = description.operations.iter().map(|operation| {
        let title = optional(operation.title.as_ref());
        let request = format!("{} {}", operation.method, cell(&operation.path));
        let rust = operation.rust.strip_prefix("client.").unwrap_or(&operation.rust).to_owned();
        [cell(&operation.id), role(operation.role).to_owned(), request, rust, title, deprecated(operation)]
    });
    let operations = Table::new(["operation", "role", "request", "Rust", "title", "deprecated"], operations);
    let tables = description.tables.iter().map(|table| self::table(table, width));
    format!(
        "{}{}{}{}{}{}",
        paragraph(&format!("{}: {}", cell(&summary.connector), cell(&summary.title)), width),
        description.description.as_ref().map(|text| paragraph(&cell(text), width)).unwrap_or_default(),
        facts(&head, 2, width),
        schemes(&description.schemes, width),
        section("Operations", &rows(&operations, width)),
        tables.collect::<String>(),
    )
}

/// A table: its facts and its columns.
fn table(table: &TableDescription, width: usize) -> String {
    let title = table.title.as_ref().map(|title| format!(": {}", cell(title))).unwrap_or_default();
    let head = [
        ("type", table.rust.clone()),
        ("name", cell(&table.name)),
        ("key", format!("{} ({})", cell(&table.key.join(", ")), table.key_type)),
        ("client.table", table_operations(&table.operations)),
        ("client.library", table.library.as_ref().map(table_operations).unwrap_or_default()),
    ];
    let columns = table.columns.iter().map(column);
    let columns = Table::new(["column", "Rust", "type", "access", "in queries", "can", "values"], columns);
    let body = format!("{}{}", facts(&head, 2, width), rows(&columns, width));
    section(&format!("Table{title}"), &body)
}

fn table_operations(operations: &TableOperationsDescription) -> String {
    let others = [
        ("get", &operations.get),
        ("create", &operations.create),
        ("update", &operations.update),
        ("delete", &operations.delete),
    ];
    let others = others.into_iter().filter_map(|(name, id)| Some(format!("{name} {}", cell(id.as_ref()?))));
    std::iter::once(format!("list {}", cell(&operations.list))).chain(others).collect::<Vec<_>>().join(", ")
}

fn column(column: &ColumnDescription) -> [String; 7] {
    let access = match (column.writable, column.required) {
        (true, true) => "required",
        (true, false) => "write",
        (false, _) => "read",
    };
    let more = [("sort", column.sortable), ("select", column.selectable)];
    let more = more.into_iter().filter(|(_, allowed)| *allowed).map(|(name, _)| name);
    let can: Vec<_> = column.filters.iter().copied().chain(more).collect();
    let options = column.options.iter().map(|option| match &option.label {
        Some(label) => format!("{} {label}", option.value),
        None => option.value.clone(),
    });
    [
        cell(&column.key),
        column.rust.clone().unwrap_or_default(),
        column.ty.clone(),
        access.to_owned(),
        column.constant.clone().unwrap_or_default(),
        can.join(" "),
        values(&options.collect::<Vec<_>>()),
    ]
}

fn calls(description: &ConnectorDescription) -> String {
    let reason = description.summary.calls_reason.as_deref().map(cell).unwrap_or_default();
    match description.summary.calls {
        Calls::Direct => "directly, or through a connection".to_owned(),
        Calls::DirectInPart => {
            let needing = description.operations.iter().filter(|operation| operation.needs_connection).count();
            format!("directly, or through a connection; {needing} operations through a connection only: {reason}")
        }
        _ => format!("through a connection only: {reason}"),
    }
}

fn deprecated(operation: &OperationDescription) -> String {
    match &operation.replacement {
        _ if !operation.deprecated => String::new(),
        Some(replacement) => format!("use {}", cell(replacement)),
        None => "yes".to_owned(),
    }
}

fn role(role: OperationRole) -> &'static str {
    match role {
        OperationRole::Trigger => "trigger",
        OperationRole::Internal => "internal",
        _ => "action",
    }
}

/// How a direct client signs in.
fn schemes(schemes: &[SchemeDescription], width: usize) -> String {
    let mut text = String::new();
    for scheme in schemes {
        let name = scheme.name.as_deref().map(|name| format!(" {}", cell(name))).unwrap_or_default();
        let places: Vec<_> = scheme.credentials.iter().map(place).collect();
        let places = if places.is_empty() { "no credential".to_owned() } else { places.join(", ") };
        let parameters = scheme.parameters.iter().map(|parameter| {
            let kind = match &parameter.token {
                Some(token) if !token.scopes.is_empty() => {
                    format!("{}, scopes {}", parameter.kind, cell(&token.scopes.join(" ")))
                }
                _ => parameter.kind.to_owned(),
            };
            let given = if parameter.required { "argument" } else { "setter" };
            let default = optional(parameter.default.as_ref());
            [
                parameter.rust.clone(),
                given.to_owned(),
                kind,
                cell(&parameter.key),
                optional(parameter.title.as_ref()),
                default,
            ]
        });
        let parameters = Table::new(["Rust", "given as", "kind", "parameter", "title", "default"], parameters);
        let body = format!(
            "{}{}",
            facts(&[("type", format!("{}::new", scheme.rust)), ("sent", places)], 2, width),
            rows(&parameters, width)
        );
        text.push_str(&section(&format!("Sign-in of a direct client{name}"), &body));
    }
    text
}

fn place(place: &CredentialPlace) -> String {
    match place {
        CredentialPlace::Header { name, parameter } => format!("header {} = {}", cell(name), cell(parameter)),
        CredentialPlace::Query { name, parameter } => format!("query {} = {}", cell(name), cell(parameter)),
        CredentialPlace::Basic { user, password } => {
            format!("header Authorization = Basic {}:{}", cell(user), cell(password))
        }
        _ => "header Authorization = Bearer token".to_owned(),
    }
}

/// An operation.
fn one(description: &ConnectorDescription, operation: &OperationDescription, width: usize) -> String {
    let positional = operation.arguments.iter().filter(|it| it.kind == ArgumentKind::Positional);
    let positional: Vec<_> = positional.map(|argument| argument.rust.as_str()).collect();
    let given = operation.required_values.clone().unwrap_or_else(|| positional.join(", "));
    let deprecated = match &operation.replacement {
        Some(replacement) => format!("use {}", cell(replacement)),
        None if operation.deprecated => "yes".to_owned(),
        None => String::new(),
    };
    let way = if operation.needs_connection {
        "through a connection only".to_owned()
    } else {
        format!("directly ({}), or through a connection", cell(&description.summary.sign_in.join(", ")))
    };
    let head = [
        ("role", role(operation.role).to_owned()),
        ("request", format!("{} {}", operation.method, cell(&operation.path))),
        ("Rust", format!("{}({given})", operation.rust)),
        ("type", operation.request.clone()),
        ("response", operation.response.clone()),
        ("deprecated", deprecated),
        ("calls", way),
        ("paging", paging(operation)),
        ("long-running", long_running(operation)),
        ("payload", payload(operation)),
        ("notification", operation.notification.clone().unwrap_or_default()),
    ];
    let arguments = operation.arguments.iter().map(argument);
    let arguments = Table::new(["Rust", "given as", "type", "sent in", "title", "default", "values"], arguments);
    let failures = operation.failures.iter().map(|failure| {
        [cell(&failure.status), failure.ty.clone().unwrap_or_default(), optional(failure.description.as_ref())]
    });
    let title = operation.title.as_ref().map(|title| format!(": {}", cell(title))).unwrap_or_default();
    format!(
        "{}{}{}{}{}{}{}{}",
        paragraph(&format!("{}{title}", cell(&operation.id)), width),
        operation.description.as_ref().map(|text| paragraph(&cell(text), width)).unwrap_or_default(),
        facts(&head, 2, width),
        section("Arguments", &rows(&arguments, width)),
        section("Properties of the body", &properties(operation, width)),
        section("Sent unasked", &sent(operation, width)),
        section("Choices", &choices(operation, width)),
        section("Failures", &rows(&Table::new(["status", "type", "description"], failures), width)),
    )
}

fn argument(argument: &ArgumentDescription) -> [String; 7] {
    let sent_in = match argument.location {
        ValueLocation::Body => "body".to_owned(),
        location => format!("{} {}", word(location), cell(&argument.key)),
    };
    [
        argument.rust.clone(),
        kind(argument.kind).to_owned(),
        argument.ty.clone(),
        sent_in,
        optional(argument.title.as_ref()),
        optional(argument.default.as_ref()),
        values(&argument.values),
    ]
}

/// The first of a list of values, and how many there are besides. The JSON has all.
fn values(values: &[String]) -> String {
    let shown: Vec<_> = values.iter().take(MOST_VALUES).map(|value| cell(value)).collect();
    let rest = values.len() - shown.len();
    if rest == 0 { shown.join(", ") } else { format!("{} and {rest} more", shown.join(", ")) }
}

fn properties(operation: &OperationDescription, width: usize) -> String {
    let properties = operation.arguments.iter().flat_map(|argument| &argument.properties).map(|property| {
        [
            property.rust.clone(),
            kind(property.kind).to_owned(),
            property.ty.clone(),
            cell(&property.key),
            optional(property.title.as_ref()),
            optional(property.default.as_ref()),
            values(&property.values),
        ]
    });
    rows(&Table::new(["Rust", "given as", "type", "key", "title", "default", "values"], properties), width)
}

fn sent(operation: &OperationDescription, width: usize) -> String {
    let sent = operation.sent.iter().map(|sent| {
        let path = cell(&sent.path.join("/"));
        let place = if path.is_empty() { "the whole".to_owned() } else { path };
        let can_be_set = if sent.can_be_set { "yes" } else { "no" };
        [word(sent.location).to_owned(), place, cell(&sent.value), can_be_set.to_owned()]
    });
    rows(&Table::new(["sent in", "key", "value", "can be set"], sent), width)
}

fn choices(operation: &OperationDescription, width: usize) -> String {
    let choices = operation.choices.iter().map(|choice| {
        let kind = match choice.kind {
            ChoiceKind::Tree => "tree",
            ChoiceKind::Schema => "schema",
            _ => "values",
        };
        let setters: String = choice.setters.iter().map(|name| format!(".{name}(…)")).collect();
        let rust = format!("choices().{}({}){setters}", choice.rust, choice.arguments.join(", "));
        [cell(&choice.value), kind.to_owned(), rust, cell(&choice.calls.join(", "))]
    });
    rows(&Table::new(["value", "kind", "Rust", "supplied by"], choices), width)
}

fn kind(kind: ArgumentKind) -> &'static str {
    match kind {
        ArgumentKind::Positional => "argument",
        ArgumentKind::InternalSetter => "internal setter",
        ArgumentKind::Hidden => "hidden",
        _ => "setter",
    }
}

fn word(location: ValueLocation) -> &'static str {
    match location {
        ValueLocation::Path => "path",
        ValueLocation::Query => "query",
        ValueLocation::Header => "header",
        ValueLocation::Form => "form",
        _ => "body",
    }
}

fn paging(operation: &OperationDescription) -> String {
    let Some(paging) = &operation.paging else { return String::new() };
    let link = cell(&paging.link.join("/"));
    let items = match &paging.items {
        Some(keys) if keys.is_empty() => "; items(): the response is the list".to_owned(),
        Some(keys) => format!("; items() from {}", cell(&keys.join("/"))),
        None => String::new(),
    };
    let next = paging.continuation.as_ref().map(|id| format!("; further pages by {}", cell(id)));
    format!("pages(), next link in {link}{items}{}", next.unwrap_or_default())
}

fn long_running(operation: &OperationDescription) -> String {
    let Some(long_running) = &operation.long_running else { return String::new() };
    let status = if long_running.has_status { ", status in header or body" } else { "" };
    let result = match long_running.result {
        FinalPlace::Status => ", result in the last status",
        FinalPlace::Location => ", result at `Location`",
        FinalPlace::Request => ", result at the request's URL",
        _ => "",
    };
    format!("send_and_wait(), poller(){status}{result}")
}

fn payload(operation: &OperationDescription) -> String {
    let Some(trigger) = &operation.trigger else { return String::new() };
    let delivery = match trigger.delivery {
        TriggerDelivery::Webhook => "the service posts it",
        TriggerDelivery::PollingBatch => "polled, several items in a response",
        _ => "polled",
    };
    let url = trigger.callback_url.as_ref().map(|url| format!("; callback URL in {}", cell(url)));
    format!("TriggerPayload::{}: {}; {delivery}{}", trigger.variant, trigger.payload, url.unwrap_or_default())
}
