//! Which keys of the vault a database has met, and what is sealed under which.
//!
//! Non-goal: the keys; those never enter the database.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::AnyConnection;
use crate::db::schema::{patient_references, totp_secrets, vault_keys};
use crate::error::{Error, Result};
use crate::sealed::Sealed;

/// A value that only its key opens, for each key that the database has met.
///
/// # Errors
/// [`Error::Inconsistent`], or what the database says.
pub fn met(conn: &mut AnyConnection) -> Result<Vec<Sealed>> {
    let proofs: Vec<String> = vault_keys::table.order(vault_keys::id).select(vault_keys::proof).load(conn)?;
    let read = |value: String| {
        Sealed::decode(&value).map_err(|_| Error::Inconsistent { table: "vault_keys", column: "proof", value })
    };
    proofs.into_iter().map(read).collect()
}

/// Writes down that a key was met.
///
/// # Errors
/// What the database says.
pub fn meet(conn: &mut AnyConnection, now: DateTime<Utc>, proof: &Sealed) -> Result<()> {
    use vault_keys as k;
    diesel::insert_into(k::table)
        .values((k::id.eq(&proof.key_id), k::proof.eq(proof.encode()), k::met_at.eq(now.naive_utc())))
        .execute(conn)?;
    Ok(())
}

/// How many values that must be opened for years are sealed under which key. What somebody is filling in is not counted.
///
/// # Errors
/// What the database says.
pub fn in_use(conn: &mut AnyConnection) -> Result<BTreeMap<String, i64>> {
    use patient_references as p;
    let references: Vec<(String, i64)> =
        p::table.group_by(p::key_id).select((p::key_id, diesel::dsl::count(p::id))).load(conn)?;
    let mut counts: BTreeMap<String, i64> = references.into_iter().collect();
    let authenticators: Vec<String> = totp_secrets::table.select(totp_secrets::sealed).load(conn)?;
    for sealed in authenticators.iter().filter_map(|text| Sealed::decode(text).ok()) {
        *counts.entry(sealed.key_id).or_default() += 1;
    }
    Ok(counts)
}
