//! The public page: what everybody may know, at one glance.
//!
//! Purpose: read once when something changes (`majakka_store::status_page`), compose for every reader, keep as bytes.
//! Guarantee: it says what was published or announced, never what was only reported.
//! Non-goal: finding it out. [`view`] is what the page shows.

#[cfg(test)]
mod age_test;
mod breaks;
mod compose;
mod document;
mod fast_path;
mod feeds;
mod history;
mod history_pages;
#[cfg(test)]
mod history_pages_test;
#[cfg(test)]
mod machine_test;
mod negotiate;
mod outage;
pub(crate) mod own;
mod own_pages;
#[cfg(test)]
mod own_test;
pub mod pages;
mod phrasing;
mod response_cache;
mod routes;
mod samples;
mod service_page;
mod services;
mod snapshot;
mod snapshot_cache;
#[cfg(test)]
mod story_test;
mod uptime;
pub mod view;
#[cfg(test)]
mod views_test;
#[cfg(test)]
mod world_test;

use std::collections::BTreeMap;

use majakka_app::App;
use majakka_domain::status::ServiceStatus;
use majakka_domain::terms::{Audience, Language};
use majakka_store::error::Result;
use majakka_store::status_page::{self, StatusData, View};

use compose::Edition;
pub use fast_path::FastPath;
pub(crate) use history_pages::{HistoryPage, YearPage};
pub(crate) use pages::{BannerPage, IncidentPage, StatementPage};
pub(crate) use service_page::ServicePage;
pub use snapshot_cache::{POLL, SnapshotCache};
pub(crate) use view::StatusPage;

/// The public page as HTML, from the database as it is now. The server itself sends a snapshot; this is for replay and tests.
///
/// # Errors
/// What the database says.
pub fn page(app: &App, language: Language, audience: Audience) -> Result<String> {
    let data = known(app)?;
    compose::html(app, &data, &Edition::fresh(&data, language, audience))
}

/// How everybody's page says that every system stands, by catalogue id.
///
/// # Errors
/// What the database says.
pub fn service_states(app: &App) -> Result<BTreeMap<String, ServiceStatus>> {
    Ok(known(app)?.states(&app.catalogue, View::Everybody))
}

fn known(app: &App) -> Result<StatusData> {
    let now = app.clock.now();
    app.read(|conn| status_page::known(conn, &app.catalogue, now, None))
}
