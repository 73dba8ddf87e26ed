//! HMAC signatures over the bytes of a request. What services do differently is data.

use crate::receiver::auth::{
    problem::{AuthProblem, Refusal},
    secret::{self, Secret, header_name, only, shown},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderName, request::Parts};
use sha2::{Sha256, Sha512};
use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use url::Url;

/// An HMAC signature of a request, as one service makes it.
///
/// The constructors of services set everything: [`github`](Self::github), [`slack`](Self::slack),
/// [`stripe`](Self::stripe), [`zoom`](Self::zoom), [`xero`](Self::xero), [`hubspot_v3`](Self::hubspot_v3),
/// [`dropbox`](Self::dropbox), [`meta`](Self::meta), [`standard_webhooks`](Self::standard_webhooks). For another
/// service, begin with [`new`](Self::new):
///
/// ```
/// use connector_triggers::receiver::{Part, Signature, TimeUnit};
/// use std::time::Duration;
/// // `X-Sign-Time: 1614265330000`, `X-Sign: sha256=<Base64 of the HMAC of "1614265330000:" and the body>`
/// let signature = Signature::new("x-sign", ["key of this month", "key of last month"])
///     .prefix("sha256=")
///     .base64()
///     .timestamp_header("x-sign-time", TimeUnit::Milliseconds, Duration::from_secs(300))
///     .signed([Part::Timestamp, Part::Literal(":"), Part::Body]);
/// ```
///
/// A request is accepted if one of its signatures is right for one of the keys. Keys are kept for the time of the
/// program, and overwritten when the receiver is dropped.
#[derive(Clone)]
pub struct Signature {
    keys: Vec<Secret>,
    header: Result<HeaderName, AuthProblem>,
    separator: Option<u8>,
    prefix: &'static str,
    encoding: Encoding,
    hash: Hash,
    signed: Vec<Part>,
    time: Option<Time>,
    id: Option<Result<HeaderName, AuthProblem>>,
    public_url: Option<String>,
    problem: Option<AuthProblem>,
}

