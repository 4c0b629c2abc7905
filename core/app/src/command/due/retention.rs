//! Clearing away what is kept only for a while.
//!
//! Guarantee: what became part of a report goes only when its period of `[retention]` is over, and the audit log says how much went;
//! an incident that is held keeps everything.

use chrono::TimeDelta;
use majakka_domain::guessing::Counted;

use crate::app::Tx;
use crate::config::RetentionSettings;
use crate::screenshot::ScreenshotKey;
use majakka_store::error::Result;
use majakka_store::{
    draft, email_change, idempotency_key, one_time_link, passkey, password_try, retention, screenshot_row, session,
};

/// Sessions that have run out, links that have expired, wrong passwords that are forgotten, and answers that no program may ask for
/// again. Says how many.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn sweep_keys(tx: &mut Tx<'_>) -> Result<usize> {
    tx.viewer.require_installation()?;
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
/// `forbidden` for a person, a program and a link.
pub fn sweep_drafts(tx: &mut Tx<'_>) -> Result<Vec<ScreenshotKey>> {
    tx.viewer.require_installation()?;
    let mut unused = Vec::new();
    for old in draft::forgotten(tx.conn, tx.now)? {
        unused.extend(screenshot_row::remove(tx.conn, old, None)?);
        draft::remove(tx.conn, old)?;
    }
    Ok(unused)
}

/// What went in one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Rows.
    pub rows: usize,
    /// Pictures that nothing uses any more: the caller deletes them when this is committed.
    pub pictures: Vec<ScreenshotKey>,
}

/// Takes away what says who people are, as far as its period is over: so much as one step may. None are left when it says none.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn forget(tx: &mut Tx<'_>) -> Result<Forgotten> {
    tx.viewer.require_installation()?;
    let (now, periods) = (tx.now, tx.app.settings.retention);
    let before = |days| RetentionSettings::before(now, days);
    let mut went: Vec<(&str, usize)> = Vec::new();
    let mut pictures = Vec::new();
    if let Some(before) = before(periods.patient_references_days) {
        went.push(("patient_references", retention::patient_references(tx.conn, before)?));
    }
    if let Some(before) = before(periods.pictures_days) {
        let (rows, unused) = retention::pictures(tx.conn, before)?;
        went.push(("pictures", rows));
        pictures = unused;
    }
    if let Some(before) = before(periods.reporters_days) {
        went.push(("reporters", retention::reporters(tx.conn, before)?));
    }
    if let Some(before) = before(periods.recipients_days) {
        went.push(("messages", retention::recipients(tx.conn, now, before)?));
        went.push(("replies", retention::replies(tx.conn, before)?));
    }
    if let Some(before) = before(periods.people_days) {
        went.push(("people", retention::people(tx.conn, before)?));
    }
    went.retain(|(_, rows)| *rows > 0);
    if !went.is_empty() {
        let detail: Vec<String> = went.iter().map(|(what, rows)| format!("{what} {rows}")).collect();
        tx.audit("retention.forget", "", &detail.join(", "))?;
    }
    Ok(Forgotten { rows: went.iter().map(|(_, rows)| rows).sum(), pictures })
}

/// Keeps all of an incident, for a court or an authority, until it is given back. Says whether that changed anything.
///
/// # Errors
/// [`majakka_store::error::Error::NotFound`], or what the database says.
pub fn hold(tx: &mut Tx<'_>, reference: &str, why: &str) -> Result<bool> {
    tx.viewer.require_installation()?;
    let changed = retention::hold(tx.conn, reference, Some(tx.now))?;
    if changed {
        tx.audit("retention.hold", reference, why)?;
    }
    Ok(changed)
}

/// Gives an incident back to its periods. Says whether that changed anything.
///
/// # Errors
/// As [`hold`].
pub fn release(tx: &mut Tx<'_>, reference: &str, why: &str) -> Result<bool> {
    tx.viewer.require_installation()?;
    let changed = retention::hold(tx.conn, reference, None)?;
    if changed {
        tx.audit("retention.release", reference, why)?;
    }
    Ok(changed)
}
