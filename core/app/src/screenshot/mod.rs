//! Screenshots that come with a report.
//!
//! Purpose: look at what was uploaded, make a clean picture of it, and keep that.
//! Guarantee: only PNG, JPEG and WebP by their content, bounded in bytes and pixels before anything is decoded; what is
//! stored was drawn anew from the pixels, so that no metadata, no hidden second file and no script survives.
//! Non-goal: finding personal data in the pixels. A person ticks that there is none before a picture leaves the house.

mod inspect;
mod queue;
mod reencode;
mod store;

pub use inspect::{Inspected, MAX_BYTES, MAX_PIXELS, MAX_SIDE, UploadFormat, inspect};
pub use majakka_domain::screenshot_key::{PictureFormat, ScreenshotKey};
pub use reencode::{CleanPicture, clean, reencode};
pub use store::{ScreenshotStore, ScreenshotStoreError};

/// Why an upload is no screenshot that can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScreenshotProblem {
    /// Neither PNG nor JPEG nor WebP, whatever its name says.
    #[error("the file is not a PNG, JPEG or WebP picture")]
    NotAPicture,
    /// More bytes than [`MAX_BYTES`].
    #[error("the file is larger than {} MiB", MAX_BYTES / (1024 * 1024))]
    TooLarge,
    /// More pixels than [`MAX_PIXELS`], or a side longer than [`MAX_SIDE`].
    #[error("the picture is too large: {width} × {height} pixels")]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// It starts like a picture and cannot be read to its end.
    #[error("the picture is broken")]
    Broken,
}

impl ScreenshotProblem {
    /// The message key, without its prefix `problem-`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotAPicture => "picture_format",
            Self::TooLarge => "picture_size",
            Self::TooManyPixels { .. } => "picture_pixels",
            Self::Broken => "picture_broken",
        }
    }
}

#[cfg(test)]
mod tests;
