//! How often one address may try a password or a link, and which address that is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::HttpRequest;
use majakka_app::config::{Peer, TrustedProxies};

use crate::allowance::Allowance;
use crate::per_minute::{AuditBudget, Misses};

/// Passwords and links that one address may try in a minute: a whole clinic may sit behind one.
const DOOR: u32 = 30;

/// The limits of one process.
#[derive(Debug)]
pub struct Limits {
    attempts: Allowance<IpAddr>,
    /// Links, tokens, codes and signatures that were nobody's.
    pub(crate) misses: Misses,
    /// How many of those who are turned away the audit log gets.
    pub(crate) audited: AuditBudget,
    proxies: TrustedProxies,
}

impl Limits {
    /// Nobody has knocked yet. `proxies`: whose word on who knocks counts.
    pub fn new(proxies: TrustedProxies) -> Self {
        let (misses, audited) = (Misses::default(), AuditBudget::default());
        Self { attempts: Allowance::per_minute(DOOR), misses, audited, proxies }
    }

    /// May this address try a password or a link now?
    pub fn allow_attempt(&self, request: &HttpRequest) -> bool {
        self.attempts.allows(&self.address(request))
    }

    /// Who knocks: the peer, or whom our proxies name.
    pub(crate) fn address(&self, request: &HttpRequest) -> IpAddr {
        let lines = |name: &str| request.headers().get_all(name).filter_map(|line| line.to_str().ok()).collect();
        narrowed(self.proxies.caller(peer(request), lines))
    }
}

/// Who holds the connection. A socket of this machine has no address: its proxy says who calls.
pub(crate) fn peer(request: &HttpRequest) -> Peer {
    let seen = || request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    request.conn_data().copied().unwrap_or_else(|| Peer::Seen(seen()))
}

/// One household has a whole /64 of IPv6.
pub(crate) fn narrowed(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(u128::from(v6) & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn from(limits: &Limits, forwarded: &str) -> bool {
        let peer = "192.0.2.1:5000".parse().unwrap();
        let request = TestRequest::default().peer_addr(peer).insert_header(("x-forwarded-for", forwarded));
        limits.allow_attempt(&request.to_http_request())
    }

    #[test]
    fn an_address_is_stopped_and_another_is_not() {
        let limits = Limits::new(TrustedProxies::Count(1));
        assert!((0..DOOR).all(|_| from(&limits, "203.0.113.9, 198.51.100.1")));
        assert!(!from(&limits, "203.0.113.10, 198.51.100.1"), "what the visitor wrote herself does not count");
        assert!(from(&limits, "198.51.100.2"));
    }

    #[test]
    fn without_a_proxy_the_header_is_a_visitors_own_word() {
        let limits = Limits::new(TrustedProxies::Count(0));
        assert!((0..DOOR).all(|n| from(&limits, &format!("198.51.100.{n}"))));
        assert!(!from(&limits, "198.51.100.200"));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let of = |text: &str| narrowed(text.parse().unwrap());
        assert_eq!(of("2001:db8::1:2"), of("2001:db8::9"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
    }
}
