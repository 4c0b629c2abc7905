//! What a command prints.
//!
//! Guarantee: a reader who has gone away ends nothing that goes on without him. Non-goal: the log; see `log`.

use std::fmt::Display;
use std::io::{self, Write as _};

use anyhow::{Context as _, Result};

/// What was asked for, on the standard output.
///
/// # Errors
/// It cannot be written: who asked must know that it is not whole.
pub(crate) fn answer(text: impl Display) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).context("the answer cannot be written")
}

/// What was found or done: for programs as JSON when they asked for it (`--json`), otherwise for people.
///
/// # Errors
/// As [`answer`].
pub(crate) fn found(json: bool, facts: &serde_json::Value, words: impl Display) -> Result<()> {
    if json { answer(serde_json::to_string_pretty(facts)?) } else { answer(words) }
}

/// What a process that stays says of itself, on the standard output; whether anybody reads it is no matter.
pub(crate) fn greet(text: impl Display) {
    let _ = answer(text);
}

/// What is said beside the answer, on the standard error.
pub(crate) fn aside(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
