//! The desk: made for somebody with a telephone at her ear.
//!
//! Purpose: what is new, what burns, what is promised; one incident with its proposal, evidence and duties; bulletins with
//! an exact preview. Works without JavaScript, by keyboard and screen reader, in three languages.
//! Guarantee: only people who may look at the desk see it, only their own desk's incidents; every form carries the session's
//! token and, on an incident, the version that its writer looked at; what was typed is never lost.
//! Non-goal: rules. A page asks core, a form is one step of core.

mod composer;
mod glance;
mod incident;
mod next;
mod typed;
mod visit;

use actix_web::web::{self, ServiceConfig};

pub use composer::ComposerPage;
pub use glance::GlancePage;
pub use incident::CasePage;

/// Addresses of the desk.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/desk", web::get().to(glance::glance))
        .service(
            web::resource("/desk/incidents/{reference}/bulletin")
                .route(web::get().to(composer::show))
                .route(web::post().to(composer::post)),
        )
        .route("/desk/incidents/{reference}", web::get().to(incident::show))
        .configure(incident::step_routes);
}

#[cfg(test)]
mod tests {
    use majakka_core::render::Renderer;

    use super::*;
    use crate::frame::Frame;

    #[test]
    fn every_page_renders_strictly_in_every_language() {
        let renderer = Renderer::new().unwrap();
        renderer.check_framed::<Frame, GlancePage>().unwrap();
        renderer.check_framed::<Frame, CasePage>().unwrap();
        renderer.check_framed::<Frame, ComposerPage>().unwrap();
    }
}
