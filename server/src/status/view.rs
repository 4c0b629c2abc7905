//! What the public page shows, in the words of one language for one audience.
//!
//! Purpose: the typed context of `templates/status/`.
//! Guarantee: nothing here was only reported: it was published or announced (docs/SCENARIOS.md).
//! Non-goal: choosing. Texts come in the reader's language, lists in the order in which they are shown.

use majakka_domain::terms::{Audience, Language, MessageKind, ServiceState};
use majakka_messages::Page;
use serde::Serialize;

use super::samples;

/// The page of everybody, or that of one organisation.
#[derive(Debug, Clone, Serialize)]
pub struct StatusPage {
    /// Of its tab: how things stand, and whose page it is (WCAG 2.1, 2.4.2).
    pub title: String,
    /// Is there anything now?
    pub glance: Glance,
    /// For whom the guidance is written.
    pub audience: Audience,
    /// The same page for each audience.
    pub views: Vec<ViewLink>,
    /// Name of the organisation whose view this is; none on the page of everybody.
    pub organisation: Option<String>,
    /// Set when what is shown may be out of date, for instance while the database cannot be reached.
    pub stale: Option<Stale>,
    /// What is broken now, worst first.
    pub incidents: Vec<Incident>,
    /// Every service and dependency, in groups; of citizens theirs, and what is wrong.
    pub groups: Vec<Group>,
    /// Do the services that are not listed work?
    pub others_work: bool,
    /// Breaks that run or are to come, by their start.
    pub maintenance: Vec<Break>,
    /// The last days, newest first; days without an incident are there too.
    pub history: Vec<Day>,
    /// When the page was made.
    pub updated: Moment,
    /// Where else the same can be read.
    pub links: Links,
    /// Who publishes it.
    pub publisher: Option<PublishedBy>,
}

/// Who publishes the page.
#[derive(Debug, Clone, Serialize)]
pub struct PublishedBy {
    /// Its name.
    pub name: String,
    /// Where it is reached; none where nobody has said it.
    pub contact: Option<String>,
}

/// A time for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// RFC 3339 with offset.
    pub at: String,
    /// As one says it: `20.11. klo 12.10`.
    pub said: String,
}

/// A text in a language of its own: what nobody has written in the reader's is shown in another, and marked as such, so that
/// a screen reader speaks it with the right voice (WCAG 2.1, 3.1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phrase {
    /// The text.
    pub text: String,
    /// Its language, where that is not the page's.
    pub lang: Option<Language>,
}

impl Phrase {
    /// A text in the page's language.
    pub fn own(text: impl Into<String>) -> Self {
        Phrase { text: text.into(), lang: None }
    }
}

/// The answer in one glance.
#[derive(Debug, Clone, Serialize)]
pub struct Glance {
    /// The worst that is published of any service.
    pub state: ServiceState,
    /// Names of the services that are not well, worst first; of dependencies only when no service suffers. Empty when all is
    /// well and when nothing is known.
    pub services: Vec<String>,
    /// What happened in one line, where no service suffers: something local.
    pub what: Option<Phrase>,
    /// Since when.
    pub since: Option<Moment>,
    /// When the last of the breaks that run is to end; none while something is broken.
    pub until: Option<Moment>,
    /// When the next word was promised, the soonest of all.
    pub next: Option<Moment>,
}

/// The page for an audience.
#[derive(Debug, Clone, Serialize)]
pub struct ViewLink {
    /// For whom.
    pub audience: Audience,
    /// Its address.
    pub href: String,
    /// Is it this one?
    pub current: bool,
}

/// How old the page is.
#[derive(Debug, Clone, Serialize)]
pub struct Stale {
    /// The last time when all was known.
    pub known: Moment,
    /// Whole minutes since then.
    pub minutes: u32,
}

/// A disturbance that was published or announced.
#[derive(Debug, Clone, Serialize)]
pub struct Incident {
    /// `H-2026-0147`, or the upstream's own id.
    pub number: String,
    /// Its own page; none for what was only announced elsewhere.
    pub href: Option<String>,
    /// `down` or `degraded`.
    pub state: ServiceState,
    /// The impact in one line.
    pub headline: Phrase,
    /// Since when.
    pub since: Moment,
    /// How it ended; none while it runs.
    pub over: Option<Over>,
    /// Whom it concerns.
    pub concerns: Phrase,
    /// The dependency that takes the functions away: its name.
    pub because: Option<String>,
    /// What is hit.
    pub hits: Vec<Hit>,
    /// What still works of what readers would wonder about.
    pub works: Vec<Phrase>,
    /// What to do meanwhile, and once it is over what to check and make up for: paragraphs for this audience.
    pub instead: Vec<Phrase>,
    /// When it may be over; none is said as "not known".
    pub estimate: Option<Moment>,
    /// When the next word comes; none when it is not ours to promise.
    pub next: Option<Moment>,
    /// Whom to ask: telephone, address.
    pub contact: Option<Phrase>,
    /// Who announced it, when it was not this desk: `kanta.fi`.
    pub source: Option<String>,
    /// The same disturbance in the words of others.
    pub elsewhere: Vec<Elsewhere>,
    /// The newest word, where it is not the first one.
    pub latest: Option<Latest>,
    /// Every bulletin as sent, newest first.
    pub bulletins: Vec<Bulletin>,
}

/// The newest word of a disturbance that runs.
#[derive(Debug, Clone, Serialize)]
pub struct Latest {
    /// Update, no change, correction …
    pub kind: MessageKind,
    /// When it was published.
    pub sent: Moment,
    /// What has changed, or the sentence that stands before its lines.
    pub text: Option<Phrase>,
}

