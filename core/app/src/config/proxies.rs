//! Who calls, as the proxies before us tell it (`server.trusted_proxies`).
//!
//! Guarantee: what a visitor writes herself never counts, in whichever header line, header or spelling: only what a proxy that we
//! trust wrote. Where it cannot be told who calls, the proxy itself does.
//! Non-goal: which address a limit counts; an address is said as it is.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use serde::Deserialize;

/// Whose word on the caller counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub enum TrustedProxies {
    /// So many stand before us, each of which adds the address that it sees. 0: nobody's word.
    Count(usize),
    /// Those whose addresses are in one of these networks.
    Networks(Vec<IpNet>),
}

/// Nobody's word.
impl Default for TrustedProxies {
    fn default() -> Self {
        TrustedProxies::Count(0)
    }
}

/// The other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// As the system sees it.
    Seen(IpAddr),
    /// As a proxy said before the first byte (PROXY protocol): that one is passed already.
    Told(IpAddr),
}

impl Peer {
    /// Its address, as people write it.
    pub fn address(self) -> IpAddr {
        match self {
            Peer::Seen(address) | Peer::Told(address) => address.to_canonical(),
        }
    }

    /// How many of our proxies are passed when one stands here.
    fn passed(self) -> usize {
        usize::from(matches!(self, Peer::Told(_)))
    }
}

/// As it stands in the settings: a number, a list, or as the environment has it, words between commas or spaces.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Count(usize),
    List(Vec<String>),
    Line(String),
}

impl TryFrom<Written> for TrustedProxies {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let words = match written {
            Written::Count(count) => return Ok(TrustedProxies::Count(count)),
            Written::List(words) => words,
            Written::Line(line) => match line.trim().parse() {
                Ok(count) => return Ok(TrustedProxies::Count(count)),
                Err(_) => line.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            },
        };
        words.iter().map(|word| network(word)).collect::<Result<_, _>>().map(TrustedProxies::Networks)
    }
}

/// `10.0.0.0/8`, or one address.
fn network(word: &str) -> Result<IpNet, String> {
    let alone = || word.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
    word.parse().or_else(|_| alone()).map_err(|_| {
        format!("{word:?} is no network: write how many proxies stand before us, or their addresses, for instance [\"10.1.0.0/16\", \"::1\"]")
    })
}

impl TrustedProxies {
    /// Who calls: `peer` holds the connection; `lines` gives those of a header as they came.
    ///
    /// Proxies add to the line that is there or write a line of their own, so all lines are one list, read from its end. A proxy
    /// writes one of the headers and passes the other on as the visitor wrote it: where the two disagree, nobody's word counts.
    pub fn caller<'h>(&self, peer: Peer, lines: impl Fn(&str) -> Vec<&'h str>) -> IpAddr {
        let hops = |header| lines(header).into_iter().rev().flat_map(|line| line.rsplit(','));
        let plain = self.first_untrusted(peer, hops("x-forwarded-for").map(address));
        // RFC 7239.
        let tagged = self.first_untrusted(peer, hops("forwarded").map(|hop| node(hop).and_then(address)));
        match (plain, tagged) {
            (Some(plain), Some(tagged)) if plain != tagged => peer.address(),
            (plain, tagged) => plain.or(tagged).unwrap_or(peer.address()),
        }
    }

    /// Is this peer a proxy, through which many come?
    pub fn is_one(&self, peer: Peer) -> bool {
        match self {
            TrustedProxies::Count(count) => *count > peer.passed(),
            TrustedProxies::Networks(networks) => networks.iter().any(|network| network.contains(&peer.address())),
        }
    }

    /// Walks away from us, from hop to hop, as far as we trust. `None`: nothing was told.
    fn first_untrusted(&self, peer: Peer, told: impl Iterator<Item = Option<IpAddr>>) -> Option<IpAddr> {
        let mut told = told.peekable();
        told.peek()?;
        let mut caller = peer.address();
        for (passed, hop) in (peer.passed()..).zip(told) {
            let trusted = match self {
                TrustedProxies::Count(count) => passed < *count,
                TrustedProxies::Networks(_) => self.is_one(Peer::Seen(caller)),
            };
            if !trusted {
                break;
            }
            // `unknown`, or nothing that is an address: the one who says so is the last of whom we know anything.
            caller = hop?;
        }
        Some(caller)
    }
}

/// The address behind `for=` of one hop (RFC 7239, 4).
fn node(hop: &str) -> Option<&str> {
    let pairs = hop.split(';').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.trim(), value))
        .find(|(name, _)| name.eq_ignore_ascii_case("for"))
        .map(|(_, value)| value)
}

