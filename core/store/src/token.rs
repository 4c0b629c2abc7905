//! Secrets that open something: one-time links, sessions, API tokens.
//!
//! Purpose: make a token, and keep only its hash.
//! Guarantee: the database never holds what opens a door; hashes are compared in constant time.
//! Non-goal: expiry and single use; the store knows those.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::random::Random;

/// A new token, shown once to whom it is for. Prints nothing.
pub struct Token(Zeroizing<String>);

impl Token {
    /// A random token of 192 bits, safe in an address.
    #[must_use]
    pub fn make(random: &dyn Random) -> Self {
        Self(Zeroizing::new(random.token()))
    }

    /// The token itself, for the link, cookie or page that carries it out.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::new(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// SHA-256 of a token. A slow hash would add nothing: tokens are long and random, unlike passwords.
#[derive(Debug, Clone)]
pub struct TokenHash(String);

impl TokenHash {
    /// The hash of what a visitor presents.
    #[must_use]
    pub fn new(token: &str) -> Self {
        Self(hex(&Sha256::digest(token)))
    }

    /// A hash as it is stored.
    #[must_use]
    pub fn from_stored(hex: String) -> Self {
        Self(hex)
    }

    /// 64 lower-case hex digits, for storing and for finding by.
    #[must_use]
    pub fn as_hex(&self) -> &str {
        &self.0
    }
}

/// Compares in constant time.
impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for TokenHash {}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn the_hash_is_sha_256_of_the_token() {
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(TokenHash::new("abc").as_hex(), expected);
    }

    #[test]
    fn only_the_token_itself_matches_its_stored_hash() {
        let random = SeededRandom::new(3);
        let (token, other) = (Token::make(&random), Token::make(&random));
        let stored = TokenHash::from_stored(token.hash().as_hex().to_owned());
        assert_eq!(stored, TokenHash::new(token.expose()));
        assert_ne!(stored, other.hash());
        assert_ne!(stored, TokenHash::from_stored(String::new()));
    }

    #[test]
    fn a_token_prints_nothing() {
        let token = Token::make(&SeededRandom::new(3));
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert!(!token.hash().as_hex().contains(token.expose()));
    }
}
