//! The calendar of breaks (RFC 5545): stable UIDs, a SEQUENCE that rises with every change, cancellations.
//!
//! Every break of a series is an event of its own, not a rule that each calendar works out by itself (docs/adr/0009).

use chrono::{DateTime, LocalResult, TimeZone as _, Utc};
use chrono_tz::Europe::Helsinki;
use majakka_app::App;
use majakka_domain::terms::AnnouncementKind;
use majakka_domain::text;
use majakka_store::announcement::Announced;
use majakka_store::error::Result;
use majakka_store::status_page::{OwnBreak, StatusData};

use crate::status::breaks;
use crate::status::compose::Edition;
use crate::status::phrasing::Phrasing;

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
    /// When it was last said anew: without a METHOD that is DTSTAMP too (RFC 5545, 3.8.7.2).
    changed: DateTime<Utc>,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
    summary: String,
    description: String,
}

pub(in crate::status) fn calendar(app: &App, data: &StatusData, edition: &Edition<'_>) -> Result<String> {
    let say = edition.say(app, data);
    let site = app.settings.public_url();
    let host = url_host(&site);
    let whose = edition.member.map_or_else(|| say.text("status-name"), |member| Ok(member.name.clone()))?;
    let name = format!("{whose}: {}", say.text("status-maintenance")?);
    let page = format!("{site}{}", edition.path(say.language, edition.audience));
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Majakka//Majakka//FI".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(&name)),
        "X-WR-TIMEZONE:Europe/Helsinki".to_owned(),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H".to_owned(),
    ];
    lines.extend(ZONE.iter().filter(|line| !line.is_empty()).map(|line| (*line).to_owned()));
    for event in events(data, say, host)? {
        lines.extend(event.lines(&page));
    }
    lines.push("END:VCALENDAR".to_owned());
    Ok(lines.iter().map(|line| folded(line)).collect())
}

fn events(data: &StatusData, say: Phrasing<'_>, host: &str) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for announced in data.announced_for(say.view) {
        events.extend(theirs(announced, say, host)?);
    }
    for own in data.breaks_for(say.view) {
        events.push(ours(data, own, say, host)?);
    }
    Ok(events)
}

fn theirs(announced: &Announced, say: Phrasing<'_>, host: &str) -> Result<Option<Event>> {
    let a = &announced.announcement;
    let (Some(starts), Some(ends)) = (a.starts_at, a.ends_at) else { return Ok(None) };
    if a.kind != AnnouncementKind::Maintenance {
        return Ok(None);
    }
    let services: Vec<String> = a.services.iter().map(|id| say.name(id)).collect();
    let source = say.i18n.text(say.language, "status-source", &[("source", a.source.as_str().into())])?;
    let cancelled = a.resolved_at.is_some_and(|end| end <= starts);
    Ok(Some(Event {
        uid: format!("{}-{}@{host}", a.source, a.external_id),
        sequence: announced.sequence,
        cancelled,
        changed: announced.changed_at,
        starts,
        ends,
        summary: titled(announced.title.clone(), cancelled, say)?,
        description: told([
            Some(services.join(", ")),
            (!cancelled).then(|| say.text(breaks::means(a.effect))).transpose()?,
            was(announced.was, say)?,
            Some(source),
        ]),
    }))
}

fn ours(data: &StatusData, own: &OwnBreak, say: Phrasing<'_>, host: &str) -> Result<Event> {
    let row = &own.row;
    let (starts, ends) = row.window();
    let rule = row.series_id.and_then(|series| data.rules.get(&series));
    let repeats = match rule {
        Some(rule) => {
            let rhythm = say.rhythm(rule)?;
            Some(say.i18n.text(say.language, "status-break-repeats", &[("rhythm", rhythm.into())])?)
        }
        None => None,
    };
    let cancelled = row.cancelled_at.is_some();
    let impact = row.impact().or_finnish(say.language).to_owned();
    Ok(Event {
        uid: format!("break-{}@{host}", row.id),
        sequence: row.sequence,
        cancelled,
        changed: row.changed_at.unwrap_or(row.announced_at),
        starts,
        ends,
        summary: titled(format!("{}: {impact}", say.name(&row.service)), cancelled, say)?,
        description: told([Some(impact), None, was(row.was(), say)?, repeats]),
    })
}

/// Not every calendar shows that an event is off: the title says it too.
fn titled(title: String, cancelled: bool, say: Phrasing<'_>) -> Result<String> {
    Ok(if cancelled { format!("{}: {title}", say.text("status-break-cancelled")?) } else { title })
}

/// The time that was told before.
fn was(was: Option<(DateTime<Utc>, DateTime<Utc>)>, say: Phrasing<'_>) -> Result<Option<String>> {
    let Some((starts, ends)) = was else { return Ok(None) };
    let before = say.text("status-break-before")?;
    Ok(Some(format!("{before} {} – {}", say.moment(starts).said, say.until(starts, ends).said)))
}

fn told(lines: [Option<String>; 4]) -> String {
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

impl Event {
    fn lines(self, page: &str) -> Vec<String> {
        vec![
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(&self.uid)),
            format!("DTSTAMP:{}", self.changed.format("%Y%m%dT%H%M%SZ")),
            format!("LAST-MODIFIED:{}", self.changed.format("%Y%m%dT%H%M%SZ")),
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
        assert_eq!(url_host("https://hairiot.example.fi:8443/x"), "hairiot.example.fi");
    }
}
