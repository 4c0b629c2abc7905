//! Text messages through a server that checks what 46elks would check.

use actix_web::HttpResponse;
use majakka_app::config::ElksSettings;
use majakka_domain::delivery::{Refusal, Whose};
use majakka_domain::id::DeliveryId;
use majakka_notifier::channel::elks::ElksGateway;
use majakka_notifier::channel::receipt::{Purpose, ReceiptSigner};
use majakka_notifier::channel::secret::Secret;
use majakka_notifier::channel::{Gateway, Outcome};
use tempfile::TempDir;

use super::letters::{secret_at, sms};
use super::provider::{Provider, Request, silence};

const RECEIPT_SECRET: &str = "yötön yö ja päivätön päivä";

fn settings(folder: &TempDir, url: &str, password: &str) -> ElksSettings {
    ElksSettings {
        url: format!("{url}/a1/sms"),
        username: "u1234".to_owned(),
        password_file: secret_at(folder, "password", password),
        sender: "Majakka".to_owned(),
        sender_approved: None,
        receipts: String::new(),
        receipt_secret_file: secret_at(folder, "receipts", RECEIPT_SECRET),
        callers: Vec::new(),
        ca_file: None,
        connections: 4,
        connect_seconds: 5,
        send_seconds: 20,
        limits: Default::default(),
    }
}

/// As the service does: HTTP Basic, a form, a number in E.164, its own words for each trouble.
fn service(request: &Request) -> HttpResponse {
    // u1234:lyhty
    let basic = "Basic dTEyMzQ6bHlodHk=";
    if request.headers.get("authorization").map(String::as_str) != Some(basic) {
        return HttpResponse::Unauthorized().body("API access requires Basic HTTP authentication");
    }
    let form = request.form();
    for key in ["from", "to", "message"] {
        if form.get(key).is_none_or(String::is_empty) {
            return HttpResponse::BadRequest().body(format!("Missing key {key}"));
        }
    }
    match form["to"].as_str() {
        "+358400000009" => HttpResponse::Forbidden().body("Not enough credits"),
        to if to.starts_with('+') && to.len() > 8 => HttpResponse::Ok().json(serde_json::json!({
            "status": "created", "direction": "outgoing", "from": form["from"], "to": to, "parts": 1,
            "id": "s70df59406a1b4643b96f3f91e0bfb7b0",
        })),
        _ => HttpResponse::BadRequest().body("Invalid to number"),
    }
}

fn refused(whose: Whose, permanent: bool, detail: &str) -> Outcome {
    Outcome::Refused { refusal: Refusal { whose, permanent }, detail: detail.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_reaches_46elks_as_written_with_a_signed_address_for_its_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(service);
    let settings = settings(&folder, &provider.url, "lyhty");
    let gateway = ElksGateway::new("46elks", &settings, "https://hairiot.example.fi/").unwrap();
    assert_eq!((gateway.route(), gateway.width()), ("46elks", 4));

    let text = "HÄIRIÖ & = % + 🚨 Сбой\nrivi 2";
    let outcome = gateway.offer(&sms(42, "+358400000001", text), 1).await;
    assert_eq!(outcome, Outcome::Accepted { provider_ref: Some("s70df59406a1b4643b96f3f91e0bfb7b0".to_owned()) });

    let asked = provider.asked();
    let form = asked[0].form();
    assert_eq!((asked[0].method.as_str(), asked[0].path.as_str(), asked.len()), ("POST", "/a1/sms", 1));
    assert_eq!(
        (form["from"].as_str(), form["to"].as_str(), form["message"].as_str()),
        ("Majakka", "+358400000001", text)
    );
    let signature = ReceiptSigner::new(&Secret::new(RECEIPT_SECRET)).sign_for(Purpose::ElksReceipt, DeliveryId(42));
    let receipt = format!("https://hairiot.example.fi/hooks/46elks?delivery=42&sig={signature}");
    assert_eq!(form["whendelivered"], receipt);
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_no_of_46elks_blames_the_right_one() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(service);
    let gateway =
        ElksGateway::new("46elks", &settings(&folder, &provider.url, "lyhty"), "https://h.example.fi").unwrap();
    let offer = async |to: &str| gateway.offer(&sms(1, to, "Katko"), 1).await;
    assert_eq!(offer("358400000001").await, refused(Whose::Recipient, true, "400 Invalid to number"));
    assert_eq!(offer("").await, refused(Whose::Recipient, true, "400 Missing key to"));
    assert_eq!(offer("+358400000009").await, refused(Whose::Us, true, "403 Not enough credits"));
    let stranger = settings(&folder, &provider.url, "väärä");
    let stranger = ElksGateway::new("46elks", &stranger, "https://h.example.fi").unwrap();
    let outcome = stranger.offer(&sms(1, "+358400000001", "Katko"), 1).await;
    assert_eq!(outcome, refused(Whose::Us, true, "401 API access requires Basic HTTP authentication"));
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_left_and_what_was_never_answered_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = format!("http://127.0.0.1:{}", majakka_testing::ports::free());
    let gateway = ElksGateway::new("46elks", &settings(&folder, &nobody, "lyhty"), "https://h.example.fi").unwrap();
    let letter = sms(1, "+358400000001", "Salainen teksti");
    let outcome = gateway.offer(&letter, 1).await;
    let Outcome::Refused { refusal, detail } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(*refusal, Refusal { whose: Whose::Gateway, permanent: false });
    assert!(detail.contains("refused") && !detail.contains("+358"), "{detail}");

    let (url, came) = silence().await;
    let hasty = ElksSettings { send_seconds: 1, ..settings(&folder, &url, "lyhty") };
    let gateway = ElksGateway::new("46elks", &hasty, "https://h.example.fi").unwrap();
    let outcome = gateway.offer(&letter, 1).await;
    let Outcome::Unknown { detail } = &outcome else { panic!("{outcome:?}") };
    assert!(*came.lock().unwrap() > 100 && !detail.contains("Salainen"), "{detail}");

    // A proxy that has handed it over and waits in vain.
    let provider = Provider::start(|_| HttpResponse::GatewayTimeout().body("upstream timed out"));
    let gateway =
        ElksGateway::new("46elks", &settings(&folder, &provider.url, "lyhty"), "https://h.example.fi").unwrap();
    let outcome = gateway.offer(&letter, 1).await;
    assert_eq!(outcome, Outcome::Unknown { detail: "504 upstream timed out".to_owned() });
    provider.stop().await;
}
