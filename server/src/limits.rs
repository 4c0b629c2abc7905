//! How often one address may try a password or a link, and which address that is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;

use crate::per_minute::PerMinute;

/// Passwords and links that one address may try in a minute: a whole clinic may sit behind one.
const DOOR: u32 = 30;

/// The limits of one process.
#[derive(Debug)]
pub struct Limits {
    attempts: PerMinute<IpAddr>,
    behind_proxy: bool,
}

impl Limits {
    /// Nobody has knocked yet. `behind_proxy`: the proxy's word on who knocks counts.
    pub fn new(behind_proxy: bool) -> Self {
        Self { attempts: PerMinute::new(DOOR), behind_proxy }
    }

    /// May this address try a password or a link now?
    pub fn allow_attempt(&self, request: &HttpRequest) -> bool {
        self.attempts.allows(&self.address(request))
    }

    /// Who knocks: the peer, or behind our proxy the last address that the proxy itself wrote down.
    pub(crate) fn address(&self, request: &HttpRequest) -> IpAddr {
        let told = || {
            // Proxies add to the line that is there, or a line of their own: the last of the last is the proxy's.
            let header = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
            parse(header.rsplit(',').next()?.trim())
        };
        let proxied = if self.behind_proxy { told() } else { None };
        let peer = || request.peer_addr().map(|peer| peer.ip());
        narrowed(proxied.or_else(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }
}

/// An address as proxies write it: bare, with a port, in brackets.
fn parse(written: &str) -> Option<IpAddr> {
    let bare = || written.trim_matches(['[', ']']).parse().ok();
    bare().or_else(|| written.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
}

/// One household has a whole /64 of IPv6.
fn narrowed(address: IpAddr) -> IpAddr {
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
    fn of_two_lines_the_last_counts_however_the_proxy_writes_an_address() {
        let limits = Limits::new(true);
        let address = |lines: &[&'static str]| {
            let peer = TestRequest::default().peer_addr("192.0.2.1:5000".parse().unwrap());
            let with = |request: TestRequest, line: &&'static str| request.append_header(("x-forwarded-for", *line));
            limits.address(&lines.iter().fold(peer, with).to_http_request()).to_string()
        };
        assert_eq!(address(&["10.2.3.4", "198.51.100.2"]), "198.51.100.2", "the visitor's own line does not count");
        assert_eq!(address(&["198.51.100.2:4711"]), "198.51.100.2");
        assert_eq!(address(&["10.1.1.1, [2001:db8:1:2:3::4]:80"]), "2001:db8:1:2::");
        assert_eq!(address(&["unknown"]), "192.0.2.1");
    }

    #[test]
    fn an_address_is_stopped_and_another_is_not() {
        let limits = Limits::new(true);
        assert!((0..DOOR).all(|_| from(&limits, "203.0.113.9, 198.51.100.1")));
        assert!(!from(&limits, "203.0.113.10, 198.51.100.1"), "what the visitor wrote herself does not count");
        assert!(from(&limits, "198.51.100.2"));
    }

    #[test]
    fn without_a_proxy_the_header_is_a_visitors_own_word() {
        let limits = Limits::new(false);
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
