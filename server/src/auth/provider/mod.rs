//! Signing in, proving oneself once more and linking one's account by a provider of OpenID Connect.
//!
//! Guarantee: an answer counts in the browser that asked, once, within ten minutes; what was asked lies sealed in its cookie. Pages
//! lead to a provider by links, for forms may lead nowhere but here (`form-action`).
//! Non-goal: the words on the wire; see [`client`].

pub(super) mod client;
pub(super) mod known;
mod page;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_app::command::account::provider::{self, NotLetIn, Vouched};
use majakka_app::vault::{Plain, Sealed};
use majakka_store::error::Error;
use serde::{Deserialize, Serialize};

use client::{Answered, Provider, ProviderError, Providers, Question};
pub use page::ProviderPage;

use super::login_guard::LoginGuard;
use super::proof::Proven;
use super::sign_in::{self, Trouble};
use crate::blocking::blocking;
use crate::extract::Nothing;
use crate::failure::PageError;
use crate::locale::Reader;
use crate::own_path::OwnPath;
use crate::redirect::go_to;
use crate::session::{SignedIn, cookie};

/// How long an answer may take.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// What a question is sealed for.
const CONTEXT: &str = "asked of a provider";

/// What an answer is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Purpose {
    /// She comes in, and goes there.
    SignIn(String),
    /// She proves herself once more.
    Proof,
    /// Her account is linked.
    Link,
}

/// What lies in the cookie.
#[derive(Debug, Serialize, Deserialize)]
struct PendingSignIn {
    provider: String,
    purpose: Purpose,
    question: Question,
    until: DateTime<Utc>,
}

/// Where she wanted to go, or that she proves herself.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    to: OwnPath,
    #[serde(default)]
    proof: bool,
}

fn unknown() -> PageError {
    Error::NotFound("provider").into()
}

