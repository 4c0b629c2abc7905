//! Promise: a file brings the whole register or nothing, says before what it would come to, changes nothing when it comes again, and
//! takes nobody's last recipient away.

use encoding_rs::WINDOWS_1252;
use majakka_app::command::organisation::import::{self, How, Order, Outcome, Vocabulary};
use majakka_app::register_export::{self, Form};
use majakka_app::sheet::Sheet;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{ContactKind, ContactRole, Language, OrganisationKind, RegisterFile};
use majakka_kit::{TestApp, fixture, on_both};
use majakka_store::error::Result;
use majakka_store::organisation::NewOrganisation;
use majakka_store::register::bulk;
use majakka_store::viewer::Viewer;
use majakka_store::{audit, contact::NewContact};

fn house(app: &TestApp, slug: &str, business_id: &str) -> OrganisationId {
    let new = NewOrganisation {
        business_id: business_id.to_owned(),
        services: ["resepti".to_owned()].into(),
        ..NewOrganisation::named(slug, format!("Talo {slug}"), OrganisationKind::Pharmacy)
    };
    app.organisation(&new)
}

fn run(app: &TestApp, file: RegisterFile, bytes: &[u8], whole: bool, take: bool) -> Result<Outcome> {
    let sheet = Sheet::read(bytes).expect("a file");
    let columns = Vocabulary::new(&app.renderer, file)?.guess(sheet.header());
    let order = Order { sheet: &sheet, columns: &columns, whole };
    if take {
        app.write(&Viewer::System, |tx| import::take_in(tx, file, order, &mut |_| ()))
    } else {
        app.look(&Viewer::System, |tx| import::check(tx, file, order, &mut |_| ()))
    }
}

fn contacts(app: &TestApp, text: &str, take: bool) -> Result<Outcome> {
    run(app, RegisterFile::Contacts, text.as_bytes(), false, take)
}

fn counts(outcome: &Outcome) -> [usize; 5] {
    [outcome.added, outcome.changed, outcome.removed, outcome.same, outcome.wrong]
}

fn register(app: &TestApp, house: OrganisationId) -> Vec<(String, Option<String>, bool)> {
    let rows = app.read(|conn| bulk::contacts_of(conn, &[house])).expect("contacts");
    rows.into_iter().map(|(row, _)| (row.name, row.phone, row.takes_sms)).collect()
}

const FINNISH: &str = "Y-tunnus;Etunimi;Sukunimi;Sähköposti;Puhelin;Roolit;Kieli;Tyyppi\r\n\
     9000003-8;Äiti;Öhman;aiti@example.fi;040 000 0001;häiriötiedotteen vastaanottaja, tekninen yhteyshenkilö;ruotsi;henkilö\r\n\
     90000038;;Käyttötuki;tuki@example.fi;020 634 7787;tekninen yhteyshenkilö;suomi;\r\n";

#[test]
fn a_file_is_taken_in_whatever_its_language_and_changes_nothing_when_it_comes_again() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let apteekki = house(&app, "apteekki", "9000003-8");
        // "Organisaatio" is what the column is called; of a bare Y-tunnus it is told.
        let text = FINNISH.replace("Y-tunnus", "Organisaatio");
        let (windows, ..) = WINDOWS_1252.encode(&text);
        let file = |take| run(&app, RegisterFile::Contacts, &windows, false, take).expect("an outcome");
        let would = file(false);
        assert_eq!(counts(&would), [2, 0, 0, 0, 0], "{would:?}");
        assert!(register(&app, apteekki).is_empty(), "a look writes nothing");
        assert_eq!(file(true), would);
        let (aiti, tuki) = ("Äiti Öhman".to_owned(), "Käyttötuki".to_owned());
        let stored = [(aiti, Some("+358400000001".to_owned()), true), (tuki, Some("+358206347787".to_owned()), false)];
        assert_eq!(register(&app, apteekki), stored);
        let rows = app.read(|conn| bulk::contacts_of(conn, &[apteekki])).expect("contacts");
        assert_eq!((rows[0].0.language, rows[0].0.kind), (Language::Sv, ContactKind::Person));
        assert_eq!(rows[0].1, [ContactRole::BulletinRecipient, ContactRole::Technical].into());
        assert_eq!(counts(&file(true)), [0, 0, 0, 2, 0]);

        let changed = contacts(&app, "organisation,email,phone\napteekki,AITI@example.fi,+358 40 000 0002\n", true);
        let changed = changed.expect("an outcome");
        assert_eq!(counts(&changed), [0, 1, 0, 0, 0]);
        let phone = ("phone".to_owned(), "+358400000001".to_owned(), "+358400000002".to_owned());
        assert!(changed.changes[0].fields.contains(&phone) && changed.changes[0].how == How::Changed, "{changed:?}");
        let log = app.read(|conn| audit::newest(conn, 3)).expect("the log");
        assert!(
            log.iter().any(|row| row.action == "contact.changed" && row.detail.contains("+358400000001")),
            "{log:?}"
        );
        assert!(log.iter().any(|row| row.action == "register.imported"), "{log:?}");
        assert_eq!(app.read(audit::verify).expect("the chain").1, None);
    });
}

