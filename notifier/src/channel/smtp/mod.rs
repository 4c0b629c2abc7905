//! Mail over SMTP.
//!
//! Purpose: letters become mails and go to one submission server over a few connections that are kept.
//! Guarantee: a refusal of one recipient costs neither the connection nor the others; a connection that died while it was
//! idle costs nobody an attempt; a recipient whose server dawdles is told apart from a server that hangs.
//! Non-goal: looking up mail exchangers and signing. The submission server does both.

mod connection;
mod pool;
mod session;
mod tls;

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use majakka_core::config::SmtpSettings;
use majakka_domain::{id::DeliveryId, terms::Channel};
use tokio::time::timeout;

pub use connection::NoSmtp;

use self::{connection::Door, pool::Pool, session::Delivered};
use super::{Gateway, Letter, Outcome, carry::carry, letterhead::Letterhead};

/// A gateway over one server. Clones share its connections.
#[derive(Clone)]
pub struct SmtpGateway {
    route: Arc<Route>,
    width: usize,
}

struct Route {
    letterhead: Letterhead,
    pool: Arc<Pool>,
    limit: Duration,
}

impl SmtpGateway {
    /// Reads the files that the settings name; opens no connection yet.
    ///
    /// # Errors
    /// A file is of no use, or a password would travel in the clear.
    pub fn new(settings: &SmtpSettings, letterhead: Letterhead) -> Result<Self, NoSmtp> {
        let width = settings.connections.max(1);
        let pool = Pool::new(Door::new(settings)?, width, Duration::from_secs(settings.idle_seconds));
        let limit = Duration::from_secs(settings.send_seconds);
        Ok(SmtpGateway { route: Arc::new(Route { letterhead, pool: Arc::new(pool), limit }), width })
    }
}

impl Gateway for SmtpGateway {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn send(&self, letters: Vec<Letter>) -> BoxFuture<'_, Vec<(DeliveryId, Outcome)>> {
        let route = self.route.clone();
        Box::pin(carry(letters, self.width, move |letter| {
            let route = route.clone();
            async move { route.offer(&letter).await }
        }))
    }
}

impl Route {
    async fn offer(&self, letter: &Letter) -> Outcome {
        let mail = match self.letterhead.compose(letter) {
            Ok(mail) => mail,
            Err(no) => return Outcome::refused(no.to_string()),
        };
        loop {
            let mut line = match self.pool.borrow().await {
                Ok(line) => line,
                Err(no) => return Outcome::gateway_down(no.to_string()),
            };
            match timeout(self.limit, line.connection().deliver(&mail)).await {
                Ok(Delivered::Answered(outcome)) => {
                    line.give_back();
                    return outcome;
                }
                // The server hung up while the connection was idle. Nothing was handed over: the next one takes it.
                Ok(Delivered::Broken { handed_over: false, .. }) if line.was_idle() => {}
                Ok(Delivered::Broken { detail, .. }) => {
                    drop(line);
                    return self.blame(detail).await;
                }
                Err(_) => {
                    drop(line);
                    return self.blame(format!("no answer within {} s", self.limit.as_secs())).await;
                }
            }
        }
    }

    /// A mail got stuck. If the server still opens its door to us, it was the recipient's trouble, else its own.
    async fn blame(&self, detail: String) -> Outcome {
        match self.pool.probe().await {
            Ok(()) => Outcome::later(detail),
            Err(no) => Outcome::gateway_down(format!("{detail}; {no}")),
        }
    }
}
