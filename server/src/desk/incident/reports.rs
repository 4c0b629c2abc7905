//! The reports of an incident, fifty at a time, to be read, moved and split off, and the steps from page to page.

use std::collections::BTreeSet;

use majakka_domain::catalogue::Texts;
use majakka_domain::id::ReportId;
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_store::db::AnyConnection;
use majakka_store::desk::{self, Place, ReportPage};
use majakka_store::error::Result;
use majakka_store::report;
use serde::Serialize;

use super::super::context::{DeskContext, Moment, Tag};
use super::super::dashboard::reported_tag;
use super::loaded::Loaded;
use super::proposal::other_incidents;
use crate::form::{Choice, Field, FormAttempt, Translated};

/// Reports on one page.
pub(in super::super) const PER_PAGE: usize = 50;
/// Of a description in a list.
const EXCERPT: usize = 160;

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct ReportsTab {
    rows: Vec<Row>,
    steps: Steps,
    /// Where they may be moved.
    to: Option<Field>,
    /// One answer to those who left an address.
    reply: Option<ReplyForm>,
}

/// The form of an answer to many.
#[derive(Debug, Clone, Serialize)]
pub struct ReplyForm {
    note: Vec<Translated>,
    estimate: Field,
    reports: Field,
}

/// From a page of a list to those beside it, and to its ends. Nothing where there is no more.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Steps {
    newest: Option<String>,
    newer: Option<String>,
    older: Option<String>,
    oldest: Option<String>,
}

/// One report in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    reference: String,
    matter: String,
    organisation: String,
    place: String,
    effect: Tag,
    received: Moment,
    text: String,
    safety: bool,
    privacy: bool,
    /// The incident it belongs to, in lists over all.
    incident: Option<String>,
}

impl Row {
    /// As a list shows it. A text of another desk's reporter is not shown.
    pub(in super::super) fn new(
        context: &DeskContext<'_>,
        row: &report::Report,
        organisation: String,
        incident: Option<String>,
    ) -> Result<Self> {
        let place =
            [row.unit.as_deref(), row.workstation.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let seen = report::seen_by(&context.viewer, row);
        let text: String = if seen { row.description.chars().take(EXCERPT).collect() } else { String::new() };
        Ok(Row {
            reference: row.reference.clone(),
            matter: context.matter(&row.service, &row.function),
            organisation,
            place,
            effect: reported_tag(context, row)?,
            received: context.moment(row.received_at),
            text,
            safety: row.safety_risk,
            privacy: row.privacy_risk,
            incident,
        })
    }

    pub(in super::super) fn samples() -> Vec<Self> {
        let row = Row {
            reference: "R-2026-000123".to_owned(),
            matter: "Resepti-palvelu · lääkkeen määrääminen".to_owned(),
            organisation: "Esimerkkilän hyvinvointialue".to_owned(),
            place: "Keskustan terveysasema".to_owned(),
            effect: Tag { state: "down".to_owned(), text: "estää käytön".to_owned() },
            received: Moment::sample(),
            text: "Lähetys epäonnistui.".to_owned(),
            safety: true,
            privacy: true,
            incident: Some("H-2026-0147".to_owned()),
        };
        vec![row.clone(), Row { safety: false, privacy: false, incident: None, place: String::new(), ..row }]
    }
}

/// The page that an address asks for: `before` and `after` are reports beside which it lies.
pub(in super::super) fn place(before: i64, after: i64, oldest: bool) -> Place {
    match (before, after) {
        (1.., _) => Place::Before(ReportId(before)),
        (_, 1..) => Place::After(ReportId(after)),
        _ if oldest => Place::Oldest,
        _ => Place::Newest,
    }
}

impl Steps {
    /// `href` is the address without the page, ready for one more argument.
    pub(in super::super) fn new(href: &str, page: &ReportPage) -> Self {
        let beside = |there: bool, side: &str, row: Option<&report::Report>| {
            row.filter(|_| there).map(|row| format!("{href}{side}={}", row.id))
        };
        let end = |there: bool, place: &str| there.then(|| format!("{href}{place}"));
        Steps {
            newest: end(page.newer, "oldest=false"),
            newer: beside(page.newer, "after", page.rows.first()),
            older: beside(page.older, "before", page.rows.last()),
            oldest: end(page.older, "oldest=true"),
        }
    }

    pub(in super::super) fn samples() -> [Self; 2] {
        let link = |to: &str| Some(format!("/desk/reports?{to}"));
        let within = Steps {
            newest: link("oldest=false"),
            newer: link("after=151"),
            older: link("before=102"),
            oldest: link("oldest=true"),
        };
        [within, Steps::default()]
    }
}

impl ReportsTab {
    pub(super) fn new(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        place: Place,
        attempt: &FormAttempt,
    ) -> Result<Self> {
        let row = &loaded.case.row;
        let found = desk::incident_reports(conn, row.id, place, PER_PAGE)?;
        let steps = Steps::new(&format!("/desk/incidents/{}?tab=reports&", row.reference), &found);
        let rows = found.rows;
        let names = desk::organisation_names(conn, &rows.iter().map(|r| r.organisation_id).collect::<BTreeSet<_>>())?;
        let shown =
            rows.iter().map(|r| Row::new(context, r, names.get(&r.organisation_id).cloned().unwrap_or_default(), None));
        let movable = row.is_unresolved() && context.may(Permission::Triage);
        let to = if movable {
            let others = other_incidents(conn, context, row.id)?;
            Some(context.form(attempt, "move_").one("to", others, ""))
        } else {
            None
        };
        let reply = if context.may(Permission::Triage) && row.closed_at.is_none() {
            reply_form(conn, context, loaded, attempt)?
        } else {
            None
        };
        Ok(ReportsTab { rows: shown.collect::<Result<_>>()?, steps, to, reply })
    }

    pub(super) fn samples() -> Vec<Self> {
        let field = |name: &str| Field { name: name.to_owned(), ..Field::default() };
        let reply = ReplyForm {
            note: vec![Translated { language: Language::Fi, control: field("reply_note_fi") }],
            estimate: field("reply_estimate"),
            reports: field("reply_reports"),
        };
        let page = |to: Option<Field>, steps: Steps| ReportsTab {
            reply: to.is_some().then(|| reply.clone()),
            rows: Row::samples(),
            steps,
            to,
        };
        let [within, alone] = Steps::samples();
        vec![page(None, alone), page(Some(field("move_to")), within)]
    }
}

/// Everyone who left an address, all ticked.
fn reply_form(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    loaded: &Loaded<'_>,
    attempt: &FormAttempt,
) -> Result<Option<ReplyForm>> {
    let rows = report::with_address(conn, loaded.case.row.id)?;
    let reachable = rows.iter().filter(|r| report::seen_by(&context.viewer, r));
    let choice = |r: &report::Report| {
        let who = [Some(r.reference.as_str()), r.reporter.as_deref(), r.unit.as_deref()];
        let said = who.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Choice { chosen: true, ..Choice::new(r.id.to_string(), said) }
    };
    let options: Vec<Choice> = reachable.map(choice).collect();
    let form = context.form(attempt, "reply_");
    Ok((!options.is_empty()).then(|| ReplyForm {
        note: form.texts("note", &Texts::default()),
        estimate: form.text("estimate", ""),
        reports: form.any("reports", options),
    }))
}
