//! The interface for programs.

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use chrono::TimeDelta;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{OrganisationKind, TokenScope};
use majakka_store::viewer::Viewer;
use majakka_store::{api_token, organisation};
use serde_json::{Value, json};

use crate::ground::{Answer, CODE, Ground, ask, get, somebody};

/// A token of this organisation that may do everything.
pub(crate) fn token(ground: &Ground, organisation: OrganisationId) -> String {
    format!("Bearer {}", ground.app.api_token(organisation, TokenScope::ALL))
}

async fn post(
    app: &impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error>,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Answer {
    ask(app, Method::POST, path, headers, body.to_string().into_bytes()).await
}

/// The code of a refusal, which comes as problem details.
fn code(answer: &Answer) -> String {
    assert_eq!(answer.headers.get("content-type").unwrap(), "application/problem+json");
    let body: Value = serde_json::from_str(&answer.text).unwrap();
    for key in ["type", "title", "detail"] {
        assert!(body[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {}", answer.text);
    }
    body["code"].as_str().unwrap().to_owned()
}

/// An answer with what differs from run to run taken out.
fn shown(answer: &Answer) -> String {
    let mut body: Value = serde_json::from_str(&answer.text).unwrap_or_else(|_| json!(answer.text));
    if let Some(url) = body.get_mut("follow_url") {
        let kept = url.as_str().and_then(|url| url.rsplit_once('/')).map(|(path, _)| format!("{path}/…"));
        *url = json!(kept);
    }
    // `serde_json` keeps or sorts the keys by a feature that the other crates of the build decide.
    body.sort_all_objects();
    format!("{} {}", answer.status.as_u16(), serde_json::to_string_pretty(&body).unwrap())
}

#[actix_web::test]
async fn a_program_reports_and_asks_where_it_stands() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = token(&ground, ground.pharmacy);
    let told = json!({
        "service": "resepti", "function": "dispense", "effect": "prevents", "unit": "Keskusta",
        "description": format!("Potilaan {CODE} toimitus ei tallennu."), "occurred_at": "2026-11-20T12:05:00+02:00",
        "patient_ref": "potilasnumero 17",
    });
    let created = post(&app, "/api/v1/reports", &[("authorization", &token)], &told).await;
    insta::assert_snapshot!(shown(&created));
    assert_eq!(created.location(), "/api/v1/reports/R-2026-000001");
    let asked = ask(&app, Method::GET, created.location(), &[("authorization", &token)], Vec::new()).await;
    insta::assert_snapshot!(shown(&asked));
    let row = ground.newest(1).remove(0);
    assert_eq!(row.description, "Potilaan [henkilötunnus] toimitus ei tallennu.");
}

#[actix_web::test]
async fn everything_that_is_wrong_is_said_at_once_in_the_callers_language() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = token(&ground, ground.pharmacy);
    let wrong = json!({ "service": "resepti", "function": "fly", "effect": "much", "occurred_at": "eilen", "unit": 7, "colour": "red" });
    let headers = [("authorization", token.as_str()), ("accept-language", "sv")];
    insta::assert_snapshot!(shown(&post(&app, "/api/v1/reports", &headers, &wrong).await));
    insta::assert_snapshot!(shown(&post(&app, "/api/v1/reports", &headers, &json!({})).await));
    let no_json = ask(&app, Method::POST, "/api/v1/reports", &headers, b"service=resepti".to_vec()).await;
    insta::assert_snapshot!(shown(&no_json));
}

#[actix_web::test]
async fn without_a_live_token_nothing_is_told() {
    let ground = Ground::new();
    let app = ground.app().await;
    let own = token(&ground, ground.pharmacy);
    let known = ground.app.read(|conn| api_token::of_organisation(conn, &Viewer::System, ground.pharmacy)).unwrap();
    ground.app.write(&Viewer::System, |tx| api_token::revoke(tx.conn, tx.now, ground.pharmacy, known[0].id)).unwrap();
    for header in ["", "Bearer x", "Basic eDp5", own.as_str()] {
        let answer = post(&app, "/api/v1/reports", &[("authorization", header)], &json!({})).await;
        assert_eq!(answer.status, 401, "{header}");
        assert_eq!(answer.headers.get("www-authenticate").unwrap(), "Bearer");
        assert_eq!(code(&answer), "no_token");
    }
}

#[actix_web::test]
async fn a_token_that_lacks_a_scope_is_told_which_before_anything_else() {
    let ground = Ground::new();
    let app = ground.app().await;
    let report = ("POST", "/api/v1/reports", TokenScope::Report);
    let read = ("GET", "/api/v1/reports/R-2026-000001", TokenScope::Read);
    let probe = ("POST", "/api/v1/probes", TokenScope::Evidence);
    let upstream = ("POST", "/api/v1/upstream", TokenScope::Evidence);
    for (method, path, scope) in [report, read, probe, upstream] {
        let others: Vec<_> = TokenScope::ALL.iter().copied().filter(|other| *other != scope).collect();
        let token = format!("Bearer {}", ground.app.api_token(ground.pharmacy, &others));
        let headers = [("authorization", token.as_str()), ("accept-language", "en")];
        let answer = ask(&app, method.parse().unwrap(), path, &headers, b"{}".to_vec()).await;
        let said: Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!((answer.status.as_u16(), &said["code"]), (403, &json!("insufficient_scope")), "{}", answer.text);
        assert_eq!(said["problems"][0]["problem"], json!(format!("scope_{scope}")));
        assert!(said["problems"][0]["message"].as_str().unwrap().contains(scope.as_str()));
        let named = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
        assert_eq!(answer.headers.get("www-authenticate").unwrap().to_str().unwrap(), named);
    }
    assert!(ground.newest(1).is_empty());
}

#[actix_web::test]
async fn when_a_program_last_came_is_noted_and_not_at_every_turn() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = token(&ground, ground.pharmacy);
    let used = || {
        let rows = ground.app.read(|conn| api_token::of_organisation(conn, &Viewer::System, ground.pharmacy));
        rows.unwrap()[0].last_used_at
    };
    let first = ground.app.now();
    for (passed, noted) in [(0, first), (9, first), (1, first + TimeDelta::minutes(10))] {
        ground.app.pass(TimeDelta::minutes(passed));
        ask(&app, Method::GET, "/api/v1/reports/R-1", &[("authorization", &token)], Vec::new()).await;
        assert_eq!(used(), Some(noted));
    }
}

