//! Promise: a member's data protection officer finds what her house reported to another desk, answers for its own register and sees
//! until when it must be reported; nobody else is shown her page.

use majakka_app::command::report::{self, Report};
use majakka_domain::terms::AccountRole::{Dpo, Helpdesk};
use majakka_domain::terms::{Effect, OrganisationKind};
use majakka_store::organisation::{self, NewOrganisation};

use crate::form::Form;
use crate::place::Place;
use crate::visitor::Page;

const PAGE: &str = "/desk/breaches";

/// The form that has such a field, with the button pressed that does this; the clock's stands before the answer's.
fn form_with(page: &Page, field: &str, what: &str) -> Form {
    let forms = Form::all(&page.text(), PAGE).into_iter();
    let mut forms = forms.filter(|form| form.fields().iter().any(|(name, _)| name.ends_with(field)));
    forms.next().unwrap_or_else(|| panic!("no form with {field}:\n{}", page.text())).add_choice("what", what)
}

#[actix_web::test]
async fn a_members_officer_answers_for_her_own_register_on_her_page() {
    let place = Place::new().await;
    let host = place.host();
    let member = place.app.step(|tx| {
        let new = NewOrganisation {
            desk: Some(host),
            ..NewOrganisation::named("apteekki", "Esimerkin apteekki", OrganisationKind::Pharmacy)
        };
        organisation::insert(tx.conn, tx.now, &new)
    });
    let (_, mut officer) = place.person("tietosuoja@example.fi", member, &[Dpo]).await;
    let empty = officer.open(PAGE).await.expect(200).text();
    assert!(empty.contains("ei ole ilmoittanut häiriöistä toiselle käyttötuelle"), "{empty}");
    let told = Report {
        privacy_risk: true,
        ..Report::least(member, "resepti", "dispense", Effect::Prevents, "Näkyi toisen asiakkaan resepti.")
    };
    place.app.step(|tx| report::report(tx, told)).incident.expect("an incident");

    assert!(officer.open("/desk").await.expect(200).text().contains("href=\"/desk/breaches\""), "it is in her menu");
    let page = officer.open(PAGE).await.expect(200);
    assert!(page.text().contains("tietosuoja voi olla vaarassa"), "{}", page.text());
    let form = form_with(&page, "_reason", "answer");
    let wrong = officer.submit(form.clone()).await.expect(422);
    assert!(wrong.text().contains("_value-error"), "{}", wrong.text());
    let reason =
        form.fields().iter().map(|(name, _)| name).find(|name| name.ends_with("_reason")).expect("why").clone();
    let value = reason.replace("_reason", "_value");
    let sent = form.fill(&reason, "Meidän asiakkaamme.").add_choice(&value, "yes");
    let page = officer.submit(sent).await.expect(200);
    assert!(page.text().contains("Meidän asiakkaamme.") && page.text().contains("viimeistään"), "{}", page.text());
    let ended = officer.submit(form_with(&page, "_clock_reason", "sent")).await.expect(200);
    assert!(!ended.text().contains("viimeistään"), "{}", ended.text());

    let (_, mut helpdesk) = place.person("tuki@example.fi", member, &[Helpdesk]).await;
    helpdesk.open(PAGE).await.expect(403);
    let (_, mut other) = place.person("isanta@example.fi", host, &[Dpo]).await;
    let shown = other.open(PAGE).await.expect(200).text();
    assert!(!shown.contains("Meidän asiakkaamme."), "her house reported nothing elsewhere: {shown}");
    assert!(shown.contains("?tab=duties"), "what her own desk's incident waits for: {shown}");
    place.stop().await;
}
