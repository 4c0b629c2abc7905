//! Promise: a later bulletin names more services and more organisations; nobody who was told is told less. On both databases.

use std::collections::BTreeSet;

use diesel::prelude::*;
use majakka_app::command::bulletin::{self, Wording, Write};
use majakka_domain::id::{IncidentId, MessageId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::MessageKind;
use majakka_kit::fixture::{county, recipient};
use majakka_kit::{TestApp, on_both};
use majakka_store::db::schema::deliveries;
use majakka_store::error::Error;
use majakka_store::organisation::NewOrganisation;
use majakka_store::viewer::Viewer;
use majakka_store::{contact, incident};

fn told(app: &TestApp, message: MessageId) -> BTreeSet<String> {
    app.step(|tx| {
        let of = deliveries::table.filter(deliveries::message_id.eq(message.0)).select(deliveries::address);
        Ok(of.load::<String>(tx.conn)?.into_iter().collect())
    })
}

fn update(app: &TestApp, write: &Write) -> BTreeSet<String> {
    let message = app.step(|tx| bulletin::update(tx, MessageKind::Update, write));
    told(app, message)
}

fn write(incident: IncidentId) -> Write {
    Write::new(incident, Wording::line("reseptiä ei voi tallentaa"))
}

#[test]
fn an_update_adds_services_and_organisations_whether_or_not_the_first_named_any() {
    on_both(|database| {
        for first_names in [true, false] {
            let app = TestApp::on(database).start();
            let own = app.organisation(&county("alue"));
            let member = |slug: &str| app.organisation(&NewOrganisation { desk: Some(own), ..county(slug) });
            let (early, late) = (member("varhain"), member("myohaan"));
            for (organisation, name) in [(own, "oma"), (early, "varhain"), (late, "myohaan")] {
                app.step(|tx| contact::insert(tx.conn, &recipient(organisation, name)));
            }
            let addresses =
                |names: &[&str]| names.iter().map(|name| format!("{name}@example.fi")).collect::<BTreeSet<_>>();
            let incident = app.report(own);
            let first = Write {
                organisations: first_names.then(|| vec![own, early]),
                services: vec!["resepti".to_owned()],
                ..write(incident)
            };
            let message = app.step(|tx| bulletin::publish(tx, &first));
            let before: &[&str] = if first_names { &["oma", "varhain"] } else { &["oma"] };
            assert_eq!(told(&app, message), addresses(before));

            let more = Write {
                organisations: Some(vec![late, early]),
                services: vec!["potilas".to_owned(), "resepti".to_owned()],
                ..write(incident)
            };
            assert_eq!(update(&app, &more), addresses(&["oma", "varhain", "myohaan"]));
            let named = app.read(|conn| incident::named_services(conn, incident)).expect("services");
            assert_eq!(named, ["potilas".to_owned(), "resepti".to_owned()].into());
            assert_eq!(update(&app, &write(incident)), addresses(&["oma", "varhain", "myohaan"]), "and it stays so");

            let unknown = Write { services: vec!["kvarkki".to_owned()], ..write(incident) };
            let refused = app.write(&Viewer::System, |tx| bulletin::update(tx, MessageKind::Update, &unknown));
            assert!(
                matches!(refused, Err(Error::Refused(Refusal::Validation(problems))) if problems[0].field == "services")
            );
        }
    });
}
