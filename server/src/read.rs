//! "I have read this": the page behind the link of a mail, with what the mail says in each language.
//!
//! Guarantee: one press, without signing in. Looking at the page says nothing: mail filters look at every link before the
//! reader does, and none of them sends forms.
//! Non-goal: who may read it; who has the link has the mail.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::delivery::read_receipt::{self, Mailed};
use majakka_domain::format::time;
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_messages::message::Line;
use majakka_store::viewer::Viewer;
use serde::Serialize;

use crate::blocking::blocking;
use crate::failure::PageError;
use crate::locale::Reader;
use crate::page_frame::{Frame, html};
use crate::redirect::go_to;

/// A mail, and the button.
#[derive(Debug, Clone, Serialize)]
pub struct ReadPage {
    action: String,
    /// Subject of the mail.
    subject: String,
    /// A sentence before the lines, where there is one.
    lead: Option<String>,
    /// What a bulletin says.
    lines: Vec<Line>,
    /// Was it taken back since?
    withdrawn: bool,
    /// When it was acknowledged, if it was.
    read: Option<String>,
}

impl Page for ReadPage {
    const TEMPLATE: &'static str = "read/page";

    fn samples() -> Vec<Self> {
        let page = ReadPage {
            action: "/read/abcdefghijklmnopabcdefghijklmnop".to_owned(),
            subject: "[Häiriö] Resepti: ei toimi (H-2026-0045, 1)".to_owned(),
            lead: None,
            lines: Vec::new(),
            withdrawn: false,
            read: None,
        };
        let line = |label: &str, value: &str| Line {
            id: "impact".to_owned(),
            label: label.to_owned(),
            value: value.to_owned(),
            language: None,
        };
        let lines =
            vec![line("Mitä tapahtui", "reseptiä ei voi tallentaa"), line("Toimi näin", "Kirjoita paperiresepti.")];
        let said = ReadPage { lead: Some("Tämä on korjaus.".to_owned()), lines, ..page.clone() };
        let withdrawn = ReadPage { withdrawn: true, ..said.clone() };
        vec![page.clone(), said, withdrawn, ReadPage { read: Some("29.11.2026 klo 10.40".to_owned()), ..page }]
    }
}

/// GET: asks.
///
/// # Errors
/// Nobody's code.
pub(crate) async fn show(
    app: web::Data<App>,
    reader: Reader,
    code: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    // In the language of the mail, until she chooses another.
    let mailed = behind(&app, &code, reader.chose.then_some(reader.language)).await?;
    let reader = reader.or_in(mailed.language);
    let read = mailed.delivery.read_at.map(|at| time::long(at, reader.language));
    let (lead, lines) = mailed.page.map(|page| (page.lead, page.professional)).unwrap_or_default();
    let (action, withdrawn) = (reader.path.to_string(), mailed.withdrawn);
    let page = ReadPage { action, subject: mailed.subject, lead, lines, withdrawn, read };
    html(&app, reader.language, &Frame::for_reader(&reader), &page)
}

/// POST: notes it, and shows the page again.
///
/// # Errors
/// Nobody's code.
pub(crate) async fn acknowledge(app: web::Data<App>, code: web::Path<String>) -> Result<HttpResponse, PageError> {
    let mailed = behind(&app, &code, None).await?;
    let address = format!("/read/{code}");
    if mailed.delivery.read_at.is_none() {
        blocking(&app, move |app| app.write(&Viewer::System, |tx| read_receipt::acknowledge(tx, &code))).await?;
    }
    Ok(go_to(&address))
}

async fn behind(app: &web::Data<App>, code: &str, chosen: Option<Language>) -> Result<Mailed, PageError> {
    let code = code.to_owned();
    Ok(blocking(app, move |app| app.read(|conn| read_receipt::behind(conn, &app.vault, &code, chosen))).await?)
}
