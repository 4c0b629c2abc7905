//! Promise: a report that is wrong is put right, rejected or closed with a reason, also one in a break; the verdict goes by what is so
//! now, and whoever told it hears of it. On both databases.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::correction::{self, Correction};
use majakka_app::command::report::{self as command, Report};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::{OrganisationId, ReportId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{Effect, ReportEnd};
use majakka_kit::fixture::county;
use majakka_kit::{NOON, TestApp, on_both};
use majakka_store::db::schema::{deliveries, message_texts};
use majakka_store::error::{Error, Result};
use majakka_store::report::{self, Report as Stored};
use majakka_store::viewer::Viewer;
use majakka_store::{audit, matter, statutory_clock};

fn tell(app: &TestApp, organisation: OrganisationId, function: &str) -> Stored {
    let told = Report {
        reporter_email: Some("hoitaja@example.fi".to_owned()),
        ..Report::least(organisation, "resepti", function, Effect::Prevents, "Ei tallennu.")
    };
    let id = app.step(|tx| command::report(tx, told)).report;
    row(app, id)
}

fn row(app: &TestApp, id: ReportId) -> Stored {
    app.read(|conn| report::find(conn, &Viewer::System, id)).expect("the report")
}

/// The report as it is, with a reason.
fn same(row: &Stored) -> Correction {
    Correction {
        report: row.id,
        service: row.service.clone(),
        function: row.function.clone(),
        effect: row.effect,
        unit: row.unit.clone().unwrap_or_default(),
        workstation: row.workstation.clone().unwrap_or_default(),
        occurred_at: row.occurred_at,
        safety_risk: row.safety_risk,
        privacy_risk: row.privacy_risk,
        reason: "Soitimme ilmoittajalle.".to_owned(),
    }
}

fn problem(done: Result<()>) -> (&'static str, &'static str) {
    match done {
        Err(Error::Refused(Refusal::Validation(problems))) => (problems[0].field, problems[0].problem),
        Err(Error::Refused(other)) => ("", other.code()),
        _ => ("", ""),
    }
}

/// The mails to the reporter: subject and body.
fn mails(app: &TestApp) -> Vec<(String, String)> {
    app.step(|tx| {
        Ok(deliveries::table
            .inner_join(message_texts::table.on(message_texts::message_id.eq(deliveries::message_id)))
            .filter(deliveries::address.eq("hoitaja@example.fi"))
            .order(deliveries::id)
            .select((message_texts::subject, message_texts::body))
            .load(tx.conn)?)
    })
}

#[test]
fn the_verdict_goes_by_what_was_put_right_and_the_log_keeps_what_was_told_first() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let told = tell(&app, app.organisation(&county("alue")), "prescribe");
        let incident = told.incident_id.expect("an incident");
        let right = Correction {
            function: "dispense".to_owned(),
            effect: Effect::Degrades,
            unit: "Keskusta".to_owned(),
            privacy_risk: true,
            ..same(&told)
        };
        app.step(|tx| correction::correct(tx, &right));
        let matters = app.read(|conn| matter::of_incident(conn, incident)).expect("what was reported");
        let said: Vec<_> =
            matters.iter().map(|m| (m.told.function.as_str(), m.told.effect, m.told.unit.as_deref())).collect();
        assert_eq!(said, [("dispense", Effect::Degrades, Some("Keskusta"))]);
        assert_eq!(row(&app, told.id).description, told.description, "her own words stay");
        let clocks = app.read(|conn| statutory_clock::of_incident(conn, incident)).expect("clocks");
        assert_eq!(clocks.iter().map(|clock| clock.started_at).collect::<Vec<_>>(), [told.received_at]);
        let logged = app.read(|conn| audit::newest(conn, 50)).expect("the log");
        let line = logged.iter().find(|line| line.action == "report.corrected").expect("its line");
        assert!(line.detail.contains("prescribe") && line.detail.contains("dispense"), "{}", line.detail);
        let (subject, body) = mails(&app).pop().expect("a mail");
        assert!(subject.contains("on korjattu") && body.contains("Soitimme ilmoittajalle."), "{subject}\n{body}");

        assert_eq!(
            problem(app.write(&Viewer::System, |tx| correction::correct(tx, &same(&row(&app, told.id))))),
            ("reason", "nothing_changed")
        );
        let silent = Correction { reason: " ".to_owned(), function: "view".to_owned(), ..same(&told) };
        assert_eq!(problem(app.write(&Viewer::System, |tx| correction::correct(tx, &silent))), ("reason", "missing"));
        let wrong = Correction { function: "sew".to_owned(), ..same(&told) };
        assert_eq!(problem(app.write(&Viewer::System, |tx| correction::correct(tx, &wrong))), ("function", "unknown"));
    });
}

#[test]
fn what_was_no_fault_is_evidence_for_nothing() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        let (kept, wrong) = (tell(&app, alue, "prescribe"), tell(&app, alue, "prescribe"));
        let incident = kept.incident_id.expect("an incident");
        let close = |app: &TestApp| {
            app.write(&Viewer::System, |tx| correction::end(tx, wrong.id, ReportEnd::Closed, "Ei mitään."))
        };
        assert_eq!(problem(close(&app)), ("end", "in_incident"), "it is closed with its incident");
        app.step(|tx| correction::end(tx, wrong.id, ReportEnd::Rejected, "Koekäyttöä."));
        assert_eq!(app.read(|conn| matter::counts(conn, &[incident])).expect("counts")[&incident].reports, 1);
        let ended = row(&app, wrong.id);
        assert_eq!((ended.incident_id, ended.ended_as), (None, Some(ReportEnd::Rejected)));
        let waiting = app.read(|conn| report::unplaced(conn, &Viewer::System, 9)).expect("reports");
        assert_eq!(waiting, [], "nobody has to place it any more");
        assert_eq!(problem(close(&app)), ("", "stale"), "it is over");
        let (subject, body) = mails(&app).pop().expect("a mail");
        assert!(subject.contains("ei löytynyt häiriötä") && body.contains("Koekäyttöä."), "{subject}\n{body}");
    });
}

#[test]
fn a_report_in_a_break_is_closed_there_or_leaves_it_when_somebody_may_come_to_harm() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        let plan = Plan {
            external_id: "OMA-1".to_owned(),
            services: vec!["resepti".to_owned()],
            starts_at: NOON - TimeDelta::minutes(5),
            ends_at: Some(NOON + TimeDelta::hours(3)),
            impact: Texts { fi: "reseptejä ei voi toimittaa".to_owned(), ..Texts::default() },
            organisations: vec![alue],
            shown: Shown::Concerned,
            rule: None,
        };
        app.step(|tx| maintenance::plan(tx, &plan));
        let (first, second) = (tell(&app, alue, "prescribe"), tell(&app, alue, "prescribe"));
        assert!(first.maintenance_id.is_some() && first.incident_id.is_none());
        app.step(|tx| correction::end(tx, first.id, ReportEnd::Closed, "Katko on tiedossa."));
        let closed = row(&app, first.id);
        assert_eq!((closed.ended_as, closed.maintenance_id), (Some(ReportEnd::Closed), first.maintenance_id));
        app.step(|tx| correction::correct(tx, &Correction { safety_risk: true, ..same(&second) }));
        assert!(row(&app, second.id).incident_id.is_some(), "a danger is never put away into a break");
    });
}
