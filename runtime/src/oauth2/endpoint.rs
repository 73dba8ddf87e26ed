//! Token requests. In: a URL, a client, a grant, scopes. Out: the service's token response, or a failure without
//! secrets. Nothing is cached here.

use super::{failure::Failure, token_response::LenientTokenResponse};
use crate::{
    error::{Error, ErrorKind, Result},
    http::{
        charset,
        headers::{Headers, shown},
        payload::Payload,
        request::HttpRequest,
        values::{Values, Whose},
    },
    json::{Raw, is_id, is_name},
    limits::{CallLimits, Limits},
    options::ClientOptions,
    response::RawResponse,
    values::Secret,
    wire::pipeline::{self, Pipeline},
};
use ::oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, EmptyExtraTokenFields, EndpointNotSet, EndpointSet,
    RequestTokenError, Scope, StandardRevocableToken, StandardTokenIntrospectionResponse, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenType},
    http::Uri,
};
use std::{fmt, future::Future, pin::Pin, time::Duration};
use url::Url;
use zeroize::Zeroizing;

/// Default time limit of one attempt: all callers that need a token wait for it.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum length of a response in bytes. Token responses are far shorter.
const MAX_BODY: u64 = 1 << 20;

/// Parameters that the grants themselves send.
const RESERVED: [&str; 5] = ["grant_type", "client_id", "client_secret", "refresh_token", "scope"];

/// How a client authenticates at the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuth {
    /// `client_id` and `client_secret` in the form. Connections do this.
    #[default]
    Form,
    /// `Authorization: Basic`, for services that accept nothing else.
    Basic,
}

/// A service's token endpoint, and the client that is registered there.
#[derive(Clone)]
pub struct TokenEndpoint {
    url: Url,
    client_id: String,
    client_secret: Option<Secret>,
    client_auth: ClientAuth,
    parameters: Vec<(String, Zeroizing<String>)>,
    options: ClientOptions,
}

impl TokenEndpoint {
    /// An endpoint by its URL. A generated crate has the definition's as `XAuth::TOKEN_URL`, if the definition states
    /// one.
    ///
    /// # Errors
    /// The URL is invalid, is not `https`, has a user, a password or a fragment, or still contains `{placeholders}`.
    pub fn new(token_url: &str, client_id: impl Into<String>) -> Result<Self> {
        let invalid = |problem: &str| Error::new(ErrorKind::Request, format!("the token URL {problem}"));
        if token_url.contains(['{', '}']) {
            return Err(invalid("contains placeholders; replace them"));
        }
        let url = Url::parse(token_url.trim()).map_err(|error| invalid("is not a valid URL").with_source(error))?;
        if url.scheme() != "https" {
            return Err(invalid("must be https"));
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(invalid("must not contain a user, password or fragment"));
        }
        // The oauth2 library converts it to this type.
        url.as_str().parse::<Uri>().map_err(|error| invalid("cannot be sent").with_source(error))?;
        Ok(Self {
            url,
            client_id: client_id.into(),
            client_secret: None,
            client_auth: ClientAuth::default(),
            parameters: Vec::new(),
            options: ClientOptions::default(),
        })
    }

    /// Sets the client's secret. A client without one is a public client.
    pub fn with_client_secret(mut self, client_secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(client_secret.into());
        self
    }

    /// Sets how the client authenticates: in the form by default.
    pub fn with_client_auth(mut self, client_auth: ClientAuth) -> Self {
        self.client_auth = client_auth;
        self
    }

    /// Adds a parameter that the service requires, such as `audience`.
    pub fn with_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), Zeroizing::new(value.into())));
        self
    }

    /// Sets transport, retries and time limits. By default an attempt may take 30 seconds. A response is limited to one
    /// mebibyte in any case.
    pub fn with_options(mut self, options: ClientOptions) -> Self {
        self.options = options;
        self
    }

    /// Prepares the endpoint for requests.
    ///
    /// # Errors
    /// An option is out of range, there is no HTTP transport, or a parameter is one that the grant itself sends.
    pub(super) fn open(self) -> Result<TokenClient> {
        if let Some((name, _)) = self.parameters.iter().find(|(name, _)| RESERVED.contains(&name.as_str())) {
            return Err(Error::new(
                ErrorKind::Request,
                format!("the grant itself sends `{name}`: it cannot be an additional parameter"),
            ));
        }
        let pipeline = pipeline::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), None, self.options.clone())?;
        Ok(TokenClient { endpoint: self, pipeline })
    }
}

