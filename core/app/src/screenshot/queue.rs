//! Who decodes a picture next.
//!
//! Guarantee: at most one large picture is decoded at a time, and one small one beside it, so that a screenshot never waits for
//! somebody's photographs, and memory holds. Of each link one picture at a time stands in the line: whoever sends many waits for
//! herself, and the next link's turn comes after one of hers.
//! Non-goal: how many there may be; the form and its quotas say that.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Inspected;

/// Up to this it is the screenshot of one 4K screen.
const SMALL: u64 = 9_000_000;

/// The line of this process.
pub(super) static QUEUE: LazyLock<Queue> = LazyLock::new(Queue::default);

/// Two lanes.
#[derive(Default)]
pub(super) struct Queue {
    small: Lane,
    large: Lane,
}

struct Lane {
    place: Arc<Semaphore>,
    /// Those who have something in the lane, until nobody holds or awaits it.
    turns: Mutex<HashMap<String, Weak<Semaphore>>>,
}

/// The place of one picture, until it is dropped.
pub(super) struct Turn {
    _place: Option<OwnedSemaphorePermit>,
    _own: Option<OwnedSemaphorePermit>,
}

impl Default for Lane {
    fn default() -> Self {
        Lane { place: Arc::new(Semaphore::new(1)), turns: Mutex::default() }
    }
}

impl Queue {
    /// Waits until the picture may be decoded.
    pub(super) async fn turn(&self, picture: Inspected, whose: &str) -> Turn {
        let lane = if picture.pixels() <= SMALL { &self.small } else { &self.large };
        // Neither is ever closed.
        let own = lane.own(whose).acquire_owned().await.ok();
        let place = Arc::clone(&lane.place).acquire_owned().await.ok();
        Turn { _place: place, _own: own }
    }
}

impl Lane {
    fn own(&self, whose: &str) -> Arc<Semaphore> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = turns.get(whose).and_then(Weak::upgrade) {
            return own;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let own = Arc::new(Semaphore::new(1));
        turns.insert(whose.to_owned(), Arc::downgrade(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::super::UploadFormat;
    use super::*;

    fn picture(width: u32) -> Inspected {
        Inspected { format: UploadFormat::Png, width, height: 3_000 }
    }

    #[tokio::test]
    async fn a_small_picture_never_waits_for_large_ones_and_the_next_link_waits_for_one() {
        let queue = Queue::default();
        let (large, small) = (picture(8_000), picture(1_000));
        let first = queue.turn(large, "ward").await;
        let mut second = Box::pin(queue.turn(large, "ward"));
        let mut third = Box::pin(queue.turn(large, "ward"));
        let mut other = Box::pin(queue.turn(large, "other"));
        for waiting in [&mut second, &mut third, &mut other] {
            assert!(waiting.as_mut().now_or_never().is_none(), "one large picture at a time");
        }
        let nurse = queue.turn(small, "ward").now_or_never().expect("a place for small ones");
        assert!(queue.turn(small, "other").now_or_never().is_none(), "one small picture at a time");
        drop(nurse);
        drop(first);
        let other = other.now_or_never().expect("the other link is next: the ward has had its turn");
        assert!(second.as_mut().now_or_never().is_none());
        drop(other);
        let second = second.now_or_never().expect("then the ward again");
        assert!(third.as_mut().now_or_never().is_none());
        drop(second);
        drop(third.now_or_never().expect("and once more"));
        let _ = queue.turn(large, "last").await;
        assert_eq!(queue.large.turns.lock().unwrap().len(), 1, "who is gone is forgotten");
    }
}
