//! Every page of the door and the administration, with every sample, in every language.

use majakka_messages::Renderer;
use majakka_server::page_frame::Frame;
use majakka_server::{admin, auth, error};

#[test]
fn every_page_renders_with_every_sample() {
    let renderer = Renderer::new().unwrap();
    macro_rules! check {
        ($($page:ty),+ $(,)?) => { $(renderer.check_framed::<Frame, $page>().unwrap();)+ };
    }
    check!(
        auth::SignInPage,
        auth::LinkPage,
        auth::SpentPage,
        auth::ForgottenPage,
        auth::AccountPage,
        error::ErrorPage,
        admin::OverviewPage,
        admin::PartnerPage,
        admin::PartnersPage,
        admin::RoutesPage,
        admin::AccountPage,
        admin::OrganisationPage,
        admin::SecretPage,
        admin::ContactsPage,
        admin::ContactPage,
        admin::LogPage,
    );
}
