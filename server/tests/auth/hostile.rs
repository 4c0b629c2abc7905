//! Promise: whatever somebody types, sends or asks for, on either database, nothing answers with a fault of ours, and nothing is
//! kept that cannot be shown. Every address of the sources is asked, every form of every page is sent.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use majakka_app::command::account as accounts;
use majakka_app::config::{SecondFactor, Settings};
use majakka_domain::terms::{AccountRole, TokenScope};
use majakka_kit::{Database, TestApp};
use majakka_store::installation;
use reqwest::Method;

use crate::form::Form;
use crate::visitor::{Page, Visitor};

/// A text of each kind that somebody stored once and could not show, or that hid what it was.
const HOSTILE: [&str; 9] = [
    "abc\u{0}def",
    "\u{0}",
    "a\u{1}\u{8}\u{B}\u{C}\u{1B}[31m\u{7F}\u{85}\u{9B}b",
    "kuva\u{202E}gnp.exe\u{202C} \u{2067}x",
    "\u{FEFF}\u{200B}\u{200F}",
    "\u{FFFE}\u{FFFF}\u{FDD0}\u{10FFFF}\u{E0041}",
    "תקלה במערכת 漢字 🏴\u{E0067}\u{E007F} a\u{308}",
    "rivi\r\nBcc: muu@example.fi\u{2028}<script>alert(1)</script>]]>&amp;",
    "%00%E2%80%AE\\u0000\\ud800&#0;{{x}}${x}",
];

/// What is sent where the parser alone answers.
const NO_JSON: [&[u8]; 9] = [
    b"{\"service\":\"\\ud800\"}",
    b"{\"service\":\"\\udc00\\ud800\"}",
    b"{\"service\":\"\xff\xfe\"}",
    b"{\"service\":\"\xed\xa0\x80\"}",
    b"\0",
    b"",
    b"[[[[[[[[",
    b"{\"service\":1e999}",
    b"null",
];

struct Walk {
    app: TestApp,
    visitor: Visitor,
    cookie: String,
    token: String,
    report_link: String,
    answered: BTreeMap<u16, usize>,
}

impl Walk {
    fn over(database: Database) -> (Walk, majakka_kit::Http) {
        let off = |settings: &mut Settings| settings.accounts.second_factor = SecondFactor::Off;
        let app = TestApp::on(database).set(off).start();
        app.step(accounts::first_administrator);
        let host = app.read(installation::host).expect("the database").expect("a host");
        let county = app.organisation(&majakka_kit::fixture::county("alue"));
        app.contact(&majakka_kit::fixture::recipient(county, "anna"));
        app.report(county);
        let person = app.account(host, "kaikki@example.fi", AccountRole::ALL);
        let session = app.sign_in(person);
        let token = format!("Bearer {}", app.api_token(host, TokenScope::ALL));
        let report_link = app.report_link(county);
        let server = app.http();
        let cookie = format!("majakka={}", session.token);
        let visitor = Visitor::new(server.address.clone());
        (Walk { app, visitor, cookie, token, report_link, answered: BTreeMap::new() }, server)
    }

    /// An answer that is no fault of ours, of texts that can be shown.
    fn fine(&mut self, page: Page, sent: &str) -> Page {
        let status = page.status.as_u16();
        *self.answered.entry(status).or_default() += 1;
        assert!(status < 500, "{} answered {status} to {sent:?}:\n{}", page.path, page.text());
        let kind = page.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        if kind.starts_with("text/") || kind.contains("json") || kind.contains("xml") {
            let text = String::from_utf8(page.body.clone()).unwrap_or_else(|_| panic!("{} is UTF-8", page.path));
            let strange = text.chars().find(|c| {
                c.is_control() && !matches!(c, '\n' | '\r' | '\t')
                    || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
            });
            assert_eq!(strange, None, "{} shows what cannot be shown, after {sent:?}:\n{text}", page.path);
        }
        page
    }

    /// The same person at another machine.
    fn calls_from(&mut self, network: u8, machine: u8) {
        let address = self.visitor.address().to_owned();
        self.visitor =
            Visitor::calling_from(Ipv4Addr::new(127, 1, network, machine), address).header("cookie", &self.cookie);
    }

    async fn get(&mut self, path: &str, sent: &str) -> Page {
        let request = self.visitor.request(Method::GET, path);
        let page = self.visitor.once(request, path).await;
        self.fine(page, sent)
    }

