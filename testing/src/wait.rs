//! Waiting for a thing to happen: the one place of the tests that sleeps, a few milliseconds at a time.

use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine with two cores; reached only by a failure.
pub const LONG: Duration = Duration::from_secs(60);

const PAUSE: Duration = Duration::from_millis(10);

/// Asks again and again until there is an answer, at most [`LONG`]; `None` when it never came.
pub fn maybe<T>(ask: impl FnMut() -> Option<T>) -> Option<T> {
    at_most(LONG, ask)
}

/// Asks again and again until there is an answer; panics with the name of the thing when it never comes.
pub fn until<T>(thing: &str, ask: impl FnMut() -> Option<T>) -> T {
    maybe(ask).unwrap_or_else(|| panic!("waited {} s in vain for {thing}", LONG.as_secs()))
}

/// Looks again and again until it is so, where looking itself waits; panics with the name of the thing when it never is.
pub async fn until_so(thing: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let so = async {
        while !is_so().await {
            tokio::time::sleep(PAUSE).await;
        }
    };
    let came = tokio::time::timeout(LONG, so).await;
    assert!(came.is_ok(), "waited {} s in vain for {thing}", LONG.as_secs());
}

/// Asks again and again until there is an answer or the time is over. Asks at least once.
pub fn at_most<T>(time: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + time;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() > end {
            return None;
        }
        thread::sleep(PAUSE);
    }
}
