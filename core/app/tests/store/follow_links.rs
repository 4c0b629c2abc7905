//! The reporter's own link is made of her report's number and a key: nothing that is stored opens it.

use diesel::prelude::*;
use majakka_app::command::report::{self, Report};
use majakka_app::follow_link;
use majakka_domain::terms::{Effect, OrganisationKind};
use majakka_kit::{TestApp, on_both};
use majakka_store::db::schema::reports;
use majakka_store::error::Error;
use majakka_store::organisation::NewOrganisation;
use majakka_store::token::TokenHash;

const EARLIER: &str = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF";

#[test]
fn a_link_that_was_kept_in_the_clear_works_on_and_only_its_hash_is_kept() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let clinic = app.organisation(&NewOrganisation::named("klinikka", "Klinikka", OrganisationKind::PrivateHealth));
        let told = Report::least(clinic, "resepti", "prescribe", Effect::Prevents, "Ei tallennu.");
        let received = app.step(|tx| report::report(tx, told));
        let stored = || -> Option<String> {
            app.read(|conn| Ok(reports::table.select(reports::follow_token).first(conn)?)).expect("the report")
        };
        let behind = |link: &str| app.read(|conn| follow_link::behind(&app, conn, link));
        assert_eq!(stored(), None);
        assert_eq!(behind(&received.follow_token).expect("her report").0.id, received.report);

        app.step(|tx| {
            diesel::update(reports::table).set(reports::follow_token.eq(EARLIER)).execute(tx.conn)?;
            Ok(())
        });
        assert_eq!(behind(EARLIER).expect("before it is hidden").0.id, received.report);
        assert_eq!(app.step(follow_link::hide_earlier), 1);
        assert_eq!(app.step(follow_link::hide_earlier), 0, "nothing is left to hide");
        let hash = TokenHash::new(EARLIER);
        assert_eq!(stored().as_deref(), Some(hash.as_hex()));
        assert_eq!(behind(EARLIER).expect("after it").0.id, received.report);
        for none in [hash.as_hex(), &hash.as_hex()[..32], "", "x"] {
            assert!(matches!(behind(none), Err(Error::NotFound(_))), "{none}");
        }
    });
}
