//! A line in the log for each word that goes to many: how many have it, how many will not get it, how many wait, and for how long it
//! has been on its way.
//!
//! Guarantee: one line when nothing waits any more, and until then at most one a minute, while something changes; by the one worker that
//! runs the schedule; no word of the text, of whom it goes to or what it is about.
//! Non-goal: each recipient; the desk has the list.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_domain::id::MessageId;
use majakka_domain::terms::{DeliveryState, MessageKind};
use majakka_store::db::dialect;
use majakka_store::error::Result;
use majakka_store::{delivery, message};

use crate::outbox::blocking;

/// One that is still on its way is told of this often.
const AGAIN: TimeDelta = TimeDelta::minutes(1);
/// Whoever takes over looks at so many of before.
const BEFORE: i64 = 50;

/// What is on its way.
#[derive(Debug, Default)]
pub(super) struct OnTheWay {
    /// The newest that is known; none before the first look.
    newest: Option<MessageId>,
    known: BTreeMap<MessageId, Word>,
}

#[derive(Debug, Clone)]
struct Word {
    kind: MessageKind,
    written_at: DateTime<Utc>,
    told_at: DateTime<Utc>,
    told: Counts,
}

/// How far one has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    sent: i64,
    failed: i64,
    waiting: i64,
    /// Handed over, and nobody said whether it was taken.
    uncertain: i64,
    replaced: i64,
}

impl OnTheWay {
    /// Looks, and writes the lines that are due.
    pub(super) async fn tell(&mut self, app: &App) {
        match self.look(app).await {
            Err(error) if !error.is_trouble() => {
                tracing::error!(%error, "how far words have come could not be looked up")
            }
            _ => {}
        }
    }

    async fn look(&mut self, app: &App) -> Result<()> {
        let (newest, known) = (self.newest, self.known.keys().copied().collect::<Vec<_>>());
        let look = move |app: &App| {
            app.read(|conn| {
                let now = dialect::moment(conn, app.clock.as_ref())?;
                let after = match newest {
                    Some(newest) => newest,
                    None => MessageId(message::newest(conn)?.0.saturating_sub(BEFORE)),
                };
                let new = message::to_many_after(conn, after)?;
                let ids: Vec<_> = known.iter().copied().chain(new.iter().map(|(id, ..)| *id)).collect();
                let mut counts: BTreeMap<MessageId, Counts> = BTreeMap::new();
                for (id, _, state, count) in delivery::counts(conn, &ids)? {
                    counts.entry(id).or_default().add(state, count);
                }
                let mut ends = BTreeMap::new();
                for id in ids.iter().filter(|id| counts.get(id).is_none_or(|counts| counts.waiting == 0)) {
                    ends.insert(*id, delivery::last_settled(conn, *id)?);
                }
                Ok((now, after, new, counts, ends))
            })
        };
        let (now, after, new, counts, ends) = blocking(app, look).await?;
        let first = self.newest.is_none();
        self.newest = Some(new.iter().map(|(id, ..)| *id).max().unwrap_or(after));
        for (id, kind, written_at) in new {
            // What had come to its end before the first look was told by whoever looked then.
            if !(first && ends.contains_key(&id)) {
                self.known.insert(id, Word { kind, written_at, told_at: written_at, told: Counts::default() });
            }
        }
        self.known.retain(|id, word| {
            let counts = counts.get(id).copied().unwrap_or_default();
            if let Some(end) = ends.get(id) {
                word.line(*id, counts, end.unwrap_or(word.written_at), "a word to many is out");
                return false;
            }
            if now - word.told_at >= AGAIN && counts != word.told {
                (word.told_at, word.told) = (now, counts);
                word.line(*id, counts, now, "a word to many is on its way");
            }
            true
        });
        Ok(())
    }
}

impl Word {
    fn line(&self, id: MessageId, counts: Counts, until: DateTime<Utc>, what: &'static str) {
        let Counts { sent, failed, waiting, uncertain, replaced } = counts;
        let seconds = (until - self.written_at).num_milliseconds() as f64 / 1_000.0;
        tracing::info!(target: "majakka::bulletin", message = id.0, kind = %self.kind, sent, failed, waiting, uncertain, replaced, seconds, "{what}");
    }
}

impl Counts {
    fn add(&mut self, state: DeliveryState, count: i64) {
        *match state {
            DeliveryState::Sent | DeliveryState::Delivered => &mut self.sent,
            DeliveryState::Failed => &mut self.failed,
            DeliveryState::Superseded => &mut self.replaced,
            DeliveryState::Queued => &mut self.waiting,
            DeliveryState::Uncertain => &mut self.uncertain,
        } += count;
    }
}
