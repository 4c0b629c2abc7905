//! One page or feed as it is sent: compressed once, with all its headers ready.
//!
//! Guarantee: answering copies pointers, not bytes; the same content has the same ETag on every machine.
//! Non-goal: knowing what is in it.

use std::fmt::Write as _;

use actix_http::body::{EitherBody, None as Nothing};
use actix_http::{RequestHead, Response};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName,
    HeaderValue, IF_NONE_MATCH, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use bytes::Bytes;
use majakka_domain::terms::Language;
use sha2::{Digest, Sha256};

use super::negotiate::{self, Coding};
use crate::compression::{brotli, gzip};
use crate::headers::{EMBEDDED_POLICY, POLICY};

/// Packs a page of 37 KB in 2 ms; 9 would save 20 bytes of 4,645, take ten times as long, and clear a table of 32 MiB each time.
const QUALITY: i32 = 7;
/// A page may be kept for a moment by whoever carries it, and longer while we cannot be reached: an old word is better than
/// none, and it says its age.
const KEEP: &str = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400";

/// What goes out: the bytes, or nothing to who has them already.
pub(super) type Body = EitherBody<Bytes, Nothing>;

/// Who may show or read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// A page of its own.
    Page,
    /// A page that others may frame.
    Frame,
    /// Data that scripts of other sites may read.
    Data,
}

/// A page or feed as it was written, before it is packed.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) media_type: &'static str,
    pub(super) reach: Reach,
    pub(super) body: String,
}

/// A document with its bytes in every coding.
#[derive(Debug)]
pub(super) struct Document {
    plain: Packed,
    gzip: Option<Packed>,
    brotli: Option<Packed>,
    zstd: Option<Packed>,
}

/// A document in one coding.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    body: Bytes,
    tag: HeaderValue,
    /// What stands in a 304 too, beside the ETag. Static texts: copying them counts nothing.
    always: Vec<(HeaderName, HeaderValue)>,
    /// What goes with the body. Static likewise.
    with_body: Vec<(HeaderName, HeaderValue)>,
}

/// A page or feed before it is packed, with what its headers say.
pub(super) struct Sheet {
    plain: Bytes,
    hash: String,
    media_type: &'static str,
    reach: Reach,
    language: Language,
    behind_tls: bool,
}

impl Sheet {
    /// `behind_tls`: browsers are told to stay with HTTPS.
    pub(super) fn new(written: Written, language: Language, behind_tls: bool) -> Self {
        let Written { media_type, reach, body } = written;
        let plain = Bytes::from(body);
        Sheet { hash: hash(&plain), plain, media_type, reach, language, behind_tls }
    }

    /// In one coding, or plain where that does not make it smaller.
    pub(super) fn in_coding(&self, coding: Coding) -> Packed {
        self.smaller_in(coding).unwrap_or_else(|| self.variant(self.plain.clone(), None))
    }

    fn smaller_in(&self, coding: Coding) -> Option<Packed> {
        let (name, packed) = match coding {
            Coding::Brotli => ("br", brotli(&self.plain, QUALITY)),
            Coding::Zstd => ("zstd", zstd::bulk::compress(&self.plain, 9).ok()),
            Coding::Gzip => ("gzip", gzip(&self.plain)),
            Coding::Identity => return None,
        };
        let body = packed.filter(|packed| packed.len() < self.plain.len())?;
        Some(self.variant(Bytes::from(body), Some(name)))
    }

    fn variant(&self, body: Bytes, coding: Option<&'static str>) -> Packed {
        // Hexadecimal digits and names of codings always make a header's value.
        let tag = HeaderValue::try_from(format!("\"{}-{}\"", self.hash, coding.unwrap_or("plain")));
        Packed {
            body,
            tag: tag.unwrap_or(HeaderValue::from_static("\"plain\"")),
            always: always(self.reach, self.behind_tls),
            with_body: with_body(self.media_type, self.reach, self.language, coding),
        }
    }
}

impl Document {
    pub(super) fn new(sheet: &Sheet) -> Self {
        Document {
            gzip: sheet.smaller_in(Coding::Gzip),
            brotli: sheet.smaller_in(Coding::Brotli),
            zstd: sheet.smaller_in(Coding::Zstd),
            plain: sheet.in_coding(Coding::Identity),
        }
    }

    /// The smallest that the request accepts.
    pub(super) fn packed(&self, request: &RequestHead) -> &Packed {
        match negotiate::coding_for(request) {
            Coding::Brotli => self.brotli.as_ref(),
            Coding::Zstd => self.zstd.as_ref(),
            Coding::Gzip => self.gzip.as_ref(),
            Coding::Identity => None,
        }
        .unwrap_or(&self.plain)
    }
}

/// The methods that data for programs answers to.
const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

