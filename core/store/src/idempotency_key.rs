//! What a program was answered, so that a request that it sends twice is done once.
//!
//! Guarantee: a key is its organisation's own, and kept as a hash, since a program may put anything into it; it is forgotten after
//! [`KEPT`].
//! Non-goal: what the answer says.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::id::OrganisationId;

use crate::db::schema::idempotency_keys;
use crate::db::{AnyConnection, Statement, Value};
use crate::error::Result;
use crate::token::TokenHash;

/// How long a request may be repeated.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = idempotency_keys)]
pub struct Answered {
    /// SHA-256 of what was asked.
    pub body_hash: String,
    /// What was answered, JSON.
    pub answer: String,
}

/// What was answered under a key, if that is still kept.
///
/// # Errors
/// What the database says.
pub fn find(
    conn: &mut AnyConnection,
    now: DateTime<Utc>,
    organisation: OrganisationId,
    key: &TokenHash,
) -> Result<Option<Answered>> {
    use idempotency_keys as k;
    Ok(k::table
        .find((organisation.0, key.as_hex()))
        .filter(k::answered_at.gt((now - KEPT).naive_utc()))
        .select(Answered::as_select())
        .first(conn)
        .optional()?)
}

/// An answer that is to be kept.
#[derive(Debug, Clone)]
pub struct NewAnswer {
    /// Whose program it is for.
    pub organisation: OrganisationId,
    /// Under which key.
    pub key: TokenHash,
    /// When it was given.
    pub at: DateTime<Utc>,
    /// To what, and what.
    pub answered: Answered,
}

/// Keeps answers under keys that [`find`] has just found nothing for, each key once: in place only of what was forgotten.
///
/// # Errors
/// What the database says.
pub fn keep(conn: &mut AnyConnection, answers: &[NewAnswer]) -> Result<()> {
    if answers.is_empty() {
        return Ok(());
    }
    let values = answers.iter().flat_map(|new| {
        [
            Value::Number(new.organisation.0),
            Value::Text(new.key.as_hex()),
            Value::Text(&new.answered.body_hash),
            Value::Text(&new.answered.answer),
            Value::Moment(new.at.naive_utc()),
        ]
    });
    let head = "INSERT INTO idempotency_keys (organisation_id, key_hash, body_hash, answer, answered_at) VALUES";
    let anew = " ON CONFLICT (organisation_id, key_hash) DO UPDATE SET body_hash = excluded.body_hash, \
                answer = excluded.answer, answered_at = excluded.answered_at";
    Statement::rows(head, 5, values.collect()).followed_by(anew).execute(conn)?;
    Ok(())
}

/// Clears away what was answered before then. Says how much.
///
/// # Errors
/// What the database says.
pub fn sweep(conn: &mut AnyConnection, answered_before: DateTime<Utc>) -> Result<usize> {
    use idempotency_keys as k;
    Ok(diesel::delete(k::table.filter(k::answered_at.le(answered_before.naive_utc()))).execute(conn)?)
}
