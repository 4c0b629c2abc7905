//! Promise: who people are is kept as long as the settings say, and not a day longer; what happened is kept; an incident that is open
//! or held keeps everything, and the audit log says what went.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::due::retention::{self, Forgotten};
use majakka_app::command::report::{self, Report};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{AccountRole, Effect};
use majakka_kit::fixture::{county, recipient};
use majakka_kit::{Database, TestApp};
use majakka_store::db::schema::{
    accounts, audit, contacts, deliveries, incident_organisations as of, incidents, messages, patient_references,
    replies, reports, screenshots as s,
};
use majakka_store::second_factor;
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;

use crate::bulletin::publish;

const PICTURE: &str = "ab/cdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789.png";

struct World {
    app: TestApp,
    county: OrganisationId,
}

/// What of somebody is still there: references and pictures, names of those who reported, own links, addresses of recipients.
type Kept = (i64, i64, i64, i64);

impl World {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let county = app.organisation(&county("alue"));
        app.contact(&recipient(county, "anna"));
        World { app, county }
    }

    /// Somebody reports with her name and a patient; everybody is told.
    fn incident(&self, workstation: &str) -> IncidentId {
        let told = Report {
            workstation: Some(workstation.to_owned()),
            patient_ref: Some("010190-900P".to_owned()),
            reporter: Some("Aino Esimerkki".to_owned()),
            reporter_email: Some("aino@example.fi".to_owned()),
            callback: Some("0400 000 001".to_owned()),
            ..Report::least(self.county, "resepti", "prescribe", Effect::Prevents, "Reseptiä ei voi tallentaa.")
        };
        let incident = self.app.step(|tx| report::report(tx, told)).incident.unwrap();
        self.app.step(|tx| {
            let concerned = (of::incident_id.eq(incident.0), of::organisation_id.eq(self.county.0));
            diesel::insert_into(of::table).values(concerned).execute(tx.conn)?;
            publish(tx.conn, tx.now, incident);
            diesel::update(deliveries::table).set(deliveries::state.eq("sent")).execute(tx.conn)?;
            let report: i64 = reports::table.order(reports::id.desc()).select(reports::id).first(tx.conn)?;
            // A link of before, when links were kept.
            let link = reports::follow_token.eq(format!("{report}: a link that was kept"));
            diesel::update(reports::table.find(report)).set(link).execute(tx.conn)?;
            let picture = (s::report_id.eq(report), s::content_key.eq(PICTURE), s::media_type.eq("image/png"));
            let size = (s::bytes.eq(1_i64), s::width.eq(1), s::height.eq(1), s::no_personal_data.eq(true));
            diesel::insert_into(s::table).values((picture, size)).execute(tx.conn)?;
            Ok(())
        });
        incident
    }

    fn close(&self, incident: IncidentId) {
        let closed = diesel::update(incidents::table.find(incident.0));
        self.app.step(|tx| {
            closed
                .set((incidents::state.eq("closed"), incidents::closed_at.eq(tx.now.naive_utc())))
                .execute(tx.conn)?;
            // Another incident begins: the next report is not to join this one.
            Ok(())
        });
    }

    /// Somebody who was told answers; it is dealt with, and she leaves.
    fn answered_and_removed(&self, incident: IncidentId) {
        self.app.step(|tx| {
            let told = deliveries::table
                .filter(deliveries::incident_id.eq(incident.0))
                .filter(deliveries::contact_id.is_not_null());
            let (delivery, contact): (i64, Option<i64>) =
                told.select((deliveries::id, deliveries::contact_id)).first(tx.conn)?;
            let now = tx.now.naive_utc();
            let said = (replies::route.eq("kannel"), replies::text.eq("Kiitos."), replies::meaning.eq("other"));
            let from = (replies::sender.eq("0400000001"), replies::recipient.eq("16100"));
            let of = (replies::delivery_id.eq(delivery), replies::received_at.eq(now), replies::handled_at.eq(now));
            diesel::insert_into(replies::table).values((said, from, of)).execute(tx.conn)?;
            diesel::update(contacts::table.find(contact.unwrap()))
                .set(contacts::removed_at.eq(now))
                .execute(tx.conn)?;
            Ok(())
        });
    }

    /// How many replies there are, and the names of contacts that were removed.
    fn who_answered(&self) -> (i64, Vec<String>) {
        let removed = contacts::table.filter(contacts::removed_at.is_not_null()).filter(contacts::email.ne(""));
        self.app
            .read(|conn| Ok((replies::table.count().get_result(conn)?, removed.select(contacts::name).load(conn)?)))
            .unwrap()
    }

    fn night(&self) -> Forgotten {
        self.app.write(&Viewer::System, retention::forget).unwrap()
    }

    /// Every night's work, as long as there is some.
    fn nights(&self) -> usize {
        std::iter::from_fn(|| Some(self.night().rows).filter(|rows| *rows > 0)).sum()
    }

    fn kept(&self) -> Kept {
        let names = reports::reporter.is_not_null().or(reports::callback.is_not_null());
        let kept = |conn: &mut majakka_store::db::AnyConnection| {
            Ok((
                patient_references::table.count().get_result::<i64>(conn)?
                    + s::table.count().get_result::<i64>(conn)?,
                reports::table.filter(names.or(reports::reporter_email.is_not_null())).count().get_result(conn)?,
                reports::table.filter(reports::follow_token.is_not_null()).count().get_result(conn)?,
                deliveries::table.filter(deliveries::address.ne("")).count().get_result(conn)?,
            ))
        };
        self.app.read(kept).unwrap()
    }

    fn audited(&self, action: &str) -> Vec<(String, String)> {
        let rows = audit::table.filter(audit::action.eq(action.to_owned())).order(audit::id);
        self.app.read(|conn| Ok(rows.select((audit::subject, audit::detail)).load(conn)?)).unwrap()
    }
}

