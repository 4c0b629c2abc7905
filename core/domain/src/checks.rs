//! Guided checks: what a helpdesk looks at itself before Kela is asked (source 001, chapter 7; source 003, 4.2; docs/DOMAIN.md 3b).
//!
//! Guarantee: pure. Which checks are asked for follows from what was reported; they are done when each of them is ticked.
//! Non-goal: what they found. A cause that was found is a decision, and then nothing of this counts any more.

use crate::catalogue::{FunctionFlag, SystemFlag};
use crate::evidence::{Checked, Evidence};
use crate::terms::GuidedCheck;

/// The checks that the reports ask for, in their order.
pub fn asked(evidence: &Evidence<'_>) -> Vec<GuidedCheck> {
    use GuidedCheck as C;
    let (catalogue, reports) = (evidence.catalogue, &evidence.reports);
    let citizens = reports.iter().any(|r| catalogue.is(&r.service, SystemFlag::Citizen));
    let professionals = reports.iter().any(|r| !catalogue.is(&r.service, SystemFlag::Citizen));
    let showing = reports.iter().any(|r| catalogue.function_is(&r.service, &r.function, FunctionFlag::ShowsSaved));
    let wanted = |check: &GuidedCheck| match check {
        C::Announcements => !reports.is_empty(),
        C::OtherWorkstation | C::OwnNetwork | C::Certificates | C::OwnChanges => professionals,
        C::RightPlace => citizens,
        C::RightProvider | C::Archived | C::RightPerson | C::NotHidden => showing,
    };
    C::ALL.iter().copied().filter(wanted).collect()
}

/// Is every check made that the reports ask for? Then who made the last one, and when.
pub fn finished<'e>(evidence: &'e Evidence<'_>) -> Option<&'e Checked> {
    let made: Option<Vec<&Checked>> = asked(evidence).iter().map(|check| evidence.checks.get(check)).collect();
    made?.into_iter().max_by_key(|checked| checked.at)
}
