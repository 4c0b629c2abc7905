//! Promise: whoever operates Majakka stops, reloads and watches it as every other service, and no log reader can hinder that.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::{Child, Command, ExitStatus, Stdio};

use majakka_testing::postgres::Cluster;
use majakka_testing::process::Signal;
use majakka_testing::scratch::Scratch;
use majakka_testing::{ports, postgres, wait};
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::signal::kill;
use nix::unistd::Pid;
use reqwest::Method;

use crate::harness::majakka::Setup;
use crate::harness::visitor::Visitor;

fn majakka(scratch: &Scratch, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_majakka"));
    command.args(arguments).arg("--var").arg(scratch.join("var")).current_dir(scratch.path());
    command
}

fn signal(child: &Child, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(child.id()).expect("an id")), signal).expect("a process");
}

/// Ends by itself after the signal, or the test fails.
fn ends(mut child: Child) -> ExitStatus {
    let ended = wait::maybe(|| child.try_wait().expect("a child"));
    let _ = child.kill();
    ended.expect("it ends")
}

#[tokio::test]
async fn a_log_reader_who_has_gone_away_stops_nothing() {
    let scratch = Scratch::new("mjop");
    let port = ports::free();
    let mut command = majakka(&scratch, &["up", "--listen", &format!("127.0.0.1:{port}")]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    drop(child.stderr.take());
    signal(&child, Signal::SIGHUP);
    Visitor::new(format!("http://127.0.0.1:{port}")).open("/healthz").await.expect(200);
    signal(&child, Signal::SIGTERM);
    assert!(ends(child).success());
}

#[tokio::test]
async fn a_log_reader_who_reads_no_more_stops_nothing() {
    let scratch = Scratch::new("mjop");
    let port = ports::free();
    let (_held, full) = nix::unistd::pipe().expect("a pipe");
    fcntl(&full, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).expect("a mode");
    let mut into = fs::File::from(full);
    while into.write(&[b'x'; 4096]).is_ok() {}
    let full = OwnedFd::from(into);
    fcntl(&full, FcntlArg::F_SETFL(OFlag::empty())).expect("a mode");
    let mut command = majakka(&scratch, &["up", "--listen", &format!("127.0.0.1:{port}")]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::from(full)).spawn().expect("the binary runs");
    wait::until("the port", || ports::answers(port).then_some(()));
    Visitor::new(format!("http://127.0.0.1:{port}")).open("/healthz").await.expect(200);
    signal(&child, Signal::SIGTERM);
    assert!(ends(child).success());
}

#[tokio::test]
async fn a_reload_reads_settings_anew_and_keeps_those_that_can_be_used() {
    let scratch = Scratch::new("mjop");
    let file = scratch.join("majakka.toml");
    let write =
        |contact: &str| fs::write(&file, format!("[page]\nsecurity_contact = \"{contact}\"\n")).expect("the settings");
    write("mailto:ennen@example.fi");
    let mut majakka = Setup::up().config(&file).start();
    let mut visitor = majakka.visitor();
    let contact = async |visitor: &mut Visitor| visitor.open("/.well-known/security.txt").await.expect(200).text();
    assert!(contact(&mut visitor).await.contains("ennen@example.fi"));
    for (told, said, shown) in [
        ("nonsense", "what was read anew cannot be used (page.security_contact is no address", "ennen@example.fi"),
        ("mailto:nyt@example.fi", "settings and secrets were read anew", "nyt@example.fi"),
    ] {
        write(told);
        let process = majakka.process();
        process.signal(Signal::SIGHUP);
        let log = process.said();
        assert!(!log.contains("asked to stop"), "{log}");
        let mut majakka_says = || majakka.process().said().contains(said).then_some(());
        wait::until(said, &mut majakka_says);
        // Whoever is connected gets one more answer from before.
        assert!(contact(&mut majakka.visitor()).await.contains(shown), "{said}");
    }
    assert!(majakka.process().stop().success());
}

#[tokio::test]
async fn a_database_that_is_away_at_the_start_is_waited_for() {
    let mut cluster = Cluster::start();
    let url = cluster.database();
    cluster.kill();
    let scratch = Scratch::new("mjop");
    let port = ports::free();
    let log = scratch.join("log");
    let mut command = majakka(&scratch, &["up", "--listen", &format!("127.0.0.1:{port}"), "--database-url", &url]);
    let mut process = majakka_testing::process::Process::start(&mut command, &log, Signal::SIGTERM);
    let waits = |process: &majakka_testing::process::Process| process.said().contains("it is waited for").then_some(());
    wait::until("a word that it waits", || waits(&process));
    cluster.start_again();
    wait::until("its first line", || process.said().contains("Majakka starts").then_some(()));
    // The port is open before anybody hears a request to stop.
    process.until("its greeting", || process_says(&log, "Majakka is lit.").then_some(()));
    let said = process.said();
    assert!(
        said.contains("Majakka starts") && said.contains("role=\"up\"") && said.contains("schema=\"2026"),
        "{said}"
    );
    assert!(process.stop().success());
}

#[tokio::test]
async fn watchers_ask_with_head_and_options_too() {
    let mut majakka = Setup::up().start();
    let mut visitor = majakka.visitor();
    for (method, path) in [
        (Method::HEAD, "/healthz"),
        (Method::OPTIONS, "/healthz"),
        (Method::HEAD, "/readyz"),
        (Method::OPTIONS, "/readyz"),
        (Method::HEAD, "/sign-in"),
        (Method::HEAD, "/"),
    ] {
        let answer = visitor.once(visitor.request(method.clone(), path), path).await;
        assert_eq!(answer.status.as_u16(), 200, "{method} {path}");
        assert!(method != Method::HEAD || answer.text().is_empty(), "{method} {path}");
    }
}

#[tokio::test]
async fn it_listens_on_several_addresses_and_on_a_socket_file() {
    let scratch = Scratch::new("mjop");
    let (port, socket) = (ports::free(), scratch.join("http.sock"));
    let listen = format!("127.0.0.1:{port}, unix:{}", socket.display());
    let start = || {
        let mut command = majakka(&scratch, &["up", "--listen", &listen]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
        wait::until("both", || {
            assert!(child.try_wait().expect("a child").is_none(), "it ended");
            (ports::answers(port) && UnixStream::connect(&socket).is_ok()).then_some(())
        });
        child
    };
    let asked = |socket: &std::path::Path| {
        let mut line = String::new();
        let mut stream = UnixStream::connect(socket).expect("the socket");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request");
        BufReader::new(stream).read_line(&mut line).expect("an answer");
        line
    };
    let mut child = start();
    assert_eq!(asked(&socket), "HTTP/1.1 200 OK\r\n");
    // A crash leaves the file behind; the next start is not hindered by it.
    child.kill().expect("a process");
    child.wait().expect("a child");
    let child = start();
    assert_eq!(asked(&socket), "HTTP/1.1 200 OK\r\n");
    signal(&child, Signal::SIGTERM);
    assert!(ends(child).success());
}

#[tokio::test]
async fn a_socket_that_the_service_manager_holds_is_taken() {
    let scratch = Scratch::new("mjop");
    let held = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = held.local_addr().expect("its address");
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\" 3<&0 0</dev/null",
        env!("CARGO_BIN_EXE_majakka"),
        "up",
    ]);
    shell.arg("--var").arg(scratch.join("var")).stdin(OwnedFd::from(held.try_clone().expect("the socket again")));
    let child = shell.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    // The door is open before anybody stands in it: who comes early waits.
    Visitor::new(format!("http://{address}")).open("/healthz").await.expect(200);
    signal(&child, Signal::SIGTERM);
    assert!(ends(child).success());
}

