//! Promise: a notice of another system is taken as far as it can be understood; the rest is told back, every change is kept, and
//! what is told after the event stands where it belongs. On both databases.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_app::Tx;
use majakka_app::command::due::schedule;
use majakka_app::command::maintenance as steps;
use majakka_app::command::upstream::{self, Announce, Understood};
use majakka_domain::evidence::Publisher;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AnnouncementKind, Effect, OrganisationKind};
use majakka_domain::text;
use majakka_kit::fixture::recipient;
use majakka_kit::{NOON, TestApp, on_both};
use majakka_store::announcement::{self, Announced, Change};
use majakka_store::db::schema::deliveries;
use majakka_store::error::{Error, Result};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::viewer::Viewer;
use majakka_store::{contact, maintenance, source};

fn at(hours: i64) -> DateTime<Utc> {
    NOON + TimeDelta::hours(hours)
}

fn notice(kind: AnnouncementKind, id: &str, title: &str, services: &[&str]) -> Announce {
    Announce {
        source: "kanta.fi".to_owned(),
        external_id: id.to_owned(),
        kind,
        title: title.to_owned(),
        services: services.iter().map(|name| (*name).to_owned()).collect(),
        effect: Effect::Prevents,
        starts_at: None,
        ends_at: None,
    }
}

fn disturbance(id: &str, title: &str, services: &[&str]) -> Announce {
    notice(AnnouncementKind::Disturbance, id, title, services)
}

fn planned(id: &str) -> Announce {
    notice(AnnouncementKind::Maintenance, id, "Huoltokatko", &["resepti"])
}

fn say(app: &TestApp, announce: Announce) -> Result<Understood> {
    app.write(&Viewer::System, |tx| upstream::announce(tx, announce))
}

fn heard(app: &TestApp, announce: Announce) -> Understood {
    say(app, announce).expect("it is taken")
}

/// The first field that was refused, with what is wrong with it; nothing for what was taken.
fn problem<T>(result: Result<T>) -> (&'static str, &'static str) {
    match result {
        Err(Error::Refused(Refusal::Validation(problems))) => (problems[0].field, problems[0].problem),
        _ => ("", ""),
    }
}

fn known(app: &TestApp) -> Vec<Announced> {
    app.step(|tx| announcement::relevant(tx.conn, tx.now - TimeDelta::days(90), None))
}

fn changes(app: &TestApp) -> Vec<Vec<Change>> {
    let ids: Vec<_> = known(app).iter().map(|announced| announced.announcement.id).collect();
    app.step(|tx| announcement::changes(tx.conn, ids)).into_values().collect()
}

#[test]
fn services_are_those_that_are_named_else_those_of_the_headline_and_unknown_names_are_told_back() {
    // Headline, names, what is taken, what is told back, and whether the headline told.
    type Row = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str], bool);
    const TABLE: [Row; 10] = [
        ("Häiriö Potilastietovarannossa", &[], &["potilas"], &[], true),
        ("Störning i Recepttjänsten och MittKanta", &[], &["omakanta", "resepti"], &[], true),
        ("x", &["Potilastiedon arkisto", "Rajat ylittävä resepti"], &["potilas"], &["Rajat ylittävä resepti"], false),
        ("Häiriö", &["Reseptikeskuksessa", "kuva"], &["kuva", "resepti"], &[], false),
        ("Häiriö Kvarkissa", &["resepti"], &["resepti"], &[], false),
        ("Häiriö Kvarkissa", &["Tuntematon"], &["kuva"], &["Tuntematon"], true),
        ("x", &["resepti", "Resepti-palvelu", "eResepti"], &["resepti"], &[], false),
        ("x", &["Mobiiliverkko"], &["verkko"], &[], false),
        ("x", &["Uusi palvelu", "Toinen uusi", "vtj"], &["vtj"], &["Uusi palvelu", "Toinen uusi"], false),
        ("x", &["Palvelu 010190-900P", "vtj"], &["vtj"], &["Palvelu [henkilötunnus]"], false),
    ];
    on_both(|database| {
        let app = TestApp::on(database).start();
        for (number, (title, names, taken, unknown, from_title)) in TABLE.iter().enumerate() {
            let understood = heard(&app, disturbance(&format!("K-{number}"), title, names));
            let got: Vec<&str> = understood.services.iter().map(String::as_str).collect();
            assert_eq!((got.as_slice(), understood.from_title), (*taken, *from_title), "{title} {names:?}");
            assert_eq!(understood.unknown, *unknown, "{title} {names:?}");
            assert_eq!(known(&app)[number].announcement.services, *taken);
        }
        assert_eq!(problem(say(&app, disturbance("K-a", "Jotain on vialla", &[]))), ("services", "missing"));
        assert_eq!(
            problem(say(&app, disturbance("K-b", "Jotain on vialla", &["Tuntematon"]))),
            ("services", "unknown")
        );
        assert_eq!(known(&app).len(), TABLE.len(), "what is refused leaves no trace");
    });
}

