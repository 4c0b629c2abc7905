//! `majakka serve` and `majakka notify`: the two roles of a production installation, as many times as wanted.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use majakka_app::App;
use majakka_app::command::vault_key;
use majakka_app::config::Settings;
use majakka_server::listen;
use majakka_store::db::DbUrl;
use majakka_store::error::Error;
use majakka_store::viewer::Viewer;

use crate::command_line::Common;
use crate::run::{self, Doors, Parts};
use crate::{doctor, out, start};

pub(crate) fn serve(common: &Common) -> Result<()> {
    let mut settings = settings(common, "serve")?;
    start::await_database(&settings)?;
    let doors = listen::listen(&mut settings)?;
    let farewell = Duration::from_secs(settings.server.farewell_seconds.into());
    let app = ground(settings)?;
    let greeting = format!("Majakka serves.\n\n  address       {}", app.settings.server.public_url);
    stay(
        common,
        "serve",
        app,
        Parts { doors: Some(Doors::Pages(doors)), notifier: false, farewell, renew: None },
        greeting,
    )
}

pub(crate) fn notify(common: &Common) -> Result<()> {
    let settings = settings(common, "notify")?;
    start::await_database(&settings)?;
    let watched = listen::open_all(&settings.metrics.listen)?;
    let doors = (!watched.is_empty()).then_some(Doors::Watched(watched));
    let parts = Parts { doors, notifier: true, farewell: Duration::ZERO, renew: None };
    stay(common, "notify", ground(settings)?, parts, "Majakka notifies.".to_owned())
}

fn stay(common: &Common, role: &'static str, app: App, parts: Parts, greeting: String) -> Result<()> {
    start::announce(&app, role)?;
    let (common, before) = (common.clone(), Arc::clone(&app.settings));
    let renew = move || {
        let mut settings = settings(&common, role)?;
        start::keep_doors(&mut settings, &before);
        ground(settings)
    };
    run::run(app, Parts { renew: Some(Box::new(renew)), ..parts }, move || out::greet(greeting))
}

fn settings(common: &Common, role: &str) -> Result<Settings> {
    let settings = common.settings(role)?;
    require_postgres(&settings, role)?;
    doctor::require(&settings)?;
    Ok(settings)
}

/// On a database that is there, of this version, and that knows our keys.
fn ground(settings: Settings) -> Result<App> {
    let app = run::app(settings)?;
    app.require_migrated()?;
    app.write(&Viewer::System, vault_key::compare)?;
    Ok(app)
}

/// SQLite has one writer on one machine: there the two roles are one process.
fn require_postgres(settings: &Settings, role: &str) -> Result<()> {
    if DbUrl::parse(&settings.database_url()?)?.is_sqlite() {
        let words = format!(
            "`majakka {role}` needs PostgreSQL (--database-url postgres://…); on SQLite server and notifier are one \
             process: `majakka up`"
        );
        return Err(Error::Setting(words).into());
    }
    Ok(())
}
