//! Which addresses the public page has, and what is behind each.
//!
//! Guarantee: one list; the server answers from it and the export writes it, so they cannot differ.

use std::collections::BTreeMap;

use majakka_core::Core;
use majakka_core::error::Result;
use majakka_core::store::board::{BoardData, View};
use majakka_domain::terms::Audience;

use super::compose::{self, Edition};
use super::document::{Reach, Written};
use super::{feeds, pages};

/// An address: what is behind it, for whom it is written, and whose view it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) leaf: Leaf,
    pub(super) audience: Audience,
    /// Short name of the organisation whose own view it is.
    pub(super) whose: Option<String>,
}

/// What is behind an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaf {
    /// The status page.
    Status,
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
    /// The calendar of breaks.
    Calendar,
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
pub(super) fn addresses(data: &BoardData) -> BTreeMap<String, Place> {
    let mut addresses = BTreeMap::new();
    let mut add = |path: String, leaf, audience, whose: Option<&String>| {
        addresses.insert(path, Place { leaf, audience, whose: whose.cloned() });
    };
    let fixed = [
        ("/", Leaf::Status),
        ("/history", Leaf::History),
        ("/embed", Leaf::Embed),
        ("/accessibility", Leaf::Accessibility),
        ("/privacy", Leaf::Privacy),
        ("/atom.xml", Leaf::Atom),
        ("/maintenance.ics", Leaf::Calendar),
        ("/badge.svg", Leaf::Badge),
        ("/status.json", Leaf::StatusJson),
        ("/api/v2/summary.json", Leaf::Summary),
        ("/api/v2/status.json", Leaf::ApiStatus),
    ];
    for (path, leaf) in fixed {
        add(path.to_owned(), leaf, Audience::Professional, None);
    }
    add("/citizens".to_owned(), Leaf::Status, Audience::Citizen, None);
    for outage in data.outages_for(View::Everybody) {
        let leaf = Leaf::Incident(outage.reference.clone());
        add(format!("/incidents/{}", outage.reference), leaf.clone(), Audience::Professional, None);
        add(format!("/citizens/incidents/{}", outage.reference), leaf, Audience::Citizen, None);
    }
    for (slug, member) in &data.organisations {
        let mut add = |path: String, leaf| add(format!("/o/{slug}{path}"), leaf, Audience::Professional, Some(slug));
        add(String::new(), Leaf::Status);
        add("/maintenance.ics".to_owned(), Leaf::Calendar);
        for outage in data.outages_for(View::Organisation(member.id)).filter(|outage| !outage.is_for(View::Everybody)) {
            add(format!("/incidents/{}", outage.reference), Leaf::Incident(outage.reference.clone()));
        }
    }
    addresses
}

impl Place {
    /// Is it made as soon as something changes, and not when it is first asked for?
    pub(super) fn is_eager(&self) -> bool {
        self.leaf == Leaf::Status && self.whose.is_none()
    }
}

impl Leaf {
    /// Is it the same in every language?
    pub(super) fn is_neutral(&self) -> bool {
        matches!(self, Leaf::StatusJson | Leaf::Summary | Leaf::ApiStatus)
    }

    /// Writes it. `path` is its address without the language.
    ///
    /// # Errors
    /// A text or template that does not fit.
    pub(super) fn write(&self, core: &Core, data: &BoardData, edition: &Edition<'_>, path: &str) -> Result<Written> {
        let html = |reach, body| Written { media_type: "text/html; charset=utf-8", reach, body };
        let page = |body| html(Reach::Page, body);
        let open = |media_type, body| Written { media_type, reach: Reach::Data, body };
        let json = |body| open("application/json", body);
        Ok(match self {
            Leaf::Status => page(compose::html(core, data, edition)?),
            Leaf::Incident(reference) => page(pages::incident(core, data, edition, reference, path)?),
            Leaf::History => page(pages::history(core, data, edition)?),
            Leaf::Accessibility | Leaf::Privacy => page(pages::statement(core, data, edition, path)?),
            Leaf::Embed => html(Reach::Frame, pages::banner(core, data, edition)?),
            Leaf::Atom => open("application/atom+xml; charset=utf-8", feeds::atom::feed(core, data, edition)?),
            Leaf::Calendar => open("text/calendar; charset=utf-8", feeds::calendar::calendar(core, data, edition)?),
            Leaf::Badge => open("image/svg+xml", feeds::badge::badge(core, data, edition)?),
            Leaf::StatusJson => json(feeds::json::status(core, data, edition)?),
            Leaf::Summary => json(feeds::statuspage::summary(core, data, edition)?),
            Leaf::ApiStatus => json(feeds::statuspage::status(core, data, edition)?),
        })
    }
}