#[test]
fn a_notice_about_kanta_services_concerns_all_of_kelas() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let all: Vec<String> = app.catalogue.services().iter().map(|system| system.id.clone()).collect();
        for (id, names, title) in [
            ("1", vec!["Kanta-palvelut"], "x"),
            ("2", vec![], "Kanta-palveluissa häiriö"),
            ("3", vec!["Kanta-palvelut", "vtj"], "x"),
        ] {
            let understood = heard(&app, disturbance(id, title, &names));
            assert!(all.iter().all(|id| understood.services.contains(id)), "{title} {names:?}");
            assert_eq!(understood.services.len(), all.len() + usize::from(names.len() == 2));
        }
    });
}

#[test]
fn a_source_is_one_whatever_its_letter_case() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        app.organisation(&NewOrganisation {
            operator: "Äänekoski Kuitu Oy".to_owned(),
            ..NewOrganisation::named("alue", "Alue", OrganisationKind::WellbeingCounty)
        });
        let from =
            |source: &str, title: &str| Announce { source: source.to_owned(), ..disturbance("1", title, &["verkko"]) };
        for (source, kept) in [
            ("Kanta.fi", "kanta.fi"),
            ("KANTA.FI", "kanta.fi"),
            ("DVV", "dvv"),
            ("ÄÄNEKOSKI  kuitu oy", "Äänekoski Kuitu Oy"),
            ("äänekoski kuitu OY", "Äänekoski Kuitu Oy"),
            ("Muu Lähde", "Muu Lähde"),
            ("MUU lähde ", "Muu Lähde"),
        ] {
            heard(&app, from(source, source));
            let all = known(&app);
            let of_it: Vec<_> = all.iter().filter(|announced| announced.announcement.source == kept).collect();
            let title = text::line(source);
            assert_eq!((of_it.len(), &of_it[0].title), (1, &title), "the same id replaces what it said");
        }
        let operator =
            known(&app).into_iter().find(|a| a.announcement.source.starts_with('Ä')).expect("the operator's");
        assert_eq!(operator.announcement.publisher, Publisher::Operator);
        app.step(|tx| upstream::resolved(tx, "kAnTa.Fi", "1"));
        app.step(|tx| upstream::reach(tx, "Kanta.FI", false));
        assert_eq!(app.step(|tx| source::unreachable(tx.conn)), ["kanta.fi".to_owned()].into());
        app.step(|tx| upstream::reach(tx, "KANTA.fi", true));
        assert!(app.step(|tx| source::unreachable(tx.conn)).is_empty());
        let over = known(&app).into_iter().find(|a| a.announcement.source == "kanta.fi").expect("Kela's");
        assert_eq!(over.announcement.resolved_at, Some(app.now()));
    });
}

