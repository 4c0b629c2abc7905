//! `majakka self-test`: a message goes the whole way, and what comes back of it is waited for.
//!
//! Guarantee: it leaves by the notifier that runs, as every message does, and the answer is what came through the gateway's own way
//! back: a receipt at `/hooks`, or the mail itself in the mailbox for returns. A route that did not answer ends the command with an
//! error.
//! Non-goal: trying settings out; `doctor --connect` does, without anything that runs.

use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use majakka_app::App;
use majakka_app::command::delivery::route_test;
use majakka_app::config::Route;
use majakka_app::config::route::FOLDER;
use majakka_domain::id::RouteTestId;
use majakka_domain::refusal::Refusal;
use majakka_domain::terms::{Channel, Language};
use majakka_store::error::Error;
use majakka_store::route_test::{self as tests, RouteTest};
use majakka_store::viewer::Viewer;
use serde::Serialize;

use crate::command_line::Common;
use crate::{out, run};

/// Between two looks.
const LOOK: Duration = Duration::from_millis(250);

/// What to try.
#[derive(Debug, Clone, Args)]
pub(crate) struct SelfTest {
    /// Where test mails go; without it to the mailbox for returns, if its maildir is read
    #[arg(long, value_name = "ADDRESS")]
    mail: Option<String>,
    /// Which telephone gets the test messages; without it none is sent
    #[arg(long, value_name = "NUMBER")]
    sms: Option<String>,
    /// Only this route
    #[arg(long, value_name = "NAME")]
    route: Option<String>,
    /// How long to wait for all of it
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    seconds: u64,
}

/// How a route did.
#[derive(Debug, Clone, Serialize)]
struct Tried {
    route: String,
    channel: Channel,
    /// `delivered`, `failed`; without a receipt the gateway's: `accepted`, `refused`, `unknown`, `unsendable`; `not_taken` when no
    /// notifier took it, `no_receipt` when none came in time; `skipped`.
    result: String,
    /// In the gateway's words.
    detail: String,
    /// Until the gateway had answered.
    answer_seconds: Option<f64>,
    /// Until what comes back had come.
    receipt_seconds: Option<f64>,
}

/// A message under way.
struct UnderWay {
    route: Route,
    id: RouteTestId,
    /// Does anything come back of it?
    comes_back: bool,
}

pub(crate) fn self_test(common: &Common, how: &SelfTest) -> Result<()> {
    let app = run::opened(common.settings("self-test")?)?;
    let routes: Vec<Route> = app.settings.routes();
    let chosen = |route: &Route| how.route.as_ref().is_none_or(|name| *name == route.name);
    let routes: Vec<Route> = routes.into_iter().filter(chosen).collect();
    if let (Some(name), true) = (&how.route, routes.is_empty()) {
        return Err(Error::Setting(format!("there is no route {name}: `majakka doctor` names them all")).into());
    }
    let mailbox = app.settings.mail.bounces_maildir.is_some().then_some(app.settings.mail.bounces.as_str());
    let (mut tried, mut under_way) = (Vec::new(), Vec::new());
    for route in routes {
        let (address, comes_back) = match route.channel {
            Channel::Email => {
                let address = how.mail.as_deref().or(mailbox);
                (address, address.is_some() && address == mailbox && route.kind != FOLDER)
            }
            Channel::Sms => (how.sms.as_deref(), route.has_receipts()),
        };
        match address {
            None => tried.push(Tried::skipped(route)),
            Some(address) => under_way.push(UnderWay { id: ask(&app, &route, address)?, route, comes_back }),
        }
    }
    let patience = Duration::from_secs(how.seconds);
    tried.extend(wait(&app, under_way, patience)?);
    tell(common, &tried)
}

fn ask(app: &App, route: &Route, address: &str) -> Result<RouteTestId> {
    let asked = app.write(&Viewer::System, |tx| route_test::ask(tx, &route.name, address, Language::Fi));
    Ok(asked.map_err(|cause| match cause {
        Error::Refused(Refusal::Validation(problems)) => {
            let said: Vec<_> = problems.iter().map(|problem| problem.problem.replace('_', " ")).collect();
            Error::Setting(format!("route {}, {address}: {}", route.name, said.join(", ")))
        }
        other => other,
    })?)
}

