//! Bulletins: composed from the facts, previewed, and published with their deliveries in one transaction.
//!
//! Guarantee: one function publishes (`send`); whoever was told the first is told the last (docs/ARCHITECTURE.md, The outbox); an open series
//! always has a promised next word.
//! Non-goal: deciding when; that is `schedule` and the writer.

mod affected;
mod alarm;
mod compose;
mod send;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use majakka_domain::bounds::TimeOf;
use majakka_domain::catalogue::{Circumstances, SystemFlag, Texts};
use majakka_domain::id::{IncidentId, MessageId, OrganisationId};
use majakka_domain::rights::Permission;
use majakka_domain::tasks::opened_by_resolve;
use majakka_domain::terms::{Language, MessageKind};
use majakka_domain::timeline::TimelineEvent;

pub use majakka_domain::bulletin::{Withdrawn, Wording, in_finnish};

pub use affected::{affected, affected_in_detail};
pub(crate) use alarm::alarm;
pub(crate) use compose::as_refusal;
use compose::{named, previous};
pub(crate) use send::stored;
use send::{preview, send};

use crate::app::Tx;
use crate::command::field::{LONGEST_NOTE, Problems};
use crate::command::incident::case::Case;
use crate::command::report::progress;
use majakka_messages::message::{BulletinTexts, ProgressStep};
use majakka_store::error::Result;
use majakka_store::incident::change;
use majakka_store::recipients::Recipient;
use majakka_store::{counter, incident, message, organisation, report, task};

/// A bulletin to be written.
#[derive(Debug, Clone)]
pub struct Write {
    /// On which incident.
    pub incident: IncidentId,
    /// The version that the writer looked at.
    pub seen: Option<i64>,
    /// What it says.
    pub wording: Wording,
    /// When it is thought to be over.
    pub eta: Option<DateTime<Utc>>,
    /// The promised next word; none: by the cadence.
    pub next_update: Option<DateTime<Utc>>,
    /// Systems hit as a whole; those that a bulletin before named stay.
    pub services: Vec<String>,
    /// The audience, if the writer of the first bulletin names it; of a later one, who is to be told as well.
    pub organisations: Option<Vec<OrganisationId>>,
    /// Does what is left empty of works and instructions stay as the bulletin before said it? Not when the writer had it before her
    /// and emptied it.
    pub keeps: bool,
}

impl Write {
    /// A bulletin of which only its words are said: everything else goes by the incident and the cadence.
    pub fn new(incident: IncidentId, wording: Wording) -> Self {
        Write {
            incident,
            seen: None,
            wording,
            eta: None,
            next_update: None,
            services: Vec::new(),
            organisations: None,
            keeps: true,
        }
    }
}

/// A withdrawal: what was said was not so.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// On which incident.
    pub incident: IncidentId,
    /// The version that the writer looked at.
    pub seen: Option<i64>,
    /// How much is taken back.
    pub which: Withdrawn,
    /// Why.
    pub why: Texts,
    /// Send the text message although it needs more than one.
    pub insist: bool,
}

/// The end of an incident.
#[derive(Debug, Clone)]
pub struct Resolve {
    /// Which.
    pub incident: IncidentId,
    /// The version that the writer looked at.
    pub seen: Option<i64>,
    /// Since when it is over.
    pub ended_at: DateTime<Utc>,
    /// Why it happened.
    pub cause: Texts,
    /// Send the text message although it needs more than one.
    pub insist: bool,
}

/// What a preview shows: every language, every text message with its septets, the exact recipients.
pub struct Preview {
    /// The texts.
    pub texts: BulletinTexts,
    /// Who gets it.
    pub recipients: Vec<Recipient>,
    /// The promised next word.
    pub next_update: Option<DateTime<Utc>>,
}

/// The first bulletin.
///
/// # Errors
/// `forbidden`, `validation`, `stale`.
pub fn publish(tx: &mut Tx<'_>, write: &Write) -> Result<MessageId> {
    let case = check_first(tx, write)?;
    let draft = prepare_first(tx, &case, write)?;
    send(tx, &case, MessageKind::First, &draft)
}

/// What the first bulletin would be. Leaves no trace: the caller rolls back.
///
/// # Errors
/// As [`publish`].
pub fn preview_first(tx: &mut Tx<'_>, write: &Write) -> Result<Preview> {
    let case = check_first(tx, write)?;
    let draft = prepare_first(tx, &case, write)?;
    preview(tx, &case, MessageKind::First, &draft)
}

