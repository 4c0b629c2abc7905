//! Promise: with Majakka and its database gone, a web server or a bucket carries the page: nginx with the settings of the
//! handbook, and an S3 service that checks signatures.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use majakka_domain::terms::{Extent, Origin};
use majakka_testing::nginx::Nginx;
use majakka_testing::process::{Process, Signal};
use majakka_testing::s3::{self, S3};
use majakka_testing::scratch::Scratch;

use crate::harness::cast::Cast;
use crate::harness::handbook;
use crate::harness::majakka::Setup;
use crate::harness::visitor::{Page, Visitor};

/// The example in the handbook, with its address and folder exchanged.
fn settings_of_the_handbook(folder: &Path) -> String {
    handbook::example("map $http_accept_language $first { default fi; ~*^sv sv; ~*^en en; }")
        .replace("listen 80;", "listen LISTEN;")
        .replace("/var/www/hairiot", &folder.display().to_string())
        .replace("/etc/nginx/majakka-headers.conf", concat!(env!("CARGO_MANIFEST_DIR"), "/config/nginx-headers.conf"))
}

fn header<'p>(page: &'p Page, name: &str) -> &'p str {
    page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn nginx_with_the_settings_of_the_handbook_carries_the_page_alone() {
    let mut majakka = Setup::up().start();
    majakka.address();
    let scratch = Scratch::new("mjcar");
    let folder = scratch.join("www");
    let cast = Cast::settle(None, &majakka.var());
    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Kanta, Extent::Nationwide);
    let reference = cast.reference(incident);
    let exported = Command::new(env!("CARGO_BIN_EXE_majakka"))
        .args(["export".as_ref(), folder.as_os_str(), "--var".as_ref(), majakka.var().as_os_str()])
        .output()
        .expect("the binary runs");
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    drop((cast, majakka));

    let nginx = Nginx::start(&settings_of_the_handbook(&folder));
    let mut reader = Visitor::new(nginx.address());
    for (wanted, language) in [("", "fi"), ("sv-FI, fi;q=0.5", "sv"), ("en", "en")] {
        let mut visitor = reader.stranger();
        let request = visitor.request(reqwest::Method::GET, "/").header("accept-language", wanted);
        let page = visitor.send(request, "/").await.expect(200);
        assert!(page.text().contains(&format!("<html lang=\"{language}\"")), "{wanted} gets {language}");
        assert!(page.text().contains(&reference));
        assert_eq!(header(&page, "vary"), "Accept-Language");
        assert_eq!(header(&page, "cache-control"), "public, max-age=5");
        assert!(
            page.text()
                .contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#x27;self&#x27;;")
        );
    }
    for (path, frames) in [("/fi/history", "'none'"), ("/fi/embed", "*"), ("/status.json", "'none'")] {
        let page = reader.open(path).await.expect(200);
        assert_eq!(header(&page, "content-security-policy"), format!("frame-ancestors {frames}"), "{path}");
        assert_eq!(
            (header(&page, "x-content-type-options"), header(&page, "referrer-policy")),
            ("nosniff", "same-origin")
        );
    }
    reader.open("/majakka-files.txt").await.expect(404);
    let incident = reader.open(&format!("/en/incidents/{reference}")).await.expect(200);
    assert_eq!(header(&incident, "content-type"), "text/html; charset=utf-8");
    let style = incident.text().split("href=\"").find(|href| href.contains(".css\"")).expect("a style").to_owned();
    let style = style.split('"').next().expect("its address").to_owned();
    let style = reader.open(&style).await.expect(200);
    assert_eq!(header(&style, "content-type"), "text/css");
    assert!(header(&style, "cache-control").contains("immutable"));
    for (path, media_type) in [
        ("/status.json", "application/json"),
        ("/api/v2/summary.json", "application/json"),
        ("/fi/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/sv/maintenance.ics", "text/calendar; charset=utf-8"),
        ("/fi/badge.svg", "image/svg+xml"),
    ] {
        let data = reader.open(path).await.expect(200);
        assert_eq!((header(&data, "content-type"), header(&data, "access-control-allow-origin")), (media_type, "*"));
    }
    reader.open("/en/incidents/H-2026-9999").await.expect(404);
    let packed = reader.request(reqwest::Method::GET, "/fi").header("accept-encoding", "gzip");
    let packed = reader.once(packed, "/fi").await.expect(200);
    assert_eq!(header(&packed, "content-encoding"), "gzip");
}

/// An export to the bucket, with the secret.
fn export(var: &Path, s3: &S3, secret: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    command.args(["export", &format!("s3://{}/sivu", s3::BUCKET), "--var"]).arg(var);
    command.env("MAJAKKA__EXPORT__S3__ENDPOINT", s3.endpoint()).env("MAJAKKA__EXPORT__S3__ALLOW_HTTP", "true");
    command.env("MAJAKKA__EXPORT__S3__REGION", "eu-north-1").env("MAJAKKA__EXPORT__S3__ACCESS_KEY_ID", s3::KEY);
    command.env("MAJAKKA__EXPORT__S3__SECRET_ACCESS_KEY", secret);
    command
}

#[test]
fn a_bucket_follows_the_page() {
    let mut majakka = Setup::up().start();
    majakka.address();
    let cast = Cast::settle(None, &majakka.var());
    let s3 = S3::start();
    let scratch = Scratch::new("mjbuc");
    let object = |name: &str| fs::read_to_string(s3.object(&format!("sivu/{name}"))).unwrap_or_default();

    let Output { status, stderr, .. } = export(&majakka.var(), &s3, "väärä").output().expect("the binary runs");
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert!(!status.success() && !said.contains("väärä"), "a wrong secret ends it, and stands nowhere: {said}");
    assert_eq!(object("index.html"), "");

    let mut watch = export(&majakka.var(), &s3, s3::SECRET);
    let mut export = Process::start(watch.arg("--watch"), &scratch.join("log"), Signal::SIGTERM);
    export.until("the calm page", || object("index.html").contains("</html>").then_some(()));
    assert!(!object("index.html").contains("/incidents/"));
    let incident = cast.publish("reseptiä ei voi tallentaa", Origin::Kanta, Extent::Nationwide);
    let reference = cast.reference(incident);
    export.until("the outage", || object("sv/index.html").contains(&reference).then_some(()));
    let page = object(&format!("sv/incidents/{reference}/index.html"));
    assert!(page.contains("</html>"), "there before the page that leads to it");
    assert!(export.stop().success(), "{}", export.said());
    // What the bucket's own server must say with the file.
    let kept = s3.facts("sivu/sv/index.html");
    assert!(kept.contains("text/html; charset=utf-8") && kept.contains("public, max-age=5"), "{kept}");
}
