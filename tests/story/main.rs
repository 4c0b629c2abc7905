//! The stories: what Majakka promises, told to the real program with the real servers around it.
//!
//! One binary for all of them, so that the program, the database cluster and the browser are linked and started once.
//! `harness/` starts the program and reads its pages; a file beside this one is one story.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::new_ret_no_self,
    clippy::wrong_self_convention,
    clippy::allow_attributes,
    clippy::disallowed_methods,
    reason = "a story ends where something is missing"
)]
#![expect(unreachable_pub, reason = "in a test binary, `pub` says: for the stories")]
#![expect(dead_code, reason = "the harness can more than the stories that are told so far")]
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the harness ends a test at the line where something is missing, with a sentence"
)]

mod browser;
mod components;
mod export;
mod first_run;
mod harness;
mod outage;
mod public;
mod public_page;
mod readers;
mod scenarios;
mod seams;
