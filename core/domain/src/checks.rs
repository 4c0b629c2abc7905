//! Guided checks: what a helpdesk looks at itself before Kela is asked (source 001, chapter 7; source 003, 4.2; docs/DOMAIN.md 3b).
//!
//! Guarantee: pure. Which checks are asked for follows from what was reported; they are done when each of them is ticked.
//! Non-goal: what they found. A cause that was found is a decision, and then nothing of this counts any more.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::evidence::Report;
use crate::terms::GuidedCheck;

/// A check with who made it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The checks that were made.
pub type Ticked = BTreeMap<GuidedCheck, Checked>;

/// The service that citizens use over a line of their own.
const CITIZENS: &str = "omakanta";
/// Its functions that show what somebody else has saved.
const SHOWING: [&str; 2] = ["prescriptions", "health_data"];

/// The checks that these reports ask for, in their order.
pub fn asked(reports: &[Report]) -> Vec<GuidedCheck> {
    use GuidedCheck as C;
    let professionals = reports.iter().any(|r| r.service != CITIZENS);
    let citizens = reports.iter().any(|r| r.service == CITIZENS);
    let showing = reports.iter().any(|r| r.service == CITIZENS && SHOWING.contains(&r.function.as_str()));
    let wanted = |check: &GuidedCheck| match check {
        C::Announcements => !reports.is_empty(),
        C::OtherWorkstation | C::OwnNetwork | C::Certificates | C::OwnChanges => professionals,
        C::RightPlace => citizens,
        C::RightProvider | C::Archived | C::RightPerson | C::NotHidden => showing,
    };
    C::ALL.iter().copied().filter(wanted).collect()
}

/// Is every check made that the reports ask for? Then who made the last one, and when.
pub fn finished<'t>(reports: &[Report], ticked: &'t Ticked) -> Option<&'t Checked> {
    let made: Option<Vec<&Checked>> = asked(reports).iter().map(|check| ticked.get(check)).collect();
    made?.into_iter().max_by_key(|checked| checked.at)
}
