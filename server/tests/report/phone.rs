//! Somebody signed in enters what was told by telephone, and looks at the pictures that came.

use actix_web::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use majakka_app::command::account::session;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{AccountRole, Language, OrganisationKind};
use majakka_store::account::{self, NewAccount};
use majakka_store::viewer::Viewer;
use majakka_store::{audit, organisation, screenshot_row};

use crate::ground::{Ground, PIXEL, Sent, ask, somebody};

/// A host's desk that takes the reports of the pharmacies.
fn host(ground: &Ground) -> OrganisationId {
    let new = somebody("yllapito", OrganisationKind::Host);
    ground
        .app
        .write(&Viewer::System, |tx| {
            let host = organisation::insert(tx.conn, tx.now, &new)?;
            let mut served = somebody("koivun-apteekki", OrganisationKind::Pharmacy);
            served.desk = Some(host);
            organisation::insert(tx.conn, tx.now, &served)?;
            Ok(host)
        })
        .unwrap()
}

#[actix_web::test]
async fn the_helpdesk_enters_a_call_and_stands_as_who_entered_it() {
    let ground = Ground::new();
    let app = ground.app().await;
    let host = host(&ground);
    let cookie = ground.signed_in(host, "aino@example.fi", AccountRole::Helpdesk);
    let headers = [("cookie", cookie.as_str())];
    let form = ask(&app, Method::GET, "/report", &headers, Vec::new()).await;
    assert_eq!(form.status, 200, "{}", form.text);
    assert!(form.text.contains("Kirjaa ilmoitus") && form.text.contains("koivun-apteekki"));
    assert!(!form.text.contains("mallila"), "the pharmacy with a desk of its own");

    let typed = [
        ("service", "resepti.dispense"),
        ("description", "Soittaja: toimitus ei tallennu."),
        ("callback", "0400 000 012"),
        ("reporter", "Väinö Esimerkki"),
        ("action", "check"),
    ];
    let foreign = ask_with(&app, &cookie, &Sent::form(&typed)).await;
    assert_eq!(foreign.status, 403, "without her token");
    let typed = Sent::form(&typed).with("csrf", &form.hidden("csrf"));
    let nobody = ask_with(&app, &cookie, &typed).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.text.contains("Valitse organisaatio, jonka ilmoitus tämä on."), "{}", nobody.text);
    let stranger = ask_with(&app, &cookie, &typed.clone().with("organisation", "mallila")).await;
    assert_eq!(stranger.status, 422, "not hers to report for");

    let picture = STANDARD.decode(PIXEL).unwrap();
    let typed = typed.with("organisation", "koivun-apteekki").file("virhe.png", picture);
    let look = ask_with(&app, &cookie, &typed).await;
    assert!(look.text.contains("Esimerkki koivun-apteekki"), "{}", look.text);
    let send = Sent::look(&look.hidden("draft"), "send").with("csrf", &form.hidden("csrf"));
    assert_eq!(ask_with(&app, &cookie, &send).await.status, 303);

    let row = ground.newest(1).remove(0);
    assert_eq!((row.reporter.as_deref(), row.entered_by.is_some()), (Some("Väinö Esimerkki"), true));
    let shots = ground.app.read(|conn| screenshot_row::of_report(conn, &Viewer::System, row.id)).unwrap();
    let path = format!("/desk/screenshots/{}", shots[0].id);
    let looks = || {
        let rows = ground.app.read(|conn| audit::newest(conn, 100)).unwrap();
        rows.into_iter().filter(|row| row.action == "picture.opened").map(|row| row.subject).collect::<Vec<_>>()
    };
    assert!(looks().is_empty());
    let shown = ask(&app, Method::GET, &path, &headers, Vec::new()).await;
    assert_eq!(
        (shown.status.as_u16(), shown.headers.get("content-type").unwrap().to_str().unwrap()),
        (200, "image/png")
    );
    let other = ground.signed_in(ground.pharmacy, "eero@example.fi", AccountRole::Helpdesk);
    assert_eq!(ask(&app, Method::GET, &path, &[("cookie", &other)], Vec::new()).await.status, 404);
    assert_eq!(looks(), [row.reference], "one look, written down with its report");
}

async fn ask_with(
    app: &impl actix_web::dev::Service<
        actix_http::Request,
        Response = actix_web::dev::ServiceResponse<impl actix_web::body::MessageBody>,
        Error = actix_web::Error,
    >,
    cookie: &str,
    form: &Sent,
) -> crate::ground::Answer {
    let headers = [("cookie", cookie), ("content-type", "multipart/form-data; boundary=raja")];
    ask(app, Method::POST, "/report", &headers, form.body()).await
}

