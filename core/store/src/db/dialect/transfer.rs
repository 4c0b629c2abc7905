//! Taking in the rows of another database: what holds rows together is looked at once, at the end.

use diesel::connection::SimpleConnection;
use diesel::deserialize::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryResult, RunQueryDsl, sql_query};

use super::{AnyConnection, alone};
use crate::error::Result;

/// Foreign keys, with the words that make them anew. Deferring them would take the rights of a superuser; the owner of the tables
/// may take them away and add them again.
const FOREIGN_KEYS: &str = "SELECT conrelid::regclass::text AS \"table\", quote_ident(conname) AS name, \
     pg_get_constraintdef(oid) AS rule FROM pg_constraint \
     WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2";

#[derive(QueryableByName)]
struct ForeignKey {
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    rule: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Runs `work`, which may write rows before those that they point to, in one transaction that no other process changes the schema
/// beside. At its end every row points to one that is there, or nothing was changed.
///
/// # Errors
/// The work's own, or the database's.
pub(in crate::db) fn take_in<T>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T>,
) -> Result<T> {
    alone(connection, |connection| {
        let keys = match connection {
            AnyConnection::Sqlite(sqlite) => {
                sqlite.batch_execute("PRAGMA defer_foreign_keys = ON")?;
                Vec::new()
            }
            AnyConnection::Pg(pg) => {
                let keys: Vec<ForeignKey> = sql_query(FOREIGN_KEYS).load(pg)?;
                for ForeignKey { table, name, .. } in &keys {
                    pg.batch_execute(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}"))?;
                }
                keys
            }
        };
        let done = work(connection)?;
        for ForeignKey { table, name, rule } in keys {
            connection.batch_execute(&format!("ALTER TABLE {table} ADD CONSTRAINT {name} {rule}"))?;
        }
        Ok(done)
    })
}

/// The highest id that a table of numbered rows has ever given, whether the row is still there or not; 0 before the first.
pub(in crate::db) fn last_id(connection: &mut AnyConnection, table: &str) -> QueryResult<i64> {
    let asked = match connection {
        AnyConnection::Pg(_) => format!(
            "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('{table}', 'id')::regclass), 0) AS number"
        ),
        AnyConnection::Sqlite(_) => {
            format!("SELECT coalesce(max(seq), 0) AS number FROM sqlite_sequence WHERE name = '{table}'")
        }
    };
    let last: Number = sql_query(asked).get_result(connection)?;
    Ok(last.number)
}

/// The next row of the table gets the id after this one.
pub(in crate::db) fn go_on_after(connection: &mut AnyConnection, table: &str, id: i64) -> QueryResult<()> {
    if id == 0 {
        return Ok(());
    }
    let said = match connection {
        AnyConnection::Pg(_) => format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), {id})"),
        AnyConnection::Sqlite(_) => format!(
            "DELETE FROM sqlite_sequence WHERE name = '{table}'; INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {id})"
        ),
    };
    connection.batch_execute(&said)
}
