//! `majakka config show`: the settings that count, and where each came from.

use anyhow::Result;

use crate::command_line::{Common, ConfigTask};
use crate::out;

pub(crate) fn config(common: &Common, task: ConfigTask) -> Result<()> {
    match task {
        ConfigTask::Show => {
            for (key, value, origin) in common.layers()?.told()? {
                out::answer(format_args!("{key} = {value}  # {origin}"))?;
            }
        }
    }
    Ok(())
}
