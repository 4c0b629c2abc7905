//! Planned breaks: others' on every view, own ones on the views of those whom they concern.

use chrono::{DateTime, Utc};
use majakka_core::error::Result;
use majakka_core::store::announcement::Announced;
use majakka_core::store::board::{BoardData, OwnBreak};
use majakka_domain::terms::AnnouncementKind;

use super::say::Say;
use super::view::{Break, BreakStage};

/// Breaks that run or are to come on this view, by their start.
pub(super) fn ahead(data: &BoardData, say: Say<'_>) -> Result<Vec<Break>> {
    let mut found: Vec<(DateTime<Utc>, Break)> = Vec::new();
    for announced in data.announced_for(say.view) {
        if let Some((starts, one)) = theirs(announced, say)? {
            found.push((starts, one));
        }
    }
    let own = data.breaks_for(say.view).filter(|own| own.row.ends_at.and_utc() > data.now);
    found.extend(own.map(|own| (own.row.starts_at.and_utc(), ours(own, say))));
    found.sort_by_key(|(starts, _)| *starts);
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

fn theirs(announced: &Announced, say: Say<'_>) -> Result<Option<(DateTime<Utc>, Break)>> {
    let announcement = &announced.announcement;
    let (Some(starts), Some(ends)) = (announcement.starts_at, announcement.ends_at) else { return Ok(None) };
    let over = ends <= say.now || announcement.resolved_at.is_some_and(|end| end <= say.now);
    if announcement.kind != AnnouncementKind::Maintenance || over {
        return Ok(None);
    }
    let one = Break {
        title: announced.title.clone(),
        services: announcement.services.iter().map(|id| say.name(id)).collect(),
        starts: say.moment(starts),
        ends: say.until(starts, ends),
        stage: if starts <= say.now { BreakStage::Running } else { BreakStage::Planned },
        before: None,
        impact: say.text("status-break-rests")?,
        source: Some(announcement.source.clone()),
    };
    Ok(Some((starts, one)))
}

fn ours(own: &OwnBreak, say: Say<'_>) -> Break {
    let (starts, ends) = (own.row.starts_at.and_utc(), own.row.ends_at.and_utc());
    let stage = match own.row.cancelled_at {
        Some(_) => BreakStage::Cancelled,
        None if starts <= say.now => BreakStage::Running,
        None if own.row.sequence > 0 => BreakStage::Moved,
        None => BreakStage::Planned,
    };
    let name = say.name(&own.row.service);
    Break {
        title: name.clone(),
        services: vec![name],
        starts: say.moment(starts),
        ends: say.until(starts, ends),
        stage,
        before: None,
        impact: own.row.impact.clone(),
        source: None,
    }
}
