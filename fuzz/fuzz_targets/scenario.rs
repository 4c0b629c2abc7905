//! The format of stories against any text: a story or a problem, the same each time, and every time in it reads as a time
//! or not. `seeds/scenario` holds a start.
#![no_main]

use libfuzzer_sys::fuzz_target;
use majakka_domain::format::time::{next_local, parse_rfc3339};
use majakka_scenario::{Action, Scenario};

fuzz_target!(|text: &str| {
    let once = Scenario::parse(text);
    let again = Scenario::parse(text);
    assert_eq!(format!("{once:?}"), format!("{again:?}"));
    let Ok(story) = once else { return };
    let Ok(start) = parse_rfc3339(&story.start) else { return };
    for step in &story.step {
        if let Some(at) = next_local(start, &step.at) {
            assert!(at >= start, "time goes on");
        }
        if let Action::Maintenance(planned) = &step.action {
            let _ = (parse_rfc3339(&planned.starts), parse_rfc3339(&planned.ends));
        }
    }
});
