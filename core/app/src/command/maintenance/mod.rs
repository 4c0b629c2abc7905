//! Own planned breaks: told in advance, at their start and end, when they move and when they are off.
//!
//! A break that comes again is a series ([`break_series`]); each of its breaks is one like any other, and can be
//! moved or called off alone.

pub(super) mod announced_break;
pub mod break_series;
pub mod overrun;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::bounds::TimeOf;
use majakka_domain::catalogue::Texts;
use majakka_domain::format::hetu;
use majakka_domain::id::{MessageId, OrganisationId};
use majakka_domain::recurrence::{Recurrence, RecurrenceProblem};
use majakka_domain::refusal::{Fact, FieldProblem, Refusal};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Effect, Language, MessageKind};
use majakka_domain::text;
use serde_json::json;

use super::bulletin::{as_refusal, stored};
use super::field::Problems;
use super::organisation::contact_line;
use crate::app::Tx;
use crate::break_event;
use majakka_messages::calendar;
use majakka_messages::message::{AffectedService, Bulletin, Instructions, Window};
use majakka_store as store;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::maintenance::{self, Maintenance, NewMaintenance};
use majakka_store::message::{self, About, Attachment, NewMessage};
use majakka_store::recipients::{self, Audience};
use majakka_store::viewer::Viewer;
use majakka_store::{counter, organisation};

/// Most services that one break names.
const MOST_SERVICES: usize = 50;

/// A break to be planned.
#[derive(Debug, Clone)]
pub struct Plan {
    /// As people call it, unique.
    pub external_id: String,
    /// Services, catalogue ids; the first of them stands in text messages.
    pub services: Vec<String>,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// Planned end; none where it is not known. A break that comes again has one.
    pub ends_at: Option<DateTime<Utc>>,
    /// What it does, one line; Finnish is wanted, and stands where another language is empty.
    pub impact: Texts,
    /// Whom it concerns.
    pub organisations: Vec<OrganisationId>,
    /// On which pages it stands.
    pub shown: Shown,
    /// How it comes again, as a recurrence rule (RFC 5545); none for a break that does not.
    pub rule: Option<String>,
}

/// On which pages a break stands. It always stands on those of whom it concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shown {
    /// On the page of everybody when it concerns every organisation, and the planner may speak there.
    #[default]
    ByWhom,
    /// On the page of everybody ([`speaks_to_everybody`]).
    Everybody,
    /// On no other.
    Concerned,
}

impl Plan {
    /// What stands in titles, subjects and calendars has one line.
    fn in_lines(&self) -> Self {
        let impact =
            Texts { fi: text::line(&self.impact.fi), sv: text::line(&self.impact.sv), en: text::line(&self.impact.en) };
        Plan { external_id: text::line(&self.external_id), impact, ..self.clone() }
    }
}

/// Plans a break, or a series of them, and tells the first at once.
///
/// # Errors
/// `forbidden`, `validation`.
pub fn plan(tx: &mut Tx<'_>, plan: &Plan) -> Result<()> {
    tx.viewer.require(Permission::PlanMaintenance)?;
    let plan = &plan.in_lines();
    if let Some((rule, lasts)) = checked(tx, plan)? {
        return break_series::plan(tx, plan, &rule, lasts);
    }
    let desk = owner(tx)?;
    let new = NewMaintenance {
        external_id: plan.external_id.clone(),
        services: plan.services.clone(),
        impact: plan.impact.clone(),
        starts_at: plan.starts_at,
        ends_at: plan.ends_at,
        organisations: plan.organisations.iter().copied().collect(),
        series: None,
        for_everybody: is_for_everybody(tx, plan, desk)?,
        desk,
        announcement: None,
    };
    maintenance::insert(tx.conn, tx.now, &new)?;
    let row = maintenance::by_external_id(tx.conn, &plan.external_id)?;
    tell_in_advance(tx, &row)?;
    tx.audit(
        "maintenance.planned",
        &plan.external_id,
        &json!({ "starts": plan.starts_at, "ends": plan.ends_at }).to_string(),
    )
}

