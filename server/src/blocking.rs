//! The one place where a request waits for the database.

use actix_web::web;
use majakka_app::{App, Tx};
use majakka_store::error::Result;
use majakka_store::viewer::Viewer;

/// Runs `work` on a thread that may wait, so that no other request waits with it. `work` calls [`App::read`] or
/// [`App::write`], or hashes a password.
///
/// # Errors
/// As [`App::errand`].
pub async fn blocking<T: Send + 'static>(
    app: &web::Data<App>,
    work: impl FnOnce(&App) -> Result<T> + Send + 'static,
) -> Result<T> {
    app.errand(work).await
}

/// Runs a step that takes in reports, and does nothing else, together with others that wait (`group_commit`). The answer
/// comes after the commit; who goes away before takes nothing back.
///
/// # Errors
/// The step's own; [`majakka_store::error::Error`] if the group could not be kept.
pub async fn together<T: Send + 'static>(
    app: &web::Data<App>,
    viewer: Viewer,
    step: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let joined = app.join_group(viewer, step)?;
    if joined.leads {
        let app = app.clone();
        // Not awaited: the line goes on when the one whose request began it has its answer or is gone.
        drop(tokio::task::spawn_blocking(move || app.lead_group()));
    }
    app.group_answer(joined.answer).await
}
