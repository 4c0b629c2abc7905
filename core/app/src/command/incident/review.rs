//! What was learnt: a review is attached to an incident that is over, and stands on its public page.

use majakka_domain::catalogue::Texts;
use majakka_domain::id::IncidentId;
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_domain::timeline::TimelineEvent;

use crate::app::Tx;
use crate::command::field::Problems;
use majakka_store::error::Result;
use majakka_store::{counter, review};

/// Longest review in one language, in characters.
const MOST: usize = 10_000;

/// Attaches a review in place of the one before; the same one leaves no trace. Finnish must be there; a missing language is shown the Finnish one as what
/// it is.
///
/// # Errors
/// `forbidden`; `validation` without text, with an identity code, too long, or when the incident never had a bulletin and so
/// has no public page; `stale` while it runs.
pub fn attach(tx: &mut Tx<'_>, incident: IncidentId, seen: Option<i64>, texts: &Texts) -> Result<()> {
    tx.viewer.require(Permission::Publish)?;
    let row = tx.incident(incident, seen)?;
    let mut problems = Problems::default();
    problems.need("review", &texts.fi);
    for language in Language::ALL {
        problems.no_hetu("review", texts.get(*language));
        problems.at_most("review", texts.get(*language), MOST);
    }
    problems.refuse()?;
    row.standing().review()?;
    if is_written(tx, incident, texts)? {
        return Ok(());
    }
    review::put(tx.conn, tx.now, incident, texts)?;
    tx.note(&row, &TimelineEvent::Reviewed { review: texts.fi.trim().to_owned() })?;
    counter::bump_page(tx.conn)
}

/// Does it say so already?
fn is_written(tx: &mut Tx<'_>, incident: IncidentId, texts: &Texts) -> Result<bool> {
    let written = review::of_incidents(tx.conn, &[incident])?.remove(&incident).unwrap_or_default();
    let is_same = |language: &Language| written.get(language).map_or("", String::as_str) == texts.get(*language).trim();
    Ok(Language::ALL.iter().all(is_same))
}
