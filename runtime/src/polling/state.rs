//! The position of a polled trigger: the link of the last response, and digests of the items that were there.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::{
    collections::{HashSet, VecDeque},
    fmt,
};
use zeroize::Zeroize as _;

/// The form in which states are saved.
const VERSION: u32 = 1;

/// The length of a digest in bytes: two items of different content have the same one by chance once in 2^128 pairs.
const LENGTH: usize = 16;

/// A digest of an item: the first half of SHA-256 of its JSON, with the members of objects in the order of their keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Digest([u8; LENGTH]);

impl Digest {
    /// The digest of JSON text. Text that is not JSON counts as it is.
    pub(super) fn of(json: &str) -> Self {
        let mut hash = Sha256::new();
        match serde_json::from_str::<Value>(json) {
            Ok(value) => feed(&mut hash, &value),
            Err(_) => hash.update(json),
        }
        let mut digest = [0; LENGTH];
        digest.copy_from_slice(&hash.finalize()[..LENGTH]);
        Self(digest)
    }
}

fn feed(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            hash.update(b"{");
            for (key, value) in members {
                hash.update(Value::from(key.as_str()).to_string());
                hash.update(b":");
                feed(hash, value);
                hash.update(b",");
            }
            hash.update(b"}");
        }
        Value::Array(items) => {
            hash.update(b"[");
            for item in items {
                feed(hash, item);
                hash.update(b",");
            }
            hash.update(b"]");
        }
        scalar => hash.update(scalar.to_string()),
    }
}

/// Where a polled trigger goes on: small, and the same in every version of a minor version of this crate.
///
/// Keep it, for example as JSON by `serde`. It has the link of the last response, which may contain secrets of the service, and
/// digests of items, no items. `Debug` prints neither, and an error of reading quotes neither.
///
/// ```
/// # fn example(state: connector_runtime::PollState) -> Result<(), Box<dyn std::error::Error>> {
/// use connector_runtime::{PollState, serde_json};
/// let saved = serde_json::to_string(&state)?;
/// let restored: PollState = serde_json::from_str(&saved)?;
/// assert_eq!(restored, state);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PollState {
    version: u32,
    trigger: String,
    /// Whether a first response was seen: items that are not known are new.
    pub(super) has_begun: bool,
    /// The URL of the next poll; `None` for that of the trigger itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// The digests of known items, those that were seen last at the end.
    #[serde(serialize_with = "write_digests")]
    seen: VecDeque<Digest>,
}

/// The saved form.
#[derive(Deserialize)]
#[serde(remote = "PollState")]
struct Saved {
    #[serde(deserialize_with = "version")]
    version: u32,
    trigger: String,
    has_begun: bool,
    #[serde(default)]
    link: Option<String>,
    #[serde(default, deserialize_with = "read_digests")]
    seen: VecDeque<Digest>,
}

/// An error of serde quotes what it finds, which may be a secret. So any misfit is the same text.
impl<'de> Deserialize<'de> for PollState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Saved::deserialize(Value::deserialize(deserializer)?)
            .map_err(|_| D::Error::custom(format_args!("not a state that was saved in form {VERSION}")))
    }
}

impl PollState {
    /// The state of a trigger that was never polled.
    pub(super) fn new(trigger: &str) -> Self {
        let trigger = trigger.to_owned();
        Self { version: VERSION, trigger, has_begun: false, link: None, seen: VecDeque::new() }
    }

    /// The name of the trigger: its operation id.
    pub fn trigger(&self) -> &str {
        &self.trigger
    }

    /// Whether a page was committed. Until then the next poll is the first one.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// The URL of the next poll, if the service states one. It may contain secrets.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// Sets the URL of the next poll. The old one is wiped.
    pub(super) fn set_link(&mut self, link: Option<String>) {
        self.link.zeroize();
        self.link = link;
    }

    /// How many items are remembered.
    pub fn remembered(&self) -> usize {
        self.seen.len()
    }

    pub(super) fn seen(&self) -> HashSet<Digest> {
        self.seen.iter().copied().collect()
    }

    /// Remembers the items of a page, the newest first. Those that were there before count as seen now. At most `most` are kept,
    /// but always those of the page itself.
    pub(super) fn remember(&mut self, page: &[Digest], most: usize) {
        let now: HashSet<Digest> = page.iter().copied().collect();
        self.seen.retain(|digest| !now.contains(digest));
        let mut added = HashSet::new();
        self.seen.extend(page.iter().rev().filter(|digest| added.insert(**digest)));
        let most = most.max(now.len());
        self.seen.drain(..self.seen.len().saturating_sub(most));
    }

    /// Forgets all items.
    pub(super) fn forget(&mut self) {
        self.seen.clear();
    }
}

/// The link may be a secret. Digests say nothing of the items.
impl Drop for PollState {
    fn drop(&mut self) {
        self.set_link(None);
    }
}

fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        VERSION => Ok(VERSION),
        _ => Err(D::Error::custom("another form")),
    }
}

/// All digests as one Base64 text.
fn write_digests<S: Serializer>(digests: &VecDeque<Digest>, serializer: S) -> Result<S::Ok, S::Error> {
    let bytes: Vec<u8> = digests.iter().flat_map(|digest| digest.0).collect();
    serializer.serialize_str(&azure_core::base64::encode(bytes))
}

fn read_digests<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VecDeque<Digest>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes = azure_core::base64::decode(text).map_err(|_| D::Error::custom("digests that are not Base64"))?;
    let (digests, rest) = bytes.as_chunks::<LENGTH>();
    match rest {
        [] => Ok(digests.iter().map(|digest| Digest(*digest)).collect()),
        _ => Err(D::Error::custom("digests of another length")),
    }
}

/// Without the link: it may be a secret.
impl fmt::Debug for PollState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollState")
            .field("trigger", &self.trigger)
            .field("has_begun", &self.has_begun)
            .field("has_link", &self.link.is_some())
            .field("remembered", &self.seen.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_of_the_content_and_not_of_its_order() {
        let of = Digest::of;
        assert_eq!(of(r#"{"a":1,"b":[true,{"c":"x","d":null}]}"#), of(r#" {"b":[true,{"d":null,"c":"x"}], "a":1}"#));
        for other in [r#"{"a":1}"#, r#"{"a":"1"}"#, r#"{"a":[1]}"#, r#"[{"a":1}]"#, r#"{"a":{"1":1}}"#, "{", "1"] {
            assert_ne!(of(r#"{"a":1,"b":2}"#), of(other), "{other}");
        }
        assert_ne!(of(r#"["a","b"]"#), of(r#"["a,b"]"#));
        // A saved state outlives the build that made it: SHA-256 of `{"id":1,"name":["a",null,],}`.
        let saved = [128, 93, 137, 169, 44, 54, 193, 138, 176, 104, 178, 100, 49, 199, 56, 212];
        assert_eq!(of(r#"{ "name": ["a", null], "id": 1 }"#), Digest(saved));
    }

    #[test]
    fn the_memory_is_bounded_and_keeps_what_is_still_there() {
        let digest = |number: u32| Digest::of(&number.to_string());
        let page = |numbers: std::ops::Range<u32>| numbers.rev().map(digest).collect::<Vec<_>>();
        let mut state = PollState::new("On");
        state.remember(&page(0..4), 5);
        state.remember(&page(2..6), 5);
        let seen = state.seen();
        assert_eq!((state.remembered(), seen.contains(&digest(0)), seen.contains(&digest(1))), (5, false, true));
        state.remember(&page(2..6), 5);
        assert_eq!(state.remembered(), 5);
        // A page is never larger than the memory.
        state.remember(&page(0..50), 5);
        assert_eq!((state.remembered(), state.seen().len()), (50, 50));
        state.remember(&[digest(1), digest(1)], 5);
        assert_eq!(state.remembered(), 5);
    }

    #[test]
    fn a_state_is_saved_and_read() {
        let mut state = PollState::new("On");
        state.set_link(Some("https://a.example/?since=hush".to_owned()));
        state.has_begun = true;
        state.remember(&[Digest::of("1"), Digest::of("2")], 9);
        let saved = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<PollState>(&saved).unwrap(), state);
        assert_eq!(
            format!("{state:?}"),
            r#"PollState { trigger: "On", has_begun: true, has_link: true, remembered: 2 }"#
        );
        for (from, to) in [("\"version\":1", "\"version\":2"), ("\"seen\":\"", "\"seen\":\"AAAA")] {
            let changed = saved.replace(from, to);
            assert!(changed != saved && serde_json::from_str::<PollState>(&changed).is_err(), "{changed}");
        }
    }

    #[test]
    fn an_error_of_reading_quotes_nothing() {
        for text in [
            r#""https://a.example/?since=hush""#,
            r#"{"version":"hush"}"#,
            r#"{"version":4815162342}"#,
            r#"{"version":1,"trigger":"On","has_begun":"hush"}"#,
            r#"{"version":1,"trigger":"On","has_begun":true,"link":["hush"]}"#,
            r#"{"version":1,"trigger":"On","has_begun":true,"seen":"hush"}"#,
            r#"["hush"]"#,
        ] {
            let error = serde_json::from_str::<PollState>(text).unwrap_err();
            assert_eq!(error.to_string(), "not a state that was saved in form 1", "{text}");
            let error = serde_json::from_value::<PollState>(serde_json::from_str(text).unwrap()).unwrap_err();
            assert_eq!(error.to_string(), "not a state that was saved in form 1", "{text}");
        }
        let error = serde_json::from_str::<PollState>("{\"version\": hush}").unwrap_err();
        assert_eq!(error.to_string(), "expected value at line 1 column 13");
    }
}
