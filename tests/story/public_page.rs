//! Promise: nothing stands in anybody's way on the public page. In a real Chromium axe finds no barrier on any page, in
//! any language, light and dark, narrow and wide; and nothing must be scrolled sideways, at 320 pixels, at 200 % zoom, or
//! with letters twice as large.
//!
//! With `MAJAKKA_PICTURES` set to a folder, the pictures of the page in the documentation are taken on the way.

use std::path::PathBuf;

use majakka_testing::picture;
use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;
use crate::harness::scenes::{self, LANGUAGES, public_pages};

/// Whose screen: width and height in CSS pixels, and how many pixels of the screen each is.
type Screen = (&'static str, u32, u32, f64);
const NARROW: Screen = ("narrow", 320, 640, 1.0);
const WIDE: Screen = ("wide", 1280, 900, 1.0);
/// A window of 1280 pixels at 200 %.
const ZOOMED: Screen = ("at 200 %", 640, 450, 2.0);
const PHONE: Screen = ("phone", 390, 844, 1.5);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_stands_in_anybodys_way_on_any_public_page() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    let mut reader = Reader { browser: Browser::open().await, address: majakka.address(), barriers: Vec::new() };

    scenes::calm(&cast, &mut visitor).await;
    reader.looks_at("calm", &["/fi".to_owned()]).await;
    reader.pictures("calm").await;
    scenes::breaks(&cast, &mut visitor).await;
    reader.looks_at("maintenance", &["/fi".to_owned(), "/fi/o/esim".to_owned()]).await;
    reader.pictures("maintenance").await;
    let incident = scenes::outage(&cast, &mut visitor).await;
    for language in LANGUAGES {
        reader.looks_at("outage", &public_pages(language, Some(&incident))).await;
    }
    reader.pictures("outage").await;
    assert!(reader.barriers.is_empty(), "found:\n{}", reader.barriers.join("\n"));
    reader.browser.close().await;
}

/// Somebody who looks at every page on every screen.
struct Reader {
    browser: Browser,
    address: String,
    barriers: Vec<String>,
}

impl Reader {
    async fn looks_at(&mut self, scene: &str, pages: &[String]) {
        for page in pages {
            self.browser.goto(format!("{}{page}", self.address)).await.expect("a page");
            for screen in [WIDE, NARROW] {
                self.sit_before(screen).await;
                for theme in ["light", "dark"] {
                    self.colours(theme).await;
                    let found = self.browser.violations().await;
                    let place = format!("{scene} {page}, {}, {theme}", screen.0);
                    self.barriers.extend(found.into_iter().map(|barrier| format!("{place}: {barrier}")));
                }
                self.needs_no_sideways_scrolling(scene, page, screen.0).await;
            }
            self.sit_before(ZOOMED).await;
            self.needs_no_sideways_scrolling(scene, page, ZOOMED.0).await;
            self.sit_before(WIDE).await;
            self.run("document.documentElement.style.fontSize = '200%'").await;
            self.needs_no_sideways_scrolling(scene, page, "with large letters").await;
        }
    }

    async fn needs_no_sideways_scrolling(&mut self, scene: &str, page: &str, how: &str) {
        let beyond = self
            .run(
                "const edge = document.documentElement.clientWidth;
                 if (document.documentElement.scrollWidth <= edge) return [];
                 return [...document.querySelectorAll('body *')]
                     .filter(element => element.getBoundingClientRect().right > edge + 1)
                     .slice(0, 5).map(element => element.tagName + '.' + element.className + ' ' + element.id)",
            )
            .await;
        if beyond.as_array().is_some_and(|elements| !elements.is_empty()) {
            self.barriers.push(format!("{scene} {page}, {how}: must be scrolled sideways for {beyond}"));
        }
    }

    /// The pictures of a scene, when somebody wants them.
    async fn pictures(&self, scene: &str) {
        let Some(folder) = std::env::var_os("MAJAKKA_PICTURES").map(PathBuf::from) else { return };
        self.browser.tell("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
        for (device, screen) in [("desktop", WIDE), ("phone", PHONE)] {
            self.sit_before(screen).await;
            for theme in ["light", "dark"] {
                self.colours(theme).await;
                self.browser.goto(format!("{}/fi", self.address)).await.expect("a page");
                let file = folder.join(format!("status-{scene}-{theme}-{device}.png"));
                self.browser.picture(&file).await;
                picture::shrink(&file);
            }
        }
        self.browser.tell("Emulation.setScrollbarsHidden", json!({ "hidden": false })).await;
    }

    async fn sit_before(&self, (_, width, height, scale): Screen) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        self.browser.tell("Emulation.setDeviceMetricsOverride", screen).await;
    }

    async fn colours(&self, theme: &str) {
        let wish = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        self.browser.tell("Emulation.setEmulatedMedia", wish).await;
    }

    async fn run(&self, script: &str) -> Value {
        self.browser.execute(script, vec![]).await.expect("an answer of the page").json().clone()
    }
}
