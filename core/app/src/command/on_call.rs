//! Wakes the people on duty: a report judged critical, an incident without a bulletin for too long, a statutory clock that
//! runs out, and by [`super::unheard`] a bulletin that reached nobody. Stories do not count these messages.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::format::email::Email;
use majakka_domain::format::phone::Phone;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::on_call::{DutyReason, Quiet, reason_to_wake};
use majakka_domain::statutory::warn_at;
use majakka_domain::terms::{Channel, Language, MessageKind};
use majakka_domain::timeline::TimelineEvent;

use super::bulletin::affected;
use super::case::Case;
use crate::app::Tx;
use majakka_messages::message::DutyAlert;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::incident::Incident;
use majakka_store::incident::change;
use majakka_store::message::{About, NewMessage, Text};
use majakka_store::statutory_clock::{self, StatutoryClock};
use majakka_store::viewer::Viewer;
use majakka_store::{delivery, incident, message, organisation};

/// Does one thing that is due, if any is.
pub(crate) fn one_due(tx: &mut Tx<'_>) -> Result<bool> {
    if let Some(clock) = warned_clock(tx)? {
        let row = incident::find(tx.conn, &Viewer::System, clock.incident_id)?;
        tx.tell(row.id, &TimelineEvent::ClockWarning { clock: clock.kind, due_at: clock.due_at })?;
        let case = tx.case(row)?;
        wake(tx, &case, DutyReason::ClockRunsOut(clock.kind), clock.due_at)?;
        return Ok(true);
    }
    let waits = TimeDelta::minutes(tx.app.settings.desk.first_bulletin_minutes.into());
    for row in unalerted(tx.conn)? {
        let case = tx.case(row)?;
        let Some((reason, since)) = reason_to_wake(quiet(&case), waits, tx.now) else { continue };
        change::duty_alerted(tx.conn, tx.now, case.row.id)?;
        wake(tx, &case, reason, since)?;
        return Ok(true);
    }
    Ok(false)
}

/// As the rule looks at it.
fn quiet(case: &Case<'_>) -> Quiet {
    Quiet {
        criticality: case.decided.criticality,
        effect: case.decided.effect,
        newest_report_at: case.row.newest_report_at,
        decided_at: case.row.decided_at,
        had_bulletin: case.row.first_bulletin_at.is_some(),
    }
}

/// The clock that people must be warned of next; each is given once.
fn warned_clock(tx: &mut Tx<'_>) -> Result<Option<StatutoryClock>> {
    let mut running = statutory_clock::unwarned(tx.conn)?.into_iter();
    let due = running.find(|clock| warn_at(clock.started_at, clock.due_at) <= tx.now);
    if let Some(clock) = &due {
        statutory_clock::warned(tx.conn, tx.now, clock.id)?;
    }
    Ok(due)
}

fn unalerted(conn: &mut AnyConnection) -> Result<Vec<Incident>> {
    let rows = incident::unresolved(conn, None)?;
    Ok(rows.into_iter().filter(|row| row.duty_alerted_at.is_none()).collect())
}

/// When an incident without a bulletin next wakes the duty list.
pub(crate) fn next_due(conn: &mut AnyConnection, waits: TimeDelta) -> Result<Option<DateTime<Utc>>> {
    Ok(change::first_untold(conn)?.map(|at| at + waits))
}

/// Alerts the desk's duty list, and writes down that it was done, or that there was nobody to alert.
fn wake(tx: &mut Tx<'_>, case: &Case<'_>, reason: DutyReason, since: DateTime<Utc>) -> Result<()> {
    let Some(service) = affected(tx, case)?.into_iter().next() else { return Ok(()) };
    let reference = case.row.reference.clone();
    let alert = DutyAlert { reference, service: service.system, reason, since, now: tx.now };
    let told = alert_desk(tx, case.row.desk_id, Some(case.row.id), &alert)?;
    let event = match told {
        0 => TimelineEvent::DutyUnheard {},
        deliveries => TimelineEvent::DutyAlerted { deliveries },
    };
    tx.tell(case.row.id, &event)
}

/// To each line of the desk's duty list: an address with `@` by mail, a number by text message. Says to how many.
pub(super) fn alert_desk(
    tx: &mut Tx<'_>,
    desk: OrganisationId,
    incident: Option<IncidentId>,
    alert: &DutyAlert,
) -> Result<usize> {
    let desk = organisation::find(tx.conn, &Viewer::System, desk)?;
    // Whoever stands there twice is woken once.
    let lines = desk.duty_contacts.lines().map(str::trim).filter(|line| !line.is_empty()).map(reached_at);
    let lines: BTreeSet<String> = lines.collect();
    if lines.is_empty() {
        return Ok(0);
    }
    let kind = MessageKind::DutyAlert;
    let (sms, mail) = tx.app.renderer.duty_alert(alert, Language::Fi)?;
    let texts = vec![Text::of(Language::Fi, mail, Some(sms))];
    let about = About { incident, ..About::default() };
    let new = NewMessage::single(kind, about, tx.viewer.actor(), texts);
    let id = message::insert(tx.conn, tx.now, &new)?;
    for line in &lines {
        let channel = if line.contains('@') { Channel::Email } else { Channel::Sms };
        delivery::insert_single(tx.conn, tx.now, id, kind, incident, channel, line, Language::Fi)?;
    }
    Ok(lines.len())
}

/// A line of a duty list as it is dialled or written to. What was kept by an older version and cannot be read stays as it is.
fn reached_at(line: &str) -> String {
    if line.contains('@') {
        Email::parse(line).map_or_else(|_| line.to_owned(), Email::into)
    } else {
        Phone::parse(line).map_or_else(|_| line.to_owned(), Phone::into)
    }
}
