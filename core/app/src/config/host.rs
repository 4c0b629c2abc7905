//! Which hosts are this machine: to those nothing can be read on the way.

use std::net::IpAddr;

/// Is it this machine, by name or by loopback address (without brackets)?
pub fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
}
