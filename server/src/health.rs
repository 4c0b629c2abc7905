//! Is it alive, and is it ready? For load balancers and watchers.

use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use chrono::TimeDelta;
use majakka_app::App;
use majakka_store::db::dialect;
use majakka_store::monitoring::{self, GONE, Standing};
use serde_json::{Map, Value, json};

use crate::farewell::Farewell;
use crate::metrics::{Watch, in_time};

/// `GET /healthz`: the process answers, and goes on answering; no database is asked.
pub(crate) async fn alive(farewell: Option<web::Data<Farewell>>) -> HttpResponse {
    if farewell.is_some_and(|farewell| farewell.is_leaving()) {
        return leaving();
    }
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({ "alive": true }))
}

/// `GET /readyz`: the database answers and somebody sends; what waits, and for how many seconds the oldest word has not been
/// out, counted from when it was written.
pub(crate) async fn ready(
    app: web::Data<App>,
    watch: Option<web::Data<Watch>>,
    farewell: Option<web::Data<Farewell>>,
) -> HttpResponse {
    if farewell.is_some_and(|farewell| farewell.is_leaving()) {
        return leaving();
    }
    let asked = in_time(&app, |app| {
        app.require_migrated()?;
        app.read(|conn| {
            let now = dialect::moment(conn, app.clock.as_ref())?;
            monitoring::standing(conn, now)
        })
    })
    .await;
    match asked {
        Some(Ok(standing)) => {
            let silent = watch.map_or(TimeDelta::zero(), |watch| watch.silent(&standing));
            let gone = silent >= GONE;
            if gone {
                tracing::warn!(seconds = silent.num_seconds(), "not ready: no notifier has been seen for so long");
            }
            answer(if gone { HttpResponse::ServiceUnavailable() } else { HttpResponse::Ok() }, told(&standing, silent))
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

fn told(standing: &Standing, silent: TimeDelta) -> Value {
    let channel = |on: &monitoring::Waiting| {
        let oldest = on.waits(standing.at).num_seconds();
        let counts = json!({
            "due": on.due, "put_off": on.put_off, "held": on.held, "uncertain": on.uncertain, "oldest_seconds": oldest,
        });
        (on.channel.as_str().to_owned(), counts)
    };
    let gateway = |on: &monitoring::Route| json!({ "route": on.route, "channel": on.channel, "state": on.state, "workers": on.workers });
    json!({
        "database": true,
        "oldest_due_seconds": standing.oldest_waits().num_seconds(),
        "waiting": standing.waiting.iter().map(channel).collect::<Map<_, _>>(),
        "gateways": standing.routes.iter().map(gateway).collect::<Vec<_>>(),
        "scheduler_silent_seconds": silent.num_seconds(),
    })
}
