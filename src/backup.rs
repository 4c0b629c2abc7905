//! `majakka backup`: the whole installation in a folder.
//!
//! Guarantee: rows of one moment, counted, with the audit log's chain walked; every picture that they name, each what its name says;
//! the folder appears when it is whole, and only for its owner. The installation goes on meanwhile.
//! Non-goal: settings and their secret files; the keys beside the rows, which together open what is sealed: they go into a file of their
//! own.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_app::screenshot::{ScreenshotKey, ScreenshotStore};
use majakka_app::vault::Vault;
use majakka_store::db::{self, DbUrl};
use majakka_store::error::Error;
use majakka_store::screenshot_row;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::command_line::Common;
use crate::exit::Damaged;
use crate::{out, run, version};

/// The rows, in the folder.
pub(crate) const ROWS: &str = "majakka.sqlite";
/// The pictures, in the folder.
pub(crate) const PICTURES: &str = "pictures";
/// What it is, in the folder.
const MANIFEST: &str = "manifest.json";
/// After so many pictures, how far it has come.
const TOLD: usize = 500;

/// What becomes of the vault's keys.
#[derive(Debug, Clone, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Keys {
    /// Write the vault's keys into this new file: keep it apart from the folder
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The keys are kept elsewhere already
    #[arg(long)]
    without_key: bool,
}

/// What a backup says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Of which version, with its schema.
    pub(crate) majakka: String,
    /// The database that it was made of, without a password.
    pub(crate) database: String,
    /// When.
    pub(crate) made_at: DateTime<Utc>,
    /// How many rows each table has.
    pub(crate) rows: db::Counts,
    /// How many pictures there are.
    pub(crate) pictures: usize,
    /// SHA-256 of the file of rows, in hex.
    pub(crate) sha256: String,
}

pub(crate) fn backup(common: &Common, folder: &Path, keys: &Keys) -> Result<()> {
    if folder.exists() {
        bail!("{} is there already: name a folder that is not", folder.display());
    }
    let app = run::opened(common.settings("backup")?)?;
    let beside = folder.parent().filter(|beside| !beside.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Whoever looks at the name finds a whole one; what did not become one is gone again.
    let own = fs::Permissions::from_mode(0o700);
    let draft = tempfile::Builder::new().prefix(".majakka-backup-").permissions(own).tempdir_in(beside);
    let draft = draft.with_context(|| format!("{} cannot be written to", beside.display()))?;
    let manifest = fill(&app, draft.path())?;
    if let Some(file) = &keys.key {
        Vault::copy_keys(&app.settings.vault_key_file(), file).map_err(|cause| Error::Setting(cause.to_string()))?;
    }
    fs::rename(draft.path(), folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    if common.json {
        return out::json(&manifest);
    }
    let rows = manifest.rows.values().sum::<i64>();
    out::answer(format_args!("{rows} rows and {} pictures are in {}.", manifest.pictures, folder.display()))?;
    match &keys.key {
        Some(file) => out::answer(format_args!("The keys are in {}: keep them apart.", file.display())),
        None => out::answer("The keys are not in it: without them nobody opens what is sealed."),
    }
}

fn fill(app: &App, folder: &Path) -> Result<Manifest> {
    let made_at = app.clock.now();
    let rows = folder.join(ROWS);
    let url = DbUrl::parse(&format!("sqlite://{}", rows.display()))?;
    let (counts, keys) = {
        let pool = db::open_pool(url, 1)?;
        let mut target = pool.get().map_err(|cause| Error::Unavailable(cause.to_string()))?;
        let counts = db::transfer(&mut *run::connection(app)?, &mut target)?;
        (counts, screenshot_row::keys(&mut target)?)
    };
    let pictures = ScreenshotStore::in_folder(&folder.join(PICTURES))?;
    let pictures = run::runtime()?.block_on(hand_over(&keys, &app.screenshots, &pictures))?;
    let manifest = Manifest {
        majakka: version::whole().to_owned(),
        database: DbUrl::parse(&app.settings.database_url()?)?.to_string(),
        made_at,
        rows: counts,
        pictures,
        sha256: sha256(&rows)?,
    };
    fs::write(folder.join(MANIFEST), serde_json::to_vec_pretty(&manifest)?)?;
    File::open(folder)?.sync_all()?;
    Ok(manifest)
}

/// Gives these pictures from one store to the other. Says how many; one that is gone from the first is named.
pub(crate) async fn hand_over(keys: &[String], from: &ScreenshotStore, to: &ScreenshotStore) -> Result<usize> {
    let mut handed = 0;
    for (nth, key) in keys.iter().enumerate() {
        let key = ScreenshotKey::from_str(key)?;
        if from.hand_over(&key, to).await? {
            handed += 1;
        } else {
            out::aside(format_args!("the picture {} is not there", key.as_str()));
        }
        if (nth + 1) % TOLD == 0 {
            out::aside(format_args!("{} of {} pictures", nth + 1, keys.len()));
        }
    }
    Ok(handed)
}

/// What the folder says of itself, once it was found to be whole.
///
/// # Errors
/// It is no backup, or its rows are not those that were written.
pub(crate) fn sound(folder: &Path) -> Result<Manifest> {
    let manifest = fs::read(folder.join(MANIFEST))
        .with_context(|| format!("{} is no backup: it has no {MANIFEST}", folder.display()))?;
    let manifest: Manifest = serde_json::from_slice(&manifest)
        .with_context(|| format!("the {MANIFEST} of {} cannot be read", folder.display()))?;
    if sha256(&folder.join(ROWS))? != manifest.sha256 {
        let said = format!("the rows in {} are damaged: they are not those that were written", folder.display());
        return Err(Damaged(said).into());
    }
    Ok(manifest)
}

fn sha256(path: &Path) -> Result<String> {
    let mut file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash)?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
