//! What the desk has sent: every message with its recipients, what became of each, and once more to whom it did not reach.
//!
//! Guarantee: a desk sees the recipients of what it sent itself and of nothing else; a page costs the same however many
//! recipients there are; what people watch live costs one query, however many watch.
//! Non-goal: writing messages; see [`super::composer`] and [`super::maintenance`].

mod again;
mod attempts;
mod csv;
pub mod list;
pub mod page;
pub mod progress;
mod row;
pub mod trouble;
pub mod watch;

use actix_web::web::{self, ServiceConfig};

pub use list::MessagesPage;
pub use page::MessagePage;
pub use trouble::Troubled;
pub use watch::Watchers;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .route("/desk/messages", web::get().to(list::show))
        .route("/desk/messages/{id}", web::get().to(page::show))
        .route("/desk/messages/{id}/again", web::post().to(again::post))
        .route("/desk/messages/{id}/recipients.csv", web::get().to(csv::download))
        .route("/desk/messages/{id}/progress", web::get().to(watch::watch))
        .route("/desk/deliveries/{id}", web::get().to(page::of_delivery));
}
