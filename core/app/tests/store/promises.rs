//! Promise: who reported and left an address hears at every step that concerns her, and at the promised interval with the estimate,
//! until it is over. On both databases.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::bulletin::{self, Resolve, Wording, Write};
use majakka_app::command::due::schedule;
use majakka_app::command::incident::merge;
use majakka_app::command::incident::triage::{self, Triage};
use majakka_app::command::report::reply::{self, Reply};
use majakka_app::command::report::{self, Received, Report};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{Criticality, Effect, Extent, Origin};
use majakka_kit::fixture::{county, recipient};
use majakka_kit::{NOON, TestApp, on_both};
use majakka_store::contact;
use majakka_store::db::schema::{deliveries, message_texts};

const NURSE: &str = "hoitaja@example.fi";

fn tell(app: &TestApp, organisation: OrganisationId, to: &str) -> Received {
    let told = Report {
        reporter_email: Some(to.to_owned()),
        ..Report::least(organisation, "resepti", "prescribe", Effect::Prevents, "Ei tallennu.")
    };
    app.step(|tx| report::report(tx, told))
}

/// Every progress mail to an address, oldest first: its text.
fn mails(app: &TestApp, to: &str) -> Vec<String> {
    app.step(|tx| {
        Ok(deliveries::table
            .inner_join(message_texts::table.on(message_texts::message_id.eq(deliveries::message_id)))
            .filter(deliveries::address.eq(to))
            .filter(deliveries::kind.eq("progress"))
            .order(deliveries::id)
            .select(message_texts::body)
            .load(tx.conn)?)
    })
}

fn at(app: &TestApp, minutes: i64) {
    app.clock.set(NOON + TimeDelta::minutes(minutes));
    schedule::run_due(app).expect("what is due");
}

fn decide(app: &TestApp, incident: IncidentId) {
    let decision = Triage {
        incident,
        seen: None,
        origin: Origin::Local,
        reason: "Oma järjestelmä.".to_owned(),
        effect: Some(Effect::Prevents),
        extent: Some(Extent::Unit),
        criticality: Some(Criticality::Major),
    };
    app.step(|tx| triage::triage(tx, &decision));
}

/// The newest mail says all of this.
fn newest(app: &TestApp, count: usize, parts: &[&str]) {
    let all = mails(app, NURSE);
    assert_eq!(all.len(), count, "{all:#?}");
    let last = all.last().expect("a mail");
    for part in parts {
        assert!(last.contains(part), "{part}: {last}");
    }
}

#[test]
fn without_any_bulletin_the_reporter_hears_every_hour_with_the_estimate_until_it_is_over() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let told = tell(&app, app.organisation(&county("alue")), NURSE);
        let incident = told.incident.expect("an incident");
        // Noon in UTC is 14.00 in Helsinki.
        newest(&app, 1, &["on saanut sen", "Kerromme lisää viimeistään ma 23.11.2026 klo 15.00"]);
        at(&app, 59);
        assert_eq!(mails(&app, NURSE).len(), 1);
        at(&app, 60);
        newest(&app, 2, &["selvitetään", "tiedossa", "klo 16.00"]);
        app.clock.set(NOON + TimeDelta::minutes(70));
        decide(&app, incident);
        newest(&app, 3, &["selvitetään", "klo 16.10"]);
        let said = Reply {
            incident,
            seen: None,
            reports: [told.report].into(),
            note: Wording::line("Levy vaihdetaan.").impact,
            estimate: Some(NOON + TimeDelta::hours(5)),
        };
        app.step(|tx| reply::reply(tx, &said));
        newest(&app, 4, &["Levy vaihdetaan.", "klo 19.00", "klo 16.10"]);
        at(&app, 130);
        newest(&app, 5, &["Arvioitu päättymisaika: ma 23.11.2026 klo 19.00", "klo 17.10"]);
        let end = Resolve {
            incident,
            seen: None,
            ended_at: app.now(),
            cause: Wording::line("Levyrikko").impact,
            insist: false,
        };
        app.step(|tx| bulletin::resolve(tx, &end));
        newest(&app, 6, &["päättyi", "Levyrikko"]);
        at(&app, 24 * 60);
        assert_eq!(mails(&app, NURSE).len(), 6, "nothing more is owed");
    });
}

#[test]
fn while_bulletins_run_their_promise_is_hers_and_who_gets_them_is_not_told_twice() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        app.step(|tx| contact::insert(tx.conn, &recipient(alue, "aino")));
        let incident = tell(&app, alue, NURSE).incident.expect("an incident");
        tell(&app, alue, "Aino@example.fi");
        let write =
            Write { eta: Some(NOON + TimeDelta::hours(4)), ..Write::new(incident, Wording::line("ei voi tallentaa")) };
        app.step(|tx| bulletin::publish(tx, &write));
        newest(&app, 2, &["on tiedotettu", "klo 18.00", "Kerromme lisää viimeistään ma 23.11.2026 klo 15.00"]);
        // The bulletin that goes out by itself is a word to her, too.
        at(&app, 60);
        at(&app, 70);
        newest(&app, 3, &["on tiedotettu", "klo 18.00"]);
        assert_eq!(mails(&app, "Aino@example.fi").len(), 1, "she gets the bulletins themselves");
    });
}

#[test]
fn she_hears_when_her_report_is_moved_or_her_incident_is_taken_into_another() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        let first = tell(&app, alue, NURSE);
        app.pass(TimeDelta::hours(2));
        let other = tell(&app, alue, "toinen@example.fi").incident.expect("an incident");
        app.step(|tx| merge::move_report(tx, first.report, Some(other)));
        newest(&app, 2, &["H-2026-0002"]);
        let own = app.step(|tx| merge::move_report(tx, first.report, None));
        newest(&app, 3, &["H-2026-0003"]);
        app.step(|tx| merge::merge(tx, own, other));
        newest(&app, 4, &["H-2026-0002", "Kerromme lisää viimeistään"]);
    });
}
