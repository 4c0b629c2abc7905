//! A mail's bytes with places for what differs from one recipient to the next.
//!
//! Purpose: the mail is written and encoded once; for each recipient its pieces are only put together.
//! Guarantee: what goes into a place has the length of what stood there, so that no line grows; a place in the body is found
//! also where a soft line break of quoted-printable (RFC 2045, 6.7, rule 5) runs through it.
//! Non-goal: what the mail says.

use std::borrow::Cow;
use std::ops::Range;

use majakka_app::delivery_code::SLOT;

use super::OutboundMessage;
use super::mime::HEAD_SLOTS;

/// What each recipient has of her own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Her address.
    To,
    /// The mail's name.
    MessageId,
    /// The code by which it comes back.
    ReturnCode,
    /// These letters of the code of the link "I have read this".
    ReadCode(Range<usize>),
}

/// A mail with places. Each part follows the text before it.
#[derive(Debug)]
pub(super) struct MailTemplate {
    parts: Vec<(String, Part)>,
    rest: String,
}

const SOFT_BREAK: &str = "=\r\n";

impl MailTemplate {
    /// Finds the places in a mail as it travels. None when the head lacks one.
    pub(super) fn parted(wire: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = wire;
        for (slot, part) in HEAD_SLOTS {
            let (before, after) = rest.split_once(slot)?;
            parts.push((before.to_owned(), part));
            rest = after;
        }
        while let Some((at, runs)) = read_code(rest) {
            let mut before = rest.get(..at)?.to_owned();
            let mut end = at;
            for run in runs {
                end += run.len();
                parts.push((std::mem::take(&mut before), Part::ReadCode(run.clone())));
                if run.end < SLOT.len() {
                    SOFT_BREAK.clone_into(&mut before);
                    end += SOFT_BREAK.len();
                }
            }
            rest = rest.get(end..)?;
        }
        Some(MailTemplate { parts, rest: rest.to_owned() })
    }

    /// The mail to one recipient.
    pub(super) fn addressed_to(&self, to: &str, letter: &OutboundMessage) -> String {
        let own = |part: &Part| -> Cow<'_, str> {
            match part {
                Part::To => Cow::Owned(to.to_owned()),
                Part::MessageId => super::mime::one_line(&letter.message_id).into(),
                Part::ReturnCode => Cow::Owned(letter.return_code.clone()),
                Part::ReadCode(letters) => {
                    Cow::Owned(letter.read_code.get(letters.clone()).unwrap_or_default().to_owned())
                }
            }
        };
        let mut mail = String::with_capacity(self.length() + 256);
        for (before, part) in &self.parts {
            mail.push_str(before);
            mail.push_str(&own(part));
        }
        mail.push_str(&self.rest);
        mail
    }

    fn length(&self) -> usize {
        self.parts.iter().map(|(before, _)| before.len()).sum::<usize>() + self.rest.len()
    }
}

/// Where the first place of a read code begins, and its letters in runs between soft line breaks.
fn read_code(text: &str) -> Option<(usize, Vec<Range<usize>>)> {
    let first = SLOT.chars().next()?;
    text.match_indices(first).find_map(|(at, _)| Some((at, runs(text.get(at..)?)?)))
}

fn runs(text: &str) -> Option<Vec<Range<usize>>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let (mut rest, mut start) = (text, 0);
    for (place, letter) in SLOT.char_indices() {
        if let Some(after) = rest.strip_prefix(SOFT_BREAK) {
            runs.push(start..place);
            (rest, start) = (after, place);
        }
        rest = rest.strip_prefix(letter)?;
    }
    runs.push(start..SLOT.len());
    Some(runs)
}

#[cfg(test)]
mod tests {
    use super::super::mime::MailComposer;
    use super::super::{Words, samples};
    use super::*;

    #[test]
    fn the_read_code_stands_wherever_the_line_breaks() {
        let composer = MailComposer::new("hairiot@example.fi", None, None).unwrap();
        // A soft break falls after every 75th sign: the place is moved through it.
        for shift in 0..80 {
            let text = format!("{}https://majakka.example.fi/read/{SLOT} ja {SLOT}\n", "x".repeat(shift));
            let html = Some(format!("<p>{}<a href=\"/read/{SLOT}\">Olen lukenut tämän</a></p>", "ä".repeat(shift)));
            let letter = samples::saying(42, Words { text: text.clone(), html, ..samples::words() });
            let mail = composer.compose(&letter).unwrap();
            let read = majakka_testing::maildir::Mail::parse(mail.file()).unwrap();
            assert_eq!(read.text(), text.replace(SLOT, &letter.read_code));
            assert!(read.html().unwrap().contains(&format!("/read/{}\"", letter.read_code)), "{shift}");
            let longest = mail.content.split("\r\n").map(str::len).max().unwrap();
            assert!(longest <= 77, "a line of {longest} signs");
        }
    }
}
