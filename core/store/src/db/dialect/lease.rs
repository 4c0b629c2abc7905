//! Named leases: one worker at a time does what there is only once.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{Text, Timestamp};
use diesel::{QueryResult, QueryableByName, RunQueryDsl, sql_query};

use super::{AnyConnection, absent_workers, numbered};

/// No lease is taken for so long: one that reaches further ahead was taken under a clock that was wrong, and is over.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = Text)]
    holder: String,
}

/// Ends a named lease whose holder's session is gone. What there is only once is written to bear being done twice at the
/// moment of a takeover: no need to be certain.
///
/// # Errors
/// What the database says.
pub fn end_lease_of_absent(connection: &mut AnyConnection, name: &str, worker: &str) -> QueryResult<()> {
    let held = sql_query(numbered(connection, "SELECT holder FROM leases WHERE name = $1 AND holder <> $2"))
        .bind::<Text, _>(name)
        .bind::<Text, _>(worker)
        .load::<Holder>(connection)?;
    let holders: Vec<String> = held.into_iter().map(|row| row.holder).collect();
    for holder in absent_workers(connection, worker, &holders)? {
        sql_query(numbered(connection, "DELETE FROM leases WHERE name = $1 AND holder = $2"))
            .bind::<Text, _>(name)
            .bind::<Text, _>(holder)
            .execute(connection)?;
    }
    Ok(())
}

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
    let sql = "INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until \
         WHERE leases.holder = excluded.holder OR leases.until <= $4 OR leases.until > $5";
    let changed = sql_query(numbered(connection, sql))
        .bind::<Text, _>(name)
        .bind::<Text, _>(holder)
        .bind::<Timestamp, _>(until.naive_utc())
        .bind::<Timestamp, _>(now.naive_utc())
        .bind::<Timestamp, _>((now + LONGEST).naive_utc())
        .execute(connection)?;
    Ok(changed == 1)
}
