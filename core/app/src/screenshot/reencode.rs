//! A clean picture out of an upload.
//!
//! Purpose: decode within limits, turn upright, and encode the pixels again.
//! Guarantee: nothing of the upload but its pixels is left: no EXIF, no GPS position, no colour profile, no text chunk,
//! nothing behind the end of the picture; and not more of them than a screen shows. When it is decoded, [`super::queue`] says.
//! Non-goal: animations. Of a moving picture the first frame is kept.

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageResult};
use majakka_store::screenshot_row::NewScreenshot;

use super::inspect::{Inspected, UploadFormat, decoder, inspect, limits, problem};
use super::queue::QUEUE;
use super::{PictureFormat, ScreenshotKey, ScreenshotProblem};

/// JPEG quality of what is stored: text on a screen stays readable.
const JPEG_QUALITY: u8 = 85;

/// The longest side of what is kept: a 4K screen is 3,840 across.
const SCREEN_SIDE: u32 = 4_096;

/// A picture drawn anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanPicture {
    /// What it is encoded as.
    pub format: PictureFormat,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// The encoded picture.
    pub bytes: Bytes,
}

impl CleanPicture {
    /// Its row.
    #[must_use]
    pub fn row(&self) -> NewScreenshot {
        NewScreenshot {
            key: self.key(),
            bytes: i64::try_from(self.bytes.len()).unwrap_or(i64::MAX),
            width: i32::try_from(self.width).unwrap_or(i32::MAX),
            height: i32::try_from(self.height).unwrap_or(i32::MAX),
        }
    }

    /// Where it belongs in the store.
    #[must_use]
    pub fn key(&self) -> ScreenshotKey {
        ScreenshotKey::new(&self.bytes, self.format)
    }
}

/// Inspects an upload, and re-encodes it on a thread of its own when it is its turn. `whose`: those of the same come one after the
/// other.
///
/// # Errors
/// Every [`ScreenshotProblem`].
pub async fn clean(upload: Bytes, whose: &str) -> Result<CleanPicture, ScreenshotProblem> {
    let _turn = QUEUE.turn(inspect(&upload)?, whose).await;
    // A decoder that panics must not take the request with it.
    tokio::task::spawn_blocking(move || reencode(&upload)).await.unwrap_or(Err(ScreenshotProblem::Broken))
}

/// Inspects and re-encodes an upload: PNG and WebP to PNG, JPEG to JPEG. Takes up to seconds of computing.
///
/// # Errors
/// Every [`ScreenshotProblem`].
pub fn reencode(upload: &[u8]) -> Result<CleanPicture, ScreenshotProblem> {
    let inspected = inspect(upload)?;
    let picture = on_a_screen(decode(upload, inspected)?);
    let format = match inspected.format {
        UploadFormat::Jpeg => PictureFormat::Jpeg,
        UploadFormat::Png | UploadFormat::WebP => PictureFormat::Png,
    };
    let bytes = encode(&picture, format).map_err(|_| ScreenshotProblem::Broken)?;
    Ok(CleanPicture { format, width: picture.width(), height: picture.height(), bytes: bytes.into() })
}

/// The pixels, upright, 8 bits a channel.
fn decode(upload: &[u8], inspected: Inspected) -> Result<DynamicImage, ScreenshotProblem> {
    let mut decoder = decoder(upload, inspected.format)?;
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    decoder.set_limits(limits()).map_err(|error| problem(&error, inspected))?;
    limits().reserve(decoder.total_bytes()).map_err(|error| problem(&error, inspected))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| problem(&error, inspected))?;
    picture.apply_orientation(orientation);
    Ok(eight_bits(picture))
}

/// What is larger than a screen shows is made smaller; averaging needs no memory beside the result.
fn on_a_screen(picture: DynamicImage) -> DynamicImage {
    if picture.width().max(picture.height()) <= SCREEN_SIDE {
        return picture;
    }
    picture.thumbnail(SCREEN_SIDE, SCREEN_SIDE)
}

/// Grey stays grey and opaque stays opaque; what is finer than eight bits is rounded.
fn eight_bits(picture: DynamicImage) -> DynamicImage {
    let (alpha, colour) = (picture.color().has_alpha(), picture.color().has_color());
    match (colour, alpha) {
        (false, false) => DynamicImage::ImageLuma8(picture.into_luma8()),
        (false, true) => DynamicImage::ImageLumaA8(picture.into_luma_alpha8()),
        (true, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        (true, true) => DynamicImage::ImageRgba8(picture.into_rgba8()),
    }
}

fn encode(picture: &DynamicImage, format: PictureFormat) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    match format {
        PictureFormat::Jpeg => {
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
        }
        PictureFormat::Png => {
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
            picture.write_with_encoder(encoder)?;
        }
    }
    Ok(bytes)
}
