//! `majakka export DIR`: the public page as static files, for nginx or a CDN to carry alone.
//!
//! Guarantee: every file is replaced whole, what a page needs is there before the page, and what is gone is removed last: a
//! reader at any moment finds a page that hangs together.
//! Non-goal: serving, and uploading: a synchroniser of the storage's own does that better.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use majakka_core::Core;
use majakka_core::store::counter;
use majakka_server::status;

use crate::command_line::Common;
use crate::run;

/// Ends the name of a file that is still being written.
const UNFINISHED: &str = ".majakka-new";

pub(crate) fn export(common: &Common, folder: &Path, watch: bool) -> Result<()> {
    let core = run::core(common.settings(None)?)?;
    core.require_migrated()?;
    let mut revision = core.read(counter::page_revision)?;
    write_all(&core, folder)?;
    println!("The public page was written to {}.", folder.display());
    while watch {
        thread::sleep(status::POLL);
        // While the database is gone the files stay as they are: that is what they are for.
        let Ok(now) = core.read(counter::page_revision) else { continue };
        if now != revision {
            write_all(&core, folder)?;
            revision = now;
        }
    }
    Ok(())
}

fn write_all(core: &Core, folder: &Path) -> Result<()> {
    let files = status::files(core)?;
    let (assets, pages): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files.iter().partition(|(name, _)| name.starts_with("assets/"));
    for (name, bytes) in assets.into_iter().chain(pages) {
        write(&folder.join(name), bytes).with_context(|| format!("cannot write {name} in {}", folder.display()))?;
    }
    remove_others(folder, &files.keys().map(|name| folder.join(name)).collect())
        .with_context(|| format!("cannot tidy {}", folder.display()))
}

fn write(file: &Path, bytes: &Bytes) -> Result<()> {
    if fs::read(file).is_ok_and(|present| present == bytes.as_ref()) {
        return Ok(());
    }
    let folder = file.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder)?;
    let mut name = file.as_os_str().to_owned();
    name.push(UNFINISHED);
    let unfinished = PathBuf::from(name);
    let mut out = fs::File::create(&unfinished)?;
    out.write_all(bytes)?;
    out.sync_all()?;
    Ok(fs::rename(unfinished, file)?)
}

/// Only in folders that are ours by their names: a folder that was named by mistake loses nothing.
fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for own in ["fi", "sv", "en", "assets", "incidents", "o"] {
        let own = folder.join(own);
        if own.is_dir() {
            remove_within(&own, kept)?;
        }
    }
    Ok(())
}

fn remove_within(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_within(&path, kept)?;
            // A folder that still holds something stays.
            let _ = fs::remove_dir(&path);
        } else if !kept.contains(&path) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
