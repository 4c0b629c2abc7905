//! A planned break as an event of a calendar: the same in the calendar that people subscribe to and beside the mail that tells of it.
//!
//! Guarantee: one break is one event, by its UID, from its first notice to its last.

use majakka_domain::terms::Language;
use majakka_messages::calendar::{self, Event};
use majakka_store::error::Result;
use majakka_store::maintenance::Maintenance;

use crate::app::App;

/// A break as an event.
///
/// # Errors
/// A text that is missing.
pub fn event(app: &App, row: &Maintenance, language: Language) -> Result<Event> {
    let i18n = app.renderer.i18n();
    let say = |key: &str| i18n.text(language, key, &[]);
    let names = row.services().into_iter().map(|id| app.catalogue.name(&id, language).to_owned());
    let services: Vec<String> = names.collect();
    let impact = row.impact().or_finnish(language).to_owned();
    let title = format!("{}: {impact}", services.join(", "));
    let (starts, ends) = row.window();
    let cancelled = row.cancelled_at.is_some();
    let open = if ends.is_none() { Some(say("break-end-open")?) } else { None };
    let url = app.settings.public_url();
    // One that others announced is in the calendar by their name for it.
    let name = if row.announcement_id.is_some() { row.external_id.clone() } else { format!("break-{}", row.id) };
    let uid = format!("{name}@{}", calendar::host(&url));
    Ok(Event {
        uid,
        sequence: row.sequence,
        cancelled,
        changed: row.changed_at.unwrap_or(row.announced_at),
        starts,
        ends,
        // Not every calendar shows that an event is off: the title says it too.
        summary: if cancelled { format!("{}: {title}", say("status-break-cancelled")?) } else { title },
        description: [Some(impact), open].into_iter().flatten().collect::<Vec<_>>().join("\n"),
        url,
    })
}
