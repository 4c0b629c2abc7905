//! A sealed value as it is stored.
//!
//! Purpose: key id, nonce and ciphertext together, and their form in a text column.
//! Guarantee: [`Sealed::decode`] gives back what [`Sealed::encode`] wrote, and refuses everything else.
//! Non-goal: judging whether the value is genuine; that is known when it is opened.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Error, Result};

/// Marks the format, so that a later one can be told apart.
const VERSION: &str = "v1";

/// A sealed patient reference. Not secret without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which key of the key file sealed it.
    pub key_id: String,
    /// 24 random bytes, never used twice with a key.
    pub nonce: [u8; 24],
    /// The value and 16 bytes of authentication tag.
    pub ciphertext: Vec<u8>,
}

/// The stored text is no sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored text is no sealed value")]
pub struct MalformedSealed;

impl Sealed {
    /// The value of a row's three columns.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] when the nonce is none.
    pub fn stored(table: &'static str, key_id: String, nonce: Vec<u8>, ciphertext: Vec<u8>) -> Result<Self> {
        let nonce = nonce.try_into().map_err(|nonce: Vec<u8>| {
            let value = format!("{} bytes", nonce.len());
            Error::Inconsistent { table, column: "nonce", value }
        })?;
        Ok(Sealed { key_id, nonce, ciphertext })
    }

    /// One line of ASCII for a text column: `v1.key-id.nonce.ciphertext`, the last two as base64url.
    #[must_use]
    pub fn encode(&self) -> String {
        let nonce = URL_SAFE_NO_PAD.encode(self.nonce);
        let ciphertext = URL_SAFE_NO_PAD.encode(&self.ciphertext);
        format!("{VERSION}.{}.{nonce}.{ciphertext}", self.key_id)
    }

    /// Reads what [`Sealed::encode`] wrote.
    ///
    /// # Errors
    /// [`MalformedSealed`] for any other text.
    pub fn decode(text: &str) -> std::result::Result<Self, MalformedSealed> {
        let parts: Vec<&str> = text.split('.').collect();
        let &[VERSION, key_id, nonce, ciphertext] = parts.as_slice() else {
            return Err(MalformedSealed);
        };
        let bytes = |part| URL_SAFE_NO_PAD.decode(part).map_err(|_| MalformedSealed);
        Ok(Self {
            key_id: key_id.to_owned(),
            nonce: bytes(nonce)?.try_into().map_err(|_| MalformedSealed)?,
            ciphertext: bytes(ciphertext)?,
        })
    }
}
