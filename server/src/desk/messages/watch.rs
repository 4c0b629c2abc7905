//! `/desk/messages/{id}/progress`: server-sent events with how far a message has come, for whoever watches it.
//!
//! Guarantee: a message that is watched costs one query a second, however many watch it, and one that nobody watches costs
//! none; there are never more than a hundred watchers in a process; a watcher whose sign-in has ended is cut off.
//! Non-goal: being the only way to see it; the page says the same figures when it is loaded.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, Stream};
use majakka_app::App;
use majakka_app::command::account::session::{self, Stage};
use majakka_domain::id::MessageId;
use majakka_domain::rights::Permission;
use majakka_domain::terms::Language;
use majakka_store::error::{Error, Result};
use majakka_store::outgoing::{self, Outgoing};
use majakka_store::viewer::Viewer;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::page::so_far;
use super::progress::{Pace, Progress, count};
use crate::blocking::blocking;
use crate::failure::PageError;
use crate::session::{SignedIn, cookie};

/// Watchers at a time: each holds a connection.
const PLACES: usize = 100;
/// How often a watched message is counted.
const BEAT: Duration = Duration::from_secs(1);
/// So many recipients more, and it is counted a beat later: a count reads the index of all of them.
const SLOWER: i64 = 25_000;
/// How often it is asked whether the sign-in of a watcher still holds.
const CHECK: Duration = Duration::from_secs(10);
/// When a browser may come back after its connection was lost, in milliseconds.
const RETRY: &str = "retry: 5000\n\n";

type Seen = Option<Progress>;

/// Who watches what in this process.
#[derive(Debug)]
pub struct Watchers {
    feeds: Mutex<BTreeMap<MessageId, watch::Sender<Seen>>>,
    places: Arc<Semaphore>,
    check: Duration,
}

impl Default for Watchers {
    fn default() -> Self {
        Watchers::new(PLACES, CHECK)
    }
}

impl Watchers {
    /// Nobody yet. `places`: how many there may be; `check`: how often it is asked whether their sign-ins still hold.
    pub fn new(places: usize, check: Duration) -> Self {
        Watchers { feeds: Mutex::default(), places: Arc::new(Semaphore::new(places)), check }
    }

    /// How many messages are being counted.
    pub fn feeds(&self) -> usize {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Hears of a message from now on. The first to come starts the counting.
    fn join(self: &Arc<Self>, app: &web::Data<App>, message: Outgoing) -> watch::Receiver<Seen> {
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(feed) = feeds.get(&message.id) {
            return feed.subscribe();
        }
        let (feed, receiver) = watch::channel(None);
        feeds.insert(message.id, feed);
        tokio::spawn(Arc::clone(self).count(app.clone(), message));
        receiver
    }

    /// Counts for as long as somebody watches and something waits.
    async fn count(self: Arc<Self>, app: web::Data<App>, message: Outgoing) {
        let mut pace = Pace::default();
        loop {
            let (id, row) = (message.id, message.clone());
            let counted = blocking(&app, move |app| {
                let counts = app.read(|conn| count(conn, id))?;
                Ok(so_far(app.clock.now(), &row, &counts))
            });
            let seen = counted.await.map(|seen| pace.with_rate(seen));
            let pause = match &seen {
                Ok(seen) => BEAT * u32::try_from(1 + seen.total / SLOWER).unwrap_or(u32::MAX),
                Err(_) => BEAT,
            };
            {
                let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
                let over = match seen {
                    Ok(seen) => {
                        feeds.get(&message.id).map(|feed| feed.send_replace(Some(seen)));
                        seen.is_over()
                    }
                    Err(cause) => {
                        tracing::warn!(%cause, message = message.id.0, "the progress of a message cannot be told");
                        true
                    }
                };
                if over || feeds.get(&message.id).is_none_or(|feed| feed.receiver_count() == 0) {
                    feeds.remove(&message.id);
                    return;
                }
            }
            tokio::time::sleep(pause).await;
        }
    }
}

/// One who watches.
struct Watcher {
    app: web::Data<App>,
    feed: watch::Receiver<Seen>,
    token: String,
    language: Language,
    check: Interval,
    greeted: bool,
    _place: OwnedSemaphorePermit,
}

/// `GET`.
pub(super) async fn watch(
    app: web::Data<App>,
    watchers: web::Data<Watchers>,
    by: SignedIn,
    request: HttpRequest,
    id: web::Path<i64>,
) -> Result<HttpResponse, PageError> {
    let (viewer, id) = (by.viewer(), MessageId(id.into_inner()));
    let message = blocking(&app, move |app| {
        viewer.require(Permission::ReadDesk)?;
        app.read(|conn| outgoing::find(conn, &viewer, id))
    })
    .await?;
    let full = |_| Error::Unavailable("too many watch already".to_owned());
    let place = Arc::clone(&watchers.places).try_acquire_owned().map_err(full)?;
    let mut check = interval(watchers.check);
    check.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first is at once, and has just been made.
    check.tick().await;
    let watcher = Watcher {
        feed: watchers.into_inner().join(&app, message),
        token: cookie::token(&app, &request).unwrap_or_default(),
        language: by.reader.language,
        app,
        check,
        greeted: false,
        _place: place,
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        // Packed, an event would wait for the next ones.
        .insert_header((CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .content_type("text/event-stream")
        .streaming(Box::pin(events(watcher))))
}

fn events(watcher: Watcher) -> impl Stream<Item = std::result::Result<Bytes, Infallible>> {
    stream::unfold(watcher, |mut watcher| async move {
        if !std::mem::replace(&mut watcher.greeted, true) {
            return Some((Ok(Bytes::from_static(RETRY.as_bytes())), watcher));
        }
        let event = watcher.next().await?;
        Some((Ok(Bytes::from(event)), watcher))
    })
}

impl Watcher {
    /// The next event; none when there is nothing more to be told, or nobody to tell it to.
    async fn next(&mut self) -> Option<String> {
        loop {
            tokio::select! {
                changed = self.feed.changed() => {
                    changed.ok()?;
                    let seen = *self.feed.borrow_and_update();
                    let Some(seen) = seen else { continue };
                    let said = seen.said(&self.app.renderer, self.language).ok()?;
                    return Some(format!("data: {}\n\n", serde_json::to_string(&said).ok()?));
                }
                _ = self.check.tick() => {
                    let token = self.token.clone();
                    let holds = blocking(&self.app, move |app| {
                        // Looking at what changes by itself keeps no session alive.
                        let person = session::resume(app, &token, false)?
                            .filter(|signed_in| signed_in.stage == Stage::Open)
                            .map(|signed_in| signed_in.person);
                        Ok(person.is_some_and(|person| Viewer::Person(person).require(Permission::ReadDesk).is_ok()))
                    });
                    return if holds.await.ok()? { Some(":\n\n".to_owned()) } else { None };
                }
            }
        }
    }
}
