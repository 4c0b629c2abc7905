//! What opens an organisation's doors from outside: the link to its report form and its tokens. Each is shown once.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_core::Core;
use majakka_core::command::organisation;
use majakka_core::error::Error;
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use serde::Deserialize;

use super::account::step;
use super::organisation::{answer, known};
use super::secret::{self, Kind};
use crate::auth::{Nothing, go_to};
use crate::body::Posted;
use crate::control::tell;
use crate::error::PageError;

#[derive(Debug, Deserialize)]
pub(super) struct NewToken {
    #[serde(default)]
    token_name: String,
}

pub(super) async fn new_report_link(
    core: web::Data<Core>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let token = step(&core, &by, move |act| organisation::new_report_link(act, id)).await?;
    secret::shown(&core, &by, Kind::ReportLink, token.expose(), format!("/admin/organisations/{id}"))
}

pub(super) async fn revoke_report_link(
    core: web::Data<Core>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    step(&core, &by, move |act| organisation::revoke_report_link(act, id)).await?;
    Ok(go_to(&format!("/admin/organisations/{id}")))
}

pub(super) async fn new_token(
    core: web::Data<Core>,
    id: web::Path<i64>,
    Posted { by, form }: Posted<NewToken>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let name = form.token_name.clone();
    match step(&core, &by, move |act| organisation::new_api_token(act, id, &name)).await {
        Ok(token) => secret::shown(&core, &by, Kind::Token, token.expose(), format!("/admin/organisations/{id}")),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let mut page = known(&core, &by, id, None).await?;
            tell(&mut [&mut page.token_name], &problems, &core.renderer, by.reader.language);
            page.errors = vec![page.token_name.clone()];
            answer(StatusCode::UNPROCESSABLE_ENTITY, &core, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn revoke_token(
    core: web::Data<Core>,
    path: web::Path<(i64, i64)>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (id, token) = path.into_inner();
    let id = OrganisationId(id);
    step(&core, &by, move |act| organisation::revoke_api_token(act, id, token)).await?;
    Ok(go_to(&format!("/admin/organisations/{id}")))
}
