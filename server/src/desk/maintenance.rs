//! `/desk/maintenance`: own planned breaks, planned once or as a series, moved and called off one by one.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::command::maintenance::break_series as series_steps;
use majakka_app::command::maintenance::overrun;
use majakka_app::command::maintenance::{self as steps, Plan, Shown};
use majakka_app::{App, Tx};
use majakka_domain::catalogue::Texts;
use majakka_domain::evidence::overran;
use majakka_domain::format::time::Side;
use majakka_domain::id::{MaintenanceId, OrganisationId};
use majakka_domain::recurrence::{Recurrence, monthly_on_its_weekday};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::break_series::{self, BreakSeries};
use majakka_store::error::Result;
use majakka_store::maintenance::{self, Maintenance};
use majakka_store::outgoing::{self, Outgoing};
use majakka_store::viewer::owned;
use majakka_store::{desk, incident, organisation};
use serde::Serialize;

use super::context::{Answer, DeskContext, Moment, Notice, Tag, answer};
use super::messages::Troubled;
use super::translations::{self, Translations};
use super::upstream::systems;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{Choice, Field, FieldError, FormAttempt, FormValues, Problems, Translated};
use crate::session::SignedIn;

/// Breaks to come on the page: a daily rhythm has 92 of them.
const AHEAD: i64 = 500;
/// Breaks that are over on the page.
const OVER: i64 = 50;
/// Later breaks of a series are folded away, but never the next one.
const NEAR: TimeDelta = TimeDelta::days(31);
/// What the form offers; the last one takes a rule of the writer's own.
const REPEATS: [&str; 5] = ["no", "weekly", "fortnightly", "monthly", "own"];
/// On which pages a break stands, as who may speak to everybody chooses.
const SHOWN: [&str; 3] = ["by-whom", "everybody", "concerned"];
/// Organisations in the list to tick.
const ORGANISATIONS: i64 = 500;

/// The page.
#[derive(Debug, Clone, Serialize)]
pub struct MaintenancePage {
    notice: Option<Notice>,
    errors: Vec<FieldError>,
    rows: Vec<Row>,
    later: Vec<Row>,
    series: Vec<Series>,
    past: Vec<Row>,
    plan: Option<PlanForm>,
}

/// Breaks that come again.
#[derive(Debug, Clone, Serialize)]
pub struct Series {
    external_id: String,
    service: String,
    impact: String,
    rhythm: String,
    rule: String,
    /// The next break that is not among the others yet.
    next: Option<Moment>,
    /// May she end it?
    end: bool,
}

/// From when to when.
#[derive(Debug, Clone, Serialize)]
pub struct Before {
    starts: Moment,
    /// None where none was known.
    ends: Option<Moment>,
}

/// One break.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    id: MaintenanceId,
    external_id: String,
    service: String,
    impact: String,
    starts: Moment,
    /// None where none is known.
    ends: Option<Moment>,
    /// It runs: may she say that it is over now?
    may_end: bool,
    /// The time that was told before it was moved.
    before: Option<Before>,
    state: Tag,
    organisations: String,
    /// On which pages it stands, in words.
    shown: String,
    /// While it can still be moved or called off.
    change: Option<Change>,
    /// Past its planned end: may she say that it goes on?
    overrun: bool,
    /// What was told of it, newest first, with what did not arrive.
    notices: Vec<Troubled>,
    /// Did somebody not get the newest of them?
    unheard: bool,
}

/// The form of a new time.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    starts: Field,
    ends: Field,
    open: Field,
}

/// The form of a new break.
#[derive(Debug, Clone, Serialize)]
pub struct PlanForm {
    id: Field,
    service: Field,
    starts: Field,
    ends: Field,
    open: Field,
    impact: Vec<Translated>,
    translations: Option<Translations>,
    organisations: Field,
    /// On which pages; none for who may not choose.
    shown: Option<Field>,
    repeats: Field,
    rule: Field,
    until: Field,
}

/// `GET`.
pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    answer(app, by, |context| display(context, &FormAttempt::default())).await
}

