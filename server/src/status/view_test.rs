//! The pages hold in every mood and language.

use majakka_messages::Renderer;

use super::history_pages::{HistoryPage, YearPage};
use super::pages::{BannerPage, IncidentPage, StatementPage};
use super::service_page::ServicePage;
use super::view::StatusPage;
use crate::page_frame::Frame;

#[test]
fn every_mood_renders_strictly_in_every_language() {
    let renderer = Renderer::new().unwrap();
    renderer.check_framed::<Frame, StatusPage>().unwrap();
    renderer.check_framed::<Frame, IncidentPage>().unwrap();
    renderer.check_framed::<Frame, HistoryPage>().unwrap();
    renderer.check_framed::<Frame, YearPage>().unwrap();
    renderer.check_framed::<Frame, ServicePage>().unwrap();
    renderer.check_framed::<Frame, BannerPage>().unwrap();
    renderer.check_framed::<Frame, StatementPage>().unwrap();
}
