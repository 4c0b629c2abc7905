//! Rules 3 and 8: how sure.

use super::chain::Chains;
use super::origin::{Basis, Finding, contradicted};
use super::reason::{Link, Reason};
use super::traits::independent;
use crate::evidence::{Evidence, Organisation};
use crate::terms::{Confidence, Origin};

/// The channel that every report is weighed against.
const KANTA_FI: &str = "kanta.fi";

/// How sure the finding is; the reasons that lowered it are added to it.
pub(super) fn confidence(evidence: &Evidence<'_>, chains: &Chains, finding: &mut Finding) -> Confidence {
    if finding.origin == Origin::Undetermined {
        return Confidence::Low;
    }
    let mut sure = by_sources(evidence, finding);
    if finding.basis != Basis::Workstation
        && let Some(contradicting) = contradicted(evidence, chains)
    {
        sure = lower(sure);
        let name = evidence.organisations.get(&contradicting).map(|o| o.name.clone()).unwrap_or_default();
        let reason = Reason::new("contradiction", vec![("organisation", name)]);
        finding.reasons.push(reason.linked(Link::Organisation(contradicting)));
    }
    let silent = evidence.unreachable.iter().find(|source| *source == KANTA_FI || finding.suspects.contains(*source));
    if let Some(silent) = silent {
        sure = sure.min(Confidence::Medium);
        finding.reasons.push(Reason::new("source-unreadable", vec![("source", silent.clone())]));
    }
    sure
}

fn by_sources(evidence: &Evidence<'_>, finding: &Finding) -> Confidence {
    let reporters: Vec<&Organisation> =
        evidence.reporters().iter().filter_map(|id| evidence.organisations.get(id)).collect();
    let sources = if finding.origin == Origin::Kanta { independent(evidence, &reporters) } else { reporters.len() };
    match finding.basis {
        Basis::Bulletin | Basis::Overrun => Confidence::High,
        _ if sources >= 3 => Confidence::High,
        Basis::Workstation => Confidence::Medium,
        _ if sources == 2 || finding.complete_chain => Confidence::Medium,
        _ => Confidence::Low,
    }
}

fn lower(sure: Confidence) -> Confidence {
    match sure {
        Confidence::High => Confidence::Medium,
        Confidence::Medium | Confidence::Low => Confidence::Low,
    }
}
