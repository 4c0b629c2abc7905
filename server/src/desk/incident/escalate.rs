//! Sending the facts to Kela, the vendor or the operator, with the screenshots that a person has looked at.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::escalation::escalate::{Escalate, escalate};
use majakka_domain::id::ScreenshotId;
use majakka_domain::rights::Permission;
use majakka_domain::terms::EscalationTarget;
use majakka_messages::kela_form::{Attachment, Picture};
use majakka_store::db::AnyConnection;
use majakka_store::error::{Error, Result};
use majakka_store::{incident, report, screenshot_row};

use super::super::context::answer;
use super::perform::{Place, perform};
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::FormValues;
use crate::session::SignedIn;

/// `POST …/escalate`: to Kela with the screenshots that were ticked, to the vendor or the operator.
pub(super) async fn post(
    app: web::Data<App>,
    reference: web::Path<String>,
    posted: Posted<FormValues>,
) -> std::result::Result<HttpResponse, PageError> {
    let Posted { by, form: values } = posted;
    let pictures = ticked(&app, &by, &reference, &values).await?;
    answer(app, by, move |context| {
        let place = Place { tab: "escalation", prefix: format!("{}_", values.get("to")) };
        perform(context, &reference, &place, Ok(Permission::Escalate), values, |tx, incident, values| {
            let to: EscalationTarget = values.word("", "to")?;
            let note = values.get(&format!("{to}_note")).to_owned();
            escalate(tx, &Escalate { incident, to, note, pictures })?;
            Ok(Done::new("escalated").with("to", context.word("escalation-target", to)?))
        })
    })
    .await
}

/// The ticked screenshots with their bytes: a person looked at each and said that it shows no personal data.
async fn ticked(
    app: &web::Data<App>,
    by: &SignedIn,
    reference: &str,
    typed: &FormValues,
) -> std::result::Result<Vec<(Attachment, Picture)>, PageError> {
    let ids: Vec<ScreenshotId> = typed.all("kela_picture").filter_map(|id| id.parse().ok()).map(ScreenshotId).collect();
    if ids.is_empty() || by.viewer().require(Permission::Escalate).is_err() {
        return Ok(Vec::new());
    }
    let (viewer, reference) = (by.viewer(), reference.to_owned());
    let shots = blocking(app, move |app| {
        app.read(|conn| {
            let incident = incident::by_reference(conn, &viewer, &reference)?;
            let of = |id: ScreenshotId, conn: &mut AnyConnection| {
                let row = screenshot_row::find(conn, &viewer, id)?;
                let report = report::find(conn, &viewer, row.report_id.ok_or(Error::NotFound("screenshot"))?)?;
                if report.incident_id != Some(incident.id) {
                    return Err(Error::NotFound("screenshot"));
                }
                Ok((row.id, row.key()?, report.reference))
            };
            ids.into_iter().map(|id| of(id, conn)).collect::<Result<Vec<_>>>()
        })
    })
    .await?;
    let mut pictures = Vec::new();
    for (id, key, report) in shots {
        let found = app.screenshots.get(&key).await.map_err(|cause| Error::Unavailable(cause.to_string()))?;
        let bytes = found.ok_or(Error::NotFound("screenshot"))?;
        let name = format!("kuvakaappaus-{id}.{}", key.format().extension());
        // The form is in Finnish, whoever fills it in.
        let alt = format!("Kuvakaappaus ilmoituksesta {report}");
        pictures.push((Attachment { name, alt, key: key.clone(), no_personal_data: true }, Picture { key, bytes }));
    }
    Ok(pictures)
}
