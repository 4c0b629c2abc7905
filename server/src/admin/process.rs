//! `/admin/processes`: what runs where, and whether it is at work.
//!
//! Guarantee: who has gone without a word stands there for a day.
//! Non-goal: starting and ending processes; the machines' service managers do.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, SecondsFormat, Utc};
use majakka_app::App;
use majakka_app::disk::NEARLY_FULL;
use majakka_domain::format::time;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::db::dialect;
use majakka_store::installation;
use majakka_store::process::{self, Condition, Process};
use serde::Serialize;

use crate::blocking::blocking;
use crate::failure::PageError;
use crate::page_frame::html;
use crate::session::SignedIn;

/// The processes.
#[derive(Debug, Clone, Serialize)]
pub struct ProcessesPage {
    processes: Vec<ProcessRow>,
}

#[derive(Debug, Clone, Serialize)]
struct ProcessRow {
    /// Not `role`: a partial's own would hide it.
    runs: String,
    machine: String,
    version: String,
    started: Moment,
    seen: Moment,
    turned: Option<Moment>,
    disk_used: Option<i64>,
    /// `admin-process-…`.
    condition: &'static str,
    sign: &'static str,
    nearly_full: bool,
}

#[derive(Debug, Clone, Serialize)]
struct Moment {
    at: String,
    said: String,
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (now, processes) = blocking(&app, move |app| {
        app.read(|conn| {
            // Machines are the installation's: only whoever keeps all of it.
            if installation::bounds(conn, &viewer)?.is_some() {
                return Err(Refusal::Forbidden.into());
            }
            let now = dialect::moment(conn, app.clock.as_ref())?;
            Ok((now, process::all(conn, now)?))
        })
    })
    .await?;
    let language = by.reader.language;
    let row = |process| ProcessRow::from_row(process, now, language);
    let page = ProcessesPage { processes: processes.into_iter().map(row).collect() };
    html(&app, language, &by.frame(&app), &page)
}

impl ProcessRow {
    fn from_row(process: Process, now: DateTime<Utc>, language: Language) -> Self {
        let (condition, sign) = match process.condition(now) {
            Condition::Well => ("admin-process-well", "ok"),
            Condition::Hung => ("admin-process-hung", "degraded"),
            Condition::Gone => ("admin-process-gone", "down"),
        };
        let moment = |at: DateTime<Utc>| Moment {
            at: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            said: time::short(at, now, language),
        };
        ProcessRow {
            runs: process.role,
            machine: process.machine,
            version: process.version,
            started: moment(process.started_at),
            seen: moment(process.seen_at),
            turned: process.turned_at.map(moment),
            nearly_full: process.disk_used.is_some_and(|used| used >= NEARLY_FULL),
            disk_used: process.disk_used,
            condition,
            sign,
        }
    }
}

impl Page for ProcessesPage {
    const TEMPLATE: &'static str = "admin/processes";

    fn samples() -> Vec<Self> {
        let moment = || Moment { at: "2026-11-30T10:10:00Z".to_owned(), said: "klo 12.10".to_owned() };
        let serve = ProcessRow {
            runs: "serve".to_owned(),
            machine: "tk-01".to_owned(),
            version: "0.1.0".to_owned(),
            started: moment(),
            seen: moment(),
            turned: None,
            disk_used: Some(41),
            condition: "admin-process-well",
            sign: "ok",
            nearly_full: false,
        };
        let notify = ProcessRow {
            runs: "notify".to_owned(),
            turned: Some(moment()),
            disk_used: Some(93),
            condition: "admin-process-hung",
            sign: "degraded",
            nearly_full: true,
            ..serve.clone()
        };
        let gone = ProcessRow { disk_used: None, condition: "admin-process-gone", sign: "down", ..serve.clone() };
        vec![ProcessesPage { processes: vec![notify, serve, gone] }, ProcessesPage { processes: Vec::new() }]
    }
}
