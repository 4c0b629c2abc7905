//! A house answers for its own register in an incident that another desk works on: was it a breach there, and was that reported
//! (GDPR, article 33: the duty is each controller's).
//!
//! Guarantee: only the house's own data protection officer, and only where the house reported; what the desk answers and its clocks
//! stay as they are. The 72 hours run from the house's first report that told of a risk, for then its people knew.
//! Non-goal: the desk's own questions; see [`super::answer`].

use chrono::{DateTime, Utc};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::statutory;
use majakka_domain::terms::{ClockKind, ClockOutcome, Question, YesNo};
use majakka_domain::timeline::TimelineEvent;

use super::answer::{outcome, reasoned};
use crate::app::Tx;
use majakka_store::answer::Answer;
use majakka_store::error::{Error, Result};
use majakka_store::incident::Incident;
use majakka_store::statutory_clock::{Ending, Whose};
use majakka_store::viewer::Viewer;
use majakka_store::{answer, incident, organisation, report, statutory_clock};

/// Says whether it is a breach in the house's own register, and why.
///
/// # Errors
/// `forbidden`; `validation` without a reason; [`Error::NotFound`] where the house reported nothing at another desk.
pub fn answer(tx: &mut Tx<'_>, house: OrganisationId, incident: IncidentId, value: YesNo, reason: &str) -> Result<()> {
    let row = reported_by(tx, house, incident)?;
    let reason = reasoned(reason)?;
    let (actor, whose) = (tx.viewer.actor(), Whose::House(house));
    let kind = ClockKind::Gdpr33;
    match value {
        YesNo::Yes => {
            let clocks = statutory_clock::of_whom(tx.conn, incident, whose)?;
            // A later "yes" does not move a clock that runs.
            if clocks.iter().all(|clock| clock.ended_at.is_some()) {
                let since = known_since(tx, house, incident)?;
                let due = statutory::due(&tx.app.catalogue, kind, since);
                statutory_clock::start(tx.conn, since, due, incident, whose, kind)?;
            }
        }
        YesNo::No => {
            let ending = Ending { outcome: ClockOutcome::NotRequired, reason: &reason, by: &actor };
            statutory_clock::end(tx.conn, tx.now, incident, whose, kind, ending)?;
        }
    }
    let written = Answer { question: Question::DataBreach, value, reason: reason.clone(), actor, at: tx.now };
    answer::add(tx.conn, incident, whose, &written)?;
    let house = organisation::find(tx.conn, &Viewer::System, house)?.name;
    tx.note(&row, &TimelineEvent::HouseAnswered { house, value, reason })
}

/// Says that the house's report to the ombudsman was sent, or why none was required.
///
/// # Errors
/// As [`answer()`]; `validation` also when no such clock runs.
pub fn end_clock(tx: &mut Tx<'_>, house: OrganisationId, incident: IncidentId, sent: bool, reason: &str) -> Result<()> {
    let row = reported_by(tx, house, incident)?;
    let (outcome, reason) = outcome(sent, reason)?;
    let ending = Ending { outcome, reason: &reason, by: &tx.viewer.actor() };
    if statutory_clock::end(tx.conn, tx.now, incident, Whose::House(house), ClockKind::Gdpr33, ending)? == 0 {
        return Err(Refusal::field("clock", "not_open").into());
    }
    let house = organisation::find(tx.conn, &Viewer::System, house)?.name;
    tx.note(&row, &TimelineEvent::HouseClockEnded { house, outcome, reason })
}

/// The incident, for who answers for the house.
fn reported_by(tx: &mut Tx<'_>, house: OrganisationId, incident: IncidentId) -> Result<Incident> {
    tx.viewer.require(Permission::Answer(Question::DataBreach))?;
    if let Viewer::Person(person) = tx.viewer
        && person.organisation != house
    {
        return Err(Refusal::Forbidden.into());
    }
    let row = incident::find(tx.conn, tx.viewer, incident)?;
    report::newest_elsewhere(tx.conn, house, incident)?.ok_or(Error::NotFound("incident"))?;
    Ok(row)
}

fn known_since(tx: &mut Tx<'_>, house: OrganisationId, incident: IncidentId) -> Result<DateTime<Utc>> {
    Ok(report::risks_first_told(tx.conn, house, &[incident])?.remove(&incident).unwrap_or(tx.now))
}
