//! A first look at an upload.
//!
//! Purpose: what is it, and is it small enough to decode?
//! Guarantee: judged by the content's first bytes, never by name or declared type; only the header is read.
//! Non-goal: whether the rest is sound; that is known after decoding.

use std::io::Cursor;

use image::{ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::ScreenshotProblem;

/// The largest upload, in bytes (10 MiB).
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The most pixels: three times a 4K screen, and 100 MB when decoded.
pub const MAX_PIXELS: u64 = 25_000_000;

/// The longest side, in pixels.
pub const MAX_SIDE: u32 = 12_000;

/// What an upload may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadFormat {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, lossy or lossless.
    WebP,
}

/// An upload that is worth decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inspected {
    /// What it is.
    pub format: UploadFormat,
    /// Pixels across, as the header says.
    pub width: u32,
    /// Pixels down, as the header says.
    pub height: u32,
}

impl Inspected {
    /// How many pixels.
    #[must_use]
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Looks at the first bytes and the header.
///
/// # Errors
/// Every [`ScreenshotProblem`]; `Broken` here means a header that cannot be read.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, ScreenshotProblem> {
    if bytes.len() > MAX_BYTES {
        return Err(ScreenshotProblem::TooLarge);
    }
    let format = sniff(bytes).ok_or(ScreenshotProblem::NotAPicture)?;
    let (width, height) = decoder(bytes, format)?.dimensions();
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(ScreenshotProblem::TooManyPixels { width, height });
    }
    Ok(Inspected { format, width, height })
}

/// The format by its magic bytes.
fn sniff(bytes: &[u8]) -> Option<UploadFormat> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(UploadFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(UploadFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(UploadFormat::WebP),
        _ => None,
    }
}

/// A decoder that has read the header and nothing else.
pub(super) fn decoder(bytes: &[u8], format: UploadFormat) -> Result<impl ImageDecoder + '_, ScreenshotProblem> {
    let format = match format {
        UploadFormat::Png => ImageFormat::Png,
        UploadFormat::Jpeg => ImageFormat::Jpeg,
        UploadFormat::WebP => ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    reader.into_decoder().map_err(|_| ScreenshotProblem::Broken)
}

/// Memory for decoding. The sides are judged by [`inspect`], which can say how large the picture is.
pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    // Four bytes a pixel, and some for the decoder itself. 16-bit pictures reach it at half the size.
    limits.max_alloc = Some(MAX_PIXELS * 4 + 32 * 1024 * 1024);
    limits
}

/// What a decoder's refusal means for the person at the form.
pub(super) fn problem(error: &ImageError, inspected: Inspected) -> ScreenshotProblem {
    match error {
        ImageError::Limits(_) => ScreenshotProblem::TooManyPixels { width: inspected.width, height: inspected.height },
        _ => ScreenshotProblem::Broken,
    }
}
