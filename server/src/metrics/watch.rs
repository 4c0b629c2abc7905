//! What a process knows of the installation, for `/metrics` and `/readyz`.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use actix_web::web;
use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::config::Settings;
use majakka_app::disk::{self, Usage};
use majakka_app::process::Work;
use majakka_app::{App, secret_file};
use majakka_domain::terms::Channel;
use majakka_store::db::dialect;
use majakka_store::error::{Error, Result};
use majakka_store::monitoring::{self, Mark, Outcomes, Standing};
use tokio::sync::Mutex;

use crate::blocking::blocking;

/// How long figures are shown again instead of being read anew.
const FRESH: TimeDelta = TimeDelta::seconds(3);
/// How long the database may take. Watchers must have their answer within three seconds.
const PATIENCE: Duration = Duration::from_millis(2_500);
/// A shorter token could be guessed.
const TOKEN_BYTES: usize = 16;

/// The figures of one process, shared by its workers.
pub struct Watch {
    pub(super) addresses: Vec<IpAddr>,
    pub(super) token: Option<Vec<u8>>,
    started: DateTime<Utc>,
    figures: Mutex<Figures>,
}

/// What is known, and what was counted.
#[derive(Debug, Clone)]
pub(super) struct Figures {
    /// When this process began.
    pub(super) started: DateTime<Utc>,
    /// The moment of asking.
    pub(super) at: DateTime<Utc>,
    /// How things stand; none: the database does not answer.
    pub(super) standing: Option<Standing>,
    /// For how long nobody has been seen who runs the schedule.
    pub(super) silent: TimeDelta,
    /// Offers that were not taken, by channel and outcome, since this process was asked first.
    pub(super) outcomes: BTreeMap<(Channel, String), i64>,
    counted: Option<Mark>,
    /// The disk under the folder, where the system can tell.
    pub(super) disk: Option<Usage>,
    /// For how long each loop of this process has not come round.
    pub(super) standing_loops: Vec<(&'static str, Duration)>,
    /// What each loop of this process that sends has done.
    pub(super) work: Vec<(&'static str, Work)>,
}

/// The token that lets somebody read the figures from anywhere, if one is set.
///
/// # Errors
/// [`Error::Setting`]: its file cannot be used.
pub fn token(settings: &Settings) -> Result<Option<Vec<u8>>> {
    let Some(path) = &settings.metrics.token_file else { return Ok(None) };
    let refuse = |why: String| Error::Setting(format!("metrics.token_file: {why}"));
    let text = secret_file::read(path).map_err(|cause| refuse(cause.to_string()))?;
    let token = text.trim_ascii().to_vec();
    if token.len() < TOKEN_BYTES {
        return Err(refuse(format!("a token of less than {TOKEN_BYTES} bytes could be guessed")));
    }
    Ok(Some(token))
}

impl Watch {
    /// Begins now.
    ///
    /// # Errors
    /// [`Error::Setting`]: the token's file cannot be used.
    pub fn new(app: &App) -> Result<Self> {
        let started = app.clock.now();
        let token = token(&app.settings)?;
        let settings = &app.settings.metrics;
        let figures = Figures::none(started, DateTime::UNIX_EPOCH);
        let addresses = settings.addresses.iter().map(IpAddr::to_canonical).collect();
        Ok(Watch { addresses, token, started, figures: Mutex::new(figures) })
    }

    /// For how long nobody has been seen who runs the schedule, while this process would have seen him.
    pub(crate) fn silent(&self, standing: &Standing) -> TimeDelta {
        let seen = standing.scheduler_until.map_or(self.started, |until| until.max(self.started));
        (standing.at - seen).max(TimeDelta::zero())
    }

    /// The figures, not older than [`FRESH`]; that the database is away stands in them.
    pub(super) async fn figures(&self, app: &web::Data<App>) -> Figures {
        // Who waits for another's question that hangs is told what that one is told.
        let Ok(mut figures) = tokio::time::timeout(PATIENCE, self.figures.lock()).await else {
            return Figures::none(self.started, app.clock.now());
        };
        let now = app.clock.now();
        if (now - figures.at).abs() < FRESH {
            return figures.clone();
        }
        let counted = figures.counted;
        let read = in_time(app, move |app| {
            app.read(|conn| {
                let now = dialect::moment(conn, app.clock.as_ref())?;
                read(conn, now, counted)
            })
        })
        .await;
        figures.at = now;
        figures.disk = disk::usage(Path::new(&app.settings.server.var)).ok();
        figures.standing_loops = app.process.standing();
        figures.work = app.process.work();
        figures.standing = None;
        match read {
            Some(Ok((standing, outcomes, mark))) => {
                figures.silent = self.silent(&standing);
                figures.standing = Some(standing);
                figures.counted = Some(mark);
                for Outcomes { channel, outcome, count } in outcomes {
                    *figures.outcomes.entry((channel, outcome)).or_default() += count;
                }
            }
            Some(Err(cause)) => tracing::debug!(%cause, "the metrics could not be read from the database"),
            None => tracing::debug!("no metrics of the database: it does not answer in time"),
        }
        figures.clone()
    }
}

impl Figures {
    fn none(started: DateTime<Utc>, at: DateTime<Utc>) -> Self {
        let (standing, silent, outcomes, counted) = (None, TimeDelta::zero(), BTreeMap::new(), None);
        let (standing_loops, work) = (Vec::new(), Vec::new());
        Figures { started, at, standing, silent, outcomes, counted, disk: None, standing_loops, work }
    }
}

type Read = (Standing, Vec<Outcomes>, Mark);

fn read(conn: &mut majakka_store::db::AnyConnection, now: DateTime<Utc>, counted: Option<Mark>) -> Result<Read> {
    let standing = monitoring::standing(conn, now)?;
    let (outcomes, mark) = match counted {
        Some(mark) => monitoring::outcomes_since(conn, now, mark)?,
        None => (Vec::new(), monitoring::newest_offer(conn)?),
    };
    Ok((standing, outcomes, mark))
}

/// Asks the database, but not for longer than who watches would wait. None: it does not answer.
pub(crate) async fn in_time<T: Send + 'static>(
    app: &web::Data<App>,
    work: impl FnOnce(&App) -> Result<T> + Send + 'static,
) -> Option<Result<T>> {
    tokio::time::timeout(PATIENCE, blocking(app, work)).await.ok()
}
