//! The calendar of breaks (RFC 5545): stable UIDs, a SEQUENCE that rises with every change, cancellations.
//!
//! Every break of a series is an event of its own, not a rule that each calendar works out by itself (docs/adr/0009).

use majakka_app::{App, break_event};
use majakka_domain::terms::AnnouncementKind;
use majakka_messages::calendar::{self, Event};
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{OwnBreak, StatusData};

use crate::status::breaks::{self, Window};
use crate::status::compose::Edition;
use crate::status::phrasing::Phrasing;

pub(in crate::status) fn calendar(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(app, data);
    let site = app.settings.public_url();
    let whose = edition.member.map_or_else(|| say.text("status-name"), |member| Ok(member.name.clone()))?;
    let name = format!("{whose}: {}", say.text("status-maintenance")?);
    let page = format!("{site}{}", edition.path(say.language, edition.audience));
    Ok(calendar::subscribed(&name, &events(app, data, say, &page)?))
}

fn events(app: &App, data: &StatusData, say: Phrasing<'_>, page: &str) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for announced in data.announced_for(say.view) {
        events.extend(theirs(announced, say, calendar::host(page))?);
    }
    for own in data.breaks_for(say.view) {
        events.push(ours(app, data, own, say)?);
    }
    events.iter_mut().for_each(|event| page.clone_into(&mut event.url));
    Ok(events)
}

fn theirs(announced: &Announced, say: Phrasing<'_>, host: &str) -> Result<Option<Event>> {
    let a = &announced.announcement;
    let Some(starts) = a.starts_at.filter(|_| a.kind == AnnouncementKind::Maintenance) else { return Ok(None) };
    let services: Vec<String> = a.services.iter().map(|id| say.name(id)).collect();
    let source = say.i18n.text(say.language, "status-source", &[("source", a.source.as_str().into())])?;
    let cancelled = a.resolved_at.is_some_and(|end| end <= starts);
    let ends = [a.ends_at, a.resolved_at.filter(|_| !cancelled)].into_iter().flatten().min();
    Ok(Some(Event {
        uid: format!("{}-{}@{host}", a.source, a.external_id),
        sequence: announced.sequence,
        cancelled,
        changed: announced.changed_at,
        starts,
        ends,
        summary: titled(announced.title.clone(), cancelled, say)?,
        description: joined([
            Some(services.join(", ")),
            (!cancelled).then(|| say.text(breaks::means(a.effect))).transpose()?,
            if ends.is_none() { Some(say.text("break-end-open")?) } else { None },
            was(announced.was, say)?,
            Some(source),
        ]),
        url: String::new(),
    }))
}

fn ours(app: &App, data: &StatusData, own: &OwnBreak, say: Phrasing<'_>) -> Result<Event> {
    let row = &own.row;
    let event = break_event::event(app, row, say.language)?;
    let rule = row.series_id.and_then(|series| data.rules.get(&series));
    let repeats = match rule {
        Some(rule) => {
            let rhythm = say.rhythm(rule)?;
            Some(say.i18n.text(say.language, "status-break-repeats", &[("rhythm", rhythm.into())])?)
        }
        None => None,
    };
    let description = joined([Some(event.description), was(row.was(), say)?, repeats, None, None]);
    Ok(Event { description, ..event })
}

/// Not every calendar shows that an event is off: the title says it too.
fn titled(title: String, cancelled: bool, say: Phrasing<'_>) -> Result<String> {
    Ok(if cancelled { format!("{}: {title}", say.text("status-break-cancelled")?) } else { title })
}

/// The time that was told before.
fn was(was: Option<Window>, say: Phrasing<'_>) -> Result<Option<String>> {
    let Some((starts, ends)) = was else { return Ok(None) };
    let before = say.text("status-break-before")?;
    Ok(Some(format!("{before} {} – {}", say.moment(starts).said, say.ending(starts, ends)?.said)))
}

fn joined(lines: [Option<String>; 5]) -> String {
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
