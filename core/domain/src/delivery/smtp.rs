//! What a refusal of a mail server speaks of (RFC 5321, 4.2; RFC 3463; the vendors' own lists of replies).
//!
//! Guarantee: the mailbox's own codes (x.1.x, x.2.x) are read before any word, so that a full mailbox ("over quota") is not
//! taken for our own quota.
//! Non-goal: certainty. A reply that speaks of nobody is [`Whose::Unclear`], and what happens to others decides.

use super::{Refusal, Whose};

/// At which command the refusal came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpStep {
    /// MAIL: the sender is the same for all.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA and the content.
    Content,
}

/// Words that speak of the client: its address, its reputation, its quota, its right to send as.
const ABOUT_US: [&str; 39] = [
    "client host",
    "client was not authenticated",
    "client does not have permission",
    "sending ip",
    "your ip",
    "from your network",
    "block list",
    "blocklist",
    "blacklist",
    "blocked",
    "banned",
    "dnsbl",
    "spamhaus",
    "spamcop",
    "barracuda",
    "reputation",
    "spam",
    "unsolicited",
    "junk mail",
    "quota",
    "sending limit",
    "relay limit",
    "rate limit",
    "limit exceeded",
    "too much mail",
    "too many messages",
    "too many connections",
    "throttl",
    "send as",
    "sendas",
    "not owned by user",
    "sender address rejected",
    "sender rejected",
    "not allowed to send",
    "authentication required",
    "unauthenticated",
    "dkim",
    "dmarc",
    "spf",
];

/// Words that speak of the mailbox, where no enhanced code does.
const ABOUT_THE_MAILBOX: [&str; 16] = [
    "no such user",
    "no such recipient",
    "no such mailbox",
    "user unknown",
    "unknown user",
    "unknown recipient",
    "user not found",
    "recipient not found",
    "does not exist",
    "doesn't exist",
    "mailbox unavailable",
    "mailbox not found",
    "mailbox full",
    "mailbox is full",
    "invalid recipient",
    "greylist",
];

/// Reads one refusal. `text` holds the whole reply, code and enhanced code included.
pub fn smtp(step: SmtpStep, code: u16, text: &str) -> Refusal {
    let refusal = |whose| Refusal { whose, permanent: code >= 500 };
    let text = text.to_ascii_lowercase();
    let enhanced = enhanced(&text);
    // Sign-in or encryption wanted or failed (RFC 4954, 6; RFC 3207, 4): no letter would get through.
    let not_let_in = matches!(code, 530 | 534 | 535 | 538) || (code == 454 && enhanced.is_some_and(|(s, _)| s == 7));
    if step == SmtpStep::Sender || not_let_in {
        return refusal(Whose::Us);
    }
    if (500..=504).contains(&code) {
        return refusal(Whose::Gateway);
    }
    match enhanced {
        // Bad sender's mailbox or system (RFC 3463, 3.2), and Exchange's "SendAsDenied".
        Some((1, 7 | 8) | (2, 252)) => return refusal(Whose::Us),
        // The destination's address or mailbox (RFC 3463, 3.2 and 3.3).
        Some((1 | 2, _)) => return refusal(Whose::Recipient),
        // Exchange Online: an address that the receiving organisation does not have.
        Some((4, 1)) if text.contains("recipient") => return refusal(Whose::Recipient),
        // Exchange Online: the mailbox or list takes mail from some senders only.
        Some((7, 124 | 129 | 133 | 134 | 193)) => return refusal(Whose::Recipient),
        // Gmail: the sender's daily quota. Exchange Online: access denied to a sending address or domain.
        Some((4, 5) | (7, 500..=750 | 23..=29 | 60)) => return refusal(Whose::Us),
        _ => {}
    }
    // Servers put the recipient into the reply: what stands in the address speaks of nobody.
    let words = without_addresses(&text);
    if ABOUT_US.iter().any(|phrase| words.contains(phrase)) {
        return refusal(Whose::Us);
    }
    if ABOUT_THE_MAILBOX.iter().any(|phrase| words.contains(phrase)) {
        return refusal(Whose::Recipient);
    }
    refusal(Whose::Unclear)
}

/// Subject and detail of the enhanced code (RFC 3463, 2): `(7, 1)` of `554 5.7.1 …`, also of `550-5.7.1`.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    text.split(|c: char| c.is_whitespace() || c == '-').take(3).find_map(|word| {
        let mut parts = word.split('.');
        let class = parts.next()?;
        let (subject, detail) = (parts.next()?, parts.next()?);
        (matches!(class, "4" | "5") && parts.next().is_none())
            .then(|| Some((subject.parse().ok()?, detail.parse().ok()?)))
            .flatten()
    })
}