#[test]
fn a_notice_with_several_windows_is_as_many_breaks_and_the_id_again_moves_them() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let windows = |app: &TestApp, hours: &[(i64, i64)]| {
            let windows: Vec<_> = hours.iter().map(|(from, to)| (at(*from), Some(at(*to)))).collect();
            app.write(&Viewer::System, |tx| upstream::announce_windows(tx, planned("H-1"), &windows))
        };
        let stand = |app: &TestApp| {
            let rows = known(app).into_iter();
            let row = |a: Announced| {
                let starts = a.announcement.starts_at.expect("a break starts");
                (
                    a.announcement.external_id.clone(),
                    (starts - NOON).num_hours(),
                    a.announcement.resolved_at.is_some(),
                    a.sequence,
                )
            };
            rows.map(row).collect::<Vec<_>>()
        };
        let row = |id: &str, from, off, sequence| (id.to_owned(), from, off, sequence);
        windows(&app, &[(48, 50), (24, 26), (72, 74)]).expect("three windows");
        assert_eq!(stand(&app), [row("H-1", 24, false, 0), row("H-1 · 2", 48, false, 0), row("H-1 · 3", 72, false, 0)]);
        windows(&app, &[(24, 26), (49, 51)]).expect("one moved, one gone");
        assert_eq!(stand(&app), [row("H-1", 24, false, 0), row("H-1 · 2", 49, false, 1), row("H-1 · 3", 72, true, 1)]);
        // As a break of one window again, and back.
        let alone = Announce { starts_at: Some(at(30)), ends_at: Some(at(31)), ..planned("H-1") };
        heard(&app, alone);
        assert_eq!(stand(&app)[1], row("H-1 · 2", 49, true, 2));
        windows(&app, &[(30, 31), (49, 51)]).expect("two again");
        assert_eq!(stand(&app)[1], row("H-1 · 2", 49, false, 3));
        app.step(|tx| upstream::resolved(tx, "kanta.fi", "H-1"));
        assert!(stand(&app).iter().all(|(_, _, off, _)| *off), "its end is the end of all");
        for (wrong, expected) in [
            (vec![], ("starts", "missing")),
            (vec![(2, 1)], ("ends", "before_start")),
            (vec![(1, 2), (5, 5)], ("ends", "before_start")),
            ((0..21).map(|n| (n * 24 + 24, n * 24 + 25)).collect::<Vec<_>>(), ("windows", "too_many")),
        ] {
            assert_eq!(problem(windows(&app, &wrong)), expected, "{wrong:?}");
        }
        let late = Announce { ends_at: Some(at(5)), ..planned("H-2") };
        assert_eq!(problem(say(&app, late)), ("starts", "missing"));
    });
}

#[test]
fn a_notice_without_an_end_lasts_until_its_end_is_said() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        heard(&app, Announce { starts_at: Some(at(5)), ..planned("H-1") });
        let it = |app: &TestApp| known(app).remove(0);
        assert_eq!((it(&app).announcement.starts_at, it(&app).announcement.ends_at), (Some(at(5)), None));
        for hour in [5, 30, 300] {
            assert!(it(&app).announcement.covers(at(hour)) && !it(&app).announcement.overran(at(hour)), "{hour}");
        }
        assert!(!it(&app).announcement.covers(at(4)));
        heard(&app, Announce { starts_at: Some(at(5)), ends_at: Some(at(7)), ..planned("H-1") });
        assert_eq!((it(&app).announcement.ends_at, it(&app).was), (Some(at(7)), Some((at(5), None))));
        heard(&app, Announce { starts_at: Some(at(5)), ..planned("H-1") });
        app.clock.advance(TimeDelta::hours(40));
        app.step(|tx| upstream::resolved(tx, "kanta.fi", "H-1"));
        assert!(it(&app).announcement.covers(at(39)) && !it(&app).announcement.covers(at(40)));
    });
}

#[test]
fn what_is_told_after_the_event_is_over_and_began_when_it_began() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let after =
            Announce { starts_at: Some(at(-120)), ends_at: Some(at(-48)), ..disturbance("K-1", "Häiriö", &["vtj"]) };
        heard(&app, after.clone());
        let told = known(&app).remove(0).announcement;
        assert_eq!((told.began(), told.resolved_at, told.announced_at), (at(-120), Some(at(-48)), NOON));
        assert!(!told.is_live(NOON));
        let past = app.step(|tx| announcement::past(tx.conn, tx.now - TimeDelta::days(90), tx.now));
        assert_eq!(past.len(), 1, "it stands in the history");
        // Since when it is so, of one that is not over.
        let since = Announce { starts_at: Some(at(-3)), ..disturbance("K-2", "Häiriö", &["vtj"]) };
        heard(&app, since);
        let live = known(&app).remove(1).announcement;
        assert_eq!((live.began(), live.is_live(NOON)), (at(-3), true));
        // Its end is told later than it was.
        app.step(|tx| upstream::over(tx, "kanta.fi", "K-2", Some(at(-1))));
        assert_eq!(known(&app)[1].announcement.resolved_at, Some(at(-1)));
        app.pass(TimeDelta::hours(1));
        app.step(|tx| upstream::resolved(tx, "kanta.fi", "K-2"));
        assert_eq!(known(&app)[1].announcement.resolved_at, Some(at(-1)), "said once more, it ends no later");
        let cases = [
            (Some(at(2)), None, ("starts", "future")),
            (Some(at(-2)), Some(at(3)), ("ends", "future")),
            (Some(at(-2)), Some(at(-3)), ("ends", "before_start")),
            (None, Some(at(-3)), ("starts", "missing")),
        ];
        for (starts_at, ends_at, expected) in cases {
            let wrong = Announce { starts_at, ends_at, ..disturbance("K-3", "Häiriö", &["vtj"]) };
            assert_eq!(problem(say(&app, wrong)), expected);
        }
        let ahead = app.write(&Viewer::System, |tx| upstream::over(tx, "kanta.fi", "K-1", Some(at(9))));
        assert!(matches!(ahead, Err(Error::Refused(Refusal::Validation(_)))));
    });
}

