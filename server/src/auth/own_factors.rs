//! One's own factors: the authenticator, the passkeys, new recovery codes.
//!
//! Guarantee: the last factor of somebody whose roles demand one cannot be given up.
//! Non-goal: the way in; see [`super::second_factor`].

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::command::account::second_factor::{self, Factor};
use majakka_domain::format::time;
use majakka_domain::id::PasskeyId;
use majakka_messages::Page;
use majakka_store::passkey::StoredPasskey;
use majakka_store::{identity, passkey as keys, second_factor as stored};
use serde::Serialize;

use super::account::browser_in_words;
use super::asking::{self, Asking};
use super::login_guard::LoginGuard;
use super::proof::Proven;
use super::provider::client::Providers;
use super::provider::known;
use super::second_factor::{CodeForm, EnrolPage, OWN, RecoveryPage, enrolled, offer};
use crate::blocking::blocking;
use crate::extract::Nothing;
use crate::failure::PageError;
use crate::page_frame::{Frame, html_as};
use crate::redirect::go_to;
use crate::session::SignedIn;
use crate::ways::ProviderLink;

/// Where they are.
const PLACE: &str = "/account/factor";

/// The second factor of one's own account.
#[derive(Debug, Clone, Serialize)]
pub struct FactorPage {
    /// Since when there is an authenticator.
    since: Option<String>,
    passkeys: Vec<PasskeyRow>,
    /// Has she any factor? Then there are recovery codes.
    any: bool,
    /// May she give up a factor? Not the last one, where her roles demand one.
    removable: bool,
    /// How many recovery codes are left.
    left: i64,
    /// A further passkey; none where there can be none.
    passkey: Option<Asking>,
    /// Was it refused?
    refused: bool,
    /// Who may vouch for her.
    providers: Vec<ProviderRow>,
}

/// A provider on the page.
#[derive(Debug, Clone, Serialize)]
struct ProviderRow {
    link: ProviderLink,
    /// Since when it knows her, if it does.
    since: Option<String>,
    /// May she part from it? Not where her account came by it.
    removable: bool,
}

/// One passkey on the page.
#[derive(Debug, Clone, Serialize)]
struct PasskeyRow {
    id: PasskeyId,
    browser: String,
    since: String,
    used: Option<String>,
}

impl Page for FactorPage {
    const TEMPLATE: &'static str = "auth/factor";

    fn samples() -> Vec<Self> {
        let since = "pe 20.11.2026 klo 12.10".to_owned();
        let row =
            |used| PasskeyRow { id: PasskeyId(1), browser: "Firefox, Linux".to_owned(), since: since.clone(), used };
        let bare = FactorPage {
            since: None,
            passkeys: Vec::new(),
            any: false,
            removable: true,
            left: 0,
            passkey: None,
            refused: false,
            providers: Vec::new(),
        };
        let known = |since: Option<&String>, removable| ProviderRow {
            link: ProviderLink::sample(),
            since: since.cloned(),
            removable,
        };
        let providers = vec![known(None, false), known(Some(&since), true), known(Some(&since), false)];
        let passkey = Some(Asking::sample(asking::OWN));
        let passkeys = vec![row(None), row(Some(since.clone()))];
        vec![
            FactorPage { since: Some(since.clone()), any: true, left: 2, removable: false, ..bare.clone() },
            FactorPage {
                since: Some(since),
                passkeys,
                any: true,
                left: 10,
                passkey,
                refused: true,
                providers,
                ..bare.clone()
            },
            bare,
        ]
    }
}

/// `GET /account/factor`
pub(super) async fn show(
    app: web::Data<App>,
    providers: web::Data<Providers>,
    by: SignedIn,
) -> Result<HttpResponse, PageError> {
    page(StatusCode::OK, (&app, &providers), &by).await
}

/// One's own factors; anything but OK says that a passkey was refused.
pub(super) async fn page(
    status: StatusCode,
    (app, providers): (&web::Data<App>, &Providers),
    by: &SignedIn,
) -> Result<HttpResponse, PageError> {
    let (id, language) = (by.person.account, by.reader.language);
    let read = move |app: &App| {
        app.read(|conn| {
            let (since, left) = (stored::since(conn, id)?, stored::codes_left(conn, id)?);
            Ok((since, left, keys::of_account(conn, id)?, identity::of_account(conn, id)?))
        })
    };
    let (since, left, passkeys, identities) = blocking(app, read).await?;
    let factors = passkeys.len().saturating_add(since.is_some().into());
    let row = |key: &StoredPasskey| PasskeyRow {
        id: key.id,
        browser: browser_in_words(&key.browser),
        since: time::long(key.created_at, language),
        used: key.last_used_at.map(|used| time::long(used, language)),
    };
    let page = FactorPage {
        since: since.map(|since| time::long(since, language)),
        passkeys: passkeys.iter().map(row).collect(),
        any: factors > 0,
        removable: factors > 1 || !app.settings.accounts.demands_second_factor(&by.person.roles),
        left,
        passkey: asking::for_new(app, by, (asking::OWN, "")).await?,
        refused: !status.is_success(),
        providers: known::with_issuers(providers)
            .map(|(issuer, link)| {
                let known = identities.iter().find(|known| known.issuer == issuer);
                ProviderRow {
                    link,
                    since: known.map(|known| time::long(known.linked_at, language)),
                    removable: known.is_some_and(|known| !known.managed),
                }
            })
            .collect(),
    };
    html_as(status, app, language, &by.frame(app), &page)
}

/// `GET /account/factor/new`
pub(super) async fn offer_new(app: web::Data<App>, by: SignedIn) -> Result<HttpResponse, PageError> {
    let page = EnrolPage::for_offer(&offer(&app, &by).await?, OWN, "", None)?;
    html_as(StatusCode::OK, &app, by.reader.language, &by.frame(&app), &page)
}

pub(super) async fn enrol_new(
    app: web::Data<App>,
    guard: web::Data<LoginGuard>,
    request: HttpRequest,
    Proven { by, form, .. }: Proven<CodeForm>,
) -> Result<HttpResponse, PageError> {
    let frame = by.frame(&app);
    enrolled(&app, &guard, &request, &by, &frame, form, (OWN, PLACE.to_owned())).await
}

pub(super) async fn renew_codes(
    app: web::Data<App>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (viewer, id) = (by.viewer(), by.person.account);
    let codes = blocking(&app, move |app| app.write(&viewer, |tx| second_factor::renew_codes(tx, id))).await?;
    let page = RecoveryPage { codes, on: PLACE.to_owned() };
    html_as(StatusCode::OK, &app, by.reader.language, &Frame::for_reader(&by.reader), &page)
}

pub(super) async fn remove(app: web::Data<App>, Proven { by, .. }: Proven<Nothing>) -> Result<HttpResponse, PageError> {
    let (viewer, person) = (by.viewer(), by.person.clone());
    blocking(&app, move |app| app.write(&viewer, |tx| second_factor::remove(tx, &person, Factor::Authenticator)))
        .await?;
    // Every session has ended with it.
    Ok(go_to("/sign-in"))
}
