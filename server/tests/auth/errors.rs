//! What went wrong, in words and in JSON.

use actix_web::web::{self, ServiceConfig};
use majakka_domain::refusal::{FieldProblem, Refusal};
use majakka_domain::terms::AccountRole;
use majakka_server::failure::{ApiError, Failure, PageError};
use majakka_store::db::Trouble;
use majakka_store::error::Error;
use reqwest::Method;
use serde_json::{Value, json};

use crate::place::Place;

fn failing(config: &mut ServiceConfig) {
    async fn api(what: web::Path<String>) -> Result<String, ApiError> {
        Err(failure(&what).into())
    }
    async fn page(what: web::Path<String>) -> Result<String, PageError> {
        Err(failure(&what).into())
    }
    config.route("/api/fail/{what}", web::get().to(api)).route("/fail/{what}", web::get().to(page));
}

fn failure(what: &str) -> Failure {
    let problem = |field, problem| FieldProblem::new(field, problem);
    match what {
        "forbidden" => Failure::App(Refusal::Forbidden.into()),
        "fields" => {
            let problems = vec![problem("description", "missing"), problem("callback", "phone_too_short")];
            Failure::App(Refusal::Validation(problems).into())
        }
        "stale" => Failure::App(Refusal::Stale.into()),
        "away" => Failure::App(Error::Unavailable("secret-host:5432 refused".to_owned())),
        "full" => Failure::App(Trouble::Full("secret-host: no room".into()).into()),
        "busy" => Failure::App(Trouble::Busy(None).into()),
        "uncertain" => Failure::App(Trouble::Uncertain(None).into()),
        "token" => Failure::NoToken,
        _ => Failure::App(Error::NotFound("report")),
    }
}

