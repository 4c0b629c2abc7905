//! Promise: a withdrawal says why, promises nothing where nothing is left, and what it took back is never built on again.

use chrono::TimeDelta;
use majakka_app::command::bulletin::{self, Resolve, Withdraw, Withdrawn, Wording, Write, in_finnish};
use majakka_app::command::delivery::read_receipt;
use majakka_app::command::due::schedule;
use majakka_app::delivery_code::Purpose;
use majakka_domain::id::IncidentId;
use majakka_domain::terms::{IncidentState, Language, MessageKind};
use majakka_kit::{Database, TestApp, fixture, on_both};
use majakka_store::viewer::Viewer;
use majakka_store::{delivery, incident, message};

/// A county that was told ten minutes ago that prescriptions cannot be saved.
fn told(database: Database) -> (TestApp, IncidentId) {
    let app = TestApp::on(database).start();
    let county = app.organisation(&fixture::county("alue"));
    app.contact(&fixture::recipient(county, "anna"));
    let incident = app.report(county);
    app.step(|tx| bulletin::publish(tx, &Write::new(incident, Wording::line("reseptiä ei voi tallentaa"))));
    app.pass(TimeDelta::minutes(10));
    (app, incident)
}

/// A message as Finnish readers get it: the mail, then the text message.
fn newest(app: &TestApp, incident: IncidentId) -> (MessageKind, String, String) {
    app.read(|conn| {
        let newest = message::newest_bulletin(conn, incident)?.expect("a bulletin");
        let texts = message::texts(conn, &[newest.id])?.remove(&newest.id).expect("texts");
        let fi = texts.into_iter().find(|text| text.language == Language::Fi).expect("Finnish");
        Ok((newest.kind, format!("{}\n\n{}", fi.subject, fi.body), fi.sms.expect("a text message")))
    })
    .expect("the bulletin")
}

fn withdrawal(incident: IncidentId, which: Withdrawn, why: &str) -> Withdraw {
    Withdraw { incident, seen: None, which, why: in_finnish(why), insist: false }
}

#[test]
fn the_newest_is_taken_back_and_what_was_said_before_goes_on() {
    on_both(|database| {
        let (app, incident) = told(database);
        let false_word = Write::new(incident, Wording::line("apteekit eivät saa toimittaa lääkkeitä"));
        app.step(|tx| bulletin::update(tx, MessageKind::Update, &false_word));
        let promised = app.read(|conn| incident::find(conn, &Viewer::System, incident)).unwrap().next_update_at;
        app.pass(TimeDelta::minutes(10));
        app.step(|tx| bulletin::withdraw(tx, &withdrawal(incident, Withdrawn::Newest, "apteekit toimivat")));
        let (kind, mail, sms) = newest(&app, incident);
        assert_eq!(kind, MessageKind::Withdrawal);
        assert!(!mail.contains("eivät saa toimittaa") && !sms.contains("eivät saa toimittaa"), "{mail}\n{sms}");
        assert!(mail.contains("apteekit toimivat") && mail.contains("Reseptiä ei voi tallentaa (tiedote"), "{mail}");
        let row = app.read(|conn| incident::find(conn, &Viewer::System, incident)).unwrap();
        assert_eq!((row.state, row.next_update_at), (IncidentState::Active, promised), "a promise is kept");

        // Behind the link of a mail, in whichever language, the false word is marked as taken back, and no other.
        let marked = app.read(|conn| {
            let codes = app.vault.delivery_codes();
            let mut marked = Vec::new();
            for message in message::bulletins(conn, &[incident])? {
                let letter = delivery::of_message(conn, message.id, 1)?.remove(0);
                let code = codes.sign(Purpose::Read, letter.id);
                let mailed = read_receipt::behind(conn, &app.vault, &code, Some(Language::Sv))?;
                assert!(mailed.page.is_some_and(|page| !page.professional.is_empty()), "it says it there");
                marked.push((message.kind, mailed.withdrawn));
            }
            Ok(marked)
        });
        let expected = [(MessageKind::First, false), (MessageKind::Update, true), (MessageKind::Withdrawal, false)];
        assert_eq!(marked.expect("what was mailed"), expected);

        // "No change" repeats what holds.
        app.pass(TimeDelta::hours(3));
        schedule::run_due(&app).expect("what is due");
        let (kind, mail, _) = newest(&app, incident);
        assert_eq!(kind, MessageKind::Nochange);
        assert!(mail.contains("reseptiä ei voi tallentaa") && !mail.contains("eivät saa toimittaa"), "{mail}");
    });
}

#[test]
fn when_nothing_is_left_nothing_is_promised_and_the_end_needs_no_bulletin() {
    on_both(|database| {
        let (app, incident) = told(database);
        let nothing = withdrawal(incident, Withdrawn::All, " ");
        let refused = app.write(&Viewer::System, |tx| bulletin::withdraw(tx, &nothing)).expect_err("no reason");
        assert!(format!("{refused:?}").contains("why"), "{refused:?}");
        app.step(|tx| {
            bulletin::withdraw(tx, &withdrawal(incident, Withdrawn::All, "vika oli yhden koneen kortinlukijassa"))
        });
        let (_, mail, sms) = newest(&app, incident);
        assert!(!mail.contains("Seuraava tiedote") && !mail.contains("ei tiedossa"), "{mail}");
        assert_eq!(
            sms,
            "PERUTTU Resepti-palvelu: klo 14.00 lähetetty tiedote ei pidä paikkaansa. Vika oli yhden koneen kortinlukijassa. H-2026-0001 http://127.0.0.1:8080/fi"
        );
        let why = "Miksi perumme tiedotteen: vika oli yhden koneen kortinlukijassa\nVoimassa: tästä asiasta ei ole voimassa muita";
        assert!(mail.contains(why), "{mail}");
        let row = app.read(|conn| incident::find(conn, &Viewer::System, incident)).unwrap();
        assert_eq!((row.state, row.next_update_at), (IncidentState::Open, None));

        app.pass(TimeDelta::days(1));
        schedule::run_due(&app).expect("what is due");
        let end = Resolve {
            incident,
            seen: None,
            ended_at: app.now(),
            cause: in_finnish("kortinlukija vaihdettiin"),
            insist: false,
        };
        app.step(|tx| bulletin::resolve(tx, &end));
        assert_eq!(newest(&app, incident).0, MessageKind::Withdrawal, "the withdrawal was the last word");
    });
}
