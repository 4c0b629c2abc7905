//! What opens an organisation's doors from outside: the link to its report form, and new tokens. Each is shown once.

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::organisation;
use majakka_app::command::organisation::api_token::{self, Wanted};
use majakka_domain::id::OrganisationId;
use majakka_domain::rights::Permission;

use super::organisation::display;
use super::secret::{self, Kind};
use super::step::step;
use super::token::{NEW, TokenForm};
use crate::auth::Proven;
use crate::done::Done;
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
    Ok(Done::new("report-link-revoked").go(&app, &format!("/admin/organisations/{id}")))
}

pub(super) async fn new_token(
    app: web::Data<App>,
    id: web::Path<i64>,
    Proven { by, form: values, .. }: Proven<FormValues>,
) -> Result<HttpResponse, PageError> {
    let id = OrganisationId(*id);
    let typed = values.clone();
    let done = step(&app, &by, move |tx| {
        tx.viewer.require(Permission::Administer)?;
        let TokenForm { name, scopes, life } = TokenForm::read(&typed, NEW)?;
        api_token::make(tx, id, &Wanted { name, scopes, life })
    });
    match done.await {
        Ok(token) => secret::shown(&app, &by, Kind::Token, token.expose(), format!("/admin/organisations/{id}")),
        Err(cause) => display(&app, &by, id, &FormAttempt::wrong(NEW, values, cause)?).await,
    }
}
