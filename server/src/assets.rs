//! Stylesheet, script, fonts, icons: what a page needs besides its HTML, out of the binary.
//!
//! Purpose: `/assets/<hash>/<name>`, where the hash is that of the whole set, so that files may name each other without one.
//! Guarantee: compressed once, never per request; an address with the present hash may be kept for ever; nothing of the disk is read.
//! Non-goal: what users upload.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, Encoding, EntityTag, Header, IfNoneMatch, VARY,
};
use actix_web::{HttpRequest, HttpResponse, Scope, web};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::compression::{brotli, gzip};

#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
struct Folder;

/// The parts of `majakka.css`, in the order of the cascade.
const STYLE: [&str; 8] = ["tokens", "theme", "base", "frame", "form", "parts", "desk", "status"];
/// The best that brotli does: it is done once per process.
const BEST: i32 = 11;
/// The last word: paper and the reader's own colours.
const STYLE_LAST: &str = "print";

static SET: LazyLock<Set> = LazyLock::new(Set::build);

struct Set {
    base: String,
    hash: String,
    files: BTreeMap<String, Asset>,
}

/// One file as it is sent.
#[derive(Debug)]
pub struct Asset {
    /// Its `Content-Type`.
    pub media_type: &'static str,
    /// As it is.
    pub plain: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
}

/// `/assets/<hash>`: put `/majakka.css` behind it. Layouts read it as `frame.assets`.
pub fn base() -> &'static str {
    &SET.base
}

/// Every file with its name under [`base`], for the static export.
pub fn all() -> impl Iterator<Item = (&'static str, &'static Asset)> {
    SET.files.iter().map(|(name, asset)| (name.as_str(), asset))
}

/// The handler of `/assets/…`.
pub fn scope() -> Scope {
    web::scope("/assets")
        .route("/{hash}/{name:.*}", web::get().to(send))
        .route("/{hash}/{name:.*}", web::head().to(send))
}

/// An old hash gets the present file, kept shortly: a page out of a cache stays dressed after an update.
async fn send(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    let (hash, name) = path.into_inner();
    let Some(asset) = SET.files.get(&name) else {
        return HttpResponse::NotFound().finish();
    };
    let (encoding, body) = asset.negotiated(&request);
    let tag = EntityTag::new_strong(format!("{}-{}", SET.hash, encoding.unwrap_or("plain")));
    let keep = if hash == SET.hash { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
    let known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, keep)).insert_header((ETAG, tag)).insert_header((VARY, "accept-encoding"));
    if known {
        return response.finish();
    }
    response.insert_header((CONTENT_TYPE, asset.media_type)).insert_header(("x-content-type-options", "nosniff"));
    if let Some(encoding) = encoding {
        response.insert_header((CONTENT_ENCODING, encoding));
    }
    response.body(body)
}

impl Asset {
    fn new(name: &str, plain: Bytes) -> Self {
        let media_type = media_type(name);
        let packed = !media_type.starts_with("font/");
        let smaller = |packed: Option<Vec<u8>>| packed.filter(|p| p.len() < plain.len()).map(Bytes::from);
        let gzip = packed.then(|| smaller(gzip(&plain))).flatten();
        let brotli = packed.then(|| smaller(brotli(&plain, BEST))).flatten();
        Asset { media_type, plain, gzip, brotli }
    }

    /// Brotli before gzip, whatever their order in the request: it is smaller and was paid for already.
    fn negotiated(&self, request: &HttpRequest) -> (Option<&'static str>, Bytes) {
        let accepted = AcceptEncoding::parse(request).ok();
        let takes = |encoding: Encoding| {
            let offer = [encoding.clone(), Encoding::identity()];
            accepted.as_ref().and_then(|accepted| accepted.negotiate(offer.iter())) == Some(encoding)
        };
        match (&self.brotli, &self.gzip) {
            (Some(body), _) if takes(Encoding::brotli()) => (Some("br"), body.clone()),
            (_, Some(body)) if takes(Encoding::gzip()) => (Some("gzip"), body.clone()),
            _ => (None, self.plain.clone()),
        }
    }
}

