//! What opens an organisation's doors from outside: the link to its report form and its tokens. Each is shown once.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::organisation;
use majakka_domain::id::{ApiTokenId, OrganisationId};

use super::organisation::{TOKEN, TokenForm, display};
use super::secret::{self, Kind};
use super::step::step;
use crate::auth::{Proven, go_to};
use crate::extract::Nothing;
use crate::failure::PageError;
use crate::form::{Form as _, FormAttempt, FormValues};

pub(super) async fn new_report_link(
    app: web::Data<App>,
    id: web::Path<i64>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let token = step(&app, &by, move |tx| organisation::new_report_link(tx, id)).await?;
    secret::shown(&app, &by, Kind::ReportLink, token.expose(), format!("/admin/organisations/{id}"))
}

pub(super) async fn revoke_report_link(
    app: web::Data<App>,
    id: web::Path<i64>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    step(&app, &by, move |tx| organisation::revoke_report_link(tx, id)).await?;
    Ok(go_to(&format!("/admin/organisations/{id}")))
}

pub(super) async fn new_token(
    app: web::Data<App>,
    id: web::Path<i64>,
    Proven { by, form: values }: Proven<FormValues>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let form = TokenForm::read(&values, TOKEN)?;
    let done = step(&app, &by, move |tx| organisation::new_api_token(tx, id, &form.name));
    match done.await {
        Ok(token) => secret::shown(&app, &by, Kind::Token, token.expose(), format!("/admin/organisations/{id}")),
        Err(cause) => display(&app, &by, id, &FormAttempt::wrong(TOKEN, values, cause)?).await,
    }
}

pub(super) async fn revoke_token(
    app: web::Data<App>,
    path: web::Path<(OrganisationId, ApiTokenId)>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (id, token) = path.into_inner();
    step(&app, &by, move |tx| organisation::revoke_api_token(tx, id, token)).await?;
    Ok(go_to(&format!("/admin/organisations/{id}")))
}
