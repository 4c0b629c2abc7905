//! Mail over SMTP.
//!
//! Purpose: letters become mails and go to one submission server over a few connections that are kept.
//! Guarantee: a refusal of one recipient costs neither the connection nor the others; a connection that died while it was
//! idle costs nobody an attempt; a recipient whose server dawdles is told apart from a server that hangs.
//! Non-goal: looking up mail exchangers and signing. The submission server does both.

mod connection;
mod pool;
mod session;
mod starttls;
mod tls;

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use majakka_app::config::SmtpSettings;
use majakka_app::config::route::SMTP;
use majakka_domain::terms::Channel;

pub use connection::SmtpConfigError;

use self::{
    connection::Connector,
    pool::Pool,
    session::{Delivered, Limits},
};
use super::{Gateway, OutboundMessage, Outcome, mime::MailComposer, patient};

/// A gateway over one server. Clones share its connections.
#[derive(Clone)]
pub struct SmtpGateway {
    route: String,
    composer: MailComposer,
    pool: Arc<Pool>,
    limit: Duration,
    width: usize,
}

impl SmtpGateway {
    /// Reads the files that the settings name; opens no connection yet.
    ///
    /// # Errors
    /// A file is of no use, or a password would travel in the clear.
    pub fn new(settings: &SmtpSettings, composer: MailComposer) -> Result<Self, SmtpConfigError> {
        let width = settings.connections.max(1);
        let pool = Pool::new(Connector::new(settings)?, width, Duration::from_secs(settings.idle_seconds));
        let limit = Duration::from_secs(settings.send_seconds);
        Ok(SmtpGateway { route: SMTP.to_owned(), composer, pool: Arc::new(pool), limit, width })
    }

    /// Under another name than the first one's.
    #[must_use]
    pub fn named(self, route: &str) -> Self {
        SmtpGateway { route: route.to_owned(), ..self }
    }

    async fn deliver(&self, letter: &OutboundMessage, patience: u32) -> Outcome {
        let mail = match self.composer.compose(letter) {
            Ok(mail) => mail,
            Err(detail) => return Outcome::Unsendable { detail },
        };
        let limits = Limits { command: self.limit, answer: patient(self.limit, patience) };
        loop {
            let mut line = match self.pool.borrow().await {
                Ok(line) => line,
                Err(no) => return Outcome::unreachable(no.to_string()),
            };
            match line.connection().deliver(&mail, limits).await {
                Delivered::Answered(outcome) => {
                    line.give_back();
                    return outcome;
                }
                Delivered::Dismissed(outcome) => return outcome,
                // The server hung up while the connection was idle. Nothing was handed over: the next one takes it.
                Delivered::Broken { handed_over: false, .. } if line.was_idle() => {}
                Delivered::Broken { handed_over: true, detail } => return Outcome::Unknown { detail },
                Delivered::Broken { handed_over: false, detail } => {
                    drop(line);
                    return self.blame(detail).await;
                }
            }
        }
    }

    /// A mail got stuck. If the server still lets us in, it may have been the recipient's trouble, else its own.
    async fn blame(&self, detail: String) -> Outcome {
        match self.pool.probe().await {
            Ok(()) => Outcome::silent(detail),
            Err(no) => Outcome::unreachable(format!("{detail}; {no}")),
        }
    }
}

impl Gateway for SmtpGateway {
    fn route(&self) -> &str {
        &self.route
    }

    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn width(&self) -> usize {
        self.width
    }

    fn offer<'a>(&'a self, letter: &'a OutboundMessage, patience: u32) -> BoxFuture<'a, Outcome> {
        Box::pin(self.deliver(letter, patience))
    }

    fn reach(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async { self.pool.probe().await.map_err(|no| no.to_string()) })
    }
}
