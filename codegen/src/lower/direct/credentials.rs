//! Connection parameters and `securityDefinitions` in, authentication schemes out: where requests carry each parameter.
//!
//! The format does not state this. A policy that names a parameter decides for it; for other parameters the names and kinds of
//! both sides decide.

use std::collections::HashSet;

use super::{policies, sign_in};
use crate::diagnostic::{NoDirectReason, Problem};
use crate::lower::context::Context;
use crate::lower::dynamic;
use crate::lower::operations::Lowered;
use crate::lower::texts::text;
use crate::model::direct::{
    AuthenticationScheme, ConnectionParameter, Credential, ParameterKind, Policy, Rule, SignIn,
};
use crate::source::Value;
use crate::span::Span;
use crate::spec::{self, In, Properties, Spanned};

/// The most parameters of a connection, and the most API keys of `securityDefinitions`. Each is compared with the others.
const MOST_PARAMETERS: usize = 1_000;

/// The authentication schemes, one per set of connection parameters, or the reason why there are none.
pub(super) fn schemes(
    context: &mut Context<'_>,
    properties: &Properties,
    policies: &[Policy],
    taken: &Taken,
) -> Result<Vec<AuthenticationScheme>, NoDirectReason> {
    let mut security = Security::of(context);
    if security.keys.len() > MOST_PARAMETERS {
        return Err(NoDirectReason::TooManyParameters { most: MOST_PARAMETERS.to_string() });
    }
    if properties.connection_parameter_sets.is_empty() {
        let span = context.document.span;
        let parameters = parameters(context, &properties.connection_parameters, &security)?;
        return Ok(vec![scheme(context, &security, parameters, policies, taken, span)?]);
    }
    // An API key beside a sign-in belongs to another set.
    security.is_stated = false;
    let mut schemes = Vec::new();
    for (index, set) in properties.connection_parameter_sets.iter().enumerate() {
        let parameters = parameters(context, &set.parameters, &security)?;
        let scheme = scheme(context, &security, parameters, policies, taken, set.span)?;
        let name = text(&set.name).unwrap_or_else(|| format!("set {}", index + 1));
        schemes.push(AuthenticationScheme {
            name: Some(name),
            title: text(&set.title),
            description: text(&set.description),
            ..scheme
        });
    }
    Ok(schemes)
}

fn parameters(
    context: &mut Context<'_>,
    stated: &[(Spanned<String>, spec::ConnectionParameter)],
    security: &Security,
) -> Result<Vec<ConnectionParameter>, NoDirectReason> {
    if stated.len() > MOST_PARAMETERS {
        return Err(NoDirectReason::TooManyParameters { most: MOST_PARAMETERS.to_string() });
    }
    let mut parameters: Vec<ConnectionParameter> = Vec::new();
    for (key, parameter) in stated {
        let kind = match parameter.kind.as_ref().map(|kind| kind.value.trim().to_ascii_lowercase()).as_deref() {
            Some("string") | None => ParameterKind::Text,
            Some("securestring") => ParameterKind::Secret,
            Some("int" | "integer") => ParameterKind::Integer,
            Some("bool" | "boolean") => ParameterKind::Boolean,
            Some("oauthsetting") => ParameterKind::Token(sign_in::of_parameter(parameter, security.oauth.as_ref())),
            Some("gatewaysetting") => return Err(NoDirectReason::Gateway),
            Some(kind) => return Err(NoDirectReason::UnknownParameterType { kind: kind.to_owned() }),
        };
        if parameters.iter().any(|other| other.key.eq_ignore_ascii_case(&key.value)) {
            context.report(key.span, Problem::DuplicateParameter { name: key.value.clone() });
            continue;
        }
        parameters.push(ConnectionParameter {
            key: key.value.clone(),
            title: text(&parameter.title),
            description: text(&parameter.description),
            required: parameter.required || matches!(kind, ParameterKind::Token(_)),
            kind,
            default: text(&parameter.default),
            allowed: parameter.allowed.iter().map(|(value, title)| (value.value.clone(), text(title))).collect(),
            span: parameter.span,
        });
    }
    if parameters.iter().filter(|it| matches!(it.kind, ParameterKind::Token(_))).count() > 1 {
        return Err(NoDirectReason::SeveralSignIns);
    }
    Ok(parameters)
}