#[tokio::test]
async fn a_notifier_by_itself_tells_how_it_is_and_shows_no_page() {
    let scratch = Scratch::new("mjop");
    let url = postgres::database();
    assert!(majakka(&scratch, &["migrate", "--database-url", &url]).status().expect("the binary runs").success());
    let port = ports::free();
    let mut command = majakka(&scratch, &["notify", "--database-url", &url]);
    command.env("MAJAKKA__METRICS__LISTEN", format!("127.0.0.1:{port}"));
    let log = scratch.join("log");
    let mut process = majakka_testing::process::Process::start(&mut command, &log, Signal::SIGTERM);
    process.until("its greeting", || process_says(&log, "Majakka notifies.").then_some(()));
    let mut watcher = Visitor::new(format!("http://127.0.0.1:{port}"));
    assert_eq!(watcher.open("/healthz").await.expect(200).json()["alive"], true);
    wait::until_so("readiness", async || watcher.open("/readyz").await.status == 200).await;
    let figures = watcher.open("/metrics").await.expect(200).text();
    assert!(figures.contains("majakka_database_up 1"), "{figures}");
    let head = watcher.request(reqwest::Method::HEAD, "/readyz");
    watcher.once(head, "/readyz").await.expect(200);
    for page in ["/", "/sign-in", "/desk", "/api/v1/reports"] {
        watcher.open(page).await.expect(404);
    }
    // Settings that are read anew change nothing of where it answers.
    process.signal(Signal::SIGHUP);
    process.until("settings read anew", || process_says(&log, "were read anew").then_some(()));
    watcher.open("/healthz").await.expect(200);
    assert!(process.stop().success());
}

fn process_says(log: &std::path::Path, words: &str) -> bool {
    fs::read_to_string(log).unwrap_or_default().contains(words)
}

#[tokio::test]
async fn a_service_manager_hears_what_it_does() {
    let scratch = Scratch::new("mjop");
    let socket = scratch.join("notify");
    let manager = UnixDatagram::bind(&socket).expect("a socket");
    manager.set_read_timeout(Some(wait::LONG)).expect("a patience");
    let next = |wanted: &str| {
        let mut read = [0; 256];
        loop {
            let length = manager.recv(&mut read).unwrap_or_else(|cause| panic!("{wanted}: {cause}"));
            let said = String::from_utf8_lossy(&read[..length]).trim().to_owned();
            // Between the others, as often as it is asked to.
            if said == wanted || said != "WATCHDOG=1" {
                assert_eq!(said, wanted);
                return;
            }
        }
    };
    let mut command = majakka(&scratch, &["up", "--listen", "127.0.0.1:0"]);
    command.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "200000");
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    next("READY=1");
    next("WATCHDOG=1");
    next("WATCHDOG=1");
    signal(&child, Signal::SIGHUP);
    next("RELOADING=1");
    next("READY=1");
    next("WATCHDOG=1");
    signal(&child, Signal::SIGTERM);
    next("STOPPING=1");
    assert!(ends(child).success());
}
