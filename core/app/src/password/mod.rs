//! Passwords of local accounts, the way in that works when every other sign-in is the outage.
//!
//! Purpose: judge a new password, hash it, verify one, and say when a stored hash should be made anew.
//! Guarantee: argon2id with a fresh salt; an unknown account costs the same time as a known one; nothing here prints or
//! logs a password.
//! Non-goal: counting attempts. Rate limits stand before the sign-in.
//!
//! Hashing and verifying take tens of milliseconds and the memory of [`PasswordCost`]: call them in `spawn_blocking`.

mod strength;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::Deserialize;

pub use strength::{MAX_BYTES, MIN_CHARACTERS, WeakPassword, check_strength};

use majakka_store::random::Random;

/// What hashing one password costs. The default is OWASP's recommendation for argon2id (password storage cheat sheet).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes; more than one only pays if sign-ins may use several cores each.
    pub lanes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// The answer to a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It is the one, and its hash is as strong as a new one would be.
    Right,
    /// It is the one; store a new hash of it, the old one was cheaper or of another kind.
    RightButRehash,
    /// It is not, or there is no such account.
    Wrong,
}

/// A setting or a hash that argon2 refuses.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The cost settings are out of argon2's range.
    #[error("the password cost settings are out of range: {0}")]
    Cost(argon2::Error),
    /// The hash could not be made.
    #[error("the password could not be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// Hashes and verifies at a set cost.
#[derive(Debug)]
pub struct Passwords {
    argon2: Argon2<'static>,
    /// The hash of a password nobody has: what an unknown account is compared with.
    decoy: String,
}

impl Passwords {
    /// Ready to hash at `cost`.
    ///
    /// # Errors
    /// [`PasswordError::Cost`] if the settings are out of argon2's range.
    pub fn new(cost: PasswordCost, random: &dyn Random) -> Result<Self, PasswordError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(PasswordError::Cost)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash(&argon2, &random.token(), random)?;
        Ok(Self { argon2, decoy })
    }

    /// A PHC string (`$argon2id$v=19$m=…`) of the password with a new salt.
    ///
    /// # Errors
    /// [`PasswordError::Hash`] if argon2 refuses, for instance for want of memory.
    pub fn hash(&self, password: &str, random: &dyn Random) -> Result<String, PasswordError> {
        hash(&self.argon2, password, random)
    }

    /// Whether `password` made the `stored` PHC string. `None`, for an account that does not exist or has no password,
    /// and a stored text that is no PHC string take as long as a wrong password.
    #[must_use]
    pub fn verify(&self, password: &str, stored: Option<&str>) -> Verified {
        let Some(stored) = stored.and_then(|text| PasswordHash::new(text).ok()) else {
            if let Ok(decoy) = PasswordHash::new(&self.decoy) {
                let _ = self.argon2.verify_password(password.as_bytes(), &decoy);
            }
            return Verified::Wrong;
        };
        match self.argon2.verify_password(password.as_bytes(), &stored) {
            Err(_) => Verified::Wrong,
            Ok(()) if self.is_current(&stored) => Verified::Right,
            Ok(()) => Verified::RightButRehash,
        }
    }

    fn is_current(&self, stored: &PasswordHash<'_>) -> bool {
        let (now, then) = (self.argon2.params(), Params::try_from(stored));
        stored.algorithm == Algorithm::Argon2id.ident()
            && stored.version == Some(Version::V0x13.into())
            && then.is_ok_and(|then| {
                (then.m_cost(), then.t_cost(), then.p_cost()) == (now.m_cost(), now.t_cost(), now.p_cost())
            })
    }
}

fn hash(argon2: &Argon2<'_>, password: &str, random: &dyn Random) -> Result<String, PasswordError> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(PasswordError::Hash)?;
    let hash = argon2.hash_password(password.as_bytes(), &salt).map_err(PasswordError::Hash)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use majakka_store::random::SeededRandom;

    /// As cheap as argon2 allows.
    const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };

    fn passwords(cost: PasswordCost) -> Passwords {
        Passwords::new(cost, &SeededRandom::new(1)).unwrap()
    }

    #[test]
    fn the_right_password_is_right_and_every_other_wrong() {
        let (passwords, random) = (passwords(CHEAP), SeededRandom::new(2));
        let stored = passwords.hash("tuhat järveä ja yksi", &random).unwrap();
        assert_eq!(passwords.verify("tuhat järveä ja yksi", Some(&stored)), Verified::Right);
        for wrong in ["tuhat järveä ja yks", "Tuhat järveä ja yksi", "", "tuhat järveä ja yksi "] {
            assert_eq!(passwords.verify(wrong, Some(&stored)), Verified::Wrong, "{wrong}");
        }
    }

    #[test]
    fn equal_passwords_have_different_hashes() {
        let (passwords, random) = (passwords(CHEAP), SeededRandom::new(2));
        assert_ne!(passwords.hash("same", &random).unwrap(), passwords.hash("same", &random).unwrap());
    }

    #[test]
    fn a_hash_says_how_it_was_made_with_the_default_cost() {
        let stored = passwords(PasswordCost::default()).hash("x", &SeededRandom::new(2)).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    }

    #[test]
    fn a_hash_of_another_cost_still_opens_and_asks_to_be_made_anew() {
        let old = passwords(CHEAP).hash("x", &SeededRandom::new(2)).unwrap();
        let dearer = passwords(PasswordCost { passes: 2, ..CHEAP });
        assert_eq!(dearer.verify("x", Some(&old)), Verified::RightButRehash);
        assert_eq!(dearer.verify("y", Some(&old)), Verified::Wrong);
    }

    #[test]
    fn an_unknown_account_and_a_broken_hash_are_simply_wrong() {
        let passwords = passwords(CHEAP);
        assert_eq!(passwords.verify("x", None), Verified::Wrong);
        assert_eq!(passwords.verify("x", Some("not a hash")), Verified::Wrong);
        assert_eq!(PasswordHash::new(&passwords.decoy).map(|decoy| passwords.is_current(&decoy)), Ok(true));
    }

    #[test]
    fn settings_out_of_range_are_refused_in_words() {
        let error = Passwords::new(PasswordCost { memory_kib: 1, ..CHEAP }, &SeededRandom::new(1)).unwrap_err();
        insta::assert_snapshot!(error, @"the password cost settings are out of range: memory cost is too small");
    }
}
