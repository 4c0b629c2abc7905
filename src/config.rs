//! `majakka config show`: the settings that count, and where each came from.

use anyhow::Result;
use serde_json::json;

use crate::command_line::{Common, ConfigTask};
use crate::out;

pub(crate) fn config(common: &Common, task: ConfigTask) -> Result<()> {
    match task {
        ConfigTask::Show => {
            let told = common.layers()?.entries()?;
            if common.json {
                let setting = |(key, value, origin)| json!({ "key": key, "value": value, "from": format!("{origin}") });
                return out::json(&told.into_iter().map(setting).collect::<Vec<_>>());
            }
            for (key, value, origin) in told {
                out::answer(format_args!("{key} = {value}  # {origin}"))?;
            }
        }
    }
    Ok(())
}
