//! Events as a database stores them.

use crate::{
    event::{Event, EventId, Form, NewEvent},
    inbox::{
        arrivals::{Arrival, Digest, key_of},
        contract::Entry,
        error::{InboxError, InboxErrorKind},
        seal::{Seal, SealContext, SealPart},
        stage::Stage,
        time::{micros, system_time, whole_micros},
    },
};
use bytes::Bytes;

/// An event to store.
pub(crate) struct Record {
    pub(crate) route: String,
    pub(crate) trigger: String,
    pub(crate) form: i16,
    pub(crate) sealed: bool,
    /// JSON, which may be sealed.
    pub(crate) headers: Vec<u8>,
    /// May be sealed.
    pub(crate) body: Bytes,
    /// The size of headers and body before they were sealed.
    pub(crate) size: i64,
    pub(crate) received_at: i64,
    /// The duplicate key and its window.
    pub(crate) key: Option<(Digest, i64)>,
}

impl Record {
    pub(super) fn of(event: &NewEvent, seal: Option<&dyn Seal>) -> Result<Self, InboxError> {
        let NewEvent { route, trigger, .. } = event;
        if route.contains('\0') || trigger.contains('\0') {
            return Err(InboxError::new(InboxErrorKind::Invalid, "a route or a trigger contains a NUL character"));
        }
        let sealed = |plain: &[u8], part| match seal {
            None => Ok(None),
            Some(seal) => seal.seal(plain, SealContext { route, trigger, part }).map(Some).map_err(|error| {
                InboxError::new(InboxErrorKind::Unavailable, "an event cannot be sealed").with_source(error)
            }),
        };
        let headers = serde_json::to_vec(&event.headers).expect("strings can be written as JSON");
        Ok(Self {
            form: match event.form {
                Form::Payload => 0,
                Form::Envelope => 1,
            },
            sealed: seal.is_some(),
            headers: sealed(&headers, SealPart::Headers)?.unwrap_or(headers),
            body: sealed(&event.body, SealPart::Body)?.map_or_else(|| event.body.clone(), Bytes::from),
            size: i64::try_from(event.size()).unwrap_or(i64::MAX),
            received_at: micros(event.received_at),
            key: key_of(event).map(|key| (*key.digest(), whole_micros(key.window()))),
            route: route.clone(),
            trigger: trigger.clone(),
        })
    }

    pub(crate) fn arrival(&self) -> Arrival {
        Arrival { key: self.key.map(|(digest, _)| digest), bytes: usize::try_from(self.size).unwrap_or(usize::MAX) }
    }
}

/// The columns of a [`Row`], in order, and the time now.
pub(crate) type Columns = (i64, String, String, i16, i16, i64, i32, i64, i64, Option<String>, i64);

/// A stored event without its contents.
pub(crate) struct Row {
    pub(super) id: i64,
    route: String,
    trigger: String,
    form: i16,
    state: i16,
    due: i64,
    pub(super) attempts: i32,
    received_at: i64,
    size: i64,
    reason: Option<String>,
    now: i64,
}

impl From<Columns> for Row {
    fn from((id, route, trigger, form, state, due, attempts, received_at, size, reason, now): Columns) -> Self {
        Self { id, route, trigger, form, state, due, attempts, received_at, size, reason, now }
    }
}

/// The contents of a stored event.
pub(crate) struct Content {
    pub(crate) sealed: bool,
    pub(crate) headers: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

impl Row {
    fn corrupt(&self, what: &str) -> InboxError {
        InboxError::new(InboxErrorKind::Corrupt, format!("event {} cannot be read: {what}", self.id))
    }

    fn form(&self) -> Result<Form, InboxError> {
        match self.form {
            0 => Ok(Form::Payload),
            1 => Ok(Form::Envelope),
            _ => Err(self.corrupt("its form is unknown")),
        }
    }

    fn attempts(&self) -> Result<u32, InboxError> {
        u32::try_from(self.attempts).map_err(|_| self.corrupt("its attempts are negative"))
    }

    pub(super) fn entry(self) -> Result<Entry, InboxError> {
        let stages = [Stage::Ready, Stage::Claimed, Stage::Delayed, Stage::Done, Stage::Dead];
        let stage = stages.into_iter().find(|stage| *stage as i16 == self.state);
        Ok(Entry {
            id: EventId(self.id),
            form: self.form()?,
            state: stage.ok_or_else(|| self.corrupt("its state is unknown"))?.state(self.due, self.now),
            attempts: self.attempts()?,
            received_at: system_time(self.received_at),
            size: u64::try_from(self.size).map_err(|_| self.corrupt("its size is negative"))?,
            route: self.route,
            trigger: self.trigger,
            reason: self.reason,
        })
    }

    pub(super) fn event(&self, content: Content, seal: Option<&dyn Seal>) -> Result<Event, InboxError> {
        let Self { route, trigger, .. } = self;
        let open = |stored: Vec<u8>, part| match (content.sealed, seal) {
            (false, _) => Ok(stored),
            (true, None) => Err(self.corrupt("it is sealed, and the inbox has no seal")),
            (true, Some(seal)) => seal
                .open(&stored, SealContext { route, trigger, part })
                .map_err(|error| self.corrupt("its seal cannot be opened").with_source(error)),
        };
        let headers = open(content.headers, SealPart::Headers)?;
        Ok(Event {
            id: EventId(self.id),
            route: route.clone(),
            trigger: trigger.clone(),
            form: self.form()?,
            headers: serde_json::from_slice(&headers).map_err(|_| self.corrupt("its headers are not JSON"))?,
            body: open(content.body, SealPart::Body)?.into(),
            received_at: system_time(self.received_at),
            attempt: self.attempts()?,
        })
    }
}
