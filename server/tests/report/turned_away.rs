//! Promise: whoever is turned away is seen, and whoever presents secrets of nobody too often is not looked at.

use std::io;
use std::sync::{Arc, Mutex};

use actix_web::http::Method;
use chrono::TimeDelta;
use majakka_domain::terms::{AccountRole, TokenScope};
use majakka_store::audit::{self, Row};

use crate::ground::{Ground, Sent, ask, get, send};

/// So many secrets of nobody may one address present in a minute, of each kind.
const MISSES: [(&str, usize); 4] =
    [("/follow/arvaus", 60), ("/read/arvaus", 60), ("/r/arvaus", 180), ("/api/v1/reports/arvaus", 120)];
/// So many rows of refusals does the audit log get in a minute.
const AUDITED: usize = 20;

/// What the log of the machine says.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || log.clone()).finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn lines(&self) -> Vec<String> {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
    }

    fn security(&self) -> Vec<String> {
        self.lines()
            .into_iter()
            .filter(|line| line.contains("majakka::security") && line.contains("turned away"))
            .collect()
    }
}

fn refusals(ground: &Ground) -> Vec<Row> {
    let rows = ground.app.read(|conn| audit::newest(conn, 500)).unwrap();
    rows.into_iter().filter(|row| row.action == "access.refused").collect()
}

#[actix_web::test]
async fn each_refusal_is_a_line_with_who_and_whence_and_without_the_token() {
    let ground = Ground::new();
    let app = ground.app().await;
    let host =
        ground.app.organisation(&crate::ground::somebody("muu", majakka_domain::terms::OrganisationKind::Pharmacy));
    let row = {
        let typed =
            [("service", "resepti.dispense"), ("description", "Ei toimi."), ("callback", "1"), ("action", "send")];
        assert_eq!(send(&app, &ground.form(), &Sent::form(&typed)).await.status, 303);
        ground.newest(1).remove(0)
    };
    let cookie = ground.signed_in(host, "aino@example.fi", AccountRole::Helpdesk);
    let token = format!("Bearer {}", ground.app.api_token(ground.pharmacy, &[TokenScope::Read]));
    let log = Log::default();
    let listening = log.listen();
    for _ in 0..10 {
        // Whether anybody hears a line is remembered where it is written, and another test may be writing its first one just now.
        tracing::callsite::rebuild_interest_cache();
        get(&app, "/follow/kuuluuko").await;
    }
    assert!(!log.security().is_empty());
    ground.app.pass(TimeDelta::minutes(1));
    let secret = "salainen-linkki-jota-ei-ole";
    let refused = [
        (Method::GET, format!("/follow/{secret}"), "cookie", "", 404, "unknown_secret", "/follow/{token}"),
        (Method::GET, format!("/r/{secret}"), "cookie", "", 404, "unknown_secret", "/r/{token}"),
        (Method::GET, format!("/read/{secret}"), "cookie", "", 404, "unknown_secret", "/read/{code}"),
        (
            Method::GET,
            "/api/v1/reports/R-1".to_owned(),
            "authorization",
            secret,
            401,
            "no_token",
            "/api/v1/reports/{reference}",
        ),
        (
            Method::POST,
            "/api/v1/reports".to_owned(),
            "authorization",
            &token,
            403,
            "insufficient_scope",
            "/api/v1/reports",
        ),
        (Method::GET, "/admin/accounts/1".to_owned(), "cookie", &cookie, 403, "forbidden", "/admin/accounts/{id}"),
        (
            Method::GET,
            format!("/desk/reports/{}", row.reference),
            "cookie",
            &cookie,
            404,
            "not_found",
            "/desk/reports/{reference}",
        ),
    ];
    for (method, path, header, value, status, code, pattern) in refused {
        let before = (log.security().len(), refusals(&ground).len());
        let body = if method == Method::POST { b"{}".to_vec() } else { Vec::new() };
        let answer = ask(&app, method, &path, &[(header, value)], body).await;
        assert_eq!(answer.status, status, "{path}");
        let lines = log.security();
        assert_eq!((lines.len(), refusals(&ground).len()), (before.0 + 1, before.1 + 1), "{path}");
        let line = lines.last().unwrap();
        for part in [&format!("status={status}"), code, "address=192.0.2.10", pattern] {
            assert!(line.contains(part), "{part} is not in {line}");
        }
        let kept = &refusals(&ground)[0];
        assert!(kept.subject.ends_with(pattern) && kept.detail.contains("from 192.0.2.10"), "{kept:?}");
        assert!(!line.contains(secret) && !format!("{kept:?}").contains(secret), "{line}");
        match header {
            "cookie" if !value.is_empty() => {
                assert!(line.contains("account=1") && kept.actor.ends_with("#1"), "{line} {kept:?}");
            }
            "authorization" if status == 403 => assert!(kept.actor.ends_with("token 1"), "{kept:?}"),
            _ => assert_eq!(kept.actor, "visitor"),
        }
    }
    let before = log.security().len();
    assert_eq!(get(&app, "/nowhere").await.status, 404);
    assert_eq!(get(&app, "/desk").await.status, 303);
    assert_eq!(log.security().len(), before, "a mistyped address and a sign-in are no refusals");
    assert!(!log.lines().iter().any(|line| line.contains("ERROR")), "no visitor writes an error");
    drop(listening);
}

