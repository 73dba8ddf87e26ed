//! The one task that writes to the file.

use super::{
    connection::{TABLES, connect, has_tables},
    statements as sql,
};
use crate::{
    event::EventId,
    inbox::{
        arrivals::{Digest, decide},
        contract::{Claim, Failure, Lease, Put},
        database::{
            cleaning::Cleaning,
            error::store_error,
            group::{Reply, Request, WriteError, Writer},
            record::Record,
            tables::migrate,
        },
        error::{InboxError, InboxErrorKind},
        limits::{Limits, Load},
        stage::{Stage, cut},
        time::{Clock, later},
    },
};
use async_trait::async_trait;
use serde_json::json;
use sqlx::{SqliteConnection, sqlite::SqliteConnectOptions};
use std::collections::{BTreeSet, HashMap, HashSet};

pub(super) struct SqliteWriter {
    options: SqliteConnectOptions,
    /// `None` after an error that may have left it in a transaction.
    connection: Option<SqliteConnection>,
    limits: Limits,
    clock: Clock,
    cleaning: Cleaning,
}

impl SqliteWriter {
    pub(super) async fn open(
        options: SqliteConnectOptions,
        limits: Limits,
        clock: Clock,
        create: bool,
    ) -> Result<Self, InboxError> {
        let mut connection = connect(&options).await?;
        if !create && !has_tables(&mut connection).await? {
            return Err(InboxError::new(InboxErrorKind::Invalid, "the file is a database, but has no inbox"));
        }
        migrate(&mut connection, TABLES).await?;
        Ok(Self { options, connection: Some(connection), limits, clock, cleaning: Cleaning::new() })
    }
}

#[async_trait]
impl Writer for SqliteWriter {
    async fn write(&mut self, requests: &[Request]) -> Result<Vec<Result<Reply, InboxError>>, WriteError> {
        let failed = |error, separable| WriteError { error, separable };
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(&self.options).await.map_err(|error| failed(error, false))?,
        };
        let now = self.clock.now();
        // IMMEDIATE: a transaction that reads before it writes would fail instead of waiting for another process.
        if let Err(error) = run(&mut connection, "BEGIN IMMEDIATE").await {
            self.connection = Some(connection);
            return Err(failed(error, false));
        }
        let mut group = Group { connection: &mut connection, now, limits: self.limits, cleaning: &mut self.cleaning };
        let answers = match group.answer(requests).await {
            Ok(answers) => run(&mut connection, "COMMIT").await.map(|()| answers),
            Err(error) => Err(store_error(error)),
        };
        match answers {
            Ok(answers) => {
                self.connection = Some(connection);
                Ok(answers)
            }
            // SQLite has rolled back where `ROLLBACK` fails, or the connection is of no use: a new one is safe for both.
            Err(error) => {
                let rolled_back = run(&mut connection, "ROLLBACK").await.is_ok();
                self.connection = rolled_back.then_some(connection);
                Err(failed(error, true))
            }
        }
    }
}

async fn run(connection: &mut SqliteConnection, sql: &str) -> Result<(), InboxError> {
    sqlx::query(sql).execute(connection).await.map(drop).map_err(store_error)
}

/// One transaction.
struct Group<'a> {
    connection: &'a mut SqliteConnection,
    now: i64,
    limits: Limits,
    cleaning: &'a mut Cleaning,
}

type Answers = Vec<Option<Result<Reply, InboxError>>>;

