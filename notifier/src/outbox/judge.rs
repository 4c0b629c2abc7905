//! From a gateway's answer to what follows for the letter: the rules are the domain's, the route's memory is the lane's.

use chrono::{DateTime, Utc};
use majakka_app::App;
use majakka_domain::delivery::{Next, Refusal, Refused, Whose, after_refusal, after_silence};
use majakka_domain::format::hetu;
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::Channel;
use majakka_store::delivery::{Claimed, NotTaken, Taken, Verdict};

use super::lanes::{Lane, Route};
use crate::channel::Outcome;

/// Said instead of a reply that must not be repeated.
const HELD_BACK: &str = "(the reply holds an identity code)";

/// What became of a letter.
#[derive(Debug, Clone)]
pub(super) enum Finished {
    /// The route took it.
    Taken { route: String, taken: Taken },
    /// It did not, or nobody knows.
    NotTaken(NotTaken),
}

/// Judges one answer.
pub(super) fn judge(app: &App, lane: &Lane, route: &Route, row: &Claimed, outcome: Outcome) -> Finished {
    let now = lane.now(app);
    let delivery = DeliveryId(row.id);
    let name = route.gateway.route().to_owned();
    let attempt = |detail, verdict| Finished::NotTaken(NotTaken { delivery, route: name.clone(), detail, verdict });
    let troubled_at = row.troubled_at.map(|at| at.and_utc());
    match clean(outcome) {
        Outcome::Accepted { provider_ref } => {
            route.health().taken(now);
            Finished::Taken { route: name, taken: Taken { delivery, provider_ref } }
        }
        Outcome::Refused { refusal, detail } => {
            let letter = Refused { delivery, troubled_at, offers: row.offers, refusal, reply: &detail };
            let judged = route.health().refused(now, &letter);
            let elsewhere = lane.another_serves(route);
            attempt(detail, after(after_refusal(judged, row.attempts, elsewhere, app.random.number()), now))
        }
        Outcome::Unknown { detail } => {
            let refusal = Refusal::temporary(Whose::Unclear);
            let letter = Refused { delivery, troubled_at, offers: row.offers, refusal, reply: &detail };
            route.health().not_answered(now, &letter);
            let repeat = after_silence(lane.channel, row.repeats, text_message_repeats(app));
            attempt(detail, Verdict::Uncertain { repeat_at: repeat.map(|pause| now + pause) })
        }
        Outcome::Unsendable { detail } => attempt(detail, Verdict::Failed),
    }
}

/// What a foreign system says may hold anything, a person's identity code included. It goes to the log, to the desk, into
/// files and to the duty list: here is the one place where it comes in.
fn clean(outcome: Outcome) -> Outcome {
    let clean = |detail: String| if hetu::contains(&detail) { HELD_BACK.to_owned() } else { detail };
    match outcome {
        Outcome::Accepted { provider_ref } => Outcome::Accepted { provider_ref: provider_ref.map(clean) },
        Outcome::Refused { refusal, detail } => Outcome::Refused { refusal, detail: clean(detail) },
        Outcome::Unknown { detail } => Outcome::Unknown { detail: clean(detail) },
        Outcome::Unsendable { detail } => Outcome::Unsendable { detail: clean(detail) },
    }
}

/// Said of an offer that the process broke off as it stopped.
const CUT: &str = "the connection was cut as the program stopped, before an answer came";

/// A dialogue that was broken off: that says nothing of the route. A text message is repeated as after any silence, by its
/// setting; a mail, which bears the same Message-ID, at once and however often it happens.
pub(super) fn cut(app: &App, lane: &Lane, row: &Claimed, route: &str) -> Finished {
    let now = lane.now(app);
    let repeat_at = match lane.channel {
        Channel::Email => Some(now),
        Channel::Sms => after_silence(lane.channel, row.repeats, text_message_repeats(app)).map(|pause| now + pause),
    };
    Finished::NotTaken(NotTaken {
        delivery: DeliveryId(row.id),
        route: route.to_owned(),
        detail: CUT.to_owned(),
        verdict: Verdict::Uncertain { repeat_at },
    })
}

/// A letter that could not be made.
pub(super) fn unsendable(row: &Claimed, channel: Channel, detail: String) -> Finished {
    let route = channel.as_str().to_owned();
    Finished::NotTaken(NotTaken { delivery: DeliveryId(row.id), route, detail, verdict: Verdict::Failed })
}

fn after(next: Next, now: DateTime<Utc>) -> Verdict {
    match next {
        Next::GiveUp => Verdict::Failed,
        Next::Again { pause, counts } => Verdict::Again { refused_at: now, at: now + pause, counts },
    }
}

fn text_message_repeats(app: &App) -> i32 {
    i32::from(app.settings.sms.repeats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_with_an_identity_code_is_not_repeated() {
        let told = |detail: &str| clean(Outcome::silent(detail));
        assert_eq!(told("550 no such user <010190-900P@example.fi>"), Outcome::silent(HELD_BACK));
        assert_eq!(told("550 no such user"), Outcome::silent("550 no such user"));
    }
}
