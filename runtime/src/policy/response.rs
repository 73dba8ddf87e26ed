//! Policies of responses. In: a successful response and its request. Out: the response as the definition describes it.

use super::{Exists, Parameters, Policy, Rule, Scope, Template, request::replaced_query, reshape::reshape};
use crate::{
    http::{headers::Headers, request::HttpRequest},
    response::RawResponse,
};
use bytes::Bytes;
use serde_json::Value;

/// Applies the policies of responses.
pub(crate) fn apply(
    response: &mut RawResponse,
    policies: &[Policy],
    request: &HttpRequest,
    parameters: &dyn Parameters,
) {
    for rule in rules(policies, request) {
        apply_one(response, rule, request, parameters);
    }
}

/// Applies the policies of responses that set headers, if the body is read later. The others need the body and are
/// skipped.
pub(crate) fn apply_to_head(
    headers: &mut Headers,
    policies: &[Policy],
    request: &HttpRequest,
    parameters: &dyn Parameters,
) {
    for rule in rules(policies, request) {
        if let Rule::Header(name, value, exists) = rule {
            set_header(headers, (name, value, *exists), request, parameters);
        }
    }
}

fn rules<'p>(policies: &'p [Policy], request: &HttpRequest) -> impl Iterator<Item = &'p Rule> {
    let operation = request.operation;
    policies.iter().filter(move |policy| policy.of_response && policy.is_for(operation)).map(|policy| &policy.rule)
}

fn scope<'s>(
    headers: &'s Headers,
    body: &'s Value,
    request: &'s HttpRequest,
    parameters: &'s dyn Parameters,
) -> Scope<'s> {
    Scope {
        parameters,
        method: request.method,
        headers,
        query: request.url.query(),
        path: &request.path_values,
        body,
        item: None,
    }
}

