//! What the page says of its own age: nothing that is shown may look fresher than it is.

use actix_web::App;
use actix_web::test::TestRequest;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection as _;
use majakka_store::counter;
use serde_json::Value;

use super::SnapshotCache;
use super::world_test::{World, asked, worker};

#[actix_web::test]
async fn a_database_that_answers_but_cannot_be_read_makes_everything_old() {
    let world = World::new();
    let board = SnapshotCache::open(&world.app).unwrap();
    let worker = worker(board.clone(), App::new()).await;
    let read = async |path: &str| {
        let answer = asked(&worker, TestRequest::get().uri(path)).await;
        String::from_utf8(answer.body().to_vec()).unwrap()
    };
    let status = async || serde_json::from_str::<Value>(&read("/api/v2/status.json").await).unwrap()["status"].clone();
    assert!(read("/badge.svg").await.contains("Toimii"));
    assert_eq!(status().await["indicator"], "none");

    world.app.pool.get().unwrap().batch_execute("DROP TABLE announcements").unwrap();
    world.write(|tx| counter::bump_page(tx.conn));
    for _ in 0..3 {
        world.app.clock.advance(TimeDelta::minutes(1));
        assert!(board.look().is_err(), "what cannot be read is told as such");
        board.grow_old().unwrap();
    }
    for page in ["/fi", "/fi/citizens", "/embed", "/fi/services/resepti", "/fi/history"] {
        assert!(read(page).await.contains("3 minuuttia vanha"), "{page}: {}", read(page).await);
    }
    assert!(read("/badge.svg").await.contains("Ei tiedossa"), "a badge has no room for an age");
    let status = status().await;
    assert_eq!(status["indicator"], "minor");
    assert!(status["description"].as_str().unwrap().contains("3 minutes old"), "{status}");
}
