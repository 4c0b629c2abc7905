//! An incident as every tab of its page needs it.

use majakka_app::command::incident::case::Case;
use majakka_domain::tasks::questions_before_closing;
use majakka_domain::terms::Question;
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::task::Task;
use majakka_store::{answer, incident, task};
use serde::Deserialize;

use super::super::context::DeskContext;

/// What the address asks for beside the reference.
#[derive(Debug, Default, Deserialize)]
pub(super) struct IncidentQuery {
    #[serde(default)]
    pub(super) tab: String,
    /// Of the reports: those before this one, after it, or the oldest.
    #[serde(default)]
    pub(super) before: i64,
    #[serde(default)]
    pub(super) after: i64,
    #[serde(default)]
    pub(super) oldest: bool,
}

/// An incident as its page needs it on every tab.
pub(in super::super) struct Loaded<'c> {
    pub(in super::super) case: Case<'c>,
    pub(in super::super) tasks: Vec<Task>,
    pub(in super::super) answers: Vec<answer::Answer>,
    /// Questions that closing waits for.
    pub(in super::super) unanswered: Vec<Question>,
}

/// Reads an incident of the viewer's own desk.
pub(in super::super) fn load<'c>(
    conn: &mut AnyConnection,
    context: &DeskContext<'c>,
    reference: &str,
) -> Result<Loaded<'c>> {
    let row = incident::by_reference(conn, &context.viewer, reference)?;
    // A member organisation follows its reports; the desk's own page names other organisations.
    if context.viewer.desk().is_some_and(|desk| desk != row.desk_id) {
        return Err(Error::NotFound("incident"));
    }
    let case = Case::load(conn, &context.app.catalogue, context.now, row)?;
    let tasks = task::open(conn, case.row.id)?;
    let answers = answer::of_incident(conn, case.row.id)?;
    let unanswered = questions_before_closing(case.row.first_bulletin_at.is_some(), &case.evidence.reports)
        .into_iter()
        .filter(|question| !answers.iter().any(|a| a.question == *question))
        .collect();
    Ok(Loaded { case, tasks, answers, unanswered })
}
