//! What a refusal of Kannel's `sendsms` speaks of (docs/DOMAIN.md 11; Kannel's user guide, "Using the HTTP interface").

use super::{Refusal, Whose};

/// Reads one answer that is not a yes.
pub fn kannel(status: u16, body: &str) -> Refusal {
    let body = body.to_ascii_lowercase();
    match status {
        401 => Refusal::permanent(Whose::Us),
        403 if body.contains("authorization") => Refusal::permanent(Whose::Us),
        // "Not routable. Do not try again.", "Number not allowed" and the like.
        403 => Refusal::permanent(Whose::Recipient),
        400 if body.contains("receiver") => Refusal::permanent(Whose::Recipient),
        400 | 413 | 414 => Refusal::permanent(Whose::Unclear),
        429 => Refusal::temporary(Whose::Us),
        // 503 is Kannel's own "try again later", and one operator's route may be down while the others work.
        500..=599 => Refusal::temporary(Whose::Unclear),
        // Somebody else than Kannel answers at this address.
        _ => Refusal::temporary(Whose::Gateway),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_kannel_speak_of_whom_its_manual_says() {
        let table = [
            (403, "Authorization failed for sendsms", Refusal::permanent(Whose::Us)),
            (403, "Not routable. Do not try again.", Refusal::permanent(Whose::Recipient)),
            (403, "Number not allowed", Refusal::permanent(Whose::Recipient)),
            (400, "Empty receiver", Refusal::permanent(Whose::Recipient)),
            (400, "Sender missing and no global set, rejected", Refusal::permanent(Whose::Unclear)),
            (503, "Temporal failure, try again later.", Refusal::temporary(Whose::Unclear)),
            (500, "oops", Refusal::temporary(Whose::Unclear)),
            (404, "", Refusal::temporary(Whose::Gateway)),
            (302, "", Refusal::temporary(Whose::Gateway)),
        ];
        for (status, body, expected) in table {
            assert_eq!(kannel(status, body), expected, "{status} {body}");
        }
    }
}
