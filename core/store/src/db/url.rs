//! Where the database is.
//!
//! Guarantee: only the three schemes are taken, and what libpq would misread is refused without a word of it.
//! Non-goal: how the way there is made safe; the settings do.

use std::fmt;
use std::path::Path;

use crate::error::Error;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DbUrl {
    /// `postgres://` or `postgresql://`.
    Postgres(String),
    /// `sqlite://PATH`.
    Sqlite(String),
}

/// What of a URL's query says where the database is; a password may stand there, too.
const PLACE: [&str; 5] = ["host", "hostaddr", "port", "dbname", "user"];

/// As an operator reads it: account, machine and name, never a password.
impl fmt::Display for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = match self {
            DbUrl::Sqlite(path) => return write!(f, "sqlite://{path}"),
            DbUrl::Postgres(url) => url,
        };
        let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (account, place) = address.rsplit_once('@').unwrap_or(("", address));
        let user = account.split(':').next().unwrap_or_default();
        write!(f, "postgres://{user}{}{place}", if account.is_empty() { "" } else { "@" })?;
        let places = query.split('&').filter(|pair| PLACE.contains(&pair.split('=').next().unwrap_or_default()));
        places.enumerate().try_for_each(|(nth, pair)| write!(f, "{}{pair}", if nth == 0 { '?' } else { '&' }))
    }
}

impl fmt::Debug for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl DbUrl {
    /// Reads a URL. Anything but the three schemes is refused: diesel's own chooser would turn an unreachable
    /// PostgreSQL address into a new SQLite file.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the schemes, or what of the address libpq would misread: it would show the rest of a password in
    /// its error.
    pub fn parse(url: &str) -> Result<Self, Error> {
        if let Some(rest) = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://")) {
            return match misread(rest) {
                None => Ok(DbUrl::Postgres(url.to_owned())),
                Some(why) => Err(Error::Setting(format!("the database URL {why}"))),
            };
        }
        match url.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => Ok(DbUrl::Sqlite(path.to_owned())),
            _ => Err(Error::Setting(
                "the database URL must begin with sqlite://, postgres:// or postgresql://".to_owned(),
            )),
        }
    }

    /// Is it the one-machine database?
    pub fn is_sqlite(&self) -> bool {
        matches!(self, DbUrl::Sqlite(_))
    }

    /// The file of the one-machine database.
    pub fn file(&self) -> Option<&Path> {
        match self {
            DbUrl::Sqlite(path) => Some(Path::new(path)),
            DbUrl::Postgres(_) => None,
        }
    }
}

/// What libpq would not take as it is meant, of all that follows the scheme (PostgreSQL, "Connection URIs"); says nothing of what
/// stands there, for it may be a part of a password.
fn misread(rest: &str) -> Option<&'static str> {
    const ENCODE: &str =
        "is misread: write /, ?, #, @, : and % of a name or password as %2F, %3F, %23, %40, %3A and %25";
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // An @ further on is the one that was meant: what stands before it is a part of the password.
    let (path, query) = rest[authority.len()..].split_once('?').unwrap_or((&rest[authority.len()..], ""));
    let before_values = query.split('&').filter_map(|pair| pair.split('=').next());
    let cut_short = path.contains(['@', '#']) || before_values.into_iter().any(|name| name.contains('@'));
    let (account, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let ports =
        hosts.split(',').filter_map(|host| host.rsplit_once(']').map_or(host, |(_, port)| port).split_once(':'));
    let encoded = |text: &str| {
        text.split('%').skip(1).all(|code| code.get(..2).is_some_and(|two| two.bytes().all(|b| b.is_ascii_hexdigit())))
    };
    let sound = !account.contains('@')
        && !cut_short
        && ports.into_iter().all(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit()))
        && encoded(rest);
    (!sound).then_some(ENCODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_shown_without_its_password() {
        for (url, shown) in [
            (
                "postgresql://m:p%40w@db.example.fi:5433/majakka?sslmode=verify-full",
                "postgres://m@db.example.fi:5433/majakka",
            ),
            ("postgres://%2Frun%2Fpg/m?password=geheim&connect_timeout=5", "postgres://%2Frun%2Fpg/m"),
            ("postgres:///m?host=/run/pg&password=geheim&user=m", "postgres:///m?host=/run/pg&user=m"),
            ("postgres://:geheim@a.test,b.test/m", "postgres://@a.test,b.test/m"),
            ("sqlite://var/majakka.sqlite", "sqlite://var/majakka.sqlite"),
        ] {
            assert_eq!(DbUrl::parse(url).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn an_address_that_would_be_misread_is_refused_without_its_password() {
        for good in [
            "postgres://majakka:p%2Fw%40rd:x@db.example.fi:5432,db2.example.fi/majakka?sslmode=verify-full",
            "postgresql://majakka@[::1]:5433/majakka",
            "postgres:///majakka?host=/run/postgresql",
            "postgres://postgres@/test?host=/tmp/a%20b",
            "postgres://db.example.fi/m?user=majakka@county&sslmode=verify-full",
        ] {
            assert!(DbUrl::parse(good).is_ok(), "{good}");
        }
        for slip in [
            "u:Sec/ret@db/m",
            "u:p%zzSecret@db/m",
            "u:Sec%@db/m",
            "u:se@cret@db/m",
            "u:Se?cret@db/m",
            "u:Se#cret@db/m",
            "u:sec@host/cret@db/m",
            "u:sec@host?cret@db/m",
            "u:sec@host#cret@db/m",
            "u:1/secret@db/m",
            "u:1?secret@db/m",
        ] {
            let said = DbUrl::parse(&format!("postgres://{slip}")).unwrap_err().to_string();
            assert!(said.contains("%2F") && !said.to_lowercase().contains("sec") && !said.contains("cret"), "{said}");
        }
    }
}
