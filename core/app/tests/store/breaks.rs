//! A planned break is told to each in her own language, once or as a series.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::due::schedule;
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{ContactKind, ContactRole, Language, OrganisationKind};
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::{deliveries, message_texts};
use majakka_store::error::Error;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::viewer::Viewer;
use majakka_store::{installation, maintenance as stored, message};

#[test]
fn those_concerned_hear_of_a_break_in_their_own_language() {
    majakka_kit::on_both(tell);
}

fn tell(database: Database) {
    let app = TestApp::on(database).start();
    let county = NewOrganisation::named("alue", "Esimerkin hyvinvointialue", OrganisationKind::WellbeingCounty);
    for rule in [None, Some("FREQ=WEEKLY".to_owned())] {
        let name = rule.as_deref().map_or("OMA-1", |_| "OMA-2");
        let told: BTreeMap<Language, String> = app.step(|tx| {
            let slug = name.to_lowercase();
            let county = organisation::insert(tx.conn, tx.now, &NewOrganisation { slug, ..county.clone() })?;
            for language in Language::ALL {
                contact::insert(tx.conn, &recipient(county, *language))?;
            }
            let plan = Plan {
                external_id: name.to_owned(),
                services: vec!["potilas".to_owned()],
                starts_at: NOON + TimeDelta::days(2),
                ends_at: Some(NOON + TimeDelta::days(2) + TimeDelta::hours(1)),
                impact: Texts {
                    fi: "potilastietoja ei voi hakea".to_owned(),
                    sv: "patientuppgifter kan inte hämtas".to_owned(),
                    en: String::new(),
                },
                organisations: vec![county],
                shown: Shown::Concerned,
                rule,
            };
            maintenance::plan(tx, &plan)?;
            let rows: Vec<(String, String)> = deliveries::table
                .inner_join(
                    message_texts::table.on(message_texts::message_id
                        .eq(deliveries::message_id)
                        .and(message_texts::language.eq(deliveries::language))),
                )
                .filter(deliveries::address.like(format!("%@{}.example.fi", county.0)))
                .select((deliveries::language, message_texts::body))
                .load(tx.conn)?;
            Ok(rows.into_iter().map(|(language, body)| (language.parse().expect("a language"), body)).collect())
        });
        // The reader's own language stands first, the others below a line.
        let own = |language| told[&language].split("-----").next().expect("the first part");
        assert!(own(Language::Fi).contains("potilastietoja ei voi hakea"), "{name}: {told:?}");
        assert!(own(Language::Sv).contains("patientuppgifter kan inte hämtas"), "{name}: {told:?}");
        assert!(!own(Language::Sv).contains("potilastietoja"), "{name}: {told:?}");
        assert!(own(Language::En).contains("potilastietoja ei voi hakea"), "what nobody wrote is told in Finnish");
    }
}

fn recipient(county: majakka_domain::id::OrganisationId, language: Language) -> NewContact {
    NewContact {
        organisation: county,
        kind: ContactKind::Organisation,
        name: language.to_string(),
        email: format!("{language}@{}.example.fi", county.0),
        phone: None,
        takes_sms: false,
        language,
        roles: [ContactRole::BulletinRecipient].into(),
    }
}

#[test]
fn a_notice_names_whom_to_reach_about_it() {
    majakka_kit::on_both(|database| {
        let app = TestApp::on(database).start();
        let (alone, host, member) = app.step(|tx| {
            let new = |slug: &str, desk| NewOrganisation {
                desk,
                ..NewOrganisation::named(slug, "Esimerkin hyvinvointialue", OrganisationKind::WellbeingCounty)
            };
            let host = organisation::insert(tx.conn, tx.now, &new("isanta", None))?;
            let (alone, member) = (
                organisation::insert(tx.conn, tx.now, &new("yksin", Some(host)))?,
                organisation::insert(tx.conn, tx.now, &new("jasen", Some(host)))?,
            );
            for (organisation, line) in [(host, "Isännän tuki, 0400 000 001"), (alone, "Oma tuki, 0400 000 002")] {
                installation::set_desk_rules(tx.conn, organisation, true, line, "")?;
            }
            for organisation in [alone, member] {
                contact::insert(tx.conn, &recipient(organisation, Language::Fi))?;
            }
            Ok((alone, host, member))
        });
        let said = |id: &str, organisations: Vec<OrganisationId>| -> String {
            let plan = Plan {
                external_id: id.to_owned(),
                services: vec!["potilas".to_owned()],
                starts_at: NOON + TimeDelta::days(2),
                ends_at: Some(NOON + TimeDelta::days(2) + TimeDelta::hours(1)),
                impact: Texts { fi: "potilastietoja ei voi hakea".to_owned(), ..Texts::default() },
                organisations,
                shown: Shown::Concerned,
                rule: None,
            };
            app.step(|tx| {
                maintenance::plan(tx, &plan)?;
                // Who planned it for nobody in particular is the host's desk; here it is this one.
                let newest = message_texts::table
                    .filter(message_texts::language.eq("fi"))
                    .order(message_texts::message_id.desc());
                Ok(newest.select(message_texts::body).first(tx.conn)?)
            })
        };
        assert!(said("OMA-1", vec![alone]).contains("Oma tuki, 0400 000 002"));
        assert!(
            said("OMA-2", vec![member]).contains("Isännän tuki, 0400 000 001"),
            "its desk's, for it has none of its own"
        );
        let several = said("OMA-3", vec![alone, member]);
        assert!(!several.contains("Oma tuki"), "no single one's: {several} {host}");
    });
}

