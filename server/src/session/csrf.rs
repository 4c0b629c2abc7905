//! Did our own page send this?
//!
//! Two walls, each enough by itself: the token of the session in every form, and what the browser says of where the
//! request comes from (`Sec-Fetch-Site`, else `Origin`). Programs say neither and bring no cookie.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{HOST, ORIGIN};
use majakka_store::token::TokenHash;

/// Does another site send this in the reader's name? Reading from elsewhere is nobody's harm.
pub fn is_foreign(request: &HttpRequest) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map_or(origin, |(_, host)| host);
            header(HOST.as_str()) != Some(host)
        }
        (None, None) => false,
    }
}

/// Is this the session's token? Both are hashed first, so that the time tells nothing.
pub(crate) fn is_same(given: &str, expected: &str) -> bool {
    !expected.is_empty() && TokenHash::of(given) == TokenHash::of(expected)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn foreign(headers: &[(&'static str, &'static str)]) -> bool {
        let request = TestRequest::post().insert_header((HOST, "hairiot.example.fi"));
        is_foreign(&headers.iter().fold(request, |request, header| request.insert_header(*header)).to_http_request())
    }

    #[test]
    fn only_our_own_pages_and_programs_may_send() {
        assert!(!foreign(&[]));
        assert!(!foreign(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(!foreign(&[("origin", "https://hairiot.example.fi")]));
        assert!(foreign(&[("sec-fetch-site", "cross-site"), ("origin", "https://hairiot.example.fi")]));
        assert!(foreign(&[("sec-fetch-site", "same-site")]));
        assert!(foreign(&[("origin", "https://muu.example.fi")]));
        assert!(foreign(&[("origin", "null")]));
    }

    #[test]
    fn reading_is_free() {
        let request = TestRequest::get().insert_header(("sec-fetch-site", "cross-site")).to_http_request();
        assert!(!is_foreign(&request));
    }

    #[test]
    fn an_empty_token_is_never_the_same() {
        assert!(is_same("a", "a"));
        assert!(!is_same("a", "b"));
        assert!(!is_same("", ""));
    }
}
