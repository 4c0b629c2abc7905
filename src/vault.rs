//! `majakka vault`: the keys that seal patient references.

use anyhow::{Result, anyhow};
use majakka_app::vault::Vault;
use majakka_store::random::SystemRandom;

use crate::command_line::VaultTask;
use crate::out;

pub(crate) fn vault(task: VaultTask) -> Result<()> {
    match task {
        VaultTask::NewKey { file } => {
            Vault::create_key_file(&file, &SystemRandom).map_err(|cause| anyhow!("{cause}"))?;
            out::answer(format_args!(
                "{} holds a new key. Back it up apart from the database: without it nobody opens what it seals.",
                file.display()
            ))
        }
    }
}
