//! Bulletins: composed from the facts, previewed, and published with their deliveries in one transaction.
//!
//! Guarantee: one function publishes (`send`); whoever was told the first is told the last (design.md 4); an open series
//! always has a promised next word.
//! Non-goal: deciding when; that is `schedule` and the writer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use majakka_domain::catalogue::{Condition, Texts};
use majakka_domain::duties::opened_by_resolve;
use majakka_domain::evidence::IDENTIFICATION;
use majakka_domain::id::{IncidentId, MessageId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Deed;
use majakka_domain::terms::{ContactRole, Criticality, Extent, IncidentState, Language, MessageKind, TaskName};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::case::Case;
use super::field::Problems;
use super::organisation::contact_line;
use super::progress;
use crate::core::Act;
use crate::db::schema::incidents;
use crate::error::{Error, Result};
use crate::render::RenderError;
use crate::render::message::{AffectedService, Bulletin, BulletinTexts, Instructions, ProgressStep};
use crate::store::message::{self, About, NewMessage, Text};
use crate::store::recipients::{self, Audience, Recipient};
use crate::store::{counter, incident, organisation, report, task};
use crate::viewer::Viewer;

/// What the writer says. Empty texts take what the catalogue or the bulletin before says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// What happened, one line.
    pub impact: Texts,
    /// What is new.
    #[serde(default)]
    pub changed: Texts,
    /// What still works.
    #[serde(default)]
    pub works: Texts,
    /// What professionals do meanwhile.
    #[serde(default)]
    pub instructions: Texts,
    /// What citizens do meanwhile.
    #[serde(default)]
    pub citizen_instructions: Texts,
    /// Send the text message although it needs more than one.
    #[serde(default)]
    pub insist: bool,
}

impl Wording {
    /// One line, in Finnish.
    pub fn line(impact: &str) -> Self {
        Wording { impact: in_finnish(impact), ..Wording::default() }
    }
}

/// A text that somebody wrote in Finnish only; the others are shown it as what it is.
pub fn in_finnish(text: &str) -> Texts {
    Texts { fi: text.trim().to_owned(), ..Texts::default() }
}

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
    /// Systems hit as a whole: first bulletin only.
    pub services: Vec<String>,
    /// The audience, if the writer names it: first bulletin only.
    pub organisations: Option<Vec<OrganisationId>>,
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
pub fn publish(act: &mut Act<'_>, write: &Write) -> Result<MessageId> {
    let case = check_first(act, write)?;
    let draft = prepare_first(act, &case, write)?;
    send(act, &case, MessageKind::First, &draft)
}

/// What the first bulletin would be. Leaves no trace: the caller rolls back.
///
/// # Errors
/// As [`publish`].
pub fn preview_first(act: &mut Act<'_>, write: &Write) -> Result<Preview> {
    let case = check_first(act, write)?;
    let draft = prepare_first(act, &case, write)?;
    preview(act, &case, MessageKind::First, &draft)
}

/// A further bulletin: `update`, `correction` or `withdrawal`.
///
/// # Errors
/// `forbidden`, `validation`, `stale`.
pub fn update(act: &mut Act<'_>, kind: MessageKind, write: &Write) -> Result<MessageId> {
    let (case, draft) = check_further(act, write)?;
    send(act, &case, kind, &draft)
}

/// What a further bulletin would be.
///
/// # Errors
/// As [`update`].
pub fn preview_update(act: &mut Act<'_>, kind: MessageKind, write: &Write) -> Result<Preview> {
    let (case, draft) = check_further(act, write)?;
    preview(act, &case, kind, &draft)
}

