//! What others announce, and whether their channels can be read: matched to the catalogue, laid beside the reports.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use majakka_domain::bounds::{TimeOf, before_start, future};
use majakka_domain::catalogue::System;
use majakka_domain::id::{AnnouncementId, IncidentId, OrganisationId};
use majakka_domain::refusal::{Fact, FieldProblem, Refusal};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{AnnouncementKind, Effect, Layer, ProbeResult, TaskName, TokenScope};
use majakka_domain::timeline::TimelineEvent;
use majakka_domain::triage::kela_knows;
use serde_json::json;

use super::field::{Problems, redacted_line};
use super::maintenance::announced_break;
use super::report::link_explanations;
use crate::app::{App, Tx};
use majakka_store::announcement::{self, Announced, SourceEntry};
use majakka_store::error::{Error, Result};
use majakka_store::viewer::Viewer;
use majakka_store::{counter, incident, installation, organisation, probe, source, task};

/// A bulletin or break, as it was read.
#[derive(Debug, Clone)]
pub struct Announce {
    /// As the source is called.
    pub source: String,
    /// The source's own id.
    pub external_id: String,
    /// Disturbance or break.
    pub kind: AnnouncementKind,
    /// Headline.
    pub title: String,
    /// Systems by id, name or old name, in any case form; none: those that the headline names.
    pub services: Vec<String>,
    /// What it does.
    pub effect: Effect,
    /// Start of a break; of a disturbance, since when.
    pub starts_at: Option<DateTime<Utc>>,
    /// Announced end of a break; of a disturbance that is told after the event, when it was over.
    pub ends_at: Option<DateTime<Utc>>,
}

/// What was understood of an announcement.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Understood {
    /// Systems that it names now, catalogue ids.
    pub services: BTreeSet<String>,
    /// Names that nobody bears; the rest was taken.
    pub unknown: Vec<String>,
    /// Were the systems found in the headline?
    pub from_title: bool,
}

impl Understood {
    /// Was everything taken as it was said?
    pub fn is_plain(&self) -> bool {
        self.unknown.is_empty() && !self.from_title
    }
}

/// From when to when; no end where the source names none.
pub type Window = (DateTime<Utc>, Option<DateTime<Utc>>);

/// By what a duty towards Kela ended that somebody else's word made needless.
const ANNOUNCED: &str = "announced";
/// Between a notice's id and the number of its further windows: each is a break of its own on pages and in calendars.
const PART: &str = " · ";
/// Most windows of one notice.
const MOST_WINDOWS: usize = 20;
/// Most systems that one notice names.
const MOST_NAMES: usize = 50;

/// The id of a window of a notice, counted from 0.
fn part(id: &str, number: usize) -> String {
    if number == 0 { id.to_owned() } else { format!("{id}{PART}{}", number + 1) }
}

/// What holds for every desk, ends duties towards Kela and stands on the public page is said by a host only: its people, its
/// programs, and the installation itself.
///
/// # Errors
/// `forbidden`, `insufficient_scope`.
pub fn for_everybody(tx: &mut Tx<'_>) -> Result<()> {
    if let Viewer::Person(_) = tx.viewer {
        tx.viewer.require(Permission::Triage)?;
    }
    tx.viewer.require_scope(TokenScope::Evidence)?;
    match installation::bounds(tx.conn, tx.viewer)? {
        None => Ok(()),
        Some(own) if organisation::is_host(tx.conn, own)? => Ok(()),
        Some(_) => Err(Refusal::Forbidden.into()),
    }
}

/// For whose incidents a person's word counts: for everybody's where a host's people say it (none), else for those of her own desk until
/// a host confirms it. Programs speak for a host alone.
fn counts_for(tx: &mut Tx<'_>) -> Result<Option<OrganisationId>> {
    match tx.viewer {
        Viewer::Person(person) => {
            tx.viewer.require(Permission::Triage)?;
            let by_host = installation::bounds(tx.conn, tx.viewer)?.is_none();
            Ok(Some(person.desk).filter(|_| !by_host))
        }
        _ => for_everybody(tx).map(|()| None),
    }
}

/// Takes in what a source says; the same id again replaces what it said. From who does not speak for a host it counts for her desk alone.
///
/// # Errors
/// `forbidden`; `validation`.
pub fn announce(tx: &mut Tx<'_>, announce: Announce) -> Result<Understood> {
    let window = announce.starts_at.map(|starts| (starts, announce.ends_at));
    take_in(tx, announce, window.as_slice())
}