#[test]
fn a_notice_can_be_corrected_and_each_change_is_an_entry() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let entries = |app: &TestApp| {
            let entry = |c: &Change| (c.title.clone(), c.effect, c.services.clone(), c.resolved_at.is_some());
            changes(app).first().map(|all| all.iter().map(entry).collect::<Vec<_>>()).unwrap_or_default()
        };
        let entry = |title: &str, effect, services: &str, over| (title.to_owned(), effect, services.to_owned(), over);
        let mut expected = vec![entry("Häriö", Effect::Degrades, "resepti", false)];
        let first = Announce { effect: Effect::Degrades, ..disturbance("K-1", "Häriö", &["resepti"]) };
        heard(&app, first.clone());
        for _ in 0..3 {
            app.pass(TimeDelta::minutes(5));
            heard(&app, first.clone());
        }
        assert_eq!(entries(&app), expected, "said again, it says nothing new");
        let steps: [(Announce, (String, Effect, String, bool)); 3] = [
            (
                Announce { effect: Effect::Degrades, ..disturbance("K-1", "Häiriö", &["resepti"]) },
                entry("Häiriö", Effect::Degrades, "resepti", false),
            ),
            (disturbance("K-1", "Häiriö", &["resepti"]), entry("Häiriö", Effect::Prevents, "resepti", false)),
            (
                disturbance("K-1", "Häiriö", &["resepti", "kuva"]),
                entry("Häiriö", Effect::Prevents, "kuva resepti", false),
            ),
        ];
        for (said, wanted) in steps {
            app.pass(TimeDelta::minutes(5));
            heard(&app, said);
            expected.push(wanted);
            assert_eq!(entries(&app), expected);
            assert_eq!(known(&app)[0].changed_at, app.now(), "readers see that it changed");
        }
        app.pass(TimeDelta::minutes(5));
        app.step(|tx| upstream::resolved(tx, "kanta.fi", "K-1"));
        app.step(|tx| upstream::resolved(tx, "kanta.fi", "K-1"));
        expected.push(entry("Häiriö", Effect::Prevents, "kuva resepti", true));
        assert_eq!(entries(&app), expected);
        assert_eq!(known(&app)[0].announcement.announced_at, NOON, "it is known since the first time");
    });
}

#[test]
fn lengths_are_bounded() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let long = |n: usize| "ä".repeat(n);
        let base = || disturbance("K-1", "Häiriö", &["resepti"]);
        let many: Vec<String> = (0..51).map(|_| "resepti".to_owned()).collect();
        let cases = [
            (Announce { source: long(101), ..base() }, ("source", "too_long")),
            (Announce { external_id: long(101), ..base() }, ("id", "too_long")),
            (Announce { title: long(301), ..base() }, ("title", "too_long")),
            (Announce { services: vec![long(301), "resepti".to_owned()], ..base() }, ("services", "too_long")),
            (Announce { services: many, ..base() }, ("services", "too_many")),
        ];
        for (wrong, expected) in cases {
            assert_eq!(problem(say(&app, wrong)), expected);
        }
        heard(&app, Announce { source: long(100), external_id: long(100), title: long(300), ..base() });
    });
}

