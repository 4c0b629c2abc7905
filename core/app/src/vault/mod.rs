//! Sealed patient references.
//!
//! Purpose: a patient reference is stored only as ciphertext, under keys that never enter the database.
//! Guarantee: XChaCha20-Poly1305 with a fresh nonce; a sealed value opens only with its key and in the context (the
//! report's id) it was sealed for, so that it can be neither altered nor moved to another report. Nothing here logs.
//! Non-goal: who may open what and why. The caller writes the purpose to the audit log first, and opens afterwards.

mod key_file;
mod plain;
mod signing;

use std::fmt;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::Hmac;
use sha2::Sha256;
use zeroize::Zeroizing;

pub use key_file::KeyFileError;
pub use majakka_store::sealed::{MalformedSealed, Sealed};
pub use plain::Plain;
pub use signing::SigningKeys;

use crate::delivery_code::DeliveryCodes;
use majakka_store::random::Random;

/// Names what the ciphertext is for: one of another purpose, should there ever be one, does not open here.
const DOMAIN: &str = "majakka/patient-reference/1";

/// Context and text of a proof.
const PROOF: &str = "vault key";

/// The keys that seal and open patient references. The first key of the file seals, the others only open.
pub struct Vault {
    /// Never empty.
    keys: Vec<Key>,
    codes: DeliveryCodes,
    roots: Vec<Hmac<Sha256>>,
}

/// A named key, ready to use.
struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
}

/// Why a value could not be sealed or opened. Says nothing about the value.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VaultError {
    /// The key that sealed the value is not in the key file (any more).
    #[error("no key {0:?} in the key file: put the old key back below the new one")]
    UnknownKey(String),
    /// The value was altered, or it belongs to another report.
    #[error("the sealed value does not open here: it was altered or belongs elsewhere")]
    DoesNotOpen,
    /// The value is too long for the cipher.
    #[error("the value could not be sealed")]
    CannotSeal,
}

impl Vault {
    /// Reads the key file, or makes one with a new key and mode 0600 if there is none yet.
    ///
    /// # Errors
    /// The file cannot be read or made, is open to others, or holds no proper key.
    pub fn open_or_create(path: &Path, random: &dyn Random) -> Result<Self, KeyFileError> {
        key_file::read_or_create(path, random).and_then(|text| Self::from_text(&text))
    }

    /// Makes a key file with one new key and mode 0600.
    ///
    /// # Errors
    /// It cannot be made, or is there already.
    pub fn create_key_file(path: &Path, random: &dyn Random) -> Result<(), KeyFileError> {
        key_file::create(path, random)
    }

    /// Writes the keys of one file into a new one, of mode 0600. One that holds the same keys already is left as it is.
    ///
    /// # Errors
    /// The first is no key file, or the second is there with other keys, or cannot be made.
    pub fn copy_keys(from: &Path, to: &Path) -> Result<(), KeyFileError> {
        key_file::copy(from, to)
    }

    /// Adds a new key at the end of a key file, where it opens and does not seal yet; says its id.
    ///
    /// # Errors
    /// The file is none, or cannot be written to.
    pub fn add_key(path: &Path, random: &dyn Random) -> Result<String, KeyFileError> {
        key_file::append(path, random)
    }

    /// Reads the key file and never makes one: for installations of several machines, which must share their keys.
    ///
    /// # Errors
    /// As [`Vault::open_or_create`], and if the file is missing.
    pub fn from_file(path: &Path) -> Result<Self, KeyFileError> {
        key_file::read(path).and_then(|text| Self::from_text(&text))
    }

