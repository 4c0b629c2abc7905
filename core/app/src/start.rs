//! How the shared ground is made: once per process, by the program, by replay and by tests.
//!
//! Guarantee: what cannot be used (a folder, a key file, a database) ends the start with one sentence that names it.
//! Non-goal: changing a database's schema unasked; [`App::migrate`] is a step of its own.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::app::App;
use crate::config::Settings;
use crate::content::Content;
use crate::disk;
use crate::private_folder;
use crate::process::ThisProcess;
use crate::screenshot::ScreenshotStore;
use crate::vault::Vault;
use majakka_store::clock::Clock;
use majakka_store::db::{self, DbUrl, Pool, Schema, Trouble};
use majakka_store::error::{Error, Result};
use majakka_store::random::Random;

impl App {
    /// Makes the folder `var`, reads catalogue, templates and vault keys, and opens the database. The SQLite file and the vault's
    /// key are made where they are missing, as on a first run.
    ///
    /// # Errors
    /// [`Error::Setting`] or [`Error::Unavailable`] in one sentence.
    pub fn build(settings: Settings, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<Self> {
        let url = DbUrl::parse(&settings.database_url()?)?;
        make_writable(Path::new(&settings.server.var))?;
        let vault = open_vault(&settings, random.as_ref())?;
        Self::over(&url, settings, vault, clock, random)
    }

    /// As [`App::build`], on what is there: who comes with the wrong settings must not find an empty installation, and believe it.
    ///
    /// # Errors
    /// As [`App::build`]; [`Error::Setting`] for a folder, database or key that is missing.
    pub fn open(settings: Settings, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<Self> {
        let url = DbUrl::parse(&settings.database_url()?)?;
        let missing = |what: &str, path: &Path| {
            Error::Setting(format!(
                "there is no {what} {}: name the right settings with --config FILE or MAJAKKA_CONFIG; on a new installation \
                 `majakka migrate` or `majakka up` comes first",
                path.display()
            ))
        };
        if let Some(file) = url.file().filter(|file| !file.exists()) {
            return Err(missing("database", file));
        }
        let var = Path::new(&settings.server.var);
        if !var.exists() {
            return Err(missing("folder", var));
        }
        let vault = Vault::from_file(&settings.vault_key_file()).map_err(|cause| Error::Setting(cause.to_string()))?;
        Self::over(&url, settings, vault, clock, random)
    }

    fn over(
        url: &DbUrl,
        settings: Settings,
        vault: Vault,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self> {
        let Content { catalogue, renderer } = Content::read(&settings)?;
        let screenshots = open_screenshots(&settings)?;
        let pool = open(url, settings.database.connections)?;
        let process = ThisProcess::new(&settings.database.application, clock.now());
        Ok(Self {
            pool,
            clock,
            random,
            catalogue: Arc::new(catalogue),
            renderer: Arc::new(renderer),
            vault: Arc::new(vault),
            screenshots,
            settings: Arc::new(settings),
            wake: Arc::new(Notify::new()),
            page_changed: Arc::new(Notify::new()),
            health: Arc::default(),
            writers: Arc::default(),
            one_writer: url.is_sqlite(),
            errands: Arc::default(),
            errand: None,
            group: Arc::default(),
            process: Arc::new(process),
        })
    }

    /// Brings the database to the present schema; says how many steps that were.
    ///
    /// # Errors
    /// What the database says.
    pub fn migrate(&self) -> Result<usize> {
        self.on_a_connection(db::migrate)
    }

    /// Refuses to run on a database that waits for migrations, or that a newer version has changed.
    ///
    /// # Errors
    /// [`Error::Setting`] that says what to do.
    pub fn require_migrated(&self) -> Result<()> {
        match self.read(db::schema_of)? {
            Schema::Present => Ok(()),
            Schema::Newer(step) => Err(db::too_new(&step)),
            Schema::Older => Err(too_old()),
        }
    }

    /// As [`App::require_migrated`], for a process that works already: it goes on beside those of a newer version, whose steps are such
    /// that it can.
    ///
    /// # Errors
    /// [`Error::Setting`] that says what to do.
    pub fn require_not_older(&self) -> Result<()> {
        match self.read(db::schema_of)? {
            Schema::Present | Schema::Newer(_) => Ok(()),
            Schema::Older => Err(too_old()),
        }
    }
}

/// Tries it out: a folder on a full or read-only disk is better found now than at the first report.
fn make_writable(folder: &Path) -> Result<()> {
    let refuse = |cause: std::io::Error| {
        Error::Setting(format!(
            "the folder {} cannot be written to ({cause}): choose another with --var",
            folder.display()
        ))
    };
    private_folder::make(folder).map_err(refuse)?;
    disk::try_out(folder).map_err(refuse)
}

fn too_old() -> Error {
    Error::Setting("the database has not been brought to this version: run `majakka migrate` first".to_owned())
}

/// A key file that was named must be there: machines that share a database share their keys.
fn open_vault(settings: &Settings, random: &dyn Random) -> Result<Vault> {
    let path = settings.vault_key_file();
    let own = settings.desk.vault_key_file.is_empty();
    let opened = if own { Vault::open_or_create(&path, random) } else { Vault::from_file(&path) };
    opened.map_err(|cause| Error::Setting(cause.to_string()))
}

fn open_screenshots(settings: &Settings) -> Result<ScreenshotStore> {
    let own = Path::new(&settings.server.var).join("screenshots");
    let opened = match settings.screenshots.url.as_str() {
        "" => ScreenshotStore::in_folder(&own),
        url => ScreenshotStore::from_url(url, &settings.screenshots.s3),
    };
    opened.map_err(|cause| Error::Setting(cause.to_string()))
}

fn open(url: &DbUrl, connections: u32) -> Result<Pool> {
    db::open_pool(url.clone(), connections.max(1)).map_err(|cause| match cause {
        Error::Trouble(Trouble::Away(cause)) => {
            let words = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            Error::Unavailable(format!("the database {url} cannot be reached: {words}"))
        }
        other => other,
    })
}
