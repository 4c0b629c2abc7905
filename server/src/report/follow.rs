//! `/follow/{token}`: the reporter's own page. What was told, where it stands, what was said since.
//!
//! Guarantee: no patient's reference and nothing that others reported; kept by no cache and no search engine.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::organisation::contact_line;
use majakka_app::follow_link;
use majakka_domain::terms::{IncidentState, Language, MessageKind, ReportEnd};
use majakka_messages::Page;
use majakka_messages::message::{Line, PageText};
use majakka_store::error::Result;
use majakka_store::incident::Incident;
use majakka_store::report::Report;
use majakka_store::viewer::Viewer;
use majakka_store::{message, organisation};
use serde::Serialize;

use super::intake::hide;
use super::subject::subject;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::locale::Reader;
use crate::page_frame::{Frame, html};

/// One bulletin as the reporter reads it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct BulletinView {
    at: String,
    /// Was it withdrawn?
    withdrawn: bool,
    title: String,
    lead: Option<String>,
    lines: Vec<Line>,
}

/// The reporter's own page.
#[derive(Debug, Clone, Serialize)]
pub struct FollowPage {
    /// Was it sent just now?
    received: bool,
    reference: String,
    contact: String,
    /// Is there a number in it?
    callable: bool,
    /// Where it stands: key `report-standing-…`.
    standing: &'static str,
    incident: Option<String>,
    /// Why the desk put it aside.
    end_reason: Option<String>,
    estimate: Option<String>,
    next_update: Option<String>,
    ended: Option<String>,
    service: String,
    /// As she said; none: she did not.
    effect: Option<String>,
    description: String,
    error_text: Option<String>,
    occurred_at: String,
    received_at: String,
    said: Vec<BulletinView>,
}

pub(super) async fn show(
    app: web::Data<App>,
    mut reader: Reader,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    let received = request.query_string().split('&').any(|pair| pair == "received=1");
    let asked = reader.clone();
    let (language, page) = blocking(&app, move |app| read(app, &asked, &token, received)).await?;
    reader.language = language;
    let mut response = html(&app, language, &Frame::for_reader(&reader), &page)?;
    hide(&mut response);
    Ok(response)
}

fn read(app: &App, reader: &Reader, token: &str, received: bool) -> Result<(Language, FollowPage)> {
    app.read(|conn| {
        let (row, incident) = follow_link::behind(app, conn, token)?;
        let language = if reader.chose { reader.language } else { row.language };
        let organisation = organisation::find(conn, &Viewer::System, row.organisation_id)?;
        let contact = contact_line(app, conn, &organisation)?.get(language).to_owned();
        let mut page = FollowPage::new(app, (&row, incident.as_ref()), language, contact, received)?;
        let Some(case) = incident else { return Ok((language, page)) };
        let written = message::bulletins(conn, &[case.id])?;
        let ids: Vec<_> = written.iter().map(|message| message.id).collect();
        let texts = message::texts(conn, &ids)?;
        let withdrawn = message::withdrawn(&written)?;
        for message in written.iter().rev() {
            let text = texts.get(&message.id).and_then(|all| all.iter().find(|text| text.language == language));
            let Some(text) = text.and_then(|text| serde_json::from_str::<PageText>(&text.page).ok()) else { continue };
            let at = message.written_at.to_rfc3339();
            let withdrawn = withdrawn.contains(&message.sequence);
            page.said.push(BulletinView {
                at,
                withdrawn,
                title: text.title,
                lead: text.lead,
                lines: text.professional,
            });
        }
        let newest =
            written.iter().rfind(|row| row.kind != MessageKind::Withdrawal && !withdrawn.contains(&row.sequence));
        if let Some(newest) = newest.filter(|_| case.is_unresolved()) {
            page.estimate = newest.facts()?.eta.map(|at| at.to_rfc3339()).or(page.estimate);
        }
        Ok((language, page))
    })
}

