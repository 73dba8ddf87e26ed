//! The README of a crate: what it is, how to install it, both ways to connect, a call, a trigger, links. Its Rust compiles for
//! every connector.

use super::head;
use super::markup::Markup;
use super::operations;
use crate::emit::input::Input;
use crate::emit::paths;
use crate::emit::snippets::Snippets;
use crate::emit::{text, words};
use crate::model::direct::{AuthenticationScheme, Direct, ParameterKind, SignIn};
use crate::names::SchemeNames;
use crate::package::{FEATURES, Package};

/// The text of the file.
pub(super) fn text(input: Input<'_>, package: &Package, snippets: &Snippets) -> String {
    let (connector, names) = (input.connector, input.names);
    let mut markup = Markup::default();
    markup.heading(1, &names.package);
    markup.block(format!(
        "Async Rust client for **{}**, a connector for Microsoft Power Platform and Azure Logic Apps.",
        text::line(&head::title(&connector.head))
    ));
    let reference = paths::REFERENCE;
    markup.block(match input.has_operations() {
        true => format!(
            "[All operations by title]({reference}#{}), with the Rust method, HTTP method and path of each. The same page describes \
             parameters, responses and definitions.",
            operations::INDEX_ANCHOR
        ),
        false => format!("The [reference page]({reference}) describes the definition."),
    });
    markup.block(connector.head.description.as_deref().map(text::paragraphs).unwrap_or_default());
    install(&mut markup, input, package);
    connection(&mut markup, snippets);
    direct(&mut markup, input, snippets);
    trigger(&mut markup, snippets);
    if let Some(intro) = &connector.head.intro {
        markup.section(2, "About the connector", |markup| markup.block(text::prose(intro, 3)));
    }
    limits(&mut markup, input);
    origin(&mut markup, input, package);
    markup.into_text()
}

fn install(markup: &mut Markup, input: Input<'_>, package: &Package) {
    let [transport, ..] = FEATURES;
    let has_transport = package.features.iter().any(|feature| feature == transport);
    let features = if has_transport { String::new() } else { format!(", features = [\"{transport}\"]") };
    markup.heading(2, "Install");
    markup.code(
        "toml",
        &format!(
            "[dependencies]\n\
             {} = {{ path = \"path/to/this/folder\"{features} }}\n\
             azure_identity = \"1\" # credentials for an Azure connection\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}",
            input.names.package
        ),
    );
    markup.block(format!(
        "The feature `{transport}` provides the HTTP transport. Without it, set a transport in the client options."
    ));
}

/// A program that calls through a connection.
fn connection(markup: &mut Markup, snippets: &Snippets) {
    let Some(program) = &snippets.call else { return };
    markup.heading(2, "Call through an Azure connection");
    // The crate does not depend on `azure_identity` and `tokio`, so its doctests cannot compile this.
    markup.code("rust,ignore", program);
    markup.block(
        "`CONNECTION_RUNTIME_URL` is the `connectionRuntimeUrl` of a connection in Azure: `az resource show --ids CONNECTION_ID --query \
         properties.connectionRuntimeUrl` prints it. An access policy of the connection must allow the identity. \
         `DeveloperToolsCredential` is the identity of `az login` or `azd auth login`; any other credential of `azure_identity` works too.",
    );
    markup.block(
        "Required values are arguments. Set other parameters on the request before `send`, and other properties of a body by the \
         methods `with_…` of its type.",
    );
}

/// How a direct client is created, and where requests carry each value of its authentication.
fn direct(markup: &mut Markup, input: Input<'_>, snippets: &Snippets) {
    let (Ok(direct), Some(names), Some(program)) = (&input.connector.direct, &input.names.direct, &snippets.direct)
    else {
        return;
    };
    markup.heading(2, "Call directly");
    markup.block(match direct.states_credential() {
        true => "A direct client calls the service itself, without Azure, with the service's own credential:",
        false => "A direct client calls the service itself, without Azure. The definition states no credential:",
    });
    markup.code("rust,no_run", program);
    match (direct.schemes.as_slice(), names.as_slice()) {
        ([scheme], [names]) => {
            markup.list(values(direct, scheme, names));
        }
        (schemes, names) => {
            markup.block(format!("There are {} authentication schemes:", schemes.len()));
            markup.list(schemes.iter().zip(names).map(|(scheme, names)| {
                let structure = names.variant.as_ref().map_or(&input.names.auth, |(_, structure)| structure);
                let title = scheme.title.as_deref().or(scheme.name.as_deref()).map(text::line).unwrap_or_default();
                let title = if title.is_empty() { title } else { format!("{title}: ") };
                let values: String = values(direct, scheme, names).map(|value| format!("\n  * {value}")).collect();
                format!("{title}`direct::{structure}`{values}")
            }));
        }
    }
}

