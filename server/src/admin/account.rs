//! One account: invited, given roles, helped with a new link, closed.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_app::command::account;
use majakka_app::command::account_letter::{self, Mailed};
use majakka_app::{App, Tx};
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{AccountRole, Language};
use majakka_messages::Page;
use majakka_store::account::{self as accounts, NewAccount};
use majakka_store::error::{Error, Result};
use majakka_store::installation;
use serde::{Deserialize, Serialize};

use super::secret::{self, Kind};
use super::{MANY, choices};
use crate::auth::{Nothing, SignedIn, go_to};
use crate::blocking::blocking;
use crate::error::PageError;
use crate::extract::Posted;
use crate::field::{Choice, Control, tell};
use crate::page_frame::html_as;

/// An account, or the form for a new one.
#[derive(Debug, Clone, Serialize)]
pub struct AccountPage {
    /// Its address; none for a new one.
    own: Option<String>,
    title: String,
    address: String,
    closed: bool,
    email: Control,
    name: Control,
    organisation_choice: Control,
    language_choice: Control,
    roles: Control,
    errors: Vec<Control>,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "admin/account";

    fn samples() -> Vec<Self> {
        let choice =
            || vec![Choice::new("helpdesk", "käyttötuki", true), Choice::new("dpo", "tietosuojavastaava", false)];
        let mut blank = AccountPage {
            own: None,
            title: String::new(),
            address: String::new(),
            closed: false,
            email: Control::text("email", ""),
            name: Control::text("name", ""),
            organisation_choice: Control::list("organisation", choice()),
            language_choice: Control::list("language", choice()),
            roles: Control::list("roles", choice()),
            errors: Vec::new(),
        };
        let known = |closed| AccountPage {
            own: Some("/admin/accounts/1".to_owned()),
            title: "Aino Esimerkki".to_owned(),
            address: "aino@example.fi".to_owned(),
            closed,
            ..blank.clone()
        };
        let (open, closed) = (known(false), known(true));
        blank.email = blank.email.wrong("Täytä tämä kohta.");
        blank.errors = vec![blank.email.clone()];
        vec![blank, open, closed]
    }
}

/// What is typed of a new account.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Invitation {
    #[serde(default)]
    email: String,
    #[serde(default)]
    name: String,
    organisation: i64,
    language: Language,
    #[serde(default)]
    roles: BTreeSet<AccountRole>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Roles {
    #[serde(default)]
    roles: BTreeSet<AccountRole>,
}

impl AccountPage {
    async fn filled(app: &web::Data<App>, by: &SignedIn, typed: &Invitation) -> Result<Self, PageError> {
        let viewer = by.viewer();
        viewer.require(Permission::Administer)?;
        let kept = blocking(app, move |app| app.read(|conn| installation::kept(conn, &viewer, MANY))).await?;
        let organisation = |row: &majakka_store::organisation::Organisation| {
            Choice::new(row.id.to_string(), row.name.clone(), row.id == typed.organisation)
        };
        let language = by.reader.language;
        let words = Language::ALL.iter().map(|one| one.as_str());
        let languages = choices(&app.renderer, language, "language", words, |word| word == typed.language.as_str())?;
        Ok(AccountPage {
            own: None,
            title: String::new(),
            address: String::new(),
            closed: false,
            email: Control::text("email", &typed.email),
            name: Control::text("name", &typed.name),
            organisation_choice: Control::list("organisation", kept.iter().map(organisation).collect()),
            language_choice: Control::list("language", languages),
            roles: role_control(app, language, &typed.roles)?,
            errors: Vec::new(),
        })
    }

    fn told(mut self, problems: &[FieldProblem], app: &App, language: Language) -> Self {
        let all = &mut [
            &mut self.email,
            &mut self.name,
            &mut self.organisation_choice,
            &mut self.language_choice,
            &mut self.roles,
        ];
        tell(all, problems, &app.renderer, language);
        self.errors = all.iter().filter(|control| control.error.is_some()).map(|control| (**control).clone()).collect();
        self
    }
}