/// An address as proxies write it: bare, with a port, in brackets, in quotes.
fn address(written: &str) -> Option<IpAddr> {
    let written = written.trim().trim_matches('"');
    let bare = || written.trim_matches(['[', ']']).parse().ok();
    let address: Option<IpAddr> = bare().or_else(|| written.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.1.0.5";

    fn proxies(written: &str) -> TrustedProxies {
        TrustedProxies::try_from(Written::Line(written.to_owned())).unwrap()
    }

    fn caller(proxies: &TrustedProxies, forwarded_for: &[&'static str], forwarded: &[&'static str]) -> String {
        let peer = Peer::Seen(PROXY.parse().unwrap());
        let lines = |header: &str| if header == "forwarded" { forwarded.to_vec() } else { forwarded_for.to_vec() };
        proxies.caller(peer, lines).to_string()
    }

    #[test]
    fn of_all_lines_the_last_trusted_word_counts_however_it_is_written() {
        let one = proxies("1");
        let table: [(&[&'static str], &str); 10] = [
            (&["198.51.100.2"], "198.51.100.2"),
            (&["10.2.3.4", "198.51.100.2"], "198.51.100.2"),
            (&["10.2.3.4, 198.51.100.2"], "198.51.100.2"),
            (&["10.2.3.4", "10.9.9.9,198.51.100.2"], "198.51.100.2"),
            (&["198.51.100.2:4711"], "198.51.100.2"),
            (&["[2001:db8::7]:80"], "2001:db8::7"),
            (&["[2001:db8::7]"], "2001:db8::7"),
            (&["2001:db8::7"], "2001:db8::7"),
            (&["::ffff:198.51.100.2"], "198.51.100.2"),
            (&["198.51.100.2, unknown"], PROXY),
        ];
        for (lines, wanted) in table {
            assert_eq!(caller(&one, lines, &[]), wanted, "{lines:?}");
        }
    }

    #[test]
    fn forwarded_is_read_as_the_other_is() {
        let one = proxies("1");
        let table: [(&[&'static str], &str); 8] = [
            (&["for=198.51.100.2"], "198.51.100.2"),
            (&["for=10.2.3.4", "for=198.51.100.2;proto=https"], "198.51.100.2"),
            (&["for=10.2.3.4, by=10.1.0.5; For=\"198.51.100.2:4711\""], "198.51.100.2"),
            (&["proto=https;for=\"[2001:db8::7]:80\""], "2001:db8::7"),
            // What the visitor left open does not swallow what the proxy added.
            (&["for=\"10.2.3.4, for=198.51.100.2"], "198.51.100.2"),
            (&["for=_hidden"], PROXY),
            (&["for=unknown"], PROXY),
            (&["proto=https"], PROXY),
        ];
        for (lines, wanted) in table {
            assert_eq!(caller(&one, &[], lines), wanted, "{lines:?}");
        }
        assert_eq!(caller(&one, &["198.51.100.2"], &["for=198.51.100.2"]), "198.51.100.2");
        assert_eq!(caller(&one, &["203.0.113.9"], &["for=198.51.100.2"]), PROXY, "one of them is the visitor's own");
    }

    #[test]
    fn a_count_passes_as_many_and_networks_pass_those_in_them() {
        let lines = ["203.0.113.9, 198.51.100.2, 10.1.0.4"];
        let table = [
            ("0", PROXY),
            ("1", "10.1.0.4"),
            ("2", "198.51.100.2"),
            ("3", "203.0.113.9"),
            ("9", "203.0.113.9"),
            ("10.1.0.0/16", "198.51.100.2"),
            ("10.1.0.5", "10.1.0.4"),
            ("10.1.0.5,10.1.0.4", "198.51.100.2"),
            ("::1 192.0.2.0/24", PROXY),
            ("10.0.0.0/8 198.51.100.0/24 203.0.113.0/24", "203.0.113.9"),
        ];
        for (written, wanted) in table {
            assert_eq!(caller(&proxies(written), &lines, &[]), wanted, "{written}");
        }
        assert_eq!(caller(&proxies("10.1.0.0/16"), &[], &[]), PROXY);
    }

    #[test]
    fn whom_a_proxy_told_before_the_first_byte_has_passed_that_one() {
        let lines = |_: &str| vec!["203.0.113.9"];
        let told = Peer::Told("198.51.100.2".parse().unwrap());
        let caller = |written| proxies(written).caller(told, lines).to_string();
        assert_eq!(caller("1"), "198.51.100.2", "what the visitor wrote herself does not count");
        assert_eq!(caller("2"), "203.0.113.9");
        assert_eq!(caller("198.51.100.0/24"), "203.0.113.9");
        assert!(!proxies("1").is_one(told) && proxies("2").is_one(told) && !proxies("10.1.0.0/16").is_one(told));
    }

    #[test]
    fn what_is_no_network_is_named_with_what_may_stand_there() {
        let wrong = TrustedProxies::try_from(Written::List(vec!["10.0.0.0/8".to_owned(), "nginx".to_owned()]));
        let wrong = wrong.unwrap_err();
        assert!(wrong.starts_with("\"nginx\" is no network: write how many"), "{wrong}");
        assert!(TrustedProxies::try_from(Written::Line("10.0.0.0/64".to_owned())).is_err());
    }
}
