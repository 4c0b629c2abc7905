//! Is it alive, and is it ready? For load balancers and watchers.
//!
//! Guarantee: who is ready has just written, to the database and to the folder.

use std::collections::BTreeMap;
use std::path::Path;

use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use chrono::TimeDelta;
use majakka_app::{App, disk};
use majakka_store::db::dialect;
use majakka_store::error::Result;
use majakka_store::monitoring::{self, GONE, Standing};
use serde_json::{Map, Value, json};

use crate::farewell::Farewell;
use crate::metrics::{Watch, in_time};

/// `GET /healthz`: the process answers, and goes on answering; no database is asked.
pub(crate) async fn alive(farewell: Option<web::Data<Farewell>>) -> HttpResponse {
    if farewell.is_some_and(|farewell| farewell.is_leaving()) {
        return leaving();
    }
    well()
}

/// `GET /healthz` of a notifier by itself, which shows no page that could stand while it hangs.
pub(crate) async fn at_work(app: web::Data<App>, farewell: Option<web::Data<Farewell>>) -> HttpResponse {
    let hung = app.process.hung();
    if hung.is_empty() {
        return alive(farewell).await;
    }
    answer(HttpResponse::ServiceUnavailable(), json!({ "alive": true, "hung": hung }))
}

fn well() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({ "alive": true }))
}

/// `GET /readyz`: the database and the folder take what is written, every loop of this process goes round, and somebody sends; what
/// waits, and for how many seconds the oldest word has not been out, counted from when it was written.
pub(crate) async fn ready(
    app: web::Data<App>,
    watch: Option<web::Data<Watch>>,
    farewell: Option<web::Data<Farewell>>,
) -> HttpResponse {
    if farewell.is_some_and(|farewell| farewell.is_leaving()) {
        return leaving();
    }
    let asked = in_time(&app, |app| {
        app.require_not_older()?;
        // First: it is to be among those who were seen.
        let itself = Itself::new(app);
        let standing = app.read(|conn| {
            let now = dialect::moment(conn, app.clock.as_ref())?;
            monitoring::standing(conn, now)
        })?;
        Ok((standing, itself))
    })
    .await;
    match asked {
        Some(Ok((standing, itself))) => {
            let silent = watch.map_or(TimeDelta::zero(), |watch| watch.silent(&standing));
            let gone = silent >= GONE;
            if gone {
                tracing::warn!(seconds = silent.num_seconds(), "not ready: no notifier has been seen for so long");
            }
            let ready = !gone && itself.is_well();
            let response = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
            answer(response, body(&standing, silent, &itself))
        }
        Some(Err(cause)) => {
            if !cause.is_trouble() {
                tracing::warn!(%cause, "not ready");
            }
            away()
        }
        None => away(),
    }
}

/// It answers to the end, but whoever chooses a machine is to choose another.
fn leaving() -> HttpResponse {
    answer(HttpResponse::ServiceUnavailable(), json!({ "leaving": true }))
}

fn away() -> HttpResponse {
    let mut response = HttpResponse::ServiceUnavailable();
    response.insert_header((RETRY_AFTER, "5"));
    answer(response, json!({ "database": false }))
}

fn answer(mut response: HttpResponseBuilder, said: Value) -> HttpResponse {
    response.insert_header((CACHE_CONTROL, "no-store")).json(said)
}

/// What only this process can tell.
struct Itself {
    written: Result<()>,
    folder: std::io::Result<()>,
    disk_used: Option<i64>,
    hung: Vec<&'static str>,
}

impl Itself {
    fn new(app: &App) -> Self {
        let var = Path::new(&app.settings.server.var);
        let itself = Itself {
            written: app.be_seen().and_then(|()| app.finds_room()),
            folder: disk::try_out(var),
            disk_used: disk::usage(var).ok().map(|disk| disk.used),
            hung: app.process.hung(),
        };
        if let Err(cause) = &itself.written {
            tracing::warn!(%cause, "not ready: the database takes no writes");
        }
        if let Err(cause) = &itself.folder {
            tracing::warn!(folder = %var.display(), %cause, "not ready: the folder cannot be written to");
        }
        itself
    }

    fn is_well(&self) -> bool {
        self.written.is_ok() && self.folder.is_ok() && self.hung.is_empty()
    }
}

fn body(standing: &Standing, silent: TimeDelta, itself: &Itself) -> Value {
    let channel = |on: &monitoring::Waiting| {
        let oldest = on.waits(standing.at).num_seconds();
        let counts = json!({
            "due": on.due, "put_off": on.put_off, "held": on.held, "uncertain": on.uncertain, "oldest_seconds": oldest,
        });
        (on.channel.as_str().to_owned(), counts)
    };
    let gateway = |on: &monitoring::Route| json!({ "route": on.route, "channel": on.channel, "state": on.state, "workers": on.workers });
    let mut processes: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
    for ((role, condition), count) in standing.roll() {
        processes.entry(role).or_default().insert(condition.as_str(), count);
    }
    json!({
        "database": true,
        "database_writes": itself.written.is_ok(),
        "folder_writes": itself.folder.is_ok(),
        "disk_used_percent": itself.disk_used,
        "hung": itself.hung,
        "processes": processes,
        "oldest_due_seconds": standing.oldest_waits().num_seconds(),
        "waiting": standing.waiting.iter().map(channel).collect::<Map<_, _>>(),
        "gateways": standing.routes.iter().map(gateway).collect::<Vec<_>>(),
        "scheduler_silent_seconds": silent.num_seconds(),
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use actix_web::http::StatusCode;
    use majakka_app::process::HUNG;
    use majakka_kit::{Database, TestApp};

    use super::*;

    #[actix_web::test]
    async fn a_notifier_with_a_loop_that_hangs_is_not_well_until_it_comes_round() {
        let app = TestApp::on(Database::Sqlite).start();
        let data = web::Data::new(app.app.clone());
        let (mail, _text) = (app.process.begin("email"), app.process.begin("sms"));
        let ago = |span| Instant::now().checked_sub(span).unwrap();
        mail.came_round(ago(HUNG - Duration::from_secs(30)));
        assert_eq!(at_work(data.clone(), None).await.status(), StatusCode::OK);
        mail.came_round(ago(HUNG));
        assert_eq!(at_work(data.clone(), None).await.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(alive(None).await.status(), StatusCode::OK, "a page that stands is not taken down by it");
        mail.turns();
        assert_eq!(at_work(data, None).await.status(), StatusCode::OK);
    }
}