/// Where a report stands, as its reporter is told: key `report-standing-…`.
pub(super) fn standing(row: &Report, incident: Option<&Incident>) -> &'static str {
    if let Some(how) = row.ended_as {
        return match how {
            ReportEnd::Rejected => "report-standing-rejected",
            ReportEnd::Closed => "report-standing-closed",
        };
    }
    match incident.map(|case| (case.state, case.decided_at.is_some())) {
        None if row.break_id.is_some() || row.maintenance_id.is_some() => "report-standing-break",
        None | Some((IncidentState::Open, false)) => "report-standing-received",
        Some((IncidentState::Open, true)) => "report-standing-investigated",
        Some((IncidentState::Active, _)) => "report-standing-told",
        Some((IncidentState::Resolved | IncidentState::Closed, _)) => "report-standing-over",
    }
}

impl FollowPage {
    /// Of a report and the incident that it belongs to, before anything was said of that.
    fn new(
        app: &App,
        (row, incident): (&Report, Option<&Incident>),
        language: Language,
        contact: String,
        received: bool,
    ) -> Result<Self> {
        let said = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339());
        let goes_on = incident.filter(|case| case.is_unresolved());
        Ok(FollowPage {
            received,
            reference: row.reference.clone(),
            callable: contact.chars().any(|c| c.is_ascii_digit()),
            contact,
            standing: standing(row, incident),
            incident: incident.map(|case| case.reference.clone()),
            end_reason: row.end_reason.clone(),
            estimate: said(goes_on.and_then(|case| case.estimate_at)),
            next_update: said(goes_on.and_then(|case| case.next_update_at.or(case.reporters_due_at))),
            ended: said(incident.and_then(|case| case.ended_at)),
            service: subject(app, &row.service, &row.function, language),
            effect: match row.effect_assumed {
                true => None,
                false => Some(app.renderer.i18n().word(language, "effect", row.effect)?),
            },
            description: row.description.clone(),
            error_text: row.error_text.clone(),
            occurred_at: row.occurred_at.to_rfc3339(),
            received_at: row.received_at.to_rfc3339(),
            said: Vec::new(),
        })
    }
}

impl Page for FollowPage {
    const TEMPLATE: &'static str = "report/follow";

    fn samples() -> Vec<Self> {
        let at = || "2026-11-20T10:10:00Z".to_owned();
        let fresh = FollowPage {
            received: true,
            reference: "R-2026-000123".to_owned(),
            contact: "Käyttötuki, puh. 0500 000 001".to_owned(),
            callable: true,
            standing: "report-standing-received",
            incident: None,
            end_reason: None,
            estimate: None,
            next_update: None,
            ended: None,
            service: "Resepti-palvelu: Reseptin määrääminen".to_owned(),
            effect: Some("estää käytön".to_owned()),
            description: "Allekirjoitus ei onnistu.".to_owned(),
            error_text: None,
            occurred_at: at(),
            received_at: at(),
            said: Vec::new(),
        };
        let line = |language| Line {
            id: "what".to_owned(),
            label: "Mitä".to_owned(),
            value: "Reseptiä ei voi tallentaa.".to_owned(),
            language,
        };
        let later = FollowPage {
            received: false,
            incident: Some("H-2026-0045".to_owned()),
            end_reason: Some("Koekäyttöä.".to_owned()),
            estimate: Some(at()),
            next_update: Some(at()),
            ended: Some(at()),
            error_text: Some("Virhe 500".to_owned()),
            said: vec![
                BulletinView {
                    withdrawn: false,
                    at: at(),
                    title: "Resepti-palvelu: häiriö".to_owned(),
                    lead: Some("Tilanne jatkuu.".to_owned()),
                    lines: vec![line(None), line(Some(Language::Sv))],
                },
                BulletinView {
                    at: at(),
                    withdrawn: true,
                    title: "Resepti-palvelu: häiriö".to_owned(),
                    lead: None,
                    lines: Vec::new(),
                },
            ],
            ..fresh.clone()
        };
        let keys = [
            "report-standing-investigated",
            "report-standing-told",
            "report-standing-over",
            "report-standing-break",
            "report-standing-rejected",
            "report-standing-closed",
        ];
        let mut all = vec![FollowPage { callable: false, ..fresh.clone() }, fresh.clone(), later];
        all.extend(keys.map(|standing| FollowPage { standing, ..fresh.clone() }));
        all
    }
}
