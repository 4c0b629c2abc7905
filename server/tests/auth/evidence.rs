//! Promise: a desk of its own enters what it heard, corrects it and takes a slip back on its page; a host sees what waits and confirms it
//! for everybody; the others are shown neither.

use majakka_domain::terms::AccountRole::Helpdesk;

use crate::form::Form;
use crate::place::Place;
use crate::visitor::{Page, Visitor};

const PAGE: &str = "/desk/upstream";

/// The form in the row of an announcement, with a button pressed.
fn row_form(page: &Page, what: &str) -> Form {
    let forms = Form::all(&page.text(), PAGE).into_iter();
    let mut rows = forms.filter(|form| form.value("number").is_some());
    rows.next().unwrap_or_else(|| panic!("no announcement:\n{}", page.text())).add_choice("what", what)
}

fn entry(page: &Page) -> Form {
    let mut forms = Form::all(&page.text(), PAGE).into_iter();
    forms
        .find(|form| form.value("announce_id").is_some())
        .expect("the form of an announcement")
        .add_choice("what", "announce")
}

async fn sees(visitor: &mut Visitor, words: &str) -> bool {
    visitor.open(PAGE).await.expect(200).text().contains(words)
}

#[actix_web::test]
async fn a_desk_enters_corrects_and_removes_and_a_host_confirms() {
    let place = Place::new().await;
    let host = place.host();
    let (_, mut county) = place.person("alue@example.fi", place.county("mallila"), &[Helpdesk]).await;
    let (_, mut neighbour) = place.person("naapuri@example.fi", place.county("naapuri"), &[Helpdesk]).await;
    let (_, mut hosts) = place.person("isanta@example.fi", host, &[Helpdesk]).await;
    let page = county.open(PAGE).await.expect(200);
    assert!(
        page.text().contains("vain oman käyttötukesi häiriöihin"),
        "she is told for whom it counts: {}",
        page.text()
    );
    assert!(!page.text().contains("reach_source"), "whether a source can be read is the host's to say");
    let typed = entry(&page).fill("announce_id", "K-7").fill("announce_title", "Häirö Reseptissä");
    county.submit(typed.add_choice("announce_services", "resepti")).await.expect(200);
    assert!(sees(&mut county, "K-7").await);
    assert!(!sees(&mut neighbour, "K-7").await, "another desk is not shown it");
    assert!(!neighbour.open("/status.json").await.expect(200).text().contains("K-7"));

    let page = county.open(PAGE).await.expect(200);
    let href = page.text().split("href=\"/desk/upstream?correct").nth(1).expect("a way to correct it").to_owned();
    let number = href.trim_start_matches("&#x3D;").trim_start_matches('=').split('#').next().unwrap().to_owned();
    let page = county.open(&format!("{PAGE}?correct={number}")).await.expect(200);
    let form = entry(&page);
    assert_eq!(form.value("announce_title"), Some("Häirö Reseptissä"), "what was said stands there");
    county.submit(form.fill("announce_title", "Häiriö Reseptissä")).await.expect(200);
    assert!(sees(&mut county, "Häiriö Reseptissä").await && !sees(&mut county, "Häirö").await);

    let page = hosts.open(PAGE).await.expect(200);
    assert!(page.text().contains("Vahvista kaikille"), "{}", page.text());
    hosts.submit(row_form(&page, "confirm")).await.expect(200);
    assert!(sees(&mut neighbour, "K-7").await, "now it counts for everybody");
    let page = neighbour.open(PAGE).await.expect(200);
    neighbour.submit(row_form(&page, "retract")).await.expect(403);
    let page = hosts.open(PAGE).await.expect(200);
    hosts.submit(row_form(&page, "retract")).await.expect(200);
    assert!(!sees(&mut hosts, "K-7").await && !sees(&mut county, "K-7").await);
    place.stop().await;
}
