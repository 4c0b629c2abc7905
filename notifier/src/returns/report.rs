//! A mail that came to the mailbox for returns, read as a report about one of ours.
//!
//! Guarantee: reports of RFC 3464 (also in the international form of RFC 6533) and of RFC 5965 are understood, whatever their
//! relay calls the parts; anything else, a holiday reply or a person's letter, is no report. No bytes make it panic.
//! Non-goal: believing it. What may be a code is only collected; its signature tells.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use majakka_app::command::delivery::returned::ReturnedMail;
use majakka_app::delivery_code::LETTERS;
use majakka_domain::delivery::{Returned, feedback, notification};

use crate::channel::mime::DELIVERY;

/// So many words of a report are tried as codes: it names its delivery three or four times.
const CODES: usize = 24;

/// Reads a mail. None when it is no report about a mail.
pub(super) fn read(mail: &[u8]) -> Option<ReturnedMail> {
    let message = MessageParser::default().parse(mail)?;
    let said = message.parts.iter().filter_map(statement).collect::<Vec<_>>();
    // What failed counts before what is late: one of ours has one recipient, and a list behind it may have many.
    let worst = said.into_iter().max_by_key(|(fate, _)| match fate {
        Returned::Failed(_) => 3,
        Returned::Complaint => 2,
        Returned::Late => 1,
        Returned::Delivered => 0,
    });
    let (fate, words) = worst?;
    Some(ReturnedMail { codes: codes(&String::from_utf8_lossy(mail), &message), fate, words })
}

/// The code of a mail of ours that came itself. None when it is somebody else's.
pub(super) fn own_code(mail: &[u8]) -> Option<String> {
    let message = MessageParser::default().parse(mail)?;
    message.header_raw(DELIVERY).map(|code| code.trim().to_owned())
}

/// What a part says, if it is the one that machines read.
fn statement(part: &MessagePart<'_>) -> Option<(Returned, String)> {
    let kind = part.content_type()?;
    if !kind.ctype().eq_ignore_ascii_case("message") {
        return None;
    }
    let text = String::from_utf8_lossy(part.contents());
    match kind.subtype()?.to_ascii_lowercase().as_str() {
        "delivery-status" | "global-delivery-status" => {
            let groups = fields(&text);
            groups
                .iter()
                .filter_map(|group| recipient(group))
                .max_by_key(|(fate, _)| matches!(fate, Returned::Failed(_)))
        }
        "feedback-report" => {
            let group = fields(&text).into_iter().flatten().collect::<Vec<_>>();
            let kind = field(&group, "feedback-type")?;
            let agent = field(&group, "user-agent").unwrap_or_default();
            feedback(kind).map(|fate| (fate, [kind, agent].join(" ").trim().to_owned()))
        }
        _ => None,
    }
}

fn recipient(group: &[Field]) -> Option<(Returned, String)> {
    let status = field(group, "status").unwrap_or_default();
    let diagnostic = field(group, "diagnostic-code").unwrap_or_default();
    let fate = notification(field(group, "action")?, status, diagnostic)?;
    let words = if diagnostic.is_empty() { status.to_owned() } else { diagnostic.to_owned() };
    Some((fate, words))
}

/// Name in small letters, and value on one line.
type Field = (String, String);

fn field<'a>(group: &'a [Field], name: &str) -> Option<&'a str> {
    group.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Groups of fields, with an empty line between them (RFC 3464, 2.1): fields are headers of a mail without a body.
fn fields(text: &str) -> Vec<Vec<Field>> {
    let lines = text.replace("\r\n", "\n");
    let parse = |group: &str| {
        let head = format!("{}\n\n", group.trim_matches('\n'));
        let message = MessageParser::new().default_header_raw().parse(head.as_bytes())?;
        let field =
            |(name, value): (&str, &str)| (name.to_lowercase(), value.split_whitespace().collect::<Vec<_>>().join(" "));
        Some(message.headers_raw().map(field).collect())
    };
    lines.split("\n\n").filter_map(parse).collect()
}

