//! Wakes the people on duty: a report judged critical, an incident without a bulletin for too long, a statutory clock that
//! runs out (issue "Evidence-based triage", Duties). Stories do not count these messages.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::statutory::warn_at;
use majakka_domain::terms::{Channel, Criticality, Effect, IncidentState, Language, MessageKind};
use serde_json::json;

use super::bulletin::affected;
use crate::core::Act;
use crate::db::AnyConnection;
use crate::db::schema::{clocks, incidents};
use crate::error::Result;
use crate::render::message::{DutyAlert, DutyReason};
use crate::store::incident::Incident;
use crate::store::message::{About, NewMessage, Text};
use crate::store::{delivery, incident, message, organisation, timeline};
use crate::viewer::Viewer;

/// Does one thing that is due, if any is.
pub(crate) fn one_due(act: &mut Act<'_>) -> Result<bool> {
    if let Some(row) = warned_clock(act)? {
        let detail = json!({ "clock": row.1, "due_at": row.2.and_utc() });
        timeline::append(act.conn, act.now, IncidentId(row.0), "system", "clock_warning", &detail)?;
        return Ok(true);
    }
    for row in unalerted(act.conn)? {
        let case = act.case(row)?;
        let waits = TimeDelta::minutes(act.core.settings.desk.first_bulletin_minutes.into());
        let decided_at = case.row.decided_at.map(|t| t.and_utc());
        let reason = if case.decided.criticality == Criticality::Critical {
            Some((DutyReason::CriticalReport, case.row.newest_report_at.and_utc()))
        } else {
            decided_at
                .filter(|at| case.decided.effect != Effect::None && *at + waits <= act.now)
                .filter(|_| case.row.first_bulletin_at.is_none())
                .map(|at| (DutyReason::NoFirstBulletin, at))
        };
        if let Some((reason, since)) = reason {
            let services = affected(act, &case)?;
            if let Some(service) = services.into_iter().next() {
                let alert = DutyAlert {
                    reference: case.row.reference.clone(),
                    service: service.system,
                    reason,
                    since,
                    now: act.now,
                };
                send(act, &case.row, &alert)?;
            }
            diesel::update(incidents::table.find(case.row.id))
                .set(incidents::duty_alerted_at.eq(act.now.naive_utc()))
                .execute(act.conn)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// A running clock that is near its end; noted once.
fn warned_clock(act: &mut Act<'_>) -> Result<Option<(i64, String, NaiveDateTime)>> {
    let running: Vec<(i64, i64, String, NaiveDateTime, NaiveDateTime)> = clocks::table
        .filter(clocks::ended_at.is_null())
        .filter(clocks::warned_at.is_null())
        .order(clocks::due_at)
        .select((clocks::id, clocks::incident_id, clocks::kind, clocks::started_at, clocks::due_at))
        .load(act.conn)?;
    let due = running.into_iter().find(|(_, _, _, started, due)| warn_at(started.and_utc(), due.and_utc()) <= act.now);
    let Some((id, incident, kind, _, due_at)) = due else { return Ok(None) };
    diesel::update(clocks::table.find(id)).set(clocks::warned_at.eq(act.now.naive_utc())).execute(act.conn)?;
    Ok(Some((incident, kind, due_at)))
}

fn unalerted(conn: &mut AnyConnection) -> Result<Vec<Incident>> {
    let rows = incident::unresolved(conn, None)?;
    Ok(rows.into_iter().filter(|row| row.duty_alerted_at.is_none()).collect())
}

/// When an incident without a bulletin next wakes the duty list.
pub(crate) fn next_due(conn: &mut AnyConnection, waits: TimeDelta) -> Result<Option<DateTime<Utc>>> {
    let earliest: Option<NaiveDateTime> = incidents::table
        .filter(incidents::state.eq(IncidentState::Open.as_str()))
        .filter(incidents::duty_alerted_at.is_null())
        .filter(incidents::decided_effect.ne(Effect::None.as_str()))
        .select(diesel::dsl::min(incidents::decided_at))
        .first(conn)?;
    Ok(earliest.map(|at| at.and_utc() + waits))
}

/// To each line of the desk's duty list: an address with `@` by mail, a number by text message.
fn send(act: &mut Act<'_>, row: &Incident, alert: &DutyAlert) -> Result<()> {
    let desk = organisation::find(act.conn, &Viewer::System, OrganisationId(row.desk_id))?;
    let lines: Vec<&str> = desk.duty_contacts.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let kind = MessageKind::DutyAlert;
    let (sms, mail) = act.core.renderer.duty_alert(alert, Language::Fi)?;
    let new = NewMessage {
        kind,
        about: About { incident: Some(row.key()), ..About::default() },
        sequence: 1,
        facts: json!({}),
        actor: act.viewer.actor(),
        texts: vec![Text {
            language: Language::Fi,
            subject: mail.subject,
            body: mail.text,
            html: Some(mail.html),
            sms: Some(sms.text),
            page: String::new(),
            citizen: String::new(),
        }],
        attachments: Vec::new(),
    };
    let id = message::insert(act.conn, act.now, &new)?;
    for line in lines {
        let channel = if line.contains('@') { Channel::Email } else { Channel::Sms };
        delivery::insert_single(act.conn, act.now, id, kind, Some(row.id), channel, line, Language::Fi)?;
    }
    Ok(())
}
