//! Promise: whoever is in the register is found by any part of what is written of her, with or without dots and rings, page by page,
//! by those who keep her and by nobody else.

use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use majakka_domain::finding::{SearchTerms, alphabetical, fold};
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::AccountRole::{AdminContact, SystemAdmin};
use majakka_domain::terms::{ContactRole, OrganisationKind};
use majakka_kit::{Database, TestApp, fixture, on_both};
use majakka_store::contact::NewContact;
use majakka_store::organisation::{self, NewOrganisation};
use majakka_store::register::{self, ContactsWanted, Order, OrganisationsWanted};
use majakka_store::viewer::Viewer;

const NAMES: [&str; 6] =
    ["Äänekosken apteekki", "Zakarias Öhman", "Åsa Ek", "Aura Žilinskas", "ÉMILE D'ÜBER", "Ærø & Søn \"50 %\" Ħ"];

fn house(app: &TestApp, slug: &str, name: &str, desk: Option<OrganisationId>) -> OrganisationId {
    let new = NewOrganisation {
        business_id: if slug == "aane" { "9000003-8".to_owned() } else { String::new() },
        connection_point: if slug == "aane" { "1.2.246.10.90000038.10.0.13.1".to_owned() } else { String::new() },
        region: "Keski-Suomi".to_owned(),
        desk,
        ..NewOrganisation::named(slug, name, OrganisationKind::Pharmacy)
    };
    app.organisation(&new)
}

fn person(app: &TestApp, organisation: OrganisationId, name: &str, number: usize) {
    let new = NewContact {
        email: format!("henkilo{number}@example.fi"),
        phone: Some(format!("+35840000{number:04}")),
        ..fixture::recipient(organisation, name)
    };
    app.contact(&new);
}

fn contacts(app: &TestApp, viewer: &Viewer, wanted: &ContactsWanted) -> Vec<String> {
    let found = app.read(|conn| register::contacts(conn, viewer, wanted, 51)).expect("contacts");
    found.into_iter().map(|row| row.name).collect()
}

fn by_words(words: &str) -> ContactsWanted {
    ContactsWanted { asked: SearchTerms::new(words), ..ContactsWanted::default() }
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    found_by: String,
    #[diesel(sql_type = Text)]
    sorted_by: String,
}

#[test]
fn what_the_database_makes_out_of_a_name_is_what_the_domain_makes_of_it() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        for (number, name) in NAMES.iter().enumerate() {
            house(&app, &format!("talo-{number}"), name, None);
        }
        let made: Vec<Made> = app
            .read(|conn| Ok(sql_query("SELECT name, found_by, sorted_by FROM organisations").load(conn)?))
            .expect("rows");
        assert_eq!(made.len(), NAMES.len());
        for Made { name, found_by, sorted_by } in made {
            assert!(found_by.starts_with(&fold(&name)), "{name}: {found_by}");
            assert_eq!(sorted_by, alphabetical(&name));
        }
    });
}

#[test]
fn anybody_is_found_by_any_part_and_stays_found_after_a_change() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let aane = house(&app, "aane", NAMES[0], None);
        for (number, name) in NAMES.iter().enumerate() {
            person(&app, aane, name, number);
        }
        let all = Viewer::System;
        let index = || while app.write_beside(register::index).expect("an index") > 0 {};
        // What waits to be indexed is found all the same.
        for (indexed, (words, found)) in [false, true].into_iter().flat_map(|indexed| {
            [
                ("KOSKEN", vec![NAMES[0]]),
                ("aanek", vec![NAMES[0]]),
                ("apteekki äänekosken", vec![NAMES[0]]),
                ("ohman", vec![NAMES[1]]),
                ("Åsa", vec![NAMES[2]]),
                ("ek asa", vec![NAMES[2]]),
                ("å", vec![NAMES[2]]),
                ("zil", vec![NAMES[3]]),
                ("d'uber", vec![NAMES[4]]),
                ("\"50 %\"", vec![NAMES[5]]),
                ("henkilo3@", vec![NAMES[3]]),
                ("040 000 0004", vec![NAMES[4]]),
                ("+358 40 000 0004", vec![NAMES[4]]),
                ("0000 0004", vec![NAMES[4]]),
                ("9999 0004", vec![]),
                ("NEAR(", vec![]),
                ("%ek", vec![]),
                ("* OR", vec![]),
            ]
            .map(|expected| (indexed, expected))
        }) {
            if indexed && app.read(register::is_behind).expect("whether it is") {
                index();
            }
            assert_eq!(contacts(&app, &all, &by_words(words)), found, "{words}, indexed: {indexed}");
        }
        assert!(!app.read(register::is_behind).expect("whether it is"));
        let houses = |words: &str| {
            let wanted = OrganisationsWanted { asked: SearchTerms::new(words), ..OrganisationsWanted::default() };
            app.read(|conn| register::kept(conn, &all, &wanted, 51)).expect("organisations").len()
        };
        for (words, count) in [("9000003-8", 1), ("90000038", 1), ("0038.10.0.13", 1), ("keski-s", 1), ("9000004", 0)] {
            assert_eq!(houses(words), count, "{words}");
        }
        app.step(|tx| {
            let row = organisation::find(tx.conn, &all, aane)?;
            let new = NewOrganisation { business_id: String::new(), ..NewOrganisation::named("aane", "Muu", row.kind) };
            majakka_store::installation::change(tx.conn, aane, &new)
        });
        assert_eq!((houses("90000038"), houses("muu")), (0, 1), "what it was called is forgotten");
        index();
        assert_eq!((houses("90000038"), houses("muu")), (0, 1), "by the index too");
        app.step(|tx| {
            sql_query("DELETE FROM contact_roles WHERE contact_id = 2").execute(tx.conn)?;
            Ok(sql_query("DELETE FROM contacts WHERE id = 2").execute(tx.conn)?)
        });
        assert!(contacts(&app, &all, &by_words("ohman")).is_empty());
    });
}

