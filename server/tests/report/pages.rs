//! Every page holds in every mood and language.

use majakka_messages::Renderer;
use majakka_server::page_frame::Frame;
use majakka_server::report::{CheckPage, FollowPage, FormPage, GonePage, PhoneCheckPage, PhoneFormPage};

#[test]
fn every_page_of_reporting_renders_strictly_in_every_language() {
    let renderer = Renderer::new().unwrap();
    renderer.check_framed::<Frame, FormPage>().unwrap();
    renderer.check_framed::<Frame, PhoneFormPage>().unwrap();
    renderer.check_framed::<Frame, CheckPage>().unwrap();
    renderer.check_framed::<Frame, PhoneCheckPage>().unwrap();
    renderer.check_framed::<Frame, FollowPage>().unwrap();
    renderer.check_framed::<Frame, GonePage>().unwrap();
}
