//! What a report says of a mail that a relay had taken: it came back, it is late, or somebody complained of it
//! (RFC 3464, 2.3; RFC 5965, 3).
//!
//! Guarantee: only an address that is wrong, or of which nothing better is known, is called so; a full mailbox, a server
//! that did not answer for days and a wall against us are not.
//! Non-goal: which mail the report is about, and whether to believe it.

use super::{Cause, SmtpStep, Whose, smtp};

/// What became of a mail after it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// It is in the mailbox.
    Delivered,
    /// It waits at a relay, which goes on trying.
    Late,
    /// It came back.
    Failed(Cause),
    /// Its reader calls it unwanted.
    Complaint,
}

/// Reads what a delivery status notification says of one recipient: its fields Action, Status and Diagnostic-Code
/// (RFC 3464, 2.3.3 to 2.3.6). A mail that was handed on, to a list or out of sight, says nothing.
pub fn notification(action: &str, status: &str, diagnostic: &str) -> Option<Returned> {
    match action.trim().to_ascii_lowercase().as_str() {
        "delivered" => Some(Returned::Delivered),
        "delayed" => Some(Returned::Late),
        "failed" => Some(Returned::Failed(cause(status.trim(), diagnostic))),
        _ => None,
    }
}

/// Reads the field Feedback-Type of a complaint (RFC 5965, 3.1 and 7.3): a reader who takes it back, and a report about
/// signatures, are no complaint.
pub fn feedback(kind: &str) -> Option<Returned> {
    let kind = kind.trim().to_ascii_lowercase();
    (!matches!(kind.as_str(), "not-spam" | "auth-failure" | "dmarc" | "")).then_some(Returned::Complaint)
}

fn cause(status: &str, diagnostic: &str) -> Cause {
    let mut parts = status.split('.');
    let (class, subject, detail) = (parts.next(), parts.next(), parts.next());
    // The mailbox is full (RFC 3463, 3.3), however often it was tried.
    if (subject, detail) == (Some("2"), Some("2")) {
        return Cause::MailboxFull;
    }
    if class == Some("4") {
        return Cause::GivenUp;
    }
    // `smtp; 550 5.1.1 <a@example.fi>: no such user`: the type of the words comes before them (RFC 3464, 2.3.6).
    let words = diagnostic.split_once(';').map_or(diagnostic, |(_, words)| words).trim();
    match smtp(SmtpStep::Recipient, 550, &format!("550 {status} {words}")).whose {
        Whose::Recipient => Cause::WrongAddress,
        Whose::Us => Cause::Barred,
        Whose::Gateway | Whose::Unclear => Cause::Unsaid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_real_servers_say_what_became_of_the_mail() {
        use Cause::{Barred, GivenUp, MailboxFull, Unsaid, WrongAddress};
        let table = [
            // Postfix
            ("5.1.1", "smtp; 550 5.1.1 <a@example.fi>: Recipient address rejected: User unknown", WrongAddress),
            ("5.4.4", "X-Postfix; Host or domain name not found. Name service error for name=example.fi", Unsaid),
            ("4.4.1", "X-Postfix; connect to mx.example.fi[192.0.2.1]:25: Connection timed out", GivenUp),
            ("4.2.2", "X-Postfix; mailbox full", MailboxFull),
            ("5.2.2", "smtp; 552 5.2.2 Over quota", MailboxFull),
            ("5.2.1", "X-Postfix; mailbox disabled", WrongAddress),
            ("5.7.1", "smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using dnsbl", Barred),
            ("5.7.1", "smtp; 554 5.7.1 <a@example.fi>: Relay access denied", Unsaid),
            // Exchange Online
            ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", WrongAddress),
            ("5.7.606", "smtp;550 5.7.606 Access denied, banned sending IP [192.0.2.1]", Barred),
            ("5.4.14", "smtp;554 5.4.14 Hop count exceeded - possible mail loop", Unsaid),
            // Gmail
            ("5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist.", WrongAddress),
            ("5.7.26", "smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.", Barred),
            // Nothing at all
            ("", "", Unsaid),
            ("5.0.0", "", Unsaid),
        ];
        for (status, diagnostic, cause) in table {
            assert_eq!(
                notification("failed", status, diagnostic),
                Some(Returned::Failed(cause)),
                "{status} {diagnostic}"
            );
        }
    }

    #[test]
    fn only_what_failed_has_failed() {
        let said = ["delayed", " Delayed ", "delivered", "relayed", "expanded", "", "lost"];
        let said = said.map(|action| notification(action, "4.4.1", ""));
        let (late, there) = (Some(Returned::Late), Some(Returned::Delivered));
        assert_eq!(said, [late, late, there, None, None, None, None]);
    }

    #[test]
    fn a_reader_who_takes_her_complaint_back_complains_of_nothing() {
        let said = ["abuse", "Fraud", "other", "virus", "not-spam", "auth-failure", ""].map(feedback);
        let complaint = Some(Returned::Complaint);
        assert_eq!(said, [complaint, complaint, complaint, complaint, None, None, None]);
    }
}
