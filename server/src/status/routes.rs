//! Which addresses the public page has, and what is behind each.
//!
//! Guarantee: one list; the server answers from it and the export writes it, so they cannot differ.

use std::collections::BTreeMap;

use majakka_app::App;
use majakka_domain::catalogue::{Catalogue, SystemFlag};
use majakka_domain::terms::Audience;
use majakka_store::error::Result;
use majakka_store::status_page::{Member, StatusData, View};

use super::compose::{self, Edition};
use super::document::{Reach, Written};
use super::feeds::statuspage::Endpoint;
use super::{feeds, history_pages, pages, service_page};

/// An address of everybody's: what is behind it, and for whom it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) leaf: Leaf,
    pub(super) audience: Audience,
}

/// What is behind an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Leaf {
    /// The status page.
    Status,
    /// One incident with every bulletin.
    Incident(String),
    /// One system with its functions, its history and what it leans on.
    Service(String),
    /// The last 90 days.
    History,
    /// A year.
    Year(i32),
    /// The banner for frames.
    Embed,
    /// The accessibility statement.
    Accessibility,
    /// What is kept of whom.
    Privacy,
    /// The feed.
    Atom,
    /// The same as RSS.
    Rss,
    /// The calendar of breaks.
    Calendar,
    /// The picture with the state.
    Badge,
    /// Our own JSON: all languages in one.
    StatusJson,
    /// As Statuspage says it.
    Statuspage(Endpoint),
}

/// Every address of everybody's, without its language. What is the same in all languages has only the address without one.
pub(super) fn addresses(data: &StatusData, catalogue: &Catalogue) -> BTreeMap<String, Route> {
    let mut addresses = BTreeMap::new();
    let mut add = |path: String, leaf, audience| {
        addresses.insert(path, Route { leaf, audience });
    };
    let fixed = [
        ("/", Leaf::Status),
        ("/embed", Leaf::Embed),
        ("/accessibility", Leaf::Accessibility),
        ("/privacy", Leaf::Privacy),
        ("/maintenance.ics", Leaf::Calendar),
        ("/badge.svg", Leaf::Badge),
        ("/status.json", Leaf::StatusJson),
    ];
    for (path, leaf) in fixed {
        add(path.to_owned(), leaf, Audience::Professional);
    }
    for endpoint in Endpoint::ALL {
        add(endpoint.path(), Leaf::Statuspage(endpoint), Audience::Professional);
    }
    add("/citizens".to_owned(), Leaf::Status, Audience::Citizen);
    for (view, audience) in [("", Audience::Professional), ("/citizens", Audience::Citizen)] {
        add(format!("{view}/history"), Leaf::History, audience);
        add(format!("{view}/atom.xml"), Leaf::Atom, audience);
        // Where readers of Statuspage look for the feeds.
        add(format!("{view}/history.atom"), Leaf::Atom, audience);
        add(format!("{view}/history.rss"), Leaf::Rss, audience);
        for year in history_pages::years(data, View::Everybody) {
            add(format!("{view}/history/{year}"), Leaf::Year(year), audience);
        }
        for outage in data.every_outage_for(View::Everybody).chain(data.withdrawn_for(View::Everybody)) {
            add(format!("{view}/incidents/{}", outage.reference), Leaf::Incident(outage.reference.clone()), audience);
        }
        for system in catalogue.systems().filter(|system| !system.is(SystemFlag::OwnOfEach)) {
            add(format!("{view}/services/{}", system.id), Leaf::Service(system.id.clone()), audience);
        }
    }
    addresses
}

/// An organisation's own pages, after `/o/<slug>`.
pub(super) fn own_addresses(data: &StatusData, member: &Member) -> Vec<(String, Leaf)> {
    let view = View::Organisation(member);
    let mut own = vec![
        (String::new(), Leaf::Status),
        ("/history".to_owned(), Leaf::History),
        ("/embed".to_owned(), Leaf::Embed),
        ("/atom.xml".to_owned(), Leaf::Atom),
        ("/maintenance.ics".to_owned(), Leaf::Calendar),
        ("/badge.svg".to_owned(), Leaf::Badge),
    ];
    own.extend(history_pages::years(data, view).into_iter().map(|year| (format!("/history/{year}"), Leaf::Year(year))));
    let every = data.every_outage_for(view).chain(data.withdrawn_for(view));
    let local = every.filter(|outage| !outage.is_for(View::Everybody));
    own.extend(
        local.map(|outage| (format!("/incidents/{}", outage.reference), Leaf::Incident(outage.reference.clone()))),
    );
    own
}

impl Route {
    /// Is it made as soon as something changes, and not when it is first asked for?
    pub(super) fn is_eager(&self) -> bool {
        self.leaf == Leaf::Status
    }
}

impl Leaf {
    /// Is it the same in every language?
    pub(super) fn is_neutral(&self) -> bool {
        matches!(self, Leaf::StatusJson | Leaf::Statuspage(_))
    }

    /// Writes it. `path` is its address without the language.
    ///
    /// # Errors
    /// A text or template that does not fit.
    pub(super) fn write(&self, app: &App, data: &StatusData, edition: &Edition<'_>, path: &str) -> Result<Written> {
        let html = |reach, body| Written { media_type: "text/html; charset=utf-8", reach, body };
        let page = |body| html(Reach::Page, body);
        let open = |media_type, body| Written { media_type, reach: Reach::Data, body };
        let json = |body| open("application/json", body);
        Ok(match self {
            Leaf::Status => page(compose::html(app, data, edition)?),
            Leaf::Incident(reference) => page(pages::incident(app, data, edition, reference)?),
            Leaf::Service(id) => page(service_page::html(app, data, edition, id)?),
            Leaf::History => page(history_pages::history(app, data, edition)?),
            Leaf::Year(year) => page(history_pages::year(app, data, edition, *year)?),
            Leaf::Accessibility | Leaf::Privacy => page(pages::statement(app, data, edition, path)?),
            Leaf::Embed => html(Reach::Frame, pages::banner(app, data, edition)?),
            Leaf::Atom => open("application/atom+xml; charset=utf-8", feeds::atom::feed(app, data, edition, path)?),
            Leaf::Rss => open("application/rss+xml; charset=utf-8", feeds::rss::feed(app, data, edition)?),
            Leaf::Calendar => open("text/calendar; charset=utf-8", feeds::calendar::calendar(app, data, edition)?),
            Leaf::Badge => open("image/svg+xml", feeds::badge::badge(app, data, edition)?),
            Leaf::StatusJson => json(feeds::json::status(app, data, edition)?),
            Leaf::Statuspage(endpoint) => json(feeds::statuspage::answer(app, data, edition, *endpoint)?),
        })
    }
}
