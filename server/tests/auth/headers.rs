//! Promise: every answer at every address, whatever its status, says what it may load, who may frame it and who may keep it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use majakka_domain::terms::AccountRole;
use reqwest::Method;
use reqwest::header::HeaderMap;

use crate::place::Place;
use crate::visitor::Visitor;

/// Every address that the server's source mounts, with something in place of what it names.
fn mounted() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the source").map(|entry| entry.expect("a file").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if let Ok(text) = fs::read_to_string(&entry) {
                for call in [".route(\"", "resource(\""] {
                    let rest = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
                    found.extend(rest.filter(|path| path.starts_with('/')).map(filled));
                }
            }
        }
    }
    assert!(found.len() > 50, "{found:?}");
    found
}

/// `/desk/reports/{reference}` → `/desk/reports/999`.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "999" } else { part }).collect::<Vec<_>>().join("/")
}

/// Those of everybody's, which no source names, and some that nobody has.
const OTHERS: [&str; 22] = [
    "/",
    "/fi",
    "/sv/citizens",
    "/en/history",
    "/fi/embed",
    "/fi/atom.xml",
    "/fi/maintenance.ics",
    "/fi/badge.svg",
    "/status.json",
    "/api/v2/summary.json",
    "/fi/incidents/H-1999-0001",
    "/embed/nowhere",
    "/fi/embed/nowhere",
    "/nowhere",
    "//evil.example/x",
    "/assets/nowhere.css",
    "/o/nowhere",
    "/o/nowhere/embed",
    "/api/v1/nowhere",
    "/desk/reports?page=abc",
    "/desk/screenshots/99999999999999999999",
    "/desk/search?q=a&page=-1",
];

fn judge(asked: &str, status: u16, headers: &HeaderMap) -> Vec<String> {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut faults = Vec::new();
    let mut demand = |holds: bool, what: &str| {
        if !holds {
            faults.push(format!("{asked} ({status}): {what}: {headers:?}"));
        }
    };
    let good = status < 400;
    // 304 and such have what the stored answer had (RFC 9111, 4.3.4).
    let framed = good && asked.contains("/embed");
    let policy = said("content-security-policy");
    demand(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "policy");
    demand(policy.contains(if framed { "frame-ancestors *" } else { "frame-ancestors 'none'" }), "frames");
    demand(said("x-content-type-options") == "nosniff", "nosniff");
    demand(said("strict-transport-security").contains("max-age=31536000"), "transport");
    let kept = said("cache-control");
    let public = good && kept.starts_with("public");
    demand(public || kept.contains("no-store"), "who keeps it");
    demand(!public || headers.get("set-cookie").is_none(), "a cookie in what caches keep");
    let data = said("access-control-allow-origin");
    // That a method is none of theirs may be read, too.
    demand(data.is_empty() || (data == "*" && (public || status == 405)), "read by other sites");
    demand(["server", "x-powered-by"].iter().all(|name| said(name).is_empty()), "who we are");
    if !public {
        demand(said("referrer-policy") == "same-origin", "referrer");
        demand(said("cross-origin-resource-policy") == if framed { "cross-origin" } else { "same-origin" }, "resource");
    }
    faults
}

async fn every_answer(visitor: &mut Visitor) -> Vec<String> {
    let mut faults = Vec::new();
    for path in mounted().iter().map(String::as_str).chain(OTHERS) {
        if path == "/sign-out" {
            continue;
        }
        for method in [Method::GET, Method::POST, Method::DELETE] {
            let request = visitor.request(method.clone(), path);
            let page = visitor.once(request, path).await;
            let status = page.status.as_u16();
            assert!(status < 500 || path == "/readyz", "{method} {path} answered {status}:\n{}", page.text());
            faults.extend(judge(path, status, &page.headers));
            if status >= 400 && page.headers.get("content-type").is_some_and(|kind| kind == "text/plain; charset=utf-8")
            {
                faults.push(format!("{method} {path} ({status}) says only: {}", page.text()));
            }
        }
    }
    faults
}

#[actix_web::test]
async fn every_answer_says_what_it_may_load_who_frames_it_and_who_keeps_it() {
    let place = Place::set(|settings| settings.server.behind_tls = true).await;
    let host = place.host();
    let mut faults = every_answer(&mut place.visitor()).await;
    let (_, mut person) =
        place.person("aino@example.fi", host, &[AccountRole::SystemAdmin, AccountRole::Helpdesk]).await;
    faults.extend(every_answer(&mut person).await);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    place.stop().await;
}
