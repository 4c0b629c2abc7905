//! `/desk`: what is new, what burns, what is promised by when, and the next step of each.
//!
//! Guarantee: eighteen queries, nineteen for whoever begins a new installation, however many incidents and reports there are; none
//! reads more reports than it shows.
//! Non-goal: changing anything; every entry leads to where that is done.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use majakka_app::App;
use majakka_domain::format::time;
use majakka_domain::next_step::{NextStep, next_step};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Criticality, Effect, IncidentState, TaskName};
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::incident::{self, Incident};
use majakka_store::report::{self, Report};
use majakka_store::{desk, maintenance, matter, outgoing, reply};
use serde::Serialize;

use super::context::{Answer, DeskContext, Moment, Tag, answer, first_words};
use super::next;
use super::troubles::{self, Standing, Trouble, troubles};
use crate::failure::PageError;
use crate::session::SignedIn;
use majakka_domain::id::{IncidentId, OrganisationId};

/// Reports that wait to be placed; the list holds the rest.
const NEWEST: i64 = 30;
/// How long a message that did not arrive is news.
const FRESH: TimeDelta = TimeDelta::hours(24);
/// Incidents that are not closed: more at once is a catastrophe whose list is elsewhere.
const INCIDENTS: i64 = 200;
/// A promise this close is marked.
const SOON: TimeDelta = TimeDelta::minutes(30);

/// The first page of the desk.
#[derive(Debug, Clone, Serialize)]
pub struct DashboardPage {
    now: Moment,
    /// Reports.
    fresh: Column,
    /// Unresolved incidents.
    burning: Column,
    /// What is due.
    promised: Column,
    /// How many replies of recipients wait, in words.
    replies: Option<String>,
    /// Lanes that serve nobody.
    gateways: Vec<Standing>,
    /// What keeps words from reaching anybody, each with what mends it.
    troubles: Vec<Trouble>,
    /// May she tell what was seen?
    reports: bool,
}

/// One of the three columns.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    count: usize,
    entries: Vec<Entry>,
}

/// One line of a column.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Not `title`: the page's own would hide it.
    what: String,
    href: String,
    line: String,
    tags: Vec<Tag>,
    next: Option<String>,
    /// Where that is done, by whom may.
    next_href: Option<String>,
    icon: Option<&'static str>,
    when: Option<Moment>,
    /// `late`, `soon` or empty.
    pressing: &'static str,
    burning: bool,
}

impl Column {
    fn new(entries: Vec<Entry>) -> Self {
        Column { count: entries.len(), entries }
    }
}

/// What the queries bring.
struct Rows {
    incidents: Vec<Incident>,
    fresh: Vec<Report>,
    tasks: Vec<majakka_store::task::Task>,
    clocks: Vec<majakka_store::statutory_clock::StatutoryClock>,
    awaited: Vec<majakka_store::escalation::Escalation>,
    counts: BTreeMap<IncidentId, matter::Count>,
    matters: Vec<(IncidentId, String, String, Effect)>,
    names: BTreeMap<OrganisationId, String>,
    breaks: Vec<maintenance::Maintenance>,
    lost: i64,
    replies: i64,
    troubles: troubles::Rows,
}

fn rows(conn: &mut AnyConnection, context: &DeskContext<'_>) -> Result<Rows> {
    let incidents = incident::not_closed(conn, &context.viewer, INCIDENTS)?;
    let ids: Vec<_> = incidents.iter().map(|row| row.id).collect();
    // What another desk must do is not this one's work.
    let own: Vec<_> = incidents.iter().filter(|row| context.works_on(row)).map(|row| row.id).collect();
    let fresh = report::unplaced(conn, &context.viewer, NEWEST)?;
    let reporters = fresh.iter().map(|row| row.organisation_id);
    let named: BTreeSet<_> = reporters.chain(incidents.iter().map(|row| row.desk_id)).collect();
    Ok(Rows {
        troubles: troubles::Rows::read(conn, context, &own)?,
        tasks: desk::open_tasks(conn, &own)?,
        clocks: desk::running_clocks(conn, &own)?,
        awaited: desk::awaited(conn, &own)?,
        counts: matter::counts(conn, &ids)?,
        matters: matter::by_incident(conn, &ids)?,
        names: desk::organisation_names(conn, &named)?,
        breaks: maintenance::not_over(conn, context.now)?,
        lost: outgoing::in_trouble_since(conn, &context.viewer, context.now - FRESH)?,
        replies: reply::count_open(conn, &context.viewer)?,
        incidents,
        fresh,
    })
}

