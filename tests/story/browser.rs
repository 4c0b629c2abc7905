//! Promise: in a real browser a nurse reports with a screenshot, the desk decides and publishes, the public page shows
//! it in three languages, and axe finds no barrier on any page on the way.
//!
//! With `MAJAKKA_PICTURES` set to a folder, the pictures of the documentation are taken on the way.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use majakka_testing::scratch::Scratch;
use majakka_testing::wait;
use thirtyfour::prelude::*;

use crate::harness::browser::Browser;
use crate::harness::cast::{Cast, PASSWORD};
use crate::harness::majakka::Setup;

const DESCRIPTION: &str = "Reseptin lähetys epäonnistui kolmesti, koneen uudelleenkäynnistys ei auttanut.";

/// A browser, at one address.
struct Window {
    browser: Browser,
    address: String,
    /// What axe found, page by page: all of it is told at the end.
    barriers: Mutex<Vec<String>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_in_the_browser_from_a_report_with_a_screenshot_to_the_public_page() {
    let mut majakka = Setup::up().start();
    let address = majakka.address();
    let cast = Cast::settle(None, &majakka.var());
    let files = Scratch::new("mjpic");
    let window = Window { browser: Browser::open().await, address, barriers: Mutex::default() };

    let form = cast.report_link(cast.county);
    window.a_missing_field_is_said_beside_it_and_nothing_typed_is_lost(&form, &files).await;
    window.the_report_is_looked_at_and_sent().await;
    for _ in 0..3 {
        cast.tell(cast.neighbour, "prescribe", "Receptet går inte att spara, samma fel överallt.");
    }
    cast.tell(cast.pharmacy, "dispense", "Lääkkeen toimitus ei mene läpi, jono kasvaa tiskillä.");

    window.she_signs_in(&cast).await;
    let incident = window.the_desk_follows_the_reports().await;
    window.the_desk_disagrees_with_a_reason(&incident).await;
    window.the_desk_publishes(&incident).await;
    window.the_public_page_shows_it().await;
    let barriers = std::mem::take(&mut *window.barriers.lock().unwrap());
    assert!(barriers.is_empty(), "axe found barriers:\n{}", barriers.join("\n"));
    window.browser.close().await;
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
        self.click("button.button--next[value=check]").await;
        let error = self.browser.find(By::Id("description-error")).await.expect("an error beside the missing field");
        assert!(!error.text().await.unwrap().is_empty(), "it says what is missing");
        assert_eq!(self.value("workstation").await, "TA-012", "what was typed is still there");
        assert_eq!(self.value("error_text").await, "virhe 500", "what was typed is still there");
        assert!(self.text().await.contains("virhe.png"), "the picture waits under the draft");
        self.no_barrier("the report form with an error").await;
        self.write("description", DESCRIPTION).await;
        self.click("button.button--next[value=check]").await;
    }

    async fn the_report_is_looked_at_and_sent(&self) {
        self.no_barrier("the look before sending").await;
        assert!(self.text().await.contains(DESCRIPTION), "what is about to be sent is shown");
        self.click("button[value=send]").await;
        assert!(self.text().await.contains("R-2"), "the reporter gets a reference:\n{}", self.text().await);
        assert!(self.path().await.starts_with("/follow/"), "and a page to follow");
        self.no_barrier("the reporter's page").await;
    }

    async fn she_signs_in(&self, cast: &Cast) {
        self.open("/sign-in").await;
        self.no_barrier("the sign-in").await;
        self.open(&cast.link()).await;
        self.no_barrier("the page of a one-time link").await;
        self.write("password", PASSWORD).await;
        self.write("again", PASSWORD).await;
        self.click("main button").await;
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
        self.submit("triage").await;
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
        self.click("button[value=preview]").await;
        assert!(self.text().await.contains("recept kan inte sparas"), "every language is shown before it leaves");
        self.no_barrier("the preview").await;
        self.click("button[value=publish]").await;
        // The page asks once more.
        let _ = self.browser.accept_alert().await;
        wait::until_so("the bulletin to be listed", async || self.path().await.contains("tab=bulletins")).await;
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

    async fn open(&self, path: &str) {
        self.browser.goto(format!("{}{path}", self.address)).await.expect("a page");
    }

    async fn path(&self) -> String {
        self.browser.current_url().await.expect("an address").as_str().replace(&self.address, "")
    }

    async fn text(&self) -> String {
        self.browser.find(By::Tag("body")).await.expect("a page").text().await.expect("its text")
    }

    async fn find(&self, id: &str) -> WebElement {
        let found = self.browser.find(By::Id(id)).await;
        match found {
            Ok(element) => element,
            Err(_) => panic!("no {id} on {}:\n{}", self.path().await, self.text().await),
        }
    }

    async fn value(&self, id: &str) -> String {
        self.find(id).await.value().await.expect("a value").unwrap_or_default()
    }

    async fn write(&self, id: &str, words: &str) {
        let field = self.find(id).await;
        field.clear().await.expect("an empty field");
        field.send_keys(words).await.expect("a written field");
    }

    async fn choose(&self, id: &str, value: &str) {
        let option = self.find(id).await.find(By::Css(format!("option[value='{value}']"))).await;
        option.unwrap_or_else(|e| panic!("{id} has no {value}: {e}")).click().await.expect("a chosen option");
    }

    /// Clicks as a script does: a radio that is drawn as a card lies under its label.
    async fn click(&self, css: &str) {
        let found = self.browser.find(By::Css(css)).await;
        let Ok(element) = found else { panic!("no {css} on {}:\n{}", self.path().await, self.text().await) };
        self.browser
            .execute("arguments[0].click()", vec![element.to_json().expect("an element")])
            .await
            .expect("a click");
    }

    async fn submit(&self, form: &str) {
        self.click(&format!("form[action$='/{form}'] button")).await;
    }

    async fn no_barrier(&self, page: &str) {
        let found = self.browser.violations().await;
        self.barriers.lock().unwrap().extend(found.into_iter().map(|barrier| format!("{page}: {barrier}")));
    }

    /// A picture for the documentation, when somebody wants it.
    async fn picture(&self, name: &str) {
        if let Some(folder) = std::env::var_os("MAJAKKA_PICTURES").map(PathBuf::from) {
            let top = "document.activeElement.blur(); window.scrollTo({ top: 0, behavior: 'instant' })";
            self.browser.execute(top, vec![]).await.expect("the top of the page");
            let file = Path::new(&folder).join(name);
            self.browser.picture(&file).await;
            majakka_testing::picture::shrink(&file);
        }
    }
}
