//! What each route's state tells people: a row that the desk, `/readyz` and `/metrics` read, and an alarm.
//!
//! Guarantee: a route that does not serve us is told once by all workers together, by the other channel too, within three
//! minutes, with the reply in the gateway's words.

use std::time::{Duration, Instant};

use majakka_app::App;
use majakka_app::command::delivery::route_alarm::{self, RouteTrouble};
use majakka_domain::delivery::Closed;
use majakka_store::error::Result;
use majakka_store::route_state::{self, RouteState};
use majakka_store::viewer::Viewer;

use super::blocking;
use super::lanes::Lane;

/// So often an unchanged state is written: readers take what is older than two minutes for gone.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// What was last written of each route.
pub(super) struct Watch {
    written: Vec<Option<(Option<Closed>, Instant)>>,
}

impl Watch {
    /// Learns from the database when each route last served somebody, whichever process it was.
    pub(super) async fn new(app: &App, lane: &Lane) -> Self {
        let names: Vec<String> = lane.routes.iter().map(|route| route.gateway.route().to_owned()).collect();
        let known = blocking(app, move |app| app.read(|conn| route_state::last_taken(conn, &names))).await;
        for (name, at) in known.unwrap_or_default() {
            if let Some(route) = lane.routes.iter().find(|route| route.gateway.route() == name) {
                route.health().learn(at);
            }
        }
        Watch { written: lane.routes.iter().map(|_| None).collect() }
    }

    /// Writes what changed, and alarms.
    pub(super) async fn look(&mut self, app: &App, lane: &Lane, worker: &str) {
        let now = lane.now(app);
        for (route, written) in lane.routes.iter().zip(&mut self.written) {
            let patience = app.settings.desk.channel_alarm();
            let (closed, last_taken_at, alarm) = {
                let mut health = route.health();
                let alarm = health.alarm(now, patience);
                (health.closed().cloned(), health.last_taken_at(), alarm)
            };
            let known = written.as_ref().is_some_and(|(before, at)| *before == closed && at.elapsed() < HEARTBEAT);
            if known && alarm.is_none() {
                continue;
            }
            let state = RouteState {
                route: route.gateway.route().to_owned(),
                worker: worker.to_owned(),
                channel: lane.channel,
                closed: closed.clone(),
                last_taken_at,
            };
            let done = write(app, state, alarm.clone()).await;
            match done {
                Ok(()) => {
                    let before = written.as_ref().and_then(|(before, _)| before.as_ref());
                    tell_change(route.gateway.route(), before, closed.as_ref());
                    *written = Some((closed, Instant::now()));
                }
                Err(error) => {
                    tracing::debug!(%error, "the state of a route could not be written");
                    if alarm.is_some() {
                        route.health().not_alarmed();
                    }
                }
            }
        }
    }
}

/// Says once that a gateway takes nothing any more, and once that it does again.
fn tell_change(route: &str, before: Option<&Closed>, closed: Option<&Closed>) {
    match (before, closed) {
        (None, Some(closed)) => {
            tracing::warn!(route, reply = closed.reply, "a gateway takes nothing: its messages wait")
        }
        (Some(_), None) => tracing::info!(route, "a gateway takes messages again"),
        _ => {}
    }
}

async fn write(app: &App, state: RouteState, alarm: Option<Closed>) -> Result<()> {
    blocking(app, move |app| {
        let Some(closed) = alarm else {
            return app.write_beside(|conn| {
                let now = majakka_store::db::dialect::moment(conn, app.clock.as_ref())?;
                route_state::save(conn, now, &state)
            });
        };
        tracing::error!(
            route = state.route,
            reply = closed.reply,
            "a gateway takes nothing; its route is closed and tried again after a pause"
        );
        app.write(&Viewer::System, |tx| {
            let now = majakka_store::db::dialect::moment(tx.conn, tx.app.clock.as_ref())?;
            let trouble = RouteTrouble { route: state.route.clone(), channel: state.channel, closed };
            route_alarm::alarm(tx, &trouble)?;
            route_state::save(tx.conn, now, &state)
        })
    })
    .await
}