#[actix_web::test]
async fn a_program_is_told_a_code_and_each_field_in_its_language() {
    let place = Place::with(failing).await;
    let mut told = Vec::new();
    for (what, language) in [
        ("forbidden", "fi"),
        ("fields", "fi"),
        ("fields", "sv"),
        ("stale", "en"),
        ("away", "en"),
        ("token", "en"),
        ("x", "en"),
    ] {
        let answer = place.visitor().open(&format!("/api/fail/{what}?lang={language}")).await;
        told.push(format!("{} {}", answer.status.as_u16(), answer.text()));
    }
    insta::assert_snapshot!(told.join("\n"), @r#"
    403 {"type":"urn:majakka:problem:forbidden","title":"Tähän ei ole oikeutta","status":403,"detail":"Roolisi eivät riitä tähän. Pyydä tarvittaessa oikeus pääkäyttäjältä.","code":"forbidden","problems":[]}
    422 {"type":"urn:majakka:problem:validation","title":"Tiedoissa on korjattavaa","status":422,"detail":"Korjaa kohdat, jotka luettelo problems nimeää.","code":"validation","problems":[{"field":"description","problem":"missing","message":"Kerro, mitä teit ja mitä tapahtui."},{"field":"callback","problem":"phone_too_short","message":"Puhelinnumero on liian lyhyt."}]}
    422 {"type":"urn:majakka:problem:validation","title":"Uppgifterna behöver rättas","status":422,"detail":"Rätta de punkter som listan problems anger.","code":"validation","problems":[{"field":"description","problem":"missing","message":"Berätta vad du gjorde och vad som hände."},{"field":"callback","problem":"phone_too_short","message":"Telefonnumret är för kort."}]}
    409 {"type":"urn:majakka:problem:stale","title":"The situation has changed","status":409,"detail":"Somebody else has changed the same thing meanwhile, or the incident is already resolved. Nothing was saved. Open the page again to see how it stands now.","code":"stale","problems":[]}
    503 {"type":"urn:majakka:problem:unavailable","title":"The service is not available just now","status":503,"detail":"The database cannot be reached. Nothing was saved. Try again in a moment. If it is urgent, telephone your organisation’s helpdesk.","code":"unavailable","problems":[]}
    401 {"type":"urn:majakka:problem:no_token","title":"The token is missing or not valid","status":401,"detail":"Send your organisation’s token in the header Authorization: Bearer.","code":"no_token","problems":[]}
    404 {"type":"urn:majakka:problem:not_found","title":"Page not found","status":404,"detail":"The address is wrong, or the page is not for you to see.","code":"not_found","problems":[]}
    "#);
    place.stop().await;
}

#[actix_web::test]
async fn a_person_is_told_what_to_do_and_nothing_of_the_inside() {
    let place = Place::with(failing).await;
    let answer = place.visitor().open("/fail/away?lang=sv").await.expect(503);
    assert!(answer.text().contains("Databasen kan inte nås") && !answer.text().contains("secret-host"));
    assert_eq!(answer.headers["retry-after"], "30");
    let mut swede = place.visitor();
    swede.open("/fail/stale?lang=sv").await.expect(409);
    assert!(swede.open("/nowhere").await.expect(404).text().contains("Sidan finns inte"), "the choice is remembered");
    let finn = place.visitor().header("accept-language", "de, fi;q=0.5").open("/nowhere").await;
    assert!(finn.expect(404).text().contains("Sivua ei löydy"));
    place.stop().await;
}

#[actix_web::test]
async fn trouble_of_the_database_is_told_apart_from_faults_of_ours() {
    let place = Place::with(failing).await;
    for (what, words, seconds) in [
        ("full", "the database’s disk is full", "30"),
        ("busy", "Wait a few seconds", "5"),
        ("uncertain", "Look first whether it is there already", "30"),
    ] {
        let page = place.visitor().open(&format!("/fail/{what}?lang=en&from=list")).await.expect(503);
        assert!(page.text().contains(words) && !page.text().contains("secret-host"), "{}", page.text());
        let again = page.text().replace("&#x3D;", "=").replace("&amp;", "&");
        assert!(again.contains(&format!("href=\"/fail/{what}?lang=en&from=list\"")), "{again}");
        assert_eq!(page.headers["retry-after"], seconds);
        let told = place.visitor().open(&format!("/api/fail/{what}")).await.expect(503);
        assert_eq!(told.headers["retry-after"], seconds);
        assert_eq!((told.json()["code"].as_str(), told.json()["status"].as_u64()), (Some(what), Some(503)));
    }
    place.stop().await;
}

#[actix_web::test]
async fn it_says_whether_it_is_alive_and_ready() {
    let place = Place::new().await;
    let alive = place.visitor().open("/healthz").await.expect(200);
    let ready = place.visitor().open("/readyz").await.expect(200);
    assert_eq!(alive.text(), r#"{"alive":true}"#);
    let nothing = json!({ "due": 0, "put_off": 0, "held": 0, "uncertain": 0, "oldest_seconds": 0 });
    let mut said: Value = serde_json::from_str(&ready.text()).expect("JSON");
    let used = said["disk_used_percent"].take();
    assert!(used.as_i64().is_some_and(|used| (0..=100).contains(&used)), "{used}");
    assert_eq!(
        said,
        json!({
            "database": true, "database_writes": true, "folder_writes": true, "disk_used_percent": null, "hung": [],
            "processes": { "": { "well": 1 } }, "oldest_due_seconds": 0,
            "waiting": { "email": nothing, "sms": nothing }, "gateways": [], "scheduler_silent_seconds": 0,
        })
    );
    place.stop().await;
}

#[actix_web::test]
async fn an_address_that_leads_nowhere_says_so_in_the_accounts_language() {
    let place = Place::new().await;
    let (_, mut aino) = place.person("aino@example.fi", place.host(), &[AccountRole::Helpdesk]).await;
    for path in ["/no/such/page", "/desk/incidents/H-2026-9999"] {
        let request = aino.request(Method::GET, path).header("accept-language", "en");
        let page = aino.send(request, path).await.expect(404).text();
        assert!(page.contains("<html lang=\"fi\""), "{path}: {page}");
    }
    let mut stranger = place.visitor();
    let request = stranger.request(Method::GET, "/no/such/page").header("accept-language", "en");
    assert!(stranger.send(request, "/no/such/page").await.expect(404).text().contains("<html lang=\"en\""));
    place.stop().await;
}

#[actix_web::test]
async fn a_path_stays_as_it_was_written_when_what_is_asked_behind_it_is_cleaned() {
    let place = Place::with(|config| {
        config.route("/said/{name}", web::get().to(|name: web::Path<String>| async move { name.into_inner() }));
    })
    .await;
    for query in ["", "?q=a", "?q=%00a", "?%E2%80%AE=b&q=c%07"] {
        let answer = place.visitor().open(&format!("/said/Kuusi%20m%C3%A4ki%2F%3F%25{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.text().as_str()), (200, "Kuusi mäki/?%"), "{query}");
    }
    place.stop().await;
}

#[actix_web::test]
async fn whoever_finds_a_weakness_reads_whom_to_tell() {
    const PATH: &str = "/.well-known/security.txt";
    let place = Place::new().await;
    place.visitor().open(PATH).await.expect(404);
    place.stop().await;
    let contact = "mailto:tietoturva@example.fi";
    let place = Place::set(move |settings| {
        settings.page.security_contact = contact.to_owned();
        settings.server.public_url = "https://hairiot.example.fi".to_owned();
    })
    .await;
    let file = place.visitor().open(PATH).await.expect(200);
    assert_eq!(file.headers["content-type"], "text/plain; charset=utf-8");
    let text = file.text();
    let fields: Vec<&str> = text.lines().collect();
    let until = (place.now() + chrono::Days::new(90)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    assert_eq!(
        fields,
        [
            "Contact: mailto:tietoturva@example.fi",
            &format!("Expires: {until}"),
            "Preferred-Languages: fi, sv, en",
            "Canonical: https://hairiot.example.fi/.well-known/security.txt",
        ]
    );
    place.stop().await;
}