/// `GET /desk`.
pub(super) async fn dashboard(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    answer(app, by, show).await
}

fn show(context: &DeskContext<'_>) -> Result<Answer> {
    let rows = context.app.read(|conn| rows(conn, context))?;
    let page = DashboardPage {
        now: Moment { said: time::long(context.now, context.language), ..context.moment(context.now) },
        fresh: Column::new(fresh(context, &rows)?),
        burning: Column::new(burning(context, &rows)?),
        promised: Column::new(promised(context, &rows)?),
        replies: match rows.replies {
            0 => None,
            count => Some(context.say_of("desk-replies-open", &[("count", count.into())])?),
        },
        gateways: rows.troubles.standing(context),
        troubles: troubles(context, &rows.troubles, &rows.incidents)?,
        reports: context.may(Permission::Report),
    };
    context.page(StatusCode::OK, &page)
}

fn effect_sign(effect: Effect) -> &'static str {
    match effect {
        Effect::Prevents => "down",
        Effect::Degrades => "degraded",
        Effect::None => "ok",
    }
}

/// A tag for the effect of a report, which says where it is only supposed.
pub(super) fn reported_tag(context: &DeskContext<'_>, row: &Report) -> Result<Tag> {
    let tag = effect_tag(context, row.effect)?;
    match row.effect_assumed {
        true => Ok(Tag { text: context.say_of("desk-effect-assumed", &[("effect", tag.text.into())])?, ..tag }),
        false => Ok(tag),
    }
}

/// A tag for an effect.
pub(super) fn effect_tag(context: &DeskContext<'_>, effect: Effect) -> Result<Tag> {
    Ok(Tag { state: effect_sign(effect).to_owned(), text: context.word("effect", effect)? })
}

/// Reports that need a hand, the one that has waited longest first. Those that have their place stand in their incident's line.
fn fresh(context: &DeskContext<'_>, rows: &Rows) -> Result<Vec<Entry>> {
    let entry = |row: &Report| {
        let name = rows.names.get(&row.organisation_id).cloned().unwrap_or_default();
        let place = [Some(name), row.unit.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        Ok(Entry {
            what: context.matter(&row.service, &row.function),
            href: format!("/desk/reports/{}", row.reference),
            line: format!("{place} · {}", first_words(&row.description)),
            tags: vec![effect_tag(context, row.effect)?],
            next: Some(context.say("desk-place-it")?),
            next_href: None,
            icon: None,
            when: Some(context.moment(row.received_at)),
            pressing: "",
            burning: false,
        })
    };
    rows.fresh.iter().map(entry).collect()
}

/// How bad an incident is, for the order and the sign: as decided, else by its worst report.
fn badness(row: &Incident, rows: &Rows) -> u8 {
    let worst = rows.matters.iter().filter(|(id, ..)| *id == row.id).map(|(.., effect)| *effect).max();
    match (row.decided_criticality, worst) {
        (Some(Criticality::Critical), _) => 3,
        (Some(Criticality::Major), _) | (None, Some(Effect::Prevents)) => 2,
        (Some(Criticality::Minor), _) | (None, _) => 1,
    }
}

fn title(context: &DeskContext<'_>, row: &Incident, rows: &Rows) -> String {
    let first = rows.matters.iter().find(|(id, ..)| *id == row.id);
    let what = first.map_or_else(String::new, |(_, service, function, _)| context.matter(service, function));
    format!("{} {what}", row.reference).trim_end().to_owned()
}

fn open_tasks(rows: &Rows, id: IncidentId) -> Vec<TaskName> {
    rows.tasks.iter().filter(|task| task.incident_id == id).map(|task| task.name).collect()
}

fn burning(context: &DeskContext<'_>, rows: &Rows) -> Result<Vec<Entry>> {
    let mut unresolved: Vec<&Incident> = rows.incidents.iter().filter(|row| row.is_unresolved()).collect();
    unresolved.sort_by_key(|row| (std::cmp::Reverse(badness(row, rows)), std::cmp::Reverse(row.newest_report_at)));
    let entry = |row: &Incident| {
        let bad = badness(row, rows);
        let criticality = match row.decided_criticality {
            Some(word) => context.tag("criticality", word)?,
            None => Tag { state: "unknown".to_owned(), text: context.say("desk-undecided")? },
        };
        let count = rows.counts.get(&row.id);
        let first = count.map_or(row.opened_at, |count| count.first);
        let mut facts = Vec::new();
        if let (Some(origin), Some(extent)) = (&row.decided_origin, &row.decided_extent) {
            facts.push(context.word("origin", origin)?);
            facts.push(context.word("extent", extent)?);
        }
        let reports = count.map_or(0, |count| count.reports);
        facts.push(context.say_of("desk-reports", &[("count", reports.into())])?);
        if let Some(many) = count.map(|count| count.organisations).filter(|many| *many > 1) {
            facts.push(context.say_of("desk-organisation-count", &[("count", many.into())])?);
        }
        if reports > 1 {
            let newest = context.moment(row.newest_report_at).said;
            facts.push(context.say_of("desk-newest-report", &[("at", newest.into())])?);
        }
        facts.push(context.say_of("desk-began", &[("at", context.moment(first).said.into())])?);
        let step = next_step(row.standing(), row.decided_origin.is_some(), &open_tasks(rows, row.id), 0);
        let (next, icon) = if context.works_on(row) {
            let next = context.say(&format!("desk-next-{}", next::key(step)))?;
            let whose =
                (!context.may_take(step)).then(|| context.word("account-role", next::whose(step))).transpose()?;
            (whose.map_or(next.clone(), |role| format!("{next} ({role})")), next::icon(step))
        } else {
            (context.say_of("desk-next-elsewhere", &[("desk", desk_of(rows, row).into())])?, "clock")
        };
        Ok(Entry {
            what: title(context, row, rows),
            href: page(row),
            line: facts.join(" · "),
            tags: vec![criticality, context.tag("incident-state", row.state)?],
            next: Some(next),
            next_href: (context.works_on(row) && context.may_take(step)).then(|| next::href(step, &row.reference)),
            icon: Some(icon),
            when: None,
            pressing: "",
            burning: bad == 3,
        })
    };
    unresolved.into_iter().map(entry).collect()
}

/// Where an incident stands.
fn page(row: &Incident) -> String {
    format!("/desk/incidents/{}", row.reference)
}

/// Who works on it.
fn desk_of(rows: &Rows, row: &Incident) -> String {
    rows.names.get(&row.desk_id).cloned().unwrap_or_default()
}

fn pressing(now: DateTime<Utc>, due: Option<DateTime<Utc>>) -> &'static str {
    match due {
        Some(due) if due <= now => "late",
        Some(due) if due - now <= SOON => "soon",
        _ => "",
    }
}

