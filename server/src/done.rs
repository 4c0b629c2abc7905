//! What was just done: a banner over the next page says it, with what comes next.
//!
//! Guarantee: said once, on the page after a form, whichever that is; it outlives neither that page nor a minute.
//! Non-goal: proof. A cookie carries it and only its own reader sees it; what happened stands in the log and on the timeline.

use actix_web::body::MessageBody;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, web};
use majakka_app::App;
use majakka_messages::FluentValue;
use serde::Serialize;

use crate::localizer::Localizer;
use crate::own_path::OwnPath;
use crate::redirect::go_to;

/// Names of the pairs that are no facts.
const KEY: &str = "done";
const NEXT: &str = "next";
const HREF: &str = "href";

/// What was done: the text `done-…` with its facts, and the way on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    key: String,
    facts: Vec<(String, String)>,
    /// Key of the link's words, and where it leads.
    next: Option<(String, OwnPath)>,
    /// Where it is said, if elsewhere than on the form's own page.
    place: Option<String>,
}

/// It in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Banner {
    text: String,
    next: Option<WayOn>,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct WayOn {
    text: String,
    href: String,
}

impl Done {
    /// What the text `done-<what>` says.
    pub(crate) fn new(what: &str) -> Self {
        Done { key: what.to_owned(), ..Done::default() }
    }

    /// With a fact that the text names.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, fact: impl ToString) -> Self {
        self.facts.push((name.to_owned(), fact.to_string()));
        self
    }

    /// With what comes next: the link's text, by its key, and where it leads.
    #[must_use]
    pub(crate) fn then(self, text: &str, href: impl Into<String>) -> Self {
        Done { next: Some((text.to_owned(), OwnPath::from(href.into()))), ..self }
    }

    /// Said on that page.
    #[must_use]
    pub(crate) fn at(self, place: String) -> Self {
        Done { place: Some(place), ..self }
    }

    /// Where it is said, if elsewhere than on the form's own page.
    pub(crate) fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// Has it a way on?
    pub(crate) fn leads_on(&self) -> bool {
        self.next.is_some()
    }

    /// The next page, which says it.
    pub(crate) fn go(&self, app: &App, path: &str) -> HttpResponse {
        let mut response = go_to(path);
        // It can only fail on a name or value that is no cookie's.
        let _ = response.add_cookie(&cookie(app, self.written(), Duration::minutes(1)));
        response
    }

    fn written(&self) -> String {
        let mut pairs = vec![(KEY, self.key.as_str())];
        pairs.extend(self.facts.iter().map(|(name, fact)| (name.as_str(), fact.as_str())));
        if let Some((text, href)) = &self.next {
            pairs.extend([(NEXT, text.as_str()), (HREF, href.as_str())]);
        }
        serde_html_form::to_string(pairs).unwrap_or_default()
    }

    fn read(written: &str) -> Option<Self> {
        let mut done = Done::default();
        let (mut text, mut href) = (None, OwnPath::default());
        let pairs: Vec<(String, String)> = serde_html_form::from_str(written).ok()?;
        for (name, value) in pairs {
            match name.as_str() {
                KEY => done.key = value,
                NEXT => text = Some(value),
                HREF => href = OwnPath::from(value),
                _ => done.facts.push((name, value)),
            }
        }
        done.next = text.map(|text| (text, href));
        Some(done).filter(|done| !done.key.is_empty())
    }

    /// What the page before did, as its answer told this browser.
    pub(crate) fn told_to(app: &App, request: &HttpRequest) -> Option<Self> {
        Done::read(request.cookie(name(app))?.value())
    }

    /// In words; nothing where there are none for it.
    pub(crate) fn in_words(&self, localizer: Localizer<'_>) -> Option<Banner> {
        let fact = |(name, fact): &(String, String)| {
            // A number chooses the form of the word after it.
            let value = fact.parse::<i64>().map_or_else(|_| FluentValue::from(fact.clone()), FluentValue::from);
            (name.clone(), value)
        };
        let facts: Vec<(String, FluentValue<'_>)> = self.facts.iter().map(fact).collect();
        let facts: Vec<(&str, FluentValue<'_>)> =
            facts.iter().map(|(name, fact)| (name.as_str(), fact.clone())).collect();
        let text = localizer.text(&format!("done-{}", self.key), &facts).ok()?;
        let way = |(key, href): &(String, OwnPath)| {
            Some(WayOn { text: localizer.text(key, &[]).ok()?, href: href.or("/").to_owned() })
        };
        Some(Banner { text, next: self.next.as_ref().and_then(way) })
    }
}

impl Banner {
    /// For samples.
    pub(crate) fn samples() -> [Self; 2] {
        let told = |next| Banner { text: "Päätös on tallennettu.".to_owned(), next };
        let next = WayOn { text: "Kirjoita ensitiedote".to_owned(), href: "/desk".to_owned() };
        [told(None), told(Some(next))]
    }
}

/// `__Host-` as the session's.
fn name(app: &App) -> &'static str {
    if app.settings.server.behind_tls { "__Host-majakka-done" } else { "majakka-done" }
}

fn cookie(app: &App, value: String, lasts: Duration) -> Cookie<'static> {
    Cookie::build(name(app), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.settings.server.behind_tls)
        .max_age(lasts)
        .finish()
}

/// Forgets what was done once a page has said it; what a page fetches by itself takes nothing away.
///
/// # Errors
/// What is inside.
pub async fn forget(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let told = app.filter(|app| request.cookie(name(app)).is_some() && !request.headers().contains_key("x-refresh"));
    let mut response = next.call(request).await?;
    let said = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // What caches keep is nobody's own page, and says nothing to her alone.
    let own = said(CONTENT_TYPE).starts_with("text/html") && said(CACHE_CONTROL) == "no-store";
    if let Some(app) = told.filter(|_| own) {
        let _ = response.response_mut().add_cookie(&cookie(&app, String::new(), Duration::ZERO));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_read_back_as_it_was_said_and_leads_nowhere_else() {
        let done = Done::new("sent").with("people", 4).with("what", "Ä & ö=1").then("done-public-page", "/fi");
        assert_eq!(Done::read(&done.written()), Some(done));
        let away = Done::read("done=sent&next=x&href=https%3A%2F%2Fexample.com").unwrap();
        assert_eq!(away.next.unwrap().1, OwnPath::default());
        assert_eq!(Done::read("people=4"), None);
    }
}
