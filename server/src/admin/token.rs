//! Tokens of an organisation's programs: what each may do, until when, when it was last used; replaced and taken back.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::command::organisation::api_token::{self, Replacement};
use majakka_domain::format::time;
use majakka_domain::id::{ApiTokenId, OrganisationId};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{TokenLife, TokenOverlap, TokenScope};
use majakka_messages::Page;
use majakka_store::api_token::{self as tokens, ApiToken};
use majakka_store::error::{Error, Result};
use majakka_store::installation;
use serde::Serialize;

use super::secret::{self, Kind};
use super::step::{step, submit};
use crate::auth::Proven;
use crate::blocking::blocking;
use crate::done::Done;
use crate::extract::Nothing;
use crate::failure::PageError;
use crate::form::{FieldError, Fields, FormAttempt, FormValues, FormView, form};
use crate::localizer::Localizer;
use crate::page_frame::html_as;
use crate::session::SignedIn;

/// Prefix of the form of a new token: the page of the organisation holds another form, whose fields have none.
pub(super) const NEW: &str = "token_";

form! {
    /// What is chosen for a new token.
    pub(super) struct TokenForm {
        name: String,
        scopes: BTreeSet<TokenScope>,
        life: TokenLife,
    }
}

form! {
    /// How one is replaced.
    struct ReplaceForm {
        life: TokenLife,
        overlap: TokenOverlap,
    }
}

impl TokenForm {
    /// What most programs need.
    pub(super) fn blank() -> Self {
        let scopes = [TokenScope::Report, TokenScope::Read].into();
        TokenForm { name: String::new(), scopes, life: TokenLife::Year }
    }
}

/// What is known of a token.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TokenFacts {
    href: String,
    name: String,
    scopes: Vec<String>,
    made: String,
    /// Until when it is good; none for one that was made without an end.
    ends: Option<String>,
    used: Option<String>,
    /// Key of why it is good no more.
    over: Option<&'static str>,
}

impl TokenFacts {
    pub(super) fn from_row(token: &ApiToken, localizer: Localizer<'_>, now: DateTime<Utc>) -> Result<Self> {
        let said = |at| time::long(at, localizer.language());
        let scopes = token.scopes()?.into_iter().map(|scope| localizer.word("token-scope", scope));
        let ended = || (!token.is_good(now)).then_some("admin-token-ended");
        Ok(TokenFacts {
            href: format!("/admin/organisations/{}/tokens/{}", token.organisation_id, token.id),
            name: token.name.clone(),
            scopes: scopes.collect::<Result<_>>()?,
            made: said(token.created_at),
            ends: token.expires_at.map(said),
            used: token.last_used_at.map(said),
            over: token.revoked_at.map(|_| "admin-revoked").or_else(ended),
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        let good = TokenFacts {
            href: "/admin/organisations/1/tokens/1".to_owned(),
            name: "Potilastietojärjestelmä".to_owned(),
            scopes: vec!["ilmoittaa häiriöistä".to_owned(), "kysyy ilmoitusten tilaa".to_owned()],
            made: "20.11.2026 klo 12.10".to_owned(),
            ends: Some("20.11.2027 klo 12.10".to_owned()),
            used: Some("29.11.2026 klo 10.40".to_owned()),
            over: None,
        };
        let old = TokenFacts { ends: None, used: None, ..good.clone() };
        let over = |key| TokenFacts { over: Some(key), ..old.clone() };
        vec![good, old.clone(), over("admin-revoked"), over("admin-token-ended")]
    }
}

/// One token.
#[derive(Debug, Clone, Serialize)]
pub struct TokenPage {
    organisation: String,
    back: String,
    token: TokenFacts,
    /// How it is replaced; nothing where it is good no more.
    fields: Fields,
    errors: Vec<FieldError>,
}

impl Page for TokenPage {
    const TEMPLATE: &'static str = "admin/token";

    fn samples() -> Vec<Self> {
        let page = |token| TokenPage {
            organisation: "Mallilan apteekki".to_owned(),
            back: "/admin/organisations/1".to_owned(),
            token,
            fields: Fields::sample::<ReplaceForm>(""),
            errors: Vec::new(),
        };
        let error = "Valitse yksi.";
        let wrong = |page: TokenPage| TokenPage {
            fields: Fields::sample::<ReplaceForm>("").wrong("life", error),
            errors: vec![FieldError { name: "life".to_owned(), error: error.to_owned() }],
            ..page
        };
        let pages: Vec<TokenPage> = TokenFacts::samples().into_iter().map(page).collect();
        pages.iter().cloned().chain(pages.first().cloned().map(wrong)).collect()
    }
}

pub(super) async fn show(
    app: web::Data<App>,
    by: SignedIn,
    path: web::Path<(OrganisationId, ApiTokenId)>,
) -> Result<HttpResponse, PageError> {
    let (id, token) = path.into_inner();
    display(&app, &by, id, token, &FormAttempt::default()).await
}

async fn display(
    app: &web::Data<App>,
    by: &SignedIn,
    id: OrganisationId,
    token: ApiTokenId,
    attempt: &FormAttempt,
) -> Result<HttpResponse, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Administer)?;
    let (organisation, token) = blocking(app, move |app| {
        app.read(|conn| {
            Ok::<_, Error>((installation::find(conn, &viewer, id)?, tokens::find(conn, &viewer, id, token)?))
        })
    })
    .await?;
    let localizer = by.localizer(app);
    let usual = ReplaceForm { life: TokenLife::Year, overlap: TokenOverlap::Week };
    let page = TokenPage {
        organisation: organisation.name,
        back: format!("/admin/organisations/{id}"),
        token: TokenFacts::from_row(&token, localizer, app.clock.now())?,
        fields: FormView::new(localizer, attempt, "").fields(&usual)?,
        errors: attempt.errors(localizer),
    };
    html_as(attempt.status(), app, by.reader.language, &by.frame(app), &page)
}

pub(super) async fn replace(
    app: web::Data<App>,
    path: web::Path<(OrganisationId, ApiTokenId)>,
    Proven { by, form: values, .. }: Proven<FormValues>,
) -> Result<HttpResponse, PageError> {
    let (id, old) = path.into_inner();
    let done = submit(&app, &by, Permission::Administer, &values, move |tx, form: ReplaceForm| {
        api_token::replace(tx, id, old, Replacement { life: form.life, overlap: form.overlap })
    });
    match done.await {
        Ok(token) => secret::shown(&app, &by, Kind::Token, token.expose(), format!("/admin/organisations/{id}")),
        Err(cause) => display(&app, &by, id, old, &FormAttempt::wrong("", values, cause)?).await,
    }
}

pub(super) async fn revoke(
    app: web::Data<App>,
    path: web::Path<(OrganisationId, ApiTokenId)>,
    Proven { by, .. }: Proven<Nothing>,
) -> Result<HttpResponse, PageError> {
    let (id, token) = path.into_inner();
    step(&app, &by, move |tx| api_token::revoke(tx, id, token)).await?;
    Ok(Done::new("token-revoked").go(&app, &format!("/admin/organisations/{id}")))
}
