//! What may come in, what is left of it, and where it lies.

use std::io::Cursor;

use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::storage::S3Settings;

/// A picture whose every pixel is different from its neighbours: red grows to the right, green downwards.
fn gradient(width: u32, height: u32) -> DynamicImage {
    let shade = |part: u32, whole: u32| u8::try_from(part * 255 / whole).unwrap();
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| Rgb([shade(x, width), shade(y, height), 90])))
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The PNG checksum (ISO/IEC 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [kind.as_slice(), data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [length.as_slice(), &named, &crc32(&named).to_be_bytes()].concat()
}

/// A sound PNG header that promises `width` × `height` pixels, and hardly anything behind it.
fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes(), &height.to_be_bytes(), [8, 2, 0, 0].as_slice(), &[0]].concat();
    let chunks = [png_chunk(b"IHDR", &header), png_chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0x00]), png_chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunks.concat()].concat()
}

/// An EXIF segment with an orientation and a GPS position, as telephones write it.
fn exif_with_gps(orientation: u8) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [tag.to_be_bytes().as_slice(), &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    // First directory at 8: orientation and the pointer to the GPS directory at 38, which says "60° north".
    let first = [entry(0x0112, 3, 1, [0, orientation, 0, 0]), entry(0x8825, 4, 1, [0, 0, 0, 38])].concat();
    let gps = [entry(1, 2, 2, *b"N\0\0\0"), entry(2, 5, 1, [0, 0, 0, 68])].concat();
    let directory = |entries: &[u8]| [[0, 2].as_slice(), entries, &[0; 4]].concat();
    let tiff =
        [b"MM\0\x2a\0\0\0\x08".as_slice(), &directory(&first), &directory(&gps), &[0, 0, 0, 60, 0, 0, 0, 1]].concat();
    let body = [b"Exif\0\0".as_slice(), &tiff, b"GPS-Esimerkkila"].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [[0xff, 0xe1].as_slice(), &length, &body].concat()
}

fn photo(orientation: u8) -> Vec<u8> {
    let jpeg = encoded(&gradient(64, 32), ImageFormat::Jpeg);
    [&jpeg[..2], &exif_with_gps(orientation), &jpeg[2..]].concat()
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[test]
fn the_content_decides_and_not_the_name() {
    let picture = gradient(40, 30);
    for (format, expected) in [
        (ImageFormat::Png, UploadFormat::Png),
        (ImageFormat::Jpeg, UploadFormat::Jpeg),
        (ImageFormat::WebP, UploadFormat::WebP),
    ] {
        let seen = inspect(&encoded(&picture, format)).unwrap();
        assert_eq!(seen, Inspected { format: expected, width: 40, height: 30 });
    }
}

#[test]
fn what_is_no_picture_is_said_to_be_none() {
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice();
    for bytes in [b"".as_slice(), b"GIF89a/*", b"%PDF-1.7", b"<html>", svg, b"\x89PNG", b"RIFF\0\0\0\0WAVE"] {
        assert_eq!(reencode(bytes), Err(ScreenshotProblem::NotAPicture));
    }
}

#[test]
fn a_position_planted_in_a_photo_is_gone_and_the_photo_stands_upright() {
    // Orientation 6: the telephone was held upright, the picture must be turned clockwise.
    let upload = photo(6);
    assert!(holds(&upload, b"Exif") && holds(&upload, b"GPS-Esimerkkila"));
    let clean = reencode(&upload).unwrap();
    assert!(!holds(&clean.bytes, b"Exif") && !holds(&clean.bytes, b"GPS-Esimerkkila"));
    assert_eq!((clean.format, clean.width, clean.height), (PictureFormat::Jpeg, 32, 64));
    // What was on the left (little red) is on top now.
    let upright = image::load_from_memory(&clean.bytes).unwrap().into_rgb8();
    assert!(upright.get_pixel(16, 2)[0] < 40 && upright.get_pixel(16, 61)[0] > 200);
}

#[test]
fn text_chunks_and_whatever_hides_behind_the_picture_are_gone() {
    let png = encoded(&gradient(20, 20), ImageFormat::Png);
    let text = png_chunk(b"tEXt", b"Comment\0patient 4711");
    let polyglot = [&png[..33], &text, &png[33..], b"PK\x03\x04<script>alert(1)</script>"].concat();
    let clean = reencode(&polyglot).unwrap();
    assert!(!holds(&clean.bytes, b"4711") && !holds(&clean.bytes, b"script") && !holds(&clean.bytes, b"PK\x03\x04"));
    assert_eq!(image::load_from_memory(&clean.bytes).unwrap(), gradient(20, 20), "not a pixel has changed");
}

#[test]
fn webp_becomes_png_with_every_pixel_and_its_transparency() {
    let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(9, 7, Rgba([10, 20, 30, 128])));
    let clean = reencode(&encoded(&glass, ImageFormat::WebP)).unwrap();
    assert_eq!(clean.format, PictureFormat::Png);
    assert_eq!(image::load_from_memory(&clean.bytes).unwrap(), glass);
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    for (width, height) in [(60_000, 60_000), (MAX_SIDE + 1, 1), (6_000, 5_000)] {
        assert_eq!(inspect(&png_bomb(width, height)), Err(ScreenshotProblem::TooManyPixels { width, height }));
    }
    assert!(inspect(&png_bomb(5_000, 5_000)).is_ok(), "the bound itself is allowed");
    assert_eq!(reencode(&png_bomb(5_000, 5_000)), Err(ScreenshotProblem::Broken), "and then there is nothing in it");
}

