//! The page of an incident, looked at or after a step that was refused.

use actix_web::{HttpResponse, web};
use majakka_app::{App, follow_link};
use majakka_store::error::{Error, Result};
use majakka_store::viewer::Viewer;
use majakka_store::{incident, report};

use super::super::context::{Answer, DeskContext, answer};
use super::loaded::{IncidentQuery, load};
use super::{page, preview};
use crate::failure::PageError;
use crate::form::FormAttempt;
use crate::session::SignedIn;

/// `GET /desk/incidents/{reference}`.
pub(in super::super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    reference: web::Path<String>,
    asked: web::Query<IncidentQuery>,
) -> std::result::Result<HttpResponse, PageError> {
    let (reference, asked) = (reference.into_inner(), asked.into_inner());
    answer(app, by, move |context| match display(context, &reference, &asked, &FormAttempt::default()) {
        Err(Error::NotFound(_)) => followed(context, &reference).map(Answer::Go),
        shown => shown,
    })
    .await
}

/// Where somebody follows an incident of another desk: on the page of a report of her house that belongs to it, for the desk's
/// own page names other organisations.
fn followed(context: &DeskContext<'_>, reference: &str) -> Result<String> {
    let unknown = || Error::NotFound("incident");
    let Viewer::Person(person) = &context.viewer else { return Err(unknown()) };
    let report = context.app.read(|conn| {
        let incident = incident::by_reference(conn, &context.viewer, reference)?;
        report::newest_elsewhere(conn, person.organisation, incident.id)
    })?;
    Ok(format!("/follow/{}", follow_link::sign(&context.app.vault, report.ok_or_else(unknown)?)))
}

/// The page, after a step that was refused too.
pub(super) fn display(
    context: &DeskContext<'_>,
    reference: &str,
    asked: &IncidentQuery,
    attempt: &FormAttempt,
) -> Result<Answer> {
    let page = context.app.look(&context.viewer, |tx| {
        let loaded = load(tx.conn, context, reference)?;
        let forecast = match asked.tab.as_str() {
            "escalation" => preview::forecast(tx, context, &loaded)?,
            _ => preview::Forecast::default(),
        };
        page::compose(tx.conn, context, &loaded, asked, attempt, forecast)
    })?;
    context.page(attempt.status(), &page)
}
