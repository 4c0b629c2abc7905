//! Promise: what a reporter says that it is, of what she was shown, is where her report belongs. On both databases.

use chrono::TimeDelta;
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::{self, Received, Report};
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::{AnnouncementId, OrganisationId};
use majakka_domain::terms::{AnnouncementKind, Effect};
use majakka_domain::triage::SameAs;
use majakka_kit::fixture::county;
use majakka_kit::{NOON, TestApp, on_both};
use majakka_store::report::Report as Stored;
use majakka_store::viewer::Viewer;
use majakka_store::{explanation, maintenance as breaks, matter};

fn told(organisation: OrganisationId, function: &str) -> Report {
    Report::least(organisation, "resepti", function, Effect::Degrades, "Reseptit tulevat hitaasti.")
}

fn tell(app: &TestApp, told: Report, same_as: SameAs) -> (Received, Stored) {
    app.step(|tx| {
        let received = report::report(tx, Report { same_as: Some(same_as), ..told })?;
        let row = majakka_store::report::find(tx.conn, &Viewer::System, received.report)?;
        Ok((received, row))
    })
}

fn heard(app: &TestApp, kind: AnnouncementKind, id: &str, from: i64, to: Option<i64>) -> AnnouncementId {
    let hour = |hours| NOON + TimeDelta::hours(hours);
    let said = Announce {
        source: "kanta.fi".to_owned(),
        external_id: id.to_owned(),
        kind,
        title: "Resepti-palvelu".to_owned(),
        services: vec!["resepti".to_owned()],
        effect: Effect::Prevents,
        starts_at: Some(hour(from)),
        ends_at: to.map(hour),
    };
    app.step(|tx| {
        upstream::announce(tx, said)?;
        Ok(majakka_store::announcement::ids_of(tx.conn, "kanta.fi", &[id.to_owned()], None)?.remove(0))
    })
}

#[test]
fn a_report_joins_the_incident_that_its_reporter_names_also_days_later_and_with_another_function() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        let incident = app.report(alue);
        app.pass(TimeDelta::days(2));
        let by_the_rules = app.step(|tx| report::report(tx, told(alue, "dispense"))).incident;
        assert_ne!(by_the_rules, Some(incident));
        let (received, _) = tell(&app, told(alue, "view"), SameAs::Incident(incident));
        assert_eq!((received.incident, received.case.as_deref()), (Some(incident), Some("H-2026-0001")));
        let counted = app.step(|tx| matter::counts(tx.conn, &[incident]));
        assert_eq!(counted[&incident].reports, 2);
    });
}

#[test]
fn no_incident_of_another_desk_is_joined() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let theirs = app.report(app.organisation(&county("naapuri")));
        let (received, row) = tell(&app, told(app.organisation(&county("alue")), "view"), SameAs::Incident(theirs));
        assert!(received.incident.is_some_and(|own| own != theirs));
        assert_eq!(row.incident_id, received.incident);
    });
}

#[test]
fn a_report_is_linked_to_the_bulletin_that_its_reporter_names_and_joins_its_incident() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        let bulletin = heard(&app, AnnouncementKind::Disturbance, "K-1", -1, None);
        let other = heard(&app, AnnouncementKind::Disturbance, "K-2", -1, None);
        let first = tell(&app, told(alue, "view"), SameAs::Announcement(bulletin)).0;
        app.pass(TimeDelta::hours(3));
        let (later, row) = tell(&app, told(alue, "dispense"), SameAs::Announcement(bulletin));
        assert_eq!(later.incident, first.incident);
        let linked = app.step(|tx| explanation::announcements_of(tx.conn, row.id));
        assert_eq!(linked, [bulletin, other], "every bulletin that explains it, the named one among them");
    });
}

#[test]
fn a_report_belongs_to_the_break_that_its_reporter_names_unless_somebody_may_come_to_harm() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        let announced = heard(&app, AnnouncementKind::Maintenance, "K-3", 2, Some(4));
        let plan = Plan {
            external_id: "OMA-1".to_owned(),
            services: vec!["resepti".to_owned()],
            starts_at: NOON + TimeDelta::hours(1),
            ends_at: Some(NOON + TimeDelta::hours(3)),
            impact: Texts { fi: "reseptejä ei voi toimittaa".to_owned(), ..Texts::default() },
            organisations: vec![alue],
            shown: Shown::Concerned,
            rule: None,
        };
        app.step(|tx| maintenance::plan(tx, &plan));
        let own = app.step(|tx| breaks::by_external_id(tx.conn, "OMA-1")).id;

        let (received, row) = tell(&app, told(alue, "view"), SameAs::Announcement(announced));
        assert_eq!((received.incident, row.break_id, row.maintenance_id), (None, Some(announced), None));
        let (received, row) = tell(&app, told(alue, "view"), SameAs::OwnBreak(own));
        assert_eq!((received.incident, row.break_id, row.maintenance_id), (None, None, Some(own)));

        let danger = Report { safety_risk: true, ..told(alue, "view") };
        for named in [SameAs::Announcement(announced), SameAs::OwnBreak(own)] {
            assert!(tell(&app, danger.clone(), named).0.incident.is_some(), "a danger is never put away");
        }
    });
}
