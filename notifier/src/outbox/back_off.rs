//! When to offer again.
//!
//! Guarantee: the pause doubles from one attempt to the next, never passes [`LONGEST`] and is never below a tenth of a
//! minute; chance shortens it by up to a quarter, so that what failed together does not come back together.

use chrono::TimeDelta;
use majakka_core::dice::Dice;

/// The first pause.
const FIRST: i64 = 15_000;
/// The longest pause: with the time between two looks it stays below the promised 5 minutes.
const LONGEST: i64 = 240_000;
/// So often a recipient is tried, about two hours, before a person is asked to mend the address or to call.
const ATTEMPTS: i32 = 30;

/// The pause after the attempt that had `before` others before it.
pub(super) fn pause(before: u32, dice: &dyn Dice) -> TimeDelta {
    let doubled = FIRST.saturating_mul(1_i64.checked_shl(before.min(16)).unwrap_or(i64::MAX)).min(LONGEST);
    let jitter = dice.below((doubled / 4).unsigned_abs());
    TimeDelta::milliseconds(doubled - i64::try_from(jitter).unwrap_or_default())
}

/// Is a recipient given up who was in trouble at this attempt too, after `before` others?
pub(super) fn is_last(before: i32) -> bool {
    before.saturating_add(1) >= ATTEMPTS
}

#[cfg(test)]
mod tests {
    use majakka_core::dice::SeededDice;

    use super::*;

    #[test]
    fn the_pause_doubles_up_to_four_minutes_whatever_chance_says() {
        let dice = SeededDice::new(1);
        for before in [0, 1, 2, 3, 4, 5, 31, 64, u32::MAX] {
            let full = (15 << before.min(4)) * 1_000;
            for _ in 0..200 {
                let pause = pause(before, &dice).num_milliseconds();
                assert!(pause > full * 3 / 4 && pause <= full && pause <= 240_000, "{before}: {pause}");
            }
        }
    }

    #[test]
    fn a_recipient_is_given_up_after_thirty_attempts_and_not_before() {
        assert!(!is_last(0) && !is_last(28) && is_last(29) && is_last(i32::MAX));
    }
}
