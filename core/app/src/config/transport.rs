//! How a PostgreSQL on another machine is spoken to: verified, unless the settings take that upon themselves.
//!
//! Guarantee: nothing goes in the clear or to a machine that could not prove its name, whatever the URL left out; the machine's own
//! certificate authorities are found, for the OpenSSL that is built along knows of no folder of this machine.
//! Non-goal: Unix sockets, where libpq speaks no TLS and nobody listens.

use std::path::Path;

use majakka_store::error::{Error, Result};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{Finding, is_this_machine};

const VERIFIED: &str = "verify-full";
/// PostgreSQL, "SSL Mode Descriptions".
const MODES: [&str; 6] = ["disable", "allow", "prefer", "require", "verify-ca", VERIFIED];
/// PostgreSQL, "Parameter Key Words" of libpq 18.
const PARAMETERS: [&str; 45] = [
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "require_auth",
    "channel_binding",
    "connect_timeout",
    "client_encoding",
    "options",
    "application_name",
    "fallback_application_name",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "replication",
    "gssencmode",
    "sslmode",
    "sslnegotiation",
    "sslcompression",
    "sslcert",
    "sslkey",
    "sslkeylogfile",
    "sslpassword",
    "sslcertmode",
    "sslrootcert",
    "sslcrl",
    "sslcrldir",
    "sslsni",
    "requirepeer",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "krbsrvname",
    "gsslib",
    "gssdelegation",
    "scram_client_key",
    "scram_server_key",
    "service",
    "target_session_attrs",
    "load_balance_hosts",
    "min_protocol_version",
];

/// The address with what it lacks to be safe (PostgreSQL, "SSL Support"). `authorities`: the machine's own; `unverified`: the
/// settings' word that another way is as safe.
///
/// # Errors
/// [`Error::Setting`] when the address asks for less than a verified connection to another machine.
pub(super) fn verified(url: &str, authorities: Option<&Path>, unverified: bool) -> Result<String> {
    let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")) else {
        return Ok(url.to_owned());
    };
    let mode = parameter(rest, "sslmode");
    if mode.is_none() && (unverified || hosts(rest).iter().all(|host| is_here(host))) {
        return Ok(url.to_owned());
    }
    if let Some(mode) = mode.as_deref().filter(|mode| *mode != VERIFIED && !unverified)
        && !hosts(rest).iter().all(|host| is_here(host))
    {
        return Err(Error::Setting(format!(
            "the database URL asks for sslmode={mode}, with which another machine can read along or stand in for the database: \
             take it out or write sslmode={VERIFIED}; where the way there is safe by other means, set database.unverified = true"
        )));
    }
    let mut whole = url.to_owned();
    let mut add = |name: &str, value: &str| {
        whole.push(if whole.contains('?') { '&' } else { '?' });
        whole.push_str(&format!("{name}={value}"));
    };
    if mode.is_none() {
        add("sslmode", VERIFIED);
    }
    let roots =
        parameter(rest, "sslrootcert").or_else(|| std::env::var("PGSSLROOTCERT").ok()).or_else(roots_of_account);
    if mode.as_deref().is_none_or(|mode| mode == VERIFIED)
        && roots.as_deref().is_none_or(|roots| roots == "system")
        && let Some(path) = authorities.and_then(Path::to_str)
    {
        // Of two that are named, libpq takes the last.
        add("sslrootcert", &utf8_percent_encode(path, NON_ALPHANUMERIC).to_string());
    }
    Ok(whole)
}

/// What of the address libpq would refuse.
pub(super) fn examine(url: &str) -> Vec<Finding> {
    const KEY: &str = "database.url";
    let Some((_, query)) = url.strip_prefix("postgres").and_then(|rest| rest.split_once('?')) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), decoded(value));
        if !PARAMETERS.contains(&name.as_str()) {
            findings.push(Finding::stops(
                KEY,
                "has a parameter that PostgreSQL does not know; sslmode, sslrootcert, host and options are some",
            ));
        } else if name == "sslmode" && !MODES.contains(&value.as_str()) {
            findings.push(Finding::stops(
                KEY,
                format!("has an sslmode that there is not: write one of {}", MODES.join(", ")),
            ));
        }
    }
    findings
}

