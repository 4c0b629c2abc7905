//! Promise: whoever runs Majakka reads in its log how each bulletin went, and finds at no level what people wrote, who they are, or what
//! opens a page.

use majakka_domain::terms::{Extent, Origin};
use majakka_testing::postfix::{self, Postfix};
use majakka_testing::scratch::Scratch;
use majakka_testing::wait;
use reqwest::Method;

use crate::harness::cast::{Cast, PASSWORD};
use crate::harness::majakka::Setup;

const DESCRIPTION: &str = "Reseptin tallennus pysähtyy kelluvaan ikkunaan";
const PATIENT: &str = "Viljami Salainen";
const REPORTER: &str = "Hoitaja Hiljainen";
const CALLBACK: &str = "+358400000777";
const IMPACT: &str = "lääkäri ei näe vanhoja lääkityksiä";

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_how_a_bulletin_went_and_at_no_level_what_or_of_whom() {
    let (postfix, secrets) = (Postfix::start(), Scratch::new("mjsec"));
    let setup = Setup::up().logging("trace").with("SERVER__LOG_REQUESTS", true).mailing(&postfix, &secrets);
    let mut majakka = setup.start();
    majakka.address();
    let cast = Cast::settle(None, &majakka.var());

    // A report with everything that can be told, and its reporter's own page.
    let report_link = cast.report_link(cast.county);
    let mut reporter = majakka.visitor();
    let form = reporter.open(&report_link).await.expect(200).form(&report_link);
    let form = form.fill("service", "resepti.prescribe").fill("description", DESCRIPTION).fill("patient_ref", PATIENT);
    let form = form.fill("reporter", REPORTER).fill("callback", CALLBACK).add_choice("action", "send");
    let sent = reporter.submit(form).await;
    assert!(sent.status.is_success(), "{}", sent.text());
    let follow = sent.path.split('?').next().expect("her page").to_owned();
    assert!(follow.starts_with("/follow/"), "{follow}");

    // The desk signs in, mistypes a password, looks for her, and publishes.
    let mut desk = cast.at_the_desk(majakka.visitor()).await;
    let wrong =
        desk.request(Method::POST, "/sign-in").form(&[("email", "joku@test.invalid"), ("password", "kuutamo 99")]);
    desk.stranger().once(wrong, "/sign-in").await.expect(422);
    desk.open("/desk/search?q=Hiljainen").await.expect(200);
    let incident = cast.publish(IMPACT, Origin::Kanta, Extent::Nationwide);
    let reference = cast.reference(incident);
    desk.open(&format!("/desk/incidents/{reference}")).await.expect(200);
    reporter.open(&follow).await.expect(200);
    let mail = postfix.wait_for("a bulletin", |mail| mail.recipient() == "esim-tuki@test.invalid");
    let (_, read) =
        mail.text().split_once("/read/").map(|(before, rest)| (before.len(), rest.to_owned())).expect("a link");
    let read = read.split_whitespace().next().expect("its code").to_owned();
    reporter.open(&format!("/read/{read}")).await.expect(200);

    let is_out = |said: &str| said.lines().find(|line| line.contains("a word to many is out")).map(str::to_owned);
    let process = majakka.process();
    wait::until("a line that says how the bulletin went", || is_out(&process.said()));
    let said = process.said();
    let line = is_out(&said).expect("the line");
    for part in ["majakka::bulletin", "kind=first", "sent=", "failed=0", "waiting=0", "seconds="] {
        assert!(line.contains(part), "{part} is not in {line}");
    }
    assert!(!line.contains("sent=0"), "{line}");
    assert!(said.contains("Majakka starts") && said.contains("majakka::security"), "it is the whole log");

    // Whoever reports an error reads its id on the page; the line is found by it.
    let page = reporter.stranger().open("/desk/nowhere").await;
    let id = page.headers.get("x-request-id").and_then(|id| id.to_str().ok()).expect("an id").to_owned();
    let of_request = wait::maybe(|| {
        let said = majakka.process().said();
        said.lines().find(|line| line.contains(&id) && line.contains("majakka::request")).map(str::to_owned)
    });
    let of_request = of_request.expect("a line for the request");
    assert!(
        of_request.contains("status=") && of_request.contains("ms=") && of_request.contains("method=GET"),
        "{of_request}"
    );
    let said = majakka.process().said();
    assert!(said.contains("path=\"/r/{token}\""), "paths are patterns");

    let token = |path: &str| path.rsplit('/').next().expect("the end of a path").to_owned();
    let secrets = [
        ("what was described", DESCRIPTION.to_owned()),
        ("the patient", PATIENT.to_owned()),
        ("the reporter", REPORTER.to_owned()),
        ("her number", CALLBACK.to_owned()),
        ("what a bulletin says", IMPACT.to_owned()),
        ("who gets it", "esim-tuki".to_owned()),
        ("her telephone", "+358400000001".to_owned()),
        ("who mistyped", "joku@test.invalid".to_owned()),
        ("what was mistyped", "kuutamo 99".to_owned()),
        ("what was looked for", "Hiljainen".to_owned()),
        ("the password", PASSWORD.to_owned()),
        ("the administrator's link", token(&cast.link())),
        ("the report link", token(&report_link)),
        ("the reporter's page", token(&follow)),
        ("the link of a letter", read),
        ("the incident", reference),
        ("a session", desk.cookie("majakka").expect("her session")),
        ("the mail server's password", postfix::PASSWORD.to_owned()),
    ];
    for (what, secret) in secrets {
        let found = said.lines().find(|line| line.contains(&secret));
        assert!(found.is_none(), "{what} stands in the log: {}", found.unwrap_or_default());
    }
}
