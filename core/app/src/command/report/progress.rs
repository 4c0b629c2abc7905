//! Mail to the person who reported, on every step that concerns her and at the promised interval with the estimate, until it is over,
//! also when no bulletin is ever published (source 003, 4.1).
//!
//! Guarantee: while an incident is open, everybody who left an address is promised a next word, and it comes.
//! Non-goal: bulletins to the staff. While they run, their promise is hers, too.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::{MessageId, OrganisationId};
use majakka_domain::terms::{Criticality, Effect, IncidentState, MessageKind};

use crate::app::Tx;
use crate::command::letter::{self, Letter};
use crate::command::organisation::contact_line;
use crate::follow_link;
use majakka_messages::message::{AffectedService, Progress, ProgressStep};
use majakka_store::error::Result;
use majakka_store::incident::{Incident, change};
use majakka_store::message::About;
use majakka_store::report::Report;
use majakka_store::viewer::Viewer;
use majakka_store::{delivery, incident, organisation, report as reports};

/// The desk has it; and whether others have the same trouble.
pub(crate) fn received(tx: &mut Tx<'_>, report: &Report) -> Result<()> {
    let row = report.incident_id.map(|id| incident::find(tx.conn, &Viewer::System, id)).transpose()?;
    let step = match &row {
        // The one that opened the incident is not told that it joined one.
        Some(row) if row.opened_at != report.received_at => ProgressStep::Linked { incident: row.reference.clone() },
        _ => ProgressStep::Received,
    };
    let next = match &row {
        Some(row) => promised(tx, row, told_as(report))?,
        None => None,
    };
    tell(tx, std::slice::from_ref(report), &step, &Texts::default(), next)
}

/// It belongs to this incident now.
pub(crate) fn linked(tx: &mut Tx<'_>, reports: &[Report], row: &Incident) -> Result<()> {
    let reports: Vec<Report> = reports.iter().filter(|report| report.reporter_email.is_some()).cloned().collect();
    let Some(first) = reports.first() else { return Ok(()) };
    let next = promised(tx, row, told_as(first))?;
    tell(tx, &reports, &ProgressStep::Linked { incident: row.reference.clone() }, &Texts::default(), next)
}

/// Somebody works on it: to everybody who reported, with the estimate and the next promise.
pub(crate) fn investigated(tx: &mut Tx<'_>, row: &Incident, as_bad: (Criticality, Effect)) -> Result<()> {
    let chosen = reports::with_address(tx.conn, row.id)?;
    let next = if chosen.is_empty() { None } else { promise_anew(tx, row, as_bad)? };
    let step = ProgressStep::Investigated { estimate: row.estimate_at.filter(|at| *at > tx.now) };
    tell(tx, &chosen, &step, &Texts::default(), next)
}

/// A bulletin went out: to everybody who reported and does not get it herself.
pub(crate) fn bulletin(
    tx: &mut Tx<'_>,
    row: &Incident,
    message: MessageId,
    estimate: Option<DateTime<Utc>>,
    next: Option<DateTime<Utc>>,
) -> Result<()> {
    change::promise_reporters(tx.conn, row.id, None)?;
    let mut chosen = reports::with_address(tx.conn, row.id)?;
    if chosen.is_empty() {
        return Ok(());
    }
    let gets_it: BTreeSet<String> = delivery::mailboxes_of(tx.conn, message)?;
    chosen.retain(|report| report.reporter_email.as_ref().is_some_and(|mail| !gets_it.contains(&mail.to_lowercase())));
    tell(tx, &chosen, &ProgressStep::Told { estimate }, &Texts::default(), next)
}

/// Keeps the promise that is due, if one is: nothing new is a word, too.
pub(crate) fn one_due(tx: &mut Tx<'_>) -> Result<bool> {
    let Some((id, at)) = change::first_promise_to_reporters(tx.conn)? else { return Ok(false) };
    if at > tx.now {
        return Ok(false);
    }
    let row = incident::find(tx.conn, &Viewer::System, id)?;
    change::promise_reporters(tx.conn, id, None)?;
    let case = tx.case(row)?;
    investigated(tx, &case.row, (case.decided.criticality, case.decided.effect))?;
    Ok(true)
}

/// How bad a report says it is, as long as nobody has judged.
fn told_as(report: &Report) -> (Criticality, Effect) {
    let criticality = if report.safety_risk { Criticality::Critical } else { Criticality::Minor };
    (criticality, report.effect)
}

/// Until when more is heard: what was promised before, else a promise of now.
fn promised(tx: &mut Tx<'_>, row: &Incident, as_bad: (Criticality, Effect)) -> Result<Option<DateTime<Utc>>> {
    match row.state {
        IncidentState::Open if row.reporters_due_at.is_none_or(|at| at <= tx.now) => {
            let decided = row.decided().map(|decided| (decided.criticality, decided.effect));
            promise_anew(tx, row, decided.unwrap_or(as_bad))
        }
        IncidentState::Open => Ok(row.reporters_due_at),
        _ => Ok(row.next_update_at),
    }
}

/// Promises the next word by the cadence. While bulletins run, theirs holds.
pub(crate) fn promise_anew(
    tx: &mut Tx<'_>,
    row: &Incident,
    (criticality, effect): (Criticality, Effect),
) -> Result<Option<DateTime<Utc>>> {
    if row.state != IncidentState::Open {
        return Ok(row.next_update_at);
    }
    let next = tx.now + tx.app.settings.cadence.interval(criticality, effect);
    change::promise_reporters(tx.conn, row.id, Some(next))?;
    Ok(Some(next))
}

/// One step, and if the desk likes one text, to each of these reporters who left an address. `next`: until when they hear more.
pub(crate) fn tell(
    tx: &mut Tx<'_>,
    reports: &[Report],
    step: &ProgressStep,
    note: &Texts,
    next: Option<DateTime<Utc>>,
) -> Result<()> {
    let mut helpdesks: BTreeMap<OrganisationId, Texts> = BTreeMap::new();
    for report in reports {
        let Some(address) = &report.reporter_email else { continue };
        let language = report.language;
        let functions = std::slice::from_ref(&report.function);
        let Some(service) = AffectedService::find(&tx.app.catalogue, &report.service, functions) else { continue };
        let helpdesk = match helpdesks.entry(report.organisation_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let owner = organisation::find(tx.conn, &Viewer::System, report.organisation_id)?;
                new.insert(contact_line(tx.app, tx.conn, &owner)?)
            }
        };
        let mail = tx.app.renderer.progress(
            &Progress {
                reference: report.reference.clone(),
                service,
                step: step.clone(),
                note: note.clone(),
                next,
                follow_url: format!(
                    "{}/follow/{}",
                    tx.app.settings.public_url(),
                    follow_link::sign(&tx.app.vault, report.id)
                ),
                helpdesk: helpdesk.get(language).to_owned(),
                now: tx.now,
            },
            language,
        )?;
        let about = About { report: Some(report.id), ..About::default() };
        let kind = MessageKind::Progress;
        letter::post(tx, Letter { kind, about, to: address, language, mail, attachments: Vec::new() })?;
    }
    Ok(())
}
