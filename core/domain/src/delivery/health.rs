//! How a route fares: whether it may be offered letters, and whose trouble a refusal is.
//!
//! Purpose: a single reply often does not say whose trouble it is ("relay access denied"); what the same route did for
//! others does.
//! Guarantee: a refusal counts against a recipient only when the route has served others; as soon as [`SEVERAL`] recipients
//! in a row are in trouble and nobody was served in between, the route closes and nothing counts. It is tried again with
//! other letters after a pause that doubles, and one letter that is taken opens it. A clock that is set back does not keep
//! it closed.
//! Non-goal: when the letter itself is offered again; that is `next`.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Refusal, Whose};
use crate::id::DeliveryId;

/// So many different recipients in trouble, one after another, are no coincidence.
const SEVERAL: usize = 3;
/// Nor is one, where there is nobody else, after so many offers.
const OFFERS: i32 = 3;
/// A route that served somebody so lately is sound, until several in a row say otherwise.
const SOUND: TimeDelta = TimeDelta::minutes(10);
/// The first pause of a closed route.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(2);
/// The longest: with the time between two looks it stays below the promised five minutes.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(4);
/// Trouble of our own is told after so long: long enough for a trial with other letters, well below three minutes.
const ALARM_US: TimeDelta = TimeDelta::seconds(45);

/// Why a route is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// It does not serve us: address, reputation, quota, account.
    Us,
    /// It serves nobody.
    Gateway,
}

impl Blame {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Blame::Us => "us",
            Blame::Gateway => "gateway",
        }
    }
}

/// A route that is not offered anything until `opens_at`, and then a few letters as a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Why.
    pub blame: Blame,
    /// The reply that says it best, in the gateway's words.
    pub reply: String,
    /// Since when nobody was served.
    pub since: DateTime<Utc>,
    /// When it is tried again.
    pub opens_at: DateTime<Utc>,
    /// Trials that failed.
    pub trials: u32,
    /// Have people been told?
    pub alarmed: bool,
    /// The last that was heard of it is nothing at all.
    pub silent: bool,
}

/// A refusal of one letter, and since when its recipient is refused.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// Which.
    pub delivery: DeliveryId,
    /// Its first refusal, if this is not it.
    pub troubled_at: Option<DateTime<Utc>>,
    /// How often it was offered before.
    pub offers: i32,
    /// What the reply speaks of.
    pub refusal: Refusal,
    /// The reply.
    pub reply: &'a str,
}

/// Against whom a refusal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The recipient: others were served. `permanent`: three such are enough.
    Recipient {
        /// Did the gateway mean it for good?
        permanent: bool,
    },
    /// Not the recipient: it waits, and nothing counts.
    NotTheirs,
}

/// What is known of one route since the process started.
#[derive(Debug, Clone, Default)]
pub struct RouteHealth {
    last_taken_at: Option<DateTime<Utc>>,
    /// Recipients first refused since somebody was served, and what was said to them, if anything was.
    in_trouble: BTreeMap<DeliveryId, Option<String>>,
    closed: Option<Closed>,
}

impl RouteHealth {
    /// Learns when somebody was last served, also by another process.
    pub fn learn(&mut self, taken_at: DateTime<Utc>) {
        self.last_taken_at = self.last_taken_at.max(Some(taken_at));
    }

    /// The alarm could not be given: it is due again.
    pub fn not_alarmed(&mut self) {
        if let Some(closed) = &mut self.closed {
            closed.alarmed = false;
        }
    }

    /// When a letter was last taken.
    pub fn last_taken_at(&self) -> Option<DateTime<Utc>> {
        self.last_taken_at
    }

    /// Why it is closed, if it is.
    pub fn closed(&self) -> Option<&Closed> {
        self.closed.as_ref()
    }

