//! Promise: behind nginx and HAProxy as the handbook sets them up, everybody is counted by the address that she has, not by one
//! that she writes herself.

use std::io::{Read as _, Write as _};
use std::net::Ipv4Addr;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use majakka_testing::haproxy::HaProxy;
use majakka_testing::nginx::Nginx;
use majakka_testing::scratch::Scratch;
use majakka_testing::{ports, postgres, process, wait};
use reqwest::Method;

use crate::harness::handbook;
use crate::harness::majakka::{Majakka, Setup};
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

/// As in the handbook, but for the certificate.
pub fn nginx_before(servers: [&str; 2]) -> Nginx {
    let example = handbook::example("upstream majakka {").replace("listen 443 ssl;", "listen LISTEN;");
    let plain: Vec<&str> = example.lines().filter(|line| !line.trim_start().starts_with("ssl_certificate")).collect();
    Nginx::start(&before(&plain.join("\n"), servers))
}

fn nginx(address: &str) -> Nginx {
    nginx_before([address; 2])
}

/// As in the handbook, but for the certificate.
fn haproxy_settings(servers: [&str; 2]) -> String {
    let example = handbook::example("defaults").replace("bind :443 ssl crt /etc/haproxy/majakka.pem", "bind LISTEN");
    before(&example, servers)
}

fn haproxy(address: &str) -> HaProxy {
    HaProxy::start(&haproxy_settings([address; 2]))
}

/// With a socket that says how it finds its servers. HAProxy ends at the start when it cannot make that socket, and it makes
/// it after the port is open: its folder has to outlive it.
fn haproxy_before(servers: [&str; 2], statistics: &Path) -> HaProxy {
    let global = format!("global\n    stats socket {}\n", statistics.display());
    HaProxy::start(&format!("{global}{}", haproxy_settings(servers)))
}

