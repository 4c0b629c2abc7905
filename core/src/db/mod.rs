//! The two databases behind one connection type.
//!
//! Guarantee: a URL scheme that is not known is refused in words; SQLite always has WAL, foreign keys and a busy
//! time-out; a write transaction never starts as a reader.
//! Non-goal: queries; those are in `store`.

mod connection;
pub mod dialect;
mod manager;
mod migrate;
pub mod schema;
pub mod scratch;

pub use connection::AnyConnection;
pub use dialect::Listener;
pub use manager::{DbUrl, Manager, Pool, open_pool};
pub use migrate::{is_migrated, migrate};
