//! A person tells what she saw (source 003, 4.1).
//!
//! Guarantee: identity codes in any text are taken out and sealed before the row is written; the report always finds its
//! place: a break, an incident that is there, or a new one.

pub mod correction;
pub(crate) mod intake;
pub mod patient;
pub mod picture;
pub(super) mod progress;
pub mod reply;
pub mod standing;

use chrono::{DateTime, Utc};
use majakka_domain::bounds::TimeOf;
use majakka_domain::evidence::{self, Evidence};
use majakka_domain::format::email::Email;
use majakka_domain::format::hetu;
use majakka_domain::id::{IncidentId, OrganisationId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Effect, IncidentState, Language};
use majakka_domain::text;
use majakka_domain::timeline::TimelineEvent;
use majakka_domain::triage::{Break, Placement, SameAs, explanations, overrun_of};
use serde_json::json;

use super::field::{Problems, redaction};
use super::incident::data_breach;
use crate::app::{App, Tx};
use crate::follow_link;
use intake::{Intake, Place};
use majakka_store::error::Result;
use majakka_store::incident::{self, Incident};
use majakka_store::report::{self, NewReport};
use majakka_store::viewer::Viewer;
use majakka_store::{counter, draft, explanation, matter, screenshot_row};

/// What was told.
#[derive(Debug, Clone)]
pub struct Report {
    /// Whose report.
    pub organisation: OrganisationId,
    /// Service, catalogue id.
    pub service: String,
    /// Function of the service.
    pub function: String,
    /// What it does to the work.
    pub effect: Effect,
    /// Is that what we suppose, because she did not say?
    pub effect_assumed: bool,
    /// What exactly was done and what happened.
    pub description: String,
    /// Unit.
    pub unit: Option<String>,
    /// Workstation.
    pub workstation: Option<String>,
    /// Application.
    pub application: Option<String>,
    /// Error text.
    pub error_text: Option<String>,
    /// When it was seen; none: now.
    pub occurred_at: Option<DateTime<Utc>>,
    /// Which patient: sealed at once.
    pub patient_ref: Option<String>,
    /// Who told.
    pub reporter: Option<String>,
    /// Where progress is mailed to.
    pub reporter_email: Option<String>,
    /// Call-back number.
    pub callback: Option<String>,
    /// Language of the reporter.
    pub language: Language,
    /// May a patient come to harm?
    pub safety_risk: bool,
    /// May privacy be compromised?
    pub privacy_risk: bool,
    /// Pictures that wait under a draft.
    pub draft: Option<majakka_domain::id::DraftId>,
    /// What the reporter says that it is, of what she was shown.
    pub same_as: Option<SameAs>,
}

impl Report {
    /// The least that a report says, in Finnish; everything else is left out.
    pub fn least(
        organisation: OrganisationId,
        service: impl Into<String>,
        function: impl Into<String>,
        effect: Effect,
        description: impl Into<String>,
    ) -> Self {
        Report {
            organisation,
            service: service.into(),
            function: function.into(),
            effect,
            effect_assumed: false,
            description: description.into(),
            unit: None,
            workstation: None,
            application: None,
            error_text: None,
            occurred_at: None,
            patient_ref: None,
            reporter: None,
            reporter_email: None,
            callback: None,
            language: Language::Fi,
            safety_risk: false,
            privacy_risk: false,
            draft: None,
            same_as: None,
        }
    }
}

/// What the reporter gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The report.
    pub report: ReportId,
    /// `R-2026-000123`.
    pub reference: String,
    /// Secret of the reporter's own page.
    pub follow_token: String,
    /// The incident that it belongs to, if it opened or joined one.
    pub incident: Option<IncidentId>,
    /// Its reference.
    pub case: Option<String>,
    /// Does a letter wait, or has the public page changed?
    pub wakes: bool,
}

/// Longest description, in characters.
const LONGEST_TEXT: usize = 10_000;
/// Longest single-line field.
const LONGEST_LINE: usize = 200;

/// Takes a report in.
///
/// # Errors
/// `forbidden`, `validation`.
pub fn report(tx: &mut Tx<'_>, told: Report) -> Result<Received> {
    tx.viewer.require(Permission::Report)?;
    let mut intake = tx.known.intake.take().unwrap_or_default();
    let received = take_in(tx, &mut intake, told)?;
    tx.known.intake = tx.known.journal.is_some().then_some(intake);
    Ok(received)
}

