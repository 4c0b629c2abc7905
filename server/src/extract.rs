//! Bodies of forms: read whole, bounded, every text through its door ([`majakka_domain::text`]), and from somebody signed in only
//! with her token.

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use majakka_domain::text;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::again::SubmittedForm;
use crate::failure::{Failure, PageError};
use crate::session::SignedIn;

/// A form of somebody who need not be signed in (`application/x-www-form-urlencoded`, repeated names are lists).
#[derive(Debug)]
pub struct Form<T>(pub T);

/// A form of somebody signed in, with her token in the field `csrf` or the header `X-CSRF-Token`.
#[derive(Debug)]
pub struct Posted<T> {
    /// Who sent it.
    pub by: SignedIn,
    /// What was filled in.
    pub form: T,
}

/// A form without fields of its own.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Nothing {}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = Bytes::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let bytes = whole(bytes).await?;
            SubmittedForm::fields(&bytes).keep(&request);
            read(&bytes).map(Form)
        })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Posted<T> {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let by = SignedIn::from_request(request, payload);
        let bytes = Bytes::from_request(request, payload);
        let header = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let request = request.clone();
        Box::pin(async move {
            // First: what was typed is handed back when the database cannot say who it is.
            let bytes = whole(bytes).await?;
            SubmittedForm::fields(&bytes).keep(&request);
            let by = by.await?;
            let token = header.or_else(|| field(&bytes, "csrf")).unwrap_or_default();
            by.check_csrf(&token)?;
            Ok(Posted { by, form: read(&bytes)? })
        })
    }
}

pub(crate) async fn whole(bytes: impl Future<Output = Result<Bytes, actix_web::Error>>) -> Result<Bytes, PageError> {
    let bytes = bytes.await.map_err(|cause| {
        let status = cause.as_response_error().status_code();
        PageError(if status.as_u16() == 413 { Failure::TooLarge } else { Failure::Malformed })
    })?;
    Ok(cleaned(&bytes).map_or(bytes, Bytes::from))
}

/// Names and values as they may be kept; `None` when they are already. Bytes that are no UTF-8 become replacement characters
/// (URL Standard, `application/x-www-form-urlencoded` parsing).
pub(crate) fn cleaned(encoded: &[u8]) -> Option<String> {
    if form_urlencoded::parse(encoded).all(|(name, value)| text::is_clean(&name) && text::is_clean(&value)) {
        return None;
    }
    let mut clean = form_urlencoded::Serializer::new(String::with_capacity(encoded.len()));
    for (name, value) in form_urlencoded::parse(encoded) {
        clean.append_pair(&text::clean(&name), &text::clean(&value));
    }
    Some(clean.finish())
}

pub(crate) fn field(bytes: &[u8], name: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(bytes).ok()?;
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, PageError> {
    serde_html_form::from_bytes(bytes).map_err(|_| PageError(Failure::Malformed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clean_is_read_as_it_was_sent() {
        assert_eq!(cleaned(b"description=Reseptia+ei+voi+tallentaa&services=a&services=b&x="), None);
        assert_eq!(cleaned("q=%C3%A4iti".as_bytes()), None);
    }

    #[test]
    fn names_and_values_pass_the_door() {
        let read =
            |encoded: &str| read::<Vec<(String, String)>>(cleaned(encoded.as_bytes()).unwrap().as_bytes()).unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read("n%00ame=An%00na&a=1%0D%0A2"), [pair("name", "Anna"), pair("a", "1\n2")]);
        assert_eq!(read("a=a%CC%88iti&b=%E2%80%AEabc"), [pair("a", "äiti"), pair("b", "abc")]);
        assert_eq!(read("a=%FF%00&a=%ED%A0%80%00"), [pair("a", "\u{FFFD}"), pair("a", "\u{FFFD}\u{FFFD}\u{FFFD}")]);
    }
}
