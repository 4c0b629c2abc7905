//! The report form at an organisation's link.

use majakka_app::command::report::patient;
use majakka_store::installation;
use majakka_store::viewer::Viewer;

use crate::ground::{CODE, Ground, Sent, get, send};

/// As little as a report needs.
const LEAST: [(&str, &str); 3] =
    [("service", "resepti.dispense"), ("description", "Toimitus ei tallennu."), ("callback", "0400 000 012")];

#[actix_web::test]
async fn service_description_and_callback_are_enough_and_a_reference_comes_back() {
    let ground = Ground::new();
    let app = ground.app().await;
    let form = get(&app, &ground.form()).await;
    assert_eq!(form.status, 200, "{}", form.text);
    assert!(form.text.contains("<optgroup label="), "{}", form.text);
    assert!(form.text.contains("value=\"2026-11-20T12:10\""), "now, in Finland's time");
    assert_eq!(form.headers.get("cache-control").unwrap(), "no-store");

    let look = send(&app, &ground.form(), &Sent::form(&LEAST).with("action", "check")).await;
    assert_eq!(look.status, 200, "{}", look.text);
    assert!(look.text.contains("Tarkista ja lähetä") && look.text.contains("Toimitus ei tallennu."));

    let sent = send(&app, &ground.form(), &Sent::look(&look.hidden("draft"), "send")).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let page = get(&app, sent.location()).await;
    assert!(page.text.contains("R-2026-000001") && page.text.contains("Ilmoitus on vastaanotettu"), "{}", page.text);
    assert_eq!(page.headers.get("cache-control").unwrap(), "no-store");
    assert_eq!(page.headers.get("x-robots-tag").unwrap(), "noindex, nofollow");
    let rows = ground.newest(9);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].service.as_str(), rows[0].function.as_str()), ("resepti", "dispense"));
    assert_eq!(rows[0].entered_by, None);
}

#[actix_web::test]
async fn the_form_speaks_three_languages() {
    let ground = Ground::new();
    let app = ground.app().await;
    for (language, title) in [("fi", "Ilmoita häiriöstä"), ("sv", "Anmäl en störning"), ("en", "Report an incident")]
    {
        let form = get(&app, &format!("{}?lang={language}", ground.form())).await;
        assert!(form.text.contains(title) && form.text.contains(&format!("lang=\"{language}\"")), "{}", form.text);
    }
}

#[actix_web::test]
async fn each_missing_field_has_its_own_message_and_what_was_typed_stays() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed = [
        ("description", "Allekirjoitus ei <onnistu>."),
        ("unit", "Keskusta"),
        ("occurred_at", "eilen"),
        ("reporter_email", "aino"),
        ("safety_risk", "1"),
    ];
    let again = send(&app, &ground.form(), &Sent::form(&typed).with("action", "check")).await;
    assert_eq!(again.status, 422);
    for message in [
        "Valitse palvelu ja toiminto, jota häiriö koskee.",
        "Kirjoita numero, josta sinut tavoittaa, esimerkiksi 0400 000 000.",
        "Kirjoita päivä ja kellonaika, esimerkiksi 20.11.2026 klo 12.10.",
        "Sähköpostiosoitteessa on oltava yksi @-merkki.",
    ] {
        assert_eq!(again.text.matches(message).count(), 2, "beside the field and in the summary: {message}");
    }
    assert!(again.text.contains("Allekirjoitus ei &lt;onnistu&gt;."));
    assert!(again.text.contains("value=\"Keskusta\"") && again.text.contains("value=\"eilen\""));
    assert!(again.text.contains("name=\"safety_risk\" value=\"1\" checked"));
}

#[actix_web::test]
async fn an_identity_code_is_pointed_out_moved_and_then_nowhere() {
    let ground = Ground::new();
    let app = ground.app().await;
    let told = format!("Potilaan {CODE} resepti ei avaudu.");
    let typed = Sent::form(&LEAST).with("description", &told);
    let warned = send(&app, &ground.form(), &typed.clone().with("action", "check")).await;
    assert_eq!(warned.status, 422);
    assert!(warned.text.contains("Tekstissä on henkilötunnus. Siirrä se suljettuun kenttään."), "{}", warned.text);
    assert!(warned.text.contains("value=\"seal\"") && warned.text.contains(CODE), "what was typed is not lost");

    let draft = warned.hidden("draft");
    let sealed = send(&app, &ground.form(), &typed.with("draft", &draft).with("action", "seal")).await;
    assert_eq!(sealed.status, 200, "{}", sealed.text);
    assert!(sealed.text.contains("[henkilötunnus]") && !sealed.text.contains(CODE));
    let edit = send(&app, &ground.form(), &Sent::look(&draft, "edit")).await;
    assert!(edit.text.contains("Potilastieto on tallessa suljettuna") && !edit.text.contains(CODE));
    let sent = send(&app, &ground.form(), &Sent::look(&draft, "send")).await;
    let page = get(&app, sent.location()).await;
    assert!(page.text.contains("[henkilötunnus]") && !page.text.contains(CODE), "{}", page.text);

    let row = ground.newest(1).remove(0);
    assert_eq!(ground.app.read(|conn| patient::count(conn, row.id)).unwrap(), 1);
    let opened = ground.app.write(&Viewer::System, |tx| patient::open(tx, row.id, "Riskin arviointi")).unwrap();
    assert_eq!(opened, [CODE]);
    let stored = ground.everything_stored();
    assert!(!stored.windows(CODE.len()).any(|bytes| bytes == CODE.as_bytes()), "the code stands in a file");
}

