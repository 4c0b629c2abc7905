//! One account: invited, given roles, helped with a new link, closed.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account;
use majakka_app::command::account::letter::{self, Mailed};
use majakka_app::command::account::second_factor;
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{AccountRole, Language};
use majakka_messages::Page;
use majakka_store::account::{self as accounts, NewAccount};
use majakka_store::{installation, second_factor as factors};
use serde::Serialize;

use super::secret::{self, Kind};
use super::step::{MANY, rows, step, submit};
use crate::auth::Proven;
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Nothing;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::form::{FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::page_frame::html_as;
use crate::session::SignedIn;

/// An account, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct AccountPage {
    /// Its address; none for a new one.
    own: Option<String>,
    title: String,
    address: String,
    closed: bool,
    /// Has she a second factor that the reader may take away?
    factor: bool,
    fields: Fields,
    errors: Vec<FieldError>,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "admin/account";

    fn samples() -> Vec<Self> {
        let error = "Täytä tämä kohta.";
        let blank = AccountPage {
            own: None,
            title: String::new(),
            address: String::new(),
            closed: false,
            factor: false,
            fields: Fields::sample::<InvitationForm>("").wrong("email", error),
            errors: vec![FieldError { name: "email".to_owned(), error: error.to_owned() }],
        };
        let known = |closed| AccountPage {
            own: Some("/admin/accounts/1".to_owned()),
            title: "Aino Esimerkki".to_owned(),
            address: "aino@example.fi".to_owned(),
            closed,
            factor: !closed,
            fields: Fields::sample::<RolesForm>(""),
            errors: Vec::new(),
        };
        vec![blank, known(false), known(true)]
    }
}

form! {
    /// What is typed of a new account.
    pub(super) struct InvitationForm {
        email: String,
        name: String,
        organisation: OrganisationId,
        language: Language,
        roles: BTreeSet<AccountRole>,
    }
}

form! {
    /// The roles of a known one.
    pub(super) struct RolesForm {
        roles: BTreeSet<AccountRole>,
    }
}

impl InvitationForm {
    fn blank(by: &SignedIn) -> Self {
        InvitationForm {
            email: String::new(),
            name: String::new(),
            organisation: by.person.organisation,
            language: by.person.language,
            roles: BTreeSet::new(),
        }
    }

    fn into_account(self) -> NewAccount {
        NewAccount {
            organisation: self.organisation,
            email: self.email,
            name: self.name.trim().to_owned(),
            language: self.language,
            roles: self.roles,
        }
    }
}

pub(super) async fn blank(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    display_blank(&app, &by, &FormAttempt::default()).await
}

pub(super) async fn invite(
    app: web::Data<App>,
    Proven { by, form: values, .. }: Proven<FormValues>,
) -> Result<HttpResponse, PageError> {
    let done = submit(&app, &by, Permission::Administer, &values, |tx, form: InvitationForm| {
        letter::invite(tx, &form.into_account())
    });
    match done.await {
        Ok(Mailed { address, token }) => {
            secret::shown(&app, &by, Kind::Link(address), token.expose(), "/admin".to_owned())
        }
        Err(cause) => display_blank(&app, &by, &FormAttempt::wrong("", values, cause)?).await,
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    display_known(&app, &by, AccountId(*id), &FormAttempt::default()).await
}

pub(super) async fn set_roles(
    app: web::Data<App>,
    id: web::Path<i64>,
    Proven { by, form: values, .. }: Proven<FormValues>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    let done = submit(&app, &by, Permission::Administer, &values, move |tx, form: RolesForm| {
        account::set_roles(tx, id, &form.roles)
    });
    match done.await {
        Ok(()) => Ok(Done::new("roles-set").go(&app, &format!("/admin/accounts/{id}"))),
        Err(cause) => display_known(&app, &by, id, &FormAttempt::wrong("", values, cause)?).await,
    }
}

async fn display_blank(app: &web::Data<App>, by: &SignedIn, attempt: &FormAttempt) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let kept = blocking(app, move |app| app.read(|conn| installation::kept(conn, &viewer, MANY))).await?;
    let offer = |field: &str| if field == "organisation" { rows(&kept) } else { Vec::new() };
    let localizer = by.localizer(app);
    let page = AccountPage {
        own: None,
        title: String::new(),
        address: String::new(),
        closed: false,
        factor: false,
        fields: FormView::new(localizer, attempt, "").fields_offering(&InvitationForm::blank(by), offer)?,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}

async fn display_known(
    app: &web::Data<App>,
    by: &SignedIn,
    id: AccountId,
    attempt: &FormAttempt,
) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (row, roles, factor) = blocking(app, move |app| {
        app.read(|conn| {
            let row = accounts::find(conn, &viewer, id)?;
            let roles = accounts::roles_of(conn, &[row.id])?.remove(&row.id).unwrap_or_default();
            Ok((row, roles, factors::has_one(conn, id)?))
        })
    })
    .await?;
    let own_house = row.organisation_id == by.person.organisation && by.person.account != id;
    let localizer = by.localizer(app);
    let page = AccountPage {
        own: Some(format!("/admin/accounts/{id}")),
        title: row.name,
        address: row.email,
        closed: row.deactivated_at.is_some(),
        factor: factor && own_house,
        fields: FormView::new(localizer, attempt, "").fields(&RolesForm { roles })?,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}

pub(super) async fn new_link(
    app: web::Data<App>,
    id: web::Path<i64>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    let Mailed { address, token } = step(&app, &by, move |tx| letter::reset(tx, id)).await?;
    secret::shown(&app, &by, Kind::Link(address), token.expose(), format!("/admin/accounts/{id}"))
}

/// She has lost her factors and recovery codes.
pub(super) async fn reset_factor(
    app: web::Data<App>,
    id: web::Path<i64>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    step(&app, &by, move |tx| second_factor::reset(tx, id)).await?;
    Ok(Done::new("factor-reset").go(&app, &format!("/admin/accounts/{id}")))
}

pub(super) async fn close(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    step(&app, &by, move |tx| account::deactivate(tx, id)).await?;
    Ok(Done::new("account-closed").go(&app, &format!("/admin/accounts/{id}")))
}

pub(super) async fn reopen(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    step(&app, &by, move |tx| account::reactivate(tx, id)).await?;
    Ok(Done::new("account-opened").go(&app, &format!("/admin/accounts/{id}")))
}
