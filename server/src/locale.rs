//! Who reads, as far as it can be known without asking the database: language, and the page that was asked for.

use std::future::{Ready, ready};

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE};
use actix_web::{FromRequest, HttpRequest};
use majakka_domain::terms::Language;
use majakka_store::viewer::Person;

use crate::own_path::OwnPath;

/// Keeps the language that a reader chose.
pub const LANGUAGE_COOKIE: &str = "language";

/// The reader of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The language of the answer: `?lang=`, the path, the cookie, the account's (when signed in), `Accept-Language`, Finnish.
    pub language: Language,
    /// Did she choose it herself, by address or cookie? Then an account's language stands back.
    pub chose: bool,
    /// Path of the page.
    pub path: OwnPath,
    /// What stands behind `?`, without `lang`.
    query: String,
    /// Does the page ask by itself, without anybody doing anything?
    pub by_itself: bool,
}

impl Reader {
    /// Reads a request.
    pub fn from_request(request: &HttpRequest) -> Self {
        let cookie = request.cookie(LANGUAGE_COOKIE).and_then(|cookie| cookie.value().parse().ok());
        let chosen = asked_for(request).or_else(|| in_path(request)).or(cookie);
        let pairs = request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        Reader {
            language: chosen.or_else(|| accepted(request)).unwrap_or(Language::Fi),
            chose: chosen.is_some(),
            path: OwnPath::from_request(request),
            query: pairs.collect::<Vec<_>>().join("&"),
            by_itself: request.headers().contains_key("x-refresh") || is_a_feed(request),
        }
    }

    /// What she chose here counts; else what her account says.
    pub(crate) fn in_the_language_of(self, person: &Person) -> Self {
        self.or_in(person.language)
    }

    /// What she chose here counts; else this language.
    pub(crate) fn or_in(self, language: Language) -> Self {
        if self.chose { self } else { Reader { language, ..self } }
    }

    /// The same page in a language.
    pub fn page_in(&self, language: Language) -> String {
        let and = if self.query.is_empty() { "" } else { "&" };
        format!("{}?{}{and}lang={language}", self.path, self.query)
    }

    /// The page to come back to after signing in.
    pub fn here(&self) -> OwnPath {
        self.path.asking(&self.query)
    }
}

impl FromRequest for Reader {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Reader::from_request(request)))
    }
}

/// A page that hears events opens its connection again by itself.
fn is_a_feed(request: &HttpRequest) -> bool {
    request.headers().get(ACCEPT).is_some_and(|accept| accept == "text/event-stream")
}

/// The language in the address.
pub fn asked_for(request: &HttpRequest) -> Option<Language> {
    request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|word| word.parse().ok())
}

/// The language that a public page's path begins with, also where there is no such page: `/sv/not_found`.
fn in_path(request: &HttpRequest) -> Option<Language> {
    request.path().split('/').nth(1).and_then(|first| first.parse().ok())
}

/// Remembers a language for a year.
pub fn language_cookie(language: Language) -> Cookie<'static> {
    Cookie::build(LANGUAGE_COOKIE, language.as_str())
        .path("/")
        .max_age(Duration::days(365))
        .same_site(SameSite::Lax)
        .http_only(true)
        .finish()
}

/// The best of ours that the browser asks for (RFC 9110, 12.5.4); a tie goes to the first.
fn accepted(request: &HttpRequest) -> Option<Language> {
    let header = request.headers().get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Language, f32)> = None;
    for range in header.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(1.0);
        let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
        if let Ok(language) = primary.parse()
            && weight > best.map_or(0.0, |(_, weight)| weight)
        {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn reads(address: &str, cookie: &str, accept: &str) -> Language {
        let request = TestRequest::get().uri(address).insert_header((ACCEPT_LANGUAGE, accept));
        Reader::from_request(&request.cookie(Cookie::new(LANGUAGE_COOKIE, cookie.to_owned())).to_http_request())
            .language
    }

    #[test]
    fn the_address_speaks_louder_than_the_cookie_and_the_cookie_than_the_browser() {
        assert_eq!(reads("/?lang=en", "sv", "fi"), Language::En);
        assert_eq!(reads("/en/not_found", "sv", "fi"), Language::En);
        assert_eq!(reads("/en/not_found?lang=fi", "sv", "sv"), Language::Fi);
        assert_eq!(reads("/?lang=xx", "sv", "fi"), Language::Sv);
        assert_eq!(reads("/", "", "de;q=1, en-GB;q=0.8, sv-FI;q=0.9"), Language::Sv);
        assert_eq!(reads("/", "", "de, en;q=0"), Language::Fi);
        assert_eq!(reads("/", "", ""), Language::Fi);
    }

    #[test]
    fn the_page_in_another_language_keeps_what_was_asked() {
        let request = TestRequest::get().uri("/desk?state=open&lang=fi&page=2").to_http_request();
        assert_eq!(Reader::from_request(&request).page_in(Language::Sv), "/desk?state=open&page=2&lang=sv");
        let bare = TestRequest::get().uri("/desk").to_http_request();
        assert_eq!(Reader::from_request(&bare).page_in(Language::En), "/desk?lang=en");
    }
}
