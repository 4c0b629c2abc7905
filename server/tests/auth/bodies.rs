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
    let plain = visitor.request(Method::POST, "/sign-in").header("content-encoding", "identity").body("email=x");
    assert_ne!(visitor.once(plain, "/sign-in").await.status, 415, "what is not packed is read");
    let twice = visitor.open("//evil.example/x").await.text();
    assert!(!twice.contains("\"//evil.example"), "no link of ours leads to another site:\n{twice}");
    place.stop().await;
}