fn role_control(app: &App, language: Language, chosen: &BTreeSet<AccountRole>) -> Result<Control> {
    let words = AccountRole::ALL.iter().map(|role| role.as_str());
    let is_chosen = |word: &str| chosen.iter().any(|role| role.as_str() == word);
    Ok(Control::list("roles", choices(&app.renderer, language, "account-role", words, is_chosen)?))
}

pub(super) async fn blank(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let typed = Invitation {
        email: String::new(),
        name: String::new(),
        organisation: by.person.organisation.0,
        language: by.person.language,
        roles: BTreeSet::new(),
    };
    let page = AccountPage::filled(&app, &by, &typed).await?;
    answer(StatusCode::OK, &app, &by, &page)
}

pub(super) async fn invite(
    app: web::Data<App>,
    Posted { by, form }: Posted<Invitation>,
) -> Result<HttpResponse, PageError> {
    let new = NewAccount {
        organisation: OrganisationId(form.organisation),
        email: form.email.clone(),
        name: form.name.trim().to_owned(),
        language: form.language,
        roles: form.roles.clone(),
    };
    match step(&app, &by, move |tx| account_letter::invite(tx, &new)).await {
        Ok(Mailed { address, token }) => {
            secret::shown(&app, &by, Kind::Link(address), token.expose(), "/admin".to_owned())
        }
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = AccountPage::filled(&app, &by, &form).await?.told(&problems, &app, by.reader.language);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    let page = known(&app, &by, AccountId(*id)).await?;
    answer(StatusCode::OK, &app, &by, &page)
}

async fn known(app: &web::Data<App>, by: &SignedIn, id: AccountId) -> Result<AccountPage, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (row, roles) = blocking(app, move |app| {
        app.read(|conn| {
            let row = accounts::find(conn, &viewer, id)?;
            let roles = accounts::roles_of(conn, &[row.id])?.remove(&row.id).unwrap_or_default();
            Ok((row, roles))
        })
    })
    .await?;
    Ok(AccountPage {
        own: Some(format!("/admin/accounts/{id}")),
        title: row.name,
        address: row.email,
        closed: row.deactivated_at.is_some(),
        email: Control::text("email", ""),
        name: Control::text("name", ""),
        organisation_choice: Control::list("organisation", Vec::new()),
        language_choice: Control::list("language", Vec::new()),
        roles: role_control(app, by.reader.language, &roles)?,
        errors: Vec::new(),
    })
}

pub(super) async fn set_roles(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, form }: Posted<Roles>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    match step(&app, &by, move |tx| account::set_roles(tx, id, &form.roles)).await {
        Ok(()) => Ok(go_to(&format!("/admin/accounts/{id}"))),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = known(&app, &by, id).await?.told(&problems, &app, by.reader.language);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn new_link(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    let Mailed { address, token } = step(&app, &by, move |tx| account_letter::reset(tx, id)).await?;
    secret::shown(&app, &by, Kind::Link(address), token.expose(), format!("/admin/accounts/{id}"))
}

pub(super) async fn close(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    step(&app, &by, move |tx| account::deactivate(tx, id)).await?;
    Ok(go_to(&format!("/admin/accounts/{id}")))
}

pub(super) async fn reopen(
    app: web::Data<App>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    step(&app, &by, move |tx| account::reactivate(tx, id)).await?;
    Ok(go_to(&format!("/admin/accounts/{id}")))
}

/// One step by this person.
pub(super) async fn step<T: Send + 'static>(
    app: &web::Data<App>,
    by: &SignedIn,
    step: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let viewer = by.viewer();
    blocking(app, move |app| app.write(&viewer, step)).await
}

fn answer(status: StatusCode, app: &App, by: &SignedIn, page: &AccountPage) -> Result<HttpResponse, PageError> {
    html_as(status, app, by.reader.language, &by.frame(app), page)
}