#[actix_web::test]
async fn sending_all_the_same_seals_an_identity_code_too() {
    let ground = Ground::new();
    let app = ground.app().await;
    let told = format!("Potilaan {CODE} resepti ei avaudu.");
    let typed = Sent::form(&LEAST).with("description", &told).with("identity_told", "1");
    let look = send(&app, &ground.form(), &typed.with("action", "check")).await;
    assert_eq!(look.status, 200, "{}", look.text);
    assert!(!look.text.contains(CODE) && look.text.contains("Mukana on suljettu potilastieto."));
    let sent = send(&app, &ground.form(), &Sent::look(&look.hidden("draft"), "send")).await;
    assert_eq!(sent.status, 303);
    let stored = ground.everything_stored();
    assert!(!stored.windows(CODE.len()).any(|bytes| bytes == CODE.as_bytes()));
}

#[actix_web::test]
async fn a_link_that_was_taken_back_says_what_to_do() {
    let ground = Ground::new();
    let app = ground.app().await;
    ground.app.write(&Viewer::System, |tx| installation::set_report_token(tx.conn, ground.pharmacy, None)).unwrap();
    for gone in [get(&app, &ground.form()).await, send(&app, &ground.form(), &Sent::form(&LEAST)).await] {
        assert_eq!(gone.status, 404);
        assert!(gone.text.contains("Pyydä uusi linkki") && gone.text.contains("oma käyttötuki"));
    }
    assert!(ground.newest(1).is_empty());
}

#[actix_web::test]
async fn a_link_is_bounded() {
    let ground = Ground::new();
    let app = ground.app().await;
    let mut allowed = 0;
    // The allowance grows back while a slow machine asks, so only its being there can be told, not where it ends.
    let refused = loop {
        match get(&app, &ground.form()).await.status.as_u16() {
            200 if allowed < 10_000 => allowed += 1,
            other => break other,
        }
    };
    assert_eq!(refused, 429, "after {allowed}");
    assert!(allowed >= 60, "{allowed}");
}

#[actix_web::test]
async fn eighty_forms_of_one_address_are_not_all_taken_and_nothing_that_was_typed_is_lost() {
    let ground = Ground::new();
    let app = ground.app().await;
    let typed = Sent::form(&LEAST).with("unit", "Keskusta").with("action", "check");
    let mut answers = Vec::new();
    for _ in 0..80 {
        answers.push(send(&app, &ground.form(), &typed).await);
    }
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    assert!((40..80).contains(&taken), "{taken}");
    let limited = answers.iter().rfind(|answer| answer.status != 200).unwrap();
    assert_eq!(limited.status, 422);
    for kept in ["Toimitus ei tallennu.", "Keskusta", "0400 000 012", "lähetä se uudelleen pe 20.11.2026 klo 12.1"] {
        assert!(limited.text.contains(kept), "{kept}: {}", limited.text);
    }
    // Who has begun goes on.
    let draft = answers[0].hidden("draft");
    assert_eq!(send(&app, &ground.form(), &Sent::look(&draft, "send")).await.status, 303);
}

#[actix_web::test]
async fn nobody_has_letters_written_to_an_address_again_and_again() {
    let ground = Ground::new();
    let app = ground.app().await;
    let mut answers = Vec::new();
    for _ in 0..28 {
        let typed = Sent::form(&LEAST).with("reporter_email", "joku@example.fi").with("action", "check");
        let look = send(&app, &ground.form(), &typed).await;
        answers.push(send(&app, &ground.form(), &Sent::look(&look.hidden("draft"), "send")).await);
    }
    let sent = answers.iter().filter(|answer| answer.status == 303).count();
    assert!((20..24).contains(&sent), "{sent}");
    let limited = answers.last().unwrap();
    assert_eq!(limited.status, 422);
    assert!(
        limited.text.contains("Jätä kohta tyhjäksi") && limited.text.contains("joku@example.fi"),
        "{}",
        limited.text
    );
}

#[actix_web::test]
async fn a_draft_opens_only_with_its_own_token() {
    let ground = Ground::new();
    let app = ground.app().await;
    send(&app, &ground.form(), &Sent::form(&LEAST).with("action", "keep")).await;
    let stranger = send(&app, &ground.form(), &Sent::look("arvattu", "edit")).await;
    assert!(!stranger.text.contains("Toimitus ei tallennu."));
}
