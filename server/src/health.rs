//! Is it alive, and is it ready? For load balancers and watchers.

use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::{HttpResponse, web};
use majakka_core::Core;
use majakka_core::store::delivery;
use serde_json::json;

use crate::ground::blocking;

/// `GET /healthz`: the process answers; no database is asked.
pub(crate) async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({ "alive": true }))
}

/// `GET /readyz`: the database answers, and how long the oldest due delivery has been waiting, in seconds. It is an errand
/// like any other: answered within three seconds, and no more of them hang than there are connections.
pub(crate) async fn ready(core: web::Data<Core>) -> HttpResponse {
    let asked = blocking(&core, |core| {
        let due = core.read(delivery::next_due)?;
        let waits = due.map_or(0, |due| core.clock.now().signed_duration_since(due).num_seconds().max(0));
        core.require_migrated().map(|()| waits)
    })
    .await;
    let (mut response, answer) = match asked {
        Ok(waits) => (HttpResponse::Ok(), json!({ "database": true, "oldest_due_seconds": waits })),
        Err(cause) => {
            if !cause.is_trouble() {
                tracing::warn!(%cause, "not ready");
            }
            let mut response = HttpResponse::ServiceUnavailable();
            response.insert_header((RETRY_AFTER, "5"));
            (response, json!({ "database": false }))
        }
    };
    response.insert_header((CACHE_CONTROL, "no-store")).json(answer)
}
