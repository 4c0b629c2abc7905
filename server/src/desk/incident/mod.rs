//! The page of one incident: what it is, what to do next, and all that is known and done, a tab each.
//!
//! Guarantee: only people of the incident's own desk see it; every form carries the version that its writer looked at, and
//! of two at once the second is told with what she typed still there.

pub mod bulletins;
pub mod checks;
pub mod connection;
mod display;
pub mod duties;
mod escalate;
pub mod escalation;
mod loaded;
pub mod page;
mod perform;
pub mod preview;
pub mod proposal;
pub mod reports;
mod steps;
pub mod timeline;

use actix_web::web::{self, ServiceConfig};

pub(super) use loaded::{Loaded, load};
pub use page::CasePage;
pub(super) use reports::{PER_PAGE, Row, Steps, place};

/// Addresses of the page and its forms.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/desk/incidents/{reference}/form.pdf", web::get().to(preview::form))
        .route("/desk/incidents/{reference}", web::get().to(display::show))
        .route("/desk/incidents/{reference}/escalate", web::post().to(escalate::post))
        .route("/desk/incidents/{reference}/{form}", web::post().to(steps::post));
}
