//! Forms with files against any bytes in chunks of any size: never more than the limits, and the same parts however the
//! network cuts them. `seeds/multipart` holds a start: a byte that says how large the chunks are, then the form.
#![no_main]

use actix_multipart::Multipart;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use actix_web::web::Bytes;
use futures_executor::block_on;
use futures_util::stream;
use libfuzzer_sys::fuzz_target;
use majakka_form::{Limits, Part, Parts, Problem};

const TYPE: &str = "multipart/form-data; boundary=B";
/// Small, so that short inputs meet them.
const LIMITS: Limits = Limits { text_bytes: 24, texts: 4, file_bytes: 32, files: 3, whole_bytes: 96 };

fuzz_target!(|input: &[u8]| {
    let Some((size, body)) = input.split_first() else { return };
    let whole = read(body, body.len().max(1));
    within_the_limits(&whole.0);
    let cut = read(body, usize::from(*size).max(1));
    within_the_limits(&cut.0);
    assert_eq!(whole, cut, "cut into chunks the form says something else");
});

/// The parts, and how it ended.
fn read(body: &[u8], chunk: usize) -> (Vec<Part>, Option<Problem>) {
    let chunks: Vec<_> = body.chunks(chunk).map(|bytes| Ok::<_, PayloadError>(Bytes::copy_from_slice(bytes))).collect();
    let mut head = HeaderMap::new();
    head.insert(CONTENT_TYPE, HeaderValue::from_static(TYPE));
    let mut parts = Parts::new(Multipart::new(&head, stream::iter(chunks)), LIMITS);
    let mut seen = Vec::new();
    let end = loop {
        match block_on(parts.next()) {
            Ok(Some(part)) => seen.push(part),
            Ok(None) => break None,
            Err(problem) => break Some(problem),
        }
    };
    (seen, end)
}

fn within_the_limits(parts: &[Part]) {
    let (mut texts, mut files, mut bytes) = (0, 0, 0);
    for part in parts {
        match part {
            Part::Text { value, .. } => {
                assert!(value.len() <= LIMITS.text_bytes);
                (texts, bytes) = (texts + 1, bytes + value.len());
            }
            Part::File { bytes: content, .. } => {
                let length = content.as_ref().map_or(0, Vec::len);
                assert!(length <= LIMITS.file_bytes);
                (files, bytes) = (files + 1, bytes + length);
            }
        }
    }
    assert!(texts <= LIMITS.texts && files <= LIMITS.files && bytes <= LIMITS.whole_bytes);
}
