//! Named leases: one worker at a time does what there is only once.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{Text, Timestamp};
use diesel::{QueryResult, RunQueryDsl, sql_query};

use super::{AnyConnection, numbered};

/// No lease is taken for so long: one that reaches further ahead was taken under a clock that was wrong, and is over.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

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
