//! Reads the file, beside the writer.

use super::statements as sql;
use crate::inbox::{
    contract::{Stats, Which},
    database::{
        condition::condition,
        error::store_error,
        front::Reader,
        record::{Columns, Content, Row},
    },
    error::InboxError,
    time::{Clock, system_time},
};
use async_trait::async_trait;
use serde_json::json;
use sqlx::{FromRow, SqlitePool, sqlite::SqliteRow};

pub(super) struct SqliteReader {
    pool: SqlitePool,
    clock: Clock,
}

impl SqliteReader {
    pub(super) fn new(pool: SqlitePool, clock: Clock) -> Self {
        Self { pool, clock }
    }
}

/// A row with its contents.
struct Whole(Row, Content);

impl FromRow<'_, SqliteRow> for Whole {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        use sqlx::Row as _;
        let content =
            Content { sealed: row.try_get("sealed")?, headers: row.try_get("headers")?, body: row.try_get("body")? };
        Ok(Self(columns(row)?.into(), content))
    }
}

/// The first columns.
fn columns(row: &SqliteRow) -> sqlx::Result<Columns> {
    use sqlx::Row as _;
    Ok((
        row.try_get(0)?,
        row.try_get(1)?,
        row.try_get(2)?,
        row.try_get(3)?,
        row.try_get(4)?,
        row.try_get(5)?,
        row.try_get(6)?,
        row.try_get(7)?,
        row.try_get(8)?,
        row.try_get(9)?,
        row.try_get(10)?,
    ))
}

/// The statement of [`Reader::rows`].
pub(super) fn list(which: &Which, now: i64) -> String {
    let condition = condition(which, &now.to_string(), "?3");
    format!("SELECT {} FROM events WHERE {condition} ORDER BY id LIMIT ?2", sql::COLUMNS)
}

/// The statement of [`Reader::finished`]. The planner prefers all finished events to those of an age, unless it must not.
pub(super) fn finished(which: &Which, now: i64) -> String {
    let by_age = which.ids.is_none() && (which.since.is_some() || which.before.is_some());
    let index = if by_age { "INDEXED BY events_finished" } else { "" };
    let condition = condition(which, &now.to_string(), "?1");
    format!("SELECT id FROM events {index} WHERE state IN (3, 4) AND {condition}")
}

/// The statement of [`Reader::contents`].
pub(super) fn contents() -> String {
    format!("SELECT {}, {}", sql::COLUMNS, sql::OF_CONTENTS)
}

#[async_trait]
impl Reader for SqliteReader {
    async fn claimable(&self) -> Result<bool, InboxError> {
        let query = sqlx::query_scalar(sql::CLAIMABLE).bind(self.clock.now());
        query.fetch_one(&self.pool).await.map_err(store_error)
    }

    async fn rows(&self, which: &Which, limit: u32) -> Result<Vec<Row>, InboxError> {
        let now = self.clock.now();
        let statement = list(which, now);
        let mut query = sqlx::query(&statement).persistent(false).bind(now).bind(limit);
        if let Some(route) = &which.route {
            query = query.bind(route);
        }
        let rows = query.fetch_all(&self.pool).await.map_err(store_error)?;
        rows.iter().map(|row| columns(row).map(Row::from).map_err(store_error)).collect()
    }

    async fn contents(&self, ids: &[i64]) -> Result<Vec<(Row, Content)>, InboxError> {
        let statement = contents();
        let query = sqlx::query_as(&statement).bind(self.clock.now()).bind(json!(ids).to_string());
        let rows = query.fetch_all(&self.pool).await.map_err(store_error)?;
        Ok(rows.into_iter().map(|Whole(row, content)| (row, content)).collect())
    }

    async fn finished(&self, which: &Which) -> Result<Vec<i64>, InboxError> {
        let statement = finished(which, self.clock.now());
        let mut query = sqlx::query_scalar(&statement).persistent(false);
        if let Some(route) = &which.route {
            query = query.bind(route);
        }
        query.fetch_all(&self.pool).await.map_err(store_error)
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        // One transaction, so that all numbers are of one moment.
        let mut snapshot = self.pool.begin().await.map_err(store_error)?;
        let totals: Vec<(i64, i64, i64)> =
            sqlx::query_as(sql::TOTALS).fetch_all(&mut *snapshot).await.map_err(store_error)?;
        let ended: i64 = sqlx::query_scalar(sql::ENDED_LEASES)
            .bind(self.clock.now())
            .fetch_one(&mut *snapshot)
            .await
            .map_err(store_error)?;
        let oldest: Option<i64> =
            sqlx::query_scalar(sql::OLDEST_RECEIVED).fetch_optional(&mut *snapshot).await.map_err(store_error)?;
        let routes: Vec<(String, i64)> =
            sqlx::query_as(sql::ROUTES).fetch_all(&mut *snapshot).await.map_err(store_error)?;
        snapshot.commit().await.map_err(store_error)?;

        let of = |state| totals.iter().find(|total| total.0 == state).map_or(0, |total| total.1.unsigned_abs());
        let ended = ended.unsigned_abs();
        Ok(Stats {
            waiting: of(0) + of(2) + ended,
            claimed: of(1).saturating_sub(ended),
            done: of(3),
            dead: of(4),
            bytes: totals.iter().map(|total| total.2.unsigned_abs()).sum(),
            oldest: oldest.map(system_time),
            last_received: routes.into_iter().map(|(route, time)| (route, system_time(time))).collect(),
        })
    }
}
