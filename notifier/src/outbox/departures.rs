//! Limits that hold over a restart, and for all workers of a route together.
//!
//! Purpose: a provider counts what comes from the installation, whichever process sends it.
//! Guarantee: what leaves by a limited route is written down every second; who begins knows the last day of everybody.
//! Non-goal: routes without limits, which cost nothing here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use majakka_app::App;
use majakka_store::db::dialect;
use majakka_store::departure::{self, Departure};
use majakka_store::route_state;

use super::blocking;
use super::lanes::{Lane, Route};

/// As far as a day's limit looks back.
const DAY: TimeDelta = TimeDelta::days(1);
/// Later than this nobody writes of a minute.
const SETTLED: TimeDelta = TimeDelta::minutes(3);

/// What one worker knows of the others.
#[derive(Default)]
pub(super) struct Departures {
    /// Counted already: minute, route and worker.
    known: BTreeMap<(DateTime<Utc>, String, String), i64>,
    begun: bool,
}

impl Departures {
    /// Writes down what left, and learns what others sent and how many they are. What fails is tried again at the next look.
    pub(super) async fn look(&mut self, app: &App, lane: &Lane, worker: &str) {
        let limited: Vec<&Route> = lane.routes.iter().filter(|route| !route.pace().is_empty()).collect();
        if limited.is_empty() {
            return;
        }
        let left: Vec<(String, u32)> =
            limited.iter().map(|route| (route.gateway.route().to_owned(), route.departed())).collect();
        let (back, me, ours) = (if self.begun { SETTLED } else { DAY }, worker.to_owned(), left.clone());
        let learned = blocking(app, move |app| {
            app.write_beside(|conn| {
                let now = dialect::moment(conn, app.clock.as_ref())?;
                for (route, count) in ours.iter().filter(|(_, count)| *count > 0) {
                    departure::add(conn, now, &me, route, *count)?;
                }
                let names: Vec<String> = ours.into_iter().map(|(route, _)| route).collect();
                let sent = departure::since(conn, &names, departure::minute_of(now - back))?;
                Ok((now, sent, route_state::workers(conn, now, &names)?))
            })
        });
        let Ok((now, sent, workers)) = learned.await.inspect_err(|error| {
            tracing::debug!(%error, "what left by the limited routes could not be written down");
        }) else {
            limited.iter().zip(left).for_each(|(route, (_, count))| route.departed_still(count));
            return;
        };
        for route in limited {
            let name = route.gateway.route();
            self.learn(route, now, sent.iter().filter(|sent| sent.route == name && sent.worker != worker));
            // A file has one process: who wrote there before is gone.
            let others = workers.iter().filter(|(of, who)| of == name && who != worker && !app.is_one_machine());
            let others: BTreeSet<&str> = others.map(|(_, who)| who.as_str()).collect();
            route.pace().share(u32::try_from(others.len()).unwrap_or(u32::MAX).saturating_add(1));
        }
        self.begun = true;
        self.known.retain(|(minute, ..), _| *minute >= now - SETTLED - TimeDelta::minutes(1));
    }

    fn learn<'d>(&mut self, route: &Route, now: DateTime<Utc>, sent: impl Iterator<Item = &'d Departure>) {
        for Departure { minute, route: name, worker, count } in sent {
            let known = self.known.insert((*minute, name.clone(), worker.clone()), *count).unwrap_or_default();
            let more = u32::try_from(count - known).unwrap_or_default();
            match self.begun {
                true => route.pace().count_elsewhere(now, more),
                // Of what left before it began, its own predecessor's is not told from the others'.
                false => route.pace().count((*minute).min(now), more),
            }
        }
    }
}