/// Without the URL's path and query, secrets and values of parameters. A name of a parameter that is data is none.
impl fmt::Debug for TokenEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters: Vec<_> = self.parameters.iter().map(|(name, _)| shown(name)).collect();
        f.debug_struct("TokenEndpoint")
            .field("host", &self.url.host_str())
            .field("client_auth", &self.client_auth)
            .field("parameters", &parameters)
            .finish_non_exhaustive()
    }
}

type Client<HasTokenUrl = EndpointNotSet> = ::oauth2::Client<
    BasicErrorResponse,
    LenientTokenResponse,
    StandardTokenIntrospectionResponse<EmptyExtraTokenFields, BasicTokenType>,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    HasTokenUrl,
>;

/// The grant of a token request.
#[derive(Clone)]
pub(super) enum Grant {
    ClientCredentials,
    RefreshToken(Secret),
}

/// A token endpoint with its client and pipeline.
pub(super) struct TokenClient {
    endpoint: TokenEndpoint,
    pipeline: Pipeline,
}

impl TokenClient {
    /// The library's client. It lives for one request: it does not wipe its copy of the secret.
    fn client(&self) -> Client<EndpointSet> {
        let endpoint = &self.endpoint;
        let client = Client::new(ClientId::new(endpoint.client_id.clone()))
            .set_token_uri(TokenUrl::from_url(endpoint.url.clone()))
            .set_auth_type(match endpoint.client_auth {
                ClientAuth::Form => AuthType::RequestBody,
                ClientAuth::Basic => AuthType::BasicAuth,
            });
        match &endpoint.client_secret {
            Some(secret) => client.set_client_secret(ClientSecret::new(secret.as_str().to_owned())),
            None => client,
        }
    }

    /// Requests a token.
    pub(super) async fn request(&self, grant: &Grant, scopes: &[String]) -> Result<LenientTokenResponse, Failure> {
        let requested = scopes.iter().cloned().map(Scope::new);
        let parameters = self.endpoint.parameters.iter().map(|(name, value)| (name, value.as_str()));
        let client = self.client();
        let outcome = match grant {
            Grant::ClientCredentials => {
                let request = client.exchange_client_credentials().add_scopes(requested);
                let request = parameters.fold(request, |request, (name, value)| request.add_extra_param(name, value));
                request.request_async(self).await
            }
            Grant::RefreshToken(token) => {
                let token = ::oauth2::RefreshToken::new(token.as_str().to_owned());
                let request = client.exchange_refresh_token(&token).add_scopes(requested);
                let request = parameters.fold(request, |request, (name, value)| request.add_extra_param(name, value));
                request.request_async(self).await
            }
        };
        outcome.map_err(|error| self.failure(&error, grant, scopes))
    }

    /// Sends a request that the library built.
    async fn send(&self, request: ::oauth2::HttpRequest) -> Result<::oauth2::HttpResponse> {
        let (parts, body) = request.into_parts();
        let mut headers = Headers::default();
        for (name, value) in &parts.headers {
            // The library builds the values from Base64 and its own names, so they are text.
            headers.set(name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned());
        }
        let request = HttpRequest {
            operation: "token",
            method: "POST",
            url: self.endpoint.url.clone(),
            headers,
            body: Payload::Bytes(body.into()),
            is_binary: false,
            takes_redirects: false,
            limits: limits(self.pipeline.limits),
            path_values: Vec::new(),
            own: Vec::new(),
            follows: None,
            before: None,
        };
        let (response, _) = pipeline::send(&self.pipeline, &self.endpoint.url, request).await?;
        Ok(into_response(response))
    }

