//! The loop of one channel: what was answered is written down, and as much is claimed as its connections are about to send.
//!
//! Guarantee: nothing that fails ends it. Asked to stop, it offers nothing more, lets dialogues come to their end for
//! [`LEAVE_TAKING`], gives back the rest, and is done soon after, whatever the gateway or the database does.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use majakka_app::App;
use majakka_domain::delivery::patience;
use majakka_store::error::Result;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::Instrument as _;

use super::blocking;
use super::departures::Departures;
use super::hand::{Hand, Load};
use super::judge::{cut, judge};
use super::lanes::{Choice, Lane, Opening};
use super::library::Library;
use super::takeover::Takeover;
use super::turn::{Done, Failed, SharedLibrary, Turn};
use super::watch::Watch;
use crate::channel::Outcome;
use crate::schedule::{Job, Timetable};
use crate::stop::Stopped;

/// How long dialogues may go on when the process is asked to stop.
const LEAVE_TAKING: Duration = Duration::from_secs(10);
/// How long the last words may take to be written down after that.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// A third of a lease may go by before it is renewed.
const RENEW: Duration = Duration::from_secs(60);
/// However quick the far end is: what a crash may repeat.
const MOST: usize = 256;
/// Hints are gathered for so long since the last look.
const GATHER: Duration = Duration::from_millis(50);
/// So often the consequences are tried before the outcomes are written without them.
const TRIES: u32 = 10;
/// The longest wait for a database that is away.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Works a channel off until it is stopped; without a `stop`, until nothing may leave at this moment. Says how many letters
/// were claimed.
///
/// # Errors
/// Without a `stop`: what the database says. With one: only when the list of the schedule cannot be read.
pub(crate) async fn dispatch(app: &App, lane: &Arc<Lane>, worker: &str, stop: Option<Stopped>) -> Result<usize> {
    let hand = Arc::new(Hand::new());
    let mut senders = JoinSet::new();
    for _ in 0..lane.width() {
        senders.spawn(send_from(app.clone(), lane.clone(), hand.clone()));
    }
    let library = Library::new(app, lane.channel);
    let mut dispatch = Dispatch {
        app,
        lane,
        worker,
        hand: &hand,
        shelf: Arc::new(Mutex::new(library)),
        claimed: 0,
        most: lane.width() * 2,
        exhausted: false,
        failures: 0,
        faults: 0,
        renewed: Instant::now(),
        looked: Instant::now(),
        departures: Departures::default(),
        unsure: true,
    };
    let ended = match stop {
        None => dispatch.until_idle().await,
        Some(mut stop) => {
            let ended = dispatch.until_stopped(&mut stop).await;
            dispatch.take_leave(&mut senders).await;
            ended
        }
    };
    hand.close();
    senders.abort_all();
    ended.map(|()| dispatch.claimed)
}

/// Offers letter after letter. A gateway that breaks down in the middle of one leaves it uncertain.
async fn send_from(app: App, lane: Arc<Lane>, hand: Arc<Hand>) {
    while let Some(held) = hand.next().await {
        let route = match lane.choose(lane.now(&app)) {
            Choice::Route(route) => route,
            Choice::Wait(pause) => {
                hand.put_back(held);
                tokio::time::sleep(pause).await;
                continue;
            }
            Choice::None => {
                hand.release(held.letter.delivery);
                continue;
            }
        };
        let (offering, began) = (route.offering(), Instant::now());
        hand.begin(held.letter.delivery, route.gateway.route());
        let offer = route.gateway.offer(&held.letter, patience(held.row.repeats));
        let broken = |_| Outcome::Unknown { detail: "the gateway broke down".to_owned() };
        let outcome = std::panic::AssertUnwindSafe(offer).catch_unwind().await.unwrap_or_else(broken);
        drop(offering);
        let finished = judge(&app, &lane, route, &held.row, outcome);
        route.took(&lane, lane.now(&app), began.elapsed());
        hand.finish(held.row, finished);
    }
}

struct Dispatch<'a> {
    app: &'a App,
    lane: &'a Arc<Lane>,
    worker: &'a str,
    hand: &'a Arc<Hand>,
    shelf: SharedLibrary,
    claimed: usize,
    /// As many letters as the far end takes while a turn lasts.
    most: usize,
    /// The last claim took everything that was due.
    exhausted: bool,
    /// Turns in a row that failed, and how many of them by a fault of ours.
    failures: u32,
    faults: u32,
    renewed: Instant,
    /// When the queue was last looked into.
    looked: Instant,
    departures: Departures,
    /// A claim may have been written of which nothing was heard: the connection broke at its commit.
    unsure: bool,
}

