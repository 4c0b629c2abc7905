//! The one place where a request waits for the database.

use actix_web::web;
use majakka_core::Core;
use majakka_core::error::{Error, Result};

/// Runs `work` on a thread that may wait, so that no other request waits with it. `work` calls [`Core::read`] or
/// [`Core::act`], or hashes a password.
///
/// # Errors
/// The work's own; [`Error::Unavailable`] if it ended in a panic.
pub async fn blocking<T: Send + 'static>(
    core: &web::Data<Core>,
    work: impl FnOnce(&Core) -> Result<T> + Send + 'static,
) -> Result<T> {
    let core = core.clone();
    let done = web::block(move || work(&core)).await;
    done.unwrap_or_else(|_| Err(Error::Unavailable("the work was broken off".to_owned())))
}
