//! The response of a token endpoint, read leniently: a lifetime may be text, the token type may be missing.

use ::oauth2::{AccessToken, RefreshToken, Scope, TokenResponse, basic::BasicTokenType};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::value::RawValue;
use std::{fmt, time::Duration};

/// How long a token is cached if the service states no lifetime.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(300);

/// The maximum lifetime: a date cannot represent every number.
const MAX_LIFETIME: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long before its end a token is no longer used: this, or a tenth of its lifetime if that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// A token with its lifetime and refresh token. `Debug` hides both tokens.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LenientTokenResponse {
    access_token: AccessToken,
    expires_in: Option<u64>,
    refresh_token: Option<RefreshToken>,
}

/// The members of the response.
#[derive(Deserialize)]
#[serde(remote = "LenientTokenResponse")]
struct Members {
    access_token: AccessToken,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
}

/// From an object only: serde would take the first text of a list for the token.
impl<'de> Deserialize<'de> for LenientTokenResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = LenientTokenResponse;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
                Members::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

impl LenientTokenResponse {
    /// The access token.
    pub(super) fn token(&self) -> &str {
        self.access_token.secret()
    }

    /// The refresh token that replaces the old one, if the service sends one.
    pub(super) fn next_refresh_token(&self) -> Option<&str> {
        self.refresh_token.as_ref().map(|token| token.secret().as_str()).filter(|token| !token.is_empty())
    }

    /// The lifetime.
    pub(super) fn lifetime(&self) -> Duration {
        self.expires_in.map_or(DEFAULT_LIFETIME, |seconds| Duration::from_secs(seconds).min(MAX_LIFETIME))
    }

    /// How long the token is used: until shortly before it expires.
    pub(super) fn use_for(&self) -> Duration {
        let lifetime = self.lifetime();
        lifetime - (lifetime / 10).min(MARGIN)
    }
}

impl TokenResponse for LenientTokenResponse {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    /// Services send various texts here; the token is used as a bearer token in any case.
    fn token_type(&self) -> &BasicTokenType {
        &BasicTokenType::Bearer
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

/// A number of seconds, as a JSON number or as text; `None` if it is neither. A number of any size is one: serde_json
/// rejects those that no `f64` holds.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Box::<RawValue>::deserialize(deserializer)?;
    let seconds = match serde_json::from_str::<String>(value.get()) {
        Ok(text) => text.trim().parse().ok(),
        Err(_) => value.get().parse().ok(),
    };
    // The cast saturates.
    Ok(seconds.filter(|seconds: &f64| !seconds.is_nan()).map(|seconds| seconds as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> LenientTokenResponse {
        serde_json::from_str(json).unwrap()
    }

    fn lifetime(expires_in: &str) -> u64 {
        read(&format!(r#"{{"access_token": "t", "expires_in": {expires_in}}}"#)).lifetime().as_secs()
    }

    #[test]
    fn a_lifetime_is_read_however_it_is_written() {
        assert_eq!((lifetime("3600"), lifetime(r#"" 3600 ""#), lifetime("3599.9")), (3600, 3600, 3599));
        assert_eq!((lifetime("0"), lifetime("-1"), lifetime("-1e400")), (0, 0, 0));
        for huge in ["1e300", "1e400", r#""1e400""#, "99999999999999999999999", &"9".repeat(1000)] {
            assert_eq!(lifetime(huge), 31_536_000, "{huge}");
        }
        assert_eq!((lifetime("null"), lifetime(r#""soon""#), lifetime("{}")), (300, 300, 300));
        assert_eq!(read(r#"{"access_token": "t"}"#).lifetime(), DEFAULT_LIFETIME);
    }

    #[test]
    fn a_list_is_no_response() {
        for json in [r#"["t"]"#, r#"["t", 3600, "r"]"#, r#""t""#, "null"] {
            assert!(serde_json::from_str::<LenientTokenResponse>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_token_is_not_given_out_until_its_very_end() {
        let used =
            |expires_in: &str| read(&format!(r#"{{"access_token": "t", "expires_in": {expires_in}}}"#)).use_for();
        assert_eq!(used("3600"), Duration::from_secs(3540));
        assert_eq!(used("100"), Duration::from_secs(90));
        assert_eq!(used("0"), Duration::ZERO);
    }

    #[test]
    fn a_refresh_token_is_one_where_it_says_something() {
        let next =
            |more: &str| read(&format!(r#"{{"access_token": "t"{more}}}"#)).next_refresh_token().map(str::to_owned);
        assert_eq!(next(r#", "refresh_token": "r""#).as_deref(), Some("r"));
        assert_eq!(
            (next(r#", "refresh_token": """#), next(r#", "refresh_token": null"#), next("")),
            (None, None, None)
        );
    }

    #[test]
    fn the_library_sees_what_the_service_sent() {
        let response =
            read(r#"{"access_token": "t", "expires_in": "3600", "refresh_token": "r", "token_type": "JWT"}"#);
        assert_eq!(TokenResponse::expires_in(&response), Some(Duration::from_secs(3600)));
        assert_eq!(TokenResponse::refresh_token(&response).map(|token| token.secret().as_str()), Some("r"));
        assert_eq!(TokenResponse::token_type(&response), &BasicTokenType::Bearer);
        assert_eq!(TokenResponse::scopes(&response), None);
    }

    #[test]
    fn debug_hides_both_tokens() {
        let response = read(r#"{"access_token": "hush-1", "refresh_token": "hush-2", "token_type": "JWT"}"#);
        assert_eq!(response.token(), "hush-1");
        assert!(!format!("{response:?}").contains("hush"));
    }
}
