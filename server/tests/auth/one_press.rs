//! Promise: agreeing with a proposal that holds takes no typing: four presses lead from the desk to the published bulletin, its
//! reasons are the reason, and before it leaves one sees every text and whom it reaches.

use majakka_app::command::report::{self, Report};
use majakka_app::command::upstream::{self, Announce};
use majakka_domain::terms::AccountRole::{CommsOwner, Helpdesk};
use majakka_domain::terms::{AnnouncementKind, Effect, Origin};
use majakka_kit::fixture::recipient;
use majakka_store::contact::NewContact;
use majakka_store::incident;
use majakka_store::viewer::Viewer;

use crate::place::Place;

#[actix_web::test]
async fn the_proposal_is_followed_in_one_press_and_the_first_bulletin_is_ready() {
    let place = Place::new().await;
    let host = place.host();
    let telephone = Some("+358400000001".to_owned());
    place.app.contact(&NewContact { phone: telephone, takes_sms: true, ..recipient(host, "tiedotteet") });
    let told = Report::least(host, "resepti", "prescribe", Effect::Prevents, "Reseptin lähetys epäonnistui");
    let id = place.app.step(|tx| report::report(tx, told)).incident.expect("an incident");
    let (_, mut anna) = place.person("anna@example.fi", host, &[Helpdesk, CommsOwner]).await;
    let base = "/desk/incidents/H-2026-0001";
    let address = format!("{base}/triage");
    let open = anna.open(base).await.expect(200);
    assert!(!open.text().contains("value=\"accept\""), "nothing is proposed yet: {}", open.text());
    let early = anna.submit(open.form(&address).add_choice("action", "accept")).await.expect(422).text();
    assert!(early.contains("Näyttö ei vielä kerro syytä"), "{early}");

    place.app.step(|tx| {
        upstream::announce(
            tx,
            Announce {
                source: "kanta.fi".to_owned(),
                external_id: "KANTA-1".to_owned(),
                kind: AnnouncementKind::Disturbance,
                title: "Resepti-palvelussa häiriö".to_owned(),
                services: vec!["resepti".to_owned()],
                effect: Effect::Prevents,
                starts_at: None,
                ends_at: None,
            },
        )
    });
    // The first press leads to the incident, the second agrees.
    let open = anna.open(base).await.expect(200);
    assert!(open.text().contains("Hyväksy ehdotus") && open.text().contains("Päätä toisin"), "{}", open.text());
    let composer = anna.submit(open.form(&address).add_choice("action", "accept")).await.expect(200);
    let to = format!("{base}/bulletin?kind=first");
    assert_eq!(composer.path, to);
    assert!(composer.text().contains("Ehdotus on hyväksytty.") && composer.text().contains("Esikatselu näkyy tässä"));
    let row = place.app.read(|conn| incident::find(conn, &Viewer::System, id)).expect("it");
    assert_eq!(row.decided_origin, Some(Origin::Kanta));
    let reason = row.decided_reason.expect("a reason");
    assert!(reason.contains("kanta.fi"), "its reasons are the reason: {reason}");
    assert!(!anna.open(base).await.text().contains("value=\"accept\""), "once is enough");

    // What is offered is what is previewed, as people and messages, and what leaves.
    let form = anna.open(&to).await.form(&to);
    let preview = anna.submit(form.clone().add_choice("action", "preview")).await.expect(200).text();
    let question = "data-confirm=\"Julkaistaanko tiedote ja lähetetäänkö se? 1 vastaanottaja, 2 viestiä.\"";
    assert!(preview.contains(question) && preview.contains("HÄIRIÖ"), "{preview}");
    assert!(preview.contains("tiedotteet@example.fi") && preview.contains("STÖRNING"), "{preview}");
    let after = anna.submit(form.add_choice("action", "publish")).await.expect(200);
    assert!(after.text().contains("Tiedote on lähdössä: 1 vastaanottaja, 2 viestiä."), "{}", after.text());
    place.stop().await;
}
