//! The page holds in every mood and language.

use majakka_core::render::Renderer;

use super::view::StatusPage;
use crate::frame::Frame;

#[test]
fn every_mood_renders_strictly_in_every_language() {
    Renderer::new().unwrap().check_framed::<Frame, StatusPage>().unwrap();
}
