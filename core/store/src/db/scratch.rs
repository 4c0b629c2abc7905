//! A database that lives as long as one story: a temporary SQLite file, or one made and dropped on a PostgreSQL server.

use diesel::connection::SimpleConnection;

use super::{DbUrl, Manager, dialect};
use crate::error::{Error, Result};

/// A throw-away database.
pub struct Scratch {
    url: DbUrl,
    /// Removed with everything in it when the story is over.
    _folder: Option<tempfile::TempDir>,
    on_server: Option<OnServer>,
}

struct OnServer {
    admin: DbUrl,
    name: String,
}

impl Scratch {
    /// Makes one; `number` keeps the names of one process apart.
    ///
    /// # Errors
    /// [`Error::Trouble`], or [`Error::Unavailable`] for the folder.
    pub fn make(server: Option<&DbUrl>, number: usize) -> Result<Self> {
        match server {
            Some(DbUrl::Postgres(url)) => on_server(url, number),
            _ => in_folder(),
        }
    }

    /// Where it is.
    pub fn url(&self) -> &DbUrl {
        &self.url
    }
}

fn in_folder() -> Result<Scratch> {
    let folder = tempfile::tempdir().map_err(|cause| Error::Unavailable(cause.to_string()))?;
    let url = DbUrl::parse(&format!("sqlite://{}/story.sqlite", folder.path().display()))?;
    Ok(Scratch { url, _folder: Some(folder), on_server: None })
}

fn on_server(url: &str, number: usize) -> Result<Scratch> {
    let name = format!("majakka_replay_{}_{number}", std::process::id());
    let admin = DbUrl::parse(url)?;
    let own = DbUrl::parse(&with_database(url, &name))?;
    execute(&admin, &format!("CREATE DATABASE {name}"))?;
    Ok(Scratch { url: own, _folder: None, on_server: Some(OnServer { admin, name }) })
}

/// The same URL with another database: what stands between the last slash before the query and the query.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let scheme = address.find("://").map_or(0, |at| at + 3);
    let host = address[scheme..].find('/').map_or(address, |at| &address[..scheme + at]);
    match query {
        Some(query) => format!("{host}/{name}?{query}"),
        None => format!("{host}/{name}"),
    }
}

fn execute(url: &DbUrl, sql: &str) -> Result<()> {
    use diesel::r2d2::ManageConnection as _;
    let mut connection = Manager::new(url.clone()).connect().map_err(dialect::judge_connection)?;
    Ok(connection.batch_execute(sql)?)
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some(OnServer { admin, name }) = &self.on_server
            && let Err(error) = execute(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        {
            tracing::warn!(%error, name, "a story's database could not be dropped");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn another_database_on_the_same_server() {
        assert_eq!(
            with_database("postgres://postgres@/postgres?host=/run/pg", "a"),
            "postgres://postgres@/a?host=/run/pg"
        );
        assert_eq!(
            with_database("postgres://u:p@db.test.invalid:5432/x", "a"),
            "postgres://u:p@db.test.invalid:5432/a"
        );
        assert_eq!(with_database("postgresql://u@db.test.invalid", "a"), "postgresql://u@db.test.invalid/a");
    }
}