#[test]
fn who_people_are_goes_with_its_period_and_what_happened_stays() {
    majakka_kit::on_both(|database| {
        let world = World::on(database);
        let incident = world.incident("TA-1");
        let all = world.kept();
        assert_eq!((all.0, all.1, all.2), (2, 1, 1));
        assert!(all.3 > 0);

        world.app.pass(TimeDelta::days(1_000));
        assert_eq!(world.nights(), 0, "an incident that is open keeps everything");
        world.close(incident);
        world.app.pass(TimeDelta::days(89));
        assert_eq!(world.nights(), 0);
        world.app.pass(TimeDelta::days(1));
        assert_eq!(world.nights(), 1);
        assert_eq!(world.kept(), (1, 1, 1, all.3), "the patient goes first");
        world.app.pass(TimeDelta::days(275));
        let gone = world.night();
        assert_eq!(gone.pictures.iter().map(|key| key.as_str()).collect::<Vec<_>>(), [PICTURE], "it can be deleted");
        assert_eq!(world.kept(), (0, 1, 1, all.3));
        world.app.pass(TimeDelta::days(365));
        assert_eq!(world.nights(), 3, "the reporter, the word to her, the bulletin");
        assert_eq!(world.kept(), (0, 0, 0, 0));

        let said = world.audited("retention.forget");
        let said: Vec<&str> = said.iter().map(|(_, detail)| detail.as_str()).collect();
        assert_eq!(said, ["patient_references 1", "pictures 1", "reporters 1, messages 1", "messages 1"]);
        let (told, sent): (i64, i64) = world
            .app
            .read(|conn| Ok((messages::table.count().get_result(conn)?, deliveries::table.count().get_result(conn)?)))
            .unwrap();
        assert_eq!((told, sent), (2, all.3), "that it was told, and to how many, is the incident's story");
        let words: String =
            world.app.read(|conn| Ok(reports::table.select(reports::description).first(conn)?)).unwrap();
        assert_eq!(words, "Reseptiä ei voi tallentaa.");
    });
}

