//! Reports that are written together: each has its own answer, one that fails takes back only itself, none is lost or
//! written twice, and what is counted of an incident is what its reports say.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::Tx;
use majakka_app::command::bulletin::in_finnish;
use majakka_app::command::incident::merge;
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_app::command::report::{self, Received, Report};
use majakka_app::command::upstream::{self, Announce};
use majakka_app::group_commit::Joined;
use majakka_domain::evidence::Report as Told;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AnnouncementKind, Effect, OrganisationKind};
use majakka_domain::triage::suggest;
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::db::schema::{incident_announcements, incident_matters, incidents, report_announcements, reports};
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::viewer::Viewer;
use majakka_store::{audit, desk, evidence, incident, matter, timeline};

/// A county whose units report.
struct County {
    app: TestApp,
    units: Vec<OrganisationId>,
}

fn on_both(story: impl Fn(&County)) {
    majakka_kit::on_both(|database| story(&County::on(database)));
}

impl County {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let mut county = County { app, units: Vec::new() };
        for number in 0..6 {
            let new = NewOrganisation {
                services: ["resepti".to_owned()].into(),
                operator: format!("Verkko {}", number % 2),
                desk: county.units.first().copied(),
                ..NewOrganisation::named(
                    format!("alue-{number}"),
                    format!("Alue {number}"),
                    OrganisationKind::WellbeingCounty,
                )
            };
            let id = county.write(|tx| organisation::insert(tx.conn, tx.now, &new));
            county.units.push(id);
        }
        county
    }

    fn write<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.app.step(step)
    }

    fn told(&self, unit: usize, function: &str) -> Report {
        Report::least(self.units[unit], "resepti", function, Effect::Prevents, format!("Yksikkö {unit} ei voi toimia."))
    }

    fn join(&self, told: Report) -> Joined<Received> {
        self.app.join_group(Viewer::System, move |tx| report::report(tx, told)).expect("a place in the line")
    }

    fn count(&self) -> i64 {
        self.write(|tx| Ok(reports::table.count().get_result(tx.conn)?))
    }

    fn incidents(&self) -> i64 {
        self.write(|tx| Ok(incidents::table.count().get_result(tx.conn)?))
    }

    /// The verdict from what is counted is the verdict from the reports, one by one.
    fn counted_as_told(&self, incident: IncidentId) {
        self.write(|tx| {
            let row = incident::find(tx.conn, &Viewer::System, incident)?;
            let counted = evidence::of_incident(tx.conn, &tx.app.catalogue, tx.now, &row)?;
            let told: Vec<Told> = matter::one_by_one(tx.conn, incident)?;
            let single = evidence::of_reports(tx.conn, &tx.app.catalogue, tx.now, row.desk_id, told)?;
            assert_eq!(suggest(&counted), suggest(&single));
            let rows = matter::of_incident(tx.conn, incident)?;
            matter::recount(tx.conn, incident)?;
            assert_eq!(rows, matter::of_incident(tx.conn, incident)?, "kept as they came, and counted anew");
            Ok(())
        });
    }
}

fn answer<T>(joined: Joined<T>) -> Result<T> {
    joined.answer.blocking_recv().expect("an answer")
}

#[test]
fn many_reports_at_once_each_get_an_answer_of_their_own_and_open_one_incident() {
    on_both(|county| {
        let received: Vec<Received> = std::thread::scope(|scope| {
            let one = |number: usize| {
                let app = county.app.clone();
                let told = county.told(number % 6, "prescribe");
                scope.spawn(move || {
                    let joined = app.join_group(Viewer::System, move |tx| report::report(tx, told)).expect("a place");
                    if joined.leads {
                        app.lead_group();
                    }
                    answer(joined).expect("a report that is taken")
                })
            };
            let writers: Vec<_> = (0..200).map(one).collect();
            writers.into_iter().map(|writer| writer.join().expect("a writer")).collect()
        });
        let references: BTreeSet<&str> = received.iter().map(|r| r.reference.as_str()).collect();
        let tokens: BTreeSet<&str> = received.iter().map(|r| r.follow_token.as_str()).collect();
        assert_eq!((references.len(), tokens.len(), county.count()), (200, 200, 200));
        assert_eq!(county.incidents(), 1, "two reports never open two incidents");
        assert!(received.iter().all(|r| r.incident == received[0].incident && r.case == received[0].case));
        let (whole, broken) = county.write(|tx| audit::verify(tx.conn));
        assert_eq!((whole, broken), (200, None), "the audit chain has one end");
        county.counted_as_told(received[0].incident.expect("an incident"));
    });
}