/// The `securityDefinitions` that `security` allows.
struct Security {
    /// Whether `security` selects among them.
    is_stated: bool,
    /// Whether the definition requires no authentication.
    is_anonymous: bool,
    has_basic: bool,
    /// Of the first one.
    oauth: Option<SignIn>,
    keys: Vec<Key>,
}

/// An API key.
struct Key {
    id: String,
    name: String,
    in_query: bool,
    span: Span,
}

impl Security {
    fn of(context: &Context<'_>) -> Self {
        let is_anonymous = matches!(context.document.security.as_ref().map(|node| &node.value), Some(Value::Array(it)) if it.is_empty());
        let mut security = Self { is_stated: false, is_anonymous, has_basic: false, oauth: None, keys: Vec::new() };
        let Some(Value::Object(members)) = context.document.security_definitions.as_ref().map(|node| &node.value)
        else {
            return security;
        };
        let required = match context.document.security.as_ref().map(|node| &node.value) {
            Some(Value::Array(alternatives)) => alternatives.as_slice(),
            _ => &[],
        };
        let names: HashSet<&str> = required
            .iter()
            .filter_map(|it| match &it.value {
                Value::Object(members) => Some(members),
                _ => None,
            })
            .flatten()
            .map(|member| member.key.as_str())
            .collect();
        // If `security` names no existing definition, all definitions count.
        let counts = members.iter().any(|member| names.contains(member.key.as_str()));
        security.is_stated = counts;
        for member in members.iter().filter(|member| !counts || names.contains(member.key.as_str())) {
            security.is_anonymous = false;
            match dynamic::text(&member.value, "type") {
                Some("basic") => security.has_basic = true,
                Some("oauth2") => {
                    security.oauth.get_or_insert_with(|| {
                        let scopes = sign_in::required(context.document.security.as_ref(), &member.key);
                        sign_in::of_scheme(&member.value, &scopes)
                    });
                }
                Some("apiKey") => {
                    let Some(name) = dynamic::text(&member.value, "name").map(str::trim) else { continue };
                    let in_query = dynamic::text(&member.value, "in").and_then(In::of_word) == Some(In::Query);
                    let (id, name) = (member.key.clone(), name.to_owned());
                    security.keys.push(Key { id, name, in_query, span: member.key_span });
                }
                _ => {}
            }
        }
        security
    }
}

fn scheme(
    context: &mut Context<'_>,
    security: &Security,
    mut parameters: Vec<ConnectionParameter>,
    policies: &[Policy],
    taken: &Taken,
    span: Span,
) -> Result<AuthenticationScheme, NoDirectReason> {
    synthesize(security, &mut parameters, policies, span);
    let mut named: Vec<String> = Vec::new();
    policies::needed(policies, |rule, key, has_default| {
        named.push(key.to_lowercase());
        // A call needs an address.
        if matches!(rule, Rule::HostUrl(_))
            && !has_default
            && let Some(parameter) = parameters.iter_mut().find(|it| it.key.eq_ignore_ascii_case(key))
        {
            parameter.required = true;
        }
    });
    let is_named = |key: &str| named.contains(&key.to_lowercase());
    let mut credentials = Vec::new();
    let token = parameters.iter().find(|it| matches!(it.kind, ParameterKind::Token(_))).map(|it| it.key.clone());
    if let Some(token) = &token {
        credentials.push(token_place(security, &parameters, token));
    } else if let Some((user, password)) = pair(security, &parameters, &is_named) {
        credentials.push(Credential::Basic { user, password });
    } else {
        keys(context, security, &parameters, policies, &is_named, &mut credentials);
    }
    let is_used =
        |key: &str| is_named(key) || credentials.iter().any(|it| needs(it, key)) || token.as_deref() == Some(key);
    let is_needed = |key: &str| !security.is_anonymous && !taken.holds(key);
    let is_lost =
        |it: &&ConnectionParameter| it.kind == ParameterKind::Secret && !is_used(&it.key) && is_needed(&it.key);
    if token.is_none()
        && let Some(lost) = parameters.iter().find(is_lost)
    {
        return Err(NoDirectReason::SecretWithoutUse { parameter: lost.key.clone() });
    }
    let sign_in_only = parameters.iter().filter(|it| !is_used(&it.key)).map(|it| it.key.clone()).collect();
    for parameter in &mut parameters {
        parameter.required |= credentials.iter().any(|it| needs(it, &parameter.key));
    }
    parameters.retain(|parameter| is_used(&parameter.key));
    Ok(AuthenticationScheme { name: None, title: None, description: None, parameters, credentials, sign_in_only, span })
}

