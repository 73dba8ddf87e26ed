//! A registration of a webhook, as a program keeps it.

use crate::{
    error::{Error, ErrorKind, Result},
    http::values::{Values, Whose},
    json,
    values::DateTime,
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value};
use std::fmt;
use zeroize::Zeroize as _;

/// The form in which subscriptions are saved.
const VERSION: u32 = 1;

/// Words for a date of expiry, without case and separators.
const EXPIRY: [&str; 18] = [
    "expirationdatetime",
    "expirationdate",
    "expirationtime",
    "expiration",
    "expiresat",
    "expireson",
    "expires",
    "expiresdate",
    "expiresdatetime",
    "expiredate",
    "expiredatetime",
    "expirydatetime",
    "expirydate",
    "expirytime",
    "expiry",
    "expireat",
    "validuntil",
    "validto",
];

/// A webhook that is registered: what was sent, and what the service returned.
///
/// Keep it, for example as JSON by `serde`: `unsubscribe` needs it. **The saved form contains every value that was sent and
/// returned, secrets of the registration included**, because the removal may need them; store it like a password. It never
/// contains the client's credential. `Debug` prints no value, and an error of reading quotes none.
///
/// ```
/// # fn example(subscription: &connector_runtime::Subscription) -> Result<(), Box<dyn std::error::Error>> {
/// use connector_runtime::{Subscription, serde_json};
/// let saved = serde_json::to_string(subscription)?;
/// let restored: Subscription = serde_json::from_str(&saved)?;
/// assert_eq!(restored, *subscription);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Serialize)]
pub struct Subscription {
    version: u32,
    trigger: String,
    callback_url: String,
    /// The URL of the registration, without keys of a direct call.
    url: String,
    /// `Location` of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Value>,
    sent: Sent,
}

/// The saved form.
#[derive(Deserialize)]
#[serde(remote = "Subscription")]
struct Saved {
    #[serde(deserialize_with = "version")]
    version: u32,
    trigger: String,
    callback_url: String,
    url: String,
    #[serde(default)]
    location: Option<String>,
    status: u16,
    #[serde(default)]
    response: Option<Value>,
    #[serde(default)]
    sent: Sent,
}

/// An error of serde quotes what it finds, which may be a secret. So any misfit is the same text.
impl<'de> Deserialize<'de> for Subscription {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Saved::deserialize(Value::deserialize(deserializer)?)
            .map_err(|_| D::Error::custom(format_args!("not a subscription that was saved in form {VERSION}")))
    }
}

/// Any value may be a secret.
impl Drop for Subscription {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl Subscription {
    fn wipe(&mut self) {
        self.callback_url.zeroize();
        self.url.zeroize();
        self.location.zeroize();
        self.response.iter_mut().for_each(json::wipe);
        let Sent { path, query, headers, form, body } = &mut self.sent;
        let parameters = [path, query, headers, form].into_iter().flatten();
        parameters.for_each(|(_, value)| value.zeroize());
        body.iter_mut().for_each(json::wipe);
    }
}

/// The values that a registration sent, by their names on the wire.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) form: Vec<(String, String)>,
    pub(super) body: Option<Value>,
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        VERSION => Ok(VERSION),
        _ => Err(D::Error::custom("another form")),
    }
}

/// What `subscribe` knows.
pub(super) struct Registered {
    pub(super) trigger: String,
    pub(super) callback_url: String,
    pub(super) url: String,
    pub(super) location: Option<String>,
    pub(super) status: u16,
    pub(super) response: Option<Value>,
    pub(super) sent: Sent,
}

impl Subscription {
    pub(super) fn new(registered: Registered) -> Self {
        let Registered { trigger, callback_url, url, location, status, response, sent } = registered;
        Self { version: VERSION, trigger, callback_url, url, location, status, response, sent }
    }

    /// The name of the trigger: its operation id.
    pub fn trigger(&self) -> &str {
        &self.trigger
    }

    /// The callback URL that is registered. It may contain a secret.
    pub fn callback_url(&self) -> &str {
        &self.callback_url
    }

    /// `Location` of the response: the URL at which the registration is removed. It may contain a secret.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The status of the response.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The body of the response; `None` if it is empty or not JSON. It may contain a secret, such as the key of signatures.
    pub fn response(&self) -> Option<&Value> {
        self.response.as_ref()
    }

    /// A value that was sent as a parameter or as a property of the body, by its name on the wire.
    pub fn sent(&self, name: &str) -> Option<Value> {
        let text = self.sent.parameter(name).map(Value::from);
        text.or_else(|| self.sent.body.as_ref()?.get(name).cloned())
    }