#[test]
fn a_break_of_several_services_without_a_known_end_lasts_until_somebody_says_that_it_is_over() {
    majakka_kit::on_both(|database| {
        let app = TestApp::on(database).start();
        let county = app.step(|tx| {
            let new = NewOrganisation::named("alue", "Esimerkin hyvinvointialue", OrganisationKind::Host);
            let county = organisation::insert(tx.conn, tx.now, &new)?;
            for language in Language::ALL {
                contact::insert(tx.conn, &recipient(county, *language))?;
            }
            Ok(county)
        });
        let starts = NOON + TimeDelta::hours(2);
        let plan = Plan {
            external_id: "OMA-1".to_owned(),
            services: ["potilas", "resepti", "kuva"].map(str::to_owned).to_vec(),
            starts_at: starts,
            ends_at: None,
            impact: Texts { fi: "tietoja ei voi hakea".to_owned(), ..Texts::default() },
            organisations: vec![county],
            shown: Shown::Concerned,
            rule: None,
        };
        let refused = |change: Plan| match app.write(&Viewer::System, |tx| maintenance::plan(tx, &change)) {
            Err(Error::Refused(Refusal::Validation(problems))) => (problems[0].field, problems[0].problem),
            other => panic!("{other:?}"),
        };
        let weekly = Plan { rule: Some("FREQ=WEEKLY".to_owned()), ..plan.clone() };
        assert_eq!(refused(weekly), ("ends", "missing"), "the next one would come while this one runs");
        assert_eq!(refused(Plan { services: Vec::new(), ..plan.clone() }), ("service", "missing"));
        let unknown = ["potilas", "olematon"].map(str::to_owned).to_vec();
        assert_eq!(refused(Plan { services: unknown, ..plan.clone() }), ("service", "unknown"));
        app.step(|tx| maintenance::plan(tx, &plan));
        let row = || app.read(|conn| stored::by_external_id(conn, "OMA-1")).expect("the break");
        assert_eq!((row().services(), row().window()), (plan.services.clone(), (starts, None)));

        let newest = || app.read(message::newest).expect("a message");
        let bodies = |id| -> Vec<String> {
            app.read(|conn| message::texts(conn, &[id]))
                .expect("texts")
                .remove(&id)
                .into_iter()
                .flatten()
                .map(|text| text.body)
                .collect()
        };
        assert!(bodies(newest()).iter().any(|body| body.contains("Päättymisaika: ei vielä tiedossa")), "it says so");
        let files = app.read(|conn| message::attachments(conn, &[newest()])).expect("files").remove(&newest());
        let files = files.expect("an event for every language");
        let of: Vec<_> = files.iter().map(|file| (file.language, file.file_name.as_str())).collect();
        let named = ["huoltokatko.ics", "underhallsavbrott.ics", "maintenance-break.ics"];
        assert_eq!(of, Language::ALL.iter().map(|l| Some(*l)).zip(named).collect::<Vec<_>>());
        let event = String::from_utf8(files[0].content.clone()).expect("text");
        assert!(event.contains("DTSTART;TZID=") && !event.contains("DTEND"), "{event}");

        let end = || app.write(&Viewer::System, |tx| maintenance::end(tx, "OMA-1"));
        let Err(Error::Refused(Refusal::Validation(early))) = end() else { panic!("it has not begun") };
        assert_eq!(early[0].problem, "not_begun");
        app.clock.advance(TimeDelta::hours(2));
        schedule::run_due(&app).expect("its start");
        app.clock.advance(TimeDelta::days(40));
        schedule::run_due(&app).expect("nothing");
        assert!(!row().is_settled(), "nobody has said that it is over");
        let relevant = app.read(|conn| stored::relevant(conn, app.now())).expect("breaks");
        assert_eq!(relevant[0].services, plan.services);
        assert!(relevant[0].covers(app.now()) && !relevant[0].overran(app.now()));

        end().expect("now");
        assert_eq!((row().window(), row().is_settled()), ((starts, Some(app.now())), true));
        assert!(bodies(newest()).iter().any(|body| body.contains("Huoltokatko on päättynyt.")));
        assert!(app.read(|conn| message::attachments(conn, &[newest()])).expect("files").is_empty());
        assert!(end().is_err(), "once");
    });
}

#[test]
fn an_end_that_becomes_known_and_one_that_is_not_any_more_are_told() {
    majakka_kit::on_both(|database| {
        let app = TestApp::on(database).start();
        let starts = NOON + TimeDelta::hours(2);
        app.step(|tx| {
            let new = NewOrganisation::named("alue", "Esimerkin hyvinvointialue", OrganisationKind::Host);
            let county = organisation::insert(tx.conn, tx.now, &new)?;
            let plan = Plan {
                external_id: "OMA-1".to_owned(),
                services: vec!["potilas".to_owned()],
                starts_at: starts,
                ends_at: Some(starts + TimeDelta::hours(1)),
                impact: Texts { fi: "tietoja ei voi hakea".to_owned(), ..Texts::default() },
                organisations: vec![county],
                shown: Shown::Concerned,
                rule: None,
            };
            maintenance::plan(tx, &plan)
        });
        let row = || app.read(|conn| stored::by_external_id(conn, "OMA-1")).expect("the break");
        let moved = |ends| app.step(|tx| maintenance::reschedule(tx, "OMA-1", starts, ends));
        moved(None);
        assert_eq!((row().window(), row().was()), ((starts, None), Some((starts, Some(starts + TimeDelta::hours(1))))));
        let later = Some(starts + TimeDelta::hours(5));
        moved(later);
        assert_eq!((row().window(), row().was(), row().sequence), ((starts, later), Some((starts, None)), 2));
        app.clock.advance(TimeDelta::hours(8));
        schedule::run_due(&app).expect("its start and its end");
        assert!(row().end_told_at.is_some());
    });
}
