//! Wakes the people on duty: a report judged critical, an incident without a bulletin for too long, a statutory clock that
//! runs out, a call to Kela that nobody has made, a breach that its data protection officers must assess, and by [`crate::command::delivery::unheard`] a bulletin that reached nobody. Stories do not count these messages.

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::format::email::Email;
use majakka_domain::format::phone::Phone;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::on_call::{DutyReason, Quiet, next_call_reminder, reason_to_wake};
use majakka_domain::statutory::warn_at;
use majakka_domain::terms::{Channel, ClockKind, ContactRole, Extent, Language, MessageKind};
use majakka_domain::timeline::TimelineEvent;

use crate::app::Tx;
use crate::command::bulletin::affected;
use crate::command::incident::case::Case;
use majakka_messages::message::DutyAlert;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::incident::Incident;
use majakka_store::incident::change::{self, OwedCall};
use majakka_store::message::{About, NewMessage, Text};
use majakka_store::recipients::{self, Audience};
use majakka_store::statutory_clock::{self, StatutoryClock};
use majakka_store::viewer::Viewer;
use majakka_store::{delivery, incident, message, organisation};

/// Does one thing that is due, if any is.
pub(crate) fn one_due(tx: &mut Tx<'_>) -> Result<bool> {
    if let Some(clock) = warned_clock(tx)? {
        let row = incident::find(tx.conn, &Viewer::System, clock.incident_id)?;
        tx.tell(row.id, &TimelineEvent::ClockWarning { clock: clock.kind, due_at: clock.due_at })?;
        let case = tx.case(row)?;
        let reason = DutyReason::ClockRunsOut(clock.kind);
        if let Some(house) = clock.organisation_id {
            // A house's own duty is its own officers' matter, and nobody else's.
            wake_officers(tx, &case, Audience::House(house, ContactRole::Dpo), reason, clock.due_at)?;
            return Ok(true);
        }
        // A breach is the officers' matter; only where nobody is one is everybody woken.
        if clock.kind != ClockKind::Gdpr33 || wake_officers(tx, &case, of_reporters(&case), reason, clock.due_at)? == 0
        {
            wake(tx, &case, reason, clock.due_at)?;
        }
        return Ok(true);
    }
    if let Some((incident, since)) = change::unassessed(tx.conn)? {
        change::dpo_alerted(tx.conn, tx.now, incident)?;
        let row = incident::find(tx.conn, &Viewer::System, incident)?;
        let case = tx.case(row)?;
        // Where nobody is an officer, somebody must hear of it all the same, and that nobody could is written down.
        if wake_officers(tx, &case, of_reporters(&case), DutyReason::BreachSuspected, since)? == 0 {
            wake(tx, &case, DutyReason::BreachSuspected, since)?;
        }
        return Ok(true);
    }
    if let Some(owed) = owed_call(tx)? {
        let row = incident::find(tx.conn, &Viewer::System, owed.incident)?;
        change::call_reminded(tx.conn, tx.now, row.id)?;
        let case = tx.case(row)?;
        wake_one(tx, &case, DutyReason::CallOwed, owed.since, owed.reminders)?;
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

/// The call to Kela for which the next of the duty list is to be called.
fn owed_call(tx: &mut Tx<'_>) -> Result<Option<OwedCall>> {
    let Some(waits) = tx.app.settings.desk.kela_call() else { return Ok(None) };
    let mut owed = change::owed_calls(tx.conn)?.into_iter();
    Ok(owed.find(|owed| next_call_reminder(owed.since, owed.reminded_at, waits) <= tx.now))
}

/// When the next of the duty list is called to telephone to Kela.
pub(crate) fn next_reminder(conn: &mut AnyConnection, waits: Option<TimeDelta>) -> Result<Option<DateTime<Utc>>> {
    let Some(waits) = waits else { return Ok(None) };
    let owed = change::owed_calls(conn)?;
    Ok(owed.iter().map(|owed| next_call_reminder(owed.since, owed.reminded_at, waits)).min())
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
    let lines = duty_list(tx, case.row.desk_id)?;
    wake_these(tx, case, reason, since, lines)
}

/// Alerts one of the desk's duty list: the first, then the next, and after the last the first again. Nobody is missed aloud more than
/// once.
fn wake_one(tx: &mut Tx<'_>, case: &Case<'_>, reason: DutyReason, since: DateTime<Utc>, turn: i32) -> Result<()> {
    let lines = duty_list(tx, case.row.desk_id)?;
    let turn = usize::try_from(turn).unwrap_or_default();
    match lines.get(turn.checked_rem(lines.len()).unwrap_or_default()) {
        Some(line) => wake_these(tx, case, reason, since, vec![line.clone()]),
        None if turn == 0 => tx.tell(case.row.id, &TimelineEvent::DutyUnheard {}),
        None => Ok(()),
    }
}

/// The data protection officers of the organisations whose people told of it, however far it is thought to reach.
fn of_reporters(case: &Case<'_>) -> Audience {
    Audience::Incident {
        incident: case.row.id,
        named: false,
        extent: Extent::Organisation,
        role: ContactRole::Dpo,
        and_the_told: false,
    }
}

/// Alerts data protection officers, each in her own language. Says to how many addresses.
fn wake_officers(
    tx: &mut Tx<'_>,
    case: &Case<'_>,
    audience: Audience,
    reason: DutyReason,
    since: DateTime<Utc>,
) -> Result<usize> {
    let Some(service) = affected(tx, case)?.into_iter().next() else { return Ok(0) };
    let reference = case.row.reference.clone();
    let alert = DutyAlert { reference, service: service.system, reason, since, now: tx.now };
    let incident = case.row.id;
    if recipients::preview(tx.conn, tx.now, &audience)?.is_empty() {
        return Ok(0);
    }
    let kind = MessageKind::DutyAlert;
    let texts = Language::ALL.iter().map(|language| {
        let (sms, mail) = tx.app.renderer.duty_alert(&alert, *language)?;
        Ok(Text::new(*language, mail, Some(sms)))
    });
    let texts = texts.collect::<Result<_>>()?;
    let about = About { incident: Some(incident), ..About::default() };
    let new = NewMessage::single(kind, about, tx.viewer.actor(), texts);
    let message = message::insert(tx.conn, tx.now, &new)?;
    let deliveries = recipients::deliver(tx.conn, tx.now, &audience, message, kind, true)?;
    tx.tell(incident, &TimelineEvent::DutyAlerted { deliveries })?;
    Ok(deliveries)
}

fn wake_these(
    tx: &mut Tx<'_>,
    case: &Case<'_>,
    reason: DutyReason,
    since: DateTime<Utc>,
    lines: Vec<String>,
) -> Result<()> {
    let Some(service) = affected(tx, case)?.into_iter().next() else { return Ok(()) };
    let reference = case.row.reference.clone();
    let alert = DutyAlert { reference, service: service.system, reason, since, now: tx.now };
    let event = match alert_these(tx, &lines, Some(case.row.id), &alert)? {
        0 => TimelineEvent::DutyUnheard {},
        deliveries => TimelineEvent::DutyAlerted { deliveries },
    };
    tx.tell(case.row.id, &event)
}

/// To each line of the desk's duty list. Says to how many.
pub(in crate::command) fn alert_desk(
    tx: &mut Tx<'_>,
    desk: OrganisationId,
    incident: Option<IncidentId>,
    alert: &DutyAlert,
) -> Result<usize> {
    let lines = duty_list(tx, desk)?;
    alert_these(tx, &lines, incident, alert)
}

/// A desk's duty list in its own order. Whoever stands there twice is woken once.
fn duty_list(tx: &mut Tx<'_>, desk: OrganisationId) -> Result<Vec<String>> {
    let desk = organisation::find(tx.conn, &Viewer::System, desk)?;
    let mut lines: Vec<String> = Vec::new();
    for line in desk.duty_contacts.lines().map(str::trim).filter(|line| !line.is_empty()).map(reached_at) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// An address with `@` by mail, a number by text message. Says to how many.
fn alert_these(tx: &mut Tx<'_>, lines: &[String], incident: Option<IncidentId>, alert: &DutyAlert) -> Result<usize> {
    if lines.is_empty() {
        return Ok(0);
    }
    let kind = MessageKind::DutyAlert;
    let (sms, mail) = tx.app.renderer.duty_alert(alert, Language::Fi)?;
    let texts = vec![Text::new(Language::Fi, mail, Some(sms))];
    let about = About { incident, ..About::default() };
    let new = NewMessage::single(kind, about, tx.viewer.actor(), texts);
    let id = message::insert(tx.conn, tx.now, &new)?;
    for line in lines {
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
