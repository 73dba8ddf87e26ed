//! The steps of a pull: receive, store, acknowledge. A step never repeats a receive or an acknowledgement: an answer that
//! was lost may have locked or deleted messages, and what is not acknowledged comes again.

use super::{
    acknowledgement::{AckStatus, Acknowledged, Acknowledgement, Results},
    endpoint,
    message::{self, Message, Outputs},
    pace::Pace,
    settings::Settings,
    stats::Counters,
};
use crate::{
    azure::{
        client::{Namespace, decode},
        error::{AzureError, AzureErrorKind},
        secret::Secret,
        triggers::{DeliveryInfo, TriggerInfo},
        wire::{self, Answer, Call, Plane, TRIES},
    },
    envelope,
    event::{DuplicateKey, Form, NewEvent},
    inbox::{Inbox, InboxError, InboxErrorKind, Put},
};
use azure_core::http::{Method, Url};
use bytes::Bytes;
use connector_runtime::redaction::Sent;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, SystemTime},
};
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};
use tracing::{debug, warn};

/// The most messages of one receive, and of one acknowledgement.
pub(super) const MAX_EVENTS: u32 = 32;

/// How long a received message is locked. A lock cannot be renewed.
const LOCK: Duration = Duration::from_secs(120);

pub(super) const PULL_TIMEOUT: Duration = Duration::from_secs(10);
const LINK_TIMEOUT: Duration = Duration::from_secs(120);

/// The maximum length of linked outputs in bytes.
const MAX_LINKED: u64 = 100 << 20;

/// The maximum length of a receive response in bytes: 32 messages with 64 KiB each, also where text is escaped.
pub(super) const MAX_RECEIVED: u64 = 16 << 20;

const RECEIVE: &str = "receive messages";
const ACKNOWLEDGE: &str = "acknowledge messages";

/// A pull that runs.
pub(super) struct Session {
    pub(super) namespace: Namespace,
    pub(super) settings: Settings,
    pub(super) counters: Arc<Counters>,
    pub(super) inbox: Arc<dyn Inbox>,
    /// Whether the inbox had no room the last time.
    pub(super) full: AtomicBool,
    pub(super) stopped: watch::Receiver<bool>,
}

/// Where messages come from, and what they are.
pub(super) struct Target {
    receive: Url,
    acknowledge: Url,
    route: String,
    trigger: String,
    /// The resource id of the trigger configuration: ids of messages are unique below it.
    id: String,
}

/// The messages of one receive.
pub(super) struct Batch {
    pub(super) inline: Vec<Pending>,
    pub(super) linked: Vec<Message>,
    /// Whether the service has more messages, as far as it knows.
    pub(super) has_more: bool,
    /// When the locks end, at the earliest.
    pub(super) until: Instant,
}

/// A message that is not stored yet.
pub(super) struct Pending {
    id: String,
    lock: Secret,
    event: NewEvent,
}

impl Session {
    /// Gets the pull endpoints.
    pub(super) async fn target(&self) -> Result<Target, AzureError> {
        const DOING: &str = "find the pull endpoints";
        let config = &self.settings.config;
        let found = self.namespace.get_trigger(config).await?;
        let TriggerInfo { connector, operation, delivery, .. } = found;
        let Some(DeliveryInfo::Pull(endpoints)) = delivery else {
            return Err(AzureError::invalid(DOING, "the trigger configuration does not have the delivery `Pull`"));
        };
        let endpoints = endpoints.ok_or_else(|| {
            AzureError::new(
                AzureErrorKind::NotReady,
                DOING,
                "the trigger configuration has no pull endpoints",
                &Sent::default(),
            )
        })?;
        Ok(Target {
            receive: endpoint::checked(endpoints.receive_uri.as_str(), DOING)?,
            acknowledge: endpoint::checked(endpoints.acknowledge_uri.as_str(), DOING)?,
            route: self.settings.route.clone().or(connector).unwrap_or_else(|| config.clone()),
            trigger: operation.unwrap_or_default(),
            id: self.namespace.resource_id(&["triggerConfigs", config], DOING)?,
        })
    }

