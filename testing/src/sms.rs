//! What the fake SMS centre prints about the texts that it received, read back into texts.
//!
//! A line is `… Got message N: <FROM TO TYPE …>`. TYPE is `text` (UTF-8), `ucs-2` (UTF-16BE, URL-encoded) or
//! `udh HEADER data …` (one part of a long text, URL-encoded; the header ends with reference, parts, part).
//! A line feed inside a text begins a message line without sender and type: it belongs to the one before.

use std::collections::BTreeMap;

/// A text message as a telephone shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sms {
    /// The sender.
    pub from: String,
    /// The number.
    pub to: String,
    /// The whole text.
    pub text: String,
    /// How many parts it came in (one to the sender's bill each).
    pub parts: usize,
}

/// Key of a long text: number and reference.
type Pending = BTreeMap<(String, u8), BTreeMap<u8, Vec<u8>>>;

/// The texts in the centre's log. A long text stands where its last part came.
#[must_use]
pub fn received(log: &str) -> Vec<Sms> {
    let mut texts: Vec<Sms> = Vec::new();
    let mut pending = Pending::new();
    for line in log.lines().filter_map(message) {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some(from), Some(to), Some("text"), Some(text)) => texts.push(whole(from, to, text.to_owned(), 1)),
            (Some(from), Some(to), Some("ucs-2"), Some(data)) => texts.push(whole(from, to, utf16(&decode(data)), 1)),
            (Some(from), Some(to), Some("udh"), Some(rest)) => texts.extend(part(&mut pending, from, to, rest)),
            _ => continue_last(&mut texts, line),
        }
    }
    texts
}

fn continue_last(texts: &mut [Sms], line: &str) {
    if let Some(last) = texts.last_mut() {
        last.text = format!("{}\n{line}", last.text);
    }
}

fn message(line: &str) -> Option<&str> {
    let (_, message) = line.split_once("Got message ")?;
    message.split_once(": <")?.1.strip_suffix('>')
}

fn whole(from: &str, to: &str, text: String, parts: usize) -> Sms {
    Sms { from: from.to_owned(), to: to.to_owned(), text, parts }
}

fn part(pending: &mut Pending, from: &str, to: &str, rest: &str) -> Option<Sms> {
    let (header, data) = rest.split_once(" data ")?;
    let header = decode(header);
    let &[.., reference, count, number] = header.as_slice() else { return None };
    let key = (to.to_owned(), reference);
    let parts = pending.entry(key.clone()).or_default();
    parts.insert(number, decode(data));
    if parts.len() < usize::from(count) {
        return None;
    }
    let bytes: Vec<u8> = pending.remove(&key)?.into_values().flatten().collect();
    Some(whole(from, to, either(&bytes), usize::from(count)))
}

/// The parts do not say which encoding they are in, but UTF-16 of any alphabet of ours is full of control characters.
fn either(bytes: &[u8]) -> String {
    let is_text = |text: &&str| !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    std::str::from_utf8(bytes).ok().filter(is_text).map_or_else(|| utf16(bytes), str::to_owned)
}

fn utf16(bytes: &[u8]) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| u16::from_be_bytes(*pair))).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// URL-encodes a text for a form or query.
#[must_use]
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// Undoes URL-encoding; what is not well-formed stays as it is.
#[must_use]
pub fn decode(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail.first_chunk::<2>().and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = escaped.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let (byte, length) = match (first, escaped) {
            (b'%', Some(byte)) => (byte, 3),
            (b'+', _) => (b' ', 1),
            _ => (*first, 1),
        };
        bytes.push(byte);
        rest = rest.get(length..).unwrap_or_default();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_feed_stays_in_its_text() {
        let log = "x Got message 1: <1 +358400000001 text rivi 1>\nx Got message 2: <rivi 2  kaksi>\n";
        assert_eq!(received(log), [whole("1", "+358400000001", "rivi 1\nrivi 2  kaksi".into(), 1)]);
    }

    #[test]
    fn a_long_text_is_whole_only_with_all_its_parts_in_their_order() {
        let second = "x Got message 1: <1 2 udh %05%00%03%02%02%02 data l%C3%B6%21>\n";
        let first = "x Got message 2: <1 2 udh %05%00%03%02%02%01 data kirk+>\n";
        assert_eq!(received(second), []);
        assert_eq!(received(&format!("{second}{first}")), [whole("1", "2", "kirk lö!".into(), 2)]);
    }

    #[test]
    fn encoding_and_decoding_agree() {
        let text = "Häiriö 100 % + € 🚨\n";
        assert_eq!(decode(&encode(text)), text.as_bytes());
    }
}
