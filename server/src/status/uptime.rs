//! How each service has done in the last 90 days: a bar a day, and figures that do not flatter.
//!
//! Guarantee: what others announced counts as what we published; a day that nobody could see is not called well.
//! Non-goal: the arithmetic; see [`majakka_domain::availability`].

use chrono::{DateTime, Days, NaiveDate, TimeZone as _, Utc};
use chrono_tz::Europe::Helsinki;
use majakka_domain::availability::{Hit, Span, record};
use majakka_domain::catalogue::System;
use majakka_domain::format::time::{self, helsinki_day};
use majakka_domain::terms::{AnnouncementKind, Language, ServiceState};
use majakka_store::error::Result;
use majakka_store::status_page::StatusData;
use serde::Serialize;

use super::outage::Hits;
use super::phrasing::Phrasing;
use super::view::Moment;

/// So many days the history goes back.
pub(super) const DAYS: u64 = 90;

/// A service's last 90 days.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ServiceHistory {
    /// The catalogue's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its own page; none on an organisation's view.
    pub href: Option<String>,
    /// How many days are looked at.
    pub days: usize,
    /// On how many of them something was wrong.
    pub days_hit: usize,
    /// How many nobody could see, or not the whole day.
    pub days_unknown: usize,
    /// How long in all, as one says it; none when the end of a disturbance is not known, or nothing was.
    pub took: Option<String>,
    /// Share of the time that was seen in which nothing was wrong: `99,95 %`; none when it is not known.
    pub undisturbed: Option<String>,
    /// One bar a day, oldest first.
    pub bars: Vec<Bar>,
}

/// A service's day.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Bar {
    /// Place from the left.
    pub x: usize,
    /// The worst of the day.
    pub state: ServiceState,
    /// The date, on days that were not well.
    pub date: Option<Moment>,
}

/// Something that was wrong or rested, with what it did to each system.
struct Struck<'a> {
    hits: Hits<'a>,
    from: DateTime<Utc>,
    /// None: it is over, and nobody said since when.
    until: Option<DateTime<Utc>>,
    planned: bool,
}

/// The last 90 days of these systems.
pub(super) fn history<'a>(
    data: &StatusData,
    systems: impl Iterator<Item = &'a System>,
    say: Phrasing<'_>,
) -> Result<Vec<ServiceHistory>> {
    let struck: Vec<Struck<'_>> = struck(data, say);
    systems.map(|system| of_system(data, system, &struck, say)).collect()
}

fn struck<'a>(data: &StatusData, say: Phrasing<'a>) -> Vec<Struck<'a>> {
    let ours = data.outages_for(say.view).map(|outage| Struck {
        hits: Hits::of_outage(outage, say.catalogue),
        from: outage.began,
        until: if outage.active { Some(data.now) } else { outage.ended },
        planned: false,
    });
    let live = |a: &majakka_domain::evidence::Announcement| match a.kind {
        AnnouncementKind::Disturbance => a.is_live(data.now),
        AnnouncementKind::Maintenance => a.starts_at.is_some_and(|starts| starts <= data.now),
    };
    let running = data.announced_for(say.view).filter(|announced| live(&announced.announcement));
    let theirs = running.chain(data.announced_before_for(say.view)).map(|announced| {
        let a = &announced.announcement;
        let planned = a.kind == AnnouncementKind::Maintenance;
        let end = [a.resolved_at, a.ends_at.filter(|_| planned)].into_iter().flatten().min();
        Struck {
            hits: Hits::of_announcement(a, say.catalogue),
            from: a.began(),
            until: Some(end.unwrap_or(data.now).min(data.now)),
            planned,
        }
    });
    let own = data.breaks_for(say.view).filter(|own| own.row.cancelled_at.is_none() && own.row.starts_at <= data.now);
    let own = own.map(|own| Struck {
        hits: Hits::of_break(&own.row.services(), say.catalogue),
        from: own.row.starts_at,
        until: Some(own.row.window().1.unwrap_or(data.now).min(data.now)),
        planned: true,
    });
    ours.chain(theirs).chain(own).collect()
}

