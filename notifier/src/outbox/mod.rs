//! The outbox's worker: claims, offers, writes down (docs/ARCHITECTURE.md, The outbox).
//!
//! Purpose: what waits in `deliveries` reaches a gateway, and what the gateway said reaches `deliveries`.
//! Guarantee: a worker holds no more letters than its connections are about to send, under a lease; a newer word reaches
//! those that it has not offered yet, and nothing is claimed for a recipient while another message to the same recipient is
//! held. What is known of a letter is kept until it is written down, as long as the process lives. Text messages leave
//! beside mails, critical before routine. What waited for a gateway leaves within 5 minutes of its coming back.
//! Non-goal: exactly once. After a crash what the connections held leaves again, a mail with the same Message-ID.

mod departures;
mod dispatch;
mod hand;
mod judge;
mod lanes;
mod library;
mod takeover;
mod turn;
mod watch;

use majakka_app::App;
use majakka_domain::terms::Channel;
use majakka_store::error::{Error, Result};

pub(crate) use dispatch::dispatch;
pub(crate) use lanes::Lane;
pub use lanes::Lanes;
pub(crate) use library::sender_domain;
pub(crate) use takeover::begin;

use crate::stop::Stopped;

/// Text messages before mails: they are what wakes somebody.
const ORDER: [Channel; 2] = [Channel::Sms, Channel::Email];

/// Offers everything that may leave at this moment, and writes down what became of it. Says how many letters were claimed.
///
/// # Errors
/// What the database says. What was sent by then and could not be written down leaves again when its lease is over.
pub async fn drain(app: &App, gateways: &Lanes, worker: &str) -> Result<usize> {
    let mut claimed = 0;
    for channel in ORDER {
        if let Some(lane) = gateways.lane(channel) {
            claimed += dispatch(app, lane, worker, None::<Stopped>).await?;
        }
    }
    Ok(claimed)
}

/// Runs database work where it may block.
pub(crate) async fn blocking<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App) -> Result<T> + Send + 'static,
) -> Result<T> {
    // What the thread says to the log belongs to what it works for.
    let (app, span) = (app.clone(), tracing::Span::current());
    let done = tokio::task::spawn_blocking(move || span.in_scope(|| work(&app)));
    done.await.map_err(|broken| Error::Unavailable(broken.to_string()))?
}
