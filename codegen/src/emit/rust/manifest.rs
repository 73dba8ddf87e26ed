//! The manifest: the package, its only dependency and the origin of the definition; and the settings of rustfmt and git.

use toml::Value;

use super::sign_in;
use crate::emit::header;
use crate::emit::input::Input;
use crate::package::{FEATURES, Package};

/// The text of the manifest.
pub(super) fn text(input: Input<'_>, package: &Package) -> String {
    let head = &input.connector.head;
    let header = header::mark(input.connector);
    let name = quoted(&input.names.package);
    let title: String = head.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let contents = if input.has_triggers() { "Client, models and trigger payloads" } else { "Client and models" };
    let description = quoted(&format!("{contents} of the connector {title}"));
    let (definition, sha256) = (quoted(&head.origin.path), quoted(&head.origin.sha256));
    let jsonschema = match input.has_schemas() {
        true => {
            "# `DynamicSchema::validate` checks a value against a dynamic schema.\n\
             jsonschema = [\"connector-runtime/jsonschema\"]\n"
        }
        false => "",
    };
    let oauth2 = match &input.connector.direct {
        Ok(direct) if sign_in::takes_tokens(direct) => {
            "# `runtime::oauth2`: client credentials and refresh tokens for `direct`.\n\
             oauth2 = [\"connector-runtime/oauth2\"]\n"
        }
        _ => "",
    };
    let has = |feature: &str| match feature {
        "jsonschema" => !jsonschema.is_empty(),
        "oauth2" => !oauth2.is_empty(),
        _ => true,
    };
    let default =
        FEATURES.into_iter().filter(|feature| has(feature) && package.features.iter().any(|it| it == feature));
    let default = default.map(quoted).collect::<Vec<_>>().join(", ");
    let version = quoted(&package.version);
    let license = package.license.as_ref().map(|license| format!("license = {}\n", quoted(license)));
    let license = license.unwrap_or_default();
    let publish = if package.publish { "" } else { "publish = false\n" };
    format!(
        r#"# {header}

[package]
name = {name}
description = {description}
version = {version}
edition = "2024"
rust-version = "1.88"
{license}{publish}readme = "README.md"
categories = ["api-bindings"]

[package.metadata.connector]
definition = {definition}
sha256 = {sha256}

[package.metadata.docs.rs]
all-features = true

[dependencies]
connector-runtime.workspace = true

[features]
default = [{default}]
# The HTTP transport of azure_core. Without it, set a transport in the client options.
reqwest_rustls = ["connector-runtime/reqwest_rustls"]
{jsonschema}{oauth2}"#
    )
}

/// The text of `.gitattributes`: a checkout on any system has the files as they were written.
pub(super) fn attributes(input: Input<'_>) -> String {
    format!("# {}\n* text eol=lf\n", header::mark(input.connector))
}

/// The text of `rustfmt.toml`: rustfmt leaves generated code as it is.
pub(super) fn rustfmt(input: Input<'_>) -> String {
    format!("# {}\ndisable_all_formatting = true\n", header::mark(input.connector))
}

/// A string as TOML writes it, on one line.
fn quoted(text: &str) -> String {
    Value::from(header::shown(text)).to_string()
}
