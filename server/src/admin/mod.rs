//! Keeping the installation: accounts, organisations with their links and tokens, contacts, the log.
//!
//! Guarantee: whoever may not keep something is not shown it, and refused by core's steps as well; a secret is shown once,
//! on the page that answers its making.

mod access;
mod account;
mod contact;
mod contacts;
mod introduction;
mod log;
mod organisation;
mod organisations;
mod overview;
mod partner;
mod process;
mod register;
mod route;
mod secret;
mod step;
mod token;

use actix_web::web::{self, ServiceConfig};

pub use account::AccountPage;
pub use contact::ContactPage;
pub use contacts::ContactsPage;
pub use introduction::IntroductionPage;
pub use log::LogPage;
pub use organisation::OrganisationPage;
pub use organisations::OrganisationsPage;
pub use overview::OverviewPage;
pub use partner::{PartnerPage, PartnersPage};
pub use process::ProcessesPage;
pub use route::{ReplyAddresses, RoutesPage};
pub use secret::SecretPage;
pub use token::TokenPage;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/admin", web::get().to(overview::show))
        .route("/admin/log", web::get().to(log::show))
        .service(
            web::resource("/admin/accounts/new")
                .route(web::get().to(account::blank))
                .route(web::post().to(account::invite)),
        )
        .route("/admin/accounts/{id}", web::get().to(account::show))
        .route("/admin/accounts/{id}/roles", web::post().to(account::set_roles))
        .route("/admin/accounts/{id}/link", web::post().to(account::new_link))
        .route("/admin/accounts/{id}/factor", web::post().to(account::reset_factor))
        .route("/admin/accounts/{id}/close", web::post().to(account::close))
        .route("/admin/accounts/{id}/open", web::post().to(account::reopen))
        .route("/admin/organisations", web::get().to(organisations::list))
        .service(
            web::resource("/admin/organisations/new")
                .route(web::get().to(organisation::blank))
                .route(web::post().to(organisation::create)),
        )
        .service(
            web::resource("/admin/organisations/{id}")
                .route(web::get().to(organisation::show))
                .route(web::post().to(organisation::change)),
        )
        .route("/admin/organisations/{id}/confirm", web::post().to(organisation::confirm))
        .route("/admin/organisations/{id}/report-link", web::post().to(access::new_report_link))
        .route("/admin/organisations/{id}/report-link/revoke", web::post().to(access::revoke_report_link))
        .route("/admin/organisations/{id}/tokens", web::post().to(access::new_token))
        .route("/admin/organisations/{id}/tokens/{token}", web::get().to(token::show))
        .route("/admin/organisations/{id}/tokens/{token}/replace", web::post().to(token::replace))
        .route("/admin/organisations/{id}/tokens/{token}/revoke", web::post().to(token::revoke))
        .route("/admin/partners", web::get().to(partner::list))
        .service(
            web::resource("/admin/partners/new")
                .route(web::get().to(partner::blank))
                .route(web::post().to(partner::add)),
        )
        .service(
            web::resource("/admin/partners/{id}")
                .route(web::get().to(partner::show))
                .route(web::post().to(partner::change)),
        )
        .route("/admin/partners/{id}/remove", web::post().to(partner::remove))
        .service(
            web::resource("/admin/start")
                .route(web::get().to(introduction::show))
                .route(web::post().to(introduction::introduce)),
        )
        .route("/admin/processes", web::get().to(process::show))
        .route("/admin/routes", web::get().to(route::show))
        .route("/admin/routes/test", web::post().to(route::test))
        .route("/admin/routes/replies", web::post().to(route::show_replies))
        .route("/admin/contacts", web::get().to(contacts::list))
        .service(
            web::resource("/admin/contacts/new")
                .route(web::get().to(contact::blank))
                .route(web::post().to(contact::add)),
        )
        .service(
            web::resource("/admin/contacts/{organisation}/{id}")
                .route(web::get().to(contact::show))
                .route(web::post().to(contact::change)),
        )
        .route("/admin/contacts/{organisation}/{id}/remove", web::post().to(contact::remove));
}
