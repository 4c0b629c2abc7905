//! Planned breaks: others' on every view, own ones on the views of those whom they concern.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::evidence::OVERRUN_LASTS;
use majakka_domain::terms::{AnnouncementKind, Effect};
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{Outage, OwnBreak, StatusData};

use super::phrasing::Phrasing;
use super::view::{Break, BreakStage, Phrase, Span};

/// Of a series the page shows the breaks of the next weeks, but always the next one; the calendar has all of them.
const OF_A_SERIES: TimeDelta = TimeDelta::days(31);

/// From when until when, where an end is known.
pub(super) type Window = (DateTime<Utc>, Option<DateTime<Utc>>);

/// Own breaks of a view as it tells of them: of a series those of the next weeks, but always the next one.
pub(super) fn own_told<'d>(data: &'d StatusData, say: Phrasing<'d>) -> impl Iterator<Item = &'d OwnBreak> {
    let mut begun = BTreeSet::new();
    data.breaks_for(say.view).filter(move |own| {
        let (starts, ends) = own.row.window();
        let is_over = ends.is_some_and(|ends| ends <= say.now) && !is_late(data, own, say);
        let next = own.row.series_id.is_none_or(|series| !is_over && begun.insert(series));
        next || starts <= say.now + OF_A_SERIES
    })
}

/// Breaks that run, are to come or take longer than planned on this view, by their start.
pub(super) fn ahead(data: &StatusData, say: Phrasing<'_>) -> Result<Vec<Break>> {
    let mut found: Vec<(DateTime<Utc>, Break)> = Vec::new();
    for announced in data.announced_for(say.view) {
        if let Some((starts, one)) = theirs(announced, say)? {
            found.push((starts, one));
        }
    }
    for own in own_told(data, say) {
        let (starts, ends) = own.row.window();
        let late = is_late(data, own, say);
        if late || ends.is_none_or(|ends| say.now < ends) {
            found.push((starts, ours(data, own, late, say)?));
        }
    }
    found.sort_by_key(|(starts, _)| *starts);
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

/// Should it be over, while a published incident says that it is not?
fn is_late(data: &StatusData, own: &OwnBreak, say: Phrasing<'_>) -> bool {
    let told = |outage: &Outage| outage.active && outage.overrun.contains(&own.row.id);
    own.row.cancelled_at.is_none()
        && own.row.window().1.is_some_and(|ends| (ends..ends + OVERRUN_LASTS).contains(&say.now))
        && data.outages_for(say.view).any(told)
}

fn theirs(announced: &Announced, say: Phrasing<'_>) -> Result<Option<(DateTime<Utc>, Break)>> {
    let announcement = &announced.announcement;
    let (Some(starts), ends) = (announcement.starts_at, announcement.ends_at) else { return Ok(None) };
    if announcement.kind != AnnouncementKind::Maintenance || ends.is_some_and(|ends| ends <= say.now) {
        return Ok(None);
    }
    let stage = match announcement.resolved_at {
        Some(_) if announcement.is_called_off() => BreakStage::Cancelled,
        Some(end) if end <= say.now => return Ok(None),
        _ if starts <= say.now => BreakStage::Running,
        _ if announced.was.is_some() => BreakStage::Moved,
        _ => BreakStage::Planned,
    };
    let one = Break {
        title: say.finnish(&announced.title),
        services: announcement.services.iter().map(|id| say.name(id)).collect(),
        starts: say.moment(starts),
        ends: ends.map(|ends| say.moment(ends)),
        ending: say.ending(starts, ends)?,
        stage,
        before: before(stage, announced.was, say)?,
        repeats: None,
        impact: Phrase::own(match stage {
            BreakStage::Cancelled => say.text("status-break-off")?,
            _ => say.text(means(announcement.effect))?,
        }),
        source: Some(announcement.source.clone()),
    };
    Ok(Some((starts, one)))
}

/// Key of what a break of others does to its services.
pub(super) fn means(effect: Effect) -> &'static str {
    match effect {
        Effect::Prevents => "status-break-rests",
        Effect::Degrades => "status-break-slows",
        Effect::None => "status-break-unfelt",
    }
}

fn ours(data: &StatusData, own: &OwnBreak, late: bool, say: Phrasing<'_>) -> Result<Break> {
    let (starts, ends) = own.row.window();
    let stage = match own.row.cancelled_at {
        Some(_) => BreakStage::Cancelled,
        None if late => BreakStage::Late,
        None if starts <= say.now => BreakStage::Running,
        None if own.row.was().is_some() => BreakStage::Moved,
        None => BreakStage::Planned,
    };
    let services: Vec<String> = own.row.services().iter().map(|id| say.name(id)).collect();
    let rule = own.row.series_id.and_then(|series| data.rules.get(&series));
    Ok(Break {
        title: Phrase::own(services.join(", ")),
        services,
        starts: say.moment(starts),
        ends: ends.map(|ends| say.moment(ends)),
        ending: say.ending(starts, ends)?,
        stage,
        before: before(stage, own.row.was(), say)?,
        repeats: rule.map(|rule| say.rhythm(rule)).transpose()?,
        impact: say.written(&own.row.impact()),
        source: None,
    })
}

/// The time that was told before, where readers may still have it in mind.
fn before(stage: BreakStage, was: Option<Window>, say: Phrasing<'_>) -> Result<Option<Span>> {
    let Some((starts, ends)) = was.filter(|_| stage != BreakStage::Cancelled) else { return Ok(None) };
    Ok(Some(Span { starts: say.moment(starts), ends: say.ending(starts, ends)? }))
}
