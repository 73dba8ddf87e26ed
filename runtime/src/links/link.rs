//! Links in responses: the next page, and the `Location` of a long-running operation. In: the link's text, and the
//! target of the request whose response contained it. Out: the URL to request, or an error. The URL is always below the
//! connection's own, or at the origin to which a direct call went.
//!
//! Every request carries the connection's credential, so this module stands between a link and the pipeline. Behind a
//! connection, a service still uses its own host in links: such a link is requested through the connection, by its path
//! and query. A managed connector's links name a host of Azure's gateway, not always the connection's, and the id of the
//! connection in the path: such a link is requested in the same way if the id is the connection's.

use crate::{
    connection::{Backend, Connection},
    error::{Error, Result},
    http::{
        headers::Headers,
        path::{after, climbs},
        payload::Payload,
        request::{HttpRequest, RequestTarget},
    },
};
use url::Url;

/// The request that follows a link: `GET`, with the headers of the first request and without a body.
pub(crate) fn request(first: &HttpRequest, url: Url) -> HttpRequest {
    let of_body = |name: &str| name.eq_ignore_ascii_case("content-type");
    let headers: Headers = first.headers.iter().filter(|(name, _)| !of_body(name)).collect();
    let follows = Some(Box::new(first.url.clone()));
    HttpRequest { method: "GET", url, headers, body: Payload::default(), follows, ..first.clone() }
}

/// A link to keep beside the one that is followed: without the keys of a direct call.
pub(crate) fn kept(connection: &Connection, first: &HttpRequest, from: &RequestTarget, text: &str) -> String {
    match from.url.join(text.trim()) {
        Ok(url) if connection.is_direct() => connection.without_keys(first, url).into(),
        _ => text.to_owned(),
    }
}

/// The URL of a link in the response of a request to `from`.
pub(crate) fn resolve(connection: &Connection, from: &RequestTarget, text: &str) -> Result<Url> {
    let (base, backend) = (&from.base, connection.backend());
    let mut link =
        from.url.join(text.trim()).map_err(|error| Error::link_refused("it is not a valid URL").with_source(error))?;
    link.set_fragment(None);
    if !link.username().is_empty() || link.password().is_some() {
        return Err(Error::link_refused("it contains a user or password"));
    }
    if climbs(link.path()) {
        return Err(Error::link_refused("its path leads upwards"));
    }
    if same_origin(&link, base) {
        // Without a connection, the whole host is the service. A gateway's host also serves other connections, even if
        // a definition names it as the service's host.
        return if connection.is_direct() || after(link.path(), base.path()).is_some() {
            Ok(with_query_of(base, link))
        } else if is_path(text.trim()) {
            Ok(through(base, backend, &link))
        } else {
            Err(Error::link_refused("it leaves the connection"))
        };
    }
    if let Some(rest) = backend.filter(|it| it.is_gateway).and_then(|gateway| through_gateway(base, gateway, &link)) {
        return Ok(below(base, rest, &link));
    }
    match backend.filter(|backend| !backend.is_gateway).and_then(Backend::url) {
        Some(service) if service.host() == link.host() && same_origin(&service, &link) => {
            Ok(through(base, backend, &link))
        }
        Some(service) if service.host() == link.host() => {
            Err(Error::link_refused("its scheme or port is not the service's"))
        }
        _ => Err(Error::link_refused(format!("it leads to another host, {}", link.host_str().unwrap_or_default()))),
    }
}

fn same_origin(left: &Url, right: &Url) -> bool {
    left.scheme() == right.scheme()
        && left.host() == right.host()
        && left.port_or_known_default() == right.port_or_known_default()
}

/// A reference that begins at the root of the service, which is not the root of the connection's host.
fn is_path(text: &str) -> bool {
    text.starts_with('/') && !text[1..].starts_with(['/', '\\'])
}

/// Path and query of a link to the service, below the connection's URL.
fn through(base: &Url, backend: Option<Backend>, link: &Url) -> Url {
    let base_path = backend.map_or("", |backend| backend.base_path);
    let rest = after(link.path(), base_path).unwrap_or_else(|| link.path());
    below(base, rest, link)
}

/// Domains of Azure's gateways.
const GATEWAY_DOMAINS: [&str; 2] = [".azure-apihub.net", ".azure-apim.net"];