#[actix_web::test]
async fn a_report_of_somebody_else_does_not_exist() {
    let ground = Ground::new();
    let app = ground.app().await;
    let (own, other) = (token(&ground, ground.pharmacy), token(&ground, neighbour(&ground)));
    let told =
        json!({ "service": "resepti", "function": "dispense", "effect": "prevents", "description": "Ei toimi." });
    let created = post(&app, "/api/v1/reports", &[("authorization", &own)], &told).await;
    let asked = ask(&app, Method::GET, created.location(), &[("authorization", &other)], Vec::new()).await;
    assert_eq!((asked.status.as_u16(), code(&asked).as_str()), (404, "not_found"));
}

fn neighbour(ground: &Ground) -> OrganisationId {
    let new = somebody("rannikko", OrganisationKind::PrivateHealth);
    ground.app.write(&Viewer::System, |tx| organisation::insert(tx.conn, tx.now, &new)).unwrap()
}

#[actix_web::test]
async fn the_same_key_makes_one_report() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = token(&ground, ground.pharmacy);
    let headers = [("authorization", token.as_str()), ("idempotency-key", "tiketti-1")];
    let told =
        json!({ "service": "resepti", "function": "dispense", "effect": "prevents", "description": "Ei toimi." });
    let first = post(&app, "/api/v1/reports", &headers, &told).await;
    let again = post(&app, "/api/v1/reports", &headers, &told).await;
    assert_eq!((first.status.as_u16(), &first.text), (201, &again.text));
    assert_eq!(ground.newest(9).len(), 1);
    let other = json!({ "service": "resepti", "function": "view", "effect": "prevents", "description": "Muuta." });
    insta::assert_snapshot!(shown(&post(&app, "/api/v1/reports", &headers, &other).await));
}

/// The answer is lost when the connection breaks between the commit and the answer, or anywhere before.
#[actix_web::test]
async fn a_request_that_was_broken_off_is_repeated_with_its_key_and_written_once() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = token(&ground, ground.pharmacy);
    let told =
        json!({ "service": "resepti", "function": "dispense", "effect": "prevents", "description": "Ei toimi." });
    for number in 0..12_u64 {
        let key = format!("katkennut-{number}");
        let headers = [("authorization", token.as_str()), ("idempotency-key", key.as_str())];
        // Broken off before it begins, while it waits, or when it is written already: the machine's load decides.
        let patience = std::time::Duration::from_micros(number * 700);
        drop(actix_web::rt::time::timeout(patience, post(&app, "/api/v1/reports", &headers, &told)).await);
        let first = post(&app, "/api/v1/reports", &headers, &told).await;
        let again = post(&app, "/api/v1/reports", &headers, &told).await;
        assert_eq!((first.status.as_u16(), &first.text), (201, &again.text));
    }
    assert_eq!(ground.newest(99).len(), 12);
}

