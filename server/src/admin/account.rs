//! One account: invited, given roles, helped with a new link, closed.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use majakka_core::command::account;
use majakka_core::command::account_letter::{self, Mailed};
use majakka_core::error::{Error, Result};
use majakka_core::render::Page;
use majakka_core::store::account::{self as accounts, NewAccount};
use majakka_core::store::installation;
use majakka_core::{Act, Core};
use majakka_domain::id::{AccountId, OrganisationId};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::rights::Deed;
use majakka_domain::terms::{AccountRole, Language};
use serde::{Deserialize, Serialize};

use super::secret::{self, Kind};
use super::{MANY, choices};
use crate::auth::{Nothing, SignedIn, go_to};
use crate::body::Posted;
use crate::control::{Choice, Control, tell};
use crate::error::PageError;
use crate::frame::html_as;
use crate::ground::blocking;

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
    async fn filled(core: &web::Data<Core>, by: &SignedIn, typed: &Invitation) -> Result<Self, PageError> {
        let viewer = by.viewer();
        viewer.require(Deed::Administer)?;
        let kept = blocking(core, move |core| core.read(|conn| installation::kept(conn, &viewer, MANY))).await?;
        let organisation = |row: &majakka_core::store::organisation::Organisation| {
            Choice::new(row.id.to_string(), row.name.clone(), row.id == typed.organisation)
        };
        let language = by.reader.language;
        let words = Language::ALL.iter().map(|one| one.as_str());
        let languages = choices(&core.renderer, language, "language", words, |word| word == typed.language.as_str())?;
        Ok(AccountPage {
            own: None,
            title: String::new(),
            address: String::new(),
            closed: false,
            email: Control::text("email", &typed.email),
            name: Control::text("name", &typed.name),
            organisation_choice: Control::list("organisation", kept.iter().map(organisation).collect()),
            language_choice: Control::list("language", languages),
            roles: role_control(core, language, &typed.roles)?,
            errors: Vec::new(),
        })
    }

    fn told(mut self, problems: &[FieldProblem], core: &Core, language: Language) -> Self {
        let all = &mut [
            &mut self.email,
            &mut self.name,
            &mut self.organisation_choice,
            &mut self.language_choice,
            &mut self.roles,
        ];
        tell(all, problems, &core.renderer, language);
        self.errors = all.iter().filter(|control| control.error.is_some()).map(|control| (**control).clone()).collect();
        self
    }
}

fn role_control(core: &Core, language: Language, chosen: &BTreeSet<AccountRole>) -> Result<Control> {
    let words = AccountRole::ALL.iter().map(|role| role.as_str());
    let is_chosen = |word: &str| chosen.iter().any(|role| role.as_str() == word);
    Ok(Control::list("roles", choices(&core.renderer, language, "account-role", words, is_chosen)?))
}

pub(super) async fn blank(core: web::Data<Core>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let typed = Invitation {
        email: String::new(),
        name: String::new(),
        organisation: by.person.organisation.0,
        language: by.person.language,
        roles: BTreeSet::new(),
    };
    let page = AccountPage::filled(&core, &by, &typed).await?;
    answer(StatusCode::OK, &core, &by, &page)
}

pub(super) async fn invite(
    core: web::Data<Core>,
    Posted { by, form }: Posted<Invitation>,
) -> Result<HttpResponse, PageError> {
    let new = NewAccount {
        organisation: OrganisationId(form.organisation),
        email: form.email.clone(),
        name: form.name.trim().to_owned(),
        language: form.language,
        roles: form.roles.clone(),
    };
    match step(&core, &by, move |act| account_letter::invite(act, &new)).await {
        Ok(Mailed { address, token }) => {
            secret::shown(&core, &by, Kind::Link(address), token.expose(), "/admin".to_owned())
        }
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = AccountPage::filled(&core, &by, &form).await?.told(&problems, &core, by.reader.language);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &core, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn show(core: web::Data<Core>, by: SignedIn, id: web::Path<i64>) -> Result<HttpResponse, PageError> {
    let page = known(&core, &by, AccountId(*id)).await?;
    answer(StatusCode::OK, &core, &by, &page)
}

async fn known(core: &web::Data<Core>, by: &SignedIn, id: AccountId) -> Result<AccountPage, PageError> {
    let viewer = by.viewer();
    viewer.require(Deed::Administer)?;
    let (row, roles) = blocking(core, move |core| {
        core.read(|conn| {
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
        roles: role_control(core, by.reader.language, &roles)?,
        errors: Vec::new(),
    })
}

pub(super) async fn set_roles(
    core: web::Data<Core>,
    id: web::Path<i64>,
    Posted { by, form }: Posted<Roles>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    match step(&core, &by, move |act| account::set_roles(act, id, &form.roles)).await {
        Ok(()) => Ok(go_to(&format!("/admin/accounts/{id}"))),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = known(&core, &by, id).await?.told(&problems, &core, by.reader.language);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &core, &by, &page)
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn new_link(
    core: web::Data<Core>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    let Mailed { address, token } = step(&core, &by, move |act| account_letter::reset(act, id)).await?;
    secret::shown(&core, &by, Kind::Link(address), token.expose(), format!("/admin/accounts/{id}"))
}

pub(super) async fn close(
    core: web::Data<Core>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    step(&core, &by, move |act| account::deactivate(act, id)).await?;
    Ok(go_to(&format!("/admin/accounts/{id}")))
}

pub(super) async fn reopen(
    core: web::Data<Core>,
    id: web::Path<i64>,
    Posted { by, .. }: Posted<Nothing>,
) -> Result<HttpResponse, PageError> {
    let id = AccountId(*id);
    step(&core, &by, move |act| account::reactivate(act, id)).await?;
    Ok(go_to(&format!("/admin/accounts/{id}")))
}

/// One step of core by this person.
pub(super) async fn step<T: Send + 'static>(
    core: &web::Data<Core>,
    by: &SignedIn,
    step: impl FnOnce(&mut Act<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let viewer = by.viewer();
    blocking(core, move |core| core.act(&viewer, step)).await
}

fn answer(status: StatusCode, core: &Core, by: &SignedIn, page: &AccountPage) -> Result<HttpResponse, PageError> {
    html_as(status, core, by.reader.language, &by.frame(core), page)
}
