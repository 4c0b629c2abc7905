//! What others announce, and whether their channels can be read: matched to the catalogue, laid beside the reports.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use majakka_domain::id::OrganisationId;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::Permission;
use majakka_domain::terms::{AnnouncementKind, Effect, Layer, ProbeResult, TaskName, TokenScope};
use majakka_domain::timeline::TimelineEvent;
use majakka_domain::triage::kela_knows;
use serde_json::json;

use super::field::{Problems, redacted};
use super::report::link_explanations;
use crate::app::Tx;
use majakka_store::announcement::{self, Said};
use majakka_store::error::Result;
use majakka_store::viewer::Viewer;
use majakka_store::{counter, incident, installation, organisation, probe, task};

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
    /// Systems by id, name or old name.
    pub services: Vec<String>,
    /// What it does.
    pub effect: Effect,
    /// Start of a break.
    pub starts_at: Option<DateTime<Utc>>,
    /// Announced end of a break.
    pub ends_at: Option<DateTime<Utc>>,
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

/// Takes in what a source says; the same id again replaces what it said.
///
/// # Errors
/// `forbidden` for who does not speak for the host; `validation`.
pub fn announce(tx: &mut Tx<'_>, announce: Announce) -> Result<()> {
    for_everybody(tx)?;
    let mut problems = Problems::default();
    problems.need("source", &announce.source);
    problems.need("id", &announce.external_id);
    // It stands on the page of everybody.
    problems.at_most("source", &announce.source, 100);
    problems.at_most("id", &announce.external_id, 100);
    problems.at_most("title", &announce.title, 300);
    let services: BTreeSet<String> = announce
        .services
        .iter()
        .filter_map(|name| tx.app.catalogue.find(name).map(|system| system.id.clone()))
        .collect();
    if announce.services.iter().any(|name| tx.app.catalogue.find(name).is_none()) {
        problems.add("services", "unknown");
    }
    if announce.kind == AnnouncementKind::Maintenance {
        match (announce.starts_at, announce.ends_at) {
            (Some(starts), Some(ends)) if starts < ends => {}
            (Some(_), Some(_)) => problems.add("ends", "before_start"),
            _ => problems.add("starts", "missing"),
        }
    }
    problems.refuse()?;
    // What others write is read by many too, their ids as well.
    let said = Said {
        source: redacted(&announce.source),
        external_id: redacted(&announce.external_id),
        kind: announce.kind,
        title: redacted(&announce.title),
        effect: announce.effect,
        starts_at: announce.starts_at,
        ends_at: announce.ends_at,
        services,
    };
    announcement::put(tx.conn, tx.now, &said)?;
    let subject = format!("{} {}", said.source, said.external_id);
    tx.audit("announcement.read", &subject, &json!({ "kind": said.kind, "title": said.title }).to_string())?;
    weigh_again(tx)
}

/// A source says that it is over. An id that was never heard of changes nothing.
///
/// # Errors
/// What the database says.
pub fn resolved(tx: &mut Tx<'_>, source: &str, external_id: &str) -> Result<()> {
    for_everybody(tx)?;
    let (source, external_id) = (redacted(source), redacted(external_id));
    if let Some(id) = announcement::id_of(tx.conn, &source, &external_id)? {
        announcement::resolve(tx.conn, tx.now, id)?;
    }
    tx.audit("announcement.resolved", &format!("{source} {external_id}"), "")?;
    weigh_again(tx)
}

/// A channel can or cannot be read.
///
/// # Errors
/// What the database says.
pub fn reach(tx: &mut Tx<'_>, source: &str, reachable: bool) -> Result<()> {
    for_everybody(tx)?;
    announcement::set_reachable(tx.conn, tx.now, source, reachable)?;
    tx.audit(if reachable { "source.readable" } else { "source.unreadable" }, source, "")?;
    counter::bump_page(tx.conn)
}

/// Lays announcements beside the reports of unresolved incidents anew. A form or call is owed no longer when a disturbance
/// bulletin that tells Kela too explains the whole incident; a break that is prolonged tells Kela nothing.
fn weigh_again(tx: &mut Tx<'_>) -> Result<()> {
    for row in incident::unresolved(tx.conn, None)? {
        let case = tx.case(row)?;
        for report in &case.evidence.reports {
            link_explanations(tx, case.row.id, &case.evidence, report)?;
        }
        if kela_knows(&case.evidence) {
            for name in [TaskName::KelaForm, TaskName::KelaCall] {
                if task::end(tx.conn, tx.now, case.row.id, name, "announced")? > 0 {
                    tx.tell(case.row.id, &TimelineEvent::TaskEnded { task: name })?;
                }
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

/// A measurement from an organisation's side is entered by people whose desk serves it, or by a host's programs.
fn measures_for(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<()> {
    match tx.viewer {
        Viewer::Person(_) => {
            tx.viewer.require(Permission::Triage)?;
            organisation::find(tx.conn, tx.viewer, organisation).map(drop)
        }
        _ => for_everybody(tx),
    }
}

/// Takes in a measurement.
///
/// # Errors
/// `forbidden`; `validation` for a service that the catalogue does not know.
pub fn measure(tx: &mut Tx<'_>, layer: Layer, result: ProbeResult, looked: &Looked) -> Result<()> {
    let (organisation, service) = match looked {
        Looked::From(organisation) => {
            measures_for(tx, *organisation)?;
            (Some(*organisation), None)
        }
        Looked::At(service) => {
            for_everybody(tx)?;
            (None, Some(service.as_str()))
        }
    };
    if service.is_some_and(|id| tx.app.catalogue.system(id).is_none()) {
        return Err(Refusal::field("service", "unknown").into());
    }
    probe::insert(tx.conn, tx.now, layer, result, organisation, service)
}
