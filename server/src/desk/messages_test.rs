//! What the desk has sent, over HTTP on a real database: who did not get it and why, once more to one, the list for a
//! spreadsheet, live figures, and a trace of everything that failed.

use std::pin::pin;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::test;
use actix_web::web::Data;
use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::account::letter;
use majakka_app::command::bulletin::{self, Wording, Write, in_finnish};
use majakka_app::command::delivery::receipt;
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::{AccountRole, Language, MessageKind, OrganisationKind};
use majakka_store::account::NewAccount;
use majakka_store::db::schema::{contacts, deliveries, delivery_attempts, messages};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::viewer::Viewer;
use majakka_store::{account, delivery};

use super::ground_test::{Desk, NOON, asked, sent};
use super::messages::Watchers;

// The next part of a body that is still being written, empty when there is none. A macro, for the body's type has no name.
macro_rules! heard {
    ($body:ident) => {{
        let part = std::future::poll_fn(|context| $body.as_mut().poll_next(context)).await;
        part.map_or_else(String::new, |part| String::from_utf8(part.ok().unwrap().to_vec()).unwrap())
    }};
}

/// What a mail server says of a mailbox that is not there.
const UNKNOWN: &str = "550 5.1.1 no such user here";

impl Desk {
    /// A bulletin of the incident, and its message.
    fn publish(&self, reference: &str, kind: MessageKind) -> i64 {
        let write = Write::new(self.incident(reference).id, Wording::line("reseptiä ei voi tallentaa"));
        let done = self.app.write(&Viewer::System, |tx| match kind {
            MessageKind::First => bulletin::publish(tx, &write).map(drop),
            _ => bulletin::update(tx, kind, &write).map(drop),
        });
        done.unwrap();
        self.newest_message()
    }

    fn newest_message(&self) -> i64 {
        self.app
            .read(|conn| Ok(messages::table.select(diesel::dsl::max(messages::id)).first::<Option<i64>>(conn)?))
            .unwrap()
            .unwrap()
    }

    fn deliveries(&self, message: i64) -> Vec<i64> {
        let rows = deliveries::table.filter(deliveries::message_id.eq(message)).order(deliveries::id);
        self.app.read(|conn| Ok(rows.select(deliveries::id).load(conn)?)).unwrap()
    }

    /// The gateway refuses it for good.
    fn refuse(&self, id: i64, reply: &str) {
        let done = self.app.write(&Viewer::System, |tx| {
            diesel::update(deliveries::table.find(id))
                .set((
                    deliveries::state.eq("failed"),
                    deliveries::last_detail.eq(reply),
                    deliveries::settled_at.eq(tx.now.naive_utc()),
                ))
                .execute(tx.conn)?;
            diesel::insert_into(delivery_attempts::table)
                .values((
                    delivery_attempts::delivery_id.eq(id),
                    delivery_attempts::at.eq(tx.now.naive_utc()),
                    delivery_attempts::outcome.eq("refused"),
                    delivery_attempts::detail.eq(reply),
                ))
                .execute(tx.conn)?;
            let row = delivery::find(tx.conn, DeliveryId(id))?.unwrap();
            receipt::failed_for_good(tx, &row)
        });
        done.unwrap();
    }

    fn state(&self, id: i64) -> (String, String) {
        let row = deliveries::table.find(id).select((deliveries::state, deliveries::address));
        self.app.read(|conn| Ok(row.first(conn)?)).unwrap()
    }

    fn plan(&self) -> i64 {
        let plan = Plan {
            external_id: "HUOLTO-1".to_owned(),
            services: vec!["potilas".to_owned()],
            starts_at: NOON + TimeDelta::days(2),
            ends_at: Some(NOON + TimeDelta::days(2) + TimeDelta::hours(1)),
            impact: in_finnish("potilastietoja ei voi hakea"),
            organisations: vec![self.county],
            shown: Shown::Concerned,
            rule: None,
        };
        let planner = self.app.account(self.county, "suunnittelija@example.fi", &[AccountRole::CommsOwner]);
        let planner = self.app.read(|conn| account::person(conn, planner)).unwrap().unwrap();
        self.app.write(&Viewer::Person(planner), |tx| maintenance::plan(tx, &plan)).unwrap();
        self.newest_message()
    }
}

