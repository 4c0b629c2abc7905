//! Promise: nobody ends the program from outside. A thousand connections that want no good, of every kind, cost a nurse no two
//! seconds and the machine no memory to speak of, and each is hung up on in its time.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::{Duration, Instant};

use majakka_testing::picture;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::harness::cast::Cast;
use crate::harness::majakka::Setup;
use crate::harness::visitor::Visitor;

const BAD: usize = 1_000;
const NURSE: Duration = Duration::from_secs(2);
const MEMORY_KIB: u64 = 200 * 1024;
/// Longer than any of them is borne; reached only when one is not hung up on.
const BORNE: Duration = Duration::from_secs(60);

/// How a bad connection begins; after that it says nothing more.
const KINDS: [(&str, &[u8]); 11] = [
    ("silent", b""),
    ("a head without an end", b"GET /fi HTTP/1.1\r\nHost: x\r\nX-Slow: "),
    (
        "a body that does not come",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500000\r\n\r\n",
    ),
    (
        "chunks without an end",
        b"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":",
    ),
    (
        "a chunk whose extension has no end",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5;a=aaaaaaaa",
    ),
    (
        "a file that does not come",
        b"POST /r/nowhere HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 5000000\r\n\r\n\
          --B\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\n\r\n\x89PNG",
    ),
    (
        "a body that waits to be asked for",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500000\r\n\
          Expect: 100-continue\r\n\r\n",
    ),
    ("another protocol is wanted", b"GET /fi HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    ("another version", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("another protocol", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    (GREEDY, b"GET /fi HTTP/1.1\r\nHost: x\r\n\r\n"),
];
/// Asks two hundred times and reads nothing.
const GREEDY: &str = "answers that nobody reads";

/// Where a crowd comes from.
#[derive(Debug, Clone, Copy)]
enum From {
    OneMachine,
    ManyMachines,
}

impl From {
    fn address(self, nth: usize) -> Ipv4Addr {
        let host = u8::try_from(nth % 250).expect("a part of an address");
        match self {
            From::OneMachine => Ipv4Addr::new(127, 0, 9, 9),
            From::ManyMachines => Ipv4Addr::new(127, 0, 10, host + 1),
        }
    }
}

/// A connection from another machine, that begins like this and goes no further.
async fn bad(server: SocketAddr, from: Ipv4Addr, kind: &str, begun: &[u8]) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddrV4::new(from, 0).into()).expect("an address");
    let mut stream = socket.connect(server).await.expect("a connection");
    let times = if kind == GREEDY { 200 } else { 1 };
    // Over its share the server has hung up already.
    let _ = stream.write_all(&begun.repeat(times)).await;
    stream
}

/// Reads until the server hangs up; did it, in time?
async fn is_hung_up_on(mut stream: impl AsyncRead + Unpin) -> bool {
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

/// A head that grows by a byte a second, as long as anybody listens.
async fn drips(server: SocketAddr, from: Ipv4Addr) -> bool {
    let stream = bad(server, from, "drips", b"GET /fi HTTP/1.1\r\nHost: x\r\nX-Slow: ").await;
    let (read, mut write) = stream.into_split();
    let dripping = tokio::spawn(async move {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let hung_up = is_hung_up_on(read).await;
    dripping.abort();
    hung_up
}

async fn a_crowd_costs_a_nurse_nothing(from: From) {
    let mut majakka = Setup::up().only_files(1024).start();
    let server: SocketAddr = majakka.address().trim_start_matches("http://").parse().expect("an address");
    let mut nurse = majakka.visitor();
    is_served(&mut nurse).await;
    let before = memory_kib(majakka.process().id());

    let mut crowd = Vec::new();
    for nth in 0..BAD {
        let (kind, begun) = KINDS[nth % KINDS.len()];
        crowd.push((kind, bad(server, from.address(nth), kind, begun).await));
    }
    let dripping: Vec<_> = (0..20).map(|nth| tokio::spawn(drips(server, from.address(nth)))).collect();
    is_served(&mut nurse).await;
    is_served(&mut Visitor::calling_from(Ipv4Addr::new(127, 0, 9, 10), majakka.address())).await;
    let grown = memory_kib(majakka.process().id()).saturating_sub(before);
    assert!(grown < MEMORY_KIB, "{grown} KiB more");

    // Who asked for much and reads after all would be served after all: that kind is hung up on by the kernel, or goes by itself.
    let ends = crowd.into_iter().filter(|(kind, _)| *kind != GREEDY);
    let ends: Vec<_> = ends.map(|(kind, stream)| (kind, tokio::spawn(is_hung_up_on(stream)))).collect();
    for (kind, end) in ends.into_iter().chain(dripping.into_iter().map(|end| ("a head byte by byte", end))) {
        assert!(end.await.expect("a task"), "{kind}: still there");
    }
    is_served(&mut nurse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_bad_connections_cost_a_nurse_nothing_and_end_in_their_time() {
    a_crowd_costs_a_nurse_nothing(From::OneMachine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_do_a_thousand_from_as_many_places_as_there_are() {
    a_crowd_costs_a_nurse_nothing(From::ManyMachines).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn six_of_the_largest_pictures_at_once_cost_a_nurse_nothing() {
    let mut majakka = Setup::up().start();
    majakka.address();
    let cast = Cast::settle(None, &majakka.var());
    let link = cast.report_link(cast.county);
    let mut nurse = majakka.visitor();
    is_served(&mut nurse).await;
    let before = memory_kib(majakka.process().id());
    // As many pixels as are taken (docs/API.md), in some kilobytes.
    let picture = picture::plain(5_000, 5_000);
    let sends: Vec<_> = (0..6)
        .map(|_| {
            let (mut visitor, link, picture) = (majakka.visitor(), link.clone(), picture.clone());
            tokio::spawn(async move {
                let form = visitor.open(&link).await.form(&link).fill("description", "Ei toimi.");
                visitor.submit(form.attach("screenshots", "kuva.png", picture)).await.status.as_u16()
            })
        })
        .collect();
    let mut most = 0;
    while !sends.iter().all(tokio::task::JoinHandle::is_finished) {
        is_served(&mut nurse).await;
        most = most.max(memory_kib(majakka.process().id()));
    }
    for sent in sends {
        let status = sent.await.expect("a task");
        assert!(status < 500, "{status}");
    }
    assert!(most.saturating_sub(before) < MEMORY_KIB, "{} KiB more", most.saturating_sub(before));
}
