//! From verdict to duty: must Kela be told, and by telephone too (docs/TRIAGE.md, From verdict to duty; docs/DOMAIN.md 3c).

use std::collections::BTreeSet;

use super::explain::{explanations, inside_break};
use crate::catalogue::SystemFlag;
use crate::checks;
use crate::evidence::{Evidence, Report};
use crate::terms::{Criterion, Criticality, Effect, Extent, KelaReport, Origin};

/// The values that a duty follows from: a person's, or the proposal's where nobody has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    /// Where the cause lies.
    pub origin: Origin,
    /// How bad.
    pub effect: Effect,
    /// How far.
    pub extent: Extent,
    /// How critical.
    pub criticality: Criticality,
}

/// What is owed to Kela.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The form.
    pub report: KelaReport,
    /// A call besides it: never one without the other.
    pub call: bool,
    /// All criteria that match.
    pub criteria: BTreeSet<Criterion>,
}

/// The duty that the decided values and the reports lead to.
pub fn duty(evidence: &Evidence<'_>, decided: Decided) -> Duty {
    // What is announced asks for nothing, whatever its risks: only the other reports count.
    let unannounced: Vec<&Report> = evidence.reports.iter().filter(|report| !is_announced(evidence, report)).collect();
    if unannounced.is_empty() && !evidence.reports.is_empty() {
        return Duty { report: KelaReport::No, call: false, criteria: BTreeSet::new() };
    }
    let mut matching: Vec<(KelaReport, Criterion)> = Vec::new();
    let prevents = decided.effect == Effect::Prevents;
    let wide = decided.extent >= Extent::Regional;
    match decided.origin {
        Origin::Kanta if prevents => {
            matching.push((KelaReport::Must, Criterion::K1));
            matching.push((KelaReport::Must, Criterion::K2));
        }
        Origin::Kanta if decided.effect == Effect::Degrades => matching.push((KelaReport::Should, Criterion::K1)),
        // Others may be affected, or the own checks are done and the cause is still open (source 001, chapter 7).
        Origin::Undetermined if reporters(&unannounced) > 1 || checks::finished(evidence).is_some() => {
            matching.push((KelaReport::Should, Criterion::K5));
        }
        Origin::Dependency if prevents => matching.push((KelaReport::Should, Criterion::K6)),
        _ => {}
    }
    if decided.origin != Origin::Kanta && wide && prevents && saving_or_fetching_prevented(evidence, &unannounced) {
        matching.push((KelaReport::Must, Criterion::K6));
    }
    if unannounced.iter().any(|r| r.safety_risk) {
        matching.push((KelaReport::Must, Criterion::K3));
    }
    if unannounced.iter().any(|r| r.privacy_risk) {
        matching.push((KelaReport::Must, Criterion::K4));
    }
    let report = matching.iter().map(|(strength, _)| *strength).max().unwrap_or(KelaReport::No);
    let call = report == KelaReport::Must && (decided.criticality == Criticality::Critical || wide);
    let criteria = matching.into_iter().map(|(_, criterion)| criterion).collect();
    Duty { report, call, criteria }
}

/// Does a live bulletin that tells Kela too explain every report? A break tells Kela nothing.
pub fn kela_knows(evidence: &Evidence<'_>) -> bool {
    !evidence.reports.is_empty() && evidence.reports.iter().all(|report| is_told(evidence, report))
}

fn is_told(evidence: &Evidence<'_>, report: &Report) -> bool {
    explanations(evidence, report).iter().any(|e| e.announcement.publisher.tells_kela())
}

/// A report is explained by such a bulletin, or by an announced break.
fn is_announced(evidence: &Evidence<'_>, report: &Report) -> bool {
    is_told(evidence, report) || inside_break(evidence, report).is_some()
}

fn reporters(reports: &[&Report]) -> usize {
    reports.iter().map(|report| report.organisation).collect::<BTreeSet<_>>().len()
}

/// By a report that says so; where a person raised the effect above every report, any report on the professionals' services
/// counts.
fn saving_or_fetching_prevented(evidence: &Evidence<'_>, reports: &[&Report]) -> bool {
    let said = evidence.reports.iter().any(|r| r.effect == Effect::Prevents);
    let of_professionals = |r: &&&Report| evidence.catalogue.is(&r.service, SystemFlag::Professional);
    reports.iter().filter(of_professionals).any(|r| r.effect == Effect::Prevents || !said)
}
