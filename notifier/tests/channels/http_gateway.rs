//! Text messages through gateways that only the settings describe.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use actix_web::HttpResponse;
use majakka_app::config::{GatewayKind, HttpSettings, Overrides, Settings};
use majakka_domain::delivery::{Refusal, Whose};
use majakka_notifier::channel::http_gateway::HttpGateway;
use majakka_notifier::channel::{Gateway, Outcome};
use tempfile::TempDir;

use super::letters::{secret_at, sms};
use super::provider::Provider;

/// A description as an operator writes it.
fn described(folder: &TempDir, url: &str, keys: &str) -> Result<HttpSettings, String> {
    let token = secret_at(folder, "token", "salaisuus");
    let text = format!(
        "[[sms.gateways]]\nname = \"operator\"\nkind = \"http\"\nsender = \"Majakka\"\n{}",
        keys.replace("@URL@", url).replace("@TOKEN@", &token.display().to_string())
    );
    let path = folder.path().join("own.toml");
    std::fs::write(&path, text).unwrap();
    let mut settings = Settings::load(Some(&path), &Overrides::default()).map_err(|no| no.to_string())?;
    match settings.sms.gateways.remove(0).kind {
        GatewayKind::Http(http) => Ok(*http),
        other => panic!("{other:?}"),
    }
}

const TEXT: &str = "HÄIRIÖ {to} \"50 %\" & x=y\r\nX-Admin: 1";

#[tokio::test(flavor = "multi_thread")]
async fn json_with_a_bearer_is_sent_and_its_reference_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(|_| HttpResponse::Accepted().body(r#"{"messages":[{"id":4711}]}"#));
    let keys = r#"
        url = "@URL@/v1/{to}/send?ref={reference}"
        headers = { "X-Note" = "{text}", "X-Version" = "2" }
        json = { messages = [{ to = ["{to}"], content = { text = "{text}", from = "{sender}" }, priority = 1 }] }
        success = [202]
        reference = "/messages/0/id"
        bearer_file = "@TOKEN@"
    "#;
    let gateway = HttpGateway::new("operator", &described(&folder, &provider.url, keys).unwrap()).unwrap();
    let outcome = gateway.offer(&sms(42, "+358400000001", TEXT), 1).await;
    assert_eq!(outcome, Outcome::Accepted { provider_ref: Some("4711".to_owned()) });
    let asked = provider.asked().pop().unwrap();
    assert_eq!((asked.path.as_str(), asked.query.as_str()), ("/v1/%2B358400000001/send", "ref=42"));
    assert_eq!(asked.headers["authorization"], "Bearer salaisuus");
    assert_eq!((asked.headers["x-version"].as_str(), asked.headers.contains_key("x-admin")), ("2", false));
    assert_eq!(asked.headers["x-note"], "H%C3%84IRI%C3%96 {to} \"50 %25\" & x=y%0D%0AX-Admin: 1");
    let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
    let message = serde_json::json!({
        "to": ["+358400000001"], "content": { "text": TEXT, "from": "Majakka" }, "priority": 1
    });
    assert_eq!(body, serde_json::json!({ "messages": [message] }));
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_or_a_form_with_a_password_holds_every_value_whole() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(|_| HttpResponse::Ok().body("OK 17"));
    let account = "username = \"majakka\"\npassword_file = \"@TOKEN@\"\n";
    let by_query = "url = \"@URL@/send\"\nmethod = \"GET\"\nquery = { to = \"{to}\", text = \"{text}\", v = \"1\" }\n";
    let by_form = "url = \"@URL@/send\"\nform = { to = \"{to}\", text = \"{text}\", v = \"1\" }\n";
    for keys in [by_query, by_form] {
        let settings = described(&folder, &provider.url, &format!("{keys}{account}")).unwrap();
        let gateway = HttpGateway::new("operator", &settings).unwrap();
        let outcome = gateway.offer(&sms(1, "+358400000001", TEXT), 1).await;
        assert_eq!(outcome, Outcome::Accepted { provider_ref: None });
        let asked = provider.asked().pop().unwrap();
        let sent = if asked.method == "GET" { &asked.query } else { &asked.body };
        let sent: Vec<(String, String)> = url::form_urlencoded::parse(sent.as_bytes()).into_owned().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(sent, [pair("text", TEXT), pair("to", "+358400000001"), pair("v", "1")]);
        // majakka:salaisuus
        assert_eq!(asked.headers["authorization"], "Basic bWFqYWtrYTpzYWxhaXN1dXM=");
    }
    provider.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_own_successes_count() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(|_| HttpResponse::Ok().body(r#"{"error":"invalid msisdn"}"#));
    let keys = "url = \"@URL@/{to}\"\nsuccess = [202]\nform = { m = \"{text}\" }\n";
    let gateway = HttpGateway::new("operator", &described(&folder, &provider.url, keys).unwrap()).unwrap();
    let outcome = gateway.offer(&sms(1, "+358400000001", "Katko"), 1).await;
    let refusal = Refusal { whose: Whose::Unclear, permanent: false };
    assert_eq!(outcome, Outcome::Refused { refusal, detail: r#"200 {"error":"invalid msisdn"}"#.to_owned() });
    let dots = gateway.offer(&sms(1, "..", "Katko"), 1).await;
    assert!(matches!(dots, Outcome::Unsendable { .. }), "{dots:?}");
    assert_eq!(provider.asked().len(), 1);
    provider.stop().await;
}

#[test]
fn a_description_that_makes_no_request_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let good = "url = \"https://sms.example.fi/{to}\"\nform = { m = \"{text}\" }\n";
    let troubles = [
        ("https://sms.example.fi/{to}", "https://{to}.example.fi/", "host without placeholders"),
        ("https://sms.example.fi/{to}", "sms.example.fi", "url is not an address"),
        ("https://sms.example.fi/{to}", "file:///{to}", "https://"),
        ("https://", "http://", "in the clear to sms.example.fi"),
        ("https://", "https://majakka:Sala@", "settings and files of their own"),
        ("{text}", "{message}", "no placeholder {message}"),
        ("{to}", "x", "{to} and {text}"),
        ("url", "method = \"DELETE\"\nurl", "DELETE"),
        ("url", "method = \"GET\"\nurl", "GET has no body"),
        ("url", "json = { a = \"b\" }\nurl", "cannot both"),
        ("url", "headers = { \"a b\" = \"c\" }\nurl", "not a header's name"),
        ("url", "username = \"u\"\nurl", "username goes with"),
        ("url", "bearer_file = \"/nowhere\"\nurl", "/nowhere cannot be read"),
        ("url", "reference = \"id\"\nurl", "JSON pointer"),
    ];
    assert!(HttpGateway::new("operator", &described(&folder, "", good).unwrap()).is_ok());
    for (part, other, told) in troubles {
        let settings = described(&folder, "", &good.replacen(part, other, 1)).unwrap();
        let problem = HttpGateway::new("operator", &settings).err().expect(other).to_string();
        assert!(problem.contains(told) && !problem.contains("Sala"), "{other}: {problem}");
    }
    let file = secret_at(&folder, "open", "salaisuus");
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let keys = format!("bearer_file = \"{}\"\n{good}", file.display());
    let problem = HttpGateway::new("operator", &described(&folder, "", &keys).unwrap()).err().unwrap().to_string();
    assert!(problem.contains("open to others (mode 0644)"), "{problem}");
}
