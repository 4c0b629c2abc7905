//! Which addresses the public page has, and what is behind each.
//!
//! Guarantee: one list; the server answers from it and the export writes it, so they cannot differ.

use std::collections::BTreeMap;

use majakka_core::Core;
use majakka_core::error::Result;
use majakka_core::store::board::{BoardData, View};
use majakka_domain::terms::Audience;

use super::compose::{self, Edition};
use super::document::{Document, Reach};
use super::{feeds, pages};

/// What is behind an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaf {
    /// The status page.
    Status(Audience),
    /// An organisation's own.
    Organisation(String),
    /// One incident with every bulletin.
    Incident(String),
    /// The last 90 days.
    History,
    /// The banner for frames.
    Embed,
    /// The accessibility statement.
    Accessibility,
    /// What is kept of whom.
    Privacy,
    /// The feed.
    Atom,
    /// The calendar of breaks; an organisation's with its own.
    Calendar(Option<String>),
    /// The picture with the state.
    Badge,
    /// Our own JSON: all languages in one.
    StatusJson,
    /// Statuspage's summary.
    Summary,
    /// Statuspage's status.
    ApiStatus,
}

/// Every address without its language. What is the same in all languages has only the address without one.
pub(super) fn addresses(data: &BoardData) -> BTreeMap<String, Leaf> {
    let fixed = [
        ("/", Leaf::Status(Audience::Professional)),
        ("/citizens", Leaf::Status(Audience::Citizen)),
        ("/history", Leaf::History),
        ("/embed", Leaf::Embed),
        ("/accessibility", Leaf::Accessibility),
        ("/privacy", Leaf::Privacy),
        ("/atom.xml", Leaf::Atom),
        ("/maintenance.ics", Leaf::Calendar(None)),
        ("/badge.svg", Leaf::Badge),
        ("/status.json", Leaf::StatusJson),
        ("/api/v2/summary.json", Leaf::Summary),
        ("/api/v2/status.json", Leaf::ApiStatus),
    ];
    let mut addresses: BTreeMap<String, Leaf> = fixed.map(|(path, leaf)| (path.to_owned(), leaf)).into();
    for outage in data.outages_for(View::Everybody) {
        addresses.insert(format!("/incidents/{}", outage.reference), Leaf::Incident(outage.reference.clone()));
    }
    for slug in data.organisations.keys() {
        addresses.insert(format!("/o/{slug}"), Leaf::Organisation(slug.clone()));
        addresses.insert(format!("/o/{slug}/maintenance.ics"), Leaf::Calendar(Some(slug.clone())));
    }
    addresses
}

impl Leaf {
    /// Is it the same in every language?
    pub(super) fn is_neutral(&self) -> bool {
        matches!(self, Leaf::StatusJson | Leaf::Summary | Leaf::ApiStatus)
    }

    /// Is it made as soon as something changes, and not when it is first asked for?
    pub(super) fn is_eager(&self) -> bool {
        matches!(self, Leaf::Status(_))
    }

    /// Makes it. `path` is its address without the language.
    ///
    /// # Errors
    /// A text or template that does not fit.
    pub(super) fn document(
        &self,
        core: &Core,
        data: &BoardData,
        edition: &Edition<'_>,
        path: &str,
    ) -> Result<Document> {
        let language = edition.language;
        let page = |html: String| Document::new("text/html; charset=utf-8", Reach::Page, Some(language), html);
        let open = |media_type, text| Document::new(media_type, Reach::Data, Some(language), text);
        Ok(match self {
            Leaf::Status(_) | Leaf::Organisation(_) => page(compose::html(core, data, edition)?),
            Leaf::Incident(reference) => page(pages::incident(core, data, edition, reference)?),
            Leaf::History => page(pages::history(core, data, edition)?),
            Leaf::Accessibility | Leaf::Privacy => page(pages::statement(core, data, edition, path)?),
            Leaf::Embed => {
                let html = pages::banner(core, data, edition)?;
                Document::new("text/html; charset=utf-8", Reach::Frame, Some(language), html)
            }
            Leaf::Atom => open("application/atom+xml; charset=utf-8", feeds::atom::feed(core, data, edition)?),
            Leaf::Calendar(_) => open("text/calendar; charset=utf-8", feeds::calendar::calendar(core, data, edition)?),
            Leaf::Badge => open("image/svg+xml", feeds::badge::badge(core, data, edition)?),
            Leaf::StatusJson => open("application/json", feeds::json::status(core, data, edition)?),
            Leaf::Summary => open("application/json", feeds::statuspage::summary(core, data, edition)?),
            Leaf::ApiStatus => open("application/json", feeds::statuspage::status(core, data, edition)?),
        })
    }

    /// For whom it is written.
    pub(super) fn audience(&self) -> Audience {
        match self {
            Leaf::Status(audience) => *audience,
            _ => Audience::Professional,
        }
    }

    /// Whose view it is.
    pub(super) fn slug(&self) -> Option<&str> {
        match self {
            Leaf::Organisation(slug) | Leaf::Calendar(Some(slug)) => Some(slug),
            _ => None,
        }
    }
}
