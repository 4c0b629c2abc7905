//! `/desk/reports`, `/desk/incidents` and `/desk/search`: the long lists, a page at a time.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::format::hetu;
use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::rights::Permission;
use majakka_messages::Page;
use majakka_store::db::AnyConnection;
use majakka_store::desk;
use majakka_store::error::Result;
use majakka_store::incident::{self, Incident};
use majakka_store::matter;
use majakka_store::report::Report;
use serde::{Deserialize, Serialize};

use super::context::{Answer, DeskContext, Moment, Tag, answer};
use super::incident::{PER_PAGE, Row, Steps, place};
use crate::extract::Posted;
use crate::failure::PageError;
use crate::session::SignedIn;
use majakka_domain::terms::MessageKind;

/// Hits of each kind in a search.
const FOUND: i64 = 50;

/// Which page of a list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ListQuery {
    #[serde(default)]
    before: i64,
    #[serde(default)]
    after: i64,
    #[serde(default)]
    oldest: bool,
    #[serde(default)]
    unplaced: bool,
    #[serde(default)]
    q: String,
}

/// The list of reports.
#[derive(Debug, Clone, Serialize)]
pub struct ReportListPage {
    /// Key of the heading.
    heading: &'static str,
    /// May she tell what was seen?
    reports: bool,
    rows: Vec<Row>,
    unplaced: bool,
    steps: Steps,
}

/// The list of incidents.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentListPage {
    rows: Vec<IncidentRow>,
    next: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub struct SearchPage {
    /// What was asked, without an identity code.
    q: String,
    /// Was there one in it?
    hetu: bool,
    asked: bool,
    /// The systems that the words name, also by old names.
    systems: Vec<String>,
    incidents: Vec<IncidentRow>,
    reports: Vec<Row>,
    bulletins: Vec<BulletinRow>,
}

/// One incident in a list.
#[derive(Debug, Clone, Serialize)]
pub struct IncidentRow {
    reference: String,
    /// The service and function of its first report.
    matter: String,
    /// Who sent that, and its first words.
    told: String,
    state: Tag,
    criticality: Option<Tag>,
    words: String,
    opened: Moment,
    reports: i64,
}

/// One bulletin in a list.
#[derive(Debug, Clone, Serialize)]
pub struct BulletinRow {
    id: MessageId,
    kind: String,
    reference: String,
    subject: String,
}

/// `GET /desk/reports`.
pub(super) async fn reports(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<ListQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| {
        let place = place(asked.before, asked.after, asked.oldest);
        let shown = context.app.read(|conn| {
            let found = desk::reports_page(conn, &context.viewer, asked.unplaced, place, PER_PAGE)?;
            let steps = Steps::new(&format!("/desk/reports?unplaced={}&", asked.unplaced), &found);
            Ok(ReportListPage {
                heading: if asked.unplaced { "desk-unplaced-reports" } else { "desk-tab-reports" },
                reports: context.may(Permission::Report),
                rows: report_rows(conn, context, &found.rows)?,
                unplaced: asked.unplaced,
                steps,
            })
        })?;
        context.page(StatusCode::OK, &shown)
    })
    .await
}

fn report_rows(conn: &mut AnyConnection, context: &DeskContext<'_>, found: &[Report]) -> Result<Vec<Row>> {
    let names = desk::organisation_names(conn, &found.iter().map(|r| r.organisation_id).collect::<BTreeSet<_>>())?;
    let ids: Vec<_> = found.iter().filter_map(|r| r.incident_id).collect();
    let references = desk::references(conn, &ids)?;
    let row = |r: &Report| {
        let name = names.get(&r.organisation_id).cloned().unwrap_or_default();
        Row::new(context, r, name, r.incident_id.and_then(|id| references.get(&id).cloned()))
    };
    found.iter().map(row).collect()
}

fn incident_rows(conn: &mut AnyConnection, context: &DeskContext<'_>, found: &[Incident]) -> Result<Vec<IncidentRow>> {
    let ids: Vec<_> = found.iter().map(|row| row.id).collect();
    let counts = matter::counts(conn, &ids)?;
    let glances = desk::glances(conn, &ids)?;
    let row = |row: &Incident| {
        let glance = glances.get(&row.id);
        let origin = row.decided_origin.map(|origin| context.word("origin", origin)).transpose()?;
        let extent = row.decided_extent.map(|extent| context.word("extent", extent)).transpose()?;
        let criticality = row.decided_criticality.map(|word| context.tag("criticality", word)).transpose()?;
        Ok(IncidentRow {
            reference: row.reference.clone(),
            matter: glance.map(|g| context.matter(&g.service, &g.function)).unwrap_or_default(),
            told: glance.map(|glance| context.told_first(glance)).transpose()?.unwrap_or_default(),
            state: context.tag("incident-state", row.state)?,
            criticality,
            words: [origin, extent].into_iter().flatten().collect::<Vec<_>>().join(" · "),
            opened: context.moment(row.opened_at),
            reports: counts.get(&row.id).map_or(0, |count| count.reports),
        })
    };
    found.iter().map(row).collect()
}

