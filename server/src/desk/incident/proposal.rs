//! The proposal with its reasons, the evidence it rests on, and the form of the decision.

use std::collections::{BTreeMap, BTreeSet};

use majakka_app::command::incident::case::Case;
use majakka_app::command::incident::explain;
use majakka_domain::evidence::{Evidence, Organisation};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::rights::Permission;
use majakka_domain::terms::{Criticality, Effect, Extent, Layer, Origin};
use majakka_domain::triage::{Link, Reason, chain_of};
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::{announcement, desk, incident};
use serde::Serialize;

use super::super::context::{DeskContext, Moment, Tag};
use super::super::dashboard::effect_tag;
use super::checks::Checks;
use super::loaded::Loaded;
use crate::form::{Choice, Field, Fields, FormAttempt, form};

/// Organisations shown with their chain; the reasons name theirs first.
const SHOWN: usize = 50;

/// The tab.
#[derive(Debug, Clone, Serialize)]
pub struct ProposalTab {
    /// What is proposed: label key and words.
    facts: Vec<Fact>,
    /// Criteria of the duty to Kela, as sentences.
    criteria: Vec<String>,
    reasons: Vec<Sentence>,
    changes: Vec<String>,
    /// What was decided, why, and whether it agrees.
    decision: Option<Decision>,
    form: Option<Fields>,
    /// Can the proposal be followed as it stands?
    accepts: bool,
    /// What all reporters share: label key and name.
    shared: Vec<Fact>,
    checks: Checks,
    chains: Vec<Chain>,
    /// How many organisations are not shown.
    more: usize,
    announcements: Vec<Announcement>,
    /// Other incidents that may take this one in.
    merge: Option<Field>,
}

/// A label with words.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    label: &'static str,
    text: String,
}

/// A sentence that may lead to its evidence.
#[derive(Debug, Clone, Serialize)]
pub struct Sentence {
    text: String,
    href: Option<String>,
}

/// A decision.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    at: Moment,
    reason: String,
    agrees: bool,
}

form! {
    /// Where the cause lies, and how bad it is.
    pub(super) struct DecisionForm {
        origin: Origin,
        reason: String,
        effect: Effect,
        extent: Extent,
        criticality: Criticality,
    }
}

/// One organisation's chain.
#[derive(Debug, Clone, Serialize)]
pub struct Chain {
    /// Of the organisation. Not `id`: the table's own would hide it.
    number: i64,
    name: String,
    reporter: bool,
    /// One cell per layer, lowest first.
    layers: Vec<Layered>,
    traits: String,
}

/// What was seen at a layer.
#[derive(Debug, Clone, Serialize)]
pub struct Layered {
    layer: &'static str,
    seen: Option<Tag>,
}

/// What somebody else announced.
#[derive(Debug, Clone, Serialize)]
pub struct Announcement {
    /// Not `id`: the table's own would hide it.
    number: i64,
    external_id: String,
    source: String,
    kind: &'static str,
    /// Not `title`: the page's own would hide it.
    headline: String,
    services: String,
    effect: Tag,
    since: Moment,
    over: bool,
}

impl ProposalTab {
    pub(super) fn new(
        conn: &mut AnyConnection,
        context: &DeskContext<'_>,
        loaded: &Loaded<'_>,
        attempt: &FormAttempt,
    ) -> Result<Self> {
        let case = &loaded.case;
        let s = &case.suggestion;
        let fact = |label, list: &str, word: &str| {
            Ok::<_, majakka_store::error::Error>(Fact { label, text: context.word(list, word)? })
        };
        let facts = vec![
            fact("desk-origin", "origin", s.origin.as_str())?,
            fact("desk-confidence-label", "confidence", s.confidence.as_str())?,
            fact("desk-effect", "effect", s.effect.as_str())?,
            fact("desk-extent", "extent", s.extent.as_str())?,
            fact("desk-criticality", "criticality", s.criticality.as_str())?,
            Fact { label: "desk-service", text: context.system(&s.service) },
            fact("desk-kela-report", "kela-report", s.kela_report.as_str())?,
            fact("desk-kela-call", "yes-no", if s.kela_call { "yes" } else { "no" })?,
        ];
        let criteria = s.criteria.iter().map(|c| Ok(format!("{c}: {}", context.word("criterion", c)?)));
        let decision = match (&case.row.decided_origin, case.row.decided_at) {
            (Some(origin), Some(at)) => Some(Decision {
                at: context.moment(at),
                reason: case.row.decided_reason.clone().unwrap_or_default(),
                agrees: *origin == s.origin,
            }),
            _ => None,
        };
        let open = case.row.is_unresolved() && context.may(Permission::Triage);
        let (chains, more) = chains(context, &case.evidence, &s.reasons)?;
        Ok(ProposalTab {
            facts,
            criteria: criteria.collect::<Result<_>>()?,
            reasons: s.reasons.iter().map(|reason| sentence(context, reason)).collect::<Result<_>>()?,
            changes: s
                .changes
                .iter()
                .map(|change| explain::change(&context.app.renderer, context.language, change))
                .collect::<Result<_>>()?,
            decision,
            accepts: open && s.origin != Origin::Undetermined && decision_is_due(case),
            form: if open { Some(decision_form(context, loaded, attempt)?) } else { None },
            shared: shared(&case.evidence),
            checks: Checks::new(context, loaded, attempt)?,
            chains,
            more,
            announcements: announcements(conn, context, &case.evidence)?,
            merge: if open && case.row.first_bulletin_at.is_none() {
                merge(conn, context, loaded, attempt)?
            } else {
                None
            },
        })
    }

