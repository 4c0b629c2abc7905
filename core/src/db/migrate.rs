//! Brings a database to the present schema.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::AnyConnection;
use crate::error::Error;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");

/// Applies what is missing and says how many steps that were.
///
/// # Errors
/// [`Error::Unavailable`] when a step fails; the steps before it stay.
pub fn migrate(connection: &mut AnyConnection) -> Result<usize, Error> {
    let failed = |cause: Box<dyn std::error::Error + Send + Sync>| Error::Unavailable(format!("migration: {cause}"));
    super::dialect::migrating(
        connection,
        |pg| pg.run_pending_migrations(POSTGRES).map(|done| done.len()).map_err(failed),
        |sqlite| sqlite.run_pending_migrations(SQLITE).map(|done| done.len()).map_err(failed),
    )
}

/// Has every step been applied?
///
/// # Errors
/// [`Error::Unavailable`] when the database cannot say.
pub fn is_migrated(connection: &mut AnyConnection) -> Result<bool, Error> {
    let failed = |cause: Box<dyn std::error::Error + Send + Sync>| Error::Unavailable(format!("migration: {cause}"));
    super::dialect::migrating(
        connection,
        |pg| pg.has_pending_migration(POSTGRES).map(|pending| !pending).map_err(failed),
        |sqlite| sqlite.has_pending_migration(SQLITE).map(|pending| !pending).map_err(failed),
    )
}
