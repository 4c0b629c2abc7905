//! A test message goes by the very route that was chosen, whatever the priorities, and says how it went.

use actix_web::HttpResponse;
use majakka_app::command::delivery::route_test;
use majakka_domain::terms::Language;
use majakka_kit::{Database, TestApp};
use majakka_store::route_test as tests;
use majakka_store::viewer::Viewer;
use majakka_testing::wait;
use tokio::sync::oneshot;

use super::provider::Provider;

#[tokio::test(flavor = "multi_thread")]
async fn a_test_message_goes_by_the_chosen_route_and_says_how_it_went() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::start(|request| match request.path.as_str() {
        "/first" => HttpResponse::Ok().body("ok"),
        _ => HttpResponse::PaymentRequired().body("no credit left"),
    });
    let route = |name: &str, priority: u8| {
        format!(
            "[[sms.gateways]]\nname = \"{name}\"\nkind = \"http\"\npriority = {priority}\nsender = \"15400\"\n\
             url = \"{}/{name}\"\nform = {{ to = \"{{to}}\", text = \"{{text}}\" }}\n",
            provider.url
        )
    };
    let path = folder.path().join("own.toml");
    std::fs::write(&path, route("first", 1) + &route("second", 2)).unwrap();
    let app = TestApp::on(Database::Sqlite).real_time().real_chance().file(&path).start();
    let gateways = majakka_notifier::gateways(&app.settings).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let notifier = tokio::spawn(majakka_notifier::run(app.clone(), gateways, async { drop(stopped.await) }));

    for route in ["second", "first"] {
        let ask = |tx: &mut majakka_app::Tx<'_>| route_test::ask(tx, route, "040 000 0001", Language::Fi);
        app.write(&Viewer::System, ask).unwrap();
        let settled = wait::until("the answer", || {
            let newest = app.read(|conn| tests::newest(conn, 1)).unwrap().remove(0);
            (newest.route == route && newest.settled_at.is_some()).then_some(newest)
        });
        let expected = if route == "first" { ("accepted", "") } else { ("refused", "402 no credit left") };
        assert_eq!((settled.outcome.as_deref().unwrap(), settled.detail.as_deref().unwrap()), expected);
        let asked = provider.asked().pop().unwrap();
        let form = asked.form();
        assert_eq!((asked.path, form["to"].as_str()), (format!("/{route}"), "+358400000001"));
        assert!(form["text"].starts_with("Tämä on Majakan koeviesti."), "{form:?}");
        assert!(form["text"].contains(&format!("Lähetystie: {route}.")), "{form:?}");
    }
    assert_eq!(provider.asked().len(), 2, "each is offered once");
    drop(stop);
    notifier.await.unwrap().unwrap();
    provider.stop().await;
}