/// `POST`: `what` is `plan`, `move`, `over`, `cancel`, `end` or `overrun`.
pub(super) async fn post(app: web::Data<App>, posted: Posted<FormValues>) -> Result<HttpResponse, PageError> {
    let Posted { by, form: typed } = posted;
    answer(app, by, move |context| {
        let id = typed.get("id").to_owned();
        let moved = format!("break{}_", typed.get("number"));
        let prefix = if typed.get("what") == "plan" { "plan_" } else { &moved };
        let said = |what: &str, id: &str| Done::new(what).with("id", id);
        let here = |done: Done| ("/desk/maintenance".to_owned(), done);
        let done = context.app.write(&context.viewer, |tx| match typed.get("what") {
            "cancel" => steps::cancel(tx, &id).map(|()| here(said("break-cancelled", &id))),
            "over" => steps::end(tx, &id).map(|()| here(said("break-over", &id))),
            "end" => series_steps::end(tx, &id).map(|()| here(said("series-ended", &id))),
            "overrun" => goes_on(tx, context, &id),
            "move" => {
                let (starts, ends) = times(context.now, &typed, prefix)?;
                steps::reschedule(tx, &id, starts, ends).map(|()| here(said("break-moved", &id)))
            }
            _ => {
                steps::plan(tx, &planned(context.now, &typed)?)?;
                translations::seen_to(&typed, prefix, &["plan_impact"])?;
                Ok(here(said("break-planned", typed.get("plan_id").trim())))
            }
        });
        match done {
            Ok((next, done)) => Ok(Answer::Done(next, done)),
            Err(cause) => {
                let prefix = prefix.to_owned();
                display(context, &FormAttempt::refused(&prefix, typed, cause)?)
            }
        }
    })
    .await
}

type Time = chrono::DateTime<chrono::Utc>;

/// Beginning and end; without an end only where somebody says that none is known.
fn times(now: Time, typed: &FormValues, prefix: &str) -> Result<(Time, Option<Time>), Refusal> {
    let mut problems = Problems::default();
    let missing = |field| Refusal::field(field, "missing");
    let open = typed.has(&format!("{prefix}open"));
    let starts = typed.time(prefix, "starts", Side::After(now)).and_then(|at| at.ok_or(missing("starts")));
    let ends = typed.time(prefix, "ends", Side::After(now)).and_then(|at| match at {
        Some(_) if open => Err(Refusal::field("ends", "open")),
        None if !open => Err(missing("ends")),
        at => Ok(at),
    });
    let (starts, ends) = (problems.take(starts), problems.take(ends));
    problems.refuse()?;
    starts.zip(ends).ok_or(missing("starts"))
}

fn planned(now: Time, typed: &FormValues) -> Result<Plan, Refusal> {
    let (starts_at, ends_at) = times(now, typed, "plan_")?;
    let ids = typed.all("plan_organisations").filter_map(|id| id.parse().ok());
    Ok(Plan {
        external_id: typed.get("plan_id").trim().to_owned(),
        services: typed.all("plan_service").map(str::to_owned).collect(),
        starts_at,
        ends_at,
        impact: typed.texts("plan_impact"),
        organisations: ids.map(OrganisationId).collect(),
        shown: match typed.get("plan_shown") {
            "everybody" => Shown::Everybody,
            "concerned" => Shown::Concerned,
            _ => Shown::ByWhom,
        },
        rule: rule(typed, starts_at),
    })
}

/// The rule that was chosen or written, with its last day.
fn rule(typed: &FormValues, starts_at: Time) -> Option<String> {
    let rule = match typed.get("plan_repeats") {
        "weekly" => "FREQ=WEEKLY".to_owned(),
        "fortnightly" => "FREQ=WEEKLY;INTERVAL=2".to_owned(),
        "monthly" => monthly_on_its_weekday(starts_at),
        "own" => typed.get("plan_rule").trim().to_owned(),
        _ => return None,
    };
    let until = typed.get("plan_until").replace('-', "");
    Some(if until.is_empty() { rule } else { format!("{rule};UNTIL={until}") })
}

fn display(context: &DeskContext<'_>, attempt: &FormAttempt) -> Result<Answer> {
    let may = context.may(Permission::PlanMaintenance);
    let page = context.app.read(|conn| {
        let ahead = maintenance::ahead(conn, &context.viewer, AHEAD)?;
        let past = maintenance::settled(conn, &context.viewer, OVER)?;
        let running = break_series::all_running(conn, &context.viewer)?;
        let breaks: Vec<_> = ahead.iter().chain(&past).map(|row| row.id).collect();
        let concerned = maintenance::organisations_of(conn, &breaks)?;
        let told = outgoing::of_breaks(conn, &context.viewer, &breaks)?;
        let ids: BTreeSet<_> = concerned.values().flatten().copied().collect();
        let names = desk::organisation_names(conn, &ids)?;
        let row = |b: &Maintenance| {
            let named: Vec<_> =
                concerned.get(&b.id).into_iter().flatten().filter_map(|id| names.get(id).cloned()).collect();
            let notices: Vec<&Outgoing> = told.iter().filter(|notice| notice.maintenance_id == Some(b.id)).collect();
            shown(context, b, named.join(", "), &notices, attempt)
        };
        let served = if may { organisation::served(conn, &context.viewer, ORGANISATIONS)? } else { Vec::new() };
        let served = served.into_iter().map(|o| Choice::new(o.id.to_string(), o.name)).collect();
        let speaks = match context.viewer.desk() {
            Some(desk) if may => steps::speaks_to_everybody(conn, desk)?,
            _ => false,
        };
        let (near, later) = folded(context, ahead);
        // A rule that has come to its end stays only in its breaks.
        let goes_on = |series: &&BreakSeries| {
            series.next_at.is_some() || near.iter().chain(&later).any(|row| row.series_id == Some(series.id))
        };
        Ok(MaintenancePage {
            notice: context.notice(attempt)?,
            errors: context.errors(attempt),
            rows: near.iter().map(row).collect::<Result<_>>()?,
            later: later.iter().map(row).collect::<Result<_>>()?,
            series: running.iter().filter(goes_on).map(|s| series(context, s, may)).collect::<Result<_>>()?,
            past: past.iter().map(row).collect::<Result<_>>()?,
            plan: if may { Some(plan_form(context, attempt, served, speaks)?) } else { None },
        })
    })?;
    context.page(attempt.status(), &page)
}

