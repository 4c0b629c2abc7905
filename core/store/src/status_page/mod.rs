//! What the public page shows: announced and published, read at once with a fixed number of queries.
//!
//! Guarantee: nothing in here was only reported (docs/SCENARIOS.md); no text of a report, no name of a person.
//! An incident that nobody has triaged costs one look at its evidence more; everything else is read for all at once.
//! Organisations are not read along: there are many, and few of their views are asked for. [`member`] reads one.
//! Non-goal: words and looks, and choosing for a reader; [`StatusData::outages_for`] only says what is whose.

mod member;
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence::{Announcement, Publisher};
use majakka_domain::id::{AnnouncementId, BreakSeriesId, MaintenanceId, OrganisationId};
use majakka_domain::recurrence::Recurrence;
use majakka_domain::status::{self, Known, Published, ServiceStatus};
use majakka_domain::terms::{AnnouncementKind, Effect, Extent, Language, MessageKind};
use majakka_domain::triage::Decided;

pub use member::{Member, member, members_after, opens_to};
pub use read::known;

use super::announcement::{Announced, Change};
use super::maintenance::Maintenance;
use super::source::Gap;
use majakka_messages::message::PageText;

/// So far back the history goes.
pub const HISTORY: TimeDelta = TimeDelta::days(90);

/// Whose page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View<'a> {
    /// Of everybody.
    Everybody,
    /// Of one organisation: what concerns it alone stands there too.
    Organisation(&'a Member),
}

/// All that the page shows, of all views.
#[derive(Debug, Clone)]
pub struct StatusData {
    /// The page's revision when the reading began.
    pub revision: i64,
    /// The moment of reading.
    pub now: DateTime<Utc>,
    /// What others announced and is not long over.
    pub announcements: Vec<Announced>,
    /// Can kanta.fi be read?
    pub kanta_fi_readable: bool,
    /// What others announced and was over within [`HISTORY`].
    pub announced_before: Vec<Announced>,
    /// What was said of those of either list, each time that it was something else, oldest first.
    pub changes: BTreeMap<AnnouncementId, Vec<Change>>,
    /// When kanta.fi could not be read.
    pub unread: Vec<Gap>,
    /// Since when anything can be known: before that nobody looked.
    pub since: DateTime<Utc>,
    /// Incidents with bulletins, running or ended within [`HISTORY`], newest first.
    pub outages: Vec<Outage>,
    /// Incidents of which everything that was said was withdrawn within [`HISTORY`]: they count for nothing.
    pub withdrawn: Vec<Outage>,
    /// Those that were over before.
    pub older: Arc<Older>,
    /// Own breaks that are to come, run, or were over within [`HISTORY`], called-off ones too; earliest first.
    pub breaks: Vec<OwnBreak>,
    /// Rules of series, by id: how a break comes again.
    pub rules: BTreeMap<BreakSeriesId, Recurrence>,
    /// Whose own view asks for a sign-in.
    pub closed: BTreeSet<OrganisationId>,
    /// Who publishes the page: the host, on an installation that has one.
    pub publisher: Option<Host>,
}

/// Who publishes the page.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// Where it can be reached; may be empty.
    pub contact_line: String,
}

/// Incidents that were over before [`HISTORY`]. They are many and hardly ever change: a reading takes them over from the one
/// before, unless one came in or was touched.
#[derive(Debug, Clone, Default)]
pub struct Older {
    /// How many, and the sum of their versions, which only rise.
    mark: (usize, i64),
    /// Newest first.
    pub outages: Vec<Outage>,
}

/// An incident that was published.
#[derive(Debug, Clone)]
pub struct Outage {
    /// `H-2026-0045`.
    pub reference: String,
    /// Do its bulletins run?
    pub active: bool,
    /// The values that count.
    pub decided: Decided,
    /// Since when: the first that anybody saw.
    pub began: DateTime<Utc>,
    /// When it was over; none while it runs.
    pub ended: Option<DateTime<Utc>>,
    /// When everything that was said of it was withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// The promised next word.
    pub next_update: Option<DateTime<Utc>>,
    /// Systems that the bulletin says are hit as a whole.
    pub services: Vec<String>,
    /// Reported functions with the worst effect that was reported.
    pub functions: BTreeMap<(String, String), Effect>,
    /// Whom it concerns beside everybody: who reported, or whom the writer named.
    pub organisations: BTreeSet<OrganisationId>,
    /// Its bulletins, oldest first.
    pub bulletins: Vec<Bulletin>,
    /// Own breaks whose overrun its reports showed.
    pub overrun: BTreeSet<MaintenanceId>,
    /// What others announced and explained one of its reports at some time.
    pub announcements: Vec<AnnouncementId>,
    /// What was learnt from it, by language.
    pub review: BTreeMap<Language, String>,
}

/// A bulletin as it was sent.
#[derive(Debug, Clone)]
pub struct Bulletin {
    /// Which.
    pub kind: MessageKind,
    /// Place in the series, from 1.
    pub sequence: i32,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was thought to be over.
    pub eta: Option<DateTime<Utc>>,
    /// Was it withdrawn?
    pub withdrawn: bool,
    /// Its text by language.
    pub texts: BTreeMap<Language, PageText>,
}

/// An own break with whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnBreak {
    /// The row.
    pub row: Maintenance,
    /// Whom it concerns.
    pub organisations: BTreeSet<OrganisationId>,
}

