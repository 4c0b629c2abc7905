//! The newest rows of the audit log.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::audit_log;
use majakka_domain::format::time;
use majakka_messages::Page;
use majakka_store::audit;
use serde::Serialize;

use super::step::step;
use crate::failure::PageError;
use crate::page_frame::html;
use crate::session::SignedIn;

/// Rows on the page: what happened lately; the whole log is the database's.
const ROWS: i64 = 300;

/// The audit log.
#[derive(Debug, Clone, Serialize)]
pub struct LogPage {
    rows: Vec<LogRow>,
}

#[derive(Debug, Clone, Serialize)]
struct LogRow {
    number: i64,
    at: String,
    when: String,
    actor: String,
    action: String,
    subject: String,
    detail: String,
}

impl Page for LogPage {
    const TEMPLATE: &'static str = "admin/log";

    fn samples() -> Vec<Self> {
        let row = LogRow {
            number: 1,
            at: "2026-11-20T10:10:00Z".to_owned(),
            when: "pe 20.11.2026 klo 12.10".to_owned(),
            actor: "Aino Esimerkki".to_owned(),
            action: "incident.triaged".to_owned(),
            subject: "H-2026-0001".to_owned(),
            detail: String::new(),
        };
        vec![LogPage { rows: vec![row] }, LogPage { rows: Vec::new() }]
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let rows = step(&app, &by, |tx| audit_log::newest(tx, ROWS)).await?;
    let language = by.reader.language;
    let row = |row: audit::Row| LogRow {
        number: row.id,
        at: row.at.to_rfc3339(),
        when: time::long(row.at, language),
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        detail: row.detail,
    };
    let page = LogPage { rows: rows.into_iter().map(row).collect() };
    html(&app, language, &by.frame(&app), &page)
}
