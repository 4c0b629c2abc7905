//! Promise: somebody who asks gets everything that is kept of her, or is forgotten; what happened stays, and so does what is held.

use diesel::prelude::*;
use majakka_app::command::contact::person;
use majakka_app::command::due::retention;
use majakka_app::command::report::{self, Report};
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{AccountRole, Effect, OrganisationKind};
use majakka_kit::fixture::recipient;
use majakka_kit::{Database, TestApp};
use majakka_store::db::schema::{audit, deliveries, incidents, replies, reports};
use majakka_store::error::Error;
use majakka_store::organisation::NewOrganisation;
use majakka_store::person::{Known, Stored};
use majakka_store::viewer::Viewer;
use majakka_store::{incident, installation, session};

use crate::bulletin::publish;

const MAIL: &str = "anna@example.fi";

/// A host where Anna works, is told, reports and answers.
struct World {
    app: TestApp,
    host: OrganisationId,
}

fn on_both(story: impl Fn(&World)) {
    majakka_kit::on_both(|database| story(&World::on(database)));
}

impl World {
    fn on(database: Database) -> Self {
        let app = TestApp::on(database).start();
        let new = NewOrganisation {
            services: ["resepti".to_owned()].into(),
            ..NewOrganisation::named("isanta", "Isäntä", OrganisationKind::Host)
        };
        let host = app.organisation(&new);
        app.contact(&recipient(host, "anna"));
        app.contact(&recipient(host, "ville"));
        for (email, role) in [(MAIL, AccountRole::Helpdesk), ("paa@example.fi", AccountRole::SystemAdmin)] {
            let account = app.account(host, email, &[role]);
            app.sign_in(account);
        }
        app.step(|tx| installation::set_desk_rules(tx.conn, host, true, "", "+358400000001"));
        World { app, host }
    }

    /// Anna reports, everybody is told, and she answers.
    fn incident(&self, workstation: &str) -> String {
        let told = Report {
            workstation: Some(workstation.to_owned()),
            reporter: Some("Anna Esimerkki".to_owned()),
            reporter_email: Some("Anna@Example.fi".to_owned()),
            callback: Some("0400 000 001".to_owned()),
            ..Report::least(self.host, "resepti", "prescribe", Effect::Prevents, "Reseptiä ei voi tallentaa.")
        };
        let received = self.app.step(|tx| report::report(tx, told));
        let incident = received.incident.expect("an incident");
        self.app.step(|tx| {
            incident::add_organisation(tx.conn, incident, self.host)?;
            publish(tx.conn, tx.now, incident);
            let about: i64 = deliveries::table
                .filter(deliveries::incident_id.eq(incident.0))
                .select(deliveries::id)
                .first(tx.conn)?;
            let said = (replies::route.eq("kannel"), replies::text.eq("Kiitos."), replies::meaning.eq("other"));
            let from = (replies::sender.eq("+358400000001"), replies::recipient.eq("16100"));
            let at = (replies::received_at.eq(tx.now.naive_utc()), replies::delivery_id.eq(about));
            diesel::insert_into(replies::table).values((said, from, at)).execute(tx.conn)?;
            Ok(())
        });
        received.case.expect("its reference")
    }

    fn export(&self, who: &str) -> Option<Stored> {
        let known = Known::read(who).expect("an address or a number");
        let done = self.app.write(&Viewer::System, |tx| person::export(tx, &known));
        if matches!(done, Err(Error::NotFound(_))) { None } else { Some(done.expect("an answer")) }
    }

    fn forget(&self, who: &str) -> Stored {
        let known = Known::read(who).expect("an address or a number");
        self.app.step(|tx| person::forget(tx, &known))
    }
}

