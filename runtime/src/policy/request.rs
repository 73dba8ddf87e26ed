//! Policies of requests. In: a request as the definition describes it. Out: the request that the service expects.

use super::{Exists, Expression, Parameters, Piece, Policy, Reshape, Rule, Scope, Template, host, reshape::reshape};
use crate::{
    error::{Error, ErrorKind, Result},
    http::{
        headers::is_token,
        path::is_dot_segment,
        payload::Payload,
        percent::{decode, encode_literal, encode_name, encode_value},
        request::{HttpRequest, RequestTarget},
    },
};
use serde_json::Value;
use url::Url;

/// Another request, whose response a policy needs.
pub(crate) struct Fetch<'a> {
    policy: &'a Rule,
    /// What to send.
    pub(crate) request: HttpRequest,
}

/// A request to which policies are applied.
pub(crate) struct Outgoing<'a> {
    base: Url,
    base_path: &'a str,
    /// The path after the base, encoded.
    path: String,
    method: &'static str,
    request: HttpRequest,
}

/// Applies `policies` in order until one needs the response of another request. Call it again with the rest of them
/// afterwards.
pub(crate) fn apply<'a>(
    outgoing: &mut Outgoing<'_>,
    policies: &mut std::slice::Iter<'a, Policy>,
    parameters: &dyn Parameters,
) -> Result<Option<Fetch<'a>>> {
    for policy in policies.by_ref() {
        if policy.of_response || !policy.is_for(outgoing.request.operation) {
            continue;
        }
        if let Some(request) = outgoing.apply(&policy.rule, parameters)? {
            return Ok(Some(Fetch { policy: &policy.rule, request }));
        }
    }
    Ok(None)
}

/// Applies the policies that choose the target of a request, and those that set headers, which the former may refer to.
pub(crate) fn apply_routing(
    outgoing: &mut Outgoing<'_>,
    policies: &[Policy],
    parameters: &dyn Parameters,
) -> Result<()> {
    for policy in policies.iter().filter(|policy| !policy.of_response && policy.is_for(outgoing.request.operation)) {
        if matches!(policy.rule, Rule::HostUrl(_) | Rule::Route(..) | Rule::Header(..)) {
            outgoing.apply(&policy.rule, parameters)?;
        }
    }
    Ok(())
}

impl<'a> Outgoing<'a> {
    /// A request whose URL begins with `base`, or that follows a link.
    pub(crate) fn new(request: HttpRequest, base: &Url, base_path: &'a str) -> Self {
        let whole = request.url.path();
        let path = whole.strip_prefix(base.path().trim_end_matches('/')).unwrap_or(whole).to_owned();
        Self { base: base.clone(), base_path, path, method: request.method, request }
    }

    /// The changed request.
    ///
    /// # Errors
    /// The policies give no valid URL, or they send a request that follows a link to another origin.
    pub(crate) fn finish(mut self) -> Result<HttpRequest> {
        if self.request.follows.is_none() {
            self.request.url = self.url(&self.path)?;
        } else if self.request.url.origin() != self.base.origin() {
            return Err(Error::link_refused("the call that it belongs to goes to another host"));
        }
        Ok(self.request)
    }

    /// The target of the request.
    pub(crate) fn target(self) -> Result<RequestTarget> {
        let base = self.base.clone();
        Ok(RequestTarget { base, url: self.finish()?.url })
    }

    fn url(&self, path: &str) -> Result<Url> {
        let mut text = self.base.as_str().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned();
        if !path.starts_with('/') {
            text.push('/');
        }
        text.push_str(path);
        if let Some(query) = self.request.url.query() {
            text.push(if path.contains('?') { '&' } else { '?' });
            text.push_str(query);
        }
        Url::parse(&text).map_err(|error| cannot_apply("its path gives no valid URL").with_source(error))
    }

