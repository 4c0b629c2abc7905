//! Promise: behind nginx and HAProxy as the handbook sets them up, everybody is counted by the address that she has, not by one
//! that she writes herself.

use std::net::Ipv4Addr;

use majakka_testing::haproxy::HaProxy;
use majakka_testing::nginx::Nginx;
use majakka_testing::ports;
use reqwest::Method;

use crate::harness::handbook;
use crate::harness::majakka::Setup;
use crate::harness::visitor::Visitor;

/// Far more than one address may try while it tries them, however slow the machine.
const MANY: usize = 200;

/// Tries one wrong password after the other, each with other lies about where she is, until she is stopped. Was she, and not at
/// once?
async fn is_counted(machine: [u8; 4], address: &str) -> bool {
    let mut visitor = Visitor::calling_from(Ipv4Addr::from(machine), address.to_owned());
    for n in 0..MANY {
        let lie = format!("198.51.100.{n}");
        let request =
            visitor.request(Method::POST, "/sign-in").form(&[("email", "x@example.fi"), ("password", "väärä")]);
        let request = request.header("x-forwarded-for", &lie).header("x-forwarded-for", format!("{lie}, {lie}"));
        let status = visitor.once(request.header("x-real-ip", &lie), "/sign-in").await.status.as_u16();
        assert!(status == 422 || status == 429, "{status}");
        if status == 429 {
            return n > 0;
        }
    }
    false
}

/// As in the handbook, but for the certificate, before the server at `address`.
fn nginx(address: &str) -> Nginx {
    let example = handbook::example("upstream majakka {").replace("listen 443 ssl;", "listen LISTEN;");
    let plain: Vec<&str> = example.lines().filter(|line| !line.trim_start().starts_with("ssl_certificate")).collect();
    Nginx::start(&plain.join("\n").replace("127.0.0.1:8080", address.trim_start_matches("http://")))
}

/// As in the handbook, but for the certificate, before the server at `address`.
fn haproxy(address: &str) -> HaProxy {
    let example = handbook::example("defaults").replace("bind :443 ssl crt /etc/haproxy/majakka.pem", "bind LISTEN");
    HaProxy::start(&example.replace("127.0.0.1:8080", address.trim_start_matches("http://")))
}

#[tokio::test]
async fn a_visitor_is_counted_by_the_address_that_the_proxy_saw() {
    let port = ports::free();
    let setup = Setup::up().port(port).with("SERVER__BEHIND_TLS", true);
    let mut majakka = setup.with("SERVER__PUBLIC_URL", "https://hairiot.example.fi").start();
    majakka.process().until("the port", || ports::answers(port).then_some(()));
    let address = format!("http://127.0.0.1:{port}");
    let (nginx, haproxy) = (nginx(&address), haproxy(&address));
    for (nth, proxy) in [(1, nginx.address()), (2, haproxy.address())] {
        assert!(is_counted([127, 0, nth, 2], &proxy).await, "by {proxy}");
        assert!(is_counted([127, 0, nth, 3], &proxy).await, "a colleague has a count of her own");
    }
}

#[tokio::test]
async fn of_two_proxies_in_a_row_both_are_passed_and_no_third() {
    let mut majakka = Setup::up().with("SERVER__TRUSTED_PROXIES", "127.0.0.1/32, ::1").start();
    let inner = nginx(&majakka.address());
    let outer = haproxy(&inner.address());
    assert!(is_counted([127, 0, 3, 2], &outer.address()).await);
    assert!(is_counted([127, 0, 3, 3], &outer.address()).await);
}
