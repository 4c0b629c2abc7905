//! What every connection to a database begins with.
//!
//! Guarantee: what stands in the URL, in the role's own settings or in the server's goes over ours.

/// libpq's parameters. A machine that is gone is noticed within some twenty seconds, one that refuses within two.
/// libpq takes no shorter time-out than two seconds (libpq, 34.1.2).
const POSTGRES_PARAMETERS: [(&str, &str); 5] = [
    ("connect_timeout", "2"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "3"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "10000"),
];

/// Milliseconds, wherever nothing is set (`0` is PostgreSQL's own default). Half a minute for a statement is more than
/// a bulletin to 100,000 takes; a process that hangs in the middle of a write holds up the others no longer than that.
pub(in crate::db) const POSTGRES_SET_UP: &str = "SELECT set_config(name, CASE name WHEN 'lock_timeout' THEN '10000' ELSE '30000' END, false) \
     FROM (VALUES ('statement_timeout'), ('lock_timeout'), ('idle_in_transaction_session_timeout')) AS ours (name) \
     WHERE current_setting(name) = '0'";

/// Ten seconds are enough for every write that waits its turn; pages wait less, see `write`.
pub(in crate::db) const SQLITE_SET_UP: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; \
     PRAGMA synchronous = FULL;";

/// The URL with our time-outs, where it has none of its own.
pub(in crate::db) fn with_time_outs(url: &str) -> String {
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    let named = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let mut whole = url.to_owned();
    for (name, value) in POSTGRES_PARAMETERS.iter().filter(|(name, _)| !named(name)) {
        whole.push(if whole.contains('?') { '&' } else { '?' });
        whole.push_str(&format!("{name}={value}"));
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::with_time_outs;

    #[test]
    fn what_stands_in_the_url_goes_over_ours() {
        assert_eq!(
            with_time_outs("postgres://m@/majakka?host=/run/pg&connect_timeout=7"),
            "postgres://m@/majakka?host=/run/pg&connect_timeout=7&keepalives_idle=10&keepalives_interval=3&keepalives_count=3\
             &tcp_user_timeout=10000"
        );
        assert!(
            with_time_outs("postgres://m@a.test:1,b.test:2/majakka")
                .starts_with("postgres://m@a.test:1,b.test:2/majakka?connect_timeout=2&keepalives_idle=10&")
        );
    }
}
