//! A form with files as a browser posts it (RFC 7578), read part by part.
//!
//! Guarantee: nothing outgrows its [`Limits`], whatever is posted; every text and name passes its door; a file that is too large costs no other part; one part is
//! in memory at a time. Non-goal: what the parts mean.

use actix_multipart::{Field, Multipart};
use futures_util::TryStreamExt;
use majakka_domain::text;

/// What one form may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of one text; a longer one breaks the form.
    pub text_bytes: usize,
    /// Texts.
    pub texts: usize,
    /// Bytes of one file; a longer one comes as none.
    pub file_bytes: usize,
    /// Files.
    pub files: usize,
    /// Bytes of all parts together.
    pub whole_bytes: usize,
}

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A field.
    Text {
        /// Its name; empty when it has none.
        name: String,
        /// What was entered, as it passed the door of texts.
        value: String,
    },
    /// A file. A field for files that was left alone comes as one without name and bytes.
    File {
        /// The file's name, as the browser gave it.
        name: String,
        /// The content, unless it was too large.
        bytes: Option<Vec<u8>>,
    },
}

/// Why a form cannot be read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is no form, has a text that is not UTF-8, or more parts than a form has.
    #[error("malformed")]
    Malformed,
    /// A text or the whole is too large.
    #[error("too large")]
    TooLarge,
}

/// The parts of one form, in their order.
pub struct Parts {
    form: Multipart,
    limits: Limits,
}

impl Parts {
    /// Reads nothing yet.
    pub fn new(form: Multipart, limits: Limits) -> Self {
        Parts { form, limits }
    }

    /// The next part; none at the end of the form.
    ///
    /// # Errors
    /// [`Problem`]; the form cannot be read further then.
    pub async fn next(&mut self) -> Result<Option<Part>, Problem> {
        let Some(field) = self.form.try_next().await.map_err(|_| Problem::Malformed)? else { return Ok(None) };
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.content_disposition().and_then(|head| head.get_filename()).map(str::to_owned);
        let part = match file {
            None => {
                count(&mut self.limits.texts)?;
                let bytes = self.bytes(field, self.limits.text_bytes).await?.ok_or(Problem::TooLarge)?;
                let value = std::str::from_utf8(&bytes).map_err(|_| Problem::Malformed)?;
                Part::Text { name: text::clean(&name).into_owned(), value: text::clean(value).into_owned() }
            }
            Some(name) => {
                count(&mut self.limits.files)?;
                Part::File { name: text::line(&name), bytes: self.bytes(field, self.limits.file_bytes).await? }
            }
        };
        Ok(Some(part))
    }

    /// The bytes of one part, or nothing when it has more than `most`; the rest is read and let go.
    async fn bytes(&mut self, mut field: Field, most: usize) -> Result<Option<Vec<u8>>, Problem> {
        let mut bytes = Vec::new();
        let mut fits = true;
        while let Some(chunk) = field.try_next().await.map_err(|_| Problem::Malformed)? {
            let left = self.limits.whole_bytes.checked_sub(chunk.len());
            self.limits.whole_bytes = left.ok_or(Problem::TooLarge)?;
            fits = fits && bytes.len() + chunk.len() <= most;
            if fits {
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
            }
        }
        Ok(fits.then_some(bytes))
    }
}

/// One more, as long as there may be one more.
fn count(left: &mut usize) -> Result<(), Problem> {
    *left = left.checked_sub(1).ok_or(Problem::Malformed)?;
    Ok(())
}