fn of_system(data: &StatusData, system: &System, struck: &[Struck<'_>], say: Phrasing<'_>) -> Result<ServiceHistory> {
    let today = helsinki_day(data.now);
    let dates: Vec<NaiveDate> = (0..DAYS).rev().filter_map(|back| today.checked_sub_days(Days::new(back))).collect();
    let whole = Span { from: dates.first().map_or(data.now, |day| midnight(*day)), until: data.now };
    let unseen = unseen(data, whole, say.catalogue.is_service(&system.id));
    let hitting: Vec<(&Struck<'_>, ServiceState)> =
        struck.iter().filter_map(|one| Some((one, one.state_of(&system.id)?))).collect();
    let bar = |(place, date): (usize, &NaiveDate)| {
        let until = date.succ_opt().map_or(data.now, midnight).min(data.now);
        let day = Span { from: midnight(*date), until };
        let that_day = hitting.iter().filter(|(one, _)| one.ran_on(*date, day));
        let otherwise =
            if unseen.iter().any(|gap| gap.touches(day)) { ServiceState::Unknown } else { ServiceState::Ok };
        let state = that_day.map(|(_, state)| *state).max().unwrap_or(otherwise).max(otherwise);
        let told = !matches!(state, ServiceState::Ok | ServiceState::Unknown);
        let date = told.then(|| say.day(*date)).transpose()?;
        Ok(Bar { x: place * 6, state, date })
    };
    let bars: Vec<Bar> = dates.iter().enumerate().map(bar).collect::<Result<_>>()?;
    let disturbances = hitting.iter().filter(|(one, _)| !one.planned);
    let disturbances: Vec<Hit> = disturbances.map(|(one, _)| Hit { from: one.from, until: one.until }).collect();
    let figures = record(whole, &unseen, &disturbances);
    let took = figures.hit.filter(|hit| !hit.is_zero());
    let is_hit = |bar: &&Bar| matches!(bar.state, ServiceState::Degraded | ServiceState::Down);
    Ok(ServiceHistory {
        id: system.id.clone(),
        name: system.name.get(say.language).to_owned(),
        href: say.service(&system.id),
        days: bars.len(),
        days_hit: bars.iter().filter(is_hit).count(),
        days_unknown: bars.iter().filter(|bar| bar.state == ServiceState::Unknown).count(),
        took: took.map(|hit| time::duration(data.now - hit, data.now, say.language)),
        undisturbed: figures.undisturbed.map(|share| percent(share, say.language)),
        bars,
    })
}

/// What nobody could see: all before the installation began, and for Kela's services when kanta.fi could not be read.
fn unseen(data: &StatusData, whole: Span, is_service: bool) -> Vec<Span> {
    let before = (data.since > whole.from).then_some(Span { from: whole.from, until: data.since });
    let unread = data.unread.iter().filter(|_| is_service);
    let unread = unread.map(|gap| Span { from: gap.from, until: gap.until.unwrap_or(data.now) });
    before.into_iter().chain(unread).collect()
}

impl Struck<'_> {
    /// What it made of a system; none when it did not hit it.
    fn state_of(&self, system: &str) -> Option<ServiceState> {
        let state = self.hits.state(system)?;
        Some(if self.planned { ServiceState::Maintenance } else { state })
    }

    /// What is over and has no known end is told on its first day.
    fn ran_on(&self, date: NaiveDate, day: Span) -> bool {
        match self.until {
            Some(until) => Span { from: self.from, until }.touches(day) || helsinki_day(self.from) == date,
            None => helsinki_day(self.from) == date,
        }
    }
}

/// The clocks of Finland are never moved at midnight, so it is there, once, on every day.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let at = day.and_time(chrono::NaiveTime::MIN);
    Helsinki.from_local_datetime(&at).earliest().map_or_else(|| at.and_utc(), |at| at.with_timezone(&Utc))
}

/// Hundredths of a percent as one writes them: `99,95 %`, `99.95%`, `100 %`.
fn percent(hundredths: i64, language: Language) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    let (mark, sign) = if language == Language::En { ('.', "%") } else { (',', "\u{a0}%") };
    if part == 0 { format!("{whole}{sign}") } else { format!("{whole}{mark}{part:02}{sign}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_as_each_language_writes_it() {
        assert_eq!(percent(9_995, Language::Fi), "99,95\u{a0}%");
        assert_eq!(percent(9_905, Language::En), "99.05%");
        assert_eq!(percent(10_000, Language::Sv), "100\u{a0}%");
    }
}
