//! `/report/own`: what somebody signed in has told, and where each of it stands.
//!
//! Guarantee: her own account's reports alone, page by page until the first one.
//! Non-goal: what her house told; that is the desk's list.

use actix_web::{HttpResponse, web};
use majakka_app::{App, follow_link};
use majakka_domain::id::ReportId;
use majakka_domain::rights::Permission;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::incident::Incident;
use majakka_store::report::{self, Report};
use serde::{Deserialize, Serialize};

use super::follow::standing;
use super::subject::subject;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::page_frame::html;
use crate::session::SignedIn;

/// Reports on a page.
const SHOWN: usize = 30;

/// Which of them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OwnReportsQuery {
    /// Those older than this one.
    before: Option<ReportId>,
}

/// Her own reports.
#[derive(Debug, Clone, Serialize)]
pub struct OwnReportsPage {
    rows: Vec<OwnReport>,
    /// Where older ones are; none when these are the last.
    older: Option<String>,
}

/// One of them.
#[derive(Debug, Clone, Serialize)]
struct OwnReport {
    reference: String,
    service: String,
    /// The first line of what she wrote.
    description: String,
    received_at: String,
    /// Where it stands: key `report-standing-…`.
    standing: &'static str,
    /// Its own page; none when that has ended.
    href: Option<String>,
}

pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<OwnReportsQuery>,
) -> Result<HttpResponse, PageError> {
    by.viewer().require(Permission::Report)?;
    let (account, language) = (by.person.account, by.reader.language);
    let before = asked.before;
    let page = blocking(&app, move |app| {
        let most = i64::try_from(SHOWN).unwrap_or(i64::MAX).saturating_add(1);
        let mut found = app.read(|conn| report::of_account(conn, account, before, most))?;
        let more = found.len() > SHOWN;
        found.truncate(SHOWN);
        let last = found.last().filter(|_| more).map(|(row, _)| row.id);
        let row = |(row, incident): &(Report, Option<Incident>)| OwnReport {
            reference: row.reference.clone(),
            service: subject(app, &row.service, &row.function, language),
            description: row.description.lines().next().unwrap_or_default().to_owned(),
            received_at: row.received_at.to_rfc3339(),
            standing: standing(row, incident.as_ref()),
            href: (!follow_link::is_over(app, row, incident.as_ref()))
                .then(|| format!("/follow/{}", follow_link::sign(&app.vault, row.id))),
        };
        Ok(OwnReportsPage {
            rows: found.iter().map(row).collect(),
            older: last.map(|id| format!("/report/own?before={id}")),
        })
    })
    .await?;
    html(&app, language, &by.frame(&app), &page)
}

impl Page for OwnReportsPage {
    const TEMPLATE: &'static str = "report/own";

    fn samples() -> Vec<Self> {
        let row = |href: Option<&str>| OwnReport {
            reference: "R-2026-000123".to_owned(),
            service: "Resepti-palvelu: Reseptin määrääminen".to_owned(),
            description: "Allekirjoitus ei onnistu.".to_owned(),
            received_at: "2026-11-20T10:10:00Z".to_owned(),
            standing: "report-standing-received",
            href: href.map(str::to_owned),
        };
        vec![
            OwnReportsPage { rows: Vec::new(), older: None },
            OwnReportsPage {
                rows: vec![row(Some("/follow/sample")), row(None)],
                older: Some("/report/own?before=7".to_owned()),
            },
        ]
    }
}