#[actix_web::test]
async fn many_requests_at_once_each_get_their_own_answer() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = token(&ground, ground.pharmacy);
    let good =
        json!({ "service": "resepti", "function": "dispense", "effect": "prevents", "description": "Ei toimi." });
    let bad = json!({ "service": "resepti", "function": "sew", "effect": "prevents", "description": "Ei toimi." });
    let headers = [("authorization", token.as_str())];
    let asked = (0..24).map(|n| post(&app, "/api/v1/reports", &headers, if n % 4 == 3 { &bad } else { &good }));
    let answers = futures_util::future::join_all(asked).await;
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(answer.status, if number % 4 == 3 { 422 } else { 201 }, "{number}: {}", answer.text);
    }
    let references: std::collections::BTreeSet<_> = answers.iter().map(|answer| &answer.text).collect();
    assert_eq!((references.len(), ground.newest(99).len()), (18 + 1, 18));
}

#[actix_web::test]
async fn only_the_host_brings_evidence() {
    let ground = Ground::new();
    let app = ground.app().await;
    let own = token(&ground, ground.pharmacy);
    let new = somebody("yllapito", OrganisationKind::Host);
    let host = ground.app.write(&Viewer::System, |tx| organisation::insert(tx.conn, tx.now, &new)).unwrap();
    let host = token(&ground, host);
    let probe = json!({ "layer": "tcp", "result": "fail", "organisation": "mallila" });
    let said = json!({
        "source": "kanta.fi", "kind": "disturbance", "id": "K-1", "services": ["Resepti-palvelu"], "title": "Häiriö",
    });
    for (path, body) in [("/api/v1/probes", &probe), ("/api/v1/upstream", &said)] {
        assert_eq!(post(&app, path, &[("authorization", &own)], body).await.status, 403);
        let taken = post(&app, path, &[("authorization", &host)], body).await;
        assert_eq!(taken.status, 204, "{}", taken.text);
    }
    let form = format!("/r/{}", ground.link);
    let typed = [("service", "resepti.dispense"), ("description", "Ei toimi."), ("callback", "1"), ("action", "check")];
    let look = crate::ground::send(&app, &form, &crate::ground::Sent::form(&typed)).await;
    assert!(look.text.contains("Onko kyse tästä?") && look.text.contains("kanta.fi"), "{}", look.text);
    let same = crate::ground::Sent::look(&look.hidden("draft"), "send").with("same", "bulletin-1");
    assert_eq!(crate::ground::send(&app, &form, &same).await.status, 303);
    let row = ground.newest(1).remove(0);
    assert_eq!(row.description, "Ei toimi.\n\nIlmoittajan mukaan sama asia: Häiriö");
    for end in [
        json!({ "source": "kanta.fi", "kind": "resolved", "id": "K-1" }),
        json!({ "source": "kanta.fi", "unreachable": true }),
    ] {
        assert_eq!(post(&app, "/api/v1/upstream", &[("authorization", &host)], &end).await.status, 204);
    }
    let wrong = json!({ "layer": "ip", "organisation": "mallila", "service": "resepti" });
    insta::assert_snapshot!(shown(&post(&app, "/api/v1/probes", &[("authorization", &host)], &wrong).await));
    let wrong = json!({ "source": "kanta.fi", "kind": "news", "starts": "huomenna" });
    insta::assert_snapshot!(shown(&post(&app, "/api/v1/upstream", &[("authorization", &host)], &wrong).await));
}

