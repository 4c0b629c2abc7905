//! Brings a database to the present schema.
//!
//! Guarantee: several at once wait for each other; all missing steps are applied, or none; a database that a newer
//! Majakka has changed is left alone.

use diesel::migration::MigrationSource as _;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{AnyConnection, dialect};
use crate::error::{Error, Result};

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// How a database stands to this version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// All steps that this version knows were applied, and no other.
    Present,
    /// Some are missing.
    Older,
    /// It has had this step, which this version does not know.
    Newer(String),
}

/// Applies what is missing and says how many steps that were.
///
/// # Errors
/// [`Error::Setting`] on a newer database; [`Error::Unavailable`] when a step fails: then none was applied.
pub fn migrate(connection: &mut AnyConnection) -> Result<usize> {
    dialect::alone(connection, |connection| {
        if let Schema::Newer(step) = schema_of(connection)? {
            return Err(too_new(&step));
        }
        let failed = |cause: Cause| match cause.downcast::<diesel::result::Error>() {
            Ok(cause) => Error::from(*cause),
            Err(cause) => Error::Unavailable(format!("migration: {cause}")),
        };
        dialect::migrating(
            connection,
            |pg| pg.run_pending_migrations(POSTGRES).map(|done| done.len()).map_err(failed),
            |sqlite| sqlite.run_pending_migrations(SQLITE).map(|done| done.len()).map_err(failed),
        )
    })
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Which steps has it had? Reads only.
///
/// # Errors
/// What the database says.
pub fn schema_of(connection: &mut AnyConnection) -> Result<Schema> {
    let applied = dialect::applied(connection)?;
    let broken = |cause: Cause| Error::Unavailable(format!("migration: {cause}"));
    let known = dialect::migrating(
        connection,
        |_| names::<diesel::pg::Pg>(POSTGRES),
        |_| names::<diesel::sqlite::Sqlite>(SQLITE),
    );
    let known = known.map_err(broken)?;
    if let Some(step) = applied.iter().find(|step| !known.contains(step)) {
        return Ok(Schema::Newer(step.clone()));
    }
    Ok(if applied.len() == known.len() { Schema::Present } else { Schema::Older })
}

/// The newest step that this program knows.
#[must_use]
pub fn newest_step() -> String {
    names::<diesel::sqlite::Sqlite>(SQLITE).ok().and_then(|names| names.into_iter().max()).unwrap_or_default()
}

fn names<D: diesel::backend::Backend>(steps: EmbeddedMigrations) -> Result<Vec<String>, Cause>
where
    EmbeddedMigrations: diesel::migration::MigrationSource<D>,
{
    Ok(steps.migrations()?.iter().map(|step| step.name().version().to_string()).collect())
}

/// The sentence for a program that is older than its database.
pub fn too_new(step: &str) -> Error {
    Error::Setting(format!(
        "the database has been brought to a newer version (step {step}) than this program, {}, knows: start the newer program",
        env!("CARGO_PKG_VERSION")
    ))
}
