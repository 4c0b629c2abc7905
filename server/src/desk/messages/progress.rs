//! How far a message has come: figures, the rate, and when the last of it is thought to be out.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_domain::format::time;
use majakka_domain::id::MessageId;
use majakka_domain::terms::{Channel, DeliveryState, Language};
use majakka_messages::Renderer;
use majakka_store::db::AnyConnection;
use majakka_store::delivery;
use majakka_store::error::Result;
use serde::Serialize;

/// The rate is that of this last while.
const WINDOW: TimeDelta = TimeDelta::seconds(30);
/// After this long the mean since a message was written says nothing about what still waits.
const FRESH: TimeDelta = TimeDelta::hours(1);

/// How many of a message's deliveries stand in which state, by channel.
pub(super) type Counts = Vec<(Channel, DeliveryState, i64)>;

/// Counts one message.
pub(super) fn count(conn: &mut AnyConnection, message: MessageId) -> Result<Counts> {
    let counts = delivery::counts(conn, &[message])?;
    let mut counts: Counts = counts.into_iter().map(|(_, channel, state, count)| (channel, state, count)).collect();
    counts.sort();
    Ok(counts)
}

/// How far it has come at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Progress {
    pub(super) at: DateTime<Utc>,
    pub(super) total: i64,
    pub(super) waiting: i64,
    pub(super) failed: i64,
    pub(super) uncertain: i64,
    /// How many leave in a minute, where that is known.
    pub(super) per_minute: Option<f64>,
}

impl Progress {
    /// From the counts of a moment, without a rate.
    pub(super) fn new(at: DateTime<Utc>, counts: &Counts) -> Self {
        let of = |state| counts.iter().filter(|(_, of, _)| *of == state).map(|(.., count)| count).sum();
        Progress {
            at,
            total: counts.iter().map(|(.., count)| count).sum(),
            waiting: of(DeliveryState::Queued),
            failed: of(DeliveryState::Failed),
            uncertain: of(DeliveryState::Uncertain),
            per_minute: None,
        }
    }

    /// With the mean rate since the message was written.
    pub(super) fn since(self, written: DateTime<Utc>) -> Self {
        let recent = self.at - written <= FRESH;
        Progress { per_minute: if recent { rate((written, 0), (self.at, self.done())) } else { None }, ..self }
    }

    /// For how many it is settled.
    pub(super) fn done(&self) -> i64 {
        self.total - self.waiting
    }

    /// Does nothing wait any more?
    pub(super) fn is_over(&self) -> bool {
        self.waiting == 0
    }

    /// When the last one is thought to leave.
    pub(super) fn ends_at(&self) -> Option<DateTime<Utc>> {
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let minutes = self.waiting as f64 / self.per_minute.filter(|rate| *rate > 0.0)?;
        #[expect(clippy::cast_possible_truncation, reason = "bounded")]
        let seconds = (minutes * 60.0).min(1e9) as i64;
        if self.is_over() { None } else { self.at.checked_add_signed(TimeDelta::seconds(seconds)) }
    }

    /// In words.
    pub(super) fn said(&self, renderer: &Renderer, language: Language) -> Result<ProgressView> {
        let text = |key: &str, arguments: &[_]| renderer.i18n().text(language, key, arguments);
        let mut line = Vec::new();
        if self.is_over() {
            line.push(text("messages-over", &[])?);
        } else {
            line.push(text("messages-waiting", &[("count", self.waiting.into())])?);
        }
        if let (false, Some(rate)) = (self.is_over(), self.per_minute) {
            line.push(text("messages-rate", &[("count", rate.round().into())])?);
        }
        if let Some(at) = self.ends_at() {
            line.push(text("messages-ends", &[("at", time::short(at, self.at, language).into())])?);
        }
        if self.failed > 0 {
            line.push(text("desk-failed", &[("count", self.failed.into())])?);
        }
        if self.uncertain > 0 {
            line.push(text("messages-uncertain", &[("count", self.uncertain.into())])?);
        }
        let (done, total) = (self.done(), self.total);
        Ok(ProgressView {
            done,
            total,
            over: self.is_over(),
            figures: format!("{done} / {total}"),
            line: line.join(" · "),
        })
    }
}

/// Progress as a page says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgressView {
    pub(super) done: i64,
    pub(super) total: i64,
    /// Does nothing wait any more?
    pub(super) over: bool,
    /// `12 / 400`.
    pub(super) figures: String,
    /// What waits, how fast it leaves, until when.
    pub(super) line: String,
}

/// How many were settled at a moment.
type Sample = (DateTime<Utc>, i64);

fn rate(from: Sample, to: Sample) -> Option<f64> {
    let (milliseconds, done) = ((to.0 - from.0).num_milliseconds(), to.1 - from.1);
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let rate = done as f64 * 60_000.0 / milliseconds as f64;
    (milliseconds > 0 && done > 0).then_some(rate)
}

/// Remembers the last while, to tell a rate from it.
#[derive(Debug, Default)]
pub(super) struct Pace(VecDeque<Sample>);

impl Pace {
    /// Takes a look in, and gives it back with its rate: of the last while, or as it was given when this is the first look.
    pub(super) fn with_rate(&mut self, seen: Progress) -> Progress {
        let now = (seen.at, seen.done());
        // Whoever sets a clock back, or sends again, begins anew.
        if self.0.back().is_some_and(|last| last.0 > now.0 || last.1 > now.1) {
            self.0.clear();
        }
        while self.0.len() > 1 && self.0.front().is_some_and(|first| now.0 - first.0 > WINDOW) {
            self.0.pop_front();
        }
        let first = self.0.front().copied();
        self.0.push_back(now);
        Progress { per_minute: first.map_or(seen.per_minute, |first| rate(first, now)), ..seen }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: DateTime<Utc> = DateTime::from_timestamp(1_795_953_600, 0).unwrap();

    fn seen(second: i64, waiting: i64) -> Progress {
        let at = NOON + TimeDelta::seconds(second);
        Progress { at, total: 1_000, waiting, failed: 0, uncertain: 0, per_minute: None }
    }

    #[test]
    fn the_rate_is_that_of_the_last_half_minute() {
        let mut pace = Pace::default();
        assert_eq!(pace.with_rate(seen(0, 1_000)).per_minute, None, "one look tells no rate");
        assert_eq!(pace.with_rate(seen(10, 900)).per_minute, Some(600.0));
        assert_eq!(pace.with_rate(seen(20, 800)).ends_at(), Some(NOON + TimeDelta::seconds(100)));
        for second in [35, 50, 65] {
            pace.with_rate(seen(second, 790));
        }
        assert_eq!(pace.with_rate(seen(66, 790)).per_minute, None, "what stands still has no end in sight");
    }

    #[test]
    fn what_is_sent_again_begins_anew() {
        let mut pace = Pace::default();
        pace.with_rate(seen(0, 10));
        pace.with_rate(seen(5, 0));
        assert_eq!(pace.with_rate(seen(6, 40)).per_minute, None);
        assert_eq!(pace.with_rate(seen(66, 20)).per_minute, Some(20.0));
    }

    #[test]
    fn a_page_without_a_live_feed_tells_the_mean_since_the_message_was_written() {
        assert_eq!(seen(60, 900).since(NOON).per_minute, Some(100.0));
        assert_eq!(seen(7_200, 900).since(NOON).per_minute, None);
        assert_eq!(seen(0, 1_000).since(NOON).per_minute, None);
    }
}
