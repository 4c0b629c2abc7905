//! How often people decided as it was proposed: by origin, by certainty and by the duty to Kela.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::db::AnyConnection;
use crate::db::schema::{decisions, incidents};
use crate::error::Result;
use crate::viewer::Viewer;

/// How many decisions met one proposed word, and how many of them agreed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Decisions.
    pub decisions: i64,
    /// Those that decided what was proposed.
    pub agreed: i64,
}

impl Share {
    fn add(&mut self, decisions: i64, agrees: bool) {
        self.decisions += decisions;
        self.agreed += if agrees { decisions } else { 0 };
    }

    /// Whole per cent; none without decisions.
    pub fn percent(self) -> Option<i64> {
        (self.decisions > 0).then(|| (self.agreed * 100 + self.decisions / 2) / self.decisions)
    }
}

/// The shares, by the proposed word of each list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreement {
    /// All decisions, by origin.
    pub all: Share,
    /// By proposed origin.
    pub origins: BTreeMap<String, Share>,
    /// By how sure the proposal was; what agrees is the origin.
    pub confidences: BTreeMap<String, Share>,
    /// By proposed duty; what agrees is the duty.
    pub duties: BTreeMap<String, Share>,
}

/// Agreement over the decisions of the viewer's desk.
///
/// # Errors
/// What the database says.
pub fn of_desk(conn: &mut AnyConnection, viewer: &Viewer) -> Result<Agreement> {
    type Group = (String, String, String, Option<String>, Option<String>, i64);
    let words = (
        decisions::proposed_origin,
        decisions::decided_origin,
        decisions::proposed_confidence,
        decisions::proposed_report,
        decisions::decided_report,
    );
    let mut counted = decisions::table
        .inner_join(incidents::table.on(incidents::id.eq(decisions::incident_id)))
        .group_by(words)
        .select((
            decisions::proposed_origin,
            decisions::decided_origin,
            decisions::proposed_confidence,
            decisions::proposed_report,
            decisions::decided_report,
            count_star(),
        ))
        .into_boxed();
    if let Some(desk) = viewer.desk() {
        counted = counted.filter(incidents::desk_id.eq(desk.0));
    }
    let mut agreement = Agreement::default();
    for (proposed, decided, confidence, proposed_report, decided_report, count) in counted.load::<Group>(conn)? {
        let agrees = proposed == decided;
        agreement.all.add(count, agrees);
        agreement.origins.entry(proposed).or_default().add(count, agrees);
        agreement.confidences.entry(confidence).or_default().add(count, agrees);
        // Decisions from before the duty was written say nothing about it.
        if let (Some(proposed), Some(decided)) = (proposed_report, decided_report) {
            let agrees = proposed == decided;
            agreement.duties.entry(proposed).or_default().add(count, agrees);
        }
    }
    Ok(agreement)
}