/// The address with who asks; what the URL or the environment says of it goes first (libpq, `fallback_application_name`).
pub(super) fn named(url: String, application: &str) -> String {
    if application.is_empty() || !url.starts_with("postgres") {
        return url;
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}fallback_application_name={}", utf8_percent_encode(application, NON_ALPHANUMERIC))
}

/// The file that libpq looks for by itself, if it is there.
fn roots_of_account() -> Option<String> {
    let file = std::env::home_dir()?.join(".postgresql/root.crt");
    file.exists().then(|| file.display().to_string())
}

/// Every machine that the address leads to: of the URL, of its parameters, of the environment.
fn hosts(rest: &str) -> Vec<String> {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    let mut named: Vec<String> = authority.split(',').map(|host| decoded(without_port(host))).collect();
    for name in ["host", "hostaddr"] {
        let list = parameter(rest, name).or_else(|| std::env::var(format!("PG{}", name.to_uppercase())).ok());
        named.extend(list.iter().flat_map(|list| list.split(',')).map(str::to_owned));
    }
    named.retain(|host| !host.is_empty());
    named
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// A folder of sockets, an abstract socket, or this machine by its name.
fn is_here(host: &str) -> bool {
    host.starts_with(['/', '@']) || is_this_machine(host)
}

fn parameter(rest: &str, name: &str) -> Option<String> {
    let (_, query) = rest.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(key, _)| decoded(key) == name).map(|(_, value)| decoded(value)).next_back()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(url: &str) -> Result<String> {
        verified(url, Some(Path::new("/etc/ssl/all.pem")), false)
    }

    #[test]
    fn another_machine_has_to_prove_its_name() {
        let whole = "?sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Fall%2Epem";
        for url in [
            "postgres://m:p%40w@db.example.fi/majakka",
            "postgresql://m@db.example.fi:5433,localhost/majakka",
            "postgres://m@[2001:db8::1]:5432/majakka",
            "postgres://m@192.0.2.7/majakka",
        ] {
            assert_eq!(here(url).unwrap(), format!("{url}{whole}"));
        }
        for (url, added) in [
            ("postgres:///m?host=db.example.fi", "&sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Fall%2Epem"),
            ("postgres://localhost/m?hostaddr=192.0.2.7", "&sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Fall%2Epem"),
            ("postgres://db.example.fi/m?sslmode=verify-full", "&sslrootcert=%2Fetc%2Fssl%2Fall%2Epem"),
            (
                "postgres://db.example.fi/m?sslrootcert=system",
                "&sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Fall%2Epem",
            ),
            ("postgres://db.example.fi/m?sslrootcert=/own.pem", "&sslmode=verify-full"),
            ("postgres://localhost/m?sslmode=verify-full&sslrootcert=/own.pem", ""),
        ] {
            assert_eq!(here(url).unwrap(), format!("{url}{added}"));
        }
    }

    #[test]
    fn less_is_refused_by_name_and_without_the_password() {
        for mode in ["disable", "allow", "prefer", "require", "verify-ca", "verify%2Dca", "Verify-Full"] {
            let said = here(&format!("postgres://m:Secret@db.example.fi/m?sslmode={mode}")).unwrap_err().to_string();
            assert!(said.contains("database.unverified = true") && !said.contains("Secret"), "{said}");
        }
        let twice = "postgres://db.example.fi/m?sslmode=verify-full&sslmode=disable";
        assert!(here(twice).is_err(), "libpq takes the last");
        let tunnel = "postgres://m@db.example.fi/m?sslmode=disable";
        assert_eq!(verified(tunnel, None, true).unwrap(), tunnel);
    }

    #[test]
    fn this_machine_is_left_alone() {
        for url in [
            "sqlite:///var/majakka.sqlite",
            "postgres:///m",
            "postgres://m@/m?host=/run/postgresql",
            "postgres://m@%2Frun%2Fpostgresql/m",
            "postgres://m@localhost,127.0.0.1:5433/m?sslmode=disable",
            "postgres://m@[::1]/m",
        ] {
            assert_eq!(here(url).unwrap(), url);
        }
    }
}
