//! How a command ends, for whoever asks by a script: 0 done, 1 refused, 2 no such command or option (as clap says), 3 what is stored is
//! damaged, 4 the database or a service is away.

use std::process::ExitCode;

use majakka_store::error::Error;

/// What is stored is not what was written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Damaged(pub(crate) String);

/// The code of what went wrong.
pub(crate) fn code(cause: &anyhow::Error) -> ExitCode {
    if cause.is::<Damaged>() {
        return ExitCode::from(3);
    }
    match cause.downcast_ref::<Error>() {
        Some(Error::Unavailable(_) | Error::Trouble(_)) => ExitCode::from(4),
        _ => ExitCode::FAILURE,
    }
}
