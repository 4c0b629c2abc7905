//! One context of the desk: who looks, in which language, and what she gets back.
//!
//! Guarantee: nobody without the right to look at the desk gets further than `answer`; whatever a step refuses is shown
//! with what was typed.
//! Non-goal: what the pages say.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web;
use chrono::{DateTime, SecondsFormat, Utc};
use majakka_app::App;
use majakka_domain::format::time;
use majakka_domain::next_step::NextStep;
use majakka_domain::refusal::Refusal;
use majakka_domain::rights::{Permission, may};
use majakka_domain::terms::Language;
use majakka_messages::{FluentValue, Page};
use majakka_store::desk::Glance;
use majakka_store::error::Result;
use majakka_store::incident::Incident;
use majakka_store::message::Attachment;
use majakka_store::viewer::{Person, Viewer};
use serde::Serialize;

use super::next;
use crate::blocking::blocking;
use crate::done::Done;
use crate::failure::PageError;
use crate::form::{FieldError, FormAttempt, FormView};
use crate::localizer::Localizer;
use crate::page_frame::Frame;
use crate::redirect::go_to;
use crate::session::SignedIn;

/// Somebody at the desk.
pub(super) struct DeskContext<'a> {
    pub(super) app: &'a App,
    pub(super) viewer: Viewer,
    pub(super) language: Language,
    pub(super) now: DateTime<Utc>,
    by: &'a SignedIn,
}

/// What she gets.
pub(super) enum Answer {
    /// A page.
    Page(StatusCode, String),
    /// A file to be kept by the reader and by nobody between.
    File(Attachment),
    /// Go and look there.
    Go(String),
    /// What was asked for is done: go and look there.
    Done(String, Done),
}

/// A time for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// RFC 3339.
    pub at: String,
    /// As one says it.
    pub said: String,
}

impl Moment {
    /// For samples.
    pub(super) fn sample() -> Self {
        Moment { at: "2026-11-20T10:10:00Z".to_owned(), said: "klo 12.10".to_owned() }
    }
}

/// A word with its sign, as `partials/tag` reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// Names sign and colour.
    pub state: String,
    /// The word for people.
    pub text: String,
}

/// A box over the page: what a step said.
#[derive(Debug, Clone, Serialize)]
pub struct Notice {
    /// `info`, `ok`, `warning`, `down`.
    pub kind: &'static str,
    /// One line.
    pub heading: String,
    /// What it means.
    pub text: String,
}

/// Does the work of a page on a thread that may wait, for somebody who may look at the desk.
pub(super) async fn answer(
    app: web::Data<App>,
    by: SignedIn,
    work: impl FnOnce(&DeskContext<'_>) -> Result<Answer> + Send + 'static,
) -> Result<HttpResponse, PageError> {
    let answer = blocking(&app, move |app| {
        let context = DeskContext::new(app, &by);
        context.viewer.require(Permission::ReadDesk)?;
        work(&context)
    })
    .await?;
    Ok(match answer {
        Answer::Page(status, body) => HttpResponse::build(status)
            .insert_header((CACHE_CONTROL, "no-store"))
            .content_type("text/html; charset=utf-8")
            .body(body),
        Answer::File(file) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.file_name)))
            .content_type(file.media_type)
            .body(file.content),
        Answer::Go(to) => go_to(&to),
        Answer::Done(to, done) => done.go(&app, &to),
    })
}

/// So much of a text stands in a list.
const FIRST_WORDS: usize = 80;

/// The first line of a text, cut between two words.
pub(super) fn first_words(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.chars().count() <= FIRST_WORDS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(FIRST_WORDS).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
}

impl<'a> DeskContext<'a> {
    fn new(app: &'a App, by: &'a SignedIn) -> Self {
        let viewer = Viewer::Person(by.person.clone());
        DeskContext { app, viewer, language: by.reader.language, now: app.clock.now(), by }
    }

    /// Who looks.
    pub(super) fn person(&self) -> &Person {
        &self.by.person
    }

    /// May she do it? Then its form is shown.
    pub(super) fn may(&self, permission: Permission) -> bool {
        may(&self.by.person.roles, permission, self.by.person.helpdesk_publishes)
    }

    /// May she keep what is one for the whole installation?
    pub(super) fn keeps_the_installation(&self) -> bool {
        self.by.of_host && self.may(Permission::Administer)
    }

