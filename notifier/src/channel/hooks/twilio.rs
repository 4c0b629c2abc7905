//! Calls of Twilio, signed by it: HMAC-SHA1 under the auth token over the address and what is posted (its documentation,
//! "Webhooks security").

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{HttpRequest, HttpResponse, web};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, Mac};
use majakka_app::command::delivery::inbound::Inbound;
use majakka_app::config::TwilioSettings;
use majakka_domain::{delivery::twilio_receipt, id::DeliveryId};
use serde::Deserialize;
use sha1::Sha1;

use super::super::secret::{Secret, SecretError};
use super::{HookState, one_line};

/// Knows Twilio's signature of one account.
#[derive(Clone)]
pub struct TwilioSigner {
    route: String,
    token: Secret,
    base: String,
}

/// What is posted, in its order; a name may come more than once.
type Posted = Vec<(String, String)>;

impl TwilioSigner {
    /// The signer of the settings. `public_url` is how Twilio reaches us, unless the settings say otherwise.
    ///
    /// # Errors
    /// The token's file is of no use.
    pub fn from_settings(route: &str, settings: &TwilioSettings, public_url: &str) -> Result<Self, SecretError> {
        let base = if settings.receipts.is_empty() { public_url } else { &settings.receipts };
        Ok(Self::new(route, Secret::text_from_file(&settings.token_file)?, base))
    }

    /// A signer with a token. `base` is the address as Twilio knows it, without a path.
    pub fn new(route: &str, token: Secret, base: &str) -> Self {
        TwilioSigner { route: route.to_owned(), token, base: base.trim_end_matches('/').to_owned() }
    }

    /// Whose replies these are.
    pub fn route(&self) -> &str {
        &self.route
    }

    /// The signature of a call to `path`, with its query, as Base64.
    pub fn sign(&self, path: &str, posted: &[(String, String)]) -> Option<String> {
        Some(BASE64_STANDARD.encode(self.over(path, posted)?.finalize().into_bytes()))
    }

    fn knows(&self, path: &str, posted: &[(String, String)], signature: &str) -> bool {
        let given = BASE64_STANDARD.decode(signature);
        given.is_ok_and(|given| self.over(path, posted).is_some_and(|mac| mac.verify_slice(&given).is_ok()))
    }

    /// The address as Twilio has it, and behind it each name with its value, in the order of the names.
    fn over(&self, path: &str, posted: &[(String, String)]) -> Option<Hmac<Sha1>> {
        let mut mac = <Hmac<Sha1> as Mac>::new_from_slice(self.token.reveal()).ok()?;
        mac.update(self.base.as_bytes());
        mac.update(path.as_bytes());
        for (name, value) in posted.iter().collect::<BTreeSet<_>>() {
            mac.update(name.as_bytes());
            mac.update(value.as_bytes());
        }
        Some(mac)
    }
}

/// What stands in the address of a receipt.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    delivery: DeliveryId,
}

/// The account that the call is signed with.
fn signer<'a>(desk: &'a HookState, request: &HttpRequest, posted: &[(String, String)]) -> Option<&'a TwilioSigner> {
    let signature = request.headers().get("x-twilio-signature")?.to_str().ok()?;
    let path = request.uri().path_and_query()?.as_str();
    desk.signed.twilio.iter().find(|signer| signer.knows(path, posted, signature))
}

/// `POST /hooks/twilio`.
pub(super) async fn receipt(
    desk: web::Data<HookState>,
    request: HttpRequest,
    about: web::Query<About>,
    posted: web::Form<Posted>,
) -> HttpResponse {
    if signer(&desk, &request, &posted).is_none() {
        return HttpResponse::Forbidden().finish();
    }
    let told = fields(posted.into_inner());
    let (status, code) = (told.get("MessageStatus"), told.get("ErrorCode"));
    let Some(status) = status else { return HttpResponse::BadRequest().finish() };
    let number = code.and_then(|code| code.parse().ok());
    let detail = one_line(&format!("{status} {}", code.map_or("", String::as_str))).trim().to_owned();
    desk.settle(about.delivery, twilio_receipt(status, number), detail).await
}

/// `POST /hooks/twilio/reply`. The answer is TwiML that says nothing.
pub(super) async fn reply(desk: web::Data<HookState>, request: HttpRequest, posted: web::Form<Posted>) -> HttpResponse {
    let Some(signer) = signer(&desk, &request, &posted) else { return HttpResponse::Forbidden().finish() };
    let mut told = fields(posted.into_inner());
    let Some(from) = told.remove("From") else { return HttpResponse::BadRequest().finish() };
    let inbound = Inbound {
        route: signer.route.clone(),
        reference: told.remove("MessageSid"),
        from,
        to: told.remove("To").unwrap_or_default(),
        text: told.remove("Body").unwrap_or_default(),
    };
    desk.take(inbound, HttpResponse::Ok().content_type("text/xml").body("<Response/>")).await
}

fn fields(posted: Posted) -> BTreeMap<String, String> {
    posted.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Twilio's documentation, "Webhooks security".
    #[test]
    fn twilios_own_example_is_known_again() {
        let signer = TwilioSigner::new("twilio", Secret::new("12345"), "https://mycompany.com");
        let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let posted: Posted = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ]
        .map(pair)
        .into();
        let path = "/myapp.php?foo=1&bar=2";
        assert!(signer.knows(path, &posted, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!signer.knows(path, &posted, "RSOYDt4T1cUTdK1PDd93/VVr8B9="));
        assert!(!signer.knows(path, &posted[1..], "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!signer.knows(path, &posted, "not base64"));
        assert_eq!(signer.sign(path, &posted).as_deref(), Some("RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    }
}