/// Of a series the next break and those of the next weeks stand with the others; the rest is folded away.
fn folded(context: &DeskContext<'_>, ahead: Vec<Maintenance>) -> (Vec<Maintenance>, Vec<Maintenance>) {
    let mut begun = BTreeSet::new();
    ahead.into_iter().partition(|row| {
        let next = row.series_id.is_none_or(|series| begun.insert(series));
        next || row.window().0 <= context.now + NEAR
    })
}

fn series(context: &DeskContext<'_>, s: &BreakSeries, may: bool) -> Result<Series> {
    let rhythm = match Recurrence::parse(&s.rule) {
        Ok(rule) => {
            let (every, unit) = rule.every();
            context.say_of("break-rhythm", &[("every", every.into()), ("unit", unit.as_str().into())])?
        }
        Err(_) => s.rule.clone(),
    };
    Ok(Series {
        external_id: s.external_id.clone(),
        service: context.systems(&s.services()),
        impact: s.impact().or_finnish(context.language).to_owned(),
        rhythm,
        rule: s.rule.clone(),
        next: s.next_at.map(|at| context.moment(at)),
        end: may && owned(&context.viewer, s.desk_id).is_ok(),
    })
}

fn shown(
    context: &DeskContext<'_>,
    b: &Maintenance,
    organisations: String,
    notices: &[&Outgoing],
    attempt: &FormAttempt,
) -> Result<Row> {
    let may = context.may(Permission::PlanMaintenance);
    let (state, key) = match (b.cancelled_at, b.start_told_at, b.end_told_at) {
        (Some(_), _, _) => ("closed", "desk-break-cancelled"),
        (_, _, Some(_)) => ("ok", "desk-break-over"),
        (_, Some(_), _) => ("maintenance", "desk-break-runs"),
        _ => ("queued", "desk-break-planned"),
    };
    let prefix = format!("break{}_", b.id);
    let form = context.form(attempt, &prefix);
    let input = |at: DateTime<Utc>| majakka_domain::format::time::local_input(at);
    let before = b
        .was()
        .map(|(starts, ends)| Before { starts: context.moment(starts), ends: ends.map(|at| context.moment(at)) });
    let (starts, ends) = b.window();
    let mine = may && !b.is_settled() && b.announcement_id.is_none() && owned(&context.viewer, b.desk_id).is_ok();
    let change = if mine {
        let open = form.any("open", vec![Choice { chosen: ends.is_none(), ..open(context)? }]);
        let (starts, ends) = (input(starts), ends.map(input).unwrap_or_default());
        Some(Change { starts: form.text("starts", starts), ends: form.text("ends", ends), open })
    } else {
        None
    };
    Ok(Row {
        id: b.id,
        external_id: b.external_id.clone(),
        service: context.systems(&b.services()),
        impact: b.impact().or_finnish(context.language).to_owned(),
        starts: context.moment(starts),
        ends: ends.map(|at| context.moment(at)),
        may_end: mine && b.start_told_at.is_some(),
        before,
        state: Tag { state: state.to_owned(), text: context.say(key)? },
        organisations,
        shown: context.say(if b.announcement_id.is_some() {
            "desk-break-announced"
        } else if b.for_everybody {
            "desk-break-shown-to-everybody"
        } else {
            "desk-break-shown-to-concerned"
        })?,
        change,
        overrun: context.may(Permission::Triage)
            && b.announcement_id.is_none()
            && b.cancelled_at.is_none()
            && ends.is_some_and(|ends| overran(ends, context.now)),
        unheard: notices.first().is_some_and(|newest| newest.is_in_trouble()),
        notices: notices.iter().map(|notice| Troubled::new(context, notice)).collect::<Result<_>>()?,
    })
}

