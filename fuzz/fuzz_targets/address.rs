//! Mail addresses against any text: what passes reads as itself, travels as one address, and no line of it is another header.
//! `cargo +nightly fuzz run address`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use majakka_domain::format::email::Email;

fuzz_target!(|text: &str| {
    let Ok(email) = Email::parse(text) else { return };
    assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
    let wire = email.to_wire();
    assert_eq!(wire.matches('@').count(), 1);
    assert!(wire.rsplit_once('@').is_some_and(|(_, domain)| domain.is_ascii()));
    assert!(!wire.contains(|c: char| c.is_control() || c.is_whitespace() || "<>,;".contains(c)));
});
