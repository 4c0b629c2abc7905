//! Claims of the outbox, and leases: the statements that must be right under many workers.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Text, Timestamp};
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query};

use super::{AnyConnection, Mode, write};

#[derive(QueryableByName)]
struct Claimed {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

// `= ANY(ARRAY(…))` and not `IN (…)`: with `IN` the planner falls to a sequential scan of the whole table.
const CLAIM_POSTGRES: &str = "UPDATE deliveries SET leased_by = $1, leased_until = $2 \
     WHERE id = ANY(ARRAY(SELECT id FROM deliveries WHERE state = 'queued' AND channel = $3 AND due_at <= $4 \
     AND (leased_until IS NULL OR leased_until <= $4) ORDER BY priority, id LIMIT $5 FOR UPDATE SKIP LOCKED)) \
     RETURNING id";

const CLAIM_SQLITE: &str = "UPDATE deliveries SET leased_by = ?, leased_until = ? \
     WHERE id IN (SELECT id FROM deliveries WHERE state = 'queued' AND channel = ? AND due_at <= ?4 \
     AND (leased_until IS NULL OR leased_until <= ?4) ORDER BY priority, id LIMIT ?5) RETURNING id";

/// Marks at most `limit` due deliveries of one channel as this worker's until `until`, and says which.
/// Critical before routine, old before new.
///
/// # Errors
/// What the database says.
pub fn claim(
    connection: &mut AnyConnection,
    worker: &str,
    channel: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<i64>> {
    write(connection, Mode::Concurrent, |connection| {
        macro_rules! run {
            ($inner:expr, $sql:expr) => {
                sql_query($sql)
                    .bind::<Text, _>(worker)
                    .bind::<Timestamp, _>(until.naive_utc())
                    .bind::<Text, _>(channel)
                    .bind::<Timestamp, _>(now.naive_utc())
                    .bind::<BigInt, _>(limit)
                    .load::<Claimed>($inner)
            };
        }
        let mut claimed = match connection {
            AnyConnection::Pg(pg) => run!(pg, CLAIM_POSTGRES)?,
            AnyConnection::Sqlite(sqlite) => run!(sqlite, CLAIM_SQLITE)?,
        };
        claimed.sort_by_key(|row| row.id);
        Ok(claimed.into_iter().map(|row| row.id).collect())
    })
}

const LEASE: &str = "INSERT INTO leases (name, holder, until) VALUES (";
const LEASE_ON_CONFLICT: &str = ") ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
     WHERE leases.holder = excluded.holder OR leases.until <= ";

/// Takes or keeps a named lease; `false` when somebody else holds it.
///
/// # Errors
/// What the database says.
pub fn steal_lease(
    connection: &mut AnyConnection,
    name: &str,
    holder: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> QueryResult<bool> {
    macro_rules! run {
        ($inner:expr, $a:literal, $b:literal) => {
            sql_query(format!("{LEASE}{}{LEASE_ON_CONFLICT}{}", $a, $b))
                .bind::<Text, _>(name)
                .bind::<Text, _>(holder)
                .bind::<Timestamp, _>(until.naive_utc())
                .bind::<Timestamp, _>(now.naive_utc())
                .execute($inner)
        };
    }
    let changed = match connection {
        AnyConnection::Pg(pg) => run!(pg, "$1, $2, $3", "$4")?,
        AnyConnection::Sqlite(sqlite) => run!(sqlite, "?, ?, ?", "?")?,
    };
    Ok(changed == 1)
}
