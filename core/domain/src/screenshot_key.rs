//! Where a picture lies in the store.
//!
//! Purpose: a name made of the content's hash: `ab/cdef….png`.
//! Guarantee: a key has exactly this shape, so none can leave the store's folder; the same picture has the same key.
//! Non-goal: who may see the picture.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureFormat {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
}

impl PictureFormat {
    /// `png` or `jpg`.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// The media type, for HTTP and mail.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// The name of a stored picture: two hex digits, `/`, 62 hex digits (SHA-256 of the content), `.png` or `.jpg`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScreenshotKey {
    text: String,
    format: PictureFormat,
}

/// The text is no key of a stored picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no key of a stored picture")]
pub struct NotAKey;

impl ScreenshotKey {
    /// The key of this content.
    #[must_use]
    pub fn new(bytes: &[u8], format: PictureFormat) -> Self {
        let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let (folder, name) = hash.split_at(2);
        Self { text: format!("{folder}/{name}.{}", format.extension()), format }
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What is stored under it.
    #[must_use]
    pub fn format(&self) -> PictureFormat {
        self.format
    }
}

impl FromStr for ScreenshotKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (folder, rest) = text.split_once('/').ok_or(NotAKey)?;
        let (name, extension) = rest.split_once('.').ok_or(NotAKey)?;
        let format = match extension {
            "png" => PictureFormat::Png,
            "jpg" => PictureFormat::Jpeg,
            _ => return Err(NotAKey),
        };
        let is_hex = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'));
        if folder.len() == 2 && name.len() == 62 && is_hex(folder) && is_hex(name) {
            Ok(Self { text: text.to_owned(), format })
        } else {
            Err(NotAKey)
        }
    }
}

impl TryFrom<String> for ScreenshotKey {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        text.parse()
    }
}

impl From<ScreenshotKey> for String {
    fn from(key: ScreenshotKey) -> Self {
        key.text
    }
}

impl fmt::Display for ScreenshotKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