/// The end. With a final bulletin if there was one before.
///
/// # Errors
/// `forbidden`, `validation`, `stale`.
pub fn resolve(act: &mut Act<'_>, end: &Resolve) -> Result<()> {
    let (case, draft) = check_end(act, end)?;
    if case.row.first_bulletin_at.is_some() {
        send(act, &case, MessageKind::Resolved, &draft)?;
    }
    diesel::update(incidents::table.find(case.row.id))
        .set((
            incidents::state.eq(IncidentState::Resolved.as_str()),
            incidents::ended_at.eq(end.ended_at.naive_utc()),
            incidents::cause.eq(&end.cause.fi),
            incidents::resolved_at.eq(act.now.naive_utc()),
            incidents::next_update_at.eq(None::<chrono::NaiveDateTime>),
        ))
        .execute(act.conn)?;
    for name in opened_by_resolve(&case.evidence.reports) {
        task::owe(act.conn, act.now, case.row.key(), name)?;
    }
    let reports = report::of_incident(act.conn, case.row.key())?;
    let step = ProgressStep::Resolved { ended: end.ended_at, cause: end.cause.clone() };
    progress::tell(act, &reports, &step, &Texts::default())?;
    act.note(&case.row, "resolved", &json!({ "ended_at": end.ended_at, "cause": end.cause.fi }))?;
    counter::bump_page(act.conn)
}

/// What the final bulletin would be.
///
/// # Errors
/// As [`resolve`].
pub fn preview_resolve(act: &mut Act<'_>, end: &Resolve) -> Result<Preview> {
    let (case, draft) = check_end(act, end)?;
    preview(act, &case, MessageKind::Resolved, &draft)
}

/// "Nothing new", by itself, when the promise has passed (design.md 5).
pub(crate) fn nochange(act: &mut Act<'_>, row: incident::Incident) -> Result<MessageId> {
    let case = act.case(row)?;
    let before = previous(act, case.row.key())?;
    let wording = Wording { insist: true, changed: Texts::default(), ..before.wording };
    let next = promised(act, &case, None);
    let draft = Draft { wording, eta: before.eta, next_update: Some(next), ended: None, cause: Texts::default() };
    send(act, &case, MessageKind::Nochange, &draft)
}

// Checks -----------------------------------------------------------------------------------------------------------

/// What one bulletin says beyond what the incident says.
#[derive(Debug, Clone, Default)]
struct Draft {
    wording: Wording,
    eta: Option<DateTime<Utc>>,
    next_update: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
    cause: Texts,
}

fn check_wording(act: &Act<'_>, wording: &Wording, next_update: Option<DateTime<Utc>>, problems: &mut Problems) {
    problems.need("impact", &wording.impact.fi);
    let texts = [
        ("impact", &wording.impact),
        ("changed", &wording.changed),
        ("works", &wording.works),
        ("instructions", &wording.instructions),
        ("citizen_instructions", &wording.citizen_instructions),
    ];
    for (field, texts) in texts {
        if Language::ALL.iter().any(|language| majakka_domain::format::hetu::contains(texts.get(*language))) {
            problems.add(field, "hetu");
        }
        if Language::ALL.iter().any(|language| texts.get(*language).chars().count() > 1_000) {
            problems.add(field, "too_long");
        }
    }
    if next_update.is_some_and(|next| next <= act.now) {
        problems.add("next_update", "past");
    }
}

fn check_first<'a>(act: &mut Act<'a>, write: &Write) -> Result<Case<'a>> {
    act.viewer.require(Deed::Publish)?;
    let row = act.incident(write.incident, write.seen)?;
    let mut problems = Problems::default();
    check_wording(act, &write.wording, write.next_update, &mut problems);
    if write.services.iter().any(|service| act.core.catalogue.system(service).is_none()) {
        problems.add("services", "unknown");
    }
    for organisation in write.organisations.iter().flatten() {
        if organisation::find(act.conn, act.viewer, *organisation).is_err() {
            problems.add("organisations", "unknown");
        }
    }
    if write.organisations.as_ref().is_some_and(Vec::is_empty) {
        problems.add("organisations", "missing");
    }
    problems.refuse()?;
    row.standing()?.publish()?;
    act.case(row)
}

