//! What can happen to an incident: the entries of its timeline, each with its facts.
//!
//! Guarantee: an entry is read as it was written, by this version and by later ones: kinds and names of facts are stable, a fact
//! that older entries lack is optional. Entries are never changed, so there is nothing to migrate.
//! Non-goal: words for people; those are `timeline-KIND` in `templates/i18n/`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::id::{ClockId, ContactId, DeliveryId, IncidentId, MessageId, ReportId};
use crate::terms::{
    CallOutcome, Channel, ClockKind, ClockOutcome, Criticality, Effect, EscalationTarget, Extent, FailureCause,
    GuidedCheck, MessageKind, Origin, Question, TaskName, YesNo,
};

/// What went from an incident into the one that took it in, so that it can be given back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandedOver {
    /// Reports that were moved.
    pub reports: Vec<ReportId>,
    /// Tasks that the other did not owe before.
    pub tasks: Vec<TaskName>,
    /// Own checks that had not been made on the other.
    pub checks: Vec<GuidedCheck>,
    /// Clocks that run on there.
    pub clocks: Vec<ClockId>,
    /// Did the other get from here that Kela has the form?
    pub form: bool,
    /// And that Kela was reached by telephone?
    pub call: bool,
}

impl HandedOver {
    fn is_nothing(&self) -> bool {
        *self == HandedOver::default()
    }
}

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $kind:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })+) => {
        /// Something that happened to an incident.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "detail")]
        #[expect(missing_docs, reason = "most facts say what they are by name and type")]
        pub enum TimelineEvent {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($(#[$field_doc])* $field: $type),* }),+
        }

        impl TimelineEvent {
            /// Every kind that this version knows.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];

            /// The stable name of what happened.
            pub const fn kind(&self) -> &'static str {
                match self { $(TimelineEvent::$name { .. } => $kind),+ }
            }
        }
    };
}

