//! What happened to one delivery, told in order.
//!
//! An offer that was taken stands in the delivery itself, the others in rows of their own; rows of an older version hold
//! the taken ones too. A pure function of both.

use chrono::{DateTime, Utc};
use majakka_domain::terms::{DeliveryState, FailureCause};
use majakka_store::delivery::{Attempt, Recipient};

/// One step of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step<'a> {
    /// `refused`, `later`, `unknown`, `taken`, `delayed`, `complaint`, `delivered`, `failed`, `read`: a word of the list `attempt`.
    pub(super) outcome: &'a str,
    /// When, where that is known.
    pub(super) at: Option<DateTime<Utc>>,
    /// What was said.
    pub(super) reply: &'a str,
    /// By which route.
    pub(super) route: Option<&'a str>,
    /// Why it did not arrive.
    pub(super) cause: Option<FailureCause>,
}

/// What was said of a mail after it was taken, and changed nothing of its state.
const REMARKS: [&str; 2] = ["delayed", "complaint"];

/// Older versions wrote an offer that was taken down like the others.
const TAKEN_ROW: &str = "accepted";

/// The story of a delivery, oldest first. `attempts` are its own, oldest first.
pub(super) fn story<'a>(delivery: &'a Recipient, attempts: &[&'a Attempt]) -> Vec<Step<'a>> {
    let (reference, said) =
        (delivery.provider_ref.as_deref().unwrap_or_default(), delivery.last_detail.as_deref().unwrap_or_default());
    let row = attempts.iter().rev().find(|attempt| attempt.outcome == TAKEN_ROW);
    let step = |attempt: &&'a Attempt| Step {
        outcome: &attempt.outcome,
        at: Some(attempt.at),
        reply: &attempt.detail,
        route: attempt.route.as_deref(),
        cause: None,
    };
    let (remarks, offers): (Vec<&Attempt>, Vec<&Attempt>) =
        attempts.iter().partition(|attempt| REMARKS.contains(&attempt.outcome.as_str()));
    let mut steps: Vec<Step<'a>> = offers.iter().filter(|attempt| attempt.outcome != TAKEN_ROW).map(step).collect();
    let last = steps.last().map(|step| step.outcome);
    let own = |outcome, at, reply| Step { outcome, at, reply, route: delivery.route.as_deref(), cause: None };
    let state = delivery.state;
    let taken =
        row.is_some() || !reference.is_empty() || matches!(state, DeliveryState::Sent | DeliveryState::Delivered);
    if taken {
        let at = row.map(|row| row.at).or(if state == DeliveryState::Sent { delivery.settled_at } else { None });
        steps.push(own("taken", at, reference));
    }
    steps.extend(remarks.iter().map(step));
    match state {
        DeliveryState::Delivered => steps.push(own("delivered", delivery.settled_at, said)),
        // It came back, or it was given up without a word of its own.
        DeliveryState::Failed if taken || last.is_none() => {
            steps.push(Step { cause: delivery.cause, ..own("failed", delivery.settled_at, said) });
        }
        DeliveryState::Uncertain if last != Some("unknown") => steps.push(own("unknown", delivery.settled_at, said)),
        _ => {}
    }
    steps.extend(delivery.read_at.map(|at| Step {
        outcome: "read",
        at: Some(at),
        reply: "",
        route: None,
        cause: None,
    }));
    steps
}

#[cfg(test)]
mod tests {
    use majakka_domain::id::DeliveryId;
    use majakka_domain::terms::Channel;

    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        chrono::NaiveDate::from_ymd_opt(2026, 11, 29).and_then(|day| day.and_hms_opt(12, minute, 0)).unwrap().and_utc()
    }

    fn delivery(state: &str) -> Recipient {
        Recipient {
            id: DeliveryId(1),
            name: String::new(),
            organisation: String::new(),
            channel: Channel::Email,
            address: "a@example.fi".to_owned(),
            state: state.parse().unwrap(),
            attempts: 0,
            due_at: at(0),
            provider_ref: None,
            last_detail: None,
            cause: None,
            settled_at: Some(at(30)),
            route: Some("relay".to_owned()),
            read_at: None,
        }
    }

    fn attempt(outcome: &str, minute: u32) -> Attempt {
        let detail = format!("{outcome} said");
        Attempt {
            delivery_id: DeliveryId(1),
            at: at(minute),
            outcome: outcome.to_owned(),
            detail,
            route: None,
            made: 1,
        }
    }

    fn told<'a>(steps: &[Step<'a>]) -> Vec<(&'a str, Option<DateTime<Utc>>)> {
        steps.iter().map(|step| (step.outcome, step.at)).collect()
    }

    #[test]
    fn what_was_put_off_and_then_taken_is_told_in_order() {
        let taken = Recipient { provider_ref: Some("250 ok".to_owned()), ..delivery("sent") };
        let later = attempt("later", 1);
        let steps = story(&taken, &[&later]);
        assert_eq!(told(&steps), [("later", Some(at(1))), ("taken", Some(at(30)))]);
        assert_eq!((steps[1].reply, steps[1].route), ("250 ok", Some("relay")));
    }

    #[test]
    fn what_an_older_version_wrote_of_the_taken_offer_is_not_told_twice() {
        let (sent, row) = (delivery("sent"), attempt("accepted", 2));
        assert_eq!(told(&story(&sent, &[&row])), [("taken", Some(at(2)))]);
    }

    #[test]
    fn what_arrived_or_came_back_after_it_was_taken_has_its_own_time() {
        assert_eq!(told(&story(&delivery("delivered"), &[])), [("taken", None), ("delivered", Some(at(30)))]);
        let bounced = Recipient {
            provider_ref: Some("250".to_owned()),
            last_detail: Some("550 5.1.1".to_owned()),
            ..delivery("failed")
        };
        let steps = story(&bounced, &[]);
        assert_eq!(told(&steps), [("taken", None), ("failed", Some(at(30)))]);
        assert_eq!(steps[1].reply, "550 5.1.1");
    }

    #[test]
    fn what_was_said_of_a_taken_mail_stands_after_the_taking() {
        let (later, delayed) = (attempt("later", 1), attempt("delayed", 20));
        let taken = Recipient { provider_ref: Some("250".to_owned()), ..delivery("failed") };
        let outcomes: Vec<&str> = story(&taken, &[&later, &delayed]).iter().map(|step| step.outcome).collect();
        assert_eq!(outcomes, ["later", "taken", "delayed", "failed"]);
    }

    #[test]
    fn a_refusal_is_told_once_and_what_nobody_knows_is_told_as_that() {
        let (refused, unknown) = (attempt("refused", 3), attempt("unknown", 4));
        assert_eq!(told(&story(&delivery("failed"), &[&refused])), [("refused", Some(at(3)))]);
        assert_eq!(told(&story(&delivery("failed"), &[])), [("failed", Some(at(30)))]);
        assert_eq!(told(&story(&delivery("uncertain"), &[&unknown])), [("unknown", Some(at(4)))]);
        assert_eq!(told(&story(&delivery("uncertain"), &[])), [("unknown", Some(at(30)))]);
    }

    #[test]
    fn that_it_was_read_is_told_last() {
        let read = Recipient { read_at: Some(at(40)), ..delivery("sent") };
        assert_eq!(told(&story(&read, &[])), [("taken", Some(at(30))), ("read", Some(at(40)))]);
    }
}