    /// May letters be offered now? A closed route takes a trial when its pause is over, or when the clock was set back.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.closed.as_ref().is_none_or(|closed| closed.opens_at <= now || closed.opens_at > now + LONGEST_PAUSE)
    }

    /// How many letters a trial may offer at a time, of the `width` that the route takes when it serves. Where letters were not
    /// answered it is one: each of them may have arrived, and has to be repeated.
    pub fn trial_width(&self, width: usize) -> usize {
        match &self.closed {
            Some(closed) if closed.silent => 1,
            _ => width,
        }
    }

    /// Somebody was served: whatever closed the route is over.
    pub fn taken(&mut self, now: DateTime<Utc>) {
        self.last_taken_at = Some(now);
        self.in_trouble.clear();
        self.closed = None;
    }

    /// The route could not be reached, or nobody is let in.
    pub fn unreachable(&mut self, now: DateTime<Utc>, reply: &str) {
        self.close(now, Blame::Gateway, reply);
    }

    /// A letter was handed over and not answered. That says nothing of its recipient; several in a row say something of the
    /// route.
    pub fn not_answered(&mut self, now: DateTime<Utc>, letter: &Refused<'_>) {
        self.judge(now, letter, None);
        if let Some(closed) = &mut self.closed {
            closed.silent = true;
        }
    }

    /// Judges one refusal.
    pub fn refused(&mut self, now: DateTime<Utc>, letter: &Refused<'_>) -> Judgement {
        self.judge(now, letter, Some(alike(letter.reply)))
    }

    fn judge(&mut self, now: DateTime<Utc>, letter: &Refused<'_>, said: Option<String>) -> Judgement {
        let Refusal { whose, permanent } = letter.refusal;
        if whose == Whose::Gateway {
            self.close(now, Blame::Gateway, letter.reply);
            return Judgement::NotTheirs;
        }
        // Others were served since it was first refused. Words about us are then still no reason to give up soon.
        if self.served_since(letter.troubled_at) && self.closed.is_none() {
            return Judgement::Recipient { permanent: permanent && whose != Whose::Us };
        }
        if !self.served_since(letter.troubled_at) {
            self.in_trouble.insert(letter.delivery, said);
        }
        if whose == Whose::Us {
            self.close(now, Blame::Us, letter.reply);
        } else if self.in_trouble.len() >= SEVERAL || self.is_alone(now, letter) {
            let ours = self.all_alike() && (permanent || self.in_trouble.len() >= SEVERAL);
            let blame = if ours { Blame::Us } else { Blame::Gateway };
            self.close(now, blame, letter.reply);
        } else if self.closed.is_some() {
            self.close(now, Blame::Gateway, letter.reply);
        } else if whose == Whose::Recipient || self.is_sound(now) {
            return Judgement::Recipient { permanent };
        }
        Judgement::NotTheirs
    }

    /// Is it time to tell people that the route does not serve us, or nobody for `patience`? Says so once.
    pub fn alarm(&mut self, now: DateTime<Utc>, patience: TimeDelta) -> Option<Closed> {
        let closed = self.closed.as_mut().filter(|closed| !closed.alarmed && closed.trials > 0)?;
        let wait = if closed.blame == Blame::Us { ALARM_US.min(patience) } else { patience };
        if now - closed.since < wait {
            return None;
        }
        closed.alarmed = true;
        Some(closed.clone())
    }

    fn served_since(&self, troubled_at: Option<DateTime<Utc>>) -> bool {
        troubled_at.is_some_and(|troubled_at| self.last_taken_at.is_some_and(|taken_at| taken_at >= troubled_at))
    }

    /// The only one there is, often enough, on a route that served nobody lately: somebody must be told.
    fn is_alone(&self, now: DateTime<Utc>, letter: &Refused<'_>) -> bool {
        let often = letter.offers.saturating_add(1) >= OFFERS;
        letter.refusal.whose == Whose::Unclear && often && !self.is_sound(now)
    }

    fn is_sound(&self, now: DateTime<Utc>) -> bool {
        self.last_taken_at.is_some_and(|taken_at| now - taken_at <= SOUND)
    }

    /// Was the same said to all of them? Silence says nothing.
    fn all_alike(&self) -> bool {
        let mut replies = self.in_trouble.values();
        replies.next().is_some_and(|first| first.is_some() && replies.all(|reply| reply == first))
    }

    /// The first failure closes; of a trial's failures the first counts, and doubles the pause.
    fn close(&mut self, now: DateTime<Utc>, blame: Blame, reply: &str) {
        match &mut self.closed {
            None => {
                let opens_at = now + FIRST_PAUSE;
                let reply = reply.to_owned();
                self.closed =
                    Some(Closed { blame, reply, since: now, opens_at, trials: 0, alarmed: false, silent: false });
            }
            Some(closed) => {
                closed.silent = false;
                if blame == Blame::Us || closed.blame != Blame::Us {
                    closed.blame = blame;
                    reply.clone_into(&mut closed.reply);
                }
                if closed.opens_at <= now || closed.opens_at > now + LONGEST_PAUSE {
                    closed.trials = closed.trials.saturating_add(1);
                    let doubled = FIRST_PAUSE * 2_i32.saturating_pow(closed.trials.min(16));
                    closed.opens_at = now + doubled.min(LONGEST_PAUSE);
                }
            }
        }
    }
}