    pub(super) fn samples() -> Vec<Self> {
        let tag = || Tag { state: "ok".to_owned(), text: "toimii".to_owned() };
        let [checks_open, checks_done] = Checks::samples();
        let full = ProposalTab {
            facts: vec![Fact { label: "desk-origin", text: "Kanta-palvelut".to_owned() }],
            criteria: vec!["K1: Häiriö estää käytön".to_owned()],
            reasons: vec![
                Sentence { text: "Ilmoittajia on 3.".to_owned(), href: None },
                Sentence { text: "Naapuri näkyy terveenä.".to_owned(), href: Some("#organisation-1".to_owned()) },
            ],
            changes: vec!["Kelan tiedote.".to_owned()],
            decision: Some(Decision { at: Moment::sample(), reason: "Kela vahvisti.".to_owned(), agrees: true }),
            form: Some(Fields::sample::<DecisionForm>("triage_")),
            accepts: true,
            shared: vec![Fact { label: "desk-operator", text: "Esimerkkioperaattori".to_owned() }],
            checks: checks_open,
            chains: vec![Chain {
                number: 1,
                name: "Mallilan apteekki".to_owned(),
                reporter: true,
                layers: vec![Layered { layer: "tcp", seen: Some(tag()) }, Layered { layer: "tls", seen: None }],
                traits: "Esimerkkioperaattori".to_owned(),
            }],
            more: 3,
            announcements: vec![Announcement {
                number: 1,
                external_id: "KANTA-2026-118".to_owned(),
                source: "kanta.fi".to_owned(),
                kind: "disturbance",
                headline: "Häiriö Resepti-palvelussa".to_owned(),
                services: "Resepti-palvelu".to_owned(),
                effect: Tag { state: "down".to_owned(), text: "estää käytön".to_owned() },
                since: Moment::sample(),
                over: true,
            }],
            merge: Some(Field { name: "merge_into".to_owned(), ..Field::default() }),
        };
        let agreed = |agrees| full.decision.clone().map(|d| Decision { agrees, ..d });
        let chain = full.chains.iter().cloned().map(|c| Chain { reporter: false, ..c }).collect();
        let live = full.announcements.iter().cloned().map(|a| Announcement { over: false, ..a }).collect();
        let bare = ProposalTab {
            criteria: Vec::new(),
            reasons: Vec::new(),
            changes: Vec::new(),
            decision: None,
            form: None,
            accepts: false,
            shared: Vec::new(),
            checks: checks_done,
            chains: Vec::new(),
            more: 0,
            announcements: Vec::new(),
            merge: None,
            ..full.clone()
        };
        let other = ProposalTab { decision: agreed(false), chains: chain, announcements: live, ..full.clone() };
        vec![full, other, bare]
    }
}

fn sentence(context: &DeskContext<'_>, reason: &Reason) -> Result<Sentence> {
    let text = explain::sentence(&context.app.renderer, &context.app.catalogue, context.language, reason)?;
    let href = reason.link.map(|link| match link {
        Link::Announcement(id) => format!("#announcement-{id}"),
        Link::Organisation(id) => format!("#organisation-{id}"),
        Link::Maintenance(id) => format!("/desk/maintenance#maintenance-{id}"),
    });
    Ok(Sentence { text, href })
}

/// Nothing is decided yet, or the evidence speaks against it by now.
fn decision_is_due(case: &Case<'_>) -> bool {
    case.row.decided_origin.is_none_or(|origin| origin != case.suggestion.origin)
}

/// Prefilled with what was decided, else with the proposal.
fn decision_form(context: &DeskContext<'_>, loaded: &Loaded<'_>, attempt: &FormAttempt) -> Result<Fields> {
    let decided = &loaded.case.decided;
    context.form(attempt, "triage_").fields(&DecisionForm {
        origin: decided.origin,
        reason: String::new(),
        effect: decided.effect,
        extent: decided.extent,
        criticality: decided.criticality,
    })
}

