//! An address of our own that came out of a request: where to go back to, this page in another language.
//!
//! Guarantee: no link, form or redirect made of one leads to another site, however it is written. Browsers read two slashes as the
//! beginning of another host, `\` as `/`, and drop tabs and line breaks (RFC 3986, 4.2; WHATWG URL, 4.4).
//! Non-goal: whether there is a page, and who may read it.

use std::fmt;

use actix_web::HttpRequest;
use serde::{Deserialize, Serialize};

/// A path with its query, or nothing where there was none of our own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct OwnPath(String);

impl OwnPath {
    /// The path of a request, without its query, as it was written: nothing in it is decoded.
    pub(crate) fn from_request(request: &HttpRequest) -> Self {
        OwnPath(format!("/{}", request.uri().path().trim_start_matches(['/', '\\'])))
    }

    /// The same with a query behind it, unless that is empty.
    pub(crate) fn asking(&self, query: &str) -> Self {
        if query.is_empty() { self.clone() } else { OwnPath(format!("{}?{query}", self.0)) }
    }

    /// As it is written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// It, or where to go instead.
    pub(crate) fn or<'p>(&'p self, otherwise: &'p str) -> &'p str {
        if self.0.is_empty() { otherwise } else { &self.0 }
    }
}

/// What a form or a link hands back; nothing, if it leads elsewhere.
impl From<String> for OwnPath {
    fn from(written: String) -> Self {
        let own = written.strip_prefix('/').is_some_and(|rest| !rest.starts_with(['/', '\\']));
        let plain = written.chars().all(|c| c.is_ascii_graphic() && c != '\\');
        OwnPath(if own && plain { written } else { String::new() })
    }
}

impl fmt::Display for OwnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn what_is_handed_back_never_leads_away() {
        assert_eq!(OwnPath::from("/desk?state=open".to_owned()).or("/"), "/desk?state=open");
        for elsewhere in [
            "",
            "desk",
            "//example.com",
            "///example.com",
            "/\\example.com",
            "\\\\example.com",
            "https://example.com",
            "javascript:alert(1)",
            "/a\r\nb",
            "/\t/example.com",
            "/\u{0}",
            "/ä",
        ] {
            assert_eq!(OwnPath::from(elsewhere.to_owned()).or("/home"), "/home", "{elsewhere}");
        }
    }

    #[test]
    fn nor_does_the_page_itself() {
        for (asked, own) in [
            ("/desk", "/desk"),
            ("//evil.example/x", "/evil.example/x"),
            ("///evil.example", "/evil.example"),
            ("/%09/evil.example", "/%09/evil.example"),
            ("/%2F%2Fevil.example", "/%2F%2Fevil.example"),
            ("/%5Cevil.example", "/%5Cevil.example"),
        ] {
            assert_eq!(OwnPath::from_request(&TestRequest::get().uri(asked).to_http_request()).as_str(), own);
        }
    }
}
