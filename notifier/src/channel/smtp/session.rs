//! One mail over an open connection.
//!
//! Purpose: MAIL, RCPT and DATA in one write where the server offers PIPELINING (RFC 2920), the mail and its final dot in
//! another: two round trips instead of four, which is what keeps up with the quickest senders.
//! Guarantee: every reply is read, and a refusal leaves the connection ready for the next mail (RSET).

use std::error::Error as _;

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

use super::super::{Outcome, letterhead::Composed};

/// The longest reply that is kept.
const REPLY_CHARS: usize = 200;

/// An open, signed-in connection between two mails.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    pipelining: bool,
    utf8: bool,
}

/// What came of handing over one mail.
pub(super) enum Delivered {
    /// The server said something about this mail; the connection may be used again.
    Answered(Outcome),
    /// The connection is lost.
    Broken {
        /// The content had been sent: the server may have taken the mail.
        handed_over: bool,
        /// Why.
        detail: String,
    },
}

/// A reply that is not a yes.
enum No {
    Said { code: u16, text: String },
    Broken(String),
}

/// At which command a refusal came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Sender,
    Recipient,
    Content,
}

impl Connection {
    pub(super) fn new(smtp: AsyncSmtpConnection, pipelining: bool, utf8: bool) -> Self {
        Connection { smtp, pipelining, utf8 }
    }

    /// Hands the mail over.
    pub(super) async fn deliver(&mut self, mail: &Composed) -> Delivered {
        let foreign = mail.envelope.from().into_iter().chain(mail.envelope.to()).any(|address| !is_ascii(address));
        if foreign && !self.utf8 {
            return Delivered::Answered(Outcome::refused("the server takes no addresses outside ASCII (RFC 6531)"));
        }
        match self.envelope(mail, foreign).await {
            Ok(()) => {}
            Err((_, No::Broken(detail))) => return Delivered::Broken { handed_over: false, detail },
            Err((step, No::Said { code, text })) => return self.after_refusal(refusal(step, code, text)).await,
        }
        match self.say(with_final_dot(&mail.content)).await {
            Ok(reply) => Delivered::Answered(Outcome::Accepted { provider_ref: reply.first_line().map(cut) }),
            Err(No::Broken(detail)) => Delivered::Broken { handed_over: true, detail },
            Err(No::Said { code, text }) => self.after_refusal(refusal(Step::Content, code, text)).await,
        }
    }

    /// Takes leave. Whatever the server says, the connection is over.
    pub(super) async fn quit(mut self) {
        let _ = self.smtp.command(Quit).await;
    }

