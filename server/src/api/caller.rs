//! Which program asks: the one behind its token.

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use majakka_app::App;
use majakka_domain::id::OrganisationId;
use majakka_store::api_token;
use majakka_store::error::Result;
use majakka_store::token::TokenHash;
use majakka_store::viewer::{Program, Viewer};

use crate::asker::Asker;
use crate::blocking::blocking;
use crate::failure::{ApiError, Failure};
use crate::report::allows_program;

/// A program with a good token (RFC 6750). As an argument of a handler it turns everybody else away; what the token is good
/// for, the steps ask.
#[derive(Debug)]
pub(super) struct Caller(Program);

impl Caller {
    /// Whose token.
    pub(super) fn organisation(&self) -> OrganisationId {
        self.0.organisation
    }

    /// As core's steps and queries ask for it.
    pub(super) fn viewer(&self) -> Viewer {
        Viewer::Program(self.0.clone())
    }
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<web::Data<App>>().cloned();
        let token = bearer(request).map(TokenHash::new);
        let request = request.clone();
        Box::pin(async move {
            let (Some(app), Some(token)) = (app, token) else {
                return Err(Failure::NoToken.into());
            };
            let asked = token.clone();
            let program = blocking(&app, move |app| program(app, &asked)).await?.ok_or(Failure::NoToken)?;
            request.extensions_mut().insert(Asker(Viewer::Program(program.clone())));
            if allows_program(&token) { Ok(Caller(program)) } else { Err(Failure::TooMany.into()) }
        })
    }
}

fn program(app: &App, token: &TokenHash) -> Result<Option<Program>> {
    let now = app.clock.now();
    let Some((program, unnoted)) = app.read(|conn| api_token::program(conn, now, token))? else { return Ok(None) };
    if unnoted {
        // A database that is busy or can only be read still answers: the use is noted another time.
        match app.write_beside(|conn| api_token::note_use(conn, now, program.token)) {
            Err(cause) if !cause.is_trouble() => return Err(cause),
            _ => {}
        }
    }
    Ok(Some(program))
}

/// The scheme's name is written in any letter case (RFC 9110, 11.1).
fn bearer(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
