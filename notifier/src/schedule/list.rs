//! Everything that happens by the clock, in one list (docs/ARCHITECTURE.md, The clock's part).
//!
//! An expression only wakes; what is due, and since when, is asked of the domain. Six fields: second, minute, hour, day
//! of month, month, day of week, in UTC.

/// What an expression wakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Job {
    /// A look into the outbox of an installation on one machine. Every worker looks, whoever holds the scheduler.
    PollOneMachine,
    /// A look into the outbox where several machines share a database.
    Poll,
    /// A look into the maildir for bounces. Every worker looks into its own.
    ReadReturns,
    /// What is due: alarms, "no change", breaks that begin and end, the duty list, warnings of statutory clocks.
    Due,
    /// Are unusually many turned away?
    WatchRefusals,
    /// Sets an anchor of the audit log outside of the database.
    Anchor,
    /// Indexes what was written in the register.
    IndexRegister,
    /// Clears away sessions and one-time links that have run out.
    SweepKeys,
    /// Clears away forgotten drafts with their pictures.
    SweepDrafts,
    /// Seals anew what an older key of the vault sealed, and hides what was kept in the clear.
    SealAnew,
    /// A line in the log for each word that goes to many.
    TellBulletins,
    /// Takes away who people are, where its time is over.
    Forget,
}

/// The list.
pub(crate) const LIST: [(&str, Job); 12] = [
    // Every second: on one machine with one file a look costs next to nothing.
    ("* * * * * *", Job::PollOneMachine),
    // Every five seconds: a hint may get lost, and what was put off becomes due without one.
    ("*/5 * * * * *", Job::Poll),
    // Every three seconds: a wrong address is best mended while the incident lasts.
    ("*/3 * * * * *", Job::ReadReturns),
    // Every ten seconds: promises are made to the minute.
    ("*/10 * * * * *", Job::Due),
    // Every five seconds: somebody may be reading along.
    ("*/5 * * * * *", Job::TellBulletins),
    // Every minute: who guesses is to be seen while he does.
    ("30 * * * * *", Job::WatchRefusals),
    // Every minute: what waits is found, row by row.
    ("40 * * * * *", Job::IndexRegister),
    // Every five minutes: a session ends when it is idle too long, and its row soon after.
    ("0 */5 * * * *", Job::SweepKeys),
    // Every quarter of an hour: what was cut off since the last anchor is not seen.
    ("15 */15 * * * *", Job::Anchor),
    // Every hour: what was typed into a form and never sent may name a patient.
    ("0 17 * * * *", Job::SweepDrafts),
    // Every hour: a key is rotated once a year, and may leave the file when nothing is under it any more.
    ("0 47 * * * *", Job::SealAnew),
    // Every night: periods are counted in days.
    ("0 30 1 * * *", Job::Forget),
];
