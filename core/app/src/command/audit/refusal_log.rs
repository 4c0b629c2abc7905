//! What is turned away, in the audit log; and whether so much of it is unusual that somebody must look.
//!
//! Non-goal: every one of them; whoever counts them writes only a few a minute ([`AUDITED`]), so that nobody fills the log.

use chrono::TimeDelta;
use majakka_domain::terms::{Language, MessageKind};

use crate::app::Tx;
use crate::command::delivery::route_alarm;
use majakka_messages::message::RefusalAlarm;
use majakka_store::error::Result;
use majakka_store::message::{self, About, NewMessage, Text};
use majakka_store::viewer::Viewer;
use majakka_store::{audit, delivery};

/// Rows that one process writes in a minute.
pub const AUDITED: u32 = 20;
/// Rows in [`LATELY`] that are unusual: a house with a link that was taken back comes to a few dozen.
const UNUSUAL: i64 = 100;
/// What is looked at.
const LATELY: TimeDelta = TimeDelta::minutes(10);
/// After an alarm, none for so long.
const QUIET: TimeDelta = TimeDelta::hours(6);

/// Actions of rows that say that somebody was turned away.
const REFUSALS: [&str; 2] = ["access.refused", "session.refused"];
const ALARMED: &str = "access.alarmed";

/// Somebody was turned away: at which kind of address, and why.
///
/// # Errors
/// What the database says.
pub fn refused(tx: &mut Tx<'_>, place: &str, why: &str) -> Result<()> {
    tx.wakes_nobody();
    match tx.viewer {
        // Nobody knows who it was; the installation turns itself away nowhere.
        Viewer::System => tx.audit_as("visitor", REFUSALS[0], place, why),
        _ => tx.audit(REFUSALS[0], place, why),
    }
}

/// Wakes the people on duty when unusually many were turned away. Says how many were woken.
///
/// # Errors
/// `forbidden` for a person, a program and a link.
pub fn watch(tx: &mut Tx<'_>) -> Result<usize> {
    tx.viewer.require_installation()?;
    let since = tx.now - LATELY;
    let refusals = audit::count_since(tx.conn, since, &REFUSALS)?;
    if refusals < UNUSUAL || audit::count_since(tx.conn, tx.now - QUIET, &[ALARMED])? > 0 {
        tx.wakes_nobody();
        return Ok(0);
    }
    tx.audit(ALARMED, "", &format!("{refusals} in {} minutes", LATELY.num_minutes()))?;
    let lines = route_alarm::duty_lines(tx, None)?;
    if lines.is_empty() {
        tracing::warn!(refusals, "unusually many are turned away, and no duty list has a line to tell it to");
        return Ok(0);
    }
    let facts = RefusalAlarm { refusals, minutes: LATELY.num_minutes(), since, now: tx.now };
    let (sms, mail) = tx.app.renderer.refusal_alarm(&facts, Language::Fi)?;
    let kind = MessageKind::RefusalAlarm;
    let texts = vec![Text::new(Language::Fi, mail, Some(sms))];
    let id = message::insert(tx.conn, tx.now, &NewMessage::single(kind, About::default(), tx.viewer.actor(), texts))?;
    for (channel, line) in &lines {
        delivery::insert_single(tx.conn, tx.now, id, kind, None, *channel, line, Language::Fi)?;
    }
    Ok(lines.len())
}
