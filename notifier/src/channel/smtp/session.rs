//! One mail over an open connection.
//!
//! Purpose: MAIL, RCPT and DATA in one write where the server offers PIPELINING (RFC 2920), the mail and its final dot in
//! another: two round trips instead of four, which is what keeps up with the quickest senders.
//! Guarantee: every reply is read, and a refusal leaves the connection ready for the next mail (RSET).

use std::{error::Error as _, fmt::Display, pin::pin, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        self,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Quit, Rcpt, Rset},
        extension::MailParameter,
        response::Response,
    },
};
use majakka_domain::delivery::{self, Refusal, SmtpStep, Whose};
use tokio::time::{error::Elapsed, timeout};

use super::super::{Outcome, mime::Composed};

/// A last look at what may have come meanwhile.
const ONCE_MORE: Duration = Duration::from_millis(200);

/// How long the answer to RSET is waited for.
const RESET: Duration = Duration::from_secs(5);

/// The server closes the connection with this word, whatever was asked (RFC 5321, 3.8).
const CLOSING: u16 = 421;

/// The longest reply that is kept.
const REPLY_CHARS: usize = 200;

/// An open, signed-in connection between two mails.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    pipelining: bool,
    utf8: bool,
}

/// How long an answer is waited for.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// To the envelope.
    pub(super) command: Duration,
    /// To the content.
    pub(super) answer: Duration,
}

/// What came of handing over one mail.
pub(super) enum Delivered {
    /// The server said something about this mail; the connection may be used again.
    Answered(Outcome),
    /// It said something about this mail, and closes the connection (RFC 5321, 3.8: 421).
    Dismissed(Outcome),
    /// The connection is lost, or nothing is heard over it any more.
    Broken {
        /// The content had been sent: the server may have taken the mail.
        handed_over: bool,
        /// Why.
        detail: String,
    },
}

/// A reply that is not a yes.
enum No {
    Refused { code: u16, text: String },
    Broken(String),
}

impl Connection {
    pub(super) fn new(smtp: AsyncSmtpConnection, pipelining: bool, utf8: bool) -> Self {
        Connection { smtp, pipelining, utf8 }
    }

    /// Hands the mail over.
    pub(super) async fn deliver(&mut self, mail: &Composed, limits: Limits) -> Delivered {
        let foreign = mail.envelope.from().into_iter().chain(mail.envelope.to()).any(|address| !is_ascii(address));
        if foreign && !self.utf8 {
            let detail = "the server takes no addresses outside ASCII (RFC 6531)".to_owned();
            return Delivered::Answered(Outcome::Refused { refusal: Refusal::permanent(Whose::Recipient), detail });
        }
        let silent = |limit: Duration| format!("no answer within {} s", limit.as_secs());
        match timeout(limits.command, self.envelope(mail, foreign)).await {
            Ok(Ok(())) => {}
            Ok(Err((_, No::Broken(detail)))) => return Delivered::Broken { handed_over: false, detail },
            // Before anything was asked of it: the server takes leave of this connection, not of this mail.
            Ok(Err((SmtpStep::Sender, No::Refused { code: CLOSING, text }))) => {
                return Delivered::Broken { handed_over: false, detail: text };
            }
            Ok(Err((step, No::Refused { code, text }))) => return self.after_refusal(step, code, text).await,
            Err(_) => return Delivered::Broken { handed_over: false, detail: silent(limits.command) },
        }
        match self.hand_over(mail, limits.answer).await {
            Ok(Ok(reply)) => Delivered::Answered(Outcome::Accepted { provider_ref: reply.first_line().map(cut) }),
            Ok(Err(No::Broken(detail))) => Delivered::Broken { handed_over: true, detail },
            Ok(Err(No::Refused { code, text })) => self.after_refusal(SmtpStep::Content, code, text).await,
            Err(_) => Delivered::Broken { handed_over: true, detail: silent(limits.answer) },
        }
    }

