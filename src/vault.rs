//! `majakka vault`: the keys that seal patient references.

use anyhow::{Result, anyhow};
use majakka_app::command::vault_key;
use majakka_app::vault::Vault;
use majakka_store::random::SystemRandom;
use majakka_store::viewer::Viewer;
use serde_json::json;

use crate::command_line::{Common, VaultTask};
use crate::{out, run};

pub(crate) fn vault(common: &Common, task: VaultTask) -> Result<()> {
    match task {
        VaultTask::NewKey { file } => {
            Vault::create_key_file(&file, &SystemRandom).map_err(|cause| anyhow!("{cause}"))?;
            out::found(
                common,
                &json!({ "file": file }),
                format_args!(
                    "{} holds a new key. Back it up apart from the database: without it nobody opens what it seals.",
                    file.display()
                ),
            )
        }
        VaultTask::AddKey { file } => {
            let id = Vault::add_key(&file, &SystemRandom).map_err(|cause| anyhow!("{cause}"))?;
            out::found(
                common,
                &json!({ "file": file, "key": id }),
                format_args!(
                    "{} ends with the new key {id}, which opens. When every process has started with it, move its line to the top: \
                     then it seals.",
                    file.display()
                ),
            )
        }
        VaultTask::Reseal => {
            let app = run::opened(common.settings("vault")?)?;
            app.write(&Viewer::System, vault_key::compare)?;
            let done = vault_key::seal_anew(&app)?;
            let said = format_args!("{done} values were sealed anew with the first key of the file.");
            out::found(common, &json!({ "sealed_anew": done }), said)
        }
    }
}
