//! Promise: whatever is typed, by whichever way it comes, what is kept can be meant, can be shown and reaches whom it is for, once.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_app::command::account as accounts;
use majakka_app::command::bulletin::{self, Resolve, Wording, Write, in_finnish};
use majakka_app::command::contact::{self as contacts, ChangeContact};
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::{self, Report};
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::id::{ContactId, IncidentId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AnnouncementKind, Channel, ContactKind, Effect, Language, MessageKind};
use majakka_kit::{NOON, TestApp, fixture, on_both};
use majakka_store::account::NewAccount;
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::deliveries;
use majakka_store::error::{Error, Result};
use majakka_store::report as reports;
use majakka_store::viewer::Viewer;

/// What a step was refused for: field and problem.
fn refused<T: std::fmt::Debug>(done: Result<T>) -> Vec<(&'static str, &'static str)> {
    match done.unwrap_err() {
        Error::Refused(Refusal::Validation(problems)) => problems.iter().map(|p| (p.field, p.problem)).collect(),
        other => panic!("{other}"),
    }
}

fn somebody(organisation: OrganisationId, name: &str, kind: ContactKind, email: &str, phone: &str) -> NewContact {
    NewContact {
        kind,
        email: email.to_owned(),
        phone: Some(phone.to_owned()),
        ..fixture::recipient(organisation, name)
    }
}

fn publish(app: &TestApp, incident: IncidentId) {
    let write = Write::new(incident, Wording { impact: in_finnish("reseptiä ei voi tallentaa"), ..Wording::default() });
    app.step(|tx| bulletin::publish(tx, &write));
}

fn sent(app: &TestApp) -> Vec<(String, String, Option<i64>)> {
    let all = deliveries::table.filter(deliveries::series.eq("bulletin")).order(deliveries::id).select((
        deliveries::channel,
        deliveries::address,
        deliveries::contact_id,
    ));
    app.read(|conn| Ok::<_, Error>(all.load(conn)?)).unwrap()
}

#[test]
fn a_mailbox_and_a_number_that_stand_in_the_register_twice_get_one_copy() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let county = app.organisation(&fixture::county("alue"));
        let add = |new: NewContact| app.step(|tx| contacts::add(tx, &new));
        let shared = add(somebody(county, "Osasto 4", ContactKind::Organisation, "Osasto4@Example.fi", "040 000 0001"));
        let person =
            add(somebody(county, "Anna", ContactKind::Person, "mailto:osasto4@example.fi", "+358 (0)40 000 0001"));
        let own = add(somebody(county, "Bo", ContactKind::Person, "bo@hälsa.example.fi", "040 000 0002"));
        publish(&app, app.report(county));
        let copies: BTreeSet<(String, String, Option<i64>)> = sent(&app).into_iter().collect();
        let copy = |channel: Channel, address: &str, contact: ContactId| {
            (channel.to_string(), address.to_owned(), Some(contact.0))
        };
        let wanted = BTreeSet::from([
            copy(Channel::Email, "osasto4@example.fi", person),
            copy(Channel::Sms, "+358400000001", person),
            copy(Channel::Email, "bo@hälsa.example.fi", own),
            copy(Channel::Sms, "+358400000002", own),
        ]);
        assert_eq!(copies, wanted, "not twice to {shared}");
    });
}

#[test]
fn a_field_that_is_emptied_is_emptied() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let county = app.organisation(&fixture::county("alue"));
        let anna = somebody(county, "Anna", ContactKind::Person, "anna@example.fi", "040 000 0001");
        let anna = app.step(|tx| contacts::add(tx, &anna));
        for emptied in ["", "  ", "\u{200B}", "\u{A0}"] {
            let filled = ChangeContact { phone: Some("040 000 0001".to_owned()), ..ChangeContact::default() };
            app.step(|tx| contacts::change(tx, county, anna, &filled));
            let change = ChangeContact { phone: Some(emptied.to_owned()), ..ChangeContact::default() };
            app.step(|tx| contacts::change(tx, county, anna, &change));
            let row = app.read(|conn| contact::find(conn, &Viewer::System, anna)).unwrap();
            assert_eq!((row.phone, row.takes_sms), (None, false), "{emptied:?}");
        }
        publish(&app, app.report(county));
        assert!(
            sent(&app).iter().all(|(channel, ..)| channel == "email"),
            "no text message goes to a number that is gone"
        );
    });
}

#[test]
fn what_a_writer_empties_is_not_said_again_and_what_she_never_saw_is() {
    let app = TestApp::new();
    let county = app.organisation(&fixture::county("alue"));
    let incident = app.report(county);
    let impact = || in_finnish("reseptiä ei voi tallentaa");
    let first = Wording { impact: impact(), works: in_finnish("Haku toimii."), ..Wording::default() };
    app.step(|tx| bulletin::publish(tx, &Write::new(incident, first.clone())));
    let said = || {
        let newest = app.read(|conn| majakka_store::message::newest_bulletin(conn, incident)).unwrap().unwrap();
        newest.facts().unwrap().wording.works.fi
    };
    let update = |keeps| Write { keeps, ..Write::new(incident, Wording { impact: impact(), ..Wording::default() }) };
    app.step(|tx| bulletin::update(tx, MessageKind::Update, &update(true)));
    assert_eq!(said(), "Haku toimii.");
    app.step(|tx| bulletin::update(tx, MessageKind::Update, &update(false)));
    assert_eq!(said(), "");
}

