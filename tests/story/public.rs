//! Promise: the public page stays up whatever happens behind it, shows every bulletin, answers programs as they
//! expect, and keeps to itself what one organisation wants kept.

use std::io::{self, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use majakka_domain::terms::{Extent, Origin};
use majakka_kit::{Database, TestApp};
use majakka_store::clock::{Clock as _, SystemClock};
use majakka_testing::postgres::Cluster;
use majakka_testing::scratch::Scratch;
use majakka_testing::wait;
use reqwest::Method;

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;
use crate::harness::visitor::Visitor;

/// A reader opens a page this often.
const PACE: Duration = Duration::from_millis(5);

/// Reads a page until it is as it should be.
async fn until(visitor: &mut Visitor, path: &str, fits: impl Fn(&str) -> bool) {
    let what_is_told = format!("what {path} is to say");
    wait::until_so(&what_is_told, async || fits(&visitor.open(path).await.text())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_killed_while_people_read_and_nobody_notices_but_by_the_pages_age() {
    let mut cluster = Cluster::start();
    let app = TestApp::on(Database::Postgres).at_url(cluster.database()).at(SystemClock.now()).real_chance().start();
    let cast = Cast::settle(Some(&app.settings.database_url().expect("an address")), app.folder());
    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Kanta, Extent::Nationwide);
    let server = app.http();

    // Readers who do not stop; each answer that is not 200 ends the test.
    let enough = Arc::new(AtomicBool::new(false));
    let readers = ["/fi", "/sv/citizens", "/en/history", "/api/v2/summary.json"].map(|path| {
        let (mut visitor, enough) = (Visitor::new(server.address.clone()), Arc::clone(&enough));
        tokio::spawn(async move {
            let (mut read, mut pace) = (0_u32, tokio::time::interval(PACE));
            while !enough.load(Ordering::Relaxed) {
                visitor.open(path).await.expect(200);
                read += 1;
                pace.tick().await;
            }
            read
        })
    });
    let mut visitor = Visitor::new(server.address.clone());
    until(&mut visitor, "/fi", |page| page.contains("Reseptiä ei voi tallentaa")).await;
    cluster.kill();
    app.pass(TimeDelta::minutes(11));
    for (path, age) in [("/fi", "11 minuuttia vanha"), ("/sv", "11 minuter gamla"), ("/en", "11 minutes old")] {
        until(&mut visitor, path, |page| page.contains(age) && page.contains("H-")).await;
    }
    let machine = visitor.open("/status.json").await.expect(200).json();
    assert_eq!(machine["stale_minutes"], 11);
    cluster.start_again();
    until(&mut visitor, "/fi", |page| !page.contains("minuuttia vanha")).await;
    cast.update(incident, "reseptit toimivat taas osittain");
    until(&mut visitor, "/fi", |page| page.contains("Reseptit toimivat taas osittain")).await;
    enough.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.expect("a reader whom nothing disturbed") > 10);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_crowd_that_stays_connected_keeps_nobody_out() {
    let mut majakka = Setup::up().files(128).start();
    let mut visitor = majakka.visitor();
    let door = visitor.address().trim_start_matches("http://").to_owned();
    let read = || {
        let mut reader = TcpStream::connect(&door)?;
        reader.write_all(b"GET /fi HTTP/1.1\r\nHost: majakka\r\n\r\n")?;
        Ok::<_, io::Error>(reader)
    };
    let crowd: Vec<_> = (0..200).map(|_| read().expect("a place at the door")).collect();
    visitor.open("/fi").await.expect(200);
    drop(crowd);
}

#[tokio::test]
async fn a_bulletin_that_another_process_wrote_comes_to_the_page_by_itself() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Kanta, Extent::Nationwide);
    until(&mut visitor, "/fi", |page| page.contains("Reseptiä ei voi tallentaa")).await;
    // How soon is measured by `make bench-status`, which fails when it takes longer than a second.
    for number in 1..=5 {
        cast.update(incident, &format!("vaihe {number} on alkanut"));
        until(&mut visitor, "/fi", |page| page.contains(&format!("Vaihe {number} on alkanut"))).await;
    }
}

