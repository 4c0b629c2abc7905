//! Clearing away what is kept only for a while.
//!
//! Guarantee: nothing that became part of a report is touched.

use chrono::TimeDelta;
use majakka_domain::guessing::Counted;

use crate::app::Tx;
use crate::screenshot::ScreenshotKey;
use majakka_store::error::Result;
use majakka_store::{
    draft, email_change, idempotency_key, one_time_link, passkey, password_try, screenshot_row, session,
};

/// Sessions that have run out, links that have expired, wrong passwords that are forgotten, and answers that no program may ask for
/// again. Says how many.
///
/// # Errors
/// What the database says.
pub fn sweep_keys(tx: &mut Tx<'_>) -> Result<usize> {
    let idle = TimeDelta::minutes(tx.app.settings.desk.idle_minutes.into());
    let tries = password_try::sweep(tx.conn, tx.now - Counted::OnePerson.memory())?;
    let answers = idempotency_key::sweep(tx.conn, tx.now - idempotency_key::KEPT)?;
    Ok(session::sweep(tx.conn, tx.now - idle)?
        + one_time_link::sweep(tx.conn, tx.now)?
        + email_change::sweep(tx.conn, tx.now)?
        + passkey::sweep(tx.conn, tx.now)?
        + tries
        + answers)
}

/// Drafts that are kept no longer ([`draft::KEPT`]), with the rows of their pictures. Names the pictures that nothing
/// uses any more: the caller deletes them when this is committed.
///
/// # Errors
/// What the database says.
pub fn sweep_drafts(tx: &mut Tx<'_>) -> Result<Vec<ScreenshotKey>> {
    let mut unused = Vec::new();
    for old in draft::forgotten(tx.conn, tx.now)? {
        unused.extend(screenshot_row::remove(tx.conn, old, None)?);
        draft::remove(tx.conn, old)?;
    }
    Ok(unused)
}
