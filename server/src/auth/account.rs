//! One's own account: name, language, e-mail, password, sessions.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account;
use majakka_app::command::account::session;
use majakka_app::command::account::session::Whence;
use majakka_app::password::Passwords;
use majakka_domain::format::{time, user_agent};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::Language;
use majakka_messages::Page;
use majakka_store::error::Error;
use majakka_store::session::Session;
use majakka_store::token::{Token, TokenHash};
use majakka_store::{account as accounts, email_change, second_factor, session as sessions};
use serde::{Deserialize, Serialize};

use super::login_guard::LoginGuard;
use super::one_time_link::problem;
use super::proof::Proven;
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Posted;
use crate::failure::PageError;
use crate::field::{Choice, Control, tell};
use crate::page_frame::html_as;
use crate::session::{SignedIn, cookie};

/// One's own account.
#[derive(Debug, Clone, Serialize)]
pub struct AccountPage {
    /// What she signs in with.
    pub(super) address: String,
    /// An e-mail that waits for its link to be used.
    waiting: Option<String>,
    /// Has she a second factor?
    factor: bool,
    name: Control,
    language_choice: Control,
    email: Control,
    current: Control,
    password: Control,
    again: Control,
    errors: Vec<Control>,
    roles: Vec<String>,
    sessions: Vec<SessionRow>,
    /// Are there others than this one?
    others: bool,
}

/// One session on the page.
#[derive(Debug, Clone, Serialize)]
struct SessionRow {
    handle: String,
    began: String,
    used: String,
    address: String,
    browser: String,
    /// Is it the one that looks at the page?
    own: bool,
}

/// What the page shows beside its forms.
struct Facts {
    email: String,
    waiting: Option<String>,
    factor: bool,
    sessions: Vec<Session>,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "auth/account";

    fn samples() -> Vec<Self> {
        let row = |own| SessionRow {
            handle: "0123456789abcdef".to_owned(),
            began: "pe 20.11.2026 klo 12.10".to_owned(),
            used: "pe 20.11.2026 klo 12.40".to_owned(),
            address: "198.51.100.7".to_owned(),
            browser: "Firefox, Linux".to_owned(),
            own,
        };
        let well = AccountPage {
            address: "aino@example.fi".to_owned(),
            waiting: None,
            factor: false,
            name: Control::text("name", "Aino Esimerkki"),
            language_choice: Control::list("language", Vec::new()),
            email: Control::text("email", ""),
            current: Control::text("current", ""),
            password: Control::text("password", ""),
            again: Control::text("again", ""),
            errors: Vec::new(),
            roles: vec!["helpdesk".to_owned(), "comms_owner".to_owned()],
            sessions: vec![row(true)],
            others: false,
        };
        let mut wrong = well.clone();
        wrong.current = wrong.current.wrong("Salasana on väärä.");
        wrong.errors = vec![wrong.current.clone()];
        wrong.waiting = Some("uusi@example.fi".to_owned());
        wrong.factor = true;
        wrong.sessions.push(row(false));
        wrong.others = true;
        vec![well, wrong]
    }
}

impl AccountPage {
    pub(super) async fn load(app: &web::Data<App>, request: &HttpRequest, by: &SignedIn) -> Result<Self, PageError> {
        let (viewer, id) = (by.viewer(), by.person.account);
        let facts = blocking(app, move |app| {
            app.read(|conn| {
                Ok(Facts {
                    email: accounts::find(conn, &viewer, id)?.email,
                    waiting: email_change::of_account(conn, id)?.map(|change| change.email),
                    factor: second_factor::has_one(conn, id)?,
                    sessions: sessions::all_of(conn, id)?,
                })
            })
        });
        let Facts { email, waiting, factor, sessions } = facts.await?;
        let i18n = app.renderer.i18n();
        let language = by.reader.language;
        let choice = |one: &Language| {
            let word = i18n.word(language, "language", one.as_str())?;
            Ok(Choice::new(one.as_str(), word, *one == by.person.language))
        };
        let own = TokenHash::new(&cookie::token(app, request).unwrap_or_default());
        let row = |session: &Session| SessionRow {
            handle: session.handle().to_owned(),
            began: time::long(session.created_at, language),
            used: time::long(session.last_seen_at, language),
            address: session.address.clone(),
            browser: browser_in_words(&session.browser),
            own: session.token_hash == own.as_hex(),
        };
        let sessions: Vec<SessionRow> = sessions.iter().map(row).collect();
        Ok(AccountPage {
            address: email,
            waiting,
            factor,
            name: Control::text("name", &by.person.name),
            language_choice: Control::list(
                "language",
                Language::ALL.iter().map(choice).collect::<Result<Vec<_>, Error>>()?,
            ),
            email: Control::text("email", ""),
            current: Control::text("current", ""),
            password: Control::text("password", ""),
            again: Control::text("again", ""),
            errors: Vec::new(),
            roles: by.person.roles.iter().map(|role| role.as_str().to_owned()).collect(),
            others: sessions.iter().any(|session| !session.own),
            sessions,
        })
    }