    fn failure(
        &self,
        error: &RequestTokenError<Error, BasicErrorResponse>,
        grant: &Grant,
        scopes: &[String],
    ) -> Failure {
        let refresh_token = match grant {
            Grant::RefreshToken(token) => Some(token),
            Grant::ClientCredentials => None,
        };
        let secrets = self.endpoint.client_secret.iter().chain(refresh_token).map(Secret::as_str);
        // Any of the additional parameters may be a secret.
        let parameters = self.endpoint.parameters.iter().map(|(_, value)| value.as_str());
        // And a name that is none: who mixes up name and value gives a value.
        let names = self.endpoint.parameters.iter().map(|(name, _)| name.as_str());
        let names = names.filter(|name| !is_name(name.as_bytes()));
        let mut secrets = Values::of_credentials(secrets.chain(parameters).chain(names));
        let sent = scopes.iter().chain([&self.endpoint.client_id]).map(String::as_str);
        sent.for_each(|value| secrets.add(value, Whose::Caller));
        // A tenant's id or name, and not the words of each such URL.
        let path = self.endpoint.url.path_segments().into_iter().flatten();
        let path = path.filter(|segment| segment.len() >= 12 || is_id(segment.as_bytes()));
        path.for_each(|segment| secrets.add(segment, Whose::Caller));
        secrets.add_query(&self.endpoint.url);
        match error {
            // A response may have a token also if it reports a failure.
            RequestTokenError::Request(error) => {
                tokens(&error.body_text(), &mut |token| secrets.add(token, Whose::Credential));
                Failure::new(error, &secrets)
            }
            // A response that may have a token is not quoted.
            RequestTokenError::Parse(_, body) if names_a_token(body) => {
                Failure::default().of("the response contains no token that can be read")
            }
            // Some services report an error with status 200; the body contains their message.
            RequestTokenError::Parse(_, body) => {
                let error = Error::from_response(200, Headers::default(), body.clone().into(), false, &secrets);
                Failure::new(&error, &secrets).of("the response contains no token")
            }
            RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_) => {
                Failure::default().of("the response contains no token")
            }
        }
    }
}

/// The limits of a token request, from those of the options.
fn limits(options: Limits) -> CallLimits {
    CallLimits {
        timeout: Some(options.timeout.unwrap_or(TIMEOUT)),
        max_body: Some(options.max_body.min(MAX_BODY)),
        ..CallLimits::default()
    }
}

/// Whether a key of a response names a token that it has.
fn names_a_token(body: &[u8]) -> bool {
    let mut found = false;
    tokens(&charset::text(None, body).unwrap_or_default(), &mut |_| found = true);
    found
}

/// Visits the values that have a key which names a token, or are within one, at any depth. The response is read by the reader that finds
/// the message for an error: another one may refuse a response that this one quotes.
fn tokens(response: &str, visit: &mut dyn FnMut(&str)) {
    let mut open: Vec<(Raw<'_>, bool)> = Raw::parse(response).into_iter().map(|value| (value, false)).collect();
    while let Some((value, is_token)) = open.pop() {
        if is_token && !value.is_null() {
            visit(&value.text().unwrap_or_default());
        }
        if value.is_list() {
            open.extend(value.items().unwrap_or_default().into_iter().map(|item| (item, is_token)));
        } else if value.is_object() {
            let members = value.members().unwrap_or_default().into_iter();
            open.extend(members.map(|(key, inner)| (inner, is_token || key.to_ascii_lowercase().contains("token"))));
        }
    }
}

impl<'c> AsyncHttpClient<'c> for TokenClient {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<::oauth2::HttpResponse>> + Send + 'c>>;

    fn call(&'c self, request: ::oauth2::HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// The library accepts status 200 only; any success is one.
fn into_response(response: RawResponse) -> ::oauth2::HttpResponse {
    // It reads status and body only, and takes a body without a content type for JSON.
    ::oauth2::HttpResponse::new(response.body().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_request_ends_soon_unless_the_caller_says_otherwise() {
        let of = |options: Limits| {
            let all = limits(options).over(options);
            (all.timeout.map(|timeout| timeout.as_secs()), all.max_body)
        };
        assert_eq!(of(Limits::default()), (Some(30), 1 << 20));
        let own = Limits { timeout: Some(Duration::from_secs(90)), max_body: 5, ..Limits::default() };
        assert_eq!(of(own), (Some(90), 5));
    }
}
