//! Why a verdict is what it is, and what would change it: sentences by key, for any reader's language.

use crate::id::{AnnouncementId, MaintenanceId, OrganisationId};

/// What a reason points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// A bulletin or break of somebody else.
    Announcement(AnnouncementId),
    /// An own break.
    Maintenance(MaintenanceId),
    /// An organisation's probes and traits.
    Organisation(OrganisationId),
}

/// One sentence with its evidence: the key stands as `reason-KEY` in `templates/i18n/`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reason {
    /// Message key without its prefix.
    pub key: &'static str,
    /// Named values of the sentence.
    pub args: Vec<(&'static str, String)>,
    /// Where to look.
    pub link: Option<Link>,
}

/// What would change the verdict: the key stands as `change-KEY` in `templates/i18n/`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Message key without its prefix.
    pub key: &'static str,
    /// Named values of the sentence.
    pub args: Vec<(&'static str, String)>,
}

impl Reason {
    pub(super) fn new(key: &'static str, args: Vec<(&'static str, String)>) -> Self {
        Reason { key, args, link: None }
    }

    pub(super) fn linked(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
}

impl Change {
    pub(super) fn new(key: &'static str) -> Self {
        Change { key, args: Vec::new() }
    }
}
