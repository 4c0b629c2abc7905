//! Signing in with e-mail and password, and signing out.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account::session;
use majakka_domain::refusal::FieldProblem;
use majakka_messages::Page;
use serde::{Deserialize, Serialize};

use super::asking::{self, Asking};
use super::login_guard::LoginGuard;
use super::provider::client::Providers;
use super::provider::known;
use crate::blocking::blocking;
use crate::extract::{Form, Nothing, Posted};
use crate::failure::{self, PageError};
use crate::field::Control;
use crate::form::FieldError;
use crate::locale::Reader;
use crate::own_path::OwnPath;
use crate::page_frame::{Frame, html_as};
use crate::redirect::go_to;
use crate::session::{Entering, cookie, page_of};
use crate::ways::ProviderLink;

/// The sign-in page.
#[derive(Debug, Clone, Serialize)]
pub struct SignInPage {
    /// Where to go afterwards: a path of ours, or empty.
    to: OwnPath,
    /// Was the last try wrong?
    wrong: bool,
    /// Was the last passkey refused?
    refused: bool,
    /// Did her session end because she was silent?
    idle: bool,
    /// The way in with a device.
    passkey: Option<Asking>,
    /// The ways in by who vouches for people.
    providers: Vec<WayIn>,
    /// What went wrong with one of them.
    trouble: Option<Failed>,
    email: Control,
    password: Control,
    /// What was left empty.
    errors: Vec<FieldError>,
}

/// A provider on the page.
#[derive(Debug, Clone, Serialize)]
struct WayIn {
    href: String,
    name: String,
}

impl WayIn {
    fn new(provider: ProviderLink, to: &OwnPath) -> Self {
        let query = serde_html_form::to_string([("to", to)]).unwrap_or_default();
        WayIn { href: format!("/sign-in/with/{}?{query}", provider.id), name: provider.name }
    }
}

/// Why nobody came in by a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It does not answer.
    Away,
    /// It refused, or is not believed.
    Refused,
    /// She has no account, and none is made.
    Unknown,
    /// Her e-mail is that of an account that did not come by it.
    Taken,
}

/// The same on the page: the key of the text, and the provider's name.
#[derive(Debug, Clone, Serialize)]
struct Failed {
    text: &'static str,
    name: String,
}

impl Failed {
    fn new(trouble: Trouble, name: &str) -> Self {
        let text = match trouble {
            Trouble::Away => "auth-provider-away",
            Trouble::Refused => "auth-provider-refused",
            Trouble::Unknown => "auth-provider-unknown",
            Trouble::Taken => "auth-provider-taken",
        };
        Failed { text, name: name.to_owned() }
    }
}

impl Page for SignInPage {
    const TEMPLATE: &'static str = "auth/sign_in";

    fn samples() -> Vec<Self> {
        let asking = || Some(Asking::sample(asking::SIGN_IN));
        vec![
            SignInPage::new(OwnPath::default(), "", false),
            SignInPage {
                passkey: asking(),
                ..SignInPage::new(OwnPath::from("/desk".to_owned()), "aino@example.fi", true)
            },
            SignInPage { passkey: asking(), refused: true, ..SignInPage::new(OwnPath::default(), "", false) },
            SignInPage {
                errors: vec![FieldError { name: "email".to_owned(), error: "Kirjoita sähköpostiosoite.".to_owned() }],
                ..SignInPage::new(OwnPath::default(), "", false)
            },
            SignInPage { idle: true, ..SignInPage::new(OwnPath::from("/desk".to_owned()), "", false) },
        ]
        .into_iter()
        .chain([Trouble::Away, Trouble::Refused, Trouble::Unknown, Trouble::Taken].map(|trouble| SignInPage {
            providers: vec![WayIn::new(ProviderLink::sample(), &OwnPath::from("/desk".to_owned()))],
            trouble: Some(Failed::new(trouble, &ProviderLink::sample().name)),
            ..SignInPage::new(OwnPath::from("/desk".to_owned()), "", false)
        }))
        .collect()
    }
}

impl SignInPage {
    fn new(to: OwnPath, email: &str, wrong: bool) -> Self {
        let (email, password) = (Control::text("email", email), Control::text("password", ""));
        SignInPage {
            to,
            wrong,
            refused: false,
            idle: false,
            passkey: None,
            providers: Vec::new(),
            trouble: None,
            email,
            password,
            errors: Vec::new(),
        }
    }

    /// With what is empty named beside its field.
    fn lacking(mut self, app: &App, reader: &Reader, password: bool) -> Self {
        let empty = [(self.email.value.trim().is_empty(), &mut self.email), (password, &mut self.password)];
        for (_, control) in empty.into_iter().filter(|(empty, _)| *empty) {
            let problem = FieldProblem::new(control.name, "missing");
            let error = failure::message(&app.renderer, reader.language, &problem);
            self.errors.push(FieldError { name: control.name.to_owned(), error: error.clone() });
            control.error = Some(error);
        }
        self
    }
}