/// Every field of a plan; gives the rule, read, and how long each break takes, where there is one.
fn checked(tx: &mut Tx<'_>, plan: &Plan) -> Result<Option<(Recurrence, TimeDelta)>> {
    let mut problems = Problems::default();
    problems.need("id", &plan.external_id);
    if plan.external_id.contains('/') {
        // Breaks of a series are called after it and their day.
        problems.add("id", "wrong");
    }
    problems.at_most("id", &plan.external_id, 100);
    problems.need("impact", &plan.impact.fi);
    for language in Language::ALL {
        problems.no_hetu("impact", plan.impact.get(*language));
        problems.at_most("impact", plan.impact.get(*language), 300);
    }
    if hetu::contains(&plan.external_id) {
        problems.add("id", "hetu");
    }
    match plan.services.as_slice() {
        [] => problems.add("service", "missing"),
        named if named.iter().any(|id| tx.app.catalogue.system(id).is_none()) => problems.add("service", "unknown"),
        named if named.len() > MOST_SERVICES => problems.add("service", "too_many"),
        _ => {}
    }
    problems.time(TimeOf::BreakStart, "starts", plan.starts_at, tx.now);
    check_end(tx, plan.starts_at, plan.ends_at, &mut problems);
    if plan.organisations.is_empty() {
        problems.add("organisations", "missing");
    }
    for id in plan.organisations.iter().collect::<BTreeSet<_>>() {
        if organisation::find(tx.conn, tx.viewer, *id).is_err() {
            problems.add("organisations", "unknown");
        }
    }
    if maintenance::by_external_id(tx.conn, &plan.external_id).is_ok()
        || store::break_series::exists(tx.conn, &plan.external_id)?
    {
        problems.add("id", "taken");
    }
    let rule = match plan.rule.as_deref().map(|text| rule(text, plan)).transpose() {
        Ok(rule) => rule,
        Err(problem) => {
            problems.add("rule", problem.key());
            None
        }
    };
    if rule.is_some() && plan.starts_at <= tx.now {
        problems.note(FieldProblem::new("starts", "past").naming("at", Fact::Time(plan.starts_at)));
    }
    let lasts = plan.ends_at.map(|ends| ends - plan.starts_at);
    if rule.is_some() && lasts.is_none() {
        // The next one would come while this one still runs.
        problems.add("ends", "missing");
    }
    problems.refuse()?;
    Ok(rule.zip(lasts))
}

/// An end where one is known.
fn check_end(tx: &Tx<'_>, starts: DateTime<Utc>, ends: Option<DateTime<Utc>>, problems: &mut Problems) {
    if let Some(ends) = ends {
        problems.time(TimeOf::BreakEnd(starts), "ends", ends, tx.now);
    }
}

fn rule(text: &str, plan: &Plan) -> std::result::Result<Recurrence, RecurrenceProblem> {
    let rule = Recurrence::parse(text)?;
    if let Some(ends) = plan.ends_at.filter(|ends| plan.starts_at < *ends) {
        rule.check(plan.starts_at, ends - plan.starts_at)?;
    }
    Ok(rule)
}

/// Whose plan it becomes: the planner's desk's; the host's, where nobody in particular plans.
pub(super) fn owner(tx: &mut Tx<'_>) -> Result<Option<OrganisationId>> {
    match tx.viewer.desk() {
        Some(desk) => Ok(Some(desk)),
        None => store::installation::host(tx.conn),
    }
}

/// May a desk speak on the page of everybody? A host may, and a house that is alone in its installation.
///
/// # Errors
/// What the database says.
pub fn speaks_to_everybody(conn: &mut AnyConnection, desk: OrganisationId) -> Result<bool> {
    Ok(organisation::is_host(conn, desk)? || organisation::count(conn)? == 1)
}

/// Does it stand on the page of everybody?
pub(super) fn is_for_everybody(tx: &mut Tx<'_>, plan: &Plan, desk: Option<OrganisationId>) -> Result<bool> {
    let speaks = match desk {
        Some(desk) => speaks_to_everybody(tx.conn, desk)?,
        None => false,
    };
    match plan.shown {
        Shown::Everybody if !speaks => Err(Refusal::Forbidden.into()),
        Shown::Everybody => Ok(true),
        Shown::ByWhom if speaks => {
            let concerned: BTreeSet<_> = plan.organisations.iter().collect();
            Ok(i64::try_from(concerned.len()).unwrap_or(i64::MAX) >= organisation::count(tx.conn)?)
        }
        Shown::ByWhom | Shown::Concerned => Ok(false),
    }
}

fn planned(tx: &mut Tx<'_>, external_id: &str) -> Result<Maintenance> {
    tx.viewer.require(Permission::PlanMaintenance)?;
    let unknown = || Error::Refused(Refusal::field("id", "unknown"));
    let row = maintenance::for_change(tx.conn, tx.viewer, external_id).map_err(|cause| match cause {
        Error::NotFound(_) => unknown(),
        other => other,
    })?;
    if row.is_settled() {
        return Err(unknown());
    }
    match row.announcement_id {
        Some(_) => Err(Refusal::field("id", "announced").into()),
        None => Ok(row),
    }
}

