//! From a gateway's answer to what follows for the letter: the rules are the domain's, the route's memory is the lane's.

use chrono::{DateTime, Utc};
use majakka_core::Core;
use majakka_core::store::delivery::{Attempt, Claimed, Taken, Verdict};
use majakka_domain::delivery::{Next, Refused, after_refusal, after_silence};
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::Channel;

use super::lane::{Lane, Route};
use crate::channel::Outcome;

/// What became of a letter.
#[derive(Debug, Clone)]
pub(super) enum Finished {
    /// The route took it.
    Taken { route: String, taken: Taken },
    /// It did not, or nobody knows.
    NotTaken(Attempt),
}

/// Judges one answer.
pub(super) fn judge(core: &Core, lane: &Lane, route: &Route, row: &Claimed, outcome: Outcome) -> Finished {
    let now = lane.now(core);
    let delivery = DeliveryId(row.id);
    let name = route.gateway.route().to_owned();
    let attempt = |detail, verdict| Finished::NotTaken(Attempt { delivery, route: name.clone(), detail, verdict });
    let refused = |refusal, reply| {
        let troubled_at = row.troubled_at.map(|at| at.and_utc());
        let letter = Refused { delivery, troubled_at, offers: row.offers, refusal, reply };
        route.health().refused(now, &letter)
    };
    match outcome {
        Outcome::Accepted { provider_ref } => {
            route.health().taken(now);
            Finished::Taken { route: name, taken: Taken { delivery, provider_ref } }
        }
        Outcome::Refused { refusal, detail } => {
            let judged = refused(refusal, &detail);
            attempt(detail, after(after_refusal(judged, row.attempts, core.dice.number()), now))
        }
        Outcome::Unknown { detail } => {
            // Three of them in a row say something of the route, and none of the recipient: the letter may well be there.
            refused(majakka_domain::delivery::Refusal::temporary(majakka_domain::delivery::Whose::Unclear), &detail);
            let repeat = after_silence(lane.channel, row.repeats, text_message_repeats(core));
            attempt(detail, Verdict::Uncertain { repeat_at: repeat.map(|pause| now + pause) })
        }
        Outcome::Unsendable { detail } => attempt(detail, Verdict::Failed),
    }
}

/// A letter that could not be made.
pub(super) fn unsendable(row: &Claimed, channel: Channel, detail: String) -> Finished {
    let route = channel.as_str().to_owned();
    Finished::NotTaken(Attempt { delivery: DeliveryId(row.id), route, detail, verdict: Verdict::Failed })
}

fn after(next: Next, now: DateTime<Utc>) -> Verdict {
    match next {
        Next::GiveUp => Verdict::Failed,
        Next::Again { pause, counts } => Verdict::Again { at: now + pause, counts },
    }
}

fn text_message_repeats(core: &Core) -> i32 {
    i32::try_from(core.settings.sms.repeats).unwrap_or(i32::MAX)
}