/// Opens an incident for a break that goes on, and leads to it.
fn goes_on(tx: &mut Tx<'_>, context: &DeskContext<'_>, id: &str) -> Result<(String, Done)> {
    let said = context.say_of("desk-break-goes-on-says", &[("id", id.into())])?;
    let opened = overrun::goes_on(tx, id, &said, context.language)?;
    let row = incident::find(tx.conn, tx.viewer, opened)?;
    Ok((format!("/desk/incidents/{}", row.reference), Done::new("break-goes-on").with("id", id)))
}

fn plan_form(context: &DeskContext<'_>, attempt: &FormAttempt, served: Vec<Choice>, speaks: bool) -> Result<PlanForm> {
    let form = context.form(attempt, "plan_");
    Ok(PlanForm {
        id: form.text("id", ""),
        service: form.any("service", systems(context)),
        starts: form.text("starts", ""),
        ends: form.text("ends", ""),
        open: form.any("open", vec![open(context)?]),
        impact: form.texts("impact", &Texts::default()),
        translations: Translations::new(context, &form, &attempt.values, &["plan_impact"])?,
        organisations: form.any("organisations", served),
        shown: if speaks { Some(form.words("shown", "desk-break-shown", &SHOWN, "by-whom")?) } else { None },
        repeats: form.words("repeats", "desk-repeats", &REPEATS, "no")?,
        rule: form.text("rule", ""),
        until: form.text("until", ""),
    })
}

/// The box of who knows no end.
fn open(context: &DeskContext<'_>) -> Result<Choice> {
    Ok(Choice::new("yes", context.say("desk-break-open-end")?))
}

impl Page for MaintenancePage {
    const TEMPLATE: &'static str = "desk/maintenance";

    fn samples() -> Vec<Self> {
        let field = |name: &str| Field { name: name.to_owned(), ..Field::default() };
        let row = Row {
            id: MaintenanceId(1),
            external_id: "HUOLTO-12".to_owned(),
            service: "Oma potilastietojärjestelmä".to_owned(),
            impact: "Järjestelmä ei ole käytössä".to_owned(),
            starts: Moment::sample(),
            ends: Some(Moment::sample()),
            may_end: true,
            before: Some(Before { starts: Moment::sample(), ends: Some(Moment::sample()) }),
            state: Tag { state: "maintenance".to_owned(), text: "käynnissä".to_owned() },
            organisations: "Mallilan apteekki".to_owned(),
            shown: "Näkyy kaikkien sivulla".to_owned(),
            change: Some(Change {
                starts: field("break1_starts"),
                ends: field("break1_ends"),
                open: field("break1_open"),
            }),
            overrun: true,
            notices: Troubled::samples(),
            unheard: true,
        };
        let without_end =
            Row { ends: None, before: Some(Before { starts: Moment::sample(), ends: None }), ..row.clone() };
        let plan = PlanForm {
            id: field("plan_id"),
            service: field("plan_service"),
            starts: field("plan_starts"),
            ends: field("plan_ends"),
            open: field("plan_open"),
            translations: Some(Translations::sample()),
            impact: vec![Translated { language: Language::Fi, control: field("plan_impact_fi") }],
            organisations: field("plan_organisations"),
            shown: Some(field("plan_shown")),
            repeats: field("plan_repeats"),
            rule: field("plan_rule"),
            until: field("plan_until"),
        };
        let series = Series {
            external_id: "HUOLTO-7".to_owned(),
            service: "Oma potilastietojärjestelmä".to_owned(),
            impact: "Järjestelmä ei ole käytössä".to_owned(),
            rhythm: "joka kuukausi".to_owned(),
            rule: "FREQ=MONTHLY;BYDAY=2TH".to_owned(),
            next: Some(Moment::sample()),
            end: true,
        };
        let notice =
            Notice { kind: "warning", heading: "Ei oikeutta".to_owned(), text: "Roolisi eivät riitä.".to_owned() };
        vec![
            MaintenancePage {
                notice: Some(notice),
                errors: Vec::new(),
                rows: vec![row.clone(), without_end],
                later: vec![row.clone()],
                series: vec![series.clone(), Series { next: None, end: false, ..series }],
                past: vec![Row {
                    change: None,
                    before: None,
                    overrun: false,
                    notices: Vec::new(),
                    unheard: false,
                    ..row
                }],
                plan: Some(plan),
            },
            MaintenancePage {
                notice: None,
                errors: Vec::new(),
                rows: Vec::new(),
                later: Vec::new(),
                series: Vec::new(),
                past: Vec::new(),
                plan: None,
            },
        ]
    }
}
