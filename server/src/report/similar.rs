//! "Is it this?": what is known of the service before the report is sent.
//!
//! Guarantee: shows only what was announced or published, and what the own organisation reported itself; what others reported
//! stays theirs.
//! Non-goal: deciding. Where a report belongs whose reporter names one of them, the rules of triage say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use majakka_app::App;
use majakka_domain::catalogue::Catalogue;
use majakka_domain::evidence;
use majakka_domain::id::{OrganisationId, ReportId};
use majakka_domain::terms::{AnnouncementKind, Effect, Extent, Language, Origin};
use majakka_domain::triage::{Matter, SameAs, explained_by};
use majakka_messages::message::PageText;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::organisation::Organisation;
use majakka_store::{announcement, evidence as snapshot, incident, maintenance, matter, message};
use serde::Serialize;

use super::fields::Fields;

/// A break that begins within this time is worth a look.
const SOON: TimeDelta = TimeDelta::hours(24);

/// Something that may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Similar {
    /// `bulletin-3`, `incident-7`, `break-1`: what the form sends.
    pub(super) id: String,
    /// `bulletin`, `incident`, `reported`, `maintenance`.
    pub(super) kind: &'static str,
    /// Its headline.
    pub(super) title: String,
    /// Who says so, when it is not ourselves.
    pub(super) source: Option<String>,
    /// Since when, RFC 3339.
    pub(super) starts: Option<String>,
    /// Until when, RFC 3339.
    pub(super) ends: Option<String>,
    /// What a report is tied to that says so; none: another desk works on it, and takes no reports of this one.
    #[serde(skip)]
    pub(super) same_as: Option<SameAs>,
}

/// Everything known that concerns the service that was chosen.
///
/// # Errors
/// What the database says.
pub(super) fn similar(
    app: &App,
    conn: &mut AnyConnection,
    organisation: &Organisation,
    fields: &Fields,
    language: Language,
) -> Result<Vec<Similar>> {
    let (service, function) = fields.matter();
    if app.catalogue.system(service).is_none() {
        return Ok(Vec::new());
    }
    let mut found = announced(app, conn, organisation, fields)?;
    found.extend(incidents(app, conn, organisation, (service, function), language)?);
    found.extend(planned(app, conn, organisation.id, (service, function), language)?);
    Ok(found)
}

fn announced(
    app: &App,
    conn: &mut AnyConnection,
    organisation: &Organisation,
    fields: &Fields,
) -> Result<Vec<Similar>> {
    let now = app.clock.now();
    let (service, function) = fields.matter();
    let seen = evidence::Report {
        id: ReportId(0),
        count: 1,
        organisation: organisation.id,
        service: service.to_owned(),
        function: function.to_owned(),
        effect: fields.effect().unwrap_or(Effect::Degrades),
        unit: None,
        workstation: None,
        occurred_at: now,
        received_at: now,
        safety_risk: false,
        privacy_risk: false,
    };
    let known = snapshot::of_reports(conn, &app.catalogue, now, organisation.desk(), vec![seen.clone()])?;
    let Some(whose) = known.organisations.get(&organisation.id) else { return Ok(Vec::new()) };
    let titles: BTreeMap<_, _> = announcement::relevant(conn, now, Some(organisation.desk()))?
        .into_iter()
        .map(|a| (a.announcement.id, a.title))
        .collect();
    let concerns = |one: &&evidence::Announcement| {
        let broker = known.broker_of(whose);
        explained_by(&app.catalogue, one, Matter::new(&seen, whose), broker, known.identification_is_out()).is_some()
    };
    let soon = |one: &&evidence::Announcement| {
        one.resolved_at.is_none()
            && one.starts_at.is_none_or(|at| at <= now + SOON)
            && one.ends_at.is_none_or(|at| at >= now)
    };
    let shown = known.announcements.iter().filter(soon).filter(concerns).map(|one| Similar {
        id: format!("bulletin-{}", one.id),
        kind: if one.kind == AnnouncementKind::Maintenance { "maintenance" } else { "bulletin" },
        title: titles.get(&one.id).cloned().unwrap_or_default(),
        source: Some(one.source.clone()),
        starts: Some(one.began().to_rfc3339()),
        ends: one.ends_at.map(|at| at.to_rfc3339()),
        same_as: Some(SameAs::Announcement(one.id)),
    });
    Ok(shown.collect())
}