#[test]
fn a_step_that_fails_in_a_group_takes_back_itself_and_nobody_else() {
    on_both(|county| {
        let first = county.join(county.told(0, "prescribe"));
        assert!(first.leads, "nobody was at work");
        let half = county.told(1, "prescribe");
        let fails = county.app.join_group(Viewer::System, move |tx| {
            report::report(tx, half)?;
            Err::<(), _>(Refusal::Stale.into())
        });
        let fails = fails.expect("a place");
        // The database itself refuses the second row: PostgreSQL takes no more statements before it is rolled back.
        let twice = county.told(2, "prescribe");
        let broken = county.app.join_group(Viewer::System, move |tx| {
            report::report(tx, twice)?;
            let again = incident_matters::table.select(incident_matters::all_columns);
            diesel::insert_into(incident_matters::table).values(again).execute(tx.conn)?;
            Ok(())
        });
        let broken = broken.expect("a place");
        let panics = county.app.join_group(Viewer::System, |_| -> Result<()> { panic!("a fault of the step's own") });
        let panics = panics.expect("a place");
        let last = county.join(county.told(3, "prescribe"));
        assert!(!last.leads, "one is at work already");

        county.app.lead_group();

        assert!(matches!(answer(fails), Err(Error::Refused(Refusal::Stale))));
        assert!(matches!(answer(broken), Err(Error::Database(_))));
        assert!(matches!(answer(panics), Err(Error::Unavailable(_))));
        let (first, last) = (answer(first).expect("the first"), answer(last).expect("the last"));
        assert_eq!(first.incident, last.incident);
        assert_eq!(county.count(), 2, "the ones before and after are whole");
        let year: Vec<&str> = vec!["R-2026-000001", "R-2026-000002"];
        assert_eq!(vec![first.reference.as_str(), last.reference.as_str()], year, "no number is lost");
        assert_eq!(county.write(|tx| audit::verify(tx.conn)), (2, None));
        let incident = first.incident.expect("an incident");
        county.counted_as_told(incident);
        let story = county.write(|tx| timeline::newest(tx.conn, incident, 10));
        let kinds: Vec<&str> = story.iter().map(|entry| entry.happened.kind()).collect();
        assert_eq!(kinds, ["report", "report", "opened"], "and no word of the others");
    });
}

#[test]
fn a_report_whose_sender_is_gone_before_the_answer_is_written_all_the_same() {
    on_both(|county| {
        let joined = county.join(county.told(0, "prescribe"));
        drop(joined.answer);
        county.app.lead_group();
        assert_eq!(county.count(), 1);
        assert!(county.join(county.told(1, "prescribe")).leads, "the line is empty again");
    });
}

