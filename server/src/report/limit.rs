//! How often a report link, or a program's token, may be used.
//!
//! Guarantee: one address cannot use up a link for everybody else, and a link that has leaked is bounded as a whole.

use std::net::IpAddr;
use std::sync::LazyLock;

use majakka_store::token::TokenHash;

use crate::allowance::Allowance;

/// Requests of one address on one link in a minute. A report takes three; a county may sit behind one address.
pub(super) const OF_ADDRESS: u32 = 180;
/// Requests on one link in a minute: two hundred reports, more than any desk can read.
const OF_LINK: u32 = 600;
/// Requests with one program's token in a minute: twenty a second, what a hospital's own systems may have to tell on the worst
/// morning. Reports that come together are written together; one token cannot fill the line of those that wait.
const OF_PROGRAM: u32 = 1_200;

/// The limits of this process. Keys hold the link's token, so that installations in one process do not meet.
static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits {
    address: Allowance::per_minute(OF_ADDRESS),
    link: Allowance::per_minute(OF_LINK),
    program: Allowance::per_minute(OF_PROGRAM),
});

struct Limits {
    address: Allowance<(String, IpAddr)>,
    link: Allowance<String>,
    program: Allowance<String>,
}

/// May this address use this link, which exists, once more now?
pub(super) fn allows(link: &TokenHash, address: IpAddr) -> bool {
    let link = link.as_hex().to_owned();
    LIMITS.address.allows(&(link.clone(), address)) && LIMITS.link.allows(&link)
}

/// May a program use its token, which is known, once more now? From wherever: the token is what it is known by.
pub(crate) fn allows_program(token: &TokenHash) -> bool {
    LIMITS.program.allows(&token.as_hex().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_stopped_and_the_others_report_on() {
        let link = TokenHash::new("one_address_is_stopped");
        let from = |last| allows(&link, IpAddr::from([192, 0, 2, last]));
        assert!((0..OF_ADDRESS).all(|_| from(1)));
        // One more is allowed every third of a second, and a machine may pause.
        assert!((0..OF_ADDRESS).any(|_| !from(1)));
        assert!(from(2));
        assert!(allows(&TokenHash::new("another link"), IpAddr::from([192, 0, 2, 1])));
    }

    #[test]
    fn a_program_that_runs_wild_is_stopped_and_the_others_are_not() {
        let allowed = |token: &TokenHash| (0..2 * OF_PROGRAM).filter(|_| allows_program(token)).count();
        assert!(allowed(&TokenHash::new("a program that runs wild")) < 1_300);
        assert!(allows_program(&TokenHash::new("another program")));
    }

    #[test]
    fn a_leaked_link_is_bounded_as_a_whole() {
        let link = TokenHash::new("a_leaked_link");
        let allowed =
            (0..=255).flat_map(|last| [last; 4]).filter(|last| allows(&link, IpAddr::from([192, 0, 2, *last])));
        assert!(allowed.count() < 700);
    }
}