    async fn envelope(&mut self, mail: &Composed, foreign: bool) -> Result<(), (Step, No)> {
        let parameters = if foreign { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
        let sender = Mail::new(mail.envelope.from().cloned(), parameters).to_string();
        let recipients: String =
            mail.envelope.to().iter().map(|to| Rcpt::new(to.clone(), Vec::new()).to_string()).collect();
        if !self.pipelining {
            self.say(sender).await.map_err(|no| (Step::Sender, no))?;
            self.say(recipients).await.map_err(|no| (Step::Recipient, no))?;
            self.say(Data.to_string()).await.map_err(|no| (Step::Content, no))?;
            return Ok(());
        }
        let sender = unbroken(Step::Sender, self.say(format!("{sender}{recipients}{Data}")).await)?;
        let recipient = unbroken(Step::Recipient, self.hear().await)?;
        let data = unbroken(Step::Content, self.hear().await)?;
        if data.is_ok() && (sender.is_err() || recipient.is_err()) {
            // The server waits for content although it refused the envelope: a lone dot ends that (RFC 2920, 3.1).
            unbroken(Step::Content, self.say(".\r\n".to_owned()).await)?.ok();
        }
        sender.and(recipient).and(data)
    }

    /// Makes the connection ready for the next mail. If that fails, the mail was answered all the same, and the next one
    /// finds out.
    async fn after_refusal(&mut self, outcome: Outcome) -> Delivered {
        let _ = self.say(Rset.to_string()).await;
        Delivered::Answered(outcome)
    }

    async fn say(&mut self, commands: String) -> Result<Response, No> {
        self.smtp.command(commands).await.map_err(no)
    }

    async fn hear(&mut self) -> Result<Response, No> {
        self.smtp.read_response().await.map_err(no)
    }
}

/// Passes a lost connection on at once, and any reply as what it is.
fn unbroken(step: Step, reply: Result<Response, No>) -> Result<Result<(), (Step, No)>, (Step, No)> {
    match reply {
        Ok(_) => Ok(Ok(())),
        Err(No::Said { code, text }) => Ok(Err((step, No::Said { code, text }))),
        Err(broken) => Err((step, broken)),
    }
}

fn no(error: smtp::Error) -> No {
    match error.status().map(u16::from) {
        // RFC 5321, 3.8: the server closes the connection with this word, whatever was asked.
        Some(421) | None => No::Broken(told(&error)),
        Some(code) => No::Said { code, text: told(&error) },
    }
}

/// What a refusal means (RFC 5321, 4.2; RFC 4954, 6).
fn refusal(step: Step, code: u16, text: String) -> Outcome {
    // Sign-in wanted or failed, encryption wanted: no letter would get through.
    let about_us = matches!(code, 454 | 530 | 534 | 535 | 538)
        // The sender is the same for all; so is the right to relay.
        || step == Step::Sender
        || (step == Step::Recipient && is_about_relaying(&text));
    if about_us {
        Outcome::gateway_down(text)
    } else if code >= 500 {
        Outcome::refused(text)
    } else {
        Outcome::later(text)
    }
}

/// Servers say at the recipient that we may not send through them: `554 5.7.1 … Relay access denied`, and Postfix without
/// sign-in `554 5.7.1 … Access denied`. Exchange's `550 5.4.1 … Access denied` is about the recipient.
fn is_about_relaying(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("relay") || (text.contains(" 5.7.1 ") && text.contains("access denied"))
}

/// `550 5.1.1 no such user here`: code and words, on one line.
pub(super) fn told(error: &smtp::Error) -> String {
    let words = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    match error.status() {
        Some(code) => cut(&format!("{code} {words}")),
        None => cut(&words),
    }
}

fn cut(words: &str) -> String {
    words.replace(char::is_control, " ").chars().take(REPLY_CHARS).collect()
}

fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

/// The content with leading dots doubled and the dot that ends it (RFC 5321, 4.5.2), ready for one write.
fn with_final_dot(content: &[u8]) -> String {
    let text = String::from_utf8_lossy(content);
    let mut lines = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive("\r\n") {
        if line.starts_with('.') {
            lines.push('.');
        }
        lines.push_str(line);
    }
    lines.push_str(if lines.ends_with("\r\n") { ".\r\n" } else { "\r\n.\r\n" });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_the_recipients_only_when_it_can_be() {
        let down = |step, code, text: &str| {
            matches!(refusal(step, code, text.to_owned()), Outcome::Later { gateway_down: true, .. })
        };
        assert_eq!(refusal(Step::Recipient, 550, "no".to_owned()), Outcome::refused("no"));
        assert_eq!(refusal(Step::Recipient, 450, "greylisted".to_owned()), Outcome::later("greylisted"));
        assert_eq!(refusal(Step::Content, 552, "too big".to_owned()), Outcome::refused("too big"));
        assert_eq!(refusal(Step::Content, 451, "try later".to_owned()), Outcome::later("try later"));
        assert!(down(Step::Sender, 553, "not your address"));
        assert!(down(Step::Recipient, 554, "554 5.7.1 Relay access denied"));
        assert!(down(Step::Recipient, 554, "554 5.7.1 <anna@example.fi>: Recipient address rejected: Access denied"));
        assert!(!down(Step::Recipient, 550, "550 5.4.1 Recipient address rejected: Access denied"));
        assert!(down(Step::Recipient, 530, "530 5.7.0 Must issue a STARTTLS command first"));
    }

    #[test]
    fn a_dot_at_the_start_of_a_line_does_not_end_the_mail() {
        assert_eq!(with_final_dot(b"a\r\n.\r\n..b\r\n"), "a\r\n..\r\n...b\r\n.\r\n");
        assert_eq!(with_final_dot(b".a"), "..a\r\n.\r\n");
        assert_eq!(with_final_dot(b""), "\r\n.\r\n");
    }
}
