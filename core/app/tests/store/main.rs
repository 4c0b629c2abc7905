//! The store, tried on both databases: what holds on SQLite holds on PostgreSQL.
//!
//! `databases.rs` gives a story a fresh database of each kind; a file beside this one is about one noun.

#![expect(clippy::expect_used, reason = "a test without its database ends at that line")]

mod api_tokens;
mod audit;
mod audit_anchors;
mod breach;
mod breaks;
mod bulletin;
mod corrections;
mod databases;
mod deliveries;
#[cfg(test)]
mod door;
mod duty_list;
mod escalations;
mod follow_links;
mod guessing;
mod idempotency;
mod import;
mod intake;
mod last_word;
mod monitoring;
mod notices;
mod outbox_model;
mod owners;
mod people;
mod plans;
mod promises;
mod reading;
mod recipients_of;
mod refusals;
mod register;
#[cfg(test)]
mod replies;
#[cfg(test)]
mod retention;
mod rights;
#[cfg(test)]
mod rotation;
mod rows;
mod schema;
mod tied;
mod trouble;
mod widening;
mod withdrawal;
