//! The stories: what Majakka promises, told to the real program with the real servers around it.
//!
//! One binary for all of them, so that the program, the database cluster and the browser are linked and started once.
//! `harness/` starts the program and reads its pages; a file beside this one is one story.
#![expect(unreachable_pub, reason = "in a test binary, `pub` says: for the stories")]
#![expect(dead_code, reason = "the harness can more than the stories that are told so far")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story ends at the line where something is missing"
)]

mod accounts;
mod advisories;
mod architecture;
mod backup;
mod breaks;
mod browser;
mod came_back;
mod citations;
mod command_line;
mod components;
mod crowd;
mod database_transport;
mod dependencies;
mod doctor;
mod export;
mod first_run;
mod forged_receipts;
mod handbook;
mod harness;
mod live;
mod log;
mod moving;
mod nginx;
mod operating;
mod outage;
mod proxies;
mod public;
mod public_page;
mod readers;
mod scenarios;
mod second_relay;
mod seen;
mod self_test;
mod slips;
mod stopping;
mod trouble;
mod unit;