/// Writes down what the bulletin says is hit and whom it is for, so that every later one goes by it.
fn prepare_first(act: &mut Act<'_>, case: &Case<'_>, write: &Write) -> Result<Draft> {
    let id = case.row.key();
    let named: BTreeSet<&str> = write.services.iter().map(String::as_str).collect();
    for service in &named {
        incident::add_service(act.conn, id, service, true)?;
    }
    for hit in hit_through(act, case, &named) {
        incident::add_service(act.conn, id, &hit, false)?;
    }
    for organisation in write.organisations.iter().flatten().collect::<BTreeSet<_>>() {
        incident::add_organisation(act.conn, id, *organisation)?;
    }
    diesel::update(incidents::table.find(id.0))
        .set(incidents::audience_named.eq(write.organisations.is_some()))
        .execute(act.conn)?;
    Ok(Draft {
        wording: write.wording.clone(),
        eta: write.eta,
        next_update: Some(promised(act, case, write.next_update)),
        ..Draft::default()
    })
}

/// Systems that an edge of a named one hits, the named ones left out.
fn hit_through(act: &Act<'_>, case: &Case<'_>, named: &BTreeSet<&str>) -> BTreeSet<String> {
    let out = case.evidence.identification_is_out() || named.contains(IDENTIFICATION);
    named
        .iter()
        .flat_map(|service| act.core.catalogue.edges_of(service))
        .filter(|edge| edge.condition != Some(Condition::WhileIdentificationIsOut) || out)
        .map(|edge| edge.hits.clone())
        .filter(|hit| !named.contains(hit.as_str()))
        .collect()
}

fn check_further<'a>(act: &mut Act<'a>, write: &Write) -> Result<(Case<'a>, Draft)> {
    act.viewer.require(Deed::Publish)?;
    let row = act.incident(write.incident, write.seen)?;
    let mut problems = Problems::default();
    check_wording(act, &write.wording, write.next_update, &mut problems);
    problems.refuse()?;
    row.standing()?.update()?;
    let case = act.case(row)?;
    let next = promised(act, &case, write.next_update);
    let before = previous(act, case.row.key())?.wording;
    let or = |new: &Texts, old: Texts| if new.fi.trim().is_empty() { old } else { new.clone() };
    let wording = Wording {
        works: or(&write.wording.works, before.works),
        instructions: or(&write.wording.instructions, before.instructions),
        citizen_instructions: or(&write.wording.citizen_instructions, before.citizen_instructions),
        ..write.wording.clone()
    };
    Ok((case, Draft { wording, eta: write.eta, next_update: Some(next), ..Draft::default() }))
}

fn check_end<'a>(act: &mut Act<'a>, end: &Resolve) -> Result<(Case<'a>, Draft)> {
    act.viewer.require(Deed::Publish)?;
    let row = act.incident(end.incident, end.seen)?;
    let mut problems = Problems::default();
    problems.need("cause", &end.cause.fi);
    if Language::ALL.iter().any(|language| majakka_domain::format::hetu::contains(end.cause.get(*language))) {
        problems.add("cause", "hetu");
    }
    if end.ended_at > act.now {
        problems.add("ended_at", "future");
    }
    problems.refuse()?;
    row.standing()?.resolve()?;
    let case = act.case(row)?;
    let before = previous(act, case.row.key())?;
    let wording = Wording { insist: end.insist, changed: Texts::default(), ..before.wording };
    let draft = Draft { wording, ended: Some(end.ended_at), cause: end.cause.clone(), eta: None, next_update: None };
    Ok((case, draft))
}

fn promised(act: &Act<'_>, case: &Case<'_>, said: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let cadence = &act.core.settings.cadence;
    said.unwrap_or_else(|| act.now + cadence.interval(case.decided.criticality, case.decided.effect))
}

// Composing --------------------------------------------------------------------------------------------------------

