//! Times against any text: what is read is shown again, judged without harm, and short enough for a text message.
//! `cargo +nightly fuzz run time`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use majakka_domain::bounds::{TimeOf, judge};
use majakka_domain::format::time::{Side, long, parse_local_input, parse_rfc3339, short};
use majakka_domain::terms::Language;

fuzz_target!(|text: &str| {
    // Sunday 29 November 2026, in the evening.
    let Ok(now) = parse_rfc3339("2026-11-29T20:00:00Z") else { return };
    for at in parse_rfc3339(text).into_iter().chain(parse_local_input(text, Side::Before(now))) {
        for what in [TimeOf::Sight, TimeOf::End(now), TimeOf::Promise, TimeOf::Estimate, TimeOf::BreakStart, TimeOf::BreakEnd(now), TimeOf::Theirs] {
            if judge(what, "field", at, now).is_ok() {
                assert!(short(at, now, Language::Fi).len() <= 21);
            }
        }
        assert!(!long(at, Language::En).is_empty());
    }
});
