//! The outbox's worker: claims, sends, writes down (design.md 3).
//!
//! Purpose: what waits in `deliveries` reaches a gateway, and what the gateway said reaches `deliveries`.
//! Guarantee: sending happens outside any transaction and under a lease, so that a crash costs a lease and never a
//! message; two workers never send one delivery at the same time; text messages before mails, critical before routine;
//! one recipient's letters of a batch leave one after another. What waited for a gateway leaves within 5 minutes of its
//! coming back.
//! Non-goal: exactly once. After a crash between sending and writing down a letter leaves again, with the same
//! Message-ID.

mod back_off;
mod carry;
mod compose;
pub(crate) use compose::sender_domain;
mod gateways;
mod settle;

use majakka_core::Core;
use majakka_core::error::{Error, Result};
use majakka_domain::terms::Channel;

pub use gateways::Gateways;
pub(crate) use gateways::Line;

/// Text messages before mails: they are what wakes somebody.
const ORDER: [Channel; 2] = [Channel::Sms, Channel::Email];

/// Offers one batch of each channel to its gateway. Says how many letters were claimed.
///
/// # Errors
/// What the database says. What was sent by then and could not be written down leaves again when its lease is over.
pub async fn round(core: &Core, gateways: &Gateways, worker: &str) -> Result<usize> {
    let mut claimed = 0;
    for channel in ORDER {
        if let Some(line) = gateways.line(channel) {
            claimed += batch(core, line, worker).await?;
        }
    }
    Ok(claimed)
}

/// Rounds until nothing can be claimed at this moment. Says how many letters were claimed altogether.
///
/// # Errors
/// As [`round`].
pub async fn drain(core: &Core, gateways: &Gateways, worker: &str) -> Result<usize> {
    let mut claimed = 0;
    loop {
        match round(core, gateways, worker).await? {
            0 => return Ok(claimed),
            some => claimed += some,
        }
    }
}

/// One batch of one channel: claim, send, write down.
pub(crate) async fn batch(core: &Core, line: &Line, worker: &str) -> Result<usize> {
    let batch = {
        let (worker, channel, limit) = (worker.to_owned(), line.channel(), line.batch_size());
        blocking(core, move |core| compose::claim(core, &worker, channel, limit)).await?
    };
    let claimed = batch.rows.len();
    if claimed > 0 {
        let outcomes = carry::carry(core, line, worker, &batch).await;
        settle::settle(core, line, worker, batch, outcomes).await?;
    }
    Ok(claimed)
}

/// Runs database work where it may block.
pub(crate) async fn blocking<T: Send + 'static>(
    core: &Core,
    work: impl FnOnce(&Core) -> Result<T> + Send + 'static,
) -> Result<T> {
    let core = core.clone();
    tokio::task::spawn_blocking(move || work(&core)).await.map_err(|broken| Error::Unavailable(broken.to_string()))?
}
