//! `/report`: somebody signed in reports, or enters what was told by telephone.
//!
//! Guarantee: what was typed survives the end of the session, for her alone.

use actix_multipart::Multipart;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_app::draft::KEPT;
use majakka_domain::rights::Permission;

use super::entry::{Entry, choosable};
use super::intake;
use super::multipart::{Posted, Sender, with_typed};
use crate::blocking::blocking;
use crate::failure::{Failure, PageError};
use crate::own_path::OwnPath;
use crate::session::SignedIn;

/// Where the form is.
const PATH: &str = "/report";
/// The cookie that remembers which draft was begun at this machine.
const DRAFT: &str = "report_draft";

pub(super) async fn show(app: web::Data<App>, by: SignedIn, request: HttpRequest) -> Result<HttpResponse, PageError> {
    let entry = open(&app, &by).await?;
    let (mut response, token) = intake::resume(&app, entry, begun(&request), by.person.account).await?;
    let cookie = Cookie::build(DRAFT, token)
        .path(PATH)
        .max_age(Duration::seconds(KEPT.num_seconds()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.server.behind_tls);
    // It can only fail on a name or value that is no cookie's.
    let _ = response.add_cookie(&cookie.finish());
    Ok(response)
}

pub(super) async fn submit(
    app: web::Data<App>,
    by: Result<SignedIn, PageError>,
    request: HttpRequest,
    form: Multipart,
) -> Result<HttpResponse, PageError> {
    let by = match by {
        Ok(by) => by,
        Err(PageError(Failure::SignIn(to))) => {
            let rescued = match begun(&request) {
                Some(token) => intake::rescue(&app, token, form).await?,
                None => false,
            };
            return Err(Failure::SignIn(if rescued { OwnPath::from(PATH.to_owned()) } else { to }).into());
        }
        Err(other) => return Err(with_typed(other, &request, form).await),
    };
    let entry = match open(&app, &by).await {
        Ok(entry) => entry,
        Err(failure) => return Err(with_typed(failure, &request, form).await),
    };
    let who = by.person.account.to_string();
    let posted = Posted::read(&app, form, &Sender::Person(&who)).await?;
    posted.keep(&request);
    by.check_csrf(posted.get("csrf").unwrap_or_default())?;
    intake::receive(&app, entry, posted).await
}

/// The draft that was begun at this machine.
fn begun(request: &HttpRequest) -> Option<String> {
    request.cookie(DRAFT).map(|cookie| cookie.value().to_owned())
}

async fn open(app: &web::Data<App>, by: &SignedIn) -> Result<Entry, PageError> {
    let viewer = by.viewer();
    viewer.require(Permission::Report)?;
    let asks = viewer.clone();
    let organisations = blocking(app, move |app| app.read(|conn| choosable(conn, &asks))).await?;
    Ok(Entry {
        viewer,
        source: None,
        owner: by.person.organisation,
        action: PATH.to_owned(),
        frame: by.frame(app),
        language: by.reader.language,
        organisations,
    })
}