/// The parameters that every operation takes from its caller: a connection parameter with such a name is not needed.
pub(super) struct Taken(HashSet<String>);

impl Taken {
    pub(super) fn by(lowered: &[Lowered<'_>]) -> Self {
        let mut names = lowered.iter().map(|lowered| {
            let parameters = lowered.operation.parameters.iter();
            parameters.map(|parameter| squeezed(&parameter.key)).collect::<HashSet<_>>()
        });
        let first = names.next().unwrap_or_default();
        Self(names.fold(first, |taken, names| &taken & &names))
    }

    fn holds(&self, key: &str) -> bool {
        self.0.contains(&squeezed(key))
    }
}

/// Whether a credential is made of the connection parameter `key`.
fn needs(credential: &Credential, key: &str) -> bool {
    match credential {
        Credential::Header { parameter, .. } | Credential::Query { parameter, .. } => parameter == key,
        Credential::Basic { user, password } => user == key || password == key,
        Credential::Bearer => false,
    }
}

/// Without connection parameters, makes those that `securityDefinitions` require.
fn synthesize(security: &Security, parameters: &mut Vec<ConnectionParameter>, policies: &[Policy], span: Span) {
    if !parameters.is_empty() {
        return;
    }
    let mut add = |key: &str, kind| {
        let (key, title, description) = (key.to_owned(), None, None);
        let (default, allowed) = (None, Vec::new());
        parameters.push(ConnectionParameter { key, title, description, required: true, kind, default, allowed, span });
    };
    if let Some(sign_in) = &security.oauth {
        add("token", ParameterKind::Token(sign_in.clone()));
    } else if security.has_basic {
        add("username", ParameterKind::Text);
        add("password", ParameterKind::Secret);
    } else {
        for key in security.keys.iter().filter(|key| !is_set_by_policy(policies, key)) {
            add(&key.name, ParameterKind::Secret);
        }
    }
}

/// Where requests carry a token: in the header or query parameter of the only API key, if `security` allows it or there is no
/// OAuth definition; else as a bearer token.
fn token_place(security: &Security, parameters: &[ConnectionParameter], token: &str) -> Credential {
    let has_secret = parameters.iter().any(|it| it.kind == ParameterKind::Secret);
    let may_take = security.oauth.is_none() || security.is_stated;
    match security.keys.as_slice() {
        [key] if may_take && !has_secret && !key.name.eq_ignore_ascii_case("authorization") => key.takes(token),
        _ => Credential::Bearer,
    }
}

/// The two connection parameters of Basic.
fn pair(
    security: &Security,
    parameters: &[ConnectionParameter],
    is_named: &impl Fn(&str) -> bool,
) -> Option<(String, String)> {
    let free: Vec<&ConnectionParameter> = parameters.iter().filter(|it| !is_named(&it.key)).collect();
    let called = |name: &str| parameters.iter().find(|it| squeezed(&it.key).contains(name)).map(|it| it.key.clone());
    let (user, password) = (called("user"), called("password"));
    if !security.has_basic {
        // If the definition states nothing, two parameters with such names must be the Basic credentials.
        let stands_free = |key: &Option<String>| key.as_ref().is_some_and(|key| free.iter().any(|it| it.key == *key));
        let nothing_else = security.keys.is_empty() && security.oauth.is_none();
        return (nothing_else && stands_free(&user) && stands_free(&password))
            .then_some(())
            .and_then(|()| user.zip(password));
    }
    match user.zip(password) {
        Some((user, password)) if user != password => Some((user, password)),
        _ => match free.as_slice() {
            [user, password] => Some((user.key.clone(), password.key.clone())),
            _ => None,
        },
    }
}

/// Gives each API key its connection parameter: the one of its name, else the next secret that no policy names.
fn keys(
    context: &mut Context<'_>,
    security: &Security,
    parameters: &[ConnectionParameter],
    policies: &[Policy],
    is_named: &impl Fn(&str) -> bool,
    credentials: &mut Vec<Credential>,
) {
    let mut given: Vec<&str> = Vec::new();
    let mut open = Vec::new();
    for key in &security.keys {
        let by_name = parameters.iter().find(|it| {
            let parameter = squeezed(&it.key);
            (parameter == squeezed(&key.name) || parameter == squeezed(&key.id)) && !given.contains(&it.key.as_str())
        });
        match by_name {
            Some(parameter) => {
                given.push(&parameter.key);
                credentials.push(key.takes(&parameter.key));
            }
            None => open.push(key),
        }
    }
    for key in open {
        if is_set_by_policy(policies, key) {
            // A policy may read the header that the key sets: `Bearer @headers('Authorization')`.
            if let Some(secret) = unnamed(parameters, &given, is_named) {
                given.push(&secret.key);
                credentials.push(key.takes(&secret.key));
            }
            continue;
        }
        match unnamed(parameters, &given, is_named).or_else(|| only_secret(parameters, &given)) {
            Some(parameter) => {
                given.push(&parameter.key);
                credentials.push(key.takes(&parameter.key));
            }
            None if credentials.is_empty() => {
                context.report(key.span, Problem::CredentialUnmatched { name: key.id.clone() });
            }
            // Another alternative of `security` has its credential.
            None => {}
        }
    }
}

fn unnamed<'p>(
    parameters: &'p [ConnectionParameter],
    given: &[&str],
    is_named: &impl Fn(&str) -> bool,
) -> Option<&'p ConnectionParameter> {
    let is_free = |it: &&ConnectionParameter| !is_named(&it.key) && !given.contains(&it.key.as_str());
    parameters.iter().filter(is_free).find(|it| it.kind == ParameterKind::Secret)
}

fn only_secret<'p>(parameters: &'p [ConnectionParameter], given: &[&str]) -> Option<&'p ConnectionParameter> {
    let mut secrets = parameters.iter().filter(|it| it.kind == ParameterKind::Secret);
    let only = secrets.next().filter(|it| !given.contains(&it.key.as_str()))?;
    secrets.next().is_none().then_some(only)
}

impl Key {
    fn takes(&self, parameter: &str) -> Credential {
        let (name, parameter) = (self.name.clone(), parameter.to_owned());
        match self.in_query {
            true => Credential::Query { name, parameter },
            false => Credential::Header { name, parameter },
        }
    }
}

/// Whether a policy for all operations sets the header or query parameter of an API key.
fn is_set_by_policy(policies: &[Policy], key: &Key) -> bool {
    policies.iter().filter(|policy| policy.operations.is_empty() && !policy.of_response).any(|policy| {
        match &policy.rule {
            Rule::Header(name, ..) => !key.in_query && name.eq_ignore_ascii_case(&key.name),
            Rule::Query(name, ..) => key.in_query && name.eq_ignore_ascii_case(&key.name),
            _ => false,
        }
    })
}

/// A name without letter case and punctuation.
fn squeezed(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
