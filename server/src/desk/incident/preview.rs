//! What would leave for Kela now: the form and its mail as the step would send them.
//!
//! Guarantee: made by the step itself and taken back, so it is what would be sent; it leaves no trace.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::escalate::{Escalate, escalate};
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{EscalationTarget, IncidentState};
use majakka_store::error::{Error, Result};
use majakka_store::{incident, ledger, message};
use serde::Serialize;

use super::super::context::{Answer, DeskContext, answer};
use super::loaded::Loaded;
use crate::failure::PageError;
use crate::session::SignedIn;

/// What would leave, or why there is nothing yet.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Forecast {
    preview: Option<FormPreview>,
    /// Has the form no sender?
    incomplete: bool,
}

/// The form and its mail.
#[derive(Debug, Clone, Serialize)]
pub struct FormPreview {
    subject: String,
    mail: String,
    form: String,
}

impl Forecast {
    /// A form, none because it is incomplete, and none.
    pub(super) fn samples() -> [Self; 3] {
        let preview =
            FormPreview { subject: "Häiriöilmoitus".to_owned(), mail: "Hei".to_owned(), form: "{}".to_owned() };
        let nothing = Forecast::default();
        [
            Forecast { preview: Some(preview), incomplete: false },
            Forecast { incomplete: true, ..nothing.clone() },
            nothing,
        ]
    }
}

/// The form and its mail as the step would send them, made by that step and taken back. None while no form can be made.
fn dry_run_of(
    context: &DeskContext<'_>,
    incident: IncidentId,
) -> Result<Option<(message::Text, Vec<message::Attachment>)>> {
    let to = EscalationTarget::Kela;
    context.app.dry_run(&context.viewer, |tx| {
        escalate(tx, &Escalate { incident, to, note: String::new(), pictures: Vec::new() })?;
        let sent = ledger::escalations(tx.conn, incident)?.pop();
        let Some(id) = sent.and_then(|sent| sent.message_id) else { return Ok(None) };
        let text = message::texts(tx.conn, &[id])?.remove(&id).and_then(|texts| texts.into_iter().next());
        let files = message::attachments(tx.conn, &[id])?.remove(&id).unwrap_or_default();
        Ok(text.map(|text| (text, files)))
    })
}

/// Makes it for whoever may send it, as long as it may be sent.
pub(super) fn forecast(context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Forecast> {
    let row = &loaded.case.row;
    if row.state == IncidentState::Closed || !context.may(Permission::Escalate) {
        return Ok(Forecast::default());
    }
    match dry_run_of(context, row.id) {
        Ok(None) => Ok(Forecast::default()),
        Ok(Some((text, files))) => {
            let form = files.into_iter().find(|file| file.media_type == "application/json");
            let form = form.and_then(|file| String::from_utf8(file.content).ok()).unwrap_or_default();
            let preview = FormPreview { subject: text.subject, mail: text.body, form };
            Ok(Forecast { preview: Some(preview), incomplete: false })
        }
        Err(Error::Refused(Refusal::KelaFormIncomplete)) => Ok(Forecast { preview: None, incomplete: true }),
        Err(Error::Refused(_)) => Ok(Forecast::default()),
        Err(other) => Err(other),
    }
}

/// `GET …/form.pdf`: the form as it would leave now.
pub(in super::super) async fn form(
    app: web::Data<App>,
    by: SignedIn,
    reference: web::Path<String>,
) -> std::result::Result<HttpResponse, PageError> {
    answer(app, by, move |context| {
        let row = context.app.read(|conn| incident::by_reference(conn, &context.viewer, &reference))?;
        let (_, files) = dry_run_of(context, row.id)?.ok_or(Error::NotFound("form"))?;
        let pdf = files.into_iter().find(|file| file.media_type == "application/pdf");
        Ok(Answer::File(pdf.ok_or(Error::NotFound("form"))?))
    })
    .await
}
