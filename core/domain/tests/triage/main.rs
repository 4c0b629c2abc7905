//! Promise: the proposal keeps every sentence of the rules of triage. A file per rule, a test per sentence.
//!
//! `world.rs` builds a snapshot with the shipped catalogue: organisations that share nothing unless a test says so.

#![expect(clippy::expect_used, reason = "a test that cannot build its world ends at that line")]

mod aftermath;
mod breaks;
mod bulletins;
mod chain;
mod clusters;
mod confidence;
mod duty;
mod order;
mod proof;
mod scope;
mod silence;
mod world;
