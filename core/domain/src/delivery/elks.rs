//! What 46elks means by a no: an HTTP status and a line of plain text or `{"error": …}` (its documentation, "Send SMS" and
//! "Errors").

use super::{Refusal, Whose};

/// Judges a reply of 46elks that is not a 2xx.
pub fn elks(status: u16, body: &str) -> Refusal {
    let body = body.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| body.contains(word));
    let (whose, permanent) = match status {
        401 => (Whose::Us, true),
        // It has one 403 for the purse and one for what an account may not do.
        402 | 403 => (Whose::Us, true),
        429 => (Whose::Us, false),
        400 if says(&["from", "sender", "whendelivered", "credit"]) => (Whose::Us, true),
        400 if says(&["to number", "key to", "invalid to", "'to'", "\"to\"", "recipient"]) => (Whose::Recipient, true),
        // The path is ours: no recipient has one of its own.
        404 | 405 => (Whose::Us, true),
        408 | 500.. => (Whose::Gateway, false),
        400..500 => (Whose::Unclear, true),
        _ => (Whose::Unclear, false),
    };
    Refusal { whose, permanent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_46elks_blame_the_right_one() {
        use Whose::{Gateway, Recipient, Unclear, Us};
        let table = [
            (401, "API access requires Basic HTTP authentication", Us, true),
            (403, "Not enough credits", Us, true),
            (403, "{\"error\":\"Not enough credits\"}", Us, true),
            (400, "Invalid to number", Recipient, true),
            (400, "Missing key to", Recipient, true),
            (400, "Missing key from", Us, true),
            (400, "Invalid from: must be at most 11 characters", Us, true),
            (400, "Missing key message", Unclear, true),
            (404, "Not found", Us, true),
            (429, "Too many requests", Us, false),
            (500, "", Gateway, false),
            (502, "<html><title>502 Bad Gateway</title></html>", Gateway, false),
            (302, "", Unclear, false),
        ];
        for (status, body, whose, permanent) in table {
            assert_eq!(elks(status, body), Refusal { whose, permanent }, "{status} {body}");
        }
    }
}
