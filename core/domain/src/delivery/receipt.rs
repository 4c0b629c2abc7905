//! What a receipt says of a message that was taken: it arrived, or why it did not.
//!
//! Guarantee: a telephone that was off is never taken for a number that is wrong.
//! Non-goal: who may send a receipt.

pub use crate::terms::FailureCause as Cause;

/// What became of a message, in the gateway's last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// The telephone or the mailbox has it.
    Delivered,
    /// It did not arrive.
    Failed(Cause),
}

/// Is somebody to look at the number or address? When nothing is said, it may be wrong.
pub const fn asks_for_another_address(cause: Cause) -> bool {
    matches!(cause, Cause::WrongNumber | Cause::WrongAddress | Cause::Unsaid)
}

/// A receipt of Kannel: `%d` and `%A` (its manual, "Delivery reports"). What is not final says nothing.
///
/// `%A` of an SMPP centre is `id:… stat:EXPIRED err:027 text:…` (SMPP 3.4, appendix B), or `NACK/0x0000000b/…` with the
/// status of the submission (SMPP 3.4, 5.1.3).
pub fn kannel_receipt(kind: u8, answer: &str) -> Option<Fate> {
    match kind {
        1 => Some(Fate::Delivered),
        // Newer versions add 0x20 to what has expired and 0x40 to what the centre knows nothing of.
        0x22 => Some(Fate::Failed(Cause::Expired)),
        2 | 16 | 0x42 => Some(Fate::Failed(cause(answer))),
        _ => None,
    }
}

/// A receipt of 46elks: its status. It never says why.
pub fn elks_receipt(status: &str) -> Option<Fate> {
    match status {
        "delivered" => Some(Fate::Delivered),
        "failed" => Some(Fate::Failed(Cause::Unsaid)),
        _ => None,
    }
}

/// A receipt of Twilio: `MessageStatus` and `ErrorCode` (its documentation, "Message resource").
pub fn twilio_receipt(status: &str, code: Option<u32>) -> Option<Fate> {
    let cause = match code {
        Some(30005 | 30006 | 21211 | 21217 | 21614 | 21635) => Cause::WrongNumber,
        Some(30003) => Cause::Unreachable,
        Some(30036) => Cause::Expired,
        Some(30001 | 30002 | 30004 | 30007 | 30032 | 30034 | 21408 | 21610 | 21612 | 63038) => Cause::Barred,
        _ => Cause::Unsaid,
    };
    match status {
        "delivered" | "read" => Some(Fate::Delivered),
        "undelivered" | "failed" | "canceled" => Some(Fate::Failed(cause)),
        _ => None,
    }
}

/// Words of centres, in lower case; the first that is found counts.
const WORDS: [(&str, Cause); 15] = [
    ("unknown subscriber", Cause::WrongNumber),
    ("unknown destination", Cause::WrongNumber),
    ("invalid dest", Cause::WrongNumber),
    ("invalid number", Cause::WrongNumber),
    ("no such number", Cause::WrongNumber),
    ("landline", Cause::WrongNumber),
    ("absent", Cause::Unreachable),
    ("unreachable", Cause::Unreachable),
    ("not reachable", Cause::Unreachable),
    ("memory", Cause::Unreachable),
    ("expired", Cause::Expired),
    ("barred", Cause::Barred),
    ("blacklist", Cause::Barred),
    ("blocked", Cause::Barred),
    ("spam", Cause::Barred),
];

fn cause(answer: &str) -> Cause {
    let answer = answer.to_lowercase();
    if let Some(status) = answer.strip_prefix("nack/0x").and_then(|rest| u32::from_str_radix(rest.get(..8)?, 16).ok()) {
        return submission(status).unwrap_or_else(|| worded(&answer));
    }
    match field(&answer, "stat:") {
        Some("expired") => Cause::Expired,
        Some("rejectd" | "deleted") => match worded(&answer) {
            Cause::Unsaid => Cause::Barred,
            said => said,
        },
        _ => match worded(&answer) {
            Cause::Unsaid => field(&answer, "err:").map_or(Cause::Unsaid, network_error),
            said => said,
        },
    }
}

fn worded(answer: &str) -> Cause {
    WORDS.iter().find(|(word, _)| answer.contains(word)).map_or(Cause::Unsaid, |(_, cause)| *cause)
}

