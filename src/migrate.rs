//! `majakka migrate`: brings the database to this version, before the servers are started. An empty one gets its first
//! administrator, whose link is printed this once.

use anyhow::Result;
use majakka_app::command::account;
use majakka_store::db;
use majakka_store::viewer::Viewer;
use serde_json::json;

use crate::command_line::Common;
use crate::{admin, out, run};

pub(crate) fn migrate(common: &Common) -> Result<()> {
    let app = run::app(common.settings("migrate")?)?;
    run::say_database(&app)?;
    let steps = app.migrate()?;
    let link = app.write(&Viewer::System, account::first_administrator)?.map(|link| admin::address_of(&app, &link));
    if common.json {
        return out::json(&json!({ "steps": steps, "schema": db::newest_step(), "link": link }));
    }
    match steps {
        0 => out::answer("The database is up to date.")?,
        1 => out::answer("1 step was applied.")?,
        steps => out::answer(format_args!("{steps} steps were applied."))?,
    }
    if let Some(link) = link {
        out::answer(
            "The first administrator signs in by this link, once, within 24 hours (`majakka admin link` makes another):",
        )?;
        out::answer(link)?;
    }
    Ok(())
}
