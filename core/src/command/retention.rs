//! Clearing away what is kept only for a while.
//!
//! Guarantee: nothing that became part of a report is touched.

use chrono::TimeDelta;

use crate::core::Act;
use crate::error::Result;
use crate::screenshot::ScreenshotKey;
use crate::store::{draft, link, screenshot_row, session};

/// Sessions that have run out and links that have expired. Says how many.
///
/// # Errors
/// What the database says.
pub fn sweep_keys(act: &mut Act<'_>) -> Result<usize> {
    let idle = TimeDelta::minutes(act.core.settings.desk.idle_minutes.into());
    Ok(session::sweep(act.conn, act.now - idle)? + link::sweep(act.conn, act.now)?)
}

/// Drafts that are kept no longer ([`draft::KEPT`]), with the rows of their pictures. Names the pictures that nothing
/// uses any more: the caller deletes them when this is committed.
///
/// # Errors
/// What the database says.
pub fn sweep_drafts(act: &mut Act<'_>) -> Result<Vec<ScreenshotKey>> {
    let mut unused = Vec::new();
    for old in draft::forgotten(act.conn, act.now)? {
        unused.extend(screenshot_row::remove(act.conn, old, None)?);
        draft::remove(act.conn, old)?;
    }
    Ok(unused)
}
