//! The words for the places of a connection parameter in the requests of a direct client.

use crate::emit::text;
use crate::model::direct::{
    AuthenticationScheme, ConnectionParameter, Credential, Direct, Expression, ParameterKind, Piece, Rule, Template,
};

/// Where requests carry the value of a connection parameter, e.g. ``sent as header `x-apikey` ``; empty if none does.
pub(in crate::emit) fn sent_as(
    direct: &Direct,
    scheme: &AuthenticationScheme,
    parameter: &ConnectionParameter,
) -> String {
    let credentials = scheme.credentials.iter().filter_map(|credential| of_credential(credential, parameter));
    let policies = direct.policies.iter().filter(|policy| !policy.of_response).map(|policy| &policy.rule);
    let policies = policies.filter(|rule| rule.templates().into_iter().any(|template| holds(template, &parameter.key)));
    let mut places: Vec<String> = Vec::new();
    for place in credentials.chain(policies.map(of_rule)) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    match places.split_last() {
        None => String::new(),
        Some((only, [])) => format!("sent as {only}"),
        Some((last, rest)) => format!("sent as {} and {last}", rest.join(", ")),
    }
}

fn of_credential(credential: &Credential, of: &ConnectionParameter) -> Option<String> {
    match credential {
        Credential::Header { name, parameter } => (*parameter == of.key).then(|| header(name)),
        Credential::Query { name, parameter } => (*parameter == of.key).then(|| query(name)),
        Credential::Basic { user, .. } if *user == of.key => Some("the user name of `Authorization: Basic`".to_owned()),
        Credential::Basic { password, .. } => {
            (*password == of.key).then(|| "the password of `Authorization: Basic`".to_owned())
        }
        Credential::Bearer => matches!(of.kind, ParameterKind::Token(_)).then(|| "`Authorization: Bearer`".to_owned()),
    }
}

fn of_rule(rule: &Rule) -> String {
    match rule {
        Rule::HostUrl(_) => "part of the service's address".to_owned(),
        Rule::Header(name, ..) => header(name),
        Rule::Query(name, ..) => query(name),
        Rule::Route(..) => "part of the path".to_owned(),
        Rule::FromUrl { .. } => "part of the path of a separate request".to_owned(),
        Rule::Reshape { .. } => "part of the body".to_owned(),
        Rule::Polling { .. } => "part of the link of the next poll".to_owned(),
    }
}

fn header(name: &str) -> String {
    format!("header {}", text::code(name))
}

fn query(name: &str) -> String {
    format!("query parameter {}", text::code(name))
}

/// Whether a text with expressions takes the connection parameter.
fn holds(template: &Template, key: &str) -> bool {
    template.iter().any(|piece| match piece {
        Piece::Expression(Expression::ConnectionParameter(name, _)) => name.eq_ignore_ascii_case(key),
        Piece::Expression(_) | Piece::Text(_) | Piece::Path(_) => false,
    })
}
