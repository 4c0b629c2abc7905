//! `majakka copy`: an installation moves to another database.
//!
//! Guarantee: neither of the two is written to by `up` meanwhile, where it is a file; what is refused has changed nothing but, at most,
//! given an empty database its tables.
//! Non-goal: pictures and keys, which stay where the settings say.

use anyhow::Result;
use majakka_app::App;
use majakka_app::command::audit::transfer;
use majakka_app::command::vault_key;
use majakka_store::db;
use majakka_store::viewer::Viewer;
use serde_json::json;

use crate::command_line::Common;
use crate::{alone, out, run};

pub(crate) fn copy(common: &Common, from: &str, to: &str) -> Result<()> {
    let (from, to) = (common.on(from).settings("copy")?, common.on(to).settings("copy")?);
    let _alone = (alone::on(&from)?, alone::on(&to)?);
    let source = run::opened(from)?;
    source.write(&Viewer::System, vault_key::compare)?;
    let target = run::app(to)?;
    run::say_database(&target)?;
    let whence = db::DbUrl::parse(&source.settings.database_url()?)?.to_string();
    let counts = rows(&source, &target, &whence)?;
    if common.json {
        return out::json(&json!({ "rows": counts }));
    }
    for (table, rows) in counts.iter().filter(|(_, rows)| **rows > 0) {
        out::answer(format_args!("{rows:>10}  {table}"))?;
    }
    out::answer(format_args!("{} rows were copied; the audit log is whole.", counts.values().sum::<i64>()))
}

/// Every row of one in the other, whose audit log says whence they came.
///
/// # Errors
/// As [`db::transfer`].
pub(crate) fn rows(source: &App, target: &App, whence: &str) -> majakka_store::error::Result<db::Counts> {
    let counts = db::transfer(&mut *run::connection(source)?, &mut *run::connection(target)?)?;
    target.write(&Viewer::System, |tx| transfer::copied(tx, whence, &counts))?;
    Ok(counts)
}
