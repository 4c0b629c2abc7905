//! Rules of recurrence against any text: what is read is read again the same, a series that is sound goes on from each of its
//! breaks to a later one, and nothing takes long.
#![no_main]

use chrono::TimeDelta;
use libfuzzer_sys::fuzz_target;
use majakka_domain::format::time::parse_rfc3339;
use majakka_domain::recurrence::Recurrence;

fuzz_target!(|text: &str| {
    // The second Thursday of December 2026, in the evening.
    let Ok(first) = parse_rfc3339("2026-12-10T20:00:00Z") else { return };
    let Ok(rule) = Recurrence::parse(text) else { return };
    assert_eq!(Recurrence::parse(rule.text()).as_ref(), Ok(&rule));
    let sound = rule.check(first, TimeDelta::hours(2)).is_ok();
    let mut at = first;
    for _ in 0..5 {
        let Some(next) = rule.next(first, at) else { break };
        assert!(next > at, "time goes on");
        assert!(!sound || next >= at + TimeDelta::hours(2), "a sound series does not overlap");
        at = next;
    }
});