/// What follows the id of the connection in the path of a link to Azure's gateway; `None` if the link goes elsewhere.
fn through_gateway<'l>(base: &Url, gateway: Backend, link: &'l Url) -> Option<&'l str> {
    let host = link.host_str().unwrap_or_default();
    let stated = gateway.url().is_some_and(|stated| same_origin(&stated, link));
    let of_azure = GATEWAY_DOMAINS.iter().any(|domain| host.ends_with(domain));
    if link.scheme() != "https" || !(stated || of_azure && link.port().is_none()) {
        return None;
    }
    let id = base.path().trim_end_matches('/').rsplit('/').next().filter(|id| !id.is_empty())?;
    after(link.path(), base.path())
        .or_else(|| after(link.path(), gateway.base_path)?.strip_prefix('/').and_then(|rest| after(rest, id)))
}

/// A path below the connection's URL, with the query of a link.
fn below(base: &Url, rest: &str, link: &Url) -> Url {
    let mut url = base.clone();
    let separator = if rest.is_empty() || rest.starts_with('/') { "" } else { "/" };
    url.set_path(&format!("{}{separator}{rest}", base.path().trim_end_matches('/')));
    url.set_query(link.query());
    with_query_of(base, url)
}

/// Adds the query of the connection's URL, which each request repeats.
fn with_query_of(base: &Url, mut link: Url) -> Url {
    let name = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let own: Vec<String> = link.query().unwrap_or_default().split('&').map(name).collect();
    let missing =
        base.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !own.contains(&name(pair)));
    let query: Vec<&str> = missing.chain(link.query().filter(|query| !query.is_empty())).collect();
    let query = query.join("&");
    link.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    link
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::{
        connection::Connector,
        direct::{Auth, Service, Through},
        options::ClientOptions,
        policy::{self, Piece, Policy, Rule},
        request::{builder::RequestBuilder, operation::Operation},
    };
    use azure_core::{
        credentials::{AccessToken, TokenCredential, TokenRequestOptions},
        http::{AsyncRawResponse, HttpClient, Request, Transport},
    };
    use std::sync::Arc;

    #[derive(Debug)]
    struct Nobody;

    #[async_trait::async_trait]
    impl TokenCredential for Nobody {
        async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
            Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, "nobody"))
        }
    }

    #[async_trait::async_trait]
    impl HttpClient for Nobody {
        async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
            Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Io, "nobody"))
        }
    }

    const CONNECTOR: Connector = Connector::new("sample", "1.0.0").backend("https", "api.example.com", "/base/v1/");

    fn options() -> Option<ClientOptions> {
        Some(ClientOptions::default().with_transport(Transport::new(Arc::new(Nobody))))
    }

    fn follow(base: &str, from: &str, link: &str) -> Result<String> {
        follow_of(CONNECTOR, base, from, link)
    }

    fn follow_of(connector: Connector, base: &str, from: &str, link: &str) -> Result<String> {
        let connection = Connection::new(base, Arc::new(Nobody), options(), connector)?;
        let from = RequestTarget { base: connection.base().clone(), url: Url::parse(from).unwrap() };
        resolve(&connection, &from, link).map(Into::into)
    }

    /// The service itself; a query parameter of one operation chooses its host.
    static SERVICE: Service = Service {
        base: "https://api.example.com/base/v1",
        policies: &[Policy {
            operations: &["Elsewhere"],
            of_response: false,
            rule: Rule::HostUrl(&[
                Piece::Text("https://"),
                Piece::Expression(policy::Expression::Query("host", None)),
                Piece::Text("/v2"),
            ]),
        }],
        through_connection: Through::Some(&[]),
    };

    /// A link in the response of a direct call, with the request that follows it.
    fn direct(operation: &'static Operation, link: &str) -> Result<HttpRequest> {
        let connection = Connection::direct(&SERVICE, Auth::new(&[]), options(), CONNECTOR)?;
        let mut call = RequestBuilder::new(&connection, operation);
        call.query("host", &"tenant.example".to_owned());
        let first = call.into_request()?;
        let url = resolve(&connection, &connection.target_of(&first), link)?;
        Ok(request(&first, url))
    }

    /// A link in the response of an operation of a connection.
    fn through_connection(link: &str) -> Result<String> {
        follow(
            "https://gate.example.net/apim/sample/id",
            "https://gate.example.net/apim/sample/id/things/list?$top=5",
            link,
        )
    }

    #[test]
    fn links_of_the_service_are_asked_through_the_connection() {
        let asked = [
            ("https://api.example.com/base/v1/things?$skip=5", "/things?$skip=5"),
            ("HTTPS://API.example.com:443/base/v1/things?a=%2F#top", "/things?a=%2F"),
            ("https://api.example.com/base/v1", ""),
            // Outside the base path, nothing is removed.
            ("https://api.example.com/base/v10/things", "/base/v10/things"),
            ("//api.example.com/base/v1//things", "//things"),
            ("/base/v1/things?page=2", "/things?page=2"),
            ("/things", "/things"),
        ];
        for (link, expected) in asked {
            let expected = format!("https://gate.example.net/apim/sample/id{expected}");
            assert_eq!(through_connection(link).unwrap(), expected, "{link}");
        }
    }

    #[test]
    fn links_below_the_connection_stay_as_they_are() {
        for (link, expected) in [
            ("https://gate.example.net/apim/sample/id/things?next=1", "/things?next=1"),
            ("/apim/sample/id/things?next=1", "/things?next=1"),
            ("?$skip=5", "/things/list?$skip=5"),
            ("list/2", "/things/list/2"),
            ("../more", "/more"),
            ("a..b/v1.0/%2Ffoo", "/things/a..b/v1.0/%2Ffoo"),
        ] {
            let expected = format!("https://gate.example.net/apim/sample/id{expected}");
            assert_eq!(through_connection(link).unwrap(), expected, "{link}");
        }
    }

    #[test]
    fn links_to_anywhere_else_are_refused() {
        for link in [
            "https://evil.example/base/v1/things",
            "//evil.example/things",
            "/\\evil.example/things",
            "\\\\evil.example\\things",
            "https://api.example.com.evil.example/base/v1",
            "http://api.example.com/base/v1/things",
            "https://api.example.com:8443/base/v1/things",
            "https://api.example.com@evil.example/things",
            "https://user:word@api.example.com/base/v1/things",
            "https://user@api.example.com/base/v1/things",
            "https://:word@api.example.com/base/v1/things",
            "http://gate.example.net/apim/sample/id/things",
            "https://gate.example.net:444/apim/sample/id/things",
            "https://gate.example.net/apim/other/id/things",
            "https://gate.example.net/apim/sample/id2",
            "../../../../other/id",
            "https://api.example.com/base/v1/..%2f..%2fother",
            "https://api.example.com/base/v1/%2e%2e%5Cother",
            "https://api.example.com/base/v1/..;/other",
            "https://api.example.com/base/v1/%2e%2e;/other",
            "https://api.example.com/base/v1/..%3b/other",
            "https://api.example.com/base/v1/%252e%252e/other",
            "https://api.example.com/base/v1/..%00/other",
            "https://api.example.com/base/v1/..%20/other",
            "/apim/sample/id/..;/other",
            "..%c0%af..%c0%afother",
            "https://",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/plain,x",
        ] {
            let error = through_connection(link).expect_err(link);
            assert_eq!(error.kind(), ErrorKind::Link, "{link}: {error}");
        }
    }

    #[test]
    fn without_a_connection_the_whole_host_is_the_service() {
        static THINGS: Operation = Operation::new("Things", "GET", "/things");
        let followed = |link| direct(&THINGS, link).map(|request| request.url.to_string());
        for link in ["/base/v2/things?a=1", "https://api.example.com/base/v2/things?a=1"] {
            assert_eq!(followed(link).unwrap(), "https://api.example.com/base/v2/things?a=1", "{link}");
        }
        assert_eq!(followed("?a=1").unwrap(), "https://api.example.com/base/v1/things?a=1");
        for link in
            ["https://evil.example/", "http://api.example.com/base/v1/things", "https://tenant.example/v2/things"]
        {
            assert_eq!(followed(link).unwrap_err().kind(), ErrorKind::Link, "{link}");
        }
    }

    #[test]
    fn a_direct_call_is_followed_at_the_host_that_it_went_to() {
        static ELSEWHERE: Operation = Operation::new("Elsewhere", "GET", "/things");
        for (link, expected) in [
            ("https://tenant.example/v2/things?page=2", "/v2/things?page=2"),
            ("https://tenant.example/v3/more", "/v3/more"),
            ("/v3/more", "/v3/more"),
            ("?page=2", "/v2/things?page=2"),
            // The service may use the definition's host in its links.
            ("https://api.example.com/base/v1/things?page=2", "/v2/things?page=2"),
        ] {
            let request = direct(&ELSEWHERE, link).unwrap();
            assert_eq!(request.url.as_str(), format!("https://tenant.example{expected}"), "{link}");
        }
        for link in [
            "https://evil.example/v2/things?host=evil.example",
            "http://tenant.example/v2/things",
            "https://tenant.example:8443/v2/things",
            "https://tenant.example.evil.example/v2",
            "https://user:word@tenant.example/v2/things",
            "https://tenant.example/v2/..%2fadmin",
        ] {
            assert_eq!(direct(&ELSEWHERE, link).unwrap_err().kind(), ErrorKind::Link, "{link}");
        }
    }

    #[test]
    fn a_definition_that_names_the_gateway_opens_no_other_connection() {
        const GATEWAY: Connector = Connector::new("sample", "1.0.0").backend("https", "gate.example.net", "/");
        let base = "https://gate.example.net/apim/sample/id";
        let follow = |link| follow_of(GATEWAY, base, "https://gate.example.net/apim/sample/id/things", link);
        assert_eq!(follow("https://gate.example.net/apim/sample/id/x").unwrap(), format!("{base}/x"));
        for link in ["https://gate.example.net/apim/other/id/x", "https://gate.example.net/things"] {
            assert_eq!(follow(link).unwrap_err().kind(), ErrorKind::Link, "{link}");
        }
    }

    #[test]
    fn links_to_any_gateway_host_are_asked_through_the_connection_that_they_name() {
        const MANAGED: Connector =
            Connector::new("sample", "1.0.0").gateway("https", "a.common.azure-apihub.net", "/apim/sample");
        let base = "https://gate.example.net/apim/sample/id";
        let follow = |link: &str| follow_of(MANAGED, base, "https://gate.example.net/apim/sample/id/things", link);
        for host in ["a.common.azure-apihub.net", "other-002.azure-apim.net", "gate.example.net"] {
            let link = format!("https://{host}/apim/sample/id/things?$skiptoken=5");
            assert_eq!(follow(&link).unwrap(), format!("{base}/things?$skiptoken=5"), "{link}");
        }
        for link in [
            "https://a.common.azure-apihub.net/apim/sample/other/things",
            "https://a.common.azure-apihub.net/apim/sample/id2/things",
            "https://a.common.azure-apihub.net/apim/sample/things",
            "https://a.common.azure-apihub.net/apim/another/id/things",
            "http://a.common.azure-apihub.net/apim/sample/id/things",
            "https://a.common.azure-apihub.net:8443/apim/sample/id/things",
            "https://a.common.azure-apihub.net.evil.example/apim/sample/id/things",
            "https://evil-azure-apihub.net/apim/sample/id/things",
            "https://a.common.azure-apihub.net/apim/sample/id/..%2fother/things",
        ] {
            assert_eq!(follow(link).unwrap_err().kind(), ErrorKind::Link, "{link}");
        }
        // A definition of the service itself opens no gateway.
        assert_eq!(
            through_connection("https://a.azure-apihub.net/apim/sample/id/x").unwrap_err().kind(),
            ErrorKind::Link
        );
    }

    #[test]
    fn the_query_of_the_connection_is_kept() {
        let base = "https://gate.example.net/apim/sample/id?tenant=a%20b&v=1";
        let from = "https://gate.example.net/apim/sample/id/things?tenant=a%20b&v=1";
        for link in ["https://api.example.com/base/v1/things?v=2", "?v=2"] {
            let expected = "https://gate.example.net/apim/sample/id/things?tenant=a%20b&v=2";
            assert_eq!(follow(base, from, link).unwrap(), expected, "{link}");
        }
    }

    #[test]
    fn an_error_of_a_link_says_nothing_of_its_query() {
        let error = through_connection("https://evil.example/a?token=hush").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hush"));
        assert!(error.to_string().contains("evil.example"));
        let error = through_connection("http://api.example.com/base/v1/things").unwrap_err();
        assert!(error.to_string().ends_with("its scheme or port is not the service's"), "{error}");
    }
}