fn wait(app: &App, mut under_way: Vec<UnderWay>, patience: Duration) -> Result<Vec<Tried>> {
    let (mut tried, begun) = (Vec::new(), Instant::now());
    while !under_way.is_empty() {
        let late = begun.elapsed() >= patience;
        let mut still = Vec::new();
        for one in under_way {
            let row = app.read(|conn| tests::find(conn, one.id))?.ok_or(Error::NotFound("test message"))?;
            if late || one.is_over(&row) {
                tried.push(one.judged(row));
            } else {
                still.push(one);
            }
        }
        under_way = still;
        if !under_way.is_empty() {
            std::thread::sleep(LOOK);
        }
    }
    Ok(tried)
}

impl UnderWay {
    fn is_over(&self, row: &RouteTest) -> bool {
        match row.outcome.as_deref() {
            None => false,
            Some("accepted") => !self.comes_back || row.receipt.is_some(),
            Some(_) => true,
        }
    }

    fn judged(self, row: RouteTest) -> Tried {
        let result = match (&row.receipt, &row.outcome) {
            (Some(receipt), _) => receipt.as_str(),
            (None, Some(outcome)) if outcome == "accepted" && self.comes_back => "no_receipt",
            (None, Some(outcome)) => outcome.as_str(),
            (None, None) if row.taken_at.is_none() => "not_taken",
            (None, None) => "unknown",
        };
        let since = |at: chrono::DateTime<chrono::Utc>| (at - row.asked_at).as_seconds_f64();
        Tried {
            result: result.to_owned(),
            answer_seconds: row.settled_at.map(since),
            receipt_seconds: row.receipt_at.map(since),
            detail: row.detail.unwrap_or_default(),
            channel: self.route.channel,
            route: self.route.name,
        }
    }
}

impl Tried {
    fn skipped(route: Route) -> Self {
        Tried {
            channel: route.channel,
            route: route.name,
            result: "skipped".to_owned(),
            detail: String::new(),
            answer_seconds: None,
            receipt_seconds: None,
        }
    }

    fn words(&self) -> String {
        let within = |seconds: Option<f64>| seconds.map(|seconds| format!(" after {seconds:.1} s")).unwrap_or_default();
        let detail = if self.detail.is_empty() { String::new() } else { format!(" ({})", self.detail) };
        let said = match self.result.as_str() {
            "delivered" => format!("arrived{}", within(self.receipt_seconds)),
            "accepted" => format!("was taken{}; nothing comes back of it", within(self.answer_seconds)),
            "failed" => format!("did not arrive{detail}"),
            "refused" => format!("was refused{detail}"),
            "unsendable" => format!("cannot be sent{detail}"),
            "no_receipt" => format!("was taken{}, and no receipt came{detail}", within(self.answer_seconds)),
            "not_taken" => "was taken by no notifier: does `majakka notify` (or `up`) run with this route?".to_owned(),
            "skipped" => match self.channel {
                Channel::Email => "was not tried: name an address with --mail".to_owned(),
                Channel::Sms => "was not tried: name a telephone with --sms".to_owned(),
            },
            _ => format!("may have been taken: the gateway did not answer{detail}"),
        };
        format!("route {}: the test message {said}", self.route)
    }

    fn went_well(&self) -> bool {
        ["delivered", "accepted", "skipped"].contains(&self.result.as_str())
    }
}

fn tell(common: &Common, tried: &[Tried]) -> Result<()> {
    let words: Vec<String> = tried.iter().map(Tried::words).collect();
    out::found(common, &tried, words.join("\n"))?;
    let failed: Vec<&str> = tried.iter().filter(|one| !one.went_well()).map(|one| one.route.as_str()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Error::Unavailable(format!("a message does not go the whole way by {}", failed.join(", "))).into())
}