#[test]
fn a_source_is_looked_up_by_key_once_it_was_heard() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let said = Announce { source: "Muu  Lähde".to_owned(), ..disturbance("1", "x", &["resepti"]) };
        heard(&app, said.clone());
        // What stands in the table decides from then on, and nothing that grows is read.
        app.step(|tx| {
            use majakka_store::db::schema::source_names as n;
            let all: Vec<(String, String)> = n::table.load(tx.conn)?;
            assert_eq!(all, [("muu lähde".to_owned(), "Muu Lähde".to_owned())]);
            diesel::update(n::table.find("muu lähde")).set(n::name.eq("Toisin")).execute(tx.conn)?;
            Ok(())
        });
        heard(&app, Announce { source: "MUU lähde".to_owned(), external_id: "2".to_owned(), ..said });
        let sources: Vec<String> = known(&app).into_iter().map(|announced| announced.announcement.source).collect();
        assert_eq!(sources, ["Muu Lähde", "Toisin"]);
    });
}

/// The notices that were told of breaks, with how many got each.
fn told(app: &TestApp) -> Vec<(String, i64)> {
    let rows = app.step(|tx| {
        let rows = deliveries::table
            .filter(deliveries::kind.like("maint_%"))
            .group_by((deliveries::message_id, deliveries::kind))
            .order(deliveries::message_id)
            .select((deliveries::message_id, deliveries::kind, diesel::dsl::count_star()));
        Ok(rows.load::<(i64, String, i64)>(tx.conn)?)
    });
    rows.into_iter().map(|(_, kind, count)| (kind, count)).collect()
}

#[test]
fn a_break_that_others_announce_is_told_to_whoever_uses_what_rests_where_the_settings_say_so() {
    on_both(|database| {
        for switched_on in [false, true] {
            let app =
                TestApp::on(database).set(move |settings| settings.desk.tell_announced_breaks = switched_on).start();
            let (uses, operated) = app.step(|tx| {
                let new = |slug: &str, service: &str, operator: &str| NewOrganisation {
                    services: [service.to_owned()].into(),
                    operator: operator.to_owned(),
                    ..NewOrganisation::named(slug, format!("Nimi {slug}"), OrganisationKind::WellbeingCounty)
                };
                let mut add = |slug: &str, service: &str, operator: &str| {
                    let id = organisation::insert(tx.conn, tx.now, &new(slug, service, operator))?;
                    contact::insert(tx.conn, &recipient(id, slug)).map(|_| id)
                };
                add("kuvat", "kuva", "Telia")?;
                Ok((add("reseptit", "resepti", "Telia")?, add("muut", "resepti", "Elisa")?))
            });
            assert_ne!(uses, operated);
            heard(&app, Announce { starts_at: Some(at(30)), ends_at: Some(at(31)), ..planned("H-1") });
            heard(&app, Announce { starts_at: Some(at(30)), ends_at: Some(at(31)), ..planned("H-1") });
            heard(&app, Announce { starts_at: Some(at(40)), ..planned("H-1") });
            app.clock.advance(TimeDelta::hours(41));
            schedule::run_due(&app).expect("its start");
            app.step(|tx| upstream::over(tx, "kanta.fi", "H-1", None));
            heard(&app, Announce { starts_at: Some(at(90)), ends_at: Some(at(91)), ..planned("H-2") });
            app.step(|tx| upstream::resolved(tx, "kanta.fi", "H-2"));
            heard(&app, disturbance("K-1", "Häiriö Reseptikeskuksessa", &["resepti"]));
            let expected: Vec<(String, i64)> =
                ["maint_advance", "maint_moved", "maint_start", "maint_end", "maint_advance", "maint_cancelled"]
                    .map(|kind| (kind.to_owned(), 2))
                    .into_iter()
                    .filter(|_| switched_on)
                    .collect();
            assert_eq!(told(&app), expected, "both that use it, each by mail");
            let own = app.read(|conn| maintenance::relevant(conn, NOON)).expect("own breaks");
            assert_eq!(own, [], "it is evidence as an announcement and no second time");
            if switched_on {
                let telias = Announce { source: "Telia".to_owned(), ..planned("T-1") };
                heard(&app, Announce { starts_at: Some(at(95)), ends_at: Some(at(96)), ..telias });
                assert_eq!(told(&app).last(), Some(&("maint_advance".to_owned(), 1)), "an operator's own client alone");
                let moved = |tx: &mut Tx<'_>| steps::reschedule(tx, "Telia-T-1", at(97), Some(at(98)));
                assert_eq!(problem(app.write(&Viewer::System, moved)), ("id", "announced"), "only Telia moves it");
            }
        }
    });
}
