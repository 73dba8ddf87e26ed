//! The one task of a process that writes to the database.

use super::{
    connection::{TIMEOUT, connect},
    statements as sql,
};
use crate::{
    event::EventId,
    inbox::{
        arrivals::{Arrival, Digest, decide},
        contract::{Claim, Failure, Lease, Put},
        database::{
            cleaning::Cleaning,
            error::store_error,
            group::{Reply, Request, WriteError, Writer},
            record::Record,
        },
        error::{InboxError, InboxErrorKind},
        limits::{Limits, Load},
        stage::{Stage, cut},
        time::whole_micros,
    },
};
use async_trait::async_trait;
use sqlx::{Executor as _, PgConnection, Row as _, postgres::PgConnectOptions};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    time::{Duration, Instant},
};

/// How often a transaction is tried that met another one in a deadlock.
const ATTEMPTS: u32 = 5;

/// A connection that was idle for longer may be broken. A transaction then begins on a new one; a statement alone would fail.
const IDLE: Duration = Duration::from_secs(1);

pub(super) struct PostgresWriter {
    server: PgConnectOptions,
    schema: String,
    /// `None` after an error that may have broken it.
    connection: Option<PgConnection>,
    limits: Limits,
    state: WriterState,
}

/// What a writer knows from earlier transactions.
struct WriterState {
    cleaning: Cleaning,
    /// At most so much is unfinished, but for what other processes have stored since it was counted.
    unfinished: Load,
    /// When it must be counted again.
    count_again: Instant,
    /// When the connection worked last.
    used: Instant,
}

impl PostgresWriter {
    pub(super) fn new(server: PgConnectOptions, schema: String, connection: PgConnection, limits: Limits) -> Self {
        let now = Instant::now();
        let state = WriterState { cleaning: Cleaning::new(), unfinished: Load::default(), count_again: now, used: now };
        Self { server, schema, connection: Some(connection), limits, state }
    }

    /// A connection in a new transaction, and numbers for as many events as are put, in order. A connection that broke while it was
    /// idle is replaced.
    async fn begin(&mut self, requests: &[Request]) -> Result<(PgConnection, Vec<i64>), InboxError> {
        let events = |request: &Request| if let Request::Put(records) = request { records.len() } else { 0 };
        let statement = sql::begin(requests.iter().map(events).sum());
        if let Some(mut connection) = self.connection.take()
            && let Ok(Ok(numbers)) = tokio::time::timeout(TIMEOUT, numbers(&mut connection, &statement)).await
        {
            return Ok((connection, numbers));
        }
        let mut connection = connect(&self.server, &self.schema).await?;
        let numbers = numbers(&mut connection, &statement).await.map_err(store_error)?;
        Ok((connection, numbers))
    }

    /// Whether requests are puts that neither a key nor a limit refuses: one statement stores them, which is a transaction of its own
    /// and a third of the round trips.
    fn is_one_statement(&self, requests: &[Request]) -> bool {
        let now = Instant::now();
        if now >= self.state.count_again || now >= self.state.used + IDLE {
            return false;
        }
        let mut more = Load::default();
        for request in requests {
            let Request::Put(records) = request else { return false };
            if records.iter().any(|record| record.key.is_some()) {
                return false;
            }
            records.iter().for_each(|record| more.add(record.arrival().bytes));
        }
        self.limits.check(self.state.unfinished, more).is_ok()
    }

    async fn attempt(&mut self, requests: &[Request]) -> Result<Vec<Result<Reply, InboxError>>, Failed> {
        if self.is_one_statement(requests)
            && let Some(connection) = self.connection.take()
        {
            return self.add_alone(connection, requests).await;
        }
        self.transact(requests).await
    }

    /// Stores puts by one statement.
    async fn add_alone(
        &mut self,
        mut connection: PgConnection,
        requests: &[Request],
    ) -> Result<Vec<Result<Reply, InboxError>>, Failed> {
        let mut group = self.group(&mut connection, Vec::new());
        match tokio::time::timeout(2 * TIMEOUT, group.add(requests)).await {
            Ok(Ok(answers)) => Ok(self.done(connection, answers)),
            // What the server did not refuse, it may have committed.
            Ok(Err(error)) => Err(self.refused(connection, error, FailedKind::Store).await),
            Err(_) => Err(Failed::silent()),
        }
    }

