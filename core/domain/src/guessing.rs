//! How many wrong passwords are free, and how long none is looked at after that.
//!
//! Guarantee: whoever guesses slows herself down and the network she sits in, never a colleague whose browser is known; all
//! strangers together have fewer than a hundred guesses an hour at one account (OWASP ASVS 4.0.3, 2.2.1).
//! Non-goal: counting; the store does that.

use chrono::TimeDelta;

/// Whose tries are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Those at one account from one browser that it knows, or from one network address: a tired person mistypes some.
    OnePerson,
    /// Those at all accounts from one network address, without the browsers that are known.
    OneAddress,
    /// Those of everybody whose browser the account does not know.
    AllStrangers,
}

impl Counted {
    /// Wrong passwords that cost nothing.
    const fn free(self) -> i32 {
        match self {
            Counted::OnePerson => 5,
            Counted::OneAddress | Counted::AllStrangers => 50,
        }
    }

    /// After so long without a try everything is forgotten.
    pub const fn memory(self) -> TimeDelta {
        match self {
            Counted::OnePerson => TimeDelta::hours(24),
            Counted::OneAddress | Counted::AllStrangers => TimeDelta::hours(1),
        }
    }

    /// How long no password is looked at after so many wrong ones: a minute, then twice as long each time.
    pub fn lock_after(self, failures: i32) -> Option<TimeDelta> {
        let beyond = u32::try_from(failures.checked_sub(self.free())?).ok()?;
        let minutes = 2_i64.checked_pow(beyond).unwrap_or(i64::MAX).min(LONGEST_LOCK.num_minutes());
        Some(TimeDelta::minutes(minutes))
    }
}

/// The longest that no password is looked at.
const LONGEST_LOCK: TimeDelta = TimeDelta::minutes(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistyping_is_free_and_guessing_takes_ever_longer() {
        let minutes = |failures| Counted::OnePerson.lock_after(failures).map(|lock| lock.num_minutes());
        assert_eq!([1, 4, 5, 6, 7].map(minutes), [None, None, Some(1), Some(2), Some(4)]);
        assert_eq!([11, 60, i32::MAX].map(minutes), [Some(60); 3]);
    }

    #[test]
    fn all_strangers_together_have_fewer_than_a_hundred_guesses_in_the_first_hour() {
        let (mut spent, mut guesses) = (TimeDelta::zero(), 0);
        while spent < TimeDelta::hours(1) {
            guesses += 1;
            spent += Counted::AllStrangers.lock_after(guesses).unwrap_or_default();
        }
        assert_eq!(guesses, 55);
    }
}