fn take_in(tx: &mut Tx<'_>, intake: &mut Intake, told: Report) -> Result<Received> {
    let whose = intake.organisation(tx, told.organisation)?;
    check(tx.app, &told)?;
    let sealed = Sealed::new(&told);
    let reference = tx.report_reference()?;
    let desk = whose.desk();
    let mut new = NewReport {
        reference: reference.clone(),
        organisation: told.organisation,
        desk,
        incident: None,
        maintenance: None,
        announced_break: None,
        service: told.service,
        function: told.function,
        effect: told.effect,
        effect_assumed: told.effect_assumed,
        description: sealed.description,
        unit: sealed.unit,
        workstation: sealed.workstation,
        application: sealed.application,
        error_text: sealed.error_text,
        occurred_at: told.occurred_at.unwrap_or(tx.now),
        received_at: tx.now,
        reporter: sealed.reporter,
        reporter_email: told.reporter_email.and_then(|mail| Email::parse(&mail).ok()).map(Email::into),
        callback: sealed.callback,
        language: told.language,
        entered_by: tx.viewer.account(),
        safety_risk: told.safety_risk,
        privacy_risk: told.privacy_risk,
    };
    let mut matter = new.as_evidence();
    let found = intake.place(tx, &matter, &whose, told.same_as)?;
    match found.placement {
        Placement::AnnouncedBreak(announced) => new.announced_break = Some(announced),
        Placement::OwnBreak(own) => new.maintenance = Some(own),
        Placement::Join(incident, _) | Placement::Named(incident) => new.incident = Some(incident),
        Placement::Open => new.incident = Some(open(tx, intake, &reference, desk)?),
    }
    if new.incident.is_some() {
        new.maintenance = found.own_break;
    }
    let id = report::insert(tx.conn, &new)?;
    matter.id = id;
    let mut codes = sealed.codes;
    codes.extend(told.patient_ref.filter(|text| !text.trim().is_empty()));
    patient::seal(tx, id, &codes)?;
    if let Some(draft) = told.draft {
        screenshot_row::give(tx.conn, draft, id)?;
        draft::remove(tx.conn, draft)?;
    }
    let mut case = None;
    let mut page_changed = false;
    if let Some(announced) = new.announced_break {
        explanation::link_announcement(tx.conn, tx.now, id, announced)?;
    }
    if let Some(incident) = new.incident {
        let row = intake.incident(desk, incident)?.clone();
        page_changed = join(tx, &row, &matter, &found, &reference)?;
        intake.joined(desk, incident, &matter, &found);
        case = Some(row.reference);
    }
    let answers = new.reporter_email.is_some();
    if answers {
        let row = report::find(tx.conn, &Viewer::System, id)?;
        progress::received(tx, &row)?;
    }
    tx.audit("report.received", &reference, &json!({ "organisation": whose.slug }).to_string())?;
    Ok(Received {
        report: id,
        reference,
        follow_token: follow_link::sign(&tx.app.vault, id),
        incident: new.incident,
        case,
        wakes: answers || page_changed,
    })
}

/// What is wrong with what was told, field by field. Writes nothing.
///
/// # Errors
/// `validation`.
pub fn check(app: &App, told: &Report) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    check_matter(app, &told.service, &told.function, &mut problems);
    problems.need("description", &told.description);
    problems.at_most("description", &told.description, LONGEST_TEXT);
    problems.at_most("error_text", told.error_text.as_deref().unwrap_or_default(), LONGEST_TEXT);
    let lines = [
        ("unit", &told.unit),
        ("workstation", &told.workstation),
        ("application", &told.application),
        ("reporter", &told.reporter),
        ("callback", &told.callback),
        ("patient_ref", &told.patient_ref),
    ];
    for (field, value) in lines {
        problems.at_most(field, value.as_deref().unwrap_or_default(), LONGEST_LINE);
    }
    if let Some(at) = told.occurred_at {
        problems.time(TimeOf::Sight, "occurred_at", at, app.clock.now());
    }
    let mail = told.reporter_email.as_deref().map(str::trim).filter(|mail| !mail.is_empty());
    if let Some(problem) = mail.and_then(|mail| Email::parse(mail).err()) {
        problems.add("reporter_email", problem.key());
    }
    problems.refuse()
}

