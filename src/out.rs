//! What a command prints.
//!
//! Guarantee: a reader who has gone away ends nothing that goes on without him. Non-goal: the log; see `log`.

use std::fmt::Display;
use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::command_line::Common;

/// What was asked for, on the standard output.
///
/// # Errors
/// It cannot be written: who asked must know that it is not whole.
pub(crate) fn answer(text: impl Display) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).context("the answer cannot be written")
}

/// What was asked for, for programs (`--json`).
///
/// # Errors
/// As [`answer`].
pub(crate) fn json(facts: &impl Serialize) -> Result<()> {
    answer(serde_json::to_string_pretty(facts)?)
}

/// What was found or done, as whoever asked reads it.
///
/// # Errors
/// As [`answer`].
pub(crate) fn found(common: &Common, facts: &impl Serialize, words: impl Display) -> Result<()> {
    if common.json { json(facts) } else { answer(words) }
}

/// What a process that stays says of itself, on the standard output; whether anybody reads it is no matter.
pub(crate) fn greet(text: impl Display) {
    let _ = answer(text);
}

/// What is said beside the answer, on the standard error.
pub(crate) fn aside(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
