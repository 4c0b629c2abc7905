//! The page for programs: Atom, iCalendar, JSON, a badge.
//!
//! Guarantee: the same data and the same words as the page; what is not known is said to be not known.

pub(super) mod atom;
pub(super) mod badge;
pub(super) mod calendar;
pub(super) mod json;
pub(super) mod rss;
pub(super) mod statuspage;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Text as it may stand in XML, in elements and in attributes. Characters that XML 1.0 does not know are left out.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(character),
            control if control.is_control() || matches!(control, '\u{FFFE}' | '\u{FFFF}') => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// What stands within an IRI and is no separator in it (RFC 3987, 2.2): everything else of ASCII is percent-encoded, as other
/// systems name their notices as they like ("HT 2026/118").
const IN_IRI: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn in_iri(text: &str) -> String {
    utf8_percent_encode(text, &IN_IRI).to_string()
}
