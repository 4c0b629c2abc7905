//! Promise: who answers for a breach is asked whose register it is, and Kela is told of one in its own. On both databases.

use chrono::TimeDelta;
use diesel::prelude::*;
use majakka_app::command::due::schedule;
use majakka_app::command::incident::answer;
use majakka_app::command::incident::controller;
use majakka_app::command::report::{self, Report};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{
    AccountRole, ContactRole, Effect, MessageKind, OrganisationKind, Question, TaskName, YesNo,
};
use majakka_kit::fixture::{county, recipient};
use majakka_kit::{TestApp, on_both};
use majakka_store::contact::NewContact;
use majakka_store::db::schema::deliveries;
use majakka_store::error::{Error, Result};
use majakka_store::organisation::NewOrganisation;
use majakka_store::statutory_clock::{self, Whose};
use majakka_store::viewer::Viewer;
use majakka_store::{account, task, timeline};

fn officer(app: &TestApp, organisation: OrganisationId) -> Viewer {
    let account = app.account(organisation, &format!("tietosuoja-{organisation}@example.fi"), &[AccountRole::Dpo]);
    Viewer::Person(app.read(|conn| account::person(conn, account)).expect("the database").expect("a person"))
}

fn answered(app: &TestApp, by: &Viewer, incident: IncidentId, question: Question, value: YesNo) -> Result<()> {
    app.write(by, |tx| answer::answer(tx, incident, question, value, "Katsoimme lokista."))
}

#[test]
fn a_breach_in_kelas_register_is_told_to_kela_until_it_is_none() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let alue = app.organisation(&county("alue"));
        let (incident, by) = (app.report(alue), officer(&app, alue));
        let open =
            || app.read(|conn| task::open_names(conn, incident)).expect("tasks").contains(&TaskName::KelaBreachNotice);
        let say = |question, value| answered(&app, &by, incident, question, value).expect("an answer");
        say(Question::DataBreach, YesNo::Yes);
        assert!(!open());
        say(Question::KelaRegister, YesNo::Yes);
        assert!(open());
        say(Question::KelaRegister, YesNo::No);
        assert!(!open());
        say(Question::KelaRegister, YesNo::Yes);
        say(Question::DataBreach, YesNo::No);
        assert!(!open(), "where there is no breach, nobody is told of one");
    });
}

#[test]
fn a_house_answers_for_its_own_register_where_another_desk_works_on_the_incident() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let host = app.organisation(&NewOrganisation { kind: OrganisationKind::Host, ..county("isanta") });
        let at_host = |slug: &str| NewOrganisation { desk: Some(host), ..county(slug) };
        let (member, other) = (app.organisation(&at_host("apteekki")), app.organisation(&at_host("klinikka")));
        app.contact(&NewContact { roles: [ContactRole::Dpo].into(), ..recipient(member, "tietosuoja") });
        let told = Report {
            privacy_risk: true,
            ..Report::least(member, "resepti", "prescribe", Effect::Prevents, "Näkyi toisen resepti.")
        };
        let incident = app.step(|tx| report::report(tx, told)).incident.expect("an incident");
        let known = app.now();
        app.pass(TimeDelta::hours(5));
        let (hers, desks, stranger) = (officer(&app, member), officer(&app, host), officer(&app, other));
        let say = |by: &Viewer, value, reason: &str| {
            app.write(by, |tx| controller::answer(tx, member, incident, value, reason))
        };
        for by in [&desks, &stranger] {
            let refused = say(by, YesNo::Yes, "ei ole hänen");
            assert!(matches!(refused, Err(Error::Refused(Refusal::Forbidden) | Error::NotFound(_))), "{refused:?}");
        }
        let helpdesk = app.account(member, "tuki@example.fi", &[AccountRole::Helpdesk]);
        let helpdesk = app.read(|conn| account::person(conn, helpdesk)).expect("it").expect("a person");
        assert!(say(&Viewer::Person(helpdesk), YesNo::Yes, "ei hänen roolissaan").is_err());
        assert!(say(&hers, YesNo::Yes, " ").is_err(), "without a reason");
        let desks_clocks = || app.read(|conn| statutory_clock::of_incident(conn, incident)).expect("clocks");
        let before = desks_clocks();

        say(&hers, YesNo::Yes, "Meidän asiakkaamme.").expect("her answer");
        let own = || app.read(|conn| statutory_clock::of_whom(conn, incident, Whose::House(member))).expect("clocks");
        let clock = own().remove(0);
        assert_eq!((clock.started_at, clock.due_at - clock.started_at), (known, TimeDelta::hours(72)));
        assert_eq!(desks_clocks(), before, "the desk's own stay as they are");
        let answered = app.read(|conn| majakka_store::answer::of_incident(conn, incident)).expect("answers");
        assert_eq!(answered, [], "the desk has answered nothing yet");
        say(&hers, YesNo::Yes, "Vielä kerran.").expect("her answer again");
        assert_eq!(own().len(), 1, "a later yes moves no clock");

        app.pass(TimeDelta::hours(50));
        schedule::run_due(&app).expect("a warning");
        let warned = app.step(|tx| {
            let all = deliveries::table.filter(deliveries::kind.eq(MessageKind::DutyAlert.as_str()));
            Ok(all.select(deliveries::address).order(deliveries::id).load::<String>(tx.conn)?)
        });
        assert_eq!(warned.last().map(String::as_str), Some("tietosuoja@example.fi"), "{warned:?}");
        let end = |by: &Viewer, sent, reason: &str| {
            app.write(by, |tx| controller::end_clock(tx, member, incident, sent, reason))
        };
        assert!(end(&desks, true, "").is_err());
        assert!(end(&hers, false, "").is_err(), "without a reason");
        end(&hers, true, "TSV 1234").expect("it was sent");
        assert!(own()[0].ended_at.is_some() && end(&hers, true, "").is_err());
        let story = app.read(|conn| timeline::newest(conn, incident, 50)).expect("the story");
        let kinds: Vec<_> = story.iter().map(|entry| entry.happened.kind()).collect();
        assert!(kinds.contains(&"house_answered") && kinds.contains(&"house_clock_ended"), "{kinds:?}");
    });
}
