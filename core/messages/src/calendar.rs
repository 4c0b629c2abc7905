//! Events of a calendar (RFC 5545), for the calendars that people subscribe to and for the event that goes with a mail (RFC 5546).
//!
//! Guarantee: no line is longer than 75 octets or broken within a character; whatever stands in a text, it ends no line and starts no
//! property; a moment of the hour that autumn repeats is told apart from the other.
//! Non-goal: what stands in an event, and for whom.

use chrono::{DateTime, LocalResult, TimeZone as _, Utc};
use chrono_tz::Europe::Helsinki;
use majakka_domain::text;

/// Finland's time as it has been since 1996 (directive 2000/84/EC).
const ZONE: [&str; 17] = [
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Helsinki",
    "BEGIN:DAYLIGHT",
    "TZNAME:EEST",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0300",
    "DTSTART:19960331T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:EET",
    "TZOFFSETFROM:+0300",
    "TZOFFSETTO:+0200",
    "DTSTART:19961027T040000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for as long as it is the same event, wherever it is told.
    pub uid: String,
    /// Raised with every change.
    pub sequence: i32,
    /// Is it called off?
    pub cancelled: bool,
    /// When it was last said anew: without a METHOD that is DTSTAMP too (RFC 5545, 3.8.7.2).
    pub changed: DateTime<Utc>,
    /// Its beginning.
    pub starts: DateTime<Utc>,
    /// Its end, where one is known.
    pub ends: Option<DateTime<Utc>>,
    /// Its title.
    pub summary: String,
    /// What else is to be said.
    pub description: String,
    /// The page about it.
    pub url: String,
}

/// A calendar that people subscribe to.
pub fn subscribed(name: &str, events: &[Event]) -> String {
    let head = [
        format!("X-WR-CALNAME:{}", escaped(name)),
        "X-WR-TIMEZONE:Europe/Helsinki".to_owned(),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H".to_owned(),
    ];
    written(&head, None, events)
}

/// The event that goes with a mail: published by `organiser`, a mail address, to whoever wants it (RFC 5546, 3.2.1), or taken back
/// (3.2.5). With the media type that says so.
pub fn sent(event: &Event, organiser: &str) -> (String, String) {
    let method = if event.cancelled { "CANCEL" } else { "PUBLISH" };
    let text = written(&[format!("METHOD:{method}")], Some(organiser), std::slice::from_ref(event));
    (format!("text/calendar; charset=utf-8; method={method}"), text)
}