/// The values of a scheme: the argument or the setter of each, its title, and where requests carry it.
fn values(direct: &Direct, scheme: &AuthenticationScheme, names: &SchemeNames) -> impl Iterator<Item = String> {
    scheme.parameters.iter().zip(&names.parameters).map(move |(parameter, names)| {
        let name = if parameter.is_positional() { &names.field } else { &names.with };
        let title = parameter.title.as_deref().map(text::line).unwrap_or_default();
        let token = match &parameter.kind {
            ParameterKind::Token(sign_in) => token(sign_in).to_owned(),
            _ => String::new(),
        };
        let facts = [title, words::sent_as(direct, scheme, parameter), token];
        let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let colon = if facts.is_empty() { "" } else { ": " };
        format!("`{}`{colon}{}", name.trim_start_matches("r#"), facts.join("; "))
    })
}

/// Which credential provides the token.
fn token(sign_in: &SignIn) -> &'static str {
    match (sign_in.of_entra, &sign_in.token_url) {
        (true, _) => "the token of a credential of `azure_identity`",
        (false, Some(_)) => "the token of a credential of `runtime::oauth2`, which needs the crate's feature `oauth2`",
        (false, None) => "the token of any `TokenCredential`",
    }
}

/// The payload of a trigger.
fn trigger(markup: &mut Markup, snippets: &Snippets) {
    let Some(program) = &snippets.trigger else { return };
    markup.heading(2, "Handle a trigger");
    markup.code("rust,no_run", program);
    markup.block(
        "`decode` reads a payload that the service posts; `decode_envelope` reads an envelope that Azure posts.",
    );
}

/// The limits that concern this connector.
fn limits(markup: &mut Markup, input: Input<'_>) {
    let operations = &input.connector.operations;
    let mut limits = Vec::new();
    match &input.connector.direct {
        Ok(direct) => {
            if direct.schemes.iter().any(signs_in) {
                limits.push(
                    "A direct client does not sign users in: pass a credential that has a token of the user."
                        .to_owned(),
                );
            }
            if operations.iter().any(|operation| direct.through_connection.holds(&operation.id)) {
                limits.push("A direct client cannot call operations marked “Needs an Azure connection”.".to_owned());
            }
        }
        Err(reason) => {
            limits.push(format!("Every call needs an Azure connection: {}.", text::line(&words::no_direct(reason))));
        }
    }
    if operations.iter().any(|operation| operation.trigger.is_some() || operation.notification.is_some()) {
        limits
            .push("The crate subscribes and decodes; `connector-triggers` receives what the service posts.".to_owned());
    }
    markup.section(2, "Limits", |markup| markup.list(limits));
}

/// Whether a user has to sign in to get the token of a scheme.
fn signs_in(scheme: &AuthenticationScheme) -> bool {
    scheme.parameters.iter().any(|parameter| matches!(parameter.kind, ParameterKind::Token(_)))
}

fn origin(markup: &mut Markup, input: Input<'_>, package: &Package) {
    let origin = &input.connector.head.origin;
    markup.heading(2, if package.license.is_some() { "Origin and licence" } else { "Origin" });
    let version = input.connector.head.version.as_deref().map(|version| format!(" (version {})", text::code(version)));
    let license =
        package.license.as_deref().map(|license| format!("The licence of the code is {}; ", text::code(license)));
    let descriptions = if license.is_some() { "descriptions" } else { "Descriptions" };
    markup.block(format!(
        "Generated by connector-codegen from {}{}, SHA-256 {}. {}{descriptions} come from the definition.",
        text::code(&origin.path),
        version.unwrap_or_default(),
        text::code(&origin.sha256),
        license.unwrap_or_default(),
    ));
}
