//! The real servers that the tests talk to, each started by the test that needs it and gone after it.
//!
//! Guarantee: every server runs on loopback or a unix socket, in a folder of its own, and is stopped whether the test
//! passes, panics, or its process is killed. Only processes that were started here are ever ended.
//! Non-goal: fakes. What can run for real runs for real; a test that needs a server which is not installed fails with
//! the name of the package. Nothing here is part of the product: other packages name this one in `dev-dependencies`.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a server that cannot start must end the test at that line, with a sentence"
)]

pub mod certificate;
pub mod guard;
pub mod haproxy;
pub mod kannel;
pub mod maildir;
pub mod nginx;
pub mod oidc;
pub mod pdf;
pub mod picture;
pub mod ports;
pub mod postfix;
pub mod postgres;
pub mod process;
pub mod readers;
pub mod s3;
pub mod scratch;
pub mod sms;
pub mod wait;
