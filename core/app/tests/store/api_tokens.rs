//! A token of a program does what it was made for, until it ends, and is replaced without a gap.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection as _;
use majakka_app::Tx;
use majakka_app::command::organisation::api_token::{self, Replacement, Wanted};
use majakka_app::command::report::standing::standing;
use majakka_app::command::report::{self, Report};
use majakka_app::command::upstream::{self, Looked};
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{Effect, Layer, OrganisationKind, ProbeResult, TokenLife, TokenOverlap, TokenScope};
use majakka_kit::{TestApp, on_both};
use majakka_store::api_token::{self as tokens, ApiToken};
use majakka_store::audit;
use majakka_store::error::{Error, Result};
use majakka_store::organisation::NewOrganisation;
use majakka_store::token::TokenHash;
use majakka_store::viewer::Viewer;

fn host(app: &TestApp) -> OrganisationId {
    app.organisation(&NewOrganisation::named("isanta", "Isäntä", OrganisationKind::Host))
}

fn good(app: &TestApp, token: &str) -> bool {
    app.read(|conn| tokens::program(conn, app.now(), &TokenHash::new(token))).expect("the database").is_some()
}

fn all(app: &TestApp, organisation: OrganisationId) -> Vec<ApiToken> {
    app.read(|conn| tokens::of_organisation(conn, &Viewer::System, organisation)).expect("the tokens")
}

fn lacks<T: std::fmt::Debug>(scope: TokenScope, done: Result<T>) {
    assert!(matches!(&done, Err(Error::Refused(Refusal::MissingScope(lacking))) if *lacking == scope), "{done:?}");
}

#[test]
fn a_program_does_what_its_token_was_made_for_and_the_steps_refuse_the_rest() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let host = host(&app);
        let told = || Report::least(host, "resepti", "prescribe", Effect::Prevents, "Ei tallennu.");
        let measure = |tx: &mut Tx<'_>| {
            upstream::measure(tx, Layer::Tcp, ProbeResult::Ok, &Looked::From(host))?;
            upstream::reach(tx, "kanta.fi", true)
        };
        let (reports, reads, brings) = (
            app.program(host, &[TokenScope::Report]),
            app.program(host, &[TokenScope::Read]),
            app.program(host, &[TokenScope::Evidence]),
        );
        let reference = app.write(&reports, |tx| report::report(tx, told())).expect("it may report").reference;
        app.read(|conn| standing(conn, &reads, &reference)).expect("it may ask");
        app.write(&brings, measure).expect("it may bring evidence");
        for other in [&reads, &brings] {
            lacks(TokenScope::Report, app.write(other, |tx| report::report(tx, told())));
        }
        for other in [&reports, &brings] {
            lacks(TokenScope::Read, app.read(|conn| standing(conn, other, &reference)));
        }
        for other in [&reports, &reads] {
            lacks(TokenScope::Evidence, app.write(other, measure));
        }
        let log = app.read(|conn| audit::newest(conn, 9)).expect("the log");
        let received = log.iter().find(|row| row.action == "report.received").expect("the report");
        assert_eq!(received.actor, format!("organisation {host}, token 1"), "the log tells which program it was");
    });
}

#[test]
fn a_token_ends_when_it_was_said_and_its_use_is_seen() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let host = host(&app);
        let wanted = |scopes: &[TokenScope]| Wanted {
            name: " Valvonta ".to_owned(),
            scopes: scopes.iter().copied().collect(),
            life: TokenLife::Month,
        };
        let nothing = app.write(&Viewer::System, |tx| api_token::make(tx, host, &wanted(&[])));
        assert!(matches!(&nothing, Err(Error::Refused(Refusal::Validation(_)))), "{nothing:?}");
        let token = app.step(|tx| api_token::make(tx, host, &wanted(&[TokenScope::Read])));
        let row = all(&app, host).remove(0);
        let ends = app.now() + TimeDelta::days(30);
        assert_eq!((row.name.as_str(), row.expires_at, row.last_used_at), ("Valvonta", Some(ends), None));
        app.step(|tx| tokens::note_use(tx.conn, tx.now, row.id));
        assert_eq!(all(&app, host)[0].last_used_at, Some(app.now()));
        app.pass(TimeDelta::days(30) - TimeDelta::seconds(1));
        assert!(good(&app, token.expose()));
        app.pass(TimeDelta::seconds(1));
        assert!(!good(&app, token.expose()), "from the moment on that was said");
    });
}

#[test]
fn a_replaced_token_goes_on_beside_the_new_one_for_as_long_as_was_chosen() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let host = host(&app);
        let old = app.api_token(host, &[TokenScope::Report, TokenScope::Read]);
        let id = all(&app, host)[0].id;
        let by = |overlap| Replacement { life: TokenLife::Quarter, overlap };
        let new = app.step(|tx| api_token::replace(tx, host, id, by(TokenOverlap::Week)));
        let rows = all(&app, host);
        assert_eq!(rows[0].scopes().expect("scopes"), rows[1].scopes().expect("scopes"), "it may do the same");
        assert_eq!(rows[1].expires_at, Some(app.now() + TimeDelta::days(90)));
        app.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
        assert!(good(&app, &old) && good(&app, new.expose()));
        app.pass(TimeDelta::seconds(1));
        assert!(!good(&app, &old) && good(&app, new.expose()));
        let again = app.write(&Viewer::System, |tx| api_token::replace(tx, host, id, by(TokenOverlap::Week)));
        assert!(matches!(&again, Err(Error::NotFound(_))), "one that has ended comes back by no other way: {again:?}");
        let at_once = app.step(|tx| api_token::replace(tx, host, rows[1].id, by(TokenOverlap::None)));
        assert!(!good(&app, new.expose()) && good(&app, at_once.expose()));
    });
}

#[test]
fn a_token_that_was_made_before_there_were_scopes_does_what_it_did() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let host = host(&app);
        let hash = TokenHash::new("vanha");
        let insert = format!(
            "INSERT INTO api_tokens (organisation_id, name, token_hash, created_at) \
             VALUES ({host}, 'Vanha', '{}', '2026-01-01 00:00:00')",
            hash.as_hex()
        );
        app.step(|tx| Ok(tx.conn.batch_execute(&insert)?));
        app.pass(TimeDelta::days(3_650));
        let (program, _) = app.read(|conn| tokens::program(conn, app.now(), &hash)).expect("the database").expect("it");
        assert_eq!(program.scopes, TokenScope::ALL.iter().copied().collect());
    });
}
