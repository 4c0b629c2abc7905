//! Writes down what a gateway said of a batch, and what follows from it, in one write.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use majakka_core::command::receipt;
use majakka_core::error::Result;
use majakka_core::store::delivery::{self, Delivery, Outcome, Settlement};
use majakka_core::viewer::Viewer;
use majakka_core::{Act, Core};
use majakka_domain::id::DeliveryId;
use majakka_domain::terms::Channel;

use super::compose::Batch;
use super::{Line, back_off, blocking};
use crate::channel;

/// What left must be written down, or it leaves again: half a minute of patience with the database.
const TRIES: u32 = 10;
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// A batch as it will be written.
struct Record {
    worker: String,
    channel: Channel,
    rows: Vec<Delivery>,
    settlements: Vec<Settlement>,
    /// Until when the rest of the channel waits, because its gateway is down.
    closed_until: Option<DateTime<Utc>>,
}

/// Writes a batch down. When what follows from it cannot be written, the outcomes alone are: a message that is sent
/// again and again is worse than a task that is missing.
pub(super) async fn settle(
    core: &Core,
    line: &Line,
    worker: &str,
    batch: Batch,
    outcomes: Vec<(DeliveryId, channel::Outcome)>,
) -> Result<()> {
    let record = Arc::new(judge(core, line, worker, batch, outcomes));
    let mut wait = Duration::from_millis(100);
    for _ in 1..TRIES {
        let write = record.clone();
        match blocking(core, move |core| core.act(&Viewer::System, |act| write.with_consequences(act))).await {
            Ok(()) => return Ok(()),
            Err(error) => tracing::warn!(%error, channel = %record.channel, "a batch could not be written down yet"),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
    tracing::error!(channel = %record.channel, "what follows from a batch is given up, its outcomes are written alone");
    blocking(core, move |core| core.act(&Viewer::System, |act| record.alone(act).map(drop))).await
}

impl Record {
    fn alone(&self, act: &mut Act<'_>) -> Result<BTreeSet<DeliveryId>> {
        let changed = delivery::settle(act.conn, act.now, &self.worker, &self.settlements)?;
        if let Some(at) = self.closed_until {
            delivery::put_off(act.conn, act.now, self.channel, at)?;
        }
        Ok(changed)
    }

    fn with_consequences(&self, act: &mut Act<'_>) -> Result<()> {
        let changed = self.alone(act)?;
        let rows: HashMap<i64, &Delivery> = self.rows.iter().map(|row| (row.id, row)).collect();
        for Settlement { delivery, outcome } in &self.settlements {
            let Some(row) = rows.get(&delivery.0).filter(|_| changed.contains(delivery)) else { continue };
            match outcome {
                Outcome::Accepted { .. } => receipt::accepted(act, row)?,
                Outcome::Refused { .. } => receipt::failed_for_good(act, row)?,
                Outcome::Later { .. } => {}
            }
        }
        Ok(())
    }
}

/// Decides what each outcome means. A letter that the gateway said nothing about keeps its lease, and is offered again
/// when that is over.
fn judge(
    core: &Core,
    line: &Line,
    worker: &str,
    batch: Batch,
    outcomes: Vec<(DeliveryId, channel::Outcome)>,
) -> Record {
    let now = core.clock.now();
    let reopens = gateway_reopens(core, line, now, &outcomes);
    let attempts: HashMap<i64, i32> = batch.rows.iter().map(|row| (row.id, row.attempts)).collect();
    let said = outcomes.into_iter().filter_map(|(delivery, outcome)| {
        let before = *attempts.get(&delivery.0)?;
        let outcome = match outcome {
            channel::Outcome::Accepted { provider_ref } => Outcome::Accepted { provider_ref },
            channel::Outcome::Refused { detail } => Outcome::Refused { detail },
            channel::Outcome::Later { detail, gateway_down: true } => {
                Outcome::Later { detail, at: reopens.unwrap_or(now), counts: false }
            }
            channel::Outcome::Later { detail, .. } if back_off::is_last(before) => Outcome::Refused { detail },
            channel::Outcome::Later { detail, .. } => {
                let at = now + back_off::pause(before.unsigned_abs(), core.dice.as_ref());
                Outcome::Later { detail, at, counts: true }
            }
        };
        Some(Settlement { delivery, outcome })
    });
    let hopeless = batch.hopeless.iter().map(|(delivery, why)| Settlement {
        delivery: *delivery,
        outcome: Outcome::Refused { detail: (*why).to_owned() },
    });
    Record {
        worker: worker.to_owned(),
        channel: line.channel(),
        settlements: said.chain(hopeless).collect(),
        rows: batch.rows,
        closed_until: reopens.filter(|_| line.seems_down()),
    }
}

/// When to try a gateway again that said it was down; `None` when it did not. Only one that took nothing at all is
/// thought to be down for everybody.
fn gateway_reopens(
    core: &Core,
    line: &Line,
    now: DateTime<Utc>,
    outcomes: &[(DeliveryId, channel::Outcome)],
) -> Option<DateTime<Utc>> {
    let down = |outcome: &channel::Outcome| matches!(outcome, channel::Outcome::Later { gateway_down: true, .. });
    let took_some = outcomes.iter().any(|(_, outcome)| matches!(outcome, channel::Outcome::Accepted { .. }));
    let was_down = outcomes.iter().any(|(_, outcome)| down(outcome));
    let before = match (took_some, was_down) {
        (false, true) => line.is_down(),
        (true, _) => {
            line.is_up();
            0
        }
        (false, false) => 0,
    };
    was_down.then(|| now + back_off::pause(before, core.dice.as_ref()))
}
