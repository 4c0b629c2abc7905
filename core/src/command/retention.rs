//! Clearing away what is kept only for a while.

use chrono::TimeDelta;

use crate::core::Act;
use crate::error::Result;
use crate::store::{retention, session};

/// An unfinished report waits so long for its writer.
const DRAFTS: TimeDelta = TimeDelta::days(30);

/// Sessions that have run out and links that have expired.
///
/// # Errors
/// What the database says.
pub fn sweep_keys(act: &mut Act<'_>) -> Result<usize> {
    let idle = TimeDelta::minutes(act.core.settings.desk.idle_minutes.into());
    Ok(session::sweep(act.conn, act.now - idle)? + retention::sweep_links(act.conn, act.now)?)
}

/// Drafts of reports that nobody has touched for 30 days.
///
/// # Errors
/// What the database says.
pub fn sweep_drafts(act: &mut Act<'_>) -> Result<usize> {
    retention::sweep_drafts(act.conn, act.now - DRAFTS)
}
