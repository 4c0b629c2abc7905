//! What telephones send back, as the desk sees it.

use majakka_app::command::delivery::inbound::{self, Inbound};
use majakka_domain::terms::AccountRole::{Auditor, Helpdesk};
use majakka_store::viewer::Viewer;

use crate::place::Place;

#[actix_web::test]
async fn a_reply_waits_on_the_desk_until_somebody_deals_with_it() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut aino) = place.person("aino@example.fi", host, &[Helpdesk]).await;
    assert!(aino.open("/desk/replies").await.expect(200).text().contains("Vastauksia ei ole."));
    let reply = |reference: &str, text: &str| {
        let inbound = Inbound {
            route: "46elks".to_owned(),
            reference: Some(reference.to_owned()),
            from: "+358400000001".to_owned(),
            to: "+358400000000".to_owned(),
            text: text.to_owned(),
        };
        place.app.write(&Viewer::System, |tx| inbound::take(tx, &inbound)).unwrap();
    };
    reply("1", "Meillä ei toimi <b>mikään</b>");
    reply("2", "Lopeta");
    assert!(aino.open("/desk").await.expect(200).text().contains("2 vastausta odottaa"));
    let page = aino.open("/desk/replies").await.expect(200);
    assert!(page.text().contains("Meillä ei toimi &lt;b&gt;mikään&lt;") && page.text().contains("pyytää lopettamaan"));
    let done = aino.submit(page.form("/desk/replies/2/handled")).await.expect(200);
    assert!(done.text().contains("hoiti Aino aino@example.fi"), "{}", done.text());
    assert!(aino.open("/desk").await.expect(200).text().contains("1 vastaus odottaa"));

    let (_, mut auditor) = place.person("tarkastaja@example.fi", host, &[Auditor]).await;
    let seen = auditor.open("/desk/replies").await.expect(200);
    assert!(seen.text().contains("Lopeta") && !seen.text().contains("/handled"));
    let county = place.county("mallila");
    let (_, mut other) = place.person("oma@example.fi", county, &[Helpdesk]).await;
    assert!(!other.open("/desk/replies").await.expect(200).text().contains("Lopeta"));
    place.stop().await;
}