    fn scope<'s>(&'s self, parameters: &'s dyn Parameters, body: &'s Value) -> Scope<'s> {
        Scope {
            parameters,
            method: self.method,
            headers: &self.request.headers,
            query: self.request.url.query(),
            path: &self.request.path_values,
            body,
            item: None,
        }
    }

    fn apply(&mut self, rule: &Rule, parameters: &dyn Parameters) -> Result<Option<HttpRequest>> {
        match rule {
            Rule::HostUrl(template) => {
                // Never from a response's link: it would choose who receives the credential.
                let said = self.request.follows.as_deref().unwrap_or(&self.request.url);
                let scope = Scope { query: said.query(), ..self.scope(parameters, &Value::Null) };
                self.base = host::url(template, self.base_path, &scope)?;
            }
            // A link has its own path and method, and usually no body.
            Rule::Route(..) if self.request.follows.is_some() => {}
            Rule::Reshape(_) if self.request.follows.is_some() && self.request.content_length() == 0 => {}
            // It already contains what was appended to the query, but for keys: they were taken out of it.
            Rule::Query(name, value, Exists::Append) if self.request.follows.is_some() => {
                let value = self.text(value, parameters).filter(|_| is_key(value));
                if let Some(value) = value.filter(|value| !has_pair(&self.request.url, name, value)) {
                    self.set_query(name, &value, Exists::Append);
                }
            }
            Rule::Header(name, value, exists) => {
                if let Some(value) = self.text(value, parameters) {
                    self.set_header(name, value, *exists)?;
                }
            }
            Rule::Query(name, value, exists) => {
                if let Some(value) = self.text(value, parameters) {
                    self.set_query(name, &value, *exists);
                }
            }
            Rule::Route(template, method) => {
                self.path = self.path_of(template, parameters)?;
                if let Some(method) = method {
                    self.request.method = method;
                }
            }
            Rule::FromUrl { path, method, .. } => {
                let path = self.path_of(path, parameters)?;
                let mut request = self.request.clone();
                request.url = self.url(&path)?;
                request.method = method;
                request.body = Payload::default();
                request.headers.remove("Content-Type");
                request.headers.set("Accept", "application/json");
                return Ok(Some(request));
            }
            Rule::Reshape(rule) => self.reshape(rule, parameters),
            // It applies to responses.
            Rule::Polling { .. } => {}
        }
        Ok(None)
    }

    /// Sets the value from the response to another request.
    pub(crate) fn fetched(&mut self, fetch: &Fetch<'_>, response: &Value, parameters: &dyn Parameters) -> Result<()> {
        let Rule::FromUrl { target, value, .. } = fetch.policy else { return Ok(()) };
        let found = self.scope(parameters, response).piece(&Piece::Expression(Expression::Json(*value)));
        let found = found.ok_or_else(|| cannot_apply("the response to its first request lacks the value"))?;
        match target {
            Expression::Header(name, _) => self.set_header(name, found, Exists::Override),
            Expression::Query(name, _) => {
                self.set_query(name, &found, Exists::Override);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The text of a template; `None` if it is empty.
    fn text(&self, template: Template, parameters: &dyn Parameters) -> Option<String> {
        let body = match needs_body(template) {
            true => self.body(),
            false => Value::Null,
        };
        self.scope(parameters, &body).text(template).filter(|text| !text.is_empty())
    }

    fn body(&self) -> Value {
        self.request.body().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default()
    }

    fn reshape(&mut self, rule: &Reshape, parameters: &dyn Parameters) {
        let is_json = self.request.headers.get("Content-Type").is_none_or(|it| it.contains("json"));
        let mut body = self.body();
        if !is_json || (body.is_null() && self.request.content_length() > 0) {
            return;
        }
        let before = body.clone();
        reshape(&mut body, rule, &self.scope(parameters, &Value::Null));
        if body != before {
            self.request.body = Payload::Bytes(body.to_string().into());
            if self.request.headers.get("Content-Type").is_none() {
                self.request.headers.set("Content-Type", "application/json");
            }
        }
    }

    /// Sets a header. A value cannot begin another line.
    pub(crate) fn set_header(&mut self, name: &str, value: String, exists: Exists) -> Result<()> {
        if !is_token(name) || value.chars().any(|c| c.is_control() && c != '\t') {
            return Err(cannot_apply(&format!(
                "the header `{name}` cannot be sent: its name or value contains control characters"
            )));
        }
        let value = match (self.request.headers.get(name), exists) {
            (Some(_), Exists::Skip) => return Ok(()),
            (Some(old), Exists::Append) => format!("{old},{value}"),
            _ => value,
        };
        self.request.headers.set(name.to_owned(), value);
        Ok(())
    }

    /// Sets a query parameter; the name may already be percent-encoded.
    pub(crate) fn set_query(&mut self, name: &str, value: &str, exists: Exists) {
        let query = replaced_query(self.request.url.query().unwrap_or_default(), name, value, exists);
        self.request.url.set_query(Some(&query).filter(|query| !query.is_empty()).map(String::as_str));
    }

    /// The path of a template: its literal text, and each value as one segment.
    fn path_of(&self, template: Template, parameters: &dyn Parameters) -> Result<String> {
        let mut out = String::new();
        for piece in template {
            match piece {
                Piece::Text(text) => encode_literal(text, &mut out),
                piece => {
                    let value = self.scope(parameters, &Value::Null).piece(piece).filter(|value| !value.is_empty());
                    encode_value(
                        value.ok_or_else(|| cannot_apply("its path needs a value that is not set"))?,
                        &mut out,
                    );
                    if is_dot_segment(out.rsplit('/').next().unwrap_or_default()) {
                        return Err(cannot_apply("a value would change its path"));
                    }
                }
            }
        }
        Ok(out)
    }
}

fn needs_body(template: Template) -> bool {
    template.iter().any(|piece| matches!(piece, Piece::Expression(Expression::Json(_))))
}

/// Whether a template may contain a key: a connection parameter, or a header that a policy has set.
fn is_key(template: Template) -> bool {
    template
        .iter()
        .any(|piece| matches!(piece, Piece::Expression(Expression::ConnectionParameter(..) | Expression::Header(..))))
}

fn has_pair(url: &Url, name: &str, value: &str) -> bool {
    let name = decode(name);
    url.query().unwrap_or_default().split('&').any(|pair| is_pair(pair, &name, value))
}

fn is_pair(pair: &str, name: &str, value: &str) -> bool {
    let (other, text) = pair.split_once('=').unwrap_or((pair, ""));
    decode(other).eq_ignore_ascii_case(name) && decode(text) == value
}

/// A URL without the keys that policies add to the query of a request. A value of the caller under the same name stays.
pub(crate) fn without_keys(
    mut url: Url,
    policies: &[Policy],
    request: &HttpRequest,
    parameters: &dyn Parameters,
) -> Url {
    for policy in policies.iter().filter(|policy| !policy.of_response && policy.is_for(request.operation)) {
        match &policy.rule {
            Rule::Query(name, template, exists) if is_key(template) => {
                let scope = Scope {
                    parameters,
                    method: request.method,
                    headers: &request.headers,
                    query: request.url.query(),
                    path: &request.path_values,
                    body: &Value::Null,
                    item: None,
                };
                let is_known = template.iter().all(|piece| !matches!(piece, Piece::Expression(Expression::Header(..))));
                match scope.text(template).filter(|_| is_known && *exists != Exists::Override) {
                    Some(value) => url = without_pairs(&url, |pair| is_pair(pair, &decode(name), &value)),
                    None => url = without_query(&url, &[&decode(name)]),
                }
            }
            Rule::FromUrl { target: Expression::Query(name, _), .. } => url = without_query(&url, &[&decode(name)]),
            _ => {}
        }
    }
    url
}

/// A URL without some query parameters. Everything else stays byte for byte.
pub(crate) fn without_query(url: &Url, names: &[&str]) -> Url {
    without_pairs(url, |pair| {
        let name = decode(pair.split('=').next().unwrap_or_default());
        names.iter().any(|other| name.eq_ignore_ascii_case(other))
    })
}

fn without_pairs(url: &Url, is_gone: impl Fn(&str) -> bool) -> Url {
    let pairs = url.query().unwrap_or_default().split('&').filter(|pair| !is_gone(pair));
    let kept = pairs.collect::<Vec<_>>().join("&");
    let mut url = url.clone();
    url.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    url
}

/// A query with a parameter set. Everything else stays byte for byte.
pub(super) fn replaced_query(query: &str, name: &str, value: &str, exists: Exists) -> String {
    let name = decode(name);
    let is_it = |pair: &&str| decode(pair.split('=').next().unwrap_or_default()).eq_ignore_ascii_case(&name);
    let pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    if exists == Exists::Skip && pairs.iter().any(&is_it) {
        return query.to_owned();
    }
    let kept = pairs.into_iter().filter(|pair| exists == Exists::Append || !is_it(pair));
    let mut pair = String::new();
    encode_name(&name, &mut pair);
    pair.push('=');
    encode_value(value, &mut pair);
    kept.chain([pair.as_str()]).collect::<Vec<_>>().join("&")
}

fn cannot_apply(problem: &str) -> Error {
    Error::new(ErrorKind::Request, format!("a policy of the definition cannot be applied: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::{headers::Headers, request::PathValue},
        policy::{Change, FixedParameters, Location, Root, Step},
    };

    const BASE: &str = "https://a.example/base/";
    const KEY: Piece = Piece::Expression(Expression::ConnectionParameter("key", None));

    /// Sets `v` to 1 in the body.
    const SET: Rule = Rule::Reshape(Reshape {
        parent: Location { root: Root::Body, steps: &[] },
        source: &[],
        change: Change::Set(&[Piece::Text("1")]),
        target: Location { root: Root::Body, steps: &[Step::Key("v")] },
    });

    fn request(path_and_query: &str) -> HttpRequest {
        HttpRequest {
            operation: "Do",
            method: "POST",
            url: Url::parse(&format!("https://a.example/base{path_and_query}")).unwrap(),
            headers: [("X", "1")].into_iter().collect::<Headers>(),
            body: Payload::default(),
            is_binary: false,
            takes_redirects: false,
            follows: None,
            before: None,
            limits: Default::default(),
            path_values: vec![PathValue { name: "id", value: "a/b".to_owned(), double: false }],
            own: Vec::new(),
        }
    }

    fn after(request: HttpRequest, rules: &[Rule]) -> Result<HttpRequest> {
        let mut outgoing = Outgoing::new(request, &Url::parse(BASE).unwrap(), "/base/");
        for rule in rules {
            outgoing.apply(rule, &FixedParameters(&[("key", "k y"), ("crlf", "a\r\nb: c")]))?;
        }
        outgoing.finish()
    }

    #[test]
    fn a_link_is_asked_as_it_says_where_the_call_goes_to_its_host_anyway() {
        const HOST: Template =
            &[Piece::Text("https://"), Piece::Expression(Expression::Query("host", None)), Piece::Text("/v2")];
        const ROUTE: Rule = Rule::Route(&[Piece::Text("/jobs")], Some("POST"));
        let append = Rule::Query("k", &[Piece::Text("1")], Exists::Append);
        let follow = |link: &str| {
            let first = Url::parse("https://a.example/base/do?host=b.example").unwrap();
            let request = HttpRequest { method: "GET", follows: Some(Box::new(first)), ..request("/do") };
            after(HttpRequest { url: Url::parse(link).unwrap(), ..request }, &[Rule::HostUrl(HOST), ROUTE, append])
        };
        for link in ["https://b.example/v2/do?host=evil.example&page=2&k=1", "https://b.example/outside"] {
            let sent = follow(link).unwrap();
            assert_eq!((sent.method, sent.url.as_str()), ("GET", link));
        }
        for link in
            ["https://evil.example/v2/do?host=evil.example", "https://a.example/base/do", "https://b.example:8443/"]
        {
            assert_eq!(follow(link).unwrap_err().kind(), ErrorKind::Link, "{link}");
        }
    }

    #[test]
    fn a_link_gets_a_key_once_and_a_body_only_where_it_has_one() {
        let append = Rule::Query("k", &[KEY], Exists::Append);
        let follow = |link: &str, body: &'static str| {
            let first = Url::parse("https://a.example/base/do").unwrap();
            let request = HttpRequest { follows: Some(Box::new(first)), ..request("/do") };
            let request = HttpRequest { url: Url::parse(link).unwrap(), body: Payload::Bytes(body.into()), ..request };
            let sent = after(request, &[append, SET]).unwrap();
            (sent.url.to_string(), sent.body().cloned().unwrap_or_default())
        };
        let (link, with_key) = ("https://a.example/x?page=2", "https://a.example/x?page=2&k=k%20y");
        assert_eq!(follow(link, ""), (with_key.to_owned(), "".into()));
        assert_eq!(follow(with_key, "{}"), (with_key.to_owned(), r#"{"v":"1"}"#.into()));
    }

    /// The URL of a request of `Do` without the keys of these policies.
    fn keyless(query: &str, policies: &[Policy]) -> String {
        let request = request("/do");
        let url = Url::parse(&format!("https://a.example/do?{query}")).unwrap();
        let url = without_keys(url, policies, &request, &FixedParameters(&[("key", "k y")]));
        url.query().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_url_without_keys_keeps_what_no_policy_of_its_operation_adds() {
        const HEADER: Template = &[Piece::Expression(Expression::Header("X", None))];
        const SESSION: Rule = Rule::FromUrl {
            target: Expression::Query("k", None),
            path: &[Piece::Text("/session")],
            value: Location { root: Root::Body, steps: &[] },
            method: "GET",
        };
        let query = |template, exists| Rule::Query("k", template, exists);
        let url = "a=1&k=mine&K=k%20y";
        for (rule, kept) in [
            (query(&[KEY], Exists::Override), "a=1"),
            // The value of the caller stays beside that of the policy, or in place of it.
            (query(&[KEY], Exists::Append), "a=1&k=mine"),
            (query(&[KEY], Exists::Skip), "a=1&k=mine"),
            // A policy may have changed the header since.
            (query(HEADER, Exists::Append), "a=1"),
            (query(&[Piece::Text("mine")], Exists::Override), url),
            (SESSION, "a=1"),
        ] {
            let policy = Policy { operations: &["Do"], of_response: false, rule };
            assert_eq!(keyless(url, &[policy]), kept, "{rule:?}");
            assert_eq!(keyless(url, &[Policy { operations: &["Other"], ..policy }]), url, "{rule:?}");
            assert_eq!(keyless(url, &[Policy { of_response: true, ..policy }]), url, "{rule:?}");
        }
    }

    #[test]
    fn the_target_of_a_request_omits_what_policies_add_to_its_query() {
        const HOST: Template =
            &[Piece::Text("https://"), Piece::Expression(Expression::Header("x", None)), Piece::Text(".example/v2")];
        let rules = [
            Rule::Header("x", &[Piece::Text("b")], Exists::Override),
            Rule::HostUrl(HOST),
            Rule::Query("key", &[KEY], Exists::Override),
            Rule::Route(&[Piece::Text("/jobs")], None),
        ];
        let policies = rules.map(|rule| Policy { operations: &[], of_response: false, rule });
        let mut outgoing = Outgoing::new(request("/do?q=1"), &Url::parse(BASE).unwrap(), "/base/");
        apply_routing(&mut outgoing, &policies, &FixedParameters(&[("key", "hush")])).unwrap();
        let target = outgoing.target().unwrap();
        assert_eq!(
            (target.base.as_str(), target.url.as_str()),
            ("https://b.example/v2", "https://b.example/v2/jobs?q=1")
        );
    }

    #[test]
    fn keys_are_taken_out_of_a_query() {
        let url = Url::parse("https://a.example/x?a=%20b&Key=hush&c").unwrap();
        assert_eq!(without_query(&url, &["key"]).as_str(), "https://a.example/x?a=%20b&c");
        assert_eq!(without_query(&url, &["a", "KEY", "c"]).as_str(), "https://a.example/x");
    }

    #[test]
    fn without_a_policy_nothing_changes() {
        let url = after(request("/do?a=%20b&$top=1"), &[]).unwrap().url;
        assert_eq!(url.as_str(), "https://a.example/base/do?a=%20b&$top=1");
    }

    #[test]
    fn a_header_is_replaced_appended_or_left() {
        for (exists, expected) in [(Exists::Override, "v"), (Exists::Append, "1,v"), (Exists::Skip, "1")] {
            let request = after(request("/do"), &[Rule::Header("x", &[Piece::Text("v")], exists)]).unwrap();
            assert_eq!(request.header("X"), Some(expected));
        }
        const UNSET: Template = &[Piece::Text("Bearer "), Piece::Expression(Expression::Header("none", None))];
        let request = after(request("/do"), &[Rule::Header("Y", UNSET, Exists::Override)]).unwrap();
        assert_eq!(request.header("Y"), None);
    }

    #[test]
    fn a_value_cannot_begin_another_header() {
        const CRLF: Template = &[Piece::Expression(Expression::ConnectionParameter("crlf", None))];
        let error = after(request("/do"), &[Rule::Header("Y", CRLF, Exists::Override)]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("b: c"), "{error}");
    }

    #[test]
    fn a_query_parameter_is_replaced_appended_or_left() {
        for (exists, expected) in [
            (Exists::Override, "b=2&$top=k%20y"),
            (Exists::Append, "%24top=1&b=2&$top=k%20y"),
            (Exists::Skip, "%24top=1&b=2"),
        ] {
            let request = after(request("/do?%24top=1&b=2"), &[Rule::Query("%24top", &[KEY], exists)]).unwrap();
            assert_eq!(request.url.query(), Some(expected));
        }
        let constant = Rule::Query("b", &[Piece::Text("2")], Exists::Append);
        assert_eq!(after(request("/do?b=2"), &[constant]).unwrap().url.query(), Some("b=2&b=2"));
    }

    #[test]
    fn a_value_of_the_body_is_set_in_a_header_and_in_the_query() {
        const ID: Template =
            &[Piece::Expression(Expression::Json(Location { root: Root::Body, steps: &[Step::Key("id")] }))];
        let rules = [Rule::Header("Y", ID, Exists::Override), Rule::Query("id", ID, Exists::Override)];
        let with = |body: &'static str| {
            let request = after(HttpRequest { body: Payload::Bytes(body.into()), ..request("/do") }, &rules).unwrap();
            (request.header("Y").map(str::to_owned), request.url.query().map(str::to_owned))
        };
        assert_eq!(with(r#"{"id":7}"#), (Some("7".to_owned()), Some("id=7".to_owned())));
        assert_eq!((with("{}"), with("no json")), ((None, None), (None, None)));
    }

    #[test]
    fn a_route_keeps_the_query_and_encodes_values() {
        const NEW: Template = &[Piece::Text("v2/x('"), Piece::Path("id"), Piece::Text("')/"), KEY];
        let request = after(request("/do/a%2Fb?q=1"), &[Rule::Route(NEW, Some("PUT"))]).unwrap();
        assert_eq!(request.url.as_str(), "https://a.example/base/v2/x('a%2Fb')/k%20y?q=1");
        assert_eq!(request.method, "PUT");
        const MISSING: Template = &[Piece::Path("none")];
        assert!(after(super::tests::request("/do"), &[Rule::Route(MISSING, None)]).is_err());
    }

    #[test]
    fn a_body_is_reshaped_where_it_is_json() {
        let with = |content_type: &str, body: &'static str| {
            let mut request = request("/do");
            request.headers.set("Content-Type", content_type.to_owned());
            request.body = Payload::Bytes(body.into());
            after(request, &[SET]).unwrap().body().unwrap().clone()
        };
        assert_eq!(with("application/json", "{}"), "{\"v\":\"1\"}");
        assert_eq!(with("application/json", ""), "{\"v\":\"1\"}");
        assert_eq!(with("application/json", "no json"), "no json");
        assert_eq!(with("text/plain", "{}"), "{}");
        assert_eq!(after(request("/do"), &[SET]).unwrap().header("content-type"), Some("application/json"));
    }
}
