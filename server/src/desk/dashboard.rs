//! `/desk`: what is new, what burns, what is promised by when, and the next step of each.
//!
//! Guarantee: sixteen queries, however many incidents and reports there are; none reads more reports than it shows.
//! Non-goal: changing anything; every entry leads to where that is done.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use majakka_app::App;
use majakka_domain::delivery::Blame;
use majakka_domain::format::time;
use majakka_domain::next_step::{NextStep, next_step};
use majakka_domain::terms::{Criticality, Effect, IncidentState, TaskName};
use majakka_messages::Page;
use majakka_store::db::{AnyConnection, dialect};
use majakka_store::error::Result;
use majakka_store::incident::{self, Incident};
use majakka_store::report::{self, Report};
use majakka_store::{desk, maintenance, matter, outgoing, reply, route_state};
use serde::Serialize;

use super::context::{Answer, DeskContext, Moment, Tag, answer};
use super::next;
use crate::failure::PageError;
use crate::session::SignedIn;
use majakka_domain::id::{IncidentId, OrganisationId};

/// Newest reports on the first page; the list holds the rest.
const NEWEST: i64 = 30;
/// How long a report that has its place is still news.
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
}

/// A gateway that serves nobody, as everybody at the desk must know.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// `email` or `sms`.
    channel: &'static str,
    /// Is it us whom it does not serve?
    ours: bool,
    route: String,
    reply: String,
    since: Moment,
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
    icon: Option<&'static str>,
    when: Option<Moment>,
    /// `late`, `soon` or empty.
    pressing: &'static str,
    burning: bool,
}

