//! The desk: made for somebody with a telephone at her ear.
//!
//! Purpose: what is new, what burns, what is promised; one incident with its proposal, evidence and duties; bulletins with
//! an exact preview. Works without JavaScript, by keyboard and screen reader, in three languages.
//! Guarantee: only people who may look at the desk see it, only their own desk's incidents; every form carries the session's
//! token and, on an incident, the version that its writer looked at; what was typed is never lost.
//! Non-goal: rules. A page queries, a form is one step.

pub mod agreement;
pub mod breaches;
pub mod composer;
pub mod dashboard;
pub mod graph;
pub mod incident;
pub mod lists;
pub mod maintenance;
pub mod messages;
mod next;
pub mod preview;
pub mod probes;
pub mod replies;
pub mod report;
#[cfg(test)]
#[macro_use]
mod ground_test;
#[cfg(test)]
mod cases_test;
pub mod context;
#[cfg(test)]
mod messages_test;
#[cfg(test)]
mod stories_test;
pub mod translations;
pub mod troubles;
pub mod upstream;
pub mod withdrawal;
#[cfg(test)]
mod words_test;

use actix_web::web::{self, ServiceConfig};

pub use agreement::AgreementPage;
pub use breaches::BreachesPage;
pub use composer::ComposerPage;
pub use dashboard::DashboardPage;
pub use graph::GraphPage;
pub use incident::CasePage;
pub use lists::{IncidentListPage, ReportListPage, SearchPage};
pub use maintenance::MaintenancePage;
pub use messages::{MessagePage, MessagesPage};
pub use probes::ProbePage;
pub use replies::RepliesPage;
pub use report::ReportPage;
pub use upstream::UpstreamPage;

/// Addresses of the desk.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/desk", web::get().to(dashboard::dashboard))
        .service(
            web::resource("/desk/incidents/{reference}/bulletin")
                .route(web::get().to(composer::show))
                .route(web::post().to(composer::post)),
        )
        .route("/desk/incidents", web::get().to(lists::incidents))
        .route("/desk/reports", web::get().to(lists::reports))
        .route("/desk/agreement", web::get().to(agreement::show))
        .route("/desk/graph", web::get().to(graph::show))
        .service(
            web::resource("/desk/upstream").route(web::get().to(upstream::show)).route(web::post().to(upstream::post)),
        )
        .service(web::resource("/desk/probes").route(web::get().to(probes::show)).route(web::post().to(probes::post)))
        .service(
            web::resource("/desk/maintenance")
                .route(web::get().to(maintenance::show))
                .route(web::post().to(maintenance::post)),
        )
        .service(
            web::resource("/desk/breaches").route(web::get().to(breaches::show)).route(web::post().to(breaches::post)),
        )
        .route("/desk/replies", web::get().to(replies::show))
        .route("/desk/replies/{id}/handled", web::post().to(replies::handled))
        .service(
            web::resource("/desk/search")
                .route(web::get().to(lists::search))
                .route(web::post().to(lists::typed_search)),
        )
        .route("/desk/reports/{reference}", web::get().to(report::show))
        .route("/desk/reports/{reference}/move", web::post().to(report::post_move))
        .route("/desk/reports/{reference}/correct", web::post().to(report::post_correct))
        .route("/desk/reports/{reference}/end", web::post().to(report::post_end))
        .route("/desk/reports/{reference}/patient", web::post().to(report::post_patient))
        .configure(messages::routes)
        .configure(incident::routes);
}