impl Set {
    fn build() -> Self {
        let mut files: BTreeMap<String, Bytes> = Folder::iter()
            .filter(|name| !name.starts_with("style/"))
            .map(|name| (name.to_string(), read(&name)))
            .collect();
        files.insert("majakka.css".to_owned(), style().into());
        let mut whole = Sha256::new();
        for (name, bytes) in &files {
            whole.update(name.as_bytes());
            whole.update(bytes);
        }
        let mut hash = String::new();
        for byte in whole.finalize().iter().take(8) {
            // Writing to a String cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        let files = files.into_iter().map(|(name, bytes)| (name.clone(), Asset::new(&name, bytes))).collect();
        Set { base: format!("/assets/{hash}"), hash, files }
    }
}

fn read(name: &str) -> Bytes {
    Folder::get(name).map(|file| Bytes::from(file.data.into_owned())).unwrap_or_default()
}

/// The stylesheet in one piece.
fn style() -> Vec<u8> {
    let parts = STYLE.iter().chain([&STYLE_LAST]).map(|part| read(&format!("style/{part}.css")));
    parts.collect::<Vec<_>>().concat()
}

/// The `Content-Type` of a file by its ending; that of the pages and feeds of the static export too.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("xml") => "application/atom+xml; charset=utf-8",
        Some("ics") => "text/calendar; charset=utf-8",
        Some("json") => "application/json",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};
    use actix_web::{App, test};

    use super::*;

    /// The answer to a GET: status, header by name, body length.
    async fn get(path: &str, headers: &[(&'static str, &str)]) -> (StatusCode, BTreeMap<String, String>, usize) {
        let app = test::init_service(App::new().service(scope())).await;
        let request = headers.iter().fold(test::TestRequest::get().uri(path), |r, header| r.insert_header(*header));
        let response = test::call_service(&app, request.to_request()).await;
        let headers = response.headers().iter().map(|(k, v)| (k.to_string(), v.to_str().unwrap().to_owned())).collect();
        (response.status(), headers, test::read_body(response).await.len())
    }

    #[actix_web::test]
    async fn the_present_address_is_kept_for_ever_and_an_old_one_shortly() {
        let (status, headers, _) = get(&format!("{}/majakka.css", base()), &[]).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(headers["content-type"], "text/css; charset=utf-8");
        let (status, headers, _) = get("/assets/0000/majakka.css", &[]).await;
        assert_eq!((status, headers["cache-control"].as_str()), (StatusCode::OK, "public, max-age=60"));
        assert_eq!(get("/assets/0000/none.css", &[]).await.0, StatusCode::NOT_FOUND);
        assert_eq!(get("/assets/0000/style/theme.css", &[]).await.0, StatusCode::NOT_FOUND);
    }

    #[actix_web::test]
    async fn a_browser_gets_brotli_others_what_they_can_read() {
        let css = format!("{}/majakka.css", base());
        let (_, plain, whole) = get(&css, &[]).await;
        let (_, br, packed) = get(&css, &[(ACCEPT_ENCODING.as_str(), "gzip, deflate, br")]).await;
        let (_, gz, _) = get(&css, &[(ACCEPT_ENCODING.as_str(), "gzip")]).await;
        assert_eq!((plain.get("content-encoding"), br["content-encoding"].as_str()), (None, "br"));
        assert_eq!(gz["content-encoding"], "gzip");
        assert!(packed * 3 < whole, "{packed} of {whole}");
        let font = format!("{}/font/source-sans-3-latin.woff2", base());
        assert_eq!(get(&font, &[(ACCEPT_ENCODING.as_str(), "br")]).await.1.get("content-encoding"), None);
    }

    #[actix_web::test]
    async fn what_is_known_is_not_sent_again() {
        let css = format!("{}/majakka.css", base());
        let tag = get(&css, &[]).await.1["etag"].clone();
        let (status, _, body) = get(&css, &[(IF_NONE_MATCH.as_str(), tag.as_str())]).await;
        assert_eq!((status, body), (StatusCode::NOT_MODIFIED, 0));
    }

    #[actix_web::test]
    async fn every_file_that_the_stylesheet_names_is_there_and_all_parts_are_in_it() {
        let style = String::from_utf8(style()).unwrap();
        let named = style.split("url(\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        assert_eq!(named.filter(|name| SET.files.contains_key(*name)).count(), 2);
        let parts = Folder::iter().filter(|name| name.starts_with("style/")).count();
        assert_eq!(parts, STYLE.len() + 1);
    }

    #[actix_web::test]
    async fn first_view_leaves_half_of_60_kb_for_the_html() {
        let sent = |name: &str| {
            let asset = &SET.files[name];
            asset.gzip.as_ref().unwrap_or(&asset.plain).len()
        };
        let sum = sent("majakka.css") + sent("majakka.js") + sent("font/source-sans-3-latin.woff2");
        assert!(sum < 45_000, "{sum} bytes");
    }
}
