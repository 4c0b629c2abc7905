//! `/follow/{token}`: the reporter's own page. What was told, where it stands, what was said since.
//!
//! Guarantee: no patient's reference and nothing that others reported; kept by no cache and no search engine.

use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::organisation::contact_line;
use majakka_app::follow_link;
use majakka_domain::terms::{IncidentState, Language, MessageKind, ReportEnd};
use majakka_messages::Page;
use majakka_messages::message::{Line, PageText};
use majakka_store::error::Result;
use majakka_store::report::Report;
use majakka_store::viewer::Viewer;
use majakka_store::{message, organisation};
use serde::Serialize;

use super::intake::hide;
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
    /// Where it stands: key `report-standing-…`.
    standing: &'static str,
    incident: Option<String>,
    /// Why the desk put it aside.
    end_reason: Option<String>,
    estimate: Option<String>,
    next_update: Option<String>,
    ended: Option<String>,
    service: String,
    effect: String,
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
    let mut response = html(&app, language, &Frame::of(&reader), &page)?;
    hide(&mut response);
    Ok(response)
}

fn read(app: &App, reader: &Reader, token: &str, received: bool) -> Result<(Language, FollowPage)> {
    app.read(|conn| {
        let (row, incident) = follow_link::behind(app, conn, token)?;
        let language = if reader.chose { reader.language } else { row.language };
        let organisation = organisation::find(conn, &Viewer::System, row.organisation_id)?;
        let contact = contact_line(app, conn, &organisation)?.get(language).to_owned();
        let mut page = FollowPage::of(app, &row, language, contact, received)?;
        let Some(case) = incident else { return Ok((language, page)) };
        page.standing = standing(case.state, case.decided_at.is_some());
        page.incident = Some(case.reference.clone());
        page.ended = case.ended_at.map(|at| at.to_rfc3339());
        if case.is_unresolved() {
            page.next_update = case.next_update_at.or(case.reporters_due_at).map(|at| at.to_rfc3339());
            page.estimate = case.estimate_at.map(|at| at.to_rfc3339());
        }
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

const fn standing(state: IncidentState, decided: bool) -> &'static str {
    match (state, decided) {
        (IncidentState::Open, false) => "report-standing-received",
        (IncidentState::Open, true) => "report-standing-investigated",
        (IncidentState::Active, _) => "report-standing-told",
        (IncidentState::Resolved | IncidentState::Closed, _) => "report-standing-over",
    }
}

impl FollowPage {
    fn of(app: &App, row: &Report, language: Language, contact: String, received: bool) -> Result<Self> {
        let system = app.catalogue.system(&row.service);
        let name = system.map_or(row.service.as_str(), |system| system.name.get(language));
        let function = system.and_then(|system| system.function(&row.function)).map(|f| f.name.get(language));
        let ended = row.ended_as.map(|how| match how {
            ReportEnd::Rejected => "report-standing-rejected",
            ReportEnd::Closed => "report-standing-closed",
        });
        let in_break = row.break_id.is_some() || row.maintenance_id.is_some();
        Ok(FollowPage {
            received,
            reference: row.reference.clone(),
            contact,
            standing: ended.unwrap_or(if in_break { "report-standing-break" } else { "report-standing-received" }),
            incident: None,
            end_reason: row.end_reason.clone(),
            estimate: None,
            next_update: None,
            ended: None,
            service: function.map_or_else(|| name.to_owned(), |function| format!("{name}: {function}")),
            effect: app.renderer.i18n().word(language, "effect", row.effect)?,
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
            standing: "report-standing-received",
            incident: None,
            end_reason: None,
            estimate: None,
            next_update: None,
            ended: None,
            service: "Resepti-palvelu: Reseptin määrääminen".to_owned(),
            effect: "estää käytön".to_owned(),
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
        let mut all = vec![fresh.clone(), later];
        all.extend(keys.map(|standing| FollowPage { standing, ..fresh.clone() }));
        all
    }
}