/// What is due when: promised bulletins, statutory clocks, expected answers, own breaks; then what has no time of its own.
fn promised(context: &DeskContext<'_>, rows: &Rows) -> Result<Vec<Entry>> {
    let references: BTreeMap<_, &str> = rows.incidents.iter().map(|row| (row.id, row.reference.as_str())).collect();
    let of = |id: IncidentId| references.get(&id).copied().unwrap_or_default();
    let mut due: Vec<(Option<DateTime<Utc>>, Entry)> = Vec::new();
    let entry = |title: String, href: String, line: String, at: Option<DateTime<Utc>>| {
        let when = at.map(|at| context.moment(at));
        let pressing = pressing(context.now, at);
        (
            at,
            Entry {
                what: title,
                href,
                line,
                tags: Vec::new(),
                next: None,
                next_href: None,
                icon: None,
                when,
                pressing,
                burning: false,
            },
        )
    };
    for row in rows.incidents.iter().filter(|row| row.state == IncidentState::Active) {
        let Some(at) = row.next_update_at else { continue };
        let title = format!("{} {}", context.say("desk-next-update")?, row.reference);
        let whose = context.word("account-role", "comms_owner")?;
        let (href, whose) = if context.works_on(row) && !context.may(Permission::Publish) {
            (page(row), whose)
        } else if context.works_on(row) {
            (next::href(NextStep::Update, &row.reference), whose)
        } else {
            (page(row), desk_of(rows, row))
        };
        due.push(entry(title, href, whose, Some(at)));
    }
    for clock in &rows.clocks {
        let reference = of(clock.incident_id);
        let title = format!("{} {reference}", context.word("clock", clock.kind)?);
        let line = context.word("account-role", "dpo")?;
        due.push(entry(title, next::href(NextStep::Answer, reference), line, Some(clock.due_at)));
    }
    for escalation in &rows.awaited {
        let reference = of(escalation.incident_id);
        let title = format!(
            "{} {reference}",
            context.say_of("desk-answer-from", &[("partner", escalation.partner.as_str().into())])?
        );
        let line = context.word("escalation-target", escalation.target)?;
        due.push(entry(title, next::href(NextStep::Vendor, reference), line, escalation.expected_by));
    }
    for row in &rows.breaks {
        let (said, at) = match (row.start_told_at, row.window()) {
            (None, (starts, _)) => ("desk-break-starts", Some(starts)),
            (Some(_), (_, Some(ends))) => ("desk-break-ends", Some(ends)),
            (Some(_), (_, None)) => ("desk-break-open", None),
        };
        let title = format!("{} {}", context.say(said)?, row.external_id);
        due.push(entry(title, "/desk/maintenance".to_owned(), context.systems(&row.services()), at));
    }
    for task in rows.tasks.iter().filter(|task| task.name != TaskName::UpdateDue) {
        let reference = of(task.incident_id);
        let title = format!("{} {reference}", context.word("task", task.name)?);
        let line = context.say_of("desk-open-since", &[("at", context.moment(task.opened_at).said.into())])?;
        due.push(entry(title, task_href(context, task.name, reference), line, None));
    }
    if rows.lost > 0 {
        let title = context.say_of("messages-lost-lately", &[("count", rows.lost.into())])?;
        due.push(entry(
            title,
            "/desk/messages?trouble=true".to_owned(),
            context.say("messages-lost-lately-when")?,
            None,
        ));
    }
    due.sort_by_key(|(at, _)| at.unwrap_or_else(|| context.now.with_year(9_999).unwrap_or(context.now)));
    Ok(due.into_iter().map(|(_, entry)| entry).collect())
}