/// Where she wanted to go.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    to: OwnPath,
    /// Why she is here: `idle`.
    #[serde(default)]
    why: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    to: OwnPath,
}

#[derive(Debug, Deserialize)]
pub(super) struct Leaving {
    #[serde(default)]
    csrf: String,
}

pub(super) async fn show(
    app: web::Data<App>,
    providers: web::Data<Providers>,
    reader: Reader,
    wanted: web::Query<Wanted>,
    already: Option<Entering>,
) -> Result<HttpResponse, PageError> {
    if let Some(entering) = already {
        let Some(page) = page_of(entering.stage) else {
            return Ok(go_to(wanted.to.or(entering.by.home())));
        };
        let query = serde_html_form::to_string([("to", &wanted.to)]).unwrap_or_default();
        return Ok(go_to(&format!("{page}?{query}")));
    }
    let Wanted { to, why } = wanted.into_inner();
    let asked = SignInPage { idle: why == "idle", ..SignInPage::new(to, "", false) };
    page(StatusCode::OK, (&app, &providers), &reader, asked).await
}

/// The page once more, after a passkey that is not accepted.
pub(super) async fn refused(
    here: (&web::Data<App>, &Providers),
    reader: &Reader,
    to: OwnPath,
) -> Result<HttpResponse, PageError> {
    let again = SignInPage { refused: true, ..SignInPage::new(to, "", false) };
    page(StatusCode::UNPROCESSABLE_ENTITY, here, reader, again).await
}

/// The page once more, after a provider by whom nobody came in.
pub(super) async fn with_trouble(
    status: StatusCode,
    here: (&web::Data<App>, &Providers),
    reader: &Reader,
    to: OwnPath,
    (trouble, provider): (Trouble, &str),
) -> Result<HttpResponse, PageError> {
    let again = SignInPage { trouble: Some(Failed::new(trouble, provider)), ..SignInPage::new(to, "", false) };
    page(status, here, reader, again).await
}

pub(super) async fn submit(
    app: web::Data<App>,
    (guard, providers): (web::Data<LoginGuard>, web::Data<Providers>),
    reader: Reader,
    request: HttpRequest,
    Form(typed): Form<Credentials>,
) -> Result<HttpResponse, PageError> {
    guard.attempt(&request)?;
    let Credentials { email, password, to } = typed;
    if email.trim().is_empty() || password.is_empty() {
        // Nothing is tried, so that nothing counts as a guess.
        let empty = SignInPage::new(to, &email, false).lacking(&app, &reader, password.is_empty());
        return page(StatusCode::UNPROCESSABLE_ENTITY, (&app, &providers), &reader, empty).await;
    }
    let (asked, whence) = (email.clone(), guard.whence(&app, &request));
    let entered = LoginGuard::with_passwords(guard, &app, move |app, passwords| {
        session::sign_in(app, passwords, &asked, &password, &whence)
    });
    let Some(entered) = entered.await? else {
        let again = SignInPage::new(to, &email, true);
        return page(StatusCode::UNPROCESSABLE_ENTITY, (&app, &providers), &reader, again).await;
    };
    let mut response = go_to(to.or("/sign-in"));
    cookie::bring_in(&app, &mut response, &entered);
    Ok(response)
}

pub(super) async fn leave(
    app: web::Data<App>,
    providers: web::Data<Providers>,
    request: HttpRequest,
    entering: Entering,
    Form(form): Form<Leaving>,
) -> Result<HttpResponse, PageError> {
    let by = entering.by;
    by.check_csrf(&form.csrf)?;
    let mut came_by = None;
    if let Some(token) = cookie::token(&app, &request) {
        let viewer = by.viewer();
        came_by = blocking(&app, move |app| app.write(&viewer, |tx| session::sign_out(tx, &token))).await?;
    }
    let leaving = match came_by {
        Some(provider) => known::leaving(&app, &providers, &provider).await,
        None => None,
    };
    let mut response = match leaving {
        Some(page) => page.answer(StatusCode::OK, &app, &by.reader)?,
        None => go_to("/"),
    };
    let _ = response.add_cookie(&cookie::none(&app));
    Ok(response)
}

async fn page(
    status: StatusCode,
    (app, providers): (&web::Data<App>, &Providers),
    reader: &Reader,
    page: SignInPage,
) -> Result<HttpResponse, PageError> {
    let passkey = asking::at_the_door(app, page.to.as_str()).await?;
    let providers = known::links(providers).into_iter().map(|link| WayIn::new(link, &page.to)).collect();
    let page = SignInPage { passkey, providers, ..page };
    html_as(status, app, reader.language, &Frame::for_reader(reader), &page)
}

/// `POST /session/keep`: she is still there.
pub(super) async fn keep(_: Posted<Nothing>) -> HttpResponse {
    HttpResponse::NoContent().finish()
}
