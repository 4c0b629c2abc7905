//! Whole requests against the installation: the first byte says at which address, the rest is the body, as JSON, as a form or as a
//! form with files. Whatever it is, it is answered, and the fault is never ours (no 5xx).
#![no_main]

use std::cell::LazyCell;

use actix_web::http::header::CONTENT_TYPE;
use actix_web::rt::{System, SystemRunner};
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
    system: SystemRunner,
    app: TestApp,
    link: String,
    token: String,
}

thread_local! {
    static THERE: LazyCell<There> = LazyCell::new(|| {
        let system = System::new();
        // What is limited by the minute is not limited while the clock goes on with every request.
        let app = TestApp::on(Database::Sqlite).real_chance().start();
        let new = NewOrganisation::named("mallila", "Mallilan apteekki", OrganisationKind::Pharmacy);
        let pharmacy = app.organisation(&new);
        let (link, token) = (app.report_link(pharmacy), app.api_token(pharmacy, TokenScope::ALL));
        There { system, app, link, token }
    });
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
        there.app.pass(chrono::TimeDelta::minutes(2));
        let status = there.system.block_on(async {
            let served = init_service(Shared::new((*there.app).clone()).expect("a server").application(|_| ())).await;
            let request = TestRequest::post().uri(path).peer_addr(([192, 0, 2, 10], 4000).into());
            let request = request.insert_header((CONTENT_TYPE, kind));
            let request = request.insert_header(("authorization", format!("Bearer {}", there.token)));
            call_service(&served, request.set_payload(body.to_vec()).to_request()).await.status()
        });
        assert!(!status.is_server_error(), "{path}: {status}");
    });
});