/// A further bulletin: `update` or `correction`.
///
/// # Errors
/// `forbidden`, `validation`, `stale`.
pub fn update(tx: &mut Tx<'_>, kind: MessageKind, write: &Write) -> Result<MessageId> {
    let (case, draft) = check_further(tx, write)?;
    widen(tx, &case, write)?;
    send(tx, &case, kind, &draft)
}

/// What a further bulletin would be.
///
/// # Errors
/// As [`update`].
pub fn preview_update(tx: &mut Tx<'_>, kind: MessageKind, write: &Write) -> Result<Preview> {
    let (case, draft) = check_further(tx, write)?;
    widen(tx, &case, write)?;
    preview(tx, &case, kind, &draft)
}

/// Takes back what was said. When nothing is left that holds, nobody was told of the incident, nothing is promised, and its end
/// needs no bulletin: the withdrawal was the last word.
///
/// # Errors
/// `forbidden`, `validation`, `stale`.
pub fn withdraw(tx: &mut Tx<'_>, withdraw: &Withdraw) -> Result<MessageId> {
    let (case, draft) = check_withdrawal(tx, withdraw)?;
    let message = send(tx, &case, MessageKind::Withdrawal, &draft)?;
    if draft.next_update.is_none() {
        change::withdrawn(tx.conn, tx.now, case.row.id)?;
        // No bulletin runs any more: those who reported are promised a word by itself again.
        let row = incident::find(tx.conn, tx.viewer, case.row.id)?;
        progress::promise_anew(tx, &row, (case.decided.criticality, case.decided.effect))?;
    }
    Ok(message)
}

/// What the withdrawal would be.
///
/// # Errors
/// As [`withdraw`].
pub fn preview_withdrawal(tx: &mut Tx<'_>, withdraw: &Withdraw) -> Result<Preview> {
    let (case, draft) = check_withdrawal(tx, withdraw)?;
    preview(tx, &case, MessageKind::Withdrawal, &draft)
}

/// The end. With a final bulletin if there was one before.
///
/// # Errors
/// `forbidden`, `validation`, `stale`.
pub fn resolve(tx: &mut Tx<'_>, end: &Resolve) -> Result<()> {
    let (case, draft) = check_end(tx, end)?;
    if case.row.first_bulletin_at.is_some() {
        send(tx, &case, MessageKind::Resolved, &draft)?;
    }
    let ended_at = end.since(&case);
    change::resolve(tx.conn, tx.now, case.row.id, ended_at, &end.cause.fi)?;
    for name in opened_by_resolve(&case.evidence) {
        task::owe(tx.conn, tx.now, case.row.id, name)?;
    }
    let reports = report::with_address(tx.conn, case.row.id)?;
    let step = ProgressStep::Resolved { ended: ended_at, cause: end.cause.clone() };
    progress::tell(tx, &reports, &step, &Texts::default(), None)?;
    tx.note(&case.row, &TimelineEvent::Resolved { ended_at, cause: end.cause.fi.clone() })?;
    counter::bump_page(tx.conn)
}

/// What the final bulletin would be.
///
/// # Errors
/// As [`resolve`].
pub fn preview_resolve(tx: &mut Tx<'_>, end: &Resolve) -> Result<Preview> {
    let (case, draft) = check_end(tx, end)?;
    preview(tx, &case, MessageKind::Resolved, &draft)
}

/// "Nothing new", because somebody looked and says so; the next word is promised anew.
///
/// # Errors
/// `forbidden`, `stale`, and where no bulletin runs.
pub fn unchanged(tx: &mut Tx<'_>, incident: IncidentId, seen: Option<i64>) -> Result<MessageId> {
    tx.viewer.require(Permission::Publish)?;
    let row = tx.incident(incident, seen)?;
    row.standing().update()?;
    nochange(tx, row)
}

/// "Nothing new", by itself, when the promise has passed (docs/ARCHITECTURE.md, The clock's part).
pub(crate) fn nochange(tx: &mut Tx<'_>, row: incident::Incident) -> Result<MessageId> {
    let case = tx.case(row)?;
    let before = previous(tx, case.row.id)?;
    let wording = Wording { insist: true, changed: Texts::default(), ..before.wording };
    let next = promised(tx, &case, None);
    let draft = Draft { wording, eta: before.eta, next_update: Some(next), ..Draft::default() };
    send(tx, &case, MessageKind::Nochange, &draft)
}

