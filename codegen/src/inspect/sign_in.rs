//! The ways to sign in of a direct client.

use super::description::{ConnectionParameterDescription, CredentialPlace, SchemeDescription, TokenDescription};
use crate::model::Connector;
use crate::model::direct::{AuthenticationScheme, Credential, ParameterKind, SignIn};
use crate::names::{Names, SchemeNames};

/// All schemes; none if there is no direct client.
pub(super) fn schemes(connector: &Connector, names: &Names) -> Vec<SchemeDescription> {
    let (Ok(direct), Some(of_schemes)) = (&connector.direct, &names.direct) else { return Vec::new() };
    direct.schemes.iter().zip(of_schemes).map(|(scheme, of_scheme)| describe(scheme, of_scheme, &names.auth)).collect()
}

/// A scheme in a few words: its name and where requests carry the credential.
pub(super) fn words(scheme: &SchemeDescription) -> String {
    let places = scheme.credentials.iter().map(|place| match place {
        CredentialPlace::Header { name, .. } => format!("header {name}"),
        CredentialPlace::Query { name, .. } => format!("query {name}"),
        CredentialPlace::Basic { .. } => "basic".to_owned(),
        CredentialPlace::Bearer => "bearer".to_owned(),
    });
    let places: Vec<_> = places.collect();
    let places = if places.is_empty() { "none".to_owned() } else { places.join(" + ") };
    scheme.name.as_ref().map_or(places.clone(), |name| format!("{name}: {places}"))
}

fn describe(scheme: &AuthenticationScheme, names: &SchemeNames, auth: &str) -> SchemeDescription {
    let parameters = scheme.parameters.iter().zip(&names.parameters);
    let parameters = parameters.map(|(parameter, names)| {
        let is_positional = parameter.is_positional();
        let name = if is_positional { &names.field } else { &names.with };
        let (kind, token) = match &parameter.kind {
            ParameterKind::Text => ("text", None),
            ParameterKind::Secret => ("secret", None),
            ParameterKind::Integer => ("integer", None),
            ParameterKind::Boolean => ("boolean", None),
            ParameterKind::Token(sign_in) => ("token", Some(token(sign_in))),
        };
        ConnectionParameterDescription {
            key: parameter.key.clone(),
            rust: name.clone(),
            title: parameter.title.clone(),
            description: parameter.description.clone(),
            kind,
            required: is_positional,
            default: parameter.default.clone(),
            allowed: parameter.allowed.iter().map(|(value, _)| value.clone()).collect(),
            token,
        }
    });
    SchemeDescription {
        name: scheme.name.clone(),
        title: scheme.title.clone(),
        description: scheme.description.clone(),
        rust: names.variant.as_ref().map_or(auth, |(_, structure)| structure).to_owned(),
        parameters: parameters.collect(),
        credentials: scheme.credentials.iter().map(place).collect(),
    }
}

fn token(sign_in: &SignIn) -> TokenDescription {
    TokenDescription {
        scopes: sign_in.scopes.clone(),
        of_entra: sign_in.of_entra,
        authorization_url: sign_in.authorization_url.clone(),
        token_url: sign_in.token_url.clone(),
    }
}

fn place(credential: &Credential) -> CredentialPlace {
    match credential {
        Credential::Header { name, parameter } => {
            CredentialPlace::Header { name: name.clone(), parameter: parameter.clone() }
        }
        Credential::Query { name, parameter } => {
            CredentialPlace::Query { name: name.clone(), parameter: parameter.clone() }
        }
        Credential::Basic { user, password } => {
            CredentialPlace::Basic { user: user.clone(), password: password.clone() }
        }
        Credential::Bearer => CredentialPlace::Bearer,
    }
}
