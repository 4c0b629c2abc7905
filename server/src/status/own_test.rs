//! Organisations' own views: made for who asks, kept within bounds, and standing when the database is gone.

use actix_web::App;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::test::TestRequest;
use actix_web::web::Data;
use bytes::Bytes;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection as _;
use majakka_domain::terms::{Extent, Origin};
use majakka_store::counter;

use super::world_test::{World, asked, worker};
use super::{SnapshotCache, own, own_pages};

type Answer = actix_http::Response<Bytes>;

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body().to_vec()).unwrap()
}

/// A county with a local fault, and another without.
fn two_counties() -> World {
    let world = World::new();
    let county = world.organisation("esimerkkila", "Esimerkkilän hyvinvointialue");
    world.organisation("toinen", "Toinen hyvinvointialue");
    let incident = world.reported(county, "potilas", "fetch");
    world.triaged(incident, Origin::Local, Extent::Organisation);
    world.published(incident, "palvelimen varmenne vanheni", &[]);
    world
}

#[actix_web::test]
async fn a_view_that_was_asked_for_stands_without_a_database_and_says_its_age() {
    let world = two_counties();
    let board = SnapshotCache::open(&world.app).unwrap();
    let app = App::new().app_data(Data::new(world.app.clone())).app_data(Data::from(board.clone()));
    let worker = worker(board.clone(), app.configure(own::routes)).await;
    let ask = async |path: &str| asked(&worker, TestRequest::get().uri(path)).await;
    let first = ask("/fi/o/esimerkkila").await;
    assert!(text(&first).contains("palvelimen varmenne vanheni"), "{}", text(&first));
    let again = ask("/fi/o/esimerkkila").await;
    assert_eq!(first.headers().get(ETAG), again.headers().get(ETAG), "kept as it was made");
    assert_eq!(ask("/fi/o/nobody").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ask("/fi/o/esimerkkila/nothing").await.status(), StatusCode::NOT_FOUND);

    let ruin = "ALTER TABLE organisations RENAME TO gone; ALTER TABLE page_revision RENAME TO gone_too";
    world.app.pool.get().unwrap().batch_execute(ruin).unwrap();
    world.app.clock.advance(TimeDelta::minutes(3));
    assert!(board.look().is_err());
    board.grow_old().unwrap();
    for path in ["/fi/o/esimerkkila", "/fi/o/esimerkkila/history"] {
        let page = text(&ask(path).await);
        assert!(page.contains("3 minuuttia vanha") && page.contains("Esimerkkilän"), "{path}: {page}");
    }
    assert_eq!(ask("/fi/o/toinen").await.status(), StatusCode::SERVICE_UNAVAILABLE, "nobody has asked for it before");
}

#[actix_web::test]
async fn a_view_that_was_closed_is_shown_to_no_stranger_though_it_was_kept_open() {
    let world = two_counties();
    let board = SnapshotCache::open(&world.app).unwrap();
    let app = App::new().app_data(Data::new(world.app.clone())).app_data(Data::from(board.clone()));
    let worker = worker(board.clone(), app.configure(own::routes)).await;
    let ask = async || asked(&worker, TestRequest::get().uri("/fi/o/esimerkkila")).await;
    assert_eq!(ask().await.headers().get(CACHE_CONTROL).unwrap().to_str().unwrap().split(',').next(), Some("public"));

    let county = board.member("esimerkkila").unwrap().unwrap().id;
    world.closed(county, true);
    world.write(|tx| counter::bump_page(tx.conn));
    board.look().unwrap();
    world.app.pool.get().unwrap().batch_execute("ALTER TABLE organisations RENAME TO gone").unwrap();
    let answer = ask().await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{}", text(&answer));
    assert!(!text(&answer).contains("varmenne"));
}

#[test]
fn what_is_kept_of_views_is_bounded_however_many_are_asked_for() {
    let world = two_counties();
    let board = SnapshotCache::open(&world.app).unwrap();
    let member = board.member("toinen").unwrap().unwrap();
    let snapshot = board.snapshot();
    let page = |slug: String| {
        let whose = majakka_store::status_page::Member { slug: slug.clone(), ..(*member).clone() };
        let request = TestRequest::get().uri(&format!("/fi/o/{slug}")).to_request();
        snapshot.own_page(&whose, &own_pages::ViewKey::from_request(request.head()).unwrap()).unwrap().unwrap()
    };
    let weight: usize = (0..250).map(|count| page(format!("o{count}")).page.weight()).sum();
    let kept = |count: &usize| {
        let request = TestRequest::get().uri(&format!("/fi/o/o{count}")).to_request();
        snapshot.own_kept(request.head())
    };
    let held: usize = (0..250).collect::<Vec<_>>().iter().filter_map(kept).map(|own| own.page.weight()).sum();
    assert!(weight > 4 * 1024 * 1024, "{weight} bytes were made, more than may be kept");
    assert!(held > 0 && held <= 4 * 1024 * 1024, "{held} bytes are kept");
}
