//! What opens an organisation's doors from outside: the link to its report form and its tokens. Each is shown once.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::organisation;
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_store::error::Error;
use serde::Deserialize;

use super::account::step;
use super::organisation::{answer, known};
use super::secret::{self, Kind};
use crate::auth::{Nothing, go_to};
use crate::error::PageError;
use crate::extract::Posted;
use crate::field::tell;

#[derive(Debug, Deserialize)]
pub(super) struct NewToken {
    #[serde(default)]
    token_name: String,
}

pub(super) async fn new_report_link(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let token = step(&app, &by, move |tx| organisation::new_report_link(tx, id)).await?;
    secret::shown(&app, &by, Kind::ReportLink, token.expose(), format!("/admin/organisations/{id}"))
}

pub(super) async fn revoke_report_link(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    step(&app, &by, move |tx| organisation::revoke_report_link(tx, id)).await?;
    Ok(go_to(&format!("/admin/organisations/{id}")))
}

pub(super) async fn new_token(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, form }: Posted<NewToken>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let name = form.token_name.clone();
    match step(&app, &by, move |tx| organisation::new_api_token(tx, id, &name)).await {
        Ok(token) => secret::shown(&app, &by, Kind::Token, token.expose(), format!("/admin/organisations/{id}")),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let mut page = known(&app, &by, id, None).await?;
            tell(&mut [&mut page.token_name], &problems, &app.renderer, by.reader.language);
            page.errors = vec![page.token_name.clone()];
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn revoke_token(
    app: web::Data<App>,
    path: web::Path<(i64, i64)>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (id, token) = path.into_inner();
    let id = OrganisationId(id);
    step(&app, &by, move |tx| organisation::revoke_api_token(tx, id, token)).await?;
    Ok(go_to(&format!("/admin/organisations/{id}")))
}
