//! What is sent packed is turned away before anybody unpacks it.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::Method;

use crate::place::Place;

#[actix_web::test]
async fn a_packed_body_is_turned_away_at_every_door_and_says_so() {
    let place = Place::new().await;
    place.host();
    let mut visitor = place.visitor();
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // A megabyte of zeros in a kilobyte: as much as the answer needs to show, and no test of memory.
    packed.write_all(&vec![0; 1024 * 1024]).expect("a packed body");
    let packed = packed.finish().expect("a packed body");
    for coding in ["gzip", "GZIP", "br", "zstd", "deflate", "identity, gzip", "x-unknown"] {
        for path in ["/sign-in", "/sign-in/forgotten", "/link/x", "/api/v1/reports", "/desk/search", "/nowhere"] {
            let request = visitor.request(Method::POST, path).header("content-encoding", coding).body(packed.clone());
            let answer = visitor.once(request, path).await;
            assert_eq!(answer.status, 415, "{coding} {path}");
        }
    }
    let request = visitor.request(Method::POST, "/sign-in").header("content-encoding", "gzip").body(packed.clone());
    let page = visitor.once(request, "/sign-in").await.text();
    assert!(page.contains("Pakattua sisältöä ei oteta vastaan"), "{page}");
    let request = visitor.request(Method::POST, "/api/v1/reports").header("content-encoding", "gzip").body(packed);
    assert_eq!(visitor.once(request, "/api/v1/reports").await.json()["code"], "packed");
    let plain =
        visitor.request(Method::POST, "/sign-in").header("content-encoding", "identity").form(&[("email", "x")]);
    assert_ne!(visitor.once(plain, "/sign-in").await.status, 415, "what is not packed is read");
    let twice = visitor.open("//evil.example/x").await.text();
    assert!(!twice.contains("\"//evil.example"), "no link of ours leads to another site:\n{twice}");
    place.stop().await;
}

#[actix_web::test]
async fn a_body_that_is_not_utf_8_is_told_so_at_every_door() {
    let place = Place::new().await;
    place.host();
    let mut visitor = place.visitor();
    for charset in ["iso-8859-1", "ISO-8859-15", "windows-1252", "\"utf-16\"", "latin1"] {
        for (path, kind) in [("/sign-in", "application/x-www-form-urlencoded"), ("/api/v1/reports", "application/json")]
        {
            let request =
                visitor.request(Method::POST, path).header("content-type", format!("{kind}; charset={charset}"));
            let answer = visitor.once(request.body(b"{\"description\":\"h\xe4iri\xf6\"}".to_vec()), path).await;
            assert_eq!(answer.status, 415, "{charset} {path}");
            assert!(answer.text().contains("UTF-8"), "{}", answer.text());
        }
    }
    for kind in ["application/json", "application/json; charset=utf-8", "application/json;Charset=\"UTF-8\""] {
        let request = visitor.request(Method::POST, "/api/v1/reports").header("content-type", kind);
        assert_eq!(visitor.once(request.body("{}"), "/api/v1/reports").await.status, 401, "{kind} is read");
    }
    place.stop().await;
}

#[actix_web::test]
async fn a_form_that_our_page_sends_is_taken_however_the_browser_writes_the_host() {
    let place = Place::new().await;
    place.host();
    let mut visitor = place.visitor();
    let port = visitor.address().rsplit(':').next().expect("a port").to_owned();
    let origin = format!("http://LOCALHOST:{port}");
    for (host, origin, status) in [
        (format!("localhost:{port}"), origin.clone(), 200),
        ("hairiot.example.fi:443".to_owned(), "https://hairiot.example.fi".to_owned(), 200),
        ("hairiot.example.fi".to_owned(), "https://hairiot.example.fi:443".to_owned(), 200),
        ("hairiot.example.fi".to_owned(), "https://muu.example.fi".to_owned(), 403),
        ("hairiot.example.fi".to_owned(), "null".to_owned(), 403),
    ] {
        let request =
            visitor.request(Method::POST, "/sign-in/forgotten").header("host", &host).header("origin", &origin);
        let answer = visitor.once(request.form(&[("email", "kuka@example.fi")]), "/sign-in/forgotten").await;
        assert_eq!(answer.status, status, "{origin} at {host}");
    }
    place.stop().await;
}

#[actix_web::test]
async fn a_body_of_another_kind_is_turned_away_at_every_door() {
    let place = Place::new().await;
    place.host();
    let mut visitor = place.visitor();
    let form = "application/x-www-form-urlencoded";
    for (path, kind, read) in [
        ("/sign-in", Some(form), true),
        ("/sign-in", Some("APPLICATION/X-WWW-FORM-URLENCODED ; charset=utf-8"), true),
        // What a form of another site can send, without asking first (Fetch Standard, CORS-safelisted request-header).
        ("/sign-in", Some("text/plain"), false),
        ("/sign-in", Some("application/json"), false),
        ("/sign-in", None, false),
        ("/api/v1/reports", Some("Application/JSON"), true),
        ("/api/v1/probes", Some("application/cloudevents+json"), true),
        ("/api/v1/reports", Some(form), false),
        ("/api/v1/reports", Some("multipart/form-data; boundary=x"), false),
        ("/api/v1/reports", Some("text/json"), false),
        ("/api/v1/reports", Some("application/jsonp"), false),
        ("/api/v1/reports", None, false),
    ] {
        let request = visitor.request(Method::POST, path).body("{}");
        let request = match kind {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        let answer = visitor.once(request, path).await;
        assert_eq!(answer.status != 415, read, "{kind:?} {path}: {}", answer.status);
        if !read && path.starts_with("/api/") {
            assert_eq!(answer.json()["code"], "media_type");
        }
    }
    let nothing = visitor.request(Method::POST, "/api/v1/reports");
    assert_eq!(visitor.once(nothing, "/api/v1/reports").await.status, 401, "no body has no kind");
    place.stop().await;
}
