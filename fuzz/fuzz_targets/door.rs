//! Whole requests against the installation: the first byte says at which address, the rest is the body, as JSON, as a form or as a
//! form with files. Whatever it is, it is answered, and the fault is never ours (no 5xx).
#![no_main]

use std::cell::LazyCell;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::rt::System;
use actix_web::test::{TestRequest, call_service, init_service};
use libfuzzer_sys::fuzz_target;
use majakka_domain::terms::{OrganisationKind, TokenScope};
use majakka_kit::{Database, TestApp};
use majakka_server::startup::Shared;
use majakka_store::organisation::NewOrganisation;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const FILES: &str = "multipart/form-data; boundary=B";

struct There {
    app: TestApp,
    link: String,
    token: String,
    /// Answers with the status alone.
    serve: Box<dyn Fn(TestRequest) -> StatusCode>,
}

impl There {
    fn new() -> There {
        let app = TestApp::on(Database::Sqlite).real_chance().start();
        let new = NewOrganisation::named("mallila", "Mallilan apteekki", OrganisationKind::Pharmacy);
        let pharmacy = app.organisation(&new);
        let (link, token) = (app.report_link(pharmacy), app.api_token(pharmacy, TokenScope::ALL));
        let system = System::new();
        let shared = (*app).clone();
        let served = system.block_on(async move {
            init_service(Shared::new(shared).expect("a server").application(|_| ())).await
        });
        let serve = move |request: TestRequest| {
            system.block_on(async { call_service(&served, request.to_request()).await.status() })
        };
        There { app, link, token, serve: Box::new(serve) }
    }
}

thread_local! {
    // Never dropped: what it holds has thread-locals of its own, which may be gone before it.
    static THERE: LazyCell<&'static There> = LazyCell::new(|| Box::leak(Box::new(There::new())));
}

fuzz_target!(|input: &[u8]| {
    let Some((which, body)) = input.split_first() else { return };
    THERE.with(|there| {
        let link = format!("/r/{}", there.link);
        let doors = [
            ("/api/v1/reports", JSON),
            ("/api/v1/probes", JSON),
            ("/api/v1/upstream", JSON),
            ("/sign-in", FORM),
            ("/sign-in/forgotten", FORM),
            (link.as_str(), FORM),
            (link.as_str(), FILES),
        ];
        let (path, kind) = doors[usize::from(*which) % doors.len()];
        // What is limited by the minute is not limited while the clock goes on with every request.
        there.app.pass(chrono::TimeDelta::minutes(2));
        let request = TestRequest::post().uri(path).peer_addr(([192, 0, 2, 10], 4000).into());
        let request = request.insert_header((CONTENT_TYPE, kind));
        let request = request.insert_header(("authorization", format!("Bearer {}", there.token)));
        let status = (there.serve)(request.set_payload(body.to_vec()));
        assert!(!status.is_server_error(), "{path}: {status}");
    });
});
