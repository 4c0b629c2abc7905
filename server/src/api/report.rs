//! `POST /api/v1/reports` and `GET /api/v1/reports/{reference}`.

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Utc;
use majakka_app::command::report::standing;
use majakka_app::command::report::{self as command, Report};
use majakka_app::{App, Tx, follow_link};
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Effect, IncidentState, Language};
use majakka_store::error::{Error, Result};
use majakka_store::idempotency_key::Answered;
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::object::Object;
use crate::blocking::{blocking, together};
use crate::failure::ApiError;
use crate::locale::Reader;

/// Longest `Idempotency-Key`: far more than a UUID.
const LONGEST_KEY: usize = 200;

/// What a new report is answered with.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Received {
    reference: String,
    follow_url: String,
    incident: Option<String>,
}

/// Where a report stands.
#[derive(Debug, Serialize)]
struct Standing {
    reference: String,
    received_at: String,
    occurred_at: String,
    service: String,
    function: String,
    effect: Effect,
    incident: Option<String>,
    state: Option<IncidentState>,
    next_update: Option<String>,
    ended_at: Option<String>,
    follow_url: Option<String>,
}

pub(super) async fn create(
    app: web::Data<App>,
    caller: Caller,
    reader: Reader,
    request: HttpRequest,
    body: Result<Bytes, actix_web::Error>,
) -> Result<HttpResponse, ApiError> {
    let hash = body.as_ref().map(|bytes| TokenHash::new(&String::from_utf8_lossy(bytes))).ok();
    let key = idempotency_key(&request)?;
    // Asked before any field is read, and by the step once more.
    caller.viewer().require(Permission::Report)?;
    let organisation = caller.organisation();
    let told = read(&app, organisation, &reader, Object::read(body)?)?;
    let answer = together(&app, caller.viewer(), move |tx| match key.zip(hash) {
        Some((key, body)) => once(tx, organisation, &key, &body, told),
        None => take(tx, told),
    });
    let answer = answer.await?;
    let place = format!("/api/v1/reports/{}", answer.reference);
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).insert_header((LOCATION, place)).json(answer))
}

/// The key under which the same request is answered alike.
fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, Refusal> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= LONGEST_KEY);
    key.map(|key| Some(key.to_owned())).ok_or_else(|| Refusal::field("idempotency_key", "wrong"))
}

/// Reads and checks everything, so that all that is wrong is said at once.
fn read(app: &App, organisation: OrganisationId, reader: &Reader, mut body: Object) -> Result<Report, Refusal> {
    let effect: Option<Effect> = if body.has("effect") {
        body.word("effect")
    } else {
        body.wrong("effect", "missing");
        body.text("effect").and(None)
    };
    let told = Report {
        organisation,
        service: body.needed("service"),
        function: body.text("function").unwrap_or_default(),
        effect: effect.unwrap_or(Effect::None),
        effect_assumed: false,
        description: body.needed("description"),
        unit: body.text("unit"),
        workstation: body.text("workstation"),
        application: body.text("application"),
        error_text: body.text("error_text"),
        occurred_at: body.time("occurred_at"),
        patient_ref: body.text("patient_ref"),
        reporter: body.text("reporter"),
        reporter_email: body.text("reporter_email"),
        callback: body.text("callback"),
        language: body.word::<Language>("language").unwrap_or(reader.language),
        safety_risk: body.flag("safety_risk"),
        privacy_risk: body.flag("privacy_risk"),
        draft: None,
        same_as: None,
    };
    if let Err(refusal) = command::check(app, &told) {
        body.refused(refusal);
    }
    body.finish().map(|()| told)
}

fn take(tx: &mut Tx<'_>, told: Report) -> Result<Received> {
    let received = command::report(tx, told)?;
    if !received.wakes {
        tx.wakes_nobody();
    }
    let follow_url = follow_url(tx.app, &received.follow_token);
    Ok(Received { follow_url, reference: received.reference, incident: received.case })
}

/// Takes a report unless this key brought it already.
fn once(tx: &mut Tx<'_>, organisation: OrganisationId, key: &str, body: &TokenHash, told: Report) -> Result<Received> {
    let key = TokenHash::new(key);
    if let Some(known) = tx.answered(organisation, &key)? {
        if known.body_hash != body.as_hex() {
            // The key was used for something else: a mistake that the caller must hear of.
            return Err(Refusal::field("idempotency_key", "taken").into());
        }
        tx.wakes_nobody();
        return serde_json::from_str(&known.answer).map_err(|cause| Error::Unreadable {
            column: "answer of an idempotency key".to_owned(),
            problem: Box::new(cause),
        });
    }
    let received = take(tx, told)?;
    let answered = Answered { body_hash: body.as_hex().to_owned(), answer: serde_json::to_string(&received)? };
    tx.keep_answer(organisation, key, answered)?;
    Ok(received)
}

fn follow_url(app: &App, token: &str) -> String {
    format!("{}/follow/{token}", app.settings.public_url())
}

pub(super) async fn show(
    app: web::Data<App>,
    caller: Caller,
    reference: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let standing = blocking(&app, move |app| stand(app, &caller.viewer(), &reference)).await?;
    let mut answer = HttpResponse::Ok();
    Ok(answer.insert_header((CACHE_CONTROL, "no-store")).json(standing))
}

fn stand(app: &App, viewer: &Viewer, reference: &str) -> Result<Standing> {
    let standing::Standing { report: row, incident } = app.read(|conn| standing::standing(conn, viewer, reference))?;
    let time = |at: chrono::DateTime<Utc>| at.to_rfc3339();
    let open = !follow_link::is_over(app, &row, incident.as_ref());
    let unresolved = incident.as_ref().filter(|incident| incident.is_unresolved());
    Ok(Standing {
        received_at: time(row.received_at),
        occurred_at: time(row.occurred_at),
        state: incident.as_ref().map(|incident| incident.state),
        next_update: unresolved.and_then(|incident| incident.next_update_at).map(time),
        ended_at: incident.as_ref().and_then(|incident| incident.ended_at).map(time),
        incident: incident.map(|incident| incident.reference),
        follow_url: open.then(|| follow_url(app, &follow_link::sign(&app.vault, row.id))),
        reference: row.reference,
        service: row.service,
        function: row.function,
        effect: row.effect,
    })
}
