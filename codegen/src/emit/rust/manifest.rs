//! `Cargo.toml`: the package, its only dependency, and where the definition came from; and `rustfmt.toml`.

use toml::Value;

use super::{input::Input, sign_in};

/// The text of the manifest.
pub(super) fn text(input: Input<'_>) -> String {
    let head = &input.connector.head;
    let header = crate::emit::mark(input.connector);
    let name = quoted(&input.names.package);
    let title: String = head.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let description = quoted(&format!("Client, models and trigger payloads of the connector {title}"));
    let (definition, sha256) = (quoted(&head.origin.path), quoted(&head.origin.sha256));
    let jsonschema = match input.has_schemas() {
        true => {
            "# `DynamicSchema::validate`: whether a value is what the service's own schema says.\n\
             jsonschema = [\"connector-runtime/jsonschema\"]\n"
        }
        false => "",
    };
    let oauth2 = match &input.connector.direct {
        Ok(direct) if sign_in::takes_tokens(direct) => {
            "# `runtime::oauth2`: credentials for `direct`, by client credentials and refresh tokens.\n\
             oauth2 = [\"connector-runtime/oauth2\"]\n"
        }
        _ => "",
    };
    format!(
        r#"# {header}

[package]
name = {name}
description = {description}
version = "0.1.0"
edition = "2024"
rust-version = "1.88"
license = "MIT"
readme = "README.md"
categories = ["api-bindings"]

[package.metadata.connector]
definition = {definition}
sha256 = {sha256}

[package.metadata.docs.rs]
all-features = true

[dependencies]
connector-runtime.workspace = true

[features]
default = ["reqwest_rustls"]
# The HTTP transport of azure_core; without it, options must hold one.
reqwest_rustls = ["connector-runtime/reqwest_rustls"]
{jsonschema}{oauth2}"#
    )
}

/// The text of `rustfmt.toml`: what the generator prints stays as it is, wherever the crate stands.
pub(super) fn rustfmt(input: Input<'_>) -> String {
    format!("# {}\ndisable_all_formatting = true\n", crate::emit::mark(input.connector))
}

/// A text as TOML writes it, on one line.
fn quoted(text: &str) -> String {
    Value::from(crate::emit::shown(text)).to_string()
}
