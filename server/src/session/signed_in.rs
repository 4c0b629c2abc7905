//! Somebody who signed in, as handlers ask for her.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use majakka_app::App;
use majakka_app::command::session;
use majakka_domain::rights::{Permission, may};
use majakka_store::viewer::{Person, Viewer};

use super::{cookie, csrf};
use crate::blocking::blocking;
use crate::failure::{Failure, PageError};
use crate::locale::Reader;
use crate::localizer::Localizer;

/// A person with her session. As an argument of a handler it sends everybody else to the sign-in first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Her organisation's name.
    pub organisation: String,
    /// What every form hands back.
    pub csrf: String,
    /// In which language she reads, and what she asked for.
    pub reader: Reader,
}

impl SignedIn {
    /// As core's steps and queries ask for her.
    pub fn viewer(&self) -> Viewer {
        Viewer::Person(self.person.clone())
    }

    /// Texts in her language.
    pub(crate) fn localizer<'a>(&self, app: &'a App) -> Localizer<'a> {
        Localizer::new(&app.renderer, self.reader.language)
    }

    /// The page where her work begins.
    pub fn home(&self) -> &'static str {
        let may = |permission| may(&self.person.roles, permission, self.person.helpdesk_publishes);
        if may(Permission::ReadDesk) {
            "/desk"
        } else if may(Permission::Administer) {
            "/admin"
        } else {
            "/account"
        }
    }

    /// Refuses a form without her token; for bodies that [`crate::extract::Posted`] cannot read.
    ///
    /// # Errors
    /// [`Failure::Csrf`]
    pub fn check_csrf(&self, token: &str) -> Result<(), PageError> {
        if csrf::is_same(token, &self.csrf) { Ok(()) } else { Err(PageError(Failure::Csrf)) }
    }
}

impl FromRequest for SignedIn {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let reader = Reader::of(request);
        let app = request.app_data::<web::Data<App>>().cloned();
        let token = app.as_ref().and_then(|app| cookie::token(app, request));
        // After a form that came too late she goes on from where the form stood.
        let request = request.clone();
        let back = if request.method().is_safe() { reader.here() } else { String::new() };
        Box::pin(async move {
            let sign_in = || PageError(Failure::SignIn(back.clone()));
            let (Some(app), Some(token)) = (app, token) else { return Err(sign_in()) };
            let used = !reader.by_itself;
            let found = blocking(&app, move |app| session::resume(app, &token, used)).await?;
            let session::SignedIn { person, organisation, csrf } = found.ok_or_else(sign_in)?;
            let reader = reader.in_the_language_of(&person);
            // An error page is written in her language too.
            request.extensions_mut().insert(reader.clone());
            Ok(SignedIn { person, organisation, csrf, reader })
        })
    }
}