#[test]
fn times_that_cannot_be_meant_are_refused_beside_their_field() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let county = app.organisation(&fixture::county("alue"));
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let told = |time: DateTime<Utc>| Report {
            occurred_at: Some(time),
            ..Report::least(county, "resepti", "prescribe", Effect::Prevents, "Reseptiä ei voi tallentaa.")
        };
        for (time, problem) in [
            ("0001-01-01T00:00:00Z", "too_old"),
            ("0026-11-23T12:00:00Z", "too_old"),
            ("2025-11-23T12:00:00Z", "too_old"),
            ("2026-10-23T12:00:00Z", "too_old"),
            ("2026-11-23T13:00:00Z", "future"),
            ("9999-12-31T23:59:59Z", "future"),
        ] {
            let done = app.write(&Viewer::System, |tx| report::report(tx, told(at(time))));
            assert_eq!(refused(done), [("occurred_at", problem)], "{time}");
        }
        let incident = app.report(county);
        let began = NOON;
        let end = |ended_at| Resolve { incident, seen: None, ended_at, cause: in_finnish("vika"), insist: false };
        app.pass(TimeDelta::hours(2));
        for (ended, problem) in
            [(began - TimeDelta::days(365), "before_start"), (app.now() + TimeDelta::hours(1), "future")]
        {
            let done = app.write(&Viewer::System, |tx| bulletin::resolve(tx, &end(ended)));
            assert_eq!(refused(done), [("ended_at", problem)]);
        }
        publish(&app, incident);
        let words = || Wording { impact: in_finnish("selvitetään"), ..Wording::default() };
        for (next, eta, problem) in [
            (Some(app.now() + TimeDelta::days(365)), None, ("next_update", "too_far")),
            (Some(at("0026-11-23T15:00:00Z")), None, ("next_update", "past")),
            (None, Some(app.now() - TimeDelta::minutes(1)), ("eta", "past")),
            (None, Some(at("9999-12-31T23:59:00Z")), ("eta", "too_far")),
        ] {
            let write = Write { next_update: next, eta, ..Write::new(incident, words()) };
            let done = app.write(&Viewer::System, |tx| bulletin::update(tx, MessageKind::Update, &write));
            assert_eq!(refused(done), [problem]);
        }
        let plan = |starts: &str, ends: &str| Plan {
            external_id: "Huolto".to_owned(),
            services: vec!["resepti".to_owned()],
            starts_at: at(starts),
            ends_at: Some(at(ends)),
            impact: in_finnish("ei toimi"),
            organisations: vec![county],
            shown: Shown::Concerned,
            rule: None,
        };
        for (starts, ends, problems) in [
            ("2020-12-03T06:00:00Z", "2020-12-03T07:00:00Z", vec![("starts", "past"), ("ends", "past")]),
            ("0026-12-03T06:00:00Z", "2026-12-03T07:00:00Z", vec![("starts", "past")]),
            ("2026-12-03T06:00:00Z", "0026-12-03T07:00:00Z", vec![("ends", "before_start")]),
            ("2026-12-03T06:00:00Z", "9999-12-31T23:59:00Z", vec![("ends", "too_far")]),
            ("2036-12-03T06:00:00Z", "2036-12-03T07:00:00Z", vec![("starts", "too_far"), ("ends", "too_far")]),
        ] {
            let done = app.write(&Viewer::System, |tx| maintenance::plan(tx, &plan(starts, ends)));
            assert_eq!(refused(done), problems, "{starts} {ends}");
        }
        app.step(|tx| maintenance::plan(tx, &plan("2026-12-03T06:00:00Z", "2026-12-03T07:00:00Z")));
        let (starts, ends) = (at("2025-12-03T06:00:00Z"), at("2025-12-03T07:00:00Z"));
        let moved = app.write(&Viewer::System, |tx| maintenance::reschedule(tx, "Huolto", starts, Some(ends)));
        assert_eq!(refused(moved), [("starts", "past"), ("ends", "past")]);
        for (starts, ends) in
            [("0001-01-01T00:00:00Z", "2026-12-31T00:00:00Z"), ("2026-11-29T00:00:00Z", "9999-12-31T23:59:59Z")]
        {
            let notice = Announce {
                source: "dvv".to_owned(),
                external_id: "A".to_owned(),
                kind: AnnouncementKind::Maintenance,
                title: "Toistaiseksi".to_owned(),
                services: vec!["vtj".to_owned()],
                effect: Effect::Prevents,
                starts_at: Some(at(starts)),
                ends_at: Some(at(ends)),
            };
            let done = app.write(&Viewer::System, |tx| upstream::announce(tx, notice));
            assert!(refused(done).iter().all(|(_, problem)| *problem == "implausible"));
        }
    });
}

