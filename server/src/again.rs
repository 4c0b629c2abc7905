//! The way to ask for the same once more after the database was in trouble: nothing that was typed is lost.
//!
//! Guarantee: works without JavaScript; a password is never written into a page.
//! Non-goal: pictures; a browser hands back no files.

use actix_web::{HttpMessage as _, HttpRequest};
use serde::Serialize;

use crate::own_path::OwnPath;

/// What was typed into the form of one request.
#[derive(Debug, Clone)]
pub(crate) struct SubmittedForm {
    fields: Vec<(String, String)>,
    multipart: bool,
}

impl SubmittedForm {
    /// From a body `application/x-www-form-urlencoded`; nothing from one that cannot be read.
    pub(crate) fn fields(body: &[u8]) -> Self {
        SubmittedForm { fields: serde_html_form::from_bytes(body).unwrap_or_default(), multipart: false }
    }

    /// The texts of a form `multipart/form-data`.
    pub(crate) fn parts(fields: Vec<(String, String)>) -> Self {
        SubmittedForm { fields, multipart: true }
    }

    /// Without fields that are never handed back.
    pub(crate) fn without(mut self, names: &[&str]) -> Self {
        self.fields.retain(|(field, _)| !names.contains(&field.as_str()));
        self
    }

    /// Keeps it with its request.
    pub(crate) fn keep(self, request: &HttpRequest) {
        request.extensions_mut().insert(self);
    }
}

/// A link to the same page, or a form with what was typed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Again {
    href: OwnPath,
    form: bool,
    multipart: bool,
    fields: Vec<Field>,
}

#[derive(Debug, Clone, Serialize)]
struct Field {
    name: String,
    value: String,
}

impl Again {
    /// How to repeat this request; `None` when it cannot be repeated whole.
    pub(crate) fn from_request(request: &HttpRequest) -> Option<Self> {
        let href = OwnPath::from_request(request).asking(request.uri().query().unwrap_or_default());
        if request.method().is_safe() {
            return Some(Again { href, form: false, multipart: false, fields: Vec::new() });
        }
        let SubmittedForm { fields, multipart } = request.extensions().get::<SubmittedForm>()?.clone();
        if fields.is_empty() || fields.iter().any(|(name, _)| name.contains("password")) {
            return None;
        }
        let fields = fields.into_iter().map(|(name, value)| Field { name, value }).collect();
        Some(Again { href, form: true, multipart, fields })
    }

    /// Both ways, for the test of all templates.
    pub(crate) fn samples() -> Vec<Self> {
        let field = |name: &str, value: &str| Field { name: name.to_owned(), value: value.to_owned() };
        let link = Again { href: OwnPath::from("/desk".to_owned()), form: false, multipart: false, fields: Vec::new() };
        let fields = vec![field("description", "Resepti <ei> tallennu\n\"toinen rivi\""), field("csrf", "x")];
        let form = Again {
            href: OwnPath::from("/desk/incidents/H-2026-0001/note".to_owned()),
            form: true,
            multipart: false,
            fields,
        };
        vec![link, form.clone(), Again { multipart: true, ..form }]
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn again(body: &str) -> Option<Again> {
        let request = TestRequest::post().uri("/desk/incidents/H-2026-0001/note?from=list").to_http_request();
        SubmittedForm::fields(body.as_bytes()).keep(&request);
        Again::from_request(&request)
    }

    #[test]
    fn everything_that_was_typed_is_handed_back_in_its_order() {
        let again = again("csrf=t&services=a&services=b&text=%C3%84+%3C").unwrap();
        let fields: Vec<_> = again.fields.iter().map(|f| (f.name.as_str(), f.value.as_str())).collect();
        assert_eq!(fields, [("csrf", "t"), ("services", "a"), ("services", "b"), ("text", "Ä <")]);
        assert_eq!(again.href.as_str(), "/desk/incidents/H-2026-0001/note?from=list");
    }

    #[test]
    fn a_password_is_never_written_into_a_page() {
        assert!(again("email=a%40b.fi&password=secret").is_none());
    }
}
