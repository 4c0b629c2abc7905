//! The words of a story as the domain's terms and times; one that is none is refused as a field of a form would be.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use majakka_domain::format::time::parse_rfc3339;
use majakka_domain::refusal::Refusal;
use majakka_store::error::{Error, Result as CoreResult};

pub(crate) fn word<T: std::str::FromStr>(field: &'static str, text: &str) -> CoreResult<T> {
    text.parse().map_err(|_| Refusal::field(field, if text.is_empty() { "missing" } else { "unknown" }).into())
}

pub(crate) fn optional<T: std::str::FromStr>(field: &'static str, text: Option<&str>) -> CoreResult<Option<T>> {
    text.map(|text| word(field, text)).transpose()
}

pub(crate) fn time(field: &'static str, text: &str) -> CoreResult<DateTime<Utc>> {
    parse_rfc3339(text).map_err(|_| Refusal::field(field, "time").into())
}

/// `10m`, `90s`, `1h`.
pub(crate) fn span(text: &str) -> CoreResult<TimeDelta> {
    let wrong = || Error::Refused(Refusal::field("over", "time"));
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    let made = match unit {
        "s" => TimeDelta::try_seconds(number),
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        _ => None,
    };
    made.filter(|span| *span >= TimeDelta::zero()).ok_or_else(wrong)
}

/// The next whole minute, or this one.
pub(crate) fn minute_of(at: DateTime<Utc>) -> DateTime<Utc> {
    let minute = TimeDelta::minutes(1);
    match at.duration_trunc(minute) {
        Ok(floor) if floor < at => floor + minute,
        Ok(floor) => floor,
        Err(_) => at,
    }
}
