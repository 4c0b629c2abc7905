//! The keys of this process and those that the database has met.
//!
//! Guarantee: nobody starts with keys that cannot open what is sealed, or that nobody else of the installation has: what he sealed
//! would be lost to the others.
//! Non-goal: spreading keys; each machine is given its file.

use majakka_store::error::{Error, Result};
use majakka_store::vault_key;
use majakka_store::viewer::Viewer;

use crate::app::{App, Tx};
use crate::command::account::second_factor;
use crate::command::report::patient;

/// Compares them, and writes down those that are new.
///
/// # Errors
/// [`Error::Setting`] that says which key is missing or another one; `forbidden` for a person, a program and a link.
pub fn compare(tx: &mut Tx<'_>) -> Result<()> {
    tx.viewer.require_installation()?;
    let vault = &tx.app.vault;
    let met = vault_key::met(tx.conn)?;
    let ours = vault.key_ids();
    if let Some(other) = met.iter().find(|proof| vault.proves(proof) == Some(false)) {
        return Err(Error::Setting(format!(
            "the key {:?} of the vault's key file is not the key of that name which this database knows: give this machine the \
             installation's own key file (desk.vault_key_file)",
            other.key_id
        )));
    }
    let missing: Vec<&str> = met.iter().map(|proof| proof.key_id.as_str()).filter(|id| !ours.contains(id)).collect();
    let strange = !met.is_empty() && missing.len() == met.len();
    let in_use = if missing.is_empty() { Default::default() } else { vault_key::in_use(tx.conn)? };
    let lost = missing.iter().find_map(|id| in_use.get(*id).map(|count| (*id, *count)));
    if let Some((id, count)) = lost {
        return Err(Error::Setting(format!(
            "{count} values of this database are sealed with the key {id:?}, which is not in the vault's key file: put its line back \
             below the others (desk.vault_key_file)"
        )));
    }
    if strange {
        return Err(Error::Setting(format!(
            "this database knows the keys {missing:?}, and the vault's key file has {ours:?}: processes that share a database share \
             the file (desk.vault_key_file)"
        )));
    }
    let proofs = vault.proofs(tx.app.random.as_ref()).map_err(|cause| Error::Vault(cause.to_string()))?;
    for proof in proofs.iter().filter(|proof| !met.iter().any(|known| known.key_id == proof.key_id)) {
        vault_key::meet(tx.conn, tx.now, proof)?;
        tx.audit("vault.key_met", &proof.key_id, "")?;
    }
    Ok(())
}

/// Seals everything anew that an older key sealed. Says how much that was.
///
/// # Errors
/// As the steps.
pub fn seal_anew(app: &App) -> Result<usize> {
    Ok(app.write_all(&Viewer::System, patient::seal_anew)?
        + app.write_all(&Viewer::System, second_factor::seal_anew)?)
}
