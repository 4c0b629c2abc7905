//! What any HTTP gateway means by a no, as far as RFC 9110 and plain words tell.

use super::{Refusal, Whose};

/// Words that speak of the sender, whatever the status is.
const OF_US: [&str; 14] = [
    "credit",
    "balance",
    "quota",
    "suspended",
    "blocked",
    "banned",
    "unauthor",
    "forbidden",
    "api key",
    "apikey",
    "authentication",
    "sender",
    "throttl",
    "rate limit",
];

/// Words that speak of a number.
const OF_RECIPIENT: [&str; 10] = [
    "recipient",
    "destination",
    "msisdn",
    "phone number",
    "phonenumber",
    "to number",
    "\"to\"",
    "'to'",
    "unsubscribed",
    "opted out",
];

/// Judges a reply of a gateway that is not one of its successes.
pub fn http(status: u16, body: &str) -> Refusal {
    let body = body.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| body.contains(word));
    let (whose, permanent) = match status {
        401 | 402 | 403 | 407 => (Whose::Us, true),
        429 => (Whose::Us, false),
        // 404 and 405 speak of our path, unless they say otherwise.
        400..500 if says(&OF_RECIPIENT) => (Whose::Recipient, true),
        400..500 if says(&OF_US) => (Whose::Us, true),
        404 | 405 | 415 => (Whose::Us, true),
        408 | 425 | 500.. => (Whose::Gateway, false),
        400..500 => (Whose::Unclear, true),
        // A success that the settings do not count as one, or a redirection.
        _ => (Whose::Unclear, false),
    };
    Refusal { whose, permanent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_any_gateway_blame_the_right_one() {
        use Whose::{Gateway, Recipient, Unclear, Us};
        let table = [
            (401, "", Us, true),
            (402, "{\"message\":\"payment required\"}", Us, true),
            (403, "{\"message\":\"IP not allowed\"}", Us, true),
            (400, "{\"error\":\"Insufficient balance\"}", Us, true),
            (400, "{\"code\":4,\"description\":\"msisdn is not valid\"}", Recipient, true),
            (422, "{\"errors\":{\"recipient\":[\"must be E.164\"]}}", Recipient, true),
            (400, "bad request", Unclear, true),
            (404, "no such resource", Us, true),
            (429, "slow down", Us, false),
            (503, "sender pool exhausted", Gateway, false),
            (200, "{\"status\":\"error\"}", Unclear, false),
        ];
        for (status, body, whose, permanent) in table {
            assert_eq!(http(status, body), Refusal { whose, permanent }, "{status} {body}");
        }
    }
}
