//! The tables of a database, made by sqlx's migrations.

use super::error::migration_error;
use crate::inbox::error::InboxError;
use sqlx::{
    error::BoxDynError,
    migrate::{Migrate, Migration, MigrationSource, MigrationType, Migrator},
};
use std::{borrow::Cow, future::Future, pin::Pin, time::Duration};

/// How often migrations are tried: two processes that make the same tables at the same time disturb each other once.
const ATTEMPTS: u32 = 10;

/// Migrations that are part of the program, the first one first. A published one is never changed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migrations(pub(crate) &'static [(&'static str, &'static str)]);

impl MigrationSource<'static> for Migrations {
    fn resolve(self) -> Pin<Box<dyn Future<Output = Result<Vec<Migration>, BoxDynError>> + Send>> {
        let migration = |(version, (name, sql)): (i64, &(&'static str, &'static str))| {
            Migration::new(version, Cow::Borrowed(*name), MigrationType::Simple, Cow::Borrowed(*sql), false)
        };
        Box::pin(std::future::ready(Ok((1..).zip(self.0).map(migration).collect())))
    }
}

/// Makes the tables that are missing.
pub(crate) async fn migrate<C>(connection: &mut C, migrations: Migrations) -> Result<(), InboxError>
where
    C: Migrate,
{
    let migrator = Migrator::new(migrations).await.map_err(migration_error)?;
    let mut attempt = 1;
    loop {
        match migrator.run_direct(connection).await {
            Ok(()) => return Ok(()),
            Err(error) if attempt == ATTEMPTS => return Err(migration_error(error)),
            Err(_) => tokio::time::sleep(Duration::from_millis(20) * attempt).await,
        }
        attempt += 1;
    }
}
