//! What a browser sends: fields and pictures, bounded.
//!
//! Guarantee: one wrong picture costs no other field; at most one upload is in memory at a time, and a picture that is kept
//! was drawn anew. Non-goal: what the fields mean.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use chrono::TimeDelta;
use majakka_app::App;
use majakka_app::screenshot::{MAX_BYTES, clean};
use majakka_domain::format::hetu;
use majakka_domain::refusal::{Fact, FieldProblem};
use majakka_form::{Limits, Part, Parts, Problem};
use majakka_store::error::Error;
use majakka_store::screenshot_row::NewScreenshot;

use super::quota::{self, Source};
use crate::again::SubmittedForm;
use crate::failure::{Failure, PageError};
use majakka_domain::id::ScreenshotId;

/// Pictures that a report may have.
pub(super) const MOST_PICTURES: usize = 5;
/// What a report's form may hold.
const LIMITS: Limits = Limits {
    // Ten thousand characters of four bytes, and some.
    text_bytes: 64 * 1024,
    // It has twenty.
    texts: 100,
    file_bytes: MAX_BYTES,
    // Looked at before the form counts as broken.
    files: 20,
    // So that a sixth picture can still be refused politely.
    whole_bytes: 8 * MAX_BYTES,
};

/// A picture that was uploaded and lies in the store.
#[derive(Debug)]
pub(super) struct Uploaded {
    /// The name it came with, without an identity code.
    pub(super) name: String,
    /// Where it lies.
    pub(super) picture: NewScreenshot,
}

/// An upload that was not taken: the name it came with, and the key of what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// Name of the file.
    pub(super) name: String,
    /// `picture_format`, … of the field `pictures`.
    pub(super) problem: FieldProblem,
}

impl Refused {
    /// Not taken, for this reason.
    pub(super) fn new(name: String, problem: &'static str) -> Self {
        Refused { name, problem: FieldProblem::new("pictures", problem) }
    }
}

/// A limit that was met: the message says when to go on.
pub(super) fn over(field: &'static str, problem: &'static str, app: &App, wait: Duration) -> FieldProblem {
    let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1));
    // To the next whole minute, as clocks on walls show it.
    FieldProblem::new(field, problem).naming("at", Fact::Time(app.clock.now() + wait + TimeDelta::seconds(59)))
}

/// Where a form comes from.
pub(super) enum Sender<'a> {
    /// Anybody, over a link.
    Link(&'a Source),
    /// Somebody who is or was signed in: this is what her pictures wait in turn by.
    Person(&'a str),
}

impl Sender<'_> {
    fn turn(&self) -> &str {
        match self {
            Sender::Link(source) => source.link(),
            Sender::Person(who) => who,
        }
    }
}

/// Everything of one form.
#[derive(Debug, Default)]
pub(super) struct Posted {
    texts: Vec<(String, String)>,
    /// Pictures, in their order.
    pub(super) uploaded: Vec<Uploaded>,
    /// What was no picture, or one too many.
    pub(super) refused: Vec<Refused>,
    /// Pictures that were looked at, whatever they turned out to be: each costs the same.
    looked_at: usize,
}

impl Posted {
    /// The last value under a name: what a browser sends twice was said last.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.texts.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every picture whose number stands under a name.
    pub(super) fn pictures(&self, name: &str) -> Vec<ScreenshotId> {
        let numbers = self.texts.iter().filter(|(key, _)| key == name).filter_map(|(_, value)| value.parse().ok());
        numbers.map(ScreenshotId).collect()
    }

    /// Reads the whole form. Pictures are cleaned and put into the store as they come.
    ///
    /// # Errors
    /// [`Failure::Malformed`], [`Failure::TooLarge`], or the store's.
    pub(super) async fn read(app: &App, form: Multipart, from: &Sender<'_>) -> Result<Self, PageError> {
        let mut posted = Posted::default();
        let mut parts = Parts::new(form, LIMITS);
        while let Some(part) = parts.next().await.map_err(failure)? {
            match part {
                Part::Text { name, value } => posted.texts.push((name, value)),
                Part::File { name, bytes } => posted.take(app, &name, bytes, from).await?,
            }
        }
        Ok(posted)
    }

    /// Keeps what was typed with its request, so that it is handed back when the database is in trouble.
    pub(super) fn keep(&self, request: &HttpRequest) {
        SubmittedForm::parts(self.texts.clone()).keep(request);
    }

    async fn take(
        &mut self,
        app: &App,
        file: &str,
        bytes: Option<Vec<u8>>,
        from: &Sender<'_>,
    ) -> Result<(), PageError> {
        // A file field that was left alone comes as a file without name and content.
        if file.is_empty() && bytes.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        let name = shown(file);
        let Some(bytes) = bytes else {
            self.refused.push(Refused::new(name, "picture_size"));
            return Ok(());
        };
        if self.looked_at == MOST_PICTURES {
            self.refused.push(Refused::new(name, "picture_count"));
            return Ok(());
        }
        if let Sender::Link(source) = from
            && let Err(wait) = quota::picture(source, bytes.len())
        {
            let problem = over("pictures", "limit_pictures", app, wait);
            self.refused.push(Refused { name, problem });
            return Ok(());
        }
        self.looked_at += 1;
        match clean(bytes.into(), from.turn()).await {
            Ok(picture) => {
                let unavailable =
                    |cause: majakka_app::screenshot::ScreenshotStoreError| Error::Unavailable(cause.to_string());
                app.screenshots.put(&picture).await.map_err(unavailable)?;
                self.uploaded.push(Uploaded { name, picture: picture.row() });
            }
            Err(problem) => self.refused.push(Refused::new(name, problem.key())),
        }
        Ok(())
    }
}

/// The failure itself, after what was typed was read from the form and kept with its request, if it may be sent again.
/// Pictures are not looked at: nobody knows yet whether they may be taken.
pub(super) async fn with_typed(failure: PageError, request: &HttpRequest, form: Multipart) -> PageError {
    if failure.0.may_pass() {
        let mut parts = Parts::new(form, LIMITS);
        let mut posted = Posted::default();
        while let Ok(Some(part)) = parts.next().await {
            if let Part::Text { name, value } = part {
                posted.texts.push((name, value));
            }
        }
        posted.keep(request);
    }
    failure
}

fn failure(problem: Problem) -> Failure {
    match problem {
        Problem::Malformed => Failure::Malformed,
        Problem::TooLarge => Failure::TooLarge,
    }
}

/// A file's name as it may be shown: the last part of its path, short, without an identity code.
fn shown(file: &str) -> String {
    let last = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let short: String = last.chars().take(80).collect();
    hetu::redact(&short, "…").text
}