    /// The content and its answer. A process that stood still finds its time over and the answer there: it looks once more.
    async fn hand_over(&mut self, mail: &Composed, limit: Duration) -> Result<Result<Response, No>, Elapsed> {
        let mut answer = pin!(self.say(&mail.content));
        match timeout(limit, &mut answer).await {
            Ok(heard) => Ok(heard),
            Err(_) => timeout(ONCE_MORE, answer).await,
        }
    }

    /// Takes leave. Whatever the server says, the connection is over.
    pub(super) async fn quit(mut self) {
        let _ = self.smtp.command(Quit).await;
    }

    async fn envelope(&mut self, mail: &Composed, foreign: bool) -> Result<(), (SmtpStep, No)> {
        let parameters = if foreign { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
        let sender = Mail::new(mail.envelope.from().cloned(), parameters).to_string();
        let recipients: String =
            mail.envelope.to().iter().map(|to| Rcpt::new(to.clone(), Vec::new()).to_string()).collect();
        if !self.pipelining {
            self.say(sender).await.map_err(|no| (SmtpStep::Sender, no))?;
            self.say(recipients).await.map_err(|no| (SmtpStep::Recipient, no))?;
            self.say(Data.to_string()).await.map_err(|no| (SmtpStep::Content, no))?;
            return Ok(());
        }
        let sender = unbroken(SmtpStep::Sender, self.say(format!("{sender}{recipients}{Data}")).await)?;
        if is_closing(&sender) {
            return sender;
        }
        let recipient = unbroken(SmtpStep::Recipient, self.hear().await)?;
        if is_closing(&recipient) {
            return recipient;
        }
        let data = unbroken(SmtpStep::Content, self.hear().await)?;
        if data.is_ok() && (sender.is_err() || recipient.is_err()) {
            // The server waits for content although it refused the envelope: a lone dot ends that (RFC 2920, 3.1).
            unbroken(SmtpStep::Content, self.say(".\r\n".to_owned()).await)?.ok();
        }
        sender.and(recipient).and(data)
    }

    /// Makes the connection ready for the next mail. If that fails, the mail was answered all the same, and the connection
    /// is given up.
    async fn after_refusal(&mut self, step: SmtpStep, code: u16, text: String) -> Delivered {
        let outcome = Outcome::Refused { refusal: delivery::smtp(step, code, &text), detail: text };
        if code == CLOSING {
            return Delivered::Dismissed(outcome);
        }
        match timeout(RESET, self.say(Rset.to_string())).await {
            Ok(Ok(_)) => Delivered::Answered(outcome),
            _ => Delivered::Dismissed(outcome),
        }
    }

    async fn say(&mut self, commands: impl Display) -> Result<Response, No> {
        self.smtp.command(commands).await.map_err(no)
    }

    async fn hear(&mut self) -> Result<Response, No> {
        self.smtp.read_response().await.map_err(no)
    }
}

/// Passes a lost connection on at once, and any reply as what it is.
fn unbroken(step: SmtpStep, reply: Result<Response, No>) -> Result<Result<(), (SmtpStep, No)>, (SmtpStep, No)> {
    match reply {
        Ok(_) => Ok(Ok(())),
        Err(No::Refused { code, text }) => Ok(Err((step, No::Refused { code, text }))),
        Err(broken) => Err((step, broken)),
    }
}

/// Nothing more will be heard.
fn is_closing(reply: &Result<(), (SmtpStep, No)>) -> bool {
    matches!(reply, Err((_, No::Refused { code: CLOSING, .. })))
}

fn no(error: smtp::Error) -> No {
    match error.status().map(u16::from) {
        None => No::Broken(reply_text(&error)),
        Some(code) => No::Refused { code, text: reply_text(&error) },
    }
}

/// `550 5.1.1 no such user here`: code and words, on one line.
pub(super) fn reply_text(error: &smtp::Error) -> String {
    let words = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    match error.status() {
        Some(code) => cut(&format!("{code} {words}")),
        None => cut(&words),
    }
}

/// On one line, and not too long.
pub(super) fn cut(words: &str) -> String {
    words.replace(char::is_control, " ").chars().take(REPLY_CHARS).collect()
}

fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}
