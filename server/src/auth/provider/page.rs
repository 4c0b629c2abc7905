//! The one page between this program and a provider.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use majakka_app::App;
use majakka_messages::Page;
use serde::Serialize;

use super::client::Provider;
use crate::failure::PageError;
use crate::locale::Reader;
use crate::page_frame::{Frame, html_as};
use crate::ways::ProviderLink;

/// Where one's ways to prove oneself are.
const HOME: &str = "/account/factor";

/// What is said of a provider, and where the link leads.
#[derive(Debug, Clone, Serialize)]
pub struct ProviderPage {
    /// Keys of heading and text, `auth-provider-…`.
    heading: &'static str,
    text: &'static str,
    name: String,
    /// Where to go on at the provider, and the key of its words.
    link: Option<Link>,
    /// Where to go on here.
    home: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
struct Link {
    href: String,
    text: &'static str,
}

impl Page for ProviderPage {
    const TEMPLATE: &'static str = "auth/provider";

    fn samples() -> Vec<Self> {
        let name = || ProviderLink::sample().name;
        let url = || "https://id.example.fi/auth?client_id=majakka".to_owned();
        vec![on(name(), url()), back(name()), elsewhere(name(), HOME), out(name(), url())]
    }
}

fn on(name: String, href: String) -> ProviderPage {
    let link = Some(Link { href, text: "auth-provider-on" });
    ProviderPage { heading: "auth-provider-on-title", text: "auth-provider-on-text", name, link, home: None }
}

fn back(name: String) -> ProviderPage {
    let (heading, text) = ("auth-provider-proven-title", "auth-provider-proven-text");
    ProviderPage { heading, text, name, link: None, home: None }
}

fn elsewhere(name: String, home: &'static str) -> ProviderPage {
    let (heading, text) = ("auth-provider-away-title", "auth-provider-not-proven");
    ProviderPage { heading, text, name, link: None, home: Some(home) }
}

fn out(name: String, href: String) -> ProviderPage {
    let link = Some(Link { href, text: "auth-provider-out" });
    ProviderPage { heading: "auth-provider-out-title", text: "auth-provider-out-text", name, link, home: None }
}

impl ProviderPage {
    pub(super) fn go_on(provider: &Provider, url: String) -> Self {
        on(provider.settings.name.clone(), url)
    }

    pub(super) fn proven(provider: &Provider) -> Self {
        back(provider.settings.name.clone())
    }

    pub(super) fn away(provider: &Provider) -> Self {
        elsewhere(provider.settings.name.clone(), HOME)
    }

    pub(super) fn left(provider: &Provider, url: String) -> Self {
        out(provider.settings.name.clone(), url)
    }

    pub(crate) fn answer(&self, status: StatusCode, app: &App, reader: &Reader) -> Result<HttpResponse, PageError> {
        html_as(status, app, reader.language, &Frame::for_reader(reader), self)
    }
}