/// Every word of the report that may be a code: in its addresses, in what it quotes, in the fields for machines.
fn codes(raw: &str, message: &Message<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let decoded = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Text(text) | PartType::Html(text) => Some(text.as_ref()),
        _ => None,
    });
    for text in [raw].into_iter().chain(decoded) {
        let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() == LETTERS);
        for word in words.filter(|word| word.bytes().all(|c| c.to_ascii_lowercase() <= b'p')) {
            if found.len() < CODES && !found.iter().any(|known| known == word) {
                found.push(word.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use majakka_domain::delivery::Cause;

    use super::*;

    const CODE: &str = "abcdefghijklmnopabcdefghijklmnop";

    fn report(machine: &str, quoted: &str) -> Vec<u8> {
        let mail = format!(
            "From: MAILER-DAEMON@mx.example.fi\nTo: bounces+{CODE}@example.fi\nSubject: Undelivered\nMIME-Version: 1.0\n\
             Content-Type: multipart/report; report-type=any; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\n\
             Your mail came back.\n\n--b\n{machine}\n--b\n{quoted}\n--b--\n"
        );
        mail.replace('\n', "\r\n").into_bytes()
    }

    const QUOTED: &str = "Content-Type: text/rfc822-headers\n\nSubject: Resepti\n";

    #[test]
    fn a_notification_of_several_recipients_speaks_of_the_one_who_failed() {
        let machine = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.fi\n\n\
             Final-Recipient: rfc822; a@example.fi\nAction: relayed\nStatus: 2.0.0\n\n\
             Final-Recipient: rfc822; b@example.fi\nAction: Failed\nStatus: 5.1.1\n\
             Diagnostic-Code: smtp; 550 5.1.1 <b@example.fi>:\n  User unknown\n\n\
             Final-Recipient: rfc822; c@example.fi\nAction: delayed\nStatus: 4.4.1\n";
        let read = read(&report(machine, QUOTED)).unwrap();
        assert_eq!(read.fate, Returned::Failed(Cause::WrongAddress));
        assert_eq!(read.words, "smtp; 550 5.1.1 <b@example.fi>: User unknown");
        assert_eq!(read.codes, [CODE]);
    }

    #[test]
    fn the_international_form_and_a_late_mail_are_read() {
        let machine = "Content-Type: message/global-delivery-status; charset=utf-8\n\nReporting-MTA: dns; mx\n\n\
             Final-Recipient: utf-8; Pekka.Mäki@example.fi\nAction: delayed\nStatus: 4.4.1\n";
        let read = read(&report(machine, QUOTED)).unwrap();
        assert_eq!((read.fate, read.words.as_str()), (Returned::Late, "4.4.1"));
    }

    #[test]
    fn a_complaint_is_read_and_its_mail_found_in_what_it_quotes() {
        let machine = "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\n\
             Version: 1\nOriginal-Mail-From: <bounces+ponmlkjihgfedcbaponmlkjihgfedcba@example.fi>\n";
        let quoted = "Content-Type: message/rfc822\nContent-Disposition: inline\n\nX-Majakka-Delivery: \
             aaaaaaaabbbbbbbbccccccccdddddddd\nSubject: Resepti\n\nHei\n";
        let read = read(&report(machine, quoted)).unwrap();
        assert_eq!((read.fate, read.words.as_str()), (Returned::Complaint, "abuse SomeGenerator/1.0"));
        for code in ["ponmlkjihgfedcbaponmlkjihgfedcba", "aaaaaaaabbbbbbbbccccccccdddddddd"] {
            assert!(read.codes.iter().any(|known| known == code), "{:?}", read.codes);
        }
    }

    #[test]
    fn what_is_no_report_is_none() {
        let holiday = format!("From: a@example.fi\r\nTo: bounces+{CODE}@example.fi\r\n\r\nOlen lomalla.\r\n");
        let without = report("Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n", QUOTED);
        for mail in [holiday.as_bytes(), &without, b"", b"\r\n\r\n", &[0xff, 0x00, b':', b'\n']] {
            assert_eq!(read(mail), None, "{}", String::from_utf8_lossy(mail));
        }
    }
}
