//! The schema's steps: which were applied, and applying them alone.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::deserialize::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel::{PgConnection, QueryResult, RunQueryDsl, SqliteConnection, sql_query};

use super::{AnyConnection, migrating};
use crate::error::Result;

/// Held while the schema is changed. A minute for what runs on the tables to end; a step may take as long as it needs.
const ALONE_POSTGRES: &str =
    "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'; SELECT pg_advisory_xact_lock(7061747)";
/// The others change the schema, too: a minute for each of a few.
const PATIENCE_SQLITE: &str = "PRAGMA busy_timeout = 60000";

/// Runs `work` in one transaction that no other process changes the schema beside.
///
/// # Errors
/// The work's own, or the database's. Then nothing was changed.
pub(in crate::db) fn alone<T>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T>,
) -> Result<T> {
    type Manager = <AnyConnection as diesel::Connection>::TransactionManager;
    match connection {
        AnyConnection::Pg(pg) => {
            AnsiTransactionManager::begin_transaction(pg)?;
            pg.batch_execute(ALONE_POSTGRES).inspect_err(|_| drop(AnsiTransactionManager::rollback_transaction(pg)))?;
        }
        AnyConnection::Sqlite(sqlite) => {
            sqlite.batch_execute(PATIENCE_SQLITE)?;
            AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")?;
        }
    }
    match work(connection) {
        Ok(value) => {
            Manager::commit_transaction(connection)?;
            Ok(value)
        }
        Err(error) => {
            drop(Manager::rollback_transaction(connection));
            Err(error)
        }
    }
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    version: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    tables: i64,
}

/// The table is diesel's; it is not there before the first step.
const STEPS: &str = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
const THERE_POSTGRES: &str =
    "SELECT count(*) AS tables FROM pg_class WHERE oid = to_regclass('__diesel_schema_migrations')";
const THERE_SQLITE: &str = "SELECT count(*) AS tables FROM sqlite_master WHERE name = '__diesel_schema_migrations'";

/// The versions of the steps that were applied.
///
/// # Errors
/// What the database says.
pub(in crate::db) fn applied(connection: &mut AnyConnection) -> QueryResult<Vec<String>> {
    fn steps(there: Count, load: impl FnOnce() -> QueryResult<Vec<Step>>) -> QueryResult<Vec<String>> {
        if there.tables == 0 { Ok(Vec::new()) } else { Ok(load()?.into_iter().map(|step| step.version).collect()) }
    }
    migrating(
        connection,
        |pg: &mut PgConnection| {
            let there = sql_query(THERE_POSTGRES).get_result(pg)?;
            steps(there, || sql_query(STEPS).load(pg))
        },
        |sqlite: &mut SqliteConnection| {
            let there = sql_query(THERE_SQLITE).get_result(sqlite)?;
            steps(there, || sql_query(STEPS).load(sqlite))
        },
    )
}
