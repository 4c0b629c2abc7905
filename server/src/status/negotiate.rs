//! What a request would like, read without allocating: the coding of the body and the language.

use actix_http::RequestHead;
use actix_web::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderName};
use majakka_domain::terms::Language;

/// How the body may be packed, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Coding {
    Brotli,
    Zstd,
    Gzip,
    Identity,
}

/// How the answer to a request may be packed.
pub(super) fn coding_for(request: &RequestHead) -> Coding {
    coding(header(request, ACCEPT_ENCODING))
}

/// In which language a request is answered that does not name one in its path: that of `?lang=sv`, else the browser's.
pub(super) fn language_for(request: &RequestHead) -> Language {
    let query = request.uri.query().unwrap_or_default();
    let asked = query.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|word| word.parse().ok());
    asked.unwrap_or_else(|| language(header(request, ACCEPT_LANGUAGE)))
}

fn header(request: &RequestHead, name: HeaderName) -> &str {
    request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The smallest that is accepted (RFC 9110, 12.5.3). All of them were paid for already, so the client's order among them
/// does not matter; `q=0` does.
fn coding(accepted: &str) -> Coding {
    let mut best = Coding::Identity;
    for part in accepted.split(',') {
        let (name, weight) = part.split_once(';').unwrap_or((part, ""));
        let is = |coding: &str| name.trim().eq_ignore_ascii_case(coding);
        let coding = match () {
            () if is("br") => Coding::Brotli,
            () if is("zstd") => Coding::Zstd,
            () if is("gzip") || is("*") => Coding::Gzip,
            () => continue,
        };
        if coding < best && quality(weight) > 0.0 {
            best = coding;
        }
    }
    best
}

fn quality(weight: &str) -> f32 {
    weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse().ok()).unwrap_or(1.0)
}

/// The best of ours that is asked for (RFC 9110, 12.5.4); a tie goes to the first, and Finnish is for all others.
fn language(accepted: &str) -> Language {
    let mut best = (Language::Fi, 0.0);
    for part in accepted.split(',') {
        let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let Some(language) = Language::ALL.iter().find(|l| l.as_str().eq_ignore_ascii_case(primary)) else { continue };
        if quality(weight) > best.1 {
            best = (*language, quality(weight));
        }
    }
    best.0
}

/// Splits `/sv/history` into its language and the rest; the rest of `/sv` is `/`. Who carries the exported files may put a
/// slash behind a folder: `/sv/history/` is the same page.
pub(super) fn split(path: &str) -> (Option<Language>, &str) {
    let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(path);
    for language in Language::ALL {
        let after = path.strip_prefix('/').and_then(|path| path.strip_prefix(language.as_str()));
        match after {
            Some("") => return (Some(*language), "/"),
            Some(rest) if rest.starts_with('/') => return (Some(*language), rest),
            _ => {}
        }
    }
    (None, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_coding_that_is_accepted_is_sent() {
        assert_eq!(coding("gzip, deflate, br, zstd"), Coding::Brotli);
        assert_eq!(coding("zstd, gzip"), Coding::Zstd);
        assert_eq!(coding("gzip;q=0.5, br;q=0"), Coding::Gzip);
        assert_eq!(coding("*"), Coding::Gzip);
        assert_eq!(coding("identity"), Coding::Identity);
        assert_eq!(coding(""), Coding::Identity);
    }

    #[test]
    fn the_language_is_the_readers_and_else_finnish() {
        assert_eq!(language("sv-FI, fi;q=0.8"), Language::Sv);
        assert_eq!(language("de, en;q=0.5"), Language::En);
        assert_eq!(language("de, sv;q=0"), Language::Fi);
        assert_eq!(language(""), Language::Fi);
    }

    #[test]
    fn an_address_begins_with_its_language_or_with_none() {
        assert_eq!(split("/sv"), (Some(Language::Sv), "/"));
        assert_eq!(split("/en/history"), (Some(Language::En), "/history"));
        assert_eq!(split("/entry"), (None, "/entry"));
        assert_eq!(split("/"), (None, "/"));
        assert_eq!(split("/sv/"), (Some(Language::Sv), "/"));
        assert_eq!(split("/en/history/"), (Some(Language::En), "/history"));
    }
}
