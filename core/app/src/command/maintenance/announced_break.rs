//! Breaks that others announce, told to those whom they concern (`desk.tell_announced_breaks`): who uses what rests, by the way of
//! whoever announced it.
//!
//! Guarantee: word in advance, at the start and at the end, when it moves and when it is off, as of a break of our own, and in the
//! recipient's language; only the source moves it or calls it off.
//! Non-goal: showing it. On pages, in calendars and as evidence it is the announcement.

use std::collections::BTreeSet;

use majakka_domain::catalogue::Texts;
use majakka_domain::evidence::Announcement;
use majakka_domain::id::{AnnouncementId, OrganisationId};
use majakka_domain::terms::{AnnouncementKind, Language};

use crate::app::Tx;
use crate::command::maintenance::{call_off, moved, over, tell_in_advance};
use majakka_store::announcement::{self, Announced};
use majakka_store::error::{Error, Result};
use majakka_store::maintenance::{self, NewMaintenance};
use majakka_store::{installation, organisation};

/// The longest name of a source that has room in a text message, in characters.
const LONGEST_SOURCE: usize = 16;

/// Brings what is told into line with what the source says now. What cannot be told is no reason not to know of it.
pub(in crate::command) fn follow(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<()> {
    if !tx.app.settings.desk.tell_announced_breaks {
        return Ok(());
    }
    match tell(tx, id) {
        Err(Error::Refused(cause)) => {
            tracing::warn!(announcement = id.0, %cause, "an announced break cannot be told");
            Ok(())
        }
        done => done,
    }
}

fn tell(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<()> {
    let announced = announcement::one(tx.conn, id)?;
    // What one desk heard is nobody else's news.
    if announced.desk.is_some() {
        return Ok(());
    }
    let a = &announced.announcement;
    let Some(starts) = a.starts_at.filter(|_| a.kind == AnnouncementKind::Maintenance) else { return Ok(()) };
    let known = maintenance::of_announcement(tx.conn, id)?;
    match (known, a.resolved_at) {
        (None, None) if a.ends_at.is_none_or(|ends| tx.now < ends) => begin(tx, &announced),
        (None, _) => Ok(()),
        (Some(row), Some(_)) if row.is_settled() => Ok(()),
        (Some(row), Some(_)) if a.is_called_off() => call_off(tx, &row, true),
        (Some(row), Some(_)) => over(tx, &row),
        (Some(row), None) if row.window() == (starts, a.ends_at) && row.cancelled_at.is_none() => Ok(()),
        (Some(row), None) => moved(tx, &row, starts, a.ends_at),
    }
}

/// It was never announced: whoever was told of it is told that it is off.
pub(in crate::command) fn forget(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<()> {
    match maintenance::of_announcement(tx.conn, id)? {
        Some(row) if !row.is_settled() => call_off(tx, &row, true),
        _ => Ok(()),
    }
}

fn begin(tx: &mut Tx<'_>, announced: &Announced) -> Result<()> {
    let a = &announced.announcement;
    let Some(starts_at) = a.starts_at else { return Ok(()) };
    let organisations = concerned(tx, announced)?;
    if organisations.is_empty() {
        return Ok(());
    }
    let new = NewMaintenance {
        external_id: format!("{}-{}", a.source, a.external_id),
        services: a.services.clone(),
        impact: impact(tx, announced)?,
        starts_at,
        ends_at: a.ends_at,
        organisations,
        series: None,
        desk: installation::host(tx.conn)?,
        for_everybody: false,
        announcement: Some(a.id),
    };
    let id = maintenance::insert(tx.conn, tx.now, &new)?;
    // One that runs already is told as begun, by the clock.
    if tx.now < starts_at {
        let row = maintenance::by_id(tx.conn, id)?;
        tell_in_advance(tx, &row)?;
    }
    tx.audit("maintenance.announced", &new.external_id, "")
}

/// Who uses what rests, or what stands on it; of an operator's or a broker's break its own clients alone.
fn concerned(tx: &mut Tx<'_>, announced: &Announced) -> Result<BTreeSet<OrganisationId>> {
    let catalogue = &tx.app.catalogue;
    let a = &announced.announcement;
    let resting = a.services.iter().flat_map(|id| {
        let standing = catalogue.edges_of(id).map(|edge| edge.hits.clone());
        std::iter::once(id.clone()).chain(standing)
    });
    let resting: Vec<String> = resting.collect::<BTreeSet<_>>().into_iter().collect();
    organisation::using(tx.conn, &resting, &a.publisher, &a.source)
}

/// What it does, in each language and in a few words, for it stands in a text message; by whom, where that is short.
fn impact(tx: &Tx<'_>, announced: &Announced) -> Result<Texts> {
    let Announcement { effect, source, .. } = &announced.announcement;
    let by = if source.chars().count() <= LONGEST_SOURCE { format!(" ({source})") } else { String::new() };
    let means =
        |language: Language| Ok::<_, Error>(tx.app.renderer.i18n().word(language, "break-announced", effect)? + &by);
    Ok(Texts { fi: means(Language::Fi)?, sv: means(Language::Sv)?, en: means(Language::En)? })
}