fn written(head: &[String], organiser: Option<&str>, events: &[Event]) -> String {
    let start = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Majakka//Majakka//FI", "CALSCALE:GREGORIAN"];
    let mut lines: Vec<String> = start.map(str::to_owned).to_vec();
    lines.extend_from_slice(head);
    lines.extend(ZONE.map(str::to_owned));
    for event in events {
        lines.extend(event.lines(organiser));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

impl Event {
    fn lines(&self, organiser: Option<&str>) -> Vec<String> {
        let lines = [
            Some("BEGIN:VEVENT".to_owned()),
            Some(format!("UID:{}", escaped(&self.uid))),
            Some(format!("DTSTAMP:{}", self.changed.format("%Y%m%dT%H%M%SZ"))),
            Some(format!("LAST-MODIFIED:{}", self.changed.format("%Y%m%dT%H%M%SZ"))),
            Some(format!("SEQUENCE:{}", self.sequence)),
            organiser.map(|address| format!("ORGANIZER:mailto:{address}")),
            Some(format!("DTSTART{}", local(self.starts))),
            self.ends.map(|ends| format!("DTEND{}", local(ends))),
            Some(format!("SUMMARY:{}", escaped(&self.summary))),
            Some(format!("DESCRIPTION:{}", escaped(&self.description))),
            Some(format!("URL:{}", self.url)),
            Some(format!("STATUS:{}", if self.cancelled { "CANCELLED" } else { "CONFIRMED" })),
            Some("TRANSP:TRANSPARENT".to_owned()),
            Some("END:VEVENT".to_owned()),
        ];
        lines.into_iter().flatten().collect()
    }
}

/// The time with its zone. The second pass of the hour that autumn repeats has no local name, so it goes out in UTC.
fn local(at: DateTime<Utc>) -> String {
    let shown = at.with_timezone(&Helsinki).naive_local();
    let first = match Helsinki.from_local_datetime(&shown) {
        LocalResult::Ambiguous(first, _) => first.with_timezone(&Utc) == at,
        _ => true,
    };
    if first {
        format!(";TZID=Europe/Helsinki:{}", shown.format("%Y%m%dT%H%M%S"))
    } else {
        format!(":{}", at.format("%Y%m%dT%H%M%SZ"))
    }
}

/// The name of the machine in an address: what stands after the @ of a UID.
pub fn host(address: &str) -> &str {
    let after = address.split_once("://").map_or(address, |(_, rest)| rest);
    after.split([':', '/']).next().unwrap_or(after)
}

/// RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    // What an older version kept may hold what RFC 5545 (3.1, CONTROL) has no place for.
    text::clean(text)
        .replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace(['\n', '\r'], "\\n")
}

/// At most 75 octets a line, never within a character (RFC 5545, 3.1).
fn folded(line: &str) -> String {
    let (mut out, mut used) = (String::with_capacity(line.len() + 2), 0);
    // No line has a control character, whatever stands in it and however it came there.
    for character in line.chars().filter(|c| !c.is_control()) {
        if used + character.len_utf8() > 75 {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(character);
        used += character.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let folded = folded(&format!("SUMMARY:{}", "ä".repeat(60)));
        assert!(folded.split("\r\n").all(|line| line.len() <= 75), "{folded}");
        assert_eq!(folded.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "ä".repeat(60)));
    }

    #[test]
    fn the_repeated_hour_of_autumn_is_told_apart() {
        let at = |hour, minute| Utc.with_ymd_and_hms(2026, 10, 25, hour, minute, 0).single().unwrap();
        assert_eq!(local(at(0, 30)), ";TZID=Europe/Helsinki:20261025T033000");
        assert_eq!(local(at(1, 30)), ":20261025T013000Z");
        assert_eq!(local(at(2, 30)), ";TZID=Europe/Helsinki:20261025T043000");
    }

    #[test]
    fn separators_in_texts_are_escaped() {
        assert_eq!(escaped("a,b;c\\d\r\ne"), "a\\,b\\;c\\\\d\\ne");
        assert_eq!(host("https://hairiot.example.fi:8443/x"), "hairiot.example.fi");
    }

    #[test]
    fn an_event_without_a_known_end_names_none_and_one_that_is_sent_names_its_organiser() {
        let event = Event {
            uid: "break-7@example.fi".to_owned(),
            sequence: 1,
            cancelled: false,
            changed: DateTime::UNIX_EPOCH,
            starts: DateTime::UNIX_EPOCH,
            ends: None,
            summary: "Huolto".to_owned(),
            description: "Loppu ei tiedossa".to_owned(),
            url: "https://example.fi".to_owned(),
        };
        let (kind, text) = sent(&event, "hairiot@example.fi");
        assert_eq!(kind, "text/calendar; charset=utf-8; method=PUBLISH");
        assert!(!text.contains("DTEND") && text.contains("\r\nORGANIZER:mailto:hairiot@example.fi\r\n"), "{text}");
        let (kind, text) = sent(&Event { cancelled: true, ..event.clone() }, "hairiot@example.fi");
        assert!(kind.ends_with("method=CANCEL") && text.contains("\r\nMETHOD:CANCEL\r\n"), "{text}");
        assert!(!subscribed("Katkot", &[event]).contains("METHOD"), "a subscription is no message");
    }
}
