//! The door of texts against any text: what it lets through is clean, in one piece and stays as it is.
//! `cargo +nightly fuzz run text`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use majakka_domain::text::{clean, is_clean, line};

fuzz_target!(|text: &str| {
    let once = clean(text);
    assert!(is_clean(&once), "cleaned once is clean");
    assert!(!once.chars().any(|c| c.is_control() && c != '\n'));
    assert!(once.len() <= 3 * text.len(), "no text grows without bound");
    assert!(!line(text).contains(char::is_control));
    assert_eq!(line(&line(text)), line(text));
});
