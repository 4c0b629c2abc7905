//! What is kept only for a while.
//!
//! Guarantee: nothing that became part of a report is touched.
//! Non-goal: sessions; those are swept where they are kept (`session::sweep`).

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::db::AnyConnection;
use crate::db::schema::{drafts, one_time_links, screenshots};
use crate::error::Result;

/// Clears away links that opened nothing until `before`, used or not. Says how many.
///
/// # Errors
/// What the database says.
pub fn sweep_links(conn: &mut AnyConnection, before: DateTime<Utc>) -> Result<usize> {
    use one_time_links as l;
    Ok(diesel::delete(l::table.filter(l::expires_at.lt(before.naive_utc()))).execute(conn)?)
}

/// Clears away drafts that nobody has touched since, with the pictures that waited under them. Says how many drafts.
///
/// # Errors
/// What the database says.
pub fn sweep_drafts(conn: &mut AnyConnection, untouched_since: DateTime<Utc>) -> Result<usize> {
    let since: NaiveDateTime = untouched_since.naive_utc();
    let old: Vec<i64> = drafts::table.filter(drafts::updated_at.lt(since)).select(drafts::id).load(conn)?;
    for ids in old.chunks(1_000) {
        let pictures = || screenshots::table.filter(screenshots::draft_id.eq_any(ids));
        diesel::update(pictures().filter(screenshots::report_id.is_not_null()))
            .set(screenshots::draft_id.eq(None::<i64>))
            .execute(conn)?;
        diesel::delete(pictures()).execute(conn)?;
        diesel::delete(drafts::table.filter(drafts::id.eq_any(ids))).execute(conn)?;
    }
    Ok(old.len())
}
