//! Tries at passwords, counted before they are judged.
//!
//! Guarantee: of many tries at once no more are judged than would be one after another: each takes its place with one
//! statement, and who gets none is not judged.
//! Non-goal: how many are free; that is [`majakka_domain::guessing`].

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Timestamp};
use diesel::{QueryableByName, sql_query};
use majakka_domain::guessing::Counted;

use crate::db::AnyConnection;
use crate::db::dialect::numbered;
use crate::db::schema::password_tries;
use crate::error::Result;

/// What is tried, and from where: one counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// SHA-256 of the e-mail in hex, or nothing where the address alone is counted.
    pub subject: String,
    /// `browser …`, `address …`, `strangers`.
    pub source: String,
    /// By which rule.
    pub counted: Counted,
}

#[derive(QueryableByName)]
struct Failures {
    #[diesel(sql_type = Integer)]
    failures: i32,
}

/// A new counter begins with one; a known one goes on, or begins anew when it has been quiet; a locked one does not move.
const RESERVE: &str = "
    INSERT INTO password_tries (subject, source, failures, locked_until, last_at) VALUES ($1, $2, 1, NULL, $3)
    ON CONFLICT (subject, source) DO UPDATE SET
        failures = CASE WHEN password_tries.last_at <= $4 THEN 1 ELSE password_tries.failures + 1 END,
        last_at = excluded.last_at
    WHERE password_tries.locked_until IS NULL OR password_tries.locked_until <= excluded.last_at
    RETURNING failures";

/// What a counter says to a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// It is judged. If it is wrong, the next one waits so long.
    Judged(Option<TimeDelta>),
    /// No password is looked at now.
    Locked,
}

/// Counts a try as a wrong one, until [`forget`] says that it was right.
///
/// # Errors
/// What the database says.
pub fn reserve(conn: &mut AnyConnection, now: DateTime<Utc>, counter: &Counter) -> Result<Reserved> {
    use password_tries as t;
    let reserved: Option<Failures> = sql_query(numbered(conn, RESERVE))
        .bind::<Text, _>(&counter.subject)
        .bind::<Text, _>(&counter.source)
        .bind::<Timestamp, _>(now.naive_utc())
        .bind::<Timestamp, _>((now - counter.counted.memory()).naive_utc())
        .get_result(conn)
        .optional()?;
    let Some(Failures { failures }) = reserved else { return Ok(Reserved::Locked) };
    let lock = counter.counted.lock_after(failures);
    // The row is this transaction's until it commits: nobody comes between.
    diesel::update(t::table.find((&counter.subject, &counter.source)))
        .set(t::locked_until.eq(lock.and_then(|lock| now.checked_add_signed(lock)).map(|until| until.naive_utc())))
        .execute(conn)?;
    Ok(Reserved::Judged(lock))
}

/// The password was right: one's own wrong ones are forgotten; of a counter that others fill too this try is taken back.
///
/// # Errors
/// What the database says.
pub fn forget(conn: &mut AnyConnection, counter: &Counter) -> Result<()> {
    use password_tries as t;
    let row = t::table.find((&counter.subject, &counter.source));
    match counter.counted {
        Counted::OnePerson => diesel::delete(row).execute(conn)?,
        Counted::OneAddress | Counted::AllStrangers => diesel::update(row)
            .set((t::failures.eq(t::failures - 1), t::locked_until.eq(None::<chrono::NaiveDateTime>)))
            .execute(conn)?,
    };
    Ok(())
}

/// Forgets every counter of an e-mail: its account has a new password.
///
/// # Errors
/// What the database says.
pub fn forget_all_of(conn: &mut AnyConnection, subject: &str) -> Result<()> {
    diesel::delete(password_tries::table.filter(password_tries::subject.eq(subject))).execute(conn)?;
    Ok(())
}

/// Clears away what has been quiet since. Says how many.
///
/// # Errors
/// What the database says.
pub fn sweep(conn: &mut AnyConnection, quiet_since: DateTime<Utc>) -> Result<usize> {
    use password_tries as t;
    Ok(diesel::delete(t::table.filter(t::last_at.lt(quiet_since.naive_utc()))).execute(conn)?)
}