/// Where a task is done.
pub(super) fn task_href(context: &DeskContext<'_>, name: TaskName, reference: &str) -> String {
    let step = match name {
        TaskName::UpdateDue if !context.may(Permission::Publish) => NextStep::Tasks,
        TaskName::KelaForm
        | TaskName::KelaCall
        | TaskName::VendorContact
        | TaskName::OperatorContact
        | TaskName::ConnectionReopening => NextStep::KelaForm,
        TaskName::UpdateDue => NextStep::Late,
        _ => NextStep::Tasks,
    };
    next::href(step, reference)
}

impl Page for DashboardPage {
    const TEMPLATE: &'static str = "desk/dashboard";

    fn samples() -> Vec<Self> {
        let entry = |title: &str, pressing, burning: bool| Entry {
            what: title.to_owned(),
            href: "/desk/incidents/H-2026-0147".to_owned(),
            line: "Esimerkkilän hyvinvointialue".to_owned(),
            tags: vec![Tag { state: "critical".to_owned(), text: "kriittinen".to_owned() }],
            next: Some("Soita Kelan tekniseen tukeen".to_owned()),
            next_href: burning.then(|| "/desk/incidents/H-2026-0147?tab=escalation#call".to_owned()),
            icon: burning.then_some("phone"),
            when: (!burning).then(Moment::sample),
            pressing,
            burning,
        };
        let none = || Column::new(Vec::new());
        let bare = Entry {
            next: None,
            next_href: None,
            when: None,
            tags: Vec::new(),
            ..entry("Korjaa yhteystieto", "", false)
        };
        let full = DashboardPage {
            now: Moment::sample(),
            fresh: Column::new(vec![entry("Resepti-palvelu · lääkkeen määrääminen", "", false)]),
            burning: Column::new(vec![entry("H-2026-0147 Resepti-palvelu", "", true)]),
            promised: Column::new(vec![entry("Jatkotiedote", "late", false), bare]),
            replies: Some("2 vastausta odottaa".to_owned()),
            gateways: [("email", true), ("sms", false)]
                .map(|(channel, ours)| Standing {
                    channel,
                    ours,
                    route: "smtp".to_owned(),
                    reply: "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked".to_owned(),
                    since: Moment::sample(),
                })
                .to_vec(),
            troubles: vec![
                Trouble {
                    text: "Päivystyslista on tyhjä.".to_owned(),
                    href: Some("/admin".to_owned()),
                    mend: "Asetuksiin".to_owned(),
                },
                Trouble { text: "Sähköpostit eivät lähde.".to_owned(), href: None, mend: "Pyydä.".to_owned() },
            ],
            reports: true,
        };
        vec![
            full.clone(),
            DashboardPage {
                fresh: none(),
                burning: none(),
                promised: none(),
                replies: None,
                gateways: Vec::new(),
                troubles: Vec::new(),
                reports: false,
                ..full
            },
        ]
    }
}