/// Takes in a break of several windows, each with its start and end. The same id again replaces all of them: one that is not
/// named any more is called off.
///
/// # Errors
/// As [`announce`].
pub fn announce_windows(tx: &mut Tx<'_>, announce: Announce, windows: &[Window]) -> Result<Understood> {
    let mut windows = windows.to_vec();
    windows.sort_unstable();
    take_in(tx, announce, &windows)
}

fn take_in(tx: &mut Tx<'_>, announce: Announce, windows: &[Window]) -> Result<Understood> {
    let desk = counts_for(tx)?;
    let mut problems = Problems::default();
    problems.need("source", &announce.source);
    problems.need("id", &announce.external_id);
    // It stands on the page of everybody.
    problems.at_most("source", &announce.source, 100);
    problems.at_most("id", &announce.external_id, 100);
    problems.at_most("title", &announce.title, 300);
    let understood = understand(tx.app, &announce, &mut problems);
    check_times(tx, &announce, windows, &mut problems);
    problems.refuse()?;
    let is_break = announce.kind == AnnouncementKind::Maintenance;
    let times: Vec<_> = match is_break {
        true => windows.iter().map(|(starts, ends)| (Some(*starts), *ends)).collect(),
        false => vec![(announce.starts_at, None)],
    };
    let source = source::as_known(tx.conn, &tx.app.catalogue, &announce.source)?;
    // What others write is read by many too, their ids as well.
    let (source, external_id) = (redacted_line(&source), redacted_line(&announce.external_id));
    for (number, (starts_at, ends_at)) in times.iter().copied().enumerate() {
        let said = SourceEntry {
            source: source.clone(),
            external_id: part(&external_id, number),
            kind: announce.kind,
            title: redacted_line(&announce.title),
            effect: announce.effect,
            starts_at,
            ends_at,
            resolved_at: announce.ends_at.filter(|_| !is_break),
            services: understood.services.clone(),
            desk,
        };
        let id = announcement::put(tx.conn, tx.now, &said)?;
        announced_break::follow(tx, id)?;
        let subject = format!("{} {}", said.source, said.external_id);
        tx.audit("announcement.read", &subject, &json!({ "kind": said.kind, "title": said.title }).to_string())?;
    }
    for id in parts(tx, &source, &external_id, times.len(), desk)? {
        announcement::resolve(tx.conn, tx.now, id, None)?;
        announced_break::follow(tx, id)?;
    }
    weigh_again(tx)?;
    Ok(understood)
}

/// The windows of a notice from this one on, as far as they are known.
fn parts(
    tx: &mut Tx<'_>,
    source: &str,
    external_id: &str,
    from: usize,
    desk: Option<OrganisationId>,
) -> Result<Vec<AnnouncementId>> {
    let ids: Vec<String> = (from..MOST_WINDOWS).map(|number| part(external_id, number)).collect();
    announcement::ids_of(tx.conn, source, &ids, desk)
}

/// Which systems are meant: those that are named, else those of the headline. A name that nobody bears is told back.
fn understand(app: &App, announce: &Announce, problems: &mut Problems) -> Understood {
    if announce.services.len() > MOST_NAMES {
        problems.note(FieldProblem::new("services", "too_many").naming("most", Fact::Number(MOST_NAMES)));
    }
    let ids = |systems: Vec<&System>| systems.into_iter().map(|system| system.id.clone()).collect::<BTreeSet<_>>();
    let mut understood = Understood::default();
    for name in &announce.services {
        problems.at_most("services", name, 300);
        let named = app.catalogue.named(name);
        if named.is_empty() {
            understood.unknown.push(redacted_line(name));
        }
        understood.services.extend(ids(named));
    }
    if understood.services.is_empty() {
        understood.services = ids(app.catalogue.mentioned_in(&announce.title));
        understood.from_title = true;
    }
    if understood.services.is_empty() {
        problems.add("services", if announce.services.is_empty() { "missing" } else { "unknown" });
    }
    understood
}

