//! What was: day by day.

use chrono::{Days, NaiveDate};
use majakka_domain::format::time::{self, helsinki_day};
use majakka_domain::terms::AnnouncementKind;
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{Outage, StatusData};

use super::outage::{self, Hits};
use super::phrasing::Phrasing;
use super::view::{Day, Past};

/// So many days stand on the page itself.
pub(super) const DAYS: u64 = 7;

/// The last `days` days, newest first, with what ended on each or ran through it.
pub(super) fn days(data: &StatusData, say: Phrasing<'_>, days: u64) -> Result<Vec<Day>> {
    let today = helsinki_day(data.now);
    let dates = (0..days).filter_map(|back| today.checked_sub_days(Days::new(back)));
    dates.map(|date| day(data, say, date)).collect()
}

fn day(data: &StatusData, say: Phrasing<'_>, date: NaiveDate) -> Result<Day> {
    let over = data.outages_for(say.view).filter(|outage| !outage.active && outage::touches(outage, date));
    let withdrawn = data.withdrawn_for(say.view).filter(|outage| outage.withdrawn_at.map(helsinki_day) == Some(date));
    let theirs = data.announced_before_for(say.view).filter(|announced| {
        let a = &announced.announcement;
        let until = a.resolved_at.unwrap_or(a.announced_at);
        let told = || data.outages_for(say.view).any(|outage| outage::tells(outage, announced, say.catalogue));
        a.kind == AnnouncementKind::Disturbance
            && (helsinki_day(a.began())..=helsinki_day(until)).contains(&date)
            && !told()
    });
    let theirs = theirs.map(|announced| past_of_others(announced, say));
    let incidents = over.chain(withdrawn).map(|outage| past(outage, say)).chain(theirs).collect();
    Ok(Day { date: say.day(date)?, known: date >= helsinki_day(data.since), incidents })
}

/// A disturbance that is over, in one entry.
pub(super) fn past(outage: &Outage, say: Phrasing<'_>) -> Past {
    Past {
        number: outage.reference.clone(),
        href: Some(say.incident(outage)),
        source: None,
        headline: outage::headline(outage, say),
        services: Hits::of_outage(outage, say.catalogue).names(say),
        since: say.moment(outage.began),
        ended: outage.ended.map(|ended| say.until(outage.began, ended)),
        took: outage.ended.map(|ended| time::duration(outage.began, ended, say.language)),
        withdrawn: outage.withdrawn_at.map(|at| say.moment(at)),
    }
}

/// The same of what others announced.
fn past_of_others(announced: &Announced, say: Phrasing<'_>) -> Past {
    let a = &announced.announcement;
    Past {
        number: a.external_id.clone(),
        href: None,
        source: Some(a.source.clone()),
        headline: say.finnish(&announced.title),
        services: Hits::of_announcement(a, say.catalogue).names(say),
        since: say.moment(a.began()),
        ended: a.resolved_at.map(|ended| say.until(a.began(), ended)),
        took: a.resolved_at.map(|ended| time::duration(a.began(), ended, say.language)),
        withdrawn: None,
    }
}
