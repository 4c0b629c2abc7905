//! Packing what is sent many times: once, and not per request.

use std::io::Write as _;

/// As small as gzip gets.
pub(crate) fn gzip(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}

/// `quality`: 0 to 11. The window holds the whole document where it can: no more memory is asked for than that.
pub(crate) fn brotli(plain: &[u8], quality: i32) -> Option<Vec<u8>> {
    /// Below this (256 KiB) the encoder falls to a slower way of searching.
    const SMALLEST_WINDOW: u32 = 18;
    /// 4 MiB; RFC 7932, 9.1 allows 16.
    const LARGEST_WINDOW: u32 = 22;
    let window = plain.len().next_power_of_two().trailing_zeros().clamp(SMALLEST_WINDOW, LARGEST_WINDOW);
    let settings = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: i32::try_from(window).ok()?,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &plain[..], &mut packed, &settings).ok()?;
    Some(packed)
}
