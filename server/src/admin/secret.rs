//! Something that is shown once; a one-time link only where no mail brings it to whom it is for.

use actix_web::HttpResponse;
use majakka_app::App;
use majakka_messages::Page;
use serde::Serialize;

use crate::failure::PageError;
use crate::page_frame::html;
use crate::session::SignedIn;

/// A link or a token, and where to go on.
#[derive(Debug, Clone, Serialize)]
pub struct SecretPage {
    /// Key of the heading.
    heading: &'static str,
    /// Key of what to do with it.
    text: &'static str,
    /// Nothing, where a letter brings it.
    secret: Option<String>,
    /// The address to which it was posted as well.
    posted: Option<String>,
    back: String,
}

impl Page for SecretPage {
    const TEMPLATE: &'static str = "admin/secret";

    fn samples() -> Vec<Self> {
        let page = |heading, text| SecretPage {
            heading,
            text,
            secret: Some("https://hairiot.example.fi/link/esimerkki".to_owned()),
            posted: (heading == "admin-link-title").then(|| "aino@example.fi".to_owned()),
            back: "/admin".to_owned(),
        };
        vec![
            SecretPage { secret: None, ..page("admin-link-title", "admin-link-text") },
            page("admin-link-title", "admin-link-text"),
            page("admin-report-link-title", "admin-report-link-text"),
            page("admin-token-title", "admin-token-text"),
        ]
    }
}

/// What is shown.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// The one-time link of an account, and the address to which it was posted.
    Link(String),
    /// An organisation's report link.
    ReportLink,
    /// An API token.
    Token,
}

/// Shows it. The page is kept by nobody.
pub(super) fn shown(
    app: &App,
    by: &SignedIn,
    kind: Kind,
    token: &str,
    back: String,
) -> Result<HttpResponse, PageError> {
    let address = &app.settings.server.public_url;
    let (heading, text, secret, posted) = match kind {
        Kind::Link(to) => ("admin-link-title", "admin-link-text", format!("{address}/link/{token}"), Some(to)),
        Kind::ReportLink => ("admin-report-link-title", "admin-report-link-text", format!("{address}/r/{token}"), None),
        Kind::Token => ("admin-token-title", "admin-token-text", token.to_owned(), None),
    };
    // Who could read it could act in the name of whom it is for.
    let shown = posted.is_none() || !app.settings.mail.is_connected();
    let page = SecretPage { heading, text, secret: shown.then_some(secret), posted, back };
    html(app, by.reader.language, &by.frame(app), &page)
}
