//! One installation for a test: the App as the program builds it, on either database, with people in it and a server over it.
//!
//! Guarantee: the database is migrated, empty and nobody else's; clock and chance are the test's; all of it is gone with
//! the [`TestApp`]. `TestApp::http` answers through everything that surrounds a request in production.
//! Non-goal: a second way of building. What the program does at its start is called, never imitated.

#![expect(clippy::expect_used, reason = "an installation that cannot be made must end the test at that line")]

mod app;
mod database;
pub mod fixture;
#[cfg(feature = "http")]
mod http;

pub use app::{NOON, Setup, TestApp, of_program};
pub use database::{Database, on_both};
#[cfg(feature = "http")]
pub use http::Http;