/// One part of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The body, byte for byte.
    Body,
    /// The time, as the request writes it.
    Timestamp,
    /// The id, as the request writes it: the header of [`Signature::id_header`].
    Id,
    /// The method, in capitals.
    Method,
    /// The address: the URL of [`Signature::public_url`], and path and query of the request.
    Uri,
    /// The address, where these characters are decoded if they are percent-encoded.
    UriDecoded(&'static str),
    /// This text.
    Literal(&'static str),
}

/// The unit of a time in a request: whole units since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

#[derive(Clone, Copy)]
enum Encoding {
    Hex,
    Base64,
}

#[derive(Clone, Copy)]
enum Hash {
    Sha256,
    Sha512,
}

#[derive(Clone)]
struct Time {
    place: TimePlace,
    unit: TimeUnit,
    tolerance: Duration,
}

#[derive(Clone)]
enum TimePlace {
    Header(Result<HeaderName, AuthProblem>),
    /// An item with this prefix in the header of the signature.
    Item(&'static str),
}

impl Signature {
    /// A signature in this header: HMAC-SHA256 of the body, in hexadecimal digits. One of the keys must fit, so that a
    /// key can be replaced while requests arrive.
    pub fn new(header: &str, keys: impl IntoIterator<Item = impl Into<Secret>>) -> Self {
        let keys: Vec<Secret> = keys.into_iter().map(Into::into).collect();
        Self {
            problem: secret::check_secrets(&keys).err(),
            keys,
            header: header_name(header),
            separator: None,
            prefix: "",
            encoding: Encoding::Hex,
            hash: Hash::Sha256,
            signed: vec![Part::Body],
            time: None,
            id: None,
            public_url: None,
        }
    }

    /// What precedes the signature: `sha256=`.
    #[must_use]
    pub fn prefix(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// The signature is Base64, with padding.
    #[must_use]
    pub fn base64(mut self) -> Self {
        self.encoding = Encoding::Base64;
        self
    }

    /// The hash is SHA-512 instead of SHA-256.
    #[must_use]
    pub fn sha512(mut self) -> Self {
        self.hash = Hash::Sha512;
        self
    }

    /// The header is a list with this separator. An item that begins with the prefix is a signature; others are
    /// ignored. One right signature is enough.
    #[must_use]
    pub fn list(mut self, separator: u8) -> Self {
        self.separator = Some(separator);
        self
    }

    /// What is signed, in order.
    #[must_use]
    pub fn signed(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.signed = parts.into_iter().collect();
        self
    }

    /// The header of the time. A request whose time is farther from the receiver's clock than `tolerance`, in the past
    /// or in the future, is refused.
    #[must_use]
    pub fn timestamp_header(mut self, header: &str, unit: TimeUnit, tolerance: Duration) -> Self {
        self.time = Some(Time { place: TimePlace::Header(header_name(header)), unit, tolerance });
        self
    }

    /// The time is an item of the signature's own header, with this prefix: `t=`.
    #[must_use]
    pub fn timestamp_item(mut self, prefix: &'static str, unit: TimeUnit, tolerance: Duration) -> Self {
        self.time = Some(Time { place: TimePlace::Item(prefix), unit, tolerance });
        self
    }

    /// Another tolerance than the service's usual one. It has no effect on a signature without a time.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        if let Some(time) = &mut self.time {
            time.tolerance = tolerance;
        }
        self
    }

    /// The header of the id, for [`Part::Id`].
    #[must_use]
    pub fn id_header(mut self, header: &str) -> Self {
        self.id = Some(header_name(header));
        self
    }

    /// The address of the receiver as the service knows it, for [`Part::Uri`]: scheme, host, and what a proxy or a
    /// router has removed from the path. Path and query of the request follow it, so it ends without `/`.
    #[must_use]
    pub fn public_url(mut self, url: &str) -> Self {
        self.public_url = Some(url.to_owned());
        self
    }

    /// Replaces each key by what `read` makes of it.
    pub(crate) fn with_keys(mut self, read: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Self {
        let keys: Option<Vec<Secret>> = self.keys.iter().map(|key| read(key.bytes()).map(Secret::new)).collect();
        match keys {
            Some(keys) => {
                self.problem = self.problem.or(secret::check_secrets(&keys).err());
                self.keys = keys;
            }
            None => self.problem = self.problem.or(Some(AuthProblem::Key)),
        }
        self
    }

    /// What is wrong with the settings.
    pub(crate) fn check(&self) -> Result<(), AuthProblem> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        self.header.clone()?;
        if let Some(id) = &self.id {
            id.clone()?;
        }
        if let Some(Time { place: TimePlace::Header(header), .. }) = &self.time {
            header.clone()?;
        }
        let signs = |part| self.signed.contains(&part);
        if !signs(Part::Body) {
            return Err(AuthProblem::BodyNotSigned);
        }
        // A time that is not signed protects from nothing: an attacker writes the present one.
        if signs(Part::Timestamp) != self.time.is_some() {
            return Err(AuthProblem::Timestamp);
        }
        if signs(Part::Id) && self.id.is_none() {
            return Err(AuthProblem::NoId);
        }
        let signs_address = self.signed.iter().any(|part| matches!(part, Part::Uri | Part::UriDecoded(_)));
        let is_absolute = |url: &String| Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if signs_address && !self.public_url.as_ref().is_some_and(is_absolute) {
            return Err(AuthProblem::PublicUrl);
        }
        Ok(())
    }

    /// The headers whose values are credentials.
    pub(crate) fn credential_headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.header.iter()
    }

    /// Whether one of the signatures of a request is right for one of the keys, `now` being the receiver's time.
    ///
    /// # Errors
    /// [`Refusal`], if not.
    pub fn verify(&self, request: &Parts, body: &[u8], now: SystemTime) -> Result<(), Refusal> {
        let header = self.header.as_ref().map_err(|_| Refusal::Malformed)?;
        let value = only(&request.headers, header)?;
        let items = || -> Box<dyn Iterator<Item = &[u8]>> {
            match self.separator {
                Some(separator) => Box::new(value.split(move |byte| *byte == separator).map(<[u8]>::trim_ascii)),
                None => Box::new(std::iter::once(value)),
            }
        };
        let time = match &self.time {
            None => b"".as_slice(),
            Some(time) => match &time.place {
                TimePlace::Header(Ok(header)) => only(&request.headers, header)?,
                TimePlace::Header(Err(_)) => return Err(Refusal::Malformed),
                TimePlace::Item(prefix) => {
                    let mut times = items().filter_map(|item| item.strip_prefix(prefix.as_bytes()));
                    let first = times.next().ok_or(Refusal::Missing)?;
                    if times.next().is_some() {
                        return Err(Refusal::Repeated);
                    }
                    first
                }
            },
        };
        let id = match &self.id {
            Some(Ok(header)) => only(&request.headers, header)?,
            Some(Err(_)) => return Err(Refusal::Malformed),
            None => b"",
        };
        let sent_at = self.time.as_ref().map(|stated| sent_at(time, stated.unit)).transpose()?;
        let message = Message { request, body, time, id, address: self.address(request) };
        let given: Vec<Vec<u8>> = items()
            .filter_map(|item| item.strip_prefix(self.prefix.as_bytes()))
            // So many are enough to replace a key; more would be work at an attacker's command.
            .take(MAX_SIGNATURES)
            .filter_map(|text| self.decoded(text))
            .collect();
        if given.is_empty() {
            return Err(Refusal::Malformed);
        }
        if !self.keys.iter().any(|key| self.fits(key, &message, &given)) {
            return Err(Refusal::Wrong);
        }
        // Later than the comparison: only who holds the key learns that it is the time that is wrong.
        if let (Some(sent_at), Some(time)) = (sent_at, &self.time) {
            let distance = now.duration_since(sent_at).unwrap_or_else(|error| error.duration());
            if distance > time.tolerance {
                return Err(Refusal::Stale);
            }
        }
        Ok(())
    }

    /// Whether one of these is the HMAC of the message.
    fn fits(&self, key: &Secret, message: &Message<'_>, given: &[Vec<u8>]) -> bool {
        match self.hash {
            Hash::Sha256 => fits::<Hmac<Sha256>>(key, message, &self.signed, given),
            Hash::Sha512 => fits::<Hmac<Sha512>>(key, message, &self.signed, given),
        }
    }

    fn decoded(&self, text: &[u8]) -> Option<Vec<u8>> {
        match self.encoding {
            Encoding::Hex => unhex(text),
            Encoding::Base64 => BASE64_STANDARD.decode(text).ok(),
        }
    }

    fn address(&self, request: &Parts) -> String {
        let rest = request.uri.path_and_query().map_or("/", |rest| rest.as_str());
        format!("{}{rest}", self.public_url.as_deref().unwrap_or_default().trim_end_matches('/'))
    }
}