    async fn transact(&mut self, requests: &[Request]) -> Result<Vec<Result<Reply, InboxError>>, Failed> {
        let (mut connection, numbers) = self.begin(requests).await.map_err(Failed::of_store)?;
        let mut group = self.group(&mut connection, numbers);
        let answers = match tokio::time::timeout(2 * TIMEOUT, group.answer(requests)).await {
            Ok(Ok(answers)) => answers,
            Ok(Err(error)) => return Err(self.refused(connection, error, FailedKind::Request).await),
            Err(_) => return Err(Failed::silent()),
        };
        // Whether a commit that fails has been made is unknown, so nothing is tried again after it.
        match tokio::time::timeout(TIMEOUT, run(&mut connection, "COMMIT")).await {
            Ok(Ok(())) => Ok(self.done(connection, answers)),
            Ok(Err(error)) => Err(Failed::of_store(store_error(error))),
            Err(_) => Err(Failed::silent()),
        }
    }

    fn group<'a>(&'a mut self, connection: &'a mut PgConnection, numbers: Vec<i64>) -> Group<'a> {
        Group { connection, limits: self.limits, state: &mut self.state, numbers }
    }

    /// Keeps a connection that worked.
    fn done<T>(&mut self, connection: PgConnection, answers: T) -> T {
        self.connection = Some(connection);
        self.state.used = Instant::now();
        answers
    }

    /// Keeps the connection if it works after an error before the commit. `unstated` is what an error means that the server did not
    /// state.
    async fn refused(&mut self, mut connection: PgConnection, error: sqlx::Error, unstated: FailedKind) -> Failed {
        let code = error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
        let usable = run(&mut connection, "ROLLBACK").await.is_ok();
        let kind = match code.as_deref() {
            _ if !usable => FailedKind::Store,
            Some("40001" | "40P01") => FailedKind::Again,
            Some(_) => FailedKind::Request,
            None => unstated,
        };
        self.connection = usable.then_some(connection);
        Failed { error: store_error(error), kind }
    }
}

struct Failed {
    error: InboxError,
    kind: FailedKind,
}

impl Failed {
    fn of_store(error: InboxError) -> Self {
        Self { error, kind: FailedKind::Store }
    }

    fn silent() -> Self {
        Self::of_store(InboxError::new(InboxErrorKind::Unavailable, "the inbox's database does not answer"))
    }
}

#[derive(PartialEq, Eq)]
enum FailedKind {
    /// Another transaction was in the way.
    Again,
    /// A request may be the cause; the connection works.
    Request,
    /// The connection does not work.
    Store,
}

#[async_trait]
impl Writer for PostgresWriter {
    async fn write(&mut self, requests: &[Request]) -> Result<Vec<Result<Reply, InboxError>>, WriteError> {
        let mut attempt = 1;
        loop {
            match self.attempt(requests).await {
                Ok(answers) => return Ok(answers),
                Err(Failed { kind: FailedKind::Again, .. }) if attempt < ATTEMPTS => attempt += 1,
                Err(Failed { error, kind }) => {
                    return Err(WriteError { error, separable: kind != FailedKind::Store });
                }
            }
        }
    }
}

async fn run(connection: &mut PgConnection, sql: &str) -> sqlx::Result<()> {
    sqlx::query(sql).execute(connection).await.map(drop)
}

/// The numbers that a statement returns, in order.
async fn numbers(connection: &mut PgConnection, sql: &str) -> sqlx::Result<Vec<i64>> {
    let rows = connection.fetch_all(sql).await?;
    let mut numbers = rows.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<Vec<i64>>>()?;
    numbers.sort_unstable();
    Ok(numbers)
}

/// One transaction.
struct Group<'a> {
    connection: &'a mut PgConnection,
    limits: Limits,
    state: &'a mut WriterState,
    /// A number for each event that is put.
    numbers: Vec<i64>,
}

type Answers = Vec<Option<Result<Reply, InboxError>>>;

