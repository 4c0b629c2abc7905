//! TCP ports for servers that cannot choose their own.

use std::net::TcpListener;
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the range that Linux takes for outgoing connections (32768 and up): nobody takes such a port by chance between
/// our look and the server's bind.
const FIRST: u16 = 10_000;
const COUNT: u16 = 20_000;

static STEP: AtomicU16 = AtomicU16::new(0);

/// A port on 127.0.0.1 that nothing listens on, and that this process has not handed out before.
///
/// Each process starts at a place of its own, so that test binaries beside each other do not meet.
#[must_use]
pub fn free() -> u16 {
    let start = process::id().wrapping_mul(97) % u32::from(COUNT);
    (0..COUNT)
        .map(|_| (start + u32::from(STEP.fetch_add(1, Ordering::Relaxed))) % u32::from(COUNT))
        .map(|offset| FIRST + u16::try_from(offset).unwrap_or_default())
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port below 30000")
}

/// Whether something accepts connections there.
#[must_use]
pub fn answers(port: u16) -> bool {
    std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
}
