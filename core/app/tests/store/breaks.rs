//! A planned break is told to each in her own language, once or as a series.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::maintenance::{self, Plan, Shown};
use majakka_domain::catalogue::Texts;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{ContactKind, ContactRole, Language, OrganisationKind};
use majakka_kit::{Database, NOON, TestApp};
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::{deliveries, message_texts};
use majakka_store::installation;
use majakka_store::organisation::{self, NewOrganisation};

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
                service: "potilas".to_owned(),
                starts_at: NOON + TimeDelta::days(2),
                ends_at: NOON + TimeDelta::days(2) + TimeDelta::hours(1),
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
                service: "potilas".to_owned(),
                starts_at: NOON + TimeDelta::days(2),
                ends_at: NOON + TimeDelta::days(2) + TimeDelta::hours(1),
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