#[test]
fn what_is_larger_than_a_screen_is_made_smaller_and_a_screen_stays_as_it_is() {
    for (width, height, kept) in [(3_840, 20, (3_840, 20)), (8_192, 40, (4_096, 20)), (30, 6_144, (20, 4_096))] {
        let clean = reencode(&encoded(&gradient(width, height), ImageFormat::Png)).unwrap();
        assert_eq!((clean.width, clean.height), kept);
    }
}

#[test]
fn a_file_past_ten_mebibytes_is_refused_unseen() {
    let mut png = encoded(&gradient(2, 2), ImageFormat::Png);
    png.resize(MAX_BYTES + 1, 0);
    assert_eq!(inspect(&png), Err(ScreenshotProblem::TooLarge));
    png.truncate(MAX_BYTES);
    assert!(inspect(&png).is_ok());
}

#[test]
fn a_truncated_picture_is_broken_wherever_it_was_cut() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(&gradient(50, 50), format);
        for length in (16..whole.len() - 16).step_by(whole.len() / 23) {
            assert_eq!(reencode(&whole[..length]), Err(ScreenshotProblem::Broken), "{format:?} cut at {length}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_garbage_behind_a_good_beginning_panics(garbage: Vec<u8>, start in 0_usize..3) {
        let beginning: &[u8] = [b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff\xe0", b"RIFF\x40\0\0\0WEBPVP8 "][start];
        assert!(reencode(&[beginning, &garbage].concat()).is_err());
    }
}

#[tokio::test]
async fn a_clean_picture_is_kept_once_and_comes_back_whole() {
    let var = tempfile::tempdir().unwrap();
    let folder = var.path().join("screenshots");
    let address = url::Url::from_file_path(&folder).unwrap();
    let store = ScreenshotStore::from_url(address.as_str(), &S3Settings::default()).unwrap();
    let picture = clean(Bytes::from(photo(1)), "test").await.unwrap();
    let key = store.put(&picture).await.unwrap();
    assert_eq!(store.put(&picture).await.unwrap(), key, "twice is once");
    assert!(folder.join(key.as_str()).is_file());
    assert_eq!(store.get(&key).await.unwrap(), Some(picture.bytes.clone()));
    store.delete(&key).await.unwrap();
    store.delete(&key).await.unwrap();
    assert_eq!((store.exists(&key).await.unwrap(), store.get(&key).await.unwrap()), (false, None));
}

#[cfg(unix)]
#[test]
fn the_folder_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let var = tempfile::tempdir().unwrap();
    let folder = var.path().join("screenshots");
    ScreenshotStore::in_folder(&folder).unwrap();
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn a_key_has_one_shape_and_cannot_leave_the_folder() {
    let key = ScreenshotKey::new(b"abc", PictureFormat::Jpeg);
    insta::assert_snapshot!(key, @"ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.jpg");
    assert_eq!(key.as_str().parse(), Ok(key.clone()));
    for text in ["", "../../etc/passwd", "ba/7816.png", &key.as_str().to_uppercase(), &format!("../{key}")] {
        assert!(text.parse::<ScreenshotKey>().is_err(), "{text}");
    }
}

#[test]
fn an_address_of_another_kind_is_refused_and_the_secret_is_not_shown() {
    let error = ScreenshotStore::from_url("ftp://example.fi/x", &S3Settings::default()).unwrap_err();
    insta::assert_snapshot!(error, @"screenshots can be kept under file:///folder or s3://bucket/prefix, not under ftp://example.fi/x");
    let s3 = S3Settings { secret_access_key: Some("very-secret".into()), ..S3Settings::default() };
    assert!(!format!("{s3:?}").contains("very-secret"));
}

/// Against a real service, such as `s3s-fs` or `moto_server` on loopback with a bucket `shots`.
#[tokio::test]
#[ignore = "needs an S3 service: MAJAKKA_TEST_S3=http://127.0.0.1:PORT with the keys AK and SK"]
async fn a_bucket_keeps_pictures_as_a_folder_does() {
    let s3 = S3Settings {
        endpoint: Some(std::env::var("MAJAKKA_TEST_S3").unwrap()),
        region: Some("eu-north-1".into()),
        access_key_id: Some("AK".into()),
        secret_access_key: Some("SK".into()),
        allow_http: true,
    };
    let store = ScreenshotStore::from_url("s3://shots/majakka/pictures", &s3).unwrap();
    let picture = clean(Bytes::from(photo(1)), "test").await.unwrap();
    let key = store.put(&picture).await.unwrap();
    assert_eq!(store.put(&picture).await.unwrap(), key, "twice is once");
    assert_eq!(store.get(&key).await.unwrap(), Some(picture.bytes.clone()));
    store.delete(&key).await.unwrap();
    store.delete(&key).await.unwrap();
    assert_eq!((store.exists(&key).await.unwrap(), store.get(&key).await.unwrap()), (false, None));
    let nowhere = ScreenshotStore::from_url("s3://no-such-bucket/x", &s3).unwrap();
    assert!(nowhere.put(&picture).await.is_err(), "what does not work is said to fail");
}