#[test]
fn a_code_that_is_spread_over_the_fields_of_a_report_is_sealed() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let county = app.organisation(&fixture::county("alue"));
        for (description, error_text) in [
            ("Potilas 010190-", "900P ei löydy"),
            ("(010190)", "-900P"),
            ("1.1.1990", "- 900 - P"),
            ("010190&#45;", "900P"),
            ("Potilas 01011990-900P", ""),
            ("Potilas 010190%252D900P", ""),
        ] {
            let told = Report {
                error_text: Some(error_text.to_owned()),
                ..Report::least(county, "resepti", "prescribe", Effect::Prevents, description)
            };
            let id = app.step(|tx| report::report(tx, told)).report;
            let row = app.read(|conn| reports::find(conn, &Viewer::System, id)).unwrap();
            let kept = format!("{} {}", row.description, row.error_text.unwrap_or_default());
            assert!(kept.contains("[henkilötunnus]") && !kept.contains("900"), "{kept}");
        }
    });
}

#[test]
fn no_name_bears_a_code_and_every_name_is_one_line() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let county = app.organisation(&fixture::county("alue"));
        for name in ["Anna 010190-900P", "Anna 01.01.1990-900P", "Anna (010190)-900P", "Anna 010190%2D900P"] {
            let new = NewContact {
                name: name.to_owned(),
                email: "anna@example.fi".to_owned(),
                ..fixture::recipient(county, "x")
            };
            assert_eq!(refused(app.write(&Viewer::System, |tx| contacts::add(tx, &new))), [("name", "hetu")], "{name}");
            let new = NewAccount {
                organisation: county,
                email: "anna@example.fi".to_owned(),
                name: name.to_owned(),
                language: Language::Fi,
                roles: [majakka_domain::terms::AccountRole::Helpdesk].into(),
            };
            assert_eq!(
                refused(app.write(&Viewer::System, |tx| accounts::invite(tx, &new))),
                [("name", "hetu")],
                "{name}"
            );
        }
        let new = NewContact {
            name: " Anna\u{0}\r\n\u{202E}Esimerkki\u{200B} ".to_owned(),
            ..fixture::recipient(county, "anna")
        };
        let id = app.step(|tx| contacts::add(tx, &new));
        assert_eq!(app.read(|conn| contact::find(conn, &Viewer::System, id)).unwrap().name, "Anna Esimerkki");
        let long = NewContact { name: "a".repeat(201), ..fixture::recipient(county, "pitka") };
        assert_eq!(refused(app.write(&Viewer::System, |tx| contacts::add(tx, &long))), [("name", "too_long")]);
    });
}

#[test]
fn a_character_that_no_text_message_takes_is_named_and_what_fits_is_offered() {
    let app = TestApp::new();
    let county = app.organisation(&fixture::county("alue"));
    let incident = app.report(county);
    for (impact, sentence) in [
        (
            "Reseptiä ei voi tallentaa 😬",
            "Tekstiviestiin ei mahdu merkki ”😬” (rivin 27. merkki). Kirjoita esimerkiksi: Reseptiä ei voi tallentaa",
        ),
        (
            "✓ ”Resepti” – ei toimi",
            "Tekstiviestiin ei mahdu merkki ”✓” (rivin 1. merkki). Kirjoita esimerkiksi: \"Resepti\" - ei toimi",
        ),
    ] {
        let write = Write::new(incident, Wording { impact: in_finnish(impact), ..Wording::default() });
        let Err(Error::Refused(Refusal::Validation(problems))) =
            app.write(&Viewer::System, |tx| bulletin::publish(tx, &write))
        else {
            panic!("{impact} is refused")
        };
        assert_eq!((problems[0].field, problems[0].problem), ("impact", "sms_character"));
        assert_eq!(app.renderer.i18n().problem(Language::Fi, "problem-sms-character", &problems[0]), sentence);
    }
    let write =
        Write::new(incident, Wording { impact: in_finnish("”Resepti” – ei\u{A0}toimi…"), ..Wording::default() });
    app.step(|tx| bulletin::publish(tx, &write));
}

#[test]
fn what_is_over_in_the_minute_in_which_it_began_is_over() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let county = app.organisation(&fixture::county("alue"));
        app.pass(TimeDelta::seconds(20));
        let (minute, began) = (NOON, app.now());
        let incident = app.report(county);
        app.pass(TimeDelta::seconds(30));
        // As the form offers it: the minute in which she looks at it.
        let end = Resolve { incident, seen: None, ended_at: minute, cause: in_finnish("vika"), insist: false };
        app.write(&Viewer::System, |tx| bulletin::resolve(tx, &end)).expect("an end");
        let row = app.read(|conn| majakka_store::incident::find(conn, &Viewer::System, incident)).expect("it");
        assert_eq!(row.ended_at, Some(began), "not before it began");
    });
}
