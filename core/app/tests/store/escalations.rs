//! Promise: what a vendor or an operator answers is written down with their ticket and their promise, and ends the waiting. On both
//! databases.

use chrono::TimeDelta;
use majakka_app::command::escalation::escalate::{self, Escalate};
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::EscalationTarget;
use majakka_kit::fixture::county;
use majakka_kit::{NOON, TestApp, on_both};
use majakka_store::error::{Error, Result};
use majakka_store::escalation::{self, Answer, Escalation};
use majakka_store::organisation::NewOrganisation;
use majakka_store::timeline;
use majakka_store::viewer::Viewer;

fn sent(app: &TestApp, incident: IncidentId) -> Vec<Escalation> {
    app.read(|conn| escalation::of_incident(conn, incident)).expect("what was sent")
}

fn problem(done: Result<()>) -> (&'static str, &'static str) {
    match done {
        Err(Error::Refused(Refusal::Validation(problems))) => (problems[0].field, problems[0].problem),
        Err(Error::Refused(other)) => ("", other.code()),
        _ => ("", ""),
    }
}

#[test]
fn an_answer_ends_the_waiting_and_a_later_one_takes_its_place() {
    on_both(|database| {
        let app = TestApp::on(database).start();
        let vendor = NewOrganisation { vendor: "Esimerkkitoimittaja".to_owned(), ..county("alue") };
        let incident = app.report(app.organisation(&vendor));
        let to = EscalationTarget::Vendor;
        app.step(|tx| escalate::escalate(tx, &Escalate { incident, to, note: String::new(), pictures: Vec::new() }));
        let waiting = sent(&app, incident).remove(0);
        assert!(waiting.expected_by.is_some() && waiting.answered_at.is_none());

        let promised = NOON + TimeDelta::hours(3);
        let answer = |text: &str, ticket: &str, promised_at| Answer {
            text: text.to_owned(),
            ticket: ticket.to_owned(),
            promised_at,
        };
        let write = |id, answer: &Answer| app.write(&Viewer::System, |tx| escalate::answered(tx, incident, id, answer));
        assert_eq!(problem(write(waiting.id, &answer(" ", "", None))), ("text", "missing"));
        assert_eq!(problem(write(waiting.id + 1, &answer("Tutkitaan.", "", None))), ("text", "not_open"));
        let past = Some(NOON - TimeDelta::hours(3));
        assert_eq!(problem(write(waiting.id, &answer("Tutkitaan.", "", past))).0, "promised");
        write(waiting.id, &answer("Potilas 010190-900P ei näy.", "", None)).expect("an answer");
        app.pass(TimeDelta::minutes(20));
        write(waiting.id, &answer("", "INC-7", Some(promised))).expect("a later answer");

        let row = sent(&app, incident).remove(0);
        assert_eq!(
            (row.answered_at, row.ticket.as_deref(), row.promised_at),
            (Some(app.now()), Some("INC-7"), Some(promised))
        );
        let story = app.read(|conn| timeline::newest(conn, incident, 99)).expect("the story");
        let told: Vec<String> =
            story.iter().map(|entry| format!("{entry:?}")).filter(|entry| entry.contains("PartnerAnswered")).collect();
        assert_eq!(told.len(), 2, "both stay in the story");
        // The newest stands first.
        assert!(told[1].contains("[henkilötunnus]") && !told[1].contains("010190"), "{}", told[1]);
    });
}