    /// With the e-mail that was typed.
    pub(super) fn with_email(self, typed: &str) -> Self {
        AccountPage { email: Control::text("email", typed), ..self }
    }

    pub(super) fn with_errors(mut self, problems: &[FieldProblem], by: &SignedIn, app: &App) -> Self {
        let all = &mut [
            &mut self.name,
            &mut self.language_choice,
            &mut self.email,
            &mut self.current,
            &mut self.password,
            &mut self.again,
        ];
        tell(all, problems, &app.renderer, by.reader.language);
        self.errors = all.iter().filter(|control| control.error.is_some()).map(|control| (**control).clone()).collect();
        self
    }
}

/// As its user knows it; what we do not know is shown as it was sent, shortened.
pub(super) fn browser_in_words(agent: &str) -> String {
    let words = user_agent::in_words(agent);
    if words.is_empty() { agent.chars().take(40).collect() } else { words }
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
    language: Language,
}

/// Which session; all others when none is named.
#[derive(Debug, Deserialize)]
pub(super) struct Ended {
    #[serde(default)]
    handle: String,
}

pub(super) async fn show(app: web::Data<App>, request: HttpRequest, by: SignedIn) -> Result<HttpResponse, PageError> {
    let page = AccountPage::load(&app, &request, &by).await?;
    answer(StatusCode::OK, &app, &by, &page)
}

pub(super) async fn change_details(
    app: web::Data<App>,
    request: HttpRequest,
    Posted { by, form }: Posted<Details>,
) -> Result<HttpResponse, PageError> {
    let (viewer, id) = (by.viewer(), by.person.account);
    let Details { name, language } = form;
    let typed = name.clone();
    let done = blocking(&app, move |app| app.write(&viewer, |tx| account::change_details(tx, id, &name, language)));
    match done.await {
        Ok(()) => Ok(Done::new("saved").go(&app, "/account")),
        Err(Error::Refused(Refusal::Validation(problems))) => {
            let page = AccountPage::load(&app, &request, &by).await?;
            let page = AccountPage { name: Control::text("name", typed), ..page }.with_errors(&problems, &by, &app);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page)
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
    guard.attempt(&request)?;
    let page = AccountPage::load(&app, &request, &by).await?;
    let own_words = [page.address.as_str(), &by.person.name, &by.organisation];
    let done = match problem(&form.password, &form.again, &own_words) {
        Some((field, problem)) => Err(Refusal::field(field, problem).into()),
        None => {
            let (by, whence) = (by.clone(), guard.whence(&app, &request));
            let old = cookie::token(&app, &request).unwrap_or_default();
            let work = move |app: &App, passwords: &Passwords| replace(app, passwords, &by, &form, &whence, &old);
            LoginGuard::with_passwords(guard, &app, work).await
        }
    };
    match done {
        Ok(token) => {
            let mut response = Done::new("password-changed").go(&app, "/account");
            let _ = response.add_cookie(&cookie::of_session(&app, &token));
            Ok(response)
        }
        Err(Error::Refused(Refusal::Validation(problems))) => {
            answer(StatusCode::UNPROCESSABLE_ENTITY, &app, &by, &page.with_errors(&problems, &by, &app))
        }
        Err(other) => Err(other.into()),
    }
}

fn replace(
    app: &App,
    passwords: &Passwords,
    by: &SignedIn,
    form: &Passwd,
    whence: &Whence,
    old: &str,
) -> Result<Token, Error> {
    let id = by.person.account;
    session::prove_again(app, passwords, &by.person, &form.current, whence)?;
    let hash = passwords.hash(&form.password, app.random.as_ref());
    let hash = hash.map_err(|cause| Error::Unavailable(cause.to_string()))?;
    app.write(&by.viewer(), |tx| {
        let renewed = session::renewed(tx, old, whence)?;
        account::change_password(tx, id, &hash)?;
        session::begin_with(tx, id, &renewed)
    })
}

pub(super) async fn end_sessions(
    app: web::Data<App>,
    request: HttpRequest,
    Proven { by, form, .. }: Proven<Ended>,
) -> Result<HttpResponse, PageError> {
    let own = TokenHash::new(&cookie::token(&app, &request).unwrap_or_default());
    let handle = Some(form.handle).filter(|handle| !handle.is_empty());
    let id = by.person.account;
    let end = move |app: &App| app.write(&by.viewer(), |tx| session::end_others(tx, id, &own, handle.as_deref()));
    blocking(&app, end).await?;
    Ok(Done::new("sessions-ended").go(&app, "/account"))
}

pub(super) fn answer(
    status: StatusCode,
    app: &App,
    by: &SignedIn,
    page: &AccountPage,
) -> Result<HttpResponse, PageError> {
    html_as(status, app, by.reader.language, &by.frame(app), page)
}
