//! Text messages through a server that checks what Twilio would check.

use actix_web::HttpResponse;
use majakka_app::config::TwilioSettings;
use majakka_domain::delivery::{Refusal, Whose};
use majakka_notifier::channel::twilio::TwilioGateway;
use majakka_notifier::channel::{Gateway, Outcome};
use tempfile::TempDir;

use super::letters::{secret_at, sms};
use super::provider::{Provider, Request};

const ACCOUNT: &str = "AC00000000000000000000000000000042";

fn settings(folder: &TempDir, url: &str, sender: &str) -> TwilioSettings {
    TwilioSettings {
        url: url.to_owned(),
        account: ACCOUNT.to_owned(),
        token_file: secret_at(folder, "token", "12345"),
        sender: sender.to_owned(),
        sender_approved: None,
        receipts: "https://kuitit.example.fi".to_owned(),
        ca_file: None,
        connections: 4,
        connect_seconds: 5,
        send_seconds: 20,
        limits: Default::default(),
    }
}

fn fault(status: u16, code: u32, message: &str) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap();
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    HttpResponse::build(status)
        .json(serde_json::json!({ "code": code, "message": message, "more_info": more, "status": status.as_u16() }))
}

/// As the service does: HTTP Basic with account and token, a form, its own codes.
fn service(request: &Request) -> HttpResponse {
    // AC00000000000000000000000000000042:12345
    let basic = "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA0MjoxMjM0NQ==";
    if request.headers.get("authorization").map(String::as_str) != Some(basic) {
        return fault(401, 20003, "Authenticate");
    }
    if request.path != format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json") {
        return fault(404, 20404, "The requested resource was not found");
    }
    let form = request.form();
    if form.contains_key("From") == form.contains_key("MessagingServiceSid") {
        return fault(400, 21603, "A 'From' phone number is required.");
    }
    match form.get("To").map(String::as_str) {
        Some("+358400000008") => fault(429, 20429, "Too Many Requests"),
        Some("+358400000009") => fault(400, 21610, "Attempt to send to unsubscribed recipient"),
        Some(to) if to.starts_with('+') => HttpResponse::Created().json(
            serde_json::json!({ "sid": "SM00000000000000000000000000000007", "status": "queued", "error_code": null }),
        ),
        _ => fault(400, 21211, "Invalid 'To' Phone Number"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_reaches_twilio_as_written_from_a_number_or_a_service() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(service);
    let text = "HÄIRIÖ & = % + 🚨";
    for (sender, key) in [("+358400000000", "From"), ("MG00000000000000000000000000000001", "MessagingServiceSid")] {
        let gateway =
            TwilioGateway::new("twilio", &settings(&folder, &provider.url, sender), "https://h.example.fi").unwrap();
        let outcome = gateway.offer(&sms(42, "+358400000001", text), 1).await;
        assert_eq!(outcome, Outcome::Accepted { provider_ref: Some("SM00000000000000000000000000000007".to_owned()) });
        let form = provider.asked().pop().unwrap().form();
        assert_eq!((form["To"].as_str(), form["Body"].as_str(), form[key].as_str()), ("+358400000001", text, sender));
        assert_eq!(form["StatusCallback"], "https://kuitit.example.fi/hooks/twilio?delivery=42");
    }
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_no_of_twilio_blames_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(service);
    let gateway =
        TwilioGateway::new("twilio", &settings(&folder, &provider.url, "+358400000000"), "https://h.example.fi")
            .unwrap();
    let table = [
        ("0400000001", Whose::Recipient, true),
        ("+358400000008", Whose::Us, false),
        ("+358400000009", Whose::Recipient, true),
    ];
    for (to, whose, permanent) in table {
        let outcome = gateway.offer(&sms(1, to, "Katko"), 1).await;
        let Outcome::Refused { refusal, detail } = &outcome else { panic!("{outcome:?}") };
        assert_eq!(*refusal, Refusal { whose, permanent }, "{detail}");
        assert!(!detail.contains("12345"), "{detail}");
    }
    let nobody = TwilioSettings { account: "AC/../x".to_owned(), ..settings(&folder, &provider.url, "15400") };
    assert!(TwilioGateway::new("twilio", &nobody, "https://h.example.fi").is_err());
    provider.stop().await;
}
