//! Somebody who signed in, as handlers ask for her.

use actix_web::dev::Payload;
use actix_web::http::header::REFERER;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;
use majakka_app::App;
use majakka_app::command::account::session::{self, Stage};
use majakka_domain::rights::{Permission, may};
use majakka_store::viewer::{Person, Viewer};
use url::Url;

use super::{cookie, csrf};
use crate::asker::Asker;
use crate::blocking::blocking;
use crate::done::Done;
use crate::failure::{Failure, PageError};
use crate::locale::Reader;
use crate::localizer::Localizer;
use crate::own_path::OwnPath;

/// A person with her session. As an argument of a handler it sends everybody else to the sign-in first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Her organisation's name.
    pub organisation: String,
    /// Is it a host?
    pub of_host: bool,
    /// What every form of this answer hands back.
    pub csrf: String,
    token: String,
    /// When she last proved who she is.
    pub proven_at: DateTime<Utc>,
    /// In which language she reads, and what she asked for.
    pub reader: Reader,
    /// What her form on the page before did.
    pub done: Option<Done>,
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

    /// May she do it?
    pub(crate) fn may(&self, permission: Permission) -> bool {
        may(&self.person.roles, permission, self.person.helpdesk_publishes)
    }

    /// The page where her work begins.
    pub fn home(&self) -> &'static str {
        if self.may(Permission::ReadDesk) {
            "/desk"
        } else if self.may(Permission::Administer) {
            "/admin"
        } else if self.may(Permission::Report) {
            "/report"
        } else {
            "/account"
        }
    }

    /// Refuses a form without her token; for bodies that [`crate::extract::Posted`] cannot read.
    ///
    /// # Errors
    /// [`Failure::Csrf`]
    pub fn check_csrf(&self, token: &str) -> Result<(), PageError> {
        if csrf::is_same(&csrf::unmasked(token), &self.token) { Ok(()) } else { Err(PageError(Failure::Csrf)) }
    }
}

/// Somebody whose password was right, and who may have more to prove; for the pages where she does.
#[derive(Debug)]
pub(crate) struct Entering {
    pub(crate) by: SignedIn,
    pub(crate) stage: Stage,
}

impl Entering {
    /// Where she belongs: the page of her stage, or her own when there is nothing more to prove.
    pub(crate) fn place(&self) -> &str {
        page_of(self.stage).unwrap_or(self.by.home())
    }
}

/// The page of the way in that a stage waits at.
pub(crate) const fn page_of(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::Open => None,
        Stage::Code => Some("/sign-in/code"),
        Stage::Enrol => Some("/sign-in/enrol"),
    }
}

impl FromRequest for Entering {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let reader = Reader::from_request(request);
        let app = request.app_data::<web::Data<App>>().cloned();
        let token = app.as_ref().and_then(|app| cookie::token(app, request));
        let back = way_back(request, &reader);
        let request = request.clone();
        Box::pin(async move {
            let sign_in = || PageError(Failure::SignIn(back.clone()));
            let (Some(app), Some(token)) = (app, token) else { return Err(sign_in()) };
            let used = !reader.by_itself;
            let done = Done::told_to(&app, &request).filter(|_| used);
            let found = blocking(&app, move |app| session::resume(app, &token, used)).await?;
            let session::SignedIn { person, organisation, of_host, csrf: token, stage, proven_at } =
                found.ok_or_else(sign_in)?;
            let csrf = csrf::masked(&token, app.random.as_ref());
            let reader = reader.in_the_language_of(&person);
            // An error page is written in her language too.
            request.extensions_mut().insert(reader.clone());
            request.extensions_mut().insert(Asker(Viewer::Person(person.clone())));
            Ok(Entering { by: SignedIn { person, organisation, of_host, csrf, token, proven_at, reader, done }, stage })
        })
    }
}

impl FromRequest for SignedIn {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let back = way_back(request, &Reader::from_request(request));
        let entering = Entering::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let Entering { by, stage } = entering.await?;
            match page_of(stage) {
                None => {
                    // An error page keeps her menu.
                    request.extensions_mut().insert(by.clone());
                    Ok(by)
                }
                Some(page) => Err(PageError(Failure::Unfinished { page, to: back })),
            }
        })
    }
}

/// After a form that came too late she goes on from where the form stood, which her browser says.
fn way_back(request: &HttpRequest, reader: &Reader) -> OwnPath {
    if request.method().is_safe() {
        return reader.here();
    }
    let referer = request.headers().get(REFERER).and_then(|from| from.to_str().ok());
    let own = |from: &str| {
        let from = Url::parse(from).ok()?;
        let query = from.query().map(|query| format!("?{query}")).unwrap_or_default();
        // Another site's form was turned away before; a path of ours is all that is taken from it.
        Some(OwnPath::from(format!("{}{query}", from.path())))
    };
    referer.and_then(own).unwrap_or_default()
}