impl Group<'_> {
    /// Puts come first, claims last: requests that wait at the same time have no order of their own.
    async fn answer(&mut self, requests: &[Request]) -> sqlx::Result<Vec<Result<Reply, InboxError>>> {
        let mut answers: Answers = requests.iter().map(|_| None).collect();
        self.put(requests, &mut answers).await?;
        self.answer_leases(requests, &mut answers).await?;
        for (request, answer) in requests.iter().zip(&mut answers) {
            if let Some(count) = match request {
                Request::Replay(ids) => Some(self.change(sql::REPLAY, ids).await?),
                Request::Purge(ids) => Some(self.change(sql::PURGE, ids).await?),
                _ => None,
            } {
                *answer = Some(Ok(Reply::Count(count)));
            }
        }
        let mut ready = false;
        for (request, answer) in requests.iter().zip(&mut answers) {
            if let Request::Claim(claim) = request {
                if !std::mem::replace(&mut ready, true) {
                    sqlx::query(sql::READY).bind(self.now).execute(&mut *self.connection).await?;
                }
                *answer = Some(Ok(Reply::Leases(self.claim(claim).await?)));
            }
        }
        Ok(answers.into_iter().map(|answer| answer.expect("each request has its answer")).collect())
    }

    async fn put(&mut self, requests: &[Request], answers: &mut Answers) -> sqlx::Result<()> {
        let puts: Vec<(usize, &Vec<Record>)> = requests
            .iter()
            .enumerate()
            .filter_map(
                |(place, request)| if let Request::Put(records) = request { Some((place, records)) } else { None },
            )
            .collect();
        if puts.is_empty() {
            return Ok(());
        }
        let keys = puts.iter().flat_map(|(_, records)| *records).filter_map(|record| record.key);
        let known = self.known(keys.map(|(digest, _)| digest).collect()).await?;
        let (events, bytes): (i64, i64) = sqlx::query_as(sql::UNFINISHED).fetch_one(&mut *self.connection).await?;
        let held = Load { events: events.unsigned_abs(), bytes: bytes.unsigned_abs() };
        let mut last: i64 = sqlx::query_scalar(sql::LAST_NUMBER).fetch_one(&mut *self.connection).await?;
        let next = || {
            last += 1;
            last
        };
        let arrivals: Vec<_> = puts.iter().map(|(_, records)| records.iter().map(Record::arrival).collect()).collect();
        let decided = decide(&arrivals, |key| known.get(key).copied(), self.limits, held, next);

        let mut stored = Vec::new();
        for ((place, records), decided) in puts.into_iter().zip(decided) {
            for (record, put) in records.iter().zip(decided.iter().flatten()) {
                if let Put::Stored(id) = put {
                    stored.push((id.0, record));
                }
            }
            answers[place] = Some(decided.map(Reply::Puts));
        }
        self.store(&stored).await
    }

    /// The events of keys that the inbox has.
    async fn known(&mut self, keys: Vec<Digest>) -> sqlx::Result<HashMap<Digest, i64>> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let hex: Vec<_> = keys.iter().map(hex).collect();
        let known = sqlx::query_as(sql::KNOWN_KEYS).bind(json!(hex).to_string()).bind(self.now);
        let known: Vec<(Vec<u8>, i64)> = known.fetch_all(&mut *self.connection).await?;
        Ok(known.into_iter().filter_map(|(digest, event)| Some((digest.try_into().ok()?, event))).collect())
    }

    async fn store(&mut self, stored: &[(i64, &Record)]) -> sqlx::Result<()> {
        if stored.is_empty() {
            return Ok(());
        }
        let event = |(id, record): &(i64, &Record)| {
            let Record { route, trigger, form, sealed, received_at, size, .. } = record;
            json!([id, route, trigger, form, i64::from(*sealed), received_at, size])
        };
        self.with_json(sql::ADD_EVENTS, stored.iter().map(event).collect()).await?;
        for chunk in stored.chunks(sql::CONTENTS) {
            let (statement, rows) = match chunk.len() {
                sql::CONTENTS => (sql::ADD_CONTENTS, sql::CONTENTS),
                _ => (sql::ADD_CONTENT, 1),
            };
            for rows in chunk.chunks(rows) {
                let query = rows.iter().fold(sqlx::query(statement), |query, (id, record)| {
                    query.bind(id).bind(record.headers.as_slice()).bind(record.body.as_ref())
                });
                query.execute(&mut *self.connection).await?;
            }
        }
        let mut last = HashMap::new();
        for (_, record) in stored {
            let received = last.entry(record.route.as_str()).or_insert(record.received_at);
            *received = record.received_at.max(*received);
        }
        self.with_json(sql::ADD_ROUTES, last.into_iter().map(|(route, received)| json!([route, received])).collect())
            .await?;
        let now = self.now;
        let key = |(id, record): &(i64, &Record)| {
            record.key.map(|(digest, window)| json!([hex(&digest), id, now.saturating_add(window)]))
        };
        let keys: Vec<_> = stored.iter().filter_map(key).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let clean = self.cleaning.due(keys.len());
        self.with_json(sql::ADD_KEYS, keys).await?;
        if let Some(count) = clean {
            sqlx::query(sql::CLEAN_KEYS).bind(self.now).bind(count).execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    async fn with_json(&mut self, sql: &str, rows: Vec<serde_json::Value>) -> sqlx::Result<u64> {
        let json = serde_json::Value::Array(rows).to_string();
        Ok(sqlx::query(sql).bind(json).execute(&mut *self.connection).await?.rows_affected())
    }

    async fn change(&mut self, sql: &str, ids: &[i64]) -> sqlx::Result<u64> {
        self.with_json(sql, ids.iter().map(|id| json!(id)).collect()).await
    }

    /// Answers to leases, all of one kind by one statement.
    async fn answer_leases(&mut self, requests: &[Request], answers: &mut Answers) -> sqlx::Result<()> {
        let (mut done, mut extended, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for request in requests {
            match request {
                Request::Done(leases) => done.extend(leases.iter().map(|lease| json!([lease.id.0, lease.fence]))),
                Request::Extend(leases, time) => {
                    let end = later(self.now, *time);
                    extended.extend(leases.iter().map(|lease| json!([lease.id.0, lease.fence, end])));
                }
                Request::Failed(lease, failure) => {
                    let (stage, due, back, reason) = match failure {
                        Failure::Retry { after, reason } => (Stage::Delayed, later(self.now, *after), 0, Some(reason)),
                        Failure::Dead { reason } => (Stage::Dead, 0, 0, Some(reason)),
                        Failure::Release => (Stage::Ready, 0, 1, None),
                    };
                    let reason = reason.map(|reason| cut(reason.clone()));
                    failed.push(json!([lease.id.0, lease.fence, stage as i16, due, back, reason]));
                }
                _ => {}
            }
        }
        let mut done = self.held(sql::DONE, done).await?;
        let extended = self.held(sql::EXTEND, extended).await?;
        let mut failed = self.held(sql::FAILED, failed).await?;
        for (request, answer) in requests.iter().zip(answers) {
            // A lease that is answered twice is held the first time only.
            let held = match request {
                Request::Done(leases) => leases.iter().map(|lease| done.remove(lease)).collect(),
                Request::Extend(leases, _) => leases.iter().map(|lease| extended.contains(lease)).collect(),
                Request::Failed(lease, _) => vec![failed.remove(lease)],
                _ => continue,
            };
            *answer = Some(Ok(Reply::Held(held)));
        }
        Ok(())
    }

    /// Runs a statement over leases. Returns those that were held.
    async fn held(&mut self, sql: &str, leases: Vec<serde_json::Value>) -> sqlx::Result<HashSet<Lease>> {
        if leases.is_empty() {
            return Ok(HashSet::new());
        }
        let query = sqlx::query_as(sql).bind(serde_json::Value::Array(leases).to_string());
        let held: Vec<(i64, i64)> = query.fetch_all(&mut *self.connection).await?;
        Ok(held.into_iter().map(|(id, fence)| Lease { id: EventId(id), fence }).collect())
    }

    async fn claim(&mut self, claim: &Claim) -> sqlx::Result<Vec<Lease>> {
        let mut ids: Vec<i64> = Vec::new();
        if claim.routes.is_empty() {
            ids = sqlx::query_scalar(sql::OLDEST).bind(claim.limit).fetch_all(&mut *self.connection).await?;
        }
        for route in claim.routes.iter().collect::<BTreeSet<_>>() {
            let of_route = sqlx::query_scalar(sql::OLDEST_OF_ROUTE).bind(claim.limit).bind(route);
            let of_route: Vec<i64> = of_route.fetch_all(&mut *self.connection).await?;
            ids.extend(of_route);
        }
        ids.sort_unstable();
        ids.truncate(claim.limit as usize);
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let query = sqlx::query_as(sql::CLAIM).bind(json!(ids).to_string()).bind(later(self.now, claim.lease));
        let leases: Vec<(i64, i64)> = query.fetch_all(&mut *self.connection).await?;
        Ok(leases.into_iter().map(|(id, fence)| Lease { id: EventId(id), fence }).collect())
    }
}

fn hex(digest: &Digest) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes any text");
        text
    })
}
