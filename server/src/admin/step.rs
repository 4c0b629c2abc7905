//! What the pages of the administration have in common: a step by the reader, and what lists offer.

use actix_web::web;
use majakka_app::{App, Tx};
use majakka_domain::rights::Permission;
use majakka_store::error::Result;
use majakka_store::organisation::Organisation;

use crate::blocking::blocking;
use crate::form::{Choice, Form, FormValues};
use crate::session::SignedIn;

/// More rows than any page of the administration shows.
pub(super) const MANY: i64 = 2_000;

/// One step by this person.
pub(super) async fn step<T: Send + 'static>(
    app: &web::Data<App>,
    by: &SignedIn,
    step: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let viewer = by.viewer();
    blocking(app, move |app| app.write(&viewer, step)).await
}

/// One step with a form, for whoever may: that is asked before any field is read.
pub(super) async fn submit<F: Form, T: Send + 'static>(
    app: &web::Data<App>,
    by: &SignedIn,
    needs: Permission,
    values: &FormValues,
    take: impl FnOnce(&mut Tx<'_>, F) -> Result<T> + Send + 'static,
) -> Result<T> {
    let values = values.clone();
    step(app, by, move |tx| {
        tx.viewer.require(needs)?;
        take(tx, F::read(&values, "")?)
    })
    .await
}

/// Rows as choices: their id is sent, their name read.
pub(super) fn rows(rows: &[Organisation]) -> Vec<Choice> {
    rows.iter().map(|row| Choice::new(row.id.to_string(), row.name.clone())).collect()
}
