//! Unusually many who are turned away wake the people on duty, once in a while.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::audit::refusal_log;
use majakka_domain::terms::OrganisationKind;
use majakka_kit::{TestApp, on_both};
use majakka_store::db::schema::deliveries;
use majakka_store::installation;
use majakka_store::organisation::NewOrganisation;

#[test]
fn unusually_many_refusals_wake_the_duty_list_once_in_six_hours() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let host = app.organisation(&NewOrganisation::named("isanta", "Isäntä", OrganisationKind::Host));
        app.step(|tx| installation::set_desk_rules(tx.conn, host, true, "", "yo@example.fi\n+358400000001"));
        let minute = |refusals: u32| {
            (0..refusals).for_each(|_| app.step(|tx| refusal_log::refused(tx, "GET /r/{token}", "404 unknown_secret")));
            app.pass(TimeDelta::minutes(1));
            app.step(refusal_log::watch)
        };
        let posted = || -> Vec<(String, String)> {
            let rows = deliveries::table.order(deliveries::id).select((deliveries::channel, deliveries::address));
            app.read(|conn| Ok(rows.load(conn)?)).expect("the outbox")
        };
        assert_eq!((0..30).map(|_| minute(9)).sum::<usize>(), 0, "ninety in ten minutes are no news");
        assert_eq!(minute(20), 2);
        assert_eq!(
            posted(),
            [("email", "yo@example.fi"), ("sms", "+358400000001")].map(|(c, a)| (c.to_owned(), a.to_owned()))
        );
        assert_eq!((0..30).map(|_| minute(20)).sum::<usize>(), 0, "they know");
        app.pass(TimeDelta::hours(6));
        assert_eq!((0..5).map(|_| minute(20)).sum::<usize>(), 2, "it goes on");
    });
}