#[actix_web::test]
async fn an_address_that_guesses_is_not_looked_at_and_others_are() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed = [("service", "resepti.dispense"), ("description", "Ei toimi."), ("callback", "1"), ("action", "send")];
    let sent = send(&app, &ground.form(), &Sent::form(&typed)).await;
    let own = sent.location().split('?').next().unwrap().to_owned();
    let token = format!("Bearer {}", ground.app.api_token(ground.pharmacy, TokenScope::ALL));
    for (path, most) in MISSES {
        for n in 0..most {
            let answer = ask(&app, Method::GET, path, &[("authorization", "Bearer arvaus")], Vec::new()).await;
            assert!([404, 401].contains(&answer.status.as_u16()), "{path} {n}: {}", answer.status);
        }
        let again = ask(&app, Method::GET, path, &[("authorization", "Bearer arvaus")], Vec::new()).await;
        assert_eq!(again.status, 429, "{path}");
    }
    for right in [&own, &ground.form()] {
        assert_eq!(get(&app, right).await.status, 429, "the right one is not told from a wrong one");
    }
    let asked = ask(&app, Method::GET, "/api/v1/reports/R-2026-000001", &[("authorization", &token)], Vec::new()).await;
    assert_eq!((asked.status.as_u16(), asked.text.contains("too_many")), (429, true));
    assert_eq!(get(&app, "/sign-in").await.status, 200, "what needs no secret stays open");
    assert_eq!(refusals(&ground).len(), AUDITED, "the audit log gets a few");

    ground.app.pass(TimeDelta::minutes(1));
    assert_eq!(get(&app, &own).await.status, 200);
    assert_eq!(get(&app, MISSES[0].0).await.status, 404);
    let newest = refusals(&ground).remove(0);
    let all = MISSES.iter().map(|(_, most)| most + 1).sum::<usize>() + 3;
    assert!(newest.detail.contains(&format!("{} more were left out", all - AUDITED)), "{newest:?}");
}

#[actix_web::test]
async fn what_cannot_be_used_is_a_line_and_no_row() {
    let ground = Ground::new();
    let app = ground.app().await;
    let token = format!("Bearer {}", ground.app.api_token(ground.pharmacy, TokenScope::ALL));
    let log = Log::default();
    let _listening = log.listen();
    let json = [("authorization", token.as_str()), ("content-type", "application/json")];
    let form = [("authorization", token.as_str()), ("content-type", "text/plain")];
    let large = vec![b' '; 4 * 1024 * 1024];
    let unusable = || log.lines().into_iter().filter(|line| line.contains("not used")).collect::<Vec<_>>();
    for (method, headers, body, status, code) in [
        (Method::POST, json, b"{".to_vec(), 400, "malformed"),
        (Method::POST, json, b"{}".to_vec(), 422, "validation"),
        (Method::POST, json, large, 413, "too_large"),
        (Method::POST, form, b"{}".to_vec(), 415, "media_type"),
    ] {
        let before = unusable().len();
        while unusable().len() == before {
            // As above: whether anybody hears a line is remembered where it is written.
            tracing::callsite::rebuild_interest_cache();
            let answer = ask(&app, method.clone(), "/api/v1/reports", &headers, body.clone()).await;
            assert_eq!(answer.status, status, "{code}");
        }
        let line = unusable().pop().unwrap();
        for part in [&format!("status={status}"), code, "address=192.0.2.10", "path=\"/api/v1/reports\""] {
            assert!(line.contains(part), "{part} is not in {line}");
        }
    }
    assert!(refusals(&ground).is_empty(), "slips wake nobody");
}
