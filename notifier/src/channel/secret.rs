//! A secret that does not print itself.

use std::{fmt, path::Path};

use majakka_app::secret_file::{self, SecretFileError};

/// The content of a secret file, without the line break at its end.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// A secret file that is of no use.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// It cannot be read, or others can read it too.
    #[error("the secret file {0}")]
    File(#[from] SecretFileError),
    /// Nothing is in it.
    #[error("the secret file {path} is empty")]
    Empty {
        /// As it was given.
        path: String,
    },
    /// It could be guessed.
    #[error("the secret is shorter than {0} bytes")]
    TooShort(usize),
    /// It must be text.
    #[error("the secret is not UTF-8 text")]
    NotText,
}

impl Secret {
    /// A secret that the caller holds already.
    pub fn new(secret: impl Into<Vec<u8>>) -> Self {
        Secret(secret.into())
    }

    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be read, is open to others, or is empty.
    pub fn from_file(path: &Path) -> Result<Self, SecretError> {
        let content = secret_file::read(path)?;
        let secret = content.trim_ascii_end();
        if secret.is_empty() {
            return Err(SecretError::Empty { path: path.display().to_string() });
        }
        Ok(Secret::new(secret))
    }

    /// Reads a file that holds text: a password, a token.
    ///
    /// # Errors
    /// As [`Secret::from_file`], or it is no UTF-8.
    pub fn text_from_file(path: &Path) -> Result<Self, SecretError> {
        let secret = Secret::from_file(path)?;
        secret.reveal_text()?;
        Ok(secret)
    }

    /// The secret as text; empty when it is none, which [`Secret::text_from_file`] refuses.
    pub fn as_text(&self) -> &str {
        self.reveal_text().unwrap_or_default()
    }

    /// The secret itself.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// The secret as a password.
    ///
    /// # Errors
    /// It is no UTF-8.
    pub fn reveal_text(&self) -> Result<&str, SecretError> {
        std::str::from_utf8(&self.0).map_err(|_| SecretError::NotText)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