    async fn submit(&mut self, form: Form, sent: &str) {
        // Where it leads is looked at with the other pages.
        let path = form.action().to_owned();
        let request = self.visitor.request(Method::POST, &path);
        let request = if form.is_multipart() {
            let (kind, body) = form.multipart();
            request.header("content-type", kind).body(body)
        } else {
            request.form(form.fields())
        };
        let page = self.visitor.once(request, &path).await;
        self.fine(page, sent);
        // What is counted by the minute is not what is asked here.
        self.app.pass(TimeDelta::seconds(1));
    }

    /// Every page that can be reached from these, each kind of address once.
    async fn pages(&mut self, from: &[String]) -> Vec<Page> {
        let (mut queue, mut seen, mut pages) = (from.to_vec(), BTreeSet::new(), Vec::new());
        while let Some(path) = queue.pop() {
            if !seen.insert(kind_of(&path)) {
                continue;
            }
            let page = self.get(&path, "").await;
            let links = page.text();
            let links = links.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next());
            queue.extend(links.map(|link| format!("/{}", link.replace("&amp;", "&"))));
            queue.retain(|path| !path.starts_with("/assets/") && !path.contains(".csv") && !path.contains('#'));
            pages.push(page);
        }
        pages
    }
}

/// The address without its numbers, so that of a thousand alike one is looked at.
fn kind_of(path: &str) -> String {
    path.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// Every address that the sources name, with its parts in braces.
fn addresses() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut addresses = BTreeSet::new();
    for file in rust_files(&source) {
        let text = fs::read_to_string(&file).expect("a source");
        let scope = text.split("web::scope(\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let named = text.split(".route(\"").skip(1).chain(text.split("web::resource(\"").skip(1));
        for address in named.filter_map(|rest| rest.split('"').next()).filter(|address| address.starts_with('/')) {
            addresses.insert(if address.starts_with(scope) { address.to_owned() } else { format!("{scope}{address}") });
        }
    }
    assert!(addresses.len() > 80, "{addresses:?}");
    addresses
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|end| end == "rs")).collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// An address with this in the place of each of its parts.
fn with_parts(address: &str, part: &str) -> String {
    let mut path = String::new();
    for (at, piece) in address.split('{').enumerate() {
        let rest = if at == 0 { piece } else { piece.split_once('}').map_or("", |(_, rest)| rest) };
        path += &if at == 0 { rest.to_owned() } else { format!("{part}{rest}") };
    }
    path
}

/// The form with this in every field that somebody types a text into.
fn filled(form: &Form, text: &str) -> Form {
    let fixed = ["csrf", "version", "step", "kind", "language", "to"];
    let names: Vec<(String, String)> = form.fields().to_vec();
    names.into_iter().fold(form.clone(), |form, (name, value)| {
        let is_time = ["starts", "ends", "next_update", "ended", "occurred", "eta", "from", "until", "estimate"];
        let filling = match name.as_str() {
            name if fixed.contains(&name) || name.contains("password") || name == "current" => return form,
            name if is_time.iter().any(|time| name.contains(time)) => return form,
            name if name.contains("email") && text.len().is_multiple_of(2) => "tuki@example.fi".to_owned(),
            name if name.contains("phone") || name.contains("callback") => "040 000 0001".to_owned(),
            _ if value.is_empty() || value.contains(' ') => text.to_owned(),
            _ => return form,
        };
        form.fill(&name, &filling)
    })
}