#[test]
fn what_is_counted_of_an_incident_follows_reports_that_are_moved_and_explained() {
    on_both(|county| {
        let mut received = Vec::new();
        for number in 0..12 {
            county.app.clock.advance(TimeDelta::seconds(10));
            let unit = (number % 3 > 0).then(|| format!("Yksikkö {}", number % 2));
            let told = Report { unit, safety_risk: number == 7, ..county.told(number % 4, "prescribe") };
            received.push(county.write(|tx| report::report(tx, told)));
        }
        let incident = received[0].incident.expect("an incident");
        county.counted_as_told(incident);

        // A bulletin of Kela's explains all of them, also those that are counted together.
        let announced = Announce {
            source: "kanta.fi".to_owned(),
            external_id: "K-1".to_owned(),
            kind: AnnouncementKind::Disturbance,
            title: "Häiriö".to_owned(),
            services: vec!["resepti".to_owned()],
            effect: Effect::Prevents,
            starts_at: None,
            ends_at: None,
        };
        county.write(|tx| upstream::announce(tx, announced.clone()).map(drop));
        let linked: i64 = county.write(|tx| Ok(report_announcements::table.count().get_result(tx.conn)?));
        let noted: i64 = county.write(|tx| Ok(incident_announcements::table.count().get_result(tx.conn)?));
        assert_eq!((linked, noted), (12, 1));
        county.counted_as_told(incident);

        let own = county.write(|tx| merge::move_report(tx, received[5].report, None));
        county.counted_as_told(incident);
        county.counted_as_told(own);
        county.write(|tx| merge::merge(tx, own, incident));
        county.counted_as_told(incident);
    });
}

#[test]
fn a_break_that_parts_reports_of_one_kind_is_seen_in_what_is_counted() {
    on_both(|county| {
        // It ends while the reports come, and they go on: the later ones show its overrun.
        let plan = Plan {
            external_id: "KATKO-1".to_owned(),
            services: vec!["resepti".to_owned()],
            starts_at: NOON + TimeDelta::minutes(5),
            ends_at: Some(NOON + TimeDelta::minutes(20)),
            impact: in_finnish("Resepti on poissa käytöstä."),
            organisations: county.units.clone(),
            shown: Shown::Concerned,
            rule: None,
        };
        county.write(|tx| maintenance::plan(tx, &plan).map(drop));
        let mut case = None;
        for minute in [1, 2, 6, 12, 29, 31, 40, 41] {
            county.app.clock.set(NOON + TimeDelta::minutes(minute));
            // A risk is never put away into a break.
            let told = Report { safety_risk: true, ..county.told(0, "prescribe") };
            case = case.or(county.write(|tx| report::report(tx, told)).incident);
        }
        let incident = case.expect("an incident");
        let rows = county.write(|tx| matter::of_incident(tx.conn, incident));
        assert_eq!((rows.len(), rows[0].told.count), (1, 8), "all of them say the same");
        county.counted_as_told(incident);
        let told = county.write(|tx| {
            let row = incident::find(tx.conn, &Viewer::System, incident)?;
            evidence::of_incident(tx.conn, &tx.app.catalogue, tx.now, &row).map(|e| e.reports.len())
        });
        assert_eq!(told, 8, "and are weighed one by one where a break tells them apart");
    });
}

#[test]
fn every_report_of_a_list_is_reached_from_page_to_page_in_both_directions() {
    on_both(|county| {
        let mut all = Vec::new();
        for number in 0..23 {
            // Some at the same moment.
            county.app.clock.advance(TimeDelta::seconds(i64::from(number % 3 == 0)));
            all.insert(0, county.write(|tx| report::report(tx, county.told(number % 6, "prescribe"))).report);
        }
        let page = |place| county.write(|tx| desk::reports_page(tx.conn, &Viewer::System, false, place, 5));
        let ids = |page: &desk::ReportPage| page.rows.iter().map(|row| row.id).collect::<Vec<_>>();
        let mut down = page(desk::Place::Newest);
        assert!(!down.newer);
        let mut seen = ids(&down);
        while down.older {
            down = page(desk::Place::Before(seen[seen.len() - 1]));
            assert!(down.newer);
            seen.extend(ids(&down));
        }
        assert_eq!(seen, all, "each once, newest first");
        let mut up = page(desk::Place::Oldest);
        let mut seen = ids(&up);
        while up.newer {
            up = page(desk::Place::After(seen[0]));
            seen = ids(&up).into_iter().chain(seen).collect();
        }
        assert_eq!(seen, all, "and upwards");
    });
}
