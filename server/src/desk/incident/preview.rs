//! What would leave for Kela now: the form and its mail as the step would send them.
//!
//! Guarantee: prepared by the function that prepares what is sent, in a transaction that writes nothing.

use actix_web::{HttpResponse, web};
use majakka_app::command::escalation::escalate::preview_to_kela;
use majakka_app::command::incident::case::Case;
use majakka_app::{App, Tx};
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::IncidentState;
use majakka_store::error::{Error, Result};
use majakka_store::incident;
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
    /// To which address, in whose name, and whom Kela reaches about it.
    address: String,
    from: String,
    contact: String,
}

impl Forecast {
    /// A form, none because it is incomplete, and none.
    pub(super) fn samples() -> [Self; 3] {
        let preview = FormPreview {
            subject: "Häiriöilmoitus".to_owned(),
            mail: "Hei".to_owned(),
            form: "{}".to_owned(),
            address: "tekninentuki@example.fi".to_owned(),
            from: "Esimerkkilän hyvinvointialue".to_owned(),
            contact: "Aino Esimerkki, 040 000 0001".to_owned(),
        };
        let nothing = Forecast::default();
        [
            Forecast { preview: Some(preview), incomplete: false },
            Forecast { incomplete: true, ..nothing.clone() },
            nothing,
        ]
    }
}

/// Makes it for whoever may send it, as long as it may be sent.
pub(super) fn forecast(tx: &mut Tx<'_>, context: &DeskContext<'_>, loaded: &Loaded<'_>) -> Result<Forecast> {
    if loaded.case.row.state == IncidentState::Closed || !context.may(Permission::Escalate) {
        return Ok(Forecast::default());
    }
    match preview_to_kela(tx, &loaded.case) {
        Ok(letter) => {
            let form = serde_json::to_string_pretty(&letter.json()?)?;
            let preview = FormPreview {
                subject: letter.mail.subject,
                mail: letter.mail.text,
                form,
                address: letter.address,
                from: letter.from,
                contact: letter.contact,
            };
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
        let letter = context.app.look(&context.viewer, |tx| {
            let incident = incident::by_reference(tx.conn, tx.viewer, &reference)?.id;
            let case = Case::find(tx, incident)?;
            preview_to_kela(tx, &case)
        })?;
        Ok(Answer::File(letter.pdf(&[])?))
    })
    .await
}
