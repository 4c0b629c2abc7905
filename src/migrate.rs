//! `majakka migrate`: brings the database to this version, before the servers are started.

use anyhow::Result;

use crate::command_line::Common;
use crate::run;

pub(crate) fn migrate(common: &Common) -> Result<()> {
    let steps = run::app(common.settings()?)?.migrate()?;
    match steps {
        0 => println!("The database is up to date."),
        1 => println!("1 step was applied."),
        _ => println!("{steps} steps were applied."),
    }
    Ok(())
}