    /// May she do what comes next?
    pub(super) fn may_take(&self, step: NextStep) -> bool {
        let needs = next::needs(step);
        needs.is_empty() || needs.iter().any(|permission| self.may(*permission))
    }

    /// Is it her desk's, and not one that she follows because her house told of it?
    pub(super) fn works_on(&self, incident: &Incident) -> bool {
        self.viewer.desk() == Some(incident.desk_id)
    }

    fn localizer(&self) -> Localizer<'_> {
        Localizer::new(&self.app.renderer, self.language)
    }

    /// A text.
    pub(super) fn say(&self, key: &str) -> Result<String> {
        self.say_of(key, &[])
    }

    /// A text with its arguments.
    pub(super) fn say_of(&self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> Result<String> {
        self.localizer().text(key, arguments)
    }

    /// A word of a closed list.
    pub(super) fn word(&self, list: &str, word: impl AsRef<str>) -> Result<String> {
        self.localizer().word(list, word)
    }

    /// A word of a closed list with the sign that bears its name.
    pub(super) fn tag(&self, list: &str, word: impl AsRef<str>) -> Result<Tag> {
        Ok(Tag { state: word.as_ref().to_owned(), text: self.word(list, word)? })
    }

    /// Who did it: a person's name, or that it happened by itself.
    pub(super) fn who(&self, actor: String) -> Result<String> {
        if actor == "system" { self.say("timeline-by-itself") } else { Ok(actor) }
    }

    /// A time, with its date when that is another day.
    pub(super) fn moment(&self, at: DateTime<Utc>) -> Moment {
        Moment { at: at.to_rfc3339_opts(SecondsFormat::Secs, true), said: time::short(at, self.now, self.language) }
    }

    /// A system's name.
    pub(super) fn system(&self, id: &str) -> String {
        self.app.catalogue.name(id, self.language).to_owned()
    }

    /// The names of several, in their order.
    pub(super) fn systems(&self, ids: &[String]) -> String {
        ids.iter().map(|id| self.system(id)).collect::<Vec<_>>().join(", ")
    }

    /// A function's name after its service's.
    pub(super) fn matter(&self, service: &str, function: &str) -> String {
        let name = self.app.catalogue.system(service).and_then(|system| system.function(function));
        match name {
            Some(function) => format!("{} · {}", self.system(service), function.name.get(self.language)),
            None => self.system(service),
        }
    }

    /// Who told first and what in one line: `Mallilan apteekki ja 2 muuta · Reseptiä ei voi tallentaa`.
    pub(super) fn told_first(&self, glance: &Glance) -> Result<String> {
        let name = glance.organisation.as_str();
        let who = match glance.others {
            0 => name.to_owned(),
            others => self.say_of("desk-and-others", &[("organisation", name.into()), ("count", others.into())])?,
        };
        Ok(format!("{who} · {}", first_words(&glance.description)))
    }

    /// What a step said, over the page.
    pub(super) fn notice(&self, attempt: &FormAttempt) -> Result<Option<Notice>> {
        let Some(refusal) = &attempt.refusal else { return Ok(None) };
        let key = match refusal {
            Refusal::Validation(_) => return Ok(None),
            // Here what was typed is still on the page, which the general text does not know.
            Refusal::Stale => "desk-stale".to_owned(),
            other => format!("error-{}", other.code().replace('_', "-")),
        };
        let (heading, text) = (self.say(&format!("{key}-title"))?, self.say(&format!("{key}-text"))?);
        Ok(Some(Notice { kind: "warning", heading, text }))
    }

    /// What is wrong with which field.
    pub(super) fn errors(&self, attempt: &FormAttempt) -> Vec<FieldError> {
        attempt.errors(self.localizer())
    }

    /// The form of a prefix, with what was typed in it.
    pub(super) fn form<'f>(&'f self, attempt: &'f FormAttempt, prefix: &'f str) -> FormView<'f> {
        FormView::new(self.localizer(), attempt, prefix)
    }

    /// A page within its frame.
    pub(super) fn page<P: Page>(&self, status: StatusCode, page: &P) -> Result<Answer> {
        let frame = Frame::signed_in(self.by, self.app);
        Ok(Answer::Page(status, self.app.renderer.framed(self.language, &frame, page)?))
    }
}
