//! Promise: in a real browser a nurse reports with a screenshot, the desk decides and publishes, the public page shows
//! it in three languages, and axe finds no barrier on any page on the way.
//!
//! With `MAJAKKA_PICTURES` set to a folder, the pictures of the documentation are taken on the way.

use majakka_testing::scratch::Scratch;
use majakka_testing::wait;
use thirtyfour::prelude::*;

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;
use crate::harness::window::Window;

const DESCRIPTION: &str = "Reseptin lähetys epäonnistui kolmesti, koneen uudelleenkäynnistys ei auttanut.";

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_in_the_browser_from_a_report_with_a_screenshot_to_the_public_page() {
    let mut majakka = Setup::up().start();
    let window = Window::at(majakka.address()).await;
    let cast = Cast::settle(None, &majakka.var());
    let files = Scratch::new("mjpic");

    let form = cast.report_link(cast.county);
    window.a_missing_field_is_said_beside_it_and_nothing_typed_is_lost(&form, &files).await;
    window.the_report_is_looked_at_and_sent().await;
    for _ in 0..3 {
        cast.tell(cast.neighbour, "prescribe", "Receptet går inte att spara, samma fel överallt.");
    }
    cast.tell(cast.pharmacy, "dispense", "Lääkkeen toimitus ei mene läpi, jono kasvaa tiskillä.");

    window.open("/sign-in").await;
    window.no_barrier("the sign-in").await;
    window.sign_in(&cast).await;
    let incident = window.the_desk_follows_the_reports().await;
    window.the_desk_disagrees_with_a_reason(&incident).await;
    window.the_desk_publishes(&incident).await;
    window.the_public_page_shows_it().await;
    window.close().await;
}

impl Window {
    async fn a_missing_field_is_said_beside_it_and_nothing_typed_is_lost(&self, form: &str, files: &Scratch) {
        self.open(form).await;
        self.no_barrier("the report form").await;
        self.choose("service", "resepti.prescribe").await;
        self.click("#effect-prevents").await;
        self.write("error_text", "virhe 500").await;
        self.write("workstation", "TA-012").await;
        self.write("callback", "+358400000000").await;
        let picture = files.join("virhe.png");
        self.browser.picture(&picture).await;
        self.picture("report.png").await;
        self.find("screenshots").await.send_keys(picture.to_string_lossy()).await.expect("a chosen file");
        self.press("button.button--next[value=check]").await;
        let error = self.browser.find(By::Id("description-error")).await.expect("an error beside the missing field");
        assert!(!error.text().await.unwrap().is_empty(), "it says what is missing");
        assert_eq!(self.value("workstation").await, "TA-012", "what was typed is still there");
        assert_eq!(self.value("error_text").await, "virhe 500", "what was typed is still there");
        assert!(self.text().await.contains("virhe.png"), "the picture waits under the draft");
        self.no_barrier("the report form with an error").await;
        self.write("description", DESCRIPTION).await;
        self.press("button.button--next[value=check]").await;
    }

    async fn the_report_is_looked_at_and_sent(&self) {
        self.no_barrier("the look before sending").await;
        assert!(self.text().await.contains(DESCRIPTION), "what is about to be sent is shown");
        self.press("button[value=send]").await;
        assert!(self.text().await.contains("R-2"), "the reporter gets a reference:\n{}", self.text().await);
        assert!(self.path().await.starts_with("/follow/"), "and a page to follow");
        self.no_barrier("the reporter's page").await;
    }

    /// Gives the path of the incident.
    async fn the_desk_follows_the_reports(&self) -> String {
        self.open("/desk").await;
        self.no_barrier("the desk").await;
        let said = self.text().await;
        assert!(said.contains("Resepti-palvelu · Reseptin määrääminen"), "each report says what it is about:\n{said}");
        let link = self.browser.find(By::Css("a[href^='/desk/incidents/H-']")).await.expect("the incident at the desk");
        let incident = link.attr("href").await.unwrap().expect("where it leads");
        let incident = incident.split('?').next().unwrap_or_default().to_owned();
        self.open(&format!("{incident}?tab=triage")).await;
        self.no_barrier("the incident").await;
        let reasons =
            self.browser.find(By::Css("section[aria-labelledby=proposal] details")).await.expect("the reasons");
        if reasons.attr("open").await.unwrap().is_none() {
            reasons.find(By::Tag("summary")).await.unwrap().click().await.unwrap();
        }
        let said = reasons.find_all(By::Tag("li")).await.unwrap();
        assert!(!said.is_empty(), "the proposal says why");
        incident
    }

    async fn the_desk_disagrees_with_a_reason(&self, incident: &str) {
        let proposed = self.browser.find(By::Css("input[name=triage_origin]:checked")).await;
        let proposed = match proposed {
            Ok(input) => input.value().await.unwrap().unwrap_or_default(),
            Err(_) => String::new(),
        };
        let other = if proposed == "kanta" { "dependency" } else { "kanta" };
        self.click(&format!("#triage_origin-{other}")).await;
        self.write("triage_reason", "Kela vahvisti puhelimessa, että vika on siellä.").await;
        self.submit("decide").await;
        let said = self.text().await;
        assert!(said.contains("Kela vahvisti puhelimessa"), "her reason stands beside the proposal:\n{said}");
        for tab in ["reports", "escalation", "bulletins", "duties", "timeline"] {
            self.open(&format!("{incident}?tab={tab}")).await;
            self.no_barrier(&format!("the incident's {tab}")).await;
        }
    }

    async fn the_desk_publishes(&self, incident: &str) {
        self.open(&format!("{incident}/bulletin?kind=first")).await;
        self.no_barrier("the composer").await;
        self.write("impact_fi", "reseptiä ei voi tallentaa").await;
        self.write("impact_sv", "recept kan inte sparas").await;
        self.write("impact_en", "prescriptions not saved").await;
        self.click("#services-resepti").await;
        self.press("button[value=preview]").await;
        for fold in self.browser.find_all(By::Css("#preview details:not([open]) > summary")).await.unwrap() {
            fold.click().await.unwrap();
        }
        assert!(self.text().await.contains("recept kan inte sparas"), "every language is shown before it leaves");
        self.no_barrier("the preview").await;
        self.press("button[value=publish]").await;
        assert!(self.path().await.contains("tab=bulletins"), "the bulletin is listed");
        self.open("/desk").await;
        self.no_barrier("the desk with a running incident").await;
        self.picture("desk.png").await;
    }

    async fn the_public_page_shows_it(&self) {
        self.open("/").await;
        wait::until_so("the public page to say it", async || {
            self.open("/").await;
            self.text().await.contains("Reseptiä ei voi tallentaa")
        })
        .await;
        for (language, words) in
            [("fi", "Reseptiä ei voi tallentaa"), ("sv", "Recept kan inte sparas"), ("en", "Prescriptions not saved")]
        {
            self.open(&format!("/?lang={language}")).await;
            assert!(self.text().await.contains(words), "the page speaks {language}");
            self.no_barrier(&format!("the public page in {language}")).await;
        }
        self.open("/?lang=fi").await;
        let dark = serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        self.browser.tell("Emulation.setEmulatedMedia", dark).await;
        self.no_barrier("the public page in the dark").await;
        self.browser.tell("Emulation.setEmulatedMedia", serde_json::json!({ "features": [] })).await;
        let phone = serde_json::json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true });
        self.browser.tell("Emulation.setDeviceMetricsOverride", phone).await;
        self.open("/?lang=fi").await;
        self.no_barrier("the public page on a telephone").await;
    }
}
