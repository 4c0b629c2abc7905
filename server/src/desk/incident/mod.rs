//! The page of one incident: what it is, what to do next, and all that is known and done, a tab each.
//!
//! Guarantee: only people of the incident's own desk see it; every form carries the version that its writer looked at, and
//! of two at once the second is told with what she typed still there.

pub mod bulletins;
pub mod checks;
pub mod connection;
pub mod duties;
pub mod escalation;
pub mod page;
pub mod proposal;
pub mod reports;
mod steps;
pub mod timeline;

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::case::Case;
use majakka_domain::tasks::questions_before_closing;
use majakka_domain::terms::Question;
use majakka_domain::triage::suggest;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::task::Task;
use majakka_store::{evidence, incident, ledger, task};
use serde::Deserialize;

use super::context::{Answer, DeskContext, answer};
use crate::auth::SignedIn;
use crate::error::PageError;
use crate::form::FormAttempt;

pub(super) use escalation::form;
pub use page::CasePage;
pub(super) use reports::{PER_PAGE, Row, Steps, place};
pub(super) use steps::routes as step_routes;

/// What the address asks for beside the reference.
#[derive(Debug, Default, Deserialize)]
pub(super) struct IncidentQuery {
    #[serde(default)]
    pub(super) tab: String,
    /// Of the reports: those before this one, after it, or the oldest.
    #[serde(default)]
    before: i64,
    #[serde(default)]
    after: i64,
    #[serde(default)]
    oldest: bool,
}

/// An incident as its page needs it on every tab.
pub(super) struct Loaded<'c> {
    pub(super) case: Case<'c>,
    pub(super) tasks: Vec<Task>,
    pub(super) answers: Vec<ledger::Answer>,
    /// Questions that closing waits for.
    pub(super) unanswered: Vec<Question>,
}

/// Reads an incident of the viewer's own desk.
pub(super) fn load<'c>(conn: &mut AnyConnection, context: &DeskContext<'c>, reference: &str) -> Result<Loaded<'c>> {
    let row = incident::by_reference(conn, &context.viewer, reference)?;
    // A member organisation follows its reports; the desk's own page names other organisations.
    if context.viewer.desk().is_some_and(|desk| desk != row.desk_id) {
        return Err(Error::NotFound("incident"));
    }
    let evidence = evidence::of_incident(conn, &context.app.catalogue, context.now, row.id)?;
    let suggestion = suggest(&evidence);
    let decided = row.decided().unwrap_or_else(|| suggestion.as_decided());
    let tasks = task::open(conn, row.id)?;
    let answers = ledger::answers(conn, row.id)?;
    let unanswered = questions_before_closing(row.first_bulletin_at.is_some(), &evidence.reports)
        .into_iter()
        .filter(|question| !answers.iter().any(|a| a.question == *question))
        .collect();
    Ok(Loaded { case: Case { row, evidence, suggestion, decided }, tasks, answers, unanswered })
}

/// `GET /desk/incidents/{reference}`.
pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    reference: web::Path<String>,
    asked: web::Query<IncidentQuery>,
) -> Result<HttpResponse, PageError> {
    let (reference, asked) = (reference.into_inner(), asked.into_inner());
    answer(app, by, move |context| display(context, &reference, &asked, &FormAttempt::default())).await
}

/// The page, after a step that was refused too.
pub(super) fn display(
    context: &DeskContext<'_>,
    reference: &str,
    asked: &IncidentQuery,
    attempt: &FormAttempt,
) -> Result<Answer> {
    let page = context.app.read(|conn| {
        let loaded = load(conn, context, reference)?;
        page::compose(conn, context, &loaded, asked, attempt)
    })?;
    let page = escalation::with_preview(context, page)?;
    context.page(attempt.status(), &page)
}
