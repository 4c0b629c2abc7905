//! Hears `NOTIFY majakka` of PostgreSQL, on a connection of its own, and shows by it that a worker lives.
//!
//! Guarantee: what is heard is a hint; whoever misses one finds the same by looking (docs/ARCHITECTURE.md, The outbox).
//! Non-goal: a way round a lost connection. The caller opens a new [`Listener`] when he likes.

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, RunQueryDsl as _, r2d2, sql_query};

use super::super::DbUrl;
use super::outbox::PRESENCE_LOCK;
use super::{judge_connection, session};
use crate::error::Result;

/// A connection that listens.
pub struct Listener(PgConnection);

impl Listener {
    /// Connects and listens in the name of a worker; `None` on SQLite, whose only process hears itself.
    ///
    /// # Errors
    /// [`crate::error::Error::Trouble`] with the database's own words.
    #[expect(clippy::disallowed_methods, reason = "a listening connection is not one of the pool")]
    pub fn open(url: &DbUrl, worker: &str) -> Result<Option<Self>> {
        let DbUrl::Postgres(url) = url else { return Ok(None) };
        let opened = PgConnection::establish(&session::with_time_outs(url));
        let mut connection = opened.map_err(|cause| judge_connection(r2d2::Error::ConnectionError(cause)))?;
        connection.batch_execute("LISTEN majakka")?;
        // As long as this session lives, others see that the worker is there, even when it stands still.
        let presence = format!("SELECT pg_advisory_lock({PRESENCE_LOCK}, hashtext($1))");
        sql_query(presence).bind::<Text, _>(worker).execute(&mut connection)?;
        Ok(Some(Listener(connection)))
    }

    /// Takes in what has come so far, without waiting. Says how many hints that were.
    ///
    /// # Errors
    /// The connection is lost.
    pub fn heard(&mut self) -> Result<usize> {
        let mut heard = 0;
        for hint in self.0.notifications_iter() {
            hint?;
            heard += 1;
        }
        Ok(heard)
    }
}