/// Is it a service of the catalogue, and one of its functions?
pub(super) fn check_matter(app: &App, service: &str, function: &str, problems: &mut Problems) {
    match app.catalogue.system(service) {
        None => problems.add("service", if service.is_empty() { "missing" } else { "unknown" }),
        Some(system) if system.functions.is_empty() || system.has(function) => {}
        Some(_) => problems.add("function", if function.is_empty() { "missing" } else { "unknown" }),
    }
}

/// The texts of a report as others read them, and the codes that were in them, for the vault.
struct Sealed {
    description: String,
    error_text: Option<String>,
    unit: Option<String>,
    workstation: Option<String>,
    application: Option<String>,
    reporter: Option<String>,
    callback: Option<String>,
    codes: Vec<String>,
}

impl Sealed {
    /// In the order of the form: a code that is spread over fields is found too.
    fn new(told: &Report) -> Self {
        let lines = |written: &Option<String>| text::clean(written.as_deref().unwrap_or_default()).trim().to_owned();
        let line = |written: &Option<String>| text::line(written.as_deref().unwrap_or_default());
        let written = [
            text::clean(&told.description).trim().to_owned(),
            lines(&told.error_text),
            line(&told.unit),
            line(&told.workstation),
            line(&told.application),
            line(&told.reporter),
            line(&told.callback),
        ];
        let (texts, codes) = hetu::redact_all(&written.each_ref().map(String::as_str), redaction(told.language));
        let mut texts = texts.into_iter();
        let description = texts.next().unwrap_or_default();
        let mut some = || texts.next().filter(|text| !text.is_empty());
        Sealed {
            description,
            error_text: some(),
            unit: some(),
            workstation: some(),
            application: some(),
            reporter: some(),
            callback: some(),
            codes,
        }
    }
}

/// Opens an incident for a report that fits nowhere.
fn open(tx: &mut Tx<'_>, intake: &mut Intake, report: &str, desk: OrganisationId) -> Result<IncidentId> {
    let opened = tx.open_incident(report, desk)?;
    intake.opened(incident::find(tx.conn, &Viewer::System, opened)?);
    Ok(opened)
}

/// What follows when a report belongs to an incident. Says whether the public page has to be made anew.
fn join(tx: &mut Tx<'_>, row: &Incident, told: &evidence::Report, found: &Place, reference: &str) -> Result<bool> {
    let incident = row.id;
    let mut says_more = false;
    for announcement in &found.announcements {
        explanation::link_announcement(tx.conn, tx.now, told.id, *announcement)?;
        says_more |= matter::add_announcement(tx.conn, incident, *announcement)?;
    }
    if let Some(own) = found.own_break {
        says_more |= matter::add_break(tx.conn, incident, own)?;
    }
    let added = matter::add(tx.conn, incident, told)?;
    says_more |= added.reports == 1 || added.first_occurred_at == told.occurred_at;
    let event = TimelineEvent::Report {
        report: reference.to_owned(),
        service: told.service.clone(),
        function: told.function.clone(),
    };
    tx.report_came(incident, event)?;
    if told.privacy_risk {
        data_breach::reported(tx, incident, tx.now)?;
    }
    // The page says what is hit, where and since when, with what others announced, and what nobody decided it derives from
    // all reports. One more that says what others said changes none of it.
    let public = row.state == IncidentState::Active;
    let changes = public && (says_more || row.decided_origin.is_none());
    if changes {
        counter::bump_page(tx.conn)?;
    }
    Ok(changes)
}

/// Notes which announcements explain a report of an incident now, and which break it shows as overrun; of one that stands
/// for several, for all of them.
pub(crate) fn link_explanations(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    evidence: &Evidence<'_>,
    told: &evidence::Report,
) -> Result<()> {
    let explained = explanations(evidence, told).into_iter().map(|explained| explained.announcement.id);
    let overrun = overrun_of(evidence, told);
    let overran = match overrun {
        Some(Break::Announced(explained)) => Some(explained.announcement.id),
        _ => None,
    };
    for announcement in explained.chain(overran) {
        explanation::link_alike(tx.conn, tx.now, incident, told, announcement)?;
        matter::add_announcement(tx.conn, incident, announcement)?;
    }
    if let Some(Break::Own(own)) = overrun {
        explanation::set_maintenance_alike(tx.conn, incident, told, own.id)?;
        matter::add_break(tx.conn, incident, own.id)?;
    }
    Ok(())
}