#[test]
fn no_text_costs_more_than_a_refusal_and_none_is_kept_that_cannot_be_shown() {
    majakka_kit::on_both(|database| {
        actix_web::rt::System::new().block_on(async move {
            let (mut walk, server) = Walk::over(database);
            let starts =
                ["/desk", "/admin", "/account", "/", "/history", "/citizens", "/desk/maintenance", "/desk/upstream"];
            let mut starts: Vec<String> = starts.iter().map(|path| (*path).to_owned()).collect();
            starts.push(format!("/r/{}", walk.report_link));
            let feeds = ["/status.json", "/atom.xml", "/maintenance.ics", "/badge.svg", "/api/v2/summary.json"];

            every_address(&mut walk).await;
            walk.calls_from(2, 1);
            programs(&mut walk).await;
            walk.calls_from(2, 2);

            let pages = walk.pages(&starts).await;
            let forms: BTreeMap<String, Form> = pages
                .iter()
                .flat_map(|page| Form::all(&page.text(), &page.path))
                .filter(Form::is_post)
                .filter(|form| !["/sign-out", "/close", "/sessions/end"].iter().any(|end| form.action().ends_with(end)))
                .map(|form| (format!("{} {:?}", kind_of(form.action()), form.fields().len()), form))
                .collect();
            assert!(forms.len() > 25, "{:?}", forms.keys());
            for text in HOSTILE {
                for form in forms.values() {
                    walk.submit(filled(form, text), text).await;
                }
                for feed in feeds {
                    walk.get(feed, text).await;
                }
            }
            walk.pages(&starts).await;
            for form in forms.values() {
                let long = "pitkä ".repeat(200_000);
                walk.submit(filled(form, &long), "1 MB").await;
            }
            println!("{database:?}: {} forms, answers {:?}", forms.len(), walk.answered);
            server.stop().await;
        });
    });
}

/// Every address with hostile parts and a hostile question.
async fn every_address(walk: &mut Walk) {
    for (number, address) in addresses().into_iter().enumerate() {
        for (kind, text) in HOSTILE.into_iter().enumerate() {
            // Whoever asks for secrets that are nobody's is soon not looked at any more.
            walk.calls_from(10 + u8::try_from(kind).expect("a few"), u8::try_from(number).expect("fewer than 256"));
            let text = encoded(text);
            walk.get(&with_parts(&address, &text), &text).await;
            let asked = with_parts(&address, "1");
            let names = ["q", "to", "state", "tab", "service", "after", "sig", "id", "from"];
            let query: Vec<_> = names.iter().map(|name| format!("{name}={text}")).collect();
            if !asked.ends_with("/progress") {
                walk.get(&format!("{asked}?{}", query.join("&")), &text).await;
                walk.get(&format!("{asked}?{text}={text}&{text}"), &text).await;
            }
        }
    }
}

/// What programs send: objects with hostile texts under every key, and what is no JSON at all.
async fn programs(walk: &mut Walk) {
    let token = walk.token.clone();
    for path in ["/api/v1/reports", "/api/v1/upstream", "/api/v1/probes"] {
        let post = |walk: &Walk| {
            let request = walk.visitor.request(Method::POST, path).header("content-type", "application/json");
            request.header("authorization", &token)
        };
        for body in NO_JSON {
            let request = post(walk).body(body.to_vec());
            let page = walk.visitor.once(request, path).await;
            let page = walk.fine(page, "no JSON");
            assert!((400..=422).contains(&page.status.as_u16()), "{}", page.text());
        }
        let request = post(walk);
        let page = walk.visitor.once(request.body(vec![b' '; 1 << 20]), path).await;
        assert_eq!(walk.fine(page, "1 MB").status.as_u16(), 413);
    }
    for (at, text) in HOSTILE.iter().enumerate() {
        let report = serde_json::json!({
            "service": "resepti", "function": "prescribe", "effect": "prevents", "description": format!("x{text}"), "unit": text,
            "workstation": text, "application": text, "error_text": text, "reporter": text, "callback": "040 000 0001",
            "patient_ref": text,
        });
        let notice = serde_json::json!({
            "source": "dvv", "id": format!("{at}{text}"), "kind": "disturbance", "title": format!("Katko{text}"), "services": ["vtj"],
        });
        let resolved = serde_json::json!({ "source": text, "id": text, "kind": "resolved" });
        let reached = serde_json::json!({ "source": text, "unreachable": true });
        let probe = serde_json::json!({ "layer": text, "result": "ok", "organisation": text });
        let wanted = [
            ("reports", report, 201),
            ("upstream", notice, 204),
            ("upstream", resolved, 0),
            ("upstream", reached, 0),
            ("probes", probe, 422),
        ];
        for (path, body, status) in wanted {
            let path = format!("/api/v1/{path}");
            let request = walk.visitor.request(Method::POST, &path).header("authorization", &token).json(&body);
            let page = walk.visitor.once(request, &path).await;
            let page = walk.fine(page, text);
            assert!(status == 0 || page.status.as_u16() == status, "{path} {body}: {}", page.text());
        }
    }
}
