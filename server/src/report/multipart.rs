//! What a browser sends: fields and pictures, bounded.
//!
//! Guarantee: one wrong picture costs no other field; at most one upload is in memory at a time, and a picture that is kept
//! was drawn anew. Non-goal: what the fields mean.

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use majakka_app::App;
use majakka_app::screenshot::{MAX_BYTES, clean};
use majakka_domain::format::hetu;
use majakka_form::{Limits, Part, Parts, Problem};
use majakka_store::error::Error;
use majakka_store::screenshot_row::NewScreenshot;

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
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// Name of the file.
    pub(super) name: String,
    /// `picture_format`, …
    pub(super) problem: &'static str,
}

/// Everything of one form.
#[derive(Debug, Default)]
pub(super) struct Posted {
    texts: Vec<(String, String)>,
    /// Pictures, in their order.
    pub(super) uploaded: Vec<Uploaded>,
    /// What was no picture, or one too many.
    pub(super) refused: Vec<Refused>,
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
    pub(super) async fn read(app: &App, form: Multipart) -> Result<Self, PageError> {
        let mut posted = Posted::default();
        let mut parts = Parts::new(form, LIMITS);
        while let Some(part) = parts.next().await.map_err(failure)? {
            match part {
                Part::Text { name, value } => posted.texts.push((name, value)),
                Part::File { name, bytes } => posted.take(app, &name, bytes).await?,
            }
        }
        Ok(posted)
    }

    /// Keeps what was typed with its request, so that it is handed back when the database is in trouble.
    pub(super) fn keep(&self, request: &HttpRequest) {
        SubmittedForm::parts(self.texts.clone()).keep(request);
    }

    async fn take(&mut self, app: &App, file: &str, bytes: Option<Vec<u8>>) -> Result<(), PageError> {
        // A file field that was left alone comes as a file without name and content.
        if file.is_empty() && bytes.as_ref().is_some_and(Vec::is_empty) {
            return Ok(());
        }
        let name = shown(file);
        let Some(bytes) = bytes else {
            self.refused.push(Refused { name, problem: "picture_size" });
            return Ok(());
        };
        if self.uploaded.len() == MOST_PICTURES {
            self.refused.push(Refused { name, problem: "picture_count" });
            return Ok(());
        }
        match clean(bytes.into()).await {
            Ok(picture) => {
                let unavailable =
                    |cause: majakka_app::screenshot::ScreenshotStoreError| Error::Unavailable(cause.to_string());
                app.screenshots.put(&picture).await.map_err(unavailable)?;
                self.uploaded.push(Uploaded { name, picture: picture.row() });
            }
            Err(problem) => self.refused.push(Refused { name, problem: problem.key() }),
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
    let short: String = last.chars().filter(|c| !c.is_control()).take(80).collect();
    hetu::redact(&short, "…").text
}
