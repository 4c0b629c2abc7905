//! Which program asks: the organisation behind its token.

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use majakka_app::App;
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::OrganisationKind;
use majakka_store::api_token;
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;

use crate::blocking::blocking;
use crate::failure::{ApiError, Failure};
use crate::report::allows_program;

/// A program with a valid token (RFC 6750). As an argument of a handler it turns everybody else away.
#[derive(Debug)]
pub(super) struct Caller {
    /// Whose token.
    pub(super) organisation: OrganisationId,
    /// What it is.
    kind: OrganisationKind,
}

impl Caller {
    /// As core's steps and queries ask for it.
    pub(super) fn viewer(&self) -> Viewer {
        Viewer::Organisation(self.organisation)
    }

    /// Refuses everybody but the host of the installation: evidence reaches all organisations.
    ///
    /// # Errors
    /// `forbidden`.
    pub(super) fn require_host(&self) -> Result<(), ApiError> {
        if self.kind == OrganisationKind::Host { Ok(()) } else { Err(Refusal::Forbidden.into()) }
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let token = bearer(request).map(TokenHash::of);
        Box::pin(async move {
            let (Some(app), Some(token)) = (app, token) else {
                return Err(Failure::NoToken.into());
            };
            let asked = token.clone();
            let found = blocking(&app, move |app| app.read(|conn| api_token::organisation_of(conn, &asked)));
            let (organisation, kind) = found.await?.ok_or(Failure::NoToken)?;
            let caller = Caller { organisation, kind };
            if allows_program(&token) { Ok(caller) } else { Err(Failure::TooMany.into()) }
        })
    }
}

/// The scheme's name is written in any letter case (RFC 9110, 11.1).
fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
