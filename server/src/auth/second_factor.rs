//! The second factor on the way in: the code, and setting up an authenticator with its recovery codes. For passkeys see
//! [`super::asking`], for one's own account [`super::own_factors`].
//!
//! Guarantee: no JavaScript; the picture for the app is an SVG in the page, its secret is on the page that sets it up and
//! nowhere else.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use majakka_app::App;
use majakka_app::command::account::second_factor::{self, Offer};
use majakka_app::command::account::session::{self, Stage};
use majakka_domain::id::AccountId;
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_messages::Page;
use majakka_store::error::Error;
use majakka_store::{account as accounts, passkey as keys, second_factor as stored};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::{Deserialize, Serialize};

use super::asking::{self, Asking};
use super::login_guard::LoginGuard;
use crate::blocking::blocking;
use crate::extract::Form;
use crate::failure::{PageError, message};
use crate::field::Control;
use crate::own_path::OwnPath;
use crate::page_frame::{Frame, html_as};
use crate::redirect::go_to;
use crate::session::{Entering, SignedIn, cookie};

/// The code at the sign-in.
#[derive(Debug, Clone, Serialize)]
pub struct CodePage {
    /// Where to go afterwards: a path of ours, or empty.
    to: String,
    /// Has she an authenticator? Without one the code is a recovery code.
    authenticator: bool,
    passkey: Option<Asking>,
    code: Control,
    errors: Vec<Control>,
}

impl Page for CodePage {
    const TEMPLATE: &'static str = "auth/code";

    fn samples() -> Vec<Self> {
        let passkey = Some(Asking::sample(asking::SIGN_IN));
        let well = CodePage::new("/desk", None);
        vec![
            CodePage { authenticator: false, passkey, ..well.clone() },
            well,
            CodePage::new("", Some("Koodi on väärä.".to_owned())),
        ]
    }
}

impl CodePage {
    fn new(to: &str, wrong: Option<String>) -> Self {
        let (code, errors) = code_control(wrong);
        CodePage { to: to.to_owned(), authenticator: true, passkey: None, code, errors }
    }
}

/// Setting up an authenticator, on the way in or from one's own account.
#[derive(Debug, Clone, Serialize)]
pub struct EnrolPage {
    /// Where the form goes.
    action: &'static str,
    /// Is it the way in? Then nothing else is open before it.
    entering: bool,
    to: String,
    /// The picture for the app, as `data:image/svg+xml`.
    picture: String,
    /// The same in letters, in groups of four.
    secret: String,
    sealed: String,
    /// A passkey instead, on the way in.
    passkey: Option<Asking>,
    /// Was the passkey refused?
    refused: bool,
    code: Control,
    errors: Vec<Control>,
}

impl Page for EnrolPage {
    const TEMPLATE: &'static str = "auth/enrol";

    fn samples() -> Vec<Self> {
        let (code, errors) = code_control(None);
        let page = EnrolPage {
            action: "/sign-in/enrol",
            entering: true,
            to: "/desk".to_owned(),
            picture: "data:image/svg+xml;base64,".to_owned(),
            secret: "ABCD EFGH".to_owned(),
            sealed: "v1.a.b.c".to_owned(),
            passkey: None,
            refused: false,
            code,
            errors,
        };
        let (code, errors) = code_control(Some("Koodi on väärä.".to_owned()));
        let passkey = Some(Asking::sample(asking::ENTERING));
        vec![
            EnrolPage { entering: false, action: OWN, code, errors, ..page.clone() },
            EnrolPage { passkey, refused: true, ..page.clone() },
            page,
        ]
    }
}

impl EnrolPage {
    pub(super) fn for_offer(
        offer: &Offer,
        action: &'static str,
        to: &str,
        wrong: Option<String>,
    ) -> Result<Self, PageError> {
        let (code, errors) = code_control(wrong);
        Ok(EnrolPage {
            action,
            entering: action == ENTERING,
            to: to.to_owned(),
            picture: picture(&offer.url)?,
            secret: in_groups(&offer.secret),
            sealed: offer.sealed.clone(),
            passkey: None,
            refused: false,
            code,
            errors,
        })
    }
}

