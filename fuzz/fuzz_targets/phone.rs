//! Telephone numbers against any text: what passes is E.164 and reads as itself. `cargo +nightly fuzz run phone`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use majakka_domain::format::phone::Phone;

fuzz_target!(|text: &str| {
    let Ok(phone) = Phone::parse(text) else { return };
    assert!(phone.as_str().strip_prefix('+').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit())));
    assert!((6..=16).contains(&phone.as_str().len()));
    assert_eq!(Phone::parse(phone.as_str()), Ok(phone.clone()));
    let _ = phone.sms();
});