/// What others announced of a disturbance that is told here.
#[derive(Debug, Clone, Serialize)]
pub struct Elsewhere {
    /// Who: `kanta.fi`.
    pub source: String,
    /// Its headline.
    pub title: Phrase,
}

/// The end of a disturbance.
#[derive(Debug, Clone, Serialize)]
pub struct Over {
    /// When everything that was said of it was withdrawn: then nothing else is said.
    pub withdrawn: Option<Moment>,
    /// When; none is said as "not known".
    pub at: Option<Moment>,
    /// How long it took, as one says it; none likewise.
    pub took: Option<String>,
    /// Why it happened; none likewise.
    pub cause: Option<Phrase>,
}

/// A service or one of its functions that is hit.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Name of the service.
    pub service: String,
    /// Names of the functions; empty when it is hit as a whole.
    pub functions: Vec<String>,
    /// `down` or `degraded`.
    pub state: ServiceState,
}

/// A bulletin as it was sent.
#[derive(Debug, Clone, Serialize)]
pub struct Bulletin {
    /// First, update, no change, …
    pub kind: MessageKind,
    /// When it was published.
    pub sent: Moment,
    /// Was it withdrawn?
    pub withdrawn: bool,
    /// A sentence before the lines.
    pub lead: Option<String>,
    /// Its lines; line breaks are kept.
    pub lines: Vec<Line>,
}

/// A line of a bulletin.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// What stands before the colon.
    pub label: String,
    /// What stands after it.
    pub value: Phrase,
}

/// Services under one heading.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The catalogue's group: `professional`, `citizen`, `support`, `dependency`.
    pub id: String,
    /// Its services, in the catalogue's order.
    pub services: Vec<Service>,
}

/// A service with its functions.
#[derive(Debug, Clone, Serialize)]
pub struct Service {
    /// The catalogue's id; the row's anchor.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its own page; none on an organisation's view.
    pub href: Option<String>,
    /// How it stands.
    pub state: ServiceState,
    /// The dependency that it suffers from, if that is why.
    pub because: Option<String>,
    /// What it does; may be empty.
    pub functions: Vec<Function>,
}

/// A function of a service.
#[derive(Debug, Clone, Serialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub state: ServiceState,
    /// The dependency that takes it away, if that is why.
    pub because: Option<String>,
}

/// A planned break.
#[derive(Debug, Clone, Serialize)]
pub struct Break {
    /// What is done.
    pub title: Phrase,
    /// Names of the services that rest.
    pub services: Vec<String>,
    /// When it begins.
    pub starts: Moment,
    /// When it ends, where that is known.
    pub ends: Option<Moment>,
    /// The same beside its beginning.
    pub ending: Ending,
    /// Where it stands.
    pub stage: BreakStage,
    /// The time it had before it was moved: beginning and end.
    pub before: Option<Span>,
    /// How often it comes again, in words; none for one that does not.
    pub repeats: Option<String>,
    /// What it does to the work.
    pub impact: Phrase,
    /// Who announced it, when it was not this desk.
    pub source: Option<String>,
}

/// From when to when.
#[derive(Debug, Clone, Serialize)]
pub struct Span {
    /// Beginning.
    pub starts: Moment,
    /// End.
    pub ends: Ending,
}

/// The end of something beside its beginning: on the same day the hour is enough, `7.00`; or that it is not known.
#[derive(Debug, Clone, Serialize)]
pub struct Ending {
    /// For machines.
    pub at: Option<String>,
    /// For people.
    pub said: String,
}

/// Where a break stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakStage {
    /// To come.
    Planned,
    /// Now.
    Running,
    /// To come, at another time than first said.
    Moved,
    /// It will not be.
    Cancelled,
    /// It should be over and is not.
    Late,
}

/// A day of the history.
#[derive(Debug, Clone, Serialize)]
pub struct Day {
    /// The date: `2026-11-20`, and as one says it.
    pub date: Moment,
    /// Could anybody see it? Before the installation began nobody could.
    pub known: bool,
    /// What ended on it or ran through it.
    pub incidents: Vec<Past>,
}

/// A disturbance that is over.
#[derive(Debug, Clone, Serialize)]
pub struct Past {
    /// `H-2026-0147`, or the upstream's own id.
    pub number: String,
    /// Its own page; none for what was only announced elsewhere.
    pub href: Option<String>,
    /// Who announced it, when it was not this desk: `kanta.fi`.
    pub source: Option<String>,
    /// The impact in one line.
    pub headline: Phrase,
    /// Names of the services that were hit.
    pub services: Vec<String>,
    /// When it began.
    pub since: Moment,
    /// When it ended; none is said as "not known".
    pub ended: Option<Moment>,
    /// How long it took, as one says it; none is said as "not known".
    pub took: Option<String>,
    /// When everything that was said of it was withdrawn.
    pub withdrawn: Option<Moment>,
}

/// Where else the same can be read.
#[derive(Debug, Clone, Serialize)]
pub struct Links {
    /// Everything that was.
    pub history: String,
    /// Atom feed.
    pub atom: String,
    /// Calendar of the breaks.
    pub calendar: String,
    /// The same for machines.
    pub json: String,
    /// The form; none where nobody may report without an account.
    pub report: Option<String>,
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "status/page";

    fn samples() -> Vec<Self> {
        samples::all().into_iter().map(|(_, page)| page).collect()
    }
}
