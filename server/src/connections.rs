//! How many may be connected, from everywhere and from one address.
//!
//! Guarantee: files are left for the database and the notifier however many connect; nobody's connections keep others out; who does
//! not read what she is sent is hung up on.
//! Non-goal: what is asked over them. Behind a proxy all connections are the proxy's, which has limits of its own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use majakka_app::config::{Peer, TrustedProxies};
use nix::sys::resource::{Resource, getrlimit};
use socket2::SockRef;

use crate::limits::narrowed;

/// Open files that are no visitor's: database, gateways, pictures, logs.
const RESERVE: usize = 160;
/// A machine that allows fewer files still serves so many.
const FEWEST: usize = 64;
/// Bytes that were sent and not taken for so long end a connection, whether its reader is gone or only does not read (RFC 5482).
const UNREAD: Duration = Duration::from_secs(30);

/// The connections of one process.
#[derive(Debug)]
pub(crate) struct Connections {
    places: usize,
    proxies: TrustedProxies,
    held: Mutex<HashMap<IpAddr, usize>>,
}

/// A place among those of an address, until the connection ends.
struct Place {
    of: IpAddr,
    among: Arc<Connections>,
}

impl Connections {
    /// As many as the process may have files for. `proxies`: whose connections are those of many.
    pub(crate) fn new(proxies: TrustedProxies) -> Arc<Self> {
        let files = getrlimit(Resource::RLIMIT_NOFILE).map_or(1024, |(soft, _)| soft);
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        let places = files.saturating_sub(RESERVE).max(FEWEST);
        Arc::new(Connections { places, proxies, held: Mutex::default() })
    }

    /// Places altogether.
    pub(crate) fn places(&self) -> usize {
        self.places
    }

    /// Somebody connects: takes a place that `data` gives back, or hangs up.
    pub(crate) fn open(self: &Arc<Self>, stream: &TcpStream, peer: Peer, data: &mut Extensions) {
        let socket = SockRef::from(stream);
        // Systems without it rely on the share alone.
        #[cfg(target_os = "linux")]
        let _ = socket.set_tcp_user_timeout(Some(UNREAD));
        if self.proxies.is_one(peer) {
            return;
        }
        match self.place(narrowed(peer.address())) {
            Some(place) => drop(data.insert(place)),
            // It may be closed already.
            None => drop(socket.shutdown(std::net::Shutdown::Both)),
        }
    }

    fn place(self: &Arc<Self>, of: IpAddr) -> Option<Place> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(of).or_default();
        // One address may be a whole hospital; half of all is left to the others.
        if *count >= self.places / 2 {
            return None;
        }
        *count += 1;
        Some(Place { of, among: Arc::clone(self) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.among.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_leaves_half_of_the_places_and_gets_its_own_back() {
        let connections = Arc::new(Connections { places: 8, ..Connections::empty() });
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let mut held: Vec<Place> = (0..4).filter_map(|_| connections.place(one)).collect();
        assert_eq!(held.len(), 4);
        assert!(connections.place(one).is_none());
        assert!(connections.place(other).is_some());
        held.pop();
        assert!(connections.place(one).is_some());
        held.clear();
        assert!(connections.held.lock().unwrap().is_empty(), "nothing is kept of who has gone");
    }

    impl Connections {
        fn empty() -> Self {
            Connections { places: 0, proxies: TrustedProxies::default(), held: Mutex::default() }
        }
    }
}
