//! What every process that stays does before it works: waits for its database, and says what it is.

use std::time::Duration;

use anyhow::Result;
use majakka_app::App;
use majakka_app::config::Settings;
use majakka_store::db::{self, DbUrl};
use majakka_store::error::{Error, Result as CoreResult};

use crate::version;

/// Between two looks.
const AGAIN: Duration = Duration::from_secs(1);

/// Waits until PostgreSQL can be reached, as long as the settings say: after a loss of power both come up together.
///
/// # Errors
/// None here: who opens the database next hears why it cannot be reached.
pub(crate) fn await_database(settings: &Settings) -> CoreResult<()> {
    let url = DbUrl::parse(&settings.database_url()?)?;
    let tries = if url.is_sqlite() { 0 } else { settings.database.wait_seconds };
    for nth in 0..tries {
        match db::open_pool(url.clone(), 1) {
            Err(Error::Trouble(trouble)) if nth == 0 => {
                tracing::warn!(seconds = tries, "{}; it is waited for", trouble.words());
            }
            Err(Error::Trouble(_)) => {}
            _ => return Ok(()),
        }
        std::thread::sleep(AGAIN);
    }
    Ok(())
}

/// One line with all that a reader of the log wants to know of the process.
pub(crate) fn announce(app: &App, role: &str) -> Result<()> {
    let settings = &app.settings;
    let routes = settings.routes();
    let gateways: Vec<String> =
        routes.iter().map(|route| format!("{} {} ({})", route.channel, route.name, route.target)).collect();
    tracing::info!(
        role,
        version = env!("CARGO_PKG_VERSION"),
        commit = version::COMMIT,
        schema = db::newest_step(),
        listen = settings.server.listen,
        public_url = settings.public_url(),
        database = %DbUrl::parse(&settings.database_url()?)?,
        gateways = gateways.join(", "),
        "Majakka starts"
    );
    Ok(())
}

/// What a running process cannot change, from before; says what that is.
pub(crate) fn keep_doors(settings: &mut Settings, before: &Settings) {
    let (new, old) = (&mut settings.server, &before.server);
    if new.public_url.is_empty() {
        new.public_url.clone_from(&old.public_url);
    }
    let doors = [
        ("server.listen", &mut new.listen, &old.listen),
        ("metrics.listen", &mut settings.metrics.listen, &before.metrics.listen),
        ("server.var", &mut new.var, &old.var),
        ("database.url", &mut settings.database.url, &before.database.url),
    ];
    for (key, new, old) in doors {
        if new != old {
            tracing::warn!("{key} changes at the next start only");
            new.clone_from(old);
        }
    }
}