/// What all reporters have in common: the traits that triage compares, and the region.
fn shared(evidence: &Evidence<'_>) -> Vec<Fact> {
    let reporters: Vec<&Organisation> =
        evidence.reporters().iter().filter_map(|id| evidence.organisations.get(id)).collect();
    if reporters.len() < 2 {
        return Vec::new();
    }
    let broker = |o: &Organisation| {
        evidence.broker_of(o).and_then(|id| evidence.broker_names.get(&id)).cloned().unwrap_or_default()
    };
    type Of<'a> = &'a dyn Fn(&Organisation) -> String;
    let traits: [(&'static str, Of<'_>); 5] = [
        ("desk-operator", &|o| o.operator.clone()),
        ("desk-broker", &broker),
        ("desk-point", &|o| o.connection_point.clone()),
        ("desk-vendor", &|o| o.vendor.clone()),
        ("desk-region", &|o| o.region.clone()),
    ];
    let same = |(label, of): (&'static str, &dyn Fn(&Organisation) -> String)| {
        let values: BTreeSet<String> = reporters.iter().map(|o| of(o)).collect();
        let only = if values.len() == 1 { values.into_iter().next() } else { None };
        only.filter(|text| !text.is_empty()).map(|text| Fact { label, text })
    };
    traits.into_iter().filter_map(same).collect()
}

/// Chains of the organisations that the reasons name, then of reporters, then of neighbours; how many are left out.
fn chains(context: &DeskContext<'_>, evidence: &Evidence<'_>, reasons: &[Reason]) -> Result<(Vec<Chain>, usize)> {
    let named: BTreeSet<OrganisationId> = reasons
        .iter()
        .filter_map(|reason| match reason.link {
            Some(Link::Organisation(id)) => Some(id),
            _ => None,
        })
        .collect();
    let reporters = evidence.reporters();
    let mut all: Vec<&Organisation> = evidence.organisations.values().collect();
    all.sort_by_key(|o| (!named.contains(&o.id), !reporters.contains(&o.id), o.name.clone()));
    let more = all.len().saturating_sub(SHOWN);
    let shown = all.into_iter().take(SHOWN).map(|o| {
        let chain = chain_of(evidence, o.id);
        let layered = |layer: &Layer| {
            let seen = chain.at(*layer).map(|result| {
                let state = match result.as_str() {
                    "ok" => "ok",
                    "slow" => "degraded",
                    _ => "down",
                };
                Ok::<_, majakka_store::error::Error>(Tag {
                    state: state.to_owned(),
                    text: context.word("probe-result", result)?,
                })
            });
            Ok(Layered { layer: layer.as_str(), seen: seen.transpose()? })
        };
        let broker = evidence.broker_of(o).and_then(|id| evidence.broker_names.get(&id)).cloned();
        let traits = [Some(o.operator.clone()), broker, Some(o.vendor.clone()), Some(o.region.clone())];
        Ok(Chain {
            number: o.id.0,
            name: o.name.clone(),
            reporter: reporters.contains(&o.id),
            layers: Layer::ALL.iter().map(layered).collect::<Result<_>>()?,
            traits: traits.into_iter().flatten().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "),
        })
    });
    Ok((shown.collect::<Result<_>>()?, more))
}

fn announcements(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    evidence: &Evidence<'_>,
) -> Result<Vec<Announcement>> {
    let hit: BTreeSet<&str> = evidence.reports.iter().map(|r| r.service.as_str()).collect();
    let touches = |service: &str| {
        hit.contains(service) || context.app.catalogue.edges_of(service).any(|edge| hit.contains(edge.hits.as_str()))
    };
    let seen = evidence.reports.iter().map(|r| r.occurred_at).min().unwrap_or(context.now);
    let titles: BTreeMap<_, String> = announcement::relevant(conn, seen, context.viewer.desk())?
        .into_iter()
        .map(|a| (a.announcement.id, a.title))
        .collect();
    let near = evidence.announcements.iter().filter(|a| a.services.iter().any(|s| touches(s)));
    near.map(|a| {
        Ok(Announcement {
            number: a.id.0,
            external_id: a.external_id.clone(),
            source: a.source.clone(),
            kind: a.kind.as_str(),
            headline: titles.get(&a.id).cloned().unwrap_or_default(),
            services: a.services.iter().map(|s| context.system(s)).collect::<Vec<_>>().join(", "),
            effect: effect_tag(context, a.effect)?,
            since: context.moment(a.began()),
            over: a.resolved_at.is_some_and(|end| end <= context.now),
        })
    })
    .collect()
}

/// The other unresolved incidents of the desk.
pub(super) fn other_incidents(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    but: IncidentId,
) -> Result<Vec<Choice>> {
    let others: Vec<_> =
        incident::unresolved(conn, context.viewer.desk())?.into_iter().filter(|row| row.id != but).collect();
    let ids: Vec<_> = others.iter().map(|row| row.id).collect();
    let glances = desk::glances(conn, &ids)?;
    let choice = |row: &incident::Incident| {
        let said = match glances.get(&row.id) {
            Some(glance) => {
                let matter = context.matter(&glance.service, &glance.function);
                format!("{} {matter} · {}", row.reference, context.told_first(glance)?)
            }
            None => row.reference.clone(),
        };
        Ok(Choice::new(row.reference.clone(), said))
    };
    others.iter().map(choice).collect()
}

fn merge(
    conn: &mut AnyConnection,
    context: &DeskContext<'_>,
    loaded: &Loaded<'_>,
    attempt: &FormAttempt,
) -> Result<Option<Field>> {
    let others = other_incidents(conn, context, loaded.case.row.id)?;
    Ok((!others.is_empty()).then(|| context.form(attempt, "merge_").one("into", others, "")))
}