fn without_addresses(text: &str) -> String {
    text.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_real_servers_speak_of_whom_they_speak() {
        use SmtpStep::{Content, Recipient, Sender};
        let table: &[(SmtpStep, &str, Whose)] = &[
            // Postfix
            (
                Recipient,
                "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl.example.org",
                Whose::Us,
            ),
            (Recipient, "450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]", Whose::Us),
            (Recipient, "554 5.7.1 <anna@example.fi>: Relay access denied", Whose::Unclear),
            (Recipient, "554 5.7.1 <anna@example.fi>: Recipient address rejected: Access denied", Whose::Unclear),
            (Recipient, "554 5.7.1 <spam.team@example.fi>: Relay access denied", Whose::Unclear),
            (
                Recipient,
                "550 5.1.1 <anna@example.fi>: Recipient address rejected: User unknown in local recipient table",
                Whose::Recipient,
            ),
            (Recipient, "450 4.1.2 <anna@example.fi>: Recipient address rejected: Domain not found", Whose::Recipient),
            (Recipient, "450 4.2.0 <anna@example.fi>: Recipient address rejected: Greylisted", Whose::Recipient),
            (Recipient, "452 4.2.2 The email account that you tried to reach is over quota", Whose::Recipient),
            (Recipient, "421 4.7.0 mail.example.fi Error: too many connections from 192.0.2.1", Whose::Us),
            (Recipient, "450 4.7.1 Error: too much mail from 192.0.2.1", Whose::Us),
            (Sender, "553 5.7.1 <hairiot@example.fi>: Sender address rejected: not owned by user majakka", Whose::Us),
            (Sender, "452 4.3.1 Insufficient system storage", Whose::Us),
            (Recipient, "530 5.7.0 Must issue a STARTTLS command first", Whose::Us),
            (Recipient, "454 4.7.0 TLS not available due to local problem", Whose::Us),
            (Recipient, "451 4.3.0 <anna@example.fi>: Temporary lookup failure", Whose::Unclear),
            (Content, "552 5.3.4 Message size exceeds fixed limit", Whose::Unclear),
            (Content, "550 5.7.0 content refused", Whose::Unclear),
            (Content, "503 5.5.1 Error: need RCPT command", Whose::Gateway),
            // Exchange Online
            (Content, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", Whose::Us),
            (Content, "554 5.2.252 SendAsDenied; hairiot@example.fi not allowed to send as muu@example.fi", Whose::Us),
            (Recipient, "550 5.7.606 Access denied, banned sending IP [192.0.2.1]", Whose::Us),
            (
                Recipient,
                "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
                Whose::Us,
            ),
            (Recipient, "451 4.7.500 Server busy. Please try again later from [192.0.2.1].", Whose::Us),
            (Content, "550 5.1.8 Access denied, bad outbound sender AS(42004)", Whose::Us),
            (
                Content,
                "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
                Whose::Us,
            ),
            (Recipient, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", Whose::Unclear),
            (Recipient, "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", Whose::Recipient),
            (
                Recipient,
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
                Whose::Recipient,
            ),
            (
                Recipient,
                "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
                Whose::Recipient,
            ),
            (Recipient, "452 4.2.2 Mailbox full", Whose::Recipient),
            // Gmail and Workspace
            (Content, "550-5.4.5 Daily user sending quota exceeded.", Whose::Us),
            (Content, "550-5.7.26 This mail has been blocked because the sender is unauthenticated.", Whose::Us),
            (
                Content,
                "550-5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail.",
                Whose::Us,
            ),
            (Content, "421-4.7.28 Our system has detected an unusual rate of unsolicited mail", Whose::Us),
            (Recipient, "550-5.1.1 The email account that you tried to reach does not exist.", Whose::Recipient),
            // Without enhanced codes
            (Recipient, "550 No such user here", Whose::Recipient),
            (Content, "554 Message rejected as spam by Content Filtering", Whose::Us),
            (Recipient, "550 no", Whose::Unclear),
        ];
        for (step, text, whose) in table {
            let code = text[..3].parse().unwrap();
            let expected = Refusal { whose: *whose, permanent: code >= 500 };
            assert_eq!(smtp(*step, code, text), expected, "{text}");
        }
    }
}
