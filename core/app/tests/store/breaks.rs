//! A planned break is told to each in her own language, once or as a series.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use majakka_app::App;
use majakka_app::command::maintenance::{self, Plan};
use majakka_app::config::{Overrides, Settings};
use majakka_domain::catalogue::Texts;
use majakka_domain::terms::{ContactKind, ContactRole, Language, OrganisationKind};
use majakka_store::clock::ManualClock;
use majakka_store::contact::{self, NewContact};
use majakka_store::db::schema::{deliveries, message_texts};
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::random::SeededRandom;
use majakka_store::viewer::Viewer;

use crate::databases::{on_postgres_at, on_sqlite_at};

/// Noon on a Monday in November.
const START: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");

#[test]
fn those_concerned_hear_of_a_break_in_their_own_language() {
    on_sqlite_at(tell);
    on_postgres_at(tell);
}

fn tell(database_url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let var = Some(folder.path().display().to_string());
    let overrides = Overrides { var, database_url: Some(database_url.to_owned()), ..Overrides::default() };
    let settings = Settings::load(None, &overrides).expect("the settings");
    let clock = Arc::new(ManualClock::new(START));
    let app = App::build(settings, clock, Arc::new(SeededRandom::new(7))).expect("the shared ground");
    let county = NewOrganisation::named("alue", "Esimerkin hyvinvointialue", OrganisationKind::WellbeingCounty);
    for rule in [None, Some("FREQ=WEEKLY".to_owned())] {
        let name = rule.as_deref().map_or("OMA-1", |_| "OMA-2");
        let told: BTreeMap<Language, String> = app
            .write(&Viewer::System, |tx| {
                let slug = name.to_lowercase();
                let county = organisation::insert(tx.conn, tx.now, &NewOrganisation { slug, ..county.clone() })?;
                for language in Language::ALL {
                    contact::insert(tx.conn, &recipient(county, *language))?;
                }
                let plan = Plan {
                    external_id: name.to_owned(),
                    service: "potilas".to_owned(),
                    starts_at: START + TimeDelta::days(2),
                    ends_at: START + TimeDelta::days(2) + TimeDelta::hours(1),
                    impact: Texts {
                        fi: "potilastietoja ei voi hakea".to_owned(),
                        sv: "patientuppgifter kan inte hämtas".to_owned(),
                        en: String::new(),
                    },
                    organisations: vec![county],
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
            })
            .expect("a break that is told");
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
