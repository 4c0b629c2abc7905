//! Pictures of pages for the documentation, small enough to keep beside the code.
//!
//! A page has few colours, and many only where letters have soft edges: a palette of the 256 that are seen most shows it as
//! well, in a third of the bytes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Transformations};

type Colour = [u8; 3];

/// Two colours nearer than this are first taken for one.
const ALIKE: i32 = 48;

/// Writes a PNG anew with at most 256 colours. Panics when the file is no PNG.
pub fn shrink(path: &Path) {
    let (width, height, pixels) = read(path);
    let mut seen: HashMap<Colour, usize> = HashMap::new();
    for pixel in &pixels {
        *seen.entry(*pixel).or_default() += 1;
    }
    let palette = most_seen(&seen);
    let index: HashMap<Colour, u8> = seen.keys().map(|colour| (*colour, nearest(*colour, &palette))).collect();

    let mut encoder = Encoder::new(BufWriter::new(File::create(path).expect("the picture's file")), width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(Compression::High);
    // Neighbouring numbers of a palette mean nothing: what helps photographs does harm here.
    encoder.set_filter(png::Filter::NoFilter);
    let bytes: Vec<u8> = pixels.iter().map(|pixel| index[pixel]).collect();
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&bytes)).expect("a written picture");
}

/// A PNG of one colour: few bytes, and as many pixels as one likes. Panics when that many cannot be written.
#[must_use]
pub fn plain(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    let pixels = usize::try_from(u64::from(width) * u64::from(height)).expect("a number of pixels");
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&vec![0xd0; pixels * 3])).expect("a picture");
    bytes
}

fn read(path: &Path) -> (u32, u32, Vec<Colour>) {
    let mut decoder = Decoder::new(BufReader::new(File::open(path).expect("a picture")));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a picture of some size")];
    let info = reader.next_frame(&mut bytes).expect("the pixels of a PNG");
    let channels = info.color_type.samples();
    assert!(channels >= 3, "a picture in colour");
    let pixels = bytes.chunks_exact(channels).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
    (info.width, info.height, pixels.collect())
}

/// At most 256 colours: the most seen first, then those that are unlike all of them, so that a small bright spot keeps its
/// colour beside the many shades of an edge.
fn most_seen(seen: &HashMap<Colour, usize>) -> Vec<Colour> {
    let mut colours: Vec<_> = seen.iter().collect();
    // Of those that are seen equally often the darker first, so that the same picture gives the same file.
    colours.sort_by_key(|(colour, count)| (usize::MAX - **count, **colour));
    let mut palette: Vec<Colour> = Vec::new();
    for alike in [ALIKE, 0] {
        for (colour, _) in &colours {
            let unlike = palette.iter().all(|chosen| apart(**colour, *chosen) > alike);
            if unlike && palette.len() < 256 {
                palette.push(**colour);
            }
        }
    }
    palette
}

/// How far two colours are from each other, squared.
fn apart(one: Colour, other: Colour) -> i32 {
    one.iter().zip(other).map(|(a, b)| (i32::from(*a) - i32::from(b)).pow(2)).sum()
}

fn nearest(colour: Colour, palette: &[Colour]) -> u8 {
    let apart =
        |other: &Colour| -> i32 { colour.iter().zip(other).map(|(a, b)| (i32::from(*a) - i32::from(*b)).pow(2)).sum() };
    let best = palette.iter().enumerate().min_by_key(|(_, other)| apart(other)).map_or(0, |(index, _)| index);
    u8::try_from(best).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::Scratch;

    #[test]
    fn a_picture_stays_what_it_was_and_becomes_smaller() {
        let scratch = Scratch::new("mjpic");
        let path = scratch.join("page.png");
        let pixel =
            |x: u32, y: u32| if (x / 20 + y / 20).is_multiple_of(2) { [0, 82, 147] } else { [255, 255, (x % 3) as u8] };
        let pixels: Vec<Colour> = (0..200).flat_map(|y| (0..200).map(move |x| pixel(x, y))).collect();
        let mut encoder = Encoder::new(File::create(&path).unwrap(), 200, 200);
        encoder.set_color(ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(&pixels.concat()).unwrap();
        let before = path.metadata().unwrap().len();
        shrink(&path);
        assert_eq!(read(&path), (200, 200, pixels), "few colours are all kept");
        assert!(path.metadata().unwrap().len() <= before);
    }
}
