//! `majakka serve` and `majakka notify`: the two roles of a production installation, as many times as wanted.

use anyhow::Result;
use majakka_app::config::Settings;
use majakka_server::startup;
use majakka_store::db::DbUrl;
use majakka_store::error::Error;

use crate::command_line::Common;
use crate::doctor;
use crate::out;
use crate::run::{self, Parts};

pub(crate) fn serve(common: &Common) -> Result<()> {
    let mut settings = common.settings("serve")?;
    require_postgres(&settings, "serve")?;
    doctor::require(&settings)?;
    let listener = startup::listen(&mut settings)?;
    let app = run::app(settings)?;
    app.require_migrated()?;
    let greeting = format!("Majakka serves.\n\n  address       {}", app.settings.server.public_url);
    run::run(app, Parts { server: Some(listener), notifier: false }, move || out::greet(greeting))
}

pub(crate) fn notify(common: &Common) -> Result<()> {
    let settings = common.settings("notify")?;
    require_postgres(&settings, "notify")?;
    doctor::require(&settings)?;
    let app = run::app(settings)?;
    app.require_migrated()?;
    run::run(app, Parts { server: None, notifier: true }, || out::greet("Majakka notifies."))
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
