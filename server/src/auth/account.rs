//! One's own account: name, e-mail, language, password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::session::Whence;
use majakka_app::command::{account, session};
use majakka_app::password::Passwords;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::account as accounts;
use majakka_store::error::Error;
use majakka_store::token::Token;
use serde::{Deserialize, Serialize};

use super::login_guard::LoginGuard;
use super::one_time_link::problem;
use super::sign_in::go_to;
use crate::blocking::blocking;
use crate::extract::Posted;
use crate::failure::{Failure, PageError};
use crate::field::{Choice, Control, tell};
use crate::page_frame::html_as;
use crate::session::{SignedIn, cookie};

/// One's own account.
#[derive(Debug, Clone, Serialize)]
pub struct AccountPage {
    name: Control,
    email: Control,
    language_choice: Control,
    current: Control,
    password: Control,
    again: Control,
    errors: Vec<Control>,
    roles: Vec<String>,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "auth/account";

    fn samples() -> Vec<Self> {
        let roles = vec!["helpdesk".to_owned(), "comms_owner".to_owned()];
        let well = AccountPage::new("Aino Esimerkki", "aino@example.fi", Vec::new(), roles);
        let mut wrong = well.clone();
        wrong.current = wrong.current.wrong("Salasana on väärä.");
        wrong.errors = vec![wrong.current.clone()];
        vec![well, wrong]
    }
}

impl AccountPage {
    fn new(name: &str, email: &str, languages: Vec<Choice>, roles: Vec<String>) -> Self {
        AccountPage {
            name: Control::text("name", name),
            email: Control::text("email", email),
            language_choice: Control::list("language", languages),
            current: Control::text("current", ""),
            password: Control::text("password", ""),
            again: Control::text("again", ""),
            errors: Vec::new(),
            roles,
        }
    }

    fn of(by: &SignedIn, app: &App, email: &str, language: Language) -> Result<Self, Error> {
        let i18n = app.renderer.i18n();
        let word = |one: &Language| i18n.word(by.reader.language, "language", one);
        let choice = |one: &Language| Ok(Choice::new(one.as_str(), word(one)?, *one == language));
        let languages = Language::ALL.iter().map(choice).collect::<Result<Vec<_>, Error>>()?;
        let roles = by.person.roles.iter().map(|role| role.as_str().to_owned()).collect();
        Ok(AccountPage::new(&by.person.name, email, languages, roles))
    }

    fn told(mut self, problems: &[FieldProblem], by: &SignedIn, app: &App) -> Self {
        let all = &mut [
            &mut self.name,
            &mut self.email,
            &mut self.language_choice,
            &mut self.current,
            &mut self.password,
            &mut self.again,
        ];
        tell(all, problems, &app.renderer, by.reader.language);
        self.errors = all.iter().filter(|control| control.error.is_some()).map(|control| (**control).clone()).collect();
        self
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Passwd {
    #[serde(default)]
    current: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Details {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    language: Language,
}

pub(super) async fn show(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let email = email_of(&app, &by).await?;
    let page = AccountPage::of(&by, &app, &email, by.person.language)?;
    answer(StatusCode::OK, &app, &by, &page)
}

pub(super) async fn change_details(
    app: web::Data<App>,
    Posted { by, form }: Posted<Details>,
) -> Result<HttpResponse, PageError> {
    let (viewer, id) = (by.viewer(), by.person.account);
    let Details { name, email, language } = form;
    let page = AccountPage { name: Control::text("name", &name), ..AccountPage::of(&by, &app, &email, language)? };
    let done =
        blocking(&app, move |app| app.write(&viewer, |tx| account::change_details(tx, id, &name, &email, language)));
    match done.await {
        Ok(()) => Ok(go_to("/account")),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page.told(&problems, &by, &app))
        }
        Err(other) => Err(other.into()),
    }
}

/// Every session ends with the old password, and a new one begins here.
pub(super) async fn change_password(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    request: HttpRequest,
    Posted { by, form }: Posted<Passwd>,
) -> Result<HttpResponse, PageError> {
    if !guard.limits.allow_attempt(&request) {
        return Err(PageError(Failure::TooMany));
    }
    let email = email_of(&app, &by).await?;
    let page = AccountPage::of(&by, &app, &email, by.person.language)?;
    let done = match problem(&form.password, &form.again, &[&email, &by.person.name, &by.organisation]) {
        Some((field, problem)) => Err(Refusal::field(field, problem).into()),
        None => {
            let (by, whence) = (by.clone(), guard.whence(&app, &request));
            blocking(&app, move |app| replace(app, &guard.passwords, &by, &form, &whence)).await
        }
    };
    match done {
        Ok(token) => {
            let mut response = go_to("/account");
            let _ = response.add_cookie(&cookie::of(&app, &token));
            Ok(response)
        }
        Err(Error::Refused(Refusal::Validation(problems))) => {
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page.told(&problems, &by, &app))
        }
        Err(other) => Err(other.into()),
    }
}

fn replace(app: &App, passwords: &Passwords, by: &SignedIn, form: &Passwd, whence: &Whence) -> Result<Token, Error> {
    let id = by.person.account;
    session::prove_again(app, passwords, &by.person, &form.current, whence)?;
    let hash = passwords.hash(&form.password, app.random.as_ref());
    let hash = hash.map_err(|cause| Error::Unavailable(cause.to_string()))?;
    app.write(&by.viewer(), |tx| {
        account::change_password(tx, id, &hash)?;
        session::begin(tx, id)
    })
}

async fn email_of(app: &web::Data<App>, by: &SignedIn) -> Result<String, Error> {
    let (viewer, id) = (by.viewer(), by.person.account);
    blocking(app, move |app| app.read(|conn| accounts::find(conn, &viewer, id).map(|row| row.email))).await
}

fn answer(status: StatusCode, app: &App, by: &SignedIn, page: &AccountPage) -> Result<HttpResponse, PageError> {
    html_as(status, app, by.reader.language, &by.frame(app), page)
}
