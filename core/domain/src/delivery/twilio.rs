//! What Twilio means by a no: `{"code": 21211, "message": …, "status": 400}` (its error and warning dictionary).

use serde::Deserialize;

use super::{Refusal, Whose};

#[derive(Deserialize)]
struct Fault {
    code: u32,
}

/// Judges a reply of Twilio that is not a 2xx, by its own code first and by the HTTP status where there is none.
pub fn twilio(status: u16, body: &str) -> Refusal {
    let known = serde_json::from_str::<Fault>(body).ok().and_then(|fault| by_code(fault.code));
    let (whose, permanent) = known.unwrap_or(match status {
        401 | 403 | 404 | 405 => (Whose::Us, true),
        429 => (Whose::Us, false),
        408 | 500.. => (Whose::Gateway, false),
        400..500 => (Whose::Unclear, true),
        _ => (Whose::Unclear, false),
    });
    Refusal { whose, permanent }
}

fn by_code(code: u32) -> Option<(Whose, bool)> {
    Some(match code {
        // The number: not one, not mobile, a landline, unsubscribed, not to be reached from this sender or in this region.
        21211 | 21214 | 21217 | 21265 | 21408 | 21421 | 21610 | 21612 | 21614 | 21635 => (Whose::Recipient, true),
        30004..=30006 => (Whose::Recipient, true),
        30003 => (Whose::Recipient, false),
        // Who we are and what we may: account, key, suspension, a trial, the sender, the carriers' registers and filters.
        20003 | 20005 | 20006 | 20008 | 20403 | 20404 | 21608 | 30002 | 30007 | 30032 | 30034 => (Whose::Us, true),
        21212 | 21603 | 21606 | 21654 | 21659..=21661 | 21701 | 21703 | 21705 => (Whose::Us, true),
        // What we have used up for now: requests, the queue of the sender, the day's share.
        20429 | 14107 | 21611 | 30001 | 30022 | 30023 | 63038 => (Whose::Us, false),
        // Its own trouble.
        20500 | 20503 | 20504 | 30008 | 30410 => (Whose::Gateway, false),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_of_twilio_blame_the_right_one() {
        use Whose::{Gateway, Recipient, Unclear, Us};
        let table = [
            (400, 21211, "The 'To' number +1555 is not a valid phone number.", Recipient, true),
            (400, 21614, "'To' number is not a valid mobile number", Recipient, true),
            (400, 21610, "Attempt to send to unsubscribed recipient", Recipient, true),
            (400, 21408, "Permission to send an SMS has not been enabled for the region", Recipient, true),
            (400, 21612, "Message cannot be sent with the current combination of 'To' and 'From'", Recipient, true),
            (400, 21635, "'To' number cannot be a landline", Recipient, true),
            (400, 30005, "Unknown destination handset", Recipient, true),
            (400, 30006, "Landline or unreachable carrier", Recipient, true),
            (400, 30003, "Unreachable destination handset", Recipient, false),
            (401, 20003, "Authenticate", Us, true),
            (403, 20005, "Account is not active", Us, true),
            (404, 20404, "The requested resource was not found", Us, true),
            (400, 21606, "The 'From' phone number is not a valid, SMS-capable number", Us, true),
            (400, 21608, "The number is unverified. Trial accounts cannot send to it", Us, true),
            (400, 30002, "Account suspended", Us, true),
            (400, 30007, "Message filtered", Us, true),
            (429, 20429, "Too Many Requests", Us, false),
            (429, 21611, "This 'From' number has exceeded the maximum number of queued messages", Us, false),
            (429, 30001, "Queue overflow", Us, false),
            (429, 63038, "Account exceeded the 50 daily messages limit", Us, false),
            (503, 20503, "Service is unavailable", Gateway, false),
            (400, 21617, "The concatenated message body exceeds the 1600 character limit", Unclear, true),
        ];
        for (status, code, message, whose, permanent) in table {
            let body = format!("{{\"code\":{code},\"message\":\"{message}\",\"status\":{status}}}");
            assert_eq!(twilio(status, &body), Refusal { whose, permanent }, "{code} {message}");
        }
    }

    #[test]
    fn what_comes_without_a_code_is_judged_by_its_status() {
        let judged = [400, 401, 403, 429, 500, 502, 302].map(|status| twilio(status, "<html>"));
        let whose = judged.map(|refusal| refusal.whose);
        use Whose::{Gateway, Unclear, Us};
        assert_eq!(whose, [Unclear, Us, Us, Us, Gateway, Gateway, Unclear]);
    }
}
