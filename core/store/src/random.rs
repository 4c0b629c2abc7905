//! Chance as an argument.
//!
//! Purpose: tokens, nonces, salts and jitter ask a [`Random`], never the machine.
//! Guarantee: [`SystemRandom`] is the one home of the operating system's randomness; with a [`SeededRandom`] the same story
//! throws the same numbers every time.
//! Non-goal: statistics. This is for secrets and for small choices.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};

/// Random bytes in a token: 192 bits, so that 32 characters of base64url come out even.
const TOKEN_BYTES: usize = 24;

/// A source of random bytes, fit for secrets unless it is seeded.
pub trait Random: Send + Sync {
    /// Fills the whole slice with random bytes.
    fn fill(&self, bytes: &mut [u8]);

    /// A random number over the whole range.
    fn number(&self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A random number in `0..n`, every value equally likely; 0 when `n` is 0.
    fn below(&self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        // Numbers of the incomplete last round would favour the small results: throw again.
        let rounds_end = u64::MAX - u64::MAX % n;
        loop {
            let number = self.number();
            if number < rounds_end {
                return number % n;
            }
        }
    }

    /// A secret for links and cookies: 32 characters of `A-Z a-z 0-9 - _`, 192 bits.
    fn token(&self) -> String {
        let mut bytes = [0; TOKEN_BYTES];
        self.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// The operating system's randomness, through rand's cryptographic generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the one home of real randomness")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// The same throws for the same seed: for tests and replay, never for a running installation.
#[derive(Debug)]
pub struct SeededRandom(Mutex<StdRng>);

impl SeededRandom {
    /// Random whose whole future follows from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_tokens_and_another_seed_others() {
        let (one, same, other) = (SeededRandom::new(7), SeededRandom::new(7), SeededRandom::new(8));
        let first = one.token();
        assert_eq!(first, same.token());
        assert_ne!(first, one.token());
        assert_ne!(first, other.token());
    }

    #[test]
    fn a_token_is_32_characters_safe_in_an_address() {
        let token = SystemRandom.token();
        assert_eq!(token.len(), 32);
        assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{token}");
        assert_ne!(token, SystemRandom.token());
    }

    #[test]
    fn below_reaches_every_value_and_nothing_else() {
        let random = SeededRandom::new(1);
        let mut seen = [0_u32; 6];
        for _ in 0..600 {
            seen[usize::try_from(random.below(6)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|&times| times > 60), "{seen:?}");
        assert_eq!((random.below(0), random.below(1)), (0, 0));
    }
}