    /// Receives up to `count` messages. They are locked for 2 minutes.
    pub(super) async fn receive(&self, target: &Target, count: u32) -> Result<Batch, AzureError> {
        let until = Instant::now() + LOCK;
        let url = endpoint::receiving(&target.receive, count);
        let answer = self.send(RECEIVE, Method::Get, url, None, Sent::default()).await?;
        let has_more = match answer.header("x-ms-more-messages-available").map(str::trim) {
            None => false,
            Some(text) if text.eq_ignore_ascii_case("false") => false,
            Some(text) if text.eq_ignore_ascii_case("true") => true,
            Some(_) => {
                let problem = "the header `x-ms-more-messages-available` is neither `true` nor `false`";
                return Err(AzureError::protocol(RECEIVE, problem));
            }
        };
        let (mut messages, mut unusable) = message::messages(&answer.body, RECEIVE)?;
        self.counters.received.add(messages.len() + unusable);
        // There is room for `count` messages. Any other comes again.
        let not_asked_for = messages.len().saturating_sub(count as usize);
        messages.truncate(count as usize);
        let (mut inline, mut linked) = (Vec::new(), Vec::new());
        for Message { id, lock, outputs } in messages {
            match outputs {
                Outputs::Linked(_) => linked.push(Message { id, lock, outputs }),
                Outputs::Inline(outputs) => match self.pending(target, id, lock, outputs) {
                    Some(pending) => inline.push(pending),
                    None => unusable += 1,
                },
            }
        }
        if unusable + not_asked_for > 0 {
            warn!(unusable, not_asked_for, "messages were left at the namespace");
            self.counters.unusable.add(unusable);
            self.counters.not_stored.add(not_asked_for);
        }
        Ok(Batch { inline, linked, has_more, until })
    }

    /// The event of a message; `None` if its outputs are not JSON.
    fn pending(&self, target: &Target, id: String, lock: Secret, outputs: Bytes) -> Option<Pending> {
        let (body, headers) = envelope::stored(outputs, &self.settings.headers)?;
        let scoped = format!("{}\n{id}", target.id);
        let event = NewEvent {
            route: target.route.clone(),
            trigger: target.trigger.clone(),
            form: Form::Envelope,
            headers,
            body,
            duplicate: Some(DuplicateKey::of_id(&target.route, scoped.as_bytes(), self.settings.window)),
            received_at: SystemTime::now(),
        };
        Some(Pending { id, lock, event })
    }

    /// Gets the outputs of a message by their link, stores and acknowledges it.
    pub(super) async fn take_linked(
        &self,
        target: &Target,
        Message { id, lock, outputs }: Message,
        until: Instant,
    ) -> Result<(), AzureError> {
        let Outputs::Linked(link) = outputs else { return Ok(()) };
        // At most so many large outputs are in memory.
        let slot = self.settings.links.acquire().await;
        if slot.is_err() || Instant::now() >= until {
            self.counters.not_stored.add(1);
            return Ok(());
        }
        let outputs = match self.linked(&link, until).await {
            Ok(outputs) => outputs,
            Err(error) => {
                warn!(kind = ?error.kind(), status = error.status(), "linked outputs were left at the namespace");
                self.counters.unusable.add(1);
                return Ok(());
            }
        };
        let Some(pending) = self.pending(target, id, lock, outputs) else {
            warn!("linked outputs are not JSON");
            self.counters.unusable.add(1);
            return Ok(());
        };
        self.counters.linked.add(1);
        self.store(target, vec![pending], until).await
    }

