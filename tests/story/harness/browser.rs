//! A real Chromium, driven through chromedriver, with axe to look for barriers.

use std::io::{BufRead as _, BufReader};
use std::ops::Deref;
use std::path::Path;
use std::process::Command;

use majakka_testing::process::{Process, Signal};
use majakka_testing::scratch::Scratch;
use thirtyfour::prelude::*;

const AXE: &str = include_str!("../../../testing/vendor/axe-core/axe.min.js");
/// Law for these users is WCAG 2.1 AA; 2.2 and axe's own good practice are our ambition.
const RULES: &str = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']";
/// Without a sandbox, as containers have no user namespaces and the pages are ours; without traffic of its own.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // A colour on its way to another is none that anybody reads, and axe would take it for one.
    "--force-prefers-reduced-motion",
];

/// An open browser window; everything that a [`WebDriver`] can, it can.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    address: String,
    _chromedriver: Process,
    _scratch: Scratch,
}

impl Browser {
    /// Opens a window of a desk's size, in Finnish.
    pub async fn open() -> Browser {
        Browser::open_as("fi", 1280, 900).await
    }

    /// Opens a window with this language and inner size in pixels.
    pub async fn open_as(language: &str, width: u32, height: u32) -> Browser {
        let scratch = Scratch::new("mjcr");
        let (chromedriver, port) = start_chromedriver(&scratch);
        let mut wishes = DesiredCapabilities::chrome();
        let size = format!("--window-size={width},{height}");
        let profile = format!("--user-data-dir={}", scratch.join("profile").display());
        for flag in FLAGS.into_iter().chain([size.as_str(), &profile]) {
            wishes.add_arg(flag).expect("a flag");
        }
        wishes.set_binary("/usr/bin/chromium").expect("the path of Chromium");
        let languages = serde_json::json!({ "intl.accept_languages": language });
        wishes.add_experimental_option("prefs", languages).expect("a preference");
        let address = format!("http://127.0.0.1:{port}");
        let driver = WebDriver::new(&address, wishes).await.expect("a browser window");
        Browser { driver, address, _chromedriver: chromedriver, _scratch: scratch }
    }

    /// What axe finds wrong with the page that is open: rule, impact, and the elements. Empty is good.
    pub async fn violations(&self) -> Vec<String> {
        let there = self.driver.execute("return typeof axe === 'object'", vec![]).await.expect("an answer of the page");
        if there.json() != true {
            self.driver.execute(AXE, vec![]).await.expect("axe in the page");
        }
        let script = format!(
            "const done = arguments[arguments.length - 1];
             axe.run(document, {{ runOnly: {RULES} }}).then(
                 found => done(found.violations.map(v =>
                     `${{v.id}} (${{v.impact}}): ${{v.help}}: ${{v.nodes.map(n => n.target.join(' ')).join(', ')}}`)),
                 error => done([String(error)]));"
        );
        let found = self.driver.execute_async(script, vec![]).await.expect("an answer of axe");
        found.convert().expect("a list of findings")
    }

    /// Tells Chromium something of its own protocol: dark colours, the size of a telephone.
    pub async fn tell(&self, command: &str, what: serde_json::Value) {
        let url = format!("{}/session/{}/goog/cdp/execute", self.address, self.driver.handle().session_id());
        let said = serde_json::json!({ "cmd": command, "params": what });
        let answer = reqwest::Client::builder()
            .build()
            .expect("an HTTP client")
            .post(url)
            .json(&said)
            .send()
            .await
            .expect("an answer of chromedriver");
        assert!(answer.status().is_success(), "{command}: {}", answer.text().await.unwrap_or_default());
    }

    /// Saves a picture of the window as PNG, making the folder.
    pub async fn picture(&self, path: &Path) {
        std::fs::create_dir_all(path.parent().expect("a picture lies in a folder")).expect("the folder of pictures");
        self.driver.screenshot(path).await.expect("a picture");
    }

    /// Closes the window. Without this Chromium is ended with its chromedriver, less politely.
    pub async fn close(self) {
        self.driver.quit().await.expect("the browser closes");
    }
}

impl Deref for Browser {
    type Target = WebDriver;

    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

/// chromedriver chooses its own port and prints it.
fn start_chromedriver(scratch: &Scratch) -> (Process, u16) {
    let mut command = Command::new("/usr/bin/chromedriver");
    command.args(["--port=0", "--log-level=SEVERE"]).env("HOME", scratch.path()).env("TMPDIR", scratch.path());
    let (process, stdout) = Process::start_reading(&mut command, &scratch.join("log"), Signal::SIGTERM);
    let port = BufReader::new(stdout).lines().map_while(Result::ok).find_map(|line| {
        line.strip_prefix("ChromeDriver was started successfully on port ")?.trim_end_matches('.').parse().ok()
    });
    (process, port.expect("chromedriver names its port"))
}