/// What is kept of a bulletin, so that the next one and the page can build on it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facts {
    /// What the writer said.
    pub wording: Wording,
    /// When it is thought to be over.
    pub eta: Option<DateTime<Utc>>,
    /// The promised next word.
    pub next_update: Option<DateTime<Utc>>,
    /// When it was written.
    pub written_at: Option<DateTime<Utc>>,
}

fn previous(act: &mut Act<'_>, incident: IncidentId) -> Result<Facts> {
    let before = message::newest_bulletin(act.conn, incident)?;
    Ok(before.and_then(|row| serde_json::from_str(&row.facts).ok()).unwrap_or_default())
}

/// What is hit, as bulletins say it: named systems as a whole first, then what was reported, most reports first.
pub fn affected(act: &mut Act<'_>, case: &Case<'_>) -> Result<Vec<AffectedService>> {
    let named = named(act, case)?;
    let parts =
        reported(act, case).into_iter().filter(|part| !named.iter().any(|whole| whole.system.id == part.system.id));
    Ok(named.iter().cloned().chain(parts).collect())
}

/// What is hit, as those need it who look for the cause: every reported function, then named systems that nobody reported.
pub fn affected_in_detail(act: &mut Act<'_>, case: &Case<'_>) -> Result<Vec<AffectedService>> {
    let mut found = reported(act, case);
    let whole =
        named(act, case)?.into_iter().filter(|whole| !found.iter().any(|part| part.system.id == whole.system.id));
    found.extend(whole.collect::<Vec<_>>());
    Ok(found)
}

fn named(act: &mut Act<'_>, case: &Case<'_>) -> Result<Vec<AffectedService>> {
    let ids = incident::named_services(act.conn, case.row.key())?;
    Ok(ids.iter().filter_map(|id| AffectedService::find(&act.core.catalogue, id, &[])).collect())
}

fn reported(act: &Act<'_>, case: &Case<'_>) -> Vec<AffectedService> {
    let mut reported: BTreeMap<&str, (usize, BTreeSet<String>)> = BTreeMap::new();
    for report in &case.evidence.reports {
        let slot = reported.entry(&report.service).or_default();
        slot.0 += 1;
        slot.1.insert(report.function.clone());
    }
    let mut by_count: Vec<_> = reported.into_iter().collect();
    by_count.sort_by(|(a, (m, _)), (b, (n, _))| n.cmp(m).then(a.cmp(b)));
    let found = by_count.into_iter().filter_map(|(service, (_, functions))| {
        AffectedService::find(&act.core.catalogue, service, &functions.into_iter().collect::<Vec<_>>())
    });
    found.collect()
}

fn compose(act: &mut Act<'_>, case: &Case<'_>, kind: MessageKind, draft: &Draft) -> Result<(BulletinTexts, i32)> {
    let services = affected(act, case)?;
    let written = Instructions {
        professional: draft.wording.instructions.clone(),
        citizen: draft.wording.citizen_instructions.clone(),
        sms: Texts::default(),
    };
    let instructions = Instructions::of(&act.core.catalogue, &services, case.decided.effect).replaced_by(written);
    let sequence = message::bulletins_so_far(act.conn, case.row.key())? + 1;
    let began = case.evidence.reports.iter().map(|r| r.occurred_at).min().unwrap_or(case.row.opened_at.and_utc());
    let before = previous(act, case.row.key())?;
    let desk = organisation::find(act.conn, &Viewer::System, OrganisationId(case.row.desk_id))?;
    let helpdesk = contact_line(act.core, act.conn, &desk)?;
    let bulletin = Bulletin {
        kind,
        reference: case.row.reference.clone(),
        sequence: u32::try_from(sequence).unwrap_or(u32::MAX),
        services,
        impact: draft.wording.impact.clone(),
        effect: case.decided.effect,
        began,
        ended: draft.ended,
        eta: draft.eta,
        next_update: draft.next_update,
        previous: before.written_at,
        changed: draft.wording.changed.clone(),
        whom: whom(act, case)?,
        works: draft.wording.works.clone(),
        instructions,
        cause: draft.cause.clone(),
        check: Texts::default(),
        follow_up: Texts::default(),
        helpdesk,
        window: None,
        moved_from: None,
        now: act.now,
    };
    let texts = act.core.renderer.bulletin(&bulletin).map_err(as_refusal)?;
    let texts = if draft.wording.insist { texts } else { texts.fitting().map_err(as_refusal)? };
    Ok((texts, sequence))
}

