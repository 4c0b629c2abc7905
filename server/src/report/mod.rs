//! The report form, the reporter's own page, and the pictures at the desk.
//!
//! Purpose: a nurse tells in under a minute what she sees, at her organisation's link, without an account and without
//! JavaScript; the helpdesk enters what was told by telephone.
//! Guarantee: every field gets its own message; what was typed and uploaded waits sealed under a draft; a patient's
//! reference is never shown again.
//! Non-goal: where a report belongs; the rules decide, and hear what its reporter says that it is the same as.

mod check;
mod entry;
mod fields;
mod follow;
mod form;
mod intake;
mod limit;
mod multipart;
mod own;
mod phone;
mod picture;
mod quota;
mod report_link;
mod similar;
mod subject;

use actix_web::web::{self, ServiceConfig};

pub use check::{CheckPage, PhoneCheckPage};
pub use follow::FollowPage;
pub use form::{FormPage, PhoneFormPage};
pub(crate) use limit::allows_program;
pub use own::OwnReportsPage;
pub use report_link::GonePage;

/// The addresses of this module.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/r/{token}")
                .route(web::get().to(report_link::show))
                .route(web::post().to(report_link::submit)),
        )
        .service(web::resource("/report").route(web::get().to(phone::show)).route(web::post().to(phone::submit)))
        .route("/report/own", web::get().to(own::show))
        .route("/follow/{token}", web::get().to(follow::show))
        .route("/desk/screenshots/{id}", web::get().to(picture::show));
}
