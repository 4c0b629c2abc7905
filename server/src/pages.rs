//! Every page of the server, tried with all its samples in every language: by a test, and where an installation has templates
//! of its own.

use majakka_messages::{RenderError, Renderer};

use crate::page_frame::Frame;
use crate::{admin, auth, desk, error_page, read, report, status, style};

/// Renders all of them.
///
/// # Errors
/// The first thing that is wrong with a template: a name that does not exist, by file and line.
pub fn check(renderer: &Renderer) -> Result<(), RenderError> {
    macro_rules! check {
        ($($page:ty),+ $(,)?) => { $(renderer.check_framed::<Frame, $page>()?;)+ };
    }
    check!(
        admin::AccountPage,
        admin::ContactPage,
        admin::ContactsPage,
        admin::IntroductionPage,
        admin::LogPage,
        admin::OrganisationPage,
        admin::OrganisationsPage,
        admin::OverviewPage,
        admin::PartnerPage,
        admin::PartnersPage,
        admin::ProcessesPage,
        admin::RoutesPage,
        admin::SecretPage,
        admin::TokenPage,
        auth::AccountPage,
        auth::CodePage,
        auth::EmailPage,
        auth::EnrolPage,
        auth::FactorPage,
        auth::ForgottenPage,
        auth::LinkPage,
        auth::ProofPage,
        auth::ProviderPage,
        auth::RecoveryPage,
        auth::SignInPage,
        auth::SpentPage,
        desk::AgreementPage,
        desk::BreachesPage,
        desk::CasePage,
        desk::ComposerPage,
        desk::DashboardPage,
        desk::GraphPage,
        desk::IncidentListPage,
        desk::MaintenancePage,
        desk::MessagePage,
        desk::MessagesPage,
        desk::ProbePage,
        desk::RepliesPage,
        desk::ReportListPage,
        desk::ReportPage,
        desk::SearchPage,
        desk::UpstreamPage,
        error_page::DeskErrorPage,
        error_page::ErrorPage,
        read::ReadPage,
        report::CheckPage,
        report::FollowPage,
        report::FormPage,
        report::GonePage,
        report::OwnReportsPage,
        report::PhoneCheckPage,
        report::PhoneFormPage,
        status::BannerPage,
        status::HistoryPage,
        status::IncidentPage,
        status::ServicePage,
        status::StatementPage,
        status::StatusPage,
        status::YearPage,
        style::Style,
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_renders_strictly_with_every_sample_in_every_language() {
        check(&Renderer::new().unwrap()).unwrap();
    }
}
