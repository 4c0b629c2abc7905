//! The calendar of breaks (RFC 5545): stable UIDs, a SEQUENCE that rises with every change, cancellations.

use chrono::{DateTime, LocalResult, TimeZone as _, Utc};
use chrono_tz::Europe::Helsinki;
use majakka_core::Core;
use majakka_core::error::Result;
use majakka_core::store::board::BoardData;
use majakka_domain::terms::AnnouncementKind;

use crate::status::compose::Edition;
use crate::status::say::Say;

/// Finland's time as it has been since 1996 (directive 2000/84/EC).
const ZONE: [&str; 18] = [
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
    "",
];

/// One break.
struct Event {
    uid: String,
    sequence: i32,
    cancelled: bool,
    announced: DateTime<Utc>,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
    summary: String,
    description: String,
}

pub(in crate::status) fn calendar(core: &Core, data: &BoardData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(core, data);
    let site = core.settings.public_url();
    let host = url_host(&site);
    let name = format!("{}: {}", say.text("status-name")?, say.text("status-maintenance")?);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Majakka//Majakka//FI".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(&name)),
        "X-WR-TIMEZONE:Europe/Helsinki".to_owned(),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H".to_owned(),
    ];
    lines.extend(ZONE.iter().filter(|line| !line.is_empty()).map(|line| (*line).to_owned()));
    for event in events(data, say, host)? {
        lines.extend(event.lines(&format!("{site}/{}", say.language)));
    }
    lines.push("END:VCALENDAR".to_owned());
    Ok(lines.iter().map(|line| folded(line)).collect())
}

fn events(data: &BoardData, say: Say<'_>, host: &str) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for announced in data.announced_for(say.view) {
        let a = &announced.announcement;
        let (Some(starts), Some(ends)) = (a.starts_at, a.ends_at) else { continue };
        if a.kind != AnnouncementKind::Maintenance {
            continue;
        }
        let services: Vec<String> = a.services.iter().map(|id| say.name(id)).collect();
        events.push(Event {
            uid: format!("{}-{}@{host}", a.source, a.external_id),
            // A source does not say how often it has changed its mind; the page's revision rises whenever it may have.
            sequence: i32::try_from(data.revision).unwrap_or(i32::MAX),
            cancelled: a.resolved_at.is_some_and(|end| end <= starts),
            announced: a.announced_at,
            starts,
            ends,
            summary: announced.title.clone(),
            description: format!(
                "{}\n{}",
                services.join(", "),
                say.i18n.text(say.language, "status-source", &[("source", a.source.as_str().into())],)?
            ),
        });
    }
    events.extend(data.breaks_for(say.view).map(|own| Event {
        uid: format!("break-{}@{host}", own.row.id),
        sequence: own.row.sequence,
        cancelled: own.row.cancelled_at.is_some(),
        announced: own.row.announced_at.and_utc(),
        starts: own.row.starts_at.and_utc(),
        ends: own.row.ends_at.and_utc(),
        summary: format!("{}: {}", say.name(&own.row.service), own.row.impact),
        description: own.row.impact.clone(),
    }));
    Ok(events)
}

impl Event {
    fn lines(self, page: &str) -> Vec<String> {
        vec![
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(&self.uid)),
            format!("DTSTAMP:{}", self.announced.format("%Y%m%dT%H%M%SZ")),
            format!("SEQUENCE:{}", self.sequence),
            format!("DTSTART{}", local(self.starts)),
            format!("DTEND{}", local(self.ends)),
            format!("SUMMARY:{}", escaped(&self.summary)),
            format!("DESCRIPTION:{}", escaped(&self.description)),
            format!("URL:{page}"),
            format!("STATUS:{}", if self.cancelled { "CANCELLED" } else { "CONFIRMED" }),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]
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

fn url_host(site: &str) -> &str {
    let after = site.split_once("://").map_or(site, |(_, rest)| rest);
    after.split([':', '/']).next().unwrap_or(after)
}

/// RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace(['\n', '\r'], "\\n")
}

/// At most 75 octets a line, never within a character (RFC 5545, 3.1).
fn folded(line: &str) -> String {
    let (mut out, mut used) = (String::with_capacity(line.len() + 2), 0);
    for character in line.chars() {
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
        assert_eq!(url_host("https://hairiot.example.fi:8443/x"), "hairiot.example.fi");
    }
}