/// A reply without what differs from one recipient to the next: addresses, numbers and ids.
fn alike(reply: &str) -> String {
    let words = reply.split_whitespace().filter(|word| !word.contains('@'));
    let without_digits = words.map(|word| word.chars().filter(|c| !c.is_ascii_digit()).collect::<String>());
    without_digits.collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MORNING: DateTime<Utc> = DateTime::from_timestamp(1_795_066_800, 0).expect("a time");
    const DENIED: &str = "554 5.7.1 <x@example.fi>: Relay access denied";

    fn second(n: i64) -> DateTime<Utc> {
        MORNING + TimeDelta::seconds(n)
    }

    fn no(delivery: i64, whose: Whose, permanent: bool, reply: &str, troubled_at: Option<i64>) -> Refused<'_> {
        let (delivery, refusal) = (DeliveryId(delivery), Refusal { whose, permanent });
        Refused { delivery, troubled_at: troubled_at.map(second), offers: 0, refusal, reply }
    }

    #[test]
    fn one_who_is_refused_while_others_are_served_has_trouble_of_her_own() {
        let mut route = RouteHealth::default();
        let first = route.refused(second(0), &no(3, Whose::Unclear, true, DENIED, None));
        assert_eq!(first, Judgement::NotTheirs, "nobody has been served yet: it may be us");
        assert!(route.is_open(second(0)), "one recipient closes no route");
        route.taken(second(1));
        let again = route.refused(second(10), &no(3, Whose::Unclear, true, DENIED, Some(0)));
        assert_eq!(again, Judgement::Recipient { permanent: true });
        assert!(route.is_open(second(10)));
    }

    #[test]
    fn twelve_bad_addresses_at_the_head_of_the_queue_hold_up_the_rest_for_one_short_trial() {
        let mut route = RouteHealth::default();
        for delivery in 0..8 {
            let judged = route.refused(second(0), &no(delivery, Whose::Unclear, true, DENIED, None));
            assert_eq!(judged, Judgement::NotTheirs);
        }
        assert!(!route.is_open(second(1)));
        assert!(route.is_open(second(2)), "the first pause is short");
        assert_eq!(route.closed().unwrap().blame, Blame::Us, "the same reply to several in a row");
        for delivery in 8..12 {
            route.refused(second(2), &no(delivery, Whose::Unclear, true, DENIED, None));
        }
        route.taken(second(2));
        assert!(route.is_open(second(2)));
        for delivery in 0..12 {
            let judged = route.refused(second(15), &no(delivery, Whose::Unclear, true, DENIED, Some(0)));
            assert_eq!(judged, Judgement::Recipient { permanent: true }, "others were served since");
        }
        assert!(route.is_open(second(15)));
    }

    #[test]
    fn the_same_reply_to_several_in_a_row_speaks_of_us_also_when_it_is_temporary_and_different_ones_do_not() {
        for permanent in [true, false] {
            let judged_by = |replies: [&str; 3]| {
                let mut route = RouteHealth::default();
                for (delivery, reply) in (1..).zip(replies) {
                    route.refused(second(0), &no(delivery, Whose::Unclear, permanent, reply, None));
                }
                route.closed().unwrap().blame
            };
            let same = ["451 4.3.0 <a@b.fi>: 17 waits", "451 4.3.0 <c@d.fi>: 18 waits", "451 4.3.0 <e@f.fi>: 9 waits"];
            assert_eq!(judged_by(same), Blame::Us, "addresses and numbers do not make a reply another");
            assert_eq!(judged_by(["451 4.3.0 busy", "451 4.3.1 full", "451 4.3.2 down"]), Blame::Gateway);
        }
    }

    #[test]
    fn a_block_of_our_address_costs_nobody_the_bulletin_and_is_told_once_within_three_minutes() {
        let mut route = RouteHealth::default();
        let blocked = "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked";
        let mut told = None;
        for n in 0..180 {
            if route.is_open(second(n)) {
                let judged = route.refused(second(n), &no(n, Whose::Us, true, blocked, None));
                assert_eq!(judged, Judgement::NotTheirs);
            }
            if let Some(closed) = route.alarm(second(n), TimeDelta::minutes(5)) {
                assert!(told.replace(n).is_none(), "once");
                assert_eq!((closed.blame, closed.reply.as_str(), closed.since), (Blame::Us, blocked, second(0)));
            }
        }
        assert!(told.is_some_and(|at| at < 170));
    }

    #[test]
    fn a_block_in_the_middle_counts_against_nobody_who_was_first_refused_after_it_began() {
        let mut route = RouteHealth::default();
        route.taken(second(0));
        let judged: Vec<Judgement> =
            (1..=9).map(|n| route.refused(second(1), &no(n, Whose::Unclear, true, "550 no", None))).collect();
        assert_eq!(judged[2..], [Judgement::NotTheirs; 7]);
        for n in 1..=9 {
            let later = route.refused(second(60), &no(n, Whose::Unclear, true, "550 no", Some(1)));
            assert_eq!(later, Judgement::NotTheirs, "nobody was served since");
        }
    }

    #[test]
    fn words_about_us_to_one_while_others_are_served_are_no_reason_to_give_up_soon() {
        let mut route = RouteHealth::default();
        route.refused(second(0), &no(3, Whose::Us, true, "550 blocked", None));
        route.taken(second(2));
        let judged = route.refused(second(10), &no(3, Whose::Us, true, "550 blocked", Some(0)));
        assert_eq!(judged, Judgement::Recipient { permanent: false });
        assert!(route.is_open(second(10)), "one recipient never delays another");
    }

    #[test]
    fn the_only_letter_there_is_closes_its_route_at_the_third_offer_so_that_somebody_is_told() {
        let mut route = RouteHealth::default();
        for offers in 0..3 {
            assert!(route.closed().is_none());
            let letter = Refused { offers, ..no(1, Whose::Unclear, true, DENIED, (offers > 0).then_some(0)) };
            assert_eq!(route.refused(second(i64::from(offers) * 10), &letter), Judgement::NotTheirs);
        }
        assert_eq!(route.closed().unwrap().reply, DENIED);
    }

    #[test]
    fn the_last_of_a_bulletin_is_given_up_though_nobody_came_after_her() {
        let mut route = RouteHealth::default();
        route.taken(second(0));
        for offers in 0..3 {
            let troubled_at = (offers > 0).then_some(1);
            let letter = Refused { offers, ..no(1, Whose::Unclear, true, DENIED, troubled_at) };
            let judged = route.refused(second(1 + i64::from(offers) * 40), &letter);
            assert_eq!(judged, Judgement::Recipient { permanent: true }, "{offers}: the route served others lately");
        }
        assert!(route.closed().is_none());
    }

    #[test]
    fn an_only_recipient_who_is_not_known_is_given_up_all_the_same() {
        let mut route = RouteHealth::default();
        for offers in 0..3 {
            let letter = Refused { offers, ..no(1, Whose::Recipient, true, "550 5.1.1", (offers > 0).then_some(0)) };
            let judged = route.refused(second(i64::from(offers) * 20), &letter);
            assert_eq!(judged, Judgement::Recipient { permanent: true }, "{offers}");
        }
    }

    #[test]
    fn a_route_that_cannot_be_reached_is_tried_again_within_four_minutes_however_long_it_was_away() {
        let mut route = RouteHealth::default();
        let (mut tried, mut last) = (0, second(0));
        for n in 0..7_200 {
            if route.is_open(second(n)) {
                route.unreachable(second(n), "connection refused");
                assert!(second(n) - last <= LONGEST_PAUSE, "{n}");
                (tried, last) = (tried + 1, second(n));
            }
        }
        assert!(tried < 45, "{tried}");
        route.taken(second(7_200));
        assert!(route.closed().is_none());
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_no_route_closed() {
        let mut route = RouteHealth::default();
        route.unreachable(second(3_600), "connection refused");
        assert!(!route.is_open(second(3_601)));
        assert!(route.is_open(second(0)));
    }

    #[test]
    fn after_silence_a_trial_is_one_letter_and_an_answer_of_any_kind_lets_more_be_tried() {
        let mut route = RouteHealth::default();
        let silence = "no answer within 4 s";
        for n in 1..=3 {
            route.not_answered(second(5), &no(n, Whose::Unclear, false, silence, None));
        }
        assert_eq!(route.trial_width(8), 1);
        route.not_answered(second(10), &no(4, Whose::Unclear, false, silence, None));
        assert_eq!(route.trial_width(8), 1);
        route.refused(second(20), &no(5, Whose::Unclear, true, DENIED, None));
        assert_eq!(route.trial_width(8), 8, "a refusal is no reason to hold back: the next recipient may be served");
        route.taken(second(30));
        assert_eq!(route.trial_width(8), 8);
    }

    #[test]
    fn three_who_are_not_answered_in_a_row_close_the_route_and_one_does_not() {
        let mut route = RouteHealth::default();
        route.taken(second(0));
        for n in 1..=3 {
            assert!(route.closed().is_none(), "{n}");
            route.not_answered(second(5), &no(n, Whose::Unclear, false, "no answer within 4 s", None));
        }
        assert_eq!(route.closed().unwrap().blame, Blame::Gateway);
    }
}
