//! `GET /.well-known/security.txt`: where to say that a lock is broken (RFC 9116).
//!
//! Non-goal: an installation that names nobody has no such file.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpResponse, web};
use chrono::{Days, SecondsFormat};
use majakka_app::App;
use majakka_store::error::Error;

use crate::failure::{Failure, PageError};

/// The path of the file (RFC 9116, 3).
pub(crate) const PATH: &str = "/.well-known/security.txt";
/// It has to end some day; a year at most is recommended (2.5.5).
const GOOD_FOR: Days = Days::new(90);

/// The file.
///
/// # Errors
/// No contact is set.
pub(crate) async fn show(app: web::Data<App>) -> Result<HttpResponse, PageError> {
    let contact = app.settings.page.security_contact.as_str();
    if contact.is_empty() {
        return Err(PageError(Failure::App(Error::NotFound("page"))));
    }
    let until = (app.clock.now() + GOOD_FOR).to_rfc3339_opts(SecondsFormat::Secs, true);
    let place = app.settings.public_url();
    let text =
        format!("Contact: {contact}\nExpires: {until}\nPreferred-Languages: fi, sv, en\nCanonical: {place}{PATH}\n");
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(text))
}
