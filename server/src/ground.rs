//! The one place where a request waits for the database.

use actix_web::web;
use majakka_core::Core;
use majakka_core::error::Result;

/// Runs `work` on a thread that may wait, so that no other request waits with it. `work` calls [`Core::read`] or
/// [`Core::act`], or hashes a password.
///
/// # Errors
/// As [`Core::errand`].
pub async fn blocking<T: Send + 'static>(
    core: &web::Data<Core>,
    work: impl FnOnce(&Core) -> Result<T> + Send + 'static,
) -> Result<T> {
    core.errand(work).await
}
