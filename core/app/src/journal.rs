//! Rows of many reports that are written together, at the end of the transaction that took them in: a statement for all of them
//! where there was one for each.
//!
//! Guarantee: what is in here is written, or nothing of the transaction is.
//! Non-goal: rows that a step of the same transaction reads; those are written at once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use majakka_domain::id::{IncidentId, OrganisationId};
use majakka_domain::timeline::TimelineEvent;
use majakka_store::counter::ReportNumbers;
use majakka_store::db::AnyConnection;
use majakka_store::error::Result;
use majakka_store::idempotency_key::{Answered, NewAnswer};
use majakka_store::incident::change;
use majakka_store::token::TokenHash;
use majakka_store::{audit, idempotency_key, timeline};

use crate::app::{Known, Tx};

/// What waits for the end of its transaction.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pub(crate) audit: Vec<audit::Row>,
    timeline: Vec<timeline::NewEntry>,
    /// Incidents that a report came to, and when.
    joined: Vec<(IncidentId, DateTime<Utc>)>,
    /// What programs are answered, by their keys.
    answers: Vec<NewAnswer>,
}

/// Where a step began, so that it can be taken back.
pub(crate) struct Mark {
    audit_end: Option<audit::End>,
    report_numbers: Option<ReportNumbers>,
    lengths: [usize; 4],
}

impl Known {
    /// At the beginning of a transaction that takes in reports only.
    pub(crate) fn of_reports() -> Self {
        Known { journal: Some(Journal::default()), ..Known::default() }
    }

    /// Before a step.
    pub(crate) fn mark(&self) -> Mark {
        let lengths = self
            .journal
            .as_ref()
            .map_or([0; 4], |j| [j.audit.len(), j.timeline.len(), j.joined.len(), j.answers.len()]);
        Mark { audit_end: self.audit_end.clone(), report_numbers: self.report_numbers, lengths }
    }

    /// As before the step: what it read or wrote is taken back, the next one reads for itself.
    pub(crate) fn take_back(&mut self, mark: Mark) {
        self.intake = None;
        self.audit_end = mark.audit_end;
        self.report_numbers = mark.report_numbers;
        if let Some(journal) = &mut self.journal {
            let [audit, timeline, joined, answers] = mark.lengths;
            journal.audit.truncate(audit);
            journal.timeline.truncate(timeline);
            journal.joined.truncate(joined);
            journal.answers.truncate(answers);
        }
    }

    /// Writes what waits for the end of the transaction.
    ///
    /// # Errors
    /// What the database says; nothing of the transaction may be kept then.
    pub(crate) fn write_down(&mut self, conn: &mut AnyConnection) -> Result<()> {
        if let Some(numbers) = self.report_numbers.take() {
            numbers.keep(conn)?;
        }
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let Journal { audit, timeline, joined, answers } = std::mem::take(journal);
        audit::append_all(conn, &audit)?;
        timeline::append_all(conn, &timeline)?;
        idempotency_key::keep(conn, &answers)?;
        let newest: BTreeMap<IncidentId, DateTime<Utc>> = joined.into_iter().collect();
        newest.into_iter().try_for_each(|(incident, at)| change::report_came(conn, at, incident))
    }
}

impl Tx<'_> {
    /// The next report's reference.
    pub(crate) fn report_reference(&mut self) -> Result<String> {
        let known = self.known.report_numbers.take();
        let mut numbers = match known {
            Some(numbers) if numbers.hold_for(self.now) => numbers,
            other => {
                // The year has turned.
                other.map_or(Ok(()), |numbers| numbers.keep(self.conn))?;
                ReportNumbers::load(self.conn, self.now)?
            }
        };
        let reference = numbers.assign();
        match self.known.journal {
            Some(_) => self.known.report_numbers = Some(numbers),
            None => numbers.keep(self.conn)?,
        }
        Ok(reference)
    }

    /// What a program was answered under a key before, in this transaction too.
    ///
    /// # Errors
    /// What the database says.
    pub fn answered(&mut self, organisation: OrganisationId, key: &TokenHash) -> Result<Option<Answered>> {
        let mut waiting = self.known.journal.iter().flat_map(|journal| &journal.answers);
        match waiting.find(|new| new.organisation == organisation && new.key.as_hex() == key.as_hex()) {
            Some(new) => Ok(Some(new.answered.clone())),
            None => idempotency_key::find(self.conn, self.now, organisation, key),
        }
    }

    /// Keeps what a program is answered under a key for which there was nothing.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep_answer(&mut self, organisation: OrganisationId, key: TokenHash, answered: Answered) -> Result<()> {
        let new = NewAnswer { organisation, key, at: self.now, answered };
        match &mut self.known.journal {
            Some(journal) => {
                journal.answers.push(new);
                Ok(())
            }
            None => idempotency_key::keep(self.conn, &[new]),
        }
    }

    /// A report came to an incident, which says so in its timeline.
    pub(crate) fn report_came(&mut self, incident: IncidentId, event: TimelineEvent) -> Result<()> {
        let entry = timeline::NewEntry { incident, at: self.now, actor: self.viewer.actor(), event };
        match &mut self.known.journal {
            Some(journal) => {
                journal.timeline.push(entry);
                journal.joined.push((incident, self.now));
                Ok(())
            }
            None => {
                timeline::append_all(self.conn, &[entry])?;
                change::report_came(self.conn, self.now, incident)
            }
        }
    }
}