impl Group<'_> {
    /// Puts come first, claims last: requests that wait at the same time have no order of their own.
    async fn answer(&mut self, requests: &[Request]) -> sqlx::Result<Vec<Result<Reply, InboxError>>> {
        let mut answers: Answers = requests.iter().map(|_| None).collect();
        self.put(requests, &mut answers).await?;
        self.answer_leases(requests, &mut answers).await?;
        for (request, answer) in requests.iter().zip(&mut answers) {
            let count = match request {
                Request::Replay(ids) => {
                    // Counted anew by the next put: replayed events are unfinished again.
                    self.state.count_again = Instant::now();
                    self.change(sql::REPLAY, ids).await?
                }
                Request::Purge(ids) => {
                    self.change(sql::KEEP_ROUTES, ids).await?;
                    self.change(sql::PURGE, ids).await?
                }
                _ => continue,
            };
            *answer = Some(Ok(Reply::Count(count)));
        }
        let mut ready = false;
        for (request, answer) in requests.iter().zip(&mut answers) {
            if let Request::Claim(claim) = request {
                if !std::mem::replace(&mut ready, true) {
                    sqlx::query(sql::READY).execute(&mut *self.connection).await?;
                }
                *answer = Some(Ok(Reply::Leases(self.claim(claim).await?)));
            }
        }
        Ok(answers.into_iter().map(|answer| answer.expect("each request has its answer")).collect())
    }

    /// Stores puts of which none is refused. The server numbers their events.
    async fn add(&mut self, requests: &[Request]) -> sqlx::Result<Vec<Result<Reply, InboxError>>> {
        let puts =
            || requests.iter().filter_map(|it| if let Request::Put(records) = it { Some(records) } else { None });
        let stored: Vec<_> = puts().flatten().map(|record| (None, record)).collect();
        let mut numbers = self.store(&stored).await?.into_iter().map(|number| Put::Stored(EventId(number)));
        Ok(puts().map(|records| Ok(Reply::Puts(numbers.by_ref().take(records.len()).collect()))).collect())
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
        let arrivals: Vec<Vec<_>> =
            puts.iter().map(|(_, records)| records.iter().map(Record::arrival).collect()).collect();
        let numbers = std::mem::take(&mut self.numbers);
        let keys = Keys::of(&puts, &numbers);
        let known = self.take(&keys).await?;
        let decided = self.decide(&arrivals, &known, &numbers).await?;

        let mut stored = Vec::new();
        for ((place, records), decided) in puts.into_iter().zip(decided) {
            for (record, put) in records.iter().zip(decided.iter().flatten()) {
                if let Put::Stored(id) = put {
                    stored.push((Some(id.0), record));
                }
            }
            answers[place] = Some(decided.map(Reply::Puts));
        }
        self.settle(&keys, &known, &stored).await?;
        self.store(&stored).await.map(drop)
    }

    /// Takes keys. Returns the events of those that are taken already.
    async fn take(&mut self, keys: &Keys) -> sqlx::Result<HashMap<Digest, i64>> {
        if keys.0.is_empty() {
            return Ok(HashMap::new());
        }
        let digests: Vec<&[u8]> = keys.0.keys().map(<[u8; 32]>::as_slice).collect();
        let (numbers, windows): (Vec<i64>, Vec<i64>) = keys.0.values().copied().unzip();
        let query = sqlx::query_scalar(sql::TAKE_KEYS).bind(&digests).bind(numbers).bind(windows);
        let taken: Vec<Vec<u8>> = query.fetch_all(&mut *self.connection).await?;
        let taken: HashSet<_> = taken.into_iter().collect();
        let others: Vec<&[u8]> = digests.into_iter().filter(|digest| !taken.contains(*digest)).collect();
        if others.is_empty() {
            return Ok(HashMap::new());
        }
        let known: Vec<(Vec<u8>, i64)> =
            sqlx::query_as(sql::KNOWN_KEYS).bind(others).fetch_all(&mut *self.connection).await?;
        Ok(known.into_iter().filter_map(|(digest, event)| Some((digest.try_into().ok()?, event))).collect())
    }

    /// Decides by what is known of the limits, and counts where that is too old, or would refuse a put.
    async fn decide(
        &mut self,
        arrivals: &[Vec<Arrival>],
        known: &HashMap<Digest, i64>,
        numbers: &[i64],
    ) -> sqlx::Result<Vec<Result<Vec<Put>, InboxError>>> {
        let decided = |held| {
            let mut numbers = numbers.iter().copied();
            let next = || numbers.next().expect("each event has a number");
            decide(arrivals, |key| known.get(key).copied(), self.limits, held, next)
        };
        if Instant::now() < self.state.count_again {
            let decided = decided(self.state.unfinished);
            if decided.iter().all(Result::is_ok) {
                return Ok(decided);
            }
        }
        let start = Instant::now();
        let (events, bytes): (i64, i64) = sqlx::query_as(sql::UNFINISHED).fetch_one(&mut *self.connection).await?;
        self.state.unfinished = Load { events: events.unsigned_abs(), bytes: bytes.unsigned_abs() };
        // Counting takes at most a twentieth of the time.
        self.state.count_again = Instant::now() + (20 * start.elapsed()).max(Duration::from_secs(1));
        Ok(decided(self.state.unfinished))
    }

    /// Gives keys that were taken to the events that are stored, and drops those whose event was refused.
    async fn settle(
        &mut self,
        keys: &Keys,
        known: &HashMap<Digest, i64>,
        stored: &[(Option<i64>, &Record)],
    ) -> sqlx::Result<()> {
        let of_stored: HashMap<Digest, (i64, i64)> = stored
            .iter()
            .filter_map(|(id, record)| record.key.zip(*id).map(|((digest, window), id)| (digest, (id, window))))
            .collect();
        let taken = || keys.0.iter().filter(|(digest, _)| !known.contains_key(*digest));
        let refused: Vec<&[u8]> = taken()
            .filter(|(digest, _)| !of_stored.contains_key(*digest))
            .map(|(digest, _)| digest.as_slice())
            .collect();
        if !refused.is_empty() {
            sqlx::query(sql::DROP_KEYS).bind(refused).execute(&mut *self.connection).await?;
        }
        let moved: Vec<_> = taken()
            .filter_map(|(digest, taken)| {
                of_stored.get(digest).filter(|stored| *stored != taken).map(|stored| (digest, stored))
            })
            .collect();
        if !moved.is_empty() {
            let digests: Vec<&[u8]> = moved.iter().map(|(digest, _)| digest.as_slice()).collect();
            let (numbers, windows): (Vec<i64>, Vec<i64>) = moved.iter().map(|(_, stored)| **stored).unzip();
            let query = sqlx::query(sql::MOVE_KEYS).bind(digests).bind(numbers).bind(windows);
            query.execute(&mut *self.connection).await?;
        }
        Ok(())
    }

    /// Stores events with their numbers, or with the next ones. Returns all numbers in order.
    async fn store(&mut self, stored: &[(Option<i64>, &Record)]) -> sqlx::Result<Vec<i64>> {
        if stored.is_empty() {
            return Ok(Vec::new());
        }
        fn column<'a, T>(stored: &[(Option<i64>, &'a Record)], value: impl Fn(&'a Record) -> T) -> Vec<T> {
            stored.iter().map(|(_, record)| value(record)).collect()
        }
        let mut numbers: Vec<i64> = sqlx::query_scalar(sql::ADD_EVENTS)
            .bind(stored.iter().map(|(id, _)| *id).collect::<Vec<_>>())
            .bind(column(stored, |record| record.route.as_str()))
            .bind(column(stored, |record| record.trigger.as_str()))
            .bind(column(stored, |record| record.form))
            .bind(column(stored, |record| record.sealed))
            .bind(column(stored, |record| record.received_at))
            .bind(column(stored, |record| record.size))
            .bind(column(stored, |record| record.headers.as_slice()))
            .bind(column(stored, |record| record.body.as_ref()))
            .fetch_all(&mut *self.connection)
            .await?;
        numbers.sort_unstable();
        for (_, record) in stored {
            self.state.unfinished.add(usize::try_from(record.size).unwrap_or(usize::MAX));
        }
        let keys = stored.iter().filter(|(_, record)| record.key.is_some()).count();
        if keys > 0
            && let Some(count) = self.state.cleaning.due(keys)
        {
            sqlx::query(sql::CLEAN_KEYS).bind(count).execute(&mut *self.connection).await?;
        }
        Ok(numbers)
    }

    async fn change(&mut self, sql: &str, ids: &[i64]) -> sqlx::Result<u64> {
        Ok(sqlx::query(sql).bind(ids).execute(&mut *self.connection).await?.rows_affected())
    }

    /// Answers to leases, all of one kind by one statement.
    async fn answer_leases(&mut self, requests: &[Request], answers: &mut Answers) -> sqlx::Result<()> {
        let mut done = self.done(requests).await?;
        let extended = self.extend(requests).await?;
        let mut failed = self.failed(requests).await?;
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

    async fn done(&mut self, requests: &[Request]) -> sqlx::Result<HashSet<Lease>> {
        let leases =
            requests.iter().filter_map(|request| if let Request::Done(leases) = request { Some(leases) } else { None });
        let leases: Vec<_> = leases.flatten().copied().collect();
        if leases.is_empty() {
            return Ok(HashSet::new());
        }
        let (ids, fences) = split(&leases);
        let held = sqlx::query_as(sql::DONE).bind(ids).bind(fences).fetch_all(&mut *self.connection).await?;
        Ok(held.into_iter().map(lease).collect())
    }

    async fn extend(&mut self, requests: &[Request]) -> sqlx::Result<HashSet<Lease>> {
        let (mut leases, mut times) = (Vec::new(), Vec::new());
        for request in requests {
            if let Request::Extend(some, time) = request {
                leases.extend_from_slice(some);
                times.resize(leases.len(), whole_micros(*time));
            }
        }
        if leases.is_empty() {
            return Ok(HashSet::new());
        }
        let (ids, fences) = split(&leases);
        let query = sqlx::query_as(sql::EXTEND).bind(ids).bind(fences).bind(times);
        Ok(query.fetch_all(&mut *self.connection).await?.into_iter().map(lease).collect())
    }

    async fn failed(&mut self, requests: &[Request]) -> sqlx::Result<HashSet<Lease>> {
        let mut leases = Vec::new();
        let (mut states, mut delays, mut back, mut reasons) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for request in requests {
            let Request::Failed(lease, failure) = request else { continue };
            let (stage, delay, taken_back, reason) = match failure {
                Failure::Retry { after, reason } => (Stage::Delayed, whole_micros(*after), 0, Some(reason)),
                Failure::Dead { reason } => (Stage::Dead, 0, 0, Some(reason)),
                Failure::Release => (Stage::Ready, 0, 1, None),
            };
            leases.push(*lease);
            states.push(stage as i16);
            delays.push(delay);
            back.push(taken_back);
            reasons.push(reason.map(|reason| cut(reason.clone())));
        }
        if leases.is_empty() {
            return Ok(HashSet::new());
        }
        let (ids, fences) = split(&leases);
        let query =
            sqlx::query_as(sql::FAILED).bind(ids).bind(fences).bind(states).bind(delays).bind(back).bind(reasons);
        Ok(query.fetch_all(&mut *self.connection).await?.into_iter().map(lease).collect())
    }

    async fn claim(&mut self, claim: &Claim) -> sqlx::Result<Vec<Lease>> {
        let (limit, time) = (i64::from(claim.limit), whole_micros(claim.lease));
        let leases = if claim.routes.is_empty() {
            sqlx::query_as(sql::CLAIM).bind(limit).bind(time).fetch_all(&mut *self.connection).await?
        } else {
            let routes: Vec<_> = claim.routes.iter().collect::<BTreeSet<_>>().into_iter().map(String::as_str).collect();
            let query = sqlx::query_as(sql::CLAIM_OF_ROUTES).bind(limit).bind(time).bind(routes);
            query.fetch_all(&mut *self.connection).await?
        };
        Ok(leases.into_iter().map(lease).collect())
    }
}

fn split(leases: &[Lease]) -> (Vec<i64>, Vec<i64>) {
    leases.iter().map(|lease| (lease.id.0, lease.fence)).unzip()
}

fn lease((id, fence): (i64, i64)) -> Lease {
    Lease { id: EventId(id), fence }
}

/// The keys of some puts, in order, each with the number and the window of its first event.
struct Keys(BTreeMap<Digest, (i64, i64)>);

impl Keys {
    fn of(puts: &[(usize, &Vec<Record>)], numbers: &[i64]) -> Self {
        let mut keys = BTreeMap::new();
        for (record, number) in puts.iter().flat_map(|(_, records)| *records).zip(numbers) {
            if let Some((digest, window)) = record.key {
                keys.entry(digest).or_insert((*number, window));
            }
        }
        Self(keys)
    }
}