    async fn linked(&self, link: &Secret, until: Instant) -> Result<Bytes, AzureError> {
        const DOING: &str = "get linked outputs";
        let mut call = Call {
            plane: Plane::Link,
            doing: DOING,
            method: Method::Get,
            url: endpoint::checked(link.as_str(), DOING)?,
            body: None,
            limit: MAX_LINKED,
            timeout: LINK_TIMEOUT,
            tries: TRIES,
            deadline: Some(until),
            sent: Sent::default(),
        };
        let answer = self.namespace.wire().send(&mut call).await?;
        let content = answer.header("content-type").unwrap_or_default().to_ascii_lowercase().replace([' ', '"'], "");
        if content != "application/json" && content != "application/json;charset=utf-8" {
            return Err(AzureError::protocol(DOING, "the content is not `application/json; charset=utf-8`"));
        }
        if answer.header("content-encoding").is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
            return Err(AzureError::protocol(DOING, "the content is encoded"));
        }
        Ok(answer.body)
    }

    /// Stores messages and acknowledges what is stored, until `until`. Tries again while the inbox is full or
    /// unavailable. What is not stored by then comes again.
    pub(super) async fn store(
        &self,
        target: &Target,
        mut pending: Vec<Pending>,
        until: Instant,
    ) -> Result<(), AzureError> {
        let mut pace = Pace::new(Duration::ZERO);
        loop {
            let left = self.put(&mut pending).await?;
            self.acknowledge(target, &pending, until).await;
            if left.is_empty() {
                return Ok(());
            }
            pending = left;
            let wait = pace.failure() + wire::jitter();
            if Instant::now() + wait >= until || self.pause(wait).await {
                warn!(messages = pending.len(), "the inbox had no room: messages were left at the namespace");
                self.counters.not_stored.add(pending.len());
                return Ok(());
            }
        }
    }

    /// Stores messages as far as there is room. Leaves the stored ones in `pending`, and returns the others.
    async fn put(&self, pending: &mut Vec<Pending>) -> Result<Vec<Pending>, AzureError> {
        match self.put_all(pending).await? {
            Stored::Yes => return Ok(Vec::new()),
            Stored::NoRoom if pending.len() > 1 => {}
            Stored::NoRoom | Stored::NotNow => return Ok(std::mem::take(pending)),
        }
        for at in 0..pending.len() {
            if self.put_all(&pending[at..=at]).await? != Stored::Yes {
                return Ok(pending.split_off(at));
            }
        }
        Ok(Vec::new())
    }

    async fn put_all(&self, pending: &[Pending]) -> Result<Stored, AzureError> {
        const DOING: &str = "store messages";
        let events = pending.iter().map(|pending| pending.event.clone()).collect();
        match self.inbox.put(events).await {
            Ok(puts) if puts.len() == pending.len() => {
                self.full.store(false, Ordering::Relaxed);
                let stored = puts.iter().filter(|put| matches!(put, Put::Stored(_))).count();
                self.counters.stored.add(stored);
                self.counters.duplicate.add(puts.len() - stored);
                Ok(Stored::Yes)
            }
            Ok(_) => Err(AzureError::new(
                AzureErrorKind::Inbox,
                DOING,
                "the inbox did not answer for each event",
                &Sent::default(),
            )),
            Err(error) => match error.kind() {
                InboxErrorKind::Full => {
                    self.full.store(true, Ordering::Relaxed);
                    Ok(Stored::NoRoom)
                }
                InboxErrorKind::Unavailable => {
                    warn!("the inbox is unavailable");
                    Ok(Stored::NotNow)
                }
                _ => Err(inbox_failed(DOING, error)),
            },
        }
    }

    /// Acknowledges stored messages while they are locked. A failure costs nothing but a duplicate.
    async fn acknowledge(&self, target: &Target, stored: &[Pending], until: Instant) {
        for stored in stored.chunks(MAX_EVENTS as usize) {
            let acknowledged = if Instant::now() < until {
                self.acknowledge_locked(target, stored).await.unwrap_or_else(|error| {
                    warn!(%error, messages = stored.len(), "stored messages are not acknowledged");
                    self.counters.failures.add(1);
                    0
                })
            } else {
                debug!(messages = stored.len(), "the locks of stored messages have ended");
                0
            };
            self.counters.acknowledged.add(acknowledged);
            self.counters.unacknowledged.add(stored.len() - acknowledged);
        }
    }

    /// Returns how many messages the service has deleted.
    async fn acknowledge_locked(&self, target: &Target, stored: &[Pending]) -> Result<usize, AzureError> {
        let messages = stored.iter().map(|it| Acknowledged { message_id: &it.id, lock_token: &it.lock }).collect();
        let body = wire::json(ACKNOWLEDGE, &Acknowledgement { messages })?;
        let url = target.acknowledge.clone();
        let mut sent = Sent::default();
        stored.iter().for_each(|stored| sent.add_credential(stored.lock.as_str()));
        let answer = self.send(ACKNOWLEDGE, Method::Post, url, Some(body), sent).await?;
        let Results { results } = decode(ACKNOWLEDGE, &answer)?;
        let is_answer =
            results.len() == stored.len() && results.iter().zip(stored).all(|(it, to)| it.message_id == to.id);
        if !is_answer {
            let problem = "the results are not those of the acknowledged messages";
            return Err(AzureError::protocol(ACKNOWLEDGE, problem));
        }
        let refused = results.iter().filter(|result| result.status != AckStatus::Acknowledged);
        refused.for_each(|result| debug!(status = ?result.status, "a stored message is not acknowledged"));
        Ok(results.iter().filter(|result| result.status == AckStatus::Acknowledged).count())
    }

    /// Sends a request to a pull endpoint once.
    async fn send(
        &self,
        doing: &'static str,
        method: Method,
        url: Url,
        body: Option<Bytes>,
        sent: Sent,
    ) -> Result<Answer, AzureError> {
        let (plane, limit, timeout, tries, deadline) = (Plane::Pull, MAX_RECEIVED, PULL_TIMEOUT, 1, None);
        let mut call = Call { plane, doing, method, url, body, limit, timeout, tries, deadline, sent };
        self.namespace.wire().send(&mut call).await
    }

    /// Waits. Returns whether the pull is to stop.
    pub(super) async fn pause(&self, wait: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.stop() => true,
            () = sleep(wait) => false,
        }
    }

    /// Waits until the pull is to stop.
    pub(super) async fn stop(&self) {
        // An error means that the sender is gone, and with it whoever waits for the pull.
        let _ = self.stopped.clone().wait_for(|is_stopped| *is_stopped).await;
    }

    /// Whether the inbox had no room the last time.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    pub(super) fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }
}

/// The error of an inbox that a wait does not repair.
pub(super) fn inbox_failed(doing: &'static str, error: InboxError) -> AzureError {
    AzureError::new(AzureErrorKind::Inbox, doing, &error.to_string(), &Sent::default()).with_source(error)
}

/// Whether an inbox has events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stored {
    Yes,
    NoRoom,
    NotNow,
}
