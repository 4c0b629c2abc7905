//! One step on an incident, and the page after it.

use majakka_app::Tx;
use majakka_domain::id::IncidentId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_store::error::Result;
use majakka_store::incident;

use super::super::context::{Answer, DeskContext};
use super::display::display;
use super::loaded::{IncidentQuery, load};
use super::page;
use crate::done::Done;
use crate::form::{FormAttempt, FormValues};

/// Where a form stands on the incident's page: its tab, and the prefix of its fields.
pub(super) struct Place {
    pub(super) tab: &'static str,
    pub(super) prefix: String,
}

/// Does it for whoever may, then shows the tab again; when it is refused, with what was typed.
///
/// The right is asked before anything that was typed is read: whoever may not is told that, and not what she left out. Of two
/// people at once the second is told, whatever the step.
pub(super) fn perform(
    context: &DeskContext<'_>,
    reference: &str,
    place: &Place,
    needs: Result<Permission, Refusal>,
    values: FormValues,
    run: impl FnOnce(&mut Tx<'_>, IncidentId, &FormValues) -> Result<Done>,
) -> Result<Answer> {
    let row = context.app.read(|conn| incident::by_reference(conn, &context.viewer, reference))?;
    let done = context.app.write(&context.viewer, |tx| {
        tx.viewer.require(needs?)?;
        incident::for_change(tx.conn, tx.viewer, row.id, values.version())?;
        run(tx, row.id, &values)
    });
    let tab = place.tab;
    match done {
        Ok(done) if done.place().is_some() => {
            let place = done.place().unwrap_or_default().to_owned();
            Ok(Answer::Done(place, done))
        }
        Ok(done) => {
            let next = context.app.read(|conn| {
                let loaded = load(conn, context, reference)?;
                page::step(conn, context, &loaded)
            })?;
            // A step that knows its own way on keeps it.
            let done = if done.leads_on() { done } else { next.told_with(done) };
            Ok(Answer::Done(format!("/desk/incidents/{reference}?tab={tab}"), done))
        }
        Err(cause) => {
            let attempt = FormAttempt::refused(&place.prefix, values, cause)?;
            display(context, reference, &IncidentQuery { tab: tab.to_owned(), ..IncidentQuery::default() }, &attempt)
        }
    }
}
