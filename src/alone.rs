//! One server with its notifier on one SQLite file.
//!
//! Guarantee: a second one is refused in words; the lock ends with the process, however it ends, and never goes stale.
//! Non-goal: keeping out `admin`, `export` and `migrate`, which work beside it.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use majakka_app::config::Settings;
use majakka_store::db::DbUrl;
use majakka_store::error::{Error, Result};

/// Held for the life of the process.
#[must_use]
#[derive(Debug)]
pub(crate) struct Alone {
    _lock: Option<File>,
}

/// Takes the lock beside the database's file; PostgreSQL needs none.
///
/// # Errors
/// [`Error::Setting`] that names who holds it.
pub(crate) fn on(settings: &Settings) -> Result<Alone> {
    let url = DbUrl::parse(&settings.database_url()?)?;
    let Some(database) = url.file() else { return Ok(Alone { _lock: None }) };
    let path = beside(database, Path::new(&settings.server.var))?;
    let refuse =
        |cause: std::io::Error| Error::Setting(format!("the file {} cannot be written to ({cause})", path.display()));
    let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(refuse)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(taken(&mut file, database)),
        Err(TryLockError::Error(cause)) => return Err(refuse(cause)),
    }
    file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(refuse)?;
    Ok(Alone { _lock: Some(file) })
}

/// The lock's file: whichever way the database is named, it is the same.
fn beside(database: &Path, var: &Path) -> Result<PathBuf> {
    majakka_app::private_folder::make(var).map_err(|cause| {
        Error::Setting(format!(
            "the folder {} cannot be written to ({cause}): choose another with --var",
            var.display()
        ))
    })?;
    let real = database.canonicalize().unwrap_or_else(|_| {
        let folder = database.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.canonicalize().unwrap_or_else(|_| folder.to_owned()).join(database.file_name().unwrap_or_default())
    });
    let mut name = real.into_os_string();
    name.push(".up");
    Ok(PathBuf::from(name))
}

fn taken(file: &mut File, database: &Path) -> Error {
    let mut holder = String::new();
    // It is only for the sentence.
    let _ = file.read_to_string(&mut holder);
    let who = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
    Error::Setting(format!(
        "another Majakka{who} runs on {}: stop it first, or start this one on another folder with --var",
        database.display()
    ))
}
