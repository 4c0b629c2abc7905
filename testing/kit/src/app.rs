//! The installation itself.

use std::fmt;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::config::{Overrides, Settings};
use majakka_app::{App, Tx};
use majakka_store::clock::{Clock, ManualClock, SystemClock};
use majakka_store::error::Result;
use majakka_store::random::{Random, SeededRandom, SystemRandom};
use majakka_store::viewer::Viewer;

use crate::database::Database;

/// Where a test's clock stands unless it says otherwise: noon UTC on Monday 23 November 2026, 14.00 in Helsinki.
pub const NOON: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a time");

/// An installation whose time passes only when the test says so. Everything that an [`App`] can, it can.
pub struct TestApp {
    /// The ground that the program stands on.
    pub app: App,
    /// Its clock; with [`Setup::real_time`] it moves nothing.
    pub clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
}

/// What kind of installation is wanted.
pub struct Setup {
    database: Database,
    url: Option<String>,
    start: DateTime<Utc>,
    clock: Option<Arc<dyn Clock>>,
    random: Arc<dyn Random>,
    file: Option<PathBuf>,
    change: Box<dyn FnOnce(&mut Settings)>,
}

impl TestApp {
    /// On SQLite, at [`NOON`], with the same chance every time.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it opens a database")]
    pub fn new() -> TestApp {
        TestApp::on(Database::Sqlite).start()
    }

    /// On this database; what else is to be special is said before [`Setup::start`].
    #[must_use]
    pub fn on(database: Database) -> Setup {
        Setup {
            database,
            url: None,
            start: NOON,
            clock: None,
            random: Arc::new(SeededRandom::new(7)),
            file: None,
            change: Box::new(|_| ()),
        }
    }

    /// What another process on the same database would stand on: nothing but the database and the time connects the two.
    #[must_use]
    pub fn another_process(&self) -> App {
        let (settings, clock) = (Settings::clone(&self.app.settings), Arc::clone(&self.app.clock));
        App::build(settings, clock, Arc::new(SeededRandom::new(8))).expect("the ground of another process")
    }

    /// A step of the system's own that is allowed.
    pub fn step<T>(&self, step: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
        self.app.write(&Viewer::System, step).expect("a step that is allowed")
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Lets time pass.
    pub fn pass(&self, span: TimeDelta) {
        self.clock.advance(span);
    }

    /// The folder that holds everything of it, the SQLite file too.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for TestApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl fmt::Debug for TestApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestApp").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Setup {
    /// On a database that the test made itself, brought to the present schema if it is not.
    #[must_use]
    pub fn at_url(self, url: impl Into<String>) -> Setup {
        Setup { url: Some(url.into()), ..self }
    }

    /// The clock stands here.
    #[must_use]
    pub fn at(self, start: DateTime<Utc>) -> Setup {
        Setup { start, ..self }
    }

    /// The machine's clock, for what is measured or waited for.
    #[must_use]
    pub fn real_time(self) -> Setup {
        Setup { clock: Some(Arc::new(SystemClock)), ..self }
    }

    /// Another future of chance.
    #[must_use]
    pub fn seed(self, seed: u64) -> Setup {
        Setup { random: Arc::new(SeededRandom::new(seed)), ..self }
    }

    /// The machine's chance: tokens that no other test has.
    #[must_use]
    pub fn real_chance(self) -> Setup {
        Setup { random: Arc::new(SystemRandom), ..self }
    }

    /// Settings from a file, as an operator writes them.
    #[must_use]
    pub fn file(self, path: &Path) -> Setup {
        Setup { file: Some(path.to_owned()), ..self }
    }

    /// Settings of its own.
    #[must_use]
    pub fn set(self, change: impl FnOnce(&mut Settings) + 'static) -> Setup {
        Setup { change: Box::new(change), ..self }
    }

    /// Makes it.
    #[must_use]
    pub fn start(self) -> TestApp {
        let folder = tempfile::tempdir().expect("a folder");
        let url = self.url.unwrap_or_else(|| self.database.fresh(folder.path()));
        let mut settings = settings(self.file.as_deref(), folder.path(), Some(&url));
        (self.change)(&mut settings);
        let clock = Arc::new(ManualClock::new(self.start));
        let time = self.clock.unwrap_or_else(|| Arc::clone(&clock) as Arc<dyn Clock>);
        let app = App::build(settings, time, self.random).expect("the shared ground");
        app.migrate().expect("the schema");
        TestApp { app, clock, folder }
    }
}

/// The ground of a program that runs already, with the folder and database that it has; without a URL its SQLite file.
#[must_use]
pub fn of_program(var: &Path, database_url: Option<&str>) -> App {
    let settings = settings(None, var, database_url);
    App::build(settings, Arc::new(SystemClock), Arc::new(SystemRandom)).expect("the program's ground")
}

fn settings(file: Option<&Path>, var: &Path, database_url: Option<&str>) -> Settings {
    let overrides =
        Overrides { var: Some(var.display().to_string()), database_url: database_url.map(str::to_owned), listen: None };
    Settings::load(file, &overrides).expect("the settings")
}
