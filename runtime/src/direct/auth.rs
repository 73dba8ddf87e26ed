//! Authentication of direct calls: values of connection parameters, and their positions in a request.

use crate::{
    error::{Error, ErrorKind, Result, cause::Cause},
    http::values::{Values, Whose},
    policy::Parameters,
    values::Secret,
};
use azure_core::credentials::TokenCredential;
use std::{fmt, sync::Arc};
use zeroize::Zeroizing;

/// Where a value of [`Auth`] goes in every request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Credential {
    /// A connection parameter as a header, unchanged.
    Header {
        /// The header's name.
        name: &'static str,
        /// The connection parameter.
        parameter: &'static str,
    },
    /// A connection parameter in the query.
    Query {
        /// The query parameter's name.
        name: &'static str,
        /// The connection parameter.
        parameter: &'static str,
    },
    /// Two connection parameters as `Authorization: Basic …`.
    Basic {
        /// The connection parameter with the user name.
        user: &'static str,
        /// The connection parameter with the password.
        password: &'static str,
    },
    /// The token as `Authorization: Bearer …`.
    Bearer,
}

/// Values of connection parameters. The authentication type of a generated crate fills them in. `Debug` prints names
/// only.
#[derive(Clone)]
pub struct Auth {
    pub(super) credentials: &'static [Credential],
    values: Vec<Value>,
    token: Option<Token>,
}

/// A connection parameter.
#[derive(Clone)]
struct Value {
    name: &'static str,
    text: Zeroizing<String>,
    is_secret: bool,
}

#[derive(Clone)]
struct Token {
    parameter: &'static str,
    credential: Arc<dyn TokenCredential>,
    scopes: Vec<String>,
}

impl Auth {
    /// No values yet; `credentials` states where the values go.
    pub const fn new(credentials: &'static [Credential]) -> Self {
        Self { credentials, values: Vec::new(), token: None }
    }

    /// Sets a connection parameter.
    pub fn set(&mut self, name: &'static str, value: String) {
        self.put(name, Zeroizing::new(value), false);
    }

    /// Sets a secret connection parameter.
    pub fn set_secret(&mut self, name: &'static str, value: Secret) {
        self.put(name, Zeroizing::new(value.as_str().to_owned()), true);
    }

    /// Sets the credential that supplies the token of an OAuth 2 connection parameter, and the scopes to request.
    pub fn set_token(&mut self, name: &'static str, credential: Arc<dyn TokenCredential>, scopes: &[&str]) {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        self.token = Some(Token { parameter: name, credential, scopes });
    }

    /// Sets the scopes to request.
    pub fn set_scopes(&mut self, scopes: Vec<String>) {
        if let Some(token) = &mut self.token {
            token.scopes = scopes;
        }
    }

    fn put(&mut self, name: &'static str, text: Zeroizing<String>, is_secret: bool) {
        self.values.retain(|other| other.name != name);
        self.values.push(Value { name, text, is_secret });
    }

    /// Adds the values, without the token.
    pub(super) fn add_values(&self, values: &mut Values) {
        for value in &self.values {
            values.add(&value.text, if value.is_secret { Whose::Credential } else { Whose::Caller });
        }
    }

    /// The values for one request: the connection parameters and a current token.
    pub(super) async fn resolve(&self) -> Result<Resolved<'_>> {
        let Some(token) = &self.token else { return Ok(Resolved { auth: self, token: None }) };
        let scopes: Vec<&str> = token.scopes.iter().map(String::as_str).collect();
        let got = token.credential.get_token(&scopes, None).await;
        let got = got.map_err(|error| {
            Error::new(ErrorKind::Credential, "could not get a token")
                .with_cause(Cause::new(&error, &Values::default()))
        })?;
        Ok(Resolved { auth: self, token: Some(Zeroizing::new(got.token.secret().to_owned())) })
    }

    /// The values that need no token.
    pub(super) fn settled(&self) -> Resolved<'_> {
        Resolved { auth: self, token: None }
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.values.iter().map(|value| value.name).collect();
        f.debug_struct("Auth").field("parameters", &names).field("has_token", &self.token.is_some()).finish()
    }
}

/// [`Auth`] with the token for one request.
pub(super) struct Resolved<'a> {
    auth: &'a Auth,
    pub(super) token: Option<Zeroizing<String>>,
}

impl Parameters for Resolved<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        if let Some(token) = &self.auth.token
            && token.parameter.eq_ignore_ascii_case(name)
        {
            return self.token.as_ref().map(|token| token.as_str());
        }
        let mut values = self.auth.values.iter();
        values.find(|value| value.name.eq_ignore_ascii_case(name)).map(|value| value.text.as_str())
    }
}