impl Column {
    fn of(entries: Vec<Entry>) -> Self {
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
    counts: BTreeMap<IncidentId, (i64, DateTime<Utc>)>,
    matters: Vec<(IncidentId, String, String, Effect)>,
    names: BTreeMap<OrganisationId, String>,
    breaks: Vec<maintenance::Maintenance>,
    lost: i64,
    replies: i64,
    gateways: Vec<route_state::Trouble>,
}

fn rows(conn: &mut AnyConnection, context: &DeskContext<'_>) -> Result<Rows> {
    let incidents = incident::not_closed(conn, &context.viewer, INCIDENTS)?;
    let ids: Vec<_> = incidents.iter().map(|row| row.id).collect();
    // What another desk must do is not this one's work.
    let own: Vec<_> = incidents.iter().filter(|row| context.works_on(row)).map(|row| row.id).collect();
    let fresh = report::newest(conn, &context.viewer, context.now - FRESH, NEWEST)?;
    let reporters = fresh.iter().map(|row| row.organisation_id);
    let named: BTreeSet<_> = reporters.chain(incidents.iter().map(|row| row.desk_id)).collect();
    Ok(Rows {
        tasks: desk::open_tasks(conn, &own)?,
        clocks: desk::running_clocks(conn, &own)?,
        awaited: desk::awaited(conn, &own)?,
        counts: matter::counts(conn, &ids)?,
        matters: matter::by_incident(conn, &ids)?,
        names: desk::organisation_names(conn, &named)?,
        breaks: maintenance::not_over(conn, context.now)?,
        lost: outgoing::in_trouble_since(conn, &context.viewer, context.now - FRESH)?,
        replies: reply::count_open(conn, &context.viewer)?,
        gateways: {
            let now = dialect::moment(conn, context.app.clock.as_ref())?;
            route_state::in_trouble(conn, now)?
        },
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
        fresh: Column::of(fresh(context, &rows)?),
        burning: Column::of(burning(context, &rows)?),
        promised: Column::of(promised(context, &rows)?),
        replies: match rows.replies {
            0 => None,
            count => Some(context.say_of("desk-replies-open", &[("count", count.into())])?),
        },
        gateways: rows.gateways.iter().map(|trouble| standing(context, trouble)).collect(),
    };
    context.page(StatusCode::OK, &page)
}

fn standing(context: &DeskContext<'_>, trouble: &route_state::Trouble) -> Standing {
    Standing {
        channel: trouble.channel.as_str(),
        ours: trouble.blame == Blame::Us.as_str(),
        route: trouble.route.clone(),
        reply: trouble.reply.clone(),
        since: context.moment(trouble.since),
    }
}

fn effect_sign(effect: Effect) -> &'static str {
    match effect {
        Effect::Prevents => "down",
        Effect::Degrades => "degraded",
        Effect::None => "ok",
    }
}

/// A tag for an effect.
pub(super) fn effect_tag(context: &DeskContext<'_>, effect: Effect) -> Result<Tag> {
    Ok(Tag { state: effect_sign(effect).to_owned(), text: context.word("effect", effect)? })
}

fn fresh(context: &DeskContext<'_>, rows: &Rows) -> Result<Vec<Entry>> {
    let known: BTreeMap<_, &str> = rows.incidents.iter().map(|row| (row.id, row.reference.as_str())).collect();
    let entry = |row: &Report| {
        let name = rows.names.get(&row.organisation_id).cloned().unwrap_or_default();
        let place = [Some(name), row.unit.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let next = match (row.incident_id, row.incident_id.and_then(|id| known.get(&id))) {
            (_, Some(reference)) => Some(context.say_of("desk-belongs-to", &[("reference", (*reference).into())])?),
            // It is over.
            (Some(_), None) => None,
            (None, _) if row.maintenance_id.is_some() || row.break_id.is_some() => {
                Some(context.say("desk-belongs-to-break")?)
            }
            (None, _) => Some(context.say("desk-place-it")?),
        };
        Ok(Entry {
            what: context.matter(&row.service, &row.function),
            href: format!("/desk/reports/{}", row.reference),
            line: place,
            tags: vec![effect_tag(context, row.effect)?],
            next,
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
        let (count, first) = rows.counts.get(&row.id).copied().unwrap_or((0, row.opened_at));
        let mut facts = Vec::new();
        if let (Some(origin), Some(extent)) = (&row.decided_origin, &row.decided_extent) {
            facts.push(context.word("origin", origin)?);
            facts.push(context.word("extent", extent)?);
        }
        facts.push(context.say_of("desk-reports", &[("count", count.into())])?);
        facts.push(context.say_of("desk-began", &[("at", context.moment(first).said.into())])?);
        let step = next_step(row.standing(), row.decided_origin.is_some(), &open_tasks(rows, row.id), 0);
        let (next, icon) = if context.works_on(row) {
            (context.say(&format!("desk-next-{}", next::key(step)))?, next::icon(step))
        } else {
            (context.say_of("desk-next-elsewhere", &[("desk", desk_of(rows, row).into())])?, "clock")
        };
        Ok(Entry {
            what: title(context, row, rows),
            href: page(row),
            line: facts.join(" · "),
            tags: vec![criticality, context.tag("incident-state", row.state)?],
            next: Some(next),
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
            Entry { what: title, href, line, tags: Vec::new(), next: None, icon: None, when, pressing, burning: false },
        )
    };
    for row in rows.incidents.iter().filter(|row| row.state == IncidentState::Active) {
        let Some(at) = row.next_update_at else { continue };
        let title = format!("{} {}", context.say("desk-next-update")?, row.reference);
        let (href, whose) = if context.works_on(row) {
            (next::href(NextStep::Update, &row.reference), context.word("account-role", "comms_owner")?)
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
        due.push(entry(title, task_href(task.name, reference), line, None));
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
pub(super) fn task_href(name: TaskName, reference: &str) -> String {
    let step = match name {
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
            icon: burning.then_some("phone"),
            when: (!burning).then(Moment::sample),
            pressing,
            burning,
        };
        let none = || Column::of(Vec::new());
        let bare = Entry { next: None, when: None, tags: Vec::new(), ..entry("Korjaa yhteystieto", "", false) };
        let full = DashboardPage {
            now: Moment::sample(),
            fresh: Column::of(vec![entry("Resepti-palvelu · lääkkeen määrääminen", "", false)]),
            burning: Column::of(vec![entry("H-2026-0147 Resepti-palvelu", "", true)]),
            promised: Column::of(vec![entry("Jatkotiedote", "late", false), bare]),
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
        };
        vec![
            full.clone(),
            DashboardPage {
                fresh: none(),
                burning: none(),
                promised: none(),
                replies: None,
                gateways: Vec::new(),
                ..full
            },
        ]
    }
}