fn field<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    answer.split_once(name)?.1.split_whitespace().next()
}

/// The status of a submission (SMPP 3.4, 5.1.3): only what speaks of the destination or of us says something.
fn submission(status: u32) -> Option<Cause> {
    match status {
        // Destination address, its type, its plan.
        0x0B | 0x50 | 0x51 => Some(Cause::WrongNumber),
        // Bind, source address, queue full, throttled: nothing about the number.
        0x0A | 0x0D | 0x0E | 0x0F | 0x14 | 0x48 | 0x49 | 0x58 => Some(Cause::Barred),
        _ => None,
    }
}

/// Error codes of the mobile network, decimal (3GPP TS 29.002, 17.6): operators that have their own numbers send words too.
fn network_error(code: &str) -> Cause {
    match code.parse::<u16>() {
        // unknownSubscriber, unidentifiedSubscriber, illegalSubscriber, teleserviceNotProvisioned.
        Ok(1 | 5 | 9 | 11) => Cause::WrongNumber,
        // absentSubscriberSM, absentSubscriber, subscriberBusyForMT-SMS, sm-DeliveryFailure, messageWaitingListFull.
        Ok(6 | 27 | 31 | 32 | 33) => Cause::Unreachable,
        // callBarred, facilityNotSupported.
        Ok(13 | 21) => Cause::Barred,
        _ => Cause::Unsaid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_that_was_off_is_not_a_wrong_number() {
        use Cause::{Barred, Expired, Unreachable, Unsaid, WrongNumber};
        let smpp = |stat: &str, err: &str, text: &str| {
            format!(
                "id:1234 sub:001 dlvrd:000 submit date:2611291000 done date:2611291001 stat:{stat} err:{err} text:{text}"
            )
        };
        let table = [
            (2, smpp("EXPIRED", "000", ""), Expired),
            (2, smpp("UNDELIV", "001", ""), WrongNumber),
            (2, smpp("UNDELIV", "027", ""), Unreachable),
            (2, smpp("UNDELIV", "006", "HÄIRIÖ"), Unreachable),
            (2, smpp("UNDELIV", "013", ""), Barred),
            (2, smpp("UNDELIV", "255", ""), Unsaid),
            (2, smpp("UNDELIV", "002", "Absent Subscriber"), Unreachable),
            (2, smpp("REJECTD", "000", ""), Barred),
            (2, smpp("REJECTD", "000", "Unknown Subscriber"), WrongNumber),
            (16, "NACK/0x0000000b/Invalid Destination Address".to_owned(), WrongNumber),
            (16, "NACK/0x00000058/Throttling error".to_owned(), Barred),
            (16, "NACK/0x0000000a/Invalid Source Address".to_owned(), Barred),
            (16, "NACK/0x00000045/Submit failed".to_owned(), Unsaid),
            (2, String::new(), Unsaid),
            (0x22, String::new(), Expired),
        ];
        for (kind, answer, cause) in table {
            assert_eq!(kannel_receipt(kind, &answer), Some(Fate::Failed(cause)), "{kind} {answer}");
        }
    }

    #[test]
    fn only_final_words_settle_anything() {
        let kannel: Vec<_> = [0, 1, 4, 8, 32, 255].map(|kind| kannel_receipt(kind, "")).into();
        assert_eq!(kannel, [None, Some(Fate::Delivered), None, None, None, None]);
        let elks = ["created", "sent", "delivered", "failed", ""].map(elks_receipt);
        assert_eq!(elks, [None, None, Some(Fate::Delivered), Some(Fate::Failed(Cause::Unsaid)), None]);
        let twilio =
            ["accepted", "queued", "sending", "sent", "delivered", ""].map(|status| twilio_receipt(status, None));
        assert_eq!(twilio, [None, None, None, None, Some(Fate::Delivered), None]);
    }

    #[test]
    fn twilio_says_why_by_a_number() {
        use Cause::{Barred, Expired, Unreachable, Unsaid, WrongNumber};
        let table = [
            (30003, Unreachable),
            (30004, Barred),
            (30005, WrongNumber),
            (30006, WrongNumber),
            (30007, Barred),
            (30008, Unsaid),
            (30036, Expired),
            (21610, Barred),
        ];
        for (code, cause) in table {
            assert_eq!(twilio_receipt("undelivered", Some(code)), Some(Fate::Failed(cause)), "{code}");
        }
    }
}