const ENTERING: &str = "/sign-in/enrol";
pub(super) const OWN: &str = "/account/factor/new";

/// Recovery codes, shown once.
#[derive(Debug, Clone, Serialize)]
pub struct RecoveryPage {
    pub(super) codes: Vec<String>,
    /// Where to go on.
    pub(super) on: String,
}

impl Page for RecoveryPage {
    const TEMPLATE: &'static str = "auth/recovery";

    fn samples() -> Vec<Self> {
        vec![RecoveryPage { codes: vec!["ABCD-EFGH-IJKL-MNOP".to_owned()], on: "/desk".to_owned() }]
    }
}

fn code_control(wrong: Option<String>) -> (Control, Vec<Control>) {
    let code = Control { error: wrong, ..Control::text("code", "") };
    let errors = if code.error.is_some() { vec![code.clone()] } else { Vec::new() };
    (code, errors)
}

/// Black on white whatever the page's colours: cameras want it so.
fn picture(url: &str) -> Result<String, PageError> {
    let code = QrCode::new(url).map_err(|cause| Error::Unavailable(cause.to_string()))?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(drawn)))
}

fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// Where she wanted to go.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    to: OwnPath,
}

#[derive(Debug, Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    sealed: String,
    #[serde(default)]
    to: OwnPath,
}