impl Packed {
    /// The answer of data for programs to a request that is no GET and no HEAD: to a preflight that scripts may read it, to others
    /// that nothing else can be done with it (Fetch, CORS preflight; RFC 9110, 15.5.6). None of a page: the application may have
    /// one.
    pub(super) fn refuse(&self, request: &RequestHead) -> Option<Response<Body>> {
        let (name, everybody) = self.always.iter().find(|(name, _)| *name == ACCESS_CONTROL_ALLOW_ORIGIN)?;
        let fixed = HeaderValue::from_static;
        let mut answer = if request.method == Method::OPTIONS {
            let mut answer = Response::new(StatusCode::NO_CONTENT).set_body(Body::right(Nothing::new()));
            let headers = answer.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, fixed("*"));
            headers.insert(ACCESS_CONTROL_MAX_AGE, fixed("86400"));
            answer
        } else {
            // With a length, be it nothing: without one the client waits for the end of the connection (RFC 9112, 6.3).
            let mut answer = Response::new(StatusCode::METHOD_NOT_ALLOWED).set_body(Body::left(Bytes::new()));
            let headers = answer.headers_mut();
            headers.insert(CACHE_CONTROL, fixed("no-store"));
            headers.insert(REFERRER_POLICY, fixed("same-origin"));
            headers.insert(HeaderName::from_static("cross-origin-resource-policy"), fixed("same-origin"));
            answer
        };
        let headers = answer.headers_mut();
        headers.insert(ALLOW, METHODS);
        headers.insert(name.clone(), everybody.clone());
        let locks = [CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS, STRICT_TRANSPORT_SECURITY];
        for (lock, value) in self.always.iter().chain(&self.with_body).filter(|(name, _)| locks.contains(name)) {
            headers.insert(lock.clone(), value.clone());
        }
        Some(answer)
    }

    /// The answer to a GET or HEAD.
    pub(super) fn answer(&self, request: &RequestHead) -> Response<Body> {
        let known = request.headers.get(IF_NONE_MATCH).is_some_and(|header| self.is_known_by(header));
        let mut response = Response::new(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        let headers = response.headers_mut();
        headers.insert(ETAG, self.tag.clone());
        for (name, value) in &self.always {
            headers.insert(name.clone(), value.clone());
        }
        if known {
            return response.set_body(Body::right(Nothing::new()));
        }
        for (name, value) in &self.with_body {
            headers.insert(name.clone(), value.clone());
        }
        response.set_body(Body::left(self.body.clone()))
    }

    /// How many bytes it takes, about.
    pub(super) fn weight(&self) -> usize {
        /// Of the headers beside the body.
        const HEADERS: usize = 1024;
        self.body.len() + HEADERS
    }

    /// The same with a body and a tag of its own.
    pub(super) fn copied(&self) -> Self {
        let tag = HeaderValue::from_bytes(self.tag.as_bytes()).unwrap_or_else(|_| self.tag.clone());
        Packed { body: Bytes::copy_from_slice(&self.body), tag, ..self.clone() }
    }

    /// RFC 9110, 13.1.2: the weak comparison.
    fn is_known_by(&self, header: &HeaderValue) -> bool {
        let Ok(header) = header.to_str() else { return false };
        let mut tags = header.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
        tags.any(|known| known == "*" || known.as_bytes() == self.tag.as_bytes())
    }
}

fn always(reach: Reach, behind_tls: bool) -> Vec<(HeaderName, HeaderValue)> {
    let fixed = HeaderValue::from_static;
    let mut always = vec![(CACHE_CONTROL, fixed(KEEP)), (VARY, fixed("accept-encoding, accept-language"))];
    if reach == Reach::Data {
        always.push((ACCESS_CONTROL_ALLOW_ORIGIN, fixed("*")));
    }
    if behind_tls {
        always.push((STRICT_TRANSPORT_SECURITY, fixed("max-age=31536000")));
    }
    always
}

/// No `X-Frame-Options`: the policy's `frame-ancestors` takes its place (CSP 3, 6.4.2). Each header costs every reader.
fn with_body(
    media_type: &'static str,
    reach: Reach,
    language: Language,
    coding: Option<&'static str>,
) -> Vec<(HeaderName, HeaderValue)> {
    let fixed = HeaderValue::from_static;
    let policy = if reach == Reach::Frame { EMBEDDED_POLICY } else { POLICY };
    let mut with_body = vec![
        (CONTENT_TYPE, fixed(media_type)),
        (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
        (CONTENT_SECURITY_POLICY, fixed(policy)),
        (CONTENT_LANGUAGE, fixed(language.as_str())),
    ];
    with_body.extend(coding.map(|coding| (CONTENT_ENCODING, fixed(coding))));
    with_body
}

fn hash(bytes: &[u8]) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes).iter().take(12) {
        // Writing to a String cannot fail.
        let _ = write!(hash, "{byte:02x}");
    }
    hash
}
