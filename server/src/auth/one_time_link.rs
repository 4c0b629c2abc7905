//! One-time links: the first sign-in, an invitation, a forgotten password. Each leads to choosing a password.
//!
//! Looking at the page does not use the link up: mail filters look at every link before the reader does.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account;
use majakka_app::command::account::session;
use majakka_app::command::account::session::{Entered, Whence};
use majakka_app::password::{MIN_CHARACTERS, Passwords, check_strength};
use majakka_domain::refusal::FieldProblem;
use majakka_messages::Page;
use majakka_store::error::Error;
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;
use majakka_store::{account as accounts, one_time_link};
use serde::{Deserialize, Serialize};

use super::login_guard::LoginGuard;
use crate::blocking::blocking;
use crate::extract::Form;
use crate::failure::{self, PageError};
use crate::field::Control;
use crate::locale::Reader;
use crate::page_frame::{Frame, html_as};
use crate::redirect::go_to;
use crate::session::cookie;

/// Choose a password.
#[derive(Debug, Clone, Serialize)]
pub struct LinkPage {
    action: String,
    /// What one signs in with.
    address: String,
    least: usize,
    password: Control,
    again: Control,
    errors: Vec<Control>,
}

impl Page for LinkPage {
    const TEMPLATE: &'static str = "auth/link";

    fn samples() -> Vec<Self> {
        let mut wrong = LinkPage::new("/link/x".to_owned(), "aino@example.fi".to_owned());
        wrong.password = wrong.password.wrong("Liian lyhyt.");
        wrong.errors = vec![wrong.password.clone()];
        vec![LinkPage::new("/link/x".to_owned(), "aino@example.fi".to_owned()), wrong]
    }
}

impl LinkPage {
    fn new(action: String, address: String) -> Self {
        LinkPage {
            action,
            address,
            least: MIN_CHARACTERS,
            password: Control::text("password", ""),
            again: Control::text("again", ""),
            errors: Vec::new(),
        }
    }
}

/// The link opens nothing (any more).
#[derive(Debug, Clone, Serialize)]
pub struct SpentPage {}

impl Page for SpentPage {
    const TEMPLATE: &'static str = "auth/spent";

    fn samples() -> Vec<Self> {
        vec![SpentPage {}]
    }
}

/// A password and once more the same.
#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// Whose link it is.
struct Behind {
    email: String,
    name: String,
}

pub(super) async fn show(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    match behind(&app, &guard, &request, &token).await? {
        Some(behind) => page(StatusCode::OK, &app, &reader, LinkPage::new(reader.path.to_string(), behind.email)),
        None => spent(&app, &reader),
    }
}

pub(super) async fn submit(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    reader: Reader,
    request: HttpRequest,
    token: web::Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<HttpResponse, PageError> {
    let Some(behind) = behind(&app, &guard, &request, &token).await? else { return spent(&app, &reader) };
    let words = [behind.email.as_str(), behind.name.as_str()];
    if let Some((field, problem)) = problem(&chosen.password, &chosen.again, &words) {
        let mut page_again = LinkPage::new(reader.path.to_string(), behind.email.clone());
        let said = failure::message(&app.renderer, reader.language, &FieldProblem::new(field, problem));
        let control = if field == "again" { &mut page_again.again } else { &mut page_again.password };
        control.error = Some(said);
        page_again.errors = vec![control.clone()];
        return page(StatusCode::UNPROCESSABLE_ENTITY, &app, &reader, page_again);
    }
    let hash = TokenHash::new(&token);
    let whence = guard.whence(&app, &request);
    let opened = LoginGuard::with_passwords(guard, &app, move |app, passwords| {
        open(app, passwords, &hash, &chosen.password, &whence)
    })
    .await;
    match opened {
        Ok(entered) => {
            let mut response = go_to("/sign-in");
            cookie::bring_in(&app, &mut response, &entered);
            Ok(response)
        }
        Err(Error::NotFound(_)) => spent(&app, &reader),
        Err(other) => Err(other.into()),
    }
}

/// Hashing comes before the transaction: it takes long, and others wait to write.
fn open(app: &App, passwords: &Passwords, link: &TokenHash, password: &str, whence: &Whence) -> Result<Entered, Error> {
    let hash = passwords.hash(password, app.random.as_ref()).map_err(|cause| Error::Unavailable(cause.to_string()))?;
    app.write(&Viewer::System, |tx| {
        let id = account::open_with_link(tx, link, &hash)?;
        session::enter(tx, id, whence)
    })
}

async fn behind(
    app: &web::Data<App>,
    guard: &LoginGuard,
    request: &HttpRequest,
    token: &str,
) -> Result<Option<Behind>, PageError> {
    guard.attempt(request)?;
    let hash = TokenHash::new(token);
    let found = blocking(app, move |app| {
        app.read(|conn| {
            let Some(link) = one_time_link::good(conn, app.clock.now(), &hash)? else { return Ok(None) };
            let row = accounts::find(conn, &Viewer::System, link.account_id)?;
            let open = row.deactivated_at.is_none();
            Ok(open.then_some(Behind { email: row.email, name: row.name }))
        })
    });
    Ok(found.await?)
}

/// What is wrong with a new password: the field, and the problem's key.
pub(super) fn problem(password: &str, again: &str, own_words: &[&str]) -> Option<(&'static str, &'static str)> {
    if let Err(weak) = check_strength(password, own_words) {
        return Some(("password", weak.key()));
    }
    (password != again).then_some(("again", "password_differs"))
}

fn page(status: StatusCode, app: &App, reader: &Reader, page: LinkPage) -> Result<HttpResponse, PageError> {
    html_as(status, app, reader.language, &Frame::for_reader(reader), &page)
}

pub(super) fn spent(app: &App, reader: &Reader) -> Result<HttpResponse, PageError> {
    html_as(StatusCode::GONE, app, reader.language, &Frame::for_reader(reader), &SpentPage {})
}