#[test]
fn what_is_held_is_kept_until_it_is_given_back() {
    majakka_kit::on_both(|database| {
        let world = World::on(database);
        let incident = world.incident("TA-1");
        world.answered_and_removed(incident);
        world.close(incident);
        let all = world.kept();
        let reference: String = world
            .app
            .read(|conn| Ok(incidents::table.find(incident.0).select(incidents::reference).first(conn)?))
            .unwrap();
        let hold = |why: &str| world.app.write(&Viewer::System, |tx| retention::hold(tx, &reference, why)).unwrap();
        assert!(hold("tuomioistuin") && !hold("toisen kerran"));
        world.app.pass(TimeDelta::days(5_000));
        assert_eq!((world.nights(), world.kept()), (0, all));
        assert_eq!(
            world.who_answered(),
            (1, vec!["anna".to_owned()]),
            "what was answered, and by whom, is evidence too"
        );
        let release =
            |why: &str| world.app.write(&Viewer::System, |tx| retention::release(tx, &reference, why)).unwrap();
        assert!(release("asia on ratkaistu") && !release("toisen kerran"));
        assert!(world.nights() > 0);
        assert_eq!(world.kept(), (0, 0, 0, 0));
        assert_eq!(world.who_answered(), (0, vec!["forgotten".to_owned()]));
        assert_eq!(world.audited("retention.hold"), [(reference.clone(), "tuomioistuin".to_owned())]);
        assert_eq!(world.audited("retention.release"), [(reference.clone(), "asia on ratkaistu".to_owned())]);
        assert!(world.app.write(&Viewer::System, |tx| retention::hold(tx, "H-1999-0001", "?")).is_err());
    });
}

#[test]
fn removed_contacts_and_closed_accounts_lose_their_names() {
    majakka_kit::on_both(|database| {
        let world = World::on(database);
        let tuki =
            |number: u8| world.app.account(world.county, &format!("tuki{number}@example.fi"), &[AccountRole::Helpdesk]);
        let [first, _, last] = [0, 1, 2].map(tuki);
        let codes = |id| world.app.read(|conn| second_factor::codes_left(conn, id)).unwrap();
        for id in [first, last] {
            world.app.step(|tx| second_factor::set_codes(tx.conn, id, &[TokenHash::new("ABCD-EFGH-IJKL-MNOP")]));
        }
        world.app.step(|tx| {
            let now = Some(tx.now.naive_utc());
            diesel::update(accounts::table.filter(accounts::email.ne("tuki2@example.fi")))
                .set(accounts::deactivated_at.eq(now))
                .execute(tx.conn)?;
            diesel::update(contacts::table).set(contacts::removed_at.eq(now)).execute(tx.conn)?;
            Ok(())
        });
        world.app.contact(&recipient(world.county, "ville"));
        world.app.pass(TimeDelta::days(729));
        assert_eq!(world.nights(), 0);
        world.app.pass(TimeDelta::days(1));
        assert_eq!(world.nights(), 3);
        let names: Vec<String> =
            world.app.read(|conn| Ok(accounts::table.order(accounts::id).select(accounts::name).load(conn)?)).unwrap();
        assert_eq!(names, ["forgotten", "forgotten", "Aino Esimerkki"]);
        assert_eq!((codes(first), codes(last)), (0, 1), "nothing is left to sign in with");
        let contacts: Vec<String> =
            world.app.read(|conn| Ok(contacts::table.order(contacts::id).select(contacts::name).load(conn)?)).unwrap();
        assert_eq!(contacts, ["forgotten", "ville"]);
    });
}

#[test]
fn nothing_goes_where_the_period_is_for_ever() {
    let for_ever = |settings: &mut majakka_app::config::Settings| {
        let periods = &mut settings.retention;
        periods.patient_references_days = 0;
        periods.pictures_days = 0;
        periods.reporters_days = 0;
        periods.recipients_days = 0;
        periods.people_days = 0;
    };
    let app = TestApp::on(Database::Sqlite).set(for_ever).start();
    let county = app.organisation(&county("alue"));
    let world = World { app, county };
    let incident = world.incident("TA-1");
    world.close(incident);
    world.app.pass(TimeDelta::days(20_000));
    assert_eq!(world.nights(), 0);
}
