//! The two databases behind one connection type.
//!
//! Guarantee: a URL scheme that is not known is refused in words; SQLite always has WAL, foreign keys and a busy
//! time-out, PostgreSQL time-outs for connecting, waiting and working; a write transaction never starts as a reader.
//! Non-goal: queries; those are in `store`.

mod column;
mod connection;
pub mod dialect;
mod health;
mod line;
mod manager;
mod migrate;
mod portable;
pub mod schema;
pub mod scratch;
mod statement;
mod transfer;
mod trouble;
mod url;

pub use column::{Plain, Until, Words};
pub use connection::AnyConnection;
pub(crate) use connection::Backend;
pub use dialect::Listener;
pub use health::Health;
pub use line::{Turn, WriterLine};
pub use manager::{Manager, Pool, Pooled, open_pool};
pub use migrate::too_new;
pub use migrate::{Schema, migrate, newest_step, schema_of};
pub use statement::{Statement, Value};
pub use transfer::{Counts, transfer};
pub use trouble::Cause;
pub use trouble::Trouble;
pub use url::DbUrl;