/// An identity code that slipped past the fields, and a text message that does not fit, are the writer's to mend.
pub(crate) fn as_refusal(cause: RenderError) -> Error {
    match cause {
        RenderError::IdentityCode { .. } => Refusal::field("impact", "hetu").into(),
        RenderError::SmsTooLong { .. } => Refusal::field("impact", "too_long_for_sms").into(),
        other => other.into(),
    }
}

/// Whom it concerns, without naming one organisation to another.
fn whom(act: &mut Act<'_>, case: &Case<'_>) -> Result<Texts> {
    let count = case.evidence.reporters().len().to_string();
    let only = case.evidence.organisations.get(case.evidence.reporters().first().unwrap_or(&OrganisationId(0)));
    let (key, name, value) = match (case.row.audience_named, case.decided.extent, only) {
        (_, Extent::Nationwide, _) => ("whom-nationwide", "count", count),
        (_, Extent::Regional, _) | (true, _, _) => ("whom-several", "count", count),
        (false, _, Some(organisation)) => ("whom-one", "organisation", organisation.name.clone()),
        (false, _, None) => ("whom-several", "count", count),
    };
    let i18n = act.core.renderer.i18n();
    let say = |language| {
        if key == "whom-one" {
            i18n.text(language, key, &[(name, value.as_str().into())])
        } else {
            i18n.text(language, key, &[])
        }
    };
    Ok(Texts { fi: say(Language::Fi)?, sv: say(Language::Sv)?, en: say(Language::En)? })
}

fn audience(case: &Case<'_>, named: bool, role: ContactRole, and_the_told: bool) -> Audience {
    Audience::Incident { incident: case.row.key(), named, extent: case.decided.extent, role, and_the_told }
}

fn is_named(act: &mut Act<'_>, id: IncidentId) -> Result<bool> {
    Ok(incidents::table.find(id.0).select(incidents::audience_named).first(act.conn)?)
}

fn preview(act: &mut Act<'_>, case: &Case<'_>, kind: MessageKind, draft: &Draft) -> Result<Preview> {
    let insisting = Draft { wording: Wording { insist: true, ..draft.wording.clone() }, ..draft.clone() };
    let (texts, _) = compose(act, case, kind, &insisting)?;
    let named = is_named(act, case.row.key())?;
    let audience = audience(case, named, ContactRole::BulletinRecipient, true);
    let recipients = recipients::preview(act.conn, act.now, &audience)?;
    Ok(Preview { texts, recipients, next_update: draft.next_update })
}