/// `GET /sign-in/with/{id}`: leads to the provider.
pub(super) async fn begin(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    providers: web::Data<Providers>,
    reader: Reader,
    request: HttpRequest,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, PageError> {
    guard.attempt(&request)?;
    let provider = providers.named(&id).ok_or_else(unknown)?;
    let wanted = wanted.into_inner();
    let purpose = if wanted.proof { Purpose::Proof } else { Purpose::SignIn(wanted.to.as_str().to_owned()) };
    match asked(&app, provider, &reader, purpose).await? {
        Ok((url, cookie)) => {
            let mut response = go_to(&url);
            let _ = response.add_cookie(&cookie);
            Ok(response)
        }
        Err(cause) => away((&app, &providers), provider, &reader, wanted.to, &cause).await,
    }
}

/// `POST /account/providers/{id}`: the page that leads to the provider, to link one's own account.
pub(super) async fn link(
    app: web::Data<App>,
    providers: web::Data<Providers>,
    id: web::Path<String>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let provider = providers.named(&id).ok_or_else(unknown)?;
    match asked(&app, provider, &by.reader, Purpose::Link).await? {
        Ok((url, cookie)) => {
            let page = ProviderPage::go_on(provider, url);
            let mut response = page.answer(StatusCode::OK, &app, &by.reader)?;
            let _ = response.add_cookie(&cookie);
            Ok(response)
        }
        Err(cause) => {
            note_refusal(provider, &cause);
            ProviderPage::away(provider).answer(StatusCode::SERVICE_UNAVAILABLE, &app, &by.reader)
        }
    }
}

/// `POST /account/providers/{id}/remove`
pub(super) async fn unlink(
    app: web::Data<App>,
    providers: web::Data<Providers>,
    id: web::Path<String>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let issuer = providers.named(&id).ok_or_else(unknown)?.settings.issuer.clone();
    let (viewer, account) = (by.viewer(), by.person.account);
    blocking(&app, move |app| app.write(&viewer, |tx| provider::unlink(tx, account, &issuer))).await?;
    Ok(go_to("/account/factor"))
}

/// `GET /sign-in/with/{id}/back`: the provider's answer.
pub(super) async fn back(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    providers: web::Data<Providers>,
    (reader, by): (Reader, Option<SignedIn>),
    request: HttpRequest,
    id: web::Path<String>,
    answered: web::Query<Answered>,
) -> Result<HttpResponse, PageError> {
    guard.attempt(&request)?;
    let provider = providers.named(&id).ok_or_else(unknown)?;
    let asked = kept(&app, &request).filter(|asked| asked.provider == *id && app.clock.now() < asked.until);
    let Some(PendingSignIn { purpose, question, .. }) = asked else {
        return refused((&app, &providers), provider, &reader, Trouble::Refused).await;
    };
    let judged = provider.judge(&app, reader.language, question, answered.into_inner()).await;
    let mut response = match (judged, purpose, by) {
        (Ok(vouched), Purpose::SignIn(to), _) => {
            entered((&app, &providers), &guard, provider, (&reader, &request), vouched, OwnPath::from(to)).await?
        }
        (Ok(vouched), Purpose::Proof, Some(by)) => proven(&app, &guard, provider, &request, by, vouched).await?,
        (Ok(vouched), Purpose::Link, Some(by)) => linked(&app, provider, by, vouched).await?,
        (Ok(_), Purpose::Proof | Purpose::Link, None) => go_to("/sign-in"),
        (Err(cause), Purpose::SignIn(to), _) => {
            away((&app, &providers), provider, &reader, OwnPath::from(to), &cause).await?
        }
        (Err(cause), Purpose::Proof | Purpose::Link, _) => {
            note_refusal(provider, &cause);
            let status = status_of(&cause);
            ProviderPage::away(provider).answer(status, &app, &reader)?
        }
    };
    let _ = response.add_cookie(&cookie::no_question(&app));
    Ok(response)
}

async fn entered(
    (app, providers): (&web::Data<App>, &Providers),
    guard: &web::Data<LoginGuard>,
    provider: &Provider,
    (reader, request): (&Reader, &HttpRequest),
    vouched: Vouched,
    to: OwnPath,
) -> Result<HttpResponse, PageError> {
    let (whence, waiting) = (guard.whence(app, request), cookie::token(app, request).unwrap_or_default());
    match blocking(app, move |app| provider::sign_in(app, &vouched, &waiting, &whence)).await? {
        Ok(entered) => {
            let mut response = go_to(to.or("/sign-in"));
            cookie::bring_in(app, &mut response, &entered);
            Ok(response)
        }
        Err(NotLetIn::Taken) => refused((app, providers), provider, reader, Trouble::Taken).await,
        Err(NotLetIn::Unknown | NotLetIn::Closed) => {
            refused((app, providers), provider, reader, Trouble::Unknown).await
        }
    }
}

async fn proven(
    app: &web::Data<App>,
    guard: &web::Data<LoginGuard>,
    provider: &Provider,
    request: &HttpRequest,
    by: SignedIn,
    vouched: Vouched,
) -> Result<HttpResponse, PageError> {
    let (whence, token) = (guard.whence(app, request), cookie::token(app, request).unwrap_or_default());
    let person = by.person.clone();
    let is_hers = blocking(app, move |app| provider::prove_again(app, &person, &vouched, &token, &whence)).await?;
    match is_hers {
        true => ProviderPage::proven(provider).answer(StatusCode::OK, app, &by.reader),
        false => ProviderPage::away(provider).answer(StatusCode::FORBIDDEN, app, &by.reader),
    }
}

async fn linked(
    app: &web::Data<App>,
    provider: &Provider,
    by: SignedIn,
    vouched: Vouched,
) -> Result<HttpResponse, PageError> {
    let (viewer, account) = (by.viewer(), by.person.account);
    let link = move |app: &App| app.write(&viewer, |tx| provider::link(tx, account, &vouched));
    match blocking(app, link).await {
        Ok(()) => Ok(go_to("/account/factor")),
        Err(Error::Refused(_)) => ProviderPage::away(provider).answer(StatusCode::CONFLICT, app, &by.reader),
        Err(other) => Err(other.into()),
    }
}

/// The address of the provider, and the cookie with what was asked.
async fn asked(
    app: &web::Data<App>,
    provider: &Provider,
    reader: &Reader,
    purpose: Purpose,
) -> Result<Result<(String, actix_web::cookie::Cookie<'static>), ProviderError>, PageError> {
    let anew = !matches!(purpose, Purpose::SignIn(_));
    let (url, question) = match provider.ask(app, reader.language, anew).await {
        Ok(asked) => asked,
        Err(cause) => return Ok(Err(cause)),
    };
    let until = app.clock.now().checked_add_signed(GOOD_FOR).unwrap_or_default();
    let asked = PendingSignIn { provider: provider.settings.id.clone(), purpose, question, until };
    let plain = serde_json::to_string(&asked).map_err(|cause| Error::Unavailable(cause.to_string()))?;
    let sealed = app.vault.seal(CONTEXT, &Plain::from(plain), app.random.as_ref());
    let sealed = sealed.map_err(|cause| Error::Vault(cause.to_string()))?;
    Ok(Ok((url, cookie::question(app, sealed.encode()))))
}

fn kept(app: &App, request: &HttpRequest) -> Option<PendingSignIn> {
    let sealed = Sealed::decode(&cookie::question_of(app, request)?).ok()?;
    serde_json::from_str(app.vault.open(CONTEXT, &sealed).ok()?.expose()).ok()
}

/// In the log stands why; nobody at the door is told more than that it did not work.
fn note_refusal(provider: &Provider, cause: &ProviderError) {
    tracing::warn!(provider = provider.settings.id, %cause, "a provider did not vouch for somebody");
}

fn status_of(cause: &ProviderError) -> StatusCode {
    match cause {
        ProviderError::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
        ProviderError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

async fn away(
    here: (&web::Data<App>, &Providers),
    provider: &Provider,
    reader: &Reader,
    to: OwnPath,
    cause: &ProviderError,
) -> Result<HttpResponse, PageError> {
    note_refusal(provider, cause);
    let trouble = match cause {
        ProviderError::Away(_) => Trouble::Away,
        ProviderError::Refused(_) => Trouble::Refused,
    };
    sign_in::with_trouble(status_of(cause), here, reader, to, (trouble, &provider.settings.name)).await
}

async fn refused(
    here: (&web::Data<App>, &Providers),
    provider: &Provider,
    reader: &Reader,
    trouble: Trouble,
) -> Result<HttpResponse, PageError> {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    sign_in::with_trouble(status, here, reader, OwnPath::default(), (trouble, &provider.settings.name)).await
}