impl Outage {
    /// Does it stand on this view?
    pub fn is_for(&self, view: View<'_>) -> bool {
        status::is_public(self.decided.extent)
            || matches!(view, View::Organisation(member) if self.organisations.contains(&member.id))
    }

    /// Every system it names or was reported on, named ones first.
    pub fn systems(&self) -> Vec<&str> {
        let mut systems: Vec<&str> = self.services.iter().map(String::as_str).collect();
        for (service, _) in self.functions.keys() {
            if !systems.contains(&service.as_str()) {
                systems.push(service);
            }
        }
        systems
    }

    /// The bulletins that hold, oldest first: no withdrawals, and nothing that one took back.
    pub fn holding(&self) -> impl DoubleEndedIterator<Item = &Bulletin> + Clone {
        self.bulletins.iter().filter(|said| said.kind != MessageKind::Withdrawal && !said.withdrawn)
    }

    /// The newest bulletin that holds.
    pub fn newest(&self) -> Option<&Bulletin> {
        self.holding().next_back()
    }
}

impl StatusData {
    /// The incidents that stand on a view, newest first.
    pub fn outages_for<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = &'s Outage> {
        self.outages.iter().filter(move |outage| outage.is_for(view))
    }

    /// What stands on a view as withdrawn, newest first.
    pub fn withdrawn_for<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = &'s Outage> {
        self.withdrawn.iter().filter(move |outage| outage.is_for(view))
    }

    /// All of them since the beginning, newest first.
    pub fn every_outage_for<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = &'s Outage> {
        self.outages_for(view).chain(self.older.outages.iter().filter(move |outage| outage.is_for(view)))
    }

    /// The announcements that stand on a view: those for everybody, and those of the organisation's operator and broker.
    pub fn announced_for<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = &'s Announced> {
        self.announcements.iter().filter(move |announced| concerns(announced, view))
    }

    /// Those that are over, likewise.
    pub fn announced_before_for<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = &'s Announced> {
        self.announced_before.iter().filter(move |announced| concerns(announced, view))
    }

    /// Both, each once, as they were heard of: what was over a moment ago is still among the first.
    pub fn every_announced_for<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = &'s Announced> {
        let all = self.announced_for(view).chain(self.announced_before_for(view));
        all.map(|announced| (announced.announcement.id, announced)).collect::<BTreeMap<_, _>>().into_values()
    }

    /// The own breaks that stand on a view.
    pub fn breaks_for<'s>(&'s self, view: View<'s>) -> impl Iterator<Item = &'s OwnBreak> {
        self.breaks.iter().filter(move |own| match view {
            View::Everybody => own.row.for_everybody,
            View::Organisation(member) => own.organisations.contains(&member.id),
        })
    }

    /// How every system of the catalogue stands on a view.
    pub fn states(&self, catalogue: &Catalogue, view: View<'_>) -> BTreeMap<String, ServiceStatus> {
        let own = self.breaks_for(view).filter(|own| own.row.cancelled_at.is_none()).map(as_announcement);
        let announcements: Vec<Announcement> =
            self.announcements.iter().map(|announced| announced.announcement.clone()).chain(own).collect();
        let published: Vec<Published> =
            self.outages_for(view).filter(|outage| outage.active).map(as_published).collect();
        status::board(&Known {
            catalogue,
            now: self.now,
            announcements: &announcements,
            published: &published,
            kanta_fi_readable: self.kanta_fi_readable,
        })
    }

    /// When the page changes by itself: a break begins or ends.
    pub fn next_change(&self) -> Option<DateTime<Utc>> {
        let announced = self.announcements.iter().flat_map(|a| [a.announcement.starts_at, a.announcement.ends_at]);
        let own = self.breaks.iter().flat_map(|own| [Some(own.row.starts_at), own.row.window().1]);
        announced.chain(own).flatten().filter(|at| *at > self.now).min()
    }
}

fn concerns(announced: &Announced, view: View<'_>) -> bool {
    let of = |own: &dyn Fn(&Member) -> bool| matches!(view, View::Organisation(member) if own(member));
    match &announced.announcement.publisher {
        Publisher::Kela | Publisher::Owner => true,
        Publisher::Operator => of(&|member| member.operator == announced.announcement.source),
        Publisher::Broker(id) => of(&|member| member.broker == Some(*id) || member.id == *id),
    }
}

/// On the view of those whom it concerns, an own break rests its service as an announced one does on everybody's.
fn as_announcement(own: &OwnBreak) -> Announcement {
    Announcement {
        id: AnnouncementId(0),
        external_id: own.row.external_id.clone(),
        source: String::new(),
        publisher: Publisher::Owner,
        kind: AnnouncementKind::Maintenance,
        services: own.row.services(),
        effect: Effect::Prevents,
        starts_at: Some(own.row.starts_at),
        ends_at: own.row.window().1,
        announced_at: own.row.announced_at,
        resolved_at: None,
    }
}

/// What stands on a view counts for it, however few it concerns.
fn as_published(outage: &Outage) -> Published {
    Published {
        origin: outage.decided.origin,
        effect: outage.decided.effect,
        extent: outage.decided.extent.max(Extent::Regional),
        services: outage.services.clone(),
        functions: outage.functions.clone(),
    }
}