/// The one function that publishes: text, deliveries and the next promise in one transaction.
fn send(act: &mut Act<'_>, case: &Case<'_>, kind: MessageKind, draft: &Draft) -> Result<MessageId> {
    let (texts, sequence) = compose(act, case, kind, draft)?;
    let id = case.row.key();
    let facts = Facts {
        wording: draft.wording.clone(),
        eta: draft.eta,
        next_update: draft.next_update,
        written_at: Some(act.now),
    };
    let new = NewMessage {
        kind,
        about: About { incident: Some(id), ..About::default() },
        sequence,
        facts: serde_json::to_value(&facts).map_err(|cause| Error::Render(cause.to_string()))?,
        actor: act.viewer.actor(),
        texts: Language::ALL.iter().map(|language| stored(&texts, *language)).collect::<Result<_>>()?,
        attachments: Vec::new(),
    };
    let message = message::insert(act.conn, act.now, &new)?;
    let named = is_named(act, id)?;
    let audience = audience(case, named, ContactRole::BulletinRecipient, true);
    let urgent = case.decided.criticality == Criticality::Critical;
    let written = recipients::deliver(act.conn, act.now, &audience, message, kind, urgent)?;
    if case.row.first_bulletin_at.is_none() {
        diesel::update(incidents::table.find(id.0))
            .set(incidents::first_bulletin_at.eq(act.now.naive_utc()))
            .execute(act.conn)?;
    }
    diesel::update(incidents::table.find(id.0))
        .set((
            incidents::state.eq(IncidentState::Active.as_str()),
            incidents::next_update_at.eq(draft.next_update.map(|t| t.naive_utc())),
            incidents::alarmed_at.eq(None::<chrono::NaiveDateTime>),
        ))
        .execute(act.conn)?;
    task::end(act.conn, act.now, id, TaskName::UpdateDue, "bulletin")?;
    act.note(
        &case.row,
        "bulletin",
        &json!({ "kind": kind, "message": message.0, "deliveries": written, "impact": draft.wording.impact.fi,
                 "next_update": draft.next_update }),
    )?;
    counter::bump_page(act.conn)?;
    Ok(message)
}

/// A bulletin's text in one language as it is kept.
pub(crate) fn stored(texts: &BulletinTexts, language: Language) -> Result<Text> {
    let text = texts.get(language);
    let page = serde_json::to_string(&text.page).map_err(|cause| Error::Render(cause.to_string()))?;
    Ok(Text {
        language,
        subject: text.mail.subject.clone(),
        body: text.mail.text.clone(),
        html: Some(text.mail.html.clone()),
        sms: Some(text.sms.text.clone()),
        page,
        citizen: String::new(),
    })
}

/// Wakes the comms owners: the promised word is late.
pub(crate) fn alarm(act: &mut Act<'_>, row: incident::Incident) -> Result<()> {
    let Some(promised) = row.next_update_at.map(|t| t.and_utc()) else { return Ok(()) };
    let case = act.case(row)?;
    let id = case.row.key();
    let services = affected(act, &case)?;
    let Some(service) = services.into_iter().next().map(|s| s.system) else { return Ok(()) };
    let goes_out = act.core.settings.cadence.nochange_at(promised);
    let facts = crate::render::message::StaffAlarm {
        reference: case.row.reference.clone(),
        service,
        promised,
        goes_out,
        now: act.now,
    };
    let texts = Language::ALL
        .iter()
        .map(|language| {
            let (sms, mail) = act.core.renderer.staff_alarm(&facts, *language)?;
            Ok(Text {
                language: *language,
                subject: mail.subject,
                body: mail.text,
                html: Some(mail.html),
                sms: Some(sms.text),
                page: String::new(),
                citizen: String::new(),
            })
        })
        .collect::<Result<_>>()?;
    let kind = MessageKind::StaffAlarm;
    let new = NewMessage {
        kind,
        about: About { incident: Some(id), ..About::default() },
        sequence: 1,
        facts: json!({ "promised": promised }),
        actor: act.viewer.actor(),
        texts,
        attachments: Vec::new(),
    };
    let message = message::insert(act.conn, act.now, &new)?;
    let audience = audience(&case, case.row.audience_named, ContactRole::CommsOwner, false);
    recipients::deliver(act.conn, act.now, &audience, message, kind, true)?;
    task::owe(act.conn, act.now, id, TaskName::UpdateDue)?;
    diesel::update(incidents::table.find(id.0)).set(incidents::alarmed_at.eq(act.now.naive_utc())).execute(act.conn)?;
    act.note(&case.row, "update_late", &json!({ "promised": promised }))
}
