//! `/desk/messages`: what the desk has sent, newest first, and what of it somebody did not get.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_domain::id::MessageId;
use majakka_messages::Page;
use majakka_store::error::Result;
use majakka_store::outgoing::{self, Outgoing};
use serde::{Deserialize, Serialize};

use super::super::context::{DeskContext, Moment, Tag, answer};
use super::trouble;
use crate::failure::PageError;
use crate::session::SignedIn;

/// Messages on one page.
const PER_PAGE: usize = 50;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct MessagesQuery {
    /// Only those that somebody did not get.
    #[serde(default)]
    trouble: bool,
    /// Those older than this one.
    #[serde(default)]
    before: i64,
}

/// The list.
#[derive(Debug, Clone, Serialize)]
pub struct MessagesPage {
    /// Key of the heading.
    heading: &'static str,
    trouble: bool,
    rows: Vec<Row>,
    next: Option<String>,
}

/// One message.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    kind: String,
    href: String,
    about: Option<About>,
    written: Moment,
    by: String,
    tags: Vec<Tag>,
}

/// What a message is about, and where that is.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    pub(super) name: String,
    pub(super) href: String,
}

impl About {
    /// None for a letter to an account.
    pub(super) fn new(row: &Outgoing) -> Option<Self> {
        let about = |name: &String, href: String| Some(About { name: name.clone(), href });
        match (&row.incident, row.maintenance.as_ref().zip(row.maintenance_id), &row.report) {
            (Some(reference), ..) => about(reference, format!("/desk/incidents/{reference}?tab=bulletins")),
            (None, Some((name, id)), _) => about(name, format!("/desk/maintenance#maintenance-{id}")),
            (None, None, Some(reference)) => about(reference, format!("/desk/reports/{reference}")),
            (None, None, None) => None,
        }
    }

    pub(super) fn sample() -> Self {
        About { name: "H-2026-0147".to_owned(), href: "/desk/incidents/H-2026-0147?tab=bulletins".to_owned() }
    }
}

/// `GET`.
pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    asked: web::Query<MessagesQuery>,
) -> Result<HttpResponse, PageError> {
    answer(app, by, move |context| {
        let before = (asked.before > 0).then_some(MessageId(asked.before));
        let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
        let found = context.app.read(|conn| outgoing::page(conn, &context.viewer, asked.trouble, before, limit))?;
        let shown = found.get(..found.len().min(PER_PAGE)).unwrap_or_default();
        let last = if found.len() > PER_PAGE { shown.last() } else { None };
        let trouble = if asked.trouble { "trouble=true&" } else { "" };
        let page = MessagesPage {
            heading: if asked.trouble { "messages-in-trouble" } else { "messages-title" },
            trouble: asked.trouble,
            rows: shown.iter().map(|row| Row::new(context, row)).collect::<Result<_>>()?,
            next: last.map(|row| format!("/desk/messages?{trouble}before={}", row.id)),
        };
        context.page(StatusCode::OK, &page)
    })
    .await
}

impl Row {
    fn new(context: &DeskContext<'_>, row: &Outgoing) -> Result<Self> {
        Ok(Row {
            kind: context.word("message", row.kind)?,
            href: format!("/desk/messages/{}", row.id),
            about: About::new(row),
            written: context.moment(row.written_at),
            by: context.who(row.actor.clone())?,
            tags: trouble::tags(context, row)?,
        })
    }
}

impl Page for MessagesPage {
    const TEMPLATE: &'static str = "desk/messages";

    fn samples() -> Vec<Self> {
        let row = Row {
            kind: "tilannetiedote".to_owned(),
            href: "/desk/messages/7".to_owned(),
            about: Some(About::sample()),
            written: Moment::sample(),
            by: "Aino Esimerkki".to_owned(),
            tags: vec![Tag { state: "failed".to_owned(), text: "2 ei mennyt perille".to_owned() }],
        };
        let letter = Row { about: None, tags: Vec::new(), ..row.clone() };
        let next = Some("/desk/messages?before=7".to_owned());
        vec![
            MessagesPage { heading: "messages-title", trouble: false, rows: vec![row, letter], next },
            MessagesPage { heading: "messages-in-trouble", trouble: true, rows: Vec::new(), next: None },
            MessagesPage { heading: "messages-title", trouble: false, rows: Vec::new(), next: None },
        ]
    }
}