#[tokio::test]
async fn programs_are_answered_as_they_expect() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    cast.publish("reseptiä ei voi tallentaa", Origin::Kanta, Extent::Nationwide);
    until(&mut visitor, "/fi", |page| page.contains("Reseptiä ei voi tallentaa")).await;
    let open = [
        ("/status.json", "application/json"),
        ("/api/v2/summary.json", "application/json"),
        ("/api/v2/status.json", "application/json"),
        ("/api/v2/components.json", "application/json"),
        ("/api/v2/incidents.json", "application/json"),
        ("/api/v2/incidents/unresolved.json", "application/json"),
        ("/api/v2/scheduled-maintenances.json", "application/json"),
        ("/api/v2/scheduled-maintenances/upcoming.json", "application/json"),
        ("/api/v2/scheduled-maintenances/active.json", "application/json"),
        ("/sv/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/fi/maintenance.ics", "text/calendar; charset=utf-8"),
        ("/en/badge.svg", "image/svg+xml"),
    ];
    let pages = ["/fi", "/sv/citizens", "/en/history", "/fi/services/resepti", "/fi/embed"]
        .map(|page| (page, "text/html; charset=utf-8"));
    for (path, kind) in open.into_iter().chain(pages) {
        let page = visitor.open(path).await.expect(200);
        let said = |name: &str| page.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        assert_eq!(said("content-type").as_deref(), Some(kind), "{path}");
        assert!(said("cache-control").is_some_and(|keep| keep.contains("public, max-age=5")), "{path}");
        let cors = (kind != "text/html; charset=utf-8").then_some("*");
        assert_eq!(said("access-control-allow-origin").as_deref(), cors, "{path}");
        let head = visitor.request(Method::HEAD, path);
        let head = visitor.once(head, path).await.expect(200);
        assert_eq!((head.body.len(), head.headers.get("etag")), (0, page.headers.get("etag")), "{path}");
        assert_eq!(head.headers.get("content-length"), page.headers.get("content-length"), "{path}");
        let tag = said("etag").unwrap_or_else(|| panic!("{path} has no ETag"));
        let again = visitor.request(Method::GET, path).header("if-none-match", tag);
        let again = visitor.once(again, path).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
    }
    let banner = visitor.open("/fi/embed").await.expect(200);
    assert!(banner.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors *"));
    assert!(visitor.open("/fi/badge.svg").await.text().contains("Kanta: Toimii osittain"));
}

#[tokio::test]
async fn an_organisations_own_view_can_be_kept_to_its_people_and_the_host() {
    let mut majakka = Setup::up().start();
    let stranger = majakka.visitor();
    let cast = Cast::settle(None, &majakka.var());
    cast.publish("varmenne vanheni", Origin::Local, Extent::Organisation);
    let mut anybody = stranger.stranger();
    until(&mut anybody, "/fi", |page| !page.contains("Varmenne vanheni")).await;
    until(&mut anybody, "/fi/o/esim", |page| page.contains("Varmenne vanheni")).await;

    let mut host = cast.at_the_desk(stranger.stranger()).await;
    let settings = format!("/admin/organisations/{}", cast.county);
    let form = host.open(&settings).await.expect(200).form(&settings);
    host.submit(form.fill("page", "closed")).await.expect(200);
    assert!(host.open(&settings).await.form(&settings).value("page") == Some("closed"));
    until(&mut anybody, "/fi/o/esim", |page| page.contains("name=\"password\"")).await;
    for path in ["/o/esim", "/sv/o/esim", "/fi/o/esim/history", "/fi/o/esim/maintenance.ics", "/fi/o/esim/atom.xml"] {
        let page = anybody.open(path).await.expect(200);
        assert!(page.text().contains("name=\"password\"") && !page.text().contains("armenne vanheni"), "{path}");
    }

    let mut nurse = cast.somebody_of(cast.county, stranger.stranger()).await;
    let own = nurse.open("/fi/o/esim").await.expect(200);
    assert!(own.text().contains("Varmenne vanheni"), "{}", own.text());
    assert_eq!(own.headers["cache-control"], "private, no-store");
    assert!(host.open("/fi/o/esim").await.expect(200).text().contains("Varmenne vanheni"));
    let mut neighbour = cast.somebody_of(cast.neighbour, stranger.stranger()).await;
    let refused = neighbour.open("/fi/o/esim").await.expect(403);
    assert!(!refused.text().contains("armenne vanheni"));
    assert!(neighbour.open("/fi/o/kuvit").await.expect(200).text().contains("Kuvitelman hyvinvointialue"));

    let folder = Scratch::new("mjexp");
    let done = Command::new(env!("CARGO_BIN_EXE_majakka"))
        .args(["export".as_ref(), folder.path().as_os_str(), "--var".as_ref(), majakka.var().as_os_str()])
        .output()
        .expect("the binary runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(folder.join("fi/o/kuvit/index.html").is_file() && !folder.join("fi/o/esim").exists());
}
