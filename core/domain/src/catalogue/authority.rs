//! Authorities and support desks: to whom a report goes, as dated data (docs/DOMAIN.md).
//!
//! Guarantee: asked with a day, the answer is the body in charge on that day, under whichever of its names it was asked for.
//! Non-goal: what must be reported and by when; that is the duties'.

use chrono::NaiveDate;

use toml::Spanned;

use super::file::Flaw;
use super::validity::Validity;
use crate::terms::Language;
use crate::texts::Texts;

/// A body that takes reports or answers questions, with the time in which that was so.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Stable id: `kela_support`, `lvv`.
    pub id: String,
    /// Its name.
    pub name: Texts,
    /// Mail address; empty if none is published or checked.
    #[serde(default)]
    pub email: String,
    /// Telephone as people dial it, `020 634 7787`; empty if none.
    #[serde(default)]
    pub phone: String,
    /// The page with its instructions or form; empty if none is checked.
    #[serde(default)]
    pub url: String,
    /// First day, `YYYY-MM-DD` in Finland; absent: as far back as anybody asks.
    pub valid_from: Option<NaiveDate>,
    /// Last day, inclusive; absent: until further notice.
    pub valid_to: Option<NaiveDate>,
    /// The id of the body that took its tasks over.
    pub successor: Option<String>,
    /// Where the facts come from.
    pub source: String,
}

impl Authority {
    fn validity(&self) -> Validity {
        Validity { first: self.valid_from, last: self.valid_to }
    }
}

/// The body in charge on a day: the one asked for, else its successor, else its predecessor.
///
/// So `valvira` asked in 2026 gives LVV, and `lvv` asked about 2025 gives Valvira (docs/DOMAIN.md 13).
pub(super) fn in_charge<'a>(bodies: &'a [Authority], id: &str, day: NaiveDate) -> Option<&'a Authority> {
    let successor = bodies.iter().find(|body| body.id == id).and_then(|body| body.successor.as_deref());
    let valid =
        |wanted: &dyn Fn(&Authority) -> bool| bodies.iter().find(|body| wanted(body) && body.validity().holds_on(day));
    valid(&|body| body.id == id)
        .or_else(|| valid(&|body| Some(body.id.as_str()) == successor))
        .or_else(|| valid(&|body| body.successor.as_deref() == Some(id)))
}

/// Is every name whole, every time sound, every successor known, and nobody in charge twice on a day?
pub(super) fn check(bodies: &[Spanned<Authority>]) -> Result<(), Flaw> {
    for (place, part) in bodies.iter().enumerate() {
        let body = part.get_ref();
        let wrong = |what: &str| Err(Flaw::within(part, format!("authority {} {what}", body.id)));
        if Language::ALL.iter().any(|language| body.name.get(*language).is_empty()) {
            return wrong("lacks its name in a language");
        }
        if body.validity().is_backwards() {
            return wrong("ends before it begins");
        }
        if body.successor.as_ref().is_some_and(|next| bodies.iter().all(|other| other.get_ref().id != *next)) {
            return wrong("is succeeded by nobody known");
        }
        if bodies
            .iter()
            .skip(place + 1)
            .map(Spanned::get_ref)
            .any(|other| other.id == body.id && body.validity().overlaps(other.validity()))
        {
            return wrong("stands twice on the same day");
        }
    }
    Ok(())
}