/// The most signatures of one request that are compared.
const MAX_SIGNATURES: usize = 8;

/// What the parts stand for.
struct Message<'a> {
    request: &'a Parts,
    body: &'a [u8],
    time: &'a [u8],
    id: &'a [u8],
    address: String,
}

impl Message<'_> {
    fn pieces(&self, parts: &[Part], mut take: impl FnMut(&[u8])) {
        for part in parts {
            match part {
                Part::Body => take(self.body),
                Part::Timestamp => take(self.time),
                Part::Id => take(self.id),
                Part::Method => take(self.request.method.as_str().as_bytes()),
                Part::Uri => take(self.address.as_bytes()),
                Part::UriDecoded(characters) => take(&decoded(self.address.as_bytes(), characters)),
                Part::Literal(text) => take(text.as_bytes()),
            }
        }
    }
}

/// Hashes the message once, and compares each signature in constant time.
fn fits<M: Mac + KeyInit + Clone>(key: &Secret, message: &Message<'_>, signed: &[Part], given: &[Vec<u8>]) -> bool {
    let Ok(mut mac) = M::new_from_slice(key.bytes()) else { return false };
    message.pieces(signed, |piece| mac.update(piece));
    given.iter().any(|given| mac.clone().verify_slice(given).is_ok())
}

/// The address with these characters decoded.
fn decoded(address: &[u8], characters: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(address.len());
    let mut at = 0;
    while let Some(byte) = address.get(at) {
        let escape = if *byte == b'%' { address.get(at + 1..at + 3).and_then(unhex) } else { None };
        match escape.as_deref() {
            Some([byte]) if characters.as_bytes().contains(byte) => {
                decoded.push(*byte);
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    decoded
}

/// The bytes of hexadecimal digits of either case.
fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some((digit(*high)? << 4) | digit(*low)?)).collect()
}

/// The time that a request states.
fn sent_at(text: &[u8], unit: TimeUnit) -> Result<SystemTime, Refusal> {
    // `parse` takes a sign too.
    if !text.iter().all(u8::is_ascii_digit) {
        return Err(Refusal::Malformed);
    }
    let units: u64 = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).ok_or(Refusal::Malformed)?;
    let since = match unit {
        TimeUnit::Seconds => Duration::from_secs(units),
        TimeUnit::Milliseconds => Duration::from_millis(units),
    };
    UNIX_EPOCH.checked_add(since).ok_or(Refusal::Malformed)
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signature")
            .field("header", &self.header.as_ref().map(|name| shown(name.as_str())))
            .field("keys", &self.keys.len())
            .field("signed", &self.signed)
            .finish_non_exhaustive()
    }
}
