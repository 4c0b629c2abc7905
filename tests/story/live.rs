//! Promise: a page that stays open tells its reader what is new, and only that, leaves her keyboard where it is, and says so
//! when nothing new can come any more.

use std::net::TcpListener;

use majakka_domain::terms::{Extent, Origin};
use majakka_testing::process::Signal;
use majakka_testing::wait;
use serde_json::Value;

use crate::harness::browser::Browser;
use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;

use crate::harness::scenes;

/// The page looks for news when its reader comes back to it, as it does every minute.
const COMES_BACK: &str = "document.dispatchEvent(new Event('visibilitychange'))";
/// What a screen reader was told last.
const TOLD: &str = "return document.getElementById('announce').textContent";
/// Every answer from here on has another time on its clock.
const ANOTHER_TIME: &str = "
    const fetched = window.fetch;
    window.fetch = async (...asked) => {
        const answer = await fetched(...asked), text = await answer.text();
        return new Response(text.replace(/(data-clock[^>]*>)[^<]*/g, '$1klo 0.00'), { headers: answer.headers });
    };";
const FOUR_MINUTES_PASS: &str = "const now = Date.now; Date.now = () => now() + 4 * 60000";

struct Page(Browser);

impl Page {
    async fn run(&self, script: &str) -> Value {
        self.0.execute(script, vec![]).await.expect("an answer of the page").json().clone()
    }

    async fn told(&self) -> String {
        self.run(TOLD).await.as_str().unwrap_or_default().to_owned()
    }
}

/// Takes the door that a dead server left, so that no server of another story moves in and answers for it; whoever knocks is cut off.
fn nobody_answers_at(address: &str) {
    let place = address.trim_start_matches("http://").to_owned();
    let door = wait::until("the door that was left", || TcpListener::bind(&place).ok());
    std::thread::spawn(move || door.incoming().for_each(drop));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_tells_its_reader_what_is_new_and_when_nothing_new_can_come() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    scenes::calm(&cast, &mut visitor).await;
    let page = Page(Browser::open().await);
    page.0.goto(format!("{}/fi", majakka.address())).await.expect("the page");
    page.run("document.querySelector('#follow ~ ul a').focus()").await;
    let at = "return document.activeElement.getAttribute('href')";
    let link = page.run(at).await;

    page.run(ANOTHER_TIME).await;
    wait::until_so("another time on the page", async || {
        page.run(COMES_BACK).await;
        page.run("return document.querySelector('[data-clock]').textContent").await == "klo 0.00"
    })
    .await;
    assert_eq!(page.told().await, "", "that time passes is no news");

    cast.publish("reseptiä ei voi tallentaa", Origin::Kanta, Extent::Nationwide);
    wait::until_so("the outage on the open page", async || {
        page.run(COMES_BACK).await;
        page.told().await.contains("Häiriötilanne on päivittynyt. Resepti-palvelu")
    })
    .await;
    assert_eq!(page.run(at).await, link, "her keyboard is where it was");

    let address = majakka.address();
    majakka.process().signal(Signal::SIGKILL);
    nobody_answers_at(&address);
    page.run(FOUR_MINUTES_PASS).await;
    wait::until_so("word that the connection is cut", async || {
        page.run(COMES_BACK).await;
        page.told().await.contains("Yhteys palveluun on poikki")
    })
    .await;
    let said = page.run("return document.querySelector('.notice--warning').textContent").await;
    assert!(said.as_str().is_some_and(|said| said.contains("viimeksi 4 minuuttia sitten")), "{said}");
    page.0.close().await;
}
