//! Group commit: steps that wait run one after another in one transaction, each under a savepoint of its own, with one
//! commit for all of them.
//!
//! Guarantee: first come, first served; a step that fails takes back itself and nobody else; nobody is answered before the
//! commit, and if that fails everybody is told so.
//! Non-goal: steps of many kinds. A group is for steps that only take in reports, so that each may build upon what the one
//! before it has read.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::app::{App, Known, Tx};
use majakka_store::db::dialect::{self, Mode};
use majakka_store::db::{AnyConnection, Trouble};
use majakka_store::error::{Error, Result};
use majakka_store::viewer::Viewer;

/// Steps of one transaction at most: other writers wait no longer than these take.
const MOST: usize = 64;
/// Steps that may wait: some seconds of work. Whoever comes then is told to come again.
const LONGEST: usize = 4_096;

/// The steps that wait, and whether somebody is at work on them.
#[derive(Default)]
pub struct GroupCommit(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Box<dyn Member>>,
    led: bool,
}

/// A step in the line, whatever it returns.
trait Member: Send {
    /// Takes the step. Says whether it succeeded, and whether anybody waits for what it did.
    fn take(&mut self, app: &App, conn: &mut AnyConnection, known: &mut Known) -> Result<bool>;
    /// Answers whoever waits for it; `failed` says why nothing of the group was kept.
    fn answer(self: Box<Self>, failed: Option<&Error>);
}

struct Step<T, S> {
    viewer: Viewer,
    step: Option<S>,
    done: Option<Result<T>>,
    to: oneshot::Sender<Result<T>>,
    /// Of whoever waits: another one's thread may take the step.
    span: tracing::Span,
}

impl<T, S> Member for Step<T, S>
where
    T: Send,
    S: FnOnce(&mut Tx<'_>) -> Result<T> + Send,
{
    fn take(&mut self, app: &App, conn: &mut AnyConnection, known: &mut Known) -> Result<bool> {
        let Some(step) = self.step.take() else { return Ok(false) };
        let _span = self.span.clone().entered();
        let (viewer, now, mark) = (&self.viewer, app.clock.now(), known.mark());
        let taken = dialect::savepoint(conn, |conn| {
            let mut tx = Tx { app, conn, now, viewer, known, quiet: false };
            // A panic is the fault of one step: the others of its group are not to be lost with it.
            let done = catch_unwind(AssertUnwindSafe(|| step(&mut tx)));
            let quiet = tx.quiet;
            let done = done.unwrap_or_else(|_| Err(Error::Unavailable("the work was broken off".to_owned())));
            done.map(|value| (value, !quiet))
        });
        match taken {
            Ok((value, stirs)) => {
                self.done = Some(Ok(value));
                Ok(stirs)
            }
            Err(cause) => {
                // The group goes on, and would be taken for a sign of health.
                if let Error::Trouble(trouble) = &cause {
                    app.health.trouble(trouble);
                }
                known.take_back(mark);
                self.done = Some(Err(cause));
                Ok(false)
            }
        }
    }

    fn answer(self: Box<Self>, failed: Option<&Error>) {
        let answer = match (self.done, failed) {
            (Some(Err(cause)), _) => Err(cause),
            (Some(Ok(value)), None) => Ok(value),
            // Whether the commit was the last that the database heard of, nobody knows.
            (_, Some(cause)) if cause.is_trouble() => Err(Trouble::Uncertain(None).into()),
            (_, Some(cause)) => Err(Error::Unavailable(cause.to_string())),
            (None, None) => Err(Error::Unavailable("the work was broken off".to_owned())),
        };
        // Who has gone meanwhile asks again with the same key.
        drop(self.to.send(answer));
    }
}

/// A step that waits for its group.
#[must_use = "a step that nobody leads waits for ever"]
pub struct Joined<T> {
    /// Comes after the commit.
    pub answer: oneshot::Receiver<Result<T>>,
    /// Nobody is at work on the line: whoever joined must call [`App::lead_group`] on a thread that may wait.
    pub leads: bool,
}

impl GroupCommit {
    fn line(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Box<dyn Member>> {
        self.line().waiting.pop_front()
    }

    /// Goes home if nobody waits.
    fn leave(&self) -> bool {
        let mut line = self.line();
        line.led = !line.waiting.is_empty();
        !line.led
    }
}

impl App {
    /// Puts a step that takes in reports, and does nothing else, into the line.
    ///
    /// # Errors
    /// [`Error::Trouble`] when the line is too long.
    pub fn join_group<T: Send + 'static>(
        &self,
        viewer: Viewer,
        step: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<Joined<T>> {
        let (to, answer) = oneshot::channel();
        let member = Box::new(Step { viewer, step: Some(step), done: None, to, span: tracing::Span::current() });
        let mut line = self.group.line();
        if line.waiting.len() >= LONGEST {
            return Err(Trouble::Busy(None).into());
        }
        line.waiting.push_back(member);
        let leads = !std::mem::replace(&mut line.led, true);
        Ok(Joined { answer, leads })
    }

    /// Works until the line is empty: a transaction for each group.
    pub fn lead_group(&self) {
        loop {
            self.one_group();
            if self.group.leave() {
                return;
            }
        }
    }

    fn one_group(&self) {
        let mut members: Vec<Box<dyn Member>> = Vec::new();
        let kept = self.transaction(Mode::Serial, |conn| {
            let (mut known, mut stirs) = (Known::of_reports(), false);
            while members.len() < MOST {
                let Some(mut member) = self.group.next() else { break };
                let taken = member.take(self, conn, &mut known);
                members.push(member);
                stirs |= taken?;
            }
            known.write_down(conn)?;
            if stirs {
                dialect::hint(conn)?;
            }
            Ok(stirs)
        });
        if members.is_empty() {
            // Not even begun: nobody who waits now can be served.
            members.extend(std::iter::from_fn(|| self.group.next()).take(MOST));
        }
        let failed = kept.as_ref().err();
        for member in members {
            member.answer(failed);
        }
        if kept.is_ok_and(|stirs| stirs) {
            self.wake.notify_waiters();
            self.page_changed.notify_waiters();
        }
    }
}
