//! Programs that read what we publish, as our readers' own programs do: the Nu checker for HTML, feedparser and rss-parser for
//! feeds, icalendar and ics.py for calendars, two clients and an exporter of Statuspage for its interface.
//!
//! Guarantee: the real programs, in the versions that `tools/install-servers` names; what they find is given back whole.
//! Non-goal: judging. A test says what must have been read.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, io::Write as _};

use serde_json::Value;

use crate::scratch::Scratch;

const FEED: &str = include_str!("readers/feed.py");
const CALENDAR: &str = include_str!("readers/calendar.py");
const MAIL_EVENT: &str = include_str!("readers/mail_event.py");
const EVENTS: &str = include_str!("readers/events.py");
const EXPORTER: &str = include_str!("readers/exporter.py");
const STATUSPAGE: &str = include_str!("readers/statuspage.js");
const STATUSPAGE_JS: &str = include_str!("readers/statuspage_js.js");
const NEWS: &str = include_str!("readers/feed.js");

/// What the Nu checker has to say about pages (their names, and what they hold): errors and warnings, a line each. Names
/// end with `.html` or `.svg`. Empty is good. One call for many pages: the checker takes seconds to start.
#[must_use]
pub fn html(pages: &[(String, String)]) -> Vec<String> {
    let scratch = Scratch::new("mjnu");
    for (name, page) in pages {
        scratch.write(name.trim_start_matches('/'), page);
    }
    let mut checker = Command::new("java");
    checker.args(["-Xss4m", "-jar"]).arg(installed("vnu.jar"));
    checker.args(["--stdout", "--format", "json", "--exit-zero-always", "--also-check-svg"]).arg(scratch.path());
    let said: Value = parsed(&said(&mut checker, b""));
    let messages = said["messages"].as_array().expect("a list of the Nu checker's messages");
    messages.iter().map(|message| finding(message, scratch.path())).collect()
}

fn finding(message: &Value, folder: &Path) -> String {
    let text = |field: &str| message[field].as_str().unwrap_or_default();
    let file = text("url").trim_start_matches("file:").trim_start_matches(&*folder.to_string_lossy());
    format!("{file}:{}: {}: {}", message["lastLine"], text("message"), text("extract").trim())
}

/// What feedparser reads in a feed: `problem` (null when there is none), `version`, `id`, `title`, `updated`, `language`,
/// and `entries`.
#[must_use]
pub fn feed(feed: &[u8]) -> Value {
    python(FEED, feed)
}

/// What icalendar reads in a calendar: `version`, `name`, `zones`, `events`, and `problems` (empty when all is well).
#[must_use]
pub fn calendar(calendar: &[u8]) -> Value {
    python(CALENDAR, calendar)
}

/// What Python's reader of mails and icalendar find in a mail: `to`, `subject`, and the `events` that go with it.
#[must_use]
pub fn mail_event(mail: &[u8]) -> Value {
    python(MAIL_EVENT, mail)
}

/// What ics.py reads in a calendar: `uid`, `name`, `begin` and `status` of each event, by their beginning.
#[must_use]
pub fn events(calendar: &[u8]) -> Value {
    python(EVENTS, calendar)
}

/// What rss-parser reads in a feed, Atom or RSS: `title`, `items`.
#[must_use]
pub fn news(feed: &[u8]) -> Value {
    parsed(&said(&mut node(NEWS), feed))
}

/// What the npm client `statuspage.io` reads at this address: an answer for each of its calls.
#[must_use]
pub fn statuspage(site: &str) -> Value {
    parsed(&said(node(STATUSPAGE).arg(site), b""))
}

/// What another npm client, `statuspage.js`, reads at this address: an answer for each of its calls, and `dated`, whether it read every
/// moment as one.
#[must_use]
pub fn statuspage_js(site: &str) -> Value {
    parsed(&said(node(STATUSPAGE_JS).arg(site), b""))
}

/// What the Prometheus exporter of Statuspage pages makes of the summary at this address. It keeps what it read in the folder
/// that it runs in.
#[must_use]
pub fn exporter(site: &str) -> Value {
    let scratch = Scratch::new("mjexporter");
    let mut exporter = Command::new(installed("python/bin/python"));
    parsed(&said(exporter.current_dir(scratch.path()).args(["-c", EXPORTER, site]), b""))
}

fn python(script: &str, input: &[u8]) -> Value {
    parsed(&said(Command::new(installed("python/bin/python")).args(["-c", script]), input))
}

/// A script for node, with the packages that are installed for the tests.
fn node(script: &str) -> Command {
    let mut node = Command::new("node");
    node.env("NODE_PATH", installed("node_modules")).args(["-e", script]);
    node
}

/// A file of `target/readers/`, where `tools/install-servers` puts them.
pub(crate) fn installed(name: &str) -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"));
    let path = target.join("readers").join(name);
    let path = std::path::absolute(&path).unwrap_or(path);
    assert!(path.exists(), "{} is missing: `make servers` installs what the tests need", path.display());
    path
}

/// Runs it to its end with this input and gives what it printed; ends the test with its error text when it fails.
fn said(command: &mut Command, input: &[u8]) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().unwrap_or_else(|e| panic!("cannot run {name} ({e}): `make servers` installs it"));
    child.stdin.take().expect("its standard input").write_all(input).expect("what it is to read");
    let output = child.wait_with_output().expect("its end");
    assert!(output.status.success(), "{name} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn parsed(said: &str) -> Value {
    serde_json::from_str(said).unwrap_or_else(|e| panic!("no JSON ({e}):\n{said}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checker_finds_what_is_wrong_and_nothing_else() {
        let page = |body: &str| {
            let head = "<!doctype html><html lang=\"fi\"><head><meta charset=\"utf-8\"><title>Sivu</title></head>";
            format!("{head}<body>{body}</body></html>")
        };
        let pages = [("good/a.html".to_owned(), page("<h1>Hei</h1>")), ("b.html".to_owned(), page("<img src=\"x\">"))];
        let found = html(&pages);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("/b.html:1: ") && found[0].contains("alt"), "{found:?}");
    }

    #[test]
    fn a_broken_feed_and_a_broken_calendar_are_told() {
        let feed = feed(b"<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Sivu</feed>");
        assert!(feed["problem"].as_str().is_some_and(|problem| problem.contains("mismatched")), "{feed}");
        let lines = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n\
            DTSTART;TZID=Mars/Olympus:20261121T181000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let read = calendar(lines.as_bytes());
        let problems = read["problems"].as_array().unwrap();
        assert!(problems.iter().any(|problem| problem.as_str().unwrap().contains("Mars/Olympus")), "{read}");
        assert!(problems.iter().any(|problem| problem == "dtstamp is missing"), "{read}");
    }
}