/// A break has windows; a disturbance began by now, and if it is told after the event, it ended by now.
fn check_times(tx: &Tx<'_>, announce: &Announce, windows: &[Window], problems: &mut Problems) {
    if announce.kind == AnnouncementKind::Maintenance {
        if windows.is_empty() {
            problems.add("starts", "missing");
        }
        if windows.len() > MOST_WINDOWS {
            problems.note(FieldProblem::new("windows", "too_many").naming("most", Fact::Number(MOST_WINDOWS)));
        }
        let mut ended = windows.iter().filter_map(|(starts, ends)| Some((*starts, (*ends)?)));
        if let Some((starts, ends)) = ended.find(|(starts, ends)| starts >= ends) {
            problems.note(before_start("ends", ends, starts));
        }
        for (starts, ends) in windows {
            problems.time(TimeOf::Theirs, "starts", *starts, tx.now);
            if let Some(ends) = ends {
                problems.time(TimeOf::Theirs, "ends", *ends, tx.now);
            }
        }
        return;
    }
    for (field, at) in [("starts", announce.starts_at), ("ends", announce.ends_at)] {
        match at {
            Some(at) if at > tx.now => problems.note(future(field, at)),
            Some(at) => problems.time(TimeOf::Theirs, field, at, tx.now),
            None => {}
        }
    }
    match (announce.starts_at, announce.ends_at) {
        (Some(starts), Some(ends)) if starts >= ends => problems.note(before_start("ends", ends, starts)),
        // Nobody knows since when it was, and it is over.
        (None, Some(_)) => problems.add("starts", "missing"),
        _ => {}
    }
}

/// A source says that it is over now. An id that was never heard of changes nothing.
///
/// # Errors
/// `forbidden`.
pub fn resolved(tx: &mut Tx<'_>, source: &str, external_id: &str) -> Result<()> {
    over(tx, source, external_id, None)
}

/// The same, over since `ended`, or now.
///
/// # Errors
/// `validation` for an end that is yet to come.
pub fn over(tx: &mut Tx<'_>, source: &str, external_id: &str, ended: Option<DateTime<Utc>>) -> Result<()> {
    let desk = counts_for(tx)?;
    if let Some(ended) = ended.filter(|ended| *ended > tx.now) {
        return Err(Refusal::from(future("ends", ended)).into());
    }
    let source = source::as_known(tx.conn, &tx.app.catalogue, source)?;
    let (source, external_id) = (redacted_line(&source), redacted_line(external_id));
    for id in parts(tx, &source, &external_id, 0, desk)? {
        announcement::resolve(tx.conn, tx.now, id, ended)?;
        announced_break::follow(tx, id)?;
    }
    tx.audit("announcement.resolved", &format!("{source} {external_id}"), "")?;
    weigh_again(tx)
}