fn set_header(
    headers: &mut Headers,
    (name, value, exists): (&'static str, Template, Exists),
    request: &HttpRequest,
    parameters: &dyn Parameters,
) {
    let Some(value) = scope(headers, &Value::Null, request, parameters).text(value) else { return };
    let value = match (headers.get(name), exists) {
        (Some(_), Exists::Skip) => return,
        (Some(old), Exists::Append) => format!("{old},{value}"),
        _ => value,
    };
    headers.set(name, value);
}

fn apply_one(response: &mut RawResponse, rule: &Rule, request: &HttpRequest, parameters: &dyn Parameters) {
    let (headers, content) = response.parts_mut();
    if let Rule::Header(name, value, exists) = rule {
        return set_header(headers, (name, value, *exists), request, parameters);
    }
    let parsed = serde_json::from_slice::<Value>(content);
    if matches!(rule, Rule::Reshape(_)) && parsed.is_err() && !content.trim_ascii().is_empty() {
        // Text or a file is not JSON and stays unchanged.
        return;
    }
    let mut body = parsed.unwrap_or_default();
    let before = body.clone();
    let location = {
        let scope = scope(headers, &before, request, parameters);
        match rule {
            Rule::Polling { state, items } => {
                // Without new items, the state stays as it was.
                let is_new = scope.find(*items).is_some_and(|items| items.as_array().is_none_or(|it| !it.is_empty()));
                let mut url = request.url.clone();
                for (name, value) in state.iter().filter(|(name, _)| is_new && !name.is_empty()) {
                    if let Some(value) = scope.text(value) {
                        let query = url.query().unwrap_or_default();
                        let query = replaced_query(query, name, &value, Exists::Override);
                        url.set_query(Some(&query));
                    }
                }
                Some(String::from(url))
            }
            Rule::Reshape(rule) => {
                reshape(&mut body, rule, &scope);
                None
            }
            Rule::Header(..) | Rule::HostUrl(_) | Rule::Query(..) | Rule::Route(..) | Rule::FromUrl { .. } => None,
        }
    };
    if let Some(location) = location {
        headers.set("Location", location);
    }
    if body != before {
        *content = Bytes::from(body.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::headers::Headers,
        policy::{Change, Expression, FixedParameters, Location, Piece, Reshape, Root, Step},
    };
    use url::Url;

    fn after(body: &'static str, rule: Rule) -> RawResponse {
        after_policy(body, Policy { operations: &["Do"], of_response: true, rule })
    }

    fn after_policy(body: &'static str, policy: Policy) -> RawResponse {
        let request = HttpRequest {
            operation: "Do",
            method: "GET",
            url: Url::parse("https://a.example/do?since=1&kind=x").unwrap(),
            headers: Headers::default(),
            body: Default::default(),
            is_binary: false,
            takes_redirects: false,
            follows: None,
            before: None,
            limits: Default::default(),
            path_values: Vec::new(),
            own: Vec::new(),
        };
        let headers = [("Old", "1")].into_iter().collect();
        let mut response = RawResponse::new("Do", 200, headers, Bytes::from_static(body.as_bytes()));
        apply(&mut response, &[policy], &request, &FixedParameters(&[]));
        response
    }

    #[test]
    fn a_header_of_the_response_is_set() {
        assert_eq!(after("", Rule::Header("New", &[Piece::Text("v")], Exists::Skip)).header("new"), Some("v"));
        assert_eq!(after("", Rule::Header("Old", &[Piece::Text("v")], Exists::Append)).header("old"), Some("1,v"));
        assert_eq!(after("", Rule::Header("Old", &[Piece::Text("v")], Exists::Skip)).header("old"), Some("1"));
        assert_eq!(after("", Rule::Header("Old", &[Piece::Text("v")], Exists::Override)).header("old"), Some("v"));
    }

    #[test]
    fn a_policy_of_another_operation_or_of_requests_changes_nothing() {
        let rule = Rule::Header("New", &[Piece::Text("v")], Exists::Override);
        for (operations, of_response, expected) in
            [(&["Do"][..], true, Some("v")), (&[], true, Some("v")), (&["Other"], true, None), (&["Do"], false, None)]
        {
            let response = after_policy("", Policy { operations, of_response, rule });
            assert_eq!(response.header("new"), expected, "{operations:?} {of_response}");
        }
    }

    #[test]
    fn the_body_is_reshaped_and_otherwise_kept_byte_for_byte() {
        const NEXT: Location = Location { root: Root::Body, steps: &[Step::Key("next")] };
        const ROOT: Location = Location { root: Root::Body, steps: &[] };
        const TARGET: Location = Location { root: Root::Body, steps: &[Step::Key("nextLink")] };
        const SET: Rule = Rule::Reshape(Reshape {
            parent: ROOT,
            source: &[],
            change: Change::Set(&[Piece::Expression(Expression::Json(NEXT))]),
            target: TARGET,
        });
        assert_eq!(after("{\"next\": 7}", SET).body(), "{\"next\":7,\"nextLink\":7}");
        assert_eq!(after("{ \"a\" : 1.0 }", SET).body(), "{ \"a\" : 1.0 }");
        const CONSTANT: Rule = Rule::Reshape(Reshape {
            parent: ROOT,
            source: &[],
            change: Change::Set(&[Piece::Text("v1")]),
            target: TARGET,
        });
        for rule in [SET, CONSTANT] {
            assert_eq!(after("no json", rule).body(), "no json");
        }
    }

    #[test]
    fn polling_says_where_to_go_on() {
        const ITEMS: Location = Location { root: Root::Body, steps: &[Step::Key("data")] };
        const FIRST: &[Step] = &[Step::Key("data"), Step::Index(0), Step::Key("at")];
        const SINCE: &[Piece] = &[Piece::Expression(Expression::Json(Location { root: Root::Body, steps: FIRST }))];
        const POLLING: Rule = Rule::Polling { state: &[("since", SINCE), ("", &[Piece::Text("1")])], items: ITEMS };
        let at = |body| after(body, POLLING).header("location").map(str::to_owned);
        let next = at("{\"data\": [{\"at\": \"a b\"}]}");
        assert_eq!(next.as_deref(), Some("https://a.example/do?kind=x&since=a%20b"));
        assert_eq!(at("{\"data\": []}").as_deref(), Some("https://a.example/do?since=1&kind=x"));
    }
}
