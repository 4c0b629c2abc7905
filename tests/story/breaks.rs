//! Promise: in a real browser the desk plans a break that comes again, moves one of it, calls one off and ends the series;
//! a wrong rule is said beside its field and nothing typed is lost; those whom it concerns read each change on their page.

use chrono::{Days, NaiveTime};
use majakka_domain::format::time::helsinki_day;
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_testing::wait;
use thirtyfour::prelude::*;

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;
use crate::harness::window::Window;

const DESK: &str = "/desk/maintenance";
const VIEW: &str = "/fi/o/esim";

#[tokio::test(flavor = "multi_thread")]
async fn a_break_that_comes_again_is_planned_moved_called_off_and_ended_in_the_browser() {
    let mut majakka = Setup::up().start();
    let window = Window::at(majakka.address()).await;
    let cast = Cast::settle(None, &majakka.var());
    window.sign_in(&cast).await;

    window.open(DESK).await;
    window.no_barrier("the breaks").await;
    let starts = day_after(7, 18);
    window.the_break_is_typed(&starts, cast.county.0).await;
    window.choose("plan_repeats", "own").await;
    window.write("plan_rule", "FREQ=SILLOIN-TALLOIN").await;
    window.press("button[value=plan]").await;
    let error = window.find("plan_rule-error").await.text().await.unwrap();
    assert!(!error.is_empty(), "it says what is wrong with the rule");
    assert_eq!(window.value("plan_rule").await, "FREQ=SILLOIN-TALLOIN", "what was typed is still there");
    assert_eq!(window.value("plan_starts").await, starts, "what was typed is still there");
    window.no_barrier("the breaks with an error").await;

    window.choose("plan_repeats", "fortnightly").await;
    window.write("plan_rule", "").await;
    window.press("button[value=plan]").await;
    window.says_to_those_concerned(&["Huolto", "Toistuu: joka 2. viikko"]).await;
    window.open("/sv/o/esim").await;
    assert!(window.text().await.contains("Underhåll: patientuppgifter"), "{}", window.text().await);

    let (first, number) = window.first_break().await;
    window.set(&format!("break{number}_starts"), &day_after(8, 18)).await;
    window.set(&format!("break{number}_ends"), &day_after(8, 19)).await;
    window.press(&format!("#{first} button[value=move]")).await;
    window.says_to_those_concerned(&["Siirretty", "Aiempi aika:"]).await;

    window.open(DESK).await;
    window.press(&format!("#{first} button[value=cancel]")).await;
    window.says_to_those_concerned(&["Peruttu"]).await;

    window.open(DESK).await;
    window.press("button[value=end]").await;
    assert!(!window.text().await.contains("Toistuu"), "the series is over:\n{}", window.text().await);
    window.no_barrier("the breaks without a series").await;
    window.close().await;
}

impl Window {
    async fn the_break_is_typed(&self, starts: &str, whom: i64) {
        self.write("plan_id", "HUOLTO-1").await;
        self.choose("plan_service", "potilas").await;
        self.set("plan_starts", starts).await;
        self.set("plan_ends", &day_after(7, 19)).await;
        self.write("plan_impact_fi", "Huolto: potilastietoja ei voi hakea.").await;
        self.write("plan_impact_sv", "Underhåll: patientuppgifter kan inte hämtas.").await;
        self.write("plan_impact_en", "Maintenance: patient data cannot be fetched.").await;
        self.click(&format!("#plan_organisations-{whom}")).await;
    }

    /// The element of the first break that is to come, and its number.
    async fn first_break(&self) -> (String, String) {
        self.open(DESK).await;
        self.browser
            .execute("document.querySelectorAll('details').forEach(one => one.open = true)", vec![])
            .await
            .unwrap();
        let card = self.browser.find(By::Css("article[id^=maintenance-]")).await.expect("a break");
        let id = card.attr("id").await.unwrap().unwrap();
        let number = id.trim_start_matches("maintenance-").to_owned();
        (id, number)
    }

    async fn says_to_those_concerned(&self, words: &[&str]) {
        wait::until_so(&format!("the page of those concerned to say {words:?}"), async || {
            self.open(VIEW).await;
            let said = self.text().await;
            words.iter().all(|word| said.contains(word))
        })
        .await;
        self.no_barrier("the page of those concerned").await;
    }
}

/// A time of day so many days from now, as a browser's field has it.
fn day_after(days: u64, hour: u32) -> String {
    let day = helsinki_day(SystemClock.now()) + Days::new(days);
    day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap()).format("%Y-%m-%dT%H:%M").to_string()
}