#[test]
fn everything_of_somebody_is_handed_out_however_it_was_written() {
    on_both(|world| {
        world.incident("TA-1");
        let by_mail = world.export(" ANNA@example.FI ").expect("her data");
        let figures = |found: &Stored| {
            let all = [&found.accounts.len(), &found.contacts.len(), &found.reports.len(), &found.replies.len()];
            all.map(|figure| *figure)
        };
        assert_eq!(figures(&by_mail), [1, 1, 1, 0]);
        assert_eq!(by_mail.accounts[0].sessions.len(), 1);
        assert_eq!(by_mail.reports[0].reporter.as_deref(), Some("Anna Esimerkki"));
        assert!(by_mail.deliveries.len() >= 2, "a bulletin and word of her report: {by_mail:?}");
        let by_number = world.export("+358 400 000 001").expect("her data");
        assert_eq!((figures(&by_number), by_number.duty_lists.len()), ([0, 0, 1, 1], 1));
        let json = serde_json::to_string(&(by_mail, by_number)).expect("JSON");
        assert!(json.contains(MAIL) && !json.contains("ville@example.fi") && !json.contains("paa@example.fi"));
        assert_eq!(world.export("kukaan@example.fi"), None);
    });
}

#[test]
fn somebody_who_is_forgotten_is_nowhere_and_what_happened_is_still_told() {
    on_both(|world| {
        world.incident("TA-1");
        let counted = || {
            let count = |conn: &mut majakka_store::db::AnyConnection| {
                Ok((
                    incidents::table.count().get_result::<i64>(conn)?,
                    reports::table.count().get_result::<i64>(conn)?,
                    deliveries::table.count().get_result::<i64>(conn)?,
                ))
            };
            world.app.read(count).expect("figures")
        };
        let before = counted();
        let id = world.forget(MAIL).accounts[0].id;
        assert_eq!(world.export(MAIL), None);
        world.forget("0400000001");
        let left = world.export("0400000001").expect("her place on the duty list");
        assert_eq!(left, Stored { duty_lists: vec!["Isäntä".to_owned()], ..Stored::default() });
        assert_eq!(counted(), before);
        assert_eq!(world.app.read(|conn| session::all_of(conn, id)).expect("sessions"), []);
        let others = deliveries::table.filter(deliveries::address.eq("ville@example.fi")).count();
        assert_ne!(world.app.read(|conn| Ok(others.get_result::<i64>(conn)?)).expect("a count"), 0);
        let log: Vec<(String, String)> = world
            .app
            .read(|conn| {
                let rows = audit::table.filter(audit::action.like("person.%")).order(audit::id);
                Ok(rows.select((audit::action, audit::detail)).load(conn)?)
            })
            .expect("the log");
        assert_eq!((log.len(), log[0].0.as_str()), (3, "person.forgotten"));
        assert!(!format!("{log:?}").contains("example.fi") && !format!("{log:?}").contains("400"), "{log:?}");
    });
}

#[test]
fn an_incident_that_is_held_keeps_her_and_says_so() {
    on_both(|world| {
        let held = world.incident("TA-1");
        world.app.step(|tx| retention::hold(tx, &held, "oikeudenkäynti"));
        let found = world.forget(MAIL);
        assert!(found.reports[0].held && found.deliveries.iter().all(|delivery| delivery.held), "{found:?}");
        let kept = world.export(MAIL).expect("what is held");
        assert_eq!((kept.accounts.len(), kept.contacts.len(), kept.reports.len()), (0, 1, 1));
        let contact = &kept.contacts[0];
        assert!(
            contact.held && contact.removed_at.is_some(),
            "who was told is evidence, and is told nothing more: {contact:?}"
        );
        world.app.step(|tx| retention::release(tx, &held, "päättynyt"));
        world.forget(MAIL);
        assert_eq!(world.export(MAIL), None);
    });
}

#[test]
fn the_last_administrator_and_the_last_of_a_mandatory_role_are_not_forgotten_before_there_is_another() {
    on_both(|world| {
        let known = Known::read("paa@example.fi").expect("an address");
        let done = world.app.write(&Viewer::System, |tx| person::forget(tx, &known));
        assert!(matches!(&done, Err(Error::Refused(Refusal::Validation(_)))), "{done:?}");
        assert_eq!(world.export("paa@example.fi").expect("all of it").accounts[0].closed_at, None);
        world.forget("ville@example.fi");
        let known = Known::read(MAIL).expect("an address");
        let done = world.app.write(&Viewer::System, |tx| person::forget(tx, &known));
        assert!(matches!(&done, Err(Error::Refused(Refusal::LastMandatoryContact))), "{done:?}");
        assert_eq!(world.export(MAIL).expect("all of it").accounts[0].closed_at, None, "nothing of it was done");
    });
}