/// A virtual table reads before it writes: whoever writes from outside with `BEGIN` alone would then be told that the file is locked,
/// where she waits for it otherwise.
#[test]
fn no_trigger_writes_into_a_virtual_table() {
    #[derive(QueryableByName)]
    struct Trigger {
        #[diesel(sql_type = Text)]
        sql: String,
    }
    let app = TestApp::on(Database::Sqlite).start();
    let all = "SELECT sql FROM sqlite_master WHERE type = 'trigger'";
    let triggers: Vec<Trigger> = app.read(|conn| Ok(sql_query(all).load(conn)?)).expect("the triggers");
    assert!(triggers.len() >= 4);
    for Trigger { sql } in triggers {
        assert!(!sql.contains("INTO organisations_found ") && !sql.contains("INTO contacts_found "), "{sql}");
    }
}

#[test]
fn a_list_goes_on_after_its_last_row_in_the_finnish_alphabet() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let own = house(&app, "talo", "Talo", None);
        for (number, name) in NAMES.iter().enumerate() {
            person(&app, own, name, number);
        }
        let page = |order, after| {
            let wanted = ContactsWanted { order, after, ..ContactsWanted::default() };
            app.read(|conn| register::contacts(conn, &Viewer::System, &wanted, 2)).expect("a page")
        };
        for (order, expected) in [
            (Order::Name, [NAMES[3], NAMES[4], NAMES[1], NAMES[2], NAMES[5], NAMES[0]]),
            (Order::Newest, [NAMES[5], NAMES[4], NAMES[3], NAMES[2], NAMES[1], NAMES[0]]),
        ] {
            let (mut after, mut names) = (None, Vec::new());
            loop {
                let rows = page(order, after);
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                names.extend(rows.into_iter().map(|row| row.name));
            }
            assert_eq!(names, expected, "{order:?}");
        }
    });
}

#[test]
fn nobody_finds_whom_she_does_not_keep() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let (own, other) = (house(&app, "oma", "Oma talo", None), house(&app, "muu", "Muu talo", None));
        let branch = house(&app, "sivu", "Sivutalo", Some(own));
        for (organisation, name) in [(own, "Oma väki"), (other, "Muu väki"), (branch, "Sivuväki")] {
            person(&app, organisation, name, usize::try_from(organisation.0).unwrap_or_default());
        }
        let account = app.account(own, "yht@example.fi", &[AdminContact, SystemAdmin]);
        let viewer = app.read(|conn| majakka_store::account::person(conn, account)).expect("a person");
        let viewer = Viewer::Person(viewer.expect("an account"));
        assert_eq!(contacts(&app, &viewer, &by_words("väki")), ["Oma väki", "Sivuväki"]);
        assert_eq!(contacts(&app, &viewer, &ContactsWanted { organisation: Some(other), ..by_words("") }), [""; 0]);
        let technical = ContactsWanted { role: Some(ContactRole::Technical), ..by_words("väki") };
        assert_eq!(contacts(&app, &viewer, &technical), [""; 0]);
        let wanted = OrganisationsWanted { asked: SearchTerms::new("talo"), ..OrganisationsWanted::default() };
        let names: Vec<_> = app.read(|conn| register::kept(conn, &viewer, &wanted, 51)).expect("houses");
        assert_eq!(names.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Oma talo", "Sivutalo"]);
        let end_user = app.account(own, "aino@example.fi", &[majakka_domain::terms::AccountRole::Helpdesk]);
        let end_user = app.read(|conn| majakka_store::account::person(conn, end_user)).expect("a person");
        let nobody = Viewer::Person(end_user.expect("an account"));
        app.read(|conn| register::contacts(conn, &nobody, &by_words("väki"), 51)).expect_err("a refusal");
        app.read(|conn| register::kept(conn, &nobody, &wanted, 51)).expect_err("a refusal");
    });
}
