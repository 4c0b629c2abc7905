//! The identity code detector against any text: it never panics, misses nothing that the strict reader sees, and leaves
//! nothing behind. `seeds/hetu` holds a start: `cargo +nightly fuzz run hetu fuzz/corpus/hetu fuzz/seeds/hetu`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use majakka_domain::format::hetu::{Hetu, contains, find, redact};

/// A good mark and some that join what stands around them.
const MARKS: [&str; 4] = ["[hetu]", "", "-9", "%"];

fuzz_target!(|text: &str| {
    let found = find(text);
    for hit in &found {
        assert!(text.get(hit.range.clone()).is_some(), "a range cuts a character");
    }
    // The slow way: the strict reader at every place, with the white space gone.
    let plain: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    for window in plain.windows(11) {
        if window.iter().all(char::is_ascii)
            && let Ok(code) = Hetu::parse(&window.iter().collect::<String>())
        {
            assert!(found.iter().any(|hit| hit.code == code), "the detector missed one");
        }
    }
    assert_eq!(contains(text), !found.is_empty());
    for mark in MARKS {
        assert!(!contains(&redact(text, mark).text), "taking codes out left one");
    }
});