#[actix_web::test]
async fn the_desk_sees_who_has_not_got_a_bulletin_and_why_and_sends_it_again_to_one() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::CommsOwner));
    let message = desk.publish(&reference, MessageKind::First);
    let [mail, sms] = desk.deliveries(message)[..] else { panic!("a mail and a text message") };
    desk.refuse(mail, UNKNOWN);

    let tab = get!(server, anna, &format!("/desk/incidents/{reference}?tab=bulletins")).await;
    assert!(tab.page.contains(&format!("/desk/messages/{message}\"")), "a bulletin leads to its list: {}", tab.page);
    assert!(tab.page.contains(&format!("/desk/messages/{message}?state&#x3D;failed")), "{}", tab.page);
    let story = get!(server, anna, &format!("/desk/incidents/{reference}?tab=timeline")).await;
    let trace = format!("/desk/deliveries/{mail}");
    assert!(story.page.contains(&trace), "what failed leads to its recipient: {}", story.page);
    let led = get!(server, anna, &trace).await;
    assert_eq!((led.status, led.to), (StatusCode::SEE_OTHER, format!("/desk/messages/{message}?delivery={mail}")));

    let list = format!("/desk/messages/{message}");
    let page = get!(server, anna, &list).await;
    for said in
        ["tiedotteet@example.fi", "+358400000001", "Esimerkkilän hyvinvointialue", UNKNOWN, "hylättiin", "1 / 2"]
    {
        assert!(page.page.contains(said), "{said} in {}", page.page);
    }
    let failed = get!(server, anna, &format!("{list}?state=failed")).await;
    assert!(failed.page.contains("tiedotteet@example.fi") && !failed.page.contains("+358400000001"), "{}", failed.page);
    let searched = get!(server, anna, &format!("{list}?q=Esimerkkil%C3%A4n")).await;
    assert!(searched.page.contains("+358400000001"), "{}", searched.page);
    let code = get!(server, anna, &format!("{list}?q=010190-900P")).await;
    assert_eq!((code.status, code.to), (StatusCode::SEE_OTHER, list.clone()), "an identity code is not shown again");

    desk.app
        .write(&Viewer::System, |tx| {
            Ok(diesel::update(contacts::table).set(contacts::email.eq("uusi@example.fi")).execute(tx.conn)?)
        })
        .unwrap();
    let version = super::ground_test::version(&desk, &reference);
    let (one, again) = (mail.to_string(), format!("{list}/again"));
    let done = post!(server, anna, &again, &[("delivery", &one), ("version", &version)]).await;
    assert_eq!((done.status, done.to), (StatusCode::SEE_OTHER, format!("{list}?delivery={mail}")), "{}", done.page);
    assert_eq!(desk.state(mail), ("queued".to_owned(), "uusi@example.fi".to_owned()), "to where she is by now");
    assert_eq!(desk.state(sms).0, "queued");
    let story = get!(server, anna, &format!("/desk/incidents/{reference}?tab=timeline")).await;
    assert!(story.page.contains("1 viesti"), "it stands in the story: {}", story.page);

    let version = super::ground_test::version(&desk, &reference);
    let twice = post!(server, anna, &again, &[("delivery", &one), ("version", &version)]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "what waits is not sent again");
    assert!(twice.page.contains("Uudelleen ei lähetetty"), "{}", twice.page);
}