impl Dispatch<'_> {
    async fn until_idle(&mut self) -> Result<()> {
        Takeover::default().look(self.app, self.worker).await?;
        self.departures.look(self.app, self.lane, self.worker).await;
        loop {
            let before = self.claimed;
            while self.turn(true, false).await? || self.hand.len() > 0 {
                let _ = timeout(Duration::from_millis(1), self.hand.changed()).await;
            }
            if self.claimed == before {
                self.departures.look(self.app, self.lane, self.worker).await;
                // Whoever looks only now and then tells as well how the routes fare.
                Watch::new(self.app, self.lane).await.look(self.app, self.lane, self.worker).await;
                return Ok(());
            }
            // What has become of these may let others follow.
            self.exhausted = false;
        }
    }

    async fn until_stopped(&mut self, stop: &mut Stopped) -> Result<()> {
        let poll = if self.app.is_one_machine() { Job::PollOneMachine } else { Job::Poll };
        let timetable = Timetable::new(|job| job == poll)?;
        let round = self.app.process.begin(self.lane.channel.as_str());
        let (mut takeover, mut watch) = (Takeover::default(), Watch::new(self.app, self.lane).await);
        let mut tended = None::<Instant>;
        let mut hinted = true;
        while !stop.is_set() {
            round.turns();
            let hint = self.app.wake.notified();
            let mut hint = pin!(hint);
            hint.as_mut().enable();
            if tended.is_none_or(|at| at.elapsed() >= Duration::from_secs(1)) {
                tended = Some(Instant::now());
                self.exhausted = false;
                if let Err(error) = takeover.look(self.app, self.worker).await {
                    tracing::debug!(%error, "cannot look for workers that are gone");
                }
                watch.look(self.app, self.lane, self.worker).await;
                self.departures.look(self.app, self.lane, self.worker).await;
            }
            let turned = match self.turn(true, std::mem::take(&mut hinted)).await {
                Ok(turned) => turned,
                Err(_) => {
                    stop.or_after(wait_after(self.failures)).await;
                    continue;
                }
            };
            if turned {
                continue;
            }
            self.forget_when_idle();
            let next = timetable.next(self.app.clock.now());
            let busy = Duration::from_millis(250);
            tokio::select! {
                () = self.hand.changed() => {}
                () = &mut hint => {
                    // Many hints say no more than one: reports come in by the hundred.
                    tokio::time::sleep(GATHER.saturating_sub(self.looked.elapsed())).await;
                    self.exhausted = false;
                    hinted = true;
                }
                () = stop.or_until(self.app, next) => {}
                () = tokio::time::sleep(busy), if self.hand.has_waiting() => {}
            }
        }
        Ok(())
    }

    /// One turn at the database, if there is anything to do; says whether there was.
    async fn turn(&mut self, claiming: bool, hinted: bool) -> Result<bool> {
        // Before anything is taken out of it.
        let known = self.unsure.then(|| self.hand.known());
        let load = self.hand.load(hinted);
        let opening = self.lane.opening(self.lane.now(self.app));
        let most = match opening {
            Opening::None => 0,
            Opening::Trial(width) => width,
            Opening::Wide => self.most,
        };
        let wanted = if claiming && !self.exhausted { most.saturating_sub(self.hand.len()) } else { 0 };
        if load.is_empty() && wanted == 0 {
            return Ok(false);
        }
        let renewed = match self.renewed.elapsed() >= RENEW {
            true => self.hand.ids(),
            false => Vec::new(),
        };
        let load = Arc::new(load);
        let began = Instant::now();
        if wanted > 0 {
            self.looked = began;
        }
        let turn = Turn {
            worker: self.worker.to_owned(),
            channel: self.lane.channel,
            load: load.clone(),
            renewed,
            known,
            wanted,
            trial: matches!(opening, Opening::Trial(_)),
        };
        let done = self.write(turn).await?;
        self.lane.learn(self.app, done.now);
        if began.duration_since(self.renewed) >= RENEW {
            self.renewed = began;
        }
        match load.unconfirmed.as_slice() {
            [] => self.hand.fresh(began),
            asked => self.hand.confirm(asked, &done.kept, began),
        }
        let claimed = done.claimed.len() + done.unsendable.len();
        self.claimed += claimed;
        self.app.process.worked(self.lane.channel.as_str(), claimed, load.finished.len());
        self.exhausted = self.exhausted || claimed < wanted;
        self.most = self.enough(load.finished.len());
        for (row, said) in done.unsendable {
            self.hand.finish(row, said);
        }
        self.hand.add(done.claimed);
        Ok(true)
    }

    /// As many letters as the connections do not run out of while a turn lasts: twice as many when they have, half as many when
    /// they took but few of them.
    fn enough(&self, finished: usize) -> usize {
        let least = self.lane.width() * 2;
        let most = match self.hand.has_waiting() {
            false if finished >= self.lane.width() => self.most * 2,
            true if finished < self.most / 8 => self.most / 2,
            _ => self.most,
        };
        most.clamp(least, MOST.max(least))
    }

    /// What could not be written stays in the hand, also when the writing is broken off.
    async fn write(&mut self, turn: Turn) -> Result<Done> {
        let mut unwritten = Unwritten { hand: self.hand, load: Some(turn.load.clone()) };
        let (shelf, alone) = (self.shelf.clone(), self.faults >= TRIES);
        let batch = tracing::info_span!("batch", channel = %self.lane.channel, answers = turn.load.finished.len());
        let written = blocking(self.app, move |app| Ok(turn.write(app, &shelf, alone))).instrument(batch).await;
        let (weighty_written, error) = match written {
            Ok(Ok(done)) => {
                unwritten.load = None;
                (self.failures, self.faults, self.unsure) = (0, 0, false);
                return Ok(done);
            }
            Ok(Err(Failed { weighty_written, error })) => (weighty_written, error),
            Err(broken) => (false, broken),
        };
        if weighty_written {
            unwritten.load = unwritten.load.take().map(|load| Arc::new(load.without_consequences()));
        }
        self.unsure = true;
        // Trouble of the database is told where it is met, and passes; a fault of ours may not.
        self.faults += u32::from(!error.is_trouble());
        if self.failures == 0 && !error.is_trouble() {
            tracing::error!(%error, channel = %self.lane.channel, "the outbox cannot be read or written; it is tried again");
        }
        self.failures = self.failures.saturating_add(1);
        Err(error)
    }

    /// Dialogues come to their end, and what became of them is written down; the rest goes back. What came to no end is as
    /// uncertain as any offer without an answer.
    async fn take_leave(&mut self, senders: &mut JoinSet<()>) {
        self.hand.close();
        let hand = self.hand;
        let dialogues = async {
            while hand.len() > 0 {
                hand.changed().await;
                // What fails is among the last words.
                let _ = self.turn(false, false).await;
            }
        };
        let _ = timeout(LEAVE_TAKING, dialogues).await;
        senders.abort_all();
        let abandoned = self.hand.abandon(|row, route| cut(self.app, self.lane, row, route));
        if abandoned > 0 {
            tracing::warn!(abandoned, channel = %self.lane.channel, "connections to the gateway were cut at the stop; what it took of their messages is not known");
        }
        let last_words = async {
            while self.turn(false, false).await.unwrap_or(true) {
                if self.failures > 0 {
                    tokio::time::sleep(wait_after(self.failures)).await;
                }
            }
            self.departures.look(self.app, self.lane, self.worker).await;
        };
        if timeout(LAST_WORDS, last_words).await.is_err() {
            tracing::error!(channel = %self.lane.channel, "what became of the last messages could not be written down; they may leave once more");
        }
    }

    fn forget_when_idle(&self) {
        if self.hand.len() == 0 {
            self.shelf.lock().unwrap_or_else(PoisonError::into_inner).forget();
        }
    }
}

/// What is being written down. Unless it was, it goes back into the hand.
struct Unwritten<'a> {
    hand: &'a Hand,
    load: Option<Arc<Load>>,
}

impl Drop for Unwritten<'_> {
    fn drop(&mut self) {
        if let Some(load) = self.load.take() {
            self.hand.take_back(&load);
        }
    }
}

fn wait_after(failures: u32) -> Duration {
    Duration::from_millis(100).saturating_mul(1 << failures.min(6)).min(LONGEST_WAIT)
}
