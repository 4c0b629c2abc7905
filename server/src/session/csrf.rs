//! Did our own page send this?
//!
//! Two walls, each enough by itself: the token of the session in every form, and what the browser says of where the
//! request comes from (`Sec-Fetch-Site`, else `Origin`). Programs say neither and bring no cookie.

use actix_web::http::Method;
use actix_web::http::header::{HOST, ORIGIN};
use actix_web::{HttpRequest, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use majakka_app::App;
use majakka_store::random::Random;
use majakka_store::token::TokenHash;
use url::Url;

/// Does another site send this in the reader's name? Reading from elsewhere is nobody's harm.
pub fn is_foreign(request: &HttpRequest) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site.to_ascii_lowercase().as_str(), "same-origin" | "none"),
        (None, Some(origin)) => {
            let public = request.app_data::<web::Data<App>>().map(|app| app.settings.public_url());
            !is_own(origin, header(HOST.as_str()), public.as_deref())
        }
        (None, None) => false,
    }
}

/// The token as one answer shows it: under a mask that no other answer has, so that the length of a packed page tells nothing of it to
/// whoever can put words beside it (the BREACH attack).
pub(crate) fn masked(token: &str, random: &dyn Random) -> String {
    let mut mask = vec![0; token.len()];
    random.fill(&mut mask);
    let hidden: Vec<u8> = token.bytes().zip(&mask).map(|(byte, mask)| byte ^ mask).collect();
    URL_SAFE_NO_PAD.encode([mask, hidden].concat())
}

/// What lies under a mask; nothing, if there is none.
pub(crate) fn unmasked(shown: &str) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(shown).unwrap_or_default();
    let (mask, hidden) = bytes.split_at(bytes.len() / 2);
    let token = hidden.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    String::from_utf8(token).unwrap_or_default()
}

/// Is it the origin that was asked, or the one that the settings name? Compared as origins (RFC 6454, 4 and 5): neither the letter
/// case of a host, nor a port that its scheme has anyway, makes another. The scheme is the origin's own word: who stands between
/// the browser and us may have taken TLS off.
fn is_own(origin: &str, host: Option<&str>, public: Option<&str>) -> bool {
    let Some(origin) = Url::parse(origin).ok().filter(Url::has_host) else { return false };
    let asked = host.and_then(|host| Url::parse(&format!("{}://{host}", origin.scheme())).ok());
    let public = public.and_then(|public| Url::parse(public).ok());
    asked.is_some_and(|asked| place(&asked) == place(&origin))
        || public.is_some_and(|public| public.origin() == origin.origin())
}

/// Host and port; the root's full stop is no part of a name (RFC 3986, 3.2.2).
fn place(url: &Url) -> (Option<&str>, Option<u16>) {
    (url.host_str().map(|host| host.trim_end_matches('.')), url.port_or_known_default())
}

/// Is this the session's token? Both are hashed first, so that the time tells nothing.
pub(crate) fn is_same(given: &str, expected: &str) -> bool {
    !expected.is_empty() && TokenHash::new(given) == TokenHash::new(expected)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use majakka_store::random::SeededRandom;

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
        assert!(!foreign(&[("sec-fetch-site", "Same-Origin")]));
        assert!(foreign(&[("sec-fetch-site", "cross-site"), ("origin", "https://hairiot.example.fi")]));
        assert!(foreign(&[("sec-fetch-site", "same-site")]));
        assert!(foreign(&[("origin", "https://muu.example.fi")]));
        assert!(foreign(&[("origin", "null")]));
    }

    #[test]
    fn origins_are_compared_as_origins() {
        for (origin, host, public, own) in [
            ("https://hairiot.example.fi", "hairiot.example.fi", "", true),
            ("https://hairiot.example.fi", "hairiot.example.fi:443", "", true),
            ("https://hairiot.example.fi:443", "hairiot.example.fi", "", true),
            ("http://hairiot.example.fi", "hairiot.example.fi:80", "", true),
            ("http://hairiot.example.fi:80", "hairiot.example.fi", "", true),
            ("https://HAIRIOT.example.fi", "hairiot.EXAMPLE.fi", "", true),
            ("https://hairiot.example.fi", "hairiot.example.fi.", "", true),
            ("https://häiriöt.example.fi", "xn--hirit-gra3k.example.fi", "", true),
            ("http://127.0.0.1:8080", "127.0.0.1:8080", "", true),
            ("http://[::1]:8080", "[::1]:8080", "", true),
            ("https://hairiot.example.fi", "10.0.0.7:8080", "https://hairiot.example.fi", true),
            ("https://hairiot.example.fi", "10.0.0.7:8080", "https://Hairiot.example.fi:443/", true),
            ("https://hairiot.example.fi", "hairiot.example.fi:8443", "", false),
            ("https://hairiot.example.fi", "hairiot.example.fi:80", "", false),
            ("http://hairiot.example.fi", "10.0.0.7:8080", "https://hairiot.example.fi", false),
            ("https://hairiot.example.fi.muu.example", "hairiot.example.fi", "", false),
            ("https://muu.example.fi", "hairiot.example.fi", "https://hairiot.example.fi", false),
            ("https://hairiot.example.fi@muu.example", "hairiot.example.fi", "", false),
            ("null", "hairiot.example.fi", "", false),
            ("", "hairiot.example.fi", "", false),
            ("file://", "hairiot.example.fi", "", false),
        ] {
            let public = Some(public).filter(|public| !public.is_empty());
            assert_eq!(is_own(origin, Some(host), public), own, "{origin} at {host}, {public:?}");
        }
        assert!(!is_own("https://hairiot.example.fi", None, None));
    }

    #[test]
    fn reading_is_free() {
        let request = TestRequest::get().insert_header(("sec-fetch-site", "cross-site")).to_http_request();
        assert!(!is_foreign(&request));
    }

    #[test]
    fn every_answer_shows_the_token_under_another_mask() {
        let random = SeededRandom::new(7);
        let token = random.token();
        let shown = [masked(&token, &random), masked(&token, &random)];
        assert!(shown[0] != shown[1] && shown.iter().all(|shown| unmasked(shown) == token && !shown.contains(&token)));
        for nothing in ["", "a", "%", "ä", &token, &shown[0][1..], &format!("{}AA", shown[0])] {
            assert_ne!(unmasked(nothing), token, "{nothing}");
        }
    }

    #[test]
    fn an_empty_token_is_never_the_same() {
        assert!(is_same("a", "a"));
        assert!(!is_same("a", "b"));
        assert!(!is_same("", ""));
    }
}