#[actix_web::test]
async fn who_does_not_work_at_a_desk_reports_for_her_own_house() {
    let ground = Ground::new();
    let app = ground.app().await;
    let cookie = ground.signed_in(ground.pharmacy, "aino@example.fi", AccountRole::EndUser);
    let form = ask(&app, Method::GET, "/report", &[("cookie", &cookie)], Vec::new()).await;
    assert!(form.text.contains("<option value=\"mallila\" selected>"), "{}", form.text);
    let auditor = ground.signed_in(ground.pharmacy, "eero@example.fi", AccountRole::Auditor);
    assert_eq!(ask(&app, Method::GET, "/report", &[("cookie", &auditor)], Vec::new()).await.status, 403);
}

#[actix_web::test]
async fn an_unsent_report_survives_the_end_of_the_session() {
    let ground = Ground::new();
    let app = ground.app().await;
    let new = NewAccount {
        organisation: ground.pharmacy,
        email: "aino@example.fi".to_owned(),
        name: "Aino Esimerkki".to_owned(),
        language: Language::Fi,
        roles: [AccountRole::Helpdesk].into(),
    };
    let id = ground.app.write(&Viewer::System, |tx| account::insert(tx.conn, tx.now, &new)).unwrap();
    let sign_in = || ground.app.write(&Viewer::System, |tx| session::begin(tx, id)).unwrap().expose().to_owned();
    let before = format!("majakka={}", sign_in());
    let form = ask(&app, Method::GET, "/report", &[("cookie", &before)], Vec::new()).await;
    let begun = form.headers.get("set-cookie").unwrap().to_str().unwrap().split(';').next().unwrap().to_owned();

    ground.app.clock.advance(chrono::TimeDelta::minutes(31));
    let typed = Sent::form(&[("description", "Kirjoitin puoli tuntia."), ("action", "keep")]);
    let typed = typed.with("draft", &form.hidden("draft")).file("virhe.png", STANDARD.decode(PIXEL).unwrap());
    let late = ask_with(&app, &format!("{before}; {begun}"), &typed).await;
    assert_eq!((late.status.as_u16(), late.location()), (303, "/sign-in?to=%2Freport"));

    let after = format!("majakka={}; {begun}", sign_in());
    let again = ask(&app, Method::GET, "/report", &[("cookie", &after)], Vec::new()).await;
    assert!(again.text.contains("Kirjoitin puoli tuntia.") && again.text.contains("virhe.png"), "{}", again.text);
    let other = ground.signed_in(ground.pharmacy, "eero@example.fi", AccountRole::Helpdesk);
    let other = ask(&app, Method::GET, "/report", &[("cookie", &format!("{other}; {begun}"))], Vec::new()).await;
    assert!(!other.text.contains("Kirjoitin puoli tuntia."), "somebody else at the same machine");
}

#[actix_web::test]
async fn who_is_here_to_report_lands_on_the_form_and_finds_what_she_told_before() {
    let ground = Ground::new();
    let app = ground.app().await;
    let cookie = ground.signed_in(ground.pharmacy, "aino@example.fi", AccountRole::EndUser);
    let open = async |path: &str, cookie: &str| ask(&app, Method::GET, path, &[("cookie", cookie)], Vec::new()).await;

    let form = open("/report", &cookie).await;
    assert!(form.text.contains("<h1>Ilmoita häiriöstä</h1>"), "nobody calls her: {}", form.text);
    for way in ["href=\"/report\"", "href=\"/report/own\""] {
        assert!(form.text.contains(way), "{way}: {}", form.text);
    }
    assert!(!form.text.contains("href=\"/desk"), "no way to what she may not open: {}", form.text);
    let own = open("/report/own", &cookie).await;
    assert!(own.text.contains("Et ole vielä ilmoittanut mitään"), "{}", own.text);

    let typed = [
        ("organisation", "mallila"),
        ("service", "resepti.prescribe"),
        ("description", "Allekirjoitus ei onnistu."),
        ("callback", "0400 000 012"),
        ("action", "check"),
    ];
    let look = ask_with(&app, &cookie, &Sent::form(&typed).with("csrf", &form.hidden("csrf"))).await;
    let send = Sent::look(&look.hidden("draft"), "send").with("csrf", &form.hidden("csrf"));
    assert_eq!(ask_with(&app, &cookie, &send).await.status, 303, "{}", look.text);
    let own = open("/report/own", &cookie).await;
    assert!(own.text.contains("Allekirjoitus ei onnistu."), "{}", own.text);
    assert!(own.text.contains("Ilmoitus on käyttötuella."), "where it stands: {}", own.text);
    let link = own.text.split("href=\"").find(|part| part.starts_with("/follow/")).unwrap().split('"').next().unwrap();
    assert_eq!(open(link, &cookie).await.status, 200);

    let colleague = ground.signed_in(ground.pharmacy, "eero@example.fi", AccountRole::EndUser);
    assert!(
        !open("/report/own", &colleague).await.text.contains("Allekirjoitus ei onnistu."),
        "a colleague's own list"
    );
}
