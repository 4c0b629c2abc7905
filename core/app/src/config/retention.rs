//! `[retention]`: for how many days it is kept who people are (GDPR, article 5(1)(e)); 0 keeps for ever.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

/// The section. What belongs to an incident is counted from its end, the rest from when it came.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionSettings {
    /// Sealed patient references.
    pub patient_references_days: u16,
    /// Pictures of reports.
    pub pictures_days: u16,
    /// Links of reporters to their own reports.
    pub follow_links_days: u16,
    /// Names, numbers and addresses of those who reported, and their own links.
    pub reporters_days: u16,
    /// Addresses of those to whom messages went, replies, test messages.
    pub recipients_days: u16,
    /// Names and addresses of removed contacts and closed accounts.
    pub people_days: u16,
}

impl RetentionSettings {
    /// What came before goes; none: nothing does.
    pub fn before(now: DateTime<Utc>, days: u16) -> Option<DateTime<Utc>> {
        (days > 0).then(|| now - TimeDelta::days(days.into()))
    }
}
