//! A person decides where the cause lies (source 003, 4.2).

use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::tasks::{Done, opened_by_triage};
use majakka_domain::terms::{Criticality, Effect, EscalationTarget, Extent, Language, Origin};
use majakka_domain::timeline::TimelineEvent;
use majakka_domain::triage::{Decided, duty};

use super::case::Case;
use super::explain;
use crate::app::Tx;
use crate::command::field::{LONGEST_NOTE, Problems, redacted};
use crate::command::report::progress;
use majakka_store::error::Result;
use majakka_store::incident::change;
use majakka_store::viewer::Viewer;
use majakka_store::{counter, decision, escalation, task};

/// A decision. What it does not name is taken from the proposal of this moment.
#[derive(Debug, Clone)]
pub struct Triage {
    /// On which incident.
    pub incident: IncidentId,
    /// The version that the person looked at.
    pub seen: Option<i64>,
    /// Where the cause lies.
    pub origin: Origin,
    /// Why.
    pub reason: String,
    /// How bad.
    pub effect: Option<Effect>,
    /// How far.
    pub extent: Option<Extent>,
    /// How critical.
    pub criticality: Option<Criticality>,
}

/// Writes a decision and opens the tasks that follow from it.
///
/// # Errors
/// `forbidden`, `validation`, `stale`.
pub fn triage(tx: &mut Tx<'_>, decision: &Triage) -> Result<()> {
    tx.viewer.require(Permission::Triage)?;
    let mut problems = Problems::default();
    problems.need("reason", &decision.reason);
    problems.at_most("reason", &decision.reason, LONGEST_NOTE);
    problems.refuse()?;
    let row = tx.incident(decision.incident, decision.seen)?;
    row.standing().triage()?;
    let case = tx.case(row)?;
    let decided = Decided {
        origin: decision.origin,
        effect: decision.effect.unwrap_or(case.suggestion.effect),
        extent: decision.extent.unwrap_or(case.suggestion.extent),
        criticality: decision.criticality.unwrap_or(case.suggestion.criticality),
    };
    decide(tx, &case, decided, &redacted(&decision.reason))
}

/// Follows the proposal of this moment: its reasons, in the language of who follows it, are the reason.
///
/// # Errors
/// `forbidden`, `stale`; `validation` while the evidence does not say where the cause lies.
pub fn accept(tx: &mut Tx<'_>, incident: IncidentId, seen: Option<i64>) -> Result<()> {
    tx.viewer.require(Permission::Triage)?;
    let row = tx.incident(incident, seen)?;
    row.standing().triage()?;
    let case = tx.case(row)?;
    if case.suggestion.origin == Origin::Undetermined {
        return Err(Refusal::field("origin", "nothing_proposed").into());
    }
    let language = match tx.viewer {
        Viewer::Person(person) => person.language,
        _ => Language::Fi,
    };
    let mut reason = String::new();
    for found in &case.suggestion.reasons {
        let sentence = explain::sentence(&tx.app.renderer, &tx.app.catalogue, language, found)?;
        if reason.chars().count() + sentence.chars().count() < LONGEST_NOTE {
            reason = format!("{reason} {sentence}").trim_start().to_owned();
        }
    }
    decide(tx, &case, case.suggestion.as_decided(), &redacted(&reason))
}

fn decide(tx: &mut Tx<'_>, case: &Case<'_>, decided: Decided, reason: &str) -> Result<()> {
    let graver = decided.criticality == Criticality::Critical && case.decided.criticality != Criticality::Critical;
    change::decide(tx.conn, tx.now, case.row.id, decided, reason, graver)?;
    let duty = duty(&case.evidence, decided);
    let written = decision::Decision {
        proposed: case.suggestion.origin,
        confidence: case.suggestion.confidence,
        proposed_report: case.suggestion.kela_report,
        decided: decided.origin,
        decided_report: duty.report,
        reason,
    };
    let actor = tx.viewer.actor();
    decision::add(tx.conn, tx.now, case.row.id, &written, &actor)?;
    for name in opened_by_triage(decided, &duty, done(tx, case.row.id, case)?) {
        task::owe(tx.conn, tx.now, case.row.id, name)?;
    }
    let Decided { origin, effect, extent, criticality } = decided;
    let proposed = case.suggestion.origin;
    if case.row.decided_origin != Some(origin) {
        progress::investigated(tx, &case.row, (criticality, effect))?;
    }
    let reason = reason.to_owned();
    tx.note(&case.row, &TimelineEvent::Triaged { origin, effect, extent, criticality, reason, proposed })?;
    counter::bump_page(tx.conn)
}

fn done(tx: &mut Tx<'_>, incident: IncidentId, case: &Case<'_>) -> Result<Done> {
    let escalated = escalation::of_incident(tx.conn, incident)?;
    let to = |target: EscalationTarget| escalated.iter().any(|e| e.target == target);
    Ok(Done {
        form_accepted: case.row.form_accepted_at.is_some() || to(EscalationTarget::Kela),
        call_reached: case.row.call_reached_at.is_some(),
        vendor_contacted: to(EscalationTarget::Vendor),
        operator_contacted: to(EscalationTarget::Operator),
    })
}
