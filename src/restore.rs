//! `majakka restore`: an installation out of a backup.
//!
//! Guarantee: the backup is looked at first (its rows are those that were written, its keys open what is sealed), and only then are
//! keys, pictures and rows put in their places, in this order: whatever fails can be done again. What is there is never overwritten.
//! Non-goal: settings; they say where the installation is to be.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use majakka_app::command::vault_key;
use majakka_app::private_folder;
use majakka_app::screenshot::ScreenshotStore;
use majakka_app::vault::Vault;
use majakka_store::error::Error;
use majakka_store::screenshot_row;
use majakka_store::viewer::Viewer;
use serde_json::json;

use crate::backup::{self, PICTURES, ROWS};
use crate::command_line::Common;
use crate::{alone, copy, out, run};

pub(crate) fn restore(common: &Common, folder: &Path, key: Option<&Path>) -> Result<()> {
    let manifest = backup::sound(folder)?;
    let settings = common.settings("restore")?;
    let _alone = alone::on(&settings)?;
    if key.is_none() && !settings.vault_key_file().exists() {
        return Err(Error::Setting(format!(
            "there are no keys at {}, and without those of the backup nobody opens what is sealed: name them with --key FILE",
            settings.vault_key_file().display()
        ))
        .into());
    }
    private_folder::make(Path::new(&settings.server.var))
        .with_context(|| format!("the folder {} cannot be made", settings.server.var))?;
    // A copy: a database that is opened is written to, and the backup is to stay as it is.
    let looked_at = tempfile::tempdir_in(&settings.server.var)?;
    let rows = looked_at.path().join(ROWS);
    fs::copy(folder.join(ROWS), &rows)?;
    let mut of_copy = common.on(&format!("sqlite://{}", rows.display())).settings("restore")?;
    if let Some(key) = key {
        of_copy.desk.vault_key_file = key.display().to_string();
    }
    let source = run::opened(of_copy)?;
    source.write(&Viewer::System, vault_key::compare)?;
    if let Some(key) = key {
        Vault::copy_keys(key, &settings.vault_key_file()).map_err(|cause| Error::Setting(cause.to_string()))?;
    }
    let target = run::app(settings)?;
    run::say_database(&target)?;
    let keys = source.read(screenshot_row::keys)?;
    let pictures = ScreenshotStore::in_folder(&folder.join(PICTURES))?;
    let handed = run::runtime()?.block_on(backup::hand_over(&keys, &pictures, &target.screenshots))?;
    let whence = format!("backup of {} from {}", manifest.database, manifest.made_at.to_rfc3339());
    let counts = copy::rows(&source, &target, &whence)?;
    let rows = counts.values().sum::<i64>();
    if common.json {
        let facts = json!({ "rows": counts, "pictures": handed, "missing_pictures": keys.len() - handed });
        return out::json(&facts);
    }
    out::answer(format_args!("{rows} rows and {handed} pictures are there again; the audit log is whole."))?;
    if handed < keys.len() {
        out::answer(format_args!("{} pictures were not in the backup.", keys.len() - handed))?;
    }
    Ok(())
}
