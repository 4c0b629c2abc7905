//! Promise: who answers for a breach is asked whose register it is, and Kela is told of one in its own. On both databases.

use majakka_app::command::answer;
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::terms::{AccountRole, Question, TaskName, YesNo};
use majakka_kit::fixture::county;
use majakka_kit::{TestApp, on_both};
use majakka_store::error::Result;
use majakka_store::viewer::Viewer;
use majakka_store::{account, task};

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