events! {
    /// The incident was opened, for a report.
    Opened = "opened" {
        /// Its reference.
        report: String,
    }
    /// A report was laid to it.
    Report = "report" {
        /// Its reference.
        report: String,
        /// Of which service.
        service: String,
        /// Of which of its functions.
        function: String,
    }
    /// A report went from one incident to another: an entry of both.
    ReportMoved = "report_moved" {
        /// Its reference.
        report: String,
        /// Where it is now.
        to: IncidentId,
    }
    /// The desk put right what a report says.
    ReportCorrected = "report_corrected" {
        /// Its reference.
        report: String,
        reason: String,
    }
    /// A report turned out to tell of no fault.
    ReportRejected = "report_rejected" {
        /// Its reference.
        report: String,
        reason: String,
    }
    /// A person decided.
    Triaged = "triaged" {
        origin: Origin,
        effect: Effect,
        extent: Extent,
        criticality: Criticality,
        /// Why, in her own words.
        reason: String,
        /// The origin that the evidence spoke for.
        proposed: Origin,
    }
    /// Own checks were noted as made, or as not made after all.
    Checked = "checked" {
        made: Vec<GuidedCheck>,
        undone: Vec<GuidedCheck>,
    }
    /// Kela closed the connection.
    ConnectionClosed = "connection_closed" {
        reason: String,
    }
    /// Kela opened it again.
    ConnectionReopened = "connection_reopened" {
        /// Upon which account.
        proof: String,
    }
    /// A bulletin was published.
    Bulletin = "bulletin" {
        kind: MessageKind,
        message: MessageId,
        /// How many it was sent to.
        deliveries: usize,
        /// What cannot be done, in Finnish.
        impact: String,
        /// When the next one is promised.
        next_update: Option<DateTime<Utc>>,
    }
    /// The newest bulletin was offered again to those whom it had not reached.
    SentAgain = "sent_again" {
        deliveries: usize,
    }
    /// A promised bulletin did not come in time.
    UpdateLate = "update_late" {
        promised: DateTime<Utc>,
    }
    /// The form went to Kela, or a mail to a vendor or operator.
    Escalated = "escalated" {
        to: EscalationTarget,
        partner: String,
        /// Was there an address to send it to?
        mailed: bool,
        /// Until when an answer is expected; Kela is given no limit.
        answer_by: Option<DateTime<Utc>>,
    }
    /// An escalation that had failed was offered again.
    EscalatedAgain = "escalated_again" {
        deliveries: usize,
    }
    /// A vendor, an operator or Kela answered.
    PartnerAnswered = "partner_answered" {
        to: EscalationTarget,
        partner: String,
        /// What they said.
        answer: String,
        /// Their own number for it; empty: none.
        ticket: String,
        /// When they promised to have it mended.
        promised: Option<DateTime<Utc>>,
    }
    /// The mail gateway took an escalation.
    EscalationAccepted = "escalation_accepted" {
        to: EscalationTarget,
        partner: String,
    }
    /// Somebody telephoned.
    Called = "called" {
        to: EscalationTarget,
        outcome: CallOutcome,
        by: String,
        note: String,
    }
    /// A question was answered.
    Answered = "answered" {
        question: Question,
        value: YesNo,
        reason: String,
    }
    /// A person ticked a task off.
    TaskDone = "task_done" {
        task: TaskName,
        by: String,
    }
    /// A task ended by itself.
    TaskEnded = "task_ended" {
        task: TaskName,
    }
    /// A legal deadline is near.
    ClockWarning = "clock_warning" {
        clock: ClockKind,
        due_at: DateTime<Utc>,
    }
    /// A statutory report was sent, or was not required.
    ClockEnded = "clock_ended" {
        clock: ClockKind,
        outcome: ClockOutcome,
        reason: String,
    }
    /// A house said whether it is a breach in its own register.
    HouseAnswered = "house_answered" {
        house: String,
        value: YesNo,
        reason: String,
    }
    /// A house's own report to the ombudsman was sent, or was not required.
    HouseClockEnded = "house_clock_ended" {
        house: String,
        outcome: ClockOutcome,
        reason: String,
    }
    /// A message failed for good.
    DeliveryFailed = "delivery_failed" {
        channel: Channel,
        message: MessageKind,
        contact: Option<ContactId>,
        /// Older entries do not say.
        delivery: Option<DeliveryId>,
        /// Why, where that was said.
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<FailureCause>,
    }
    /// A message was offered, and nobody will ever say whether it was taken.
    DeliveryUncertain = "delivery_uncertain" {
        channel: Channel,
        message: MessageKind,
        contact: Option<ContactId>,
        delivery: DeliveryId,
    }
    /// A message that had failed arrived.
    DeliveryArrived = "delivery_arrived" {
        channel: Channel,
        message: MessageKind,
        contact: Option<ContactId>,
        delivery: DeliveryId,
    }
    /// The duty list was alerted.
    DutyAlerted = "duty_alerted" {
        deliveries: usize,
    }
    /// There was nobody on the duty list to alert.
    DutyUnheard = "duty_unheard" {}
    /// A bulletin reached nobody.
    BulletinUnheard = "bulletin_unheard" {
        message: MessageKind,
        /// How many of the duty list were told.
        deliveries: usize,
    }
    /// It is over.
    Resolved = "resolved" {
        ended_at: DateTime<Utc>,
        /// In Finnish.
        cause: String,
    }
    /// The incident was closed.
    Closed = "closed" {}
    /// It was taken into another.
    MergedInto = "merged_into" {
        /// The other's reference.
        into: String,
        /// How many reports it gave.
        reports: usize,
        /// What went over with them; entries of earlier versions do not say.
        #[serde(default, skip_serializing_if = "HandedOver::is_nothing")]
        handed_over: HandedOver,
    }
    /// It took another in.
    TookIn = "took_in" {
        /// The other's reference.
        incident: String,
        reports: usize,
    }
    /// That was taken back: an entry of both.
    MergeUndone = "merge_undone" {
        /// The other's reference.
        with: String,
        /// How many reports went back.
        reports: usize,
    }
    /// Reporters were answered.
    Replied = "replied" {
        /// How many.
        reporters: usize,
        /// What they were told, in Finnish.
        note: String,
    }
    /// A review was published.
    Reviewed = "reviewed" {
        /// In Finnish.
        review: String,
    }
}

impl TimelineEvent {
    /// The facts, as they are stored beside the kind.
    ///
    /// # Errors
    /// None that a value of this type can cause.
    pub fn detail(&self) -> Result<Value, serde_json::Error> {
        let mut stored = serde_json::to_value(self)?;
        Ok(stored.get_mut("detail").map(Value::take).unwrap_or_default())
    }

    /// A stored entry; none of a kind that a later version wrote.
    ///
    /// # Errors
    /// Facts that are not those of the kind.
    pub fn read(kind: &str, detail: &str) -> Result<Option<Self>, serde_json::Error> {
        if !Self::KINDS.contains(&kind) {
            return Ok(None);
        }
        let detail: Value = serde_json::from_str(detail)?;
        serde_json::from_value(json!({ "kind": kind, "detail": detail })).map(Some)
    }
}