    /// When the registration expires, if the response or the request states it.
    ///
    /// The date is the text of a property or parameter that has one of these names, whatever its case and separators:
    /// `expirationDateTime`, `expirationDate`, `expirationTime`, `expiration`, `expiresAt`, `expiresOn`, `expires`,
    /// `expiresDate`, `expiresDateTime`, `expireDate`, `expireDateTime`, `expireAt`, `expiryDateTime`, `expiryDate`,
    /// `expiryTime`, `expiry`, `validUntil`, `validTo`. The response counts before the request, and in both a property of the
    /// object itself before one of an object inside it. A text that begins with no date is passed over.
    pub fn expires_at(&self) -> Option<DateTime> {
        let of_json = |json: Option<&Value>| of_object(json?.as_object()?).map(str::to_owned);
        let parameters =
            || [&self.sent.path, &self.sent.query, &self.sent.headers, &self.sent.form].into_iter().flatten();
        let of_parameters = || {
            let mut dates = parameters().filter(|(name, text)| is_expiry(name) && is_date(text));
            dates.next().map(|(_, text)| text.clone())
        };
        of_json(self.response.as_ref())
            .or_else(|| of_json(self.sent.body.as_ref()))
            .or_else(of_parameters)
            .map(DateTime::from)
    }

    /// The URL of the registration.
    ///
    /// # Errors
    /// The saved form was changed.
    pub(super) fn url(&self) -> Result<url::Url> {
        url::Url::parse(&self.url)
            .map_err(|error| Error::new(ErrorKind::Request, "the subscription has no valid URL").with_source(error))
    }

    pub(super) fn values(&self) -> &Sent {
        &self.sent
    }

    /// Adds every value that was sent and returned.
    pub(super) fn add_values(&self, values: &mut Values) {
        values.add(&self.callback_url, Whose::Caller);
        if let Some(location) = &self.location {
            values.add(location, Whose::Caller);
            // As a whole URL it has segments.
            let url = self.url().ok().and_then(|url| url.join(location).ok());
            url.into_iter().for_each(|url| values.add(url.as_str(), Whose::Caller));
        }
        add_json(values, self.response.as_ref());
        self.sent.add_values(values);
    }
}

impl Sent {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let parameters = [&self.path, &self.query, &self.form].into_iter().flatten();
        let mut parameters = parameters.filter(|(other, _)| other.trim() == name.trim());
        let header = || self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        parameters.next().or_else(header).map(|(_, text)| text.as_str())
    }

    fn add_values(&self, values: &mut Values) {
        let parameters = [&self.path, &self.query, &self.form].into_iter().flatten();
        parameters.for_each(|(_, text)| values.add(text, Whose::Caller));
        self.headers.iter().for_each(|(name, text)| values.add_header(name, text));
        add_json(values, self.body.as_ref());
    }
}

fn add_json(values: &mut Values, json: Option<&Value>) {
    json.into_iter().for_each(|json| values.add_body(Some("application/json"), &json.to_string().into()));
}

/// The date of expiry in an object, or one level down.
fn of_object(object: &Map<String, Value>) -> Option<&str> {
    find_date(object).or_else(|| object.values().filter_map(Value::as_object).find_map(find_date))
}

fn find_date(object: &Map<String, Value>) -> Option<&str> {
    let mut dates = object.iter().filter(|(name, _)| is_expiry(name)).filter_map(|(_, value)| value.as_str());
    dates.find(|text| is_date(text))
}

fn is_expiry(name: &str) -> bool {
    let word: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    EXPIRY.contains(&word.as_str())
}

/// Whether a text begins with a date, `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let text = text.trim().as_bytes();
    text.len() >= 10
        && text[..10].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Without values: they may be secrets.
impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("trigger", &self.trigger)
            .field("status", &self.status)
            .field("has_location", &self.location.is_some())
            .field("has_response", &self.response.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_wiped_has_no_value_left() {
        let pairs = || vec![("name".to_owned(), "hush".to_owned())];
        let body = || Some(json!({"hush": ["hush", {"a": "hush"}]}));
        let sent = Sent { path: pairs(), query: pairs(), headers: pairs(), form: pairs(), body: body() };
        let mut subscription = Subscription::new(Registered {
            trigger: "On".to_owned(),
            callback_url: "https://a.example/hush".to_owned(),
            url: "https://b.example/hush".to_owned(),
            location: Some("/hush".to_owned()),
            status: 201,
            response: body(),
            sent,
        });
        let text = |subscription: &Subscription| serde_json::to_string(subscription).unwrap();
        assert_eq!(text(&subscription).matches("hush").count(), 13);
        subscription.wipe();
        assert!(!text(&subscription).contains("hush"), "{}", text(&subscription));
    }
}
