//! Kela has closed a connection: that it is so, what Kela asks for, and the account upon which it was opened again.

use majakka_domain::rights::Permission;
use majakka_domain::terms::{IncidentState, TaskName};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::task;
use serde::Serialize;

use super::super::context::{DeskContext, Moment};
use super::loaded::Loaded;
use crate::form::{Field, FormAttempt};

/// The connection of an incident.
#[derive(Debug, Clone, Serialize)]
pub struct Connection {
    /// What was noted when it was closed, while it is.
    closed: Option<Noted>,
    /// Closings that are over, newest first.
    reopened: Vec<Reopened>,
    /// The form that notes a closing.
    close: Option<Field>,
    /// The form that notes the account.
    reopen: Option<Field>,
}

/// A closing that stands.
#[derive(Debug, Clone, Serialize)]
pub struct Noted {
    reason: String,
    at: Moment,
}

/// A closing that is over.
#[derive(Debug, Clone, Serialize)]
pub struct Reopened {
    reason: String,
    proof: String,
    by: String,
    at: Option<Moment>,
}

impl Connection {
    pub(super) fn new(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        attempt: &FormAttempt,
    ) -> Result<Self> {
        let name = TaskName::ConnectionReopening;
        let row = &loaded.case.row;
        let closed = loaded
            .tasks
            .iter()
            .find(|task| task.name == name)
            .map(|task| Noted { reason: task.note.clone().unwrap_or_default(), at: context.moment(task.opened_at) });
        let reopened = task::proven(conn, row.id, name)?.into_iter().map(|task| Reopened {
            reason: task.note.unwrap_or_default(),
            proof: task.proof.unwrap_or_default(),
            by: task.ended_by.unwrap_or_default(),
            at: task.ended_at.map(|at| context.moment(at)),
        });
        let open = row.state != IncidentState::Closed;
        let (may_close, may_reopen) =
            (open && context.may(Permission::Escalate), open && context.may(Permission::EndTask));
        Ok(Connection {
            reopened: reopened.collect(),
            close: (may_close && closed.is_none()).then(|| context.form(attempt, "closed_").text("reason", "")),
            reopen: (may_reopen && closed.is_some()).then(|| context.form(attempt, "reopened_").text("proof", "")),
            closed,
        })
    }

    pub(super) fn samples() -> [Self; 2] {
        let field = |name: &str| Some(Field { name: name.to_owned(), ..Field::default() });
        let reason = "Välittäjän palvelimella haittaohjelma.".to_owned();
        let noted = Noted { reason: reason.clone(), at: Moment::sample() };
        let over = Reopened {
            reason,
            proof: "Palvelin asennettiin uudelleen.".to_owned(),
            by: "Aino Esimerkki".to_owned(),
            at: Some(Moment::sample()),
        };
        [
            Connection { closed: Some(noted), reopened: vec![over], close: None, reopen: field("reopened_proof") },
            Connection { closed: None, reopened: Vec::new(), close: field("closed_reason"), reopen: None },
        ]
    }
}