    /// Keys out of the text of a key file: one `id key` a line (32 bytes as hex or base64), `#` starts a comment.
    ///
    /// # Errors
    /// A line that is no key, an id that stands twice, or no key at all.
    pub fn from_text(text: &str) -> Result<Self, KeyFileError> {
        let parsed = key_file::parse(text)?;
        let codes = DeliveryCodes::derive(parsed.iter().map(|(_, bytes)| &**bytes));
        let roots = parsed.iter().map(|(_, bytes)| signing::keyed(&**bytes)).collect();
        let cipher = |(id, bytes): (String, key_file::KeyBytes)| Key {
            id,
            cipher: XChaCha20Poly1305::new(bytes.as_slice().into()),
        };
        Ok(Self { keys: parsed.into_iter().map(cipher).collect(), codes, roots })
    }

    /// Seals `plain` for `context`, the id of the report it belongs to, with the newest key.
    ///
    /// # Errors
    /// [`VaultError::CannotSeal`] for a value of more than 256 GiB.
    pub fn seal(&self, context: &str, plain: &Plain, random: &dyn Random) -> Result<Sealed, VaultError> {
        self.keys.first().ok_or(VaultError::CannotSeal)?.seal(context, plain, random)
    }

    /// Opens a value that was sealed for the same `context`.
    ///
    /// # Errors
    /// [`VaultError::UnknownKey`] if its key is gone; [`VaultError::DoesNotOpen`] if it was altered or moved.
    pub fn open(&self, context: &str, sealed: &Sealed) -> Result<Plain, VaultError> {
        let key = self.key(&sealed.key_id).ok_or_else(|| VaultError::UnknownKey(sealed.key_id.clone()))?;
        let aad = associated_data(&key.id, context);
        let bytes = key
            .cipher
            .decrypt(XNonce::from_slice(&sealed.nonce), Payload { msg: &sealed.ciphertext, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::DoesNotOpen)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| VaultError::DoesNotOpen)?;
        Ok(Plain::from(text.to_owned()))
    }

    /// A value for each key that only this key opens, by which a database knows it again.
    ///
    /// # Errors
    /// As [`Vault::seal`].
    pub fn proofs(&self, random: &dyn Random) -> Result<Vec<Sealed>, VaultError> {
        self.keys.iter().map(|key| key.seal(PROOF, &Plain::from(PROOF.to_owned()), random)).collect()
    }

    /// Is it the key of this proof? `None` when there is no key of its name.
    #[must_use]
    pub fn proves(&self, proof: &Sealed) -> Option<bool> {
        self.key(&proof.key_id).map(|_| self.open(PROOF, proof).is_ok())
    }

    /// The names of the keys, the one that seals first.
    #[must_use]
    pub fn key_ids(&self) -> Vec<&str> {
        self.keys.iter().map(|key| key.id.as_str()).collect()
    }

    /// The keys that only open: what they sealed is sealed anew with the newest.
    #[must_use]
    pub fn older_keys(&self) -> Vec<&str> {
        self.keys.iter().skip(1).map(|key| key.id.as_str()).collect()
    }

    /// The signed numbers of deliveries, made under keys that are derived from these: machines that share a database share
    /// them.
    #[must_use]
    pub fn delivery_codes(&self) -> &DeliveryCodes {
        &self.codes
    }

    /// Keys that sign for a purpose, a text that no other purpose begins with.
    #[must_use]
    pub fn signing(&self, purpose: &str) -> SigningKeys {
        SigningKeys::derive(&self.roots, purpose)
    }

    fn key(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }
}

impl Key {
    fn seal(&self, context: &str, plain: &Plain, random: &dyn Random) -> Result<Sealed, VaultError> {
        let mut nonce = [0; 24];
        random.fill(&mut nonce);
        let aad = associated_data(&self.id, context);
        let ciphertext = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain.expose().as_bytes(), aad: &aad })
            .map_err(|_| VaultError::CannotSeal)?;
        Ok(Sealed { key_id: self.id.clone(), nonce, ciphertext })
    }
}

/// What is authenticated beside the value. Key ids hold no NUL, so the parts cannot run into each other.
fn associated_data(key_id: &str, context: &str) -> Vec<u8> {
    [DOMAIN, key_id, context].join("\0").into_bytes()
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

#[cfg(test)]
mod tests;
