//! Reads the database.

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
    time::system_time,
};
use async_trait::async_trait;
use sqlx::{PgPool, postgres::PgRow};

pub(super) struct PostgresReader {
    pool: PgPool,
}

impl PostgresReader {
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}

/// The first columns.
fn columns(row: &PgRow) -> sqlx::Result<Columns> {
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

/// A row with its contents.
fn whole(row: &PgRow) -> sqlx::Result<(Row, Content)> {
    use sqlx::Row as _;
    let content =
        Content { sealed: row.try_get("sealed")?, headers: row.try_get("headers")?, body: row.try_get("body")? };
    Ok((columns(row)?.into(), content))
}

#[async_trait]
impl Reader for PostgresReader {
    async fn claimable(&self) -> Result<bool, InboxError> {
        sqlx::query_scalar(sql::CLAIMABLE).fetch_one(&self.pool).await.map_err(store_error)
    }

    async fn rows(&self, which: &Which, limit: u32) -> Result<Vec<Row>, InboxError> {
        let condition = condition(which, "inbox_now()", "$2");
        let statement = format!("SELECT {} FROM events WHERE {condition} ORDER BY id LIMIT $1", sql::COLUMNS);
        let mut query = sqlx::query(&statement).persistent(false).bind(i64::from(limit));
        if let Some(route) = &which.route {
            query = query.bind(route);
        }
        let rows = query.fetch_all(&self.pool).await.map_err(store_error)?;
        rows.iter().map(|row| columns(row).map(Row::from).map_err(store_error)).collect()
    }

    async fn contents(&self, ids: &[i64]) -> Result<Vec<(Row, Content)>, InboxError> {
        let statement =
            format!("SELECT {}, sealed, headers, body FROM events WHERE id = ANY ($1) ORDER BY id", sql::COLUMNS);
        let rows = sqlx::query(&statement).bind(ids).fetch_all(&self.pool).await.map_err(store_error)?;
        rows.iter().map(|row| whole(row).map_err(store_error)).collect()
    }

    async fn finished(&self, which: &Which) -> Result<Vec<i64>, InboxError> {
        let condition = condition(which, "inbox_now()", "$1");
        let statement = format!("SELECT id FROM events WHERE state IN (3, 4) AND {condition}");
        let mut query = sqlx::query_scalar(&statement).persistent(false);
        if let Some(route) = &which.route {
            query = query.bind(route);
        }
        query.fetch_all(&self.pool).await.map_err(store_error)
    }

    async fn stats(&self) -> Result<Stats, InboxError> {
        // One transaction, so that all numbers are of one moment.
        let mut snapshot = self.pool.begin().await.map_err(store_error)?;
        let isolation = sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        isolation.execute(&mut *snapshot).await.map_err(store_error)?;
        let totals: Vec<(i16, i64, i64, i64)> =
            sqlx::query_as(sql::TOTALS).fetch_all(&mut *snapshot).await.map_err(store_error)?;
        let oldest: Option<i64> =
            sqlx::query_scalar(sql::OLDEST_RECEIVED).fetch_optional(&mut *snapshot).await.map_err(store_error)?;
        let routes: Vec<(String, i64)> =
            sqlx::query_as(sql::ROUTES).fetch_all(&mut *snapshot).await.map_err(store_error)?;
        snapshot.commit().await.map_err(store_error)?;

        let of = |state| totals.iter().find(|total| total.0 == state).map_or(0, |total| total.1.unsigned_abs());
        let ended: u64 = totals.iter().map(|total| total.3.unsigned_abs()).sum();
        Ok(Stats {
            waiting: of(0) + of(2) + ended,
            claimed: of(1) - ended,
            done: of(3),
            dead: of(4),
            bytes: totals.iter().map(|total| total.2.unsigned_abs()).sum(),
            oldest: oldest.map(system_time),
            last_received: routes.into_iter().map(|(route, time)| (route, system_time(time))).collect(),
        })
    }
}
