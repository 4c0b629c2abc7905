//! The harness itself: the browser sees what it should see. (The servers' own tests are in the package of the servers.)

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use thirtyfour::By;

use crate::harness::browser::Browser;

const BARRIERS: &str =
    r#"<!doctype html><html><head><title></title></head><body><img src="/x.png"><input></body></html>"#;
const OPEN: &str = r#"<!doctype html><html lang="fi"><head><title>Tilanne</title></head><body><main><h1>Tilanne</h1>
    <p id="language"></p><script>language.textContent = navigator.language</script></main></body></html>"#;

/// Serves one page for every path, until the test's process ends.
fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("a port"));
    thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            let _ = connection.read(&mut [0; 4096]);
            let length = page.len();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close";
            let _ = write!(connection, "{head}\r\nContent-Length: {length}\r\n\r\n{page}");
        }
    });
    address
}

#[tokio::test]
async fn the_browser_finds_barriers_where_there_are_some_and_none_where_there_are_none() {
    let browser = Browser::open_as("sv", 1280, 900).await;

    browser.goto(serve(BARRIERS)).await.unwrap();
    let found = browser.violations().await.join("\n");
    for rule in ["html-has-lang", "document-title", "image-alt", "label"] {
        assert!(found.contains(rule), "{rule} not found in:\n{found}");
    }

    browser.goto(serve(OPEN)).await.unwrap();
    assert_eq!(browser.violations().await, Vec::<String>::new());
    assert_eq!(browser.find(By::Id("language")).await.unwrap().text().await.unwrap(), "sv");

    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("pictures/tilanne.png");
    browser.picture(&picture).await;
    assert!(std::fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    browser.close().await;
}