/// What one bulletin says beyond what the incident says.
#[derive(Debug, Clone, Default)]
struct Draft {
    wording: Wording,
    eta: Option<DateTime<Utc>>,
    next_update: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
    cause: Texts,
    withdraws: Vec<i32>,
}

fn check_wording(tx: &Tx<'_>, write: &Write, problems: &mut Problems) {
    let wording = &write.wording;
    problems.need("impact", &wording.impact.fi);
    let texts = [
        ("impact", &wording.impact),
        ("changed", &wording.changed),
        ("works", &wording.works),
        ("instructions", &wording.instructions),
        ("citizen_instructions", &wording.citizen_instructions),
    ];
    for (field, texts) in texts {
        for language in Language::ALL {
            problems.no_hetu(field, texts.get(*language));
            problems.at_most(field, texts.get(*language), 1_000);
        }
    }
    for language in Language::ALL {
        // One that is spread over the fields stands in the bulletin as a whole.
        let whole: Vec<&str> = texts.iter().map(|(_, texts)| texts.get(*language)).collect();
        problems.no_hetu("impact", &whole.join("\n"));
    }
    if let Some(next) = write.next_update {
        problems.time(TimeOf::Promise, "next_update", next, tx.now);
    }
    if let Some(eta) = write.eta {
        problems.time(TimeOf::Estimate, "eta", eta, tx.now);
    }
}

/// Are the systems and organisations known that the writer names?
fn check_named(tx: &mut Tx<'_>, write: &Write, problems: &mut Problems) {
    if write.services.iter().any(|service| tx.app.catalogue.system(service).is_none()) {
        problems.add("services", "unknown");
    }
    for organisation in write.organisations.iter().flatten() {
        if organisation::find(tx.conn, tx.viewer, *organisation).is_err() {
            problems.add("organisations", "unknown");
        }
    }
}

fn check_first<'a>(tx: &mut Tx<'a>, write: &Write) -> Result<Case<'a>> {
    tx.viewer.require(Permission::Publish)?;
    let row = tx.incident(write.incident, write.seen)?;
    let mut problems = Problems::default();
    check_wording(tx, write, &mut problems);
    check_named(tx, write, &mut problems);
    if write.organisations.as_ref().is_some_and(Vec::is_empty) {
        problems.add("organisations", "missing");
    }
    problems.refuse()?;
    row.standing().publish()?;
    tx.case(row)
}

/// Writes down what the bulletin says is hit and whom it is for, so that every later one goes by it.
fn prepare_first(tx: &mut Tx<'_>, case: &Case<'_>, write: &Write) -> Result<Draft> {
    let id = case.row.id;
    if case.row.withdrawn_at.is_some() {
        incident::unname(tx.conn, id)?;
    }
    widen(tx, case, write)?;
    change::name_audience(tx.conn, id, write.organisations.is_some())?;
    Ok(Draft {
        wording: write.wording.clone(),
        eta: write.eta,
        next_update: Some(promised(tx, case, write.next_update)),
        ..Draft::default()
    })
}

/// Adds the systems and organisations that a bulletin names to those that were named before it. Nothing is taken away: whoever was
/// told goes on being told.
fn widen(tx: &mut Tx<'_>, case: &Case<'_>, write: &Write) -> Result<()> {
    let id = case.row.id;
    let named: BTreeSet<&str> = write.services.iter().map(String::as_str).collect();
    for service in &named {
        incident::add_service(tx.conn, id, service, true)?;
    }
    for hit in hit_through(tx, case, &named) {
        incident::add_service(tx.conn, id, &hit, false)?;
    }
    let known = incident::named_organisations(tx.conn, id)?;
    let asked: BTreeSet<OrganisationId> = write.organisations.iter().flatten().copied().collect();
    for organisation in asked.difference(&known) {
        incident::add_organisation(tx.conn, id, *organisation)?;
    }
    Ok(())
}