#[test]
fn every_wrong_row_is_named_and_nothing_of_the_file_is_taken_in() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let apteekki = house(&app, "apteekki", "9000003-8");
        let text = "organisation\tname\temail\tphone\troles\tkind\n\
             apteekki\tAino\taino@example.fi\t0400000001\ttechnical\t\n\
             9000004-6\tAino\taino@example.fi\t\ttechnical\t\n\
             apteekki\t\tei osoite\t\ttechnical\t\n\
             apteekki\tVäinö\tvaino@example.fi\t02020202\tbulletin_recipient\t\n\
             apteekki\tVäinö\tAINO@example.fi\t12\t\trobotti\n\
             apteekki\tVäinö 010190-900P\tv@example.fi\t\tpomo\t\n";
        let outcome = contacts(&app, text, false).expect("an outcome");
        let told: Vec<_> =
            outcome.problems.iter().map(|row| (row.line, row.problem.field, row.problem.problem)).collect();
        for expected in [
            (3, "organisation", "import_organisation"),
            (4, "name", "missing"),
            (5, "phone", "not_sms_capable"),
            (6, "email", "import_twice"),
            (6, "kind", "import_word"),
            (6, "roles", "missing"),
            (7, "name", "hetu"),
            (7, "roles", "import_word"),
        ] {
            assert!(told.contains(&expected), "{expected:?} in {told:?}");
        }
        assert!(told.iter().any(|(line, field, _)| (*line, *field) == (4, "email")), "{told:?}");
        assert!(told.iter().any(|(line, field, _)| (*line, *field) == (6, "phone")), "{told:?}");
        assert!(told.iter().all(|(line, ..)| *line != 2), "the first row is well: {told:?}");
        contacts(&app, text, true).expect_err("a refusal");
        assert!(register(&app, apteekki).is_empty());
        contacts(&app, "name,email\nAino,aino@example.fi\n", false).expect_err("nobody knows whose they are");
    });
}

#[test]
fn a_whole_file_takes_out_who_is_not_in_it_but_nobodys_last_recipient() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let (apteekki, other) = (house(&app, "apteekki", ""), house(&app, "muu", ""));
        for (house, name) in [(apteekki, "aino"), (apteekki, "vaino"), (other, "muu")] {
            app.contact(&fixture::recipient(house, name));
        }
        let whole = |text: &str, take| run(&app, RegisterFile::Contacts, text.as_bytes(), true, take);
        let robs = "organisation,name,email,roles\napteekki,Uusi,uusi@example.fi,technical\n";
        let outcome = whole(robs, false).expect("an outcome");
        assert_eq!((counts(&outcome), outcome.losses), ([1, 0, 2, 0, 0], 1));
        assert_eq!(
            (outcome.losing[0].organisation.as_str(), outcome.losing[0].role),
            ("Talo apteekki", ContactRole::BulletinRecipient)
        );
        whole(robs, true).expect_err("a refusal");
        assert_eq!(register(&app, apteekki).len(), 2, "all of it or nothing");
        let keeps = "organisation,email\napteekki,aino@example.fi\n";
        assert_eq!(counts(&whole(keeps, true).expect("an outcome")), [0, 0, 1, 1, 0]);
        assert_eq!(register(&app, apteekki).len(), 1);
        assert_eq!(register(&app, other).len(), 1, "who is not in the file is left alone");
        let changes = "organisation,email,roles\napteekki,aino@example.fi,billing\n";
        assert_eq!(contacts(&app, changes, false).expect("an outcome").losses, 1);
    });
}

#[test]
fn organisations_are_known_by_their_numbers_and_come_back_as_they_went_out() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        house(&app, "apteekki", "9000003-8");
        let text = "Y-tunnus;OID;Nimi;Laji;Palvelut;Kenen käyttötuki\r\n\
             9000003-8;;Äänekosken apteekki;;Reseptikeskus;\r\n\
             ;1.2.246.10.90000046.10.0.13.1;Öölannin klinikka;yksityinen terveydenhuolto;resepti;9000003-8\r\n";
        let file = |text: &str, take| run(&app, RegisterFile::Organisations, text.as_bytes(), false, take);
        assert_eq!(counts(&file(text, true).expect("an outcome")), [1, 1, 0, 0, 0]);
        assert_eq!(counts(&file(text, true).expect("an outcome")), [0, 0, 0, 2, 0]);
        let all = app.read(|conn| bulk::all_kept(conn, &Viewer::System)).expect("organisations");
        let klinikka = all.iter().find(|row| row.slug == "oolannin-klinikka").expect("a short name of its own");
        assert_eq!((klinikka.desk_id, klinikka.kind), (Some(all[0].id), OrganisationKind::PrivateHealth));
        assert_eq!(all[0].name, "Äänekosken apteekki");
        let taken =
            "Y-tunnus;Nimi;Laji\r\n9000004-6;ÄÄNEKOSKEN APTEEKKI;apteekki\r\n9000005-5;Uusi;apteekki\r\n;Ilman;\r\n";
        let outcome = file(taken, false).expect("an outcome");
        let told: Vec<_> = outcome.problems.iter().map(|row| (row.line, row.problem.field)).collect();
        assert_eq!(told, [(2, "name"), (3, "business_id"), (4, "kind")], "{outcome:?}");

        app.contact(&NewContact { name: "=aino".to_owned(), ..fixture::recipient(all[0].id, "aino") });
        for (what, rows) in [(RegisterFile::Organisations, all.len()), (RegisterFile::Contacts, 1)] {
            for form in [Form::Json, Form::Csv(Language::Fi), Form::Csv(Language::Sv), Form::Csv(Language::En)] {
                let mut bytes = Vec::new();
                let written = register_export::write(&app, &Viewer::System, what, form, &mut bytes).expect("a file");
                assert_eq!(written, rows);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                assert!(form == Form::Json || what == RegisterFile::Organisations || text.contains("'=aino"), "{text}");
                let outcome = run(&app, what, &bytes, false, true).expect("an outcome");
                assert_eq!(counts(&outcome), [0, 0, 0, rows, 0], "{form:?} {text}");
            }
        }
    });
}
