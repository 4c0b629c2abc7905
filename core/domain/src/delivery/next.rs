//! When a letter that was not taken is offered again, and when it is given up.
//!
//! Guarantee: a refusal for good that is the recipient's own is given up at the third time, within two minutes; one for now
//! at the thirtieth, after some two hours. What is not the recipient's trouble is never given up. An offer without an answer
//! is repeated seldom: a text message once, a mail (which bears the same Message-ID) three times, with growing patience.

use chrono::TimeDelta;

use super::Judgement;
use crate::terms::Channel;

/// So many refusals for good, of this recipient alone, are enough.
const PERMANENT: i32 = 3;
/// So many refusals for now are enough, before a person is asked to mend the address or to call.
const TEMPORARY: i32 = 30;
/// Between refusals for good: three of them lie within two minutes.
const PERMANENT_PAUSE: TimeDelta = TimeDelta::seconds(20);
/// What is not the recipient's trouble waits for its route; so long other letters go first.
const OTHERS_FIRST: TimeDelta = TimeDelta::seconds(10);
/// The first pause after a refusal for now; it doubles.
const FIRST: i64 = 15_000;
/// The longest pause.
const LONGEST: i64 = 240_000;
/// A mail whose outcome stayed unknown is repeated after so many minutes; then no more. The first is longer than servers
/// with content filters take, the last well past the ten minutes of RFC 5321, 4.5.3.2.6.
const MAIL: [i64; 3] = [5, 15, 45];
/// How often a mail is repeated whose outcome stays unknown.
pub const MAIL_REPEATS: i32 = 3;
/// A text message is repeated after so many minutes: its receipt may still tell.
const TEXT_MESSAGE: i64 = 2;

/// What follows for the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is offered again after this time; does the refusal count?
    Again {
        /// After so long.
        pause: TimeDelta,
        /// Against the recipient.
        counts: bool,
    },
    /// A person must look.
    GiveUp,
}

/// After a refusal. `attempts` counts the earlier ones that were the recipient's own; `elsewhere`: the route is closed, and
/// another one serves, so that nothing is to be waited for; `chance`, any number, shortens the pause by up to a quarter, so
/// that what failed together does not come back together.
pub fn after_refusal(judged: Judgement, attempts: i32, elsewhere: bool, chance: u64) -> Next {
    let Judgement::Recipient { permanent } = judged else {
        let pause = if elsewhere { TimeDelta::zero() } else { OTHERS_FIRST };
        return Next::Again { pause, counts: false };
    };
    let most = if permanent { PERMANENT } else { TEMPORARY };
    if attempts.saturating_add(1) >= most {
        return Next::GiveUp;
    }
    let pause = if permanent { PERMANENT_PAUSE } else { doubled(attempts.unsigned_abs(), chance) };
    Next::Again { pause, counts: true }
}

/// After an offer that was not answered, `before` having gone the same way. `None`: it is not repeated any more, and stays
/// uncertain. `texts` is how often a text message is repeated (setting).
pub fn after_silence(channel: Channel, before: i32, texts: i32) -> Option<TimeDelta> {
    match channel {
        Channel::Sms => (before < texts).then_some(TimeDelta::minutes(TEXT_MESSAGE)),
        Channel::Email => {
            let minutes = MAIL.get(usize::try_from(before).ok()?)?;
            Some(TimeDelta::minutes(*minutes))
        }
    }
}

/// How many times as long an answer is waited for, when `before` offers were not answered. At most 32 times.
pub fn patience(before: i32) -> u32 {
    1 << before.clamp(0, 5)
}

fn doubled(before: u32, chance: u64) -> TimeDelta {
    let whole = FIRST.saturating_mul(1_i64.checked_shl(before.min(16)).unwrap_or(i64::MAX)).min(LONGEST);
    let quarter = (whole / 4).unsigned_abs().max(1);
    TimeDelta::milliseconds(whole - i64::try_from(chance % quarter).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOR_NOW: Judgement = Judgement::Recipient { permanent: false };
    const FOR_GOOD: Judgement = Judgement::Recipient { permanent: true };

    #[test]
    fn the_pause_doubles_up_to_four_minutes_whatever_chance_says() {
        for before in [0, 1, 2, 3, 4, 5, 28] {
            let full = (15 << before.min(4)) * 1_000;
            for chance in [0, 1, 7_777_777, u64::MAX] {
                let Next::Again { pause, counts: true } = after_refusal(FOR_NOW, before, false, chance) else {
                    panic!("{before}")
                };
                let pause = pause.num_milliseconds();
                assert!(pause > full * 3 / 4 && pause <= full && pause <= 240_000, "{before}: {pause}");
            }
        }
    }

    #[test]
    fn a_recipient_is_given_up_after_thirty_refusals_for_now_or_three_for_good() {
        assert_eq!(after_refusal(FOR_NOW, 29, false, 0), Next::GiveUp);
        assert_ne!(after_refusal(FOR_NOW, 28, false, 0), Next::GiveUp);
        assert_eq!(after_refusal(FOR_GOOD, 2, false, 0), Next::GiveUp);
        assert_eq!(after_refusal(FOR_GOOD, i32::MAX, false, 0), Next::GiveUp);
        let mut waited = TimeDelta::zero();
        for attempts in 0..2 {
            let Next::Again { pause, counts: true } = after_refusal(FOR_GOOD, attempts, false, 0) else {
                panic!("{attempts}")
            };
            waited += pause;
        }
        assert!(waited < TimeDelta::minutes(2));
    }

    #[test]
    fn what_is_not_the_recipients_trouble_is_never_given_up() {
        let next = after_refusal(Judgement::NotTheirs, i32::MAX, false, 0);
        assert_eq!(next, Next::Again { pause: OTHERS_FIRST, counts: false });
        let by_another = after_refusal(Judgement::NotTheirs, i32::MAX, true, 0);
        assert_eq!(by_another, Next::Again { pause: TimeDelta::zero(), counts: false });
    }

    #[test]
    fn silence_is_repeated_seldom_and_waited_out_longer_each_time() {
        let minutes = |before| after_silence(Channel::Email, before, 1).map(|pause| pause.num_minutes());
        assert_eq!([0, 1, 2, 3, -1].map(minutes), [Some(5), Some(15), Some(45), None, None]);
        assert_eq!(MAIL.len(), usize::try_from(MAIL_REPEATS).unwrap());
        assert_eq!(after_silence(Channel::Sms, 0, 1), Some(TimeDelta::minutes(2)));
        assert_eq!(after_silence(Channel::Sms, 1, 1), None);
        assert_eq!(after_silence(Channel::Sms, 0, 0), None, "a setting may forbid it");
        assert_eq!([-1, 0, 1, 2, 9].map(patience), [1, 1, 2, 4, 32]);
    }
}
