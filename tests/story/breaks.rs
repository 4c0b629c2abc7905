//! Promise: in a real browser the desk plans a break that comes again, moves one of it, calls one off and ends the series;
//! a wrong rule is said beside its field and nothing typed is lost; those whom it concerns read each change on their page, and
//! their calendar shows it.

use std::path::Path;

use chrono::{Days, DurationRound as _, NaiveTime, TimeDelta};
use majakka_app::Tx;
use majakka_app::command::bulletin::in_finnish;
use majakka_app::command::maintenance::{self as steps, Plan, Shown};
use majakka_domain::format::time::helsinki_day;
use majakka_domain::id::OrganisationId;
use majakka_domain::terms::{ContactKind, ContactRole, Language};
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_store::contact::{self, NewContact};
use majakka_store::error::Result;
use majakka_store::maintenance;
use majakka_store::viewer::Viewer;
use majakka_testing::{readers, wait};
use serde_json::Value;
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

#[tokio::test(flavor = "multi_thread")]
async fn a_break_of_several_services_without_a_known_end_is_planned_and_said_to_be_over_in_the_browser() {
    let mut majakka = Setup::up().start();
    let window = Window::at(majakka.address()).await;
    let cast = Cast::settle(None, &majakka.var());
    window.sign_in(&cast).await;
    window.open(DESK).await;
    window.the_break_is_typed(&day_after(7, 18), cast.county.0).await;
    window.click("#plan_service-resepti").await;
    window.click("#plan_open-yes").await;
    window.press("button[value=plan]").await;
    let error = window.find("plan_ends-error").await.text().await.unwrap();
    assert!(error.contains("älä molempia"), "an end and none: {error}");
    assert!(window.has("#plan_open-yes:checked").await && window.has("#plan_service-resepti:checked").await);
    window.no_barrier("the breaks with two ends").await;
    window.picture("desk-break-open-end.png").await;
    window.set("plan_ends", "").await;
    window.press("button[value=plan]").await;
    window.says_to_those_concerned(&["Resepti-palvelu, Potilastietovaranto", "päättymisaika ei ole tiedossa"]).await;
    window.picture("break-open-end.png").await;

    window.open(DESK).await;
    assert!(!window.has("button[value=over]").await, "it has not begun");
    let begun = cast.app.write(&Viewer::System, |tx| {
        let row = maintenance::by_external_id(tx.conn, "HUOLTO-1")?;
        let open = maintenance::reschedule(tx.conn, tx.now, &row, tx.now - TimeDelta::minutes(5), None);
        open.and_then(|()| maintenance::start_told(tx.conn, tx.now, row.id))
    });
    begun.expect("its start");
    window.open(DESK).await;
    window.no_barrier("a break that runs without an end").await;
    window.press("button[value=over]").await;
    assert!(window.text().await.contains("päättynyt"), "{}", window.text().await);
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mails_of_a_break_bring_one_event_into_the_readers_calendar_and_take_it_away_again() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    let starts = SystemClock.now().duration_trunc(TimeDelta::hours(1)).unwrap() + TimeDelta::days(20);
    let ends = starts + TimeDelta::hours(2);
    let address = |language: &Language| format!("{language}@esim.example.fi");
    // What is told anew before a mail has left takes its place: each notice leaves before the next one.
    let told = |count: usize, step: &dyn Fn(&mut Tx<'_>) -> Result<()>| {
        cast.app.write(&Viewer::System, step).expect("a notice");
        wait::until("the mails", || {
            let all = Language::ALL.iter().map(|language| mails_to(&majakka.var(), &address(language)).len());
            all.into_iter().all(|mails| mails == count).then_some(())
        });
    };
    told(1, &|tx| {
        for language in Language::ALL {
            contact::insert(tx.conn, &recipient(cast.county, *language))?;
        }
        let plan = Plan {
            external_id: "HUOLTO-5".to_owned(),
            services: ["resepti", "potilas"].map(str::to_owned).to_vec(),
            starts_at: starts,
            ends_at: None,
            impact: in_finnish("tietoliikenne siirretään; katko, kesto avoin"),
            organisations: vec![cast.county],
            shown: Shown::Concerned,
            rule: None,
        };
        steps::plan(tx, &plan)
    });
    told(2, &|tx| steps::reschedule(tx, "HUOLTO-5", starts, Some(ends)));
    told(3, &|tx| steps::cancel(tx, "HUOLTO-5"));
    for language in Language::ALL {
        let mails = mails_to(&majakka.var(), &address(language));
        let mut events: Vec<Value> = mails.iter().map(|mail| readers::mail_event(mail)["events"][0].clone()).collect();
        events.sort_by_key(|event| event["sequence"].as_i64());
        let (uid, file) = (&events[0]["uid"], &events[0]["file"]);
        let methods = ["PUBLISH", "PUBLISH", "CANCEL"].into_iter().enumerate();
        for (event, (sequence, method)) in events.iter().zip(methods) {
            assert_eq!((&event["uid"], &event["file"], &event["sequence"]), (uid, file, &sequence.into()), "{event}");
            assert_eq!((&event["method"], &event["declared"]), (&method.into(), &method.into()), "RFC 5546: {event}");
            assert_eq!((&event["attendees"], &event["problems"]), (&false.into(), &Value::Array(vec![])), "{event}");
            assert!(event["organizer"].as_str().unwrap().starts_with("mailto:"), "{event}");
        }
        assert_eq!((&events[0]["ends"], &events[2]["status"]), (&Value::Null, &"CANCELLED".into()));
        assert!(events[1]["ends"].is_string(), "the end that became known");
        let page = visitor.open(&format!("/{language}/o/esim/maintenance.ics")).await.expect(200);
        let subscribed = readers::calendar(&page.body)["events"][0].clone();
        let of =
            |event: &Value| [&event["uid"], &event["sequence"], &event["status"], &event["summary"]].map(Value::clone);
        assert_eq!(of(&subscribed), of(&events[2]), "who subscribes to the calendar sees the same event");
    }
}

fn recipient(organisation: OrganisationId, language: Language) -> NewContact {
    NewContact {
        organisation,
        kind: ContactKind::Organisation,
        name: language.to_string(),
        email: format!("{language}@esim.example.fi"),
        phone: None,
        takes_sms: false,
        language,
        roles: [ContactRole::BulletinRecipient].into(),
    }
}

/// The mails in the folder that go to an address.
fn mails_to(var: &Path, address: &str) -> Vec<Vec<u8>> {
    let Ok(files) = std::fs::read_dir(var.join("outbox")) else { return Vec::new() };
    let mails = files.filter_map(|file| std::fs::read(file.ok()?.path()).ok());
    let to = format!("To: {address}");
    mails.filter(|mail| String::from_utf8_lossy(mail).lines().any(|line| line.trim_end() == to)).collect()
}

impl Window {
    async fn the_break_is_typed(&self, starts: &str, whom: i64) {
        self.write("plan_id", "HUOLTO-1").await;
        self.click("#plan_service-potilas").await;
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