pub(super) async fn ask(
    app: web::Data<App>,
    entering: Entering,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, PageError> {
    match entering.stage {
        Stage::Code => code_page(StatusCode::OK, &app, &entering, CodePage::new(wanted.to.as_str(), None)).await,
        Stage::Enrol | Stage::Open => Ok(go_to(entering.place())),
    }
}

pub(super) async fn answer(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    request: HttpRequest,
    entering: Entering,
    Form(form): Form<CodeForm>,
) -> Result<HttpResponse, PageError> {
    entering.by.check_csrf(&form.csrf)?;
    if entering.stage != Stage::Code {
        return Ok(go_to(entering.place()));
    }
    guard.attempt(&request)?;
    let (person, whence, code) = (entering.by.person.clone(), guard.whence(&app, &request), form.code);
    let old = cookie::token(&app, &request);
    let entered = blocking(&app, move |app| {
        second_factor::check(app, &person, &code, &whence)?;
        session::complete(app, old.as_deref(), person.account, &whence)
    });
    match entered.await {
        Ok(entered) => {
            let mut response = go_to(form.to.or(entering.by.home()));
            cookie::bring_in(&app, &mut response, &entered);
            Ok(response)
        }
        Err(cause) => {
            let said = problem(&app, &entering.by, cause)?;
            code_page(StatusCode::UNPROCESSABLE_ENTITY, &app, &entering, CodePage::new(form.to.as_str(), Some(said)))
                .await
        }
    }
}

async fn code_page(
    status: StatusCode,
    app: &web::Data<App>,
    entering: &Entering,
    page: CodePage,
) -> Result<HttpResponse, PageError> {
    let id = entering.by.person.account;
    let read = move |app: &App| app.read(|conn| Ok((stored::sealed(conn, id)?.is_some(), keys::of_account(conn, id)?)));
    let (authenticator, passkeys) = blocking(app, read).await?;
    let passkey = if passkeys.is_empty() { None } else { asking::at_the_door(app, &page.to).await? };
    let page = CodePage { authenticator, passkey, ..page };
    html_as(status, app, entering.by.reader.language, &entering.frame(), &page)
}

/// What is wrong with a code, in words; anything else is an error page.
fn problem(app: &App, by: &SignedIn, cause: Error) -> Result<String, PageError> {
    match cause {
        Error::Refused(Refusal::Validation(problems)) => {
            let key = problems.first().map_or("wrong_code", |problem| problem.problem);
            Ok(message(&app.renderer, by.reader.language, &FieldProblem::new("code", key)))
        }
        other => Err(other.into()),
    }
}

pub(super) async fn begin(
    app: web::Data<App>,
    entering: Entering,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, PageError> {
    if entering.stage != Stage::Enrol {
        return Ok(go_to(entering.place()));
    }
    entering_page(StatusCode::OK, &app, &entering, wanted.to.as_str()).await
}

/// What she may set up on the way in; anything but OK says that her passkey was refused.
pub(super) async fn entering_page(
    status: StatusCode,
    app: &web::Data<App>,
    entering: &Entering,
    to: &str,
) -> Result<HttpResponse, PageError> {
    let offer = offer(app, &entering.by).await?;
    let passkey = asking::for_new(app, &entering.by, (asking::ENTERING, to)).await?;
    let page =
        EnrolPage { passkey, refused: !status.is_success(), ..EnrolPage::for_offer(&offer, ENTERING, to, None)? };
    html_as(status, app, entering.by.reader.language, &entering.frame(), &page)
}

pub(super) async fn finish(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    request: HttpRequest,
    entering: Entering,
    Form(form): Form<CodeForm>,
) -> Result<HttpResponse, PageError> {
    entering.by.check_csrf(&form.csrf)?;
    if entering.stage != Stage::Enrol {
        return Ok(go_to(entering.place()));
    }
    let frame = entering.frame();
    let to = form.to.or(entering.by.home()).to_owned();
    enrolled(&app, &guard, &request, &entering.by, &frame, form, (ENTERING, to)).await
}

/// Takes the offer of the form into use and shows the recovery codes, or shows the form again.
pub(super) async fn enrolled(
    app: &web::Data<App>,
    guard: &web::Data<LoginGuard>,
    request: &HttpRequest,
    by: &SignedIn,
    frame: &Frame,
    form: CodeForm,
    (action, on): (&'static str, String),
) -> Result<HttpResponse, PageError> {
    guard.attempt(request)?;
    let (person, whence) = (by.person.clone(), guard.whence(app, request));
    let (sealed, code) = (form.sealed.clone(), form.code.clone());
    let done = blocking(app, move |app| {
        let codes = second_factor::enrol(app, &person, &sealed, &code)?;
        // Every session has ended with it, this one too.
        let entered = session::complete(app, None, person.account, &whence)?;
        Ok((codes, entered))
    });
    match done.await {
        Ok((codes, entered)) => {
            let page = RecoveryPage { codes, on };
            let mut response = html_as(StatusCode::OK, app, by.reader.language, &Frame::for_reader(&by.reader), &page)?;
            cookie::bring_in(app, &mut response, &entered);
            Ok(response)
        }
        Err(cause) => {
            let said = problem(app, by, cause)?;
            let (id, email) = (by.person.account, email_of(app, by).await?);
            let offer = blocking(app, move |app| second_factor::offered_before(app, id, &email, &form.sealed)).await?;
            let page = EnrolPage::for_offer(&offer, action, form.to.as_str(), Some(said))?;
            html_as(StatusCode::UNPROCESSABLE_ENTITY, app, by.reader.language, frame, &page)
        }
    }
}

pub(super) async fn offer(app: &web::Data<App>, by: &SignedIn) -> Result<Offer, PageError> {
    let (id, email): (AccountId, String) = (by.person.account, email_of(app, by).await?);
    Ok(blocking(app, move |app| second_factor::offer(app, id, &email)).await?)
}

async fn email_of(app: &web::Data<App>, by: &SignedIn) -> Result<String, PageError> {
    let (viewer, id) = (by.viewer(), by.person.account);
    Ok(blocking(app, move |app| app.read(|conn| accounts::find(conn, &viewer, id).map(|row| row.email))).await?)
}
