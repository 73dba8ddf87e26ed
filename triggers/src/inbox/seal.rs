//! Encryption of what a database stores.

use std::error::Error;

/// Encrypts bodies and headers before a database has them, and decrypts them afterwards.
///
/// Sealed are the body and the stored headers, each by a call of its own. **Not sealed** are route, trigger, form, state,
/// times, attempts, the size of headers and body, the reason of a failure, and the digest of the duplicate key (SHA-256 of the id,
/// or of route, trigger and body: who can guess a body can recognise its digest). A handler that writes a customer's data
/// into the reason of a failure stores it unsealed.
///
/// Events from before a seal was set stay readable: each event knows whether it is sealed. To change a key, `seal` with
/// the new one, and let `open` try both until the old events are purged.
///
/// Both methods are called on the runtime's threads; they must not block.
pub trait Seal: Send + Sync {
    /// Encrypts `plain`. `context` belongs to the associated data of an authenticated cipher: without it, who can write to
    /// the database can exchange the bodies of two triggers.
    ///
    /// # Errors
    /// Any; the event is not stored then.
    fn seal(&self, plain: &[u8], context: SealContext<'_>) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>>;

    /// Decrypts what `seal` made with the same context.
    ///
    /// # Errors
    /// Any, such as a wrong key or a changed text; the event counts as corrupt then.
    fn open(&self, sealed: &[u8], context: SealContext<'_>) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>>;
}

/// What a sealed text belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SealContext<'a> {
    /// The event's route.
    pub route: &'a str,
    /// The event's trigger.
    pub trigger: &'a str,
    /// Which part of the event it is.
    pub part: SealPart,
}

/// A part of an event that is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealPart {
    /// The stored headers, as JSON.
    Headers,
    /// The body.
    Body,
}

impl<'a> SealContext<'a> {
    /// The context of a part of an event: for tests of a [`Seal`].
    pub fn new(route: &'a str, trigger: &'a str, part: SealPart) -> Self {
        Self { route, trigger, part }
    }

    /// The context as bytes, for the associated data of a cipher. Two different contexts have different bytes.
    pub fn to_bytes(self) -> Vec<u8> {
        let part: &[u8] = match self.part {
            SealPart::Headers => b"headers",
            SealPart::Body => b"body",
        };
        let mut bytes = Vec::new();
        for part in [part, self.route.as_bytes(), self.trigger.as_bytes()] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part);
        }
        bytes
    }
}
