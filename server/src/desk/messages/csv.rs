//! `/desk/messages/{id}/recipients.csv`: the list of recipients for a spreadsheet.
//!
//! Guarantee: RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets know it; no cell is a formula, and none holds an
//! identity code; memory does not grow with the list; who took it stands in the audit log.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::{self, Bytes};
use chrono::{DateTime, Utc};
use csv::{Terminator, WriterBuilder};
use futures_util::stream;
use majakka_app::App;
use majakka_domain::format::sheet_cell::harmless;
use majakka_domain::format::time;
use majakka_domain::id::MessageId;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{DeliveryState, Language};
use majakka_store::delivery::{self, Recipient, Wanted, Which};
use majakka_store::error::{Error, Result};
use majakka_store::outgoing;
use majakka_store::viewer::Viewer;

use super::page::RecipientsQuery;
use super::row::without_codes;
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::session::SignedIn;

/// Recipients that are read and written at a time.
const CHUNK: usize = 2_000;
/// By this a spreadsheet knows UTF-8.
const MARK: &str = "\u{feff}";
/// Keys of the columns' names, after `messages-column-`.
const COLUMNS: [&str; 10] =
    ["name", "organisation", "channel", "address", "state", "attempts", "reply", "route", "settled", "read"];

/// `GET`.
pub(super) async fn download(
    app: web::Data<App>,
    by: SignedIn,
    id: web::Path<i64>,
    asked: web::Query<RecipientsQuery>,
) -> Result<HttpResponse, PageError> {
    let (viewer, language, id) = (by.viewer(), by.reader.language, MessageId(id.into_inner()));
    let wanted = Wanted { which: Which::named(&asked.state), text: asked.q.clone(), ..Wanted::default() };
    let (asks, asker) = (viewer.clone(), viewer);
    blocking(&app, move |app| {
        asks.require(Permission::ReadDesk)?;
        app.write(&asks, |tx| {
            outgoing::find(tx.conn, tx.viewer, id)?;
            let subject = format!("message {}", id.0);
            tx.audit("message.recipients_taken", &subject, "")
        })
    })
    .await?;
    let rows = stream::try_unfold(Some((wanted, true)), move |left| {
        let (app, viewer) = (app.clone(), asker.clone());
        async move {
            let Some((wanted, first)) = left else { return Ok(None) };
            let read = blocking(&app, move |app| {
                let found = read(app, &viewer, id, &wanted)?;
                let after = if found.len() < CHUNK { None } else { found.last().map(|row| row.id) };
                let next = after.is_some().then_some((Wanted { after, ..wanted }, false));
                Ok((written(app, language, &found, first)?, next))
            });
            // Half a list must not look like a whole one: the connection breaks.
            read.await.map(Some).inspect_err(|cause| tracing::error!(%cause, "a list of recipients breaks off"))
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"majakka-{}.csv\"", id.0)))
        .content_type("text/csv; charset=utf-8; header=present")
        .streaming(Box::pin(rows)))
}

/// The next of them; what she may see is asked each time.
fn read(app: &App, viewer: &Viewer, id: MessageId, wanted: &Wanted) -> Result<Vec<Recipient>> {
    app.read(|conn| {
        outgoing::find(conn, viewer, id)?;
        delivery::recipients(conn, id, wanted, i64::try_from(CHUNK).unwrap_or(i64::MAX))
    })
}

fn written(app: &App, language: Language, rows: &[Recipient], first: bool) -> Result<Bytes> {
    let i18n = app.renderer.i18n();
    let broken = |cause: csv::Error| Error::Render(cause.to_string());
    let start = if first { MARK.as_bytes().to_vec() } else { Vec::new() };
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(start);
    if first {
        let names = COLUMNS.iter().map(|column| Ok(i18n.word(language, "messages-column", column)?));
        writer.write_record(names.collect::<Result<Vec<_>>>()?).map_err(broken)?;
    }
    for row in rows {
        let reply =
            row.last_detail.as_deref().filter(|_| row.state != DeliveryState::Sent).or(row.provider_ref.as_deref());
        let cells = [
            row.name.clone(),
            row.organisation.clone(),
            i18n.word(language, "channel", row.channel)?,
            row.address.clone(),
            i18n.word(language, "delivery-state", row.state)?,
            row.attempts.to_string(),
            reply.unwrap_or_default().to_owned(),
            row.route.clone().unwrap_or_default(),
            local(row.settled_at),
            local(row.read_at),
        ];
        writer.write_record(cells.map(|cell| harmless(&without_codes(&cell)))).map_err(broken)?;
    }
    let bytes = writer.into_inner().map_err(|cause| Error::Render(cause.to_string()))?;
    Ok(Bytes::from(bytes))
}

/// In Finland's time, as spreadsheets read times.
fn local(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| time::local_input(at).replace('T', " ")).unwrap_or_default()
}