#[actix_web::test]
async fn only_the_newest_word_is_sent_again_and_only_by_who_may() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::CommsOwner));
    let auditor = desk.sign_in(AccountRole::Auditor);
    let first = desk.publish(&reference, MessageKind::First);
    for id in desk.deliveries(first) {
        desk.refuse(id, UNKNOWN);
    }
    let (list, again) = (format!("/desk/messages/{first}"), format!("/desk/messages/{first}/again"));
    let button = format!("action=\"{again}\"");
    assert!(get!(server, anna, &list).await.page.contains(&button));
    assert!(!get!(server, auditor, &list).await.page.contains(&button), "who may not is shown no button");
    let version = super::ground_test::version(&desk, &reference);
    let refused = post!(server, auditor, &again, &[("version", &version)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    desk.publish(&reference, MessageKind::Update);
    let page = get!(server, anna, &list).await;
    assert!(!page.page.contains(&button) && page.page.contains("Uudempi tiedote"), "{}", page.page);
    let version = super::ground_test::version(&desk, &reference);
    let refused = post!(server, anna, &again, &[("version", &version)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "old news is not told after new");
    assert!(desk.deliveries(first).iter().all(|id| desk.state(*id).0 == "failed"));
}

#[actix_web::test]
async fn nobody_sees_the_recipients_of_another_desk() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let message = desk.publish(&reference, MessageKind::First);
    let mail = desk.deliveries(message)[0];
    let own = desk.county;
    let other = desk
        .app
        .write(&Viewer::System, |tx| {
            let new = NewOrganisation::named("muu", "Muu alue", OrganisationKind::WellbeingCounty);
            organisation::insert(tx.conn, tx.now, &new)
        })
        .unwrap();
    let stranger = Desk { county: other, ..desk };
    let (server, bertil) = (server!(stranger), stranger.sign_in(AccountRole::Helpdesk));
    for path in ["", "/recipients.csv", "/progress"] {
        let seen = get!(server, bertil, &format!("/desk/messages/{message}{path}")).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!seen.page.contains("tiedotteet@example.fi"), "{path}");
    }
    assert_eq!(get!(server, bertil, &format!("/desk/deliveries/{mail}")).await.status, StatusCode::NOT_FOUND);
    let again = post!(server, bertil, &format!("/desk/messages/{message}/again"), &[("version", "1")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert!(!get!(server, bertil, "/desk/messages").await.page.contains(&reference));
    assert_ne!(own, stranger.county);
}

#[actix_web::test]
async fn the_list_is_read_by_a_spreadsheet_and_no_cell_of_it_is_a_formula() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    desk.app
        .write(&Viewer::System, |tx| {
            Ok(diesel::update(contacts::table).set(contacts::name.eq("=cmd|' /C calc'!A0, \"Ä\"")).execute(tx.conn)?)
        })
        .unwrap();
    let message = desk.publish(&reference, MessageKind::First);
    let mail = desk.deliveries(message)[0];
    desk.refuse(mail, "550 no mailbox for 010190-900P\r\nsorry");
    let lines_before = desk.audited();

    let request = asked(&anna, &format!("/desk/messages/{message}/recipients.csv")).to_request();
    let response = test::call_service(&server, request).await;
    let head = response.headers();
    assert_eq!(head.get("content-type").unwrap(), "text/csv; charset=utf-8; header=present");
    assert_eq!(head.get("content-disposition").unwrap(), &*format!("attachment; filename=\"majakka-{message}.csv\""));
    let bytes = actix_web::body::to_bytes(response.into_body()).await.ok().unwrap();
    let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("the mark of UTF-8");
    assert!(text.lines().count() > 2 && text.contains("\r\n"), "{text}");

    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(&reader.headers().unwrap()[0], "Nimi");
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(&rows[0][0], "'=cmd|' /C calc'!A0, \"Ä\"", "text, and not a formula");
    assert_eq!(&rows[0][1], "Esimerkkilän hyvinvointialue");
    assert_eq!((&rows[0][3], &rows[0][4]), ("tiedotteet@example.fi", "ei mennyt perille"));
    assert_eq!(&rows[0][6], "550 no mailbox for [henkilötunnus]\r\nsorry");
    assert_eq!((&rows[1][2], &rows[1][3]), ("tekstiviesti", "'+358400000001"));
    assert_eq!(desk.audited(), lines_before + 1, "who took the list stands in the audit log");

    let failed = get!(server, anna, &format!("/desk/messages/{message}/recipients.csv?state=failed")).await;
    assert_eq!(csv::Reader::from_reader(failed.page.as_bytes()).records().count(), 1);
}

#[actix_web::test]
async fn a_list_longer_than_is_read_at_a_time_is_whole() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let message = desk.publish(&reference, MessageKind::First);
    let many = "INSERT INTO deliveries (message_id, channel, address, language, kind, series, incident_id, reason, priority, \
         state, attempts, due_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4100) \
         SELECT d.message_id, 'email', i || '@example.fi', 'fi', d.kind, d.series, d.incident_id, 'role', 0, 'queued', 0, \
         d.due_at FROM n, deliveries d WHERE d.id = 1";
    desk.app.write(&Viewer::System, |tx| Ok(diesel::sql_query(many).execute(tx.conn)?)).unwrap();
    let whole = get!(server, anna, &format!("/desk/messages/{message}/recipients.csv")).await;
    let rows = csv::Reader::from_reader(whole.page.as_bytes()).records().map(Result::unwrap).collect::<Vec<_>>();
    let addresses: std::collections::BTreeSet<&str> = rows.iter().map(|row| &row[3]).collect();
    assert_eq!((rows.len(), addresses.len()), (4_102, 4_102), "every recipient, once");

    let (mut next, mut seen) = (Some(format!("/desk/messages/{message}?q=%40example.fi")), 0);
    while let Some(address) = next.filter(|_| seen < 200) {
        let page = get!(server, anna, &address).await.page;
        seen += page.matches("id=\"delivery-").count();
        let link = page.split("rel=\"next\"").next().filter(|before| before.len() < page.len());
        next = link
            .and_then(|before| before.rsplit("href=\"").next()?.split('"').next())
            .map(|to| to.replace("&amp;", "&").replace("&#x3D;", "="));
    }
    assert_eq!(seen, 200, "page after page, by key");
}