/// Calls a break off.
///
/// # Errors
/// `forbidden`, `validation` for one that is not planned.
pub fn cancel(tx: &mut Tx<'_>, external_id: &str) -> Result<()> {
    let row = planned(tx, external_id)?;
    call_off(tx, &row, true)
}

/// Calls a break off; `aloud`: whom it concerns is told.
pub(super) fn call_off(tx: &mut Tx<'_>, row: &Maintenance, aloud: bool) -> Result<()> {
    maintenance::cancel(tx.conn, tx.now, row.id)?;
    if aloud {
        let row = maintenance::by_external_id(tx.conn, &row.external_id)?;
        tell(tx, &row, MessageKind::MaintCancelled, NoticeFacts::default())?;
    }
    counter::bump_page(tx.conn)?;
    tx.audit("maintenance.cancelled", &row.external_id, "")
}

/// A break that runs is over now, before its planned end or without any: whom it concerns is told.
///
/// # Errors
/// `forbidden`, `validation` for one that does not run.
pub fn end(tx: &mut Tx<'_>, external_id: &str) -> Result<()> {
    let row = planned(tx, external_id)?;
    if row.window().0 > tx.now {
        return Err(Refusal::field("id", "not_begun").into());
    }
    over(tx, &row)
}

/// It is over now.
pub(super) fn over(tx: &mut Tx<'_>, row: &Maintenance) -> Result<()> {
    maintenance::end(tx.conn, tx.now, row.id)?;
    let row = maintenance::by_id(tx.conn, row.id)?;
    tell(tx, &row, MessageKind::MaintEnd, NoticeFacts { ended: Some(tx.now), ..NoticeFacts::default() })?;
    tx.audit("maintenance.ended", &row.external_id, "")
}

/// Gives a break a new time; without an end, none is known. One that runs already can be given a new end.
///
/// # Errors
/// `forbidden`, `validation`.
pub fn reschedule(
    tx: &mut Tx<'_>,
    external_id: &str,
    starts: DateTime<Utc>,
    ends: Option<DateTime<Utc>>,
) -> Result<()> {
    let row = planned(tx, external_id)?;
    let mut problems = Problems::default();
    if row.window() == (starts, ends) {
        problems.add("starts", "same");
    }
    // One that runs already keeps its beginning, however long ago that was.
    if row.window().0 != starts {
        problems.time(TimeOf::BreakStart, "starts", starts, tx.now);
    }
    check_end(tx, starts, ends, &mut problems);
    if ends.is_none() && row.series_id.is_some() {
        problems.add("ends", "missing");
    }
    problems.refuse()?;
    moved(tx, &row, starts, ends)
}

/// It has a new time.
pub(super) fn moved(
    tx: &mut Tx<'_>,
    row: &Maintenance,
    starts: DateTime<Utc>,
    ends: Option<DateTime<Utc>>,
) -> Result<()> {
    let was = window(row);
    maintenance::reschedule(tx.conn, tx.now, row, starts, ends)?;
    let row = maintenance::by_id(tx.conn, row.id)?;
    tell(tx, &row, MessageKind::MaintMoved, NoticeFacts { moved_from: Some(was), ..NoticeFacts::default() })?;
    tx.audit("maintenance.moved", &row.external_id, &json!({ "starts": starts, "ends": ends }).to_string())
}

/// Tells that a break is to come.
pub(super) fn tell_in_advance(tx: &mut Tx<'_>, row: &Maintenance) -> Result<()> {
    maintenance::advance_told(tx.conn, tx.now, row.id)?;
    tell(tx, row, MessageKind::MaintAdvance, NoticeFacts::default())?;
    Ok(())
}

/// Tells what has come: the time of the notice in advance, the start, the end.
pub(crate) fn tell_due(tx: &mut Tx<'_>, row: &Maintenance, kind: MessageKind) -> Result<()> {
    match kind {
        MessageKind::MaintAdvance => maintenance::advance_told(tx.conn, tx.now, row.id)?,
        MessageKind::MaintStart => maintenance::start_told(tx.conn, tx.now, row.id)?,
        _ => maintenance::end_told(tx.conn, tx.now, row.id)?,
    }
    tell(tx, row, kind, NoticeFacts::default())?;
    tx.audit(&format!("maintenance.{kind}"), &row.external_id, "")
}

