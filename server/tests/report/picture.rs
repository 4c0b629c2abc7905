//! Screenshots on their way in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use majakka_store::screenshot_row;
use majakka_store::viewer::Viewer;

use crate::ground::{CODE, Ground, PIXEL, Sent, get, send};

fn pixel() -> Vec<u8> {
    STANDARD.decode(PIXEL).unwrap()
}

#[actix_web::test]
async fn a_missing_field_costs_no_picture() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed = Sent::form(&[("description", "Ei onnistu."), ("action", "check")]);
    let again = send(&app, &ground.form(), &typed.file("virhe.png", pixel())).await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains("Yksi kuva on tallessa.") && again.text.contains("virhe.png"), "{}", again.text);

    let draft = again.hidden("draft");
    let rest = [("service", "resepti.dispense"), ("description", "Ei onnistu."), ("callback", "0400 000 012")];
    let look = send(&app, &ground.form(), &Sent::form(&rest).with("draft", &draft).with("action", "check")).await;
    assert!(look.text.contains("Kuvassa virhe.png ei ole henkilötietoja"), "{}", look.text);
    let sent = Sent::look(&draft, "send").with("screenshots_clean", "1");
    let sent = send(&app, &ground.form(), &sent).await;
    assert_eq!(sent.status, 303, "{}", sent.text);

    let row = ground.newest(1).remove(0);
    let pictures = ground.app.read(|conn| screenshot_row::of_report(conn, &Viewer::System, row.id)).unwrap();
    assert_eq!(pictures.len(), 1);
    assert!(pictures[0].no_personal_data);
    assert!(ground.app.screenshots.get(&pictures[0].key().unwrap()).await.unwrap().is_some());
}

#[actix_web::test]
async fn what_is_no_picture_is_named_beside_the_field_and_the_others_are_kept() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed = Sent::form(&[("description", "Ei onnistu."), ("action", "keep")]);
    let named = format!("potilas {CODE}.png");
    let typed = typed.file("ohje.pdf", *b"%PDF-1.7").file(&named, pixel()).file("", Vec::new());
    let again = send(&app, &ground.form(), &typed).await;
    assert_eq!(again.status, 422);
    assert_eq!(again.text.matches("ohje.pdf: Kuvan on oltava PNG, JPEG tai WebP.").count(), 2);
    assert!(again.text.contains("Yksi kuva on tallessa.") && !again.text.contains(CODE), "{}", again.text);
}

#[actix_web::test]
async fn a_sixth_picture_is_refused_and_five_stay() {
    let ground = Ground::new();
    let app = ground.app().await;
    let five = (1..=5).fold(Sent::form(&[("action", "keep")]), |form, n| form.file(&format!("{n}.png"), pixel()));
    let kept = send(&app, &ground.form(), &five.clone()).await;
    assert!(kept.text.contains("5 kuvaa on tallessa."), "{}", kept.text);
    let one_more = Sent::form(&[("action", "keep"), ("draft", &kept.hidden("draft"))]).file("6.png", pixel());
    let refused = send(&app, &ground.form(), &one_more).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("6.png: Kuvia voi olla enintään viisi."), "{}", refused.text);
    assert!(refused.text.contains("5 kuvaa on tallessa."));
    let six = send(&app, &ground.form(), &five.file("6.png", pixel())).await;
    assert!(six.text.contains("6.png: Kuvia voi olla enintään viisi."), "{}", six.text);
}

#[actix_web::test]
async fn a_picture_that_is_taken_out_is_gone() {
    let ground = Ground::new();
    let app = ground.app().await;
    let kept = send(&app, &ground.form(), &Sent::form(&[("action", "keep")]).file("a.png", pixel())).await;
    let drop = [("action", "keep"), ("draft", &kept.hidden("draft")), ("screenshots_drop", "1")];
    let after = send(&app, &ground.form(), &Sent::form(&drop)).await;
    assert!(!after.text.contains("a.png"), "{}", after.text);
}

#[actix_web::test]
async fn a_stranger_sees_no_picture() {
    let ground = Ground::new();
    let app = ground.app().await;
    let answer = get(&app, "/desk/screenshots/1").await;
    assert_eq!(answer.status, 303);
    assert!(answer.location().starts_with("/sign-in"));
}