/// The handbook's example with these two servers behind it.
fn before(example: &str, servers: [&str; 2]) -> String {
    let [one, two] = servers.map(|address| address.trim_start_matches("http://"));
    example.replace("127.0.0.1:8080", one).replace("127.0.0.1:8081", two)
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

/// HAProxy that passes bytes on and says before them whose they are, as in the handbook but for the certificate; `version` as in its
/// own words.
fn haproxy_that_tells(server: u16, version: &str) -> HaProxy {
    let example = handbook::example("frontend majakka-tcp");
    let example = example.replace("bind :443 ssl crt /etc/haproxy/majakka.pem", "bind LISTEN");
    let example = example.replace("127.0.0.1:8080", &format!("127.0.0.1:{server}")).replace("send-proxy-v2", version);
    HaProxy::start(&format!(
        "defaults\n    timeout connect 5s\n    timeout client 65s\n    timeout server 65s\n{example}"
    ))
}

#[tokio::test]
async fn whom_a_proxy_tells_before_the_first_byte_is_counted_by_her_address() {
    let [told, plain] = [ports::free(), ports::free()];
    let listen = format!("127.0.0.1:{plain}, proxy:127.0.0.1:{told}");
    let setup = Setup::up().listening(listen).with("SERVER__BEHIND_TLS", true);
    let mut majakka = setup.with("SERVER__PUBLIC_URL", "https://hairiot.example.fi").start();
    majakka.process().until("the ports", || (ports::answers(told) && ports::answers(plain)).then_some(()));
    for (nth, version) in [(4, "send-proxy"), (5, "send-proxy-v2")] {
        let haproxy = haproxy_that_tells(told, version);
        // Its headers are her own: the one proxy that is trusted has spoken before them.
        assert!(is_counted([127, 0, nth, 2], &haproxy.address()).await, "by {version}");
        assert!(is_counted([127, 0, nth, 3], &haproxy.address()).await, "a colleague has a count of her own");
        // The machine's own figures are not for whom a proxy brings, though the proxy is on this machine.
        let mut stranger = Visitor::calling_from(Ipv4Addr::from([127, 0, nth, 4]), haproxy.address());
        stranger.open("/metrics").await.expect(403);
        stranger.open("/").await.expect(200);
    }
    Visitor::new(format!("http://127.0.0.1:{plain}")).open("/metrics").await.expect(200);

    // Who comes to that door without a word of whose she is reads nothing.
    let mut bare = std::net::TcpStream::connect(("127.0.0.1", told)).expect("the door");
    bare.set_read_timeout(Some(wait::LONG)).expect("a patience");
    bare.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("written");
    let mut answer = Vec::new();
    // Hung up on, in either way.
    let _ = bare.read_to_end(&mut answer);
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
}

/// Two servers and a notifier on one PostgreSQL, each of which can be started anew at its own address.
struct Two {
    servers: [Option<Majakka>; 2],
    ports: [u16; 2],
    database: String,
    notifier: Majakka,
}

impl Two {
    fn start() -> Two {
        let database = postgres::database();
        let notifier_first = Scratch::new("mjtwo");
        let var = notifier_first.join("var").display().to_string();
        let mut migrate = Command::new(env!("CARGO_BIN_EXE_majakka"));
        process::run(migrate.args(["migrate", "--database-url", &database, "--var", &var]));
        let notifier = Setup::new("notify").database(&database).start();
        let mut two = Two { servers: [None, None], ports: [ports::free(), ports::free()], database, notifier };
        two.start_server(0);
        two.start_server(1);
        two
    }

    /// Starts a server and waits until it answers.
    fn start_server(&mut self, nth: usize) {
        let port = self.ports[nth];
        let setup = Setup::new("serve").database(&self.database).port(port).with("SERVER__FAREWELL_SECONDS", 3);
        let mut server = setup.start_beside(&self.notifier);
        // Its port is open before; it says its address when somebody answers there.
        server.address();
        self.servers[nth] = Some(server);
    }

    fn addresses(&self) -> [String; 2] {
        self.ports.map(|port| format!("http://127.0.0.1:{port}"))
    }

    /// Both are started anew, one after the other, when `ready` says that the proxy knows of the one before.
    fn roll(&mut self, ready: impl Fn()) {
        for nth in [0, 1] {
            ready();
            let mut server = self.servers[nth].take().expect("it runs");
            assert!(server.process().stop().success(), "{}", server.said().1);
            drop(server);
            self.start_server(nth);
        }
        ready();
    }
}

/// Readers who come again and again over kept connections, until they are told to go; what failed, and how many were served.
pub struct Readers {
    go_on: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<(usize, Vec<String>)>>,
}

impl Readers {
    pub fn at(proxy: &str) -> Readers {
        let go_on = Arc::new(AtomicBool::new(true));
        let read = |nth: usize| {
            let (go_on, address) = (Arc::clone(&go_on), proxy.to_owned());
            tokio::spawn(async move {
                let client = reqwest::Client::builder().build().expect("a client");
                let (mut served, mut failed) = (0, Vec::new());
                while go_on.load(Ordering::Relaxed) {
                    let page = ["/", "/sign-in", "/status.json", "/sv/"][(served + nth) % 4];
                    match client.get(format!("{address}{page}")).send().await {
                        Ok(answer) if answer.status() == 200 => served += 1,
                        Ok(answer) => failed.push(format!("{page}: {}", answer.status())),
                        Err(cause) => failed.push(format!("{page}: {cause:?}")),
                    }
                }
                (served, failed)
            })
        };
        Readers { tasks: (0..8).map(read).collect(), go_on }
    }

    pub async fn end(self) -> (usize, Vec<String>) {
        self.go_on.store(false, Ordering::Relaxed);
        let (mut served, mut failed) = (0, Vec::new());
        for task in self.tasks {
            let (more, faults) = task.await.expect("a reader");
            served += more;
            failed.extend(faults);
        }
        (served, failed)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_behind_nginx_are_started_anew_and_no_request_fails() {
    let mut two = Two::start();
    let [one, other] = two.addresses();
    let nginx = nginx_before([&one, &other]);
    let readers = Readers::at(&nginx.address());
    tokio::task::block_in_place(|| two.roll(|| ()));
    let (served, failed) = readers.end().await;
    assert_eq!(failed, Vec::<String>::new(), "of {served}");
    assert!(served > 100, "{served}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_behind_haproxy_are_started_anew_and_no_request_fails() {
    let mut two = Two::start();
    let [one, other] = two.addresses();
    let folder = Scratch::new("mjstat");
    let statistics = folder.join("stat");
    let haproxy = haproxy_before([&one, &other], &statistics);
    let both_up = || wait::until("both servers in HAProxy's eyes", || (servers_up(&statistics) == 2).then_some(()));
    tokio::task::block_in_place(both_up);
    let readers = Readers::at(&haproxy.address());
    tokio::task::block_in_place(|| two.roll(both_up));
    let (served, failed) = readers.end().await;
    assert_eq!(failed, Vec::<String>::new(), "of {served}");
    assert!(served > 100, "{served}");
}

/// How many servers HAProxy has seen well (its management guide, "show stat").
fn servers_up(statistics: &Path) -> usize {
    let asked = UnixStream::connect(statistics).and_then(|mut socket| {
        socket.write_all(b"show stat\n")?;
        let mut said = String::new();
        socket.read_to_string(&mut said).map(|_| said)
    });
    let said = asked.unwrap_or_default();
    said.lines()
        .filter(|line| line.starts_with("majakka,one,") || line.starts_with("majakka,two,"))
        .filter(|line| line.contains(",UP,"))
        .count()
}
