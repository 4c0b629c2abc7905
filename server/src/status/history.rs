//! What was: day by day.

use chrono::{Days, NaiveDate};
use majakka_core::error::Result;
use majakka_core::store::board::{BoardData, Outage};
use majakka_domain::format::time::{self, helsinki_day};

use super::outage::{self, Hits};
use super::say::Say;
use super::view::{Day, Past};

/// So many days stand on the page itself.
pub(super) const DAYS: u64 = 7;

/// The last `days` days, newest first, with what ended on each or ran through it.
pub(super) fn days(data: &BoardData, say: Say<'_>, days: u64) -> Result<Vec<Day>> {
    let today = helsinki_day(data.now);
    let dates = (0..days).filter_map(|back| today.checked_sub_days(Days::new(back)));
    dates.map(|date| day(data, say, date)).collect()
}

fn day(data: &BoardData, say: Say<'_>, date: NaiveDate) -> Result<Day> {
    let over = data.outages_for(say.view).filter(|outage| !outage.active && outage::touches(outage, date));
    let incidents = over.map(|outage| past(outage, say)).collect();
    Ok(Day { date: say.day(date)?, known: date >= helsinki_day(data.since), incidents })
}

/// A disturbance that is over, in one entry.
pub(super) fn past(outage: &Outage, say: Say<'_>) -> Past {
    Past {
        number: outage.reference.clone(),
        href: say.incident(outage),
        headline: outage::headline(outage, say),
        services: Hits::of_outage(outage, say.catalogue).names(say),
        since: say.moment(outage.began),
        ended: outage.ended.map(|ended| say.until(outage.began, ended)),
        took: outage.ended.map(|ended| time::duration(outage.began, ended, say.language)),
    }
}
