//! The form as a tagged PDF.
//!
//! Purpose: a sheet that an authority can read on paper, on a screen and with a screen reader.
//! Guarantee: PDF/UA-1 as far as a program can check it (tagged, Finnish, titled, fonts embedded); the same form gives the
//! same bytes, for the only date in it is the form's own.
//! Non-goal: fields to fill in.

mod draw;
mod font;
mod layout;
mod mark;

use bytes::Bytes;

use self::font::Faces;
use self::layout::Sheet;
use super::check::CheckedForm;
use super::labels::labels;
use super::lines::{Row, attachment, blocks, moment};
use majakka_domain::screenshot_key::ScreenshotKey;

/// A screenshot's bytes, as they come from the store.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Where it is stored.
    pub key: ScreenshotKey,
    /// PNG or JPEG, as the key says.
    pub bytes: Bytes,
}

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// An attachment that may leave was not among the pictures.
    #[error("the screenshot {0} is missing")]
    PictureMissing(ScreenshotKey),
    /// A stored picture cannot be read.
    #[error("the screenshot {0} cannot be read")]
    PictureBroken(ScreenshotKey),
    /// The font is not usable: a fault of the build.
    #[error("the form's font cannot be used")]
    Font,
    /// The document breaks a rule of PDF or PDF/UA.
    #[error("the PDF cannot be made: {0}")]
    Document(String),
}

impl CheckedForm {
    /// The form as PDF, with the screenshots that may leave on pages of their own. Takes tens of milliseconds, more with
    /// large pictures.
    ///
    /// # Errors
    /// A picture of [`CheckedForm::attachments`] is not among `pictures` or not readable.
    pub fn pdf(&self, pictures: &[Picture]) -> Result<Vec<u8>, PdfError> {
        let (labels, form) = (labels(), self.form());
        let faces = Faces::load().ok_or(PdfError::Font)?;
        let mut sheet = Sheet::new(&faces);
        sheet.title(&labels.title, &labels.recipient);
        sheet.table(&[
            Row { label: &labels.reference, value: Some(form.reference.clone()) },
            Row { label: &labels.written, value: Some(moment(form.written_at, labels)) },
        ]);
        for block in blocks(self) {
            sheet.heading(block.heading);
            sheet.table(&block.rows);
        }
        for (index, one) in self.attachments().enumerate() {
            let picture = pictures.iter().find(|picture| picture.key == one.key);
            let picture = picture.ok_or_else(|| PdfError::PictureMissing(one.key.clone()))?;
            sheet.picture(&attachment(index, one, labels), &one.alt, &draw::image(picture)?);
        }
        draw::document(&sheet.finish(), &faces, form)
    }
}