#[actix_web::test]
async fn whoever_watches_hears_how_far_it_has_come_until_it_is_over() {
    let desk = Desk::new();
    let reference = desk.report(None);
    let message = desk.publish(&reference, MessageKind::First);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let address = format!("/desk/messages/{message}/progress");
    let watch = || asked(&anna, &address).insert_header(("accept", "text/event-stream")).to_request();
    let (one, other) = (test::call_service(&server, watch()).await, test::call_service(&server, watch()).await);
    assert_eq!(one.headers().get("content-type").unwrap(), "text/event-stream");
    assert_eq!(desk.watchers.feeds(), 1, "two who watch the same cost one count");
    let (mut one, mut other) = (pin!(one.into_body()), pin!(other.into_body()));
    assert!(heard!(one).contains("retry:"));
    let said = heard!(one);
    assert!(said.contains("\"figures\":\"0 / 2\"") && said.contains("2 odottaa"), "{said}");
    for id in desk.deliveries(message) {
        desk.refuse(id, UNKNOWN);
    }
    let mut said = String::new();
    while !said.contains("\"over\":true") {
        said = heard!(one);
    }
    assert!(said.contains("\"figures\":\"2 / 2\"") && said.contains("2 ei mennyt perille"), "{said}");
    assert_eq!(heard!(one), "", "and then there is nothing more to be told");
    let mut told = String::new();
    while !told.contains("\"over\":true") {
        told = heard!(other);
    }
    assert_eq!(desk.watchers.feeds(), 0, "nothing is counted any more");
}

#[actix_web::test]
async fn whoever_signs_out_hears_nothing_more_and_no_more_watch_than_there_is_room_for() {
    let desk = Desk { watchers: Data::new(Watchers::new(1, Duration::from_millis(20))), ..Desk::new() };
    let reference = desk.report(None);
    let message = desk.publish(&reference, MessageKind::First);
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let address = format!("/desk/messages/{message}/progress");
    let watched = test::call_service(&server, asked(&anna, &address).to_request()).await;
    let late = get!(server, anna, &address).await;
    assert_eq!(late.status, StatusCode::SERVICE_UNAVAILABLE);
    let out = test::call_service(&server, sent(&anna, "/sign-out", &[]).to_request()).await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    let mut body = pin!(watched.into_body());
    while !heard!(body).is_empty() {}
    drop(server);
}

#[actix_web::test]
async fn nothing_fails_without_a_trace_on_the_desk() {
    let desk = Desk::new();
    let (server, anna) = (server!(desk), desk.sign_in(AccountRole::Helpdesk));
    let notice = desk.plan();
    let calm = get!(server, anna, "/desk/maintenance").await;
    assert!(calm.page.contains(&format!("/desk/messages/{notice}\"")), "every notice has its list: {}", calm.page);
    assert!(!calm.page.contains("ei mennyt perille"), "{}", calm.page);
    for (id, reply) in desk.deliveries(notice).into_iter().zip([UNKNOWN, "403 illegal recipient"]) {
        desk.refuse(id, reply);
    }
    let breaks = get!(server, anna, "/desk/maintenance").await;
    assert!(breaks.page.contains("2 ei mennyt perille"), "a line on the break: {}", breaks.page);
    assert!(breaks.page.contains(&format!("/desk/messages/{notice}?state&#x3D;failed")), "{}", breaks.page);

    desk.app
        .write(&Viewer::System, |tx| {
            let (email, name) = ("uusi@example.fi".to_owned(), "Aino Esimerkki".to_owned());
            let roles = [AccountRole::Helpdesk].into();
            letter::invite(tx, &NewAccount { organisation: desk.county, email, name, language: Language::Fi, roles })
                .map(drop)
        })
        .unwrap();
    let letter = desk.newest_message();
    desk.refuse(desk.deliveries(letter)[0], UNKNOWN);

    let glance = get!(server, anna, "/desk").await;
    assert!(glance.page.contains("2 viestiä ei mennyt kaikille perille"), "{}", glance.page);
    let trouble = get!(server, anna, "/desk/messages?trouble=true").await;
    for message in [notice, letter] {
        assert!(trouble.page.contains(&format!("/desk/messages/{message}\"")), "{message} in {}", trouble.page);
    }
    let page = get!(server, anna, &format!("/desk/messages/{letter}")).await;
    assert!(page.page.contains("Aino Esimerkki") && page.page.contains(UNKNOWN), "{}", page.page);
    assert!(!page.page.contains("/link/"), "and no secret of the letter: {}", page.page);
    assert!(page.page.contains("ei lähetetä uudelleen"), "{}", page.page);

    let again = format!("/desk/messages/{notice}/again");
    let done = post!(server, anna, &again, &[("version", "0")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.page);
    assert!(desk.deliveries(notice).iter().all(|id| desk.state(*id).0 == "queued"));
    for id in desk.deliveries(notice) {
        desk.refuse(id, UNKNOWN);
    }
    desk.app.write(&Viewer::System, |tx| maintenance::cancel(tx, "HUOLTO-1")).unwrap();
    let old = post!(server, anna, &again, &[("version", "0")]).await;
    assert_eq!(old.status, StatusCode::CONFLICT, "of a break, too, only the newest word is sent again");
}