fn window(row: &Maintenance) -> Window {
    let (starts, ends) = row.window();
    Window { starts, ends }
}

/// What a notice tells beside the break as it is planned.
#[derive(Debug, Clone, Copy, Default)]
struct NoticeFacts {
    /// When it was to be before it was moved.
    moved_from: Option<Window>,
    /// When somebody said that it is over.
    ended: Option<DateTime<Utc>>,
}

fn tell(tx: &mut Tx<'_>, row: &Maintenance, kind: MessageKind, told: NoticeFacts) -> Result<MessageId> {
    let named = row.services();
    let find = |id: &String| AffectedService::find(&tx.app.catalogue, id, &[]);
    let services: Vec<AffectedService> = named.iter().filter_map(find).collect();
    let i18n = tx.app.renderer.i18n();
    let whom = |language| i18n.text(language, "whom-several", &[]);
    let bulletin = Bulletin {
        kind,
        reference: reference(row),
        sequence: u32::try_from(row.sequence).unwrap_or_default() + 1,
        instructions: Instructions::for_services(&tx.app.catalogue, &services, Effect::Prevents),
        services,
        impact: row.impact(),
        effect: Effect::Prevents,
        began: row.starts_at,
        ended: told.ended,
        eta: None,
        next_update: None,
        previous: None,
        stands: None,
        changed: Texts::default(),
        whom: Texts { fi: whom(Language::Fi)?, sv: whom(Language::Sv)?, en: whom(Language::En)? },
        works: Texts::default(),
        cause: Texts::default(),
        check: Texts::default(),
        follow_up: Texts::default(),
        helpdesk: contact(tx, row)?,
        window: Some(window(row)),
        moved_from: told.moved_from,
        now: tx.now,
    };
    let texts = tx
        .app
        .renderer
        .bulletin(&bulletin)
        .and_then(majakka_messages::message::BulletinTexts::fitting)
        .map_err(as_refusal)?;
    let new = NewMessage {
        kind,
        about: About { maintenance: Some(row.id), ..About::default() },
        sequence: row.sequence + 1,
        facts: None,
        actor: tx.viewer.actor(),
        texts: Language::ALL.iter().map(|language| stored(&texts, *language)).collect::<Result<_>>()?,
        attachments: events(tx, row, kind)?,
    };
    let message = message::insert(tx.conn, tx.now, &new)?;
    recipients::deliver(tx.conn, tx.now, &Audience::Maintenance(row.id), message, kind, false)?;
    counter::bump_page(tx.conn)?;
    Ok(message)
}

/// The break as an event for the reader's calendar, where the notice says when it is to be or that it is off; the same event as in the
/// calendar that the page offers.
fn events(tx: &Tx<'_>, row: &Maintenance, kind: MessageKind) -> Result<Vec<Attachment>> {
    if !matches!(kind, MessageKind::MaintAdvance | MessageKind::MaintMoved | MessageKind::MaintCancelled) {
        return Ok(Vec::new());
    }
    let event = |language: &Language| {
        let event = break_event::event(tx.app, row, *language)?;
        let (media_type, text) = calendar::sent(&event, tx.app.settings.mail.sender());
        let file_name = tx.app.renderer.i18n().text(*language, "break-event-file", &[])?;
        Ok(Attachment { file_name, media_type, content: text.into_bytes(), language: Some(*language) })
    };
    Language::ALL.iter().map(event).collect()
}

/// Whom to reach about a break: the only organisation that it concerns by its own line, several by the line of the desk that planned it.
fn contact(tx: &mut Tx<'_>, row: &Maintenance) -> Result<Texts> {
    let concerned = maintenance::organisations_of(tx.conn, &[row.id])?.remove(&row.id).unwrap_or_default();
    let mut concerned = concerned.into_iter();
    let whose = match (concerned.next(), concerned.next()) {
        (Some(only), None) => Some(only),
        _ => row.desk_id,
    };
    let Some(whose) = whose else { return Ok(tx.app.settings.desk.contact.clone()) };
    let whose = organisation::find(tx.conn, &Viewer::System, whose)?;
    contact_line(tx.app, tx.conn, &whose)
}

/// The break's name if it is short enough for a text message, else one of ours.
fn reference(row: &Maintenance) -> String {
    if row.external_id.chars().count() <= 11 { row.external_id.clone() } else { format!("M-{}", row.id) }
}
