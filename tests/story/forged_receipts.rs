//! Promise: whoever forges receipts is seen, and after a while none of his is looked at.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use majakka_kit::{Database, TestApp};
use majakka_store::audit;
use majakka_testing::scratch::Scratch;

/// So many receipts with a wrong signature does one address present in a minute.
const MOST: usize = 3_000;

#[tokio::test]
async fn forged_receipts_are_seen_and_bounded() {
    let scratch = Scratch::new("mjforged");
    let secret = |name: &str| {
        let path = scratch.join(name);
        fs::write(&path, "kuusitoista merkkiä tai enemmän").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        path.display().to_string()
    };
    let settings = scratch.join("majakka.toml");
    let kannel = format!(
        "[sms.kannel]\nurl = \"http://127.0.0.1:9/cgi-bin/sendsms\"\nusername = \"majakka\"\nsender = \"15400\"\n\
         password_file = \"{}\"\nreceipt_secret_file = \"{}\"\n",
        secret("password"),
        secret("receipts"),
    );
    fs::write(&settings, kannel).unwrap();
    let app = TestApp::on(Database::Sqlite).file(&settings).start();
    let hooks = majakka_notifier::hooks(&app).unwrap().expect("Kannel calls back");
    let server = app.http_with(move |config| {
        config.service(hooks.scope());
    });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let forged = format!("{}/hooks/kannel?id=1&type=1&sig=arvaus", server.address);
    for n in 0..MOST {
        assert_eq!(client.get(&forged).send().await.unwrap().status(), 403, "{n}");
    }
    assert_eq!(client.get(&forged).send().await.unwrap().status(), 429);
    assert_eq!(client.get(format!("{}/fi", server.address)).send().await.unwrap().status(), 200);
    let rows = app.read(|conn| audit::newest(conn, 100)).unwrap();
    let refused: Vec<_> = rows.iter().filter(|row| row.action == "access.refused").collect();
    assert_eq!((refused.len(), refused[0].subject.as_str()), (20, "GET /hooks/kannel"));
    assert!(!format!("{refused:?}").contains("arvaus"), "{refused:?}");
    server.stop().await;
}
