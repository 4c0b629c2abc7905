//! Promise: nobody ends the program from outside. A thousand connections that want no good, of every kind, cost a nurse no two
//! seconds and the machine no memory to speak of, and each is hung up on in its time.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::harness::majakka::Setup;
use crate::harness::visitor::Visitor;

const BAD: usize = 1_000;
const NURSE: Duration = Duration::from_secs(2);
const MEMORY_KIB: u64 = 200 * 1024;
/// Longer than any of them is borne; reached only when one is not hung up on.
const BORNE: Duration = Duration::from_secs(60);

/// A connection from another machine, that begins like this and goes no further.
async fn bad(server: SocketAddr, nth: usize) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddrV4::new(Ipv4Addr::new(127, 0, 9, 9), 0).into()).expect("an address");
    let mut stream = socket.connect(server).await.expect("a connection");
    let greedy = "GET /fi HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200);
    let begun = match nth % 5 {
        0 => "",
        1 => "GET /fi HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        2 => {
            "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500000\r\n\r\n"
        }
        3 => {
            "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":"
        }
        _ => &greedy,
    };
    // Over its share the server has hung up already.
    let _ = stream.write_all(begun.as_bytes()).await;
    stream
}

/// Reads until the server hangs up; did it, in time?
async fn is_hung_up_on(mut stream: TcpStream) -> bool {
    let mut read = [0; 16 * 1024];
    timeout(BORNE, async {
        loop {
            match stream.read(&mut read).await {
                Ok(0) => return,
                Err(error) if error.kind() != ErrorKind::Interrupted => return,
                _ => {}
            }
        }
    })
    .await
    .is_ok()
}

fn memory_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("the process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("its memory");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

/// The pages of somebody with a patient before her, each in its time.
async fn is_served(nurse: &mut Visitor) {
    for path in ["/fi", "/sign-in", "/r/nowhere"] {
        let began = Instant::now();
        let page = nurse.open(path).await;
        assert!(page.status.as_u16() < 500, "{path}: {}", page.status);
        assert!(began.elapsed() < NURSE, "{path} took {:?}", began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_bad_connections_cost_a_nurse_nothing_and_end_in_their_time() {
    let mut majakka = Setup::up().only_files(1024).start();
    let server: SocketAddr = majakka.address().trim_start_matches("http://").parse().expect("an address");
    let mut nurse = majakka.visitor();
    is_served(&mut nurse).await;
    let before = memory_kib(majakka.process().id());

    let mut crowd = Vec::new();
    for nth in 0..BAD {
        crowd.push(bad(server, nth).await);
    }
    is_served(&mut nurse).await;
    is_served(&mut Visitor::calling_from(Ipv4Addr::new(127, 0, 9, 10), majakka.address())).await;
    let grown = memory_kib(majakka.process().id()).saturating_sub(before);
    assert!(grown < MEMORY_KIB, "{grown} KiB more");

    // Who asked for much and reads after all would be served after all: that kind is hung up on by the kernel, or goes by itself.
    let ends = crowd.into_iter().enumerate().filter(|(nth, _)| nth % 5 != 4);
    let ends: Vec<_> = ends.map(|(nth, stream)| (nth % 5, tokio::spawn(is_hung_up_on(stream)))).collect();
    for (kind, end) in ends {
        assert!(end.await.expect("a task"), "kind {kind} is still there");
    }
    is_served(&mut nurse).await;
}
