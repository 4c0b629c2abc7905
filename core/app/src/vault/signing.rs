//! Keys that sign what leaves the house and comes back.
//!
//! Guarantee: each purpose has keys of its own, derived from the vault's, so that a signature of one purpose is none of another;
//! machines that share a database share them. The first key signs, the others only know: a rotation ends nothing at once.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The keys of one purpose, the newest first.
pub struct SigningKeys(Vec<Hmac<Sha256>>);

impl SigningKeys {
    /// Derives the keys of a purpose, a text that no other purpose begins with.
    pub(super) fn derive(roots: &[Hmac<Sha256>], purpose: &str) -> Self {
        let derived = |root: &Hmac<Sha256>| keyed(&root.clone().chain_update(purpose).finalize().into_bytes());
        SigningKeys(roots.iter().map(derived).collect())
    }

    /// Signs with the newest key.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        self.0.first().map(|key| key.clone().chain_update(message).finalize().into_bytes().into()).unwrap_or_default()
    }

    /// Does the signature of one of them begin so? In constant time; the caller decides how much of one is enough.
    #[must_use]
    pub fn knows_beginning(&self, message: &[u8], beginning: &[u8]) -> bool {
        self.0.iter().any(|key| key.clone().chain_update(message).verify_truncated_left(beginning).is_ok())
    }

    /// Was it signed with one of them? In constant time.
    #[must_use]
    pub fn knows(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.iter().any(|key| key.clone().chain_update(message).verify_slice(signature).is_ok())
    }
}

/// HMAC takes keys of every length (RFC 2104, 2): it never fails.
pub(super) fn keyed(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as Mac>::new_from_slice(key).unwrap_or_else(|_| Mac::new(&Default::default()))
}