/// `GET /desk/incidents`.
pub(super) async fn incidents(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<ListQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| {
        let before = (asked.before > 0).then_some(IncidentId(asked.before));
        let shown = context.app.read(|conn| {
            let limit = i64::try_from(PER_PAGE).unwrap_or(i64::MAX);
            let found = incident::page(conn, &context.viewer, before, limit.saturating_add(1))?;
            let shown = found.get(..found.len().min(PER_PAGE)).unwrap_or_default();
            let last = if found.len() > PER_PAGE { shown.last() } else { None };
            let next = last.map(|row| format!("/desk/incidents?before={}", row.id));
            Ok(IncidentListPage { rows: incident_rows(conn, context, shown)?, next })
        })?;
        context.page(StatusCode::OK, &shown)
    })
    .await
}

/// `GET /desk/search?q=`: for links. What is typed is sent below.
pub(super) async fn search(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<ListQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| look_for(context, asked.q.trim())).await
}

/// `POST /desk/search`: so that what is typed stands in no address, history or log of a proxy.
pub(super) async fn typed_search(
    app: web::Data<App>,
    Posted { by, form: asked }: Posted<ListQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| look_for(context, asked.q.trim())).await
}

fn look_for(context: &DeskContext<'_>, q: &str) -> Result<Answer> {
    let mut page = SearchPage {
        q: q.to_owned(),
        hetu: hetu::contains(q),
        asked: !q.is_empty(),
        systems: Vec::new(),
        incidents: Vec::new(),
        reports: Vec::new(),
        bulletins: Vec::new(),
    };
    if page.hetu {
        // It stands in no text, so that nothing would be found; and it is not shown again.
        page.q.clear();
        return context.page(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if page.asked {
        let catalogue = &context.app.catalogue;
        let mut systems: Vec<String> = catalogue.find(q).into_iter().map(|system| system.id.clone()).collect();
        if systems.is_empty() {
            systems.extend(catalogue.mentioned_in(q).into_iter().map(|system| system.id.clone()));
        }
        page.systems = systems.iter().map(|id| context.system(id)).collect();
        context.app.read(|conn| {
            let found = desk::search(conn, &context.viewer, q, &systems, FOUND)?;
            page.incidents = incident_rows(conn, context, &found.incidents)?;
            page.reports = report_rows(conn, context, &found.reports)?;
            let bulletin = |(id, kind, reference, subject): (MessageId, MessageKind, String, String)| {
                Ok(BulletinRow { id, kind: context.word("message", kind)?, reference, subject })
            };
            page.bulletins = found.bulletins.into_iter().map(bulletin).collect::<Result<_>>()?;
            Ok(())
        })?;
    }
    context.page(StatusCode::OK, &page)
}

impl IncidentRow {
    fn samples() -> Vec<Self> {
        let row = IncidentRow {
            reference: "H-2026-0147".to_owned(),
            matter: "Resepti-palvelu · Reseptin määrääminen".to_owned(),
            told: "Mallilan apteekki ja 2 muuta · Reseptiä ei voi tallentaa".to_owned(),
            state: Tag { state: "active".to_owned(), text: "tiedotus käynnissä".to_owned() },
            criticality: Some(Tag { state: "critical".to_owned(), text: "kriittinen".to_owned() }),
            words: "Kanta-palvelut".to_owned(),
            opened: Moment::sample(),
            reports: 17,
        };
        vec![row.clone(), IncidentRow { criticality: None, told: String::new(), ..row }]
    }
}

impl Page for ReportListPage {
    const TEMPLATE: &'static str = "desk/reports";

    fn samples() -> Vec<Self> {
        let [within, alone] = Steps::samples();
        vec![
            ReportListPage {
                heading: "desk-tab-reports",
                reports: true,
                rows: Row::samples(),
                unplaced: false,
                steps: within,
            },
            ReportListPage {
                heading: "desk-unplaced-reports",
                reports: false,
                rows: Vec::new(),
                unplaced: true,
                steps: alone,
            },
        ]
    }
}

impl Page for IncidentListPage {
    const TEMPLATE: &'static str = "desk/incidents";

    fn samples() -> Vec<Self> {
        vec![
            IncidentListPage { rows: IncidentRow::samples(), next: Some("/desk/incidents?before=3".to_owned()) },
            IncidentListPage { rows: Vec::new(), next: None },
        ]
    }
}

impl Page for SearchPage {
    const TEMPLATE: &'static str = "desk/search";

    fn samples() -> Vec<Self> {
        let nothing = SearchPage {
            q: String::new(),
            hetu: false,
            asked: false,
            systems: Vec::new(),
            incidents: Vec::new(),
            reports: Vec::new(),
            bulletins: Vec::new(),
        };
        let bulletin = BulletinRow {
            id: MessageId(1),
            kind: "ensimmäinen tiedote".to_owned(),
            reference: "H-2026-0147".to_owned(),
            subject: "Häiriö".to_owned(),
        };
        let found = SearchPage {
            q: "eArkisto".to_owned(),
            asked: true,
            systems: vec!["Potilastietovaranto".to_owned()],
            incidents: IncidentRow::samples(),
            reports: Row::samples(),
            bulletins: vec![bulletin],
            ..nothing.clone()
        };
        let in_vain = SearchPage { asked: true, q: "sininen".to_owned(), ..nothing.clone() };
        vec![found, in_vain, SearchPage { hetu: true, asked: true, ..nothing.clone() }, nothing]
    }
}