#[actix_web::test]
async fn a_notice_is_taken_as_far_as_it_is_understood_and_keys_without_effect_are_refused() {
    let ground = Ground::new();
    let app = ground.app().await;
    let host = ground.app.organisation(&somebody("yllapito", OrganisationKind::Host));
    let host = token(&ground, host);
    let headers = [("authorization", host.as_str()), ("accept-language", "fi")];
    let notice = |more: Value| {
        let mut notice =
            json!({ "source": "kanta.fi", "id": "1", "kind": "disturbance", "title": "Häiriö Reseptikeskuksessa" });
        notice.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        notice
    };
    let window = json!({ "starts": "2026-12-03T06:00:00+02:00", "ends": "2026-12-03T10:00:00+02:00" });
    let understood = |services: &str, unknown: &str, from_title: bool| json!({ "services": [services], "unknown": Some(unknown).filter(|name| !name.is_empty()).into_iter().collect::<Vec<_>>(), "from_title": from_title });
    let taken = [
        (json!({ "services": ["resepti"] }), None),
        (json!({}), Some(understood("resepti", "", true))),
        (json!({ "services": ["Kvarkista", "Pilvi"] }), Some(understood("kuva", "Pilvi", false))),
        (json!({ "kind": "maintenance", "services": ["resepti"], "windows": [window] }), None),
        (
            json!({ "kind": "maintenance", "services": ["resepti"], "windows": [{ "starts": "2026-12-03T06:00:00+02:00" }] }),
            None,
        ),
        (json!({ "kind": "maintenance", "services": ["resepti"], "starts": "2026-12-03T06:00:00+02:00" }), None),
        (json!({ "kind": "resolved", "ends": "2026-11-01T12:00:00+02:00" }), None),
    ];
    for (more, answer) in taken {
        let got = post(&app, "/api/v1/upstream", &headers, &notice(more.clone())).await;
        assert_eq!(got.status.as_u16(), if answer.is_none() { 204 } else { 200 }, "{more}: {}", got.text);
        assert_eq!(serde_json::from_str(&got.text).ok(), answer, "{more}");
    }
    let refused = [
        (json!({ "title": "Häiriö" }), "services"),
        (json!({ "windows": [window] }), "windows"),
        (json!({ "kind": "maintenance", "windows": [] }), "windows"),
        (json!({ "kind": "maintenance", "windows": [{ "ends": "2026-12-03T06:00:00+02:00" }] }), "windows"),
        (json!({ "kind": "maintenance", "windows": [window], "starts": "2026-12-03T06:00:00+02:00" }), "windows"),
        (json!({ "kind": "maintenance", "ends": "2026-12-03T14:00:00+02:00" }), "starts"),
        (json!({ "ends": "2026-11-03T14:00:00+02:00" }), "starts"),
        (json!({ "starts": "2027-12-03T14:00:00+02:00" }), "starts"),
        (json!({ "colour": "red" }), "body"),
        (json!({ "kind": "resolved", "windows": [window] }), "body"),
        (json!({ "kind": "resolved", "ends": "2027-12-03T14:00:00+02:00" }), "ends"),
        (json!({ "unreachable": true }), "body"),
    ];
    for (more, field) in refused {
        let got = post(&app, "/api/v1/upstream", &headers, &notice(more.clone())).await;
        let said: Value = serde_json::from_str(&got.text).unwrap();
        assert_eq!((got.status.as_u16(), &said["problems"][0]["field"]), (422, &json!(field)), "{more}: {}", got.text);
    }
}

#[actix_web::test]
async fn what_is_described_exists_and_everything_else_does_not() {
    let ground = Ground::new();
    let app = ground.app().await;
    let described: Value = serde_json::from_str(&get(&app, "/openapi.json").await.text).unwrap();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let path = path.replace("{reference}", "R-2026-000001");
            let answer = ask(&app, method, &path, &[], Vec::new()).await;
            assert_eq!(answer.status, 401, "{path}: there, and closed");
        }
    }
    let nowhere = get(&app, "/api/v1/elsewhere").await;
    assert_eq!((nowhere.status.as_u16(), code(&nowhere).as_str()), (404, "not_found"));
}

#[actix_web::test]
async fn a_mark_before_the_object_is_skipped_and_what_is_no_object_is_told_where_it_breaks_off() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = token(&ground, ground.pharmacy);
    let headers = [("authorization", token.as_str()), ("accept-language", "en-GB, fi;q=0.5")];
    let marked = b"\xEF\xBB\xBF{\"service\":\"resepti\",\"function\":\"prescribe\",\"effect\":\"prevents\",\"description\":\"x\"}";
    assert_eq!(ask(&app, Method::POST, "/api/v1/reports", &headers, marked.to_vec()).await.status.as_u16(), 201);
    for (body, said) in [
        (&b"{\"service\":\"h\xe4iri\xf6\"}"[..], "not UTF-8: octet 14"),
        (b"\xFF\xFE{\0}\0", "not UTF-8: octet 1."),
        (b"{\"service\":\n \"\\ud800\"}", "line 2"),
        (b"{\"service\":\"\\udc00\"}", "line 1"),
        (b"\xEF\xBB\xBF\xEF\xBB\xBF{}", "line 1, column 1"),
        (b"{\"service\":\"x\"} {}", "line 1, column 17"),
        (b"", "line 1"),
        (b"[]", "one JSON object"),
        (b"null", "one JSON object"),
    ] {
        let answer = ask(&app, Method::POST, "/api/v1/reports", &headers, body.to_vec()).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (400, "malformed"));
        let detail = serde_json::from_str::<Value>(&answer.text).unwrap()["detail"].to_string();
        assert!(detail.contains(said), "{said}: {detail}");
    }
}