/// Incidents that were told of, of the own desk and those that reach beyond one organisation; and those that the own
/// organisation reported and nobody has told of yet.
fn incidents(
    app: &App,
    conn: &mut AnyConnection,
    organisation: &Organisation,
    (service, function): (&str, &str),
    language: Language,
) -> Result<Vec<Similar>> {
    let rows = incident::unresolved(conn, None)?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let reported: BTreeSet<_> =
        matter::by_incident(conn, &ids)?.into_iter().filter(|told| told.1 == service).map(|told| told.0).collect();
    let own = matter::of_organisation(conn, &ids, organisation.id, service)?;
    let mut found = Vec::new();
    for row in rows {
        let ours = row.desk_id == organisation.desk();
        let shown = |kind, title: String| Similar {
            id: format!("incident-{}", row.id),
            kind,
            title: format!("{} {title}", row.reference).trim().to_owned(),
            source: None,
            starts: Some(row.opened_at.to_rfc3339()),
            ends: None,
            same_as: ours.then_some(SameAs::Incident(row.id)),
        };
        if row.first_bulletin_at.is_none() {
            if let Some(function) = own.get(&row.id).filter(|_| ours) {
                found.push(shown("reported", matter_of(&app.catalogue, service, function, language)));
            }
            continue;
        }
        let wide = row
            .decided()
            .is_some_and(|d| d.extent >= Extent::Regional && !matches!(d.origin, Origin::Local | Origin::Network));
        if !ours && !wide {
            continue;
        }
        let hits = |system: &String| {
            system == service || app.catalogue.edges_of(system).any(|edge| edge.takes(service, function))
        };
        if !reported.contains(&row.id) && !incident::named_services(conn, row.id)?.iter().any(hits) {
            continue;
        }
        let Some(newest) = message::holding(conn, row.id)?.pop() else { continue };
        let mut texts = message::texts(conn, &[newest.id])?.remove(&newest.id).unwrap_or_default();
        texts.retain(|text| text.language == language);
        let page = texts.first().and_then(|text| serde_json::from_str::<PageText>(&text.page).ok());
        found.push(shown("incident", page.map(|page| page.title).unwrap_or_default()));
    }
    Ok(found)
}

/// The service with the function that somebody reported.
fn matter_of(catalogue: &Catalogue, service: &str, function: &str, language: Language) -> String {
    let Some(system) = catalogue.system(service) else { return String::new() };
    let name = system.name.get(language);
    system.function(function).map_or_else(|| name.to_owned(), |said| format!("{name}: {}", said.name.get(language)))
}

fn planned(
    app: &App,
    conn: &mut AnyConnection,
    organisation: OrganisationId,
    (service, function): (&str, &str),
    language: Language,
) -> Result<Vec<Similar>> {
    let now = app.clock.now();
    let mut rows = maintenance::not_over(conn, now)?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let whose = maintenance::organisations_of(conn, &ids)?;
    rows.retain(|row| {
        row.starts_at <= now + SOON
            && whose.get(&row.id).is_some_and(|all| all.contains(&organisation))
            && row.services().iter().any(|named| {
                named == service || app.catalogue.edges_of(named).any(|edge| edge.takes(service, function))
            })
    });
    let shown = rows.into_iter().map(|row| Similar {
        id: format!("break-{}", row.id),
        kind: "maintenance",
        title: row.impact().or_finnish(language).to_owned(),
        source: None,
        starts: Some(row.starts_at.to_rfc3339()),
        ends: row.window().1.map(|ends| ends.to_rfc3339()),
        same_as: Some(SameAs::OwnBreak(row.id)),
    });
    Ok(shown.collect())
}