/// Systems that an edge of a named one hits, the named ones left out.
fn hit_through(tx: &Tx<'_>, case: &Case<'_>, named: &BTreeSet<&str>) -> BTreeSet<String> {
    let out = case.evidence.identification_is_out() || tx.app.catalogue.any_is(named, SystemFlag::Identification);
    let circumstances = Circumstances::of_everybody(out);
    named
        .iter()
        .flat_map(|service| tx.app.catalogue.edges_of(service))
        .filter(|edge| edge.holds(circumstances))
        .map(|edge| edge.hits.clone())
        .filter(|hit| !named.contains(hit.as_str()))
        .collect()
}

fn check_further<'a>(tx: &mut Tx<'a>, write: &Write) -> Result<(Case<'a>, Draft)> {
    tx.viewer.require(Permission::Publish)?;
    let row = tx.incident(write.incident, write.seen)?;
    let mut problems = Problems::default();
    check_wording(tx, write, &mut problems);
    check_named(tx, write, &mut problems);
    problems.refuse()?;
    row.standing().update()?;
    let case = tx.case(row)?;
    let next = promised(tx, &case, write.next_update);
    let before = previous(tx, case.row.id)?.wording;
    let or = |new: &Texts, old: Texts| if write.keeps && new.fi.trim().is_empty() { old } else { new.clone() };
    let wording = Wording {
        works: or(&write.wording.works, before.works),
        instructions: or(&write.wording.instructions, before.instructions),
        citizen_instructions: or(&write.wording.citizen_instructions, before.citizen_instructions),
        ..write.wording.clone()
    };
    Ok((case, Draft { wording, eta: write.eta, next_update: Some(next), ..Draft::default() }))
}

impl Resolve {
    /// Since when it is over: not before it began, in the minute of whose beginning it may have ended.
    fn since(&self, case: &Case<'_>) -> DateTime<Utc> {
        self.ended_at.max(case.began())
    }
}

fn check_end<'a>(tx: &mut Tx<'a>, end: &Resolve) -> Result<(Case<'a>, Draft)> {
    tx.viewer.require(Permission::Publish)?;
    let row = tx.incident(end.incident, end.seen)?;
    let case = tx.case(row)?;
    let mut problems = Problems::default();
    problems.need("cause", &end.cause.fi);
    for language in Language::ALL {
        problems.no_hetu("cause", end.cause.get(*language));
        problems.at_most("cause", end.cause.get(*language), LONGEST_NOTE);
    }
    problems.time(TimeOf::End(case.began()), "ended_at", end.ended_at, tx.now);
    problems.refuse()?;
    case.row.standing().resolve()?;
    let before = previous(tx, case.row.id)?;
    let impact = named(tx, case.row.id)?;
    let wording = Wording { impact, insist: end.insist, changed: Texts::default(), ..before.wording };
    let draft = Draft { wording, ended: Some(end.since(&case)), cause: end.cause.clone(), ..Draft::default() };
    Ok((case, draft))
}

/// A promise that still runs is kept while something holds.
fn check_withdrawal<'a>(tx: &mut Tx<'a>, withdraw: &Withdraw) -> Result<(Case<'a>, Draft)> {
    tx.viewer.require(Permission::Publish)?;
    let row = tx.incident(withdraw.incident, withdraw.seen)?;
    let mut problems = Problems::default();
    problems.need("why", &withdraw.why.fi);
    for language in Language::ALL {
        problems.no_hetu("why", withdraw.why.get(*language));
        problems.at_most("why", withdraw.why.get(*language), LONGEST_NOTE);
    }
    problems.refuse()?;
    row.standing().update()?;
    let case = tx.case(row)?;
    let said = message::bulletins(tx.conn, &[case.row.id])?;
    let gone = message::withdrawn(&said)?;
    let series: Vec<_> =
        said.iter().filter(|row| !gone.contains(&row.sequence)).map(|row| (row.sequence, row.kind)).collect();
    let withdraws = withdraw.which.sequences(&series);
    let kept = case.row.next_update_at.filter(|at| *at > tx.now);
    let holds = series.iter().any(|(sequence, kind)| kind.claims() && !withdraws.contains(sequence));
    let next_update = holds.then(|| promised(tx, &case, kept));
    let wording = Wording { impact: withdraw.why.clone(), insist: withdraw.insist, ..Wording::default() };
    Ok((case, Draft { wording, next_update, withdraws, ..Draft::default() }))
}

fn promised(tx: &Tx<'_>, case: &Case<'_>, said: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let cadence = &tx.app.settings.cadence;
    said.unwrap_or_else(|| tx.now + cadence.interval(case.decided.criticality, case.decided.effect))
}