/// A host says that what a desk heard counts for everybody.
///
/// # Errors
/// `forbidden` for any other; `validation` where the same notice counts for everybody already; [`Error::NotFound`].
pub fn confirm(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<()> {
    for_everybody(tx)?;
    let announced = known(tx, id)?;
    if announced.desk.is_none() {
        return Ok(());
    }
    if !announcement::confirm(tx.conn, tx.now, id)? {
        return Err(Refusal::field("id", "taken").into());
    }
    tx.audit("announcement.confirmed", &subject(&announced), "")?;
    announced_break::follow(tx, id)?;
    weigh_again(tx)
}

/// It was never said: a slip of who entered it. It explains nothing any more, and duties that it ended are owed again.
///
/// # Errors
/// `forbidden` for who did not enter it; [`Error::NotFound`].
pub fn retract(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<()> {
    let announced = known(tx, id)?;
    entered_by(tx, announced.desk)?;
    let explained = announcement::retract(tx.conn, tx.now, id)?;
    announced_break::forget(tx, id)?;
    tx.audit("announcement.retracted", &subject(&announced), &json!({ "title": announced.title }).to_string())?;
    weigh_again_without(tx, &explained)
}

/// Slips are mended by people of the desk that made them; what counts for everybody, by a host's.
fn entered_by(tx: &mut Tx<'_>, desk: Option<OrganisationId>) -> Result<()> {
    tx.viewer.require(Permission::Triage)?;
    let hers = matches!(tx.viewer, Viewer::System) || counts_for(tx)? == desk;
    if hers { Ok(()) } else { Err(Refusal::Forbidden.into()) }
}

/// One that this viewer may know of: what counts for everybody, her own desk's, and to a host all.
fn known(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<Announced> {
    let announced = announcement::one(tx.conn, id)?;
    let hers = announced.desk.is_none() || announced.desk == tx.viewer.desk() || for_everybody(tx).is_ok();
    if hers { Ok(announced) } else { Err(Error::NotFound("announcement")) }
}

fn subject(announced: &Announced) -> String {
    format!("{} {}", announced.announcement.source, announced.announcement.external_id)
}

/// A channel can or cannot be read.
///
/// # Errors
/// What the database says.
pub fn reach(tx: &mut Tx<'_>, source: &str, reachable: bool) -> Result<()> {
    for_everybody(tx)?;
    let mut problems = Problems::default();
    problems.need("source", source);
    problems.at_most("source", source, 100);
    problems.refuse()?;
    let source = redacted_line(&source::as_known(tx.conn, &tx.app.catalogue, source)?);
    source::set_reachable(tx.conn, tx.now, &source, reachable)?;
    tx.audit(if reachable { "source.readable" } else { "source.unreadable" }, &source, "")?;
    counter::bump_page(tx.conn)
}

/// Lays announcements beside the reports of unresolved incidents anew. A form or call is owed no longer when a disturbance
/// bulletin that tells Kela too explains the whole incident; a break that is prolonged tells Kela nothing.
fn weigh_again(tx: &mut Tx<'_>) -> Result<()> {
    weigh_again_without(tx, &[])
}

/// The same after something was taken back that had explained these incidents: what it had ended is owed again.
fn weigh_again_without(tx: &mut Tx<'_>, explained: &[IncidentId]) -> Result<()> {
    for row in incident::unresolved(tx.conn, None)? {
        let case = tx.case(row)?;
        for report in &case.evidence.reports {
            link_explanations(tx, case.row.id, &case.evidence, report)?;
        }
        let (knows, owed_again) = (kela_knows(&case.evidence), explained.contains(&case.row.id));
        for name in [TaskName::KelaForm, TaskName::KelaCall] {
            if knows && task::end(tx.conn, tx.now, case.row.id, name, ANNOUNCED)? > 0 {
                tx.tell(case.row.id, &TimelineEvent::TaskEnded { task: name })?;
            } else if !knows && owed_again {
                task::reopen(tx.conn, case.row.id, name, ANNOUNCED)?;
            }
        }
    }
    counter::bump_page(tx.conn)
}

/// What a measurement looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// The chain from one organisation's side.
    From(OrganisationId),
    /// A service as such.
    At(String),
}

/// Takes in a measurement. One from an organisation's side is entered by people whose desk serves it, or by a host's programs.
///
/// # Errors
/// `forbidden`; `validation` for a service that the catalogue does not know.
pub fn measure(tx: &mut Tx<'_>, layer: Layer, result: ProbeResult, looked: &Looked) -> Result<()> {
    let desk = counts_for(tx)?;
    let (organisation, service) = match looked {
        Looked::From(organisation) => {
            if let Viewer::Person(_) = tx.viewer {
                organisation::find(tx.conn, tx.viewer, *organisation)?;
            }
            (Some(*organisation), None)
        }
        Looked::At(service) => (None, Some(service.as_str())),
    };
    if service.is_some_and(|id| tx.app.catalogue.system(id).is_none()) {
        return Err(Refusal::field("service", "unknown").into());
    }
    probe::insert(tx.conn, tx.now, layer, result, organisation, service, desk)
}

/// A host says that what a desk measured counts for everybody.
///
/// # Errors
/// `forbidden` for any other; [`Error::NotFound`].
pub fn confirm_measurement(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    for_everybody(tx)?;
    probe::find(tx.conn, id)?;
    probe::confirm(tx.conn, id)?;
    tx.audit("probe.confirmed", &format!("probe {id}"), "")
}

/// It was never measured: a slip of who entered it.
///
/// # Errors
/// `forbidden` for who did not enter it; [`Error::NotFound`].
pub fn remove_measurement(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let measured = probe::find(tx.conn, id)?;
    entered_by(tx, measured.desk_id)?;
    probe::remove(tx.conn, id)?;
    let what = json!({ "layer": measured.layer, "result": measured.result, "at": measured.at });
    tx.audit("probe.removed", &format!("probe {id}"), &what.to_string())
}
